"""A simulated Discord round a client: SimCord, told the facts that Discord's payloads carry and SimCord's leave out.

Those are a channel's age restriction, the reader's locale, who installed the bot, and in which kind of place a command
was used. SimCord 3.2.1 is pinned exactly, since some of what is wrapped here is not its public interface.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

import discord
from simcord import ChannelHandle, Env, GuildHandle
from simcord import interactions as simcord_interactions
from simcord.backend import Backend, access, serializers
from simcord.backend.models import Channel

from bot.errors import CliffhangerError

SERVER, BOT_DM, PRIVATE = 0, 1, 2
"""Discord's numbers for where an interaction happens (its `context`)."""


@dataclass(slots=True)
class _Facts:
    """What one simulated Discord knows beyond SimCord: channel ids, ids of servers where the bot is not, users' locales."""

    age_restricted: set[int] = field(default_factory=set)
    private: set[int] = field(default_factory=set)
    elsewhere: set[int] = field(default_factory=set)
    locales: dict[int, str] = field(default_factory=dict)

    def of_interaction(self, backend: Backend, guild_id: int | None, channel_id: int, user_id: int) -> dict[str, Any]:
        facts: dict[str, Any] = {"locale": self.locales.get(user_id, "en-US")}
        if guild_id is not None:
            owners = {"0": str(guild_id)}
            facts["guild_locale"] = backend.get_guild(guild_id).preferred_locale
            if guild_id in self.elsewhere:
                owners = {"1": str(user_id)}
                facts["guild"] = {"id": str(guild_id), "locale": facts["guild_locale"], "features": []}
            context = SERVER
        elif channel_id in self.private:
            owners, context = {"1": str(user_id)}, PRIVATE
        else:
            owners, context = {"0": "0"}, BOT_DM
        return facts | {"context": context, "authorizing_integration_owners": owners}


_FACTS: WeakKeyDictionary[Backend, _Facts] = WeakKeyDictionary()


@cache
def _teach_simcord() -> None:
    """Wrap SimCord's payloads, once in this process; an Env that is not ours is served as before."""
    plain_channel = serializers.channel_payload
    plain_interaction = simcord_interactions.base_payload
    plain_access = access.channel_accessible

    def channel_payload(backend: Any, channel: Channel) -> Any:
        payload: Any = plain_channel(backend, channel)
        facts = _FACTS.get(backend)
        # Discord sends no `nsfw` with a thread: the bot has to look at its parent.
        if facts is not None and channel.guild_id is not None and not channel.is_thread:
            payload["nsfw"] = channel.id in facts.age_restricted
        return payload

    def base_payload(backend: Backend, **given: Any) -> Any:
        record, payload = plain_interaction(backend, **given)
        facts = _FACTS.get(backend)
        if facts is not None:
            payload |= facts.of_interaction(backend, given["guild_id"], given["channel_id"], given["user_id"])
        return record, payload

    def channel_accessible(backend: Any, channel_id: int, viewer_id: int, *, history: bool = False) -> bool:
        facts = _FACTS.get(backend)
        if facts is not None and channel_id in facts.private:
            return viewer_id in backend.channels[channel_id].recipient_ids
        return plain_access(backend, channel_id, viewer_id, history=history)

    serializers.channel_payload = channel_payload
    simcord_interactions.base_payload = base_payload
    access.channel_accessible = channel_accessible


class World:
    """One simulated Discord with a bot in it; `env` is SimCord's own handle on it."""

    def __init__(self, env: Env) -> None:
        self.env = env
        self._facts = _FACTS.setdefault(env.backend, _Facts())

    async def restrict(self, channel: ChannelHandle, *, age_restricted: bool = True) -> None:
        """Make a channel age-restricted, or ordinary again; the bot is told as Discord would tell it."""
        change = self._facts.age_restricted.add if age_restricted else self._facts.age_restricted.discard
        change(channel.id)
        self.env.backend.announce_channel_update(channel.id)
        await self.env.settle()

    async def take_out_of(self, guild: GuildHandle) -> None:
        """Take the bot out of a server, where it goes on working for those who installed it for themselves."""
        self._facts.elsewhere.add(guild.id)
        self.env.backend.emit("GUILD_DELETE", {"id": str(guild.id)})
        await self.env.settle()

    def set_locale(self, user_id: int, locale: str) -> None:
        """Let a user's Discord speak another language, such as `de`, from her next interaction on."""
        self._facts.locales[user_id] = locale

    def add_private_channel(self, *user_ids: int) -> ChannelHandle:
        """A DM of people among themselves, where the bot is not: only an app a user installed works there."""
        channel = self.env.backend.create_channel(None, None, type=discord.ChannelType.private.value)
        channel.recipient_ids = list(user_ids)
        self._facts.private.add(channel.id)
        return ChannelHandle(self.env, None, channel)

    def is_private(self, channel: ChannelHandle) -> bool:
        """Whether a channel is one of `add_private_channel`."""
        return channel.id in self._facts.private

    async def restart(self, client: discord.Client) -> None:
        """Close the bot and start `client` in its place; everything at Discord stays."""
        await self.env.bot.close()
        await self.env.restart_bot(client)


def _overlook_answers(env: Env) -> None:
    """Keep an error that the bot expects, and answers in words, from counting as a mistake of the bot's."""
    record = env._record_error  # noqa: SLF001 - SimCord has no public way to judge an error

    def record_mistake(error: BaseException) -> None:
        cause = error.original if isinstance(error, discord.app_commands.CommandInvokeError) else error
        if not isinstance(cause, CliffhangerError):
            record(error)

    env._record_error = record_mistake  # type: ignore[method-assign]  # noqa: SLF001 - as above


@asynccontextmanager
async def simulated_discord(client: discord.Client, *, settle_seconds: float = 5.0) -> AsyncIterator[World]:
    """Start `client` in a simulated Discord of its own, and close both at the end.

    `settle_seconds` is how long the bot may take for one thing asked of it. Errors that the bot did not
    expect (any but a CliffhangerError) are left in `world.env.errors` for the caller to judge. Raises what the client raises while it starts.
    """
    _teach_simcord()
    sharded = isinstance(client, discord.AutoShardedClient)
    env = Env(
        client,
        check_errors=False,
        shard_count=1 if sharded and client.shard_count is None else None,
        settle_timeout=settle_seconds,
    )
    _overlook_answers(env)
    env.backend.bot_user.name = "Cliffhanger"
    try:
        await env.start()
        yield World(env)
    finally:
        await env.bot.close()
        await env.shutdown()
