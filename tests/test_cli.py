from __future__ import annotations

import argparse
import json

import pytest

from bot.cli import add_commands
from bot.errors import (
    CliffhangerError,
    EmptyStoryError,
    OperatorError,
    TooLargeError,
    UnknownFormatError,
)
from bot.models import Limits

STORY = """Title: The Lamp
Rating: PG-13
Warnings: drowning

Chapter One

3 May 1893

The lamp went round, and *nobody* came.

* * *

Orla counted the ships.
"""


@pytest.fixture
def limits():
    return Limits()


@pytest.fixture
def run(capsys, limits):
    def command(*words):
        parser = argparse.ArgumentParser()
        add_commands(parser.add_subparsers(required=True), lambda: limits)
        arguments = parser.parse_args([str(word) for word in words])
        code = arguments.run(arguments)
        return code, capsys.readouterr().out

    return command


@pytest.fixture
def lamp(tmp_path):
    path = tmp_path / "lamp.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


def test_inspect_prints_the_contracts_keys_in_its_order(run, lamp):
    code, out = run("inspect", lamp, "--json")
    shown = json.loads(out)
    assert code == 0
    assert list(shown) == [
        "title",
        "title_from",
        "author",
        "series",
        "series_index",
        "rating",
        "warnings",
        "fandoms",
        "relationships",
        "characters",
        "tags",
        "genre",
        "summary",
        "spoilers",
        "notes",
        "disclaimer",
        "language",
        "published",
        "prequel",
        "sequel",
        "rights",
        "encoding",
        "words",
        "chapters",
        "complete",
        "chapters_planned",
        "parts",
    ]
    assert list(shown["parts"][0]) == [
        "number",
        "chapter",
        "date",
        "start",
        "end",
        "words",
        "paragraphs",
        "pages",
        "break",
    ]
    assert list(shown["chapters"][0]) == ["title", "parts", "warnings", "notes"]


def test_inspect_tells_chapters_parts_and_breaks(run, lamp):
    shown = json.loads(run("inspect", lamp, "--json")[1])
    assert shown["rating"] == {"level": "teen", "raw": "PG-13"}
    assert shown["chapters"] == [{"title": "Chapter One", "parts": [1, 2], "warnings": [], "notes": None}]
    first, second = shown["parts"]
    assert (first["chapter"], first["date"], first["pages"]) == (1, "1893-05-03", 1)
    assert first["break"] == {"kind": "chapter", "marker": None}
    assert second["break"] == {"kind": "hard", "marker": "* * *"}
    assert STORY[second["start"] : second["end"] + 1] == "Orla counted the ships."


def test_inspect_without_json_is_for_people(run, lamp):
    code, out = run("inspect", lamp)
    assert code == 0
    assert "title:            The Lamp" in out
    assert "teen (PG-13)" in out
    assert "part 2: 4 words, 1 paragraphs, 1 page (opens with: hard * * *)" in out


def test_pages_prints_what_would_be_sent(run, lamp):
    code, out = run("pages", lamp, "--json")
    assert code == 0
    assert json.loads(out) == [
        {
            "part": 1,
            "page": 1,
            "text": (text := "3 May 1893\n\nThe lamp went round, and \\*nobody\\* came."),
            "length": len(text),
        },
        {"part": 2, "page": 1, "text": "Orla counted the ships.", "length": 23},
    ]


def test_pages_without_json_is_for_people(run, lamp):
    shown = run("pages", lamp)[1]
    assert "=== part 2 of 2 | chapter 1: Chapter One | opens with: hard * * * ===\n\nOrla counted the ships.\n" in shown
    assert shown.endswith("Orla counted the ships.\n\n-- page 1 of 1: 23 of 3,500; end of the part\n\n")


def test_pages_tells_why_each_page_ends(run, tmp_path):
    path = tmp_path / "clock.txt"
    path.write_text("Mr. Pell wound the clock, and it did not thank him.\n\n" * 4, encoding="utf-8")
    assert "-- page 1 of 2: 104 of 120; cut after a paragraph of narration\n" in run("pages", path, "--limit", "120")[1]


def test_pages_can_be_shorter(run, lamp):
    lengths = [page["length"] for page in json.loads(run("pages", lamp, "--json", "--limit", "100")[1])]
    assert max(lengths) <= 100


@pytest.mark.parametrize("limit", ["99", "3501", "many"])
def test_a_page_length_that_no_page_can_have_is_refused(run, lamp, capsys, limit):
    with pytest.raises(SystemExit) as refusal:
        run("pages", lamp, "--limit", limit)
    assert refusal.value.code == 2
    assert f"a page holds 100 to 3,500 characters, not {limit}" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_said_so(run, tmp_path):
    with pytest.raises(OperatorError, match="There is no file"):
        run("inspect", tmp_path / "none.txt")


def test_a_folder_is_no_story(run, tmp_path):
    with pytest.raises(OperatorError, match="is a folder"):
        run("pages", tmp_path)


def test_a_file_that_cannot_be_opened_is_said_so(run, tmp_path):
    with pytest.raises(CliffhangerError):
        run("inspect", tmp_path / ("x" * 300))


@pytest.mark.parametrize(("data", "error"), [(b"%PDF-1.4", UnknownFormatError), (b"\n\n", EmptyStoryError)])
def test_a_file_that_is_no_story_is_refused(run, tmp_path, data, error):
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(error):
        run("inspect", path, "--json")


@pytest.mark.parametrize("limits", [Limits(bytes=20), Limits(words=3)])
@pytest.mark.parametrize("command", ["inspect", "pages"])
def test_a_file_beyond_the_settings_limits_is_refused(run, lamp, command):
    with pytest.raises(TooLargeError):
        run(command, lamp)
