"""A serial's state in words: how it stands, why it is paused and what mends that, and what its server's log says of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import discord

from bot.errors import Phrase
from bot.messenger import Reason
from bot.serials import Halt, SerialState
from cogs.ui.language import _
from cogs.ui.words import safe

if TYPE_CHECKING:
    from bot.servers import LoggedAction

_STATES = {
    SerialState.DRAFT: Phrase("not started"),
    SerialState.RUNNING: Phrase("running"),
    SerialState.PAUSED: Phrase("paused"),
    SerialState.WAITING: Phrase("has posted all there is so far, and waits for more"),
    SerialState.ENDED: Phrase("has come to its end"),
    SerialState.STOPPED: Phrase("stopped"),
}

# Why a serial is paused, and what to do; `/serial resume` comes after every mend.
_HALTS: dict[str, tuple[Phrase, Phrase]] = {
    Halt.MODERATOR: (Phrase("A moderator paused it."), Phrase("`/serial resume` lets it go on.")),
    Halt.STORY_GONE: (
        Phrase("Its story is not in the library of this server any more."),
        Phrase("Once the story is back, `/serial resume` lets it go on; `/serial stop` ends it."),
    ),
    Halt.ABOVE_CEILING: (
        Phrase("Its story is rated higher than this server allows."),
        Phrase(
            "Raise the rating ceiling in `/server settings`, then use `/serial resume`; or end it with `/serial stop`."
        ),
    ),
    Halt.SWITCHED_OFF: (
        Phrase("Serials are turned off in this server."),
        Phrase("Allow them in `/server settings`, then use `/serial resume`."),
    ),
    Halt.NO_DATES: (
        Phrase("It follows the dates in its story, and what is left of the story has none."),
        Phrase("End it with `/serial stop`, and start another with days of the week."),
    ),
    Halt.FAILED: (
        Phrase("Something went wrong on my side."),
        Phrase("Try `/serial resume`; if it stays, tell the bot’s operator."),
    ),
    Reason.NO_PERMISSION: (
        Phrase("I lack a permission in its channel."),
        Phrase(
            "Allow me to view the channel, send messages there and in its threads, and read its history; then use "
            "`/serial resume`."
        ),
    ),
    Reason.CHANNEL_GONE: (
        Phrase("Its channel is gone, or I cannot see it any more."),
        Phrase("Allow me to view it and use `/serial resume`; if it is deleted, start the serial anew in another."),
    ),
    Reason.THREAD_CLOSED: (
        Phrase("Its thread is archived or locked."),
        Phrase("Open the thread again, then use `/serial resume`."),
    ),
    Reason.TAG_REQUIRED: (
        Phrase("Its forum wants a tag on each post, and the serial has none that is there."),
        Phrase(
            "Let the forum take posts without tags and use `/serial resume`, or start the serial anew with `tags:`."
        ),
    ),
    Reason.DM_CLOSED: (Phrase("Discord does not let me write there."), Phrase("Start the serial anew in a channel.")),
    Reason.ANTI_SPAM: (
        Phrase("Discord does not let me send anything for a while."),
        Phrase("Wait some hours, then use `/serial resume`."),
    ),
    Reason.NOT_AGE_RESTRICTED: (
        Phrase("Its story is for adults, and its channel is not marked as age-restricted."),
        Phrase("Mark the channel as age-restricted, then use `/serial resume`; or end it with `/serial stop`."),
    ),
    Reason.CANNOT_LOOK: (
        Phrase("I cannot tell whether its last post arrived: I may not read the history of its channel."),
        Phrase("Allow me to read the message history there, then use `/serial resume`."),
    ),
    Reason.REJECTED: (
        Phrase("Discord refused its last post."),
        Phrase("Try `/serial resume`; if it stays, tell the bot’s operator."),
    ),
}

_DONE = {
    "serial-started": Phrase("{when}: {who} started the serial {title} in {channel}."),
    "serial-paused": Phrase("{when}: {who} paused the serial {title} in {channel}."),
    "serial-resumed": Phrase("{when}: {who} resumed the serial {title} in {channel}."),
    "serial-slot-skipped": Phrase("{when}: {who} skipped a slot of the serial {title} in {channel}."),
    "serial-posted": Phrase("{when}: {who} had the serial {title} post at once in {channel}."),
    "serial-stopped": Phrase("{when}: {who} stopped the serial {title} in {channel}."),
}
_BY_ITSELF = {
    "serial-halted": Phrase("{when}: The serial {title} in {channel} is paused. {reason} {mend}"),
    "serial-stopped": Phrase("{when}: The serial {title} in {channel} is stopped: its story was withdrawn."),
}
# As the engine writes what an action was about: the title (none of a story for adults), the channel, perhaps a reason.
_DETAIL = re.compile(r"(?P<title>.*) (?P<channel><#\d+>)(?: \((?P<reason>[a-z-]+)\))?", re.DOTALL)


def state_words(state: SerialState) -> str:
    """How a serial stands."""
    return _(_STATES[state])


def halt_words(reason: str | None) -> tuple[str, str]:
    """Why a serial is paused, and what mends it, each in a sentence."""
    why, mend = _HALTS.get(reason or "", _HALTS[Halt.FAILED])
    return _(why), _(mend)


def logged_serial(entry: LoggedAction) -> str | None:
    """An action of a server's log in one line; None for one that is not about a serial."""
    if entry.action not in {*_DONE, *_BY_ITSELF}:
        return None
    found = _DETAIL.fullmatch(entry.detail)
    title, channel, reason = found.groups() if found else (entry.detail, "", None)
    why, mend = halt_words(reason)
    said = (_DONE if entry.actor_id or entry.action not in _BY_ITSELF else _BY_ITSELF).get(entry.action)
    return _(
        said or _BY_ITSELF[entry.action],
        when=discord.utils.format_dt(entry.at, "f"),
        who=f"<@{entry.actor_id}>",
        title=f"**{safe(title, 80)}**" if title else _("of a story that cannot be named here"),
        channel=channel or "–",
        reason=why,
        mend=mend,
    )
