"""Kills the bot over and over while it posts, and counts what was lost, came twice or out of order.

    python -m tests.wire.trials [--kills N] [--database sqlite|postgres|both] [--careless] [--seed N]

The bot runs as `python -m bot` does, in processes of its own, against the stand-in (but it does not wait two seconds at its
start for more servers: tests/wire/runner.py). A kill is SIGKILL. Most come at a request: before it is carried out, after it
was carried out and before its answer, or shortly after the answer; the rest whenever. Meanwhile Discord fails, drops
connections and is slow, and in half of the rounds it forgets nonces at once. On PostgreSQL there are two processes, either
of which may die: the second stands by, or has the other shard; and in a last round the first hangs until the second has taken
over, and then goes on. `--careless` is the same with a bot that neither looks nor gives its requests a nonce twice; there must
be duplicates then, or this proves nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from bot.clock import system_clock
from bot.db import open_database
from bot.library.sync import sync_folder
from bot.models import RatingLevel
from bot.services.engine import Engine
from bot.services.lease import LEASE_SECONDS
from tests.conftest import PostgresServer, _programs, _running_server
from tests.wire.calls import Call, Phase
from tests.wire.faults import Trouble
from tests.wire.process import BotProcess
from tests.wire.server import Server, build_server
from tests.wire.stand_in import StandIn
from tests.wire.work import BookmarkTask, LogTask, NoticeTask, SerialTask, Tally, Task, write_tale

POSTING = ("create_message", "create_thread", "create_thread_from_message")
LOOKING = ("list_messages", "get_active_guild_threads", "get_message")
REQUEST_SECONDS = 1
# How long a kill waits for its request before it comes anyway, and how long a round may take to end after its last kill.
MOST_SECONDS = 6.0
DRAIN_SECONDS = 240.0
HANG = "hanging"


class Processes(StrEnum):
    """Who runs the bot."""

    ONE = "one process"
    STANDBY = "two processes, one of which stands by"
    SHARDS = "two processes with a shard each"


@dataclass(frozen=True, slots=True)
class Round:
    """One trial: an own Discord and database, worked at and killed until all is done or `kills` are reached."""

    processes: Processes
    kills: int
    seed: int
    nonces: bool = True
    troubles: bool = True
    careless: bool = False
    readers: int = 40
    size: int = 2
    kinds: tuple[str, ...] = ("before", "before, carried out later", "after", "after the answer", "looking", "whenever")

    def __str__(self) -> str:
        return f"{self.processes}, {'with' if self.nonces else 'without'} nonces"


@dataclass
class Report:
    """What came of rounds."""

    kills: Counter[str] = field(default_factory=Counter)
    while_sending: int = 0
    tally: Tally = field(default_factory=Tally)
    limited: int = 0
    seconds: float = 0.0

    def add(self, other: Report) -> None:
        self.kills += other.kills
        self.while_sending += other.while_sending
        self.tally.add(other.tally)
        self.limited += other.limited
        self.seconds += other.seconds

    def __str__(self) -> str:
        tally = self.tally
        return (
            f"{self.kills.total()} kills, {self.while_sending} of them while sending; {tally.deliveries} deliveries, "
            f"{tally.lost} lost, {tally.twice} twice, {tally.disordered} out of order; "
            f"{self.limited} answers 429; {self.seconds:.0f} s"
        )


# --- the database, seen from outside --------------------------------------------------------------------------------


class Outbox:
    """What the database says of deliveries, read past the bot."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def sending(self) -> int:
        """Steps that were given to Discord and not answered."""
        return await self._count("SELECT COUNT(*) FROM deliveries WHERE state = 'sending'")

    async def unfinished(self) -> int:
        """Steps that are not at their end, and serials whose slots are not caught up."""
        steps = "SELECT COUNT(*) FROM deliveries WHERE state NOT IN ('done', 'dropped')"
        serials = "SELECT next_slot FROM serials WHERE state = 'running' AND part IS NOT NULL"
        behind = sum(slot <= time.time() * 1_000_000 for (slot,) in await self._rows(serials))
        untold = await self._count("SELECT COUNT(*) FROM server_log WHERE told = 0")
        return behind + untold + await self._count(steps)

    async def describe(self) -> str:
        """How many steps stand how, and why."""
        query = "SELECT cause, kind, state, COALESCE(reason, ''), COUNT(*) FROM deliveries GROUP BY 1, 2, 3, 4"
        return "; ".join(" ".join(map(str, row)) for row in await self._rows(query))

    async def _count(self, query: str) -> int:
        return int((await self._rows(query))[0][0])

    async def _rows(self, query: str) -> list[Any]:
        if self._url.startswith("sqlite"):
            connection = sqlite3.connect(self._url.removeprefix("sqlite:///"), timeout=10)
            try:
                return connection.execute(query).fetchall()
            finally:
                connection.close()
        import asyncpg  # noqa: PLC0415  an extra

        client = await asyncpg.connect(self._url)
        try:
            return list(await client.fetch(query))
        finally:
            await client.close()


