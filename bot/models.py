"""The frozen values that the layers hand each other: stories and their parts, places in them, readers, cards."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntFlag, StrEnum
from typing import NamedTuple

# --- a story as the importer reads it -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a story file may be; a larger one is refused in a sentence, before it costs time or memory."""

    bytes: int = 64 * 1024 * 1024  # of the file, and again of all that is unpacked from it
    members: int = 10_000  # files in an archive
    ratio: int = 250  # unpacked to packed; prose packs about 3 to 1
    words: int = 2_000_000  # of the story; the longest novels have about as many


@dataclass(frozen=True, slots=True)
class Quotas:
    """What may be published from Discord: bytes of all files of one story, and stories of an author and of a server."""

    upload_bytes: int = 25 * 1024 * 1024
    author_stories: int = 100
    server_stories: int = 1000


class RatingLevel(StrEnum):
    """Every rating vocabulary brought to one scale; a story that states none has no level at all."""

    GENERAL = "general"
    PARENTAL = "parental"
    TEEN = "teen"
    MATURE = "mature"
    EXPLICIT = "explicit"
    UNRATED = "unrated"


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating: `level` on our scale and `raw`, the author's own words; both None where none is stated."""

    level: RatingLevel | None = None
    raw: str | None = None


class Style(IntFlag):
    """How a span of prose is set; flags combine."""

    PLAIN = 0
    EMPHASIS = 1
    STRONG = 2
    STRIKE = 4
    UNDERLINE = 8


class Span(NamedTuple):
    """A run of characters in one style; a line break inside verse is the character LF.

    `target` is the address on the web that a link's words lead to, as `bot.text.links` writes it; it is no part of the text.
    Spans and blocks are tuples: a novel has ten thousand of each, and nothing else is made as fast.
    """

    text: str
    style: Style = Style.PLAIN
    target: str = ""


class BlockKind(StrEnum):
    """What a block is: `verse` keeps its line breaks and indentation, a `paragraph` has neither."""

    PARAGRAPH = "paragraph"
    VERSE = "verse"


class Block(NamedTuple):
    """One paragraph or one piece of verse, without the blank space around it."""

    spans: tuple[Span, ...]
    kind: BlockKind = BlockKind.PARAGRAPH

    @property
    def text(self) -> str:
        """The author's characters alone, without styles."""
        return self.spans[0].text if len(self.spans) == 1 else "".join([span.text for span in self.spans])


class BreakKind(StrEnum):
    """What stands before a part: a printed ornament, blank space, a chapter heading, or nothing (the start)."""

    HARD = "hard"
    SOFT = "soft"
    CHAPTER = "chapter"
    START = "start"


@dataclass(frozen=True, slots=True)
class Break:
    """The break before a part; `marker` is the ornament as printed, None where nothing is printed."""

    kind: BreakKind
    marker: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One scene: what one `/read` serves. `number` and `chapter` count from 1; offsets are code points or None."""

    number: int
    blocks: tuple[Block, ...]
    opening: Break = Break(BreakKind.START)
    chapter: int | None = None
    date: str | None = None
    start: int | None = None
    end: int | None = None

    @property
    def words(self) -> int:
        """Words as white space divides them."""
        return sum(len(block.text.split()) for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Chapter:
    """The author's own titled division; `warnings` and `notes` stand before it, apart from the text."""

    title: str | None
    parts: tuple[int, ...]
    warnings: tuple[str, ...] = ()
    notes: str | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a file says of its story. `title_from` is header, front-matter, text, sequel, filename or None."""

    title: str | None = None
    title_from: str | None = None
    author: str | None = None
    series: str | None = None
    series_index: int | float | None = None
    rating: Rating = Rating()
    warnings: tuple[str, ...] = ()
    fandoms: tuple[str, ...] = ()
    relationships: tuple[str, ...] = ()
    characters: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    genre: str | None = None
    summary: str | None = None
    spoilers: str | None = None
    notes: str | None = None
    disclaimer: str | None = None
    language: str | None = None
    published: str | None = None
    prequel: str | None = None
    sequel: str | None = None
    rights: str | None = None
    complete: bool | None = None
    chapters_planned: int | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """A whole work as read from bytes: what is said of it, its chapters and its parts in order."""

    metadata: Metadata
    parts: tuple[Part, ...]
    chapters: tuple[Chapter, ...] = ()
    encoding: str | None = "utf-8"

    @property
    def words(self) -> int:
        """Words of all parts together."""
        return sum(part.words for part in self.parts)


# --- places and readers ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A place inside one part: `paragraph` counts its blocks from 0, `offset` code points of that block's text."""

    paragraph: int = 0
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Position:
    """Where a reader is; `fingerprint` names the paragraph by its words, so that the place survives a new edition."""

    story_id: int
    edition_id: int
    part: int
    spot: Spot = Spot()
    fingerprint: str = ""


