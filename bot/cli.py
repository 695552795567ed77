"""`inspect` and `pages`: what the importer makes of one file, for people and as JSON; no token, no database."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from bot.errors import OperatorError
from bot.gate import all_warnings, gate_of
from bot.models import Chapter, Gate, Part, Story
from bot.text import lay_out, read_story


def add_commands(subparsers: argparse._SubParsersAction[Any]) -> None:
    """Registers `inspect FILE [--json]` and `pages FILE [--json]`; `run` in the parsed arguments returns the exit code."""
    for name, run, what in (
        ("inspect", _inspect, "show what the importer makes of a file"),
        ("pages", _pages, "show a file's pages exactly as they would be sent"),
    ):
        parser = subparsers.add_parser(name, help=what, description=what)
        parser.add_argument("file", metavar="FILE", type=Path, help="a story as .txt, .md, .html or .epub")
        parser.add_argument("--json", action="store_true", help="print JSON for other programs")
        parser.set_defaults(run=run)


def read_file(path: Path) -> Story:
    """The story in a file on disk; OperatorError where it cannot be read as a file, StoryFileError where not as a story."""
    try:
        data = path.read_bytes()
    except IsADirectoryError:
        raise OperatorError(f"{path} is a folder, not a file.") from None
    except FileNotFoundError:
        raise OperatorError(f"There is no file {path}.") from None
    except OSError as error:
        raise OperatorError(f"{path} cannot be read: {error.strerror or error}.") from error
    return read_story(data, path.name)


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


def page_list(story: Story) -> list[dict[str, Any]]:
    """Every page of a story as `pages --json` prints it: its part and number, its text as sent, and that text's length."""
    return [
        {"part": part.number, "page": page.number, "text": page.text, "length": len(page.text)}
        for part in story.parts
        for page in lay_out(part)
    ]


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
    story = read_file(arguments.file)
    shown = inspection(story)
    _print(json.dumps(shown, ensure_ascii=False, indent=2) if arguments.json else _summary(story, shown))
    return 0


def _pages(arguments: argparse.Namespace) -> int:
    story = read_file(arguments.file)
    pages = page_list(story)
    if arguments.json:
        _print(json.dumps(pages, ensure_ascii=False, indent=2))
        return 0
    for page in pages:
        _print(f"=== part {page['part']}, page {page['page']}: {page['length']} characters ===\n\n{page['text']}\n")
    return 0


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
