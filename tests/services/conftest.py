"""An engine over each database, with a small library in it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.db import Database
from bot.db.stories import save_story
from bot.models import Block, Chapter, Metadata, Part, Rating, RatingLevel, Reader, Span, Story, Surface, Where
from bot.servers import Publication
from bot.services.engine import Engine

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
SERVER = Where(Surface.SERVER)
ADULTS = Where(Surface.SERVER, age_restricted=True)
DM = Where(Surface.BOT_DM)
ADA, BO = Reader(101), Reader(102)


def part(number: int, *paragraphs: str, chapter: int | None = None) -> Part:
    return Part(number, tuple(Block((Span(text),)) for text in paragraphs), chapter=chapter)


def story_of(title: str, *parts: Part, chapters: tuple[Chapter, ...] = (), **said: object) -> Story:
    return Story(Metadata(title=title, **said), parts, chapters)  # type: ignore[arg-type]


def words(number: int, word: str = "word") -> str:
    return " ".join([word] * number) + "."


class Shelf:
    """The stories of one test, by a short name each."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.database = engine.database

    async def put(
        self,
        story: Story,
        source: str | None = None,
        content_hash: str = "1",
        published: Publication | None = None,
    ) -> int:
        title = story.metadata.title or "Untitled"
        return await self.database.run(
            save_story(
                source or f"library:{title}",
                story,
                content_hash=content_hash,
                importer_version=1,
                title=title,
                now=NOON,
                published=published,
            )
        )


@pytest.fixture
def engine(database: Database) -> Engine:
    return Engine(database, lambda: NOON, RatingLevel.TEEN)


@pytest.fixture
def shelf(engine: Engine) -> Shelf:
    return Shelf(engine)


@pytest.fixture
async def ferry(shelf: Shelf) -> int:
    """Three parts; the second takes two pages."""
    long = [words(100, f"second{i}") for i in range(6)]
    return await shelf.put(
        story_of("The Ferry", part(1, "One."), part(2, *long), part(3, "Three."), rating=Rating(RatingLevel.TEEN, "T"))
    )


@pytest.fixture
async def cellar(shelf: Shelf) -> int:
    """A story for adults, of two parts."""
    return await shelf.put(
        story_of("The Cellar", part(1, "Down."), part(2, "Up."), rating=Rating(RatingLevel.MATURE, "M"))
    )
