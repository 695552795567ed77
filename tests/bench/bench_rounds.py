"""What a round of the dispatcher costs with 10 serials due among 100,000, beside 10 due among 100: `make bench` prints it.

On SQLite, and on PostgreSQL where it is installed. A round is all that the dispatcher does when slots have come, with a
Discord that answers at once: it decides, claims, keeps the answers, and looks for when the next slot is. Rounds of both are
interleaved, and medians compared. Nothing here is a pass or a fail.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.cadence import Missed, read_cadence, to_text
from bot.db import Database, Work, open_database
from bot.db.serials import add_serial
from bot.db.stories import save_story
from bot.messenger import Absent, Outcome, Sent, Step
from bot.models import Block, Metadata, Part, Position, RatingLevel, Span, Story
from bot.serials import ChannelKind, Pace, Serial, SerialState
from bot.services.deliver import Dispatcher, Paces
from bot.services.engine import Engine
from bot.services.serials.cause import SERIALS
from tests.conftest import PostgresServer, _programs, _running_server

SIZES = (100, 100_000)
DUE = 10
ROUNDS = 15
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
FAR = NOON + timedelta(days=400)


def serial(number: int, story_id: int, slot: datetime) -> Serial:
    place = Position(story_id, 1, 1)
    schedule = to_text(read_cadence("daily", "18:00", "UTC", None, NOON))
    return Serial(
        id=0, server_id=number // 20 + 1, channel_id=number + 1, channel_kind=ChannelKind.TEXT, story_id=story_id,
        state=SerialState.RUNNING, schedule=schedule, missed=Missed.ONE, pace=Pace(), role_id=None, tags=(),
        discuss=False, locked=False, goes_on=False, edition_id=1, place=place, shown=place, next_slot=slot, fired=None,
        dated=None, story_date=None, posts=0, delivery_id=None, started_by=1, created_at=NOON, reason=None, title="",
        parts=0,
    )  # fmt: skip


async def fill(database: Database, size: int) -> None:
    """A story of 60 parts and so many serials of it, ten of which are due in each round."""
    parts = tuple(Part(n, (Block((Span(f"Part {n}. " + "The tide went out. " * 60),)),)) for n in range(1, 61))
    saving = save_story(
        "library:bench", Story(Metadata(title="The Tide"), parts), content_hash="1", importer_version=1,
        title="The Tide", now=NOON,
    )  # fmt: skip
    story_id = await database.run(saving)

    def some(first: int, end: int) -> Work[None]:
        for number in range(first, end):
            slot = NOON + timedelta(minutes=number // DUE) if number < DUE * ROUNDS else FAR
            yield from add_serial(serial(number, story_id, min(slot, FAR)))

    for first in range(0, size, 2000):
        await database.run(some(first, min(first + 2000, size)))


@dataclass
class Discord:
    """Takes everything at once."""

    messages: int = 0

    async def send(self, step: Step) -> Outcome:
        self.messages += 1
        return Sent(step.target, self.messages)

    async def look(self, _step: Step) -> Outcome | Absent:
        return Absent()

    async def is_member(self, _server_id: int, _reader_id: int) -> bool:
        return True


class Rounds:
    """A dispatcher whose clock is moved by hand."""

    def __init__(self, database: Database) -> None:
        self.at = NOON
        self.discord = Discord()
        engine = Engine(database, lambda: self.at, RatingLevel.TEEN)
        self._dispatcher = Dispatcher(engine, self.discord, [SERIALS], Paces(all=1000))

    async def run(self) -> None:
        """One round: until everything due is sent."""
        due = self.discord.messages + DUE
        while self.discord.messages < due or self._dispatcher._busy:
            await self._dispatcher._turn()
            if self._dispatcher._busy:
                await asyncio.wait(self._dispatcher._busy.values())


async def measure(urls: Mapping[int, str]) -> None:
    """Prints both medians, and how they compare."""
    databases = {size: await open_database(url) for size, url in urls.items()}
    dispatchers = {}
    for size, database in databases.items():
        await fill(database, size)
        dispatchers[size] = Rounds(database)
    taken: dict[int, list[float]] = {size: [] for size in SIZES}
    rounds = SIZES[0] // DUE
    for number in range(rounds):
        for size in SIZES:
            dispatchers[size].at = NOON + timedelta(minutes=number)
            began = time.perf_counter()
            await dispatchers[size].run()
            taken[size].append((time.perf_counter() - began) * 1000)
    few, many = (statistics.median(taken[size][1:]) for size in SIZES)
    dialect = databases[SIZES[0]].dialect
    print(f"{dialect:9} {few:7.2f} ms among {SIZES[0]:,}   {many:7.2f} ms among {SIZES[1]:,}   {many / few:.2f} times")
    for database in databases.values():
        await database.close()


async def main() -> None:
    """SQLite alone."""
    with tempfile.TemporaryDirectory() as folder:
        await measure({size: f"sqlite:///{Path(folder) / str(size)}.db" for size in SIZES})


async def main_postgres(server: PostgresServer) -> None:
    """PostgreSQL alone."""
    async with server.make_database() as few, server.make_database() as many:
        await measure(dict(zip(SIZES, (few, many), strict=True)))


if __name__ == "__main__":
    print(f"A round of the dispatcher with {DUE} serials due")
    asyncio.run(main())
    programs = _programs()
    if programs is not None:
        with _running_server(programs) as running:
            asyncio.run(main_postgres(running))
