"""All that exists in the stand-in: servers, channels, threads, users and every message, in the order it came to be.

Tests build the world and ask it; the routes change it as the bot's requests are carried out. Whatever changes is
announced through the gateway.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable
from datetime import UTC, datetime
from typing import Any

from tests.wire import payloads
from tests.wire.permissions import EVERYTHING, READ, WRITE, Overwrite, permissions_of
from tests.wire.refusals import refusal
from tests.wire.things import Channel, Guild, Kind, Message, Role, User

EPOCH_MS = 1_420_070_400_000


class World:
    """The record of truth. `now` is the stand-in's clock, of which ids are made too."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.now = now
        self.announce: Callable[[str, dict[str, Any]], None] = lambda _event, _data: None
        self._last_id = 0
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self._dms: dict[int, Channel] = {}
        self.bot = self.add_user("cliffhanger", bot=True)

    def new_id(self) -> int:
        """A snowflake: of now, and larger than every one before."""
        now = int(self.now().timestamp() * 1000) - EPOCH_MS
        self._last_id = max(self._last_id + 1, now << 22)
        return self._last_id

    # --- what tests put there -------------------------------------------------------------------------------------

    def add_user(self, name: str, *, bot: bool = False) -> User:
        user = User(self.new_id(), name, bot)
        self.users[user.id] = user
        return user

    def add_guild(self, name: str = "Harbour", *, permissions: int = READ | WRITE) -> Guild:
        """A server that has the bot in it, with these permissions by a role of its own."""
        owner = self.add_user(f"owner of {name}")
        guild_id = self.new_id()
        everyone, own = Role(guild_id, "@everyone"), Role(self.new_id(), "cliffhanger", permissions, 1)
        guild = Guild(guild_id, name, owner.id, {everyone.id: everyone, own.id: own})
        guild.members = {owner.id: [], self.bot.id: [own.id]}
        self.guilds[guild_id] = guild
        told = payloads.guild(guild, self.bot)
        del told["unavailable"]  # by which discord.py tells a server it joins from one that it knew before
        self.announce("GUILD_CREATE", told)
        return guild

    def add_member(self, guild: Guild, user: User | str) -> User:
        """Lets somebody join a server."""
        user = self.add_user(user) if isinstance(user, str) else user
        guild.members[user.id] = []
        return user

    def add_channel(
        self, guild: Guild, name: str, kind: Kind = Kind.TEXT, *, nsfw: bool = False, tags: tuple[str, ...] = ()
    ) -> Channel:
        channel = Channel(self.new_id(), kind, name, guild, nsfw=nsfw, tags={self.new_id(): tag for tag in tags})
        self.keep_channel(channel)
        self.announce("CHANNEL_CREATE", payloads.channel(channel))
        return channel

    def add_thread(self, parent: Channel, name: str) -> Channel:
        """A thread of the bot's own, or of a forum a post without a word."""
        thread = Channel(self.new_id(), Kind.THREAD, name, parent.guild, parent, self.bot)
        self.keep_channel(thread)
        self.announce("THREAD_CREATE", payloads.channel(thread))
        return thread

    def add_message(self, channel: Channel, author: User, content: str) -> Message:
        """Somebody else's message."""
        return self.keep_message(Message(self.new_id(), channel, author, self.now(), content))

    def open_dm(self, user: User) -> Channel:
        """The DM with somebody, new or not."""
        if user.id not in self._dms:
            self._dms[user.id] = self.keep_channel(Channel(self.new_id(), Kind.DM, recipient=user))
        return self._dms[user.id]

    def set_overwrite(self, channel: Channel, target: Role | User | Guild, *, allow: int = 0, deny: int = 0) -> None:
        """Changes what a channel allows and denies to a role, a member, or (by the guild) everyone."""
        channel.overwrites[target.id] = Overwrite(allow, deny, isinstance(target, User))
        self.announce("CHANNEL_UPDATE", payloads.channel(channel))

    def set_archived(self, thread: Channel, *, archived: bool = True, locked: bool = False) -> None:
        thread.archived, thread.locked, thread.archived_at = archived, locked, self.now()
        self.announce("THREAD_UPDATE", payloads.channel(thread))

    def close_dms(self, user: User, code: int = 50007, *, opening: bool = False) -> None:
        """Has every DM to somebody refused from now on; with `opening`, opening a new one too (400, as since 2020)."""
        user.refuses, user.unreachable = refusal(code), opening

    def accept_dms(self, user: User) -> None:
        user.refuses, user.unreachable = None, False

    def remove_member(self, guild: Guild, user: User) -> None:
        """Somebody leaves a server, or the bot is thrown out of it."""
        del guild.members[user.id]
        if user is self.bot:
            self.announce("GUILD_DELETE", {"id": str(guild.id)})

    def remove_channel(self, channel: Channel) -> None:
        """Deletes a channel with its threads; what was posted there stays on record in `channel` itself."""
        assert channel.guild is not None
        for one in [c for c in channel.guild.channels.values() if c is channel or c.parent is channel]:
            del channel.guild.channels[one.id], self.channels[one.id]
        self.announce("THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE", payloads.channel(channel))

    # --- what tests and routes ask --------------------------------------------------------------------------------

    def messages(self, channel: Channel | None = None) -> list[Message]:
        """The messages that exist, oldest first: of one channel, or all."""
        if channel is not None:
            return channel.existing
        found = (message for one in self.channels.values() for message in one.existing)
        return sorted(found, key=lambda message: message.id)

    def repeated(self, key: Callable[[Message], Hashable] | None = None) -> list[list[Message]]:
        """The bot's messages that exist more than once: at one place with the same words and custom_ids, or by `key`."""
        key = key or (lambda message: (message.place, message.text, *message.custom_ids))
        groups: dict[Hashable, list[Message]] = {}
        for message in self.messages():
            if message.author is self.bot:
                groups.setdefault(key(message), []).append(message)
        return [group for group in groups.values() if len(group) > 1]

    def marked(self, marker: str) -> list[Message]:
        """The messages that exist and have `marker` in a custom_id."""
        return [one for one in self.messages() if any(marker in custom_id for custom_id in one.custom_ids)]

    def nonces(self) -> Counter[str]:
        """How many messages, deleted ones too, came to be under each nonce."""
        every = (message for channel in self.channels.values() for message in channel.messages.values())
        return Counter(message.nonce for message in every if message.nonce is not None)

    def dm(self, user: User) -> Channel | None:
        """The DM with somebody, if there is one."""
        return self._dms.get(user.id)

    def threads(self, parent: Channel) -> list[Channel]:
        return [channel for channel in self.channels.values() if channel.parent is parent]

    def permissions(self, channel: Channel, user: User) -> int:
        """The bits somebody has in a channel."""
        return permissions_of(channel.guild, user.id, channel) if channel.guild else EVERYTHING

    def may(self, channel: Channel, permission: int, user: User | None = None) -> bool:
        """Whether somebody (the bot) has all these permissions in a channel."""
        return self.permissions(channel, user or self.bot) & permission == permission

    # --- what routes do -------------------------------------------------------------------------------------------

    def keep_channel(self, channel: Channel) -> Channel:
        self.channels[channel.id] = channel
        if channel.guild is not None:
            channel.guild.channels[channel.id] = channel
        return channel

    def keep_message(self, message: Message) -> Message:
        """Puts a message where everybody sees it; posting wakes an archived thread."""
        message.channel.messages[message.id] = message
        if message.channel.archived:
            self.set_archived(message.channel, archived=False)
        return message
