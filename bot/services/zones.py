"""Time zones by their IANA names: found by what somebody typed, suggested with the time it is there now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from rapidfuzz import fuzz, process

from bot.db.keys import fold
from bot.errors import NotFoundError

_LEAST_LIKENESS = 75
_DIGEST_AT = clock_time(9)
# By whose clocks the digests of those come who have set no zone (bot/db/sql/events.sql knows it too).
DEFAULT_ZONE = "UTC"
# Names kept for old programs ("posix/...", "Etc/GMT+5", whose sign is the wrong way round) are no use to a person.
_NOT_OFFERED = ("posix/", "right/", "Etc/", "SystemV/")


@cache
def _zones() -> dict[str, str]:
    """Every zone's name by its folded name."""
    named = (name for name in available_timezones() if not name.startswith(_NOT_OFFERED) and name != "localtime")
    return {fold(name.replace("/", " ").replace("_", " ")): name for name in sorted(named)} | {"utc": "UTC"}


def suggest_zones(typed: str, limit: int = 25) -> list[str]:
    """Names of zones that fit what was typed so far, best first: a city, a region or an abbreviation."""
    zones, wanted = _zones(), fold(typed)
    if not wanted:
        return ["UTC"]
    begins = [name for key, name in zones.items() if key.startswith(wanted)]
    words = [name for key, name in zones.items() if f" {wanted}" in key]
    alike = process.extract(wanted, zones.keys(), scorer=fuzz.WRatio, limit=limit, score_cutoff=_LEAST_LIKENESS)
    return list(dict.fromkeys([*words, *begins, *(zones[key] for key, _, _ in alike)]))[:limit]


def find_zone(typed: str) -> str:
    """The name of the zone that was typed or chosen. Raises NotFoundError where there is none, or more than one."""
    zones, wanted = _zones(), fold(typed)
    if wanted in zones:
        return zones[wanted]
    cities = [name for key, name in zones.items() if wanted and key.endswith(f" {wanted}")]
    if len(cities) == 1:
        return cities[0]
    raise NotFoundError(
        "I know no time zone of that name.",
        "Use `/preferences` with `timezone:`, type a large city near you and pick from the list.",
    )


def local_time(zone: str, now: datetime) -> datetime:
    """That moment on the clocks of a zone."""
    return now.astimezone(ZoneInfo(zone))


def next_digest(zone: str | None, now: datetime) -> datetime:
    """The first Monday, 09:00 on the clocks of that zone (UTC where there is none), after now, as an instant in UTC."""
    there = now.astimezone(ZoneInfo(zone or DEFAULT_ZONE))
    monday = there.date() - timedelta(days=there.weekday())
    moments = (
        datetime.combine(monday + timedelta(weeks=weeks), _DIGEST_AT, there.tzinfo).astimezone(UTC) for weeks in (0, 1)
    )
    return next(moment for moment in moments if moment > now)
