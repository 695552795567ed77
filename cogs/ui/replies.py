"""Answering: who asks from where, and a card shown in the right way, in time, to the right eyes."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import discord

from bot.db.posted import PublicPage
from bot.errors import ClosedDmError, NotAllowedError
from bot.models import Reader, Surface, Visit, Where
from bot.services import removal
from cogs.ui.language import _, publicly

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from cogs.ui.cards import Card

# Discord waits three seconds for a first answer; what takes longer than this is deferred.
PATIENCE_SECONDS = 1.5

Interaction = discord.Interaction[Any]


def reader_of(interaction: Interaction) -> Reader:
    """Who used the command or pressed the button."""
    return Reader(interaction.user.id, str(interaction.locale))


def visit_of(interaction: Interaction) -> Visit:
    """Who asks, and from where."""
    return Visit(reader_of(interaction), where_of(interaction), moderator=interaction.permissions.manage_guild)


def require_moderator(interaction: Interaction) -> None:
    """Raises NotAllowedError unless whoever acts may manage this server, at this very moment."""
    if not interaction.permissions.manage_guild:
        raise NotAllowedError("Only those who may manage this server can do that.", "Ask one of its moderators.")


def where_of(interaction: Interaction) -> Where:
    """The place of an interaction; `age_restricted` only where Discord says so of the channel or a thread's parent.

    Its server counts where the bot is installed in it, not where somebody brought the bot along.
    """
    context = interaction.context
    if interaction.guild_id is not None or context.guild:
        channel: Any = interaction.channel
        restricted = bool(channel is not None and hasattr(channel, "is_nsfw") and channel.is_nsfw())
        return Where(Surface.SERVER, age_restricted=restricted, server_id=_server_of(interaction))
    return Where(Surface.BOT_DM if context.dm_channel else Surface.PRIVATE)


def _server_of(interaction: Interaction) -> int | None:
    server_id = interaction.guild_id
    if server_id is None:
        return None
    installed = interaction.is_guild_integration() or interaction.client.get_guild(server_id) is not None
    return server_id if installed else None


async def is_operator(interaction: Interaction) -> bool:
    """Whether whoever asks runs the bot: its owner, or one of the team that Discord knows as such.

    Discord is asked once; where it does not answer, she counts as a reader.
    """
    try:
        return bool(await interaction.client.is_owner(interaction.user))
    except discord.HTTPException:
        return False


async def answer(
    interaction: Interaction, drawing: Coroutine[Any, Any, Card], *, public: bool = False, beside: bool = False
) -> None:
    """Shows the card that `drawing` gives; defers first when that takes long.

    A press on a message that only its reader sees edits that message, unless the answer is to stand `beside` it;
    everything else is a new answer, private in servers and group chats unless `public`. What is public is drawn in the
    server's language.
    """
    hers = _in_place(interaction) and not beside
    in_place = hers and not public
    deferring: list[asyncio.Task[None]] = []
    loop = asyncio.get_running_loop()
    # Nearly every drawing is done long before: a timer that is cancelled costs less than a task to wait for.
    timer = loop.call_later(
        PATIENCE_SECONDS, lambda: deferring.append(loop.create_task(_defer(interaction, in_place=in_place)))
    )
    try:
        with publicly(str(interaction.guild_locale)) if public and interaction.guild_locale else nullcontext():
            card = await drawing
    finally:
        timer.cancel()
        if deferring:
            await deferring[0]
    public = public and not card.private
    message_id = await _show(interaction, card, public=public, in_place=hers and not public)
    if message_id is not None and card.shows is not None:
        await _keep_public(interaction, card.shows, message_id)


def public_message_of(interaction: Interaction) -> int | None:
    """The id of the message that was pressed, where others see it too."""
    message = interaction.message
    return None if message is None or _in_place(interaction) else message.id


async def _keep_public(interaction: Interaction, story_id: int, message_id: int) -> None:
    """Keeps where a page is that others see; her DM with the bot nobody else reads."""
    where = where_of(interaction)
    if where.surface is Surface.BOT_DM or interaction.channel_id is None:
        return
    page = PublicPage(interaction.channel_id, message_id, where.server_id)
    await removal.keep_page(interaction.client.engine, story_id, page)


async def add_aside(interaction: Interaction, card: Card) -> None:
    """Shows one more card to whoever acted, and to nobody else, after the answer."""
    await interaction.followup.send(view=card, ephemeral=True, allowed_mentions=discord.AllowedMentions.none())


def closed_dm() -> ClosedDmError:
    """What a reader is told whose DMs are closed to the bot."""
    return ClosedDmError(
        "I cannot send you a DM: yours are closed to me.",
        "Allow direct messages in this server's privacy settings, or write to me first.",
    )


def _in_place(interaction: Interaction) -> bool:
    """Whether the answer replaces the message that was pressed: only where nobody else reads it."""
    message = interaction.message
    if message is None:
        return False
    return message.flags.ephemeral or where_of(interaction).surface is Surface.BOT_DM


def _ephemeral(interaction: Interaction, *, public: bool) -> bool:
    # In the bot's own DM a page stays, so that it can be scrolled back to; nobody else sees it there.
    return not public and where_of(interaction).surface is not Surface.BOT_DM


async def _defer(interaction: Interaction, *, in_place: bool) -> None:
    """Gains time. Who will see the answer is fixed here, so it is private as long as it may turn out to be."""
    if in_place:
        await interaction.response.defer()
    else:
        await interaction.response.defer(ephemeral=_ephemeral(interaction, public=False), thinking=True)


async def _show(interaction: Interaction, card: Card, *, public: bool, in_place: bool) -> int | None:
    """Shows the card; the id of the message where it is `public`."""
    silent = discord.AllowedMentions.none()
    files = [card.file] if card.file else []
    if interaction.response.is_done() and public:
        # The placeholder is private and stays so; a first follow-up would only fill it.
        await interaction.edit_original_response(content=_("Here it is, for everybody."), allowed_mentions=silent)
        sent = await interaction.followup.send(view=card, ephemeral=False, allowed_mentions=silent, wait=True)
        return sent.id
    if interaction.response.is_done():
        await interaction.edit_original_response(view=card, attachments=files, allowed_mentions=silent)
    elif in_place:
        await interaction.response.edit_message(view=card, allowed_mentions=silent)
    else:
        answered = await interaction.response.send_message(
            view=card, files=files, ephemeral=_ephemeral(interaction, public=public), allowed_mentions=silent
        )
        return answered.message_id if public else None
    return None
