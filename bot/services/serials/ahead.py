"""What lies ahead of a locked serial, and for whom: readers of its server, but not its moderators nor the author."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.db import serials, servers, stories
from bot.errors import NotHereError
from bot.models import Spot
from bot.serials import Lock, SerialState
from bot.servers import Feature

if TYPE_CHECKING:
    from bot.db import Work
    from bot.models import Position, Visit
    from bot.serials import Serial


def lock_of(story_id: int, server_id: int) -> Work[Lock | None]:
    """What readers of a server are kept from in a story; None where nothing is. Of several serials the furthest counts."""
    locking = yield from serials.list_locking(story_id, server_id)
    if not locking:
        return None
    if Feature.AHEAD not in (yield from servers.get_server(server_id)).features:
        return None
    furthest = max(locking, key=_order)
    if furthest.shown is None:
        return None
    coming = furthest.next_slot if furthest.state is SerialState.RUNNING else None
    if coming == serials.UNRECKONED:
        coming = None
    return Lock(furthest.id, furthest.channel_id, furthest.shown, coming)


def lock_for(visit: Visit, story_id: int) -> Work[Lock | None]:
    """The same for whoever asks, from where she asks."""
    if visit.where.server_id is None or visit.moderator:
        return None
    lock = yield from lock_of(story_id, visit.where.server_id)
    if lock is None:
        return None
    published = yield from stories.get_publication(story_id)
    if published is not None and published.author_id == visit.reader.id:
        return None
    return lock


def is_ahead(lock: Lock | None, part: int, spot: Spot) -> bool:
    """Whether a place in the story's current edition lies beyond what was shown."""
    return lock is not None and (part, spot) >= (lock.shown.part, lock.shown.spot)


def require_shown(lock: Lock | None, place: Position) -> None:
    """Raises NotHereError for a place beyond what was shown."""
    if lock is None or not is_ahead(lock, place.part, place.spot):
        return
    if lock.coming is None:
        raise NotHereError(
            "This story is being posted here, in <#{channel}>, and has not come further yet.",
            channel=str(lock.channel_id),
        )
    raise NotHereError(
        "This story is being posted here, in <#{channel}>; the next part comes {when}.",
        channel=str(lock.channel_id),
        when=f"<t:{int(lock.coming.timestamp())}:R>",
    )


def last_shown(lock: Lock | None, parts: int) -> int:
    """The number of the last part that has begun to be shown, of a story of so many; 0 where none has."""
    if lock is None:
        return parts
    return min(lock.shown.part if lock.shown.spot != Spot() else lock.shown.part - 1, parts)


def _order(serial: Serial) -> tuple[bool, int, int, int]:
    shown = serial.shown
    return (True, 0, 0, 0) if shown is None else (False, shown.part, shown.spot.paragraph, shown.spot.offset)
