"""Schedules in words, "Mon, Wed, Fri at 18:00 London", and what the options of one offer while they are filled in."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.cadence import Cadence, Kind, Rhythm, next_slot, read_cadence, suggest_at, suggest_every
from bot.errors import CadenceError
from bot.services.zones import local_time, suggest_zones
from cogs.ui.language import _, ngettext, pgettext
from cogs.ui.words import shorten

if TYPE_CHECKING:
    from datetime import date, datetime

_LONGEST_CHOICE = 100  # Discord's limit for the name of a choice

__all__ = ["Filled", "describe_cadence", "offer_at", "offer_every", "offer_zones"]


@dataclass(frozen=True, slots=True)
class Filled:
    """The options of a schedule as filled in so far: `zone` an IANA name, the others as typed, perhaps not yet whole."""

    zone: str
    every: str = ""
    at: str = ""
    starts: str | None = None

    def cadence(self, now: datetime) -> Cadence | None:
        """The schedule; None while something is missing or cannot be read."""
        with suppress(CadenceError):
            return read_cadence(self.every, self.at, self.zone, self.starts, now)
        return None


def describe_cadence(cadence: Cadence) -> str:
    """A schedule: its days, its time, and the city of its zone."""
    days = _days(cadence.rhythm, cadence.start)
    return _("{days} at {time} {city}", days=days, time=f"{cadence.at:%H:%M}", city=_city(cadence.zone))


def offer_every(filled: Filled, now: datetime) -> list[tuple[str, str]]:
    """At most 25 choices for `every`, each how it will be read and its value."""
    values = [(value, replace(filled, every=value)) for value in suggest_every(filled.every)]
    return [(_reading(choice, now) or value, value) for value, choice in values]


def offer_at(filled: Filled, now: datetime) -> list[tuple[str, str]]:
    """At most 25 choices for `at`, each how it will be read and its value."""
    values = [(value, replace(filled, at=value)) for value in suggest_at(filled.at)]
    return [(_reading(choice, now) or f"{value} {_city(filled.zone)}", value) for value, choice in values]


def offer_zones(typed: str, filled: Filled, now: datetime) -> list[tuple[str, str]]:
    """At most 25 choices for `timezone`: the zone, and how the schedule will be read in it, or the time it is there."""
    offered = []
    for zone in suggest_zones(typed):
        reading = _reading(replace(filled, zone=zone), now) or f"{local_time(zone, now):%H:%M}"
        offered.append((shorten(f"{zone} · {reading}", _LONGEST_CHOICE), zone))
    return offered


def _reading(filled: Filled, now: datetime) -> str | None:
    cadence = filled.cadence(now)
    if cadence is None:
        return None
    words = describe_cadence(cadence)
    if cadence.rhythm.kind is not Kind.STORY:
        slot = next_slot(cadence, now).astimezone(ZoneInfo(cadence.zone))
        words = _("{schedule}, next: {day}", schedule=words, day=f"{_weekday(slot.weekday())} {slot:%Y-%m-%d}")
    return shorten(words, _LONGEST_CHOICE)


def _days(rhythm: Rhythm, start: date) -> str:
    if rhythm.kind is Kind.STORY:
        return _("on the dates in the story")
    if rhythm.kind is Kind.WEEKDAYS:
        return ", ".join(_weekday(day) for day in rhythm.weekdays)
    if rhythm.kind is Kind.MONTHS:
        if rhythm.interval == 1:
            return _("monthly on day {day}", day=start.day)
        return ngettext(
            "every {count} month on day {day}", "every {count} months on day {day}", rhythm.interval, day=start.day
        )
    weeks, rest = divmod(rhythm.interval, 7)
    if rest:
        return (
            _("daily") if rhythm.interval == 1 else ngettext("every {count} day", "every {count} days", rhythm.interval)
        )
    day = _weekday(start.weekday())
    return (
        day if weeks == 1 else ngettext("every {count} week on {day}", "every {count} weeks on {day}", weeks, day=day)
    )


def _weekday(number: int) -> str:
    return (
        pgettext("weekday", "Mon"),
        pgettext("weekday", "Tue"),
        pgettext("weekday", "Wed"),
        pgettext("weekday", "Thu"),
        pgettext("weekday", "Fri"),
        pgettext("weekday", "Sat"),
        pgettext("weekday", "Sun"),
    )[number]


def _city(zone: str) -> str:
    return zone.rsplit("/", 1)[-1].replace("_", " ")
