"""Deciding what serials post: for each whose slot has come, the steps of one post, with its place moved on together."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.cadence import Due, Missed, due, from_text, next_slot, story_due
from bot.db import parts, serials, servers, stories
from bot.db.deliveries import add_delivery, drop_cause
from bot.errors import CadenceError
from bot.messenger import StepKind
from bot.serials import ChannelKind, Discussion, Halt, SerialPage, SerialState
from bot.services.serials.content import discussion_to_json, page_to_json
from bot.services.serials.cut import cut_next
from bot.services.serials.standing import (
    CAUSE,
    at_current_edition,
    ending_of,
    halt,
    hindrance,
    is_dated,
    list_dated_slots,
    reckon,
    run_out,
)

if TYPE_CHECKING:
    from datetime import datetime

    from bot.db import Work
    from bot.models import Ending, LibraryEntry
    from bot.serials import Serial
    from bot.services.engine import Engine
    from bot.services.serials.cut import Cutting, Message

_log = logging.getLogger(__name__)
_BATCH = 10
# `bot.cadence.due` is asked about one post at a time.
_PLENTY = 1 << 30


def decide(engine: Engine) -> Work[bool]:
    """Write the steps of serials whose slot has come, ten at most; whether there may be more.

    A serial has one post under way at a time: until that is done its slots wait, and what has passed by then is missed.
    """
    for serial_id in (yield from serials.list_broken(_BATCH)):
        broken = yield from serials.lock_serial(serial_id)
        if broken is not None:
            yield from halt(engine, broken, Halt.FAILED, given_up=True)
    now = engine.now()
    settled = 0
    for serial_id in (yield from serials.list_due(now, _BATCH)):
        settled += yield from _settle(engine, serial_id, now)
    return settled == _BATCH


def next_decision(_engine: Engine) -> Work[datetime | None]:
    """When the next slot of any serial comes."""
    return (yield from serials.next_slot())


def _settle(engine: Engine, serial_id: int, now: datetime) -> Work[bool]:
    """Whether a serial is not due any more."""
    serial = yield from serials.lock_serial(serial_id)
    if serial is None or not _is_due(serial, now):
        return True
    entry = yield from stories.get_entry(serial.story_id)
    reason = hindrance(engine, (yield from servers.get_server(serial.server_id)), entry)
    if reason is not None or entry is None:
        yield from halt(engine, serial, reason or Halt.STORY_GONE, given_up=True)
        return True
    try:
        return (yield from _fire(engine, (yield from at_current_edition(serial, entry)), entry, now))
    except CadenceError:
        yield from halt(engine, serial, Halt.NO_DATES, given_up=True)
    except Exception:  # noqa: BLE001 - logged
        # Whatever one story does to the reckoning, the other serials go on.
        _log.exception("What serial %d posts could not be worked out", serial_id)
        yield from drop_cause(CAUSE, serial_id, Halt.FAILED.value, now)
        yield from halt(engine, serial, Halt.FAILED, given_up=True)
    return True


def _is_due(serial: Serial, now: datetime) -> bool:
    return (
        serial.state is SerialState.RUNNING
        and not serial.posting
        and serial.next_slot is not None
        and serial.next_slot <= now
    )


def _fire(engine: Engine, serial: Serial, entry: LibraryEntry, now: datetime) -> Work[bool]:
    if serial.place is None:
        yield from serials.save_serial((yield from run_out(engine, serial, entry)))
        return True
    planned = serial.next_slot
    if planned is None or planned == serials.UNRECKONED:
        yield from serials.save_serial(replace(serial, next_slot=(yield from reckon(serial, entry, now))))
        return True
    found, dated = yield from _due(serial, entry, planned, now)
    moved = replace(serial, fired=found.fired, next_slot=found.next_slot)
    if not found.posts:
        yield from serials.save_serial(moved)
        return True
    if (yield from write_post(engine, replace(moved, dated=dated), entry)) is not None:
        return True
    if (yield from parts.current_edition(entry.story_id)) == entry.edition_id:
        raise LookupError(f"story {entry.story_id} has no text where its serial is")
    return False  # an edition came in the middle: the next round goes by that


def _due(serial: Serial, entry: LibraryEntry, planned: datetime, now: datetime) -> Work[tuple[Due, datetime | None]]:
    """What is due, one post at most; for a schedule by story dates, with the slot that it comes of."""
    cadence, missed, fired = from_text(serial.schedule), serial.missed, serial.fired
    if is_dated(serial):
        left = yield from list_dated_slots(serial, entry)
        found = story_due(cadence, left, planned, now, missed, fired=fired)
        if found.posts > 1:
            # Those that come together follow as soon as this one is done.
            found = Due(1, fired, planned)
        return found, left[0] if found.posts else serial.dated
    if missed is not Missed.ALL:
        return due(cadence, planned, now, missed, left=_PLENTY, fired=fired), None
    if fired is not None and planned <= fired:
        planned = next_slot(cadence, fired)
    return (Due(1, planned, next_slot(cadence, planned)) if planned <= now else Due(0, fired, planned)), None


# --- one post -------------------------------------------------------------------------------------------------------


def write_post(engine: Engine, serial: Serial, entry: LibraryEntry) -> Work[Serial | None]:
    """The serial with its next post decided and kept; None, and nothing done, where there is none just now.

    `serial` is already at the slot that comes after this post.
    """
    cutting = None if serial.place is None else (yield from cut_next(entry, serial.place, serial.pace))
    if cutting is None:
        return None
    if not cutting.messages:
        over = yield from run_out(engine, replace(serial, place=None, shown=None), entry)
        yield from serials.save_serial(over)
        return over
    until = cutting.messages[-1].until
    ending = None if until is not None else (yield from ending_of(engine, serial, entry))
    serial = replace(
        serial,
        place=until,
        posts=serial.posts + 1,
        story_date=cutting.date or serial.story_date,
    )
    last = yield from _add_steps(serial, entry, cutting, ending, engine.now())
    decided = replace(serial, delivery_id=last)
    yield from serials.save_serial(decided)
    return decided


def _add_steps(
    serial: Serial, entry: LibraryEntry, cutting: Cutting, ending: Ending | None, now: datetime
) -> Work[int | None]:
    """The last of the steps that a post takes, each waiting for the one before."""
    forum = serial.channel_kind is ChannelKind.FORUM
    discuss = serial.discuss and serial.channel_kind in {ChannelKind.TEXT, ChannelKind.NEWS}
    opening: int | None = None
    last: int | None = None
    for number, message in enumerate(cutting.messages, start=1):
        page = _page(serial, entry, cutting, number, ending=ending, now=now)
        in_post = forum and opening is not None
        added = yield from add_delivery(
            f"{CAUSE}:{serial.id}:{serial.posts}:{number}",
            CAUSE,
            serial.id,
            StepKind.FORUM_POST if forum and opening is None else StepKind.MESSAGE,
            page_to_json(page, message.until, last=page.is_last and not discuss),
            due=now,
            now=now,
            target=None if in_post else serial.channel_id,
            server_id=serial.server_id,
            within=opening if in_post else None,
            after=last,
        )
        opening, last = opening or added, added or last
    if discuss and opening is not None:
        added = yield from add_delivery(
            f"{CAUSE}:{serial.id}:{serial.posts}:thread",
            CAUSE,
            serial.id,
            StepKind.THREAD,
            discussion_to_json(_discussion(serial, entry, cutting), cutting.messages[-1].until),
            due=now,
            now=now,
            server_id=serial.server_id,
            within=opening,
            after=last,
        )
        last = added or last
    return last


def _page(
    serial: Serial, entry: LibraryEntry, cutting: Cutting, number: int, *, ending: Ending | None, now: datetime
) -> SerialPage:
    message: Message = cutting.messages[number - 1]
    is_first, is_last = number == 1, number == len(cutting.messages)
    ending = ending if is_last else None
    goes_on = serial.goes_on and ending is not None and bool(ending.sequel and ending.sequel.story_id)
    coming = serial.next_slot if serial.next_slot is not None and serial.next_slot > now else None
    return SerialPage(
        serial_id=serial.id,
        story_id=entry.story_id,
        post=serial.posts,
        page=number,
        pages=len(cutting.messages),
        title=entry.title,
        author=entry.author,
        rating=entry.rating,
        warnings=entry.warnings,
        first_part=message.sections[0].part,
        last_part=message.sections[-1].part,
        parts=entry.parts,
        place=message.place,
        sections=message.sections,
        role_id=serial.role_id if is_first else None,
        tags=serial.tags if is_first else (),
        ending=ending,
        goes_on=goes_on,
        waits=ending is not None and ending.unfinished,
        coming=coming if is_last and (ending is None or goes_on) else None,
    )


def _discussion(serial: Serial, entry: LibraryEntry, cutting: Cutting) -> Discussion:
    first, last = cutting.messages[0].sections[0], cutting.messages[-1].sections[-1]
    return Discussion(serial.id, entry.story_id, entry.title, first.part, last.part, first.chapter_title)
