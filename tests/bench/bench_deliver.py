"""How fast and how late the bot delivers, against a stand-in that limits requests as Discord does: `make bench` prints it.

1,000 serials have a slot in the same minute; the real bot, a process of its own, posts them at its usual pace. Lateness is
counted from the slot; the last post can come no earlier than the pace allows. Then a bookmark DM for each of 200 readers,
whose DMs are all to be opened first. Nothing here is a pass or a fail.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.clock import system_clock
from bot.config import Settings
from bot.db import Work, files, open_database
from bot.db.serials import add_serial
from bot.library.sync import sync_folder
from bot.models import RatingLevel
from bot.services.engine import Engine
from tests.bench.bench_rounds import serial
from tests.wire.calls import Call
from tests.wire.process import BotProcess
from tests.wire.server import Server, build_server
from tests.wire.stand_in import StandIn
from tests.wire.work import BookmarkTask, write_tale

SERIALS, READERS = 1000, 200
PACE = Settings().sends_per_second
DM_PACE = Settings().dms_per_second
HEAD_START = timedelta(seconds=12)
PATIENCE_SECONDS = 120


async def main() -> None:
    """Prints one line for each kind."""
    with tempfile.TemporaryDirectory() as folder:
        async with StandIn() as discord:
            discord.limits.like_discord()
            del discord.limits.routes[
                "create_dm"
            ]  # who bookmarks a page asked for a DM, and readers do not come at once
            home = build_server(discord.world, texts=SERIALS, readers=READERS)
            url, tales = f"sqlite:///{folder}/bench.db", Path(folder)
            slot = await fill(url, tales, home)
            async with BotProcess(discord, database_url=url, stories_dir=tales):
                await until(discord, SERIALS + READERS)
            tell(discord, home, slot)


async def fill(url: str, tales: Path, home: Server) -> datetime:
    """Writes all that is to be sent; the slot of the serials, which is when the bot has long been up."""
    tale = write_tale(tales, 1, [1], random.Random(1))
    database = await open_database(url)
    await sync_folder(database, tales, system_clock)
    ids = {record.path: record.story_id for record in await database.read(files.list_files())}
    story = ids[tale.file]
    assert story is not None
    await BookmarkTask(tale, home.guild, home.readers).prepare(Engine(database, system_clock, RatingLevel.TEEN))
    slot = datetime.now(UTC) + HEAD_START + timedelta(seconds=READERS / DM_PACE)

    def some(first: int, end: int) -> Work[None]:
        for number, room in enumerate(home.texts[first:end], first):
            yield from add_serial(replace(serial(number, story, slot), server_id=home.guild.id, channel_id=room.id))

    await database.run(some(0, SERIALS))
    await database.close()
    return slot


async def until(discord: StandIn, messages: int) -> None:
    """Waits until so many messages were made."""
    end = time.monotonic() + PATIENCE_SECONDS
    while sum(call.done for call in discord.rest.calls if call.operation == "create_message") < messages:
        if time.monotonic() > end:
            sys.exit("it was not all sent in time")
        await asyncio.sleep(0.2)


def tell(discord: StandIn, home: Server, slot: datetime) -> None:
    """Prints what the requests say."""
    rooms = {room.id for room in home.texts}
    posts = [call for call in discord.rest.of("create_message") if call.id("channel") in rooms]
    dms = [call for call in discord.rest.of("create_message") if call.id("channel") not in rooms]
    late = sorted((call.at - slot) / timedelta(seconds=1) for call in posts)
    print(f"{len(dms)} bookmarks: {rate(dms):5.1f} a second, {rate(dms) / DM_PACE:.1%} of their pace ({DM_PACE:.0f})")
    print(f"{len(posts)} posts:    {rate(posts):5.1f} a second, {rate(posts) / PACE:.1%} of their pace ({PACE:.0f})")
    soonest = len(posts) / PACE
    print(f"after the slot:  first {late[0]:.2f} s, last {late[-1]:.2f} s; {late[-1] / soonest:.1%} of {soonest:.1f} s")
    print(f"answers 429:     {discord.limits.total_refused} {discord.limits.refused or ''}")


def rate(calls: Sequence[Call]) -> float:
    """How many a second, from the first to the last."""
    return (len(calls) - 1) / ((calls[-1].at - calls[0].at) / timedelta(seconds=1))


if __name__ == "__main__":
    asyncio.run(main())
