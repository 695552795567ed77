"""How well stories break where their authors broke them: the scene-break corpus, read and scored (`make corpus`).

The corpus lies beside a checkout, not in it (`../shared/corpus`). Its authors are divided into a tuning half, whose misses
may be looked at, and a checking half, whose figures alone may be, so that the rules are judged on authors they have not
seen.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import sys
import zlib
from collections import Counter, defaultdict
from html import escape
from pathlib import Path

from bot.errors import CliffhangerError
from bot.models import BreakKind
from bot.text import read_story

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
# How many words find a paragraph of a web page, and what may stand before, inside and between them there.
OPENING = 8
OPENING_TAGS = r"(?:<(?:p|i|em|b|strong|span)\b[^>]*>\s*)*"
TAGS = r"(?:<[^>]*>)*"
BETWEEN_WORDS = r"(?:\s|<[^>]*>)+"
HALVES = ("tuning", "checking")


def present():
    return (CORPUS / "score.py").is_file() and (CORPUS / "dev").is_dir()


def scorer():
    """The corpus's own score.py, which alone says what is right."""
    spec = importlib.util.spec_from_file_location("score", CORPUS / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def half_of(author):
    return HALVES[zlib.crc32(author.encode()) % 2]


def breaks(data, convention):
    """Where each part but the first begins, as offsets into the decoded text, and what opens it.

    The parts of a web page have no offsets; they are looked up by their words.
    """
    name = "story.md" if convention in {"j_markdown", "raw_md"} else "story.txt"
    parts = read_story(data, name).parts
    starts = [part.start for part in parts] if parts[0].start is not None else places(data.decode("utf-8"), parts)
    return [
        {"offset": start, "type": "chapter" if part.opening.kind is BreakKind.CHAPTER else "scene"}
        for part, start in zip(parts, starts, strict=True)
        if part.opening.kind is not BreakKind.START
    ]


def places(page, parts):
    """Where each part begins in a page's source: every paragraph is found by its first words, behind the one before it."""
    found = []
    at = 0
    for part in parts:
        for number, block in enumerate(part.blocks):
            words = ([re.escape(escape(sign, quote=False)) for sign in word] for word in block.text.split()[:OPENING])
            shape = BETWEEN_WORDS.join(TAGS.join(word) for word in words)
            opening = re.compile(OPENING_TAGS + shape).search(page, at)
            if number == 0:
                found.append(opening.start())
            at = opening.end()
    return found


def judged():
    """Score sums by half, group and convention (`TOTAL` for a group's whole), all misses, and documents not scored."""
    score = scorer()
    sums = defaultdict(Counter)
    misses = []
    unscored = []
    for truth_file in sorted((CORPUS / "dev").glob("[ABC]/*.json")):
        truth = json.loads(truth_file.read_text("utf-8"))
        group, half = truth_file.parent.name, half_of(truth["author"])
        data = truth_file.with_suffix(".txt").read_bytes()
        try:
            found = breaks(data, truth["convention"])
        except CliffhangerError:
            unscored.append(truth["id"])
            continue
        text = data.decode("utf-8")
        counts, _, missed, wrong = score.score_doc(truth, text, found)
        for key in {truth["convention"], "TOTAL"}:
            sums[half, group, key].update(counts)
        misses += [(half, truth["id"], "MISS", one["type"], one["start"], one["end"]) for one in missed]
        misses += [(half, truth["id"], "WRONG", kind, at, at) for at, kind in wrong]
    return sums, misses, unscored


def table(sums):
    score = scorer()
    for half in HALVES:
        yield f"\n{half} half"
        yield score.HEAD
        for (part, group, key), counts in sorted(sums.items()):
            if part == half:
                yield score.row(f"{group} {key}", counts)


def shown(misses):
    """The tuning half's misses, each between the words around it."""
    for half, name, what, kind, start, end in misses:
        if half == "tuning":
            text = next((CORPUS / "dev").glob(f"?/{name}.txt")).read_bytes().decode("utf-8")
            yield f"\n{what} {kind} {name} @{start}"
            yield " | ".join(map(repr, (text[max(0, start - 160) : start], text[start:end], text[end : end + 160])))


def main():
    arguments = argparse.ArgumentParser(description="Score scene breaks against the corpus beside this checkout.")
    arguments.add_argument("--misses", action="store_true", help="list what is wrong in the tuning half")
    wanted = arguments.parse_args()
    if not present():
        sys.stdout.write("The scene-break corpus is not beside this checkout (../shared/corpus): nothing to score.\n")
        return
    sums, misses, unscored = judged()
    lines = [*table(sums), f"\nRefused, and so not scored: {len(unscored)}"]
    if wanted.misses:
        lines += shown(misses)
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