class Surface(StrEnum):
    """Where an interaction happens: in a server, in the bot's DM with one person, or in a DM or group of others."""

    SERVER = "server"
    BOT_DM = "bot-dm"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Where:
    """The place that would show a page. `age_restricted` is False whenever that is not known for certain.

    `server_id` is that of a server the bot is installed in; where somebody only brought it along there is none.
    """

    surface: Surface
    age_restricted: bool = False
    server_id: int | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks: a Discord user id and the locale Discord last reported."""

    id: int
    locale: str = "en-US"


@dataclass(frozen=True, slots=True)
class Visit:
    """One request: who asks, and the place that would show the answer; a `moderator` manages the server it is in."""

    reader: Reader
    where: Where
    moderator: bool = False


class PageLength(StrEnum):
    """How much of a part a reader wants on one page."""

    SHORT = "short"
    NORMAL = "normal"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a reader chose; these are the values of one who chose nothing.

    `shares`: what `/read` serves is shown to everybody unless she says otherwise; None leaves it to the server. `zone` is an IANA name or None.
    `notices`: the bot may write to her by DM of its own accord. `avoided` are topics (slugs, or words as typed) before
    which a page first asks, by name where `names_topics`. `adult`: she confirmed that she is one.
    """

    shares: bool | None = None
    page_length: PageLength = PageLength.LONG
    zone: str | None = None
    notices: bool = True
    names_topics: bool = False
    avoided: tuple[str, ...] = ()
    adult: bool = False


class Gate(StrEnum):
    """What the gate (bot/gate.py) sees of a story; kept with it, so that lists can ask for what fits a place."""

    OPEN = "open"  # anywhere
    UNSTATED = "unstated"  # no rating: as the setting NO_RATING_MEANS says
    ADULT = "adult"  # only where adults are known to be
    HELD = "held"  # nowhere


# --- stories as the library knows them ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """One line of the library: enough for a list, a suggestion and the gate.

    `warnings` are those of the story and of its chapters together. `server_id` is that of the server it was published
    in, None for the operator's; `level` is what a server's ceiling is compared with, None where no rating is stated.
    """

    story_id: int
    edition_id: int
    gate: Gate
    title: str
    author: str | None
    series: str | None
    series_index: int | float | None
    rating: Rating
    warnings: tuple[str, ...]
    fandoms: tuple[str, ...]
    words: int
    parts: int
    server_id: int | None = None
    level: RatingLevel | None = None


class LibraryOrder(StrEnum):
    """In which order the library is listed; within equals by title."""

    TITLE = "title"
    RECENT = "recent"
    AUTHOR = "author"
    SERIES = "series"
    RATING = "rating"
    SHORTEST = "shortest"
    LONGEST = "longest"


class ReadingStatus(StrEnum):
    """How far a reader is in a story."""

    UNREAD = "unread"
    READING = "reading"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class LibraryFilter:
    """What a reader wants of the library; None asks for nothing. `tag` fits tags, fandoms, genre and names.

    A search has an order of its own, the likeliest first.
    """

    search: str | None = None
    rating: RatingLevel | None = None
    tag: str | None = None
    status: ReadingStatus | None = None
    order: LibraryOrder = LibraryOrder.TITLE


class LabelKind(StrEnum):
    """What a label of a story is."""

    FANDOM = "fandom"
    TAG = "tag"
    PAIRING = "pairing"
    CHARACTER = "character"
    GENRE = "genre"


@dataclass(frozen=True, slots=True)
class Label:
    """A label by the name an author wrote, with the number of stories that have it."""

    name: str
    stories: int


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The story before or after in a series; `story_id` is None while it is awaited.

    One that is there but may not be shown in this place is `barred` and has no id.
    """

    title: str
    story_id: int | None = None
    barred: bool = False


class PointerKind(StrEnum):
    """Which neighbour a story names by its title."""

    PREQUEL = "prequel"
    SEQUEL = "sequel"

    @property
    def opposite(self) -> PointerKind:
        """What the neighbour would name in turn."""
        return PointerKind.PREQUEL if self is PointerKind.SEQUEL else PointerKind.SEQUEL


class LinkOrigin(StrEnum):
    """How two stories found each other: the earlier names the later, the later the earlier, or their series tells."""

    SEQUEL = "sequel"
    SERIES = "series"
    PREQUEL = "prequel"


@dataclass(frozen=True, slots=True)
class LinkedStory:
    """A visible story before or after another, and all ways in which they found each other."""

    story_id: int
    title: str
    gate: Gate
    server_id: int | None
    level: RatingLevel | None
    origins: tuple[LinkOrigin, ...]


