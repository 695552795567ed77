"""`/help`: what the bot does, a page a topic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

from cogs.ui.actions import ActionCog, Host, Interaction, Pressed, action
from cogs.ui.help import TOPICS, help_card
from cogs.ui.language import _
from cogs.ui.replies import answer

if TYPE_CHECKING:
    from cogs.ui.cards import Card


class Help(ActionCog):
    """Explains the bot."""

    @app_commands.command()
    @app_commands.describe(topic="What you want to know about")
    @app_commands.choices(topic=[app_commands.Choice(name=_(topic.title), value=key) for key, topic in TOPICS.items()])
    async def help(self, interaction: Interaction, topic: app_commands.Choice[str] | None = None) -> None:
        """See what this bot does and how to use it."""
        await answer(interaction, self._draw(topic.value if topic else "start"))

    @action("help")
    async def chosen(self, interaction: Interaction, pressed: Pressed) -> None:
        """Another topic, chosen in the menu."""
        await answer(interaction, self._draw(pressed.chosen()))

    async def _draw(self, topic: str) -> Card:
        return help_card(topic, self.engine.privacy_url)


async def setup(bot: Host) -> None:
    """Loads the cog."""
    await bot.add_cog(Help(bot))
