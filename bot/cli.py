"""`inspect` and `pages`: what the importer makes of one file, for people and as JSON; no token, no database."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.errors import OperatorError
from bot.gate import all_warnings, gate_of
from bot.models import Chapter, Cut, Gate, Limits, Part, Story
from bot.text import PAGE_LIMIT, SMALLEST_LIMIT, check_size, lay_out, read_story


def add_commands(subparsers: argparse._SubParsersAction[Any], limits: Callable[[], Limits]) -> None:
    """Registers `inspect FILE [--json]` and `pages FILE [--json] [--limit N]`.

    `run` in the parsed arguments returns the exit code; `limits` is asked when a command runs.
    """
    for name, run, what in (
        ("inspect", _inspect, "show what the importer makes of a file"),
        ("pages", _pages, "show a file's pages exactly as they would be sent"),
    ):
        parser = subparsers.add_parser(name, help=what, description=what)
        parser.add_argument("file", metavar="FILE", type=Path, help="a story as .txt, .md, .html or .epub")
        parser.add_argument("--json", action="store_true", help="print JSON for other programs")
        if run is _pages:
            parser.add_argument("--limit", metavar="N", type=_limit, default=PAGE_LIMIT, help=_LIMIT_HELP)
        parser.set_defaults(run=run, limits=limits)


def read_file(path: Path, limits: Limits) -> Story:
    """The story in a file on disk; OperatorError where it cannot be read as a file, StoryFileError where not as a story."""
    try:
        check_size(path.stat().st_size, limits)
        data = path.read_bytes()
    except IsADirectoryError:
        raise OperatorError(f"{path} is a folder, not a file.") from None
    except FileNotFoundError:
        raise OperatorError(f"There is no file {path}.") from None
    except OSError as error:
        raise OperatorError(f"{path} cannot be read: {error.strerror or error}.") from error
    return read_story(data, path.name, limits)


def inspection(story: Story) -> dict[str, Any]:
    """A story as `inspect --json` prints it; keys and their order are a contract."""
    about = story.metadata
    return {
        "title": about.title,
        "title_from": about.title_from,
        "author": about.author,
        "series": about.series,
        "series_index": about.series_index,
        "rating": {"level": about.rating.level, "raw": about.rating.raw},
        "warnings": list(about.warnings),
        "fandoms": list(about.fandoms),
        "relationships": list(about.relationships),
        "characters": list(about.characters),
        "tags": list(about.tags),
        "genre": about.genre,
        "summary": about.summary,
        "spoilers": about.spoilers,
        "notes": about.notes,
        "disclaimer": about.disclaimer,
        "language": about.language,
        "published": about.published,
        "prequel": about.prequel,
        "sequel": about.sequel,
        "rights": about.rights,
        "encoding": story.encoding,
        "words": story.words,
        "chapters": [_chapter(chapter) for chapter in story.chapters],
        "complete": about.complete,
        "chapters_planned": about.chapters_planned,
        "parts": [_part(part) for part in story.parts],
    }


def page_list(story: Story, limit: int = PAGE_LIMIT) -> list[dict[str, Any]]:
    """Every page of a story as `pages --json` prints it: its part and number, its text as sent, and that text's length."""
    return [
        {"part": part.number, "page": page.number, "text": page.text, "length": len(page.text)}
        for part in story.parts
        for page in lay_out(part, limit)
    ]


def preview(story: Story, limit: int = PAGE_LIMIT) -> str:
    """All pages of a story for people: each as sent, and under it how full it is and why it ends there."""
    out: list[str] = []
    for part in story.parts:
        facts = [f"part {part.number} of {len(story.parts)}"]
        if part.chapter is not None:
            title = story.chapters[part.chapter - 1].title
            facts.append(f"chapter {part.chapter}: {title}" if title else f"chapter {part.chapter}")
        facts.append(f"opens with: {part.opening.kind} {part.opening.marker or ''}".rstrip())
        out.append(f"=== {' | '.join(facts)} ===\n")
        pages = lay_out(part, limit)
        for page in pages:
            end = page.cut if page.cut is Cut.END else f"cut {page.cut}"
            place = f"page {page.number} of {len(pages)}: {len(page.text):,} of {limit:,}"
            out.append(f"{page.text}\n\n-- {place}; {end}\n")
    return "\n".join(out)


