from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli import inspection
from bot.models import BreakKind
from bot.text import read_story
from tests.samples import CASE_FIELDS

CASES = Path(__file__).parents[1] / "cases"

LISTS = {"warnings", "fandoms", "relationships", "characters", "tags"}
NOTHING = {key: [] if key in LISTS else None for key in CASE_FIELDS if key != "title"}
NOTHING["rating"] = {"level": None, "raw": None}


def flat(value):
    """A text with its paragraphs run together, as the cases write them."""
    return " ".join(value.split()) if isinstance(value, str) else value


def stories(folder):
    return sorted(path for path in (CASES / folder).iterdir() if path.suffix != ".expected")


def expected(case):
    return case.with_suffix(".expected").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", stories("scenes"), ids=lambda case: case.stem)
def test_a_story_breaks_where_its_file_expects(case):
    story = read_story(case.read_bytes(), case.name)
    wanted = [line.split(" | ") for line in expected(case).splitlines()]
    found = []
    for part, (_, words) in zip(story.parts, [*wanted, *[("", "")] * len(story.parts)], strict=False):
        sign = part.opening.marker
        if part.opening.kind is BreakKind.CHAPTER:
            sign = story.chapters[part.chapter - 1].title
        opening = " ".join(filter(None, (part.opening.kind, sign)))
        found.append([opening, " ".join(part.blocks[0].text.split()[: len(words.split()) or 4])])
    assert found == wanted


@pytest.mark.parametrize("case", stories("headers"), ids=lambda case: case.stem)
def test_a_story_says_of_itself_what_its_file_expects(case):
    shown = inspection(read_story(case.read_bytes(), case.name))
    wanted = json.loads(expected(case))
    if wanted.pop("nothing else", False):
        wanted = {**NOTHING, **wanted}
        if "title" not in wanted:
            wanted["title_from"] = "filename"
    assert {key: flat(shown[key]) for key in wanted} == {key: flat(value) for key, value in wanted.items()}
