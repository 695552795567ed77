"""The card of a story's links, with which a wrong one is undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.models import LinkOrigin, PointerKind
from cogs.ui.actions import button, select
from cogs.ui.cards import Card, line, row, text
from cogs.ui.language import _, aside, ngettext
from cogs.ui.words import safe, shorten

if TYPE_CHECKING:
    from bot.services.links import LinkLine, LinksView

# A menu holds no more (Discord), and with their lines they stay under what a message holds.
_MENU = 12


@aside()
def links_card(view: LinksView) -> Card:
    """What is linked with a story and how it was found, with a menu to undo links and one to restore those undone."""
    story_id = view.entry.story_id
    lines = [_found(link) for link in view.links[:_MENU]]
    if len(view.links) > _MENU:
        left = len(view.links) - _MENU
        lines.append(ngettext("… and {count} more.", "… and {count} more.", left))
    lines += [_awaiting(awaited.kind, safe(awaited.title, 100)) for awaited in view.awaited]
    items = [
        text("### " + _("Links: {title}", title=safe(view.entry.title, 100))),
        line(),
        text("\n".join(lines) or _("No story is linked with this one.")),
    ]
    if view.undone:
        items.append(text("\n".join(_undone(link) for link in view.undone[:_MENU])))
    if view.links:
        items.append(row(select("unlink", story_id, placeholder=_("Undo a link…"), options=_options(view.links))))
    if view.undone:
        items.append(row(select("relink", story_id, placeholder=_("Restore a link…"), options=_options(view.undone))))
    items.append(row(button(_("Details"), "details", story_id)))
    return Card(*items, private=True)


def _found(link: LinkLine) -> str:
    title = f"**{_title(link)}**"
    told = _("After this: {title}", title=title) if link.later else _("Before this: {title}", title=title)
    own = LinkOrigin.SEQUEL if link.later else LinkOrigin.PREQUEL
    ways = {
        own: _("this story names it"),
        LinkOrigin.SERIES: _("next to it in the series"),
        LinkOrigin.PREQUEL if link.later else LinkOrigin.SEQUEL: _("it names this story"),
    }
    return f"{told}\n-# {' · '.join(words for origin, words in ways.items() if origin in link.origins)}"


def _awaiting(kind: PointerKind, title: str) -> str:
    if kind is PointerKind.SEQUEL:
        return _("After this: {title}, which is not here yet", title=title)
    return _("Before this: {title}, which is not here yet", title=title)


def _undone(link: LinkLine) -> str:
    title = _title(link)
    return "-# " + (
        _("Undone, after this: {title}", title=title) if link.later else _("Undone, before this: {title}", title=title)
    )


def _title(link: LinkLine) -> str:
    return _("A story for adults") if link.title is None else safe(link.title, 80)


def _options(links: tuple[LinkLine, ...]) -> list[discord.SelectOption]:
    # A menu shows its words as they are: nothing is escaped.
    return [
        discord.SelectOption(
            label=shorten(link.title or _("A story for adults"), 100),
            value=f"{'later' if link.later else 'earlier'}={link.story_id}",
            description=_("After this") if link.later else _("Before this"),
        )
        for link in links[:_MENU]
    ]
