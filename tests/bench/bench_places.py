"""What carrying readers' places over to a next edition costs: `make bench` prints it; nothing here is a pass or a fail."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.db import Database, open_database
from bot.db.parts import current_edition
from bot.db.places import find_following
from bot.db.progress import save_progress
from bot.db.readers import keep_reader
from bot.db.stories import save_story
from bot.models import Block, Metadata, Part, Position, Progress, Reader, Span, Spot, Story
from bot.text import fingerprint
from bot.text.places import PlaceMap
from tests.bench.bench_hot_paths import invented
from tests.places import Paragraph, everything, redivide, rename, resplit, typos

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
PLACES = 10_000


def novel(rng: random.Random) -> list[list[str]]:
    """About 150,000 words in 100 parts of 40 paragraphs, some of them a word long."""
    return [[invented(rng, rng.choice([1, 10, 40, 100])) for _ in range(40)] for _ in range(100)]


def story(parts: list[list[str]]) -> Story:
    return Story(
        Metadata(title="Novel"),
        tuple(Part(n, tuple(Block((Span(text),)) for text in part)) for n, part in enumerate(parts, start=1)),
    )


def save(parts: list[list[str]], content_hash: str):
    return save_story("novel", story(parts), content_hash=content_hash, importer_version=1, title="Novel", now=NOON)


def changed(edit: Any, parts: list[list[str]]) -> list[list[str]]:
    new = [[Paragraph(text) for text in part] for part in parts]
    edit(random.Random(5), new, lambda rng: invented(rng, 30))
    return [[paragraph.text for paragraph in part] for part in new if part]


def nothing(_rng: Any, parts: Any, _strange: Any) -> None:
    """Chapters are only added at the end."""
    parts += [[Paragraph("The end.")]]


def every_word(_rng: Any, parts: Any, _strange: Any) -> None:
    """Every tenth word of every paragraph becomes another."""
    for part in parts:
        part[:] = [
            Paragraph(" ".join("x" if n % 10 == 5 else word for n, word in enumerate(p.text.split()))) for p in part
        ]


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture
def kept(loop: asyncio.AbstractEventLoop, tmp_path: Path) -> Iterator[tuple[Database, list[list[str]]]]:
    """A novel with 10,000 readers in it, each at a place of her own."""
    database = loop.run_until_complete(open_database(f"sqlite:///{tmp_path / 'bench.db'}"))
    parts = novel(random.Random(4))

    def readers(story_id: int, edition: int):
        rng = random.Random(6)
        for reader in range(PLACES):
            part = rng.randint(1, len(parts))
            paragraph = rng.randrange(40)
            spot = Spot(paragraph, rng.choice([0, rng.randrange(len(parts[part - 1][paragraph]))]))
            yield from keep_reader(Reader(reader), NOON)
            here = Position(story_id, edition, part, spot)
            yield from save_progress(reader, Progress(here, here, part, spot, by_command=True, finished=False), NOON)

    story_id = loop.run_until_complete(database.run(save(parts, "0")))
    edition = loop.run_until_complete(database.read(current_edition(story_id)))
    assert edition is not None
    loop.run_until_complete(database.run(readers(story_id, edition)))
    yield database, parts
    loop.run_until_complete(database.close())


@pytest.mark.benchmark(group="save a novel's next edition with 10,000 readers' places in it (three positions each)")
@pytest.mark.parametrize("edit", [nothing, resplit, typos, redivide, rename, everything, every_word])
def test_next_edition(benchmark: Any, kept: tuple[Database, list[list[str]]], loop: Any, edit: Any):
    database, parts = kept
    new = changed(edit, parts)
    benchmark.pedantic(lambda: loop.run_until_complete(database.run(save(new, "1"))), rounds=1)


@pytest.mark.benchmark(group="map 10,000 places of a novel (150,000 words), each another, without the database")
@pytest.mark.parametrize("edit", [nothing, resplit, typos, redivide, rename, everything, every_word])
def test_map(benchmark: Any, edit: Any):
    old = novel(random.Random(4))
    new = changed(edit, old)
    prints = [[[fingerprint(text) for text in part] for part in edition] for edition in (old, new)]
    rng = random.Random(6)
    spots = []
    for _ in range(PLACES):
        part, paragraph = rng.randint(1, len(old)), rng.randrange(40)
        spots.append((part, Spot(paragraph, rng.choice([0, rng.randrange(len(old[part - 1][paragraph]))]))))

    def map_all() -> None:
        places = PlaceMap(*prints, new)
        places.know({number: old[number - 1] for spot in spots for number in places.wanted(*spot)})
        for spot in spots:
            places.place(*spot)

    benchmark.pedantic(map_all, rounds=3)


@pytest.mark.benchmark(group="save a novel's next edition that nobody reads, as the floor")
def test_next_edition_unread(benchmark: Any, kept: tuple[Database, list[list[str]]], loop: Any):
    database, parts = kept
    new = save_story("unread", story(parts), content_hash="0", importer_version=1, title="Novel", now=NOON)
    loop.run_until_complete(database.run(new))
    again = save_story("unread", story(parts), content_hash="1", importer_version=1, title="Novel", now=NOON)
    benchmark.pedantic(lambda: loop.run_until_complete(database.run(again)), rounds=1)


@pytest.mark.benchmark(group="a button of an old message of a novel (4,000 paragraphs)")
def test_old_button(benchmark: Any, kept: tuple[Database, list[list[str]]], loop: Any):
    database, parts = kept
    story_id = loop.run_until_complete(database.run(save(changed(everything, parts), "1")))
    old = Position(story_id, 1, 50, Spot(20))
    benchmark.pedantic(lambda: loop.run_until_complete(database.read(find_following(old))), rounds=30, warmup_rounds=2)
