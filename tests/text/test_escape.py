from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from bot.text import escape
from tests.growth import assert_linear
from tests.text.shown import shown_text
from tests.text.strategies import any_texts, nasty_texts

CASES = Path(__file__).parents[1] / "cases" / "escapes"


@pytest.mark.parametrize("case", sorted(CASES.glob("*.txt")), ids=lambda case: case.stem)
def test_an_escape_case_comes_out_as_its_file_expects(case):
    source = case.read_text(encoding="utf-8").removesuffix("\n")
    expected = case.with_suffix(".expected").read_text(encoding="utf-8").removesuffix("\n")
    assert escape(source) == expected
    assert shown_text(expected) == source


@given(nasty_texts)
def test_discord_shows_the_worst_text_exactly_as_it_was_written(text):
    assert shown_text(escape(text)) == text


@given(any_texts)
def test_discord_shows_any_text_exactly_as_it_was_written(text):
    assert shown_text(escape(text)) == text


@given(any_texts)
def test_escaping_at_most_doubles_a_text(text):
    assert len(escape(text)) <= 2 * len(text)


@pytest.mark.parametrize(
    "text", ["It's 5:30 - don't.", "A well-known half-truth (so far).", "Ready? Yes! 100%", "a: b; c"]
)
def test_ordinary_prose_needs_no_backslash_at_all(text):
    assert escape(text) == text


@pytest.mark.parametrize("unit", ["[x](", "*", "a_", ":a", "http://", "\r", " ", ">", "1. ", "<@1", "\\"])
def test_hostile_text_is_escaped_in_time_that_grows_with_its_length(unit):
    assert_linear(lambda size: escape(unit * (size // len(unit))), 20_000)
