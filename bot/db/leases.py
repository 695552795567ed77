"""Leases: work that one process does alone, until it dies or lets it go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.db.instants import from_microseconds, to_microseconds
from bot.db.work import Work, one, sql


@dataclass(frozen=True, slots=True)
class LeaseRecord:
    """Who has a lease, for which time it was given away, and when its holder last said that it works."""

    holder: str
    epoch: int
    beat_at: datetime


def take_lease(name: str, holder: str, presence: int, seconds: int, now: datetime) -> Work[int | None]:
    """The epoch of a lease that is now this holder's; None where another one has it.

    Its time is the database's clock; `now` is only for people. `presence` is what `Database.register_bot` gave.
    """
    yield sql("add_lease", name=name, now=to_microseconds(now))
    row = yield from one(
        sql("take_lease", name=name, holder=holder, presence=presence, seconds=seconds, now=to_microseconds(now))
    )
    return None if row is None else row["epoch"]


def renew_lease(name: str, holder: str, epoch: int, seconds: int) -> Work[bool]:
    """Whether the lease is this holder's still, now for so many seconds from here."""
    return (yield from one(sql("renew_lease", name=name, holder=holder, epoch=epoch, seconds=seconds))) is not None


def note_beat(name: str, holder: str, epoch: int, now: datetime) -> Work[None]:
    """Note that the holder is at work."""
    yield sql("note_beat", name=name, holder=holder, epoch=epoch, now=to_microseconds(now))


def get_lease(name: str) -> Work[LeaseRecord | None]:
    """How a lease stands; None where nobody has ever had it."""
    row = yield from one(sql("get_lease", name=name))
    return None if row is None else LeaseRecord(row["holder"], row["epoch"], from_microseconds(row["beat_at"]))
