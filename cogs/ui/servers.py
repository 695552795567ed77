"""A server's settings: every value with what it does, the menus and buttons that change it, and who changed what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.errors import Phrase
from bot.gate import LADDER
from bot.models import RatingLevel
from bot.servers import Feature, LoggedAction
from cogs.ui.actions import button, select, select_channel, select_role
from cogs.ui.cards import Card, line, row, text
from cogs.ui.language import _, aside
from cogs.ui.outgoing import Drawn, draw
from cogs.ui.serial_words import logged_serial
from cogs.ui.withdrawing import logged_story
from cogs.ui.words import level_words, safe

if TYPE_CHECKING:
    from datetime import datetime

    from bot.servers import ServerSettings
    from bot.services.servers import ServerView
    from cogs.ui.cards import Item

_ON_OFF = {"on": Phrase("on"), "off": Phrase("off")}


@aside()
def settings_card(view: ServerView, local: datetime | None) -> Card:
    """All settings of a server; `local` is the time in its zone."""
    kept = view.settings
    head = _("Settings of this server")
    items: list[Item] = [text(f"### {head}"), line()]
    items += [
        text(
            _(
                "**Rating ceiling**\nNo story rated higher is shown here. Those for adults need an age-restricted channel."
            )
        ),
        row(select("setceiling", placeholder=_("Rating ceiling"), options=_ceilings(kept))),
        text(_("**Author role**\nThose with this role may publish stories here. Without one, only moderators may.")),
        row(select_role("setauthors", placeholder=_("No author role"), chosen=kept.author_role)),
        text(
            _("**Notice channel**\nI tell this channel what moderators change. Without one, it is only written down.")
        ),
        row(select_channel("setnoticechannel", placeholder=_("No notice channel"), chosen=kept.notice_channel)),
        line(),
        text("\n".join([_zone_words(kept, local), *(_switch_words(*switch) for switch in _switches(kept))])),
        row(*(_switch_button(*switch) for switch in _switches(kept)[:2]), button(_("Time zone…"), "askserverzone")),
        row(*(_switch_button(*switch) for switch in _switches(kept)[2:])),
    ]
    if view.log:
        items += [line(), text("\n".join(f"-# {logged_words(entry)}" for entry in view.log))]
    return Card(*items, private=True)


@draw.register
def _draw_logged(entry: LoggedAction, marker: str) -> Drawn:
    return Drawn(Card(text(logged_words(entry)), row(button(_("Settings"), "server", marker))))


def logged_words(entry: LoggedAction) -> str:
    """What a moderator did, in one line, with the time as Discord shows it to each reader."""
    if (said := logged_serial(entry) or logged_story(entry)) is not None:
        return said
    who = f"<@{entry.actor_id}>" if entry.actor_id else _("somebody")
    when = discord.utils.format_dt(entry.at, "f")
    if entry.action in _PUBLISHED:
        return _(_PUBLISHED[entry.action], when=when, who=who, story=safe(entry.detail, 100))
    return _("{when}: {who} set {setting} to {value}.", when=when, who=who, setting=_name(entry), value=_value(entry))


def _name(entry: LoggedAction) -> str:
    name = _NAMES.get(entry.action)
    return safe(entry.action, 40) if name is None else _(name)


def _value(entry: LoggedAction) -> str:
    detail = entry.detail
    if not detail:
        return _("nothing")
    if entry.action == "ceiling":
        return level_words(RatingLevel(detail)) if detail in set(RatingLevel) else safe(detail, 40)
    if entry.action == "author_role":
        return f"<@&{safe(detail, 20)}>"
    if entry.action == "notice_channel":
        return f"<#{safe(detail, 20)}>"
    return _(_ON_OFF[detail]) if detail in _ON_OFF else safe(detail, 60)


def _ceilings(kept: ServerSettings) -> list[discord.SelectOption]:
    return [
        discord.SelectOption(label=level_words(level), value=level.value, default=level is kept.ceiling)
        for level in LADDER
    ]


def _zone_words(kept: ServerSettings, local: datetime | None) -> str:
    if kept.zone is None or local is None:
        return _("**Time zone:** not set. Times of serials are then in UTC.")
    return _("**Time zone:** {zone}, where it is {time}", zone=kept.zone, time=f"{local:%H:%M}")


# What was published though its file says more.
_PUBLISHED = {
    "story_rating": Phrase("{when}: {who} published a story with a lower rating than its file states ({story})."),
    "story_warnings": Phrase("{when}: {who} published a story without warnings that its file states ({story})."),
}

_NAMES = {
    "ceiling": Phrase("the rating ceiling"),
    "author_role": Phrase("the author role"),
    "notice_channel": Phrase("the notice channel"),
    "zone": Phrase("the time zone"),
    "shares": Phrase("pages for everybody"),
    "commons": Phrase("the operator's stories"),
    "serials": Phrase("serials"),
    "ahead": Phrase("locking what lies ahead"),
    "pings": Phrase("pings of roles"),
}

# What is said of each when it is on, when it is off, and on its button.
_SWITCHES = {
    "commons": (
        Phrase("**Stories of the bot's own library:** shown here, beside this server's."),
        Phrase("**Stories of the bot's own library:** not shown here; only this server's are."),
        Phrase("Show the bot's library"),
        Phrase("Hide the bot's library"),
    ),
    "shares": (
        Phrase("**Pages that `/read` opens:** everybody sees them, unless their reader chose otherwise."),
        Phrase("**Pages that `/read` opens:** only their reader sees them, unless she chose otherwise."),
        Phrase("Show pages to everybody"),
        Phrase("Keep pages private"),
    ),
    "serials": (
        Phrase("**Serials:** can be posted here."),
        Phrase("**Serials:** none are posted here."),
        Phrase("Allow serials"),
        Phrase("Forbid serials"),
    ),
    "ahead": (
        Phrase("**Reading ahead of a serial:** a serial may lock it in this server."),
        Phrase("**Reading ahead of a serial:** is never locked here."),
        Phrase("Allow locking"),
        Phrase("Forbid locking"),
    ),
    "pings": (
        Phrase("**Pings:** a serial may ping one role when it posts."),
        Phrase("**Pings:** no serial pings anybody here."),
        Phrase("Allow pings"),
        Phrase("Forbid pings"),
    ),
}


def _switches(kept: ServerSettings) -> list[tuple[str, bool]]:
    features = [(feature.value, feature in kept.features) for feature in Feature]
    return [("commons", kept.commons), ("shares", kept.shares), *features]


def _switch_words(name: str, on: bool) -> str:
    return _(_SWITCHES[name][0 if on else 1])


def _switch_button(name: str, on: bool) -> Item:
    return button(_(_SWITCHES[name][3 if on else 2]), "setserver", name, int(not on))
