"""Serials as moderators see them: what a start would do, one serial with its slots and health, and the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.cadence import Missed, from_text
from bot.errors import Phrase
from bot.serials import SerialState
from cogs.ui.actions import button, select
from cogs.ui.cadences import describe_cadence
from cogs.ui.cards import Card, line, row, text
from cogs.ui.failures import words_for
from cogs.ui.language import _, aside, ngettext, pgettext
from cogs.ui.posts import part_words
from cogs.ui.serial_words import halt_words, state_words
from cogs.ui.words import fact, part_count, rating_words, safe, shorten

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.serials import Channel, Pace, Serial, SerialView
    from bot.services.serials.plan import Plan
    from bot.services.serials.show import SerialsPage
    from cogs.ui.cards import Item

_CHOICE = 100  # Discord's limit for the name of a choice or an option of a menu
_OVER = frozenset({SerialState.ENDED, SerialState.STOPPED})

_MISSED = {
    Missed.ONE: Phrase("after an outage, one part comes at once"),
    Missed.SKIP: Phrase("what an outage made me miss is left out"),
    Missed.ALL: Phrase("after an outage, all missed parts come at once"),
}


# --- before it starts -----------------------------------------------------------------------------------------------


@aside()
def plan_card(plan: Plan, channel: Channel) -> Card:
    """What a start would do, with Confirm and Cancel; or why it cannot be started, with what mends that."""
    serial = plan.serial
    title = f"**{safe(plan.entry.title, 80)}** → <#{channel.id}>"
    if plan.refusals:
        head = _("This serial cannot be started yet")
        return Card(text("\n".join([f"### {head}", title, *map(words_for, plan.refusals)])), private=True)
    head = _("Start this serial?")
    items: list[Item] = [text(f"### {head}\n{title}"), line()]
    items.append(text("\n".join([*_amounts(plan), *_last(plan), fact(_("First posts"), ""), *_slot_lines(plan.slots)])))
    items += [line(), text("\n".join([*_allowed(plan, channel), *_terms(serial)]))]
    items.append(
        row(
            button(
                _("Confirm"),
                "startserial",
                serial.id,
                channel.id,
                int(serial.discuss),
                serial.role_id or 0,
                style=discord.ButtonStyle.success,
            ),
            button(_("Cancel"), "dropserial"),
        )
    )
    return Card(*items, private=True)


@aside()
def dropped_card() -> Card:
    """What is left of a plan that was not confirmed."""
    return Card(text(_("Nothing was started.")), private=True)


def _amounts(plan: Plan) -> list[str]:
    parts = plan.entry.parts - (plan.serial.place.part if plan.serial.place else 1) + 1
    said = ngettext("{count} post", "{count} posts", plan.posts)
    messages = ngettext("about {count} message", "about {count} messages", plan.messages)
    return [
        fact(_("Schedule"), describe_cadence(plan.cadence)),
        fact(_("Holds"), f"{part_count(parts)} · {said} · {messages}"),
    ]


def _slot_lines(slots: tuple[datetime, ...]) -> list[str]:
    return [f"- {discord.utils.format_dt(slot, 'F')}, {discord.utils.format_dt(slot, 'R')}" for slot in slots]


def _last(plan: Plan) -> list[str]:
    return [] if plan.last is None else [fact(_("Last day"), discord.utils.format_dt(plan.last, "D"))]


def _allowed(plan: Plan, channel: Channel) -> list[str]:
    rating = rating_words(plan.entry.rating)
    if channel.age_restricted:
        said = _(
            "<#{channel}> is age-restricted: stories of every rating may be posted there.", channel=str(channel.id)
        )
    else:
        said = _(
            "<#{channel}> is not age-restricted; this story ({rating}) may be posted there.",
            channel=str(channel.id),
            rating=rating,
        )
    return [said, _("I have every permission that I need there.")]


def _terms(serial: Serial) -> list[str]:
    """Everything else that was chosen, one line each."""
    ping = _("Each post pings <@&{role}>.", role=str(serial.role_id)) if serial.role_id else _("Nobody is pinged.")
    said = [ping, fact(_("Pace"), _pace(serial.pace)), fact(_("Outages"), _(_MISSED[serial.missed]))]
    if serial.tags:
        said.append(fact(_("Tags"), ", ".join(safe(tag, 20) for tag in serial.tags)))
    if serial.discuss:
        said.append(_("Each post gets a thread to discuss it."))
    if serial.locked:
        said.append(_("Readers of this server cannot read ahead of it."))
    if serial.goes_on:
        said.append(_("It goes on with the sequel."))
    return said


def _pace(pace: Pace) -> str:
    if pace.by_chapter:
        return _("a chapter at a time")
    if pace.words is None:
        return _("a scene at a time")
    return ngettext("about {count} word at a time", "about {count} words at a time", pace.words)


# --- once it runs ---------------------------------------------------------------------------------------------------


@aside()
def serial_card(view: SerialView, server_id: int, above: str = "", silent: datetime | None = None) -> Card:
    """One serial: how it stands, its next slots, last posts and health, and the buttons that steer it.

    `silent`: since when nothing at all is sent, if that is so.
    """
    serial = view.serial
    head = f"### {safe(serial.title, 80)} → <#{serial.channel_id}>\n-# {state_words(serial.state)}"
    if serial.state is SerialState.PAUSED:
        why, mend = halt_words(serial.reason)
        head += f"\n{why}\n-# {mend}"
    items: list[Item] = [text(above), line()] if above else []
    items += [text(head), line(), text("\n".join([*_standing(serial), *_terms(serial)]))]
    if view.slots:
        items.append(text("\n".join([fact(_("Next posts"), ""), *_slot_lines(view.slots)])))
    if view.posts:
        items.append(text("\n".join([fact(_("Last posts"), ""), *_post_lines(view, server_id)])))
    items.append(text(f"-# {_health(view)}" if silent is None else _silence(silent)))
    items.append(row(*_steering(serial), button(_("All serials"), "serials", 1)))
    return Card(*items, private=True)


def _standing(serial: Serial) -> list[str]:
    said = [fact(_("Schedule"), describe_cadence(from_text(serial.schedule)))]
    if serial.place is not None:
        said.append(fact(_("Comes next"), part_words(serial.place.part, serial.place.part, serial.parts)))
    return said


def _post_lines(view: SerialView, server_id: int) -> list[str]:
    return [
        "- "
        + _(
            "post {number}, {when}: {link}",
            number=post.number,
            when=discord.utils.format_dt(post.at, "f"),
            link=f"https://discord.com/channels/{server_id}/{post.channel_id}/{post.message_id}",
        )
        for post in view.posts
    ]


def _silence(since: datetime) -> str:
    when = discord.utils.format_dt(since, "f")
    return _("**Something is wrong with me:** nothing has been sent since {when}. Tell the bot’s operator.", when=when)


def _health(view: SerialView) -> str:
    if view.retried:
        return ngettext(
            "{count} message has not been taken by Discord so far; I keep trying.",
            "{count} messages have not been taken by Discord so far; I keep trying.",
            view.retried,
        )
    if view.pending:
        return ngettext("{count} message is on its way.", "{count} messages are on their way.", view.pending)
    return _("Everything that was due has been posted.")


def _steering(serial: Serial) -> list[Item]:
    if serial.state in _OVER:
        return []
    if serial.state is SerialState.PAUSED:
        return [button(pgettext("serial", "Resume"), "resumeserial", serial.id, style=discord.ButtonStyle.primary)]
    running = serial.state is SerialState.RUNNING
    return [
        button(_("Pause"), "pauseserial", serial.id),
        button(_("Skip the next slot"), "skipserial", serial.id, disabled=not running),
        button(_("Post now"), "postserial", serial.id, disabled=not running or serial.posting),
    ]


# --- all of them ----------------------------------------------------------------------------------------------------


@aside()
def serials_card(page: SerialsPage, name_of: Callable[[int], str]) -> Card:
    """A server's serials with a menu to open one; `name_of` names a channel."""
    head = _("Serials of this server")
    if not page.total:
        words = _("There are none. `/serial start` starts one.")
        return Card(text(f"### {head}\n{words}"), private=True)
    total = ngettext("{count} serial", "{count} serials", page.total)
    items: list[Item] = [text(f"### {head}\n-# {total}"), line(), text("\n".join(map(_listed, page.serials)))]
    options = [
        discord.SelectOption(label=suggested_serial(serial, name_of(serial.channel_id)), value=str(serial.id))
        for serial in page.serials
    ]
    items.append(row(select("showserial", placeholder=_("Open a serial…"), options=options)))
    if page.pages > 1:
        items.append(
            row(
                button(_("Back"), "serials", page.number - 1, disabled=page.number <= 1),
                button(_("Next"), "serials", page.number + 1, disabled=page.number >= page.pages),
            )
        )
    return Card(*items, private=True)


def suggested_serial(serial: Serial, channel: str) -> str:
    """A serial as one line of a list: "Story -> #channel", at most 100 characters (Discord)."""
    channel = shorten(channel, 30)
    return shorten(f"{shorten(serial.title, 66)} -> {channel}", _CHOICE)


def _listed(serial: Serial) -> str:
    said = [state_words(serial.state)]
    if serial.state is SerialState.PAUSED:
        said = [_("paused: {reason}", reason=halt_words(serial.reason)[0])]
    elif serial.state is SerialState.RUNNING and serial.next_slot is not None and serial.next_slot.timestamp() > 0:
        said.append(_("next {when}", when=discord.utils.format_dt(serial.next_slot, "R")))
    return f"**{safe(serial.title, 80)}** → <#{serial.channel_id}>\n-# {' · '.join(said)}"
