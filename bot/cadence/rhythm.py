"""A serial's schedule as a value, and as the one line of text that a database keeps of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""The names by which weekdays are kept, Monday first, as `date.weekday` counts."""

STORY_DATES = "story dates"
_KEPT = re.compile(r"(?P<every>[a-z0-9, ]+) at (?P<at>\d\d:\d\d) in (?P<zone>\S+) from (?P<start>\d{4}-\d\d-\d\d)")
_COUNTED = re.compile(r"(?P<count>\d+) (?P<unit>days|weeks|months)")
_SINGLE = {"daily": (1, "days"), "weekly": (1, "weeks"), "monthly": (1, "months")}


class Kind(StrEnum):
    """What a schedule counts; `STORY` follows the dates in the story."""

    DAYS = "days"
    WEEKDAYS = "weekdays"
    MONTHS = "months"
    STORY = "story"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """On which days: every `interval` days or months, or on `weekdays` (0 is Monday, in order). A week is seven days."""

    kind: Kind
    interval: int = 1
    weekdays: tuple[int, ...] = ()

    def __str__(self) -> str:
        """The shortest text that `every` is read from: `daily`, `mon,wed`, `2 weeks`, `story dates`."""
        if self.kind is Kind.STORY:
            return STORY_DATES
        if self.kind is Kind.WEEKDAYS:
            return ",".join(WEEKDAYS[day] for day in self.weekdays)
        weeks, rest = divmod(self.interval, 7)
        unit = (self.interval, self.kind.value) if self.kind is Kind.MONTHS or rest else (weeks, "weeks")
        return next((name for name, single in _SINGLE.items() if single == unit), f"{unit[0]} {unit[1]}")


@dataclass(frozen=True, slots=True)
class Cadence:
    """A schedule on the clocks of one zone; days and months are counted from `start`, before which is no slot."""

    rhythm: Rhythm
    at: time
    zone: str
    start: date


def on_weekdays(days: set[int]) -> Rhythm:
    """The rhythm of these weekdays; all seven are simply daily."""
    return Rhythm(Kind.DAYS) if len(days) == len(WEEKDAYS) else Rhythm(Kind.WEEKDAYS, weekdays=tuple(sorted(days)))


def to_text(cadence: Cadence) -> str:
    """The schedule in one line: `mon,wed,fri at 18:00 in Europe/London from 2026-12-01`."""
    return f"{cadence.rhythm} at {cadence.at:%H:%M} in {cadence.zone} from {cadence.start.isoformat()}"


def from_text(text: str) -> Cadence:
    """The schedule that `to_text` wrote. Raises ValueError for anything else."""
    kept = _KEPT.fullmatch(text)
    if kept is None:
        raise ValueError(f"not a schedule: {text!r}")
    rhythm = _kept_rhythm(kept["every"])
    return Cadence(rhythm, time.fromisoformat(kept["at"]), kept["zone"], date.fromisoformat(kept["start"]))


def _kept_rhythm(text: str) -> Rhythm:
    if text == STORY_DATES:
        return Rhythm(Kind.STORY)
    if counted := _COUNTED.fullmatch(text):
        return counted_rhythm(int(counted["count"]), counted["unit"])
    if text in _SINGLE:
        return counted_rhythm(*_SINGLE[text])
    return on_weekdays({WEEKDAYS.index(name) for name in text.split(",")})


def counted_rhythm(count: int, unit: str) -> Rhythm:
    """The rhythm of every so many `days`, `weeks` or `months`."""
    if unit == "months":
        return Rhythm(Kind.MONTHS, count)
    return Rhythm(Kind.DAYS, count * 7 if unit == "weeks" else count)
