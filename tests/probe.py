"""A bot that records the interactions that reach it, for tests of the simulated Discord itself."""

from __future__ import annotations

import logging
import re
from typing import Any, Self

import discord
from discord import app_commands
from discord.ext import commands

from bot.config import Settings
from bot.errors import CliffhangerError, NotFoundError

_log = logging.getLogger(__name__)


class Turn(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"turn:(?P<page>\d+)"):
    """A Next button."""

    def __init__(self, page: int) -> None:
        self.page = page
        super().__init__(discord.ui.Button(label="Next", custom_id=f"turn:{page}"))

    @classmethod
    async def from_custom_id(cls, _interaction: Any, _item: Any, match: re.Match[str], /) -> Self:
        return cls(int(match["page"]))

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.edit_message(view=_page(self.page), allowed_mentions=discord.AllowedMentions.none())


def _page(number: int) -> discord.ui.LayoutView:
    view = discord.ui.LayoutView(timeout=None)
    text: discord.ui.TextDisplay[Any] = discord.ui.TextDisplay(f"Page {number}")
    view.add_item(discord.ui.Container(text, discord.ui.ActionRow(Turn(number + 1))))
    return view


class Tree(app_commands.CommandTree[Any]):
    """Answers what was expected, and is silent otherwise."""

    async def on_error(self, interaction: discord.Interaction, error: app_commands.AppCommandError, /) -> None:
        cause = getattr(error, "original", error)
        if isinstance(cause, CliffhangerError):
            await interaction.response.send_message(cause.sentence, ephemeral=True)


class Probe(commands.AutoShardedBot):
    """Its `/probe` shows page 1, or fails as asked: `expected`, `unexpected`, `logged` or `silent`."""

    def __init__(self, _settings: Settings | None = None) -> None:
        super().__init__(
            commands.when_mentioned,
            tree_cls=Tree,
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        self.seen: list[discord.Interaction] = []

    async def setup_hook(self) -> None:
        self.add_dynamic_items(Turn)

        @self.tree.command(name="probe", description="Shows a page.")
        async def probe(interaction: discord.Interaction, fail: str | None = None, *, share: bool = False) -> None:
            self.seen.append(interaction)
            if fail == "expected":
                raise NotFoundError("There is no such page.")
            if fail == "unexpected":
                raise RuntimeError("broken")
            if fail == "logged":
                _log.error("something went wrong")
            if fail != "silent":
                await interaction.response.send_message(view=_page(1), ephemeral=not share)

        @probe.autocomplete("fail")
        async def complete(_interaction: Any, typed: str) -> list[app_commands.Choice[str]]:
            return [app_commands.Choice(name=typed.title(), value=typed)]

        await self.tree.sync()