@dataclass(frozen=True, slots=True)
class AwaitedTitle:
    """A title that a story names as its prequel or sequel and that is not here; the id stays for as long as the story."""

    id: int
    story_id: int
    author: str | None
    kind: PointerKind
    title: str


@dataclass(frozen=True, slots=True)
class Links:
    """The stories before and after a story, the likeliest first, and the titles it awaits."""

    earlier: tuple[LinkedStory, ...] = ()
    later: tuple[LinkedStory, ...] = ()
    awaited: tuple[AwaitedTitle, ...] = ()


@dataclass(frozen=True, slots=True)
class Ending:
    """What follows a story's last page: its sequel, if any, or the end; `unfinished` where the author says so."""

    sequel: Neighbour | None = None
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class StoryCard:
    """Everything a story's card shows; `prequel` and `sequel` are resolved against the library.

    `warnings` are those of the story and of its chapters together. `author_id` published it from Discord, by the right
    that `rights` and `rights_note` tell; None for the operator's.
    """

    story_id: int
    edition_id: int
    metadata: Metadata
    title: str
    warnings: tuple[str, ...]
    words: int
    parts: int
    chapters: int
    prequel: Neighbour | None = None
    sequel: Neighbour | None = None
    author_id: int | None = None
    rights: str | None = None
    rights_note: str | None = None


@dataclass(frozen=True, slots=True)
class PartEntry:
    """One line of the contents: a part without its text, with the first words it opens with."""

    number: int
    chapter: int | None
    date: str | None
    words: int
    first_words: str = field(default="")


@dataclass(frozen=True, slots=True)
class StoredPart:
    """One part as the database keeps it, with what its page needs to know of the story round it."""

    part: Part
    chapter_title: str | None
    chapter_opens: bool
    chapter_notes: str | None
    chapter_warned: bool
    words_before: int


class Cut(StrEnum):
    """Why a page ends where it does, in words for people; from the best place for a page's end to the worst."""

    END = "end of the part"
    NARRATION = "after a paragraph of narration"
    STANZA = "after a stanza"
    AFTER_TALK = "after a line of talk"
    TALK = "between lines of talk"
    LEADS_ON = "after a line that leads on to the next"
    LINE = "between lines of verse"
    SENTENCE = "after a sentence"
    WORD = "between words"
    SIGN = "inside a word"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a part as sent: escaped Markdown of at most the page limit, and the places it covers, end excluded."""

    number: int
    text: str
    start: Spot
    end: Spot
    cut: Cut = Cut.END


@dataclass(frozen=True, slots=True)
class Progress:
    """A reader's way through a story; `furthest` is never lowered.

    `place` is where the page she was last shown begins, `following` where the next one does (None at the story's end).
    `by_command` tells that `/read` itself showed that page: asked again, it serves what follows. A page reached with a
    button is shown again instead. `moved`: a new edition lost the words where she was, and she has not been told.
    """

    place: Position
    following: Position | None
    furthest_part: int
    furthest_spot: Spot
    by_command: bool
    finished: bool
    moved: bool = False


class Wish(StrEnum):
    """What a reader wants to hear of: a story's new parts, its sequel, what else a series or author brings, a title."""

    STORY = "story"
    SEQUEL = "sequel"
    SERIES = "series"
    AUTHOR = "author"
    AWAITED = "awaited"


class Rhythm(StrEnum):
    """When she wants to hear of it: each time, once a story is complete, or once a week."""

    EVERY = "every"
    COMPLETE = "complete"
    WEEKLY = "weekly"


class Happening(StrEnum):
    """What happened to a story that readers may be told of."""

    ARRIVED = "arrived"
    GREW = "grew"
    COMPLETED = "completed"


class Stage(StrEnum):
    """How a reader stands to a story; `grown` is one that she had read to its end before more was added."""

    UNREAD = "unread"
    READING = "reading"
    FINISHED = "finished"
    GROWN = "grown"


@dataclass(frozen=True, slots=True)
class ReadingState:
    """What a list says of a reader and a story: `percent` of its parts while reading, `new_parts` where it has grown."""

    stage: Stage
    percent: int = 0
    new_parts: int = 0


def reading_state(progress: Progress | None, parts: int) -> ReadingState:
    """How a reader stands to a story of so many parts.

    >>> reading_state(None, 3)
    ReadingState(stage=<Stage.UNREAD: 'unread'>, percent=0, new_parts=0)
    """
    if progress is None:
        return ReadingState(Stage.UNREAD)
    new = parts - progress.furthest_part
    if not progress.finished:
        return ReadingState(Stage.READING, percent=100 * (progress.furthest_part - 1) // max(parts, 1))
    return ReadingState(Stage.GROWN, new_parts=new) if new > 0 else ReadingState(Stage.FINISHED, percent=100)
