"""Describing a story: its card, its warnings, its contents; none of it moves a reader's place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.db import parts, progress, stories
from bot.models import Spot
from bot.services.audience import count_audience
from bot.services.find import CHOICES
from bot.services.scope import enter, require_story
from bot.services.serials.ahead import is_ahead, last_shown, lock_for
from bot.services.topics import is_about
from bot.text import name_warning

if TYPE_CHECKING:
    from bot.db import Work
    from bot.models import Chapter, PartEntry, StoryCard, Visit
    from bot.serials import Lock
    from bot.services.audience import Audience
    from bot.services.engine import Engine


@dataclass(frozen=True, slots=True)
class StoryContents:
    """At most 25 of a story's parts, from number `first` on, with all its chapters.

    `here` is the part the reader is in, None before she began; `furthest` the last one she has seen, 0 before. What
    later parts begin with would tell her what is to come. `last` is the last part that may be shown to
    her: a serial's `lock` keeps the rest, which is left out.
    """

    card: StoryCard
    chapters: tuple[Chapter, ...]
    parts: tuple[PartEntry, ...]
    first: int
    here: int | None
    furthest: int
    last: int
    lock: Lock | None = None


@dataclass(frozen=True, slots=True)
class Warnings:
    """What a story's author warns of: `listed` for the whole story, `by_chapter` with the chapter's number and title.

    `declined`: the author chose not to warn. `denied`: the author says that no warnings apply. Neither and nothing
    listed: the file is silent, which is not the same as safe.
    """

    card: StoryCard
    listed: tuple[str, ...]
    by_chapter: tuple[tuple[int, str | None, tuple[str, ...]], ...]
    declined: bool
    denied: bool


@dataclass(frozen=True, slots=True)
class TopicAnswer:
    """What the author says of one topic: warned for the `whole` story, for some chapters, declined, or nothing."""

    warnings: Warnings
    topic: str
    whole: bool
    chapters: tuple[tuple[int, str | None], ...]


async def describe(engine: Engine, visit: Visit, story_id: int) -> StoryCard:
    """The story's card. Raises NotFoundError and NotHereError."""
    return await engine.read(visit, _card(engine, visit, story_id))


async def describe_to(engine: Engine, visit: Visit, story_id: int) -> tuple[StoryCard, Audience | None]:
    """The story's card and, for the author who published it, how it is read. Raises NotFoundError and NotHereError."""
    return await engine.read(visit, _card_for(engine, visit, story_id))


async def list_contents(engine: Engine, visit: Visit, story_id: int, part: int | None = None) -> StoryContents:
    """The story's chapters, and the parts round `part` or round the reader's place. Raises NotFoundError, NotHereError."""
    return await engine.read(visit, _contents(engine, visit, story_id, part))


async def list_warnings(engine: Engine, visit: Visit, story_id: int) -> Warnings:
    """The story's content warnings. Raises NotFoundError and NotHereError."""
    return await engine.read(visit, _warnings(engine, visit, story_id))


async def ask_topic(engine: Engine, visit: Visit, story_id: int, topic: str) -> TopicAnswer:
    """Whether the author warns of a topic, by any of its usual names. Raises NotFoundError and NotHereError."""
    warnings = await list_warnings(engine, visit, story_id)
    slug = name_warning(topic)
    chapters = tuple(
        (number, title)
        for number, title, listed in warnings.by_chapter
        if any(is_about(slug, warning, topic) for warning in listed)
    )
    whole = any(is_about(slug, warning, topic) for warning in warnings.listed)
    return TopicAnswer(warnings, slug, whole, chapters)


def _card(engine: Engine, visit: Visit, story_id: int) -> Work[StoryCard]:
    scope = yield from enter(engine, visit)
    yield from require_story(scope, story_id)
    card = yield from stories.get_card(story_id, scope.visibility)
    assert card is not None  # noqa: S101 - the entry was there in this very transaction
    lock = yield from lock_for(visit, story_id)
    return card if lock is None else replace(card, metadata=replace(card.metadata, spoilers=None))


def _card_for(engine: Engine, visit: Visit, story_id: int) -> Work[tuple[StoryCard, Audience | None]]:
    card = yield from _card(engine, visit, story_id)
    hers = card.author_id is not None and card.author_id == visit.reader.id
    return card, (yield from count_audience(story_id, visit.reader.id)) if hers else None


def _contents(engine: Engine, visit: Visit, story_id: int, part: int | None) -> Work[StoryContents]:
    card = yield from _card(engine, visit, story_id)
    chapters = yield from parts.list_chapters(card.edition_id)
    so_far = yield from progress.get_progress(visit.reader.id, story_id)
    here = so_far.place.part if so_far else None
    furthest = so_far.furthest_part if so_far else 0
    lock = yield from lock_for(visit, story_id)
    last = last_shown(lock, card.parts)
    first = (max(min(part or here or 1, last), 1) - 1) // CHOICES * CHOICES + 1
    entries = yield from parts.list_parts(card.edition_id, first, max(min(CHOICES, last - first + 1), 0))
    begun = [chapter for chapter in chapters if not is_ahead(lock, min(chapter.parts, default=1), Spot())]
    return StoryContents(card, tuple(begun), tuple(entries), first, here, furthest, last, lock)


def _warnings(engine: Engine, visit: Visit, story_id: int) -> Work[Warnings]:
    card = yield from _card(engine, visit, story_id)
    chapters = yield from parts.list_chapters(card.edition_id)
    by_chapter = tuple((n, c.title, named) for n, c in enumerate(chapters, start=1) if (named := _named(c.warnings)))
    declined, denied = "choose-not-to-warn" in card.warnings, "none" in card.warnings
    return Warnings(card, _named(card.metadata.warnings), by_chapter, declined, denied)


def _named(warnings: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(warning for warning in warnings if warning not in {"none", "choose-not-to-warn"})
