"""What it costs to write the notices of one event to 100,000 subscribers, and to save a story meanwhile: `make bench`."""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.db import Database, Statement, Work, open_database
from bot.db.queries import DIALECTS, Query, translate
from bot.db.stories import save_story
from bot.models import Block, Metadata, Part, RatingLevel, Span, Story
from bot.services.engine import Engine
from bot.services.notify import DIGESTS, NOTICES

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
SUBSCRIBERS = 100_000


def asked(text: str, values: list[dict[str, object]]) -> Work[None]:
    query = Query("bench", {dialect: translate(text, dialect) for dialect in DIALECTS})
    yield Statement(query, values, many=True)


def saved(title: str) -> Work[int]:
    story = Story(Metadata(title=title, author="Ann"), (Part(1, (Block((Span("Once."),)),)),))
    return save_story(title, story, content_hash="1", importer_version=1, title=title, now=NOW)


async def fill(database: Database, story_id: int, rhythm: str) -> None:
    ids = list(range(10**17, 10**17 + SUBSCRIBERS))
    random.Random(1).shuffle(ids)
    await database.run(
        asked(
            "INSERT INTO readers (id, locale, created_at, seen_at) VALUES (:id, 'en-US', 0, 0)",
            [{"id": i} for i in ids],
        )
    )
    # Each has two, of which one fits.
    for kind, target in (("author", "ann"), ("sequel", str(story_id))):
        await database.run(
            asked(
                "INSERT INTO subscriptions (reader_id, kind, target, rhythm, story_id, name, told_to, made_at)"
                " VALUES (:id, :kind, :target, :rhythm, :story, '', 0, 0)",
                [{"id": i, "kind": kind, "target": target, "rhythm": rhythm, "story": story_id} for i in ids],
            )
        )


async def timed(what: str, work: Any) -> None:
    tracemalloc.start()
    start = time.perf_counter()
    await work
    seconds = time.perf_counter() - start
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(f"{what:<70} {seconds * 1000:9.1f} ms  {peak / 1024:9.1f} KiB of Python's memory at most")


async def measure(url: str) -> None:
    for rhythm in ("every", "weekly"):
        database = await open_database(url.format(rhythm))
        engine = Engine(database, lambda: NOW + timedelta(days=7), RatingLevel.TEEN)
        first = await database.run(saved("Ferry"))
        await timed("save a story that nobody waits for", database.run(saved("Alone")))
        await fill(database, first, rhythm)
        await timed(f"save a story that {SUBSCRIBERS:,} wait for ({rhythm})", database.run(saved("Harbour")))
        if rhythm == "every":
            await timed(f"write the notices of {SUBSCRIBERS:,}", database.run(NOTICES.decide(engine)))
        else:
            await database.run(asked("INSERT INTO digest_zones (zone, due_at) VALUES ('UTC', 0)", [{}]))
            await timed(f"write the digests of {SUBSCRIBERS:,}", database.run(DIGESTS.decide(engine)))
        await database.close()


def main() -> None:
    """Prints it for SQLite, or for the empty databases whose address is given, with `{}` for "every" and "weekly"."""
    with tempfile.TemporaryDirectory() as folder:
        url = sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{Path(folder)}/{{}}.db"
        asyncio.run(measure(url))


if __name__ == "__main__":
    main()
