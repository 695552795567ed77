"""What to offer while somebody types a schedule: texts that `read_every` and `read_at` read, the likeliest first."""

from __future__ import annotations

import re
from contextlib import suppress

from bot.cadence.reading import read_at, read_every, weekday_named, weekdays_begun
from bot.cadence.rhythm import WEEKDAYS, Kind, on_weekdays
from bot.errors import CadenceError

_COMMON = (
    *(
        "daily",
        "mon,wed,fri",
        "weekdays",
        "weekly",
        "2 days",
        "story dates",
        "tue,thu",
        "sat,sun",
        "mon,thu",
        "tue,fri",
    ),
    *("2 weeks", "3 days", "monthly", *WEEKDAYS),
)
_HOURS = (18, 19, 20, 21, 17, 12, 9, 8, 7, 16, 15, 14, 13, 10, 11, 22, 23, 6, 0, 5, 4, 3, 2, 1)
_TIMES = tuple(f"{hour:02}:{minute:02}" for minute in (0, 30, 15, 45) for hour in _HOURS)


def suggest_every(typed: str, limit: int = 25) -> list[str]:
    """How often, by what was typed so far: `mon` offers `mon`, `mon,wed,fri`, `mon,thu` and more."""
    wanted = " ".join(typed.casefold().split())
    offered = [value for value in _COMMON if value.startswith(wanted)]
    try:
        rhythm = read_every(typed)
    except CadenceError:
        offered += _completed(wanted)
        for unit in ("days", "weeks", "months"):
            with suppress(CadenceError):
                offered.append(str(read_every(f"{wanted} {unit}")))
    else:
        offered.insert(0, str(rhythm))
        if rhythm.kind is Kind.WEEKDAYS:
            offered += _with_more(set(rhythm.weekdays))
    offered += [value for value in _COMMON if f",{wanted}" in value or f" {wanted}" in value]
    return list(dict.fromkeys(offered))[:limit]


def _with_more(days: set[int]) -> list[str]:
    """Common lists that hold these days, then these days with one more."""
    common = [value for value in _COMMON if days < set(read_every(value).weekdays)]
    return [*common, *(str(on_weekdays(days | {day})) for day in range(7) if day not in days)]


def _completed(wanted: str) -> list[str]:
    """A list of days of which the last is not fully typed yet, with every day that this may become."""
    *whole, last = re.split(r"[\s,]+", wanted)
    named = [weekday_named(word) for word in whole]
    days = {day for day in named if day is not None}
    if len(days) < len(whole):
        return []
    return [str(on_weekdays(days | {day})) for day in sorted(weekdays_begun(last) - days)]


def suggest_at(typed: str, limit: int = 25) -> list[str]:
    """Times by what was typed so far, on 24 hours: `6` offers `06:00` and `18:00`, `18:` its quarters."""
    wanted = "".join(typed.casefold().split())
    offered = []
    for ending in ("", "am", "pm", "m"):
        with suppress(CadenceError):
            offered.append(f"{read_at(wanted + ending):%H:%M}")
    begun = wanted.replace(".", ":").replace("h", ":")
    offered += [value for value in _TIMES if value.startswith(begun) or value.removeprefix("0").startswith(begun)]
    return list(dict.fromkeys(offered))[:limit]