# --- one round --------------------------------------------------------------------------------------------------------


class Trial:
    """One round under way."""

    def __init__(self, how: Round, discord: StandIn, url: str, folder: Path) -> None:
        self._how = how
        self._discord = discord
        self._url = url
        self._folder = folder
        self._chance = random.Random(how.seed)
        self._bots: list[BotProcess] = []
        self._outbox = Outbox(url)
        self._report = Report()
        self._tasks: list[Task] = []

    async def run(self) -> Report:
        """Everything, from the first row to the verdict."""
        began = time.monotonic()
        await self._prepare()
        if self._how.troubles:
            self._trouble()
        async with AsyncExitStack() as stack:
            for number in range(1 if self._how.processes is Processes.ONE else 2):
                self._bots.append(await stack.enter_async_context(self._bot(number)))
            while self._report.kills.total() < self._how.kills and await self._outbox.unfinished():
                await self._kill_once()
            await self._drain()
        for task in self._tasks:
            self._report.tally.add(task.judge(self._discord.world))
        self._report.limited = self._discord.limits.total_refused
        self._report.seconds = time.monotonic() - began
        return self._report

    async def _prepare(self) -> None:
        world, size = self._discord.world, self._how.size
        homes = [build_server(world, texts=3, forums=1, threads=1, readers=self._how.readers)]
        if self._how.processes is Processes.SHARDS:
            homes.append(await self._server_on_the_other_shard(homes[0]))
        tales = self._folder / "stories"
        tales.mkdir()
        number = 0
        for home in homes:
            room, hall, notices = home.texts
            rooms = [(room, True), (hall, False), (home.threads[0], False), *((one, False) for one in home.forums)]
            # Two stories in one room, so that posts of serials stand between each other's pages.
            for place, discuss in [*rooms, (room, False)]:
                number += 1
                pages = [self._chance.randint(1, 3) for _ in range(size)]
                self._tasks.append(SerialTask(write_tale(tales, number, pages, self._chance), place, discuss))
            short = write_tale(tales, number := number + 1, [1], self._chance)
            number += 1
            self._tasks += [
                BookmarkTask(short, home.guild, home.readers[:40]),
                NoticeTask(number, tales, home.guild, home.readers),
                LogTask(notices, 3),
            ]
        database = await open_database(self._url)
        await sync_folder(database, tales, system_clock)
        engine = Engine(database, system_clock, RatingLevel.TEEN)
        for task in self._tasks:
            await task.prepare(engine)
        await database.close()

    async def _server_on_the_other_shard(self, first: Server) -> Server:
        while True:
            second = build_server(self._discord.world, texts=3, forums=1, threads=1, readers=3)
            if (second.guild.id >> 22) % 2 != (first.guild.id >> 22) % 2:
                return second
            del self._discord.world.guilds[second.guild.id]
            await asyncio.sleep(0.001)

    def _trouble(self) -> None:
        add, often = self._discord.faults.add, 0.03
        add(Trouble.ERROR, Phase.AFTER, *POSTING, chance=often, status=502)
        add(Trouble.ERROR, Phase.BEFORE, *POSTING, *LOOKING, chance=often, status=500)
        add(Trouble.DROP, Phase.AFTER, *POSTING, chance=often)
        add(Trouble.DROP, Phase.BEFORE, *POSTING, *LOOKING, chance=often)
        add(Trouble.SLOW, Phase.BEFORE, *POSTING, chance=often, seconds=REQUEST_SECONDS * 0.7)
        # Longer than the bot waits for an answer.
        add(Trouble.SLOW, Phase.AFTER, *POSTING, chance=often, seconds=REQUEST_SECONDS * 1.5)

    def _bot(self, number: int) -> BotProcess:
        wishes = ["tests.wire.runner", "quickly", *["carelessly"] * self._how.careless]
        settings: dict[str, Any] = {}
        if self._how.processes is Processes.SHARDS:
            settings = {"SHARD_COUNT": 2, "SHARD_IDS": number}
        return BotProcess(
            self._discord, database_url=self._url, stories_dir=self._folder / "stories", name=f"bot{number}",
            program=tuple(wishes), REQUEST_SECONDS=REQUEST_SECONDS, NEW_DMS_PER_SECOND=20, **settings,
        )  # fmt: skip

    # --- killing ------------------------------------------------------------------------------------------------------

    async def _kill_once(self) -> None:
        kills = {
            "before": self._at(POSTING, Phase.BEFORE),
            "before, carried out later": self._at(POSTING, Phase.BEFORE, late=True),
            "after": self._at(POSTING, Phase.AFTER),
            "after the answer": self._at(POSTING, Phase.AFTER, answered=True),
            "looking": self._at(LOOKING, Phase.BEFORE),
            HANG: self._at(POSTING, Phase.BEFORE, hang=True),
            "whenever": self._whenever,
        }
        kind = self._chance.choice(self._how.kinds)
        kill = kills[kind]
        victim = await kill()
        self._report.kills[kind if victim else "whenever"] += 1
        victim = victim or self._chance.choice(self._bots)
        if kind == HANG:
            # Whoever tries hears nothing from it; it goes on where it was, with all that it believes, and finds out.
            await asyncio.sleep(LEASE_SECONDS + 3)
            victim.go_on()
            assert await victim.ended() == 1, victim.log
            assert "Traceback" not in victim.log, victim.log
            await victim.start()
            return
        victim.kill()
        await victim.ended()
        if "Traceback" in victim.log:
            self._report.tally.notes.append(f"the log of {victim.name} has a traceback: {victim.log[-3000:]}")
        self._report.while_sending += bool(await self._outbox.sending())
        await victim.start()

    def _at(
        self,
        operations: tuple[str, ...],
        phase: Phase,
        *,
        late: bool = False,
        answered: bool = False,
        hang: bool = False,
    ) -> Callable[[], Any]:
        """A kill at one of the next requests; gives who was killed, None where none came."""

        async def kill() -> BotProcess | None:
            number = self._chance.randint(1, 6)
            came: asyncio.Future[BotProcess] = asyncio.get_running_loop().create_future()
            pause = self._chance.uniform(0, 0.03)

            async def hook(call: Call, at: Phase) -> bool | None:
                nonlocal number
                if at is not phase or call.operation not in operations or came.done():
                    return None
                number -= 1
                if number > 0:
                    return None
                victim = next(bot for bot in self._bots if bot.name == call.caller)
                came.set_result(victim)
                if answered:
                    asyncio.get_running_loop().call_later(pause, victim.kill)
                    return None
                if hang:
                    victim.hang()
                    return None
                victim.kill()
                if late:  # it is on its way, and Discord takes its time
                    await asyncio.sleep(self._chance.uniform(0, REQUEST_SECONDS * 0.8))
                    return None
                return False

            self._discord.rest.hooks.append(hook)
            try:
                async with asyncio.timeout(MOST_SECONDS):
                    victim = await came
                    if answered:
                        await asyncio.sleep(pause)
                    return victim
            except TimeoutError:
                return None
            finally:
                self._discord.rest.hooks.remove(hook)

        return kill

    async def _whenever(self) -> BotProcess | None:
        await asyncio.sleep(self._chance.uniform(0, 3.5))
        return self._chance.choice(self._bots)

    async def _drain(self) -> None:
        """Waits until all that is to be sent is sent; what is not by then counts as lost."""
        self._discord.faults.clear()
        end = time.monotonic() + DRAIN_SECONDS
        while await self._outbox.unfinished():
            if time.monotonic() > end:
                self._report.tally.notes.append(f"not done in time: {await self._outbox.describe()}")
                self._report.tally.notes += [f"log of {bot.name}: {bot.log[-3000:]}" for bot in self._bots]
                return
            await asyncio.sleep(0.2)
        await asyncio.sleep(REQUEST_SECONDS)


