"""Bookmarks as readers see them: the card in their DMs, the list, and the answer to a press on Bookmark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.services.bookmark import BookmarkView
from cogs.ui.actions import button, select
from cogs.ui.cards import Card, line, row, text
from cogs.ui.language import _, aside, ngettext
from cogs.ui.outgoing import Drawn, draw
from cogs.ui.words import fact, safe, shorten

if TYPE_CHECKING:
    from bot.services.bookmark import BookmarkPage
    from cogs.ui.cards import Item

_WORDS, _NOTE = 160, 200


@draw.register
def _draw(view: BookmarkView, marker: str) -> Drawn:
    return Drawn(bookmark_card(view, marker=marker))


@aside()
def bookmark_card(view: BookmarkView, above: str = "", marker: str = "") -> Card:
    """One bookmark: story, place, the first words there, the reader's note; `above` is said before it."""
    words = [f"### {_headline(view)}", f"-# {_place(view)}"]
    if view.words:
        words.append(f"> {safe(view.words, _WORDS)}")
    if view.note:
        words.append(fact(_("Your note"), safe(view.note, _NOTE)))
    buttons = [
        button(_("Resume"), "mark", view.id, style=discord.ButtonStyle.primary, disabled=view.hidden),
        button(_("Change note…") if view.note else _("Add a note…"), "asknote", view.id),
        button(_("Delete"), "unmark", view.id, *([marker] if marker else [])),
    ]
    items: list[Item] = [text(above), line()] if above else []
    return Card(*items, text("\n".join(words)), row(*buttons), private=True)


@aside()
def kept_card(view: BookmarkView, *, new: bool) -> Card:
    """The answer to whoever set a bookmark, when its card has gone to her DMs."""
    if new:
        words = _("Bookmarked: {title}, part {part}. The bookmark is in your DMs.", title=_title(view), part=view.part)
    else:
        words = _("You have a bookmark here already: {title}, part {part}.", title=_title(view), part=view.part)
    return Card(text(words), row(button(_("Add a note…"), "asknote", view.id), _all()), private=True)


@aside()
def removed_card() -> Card:
    """What is left where a bookmark was."""
    return Card(text(_("The bookmark is deleted.")), row(_all()), private=True)


@aside()
def bookmarks_card(page: BookmarkPage) -> Card:
    """A reader's bookmarks, the latest first, with a menu to open one."""
    head = _("Your bookmarks")
    if not page.total:
        words = _(
            "You have no bookmarks yet. The button **Bookmark** under a page sets one, and so does `/bookmark add`."
        )
        return Card(text(f"### {head}\n{words}"), private=True)
    total = ngettext("{count} bookmark", "{count} bookmarks", page.total)
    items = [text(f"### {head}\n-# {total}"), line()]
    items.append(text("\n".join(_listed(view) for view in page.bookmarks)))
    options = [_option(view) for view in page.bookmarks]
    items.append(row(select("showmark", placeholder=_("Open a bookmark…"), options=options)))
    if page.pages > 1:
        items.append(
            row(
                button(_("Back"), "marks", page.number - 1, disabled=page.number <= 1),
                button(_("Next"), "marks", page.number + 1, disabled=page.number >= page.pages),
            )
        )
    return Card(*items, private=True)


def suggested(view: BookmarkView) -> str:
    """A bookmark as one line of a list, at most 100 characters (Discord)."""
    title = view.title if view.title is not None else _unnamed(view)
    place = _("{title}, part {part}", title=title, part=view.part)
    return shorten(f"{place} · {view.note}" if view.note else place, 100)


def _all() -> Item:
    return button(_("All bookmarks"), "marks", 1)


def _title(view: BookmarkView) -> str:
    return f"**{safe(view.title, 80)}**" if view.title is not None else _("a story for adults")


def _headline(view: BookmarkView) -> str:
    return safe(view.title, 80) if view.title is not None else _unnamed(view)


def _unnamed(view: BookmarkView) -> str:
    if view.withdrawn:
        return _("A withdrawn story")
    return _("A story of another server") if view.elsewhere else _("A story for adults")


def _place(view: BookmarkView) -> str:
    said = [_("Part {part} of {parts}", part=view.part, parts=view.parts)]
    if view.chapter:
        said.append(safe(view.chapter, 50))
    if view.withdrawn:
        said.append(_("withdrawn"))
    elif view.hidden:
        said.append(_("not in the library any more"))
    elif view.title is None:
        said.append(_("cannot be shown here"))
    if view.moved:
        said.append(_("the words there have changed"))
    return " · ".join(said)


def _listed(view: BookmarkView) -> str:
    lines = [f"**{_headline(view)}**", f"-# {_place(view)}"]
    if view.note:
        lines.append(safe(view.note, _NOTE))
    elif view.words:
        lines.append(f"> {safe(view.words, 80)}")
    return "\n".join(lines)


def _option(view: BookmarkView) -> discord.SelectOption:
    return discord.SelectOption(label=suggested(view), value=str(view.id))
