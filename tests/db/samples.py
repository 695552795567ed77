"""Small stories made for tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.db import Database, Row, Statement, Work, stories
from bot.db.progress import save_progress
from bot.db.queries import DIALECTS, Query, translate
from bot.db.readers import keep_reader
from bot.models import (
    Block,
    Break,
    BreakKind,
    Gate,
    Metadata,
    Part,
    Position,
    Progress,
    RatingLevel,
    Reader,
    Span,
    Spot,
    Story,
)
from bot.servers import Visibility
from bot.text import fingerprint

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
EVERY_STORY = Visibility(tuple(Gate), {None: RatingLevel.EXPLICIT})


async def ask(database: Database, text: str, **values: object) -> list[Row]:
    """The rows of a query that only a test asks."""
    query = Query("test", {dialect: translate(text, dialect) for dialect in DIALECTS})

    def asking() -> Work[list[Row]]:
        return (yield Statement(query, (values,)))

    return await database.run(asking())


def block(text: str) -> Block:
    return Block((Span(text),))


def make_story(*parts: list[str], **metadata: Any) -> Story:
    """A story whose parts have these paragraphs; one part of one paragraph where none are given."""
    texts = parts or (["Once upon a time."],)
    return Story(
        Metadata(**metadata),
        tuple(
            Part(
                number,
                tuple(block(text) for text in texts),
                Break(BreakKind.HARD, "***") if number > 1 else Break(BreakKind.START),
            )
            for number, texts in enumerate(texts, start=1)
        ),
    )


def save(story: Story, *, source: str | None = None, hash: str = "hash", version: int = 1) -> Work[int]:  # noqa: A002
    title = story.metadata.title or "Untitled"
    return stories.save_story(
        source or f"library:{title}", story, content_hash=hash, importer_version=version, title=title, now=NOON
    )


def titled(title: str, **metadata: Any) -> Work[int]:
    return save(make_story(title=title, **metadata))


def place(
    story_id: int, edition_id: int, part: int, paragraph: int = 0, offset: int = 0, *, words: str = ""
) -> Position:
    return Position(story_id, edition_id, part, Spot(paragraph, offset), fingerprint(words) if words else "")


def way(position: Position, **changes: Any) -> Progress:
    """A reader at that position, come no further."""
    here = Progress(position, None, position.part, position.spot, by_command=True, finished=False)
    return replace(here, **changes)


def keep_way(reader_id: int, progress: Progress, now: datetime) -> Work[None]:
    """Save where a reader is, who may not be known yet."""
    yield from keep_reader(Reader(reader_id), now)
    assert (yield from save_progress(reader_id, progress, now))
