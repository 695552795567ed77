"""The library's pages and the menus in which a reader picks a story."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.models import RatingLevel
from cogs.ui.actions import button, select
from cogs.ui.cards import Card, line, row, text
from cogs.ui.language import _, aside, ngettext, number
from cogs.ui.words import level_words, part_count, reading_time, safe, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.models import LibraryEntry, LibraryFilter
    from bot.services.find import LibraryPage


def library_card(page: LibraryPage) -> Card:
    """Ten stories with a menu to open one, and buttons to the pages before and after."""
    if not page.entries:
        nothing = _("Nothing that can be read here fits.")
        return Card(text(f"### {_('Library')}\n{nothing}\n-# {_advice(page.filter)}"))
    wanted = page.filter
    filters = [_("“{words}”", words=safe(wanted.search, 40))] if wanted.search else []
    filters += [level_words(wanted.rating)] if wanted.rating else []
    filters += [safe(wanted.tag, 40)] if wanted.tag else []
    total = ngettext("{count} story", "{count} stories", page.total)
    head = " · ".join(["### " + _("Library"), *filters]) + f"\n-# {total}"
    items = [text(head), line(), text("\n".join(_entry_lines(entry) for entry in page.entries))]
    items.append(row(select("story", placeholder=_("Open a story…"), options=[_option(e) for e in page.entries])))
    if page.pages > 1:
        fields = (wanted.rating or "", wanted.tag or "", wanted.search or "")
        items.append(
            row(
                button(_("Back"), "library", page.number - 1, *fields, disabled=page.number <= 1),
                button(_("Next"), "library", page.number + 1, *fields, disabled=page.number >= page.pages),
            )
        )
    return Card(*items)


@aside()
def pick_card(entries: Sequence[LibraryEntry], then: str, *fields: object) -> Card:
    """A menu of likely stories for what was typed; the action `then` runs with the fields and the chosen story."""
    options = [_option(entry) for entry in entries]
    return Card(
        text(_("Which story do you mean?") if len(entries) > 1 else _("Is this the one you mean?")),
        row(select(then, *fields, placeholder=_("Pick a story…"), options=options)),
        private=True,
    )


def suggestion(entry: LibraryEntry) -> str:
    """A story as one line of an autocomplete list, at most 100 characters (Discord)."""
    return shorten(f"{entry.title} · {entry.author}" if entry.author else entry.title, 100)


def _entry_lines(entry: LibraryEntry) -> str:
    facts = [level_words(entry.rating.level), part_count(entry.parts), reading_time(entry.words)]
    if entry.series and entry.series_index is not None:
        facts.insert(0, f"{safe(entry.series, 60)} {number(entry.series_index)}")
    if entry.author:
        facts.insert(0, safe(entry.author, 60))
    return f"**{safe(entry.title, 100)}**\n-# {' · '.join(facts)}"


def _advice(wanted: LibraryFilter) -> str:
    if wanted.rating in {RatingLevel.MATURE, RatingLevel.EXPLICIT, RatingLevel.UNRATED}:
        return _("Stories of that rating are served in age-restricted channels alone.")
    return _("`/library` without options shows every story you can read here.")


def _option(entry: LibraryEntry) -> discord.SelectOption:
    about = " · ".join(filter(None, [entry.author, *entry.fandoms[:1], part_count(entry.parts)]))
    return discord.SelectOption(
        label=shorten(entry.title, 100), value=str(entry.story_id), description=shorten(about, 100)
    )
