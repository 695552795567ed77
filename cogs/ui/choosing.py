"""A story option: suggestions while somebody types, and one story or a pick menu for what she sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import discord
from discord import app_commands

from bot.services import find
from cogs.ui.library import pick_card, suggestion
from cogs.ui.replies import visit_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.models import Visit
    from bot.services.engine import Engine
    from cogs.ui.actions import Host
    from cogs.ui.cards import Card


async def suggest_stories(interaction: discord.Interaction[Any], current: str) -> list[app_commands.Choice[str]]:
    """Autocomplete for a story option: the stories that may be shown here, by their stable ids."""
    engine = cast("Host", interaction.client).engine
    entries = await find.suggest(engine, visit_of(interaction), current)
    return [app_commands.Choice(name=suggestion(entry), value=str(entry.story_id)) for entry in entries]


async def for_story(
    engine: Engine, visit: Visit, typed: str, draw: Callable[[int], Awaitable[Card]], then: str, *fields: object
) -> Card:
    """The card that `draw` gives for the one story that was typed, else a menu that goes on with the action `then`."""
    found = await find.resolve(engine, visit, typed)
    if isinstance(found, list):
        return pick_card(found, then, *fields)
    return await draw(found.story_id)
