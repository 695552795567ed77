"""The names and descriptions of commands, options and choices in every language, for Discord to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands
from discord.app_commands import TranslationContextLocation as Location

from cogs.ui.language import language_of

if TYPE_CHECKING:
    import discord

CONTEXTS = {
    Location.command_name: "command",
    Location.group_name: "command",
    Location.command_description: "description",
    Location.group_description: "description",
    Location.parameter_name: "option",
    Location.parameter_description: "description",
    Location.choice_name: "choice",
}
"""Where a text stands in a command, and its context in the catalogs. A menu's name has the context `menu` instead."""


def context_of(place: app_commands.TranslationContextTypes) -> str | None:
    """The catalogs' context for a text of a command; None for one that is not translated."""
    if isinstance(place.data, app_commands.ContextMenu):
        return "menu"
    return CONTEXTS.get(place.location)


class CommandTranslator(app_commands.Translator):
    """Translates what Discord shows of the commands; their English names stay what the bot knows them by."""

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        """The text in the locale's language; None, which lets Discord show the English one, where there is none."""
        language, place = language_of(locale.value), context_of(context)
        if language.code == "en" or place is None:
            return None
        message = string.message
        return language.said(language.catalog.pgettext(place, message))
