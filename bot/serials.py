"""Serials as values: what a server asked to be posted where and when, how that stands, and what its posts hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.cadence import Missed
from bot.models import Ending, Position, Rating

# "About so many words" is anything between these.
FEWEST_WORDS, MOST_WORDS = 50, 20_000


class ChannelKind(StrEnum):
    """What a serial is posted in. Announcement channels (`news`) are posted to like text channels, never crossposted."""

    TEXT = "text"
    NEWS = "news"
    THREAD = "thread"
    FORUM = "forum"


class SerialState(StrEnum):
    """How a serial stands: `waiting` has posted all there is so far, and goes on by itself once more is added.

    `draft` is one that was planned and not started.
    """

    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    WAITING = "waiting"
    ENDED = "ended"
    STOPPED = "stopped"


class Halt(StrEnum):
    """Why a serial is paused, besides `bot.messenger.Reason`."""

    MODERATOR = "moderator"
    STORY_GONE = "story-gone"
    ABOVE_CEILING = "above-ceiling"
    SWITCHED_OFF = "switched-off"
    NO_DATES = "no-dates"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Pace:
    """How much one post holds: a scene, a whole chapter, or about so many words in whole scenes."""

    words: int | None = None
    by_chapter: bool = False

    def __str__(self) -> str:
        """As it is kept: `scene`, `chapter` or `1500`."""
        return "chapter" if self.by_chapter else str(self.words) if self.words else "scene"


@dataclass(frozen=True, slots=True)
class Channel:
    """What Discord says of the channel that a serial is to be posted in, when it is asked for.

    `missing` names the permissions that the bot needs there and has not, as Discord names them in its settings. `closed`
    is a thread that is archived or locked. `tags` names a forum's, and `tag_required` says that its posts need one.
    """

    id: int
    kind: ChannelKind
    age_restricted: bool = False
    missing: tuple[str, ...] = ()
    closed: bool = False
    tags: tuple[str, ...] = ()
    tag_required: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """What `/serial start` was given, as typed; `timezone` falls back on the server's, then on the moderator's own."""

    story_id: int
    every: str
    at: str
    timezone: str | None = None
    from_part: int = 1
    starts: str | None = None
    pace: str = "scene"
    role_id: int | None = None
    tags: str | None = None
    discuss: bool = False
    locked: bool = False
    missed: Missed = Missed.ONE
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Serial:
    """A serial as it stands.

    `schedule` is what `bot.cadence.to_text` wrote. `place` is where the next post begins and `shown` where that begins
    which nobody has been shown yet, both None where all of the story is; until a post is done they differ. `next_slot` is
    its next moment; the epoch stands for one that is still to be reckoned. `fired` is the last slot that was posted for.
    `dated` and `story_date` are the slot and the date of the last dated part that was posted, for a schedule by story
    dates. `delivery_id` is the last step of the post that is under way, if one is. `reason` says why it is paused: a
    `Halt` or a `bot.messenger.Reason`. `title` and `parts` are those of its story now.
    """

    id: int
    server_id: int
    channel_id: int
    channel_kind: ChannelKind
    story_id: int
    state: SerialState
    schedule: str
    missed: Missed
    pace: Pace
    role_id: int | None
    tags: tuple[str, ...]
    discuss: bool
    locked: bool
    goes_on: bool
    edition_id: int
    place: Position | None
    shown: Position | None
    next_slot: datetime | None
    fired: datetime | None
    dated: datetime | None
    story_date: str | None
    posts: int
    delivery_id: int | None
    started_by: int
    created_at: datetime
    reason: str | None
    title: str
    parts: int

    @property
    def posting(self) -> bool:
        """Whether a post is under way."""
        return self.delivery_id is not None


# --- what is to be drawn --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Section:
    """A part, or a page's share of one, in a message: its text as it is sent, and what stands above it.

    `opens`: the part begins here; `chapter_opens`: its chapter does, and then its title, `notes` and that it is `warned`
    of are shown. `marker` is the ornament printed before the part.
    """

    part: int
    text: str
    opens: bool = True
    chapter_title: str | None = None
    chapter_opens: bool = False
    notes: str | None = None
    warned: bool = False
    marker: str | None = None


@dataclass(frozen=True, slots=True)
class SerialPage:
    """One message of a serial's post: page `page` of `pages`, the story's parts `first_part` to `last_part` of `parts`.

    Post `post` counts from 1. On its first page stand title, author, rating and warnings, and `role_id` is pinged (it
    alone may be); in a forum that page makes the post, with `tags`. `place` is where the page begins, for Bookmark and
    for private pages. `ending` is there on the story's last page alone; then `goes_on` says that the sequel follows in
    this serial, and `waits` that this serial goes on when the author adds more. `coming` is when the next post comes, as
    far as that is known; it stands on a post's last page alone.
    """

    serial_id: int
    story_id: int
    post: int
    page: int
    pages: int
    title: str
    author: str | None
    rating: Rating
    warnings: tuple[str, ...]
    first_part: int
    last_part: int
    parts: int
    place: Position
    sections: tuple[Section, ...]
    role_id: int | None = None
    tags: tuple[str, ...] = ()
    ending: Ending | None = None
    goes_on: bool = False
    waits: bool = False
    coming: datetime | None = None

    @property
    def is_first(self) -> bool:
        """Whether the post begins here."""
        return self.page == 1

    @property
    def is_last(self) -> bool:
        """Whether the post ends here."""
        return self.page == self.pages


@dataclass(frozen=True, slots=True)
class Discussion:
    """The name and first words of the thread that is made on a post to talk about it."""

    serial_id: int
    story_id: int
    title: str
    first_part: int
    last_part: int
    chapter_title: str | None = None


# --- what moderators are shown --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PostLine:
    """One post that was made: its number, when, and where its first message is."""

    number: int
    at: datetime
    channel_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class SerialView:
    """A serial with its next slots (five at most), its last posts, and what is wrong with it.

    `pending` counts steps still to be sent, `retried` those of them that Discord has not taken yet though they were tried.
    """

    serial: Serial
    slots: tuple[datetime, ...] = ()
    posts: tuple[PostLine, ...] = ()
    pending: int = 0
    retried: int = 0


@dataclass(frozen=True, slots=True)
class Lock:
    """What a locked serial keeps from readers of its server: all from `shown` on.

    `coming` is when the next post comes, None where nobody knows.
    """

    serial_id: int
    channel_id: int
    shown: Position
    coming: datetime | None = None
