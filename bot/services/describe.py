"""Describing a story: its card, its warnings, its contents; none of it moves a reader's place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.db import parts, progress, stories
from bot.text import name_warning

if TYPE_CHECKING:
    from bot.db import Work
    from bot.models import Chapter, PartEntry, Reader, StoryCard, Where
    from bot.services.engine import Engine


@dataclass(frozen=True, slots=True)
class StoryContents:
    """A story's parts in order with its chapters; `here` is the part the reader is in, None before she began."""

    card: StoryCard
    chapters: tuple[Chapter, ...]
    parts: tuple[PartEntry, ...]
    here: int | None


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
    """What the author says of one topic: `warned` with the chapters that carry it, or declined, or nothing."""

    warnings: Warnings
    topic: str
    warned: bool
    chapters: tuple[tuple[int, str | None], ...]


async def describe(engine: Engine, where: Where, story_id: int) -> StoryCard:
    """The story's card. Raises NotFoundError and NotHereError."""
    return await engine.database.run(_card(engine, where, story_id))


async def list_contents(engine: Engine, reader: Reader, where: Where, story_id: int) -> StoryContents:
    """The story's chapters and parts. Raises NotFoundError and NotHereError."""
    return await engine.database.run(_contents(engine, reader, where, story_id))


async def list_warnings(engine: Engine, where: Where, story_id: int) -> Warnings:
    """The story's content warnings. Raises NotFoundError and NotHereError."""
    return await engine.database.run(_warnings(engine, where, story_id))


async def ask_topic(engine: Engine, where: Where, story_id: int, topic: str) -> TopicAnswer:
    """Whether the author warns of a topic, by any of its usual names. Raises NotFoundError and NotHereError."""
    warnings = await list_warnings(engine, where, story_id)
    slug = name_warning(topic)
    chapters = tuple((number, title) for number, title, listed in warnings.by_chapter if slug in listed)
    return TopicAnswer(warnings, slug, slug in warnings.listed or bool(chapters), chapters)


def _card(engine: Engine, where: Where, story_id: int) -> Work[StoryCard]:
    engine.require_admitted((yield from stories.get_entry(story_id)), where)
    card = yield from stories.get_card(story_id)
    assert card is not None  # noqa: S101 - the entry was there in this very transaction
    return card


def _contents(engine: Engine, reader: Reader, where: Where, story_id: int) -> Work[StoryContents]:
    card = yield from _card(engine, where, story_id)
    chapters = yield from parts.list_chapters(card.edition_id)
    entries = yield from parts.list_parts(card.edition_id)
    so_far = yield from progress.get_progress(reader.id, story_id)
    place = None if so_far is None else (yield from parts.find_place(so_far.place))
    return StoryContents(card, tuple(chapters), tuple(entries), place.part if place else None)


def _warnings(engine: Engine, where: Where, story_id: int) -> Work[Warnings]:
    card = yield from _card(engine, where, story_id)
    chapters = yield from parts.list_chapters(card.edition_id)
    stated = card.metadata.warnings
    listed = tuple(slug for slug in stated if slug not in {"none", "choose-not-to-warn"})
    by_chapter = tuple((n, c.title, c.warnings) for n, c in enumerate(chapters, start=1) if c.warnings)
    return Warnings(card, listed, by_chapter, "choose-not-to-warn" in stated, "none" in stated)
