"""Handing over everything that is held of a reader, as one JSON file whose fields PRIVACY.md tells."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.db import personal, stories
from bot.services.rates import Costly
from bot.services.scope import enter

if TYPE_CHECKING:
    from bot.db import Work
    from bot.models import Visit
    from bot.services.engine import Engine

FORMAT, VERSION = "cliffhanger-mydata", 1
# Discord takes files of 10 MiB; a reader would need some ten thousand stories for that.
LARGEST_FILE = 8_000_000


@dataclass(frozen=True, slots=True)
class Export:
    """A file for the reader: its name and what is in it; `rows` is how many rows were found in how many tables."""

    name: str
    body: bytes
    rows: int
    tables: int


async def export(engine: Engine, visit: Visit) -> Export:
    """Everything that is held of her. Nothing is written down for her asking.

    The titles of stories that may not be shown where she asks are left out. Raises LimitError for one too many.
    """
    engine.rates.use(Costly.EXPORT, visit, engine.now())
    held, titles = await engine.read(visit, _gather(engine, visit))
    for rows in held.values():
        for row in rows:
            story_id = row.get("story_id")
            if story_id is not None:
                row["story_title"] = titles.get(story_id)
                # What a subscription is called is as telling as its story's title.
                if "name" in row and row["story_title"] is None:
                    row["name"] = None
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": engine.now().isoformat().replace("+00:00", "Z"),
        "reader_id": str(visit.reader.id),
        "held": held,
    }
    count = sum(map(len, held.values()))
    name, body = "mydata.json", json.dumps(whole, ensure_ascii=False, indent=1).encode("utf-8", "replace")
    if len(body) > LARGEST_FILE:
        name, body = "mydata.json.gz", gzip.compress(body)
    return Export(name, body, count, sum(bool(rows) for rows in held.values()))


def _gather(engine: Engine, visit: Visit) -> Work[tuple[dict[str, list[dict[str, Any]]], dict[int, str]]]:
    scope = yield from enter(engine, visit)
    held = yield from personal.list_held(visit.reader.id)
    ids = {row["story_id"] for rows in held.values() for row in rows if row.get("story_id") is not None}
    entries = yield from stories.get_entries(sorted(ids))
    return held, {entry.story_id: entry.title for entry in entries if scope.visibility.admits(entry)}
