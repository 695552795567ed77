"""Forms in which the same title is the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.db.keys import fold, title_key, trigrams, weigh_trigrams


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Storm", "the  STORM"),
        ("The Storm: Part II", "The Storm, Part 2"),
        ("The Storm Part Two", "The Storm (Part 02)"),
        ("Don’t Look", "Don't look!"),
        ("Café", "Cafe\u0301"),
        ("Hearts & Minds", "Hearts and Minds"),
        ("Part Ⅳ", "Part four"),
        ("Straße", "STRASSE"),
        ("Буря", "БУРЯ"),
    ],
)
def test_these_are_the_same_title(one: str, other: str) -> None:
    assert title_key(one) == title_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Part 1", "Part 2"), ("Part XI", "Part IX"), ("The Storm", "The Storms"), ("が", "か"), ("?", "!")],
)
def test_these_are_different_titles(one: str, other: str) -> None:
    assert title_key(one) != title_key(other)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert once == once.strip()


@given(st.text())
def test_a_key_never_fails_and_never_loses_a_visible_title(text: str) -> None:
    assert bool(title_key(text)) == bool(fold(text))
    assert all(len(trigram) == 3 for trigram in trigrams(text))


def test_the_number_zero_keeps_its_digit() -> None:
    assert title_key("Part 00") == "part 0"


def test_a_title_weighs_more_than_an_author_and_an_author_more_than_a_fandom() -> None:
    weights = weigh_trigrams("abc", "bcd", ["cde", None])
    assert weights["abc"] > weights["bcd"] > weights["cde"]
