"""How a serial stands to its server and its story: whether it may post now, on which slots, and what ends it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from bot.cadence import Kind, from_text, next_slot, slots, story_slots
from bot.db import parts, places, serials, servers, stories
from bot.db.cards import get_ending
from bot.db.links import list_linked
from bot.gate import admitted
from bot.models import Gate, Position, Surface, Where
from bot.serials import Halt, SerialState
from bot.servers import Feature, Visibility
from bot.services.serials.cut import groups

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.db import Work
    from bot.models import Ending, LibraryEntry, RatingLevel
    from bot.serials import Serial
    from bot.servers import ServerSettings
    from bot.services.engine import Engine

CAUSE = "serial"
"""The name that the deliveries of serials carry; their `cause_id` is the serial's."""

# Stands in a server's log for the bot itself.
ITSELF = 0
SLOTS_SHOWN = 5
_LEAST = timedelta(microseconds=1)
_LONGEST_CHAIN = 200


def is_adult(engine: Engine, entry: LibraryEntry) -> bool:
    """Whether a story may be posted only in an age-restricted channel."""
    return entry.gate not in admitted(Where(Surface.SERVER), engine.no_rating_means)


def sight(engine: Engine, server: ServerSettings, *, adults: bool) -> Visibility:
    """The stories that may be posted in a server, in a place for `adults` or in any."""
    gates = admitted(Where(Surface.SERVER, age_restricted=adults), engine.no_rating_means)
    ceilings: dict[int | None, RatingLevel] = {server.id: server.ceiling}
    if server.commons:
        ceilings[None] = server.ceiling
    return Visibility(gates, ceilings, engine.no_rating_means)


def hindrance(engine: Engine, server: ServerSettings, entry: LibraryEntry | None) -> Halt | None:
    """Why nothing of a story may be posted in a server; whether the channel is for adults is asked when it is sent."""
    if Feature.SERIALS not in server.features:
        return Halt.SWITCHED_OFF
    if entry is None or entry.gate is Gate.HELD:
        return Halt.STORY_GONE
    seen = sight(engine, server, adults=True)
    if not seen.reaches(entry):
        return Halt.STORY_GONE
    return None if seen.admits(entry) else Halt.ABOVE_CEILING


def halt(engine: Engine, serial: Serial, reason: str, *, given_up: bool) -> Work[None]:
    """Pause a serial for a reason that its server is told, once.

    `given_up`: the post under way will not be finished; what was not shown of it begins the next one.
    """
    paused = replace(serial, state=SerialState.PAUSED, reason=str(reason))
    if given_up:
        paused = replace(paused, place=serial.shown, delivery_id=None)
    yield from serials.save_serial(paused)
    yield from note(engine, serial, ITSELF, "serial-halted", f" ({reason})")


def note(engine: Engine, serial: Serial, actor_id: int, action: str, because: str = "") -> Work[None]:
    """Write down what was done with a serial; the log is read where a story for adults may not be named."""
    entry = yield from stories.get_entry(serial.story_id)
    title = serial.title if entry is not None and not is_adult(engine, entry) else ""
    detail = f"{title} <#{serial.channel_id}>{because}"
    yield from servers.note_action(serial.server_id, actor_id, action, detail, engine.now())


def at_current_edition(serial: Serial, entry: LibraryEntry) -> Work[Serial]:
    """The serial with its places in its story's edition of today. Places are moved when an edition comes; this is for any other."""
    if serial.edition_id == entry.edition_id:
        return serial
    place = yield from _found(serial.place)
    shown = yield from _found(serial.shown)
    return replace(serial, edition_id=entry.edition_id, place=place, shown=shown)


def _found(place: Position | None) -> Work[Position | None]:
    found = None if place is None else (yield from places.find_following(place))
    return None if found is None else found.position


def ending_of(engine: Engine, serial: Serial, entry: LibraryEntry) -> Work[Ending]:
    """What follows the story in that server; a sequel for adults alone only where the story itself is."""
    server = yield from servers.get_server(serial.server_id)
    return (yield from get_ending(entry.story_id, sight(engine, server, adults=is_adult(engine, entry))))


