"""What a story's author may know of its readers: how many, never who, and nothing of fewer than five."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.db import audience

if TYPE_CHECKING:
    from bot.db import Work

FEWEST = 5
_STOPS = 5
_CHANNELS = 10


@dataclass(frozen=True, slots=True)
class Audience:
    """Counts of a story's readers; one below five is None. `stops` are the parts where most stopped, with how many.

    `channels` are those in which it is being posted as a serial.
    """

    begun: int | None
    finished: int | None
    bookmarked: int | None
    subscribed: int | None
    stops: tuple[tuple[int, int], ...]
    channels: tuple[int, ...] = ()


def count_audience(story_id: int, author_id: int) -> Work[Audience]:
    """The readers of an author's story; she herself is not counted."""
    begun, finished = yield from audience.count_readers(story_id, author_id)
    bookmarked = yield from audience.count_bookmarkers(story_id, author_id)
    stops = yield from audience.count_stops(story_id, author_id, FEWEST, _STOPS)
    subscribed = yield from audience.count_subscribers(story_id, author_id)
    channels = yield from audience.list_channels(story_id, _CHANNELS)
    return Audience(
        _enough(begun),
        _enough(finished),
        _enough(bookmarked),
        _enough(subscribed),
        tuple(stops),
        tuple(channels),
    )


def _enough(count: int) -> int | None:
    return count if count >= FEWEST else None
