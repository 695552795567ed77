"""The cards of `/mydata`: the file with everything that is held, and what to know before all of it is erased."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import discord

from bot.errors import Phrase
from bot.services.erase import StoriesFate
from cogs.ui.actions import button, select
from cogs.ui.cards import Card, row, text
from cogs.ui.language import _, aside, ngettext
from cogs.ui.words import safe

if TYPE_CHECKING:
    from bot.services.erase import Asked, Erased
    from bot.services.export import Export
    from cogs.ui.cards import Item

# Stories named on the card that asks.
_NAMED = 10

_FATES = {
    StoriesFate.WITHDRAW: (
        Phrase("Withdraw them"),
        Phrase("Deleted with all their text; nobody can read them any more"),
    ),
    StoriesFate.KEEP: (
        Phrase("Keep them as they are"),
        Phrase("With the author's name they state; nothing ties them to your account"),
    ),
    StoriesFate.UNNAME: (
        Phrase("Keep them without my name"),
        Phrase("They state no author, and nothing ties them to you"),
    ),
}


@aside()
def export_card(export: Export) -> Card:
    """The file, and what is in it."""
    if export.rows:
        words = _(
            "This is everything I hold about you. `/help topic:privacy` tells what it means, and how long I keep it."
        )
    else:
        words = _("I hold nothing about you; the file says just that.")
    file = discord.File(io.BytesIO(export.body), filename=export.name)
    head = _("Your data")
    return Card(text(f"### {head}\n{words}"), discord.ui.File(file), private=True, file=file)


@aside()
def erase_card(asked: Asked, reader_id: int, chosen: StoriesFate | None = None) -> Card:
    """What will be gone, what becomes of her stories, and the one button that does it."""
    words = [
        f"### {_('Erase everything')}",
        _(
            "I will forget where you are in every story, your bookmarks and notes, your preferences, what I was to tell "
            "you, and that you were here. There is no way back. `/mydata export` gives you a copy first."
        ),
        _("Messages that I sent stay where they are: Discord has them, not I. You can delete those in your DMs."),
    ]
    items: list[Item] = []
    if asked.stories:
        named = "\n".join(f"- {safe(title, 80)}" for title in asked.stories[:_NAMED])
        count = len(asked.stories)
        words.append(
            ngettext("You published {count} story here:", "You published {count} stories here:", count) + f"\n{named}"
        )
        words.append(
            _("Say first what becomes of them. To have pages deleted that were posted, use `/withdraw` before.")
        )
        options = [
            discord.SelectOption(label=_(label), description=_(what), value=fate.value, default=fate is chosen)
            for fate, (label, what) in _FATES.items()
        ]
        items.append(
            row(select("erasechoice", reader_id, placeholder=_("What becomes of your stories"), options=options))
        )
    ready = chosen is not None or not asked.stories
    fate = chosen.value if chosen and asked.stories else "none"
    danger = discord.ButtonStyle.danger
    items.append(
        row(
            button(_("Erase everything"), "erase", reader_id, fate, style=danger, disabled=not ready),
            button(_("Cancel"), "erasenot"),
        )
    )
    return Card(text("\n\n".join(words)), *items, private=True)


@aside()
def erased_card(erased: Erased) -> Card:
    """That it is done."""
    if not erased.anything:
        return Card(text(_("I hold nothing about you, so there was nothing to erase.")), private=True)
    words = _(
        "Everything I held about you is gone. If you use me again, I begin anew. Backups that whoever runs this bot "
        "made before still hold it until they are deleted."
    )
    head = _("Erased")
    return Card(text(f"### {head}\n{words}"), private=True)


@aside()
def kept_card() -> Card:
    """That nothing was done."""
    return Card(text(_("Nothing was erased.")), private=True)
