"""Asking whether a reader is still a member of servers whose stories she may then read in her DMs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.db import servers
from bot.models import Surface

if TYPE_CHECKING:
    from bot.models import Visit
    from bot.services.engine import Engine

# Readers asked for lately, so that a page turned in a DM costs nothing more; each is a few dozen bytes.
_MOST_REMEMBERED = 10_000


async def ask_memberships(engine: Engine, visit: Visit) -> None:
    """Before a request in the bot's DM: has Discord asked of every server whose answer is unknown or an hour old.

    A unit of work cannot wait for the network, so this comes before it. Who read in no server's own library costs one
    look into the database an hour.
    """
    if visit.where.surface is not Surface.BOT_DM or engine.messenger is None:
        return
    reader_id, now = visit.reader.id, engine.now()
    if engine.members_known.get(reader_id, now) > now:
        return
    visits = await engine.database.read(servers.list_visits(reader_id))
    oldest = now - servers.MEMBERSHIP_KEPT
    unsure = [server_id for server_id, asked_at in visits.items() if asked_at is None or asked_at <= oldest]
    if unsure:
        answers = await asyncio.gather(*(engine.messenger.is_member(server_id, reader_id) for server_id in unsure))
        kept = servers.keep_memberships(reader_id, list(zip(unsure, answers, strict=True)), now)
        await engine.database.run(kept, durable=False)
    if len(engine.members_known) >= _MOST_REMEMBERED:
        engine.members_known.clear()
    asked = (asked_at for server_id, asked_at in visits.items() if asked_at is not None and server_id not in unsure)
    engine.members_known[reader_id] = min(asked, default=now) + servers.MEMBERSHIP_KEPT
