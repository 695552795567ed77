"""Dates as authors write them, brought to ISO 8601, exactly as precise as they are stated."""

from __future__ import annotations

import datetime as dt
import re

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_NUMBER_OF = {name[:length]: i for i, name in enumerate(_MONTHS, 1) for length in (3, len(name))} | {"sept": 9}
_MONTH = "(?P<month>" + "|".join(sorted((*_NUMBER_OF,), key=len, reverse=True)) + r")\.?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>[12]\d{3})"
_TIME = r"(?:[T,\s]+(?:at\s+)?\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?|z|gmt|utc|[a-z]{3}|[+-]\d{2}:?\d{2})?)?"
_FORMS = tuple(
    re.compile(_WEEKDAY + form + _TIME, re.IGNORECASE)
    for form in (
        r"(?P<year>[12]\d{3})-(?P<number>\d{2})-(?P<day>\d{2})",
        r"(?P<year>[12]\d{3})-(?P<number>\d{2})",
        rf"{_DAY}(?:\s+of)?[\s-]+{_MONTH},?[\s-]+{_YEAR}",
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"{_MONTH},?\s+{_YEAR}",
        r"(?P<number>\d{1,2})/(?P<day>\d{1,2})/(?P<year>[12]\d{3})",
        r"(?P<day>\d{1,2})\.(?P<number>\d{1,2})\.(?P<year>[12]\d{3})",
        _YEAR,
    )
)


def read_date(text: str) -> str | None:
    """The ISO date (YYYY, YYYY-MM or YYYY-MM-DD) that is the whole of `text`, a weekday and a time left out.

    A date without a year is none. `4/28/2012` is read the American way, and the other way where only that is possible.

    >>> read_date("Friday, 15th November 2002"), read_date("May 1998"), read_date("in 1998")
    ('2002-11-15', '1998-05', None)
    """
    wanted = text.strip().strip("*_~-–—[]() ").rstrip(".:,").strip()
    if not wanted or len(wanted) > 60 or not any(map(str.isdigit, wanted)):
        return None
    for form in _FORMS:
        found = form.fullmatch(wanted)
        if found:
            return _iso(found.groupdict())
    return None


def _iso(fields: dict[str, str | None]) -> str | None:
    year = int(fields["year"] or 0)
    name = fields.get("month")
    month = _NUMBER_OF[name.casefold()] if name else int(fields.get("number") or 0)
    day = int(fields.get("day") or 0)
    if month > 12 and day <= 12:
        month, day = day, month
    try:
        date = dt.date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return date.isoformat()
    return f"{year:04}-{month:02}" if month else f"{year:04}"
