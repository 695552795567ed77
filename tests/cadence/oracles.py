"""What python-dateutil and cronsim say of a schedule, each in its own way of reckoning, for our slots to be held against."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from cronsim import CronSim
from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule
from dateutil.tz import datetime_exists, resolve_imaginary

from bot.cadence import Cadence, Kind

ZONES = (
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Africa/Casablanca",  # Ramadan interrupts summer time
    "Asia/Kathmandu",  # 5:45, and no summer time
    "Pacific/Apia",  # had no 30 December 2011
    "America/Santiago",  # changes at midnight
    "Asia/Tehran",  # changed at midnight, until 2022
    "Europe/Dublin",  # summer is standard time, winter one hour less
    "Pacific/Chatham",  # 12:45, changes at 2:45
)


def by_dateutil(cadence: Cadence, until: datetime) -> list[datetime]:
    """All slots up to a moment: rrule makes the days, dateutil's rules for times that do not exist the moments."""
    rhythm, first = cadence.rhythm, datetime.combine(cadence.start, cadence.at)
    if rhythm.kind is Kind.WEEKDAYS:
        rule = rrule(WEEKLY, dtstart=first, byweekday=rhythm.weekdays)
    elif rhythm.kind is Kind.MONTHS:
        # The last of those days that a month has.
        days = range(min(28, first.day), first.day + 1)
        rule = rrule(MONTHLY, interval=rhythm.interval, dtstart=first, bymonthday=days, bysetpos=-1)
    else:
        rule = rrule(DAILY, interval=rhythm.interval, dtstart=first)
    found: list[datetime] = []
    for wall in rule:
        moment = moment_by_dateutil(wall, cadence.zone)
        if moment > until:
            return found
        if moment not in found[-1:]:
            found.append(moment)
    return found


def moment_by_dateutil(wall: datetime, zone: str) -> datetime:
    return resolve_imaginary(wall.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def day_by_dateutil(cadence: Cadence, month: int, day: int, earliest: datetime) -> datetime:
    """The first slot on a day of the year that is not before a moment."""
    first = datetime.combine(max(cadence.start, earliest.date() - timedelta(days=2)), cadence.at)
    days = (28, 29) if (month, day) == (2, 29) else (day,)
    rule = rrule(YEARLY, dtstart=first, bymonth=month, bymonthday=days, bysetpos=-1)
    return next(m for m in (moment_by_dateutil(wall, cadence.zone) for wall in rule) if m >= earliest)


def as_cron(cadence: Cadence) -> str | None:
    """The schedule as a cron expression, None where cron has no words for it."""
    rhythm, at = cadence.rhythm, f"{cadence.at.minute} {cadence.at.hour}"
    if rhythm.kind is Kind.WEEKDAYS:
        return f"{at} * * {','.join(str((day + 1) % 7) for day in rhythm.weekdays)}"
    if rhythm.kind is Kind.MONTHS and rhythm.interval == 1 and cadence.start.day not in {29, 30}:
        return f"{at} {'L' if cadence.start.day == 31 else cadence.start.day} * *"
    if rhythm.kind is Kind.DAYS and rhythm.interval == 7:
        return f"{at} * * {cadence.start.isoweekday() % 7}"
    return f"{at} * * *" if rhythm.kind is Kind.DAYS and rhythm.interval == 1 else None


def by_cronsim(expression: str, cadence: Cadence, until: datetime) -> Iterator[datetime]:
    """All slots up to a moment by cronsim; where a time does not exist it fires when the clocks have skipped it."""
    midnight = datetime.combine(cadence.start, time(), ZoneInfo(cadence.zone))
    for wall in CronSim(expression, midnight - timedelta(seconds=1)):
        if wall.astimezone(UTC) > until:
            return
        yield wall.astimezone(UTC)


def strange_times(zone: str, start: date, years: int) -> list[time]:
    """Times of day that the zone's clocks skip or show twice some day: the first such minute, and one inside."""
    tz, step = ZoneInfo(zone), timedelta(minutes=30)
    begins = datetime.combine(start, time(), UTC)
    moments = [begins + n * step for n in range(years * 366 * 48)]
    found: dict[time, None] = {}
    for before, after in pairwise(moment.astimezone(tz) for moment in moments):
        old, new = before.utcoffset(), after.utcoffset()
        if old is None or new is None or old == new:
            continue
        opens = (after if new < old else before.replace(tzinfo=None) + step).replace(tzinfo=None)
        found |= dict.fromkeys((opens.time(), (opens + abs(new - old) / 2).time()))
    return list(found)


@cache
def moved_days(at: time, zone: str, start: date, years: int) -> set[date]:
    """The days on which a slot lands whose time the clocks skip."""
    walls = (datetime.combine(start + timedelta(days=n), at, ZoneInfo(zone)) for n in range(years * 366))
    return {resolve_imaginary(wall).date() for wall in walls if not datetime_exists(wall)}
