"""Planning a serial and starting it: what a start would do, what stands in its way, and the start itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from bot.cadence import Kind, last_slot, read_cadence, slots, to_text
from bot.db import parts, readers, serials, servers, stories
from bot.errors import LimitError, NotFoundError, SerialError
from bot.models import Gate, Position
from bot.serials import FEWEST_WORDS, MOST_WORDS, ChannelKind, Pace, Serial, SerialState
from bot.servers import Feature
from bot.services.rates import Costly
from bot.services.serials.cut import groups
from bot.services.serials.show import get_of_server, view
from bot.services.serials.standing import SLOTS_SHOWN, date_of, dated_slots, is_adult, note, reckon, sight
from bot.services.zones import find_zone
from bot.text import PAGE_LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from bot.cadence import Cadence
    from bot.db import Work
    from bot.errors import CliffhangerError
    from bot.models import LibraryEntry, PartEntry, Visit
    from bot.serials import Channel, SerialView, Wish
    from bot.servers import ServerSettings
    from bot.services.engine import Engine

# A plan that nobody confirms.
DRAFT_KEPT = timedelta(days=1)
# Characters of a word as sent, its space counted in: the messages that a plan tells are about so many.
_SIGNS_A_WORD = 6
_DISCUSSED = frozenset({ChannelKind.TEXT, ChannelKind.NEWS})


@dataclass(frozen=True, slots=True)
class Plan:
    """What a start would do: the first `slots`, the `last` one, how many posts and about how many messages they take.

    `refusals` are what stands in its way, each with its mend; while there are any, `serial` cannot be started. Its id is
    what `start` is to be told.
    """

    serial: Serial
    entry: LibraryEntry
    cadence: Cadence
    slots: tuple[datetime, ...]
    last: datetime | None
    posts: int
    messages: int
    refusals: tuple[CliffhangerError, ...] = ()


async def plan(engine: Engine, visit: Visit, channel: Channel, wish: Wish) -> Plan:
    """What starting a serial so would do; nothing is posted until `start`.

    Raises CadenceError for a schedule that cannot be read or that the story cannot follow, NotFoundError for a story,
    part or time zone that is not there, SerialError for a pace that cannot be read, LimitError where she plans too often.
    """
    engine.rates.use(Costly.SERIAL_START, visit, engine.now())
    return await engine.run(visit, _plan(engine, visit, channel, wish))


async def start(engine: Engine, visit: Visit, serial_id: int, channel: Channel) -> SerialView:
    """The serial of a plan, started. Raises the first refusal there is by now, and NotFoundError for an old plan."""
    started = await engine.run(visit, _start(engine, visit, serial_id, channel))
    engine.bell.ring()
    return started


def _plan(engine: Engine, visit: Visit, channel: Channel, wish: Wish) -> Work[Plan]:
    now = engine.now()
    server = yield from _server(visit)
    entry = yield from _entry(engine, server, wish.story_id)
    cadence = read_cadence(wish.every, wish.at, (yield from _zone(visit, server, wish)), wish.starts, now)
    draft = _draft(visit, server, channel, wish, entry=entry, schedule=to_text(cadence), now=now)
    listed = yield from parts.list_parts(entry.edition_id, wish.from_part, entry.parts)
    if not 1 <= wish.from_part <= entry.parts or not listed:
        raise NotFoundError(
            "There is no part {part}: this story has {parts}.",
            "`/contents` lists them.",
            part=wish.from_part,
            parts=entry.parts,
        )
    refusals = tuple((yield from _refusals(engine, server, draft, entry, channel)))
    yield from serials.forget_drafts(now - DRAFT_KEPT)
    if not refusals:
        draft = replace(draft, id=(yield from serials.add_serial(draft)))
    chapters = yield from parts.list_chapters(entry.edition_id)
    posts = groups(listed, draft.pace, has_chapters=bool(chapters))
    first, last = _slots(draft, cadence, [date_of(post) for post in posts], now)
    return Plan(draft, entry, cadence, first, last, len(posts), sum(map(_messages, listed)), refusals)


def _start(engine: Engine, visit: Visit, serial_id: int, channel: Channel) -> Work[SerialView]:
    now = engine.now()
    server = yield from _server(visit)
    yield from serials.lock_serial(serial_id)
    serial = yield from get_of_server(visit, serial_id, draft=True)
    if serial.state is not SerialState.DRAFT:
        raise SerialError("This serial has been started.", "`/serial show` tells how it stands.")
    if channel.id != serial.channel_id:
        raise NotFoundError("That plan is for another channel.", "Use `/serial start` again.")
    entry = yield from _entry(engine, server, serial.story_id)
    for refusal in (yield from _refusals(engine, server, serial, entry, channel)):
        raise refusal
    started = replace(serial, state=SerialState.RUNNING, created_at=now)
    if started.edition_id != entry.edition_id:
        place = Position(entry.story_id, entry.edition_id, min(serial.place.part if serial.place else 1, entry.parts))
        started = replace(started, edition_id=entry.edition_id, place=place, shown=place)
    started = replace(started, next_slot=(yield from reckon(started, entry, now)))
    yield from serials.save_serial(started)
    yield from note(engine, started, visit.reader.id, "serial-started")
    return (yield from view(engine, started))


# --- what was asked for ---------------------------------------------------------------------------------------------


def read_pace(typed: str) -> Pace:
    """The pace that was typed: `scene`, `chapter`, `~1500`, `1500 words`. Raises SerialError."""
    text = typed.strip().casefold()
    if text in {"scene", "chapter"}:
        return Pace(by_chapter=text == "chapter")
    number = "".join(sign for sign in text if sign.isdecimal() and sign.isascii())
    if number and len(number) < 8 and FEWEST_WORDS <= int(number) <= MOST_WORDS:
        return Pace(words=int(number))
    raise SerialError(
        "I cannot read that pace.",
        "Write `pace:` as `scene`, `chapter` or a number of words from {fewest} to {most}, like `~1500`.",
        fewest=FEWEST_WORDS,
        most=MOST_WORDS,
    )


def _server(visit: Visit) -> Work[ServerSettings]:
    if visit.where.server_id is None:
        raise SerialError("Serials are posted in servers.", "Use this command in a server that I am installed in.")
    return (yield from servers.get_server(visit.where.server_id))


def _entry(engine: Engine, server: ServerSettings, story_id: int) -> Work[LibraryEntry]:
    """A story that its server may have at all; where in it is among the refusals."""
    entry = yield from stories.get_entry(story_id)
    if entry is None or entry.gate is Gate.HELD or not sight(engine, server, adults=True).reaches(entry):
        raise NotFoundError("That story is not in the library here.", "`/library` shows what is.")
    return entry


def _zone(visit: Visit, server: ServerSettings, wish: Wish) -> Work[str]:
    if wish.timezone:
        return find_zone(wish.timezone)
    if server.zone:
        return server.zone
    preferences = yield from readers.get_preferences(visit.reader.id)
    return preferences.zone or "UTC"


def _draft(
    visit: Visit,
    server: ServerSettings,
    channel: Channel,
    wish: Wish,
    *,
    entry: LibraryEntry,
    schedule: str,
    now: datetime,
) -> Serial:
    place = Position(entry.story_id, entry.edition_id, wish.from_part)
    return Serial(
        id=0,
        server_id=server.id,
        channel_id=channel.id,
        channel_kind=channel.kind,
        story_id=entry.story_id,
        state=SerialState.DRAFT,
        schedule=schedule,
        missed=wish.missed,
        pace=read_pace(wish.pace),
        role_id=wish.role_id,
        tags=_tags(wish.tags, channel),
        discuss=wish.discuss,
        locked=wish.locked,
        goes_on=wish.goes_on,
        edition_id=entry.edition_id,
        place=place,
        shown=place,
        next_slot=None,
        fired=None,
        dated=None,
        story_date=None,
        posts=0,
        delivery_id=None,
        started_by=visit.reader.id,
        created_at=now,
        reason=None,
        title=entry.title,
        parts=entry.parts,
    )


def _tags(typed: str | None, channel: Channel) -> tuple[str, ...]:
    """The tags' names as the forum writes them, where it knows them."""
    known = {tag.casefold(): tag for tag in channel.tags}
    wanted = [text.strip() for text in (typed or "").split(",") if text.strip()]
    return tuple(dict.fromkeys(known.get(text.casefold(), text) for text in wanted))


