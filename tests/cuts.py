"""Where pages end, how even they are and how long cutting takes, over the corpus beside a checkout and our own stories.

`python -m tests.cuts [--limit N]` prints it. Each cut is judged here by the words on both sides of it, apart from what the
layout says of it.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import CliffhangerError
from bot.models import BlockKind, Page, Part
from bot.text import PAGE_LIMIT, lay_out, read_story
from tests import corpus

STORIES = sorted((Path(__file__).parents[1] / "stories").glob("*.[tm][xd]*"))
_QUOTE = re.compile(r"[\"“„«‘—–]|-\s|'(?=\w.*[.,?!]')")
_CLOSED = re.compile(r"[.,!?…—–-][\"”»’']$")


def texts():
    """Every file's path and parts: the corpus's first, then our stories."""
    files = [(path, path.name) for path in STORIES]
    for truth_file in sorted((corpus.CORPUS / "dev").glob("[ABC]/*.json")):
        markdown = json.loads(truth_file.read_text("utf-8"))["convention"] in {"j_markdown", "raw_md"}
        files.append((truth_file.with_suffix(".txt"), "story.md" if markdown else "story.txt"))
    for path, name in files:
        try:
            yield path, read_story(path.read_bytes(), name).parts
        except CliffhangerError:
            continue


def is_spoken(part: Part, number: int) -> bool:
    text = part.blocks[number].text if 0 <= number < len(part.blocks) else ""
    return bool(_QUOTE.match(text) or _CLOSED.search(text))


def judge(part: Part, page: Page) -> str:
    """What stands on both sides of a page's end."""
    end = page.end
    block = part.blocks[end.paragraph]
    if end.offset < len(block.text):
        if block.kind is BlockKind.VERSE:
            return "inside verse"
        if not block.text[end.offset - 1].isspace():
            return "inside a word"
        ends = re.search(r"[.!?…—:][\"”»’')\]]*\s*$", block.text[: end.offset])
        return "after a sentence" if ends else "between words"
    if block.text.endswith((":", ",")):
        return "after a colon or comma"
    spoken = is_spoken(part, end.paragraph)
    if is_spoken(part, end.paragraph + 1) and (spoken or is_spoken(part, end.paragraph - 1)):
        return "inside a talk"
    return "after a line of talk" if spoken else "after narration"


@dataclass
class Figures:
    """What is counted over all texts with one length of page."""

    limit: int
    stories: list[str] = field(default_factory=list)
    pages: Counter[int] = field(default_factory=Counter)
    cuts: Counter[str] = field(default_factory=Counter)
    shortest: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def add(self, part: Part) -> int:
        """Cuts one part; the number of its pages."""
        began = time.perf_counter()
        pages = lay_out(part, self.limit)
        self.seconds.append(time.perf_counter() - began)
        self.pages[min(len(pages), 6)] += 1
        self.cuts.update(judge(part, page) for page in pages[:-1])
        if len(pages) > 1:
            lengths = [len(page.text) for page in pages]
            self.shortest.append(min(lengths) * len(lengths) / sum(lengths))
        return len(pages)

    def table(self) -> str:
        lines = [*self.stories, f"parts by their pages (6: or more): {dict(sorted(self.pages.items()))}"]
        lines += [f"{count:6} {count / self.cuts.total():6.1%}  {cut}" for cut, count in self.cuts.most_common()]
        shortest, seconds = sorted(self.shortest), sorted(self.seconds)
        shares = [f"{at}% of parts below {shortest[len(shortest) * at // 100]:.2f}" for at in (1, 10, 50)]
        lines.append(f"a part's shortest page as a share of its average page: {', '.join(shares)}")
        times = [f"p{at} {seconds[len(seconds) * at // 100] * 1000:.2f}" for at in (50, 95, 99)]
        return "\n".join([*lines, f"ms a part: {', '.join(times)}", ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, default=PAGE_LIMIT)
    figures = Figures(parser.parse_args().limit)
    for path, parts in texts():
        pages = sum(figures.add(part) for part in parts)
        if path in STORIES:
            figures.stories.append(f"{path.stem}: {len(parts)} parts, {pages} pages")
    sys.stdout.write(figures.table())


if __name__ == "__main__":
    main()
