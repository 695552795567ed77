"""`/preferences` and the menus, buttons and forms that change them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.models import PageLength
from bot.services import prefer
from bot.services.zones import local_time, suggest_zones
from cogs.ui.actions import ActionCog, Form, Host, Interaction, Pressed, action
from cogs.ui.language import _
from cogs.ui.preferences import preferences_card, topics_card
from cogs.ui.replies import answer, visit_of
from cogs.ui.words import topic_asked

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from bot.services.prefer import Chosen
    from cogs.ui.cards import Card


class Preferences(ActionCog):
    """Lets readers say how they want to read."""

    @app_commands.command()
    @app_commands.describe(timezone="A large city near you, for times and weekly digests")
    async def preferences(
        self, interaction: Interaction, timezone: app_commands.Range[str, 1, 60] | None = None
    ) -> None:
        """See and change how you read: page length, topics you avoid, who sees your pages."""
        visit = visit_of(interaction)
        change = prefer.get_preferences(self.engine, visit)
        if timezone is not None:
            change.close()
            change = prefer.set_zone(self.engine, visit, timezone)
        await answer(interaction, self._draw(change))

    @preferences.autocomplete("timezone")
    async def suggest_zone(self, _interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Zones that fit what was typed so far, with the time it is there."""
        now = self.engine.now()
        return [
            app_commands.Choice(name=f"{zone} · {local_time(zone, now):%H:%M}", value=zone)
            for zone in suggest_zones(current)
        ]

    @action("preferences")
    async def show(self, interaction: Interaction, _pressed: Pressed) -> None:
        """All preferences."""
        await answer(interaction, self._draw(prefer.get_preferences(self.engine, visit_of(interaction))))

    @action("setshares")
    async def set_shares(self, interaction: Interaction, pressed: Pressed) -> None:
        """Who sees the pages she opens in servers."""
        shares = {"0": False, "1": True}.get(pressed.chosen())
        await answer(interaction, self._draw(prefer.share_pages(self.engine, visit_of(interaction), shares=shares)))

    @action("setlength")
    async def set_length(self, interaction: Interaction, pressed: Pressed) -> None:
        """How long her pages are."""
        change = prefer.set_page_length(self.engine, visit_of(interaction), pressed.member(PageLength))
        await answer(interaction, self._draw(change))

    @action("setnotices")
    async def set_notices(self, interaction: Interaction, pressed: Pressed) -> None:
        """Whether the bot may write to her of its own accord."""
        notices = bool(pressed.number(0))
        await answer(interaction, self._draw(prefer.allow_notices(self.engine, visit_of(interaction), notices=notices)))

    @action("nametopics")
    async def name_topics(self, interaction: Interaction, pressed: Pressed) -> None:
        """Whether a page that asks first names the topic."""
        named = bool(pressed.number(0))
        await answer(interaction, self._draw(prefer.name_topics(self.engine, visit_of(interaction), named=named)))

    @action("setadult")
    async def set_adult(self, interaction: Interaction, pressed: Pressed) -> None:
        """Confirms that she is an adult, where that can be done, or takes it back."""
        change = prefer.confirm_adult if pressed.number(0) else prefer.withdraw_adult
        await answer(interaction, self._draw(change(self.engine, visit_of(interaction))))

    @action("askzone")
    async def ask_zone(self, interaction: Interaction, _pressed: Pressed) -> None:
        """A form that asks for a time zone."""
        question = _question(_("A large city near you"), "Europe/London", required=False)
        await interaction.response.send_modal(Form(_("Time zone"), "savezone", questions=[question]))

    @action("savezone")
    async def save_zone(self, interaction: Interaction, pressed: Pressed) -> None:
        """A time zone typed into the form; nothing typed forgets it."""
        await answer(interaction, self._draw(prefer.set_zone(self.engine, visit_of(interaction), pressed.chosen())))

    @action("topics")
    async def topics(self, interaction: Interaction, _pressed: Pressed) -> None:
        """The topics she avoids."""
        await answer(interaction, self._draw_topics(prefer.get_preferences(self.engine, visit_of(interaction))))

    @action("settopics")
    async def set_topics(self, interaction: Interaction, pressed: Pressed) -> None:
        """Those of one menu's topics that are chosen are avoided, the others of that menu are not."""
        change = prefer.choose_avoided(self.engine, visit_of(interaction), pressed.offered, pressed.values)
        await answer(interaction, self._draw_topics(change))

    @action("dropown")
    async def drop_own(self, interaction: Interaction, pressed: Pressed) -> None:
        """Topics of her own words that she does not avoid any more."""
        change = prefer.choose_avoided(self.engine, visit_of(interaction), pressed.values, ())
        await answer(interaction, self._draw_topics(change))

    @action("asktopic")
    async def ask_topic(self, interaction: Interaction, _pressed: Pressed) -> None:
        """A form that asks for a topic in her own words."""
        question = _question(_("Topics, with commas between them"), _("clowns, deep water"), required=True)
        await interaction.response.send_modal(Form(_("Topics you avoid"), "savetopic", questions=[question]))

    @action("savetopic")
    async def save_topic(self, interaction: Interaction, pressed: Pressed) -> None:
        """Topics typed into the form."""
        typed = [topic_asked(topic) for topic in pressed.chosen().split(",")]
        await answer(interaction, self._draw_topics(prefer.avoid(self.engine, visit_of(interaction), typed)))

    async def _draw(self, change: Coroutine[Any, Any, Chosen]) -> Card:
        chosen = await change
        zone = chosen.preferences.zone
        return preferences_card(chosen, local_time(zone, self.engine.now()) if zone else None)

    async def _draw_topics(self, change: Coroutine[Any, Any, Chosen]) -> Card:
        return topics_card((await change).preferences)


def _question(label: str, placeholder: str, *, required: bool) -> discord.ui.Label[Any]:
    field: discord.ui.TextInput[Any] = discord.ui.TextInput(placeholder=placeholder, required=required, max_length=200)
    return discord.ui.Label(text=label, component=field)


async def setup(bot: Host) -> None:
    """Loads the cog."""
    await bot.add_cog(Preferences(bot))
