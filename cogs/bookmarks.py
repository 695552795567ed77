"""`/bookmark`, a page's Bookmark button, the menu "Bookmark this part", and the bookmarks' own buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.errors import NotFoundError
from bot.messenger import Reason
from bot.models import Surface
from bot.services import bookmark
from cogs.ui.actions import ActionCog, Form, Host, Interaction, Pressed, action, place_of, pressed_on
from cogs.ui.bookmarks import bookmark_card, bookmarks_card, kept_card, removed_card, suggested
from cogs.ui.failures import words_for
from cogs.ui.language import _
from cogs.ui.pages import reading_card
from cogs.ui.replies import answer, closed_dm, visit_of

if TYPE_CHECKING:
    from bot.models import Position
    from cogs.ui.cards import Card

MENU = "Bookmark this part"
# A bookmark is set at once; so long is waited for its way into the DMs, to tell whether these are closed.
_PATIENCE_SECONDS = 5.0


class Bookmarks(ActionCog):
    """Keeps places for readers."""

    group = app_commands.Group(name="bookmark", description="Keep places in stories, and find them again")

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.menu = app_commands.ContextMenu(name=MENU, callback=self.bookmark_message)

    @group.command()
    @app_commands.describe(note="A note to yourself")
    async def add(self, interaction: Interaction, note: app_commands.Range[str, 1, 200] | None = None) -> None:
        """Bookmark where you are in the story you read last; the bookmark comes to your DMs."""
        await answer(interaction, self._keep(interaction, None, note), beside=True)

    @action("bookmark")
    async def bookmark_page(self, interaction: Interaction, pressed: Pressed) -> None:
        """A bookmark at the page whose button was pressed; the page stays."""
        await answer(interaction, self._keep(interaction, place_of(pressed)), beside=True)

    async def bookmark_message(self, interaction: Interaction, message: discord.Message) -> None:
        """A bookmark at the page under the pointer, if it is one of ours."""
        await answer(interaction, self._keep_message(interaction, message), beside=True)

    async def _keep_message(self, interaction: Interaction, message: discord.Message) -> Card:
        found = pressed_on(message, "bookmark") if message.author == interaction.client.user else None
        if found is None:
            raise NotFoundError("That message is not a page of a story.", "Choose this on a page that I sent.")
        return await self._keep(interaction, place_of(found))

    async def _keep(self, interaction: Interaction, place: Position | None, note: str | None = None) -> Card:
        visit = visit_of(interaction)
        kept = await bookmark.keep(self.engine, visit, note, place)
        if visit.where.surface is Surface.BOT_DM:
            return bookmark_card(kept.view)
        if kept.delivery is not None:
            ended = await self.host.dispatcher.outcome(kept.delivery, _PATIENCE_SECONDS)
            if ended and ended.reason == Reason.DM_CLOSED:
                return bookmark_card(kept.view, above=_("Your bookmark is set.") + "\n" + words_for(closed_dm()))
        return kept_card(kept.view, new=kept.new)

    @group.command(name="list")
    async def show_all(self, interaction: Interaction) -> None:
        """See your bookmarks."""
        await answer(interaction, self._page(interaction, 1))

    @action("marks")
    async def bookmarks_page(self, interaction: Interaction, pressed: Pressed) -> None:
        """Another page of her bookmarks."""
        await answer(interaction, self._page(interaction, pressed.number(0)))

    async def _page(self, interaction: Interaction, number: int) -> Card:
        return bookmarks_card(await bookmark.list_page(self.engine, visit_of(interaction), number))

    @action("showmark")
    async def show_one(self, interaction: Interaction, pressed: Pressed) -> None:
        """A bookmark chosen in the list."""
        await answer(interaction, self._show(interaction, pressed.chosen_number()))

    async def _show(self, interaction: Interaction, bookmark_id: int) -> Card:
        return bookmark_card(await bookmark.look(self.engine, visit_of(interaction), bookmark_id))

    @action("mark")
    async def resume(self, interaction: Interaction, pressed: Pressed) -> None:
        """The page at a bookmark; the bookmark's card stays."""
        await answer(interaction, self._resume(interaction, pressed.number(0)), beside=True)

    async def _resume(self, interaction: Interaction, bookmark_id: int) -> Card:
        return reading_card(await bookmark.resume(self.engine, visit_of(interaction), bookmark_id))

    @action("asknote")
    async def ask_note(self, interaction: Interaction, pressed: Pressed) -> None:
        """A form for a bookmark's note, filled with the one it has."""
        view = await bookmark.look(self.engine, visit_of(interaction), pressed.number(0))
        field: discord.ui.TextInput[Any] = discord.ui.TextInput(
            default=view.note, required=False, max_length=bookmark.LONGEST_NOTE, style=discord.TextStyle.paragraph
        )
        question: discord.ui.Label[Any] = discord.ui.Label(text=_("Your note"), component=field)
        await interaction.response.send_modal(Form(_("Bookmark"), "savenote", view.id, questions=[question]))

    @action("savenote")
    async def save_note(self, interaction: Interaction, pressed: Pressed) -> None:
        """A note typed into the form."""
        await answer(interaction, self._save_note(interaction, pressed))

    async def _save_note(self, interaction: Interaction, pressed: Pressed) -> Card:
        visit = visit_of(interaction)
        return bookmark_card(await bookmark.set_note(self.engine, visit, pressed.number(0), pressed.chosen()))

    @group.command()
    @app_commands.describe(bookmark="The bookmark to delete")
    async def remove(self, interaction: Interaction, bookmark: app_commands.Range[str, 1, 100]) -> None:
        """Delete a bookmark."""
        await answer(interaction, self._remove(interaction, int(bookmark) if bookmark.isdecimal() else 0))

    @remove.autocomplete("bookmark")
    async def suggest(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Her bookmarks that fit what was typed so far."""
        found = await bookmark.suggest(self.engine, visit_of(interaction), current)
        return [app_commands.Choice(name=suggested(view), value=str(view.id)) for view in found]

    @action("unmark")
    async def delete(self, interaction: Interaction, pressed: Pressed) -> None:
        """Deletes the bookmark whose button was pressed."""
        await answer(interaction, self._remove(interaction, pressed.number(0)))

    async def _remove(self, interaction: Interaction, bookmark_id: int) -> Card:
        await bookmark.remove(self.engine, visit_of(interaction), bookmark_id)
        return removed_card()


async def setup(bot: Host) -> None:
    """Loads the cog."""
    await bot.add_cog(Bookmarks(bot))
