"""Serials as a cause of deliveries: what is asked once more at each send, and what follows from Discord's answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.db import places, serials, servers, stories
from bot.db.posted import PublicPage, keep_page
from bot.db.serials import place_from_json
from bot.messenger import StepKind
from bot.serials import Halt, SerialState
from bot.servers import Feature
from bot.services.cause import Cause, Drop, Postpone, Send, Verdict
from bot.services.serials.content import discussion_from_json, page_from_json
from bot.services.serials.posting import decide, next_decision
from bot.services.serials.standing import CAUSE, halt, hindrance, is_adult, run_out

if TYPE_CHECKING:
    from bot.db import Work
    from bot.db.deliveries import Delivery
    from bot.messenger import Reason, Sent
    from bot.models import Position
    from bot.serials import Serial
    from bot.services.cause import Composed
    from bot.services.engine import Engine

# A post that has not begun when its serial is paused waits; resuming makes it due at once.
_WHILE_PAUSED = timedelta(days=1)


def _compose(engine: Engine, delivery: Delivery) -> Work[Composed]:
    serial = yield from serials.get_serial(delivery.cause_id)
    if serial is None or serial.state is SerialState.STOPPED:
        return Drop("stopped")
    server = yield from servers.get_server(serial.server_id)
    entry = yield from stories.get_entry(serial.story_id)
    reason = hindrance(engine, server, entry)
    if reason is not None or entry is None:
        locked = yield from serials.lock_serial(serial.id)
        if locked is not None and locked.state is not SerialState.STOPPED:
            yield from halt(engine, locked, reason or Halt.STORY_GONE, given_up=True)
        return Drop(str(reason))
    adult = is_adult(engine, entry)
    if delivery.kind is StepKind.THREAD:
        return Send(discussion_from_json(delivery.content), server.locale, adult)
    page = page_from_json(delivery.content)
    if serial.state is SerialState.PAUSED and page.is_first:
        return Postpone(engine.now() + _WHILE_PAUSED)
    if Feature.PINGS not in server.features:
        page = replace(page, role_id=None)
    return Send(page, server.locale, adult)


def _refused(engine: Engine, delivery: Delivery, reason: Reason) -> Work[Verdict]:
    """The serial pauses, and the step is kept as it is: it may have been sent, and is then found by its marker."""
    serial = yield from serials.lock_serial(delivery.cause_id)
    if serial is None or serial.state is SerialState.STOPPED:
        return Verdict.DROP
    yield from halt(engine, serial, reason.value, given_up=False)
    return Verdict.PARK


def _sent(engine: Engine, delivery: Delivery, sent: Sent) -> Work[None]:
    if delivery.kind is not StepKind.THREAD and sent.message_id:
        page = PublicPage(sent.channel_id, sent.message_id, delivery.server_id)
        yield from keep_page(page, page_from_json(delivery.content).story_id, engine.now())
    serial = yield from serials.lock_serial(delivery.cause_id)
    if serial is None:
        return
    if delivery.id == serial.delivery_id:
        serial = replace(serial, shown=serial.place, delivery_id=None)
        if serial.place is None and serial.state is SerialState.RUNNING:
            entry = yield from stories.get_entry(serial.story_id)
            if entry is not None:
                serial = yield from run_out(engine, serial, entry)
    else:
        shown = yield from _current(serial, place_from_json(delivery.content["until"]))
        # A step of a post that was given up in the meantime: the next one begins after it.
        serial = replace(serial, shown=shown, place=serial.place if serial.posting else shown)
    yield from serials.save_serial(serial)


def _current(serial: Serial, place: Position | None) -> Work[Position | None]:
    """A place as it was when the post was decided, in the edition that the serial is at now."""
    if place is None or place.edition_id == serial.edition_id:
        return place
    found = yield from places.find_following(place)
    return None if found is None else found.position


SERIALS = Cause(
    name=CAUSE,
    compose=_compose,
    refused=_refused,
    sent=_sent,
    decide=decide,
    next_decision=next_decision,
)