def run_out(engine: Engine, serial: Serial, entry: LibraryEntry) -> Work[Serial]:
    """The serial once all of its story is posted: on with the sequel, ended, or waiting for more."""
    stated = yield from stories.get_metadata(entry.story_id)
    if serial.goes_on:
        ending = yield from ending_of(engine, serial, entry)
        sequel = ending.sequel.story_id if ending.sequel else None
        if sequel is not None and (yield from _comes_before(sequel, entry.story_id)):
            sequel = None  # stories that follow each other in a ring would be posted for ever
        following = None if sequel is None else (yield from stories.get_entry(sequel))
        if following is not None:
            start = Position(following.story_id, following.edition_id, 1)
            return replace(
                serial,
                state=SerialState.RUNNING,
                story_id=following.story_id,
                edition_id=following.edition_id,
                place=start,
                shown=start,
                next_slot=serials.UNRECKONED if serial.next_slot is None else serial.next_slot,
                dated=None,
                story_date=None,
            )
    over = stated.complete is True and not serial.goes_on
    return replace(serial, state=SerialState.ENDED if over else SerialState.WAITING, next_slot=None)


def _comes_before(story_id: int, other_id: int) -> Work[bool]:
    """Whether a story is linked as one that is read before another, however far."""
    seen, todo = {other_id}, [other_id]
    while todo and len(seen) < _LONGEST_CHAIN:
        earlier, _later = yield from list_linked(todo.pop())
        fresh = [linked.story_id for linked in earlier if linked.story_id not in seen]
        seen.update(fresh)
        todo += fresh
    return story_id in seen


# --- slots ----------------------------------------------------------------------------------------------------------


def is_dated(serial: Serial) -> bool:
    """Whether a serial follows the dates in its story."""
    return from_text(serial.schedule).rhythm.kind is Kind.STORY


def list_dated_slots(serial: Serial, entry: LibraryEntry) -> Work[list[datetime]]:
    """The slot of every post still to come, by the dates in the story. Raises CadenceError where it has none."""
    if serial.place is None:
        return []
    listed = yield from parts.list_parts(entry.edition_id, serial.place.part, entry.parts)
    chapters = yield from parts.list_chapters(entry.edition_id)
    return dated_slots(serial, [date_of(post) for post in groups(listed, serial.pace, has_chapters=bool(chapters))])


def dated_slots(serial: Serial, dates: Sequence[str | None]) -> list[datetime]:
    """The same for posts of these dates."""
    cadence = from_text(serial.schedule)
    if serial.dated is None:
        return story_slots(cadence, dates, serial.created_at)
    # What has no date of its own comes with the last one posted that has.
    return story_slots(cadence, [serial.story_date, *dates], serial.dated - _LEAST)[1:]


def date_of(post: Sequence[object]) -> str | None:
    """The first date that a post's parts state."""
    return next((date for entry in post if (date := getattr(entry, "date", None))), None)


def reckon(serial: Serial, entry: LibraryEntry, now: datetime) -> Work[datetime | None]:
    """The next slot from now on, whatever was missed before. Raises CadenceError."""
    cadence = from_text(serial.schedule)
    coming = next_slot(cadence, max(now, serial.fired or now))
    if cadence.rhythm.kind is not Kind.STORY:
        return coming
    left = yield from list_dated_slots(serial, entry)
    return max(left[0], coming) if left else None


def coming_slots(serial: Serial, entry: LibraryEntry | None, now: datetime) -> Work[tuple[datetime, ...]]:
    """The next slots of a running serial that something is left for, five at most."""
    if serial.state is not SerialState.RUNNING or serial.next_slot is None or entry is None or serial.place is None:
        return ()
    first = serial.next_slot
    if first == serials.UNRECKONED:
        first = (yield from reckon(serial, entry, now)) or now
    if is_dated(serial):
        left = yield from list_dated_slots(serial, entry)
        return tuple(dict.fromkeys(max(slot, first) for slot in left))[:SLOTS_SHOWN]
    shown = SLOTS_SHOWN if serial.goes_on else min(SLOTS_SHOWN, (yield from _count_posts(serial.place, serial, entry)))
    return (first, *islice(slots(from_text(serial.schedule), first), max(shown - 1, 0)))


def _count_posts(place: Position, serial: Serial, entry: LibraryEntry) -> Work[int]:
    """How many posts what is left of the story makes."""
    listed = yield from parts.list_parts(entry.edition_id, place.part, entry.parts)
    chapters = yield from parts.list_chapters(entry.edition_id)
    return len(groups(listed, serial.pace, has_chapters=bool(chapters)))
