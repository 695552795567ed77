"""How long suggestions take among ten thousand stories, all of whose titles begin with "The": `make bench` prints it.

Every prefix of some sixty titles is typed, and each title once with two letters swapped. The floor is a unit of work on the
same database that asks nothing. Nothing here is a pass or a fail.
"""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from datetime import UTC, datetime

from bot.db import Database, Work, open_database
from bot.db.stories import save_story
from bot.models import Block, Metadata, Part, RatingLevel, Reader, Span, Story, Surface, Visit, Where
from bot.services.engine import Engine
from bot.services.find import suggest

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
STORIES = 10_000
WORDS = [
    "lamp",
    "ladder",
    "harbour",
    "winter",
    "salt",
    "cellar",
    "letter",
    "moon",
    "road",
    "garden",
    "house",
    "river",
    "storm",
    "night",
    "king",
    "queen",
    "daughter",
    "thief",
    "clock",
    "mirror",
    "bone",
    "glass",
    "fire",
    "snow",
    "raven",
    "wolf",
    "song",
    "silence",
    "promise",
    "island",
    "tower",
    "bridge",
    "train",
    "machine",
    "ghost",
    "orchard",
    "kitchen",
    "piano",
    "stair",
    "window",
    "summer",
    "autumn",
    "spring",
    "bell",
    "crow",
    "field",
    "city",
    "sea",
]


def invented_title(rng: random.Random) -> str:
    words = " ".join(rng.choices(WORDS, k=rng.randint(1, 3)))
    return f"The {words}{rng.choice(['', f' of {rng.choice(WORDS)}', f' and the {rng.choice(WORDS)}'])}".title()


async def fill(database: Database) -> None:
    rng = random.Random(2)
    for number in range(STORIES):
        said = Metadata(
            title=invented_title(rng), author=" ".join(rng.choices(WORDS, k=2)).title(), fandoms=(rng.choice(WORDS),)
        )
        story = Story(said, (Part(1, (Block((Span("x " * 60),)),)),))
        saving = save_story(str(number), story, content_hash="1", importer_version=1, title=said.title or "", now=NOON)
        await database.run(saving, durable=False)


def typed() -> list[str]:
    rng = random.Random(3)
    texts = []
    for _ in range(60):
        title = invented_title(rng)
        texts += [title[:length] for length in range(len(title) + 1)]
        letters = list(title)
        at = rng.randrange(4, max(len(letters) - 2, 5))
        letters[at : at + 2] = reversed(letters[at : at + 2])
        texts.append("".join(letters))
    return texts


def nothing() -> Work[None]:
    yield from ()


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = await open_database(f"sqlite:///{folder}/bench.db")
        await fill(database)
        engine, visit = Engine(database, lambda: NOON, RatingLevel.TEEN), Visit(Reader(1), Where(Surface.SERVER))
        floor, ours, worked = [], [], []
        for text in typed():
            began = time.perf_counter()
            await database.read(nothing())
            between, before = time.perf_counter(), time.process_time()
            await suggest(engine, visit, text)
            floor.append(between - began)
            ours.append(time.perf_counter() - between)
            worked.append(time.process_time() - before)
        await database.close()
    print(f"{f'suggestions among {STORIES:,} stories, ms':44} {'median':>8} {'p99':>8} {'longest':>8}")
    for name, times in (
        ("floor: a unit of work that asks nothing", floor),
        (f"{len(ours)} texts typed", ours),
        ("the same, processor time alone", worked),
    ):
        times.sort()
        picked = (times[len(times) // 2], times[int(len(times) * 0.99)], times[-1])
        print(f"  {name:42} " + " ".join(f"{1000 * one:8.2f}" for one in picked))


if __name__ == "__main__":
    asyncio.run(main())
