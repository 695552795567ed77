"""A story's place in its series, read from a series label, from a title, or from the sequel's title."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.text.numerals import read_numeral, read_roman, to_roman

_NUMBER = r"(?P<number>\d+(?:\.\d+)?|[IVXLC]+|(?:the\s+)?[a-z]+(?:-[a-z]+)?)"
_ALL = r"(?:\s*(?:/|of|out of)\s*(?:[\w-]+|\?))?"
_KIND = r"(?:part|book|bk\.?|volume|vol\.?|story|episode|chapter|installment|instalment|number|no\.?|nr\.?|\#)"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?P<name>.+?)\s*[\[(]\s*{_KIND}?\s*(?P<number>\d+(?:\.\d+)?|[IVXLC]+|[a-z]+){_ALL}\s*[\])]",
        rf"(?P<name>.+?)[\s,:;–—-]+(?:\#|no\.)\s*(?P<number>\d+(?:\.\d+)?){_ALL}",
        rf"{_KIND}\s*{_NUMBER}{_ALL}\s+(?:of|in)\s+(?:(?-i:the|my)\s+)?(?P<name>.+?)(?:\s+(?:series|(?-i:trilogy|cycle|saga|arc|quartet|duology|universe)))?",
        rf"(?:the\s+)?(?P<number>\d+(?:st|nd|rd|th)|[a-z]+)\s+(?:{_KIND}\s+)?(?:of|in)\s+(?:(?-i:the|my)\s+)?(?P<name>.+?)(?:\s+(?:series|(?-i:trilogy|cycle|saga|arc|quartet|duology|universe)))?",
        rf"{_KIND}\s*{_NUMBER}{_ALL}\s*[:,–—-]\s+(?P<name>.+?)",
        rf"(?P<name>.+?)[\s,:;–—-]+{_KIND}\s*{_NUMBER}{_ALL}",
        rf"(?P<name>.+?)(?:[,:;]\s*|\s+[–—/-]\s+)(?P<number>\d{{1,3}}|[IVXL]+|[a-z]+){_ALL}",
        r"(?P<name>.+?)\s+(?P<number>\d{1,3})\s*(?:/|of)\s*(?:\d{1,3}|\?)",
        r"(?P<name>.*[a-z].*?)\s+(?P<number>\d{1,2})",
    )
)
_INDEX = re.compile(
    rf"{_KIND}?\s*(?P<number>\d+(?:\.\d+)?(?:st|nd|rd|th)?|[IVXLC]+|(?:the\s+)?[a-z]+(?:-[a-z]+)?){_ALL}", re.IGNORECASE
)
# What archives, mailing lists and web pages call the state of a posting stands under the same label.
_STATE = re.compile(
    r"wip|work in progress|in progress|stand-?alone|none(?: yet)?|no|n/a|nope|one-?shot|not yet|complete|-+|(?:no|none|nope|not yet)\b[,.;:].*|(?:it )?stands? alone.*",
    re.IGNORECASE,
)
_LONGEST = 200
_MOST = 100
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
    plain = " ".join(value.split()).rstrip(".")[:_LONGEST]
    for form in _FORMS:
        found = form.fullmatch(plain)
        index = read_index(found["number"]) if found else None
        if found and index is not None:
            name = found["name"].strip(' ,:;"“”*_–—-')
            return SeriesPlace(None if _STATE.fullmatch(name) else name or None, index)
    if _INDEX.fullmatch(plain) and (plain[:1].isdigit() or plain[:1] == "#" or " " in plain):
        index = read_index(plain)
        if index is not None:
            return SeriesPlace(None, index)
    return SeriesPlace(None if _STATE.fullmatch(plain) else plain.strip('"“”*_') or None, None)


def read_index(text: str) -> int | float | None:
    """A number in a series as a label states it: `6`, `VI`, `six`, `1.5`, `Part 6/10`, `the Second`; None for anything else.

    >>> [read_index(text) for text in ("VI", "six", "6/10", "Book the Second", "1.5", "soon")]
    [6, 6, 6, 2, 1.5, None]
    """
    found = _INDEX.fullmatch(" ".join(text.split())[:_LONGEST].strip("()[]."))
    if not found:
        return None
    number = re.sub(r"(?<=\d)(?:st|nd|rd|th)$", "", found["number"])
    return _index(number)


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
    number = read_numeral(text) or None
    # "mix" and "di" are Roman numerals too, but nobody's number.
    return None if number is not None and number > _MOST and not text.isdigit() else number
