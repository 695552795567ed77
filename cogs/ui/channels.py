"""A channel that a serial is to be posted in, as the engine asks for it: its kind, its tags, and what the bot lacks there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.errors import NotFoundError
from bot.serials import Channel, ChannelKind
from cogs.ui.language import _

if TYPE_CHECKING:
    from cogs.ui.replies import Interaction

_KINDS = {
    discord.ChannelType.text: ChannelKind.TEXT,
    discord.ChannelType.news: ChannelKind.NEWS,
    discord.ChannelType.public_thread: ChannelKind.THREAD,
    discord.ChannelType.private_thread: ChannelKind.THREAD,
    discord.ChannelType.news_thread: ChannelKind.THREAD,
    discord.ChannelType.forum: ChannelKind.FORUM,
}


class PostingPlace(app_commands.Transformer):
    """The option for a channel that a serial can be posted in; what the command gets is its id."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """A channel."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """Those Discord offers."""
        return list(_KINDS)

    async def transform(self, _interaction: Interaction, value: Any, /) -> int:
        """Its id, for `channel_of`."""
        return int(value.id)


async def channel_of(interaction: Interaction, channel_id: int, *, discuss: bool, role_id: int | None) -> Channel:
    """The channel as it is at this moment. Raises NotFoundError for one that is not in this server, or not to be posted in.

    `discuss` and `role_id` add the permissions that threads and pings need.
    """
    guild = interaction.guild
    found = None if guild is None else await _find(guild, channel_id)
    if guild is None or found is None or found.type not in _KINDS:
        raise NotFoundError(
            "That channel is not in this server, or I cannot see it.", "Choose another, or allow me to view it."
        )
    role = None
    if role_id is not None:
        role = guild.get_role(role_id)
        if role is None or role.is_default():
            raise NotFoundError("I cannot ping that role.", "Choose another, or leave `role:` out.")
    kind, thread = _KINDS[found.type], isinstance(found, discord.Thread)
    tags = found.available_tags if isinstance(found, discord.ForumChannel) else ()
    return Channel(
        id=channel_id,
        kind=kind,
        # A thread asks its parent; of one whose parent is not known nothing is known.
        age_restricted=found.is_nsfw(),
        missing=tuple(_missing(guild, found, kind, discuss=discuss, role=role)),
        closed=thread and (found.archived or found.locked),
        tags=tuple(tag.name for tag in tags),
        tag_required=isinstance(found, discord.ForumChannel) and found.flags.require_tag,
    )


def channel_name(interaction: Interaction, channel_id: int) -> str:
    """Its name where it is known, "#library", for lists and menus that show no mentions."""
    found = None if interaction.guild is None else interaction.guild.get_channel_or_thread(channel_id)
    return f"#{found.name}" if found is not None else _("a channel I cannot see")


async def _find(guild: discord.Guild, channel_id: int) -> Any:
    """A channel or thread of this server; threads that are archived are not known before they are asked for."""
    found = guild.get_channel_or_thread(channel_id)
    if found is not None:
        return found
    try:
        return await guild.fetch_channel(channel_id)
    except (discord.HTTPException, discord.InvalidData):
        return None


def _missing(
    guild: discord.Guild, channel: Any, kind: ChannelKind, *, discuss: bool, role: discord.Role | None
) -> list[str]:
    """The permissions that are needed and not there, named as Discord names them in its settings."""
    try:
        mine = channel.permissions_for(guild.me)
    except discord.ClientException:  # a thread whose parent is not known
        return [_("View Channel")]
    needed = {_("View Channel"): mine.view_channel}
    if kind is ChannelKind.FORUM:
        needed[_("Create Posts")] = mine.send_messages
    elif kind is not ChannelKind.THREAD:
        needed[_("Send Messages")] = mine.send_messages
    if kind in {ChannelKind.FORUM, ChannelKind.THREAD}:
        needed[_("Send Messages in Threads")] = mine.send_messages_in_threads
    needed[_("Read Message History")] = mine.read_message_history
    if discuss:
        needed[_("Create Public Threads")] = mine.create_public_threads
    if role is not None and not role.mentionable:
        needed[_("Mention @everyone, @here and All Roles")] = mine.mention_everyone
    return [name for name, there in needed.items() if not there]