def _slots(
    draft: Serial, cadence: Cadence, dates: Sequence[str | None], now: datetime
) -> tuple[tuple[datetime, ...], datetime | None]:
    if cadence.rhythm.kind is Kind.STORY:
        planned = dated_slots(draft, dates)
        return tuple(dict.fromkeys(planned))[:SLOTS_SHOWN], planned[-1]
    shown = min(SLOTS_SHOWN, len(dates))
    return tuple(islice(slots(cadence, now), shown)), last_slot(cadence, now, len(dates))


def _messages(entry: PartEntry) -> int:
    return max(1, -(-entry.words * _SIGNS_A_WORD // PAGE_LIMIT))


# --- what stands in the way -----------------------------------------------------------------------------------------


def _refusals(
    engine: Engine, server: ServerSettings, serial: Serial, entry: LibraryEntry, channel: Channel
) -> Work[list[CliffhangerError]]:
    refusals: list[CliffhangerError] = [
        *_of_server(server, serial),
        *_of_story(engine, server, entry, channel),
        *_of_channel(serial, channel),
    ]
    if (yield from serials.count_serials(server.id)) >= engine.most_serials:
        refusals.append(
            LimitError(
                "This server has {most} serials, which is the most I can post.",
                "Stop one that is no longer needed: `/serial list` shows them.",
                most=engine.most_serials,
            )
        )
    return refusals


def _of_server(server: ServerSettings, serial: Serial) -> Iterator[CliffhangerError]:
    if Feature.SERIALS not in server.features:
        yield SerialError("Serials are turned off in this server.", "`/server settings` turns them on.")
    if serial.locked and Feature.AHEAD not in server.features:
        yield SerialError("Locking what lies ahead is turned off in this server.", "`/server settings` turns it on.")
    if serial.role_id is not None and Feature.PINGS not in server.features:
        yield SerialError("Pinging roles is turned off in this server.", "`/server settings` turns it on.")


def _of_story(
    engine: Engine, server: ServerSettings, entry: LibraryEntry, channel: Channel
) -> Iterator[CliffhangerError]:
    if not sight(engine, server, adults=True).admits(entry):
        yield SerialError(
            "That story is rated higher than this server allows.", "`/server settings` shows its ceiling."
        )
    elif is_adult(engine, entry) and not channel.age_restricted:
        yield SerialError(
            "That story is for adults, and that channel is not marked as age-restricted.",
            "Mark it in the channel's settings, or choose another channel.",
        )


def _of_channel(serial: Serial, channel: Channel) -> Iterator[CliffhangerError]:
    if channel.missing:
        yield SerialError(
            "I may not post there: I lack {permissions} in <#{channel}>.",
            "Give me that permission in the channel's settings, and try again.",
            permissions=", ".join(channel.missing),
            channel=str(channel.id),
        )
    if channel.closed:
        yield SerialError("That thread is archived or locked.", "Open it again, or choose another channel.")
    if serial.discuss and channel.kind not in _DISCUSSED:
        yield SerialError(
            "Discussion threads can only be made in text and announcement channels.",
            "Leave `discuss:` out: in a thread or a forum people talk below the posts.",
        )
    if channel.kind is not ChannelKind.FORUM:
        if serial.tags:
            yield SerialError("Only posts of a forum have tags.", "Leave `tags:` out, or choose a forum.")
        return
    names = ", ".join(channel.tags)
    if unknown := [tag for tag in serial.tags if tag not in channel.tags]:
        yield SerialError("That forum has no tag “{tag}”.", "It has these: {tags}", tag=unknown[0], tags=names or "–")
    elif channel.tag_required and not serial.tags:
        yield SerialError(
            "That forum wants a tag on each post.", "Choose one with `tags:`, of these: {tags}", tags=names
        )