def _chapter(chapter: Chapter) -> dict[str, Any]:
    return {
        "title": chapter.title,
        "parts": list(chapter.parts),
        "warnings": list(chapter.warnings),
        "notes": chapter.notes,
    }


def _part(part: Part) -> dict[str, Any]:
    return {
        "number": part.number,
        "chapter": part.chapter,
        "date": part.date,
        "start": part.start,
        "end": part.end,
        "words": part.words,
        "paragraphs": len(part.blocks),
        "pages": len(lay_out(part)),
        "break": {"kind": part.opening.kind, "marker": part.opening.marker},
    }


def _inspect(arguments: argparse.Namespace) -> int:
    story = read_file(arguments.file, arguments.limits())
    shown = inspection(story)
    _print(json.dumps(shown, ensure_ascii=False, indent=2) if arguments.json else _summary(story, shown))
    return 0


def _pages(arguments: argparse.Namespace) -> int:
    story = read_file(arguments.file, arguments.limits())
    if arguments.json:
        _print(json.dumps(page_list(story, arguments.limit), ensure_ascii=False, indent=2))
    else:
        _print(preview(story, arguments.limit))
    return 0


_LIMIT_HELP = f"the most characters a page may hold, {SMALLEST_LIMIT} to {PAGE_LIMIT:,} (default {PAGE_LIMIT:,})"


def _limit(word: str) -> int:
    if not word.isdecimal() or not SMALLEST_LIMIT <= int(word) <= PAGE_LIMIT:
        raise argparse.ArgumentTypeError(f"a page holds {SMALLEST_LIMIT} to {PAGE_LIMIT:,} characters, not {word}")
    return int(word)


_SERVED = {
    Gate.OPEN: "everywhere",
    Gate.UNSTATED: "where the setting NO_RATING_MEANS lets it",
    Gate.ADULT: "in age-restricted channels alone",
    Gate.HELD: "nowhere: it sets minors beside sexual content",
}


def _summary(story: Story, shown: dict[str, Any]) -> str:
    """An inspection for people: what the file states, one line each, where it is served, its chapters and parts."""
    lines: list[str] = []
    for key, value in shown.items():
        if key in {"chapters", "parts"} or value in (None, []):
            continue
        lines.append(f"{key.replace('_', ' ') + ':':<18}{_in_words(value)}")
    said = story.metadata
    gate = gate_of(said.rating, all_warnings(said, story.chapters), said.tags)
    lines += [f"{'served:':<18}{_SERVED[gate]}", ""]
    for part in shown["parts"]:
        if part["break"]["kind"] == "chapter":
            chapter = shown["chapters"][part["chapter"] - 1]
            lines.append(f"  {chapter['title']}")
            lines += [f"    {key}: {_in_words(chapter[key])}" for key in ("warnings", "notes") if chapter[key]]
        lines.append(_part_line(part))
    return "\n".join(lines)


def _in_words(value: Any) -> str:
    """One value of an inspection for people; the only table among them is the rating."""
    if isinstance(value, dict):
        return f"{value['level'] or 'not known'} ({value['raw']})" if value["raw"] else "none stated"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, list) else str(value)


def _part_line(part: dict[str, Any]) -> str:
    opening = part["break"]
    marker = f" {opening['marker']}" if opening["marker"] else ""
    date = f", {part['date']}" if part["date"] else ""
    pages = "1 page" if part["pages"] == 1 else f"{part['pages']} pages"
    return (
        f"    part {part['number']}: {part['words']} words, {part['paragraphs']} paragraphs, {pages}{date}"
        f" (opens with: {opening['kind']}{marker})"
    )


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")
