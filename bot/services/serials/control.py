"""Steering a serial that was started: pause, resume, skip a slot, post at once, stop; each is logged for its server."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.cadence import from_text, next_slot
from bot.db import serials, servers, stories
from bot.db.deliveries import drop_cause, unpark_cause
from bot.errors import CadenceError, SerialError
from bot.serials import Halt, SerialState
from bot.services.serials.posting import write_post
from bot.services.serials.show import get_of_server, view
from bot.services.serials.standing import CAUSE, at_current_edition, hindrance, is_dated, list_dated_slots, note, reckon

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.db import Work
    from bot.models import LibraryEntry, Visit
    from bot.serials import Serial, SerialView
    from bot.services.engine import Engine

_OVER = frozenset({SerialState.ENDED, SerialState.STOPPED})


async def pause(engine: Engine, visit: Visit, serial_id: int) -> SerialView:
    """The serial, paused: nothing more is begun; a post of which something is already there is finished.

    Raises NotFoundError, and SerialError for one that is not running.
    """
    return await _steer(engine, visit, serial_id, "serial-paused", _pause)


async def resume(engine: Engine, visit: Visit, serial_id: int) -> SerialView:
    """The serial, going on with its next slot; what was not shown of its last post is posted at once.

    Slots that passed meanwhile are not missed ones. Raises NotFoundError, and SerialError for one that is not paused.
    """
    return await _steer(engine, visit, serial_id, "serial-resumed", _resume)


async def skip(engine: Engine, visit: Visit, serial_id: int) -> SerialView:
    """The serial, whose next slot passes without a post: the next part comes on the one after it.

    Raises NotFoundError, and SerialError for one that is not running.
    """
    return await _steer(engine, visit, serial_id, "serial-slot-skipped", _skip)


async def post_now(engine: Engine, visit: Visit, serial_id: int) -> SerialView:
    """The serial, whose next post is made at once; its schedule goes on as before.

    Raises NotFoundError, and SerialError where it is not running, or while a post is still being made.
    """
    return await _steer(engine, visit, serial_id, "serial-posted", _post_now)


async def stop(engine: Engine, visit: Visit, serial_id: int) -> SerialView:
    """The serial, stopped for good: nothing of it that is not yet on its way is sent. What was posted stays.

    Raises NotFoundError, and SerialError for one that is over.
    """
    return await _steer(engine, visit, serial_id, "serial-stopped", _stop)


def stop_of_story(engine: Engine, story_id: int, actor_id: int) -> Work[list[Serial]]:
    """Every serial of a story, in any server, stopped, as when it is withdrawn; those that were."""
    stopped = []
    for serial_id in (yield from serials.list_of_story(story_id)):
        yield from drop_cause(CAUSE, serial_id, "stopped", engine.now())
        serial = yield from serials.lock_serial(serial_id)
        if serial is not None:
            stopped.append((yield from _stop(engine, serial)))
            yield from note(engine, serial, actor_id, "serial-stopped")
    return stopped


async def _steer(
    engine: Engine, visit: Visit, serial_id: int, action: str, change: Callable[[Engine, Serial], Work[Serial]]
) -> SerialView:
    seen = await engine.run(visit, _carry_out(engine, visit, serial_id, action, change))
    engine.bell.ring()
    return seen


def _carry_out(
    engine: Engine, visit: Visit, serial_id: int, action: str, change: Callable[[Engine, Serial], Work[Serial]]
) -> Work[SerialView]:
    yield from get_of_server(visit, serial_id)
    # The steps first, then the serial: in the order in which the dispatcher locks them.
    if change is _stop:
        yield from drop_cause(CAUSE, serial_id, "stopped", engine.now())
    if change is _resume:
        yield from unpark_cause(CAUSE, serial_id, engine.now())
        yield from serials.hasten(serial_id, engine.now())
    yield from serials.lock_serial(serial_id)
    serial = yield from change(engine, (yield from get_of_server(visit, serial_id)))
    yield from note(engine, serial, visit.reader.id, action)
    return (yield from view(engine, serial))


def _pause(_engine: Engine, serial: Serial) -> Work[Serial]:
    if serial.state not in {SerialState.RUNNING, SerialState.WAITING}:
        raise _wrong_state(serial)
    return (yield from _saved(replace(serial, state=SerialState.PAUSED, reason=Halt.MODERATOR.value)))


def _resume(engine: Engine, serial: Serial) -> Work[Serial]:
    if serial.state is not SerialState.PAUSED:
        raise _wrong_state(serial)
    # A host's clock that was far ahead has fired slots which are still to come.
    fired = None if serial.fired is not None and serial.fired > engine.now() else serial.fired
    # The next round reckons the slot, or finds that there is nothing left to post.
    resumed = replace(serial, state=SerialState.RUNNING, reason=None, next_slot=serials.UNRECKONED, fired=fired)
    return (yield from _saved(resumed))


def _skip(engine: Engine, serial: Serial) -> Work[Serial]:
    if serial.state is not SerialState.RUNNING or serial.next_slot is None:
        raise _wrong_state(serial)
    entry = yield from stories.get_entry(serial.story_id)
    planned: datetime | None = serial.next_slot
    if planned == serials.UNRECKONED:
        planned = None if entry is None else (yield from _reckoned(serial, entry, engine.now()))
    if planned is None:
        raise _wrong_state(serial)
    coming = next_slot(from_text(serial.schedule), max(planned, engine.now()))
    if is_dated(serial) and entry is not None:
        left = yield from list_dated_slots(serial, entry)
        coming = max(coming, left[0]) if left else coming
    return (yield from _saved(replace(serial, next_slot=coming)))


def _reckoned(serial: Serial, entry: LibraryEntry, now: datetime) -> Work[datetime | None]:
    try:
        return (yield from reckon(serial, entry, now))
    except CadenceError:
        return None


def _post_now(engine: Engine, serial: Serial) -> Work[Serial]:
    if serial.state is not SerialState.RUNNING:
        raise _wrong_state(serial)
    entry = yield from stories.get_entry(serial.story_id)
    server = yield from servers.get_server(serial.server_id)
    if entry is None or hindrance(engine, server, entry) is not None:
        raise SerialError(
            "That story may not be posted in this server now.", "`/story` and `/server settings` say why."
        )
    if serial.posting:
        raise SerialError(
            "A part of this serial is being posted just now.", "Try again when it is there; the schedule goes on."
        )
    serial = yield from at_current_edition(serial, entry)
    dated = serial.dated
    if is_dated(serial) and serial.place is not None:
        dated = (yield from list_dated_slots(serial, entry))[0]
    posted = yield from write_post(engine, replace(serial, dated=dated), entry)
    if posted is None:
        raise SerialError("There is no part left to post.", "It goes on when the author adds more.")
    if is_dated(serial) and posted.place is not None:
        posted = yield from _saved(replace(posted, next_slot=(yield from _reckoned(posted, entry, engine.now()))))
    return posted


def _stop(_engine: Engine, serial: Serial) -> Work[Serial]:
    if serial.state in _OVER:
        raise _wrong_state(serial)
    stopped = replace(serial, state=SerialState.STOPPED, next_slot=None, delivery_id=None, reason=None)
    return (yield from _saved(stopped))


def _saved(serial: Serial) -> Work[Serial]:
    yield from serials.save_serial(serial)
    return serial


def _wrong_state(serial: Serial) -> SerialError:
    said = {
        SerialState.RUNNING: SerialError("That serial is running.", "`/serial pause` pauses it."),
        SerialState.PAUSED: SerialError("That serial is paused.", "`/serial resume` lets it go on."),
        SerialState.WAITING: SerialError(
            "That serial has posted all there is so far.", "It goes on by itself when the author adds more."
        ),
        SerialState.ENDED: SerialError("That serial has come to its end.", "`/serial start` starts another."),
        SerialState.STOPPED: SerialError("That serial is stopped.", "`/serial start` starts another."),
        SerialState.DRAFT: SerialError("That serial has not been started.", "`/serial start` starts one."),
    }
    return said[serial.state]
