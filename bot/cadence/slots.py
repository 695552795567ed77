"""The slots of a schedule: moments in UTC, reckoned on the clocks of its zone.

A time that the clocks skip (spring) comes later by as much as they skip; a time that they show twice (autumn) is a slot
the first time alone. That is what `fold=0` means to zoneinfo (PEP 495, "The fold attribute"). Where a whole day is
skipped (Apia, 30 December 2011), its slot falls on the next day's: they are one.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from bot.cadence.rhythm import Cadence, Kind
from bot.errors import CadenceError

_DAY = timedelta(days=1)
_LEAST = timedelta(microseconds=1)
_FULL_DATE = re.compile(r"\d{4}-(\d\d)-(\d\d)")
_MOST_YEARS = 50


def next_slot(cadence: Cadence, after: datetime) -> datetime:
    """The first slot later than `after`. By story dates any day may have one; which do, `story_slots` tells."""
    # A day's slot may come a day late where the clocks skip a day.
    day = max(cadence.start, _local_day(cadence, after) - _DAY)
    while True:
        day = _first_day(cadence, day)
        slot = _moment(cadence, day)
        if slot > after:
            return slot
        day += _DAY


def previous_slot(cadence: Cadence, until: datetime) -> datetime | None:
    """The last slot not later than `until`; None before the first."""
    # Where clocks go back over midnight, they are in a day again whose next day has begun already.
    day = _local_day(cadence, until) + _DAY
    while (day := _last_day(cadence, day)) >= cadence.start:
        slot = _moment(cadence, day)
        if slot <= until:
            return slot
        day -= _DAY
    return None


def slots(cadence: Cadence, after: datetime) -> Iterator[datetime]:
    """All slots later than `after`, without end."""
    while True:
        after = next_slot(cadence, after)
        yield after


def last_slot(cadence: Cadence, after: datetime, posts: int) -> datetime:
    """When the last of so many posts (at least one) falls, the first being on the first slot later than `after`."""
    return next(islice(slots(cadence, after), posts - 1, None))


def story_slots(cadence: Cadence, dates: Iterable[str | None], began: datetime) -> list[datetime]:
    """The slot of each post by its date in the story, for a serial that began at a moment.

    Posts keep their order: each falls on the first such day of the year that is not before the post before it, and on
    that one's slot if it has no day (`1893` and `1893-05` are none). Those before the first dated post come with it.
    29 February is the 28th in other years. Raises CadenceError where no post has a day, and where it takes 50 years.
    """
    days = [_day_of_year(text) for text in dates]
    first = next((day for day in days if day), None)
    if first is None:
        raise CadenceError(
            "No part of this story carries a date with a day.",
            "Choose another `every:`, such as `daily` or `mon,wed,fri`.",
        )
    days[0] = first
    planned, slot = [], began + _LEAST
    for day in days:
        if day is not None:
            slot = _story_slot(cadence, day, slot)
        if slot - began > timedelta(days=366 * _MOST_YEARS):
            raise CadenceError(
                "By its dates, this story would take more than {years} years to post.",
                "Choose another `every:`, such as `daily` or `mon,wed,fri`.",
                years=_MOST_YEARS,
            )
        planned.append(slot)
    return planned


def _story_slot(cadence: Cadence, wanted: tuple[int, int], earliest: datetime) -> datetime:
    month, number = wanted
    year = max(cadence.start, _local_day(cadence, earliest) - _DAY).year
    while True:
        day = date(year, month, min(number, monthrange(year, month)[1]))
        if day >= cadence.start and (slot := _moment(cadence, day)) >= earliest:
            return slot
        year += 1


def _day_of_year(text: str | None) -> tuple[int, int] | None:
    full = _FULL_DATE.fullmatch(text or "")
    return (int(full[1]), int(full[2])) if full else None


def _local_day(cadence: Cadence, instant: datetime) -> date:
    return instant.astimezone(ZoneInfo(cadence.zone)).date()


def _moment(cadence: Cadence, day: date) -> datetime:
    return datetime.combine(day, cadence.at, ZoneInfo(cadence.zone)).replace(fold=0).astimezone(UTC)


def _first_day(cadence: Cadence, day: date) -> date:
    """The first day of the rhythm from `day` on, which is not before the start."""
    rhythm, start = cadence.rhythm, cadence.start
    if rhythm.kind is Kind.WEEKDAYS:
        return day + min((weekday - day.weekday()) % 7 for weekday in rhythm.weekdays) * _DAY
    if rhythm.kind is Kind.MONTHS:
        steps = _months(start, day) // rhythm.interval
        found = _day_in_month(start, steps * rhythm.interval)
        return found if found >= day else _day_in_month(start, (steps + 1) * rhythm.interval)
    return day + (start - day).days % rhythm.interval * _DAY


def _last_day(cadence: Cadence, day: date) -> date:
    """The last day of the rhythm up to `day`; one before the start if there is none."""
    rhythm, start = cadence.rhythm, cadence.start
    if rhythm.kind is Kind.WEEKDAYS:
        return day - min((day.weekday() - weekday) % 7 for weekday in rhythm.weekdays) * _DAY
    if rhythm.kind is Kind.MONTHS:
        steps = _months(start, day) // rhythm.interval
        found = _day_in_month(start, steps * rhythm.interval)
        return found if found <= day else _day_in_month(start, (steps - 1) * rhythm.interval)
    return day - (day - start).days % rhythm.interval * _DAY


def _months(start: date, day: date) -> int:
    return (day.year - start.year) * 12 + day.month - start.month


def _day_in_month(start: date, months: int) -> date:
    """So many months after the start, on its day of the month, or the month's last where there is none such."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
