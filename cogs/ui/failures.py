"""The one renderer of failures: an expected one in a plain sentence with its next step, any other as a reference."""

from __future__ import annotations

import logging
import secrets
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.errors import CliffhangerError
from cogs.ui.language import _, speaking

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

_log = logging.getLogger(__name__)


@asynccontextmanager
async def door(interaction: discord.Interaction[Any]) -> AsyncIterator[None]:
    """Tells whoever acted of any failure inside the block; nothing escapes it."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - the door that every interaction's failure goes through
        await report(interaction, error)


async def report(interaction: discord.Interaction[Any], error: Exception) -> None:
    """Answers an interaction with what went wrong, privately, whether or not it was answered before."""
    with speaking(str(interaction.locale)):
        words, silent = words_for(error), discord.AllowedMentions.none()
    try:
        if interaction.response.is_done():
            await interaction.followup.send(words, ephemeral=True, allowed_mentions=silent)
        else:
            await interaction.response.send_message(words, ephemeral=True, allowed_mentions=silent)
    except Exception:  # noqa: BLE001 - a connection lost here is one more reason to write it down and go on
        _log.warning("A failure could not be told: Discord refused the answer.", exc_info=True)


def words_for(error: BaseException) -> str:
    """What to say of an error; an unexpected one is logged with its traceback under the reference that is shown."""
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    if isinstance(error, CliffhangerError):
        sentence, step = error.templates
        said = _(sentence, **error.values)
        return _with_step(said, _(step, **error.values)) if step else said
    if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        return _with_step(_("That command has changed since Discord last showed it."), _("Type `/` again in a minute."))
    if isinstance(error, app_commands.CheckFailure):
        return _("You may not use that command here.")
    reference = secrets.token_hex(4)
    _log.error("Unexpected error, reference %s", reference, exc_info=error)
    return _with_step(
        _("Something went wrong on my side; nothing of yours is lost."),
        _("Try again, and if it stays, give the operator this reference: `{reference}`", reference=reference),
    )


def _with_step(sentence: str, step: str) -> str:
    return f"{sentence}\n-# {step}"
