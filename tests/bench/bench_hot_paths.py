"""What the hot paths cost: `make bench` prints them side by side; nothing here is a pass or a fail."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.db import Database, open_database
from bot.db.stories import save_story
from bot.library.search import search
from bot.models import Block, Metadata, Part, RatingLevel, Reader, Span, Story, Surface, Visit, Where
from bot.services.engine import Engine
from bot.services.read import open_part, turn
from bot.text import escape, lay_out, read_story
from tests.db.samples import EVERY_STORY

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
SYLLABLES = ["ka", "lo", "mi", "ren", "sal", "tor", "vi", "nesh", "ard", "el", "um", "qua", "pe", "dri", "fo", "zan"]


def invented(rng: random.Random, words: int) -> str:
    """Prose-like text that no real story has."""
    return " ".join("".join(rng.choices(SYLLABLES, k=rng.randint(1, 3))) for _ in range(words)) + "."


def a_part(words: int) -> Part:
    rng = random.Random(1)
    return Part(1, tuple(Block((Span(invented(rng, 60)),)) for _ in range(words // 60)))


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture(scope="module")
def library(loop: asyncio.AbstractEventLoop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """10,000 stories of one part."""
    database = loop.run_until_complete(open_database(f"sqlite:///{tmp_path_factory.mktemp('bench') / 'bench.db'}"))

    async def fill() -> None:
        rng = random.Random(2)
        for number in range(10_000):
            title = invented(rng, 3).title()
            story = Story(Metadata(title=title, author=invented(rng, 2).title()), (a_part(60),))
            await database.run(
                save_story(str(number), story, content_hash="1", importer_version=1, title=title, now=NOON)
            )

    loop.run_until_complete(fill())
    yield database
    loop.run_until_complete(database.close())


@pytest.mark.benchmark(group="escape a page (3,500 characters), with str.upper as the floor")
@pytest.mark.parametrize("what", [escape, str.upper], ids=["escape", "floor"])
def test_escape(benchmark: Any, what: Any):
    benchmark(what, a_part(600).blocks[0].text * 10)


@pytest.mark.benchmark(group="cut a part into pages")
@pytest.mark.parametrize("words", [500, 1_500, 5_000, 50_000])
def test_cut_pages(benchmark: Any, words: int):
    benchmark(lay_out, a_part(words))


@pytest.mark.benchmark(group="read a file (1 MB of text)")
def test_read_story(benchmark: Any):
    rng = random.Random(3)
    text = "\n\n".join(invented(rng, 60) for _ in range(2_200)).encode()
    benchmark.pedantic(read_story, (text, "bench.txt"), rounds=5)


@pytest.mark.benchmark(group="autocomplete among 10,000 stories")
@pytest.mark.parametrize("typed", ["", "k", "salto", "vinesh torka"])
def test_autocomplete(benchmark: Any, library: Database, loop: asyncio.AbstractEventLoop, typed: str):
    def suggest() -> None:
        loop.run_until_complete(library.read(search(typed, visibility=EVERY_STORY)))

    benchmark.pedantic(suggest, rounds=50, warmup_rounds=3)


@pytest.mark.benchmark(group="turn a page (database and layout, no Discord)")
def test_turn(benchmark: Any, library: Database, loop: asyncio.AbstractEventLoop):
    engine = Engine(library, lambda: NOON, RatingLevel.TEEN)
    where, reader = Where(Surface.SERVER), Reader(1)
    view = loop.run_until_complete(open_part(engine, Visit(reader, where), 5000, 1))

    def turn_once() -> None:
        loop.run_until_complete(turn(engine, Visit(reader, where), view.place, 1))

    benchmark.pedantic(turn_once, rounds=200, warmup_rounds=5)
