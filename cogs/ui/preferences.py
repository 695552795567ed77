"""A reader's preferences: every value with what it does, and the menus and buttons that change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.text import WARNING_TOPICS
from cogs.ui.actions import button, select
from cogs.ui.cards import Card, line, row, text
from cogs.ui.language import _, aside
from cogs.ui.pages import length_options
from cogs.ui.words import safe, shorten, warning_words

if TYPE_CHECKING:
    from datetime import datetime

    from bot.models import Preferences
    from bot.services.prefer import Chosen
    from cogs.ui.cards import Item

_MENU = 25


@aside()
def preferences_card(chosen: Chosen, local: datetime | None) -> Card:
    """All preferences; `local` is the time in her zone."""
    kept = chosen.preferences
    head, avoided = _("Your preferences"), _("Topics you avoid")
    items: list[Item] = [text(f"### {head}"), line()]
    items += [
        text(_("**Pages you open in servers**\nWho sees them when `/read` goes without `share:`.")),
        row(select("setshares", placeholder=_("Who sees them"), options=_share_options(shares=kept.shares))),
        text(_("**Page length**\nShorter pages are more pages; your place stays.")),
        row(select("setlength", placeholder=_("Page length"), options=length_options(kept.page_length))),
        line(),
        text(f"**{avoided}**\n{_avoided_words(kept)}\n{_naming_words(kept)}"),
        row(button(_("Topics…"), "topics"), _naming_button(kept)),
        line(),
        text("\n".join([_zone_words(kept, local), _notice_words(kept), _adult_words(chosen)])),
        row(button(_("Time zone…"), "askzone"), _notice_button(kept), *_adult_buttons(chosen)),
    ]
    return Card(*items, private=True)


@aside()
def topics_card(kept: Preferences) -> Card:
    """The topics she avoids, and menus of those authors usually warn of."""
    own = [topic for topic in kept.avoided if topic not in WARNING_TOPICS]
    head = _("Topics you avoid")
    items: list[Item] = [text(f"### {head}\n{_avoided_words(kept)}")]
    known = sorted((_topic_option(topic, kept) for topic in WARNING_TOPICS), key=lambda option: option.label.casefold())
    half = -(-len(known) // 2)
    for number, options in enumerate((known[:half], known[half:])):
        span = f"{options[0].label} … {options[-1].label}"
        items.append(row(select("settopics", number, placeholder=span, options=options, several=True)))
    if own:
        options = [discord.SelectOption(label=shorten(topic, 100), value=topic) for topic in own[:_MENU]]
        items.append(row(select("dropown", placeholder=_("Stop avoiding…"), options=options, several=True)))
    items.append(row(button(_("Another topic…"), "asktopic"), button(_("Preferences"), "preferences")))
    return Card(*items, private=True)


def _share_options(*, shares: bool | None) -> list[discord.SelectOption]:
    return [
        discord.SelectOption(label=_("As each server has it"), value="-", default=shares is None),
        discord.SelectOption(label=_("Only I see them"), value="0", default=shares is False),
        discord.SelectOption(label=_("Everybody there sees them"), value="1", default=shares is True),
    ]


def _topic_option(topic: str, kept: Preferences) -> discord.SelectOption:
    return discord.SelectOption(label=warning_words(topic), value=topic, default=topic in kept.avoided)


def _avoided_words(kept: Preferences) -> str:
    if not kept.avoided:
        return _("None yet. Choose some, and I ask before I show a part that has a warning of one.")
    return safe(", ".join(warning_words(topic) for topic in kept.avoided), 600)


def _naming_words(kept: Preferences) -> str:
    if kept.names_topics:
        return "-# " + _("When I ask, I name the topic.")
    return "-# " + _("When I ask, I do not name the topic.")


def _naming_button(kept: Preferences) -> Item:
    label = _("Do not name topics") if kept.names_topics else _("Name topics")
    return button(label, "nametopics", int(not kept.names_topics))


def _zone_words(kept: Preferences, local: datetime | None) -> str:
    if kept.zone is None or local is None:
        return _("**Time zone:** not set")
    return _("**Time zone:** {zone}, where it is {time}", zone=kept.zone, time=f"{local:%H:%M}")


def _notice_words(kept: Preferences) -> str:
    if kept.notices:
        return _("**Notices by DM:** on. I write when something you subscribed to arrives.")
    return _("**Notices by DM:** off. Bookmarks still come to your DMs.")


def _notice_button(kept: Preferences) -> Item:
    return button(_("Turn notices off") if kept.notices else _("Turn notices on"), "setnotices", int(not kept.notices))


def _adult_words(chosen: Chosen) -> str:
    if chosen.preferences.adult:
        return _("**Stories for adults in your DMs:** yes, you confirmed that you are an adult.")
    if chosen.may_confirm:
        return _("**Stories for adults in your DMs:** no. Confirm that you are an adult to read them there too.")
    return _(
        "**Stories for adults in your DMs:** no. You can confirm that you are an adult in an age-restricted channel."
    )


def _adult_buttons(chosen: Chosen) -> list[Item]:
    if chosen.preferences.adult:
        return [button(_("Stop stories for adults"), "setadult", 0)]
    return [button(_("I am an adult"), "setadult", 1)] if chosen.may_confirm else []
