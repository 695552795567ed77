"""Notices as readers see them: what is new, why they are told, and the buttons Read and Unsubscribe for each story."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.services.notify import Notice, Occasion
from cogs.ui.actions import button
from cogs.ui.cards import Card, line, row, text
from cogs.ui.language import _, aside, ngettext
from cogs.ui.outgoing import Drawn, draw
from cogs.ui.subscriptions import subscription_words
from cogs.ui.words import level_words, part_count, reading_time, safe, warning_words

if TYPE_CHECKING:
    from bot.services.notify import NoticeItem
    from cogs.ui.cards import Item

_MOST_OTHERS = 10


@draw.register
def _draw(content: Notice, marker: str) -> Drawn:
    return Drawn(notice_card(content, marker))


@aside()
def notice_card(notice: Notice, marker: str = "") -> Card:
    """One message of what is new; its buttons carry the marker by which it is found again."""
    items: list[Item] = [text(f"### {_head(notice)}"), line()]
    for item in notice.items:
        items += [text(_item(item)), row(*_buttons(item, marker))]
    if notice.others:
        items.append(text(f"-# {_others(notice.others)}"))
    return Card(*items, private=True)


@aside()
def waiting_card(notice: Notice) -> Card:
    """What could not be sent to a reader, shown to her where she used the bot, and how to open her DMs."""
    card = [text(f"### {_head(notice)}\n{_how()}"), line()]
    items: list[Item] = [*card]
    for item in notice.items:
        items += [text(_item(item)), row(*_buttons(item, ""))]
    if notice.others:
        items.append(text(f"-# {_others(notice.others)}"))
    if notice.withheld:
        items.append(text(f"-# {_withheld(notice.withheld)}"))
    items.append(row(button(_("Try again"), "tryagain")))
    return Card(*items, private=True)


@aside()
def trying_card() -> Card:
    """The answer to Try again."""
    return Card(text(_("I am trying again. What I can send to your DMs comes there now.")), private=True)


@aside()
def nothing_waits_card() -> Card:
    """The answer where nothing waits any more."""
    return Card(text(_("Nothing waits for you.")), private=True)


def _head(notice: Notice) -> str:
    return {
        Occasion.NEWS: _("New for you"),
        Occasion.SNOOZE_OVER: _("What happened while you let it rest"),
        Occasion.WEEK: _("Your week"),
        Occasion.DM_CLOSED: _("I could not write to you: your DMs are closed to me"),
    }[notice.occasion]


def _how() -> str:
    return _(
        "Allow direct messages in this server's privacy settings, or write to me first, then press **Try again**. This "
        "waited for you:"
    )


def _item(item: NoticeItem) -> str:
    entry = item.entry
    title = f"**{safe(entry.title, 80)}**"
    if entry.author:
        title += " · " + safe(entry.author, 40)
    asked = _("You asked for: {what}", what=subscription_words(item.why))
    lines = [title, _news(item), f"-# {asked}"]
    if item.avoided:
        topics = safe(", ".join(warning_words(topic) for topic in item.avoided), 60)
        lines.append(
            "-# " + (_("warns of {topics}", topics=topics) if item.named else _("warns of something you avoid"))
        )
    return "\n".join(lines)


def _news(item: NoticeItem) -> str:
    entry, said = item.entry, []
    if item.arrived:
        facts = [level_words(entry.rating.level), part_count(entry.parts), reading_time(entry.words)]
        said += [_("is here"), *facts]
    elif item.new_parts is not None:
        first, last = item.new_parts
        if first == last:
            said.append(_("Part {part} is new", part=first))
        else:
            said.append(_("Parts {first} to {last} are new", first=first, last=last))
    if item.completed:
        said.append(_("complete now"))
    return " · ".join(said)


def _buttons(item: NoticeItem, marker: str) -> list[Item]:
    story_id = item.entry.story_id
    return [
        button(_("Read"), "news", story_id, marker, style=discord.ButtonStyle.primary),
        button(_("Unsubscribe"), "unsubscribe", item.why.id, story_id, marker),
    ]


def _others(titles: tuple[str, ...]) -> str:
    named = ", ".join(safe(title, 60) for title in titles[:_MOST_OTHERS])
    words = _("New too: {titles}", titles=named)
    if len(titles) > _MOST_OTHERS:
        words += " " + _("and {count} more", count=len(titles) - _MOST_OTHERS)
    return words


def _withheld(number: int) -> str:
    return ngettext("{count} more cannot be told in this place.", "{count} more cannot be told in this place.", number)
