"""What tests/wire/trials.py does hundreds of times, some times: the bot dies while it posts, and all comes once, in order."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.clock import system_clock
from bot.db import open_database
from bot.library.sync import sync_folder
from bot.models import RatingLevel, Reader, Surface, Visit, Where
from bot.services.engine import Engine
from bot.services.serials import control
from tests.conftest import PostgresServer
from tests.wire.calls import Phase
from tests.wire.faults import Trouble
from tests.wire.permissions import Permission
from tests.wire.process import BotProcess
from tests.wire.server import build_server
from tests.wire.stand_in import StandIn
from tests.wire.trials import Outbox, Processes, Report, Round, run_round
from tests.wire.work import MODERATOR, LogTask, SerialTask, Task, write_tale

QUICKLY = ("tests.wire.runner", "quickly")
AT_REQUESTS = ("before", "before, carried out later", "after", "after the answer")


@pytest.fixture
async def postgres_url(postgres_server: PostgresServer) -> AsyncIterator[str]:
    async with postgres_server.make_database() as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'bot.db'}"


def judge(report: Report, kills: int) -> None:
    assert report.kills.total() == kills
    assert report.tally.flawless, "\n".join(report.tally.notes)
    assert not any("traceback" in note for note in report.tally.notes), "\n".join(report.tally.notes)


async def test_a_bot_that_dies_again_and_again_posts_everything_once_and_in_order(sqlite_url: str):
    judge(await run_round(Round(Processes.ONE, 3, seed=3, nonces=False, readers=5, kinds=AT_REQUESTS), sqlite_url), 3)


@pytest.mark.parametrize("processes", [Processes.STANDBY, Processes.SHARDS])
async def test_of_two_processes_either_may_die(postgres_url: str, processes: Processes):
    judge(await run_round(Round(processes, 3, seed=4, nonces=False, readers=5, kinds=AT_REQUESTS), postgres_url), 3)


async def test_without_nonces_and_looks_the_same_trial_finds_duplicates(sqlite_url: str):
    report = await run_round(
        Round(Processes.ONE, 2, seed=5, troubles=False, careless=True, readers=5, kinds=("after",)), sqlite_url
    )
    assert report.kills["after"] == 2
    assert report.tally.twice


# --- a look that cannot see, and an end that was asked for --------------------------------------------------------------


async def prepare(url: str, tales: Path, *tasks: Task) -> Engine:
    database = await open_database(url)
    await sync_folder(database, tales, system_clock)
    engine = Engine(database, system_clock, RatingLevel.TEEN)
    for task in tasks:
        await task.prepare(engine)
    return engine


async def until(holds: Callable[[], Awaitable[object]]) -> None:
    """Asks until something is true; nobody tells when another process's rows change."""
    async with asyncio.timeout(20):
        while not await holds():  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def until_done(outbox: Outbox) -> None:
    async def done() -> bool:
        return not await outbox.unfinished()

    await until(done)


async def test_what_cannot_be_looked_for_is_not_sent_twice_and_goes_on_when_it_can(
    sqlite_url: str, tmp_path: Path, tale_chance
):
    async with StandIn(nonce_seconds=0) as discord:
        home = build_server(discord.world, texts=2)
        room, notices = home.texts
        everyone = home.guild.roles[home.guild.id]
        own = next(role for role in home.guild.roles.values() if role is not everyone)
        discord.world.set_overwrite(room, own, deny=Permission.READ_MESSAGE_HISTORY)
        task = SerialTask(write_tale(tmp_path, 1, [3], tale_chance), room)
        log = LogTask(notices, 1)
        engine = await prepare(sqlite_url, tmp_path, task, log)
        bot = BotProcess(
            discord, database_url=sqlite_url, stories_dir=tmp_path, program=QUICKLY, REQUEST_SECONDS=1
        )  # fmt: skip
        async with bot:
            await discord.moments.at(
                "create_message", Phase.AFTER, bot.kill, where=lambda call: call.id("channel") == room.id
            )
            await bot.ended()
            await bot.start()
            outbox = Outbox(sqlite_url)

            async def parked() -> bool:
                return "parked" in await outbox.describe()

            await until(parked)
            await bot.killed()
            assert len(room.existing) == 1
            discord.world.set_overwrite(room, own)
            moderator = Visit(Reader(MODERATOR), Where(Surface.SERVER, server_id=home.guild.id), moderator=True)
            await control.resume(engine, moderator, 1)
            await engine.database.close()
            await bot.start()
            await until_done(outbox)
        assert task.judge(discord.world).flawless


async def test_sigterm_ends_the_bot_within_seconds_after_what_is_under_way(
    sqlite_url: str, tmp_path: Path, tale_chance
):
    async with StandIn() as discord:
        home = build_server(discord.world)
        (room,) = home.texts
        task = SerialTask(write_tale(tmp_path, 1, [3], tale_chance), room)
        engine = await prepare(sqlite_url, tmp_path, task)
        await engine.database.close()
        slow = discord.faults.add(Trouble.SLOW, Phase.BEFORE, "create_message", seconds=1.0)
        bot = BotProcess(discord, database_url=sqlite_url, stories_dir=tmp_path, program=QUICKLY)
        async with bot:

            async def struck() -> bool:
                return bool(slow.struck)

            await until(struck)
            asked = time.monotonic()
            assert await bot.stopped() == 0
            assert time.monotonic() - asked < 5
            assert "Traceback" not in bot.log
            assert len(room.existing) == 1
            assert await Outbox(sqlite_url).sending() == 0
            discord.faults.clear()
            await bot.start()
            await until_done(Outbox(sqlite_url))
            assert discord.rest.of("list_messages") == []  # there was nothing to look for
        assert task.judge(discord.world).flawless


async def test_sigterm_ends_a_process_that_stands_by(postgres_url: str, tmp_path: Path):
    async with StandIn() as discord:
        build_server(discord.world)
        (tmp_path / "tales").mkdir()
        settings = {"database_url": postgres_url, "stories_dir": tmp_path / "tales", "program": QUICKLY}
        async with BotProcess(discord, **settings) as first:
            await first.ready()
            async with BotProcess(discord, **settings) as second:
                await second.said("stands by")
                assert await second.stopped() == 0
                assert "Traceback" not in second.log