async def run_round(how: Round, url: str) -> Report:
    """What came of one round, on a database without a row."""
    with tempfile.TemporaryDirectory() as folder:
        async with StandIn(seed=how.seed, nonce_seconds=180 if how.nonces else 0) as discord:
            return await Trial(how, discord, url, Path(folder)).run()


@asynccontextmanager
async def new_database(server: PostgresServer | None) -> AsyncIterator[str]:
    """The address of an empty database: on that server, or a file."""
    if server is not None:
        async with server.make_database() as url:
            yield url
        return
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/trial.db"


# --- the command line -------------------------------------------------------------------------------------------------


async def run_trials(server: PostgresServer | None, kills: int, seed: int, *, careless: bool) -> Report:
    """Rounds of every kind until so many kills are done."""
    kinds = [Processes.ONE] if server is None else [Processes.STANDBY, Processes.SHARDS]
    total, number = Report(), 0
    while total.kills.total() < kills:
        left = kills - total.kills.total()
        how = Round(
            kinds[number // 2 % len(kinds)], min(left, 25), seed + number, nonces=number % 2 == 0, careless=careless,
            readers=500 if number == 0 else 40, size=4 if number == 0 else 3,
        )  # fmt: skip
        async with new_database(server) as url:
            report = await run_round(how, url)
        print(f"  {how}: {report}", flush=True)
        for note in report.tally.notes:
            print(f"    {note}", flush=True)
        total.add(report)
        number += 1
    if server is not None:
        async with new_database(server) as url:
            how = Round(Processes.STANDBY, 2, seed, nonces=False, careless=careless, size=8, kinds=(HANG,))
            report = await run_round(how, url)
        print(f"  {how}, hanging: {report}", flush=True)
        total.add(report)
    print(f"{'sqlite' if server is None else 'postgres'}: {total}", flush=True)
    print(f"  kills: {', '.join(f'{count} {kind}' for kind, count in total.kills.items())}", flush=True)
    return total


def main() -> int:
    """Exit code 0 where nothing was lost, twice or out of order; with `--careless`, where something came twice."""
    parser = argparse.ArgumentParser(prog="python -m tests.wire.trials", description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("--kills", type=int, default=200, help="on each database (%(default)s)")
    parser.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--careless", action="store_true", help="without nonces and looks: there must be duplicates")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    reports = []
    if options.database != "postgres":
        reports.append(asyncio.run(run_trials(None, options.kills, options.seed, careless=options.careless)))
    if options.database != "sqlite":
        programs = _programs()
        assert programs is not None, "PostgreSQL is not installed"
        with _running_server(programs) as server:
            reports.append(asyncio.run(run_trials(server, options.kills, options.seed, careless=options.careless)))
    if options.careless:
        return 0 if all(report.tally.twice for report in reports) else 1
    return 0 if all(report.tally.flawless for report in reports) else 1


if __name__ == "__main__":
    sys.exit(main())
