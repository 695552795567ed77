"""What a serial has to post now: nothing, its slot, or what its policy says of the slots that an outage passed over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from bot.cadence.slots import next_slot, previous_slot, slots

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.cadence.rhythm import Cadence

GRACE = timedelta(minutes=10)
"""A slot found this late is not missed: a restart or a crowded minute at Discord is no outage."""


class Missed(StrEnum):
    """What becomes of missed slots: `one` post now for all of them, none (`skip`), or one for each (`all`)."""

    ONE = "one"
    SKIP = "skip"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Due:
    """How many posts go out now, the last slot they stand for (kept as `fired`), and the next slot, None at the end."""

    posts: int
    fired: datetime | None
    next_slot: datetime | None


def due(
    cadence: Cadence, planned: datetime, now: datetime, missed: Missed, *, left: int, fired: datetime | None = None
) -> Due:
    """What is due of a serial whose next slot was `planned`, with so many posts `left`.

    `fired` is the last slot that was posted for, None if none was. What is not later than it never fires again, even if
    the host's clock went back; nor does the clock bring back what a jump ahead made fire too early. Its cost does not
    depend on how long the outage was, only, with `all`, on how many posts are left.
    """
    if fired is not None and planned <= fired:
        planned = next_slot(cadence, fired)
    if planned > now:
        return Due(0, fired, planned)
    latest = max(planned, previous_slot(cadence, now) or planned)
    posts = 1
    if missed is Missed.ALL:
        posts += sum(1 for _ in takewhile(lambda slot: slot <= now, islice(slots(cadence, planned), left)))
    elif missed is Missed.SKIP and now - latest > GRACE:
        posts = 0
    posts = min(posts, left)
    return Due(posts, latest if posts else fired, next_slot(cadence, now) if left > posts else None)


def story_due(
    cadence: Cadence,
    left: Sequence[datetime],
    planned: datetime,
    now: datetime,
    missed: Missed,
    *,
    fired: datetime | None = None,
) -> Due:
    """What is due of a serial by story dates; `left` are the slots (`story_slots`) of the posts still to come.

    Posts of one slot go out together. Those that an outage kept back do not wait a year for their day: as long as there
    are some, every day has a slot, and each slot brings one missed day's posts (with `all`, every one at once).
    """
    if not left:
        return Due(0, fired, None)
    if fired is not None and planned <= fired:
        planned = max(left[0], next_slot(cadence, fired))
    if planned > now:
        return Due(0, fired, planned)
    together = left[: sum(1 for _ in takewhile(lambda slot: slot == left[0], left))]
    posts = 0
    if missed is Missed.ALL:
        posts = sum(1 for _ in takewhile(lambda slot: slot <= now, left))
    elif together[0] <= now and (missed is Missed.ONE or now - planned <= GRACE):
        posts = len(together)
    rest = left[posts:]
    latest = max(planned, previous_slot(cadence, now) or planned) if posts else fired
    return Due(posts, latest, max(rest[0], next_slot(cadence, now)) if rest else None)
