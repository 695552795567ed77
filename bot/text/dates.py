"""Dates as authors write them, brought to ISO 8601, exactly as precise as they are stated."""

from __future__ import annotations

import datetime as dt
import re

_MONTHS_WORDS = "january february march april may june july august september october november december"
_MONTHS = tuple(_MONTHS_WORDS.split())
_NUMBER_OF = {name[:length]: i for i, name in enumerate(_MONTHS, 1) for length in (3, len(name))} | {"sept": 9}
_MONTH = "(?P<month>" + "|".join(sorted((*_NUMBER_OF,), key=len, reverse=True)) + r")\.?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>[12]\d{3})"
_SHORT_YEAR = r"['’]?(?P<year>\d\d)"
_ZONE = r"(?:z|gmt|utc|[a-z]{3,4})?\s*(?:[+-]\d{2}:?\d{2})?(?:\s*\([a-z ]{2,30}\))?"
_TIME = rf"(?:(?:\s+at\s+|[T,\s]\s*)\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?\s*{_ZONE})?"
_FORMS = tuple(
    re.compile(_WEEKDAY + form + _TIME, re.IGNORECASE)
    for form in (
        r"(?P<year>[12]\d{3})(?P<sign>[-/.])(?P<number>\d{1,2})(?P=sign)(?P<day>\d{1,2})",
        r"(?P<year>[12]\d{3})-(?P<number>\d{2})",
        rf"{_DAY}(?:\s+of)?[\s-]+{_MONTH},?[\s-]+{_YEAR}",
        rf"{_DAY}(?:\s+of)?[\s-]+{_MONTH},?[\s-]+{_SHORT_YEAR}",
        rf"{_MONTH}\s+{_DAY}(?:,\s*|\s+){_YEAR}",
        rf"{_MONTH}\s+{_DAY},\s*{_SHORT_YEAR}",
        rf"{_MONTH},?\s+(?:of\s+)?{_YEAR}",
        rf"{_MONTH},?\s+['’](?P<year>\d\d)",
        rf"(?P<month>{'|'.join(_NUMBER_OF)})[-/]{_YEAR}",
        r"(?P<slashed>\d{1,2})(?P<sign>[/-])(?P<day>\d{1,2})(?P=sign)(?P<year>[12]\d{3}|\d\d)",
        r"(?P<day>\d{1,2})\.\s?(?P<number>\d{1,2})\.\s?(?P<year>[12]\d{3})",
        rf"(?:(?:early|late|mid)[- ])?(?:spring|summer|autumn|fall|winter),?\s+(?:of\s+)?{_YEAR}",
        _YEAR,
    )
)
_DIGIT = re.compile(r"\d")
_LONGEST = 60
# Two-figure years from here on are the last century's: there were no story archives to be dated before it.
_CENTURY_TURNS = 70


def read_date(text: str, *, american: bool = False) -> str | None:
    """The ISO date (YYYY, YYYY-MM or YYYY-MM-DD) that is the whole of `text`, a weekday and a time left out.

    A date without a year is none. Of `4/5/2012`, which is two days, only the year is certain; `4/28/2012` is read as what
    it must be. With `american` the month is known to come first.

    >>> read_date("Friday, 15th November 2002"), read_date("May 1998"), read_date("in 1998")
    ('2002-11-15', '1998-05', None)
    """
    if len(text) > _LONGEST and text[0].isalpha() and text[-1].isalpha():
        return None  # what is asked first is what rules out most lines of prose
    if _DIGIT.search(text) is None:
        return None
    wanted = text.strip().strip("*_~-–—[]() ").rstrip(".:,").strip()
    if not wanted or len(wanted) > _LONGEST:
        return None
    for form in _FORMS:
        found = form.fullmatch(wanted)
        if found:
            return _iso(found.groupdict(), american=american)
    return None


def _iso(fields: dict[str, str | None], *, american: bool) -> str | None:
    year = _century(fields["year"] or "")
    name = fields.get("month")
    day = int(fields.get("day") or 0)
    month = _NUMBER_OF[name.casefold()] if name else int(fields.get("number") or 0)
    if fields.get("slashed"):
        month = int(fields["slashed"] or 0)
        if month > 12 >= day:
            month, day = day, month
        elif day <= 12 and day != month and not american:
            return f"{year:04}" if len(fields["year"] or "") == 4 else None
    try:
        date = dt.date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return date.isoformat()
    return f"{year:04}-{month:02}" if month else f"{year:04}"


def _century(figures: str) -> int:
    if len(figures) != 2:
        return int(figures)
    return int(figures) + (1900 if int(figures) >= _CENTURY_TURNS else 2000)
