"""`/withdraw` with its buttons, and a page's Report with its form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.errors import NotHereError
from bot.services import report, withdraw
from cogs.ui.actions import ActionCog, Form, Host, Interaction, Pressed, action
from cogs.ui.language import _
from cogs.ui.replies import answer, is_operator, visit_of
from cogs.ui.withdrawing import (
    ask_card,
    brought_back_card,
    kept_story_card,
    owned_words,
    pick_owned_card,
    reported_card,
    withdrawn_card,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.models import Visit
    from bot.services.withdraw import WithdrawalView
    from cogs.ui.cards import Card

    Verb = Callable[..., Awaitable[WithdrawalView]]


class Withdrawing(ActionCog):
    """Lets authors, moderators and the operator take stories back, and readers say what is wrong with one."""

    @app_commands.command()
    @app_commands.describe(story="A story of yours, or of the server you moderate")
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    @app_commands.allowed_installs(guilds=True, users=False)
    async def withdraw(self, interaction: Interaction, story: app_commands.Range[str, 1, 200]) -> None:
        """Take a story back: nobody can read it any more, its serials stop; undone within 7 days."""
        await answer(interaction, self._named(interaction, story))

    @withdraw.autocomplete("story")
    async def suggest(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        """The stories that whoever types may withdraw or bring back."""
        operator = await is_operator(interaction)
        found = await withdraw.suggest(self.engine, visit_of(interaction), current, operator=operator)
        return [app_commands.Choice(name=owned_words(story), value=str(story.story_id)) for story in found]

    async def _named(self, interaction: Interaction, typed: str) -> Card:
        visit, operator = _here(interaction), await is_operator(interaction)
        found = await withdraw.resolve(self.engine, visit, typed, operator=operator)
        if isinstance(found, list):
            return pick_owned_card(found)
        return await self._do(interaction, withdraw.look, found)

    @action("withdraw")
    async def picked(self, interaction: Interaction, pressed: Pressed) -> None:
        """A story chosen where the title typed fitted several."""
        await answer(interaction, self._do(interaction, withdraw.look, pressed.chosen_number()))

    @action("withdrawal")
    async def show(self, interaction: Interaction, pressed: Pressed) -> None:
        """How a story stands, and what withdrawing it would do."""
        await answer(interaction, self._do(interaction, withdraw.look, pressed.number(0)))

    @action("dowithdraw")
    async def confirm(self, interaction: Interaction, pressed: Pressed) -> None:
        """Withdraws a story."""
        await answer(interaction, self._do(interaction, withdraw.withdraw, pressed.number(0)))

    @action("keepstory")
    async def cancel(self, interaction: Interaction, pressed: Pressed) -> None:
        """Leaves a story as it is."""
        await answer(interaction, self._do(interaction, withdraw.look, pressed.number(0), kept_story_card))

    @action("undowithdraw")
    async def undo(self, interaction: Interaction, pressed: Pressed) -> None:
        """Shows a withdrawn story again."""
        drawing = self._do(interaction, withdraw.bring_back, pressed.number(0), brought_back_card)
        await answer(interaction, drawing)

    @action("unpost")
    async def delete_posted(self, interaction: Interaction, pressed: Pressed) -> None:
        """Begins to delete what was posted of a withdrawn story."""
        await answer(interaction, self._do(interaction, withdraw.remove_posted, pressed.number(0)))

    async def _do(
        self,
        interaction: Interaction,
        verb: Verb,
        story_id: int,
        card: Callable[[WithdrawalView], Card] | None = None,
    ) -> Card:
        operator = await is_operator(interaction)
        view = await verb(self.engine, _here(interaction), story_id, operator=operator)
        draw = card or (withdrawn_card if view.withdrawn else ask_card)
        return draw(view)

    # --- reports ----------------------------------------------------------------------------------------------------

    @action("askreport")
    async def ask_report(self, interaction: Interaction, pressed: Pressed) -> None:
        """A form that asks what is wrong with a page."""
        field: discord.ui.TextInput[Any] = discord.ui.TextInput(
            style=discord.TextStyle.paragraph, min_length=3, max_length=report.LONGEST_REASON
        )
        question: discord.ui.Label[Any] = discord.ui.Label(
            text=_("What is wrong with it?"),
            description=_("Moderators see your name and your words; the author and others do not."),
            component=field,
        )
        fields = [pressed.number(index) for index in range(3)]
        await interaction.response.send_modal(Form(_("Report this page"), "report", *fields, questions=[question]))

    @action("report")
    async def report(self, interaction: Interaction, pressed: Pressed) -> None:
        """What was typed into the form, told to those who can do something about it."""
        await answer(interaction, self._report(interaction, pressed), beside=True)

    async def _report(self, interaction: Interaction, pressed: Pressed) -> Card:
        story_id, part, message_id = (pressed.number(index) for index in range(3))
        message = (interaction.channel_id, message_id) if message_id and interaction.channel_id else None
        complaint = report.Complaint(story_id, part, pressed.chosen(), message)
        return reported_card(await report.report(self.engine, visit_of(interaction), complaint))


def _here(interaction: Interaction) -> Visit:
    """Who asks from where. Raises NotHereError where the bot is not installed."""
    visit = visit_of(interaction)
    if visit.where.server_id is None:
        raise NotHereError("Stories are withdrawn in a server that I am in.", "Use `/withdraw` there.")
    return visit


async def setup(bot: Host) -> None:
    """Loads the cog."""
    await bot.add_cog(Withdrawing(bot))
