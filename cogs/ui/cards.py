"""The frame of everything the bot shows: a card, made fresh for each answer and never kept in memory."""

from __future__ import annotations

from typing import Any

import discord

from cogs.ui.failures import report

# A warm rust, the colour of the bar beside every card.
ACCENT = discord.Colour(0xB5522B)

# Code points of all texts of a message together (Discord, Components V2).
MESSAGE_LIMIT = 4000

Item = discord.ui.Item[Any]


class Card(discord.ui.LayoutView):
    """A Components V2 message of one container.

    It is finished from the start: its buttons answer by their custom_ids, so discord.py need not keep it. `private`
    cards are shown to whoever asked alone, even where a public answer was asked for. A `file` is sent along; an item
    `discord.ui.File` shows it. `shows` is the story whose text is on it, so that it can be found where others see it.
    """

    def __init__(
        self, *items: Item, private: bool = False, file: discord.File | None = None, shows: int | None = None
    ) -> None:
        super().__init__(timeout=None)
        self.private = private
        self.file = file
        self.shows = shows
        self.add_item(discord.ui.Container(*items, accent_colour=ACCENT))
        self.stop()

    async def on_error(self, interaction: discord.Interaction[Any], error: Exception, _item: Item, /) -> None:
        """Routes a failure inside discord.py's own handling to the one renderer."""
        await report(interaction, error)


def text(content: str) -> discord.ui.TextDisplay[Any]:
    """A block of text, at most 4,000 characters together with the card's others (Discord)."""
    return discord.ui.TextDisplay(content)


def line() -> discord.ui.Separator[Any]:
    """A thin line between blocks."""
    return discord.ui.Separator(visible=True, spacing=discord.SeparatorSpacing.small)


def gap() -> discord.ui.Separator[Any]:
    """Blank space between blocks."""
    return discord.ui.Separator(visible=False, spacing=discord.SeparatorSpacing.large)


def row(*items: Item) -> discord.ui.ActionRow[Any]:
    """A row of one to five buttons, or of one menu."""
    return discord.ui.ActionRow(*items)
