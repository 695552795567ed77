"""A server's settings: each changed alone, so that no change loses another, and written down with who changed it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.db import servers
from bot.errors import NotFoundError
from bot.gate import LADDER
from bot.servers import Feature
from bot.services.zones import find_zone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime, timedelta

    from bot.db import Work
    from bot.models import RatingLevel
    from bot.servers import LoggedAction, ServerSettings
    from bot.services.engine import Engine

LOG_SHOWN = 3


@dataclass(frozen=True, slots=True)
class ServerView:
    """What is set for a server, and what moderators did there last, the latest first."""

    settings: ServerSettings
    log: tuple[LoggedAction, ...]


async def get_settings(engine: Engine, server_id: int) -> ServerView:
    """What is set for a server; the defaults where nothing is."""
    return await engine.database.read(_view(server_id))


async def set_ceiling(engine: Engine, server_id: int, actor_id: int, ceiling: RatingLevel) -> ServerView:
    """Show no story there that is rated higher. Raises NotFoundError for what is no step of the scale."""
    if ceiling not in LADDER:
        raise NotFoundError("That is not a rating that a server can stop at.", "`/server settings` lists them.")
    change = servers.set_ceiling(server_id, ceiling)
    return await _change(engine, server_id, actor_id, change, action="ceiling", detail=ceiling.value)


async def set_author_role(engine: Engine, server_id: int, actor_id: int, role_id: int | None) -> ServerView:
    """Let those with a role publish there; None lets nobody but moderators."""
    change = servers.set_author_role(server_id, role_id)
    return await _change(engine, server_id, actor_id, change, action="author_role", detail=str(role_id or ""))


async def set_notice_channel(engine: Engine, server_id: int, actor_id: int, channel_id: int | None) -> ServerView:
    """Tell a channel what moderators do, or none."""
    change = servers.set_notice_channel(server_id, channel_id)
    return await _change(engine, server_id, actor_id, change, action="notice_channel", detail=str(channel_id or ""))


async def set_zone(engine: Engine, server_id: int, actor_id: int, typed: str) -> ServerView:
    """Reckon there in another time zone; blank text forgets it. Raises NotFoundError for a name that no zone has."""
    try:
        zone = find_zone(typed) if typed.strip() else None
    except NotFoundError as unknown:
        raise NotFoundError(unknown.templates[0], "Type a large city with its region, such as Europe/London.") from None
    return await _change(
        engine, server_id, actor_id, servers.set_zone(server_id, zone), action="zone", detail=zone or ""
    )


async def share_pages(engine: Engine, server_id: int, actor_id: int, *, shares: bool) -> ServerView:
    """Show what `/read` serves there to everybody, where its reader chose nothing."""
    change = servers.set_shares(server_id, shares=shares)
    return await _change(engine, server_id, actor_id, change, action="shares", detail=_on(yes=shares))


async def show_commons(engine: Engine, server_id: int, actor_id: int, *, commons: bool) -> ServerView:
    """Show the operator's stories there, or only the server's own."""
    change = servers.set_commons(server_id, commons=commons)
    return await _change(engine, server_id, actor_id, change, action="commons", detail=_on(yes=commons))


async def allow(engine: Engine, server_id: int, actor_id: int, feature: Feature, *, on: bool) -> ServerView:
    """Let serials do something there, or not."""
    change = servers.set_feature(server_id, feature, on=on)
    return await _change(engine, server_id, actor_id, change, action=feature.value, detail=_on(yes=on))


async def join(engine: Engine, server_id: int, locale: str) -> None:
    """Note that the bot is in a server, and its language; what was set there before is valid again."""
    await engine.database.run(servers.keep_servers({server_id: locale}, engine.now()))


async def meet(engine: Engine, present: Mapping[int, str | None], is_mine: Callable[[int], bool]) -> None:
    """Note the servers the bot is in, with their languages (None: Discord has not told yet), and those it was taken out of while it was away.

    `is_mine` tells the servers that this process would have met from those of another's shards.
    """
    await engine.database.run(_meet(present, is_mine, engine.now()))


async def leave(engine: Engine, server_id: int) -> None:
    """Note that the bot is not in a server any more; its stories are seen nowhere from now on."""
    await engine.database.run(servers.leave_server(server_id, engine.now()))


async def erase_left(engine: Engine, kept_for: timedelta) -> list[int]:
    """Erase all that is kept of servers which the bot left longer ago than that; their ids."""
    return await engine.database.run(servers.erase_left(engine.now() - kept_for))


def _meet(present: Mapping[int, str | None], is_mine: Callable[[int], bool], now: datetime) -> Work[None]:
    for server_id, here in (yield from servers.list_known()).items():
        if here and server_id not in present and is_mine(server_id):
            yield from servers.leave_server(server_id, now)
    yield from servers.keep_servers({key: locale for key, locale in present.items() if locale is not None}, now)


async def _change(
    engine: Engine, server_id: int, actor_id: int, change: Work[None], *, action: str, detail: str
) -> ServerView:
    view = await engine.database.run(_changed(server_id, actor_id, change, engine.now(), action=action, detail=detail))
    engine.bell.ring()
    return view


def _changed(
    server_id: int, actor_id: int, change: Work[None], now: datetime, *, action: str, detail: str
) -> Work[ServerView]:
    before = yield from servers.get_server(server_id)
    yield from servers.know_server(server_id, now)
    yield from change
    after = yield from servers.get_server(server_id)
    if after != before:
        yield from servers.note_action(server_id, actor_id, action, detail, now)
    return (yield from _view(server_id))


def _view(server_id: int) -> Work[ServerView]:
    settings = yield from servers.get_server(server_id)
    return ServerView(settings, tuple((yield from servers.list_actions(server_id, LOG_SHOWN))))


def _on(*, yes: bool) -> str:
    return "on" if yes else "off"
