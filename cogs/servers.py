"""`/server settings` and the menus, buttons and form that change a server's settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.errors import NotFoundError, NotHereError
from bot.models import RatingLevel
from bot.servers import Feature
from bot.services import servers
from bot.services.zones import local_time
from cogs.ui.actions import IN_SERVERS, INSTALLED, ActionCog, Form, Host, Interaction, Pressed, action
from cogs.ui.language import _
from cogs.ui.replies import answer, require_moderator, where_of
from cogs.ui.servers import settings_card

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from bot.services.servers import ServerView
    from cogs.ui.cards import Card

    Change = Coroutine[Any, Any, ServerView]

_EXAMPLE = "Europe/London"


class Servers(ActionCog):
    """Lets moderators say what the bot does in their server."""

    group = app_commands.Group(
        name="server",
        description="What I do in this server, for its moderators",
        default_permissions=discord.Permissions(manage_guild=True),
        allowed_contexts=IN_SERVERS,
        allowed_installs=INSTALLED,
    )

    @group.command()
    async def settings(self, interaction: Interaction) -> None:
        """See and change this server's settings: rating ceiling, author role, notices, time zone."""
        await self._answer(interaction, servers.get_settings(self.engine, _managed(interaction)))

    @action("server")
    async def show(self, interaction: Interaction, _pressed: Pressed) -> None:
        """The settings again."""
        await self._answer(interaction, servers.get_settings(self.engine, _managed(interaction)))

    @action("setceiling")
    async def set_ceiling(self, interaction: Interaction, pressed: Pressed) -> None:
        """The highest rating that is shown here."""
        server_id, actor_id = _managed(interaction), interaction.user.id
        ceiling = pressed.member(RatingLevel)
        await self._answer(interaction, servers.set_ceiling(self.engine, server_id, actor_id, ceiling))

    @action("setauthors")
    async def set_author_role(self, interaction: Interaction, pressed: Pressed) -> None:
        """The role that may publish here, or none."""
        server_id, actor_id = _managed(interaction), interaction.user.id
        role_id = pressed.chosen_id()
        if role_id is not None and (interaction.guild is None or interaction.guild.get_role(role_id) is None):
            raise NotFoundError("That role is not in this server.", "Choose another.")
        await self._answer(interaction, servers.set_author_role(self.engine, server_id, actor_id, role_id))

    @action("setnoticechannel")
    async def set_notice_channel(self, interaction: Interaction, pressed: Pressed) -> None:
        """The channel that is told what moderators do, or none."""
        server_id, actor_id = _managed(interaction), interaction.user.id
        channel_id = pressed.chosen_id()
        if channel_id is not None:
            _check_channel(interaction, channel_id)
        await self._answer(interaction, servers.set_notice_channel(self.engine, server_id, actor_id, channel_id))

    @action("setserver")
    async def switch(self, interaction: Interaction, pressed: Pressed) -> None:
        """One of the things that are on or off here."""
        server_id, actor_id = _managed(interaction), interaction.user.id
        name, on = pressed.text(0), bool(pressed.number(1))
        if name == "shares":
            change = servers.share_pages(self.engine, server_id, actor_id, shares=on)
        elif name == "commons":
            change = servers.show_commons(self.engine, server_id, actor_id, commons=on)
        elif name in set(Feature):
            change = servers.allow(self.engine, server_id, actor_id, Feature(name), on=on)
        else:
            raise NotFoundError("That button is not one of mine any more.", "`/server settings` shows those of today.")
        await self._answer(interaction, change)

    @action("askserverzone")
    async def ask_zone(self, interaction: Interaction, _pressed: Pressed) -> None:
        """A form that asks for the server's time zone."""
        _managed(interaction)
        field: discord.ui.TextInput[Any] = discord.ui.TextInput(placeholder=_EXAMPLE, required=False, max_length=60)
        question: discord.ui.Label[Any] = discord.ui.Label(text=_("A large city near you"), component=field)
        await interaction.response.send_modal(Form(_("Time zone"), "saveserverzone", questions=[question]))

    @action("saveserverzone")
    async def save_zone(self, interaction: Interaction, pressed: Pressed) -> None:
        """A time zone typed into the form; nothing typed forgets it."""
        server_id, actor_id = _managed(interaction), interaction.user.id
        await self._answer(interaction, servers.set_zone(self.engine, server_id, actor_id, pressed.chosen()))

    async def _answer(self, interaction: Interaction, change: Change) -> None:
        await answer(interaction, self._draw(change))

    async def _draw(self, change: Change) -> Card:
        view = await change
        zone = view.settings.zone
        return settings_card(view, local_time(zone, self.engine.now()) if zone else None)


def _managed(interaction: Interaction) -> int:
    """The server this is about. Raises NotAllowedError unless who acts may manage it, at this very moment."""
    server_id = where_of(interaction).server_id
    if server_id is None:
        raise NotHereError("That is set in a server that I am in.", "Use `/server settings` there.")
    require_moderator(interaction)
    return server_id


def _check_channel(interaction: Interaction, channel_id: int) -> None:
    """Raises NotFoundError for a channel of another server, NotHereError for one the bot cannot write in."""
    guild = interaction.guild
    channel = None if guild is None else guild.get_channel(channel_id)
    if guild is None or channel is None:
        raise NotFoundError("That channel is not in this server, or I cannot see it.", "Choose another.")
    mine = channel.permissions_for(guild.me)
    if not (mine.view_channel and mine.send_messages):
        raise NotHereError("I cannot write in that channel.", "Allow me to view it and to send messages there.")


async def setup(bot: Host) -> None:
    """Loads the cog."""
    await bot.add_cog(Servers(bot))
