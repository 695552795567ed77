"""A story's place in its series, read from a series label, from a title, or from the sequel's title."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.text.numerals import read_numeral, read_roman, to_roman

_NUMBER = r"(?P<number>\d+(?:\.\d+)?|[IVXLC]+|[a-z]+)"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?P<name>.+?)\s*[\[(#]\s*(?:part|book|no\.?|\#)?\s*(?P<number>\d+(?:\.\d+)?)(?:\s*(?:/|of)\s*\w+)?\s*[\])]?",
        rf"(?:part|book|volume|story|episode|no\.?|\#)\s*{_NUMBER}\s+(?:of|in)\s+(?:the\s+)?(?P<name>.+?)(?:\s+series)?",
        rf"(?P<name>.+?),?\s+(?:part|book|volume|story|episode|no\.?)\s*{_NUMBER}",
    )
)
_NUMBERED_TITLE = re.compile(r"(?P<name>\S.*?)[ ,]+(?P<number>\d{1,2}|[IVXL]{1,6})(?::\s+(?P<subtitle>\S.*))?")


@dataclass(frozen=True, slots=True)
class SeriesPlace:
    """A series and this story's number in it; either may be unknown."""

    name: str | None
    index: int | float | None


@dataclass(frozen=True, slots=True)
class Before:
    """The story before a sequel, as the sequel's title tells it."""

    title: str
    series: str
    index: int

    def is_titled(self, title: str | None) -> bool:
        """Whether that is its title, in whatever form the number stands; case and punctuation do not count."""
        forms = (self.title, f"{self.series} {self.index}", f"{self.series} {to_roman(self.index)}")
        return title is not None and _bare(title) in map(_bare, forms)


def read_series(value: str) -> SeriesPlace:
    """A series label's value: `Low Lamps [2]`, `Part 3 of Tides`, `Tides, Book Two`, or a bare name.

    >>> read_series("Low Lamps [2]")
    SeriesPlace(name='Low Lamps', index=2)
    """
    plain = value.strip().rstrip(".")
    for form in _FORMS:
        found = form.fullmatch(plain)
        index = _index(found["number"]) if found else None
        if found and index is not None:
            return SeriesPlace(found["name"].strip(' ,:"“”*_'), index)
    return SeriesPlace(plain.strip('"“”*_') or None, None)


def read_title_place(title: str) -> SeriesPlace:
    """The place a title itself states with a Roman numeral and a subtitle (`Tides IV: The Ebb`); else nothing."""
    found = _NUMBERED_TITLE.fullmatch(title)
    if not found or found["subtitle"] is None:
        return SeriesPlace(None, None)
    number = read_roman(found["number"])
    return SeriesPlace(found["name"], number) if number else SeriesPlace(None, None)


def before_in_series(sequel: str) -> Before | None:
    """The story before the one named, if its title carries a number: `Tides VI: The Ebb` follows `Tides V`.

    The first story of a series usually bears no number, so `Tides II` follows `Tides`.
    """
    found = _NUMBERED_TITLE.fullmatch(sequel.strip())
    if not found:
        return None
    name, number = found["name"].rstrip(":"), found["number"]
    value = read_numeral(number)
    if value is None or value < 2:
        return None
    if value == 2:
        return Before(name, name, 1)
    return Before(f"{name} {value - 1 if number.isdigit() else to_roman(value - 1)}", name, value - 1)


def _bare(title: str) -> str:
    return re.sub(r"\W", "", title).casefold()


def _index(text: str) -> int | float | None:
    if re.fullmatch(r"\d+\.\d+", text):
        return float(text)
    return read_numeral(text)
