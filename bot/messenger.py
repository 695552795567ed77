"""What the engine asks of Discord, in its own words, and what comes of it; `cogs/ui/messenger.py` carries it out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeAlias


class StepKind(StrEnum):
    """What one step does; its target is a channel's or thread's id, a forum's, a message's channel, or a reader's."""

    MESSAGE = "message"
    FORUM_POST = "post"
    THREAD = "thread"
    DM = "dm"
    DELETE = "delete"


class Reason(StrEnum):
    """Why Discord does not let a step be carried out, now or ever."""

    NO_PERMISSION = "no-permission"
    CHANNEL_GONE = "channel-gone"
    THREAD_CLOSED = "thread-closed"
    TAG_REQUIRED = "tag-required"
    DM_CLOSED = "dm-closed"
    ANTI_SPAM = "anti-spam"
    NOT_AGE_RESTRICTED = "not-age-restricted"
    CANNOT_LOOK = "cannot-look"  # it may have been sent, and the history that would tell cannot be read
    REJECTED = "rejected"  # Discord took it for a mistake of ours


@dataclass(frozen=True, slots=True)
class Step:
    """One message, post or thread to be made exactly once, or one message of the bot's own to be deleted.

    `marker` is its 24 characters, nonce and mark in one. `content` is what `cogs/ui/outgoing.py` draws, in the language of
    `locale`, and is refused where it is `adult` and the channel is not known to be age-restricted. A thread is made on the
    message `message_id` of the channel `target`, and that message is deleted there. `dm_channel` is the reader's DM, where it is known. `since` is when the
    step was first tried.
    """

    kind: StepKind
    target: int
    marker: str
    content: object
    locale: str
    server_id: int | None = None
    message_id: int | None = None
    dm_channel: int | None = None
    adult: bool = False
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """It is there, or gone where it was to be deleted: the message's id, and the channel, thread or DM that it is in."""

    channel_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class Refused:
    """It is not there, and trying again will not help until somebody mends the reason; `detail` is Discord's wording."""

    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Busy:
    """It is not there, for certain, and may be tried again in so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Nobody knows: the request may have been carried out although no answer came."""


@dataclass(frozen=True, slots=True)
class Absent:
    """A look found nothing, and could see."""


Outcome: TypeAlias = Sent | Refused | Busy | Unanswered


class Messenger(Protocol):
    """Discord, as far as the engine needs it. Nothing here raises: what can go wrong is an answer."""

    async def send(self, step: Step) -> Outcome:
        """Carries out a step, once: it is never repeated inside."""
        ...

    async def look(self, step: Step) -> Outcome | Absent:
        """The step's message, if an earlier try has made it; Refused where the history cannot be read."""
        ...

    async def is_member(self, server_id: int, reader_id: int) -> bool:
        """Whether somebody is a member of a server for certain; unknown means no."""
        ...
