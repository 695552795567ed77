"""Showing a server's serials: the list, one with its next slots, last posts and health, and suggestions while typing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.db import serials, stories
from bot.db.deliveries import State, count_pending, list_of_cause
from bot.db.keys import fold
from bot.errors import CadenceError, NotFoundError
from bot.serials import PostLine, Serial, SerialState, SerialView
from bot.services.find import CHOICES
from bot.services.pagination import fit
from bot.services.serials.standing import CAUSE, coming_slots

if TYPE_CHECKING:
    from bot.db import Work
    from bot.models import Visit
    from bot.services.engine import Engine

SERIALS_PAGE = 10
POSTS_SHOWN = 5
# Steps looked at for the last posts: a post has a few.
_STEPS = 60
_UNSENT = frozenset({State.BLOCKED, State.WAITING, State.SENDING, State.PARKED, State.CARRIED})


@dataclass(frozen=True, slots=True)
class SerialsPage:
    """At most ten of a server's serials: page `number` of `pages`, `total` in all; those that are over come last."""

    serials: tuple[Serial, ...]
    number: int
    pages: int
    total: int


async def list_serials(engine: Engine, visit: Visit, number: int = 1) -> SerialsPage:
    """Page `number`, from 1, of this server's serials."""
    return await engine.read(visit, _list(visit, number))


async def show(engine: Engine, visit: Visit, serial_id: int) -> SerialView:
    """One of this server's serials. Raises NotFoundError."""
    return await engine.read(visit, _show(engine, visit, serial_id))


async def suggest(engine: Engine, visit: Visit, typed: str, limit: int = CHOICES) -> list[Serial]:
    """Serials of this server whose story's title or id holds what was typed; those that are over last."""
    return await engine.read(visit, _suggest(visit, fold(typed), limit))


def get_of_server(visit: Visit, serial_id: int, *, draft: bool = False) -> Work[Serial]:
    """A serial of the server that is asked from; any other server's is as if it were not there."""
    serial = yield from serials.get_serial(serial_id)
    if (
        serial is None
        or visit.where.server_id is None
        or serial.server_id != visit.where.server_id
        or (serial.state is SerialState.DRAFT and not draft)
    ):
        raise NotFoundError("There is no such serial in this server.", "`/serial list` shows those there are.")
    return serial


def view(engine: Engine, serial: Serial) -> Work[SerialView]:
    """A serial with its slots, its last posts and what is still to be sent."""
    entry = yield from stories.get_entry(serial.story_id)
    try:
        slots = yield from coming_slots(serial, entry, engine.now())
    except CadenceError:
        slots = ()
    steps = yield from list_of_cause(CAUSE, serial.id, _STEPS)
    made = {}
    for step in steps:
        # The first step of a post is what people open; the newest stand first.
        number = step.key.split(":")[2]
        if step.state is State.DONE and step.key.endswith(":1") and step.sent and step.done_at:
            made[int(number)] = PostLine(int(number), step.done_at, step.sent.channel_id, step.sent.message_id)
    retried = sum(1 for step in steps if step.state in _UNSENT and step.attempts)
    pending = yield from count_pending(CAUSE, serial.id)
    return SerialView(serial, slots, tuple(made.values())[:POSTS_SHOWN], pending, retried)


def _list(visit: Visit, number: int) -> Work[SerialsPage]:
    server_id = visit.where.server_id
    if server_id is None:
        return SerialsPage((), 1, 1, 0)
    total = yield from serials.count_serials(server_id, over=True)
    number, pages = fit(number, total, SERIALS_PAGE)
    offset = (number - 1) * SERIALS_PAGE
    listed = yield from serials.list_serials(server_id, over=True, offset=offset, limit=SERIALS_PAGE)
    return SerialsPage(tuple(listed), number, pages, total)


def _show(engine: Engine, visit: Visit, serial_id: int) -> Work[SerialView]:
    return (yield from view(engine, (yield from get_of_server(visit, serial_id))))


def _suggest(visit: Visit, wanted: str, limit: int) -> Work[list[Serial]]:
    if visit.where.server_id is None:
        return []
    listed = yield from serials.list_serials(visit.where.server_id, over=True, offset=0, limit=200)
    return [serial for serial in listed if wanted in fold(serial.title) or wanted == str(serial.id)][:limit]
