"""Preferring: what a reader chose, and each choice changed alone, so that no change loses another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.db import readers, servers, subscriptions
from bot.errors import NotHereError
from bot.models import Surface
from bot.services.zones import DEFAULT_ZONE, find_zone, next_digest
from bot.text import name_warning

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.db import Work
    from bot.models import PageLength, Preferences, Visit
    from bot.services.engine import Engine

MOST_AVOIDED = 50
LONGEST_TOPIC = 60


@dataclass(frozen=True, slots=True)
class Chosen:
    """A reader's preferences, and whether this is a place where she can confirm that she is an adult."""

    preferences: Preferences
    may_confirm: bool


async def get_preferences(engine: Engine, visit: Visit) -> Chosen:
    """What she chose so far."""
    return _chosen(visit, await engine.database.read(readers.get_preferences(visit.reader.id)))


async def shares_pages(engine: Engine, visit: Visit) -> bool:
    """Whether what `/read` serves is shown to everybody: as she chose, else as the server has it, else not."""
    return await engine.database.read(_shares(visit))


async def share_pages(engine: Engine, visit: Visit, *, shares: bool | None) -> Chosen:
    """Show what `/read` serves to everybody by default, or to her alone, or (None) as each server has it."""
    return await _change(engine, visit, readers.set_shares(visit.reader.id, shares=shares))


async def set_page_length(engine: Engine, visit: Visit, length: PageLength) -> Chosen:
    """Cut her pages to another length."""
    return await _change(engine, visit, readers.set_page_length(visit.reader.id, length))


async def set_zone(engine: Engine, visit: Visit, typed: str) -> Chosen:
    """Reckon in another time zone; blank text forgets it. Raises NotFoundError for a name that no zone has."""
    zone = find_zone(typed) if typed.strip() else None
    return await _change(engine, visit, _set_zone(engine, visit, zone))


async def allow_notices(engine: Engine, visit: Visit, *, notices: bool) -> Chosen:
    """Let the bot write to her by DM of its own accord, or not."""
    return await _change(engine, visit, readers.set_notices(visit.reader.id, notices=notices))


async def name_topics(engine: Engine, visit: Visit, *, named: bool) -> Chosen:
    """Have the topics she avoids named where a page asks first, or not."""
    return await _change(engine, visit, readers.set_names_topics(visit.reader.id, names_topics=named))


async def avoid(engine: Engine, visit: Visit, typed: Iterable[str]) -> Chosen:
    """Add topics, by any of their usual names, to those she avoids; at most 50 are kept."""
    topics = {name for text in typed if (name := name_warning(text[:LONGEST_TOPIC]))}
    return await _change(engine, visit, _avoid(visit.reader.id, topics))


async def choose_avoided(engine: Engine, visit: Visit, offered: Iterable[str], wanted: Iterable[str]) -> Chosen:
    """Of the topics offered, avoid those wanted and no longer the others."""
    return await _change(engine, visit, _choose(visit.reader.id, set(offered), set(wanted)))


async def confirm_adult(engine: Engine, visit: Visit) -> Chosen:
    """Note that she is an adult; raises NotHereError anywhere but in an age-restricted channel.

    Discord itself lets only members who say that they are adults into such a channel.
    """
    if not _may_confirm(visit):
        raise NotHereError(
            "That can only be confirmed in an age-restricted channel of a server.",
            "Open `/preferences` there.",
        )
    return await _change(engine, visit, readers.set_adult(visit.reader.id, engine.now()))


async def withdraw_adult(engine: Engine, visit: Visit) -> Chosen:
    """Take the confirmation back: stories for adults are no longer served in her DMs."""
    return await _change(engine, visit, readers.set_adult(visit.reader.id, None))


def _shares(visit: Visit) -> Work[bool]:
    chosen = (yield from readers.get_preferences(visit.reader.id)).shares
    if chosen is not None:
        return chosen
    return visit.where.server_id is not None and (yield from servers.get_server(visit.where.server_id)).shares


async def _change(engine: Engine, visit: Visit, change: Work[None]) -> Chosen:
    return _chosen(visit, await engine.database.run(_changed(engine, visit, change)))


def _changed(engine: Engine, visit: Visit, change: Work[None]) -> Work[Preferences]:
    yield from readers.keep_reader(visit.reader, engine.now())
    yield from change
    return (yield from readers.get_preferences(visit.reader.id))


def _set_zone(engine: Engine, visit: Visit, zone: str | None) -> Work[None]:
    yield from readers.set_zone(visit.reader.id, zone)
    # Her weekly digests come by its clocks from now on.
    yield from subscriptions.keep_digest_zone(zone or DEFAULT_ZONE, next_digest(zone, engine.now()))


def _avoid(reader_id: int, topics: set[str]) -> Work[None]:
    kept = yield from readers.get_preferences(reader_id)
    room = MOST_AVOIDED - len(kept.avoided)
    yield from readers.avoid(reader_id, sorted(topics - set(kept.avoided))[: max(0, room)])


def _choose(reader_id: int, offered: set[str], wanted: set[str]) -> Work[None]:
    yield from readers.stop_avoiding(reader_id, offered - wanted)
    yield from _avoid(reader_id, offered & wanted)


def _chosen(visit: Visit, preferences: Preferences) -> Chosen:
    return Chosen(preferences, _may_confirm(visit))


def _may_confirm(visit: Visit) -> bool:
    return visit.where.surface is Surface.SERVER and visit.where.age_restricted
