"""What turning a page costs beside a bare discord.py bot that sends the same components: `make bench` prints it.

Processor time of this process alone: a stand-in for Discord answers over loopback HTTP from another one. Both bots run on
the loop that the bot itself would run on. Short rounds of both are interleaved, each as often first as second, and the ratio
is the median of the pairs'. Nothing here is a pass or a fail.
"""

from __future__ import annotations

import asyncio
import gc
import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import discord

from bot.__main__ import _run as run_on_our_loop
from bot.client import Cliffhanger, create_client
from bot.config import Settings
from bot.db.stories import get_entry
from cogs.ui.cards import Card, line, row, text
from tests.bench.stand_in import stand_in
from tests.wire import payloads

ROUNDS, PRESSES, IN_FLIGHT = 16, 150, 32
PATIENCE_SECONDS = 60
ENDURANCE = 50_000
PARAGRAPHS = 12
PRESSED = "again:N:1:1:2:0:0"


class Again(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"again:.*"):
    """The bare bot's button: it edits the message into a fresh copy of the same components."""

    @classmethod
    async def from_custom_id(cls, _interaction: Any, item: Any, _match: Any, /) -> Again:
        return cls(item)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.edit_message(view=same_tree(), allowed_mentions=discord.AllowedMentions.none())


class Presses:
    """Button presses as Discord sends them, handed to a client one after another or many at a time."""

    def __init__(self, client: discord.Client, message: str) -> None:
        self.client = client
        self.message = message
        self.number = 1000

    def press(self, custom_id: str) -> Awaitable[None]:
        """Hands in one press; done when its answer is."""
        self.number += 1
        data = {
            "id": str(self.number), "application_id": "1", "type": 3, "token": f"t{self.number}", "version": 1,
            "channel": {"id": "5", "type": 1, "recipients": []}, "channel_id": "5", "context": 1, "locale": "en-US",
            "authorizing_integration_owners": {"0": "0"}, "entitlements": [], "attachment_size_limit": 1,
            "user": payloads.user_fields(77, "ada"),
            "message": json.loads(self.message.replace(PRESSED, custom_id)), "data": {"component_type": 2, "custom_id": custom_id, "id": 1},
        }  # fmt: skip
        before = asyncio.all_tasks()
        self.client._connection.parse_interaction_create(data)
        tasks = asyncio.all_tasks() - before
        return asyncio.gather(*tasks)

    async def run(self, custom_ids: list[str], in_flight: int) -> float:
        """Microseconds of processor time for each press."""
        began = time.process_time()
        for first in range(0, len(custom_ids), in_flight):
            async with asyncio.timeout(PATIENCE_SECONDS):  # a press that is never answered is told, not waited for
                await asyncio.gather(*(self.press(one) for one in custom_ids[first : first + in_flight]))
        return (time.process_time() - began) / len(custom_ids) * 1e6


def message_of(card: Card) -> str:
    """A message of the bot's in a DM that shows this card, as JSON."""
    author = payloads.user_fields(1, "bot", bot=True)
    return json.dumps({
        "id": "10", "channel_id": "5", "author": author, "content": "", "timestamp": "2026-01-01T00:00:00+00:00",
        "edited_timestamp": None, "tts": False, "mention_everyone": False, "mentions": [], "mention_roles": [],
        "attachments": [], "embeds": [], "pinned": False, "type": 0, "flags": 32768, "components": card.to_components(),
    })  # fmt: skip


def write_story(folder: Path) -> None:
    """One story of 200 full pages."""
    paragraph = "The lamp went round, and the sea answered as it always had, with nothing that could be written down. "
    part = "\n\n".join(f"{number}. {paragraph * 3}" for number in range(PARAGRAPHS - 1))
    text = "\n\n* * *\n\n".join(part for _ in range(200))
    (folder / "lamp.md").write_text(f"---\ntitle: Lamp\nauthor: Nobody\nrating: G\n---\n\n{text}\n", encoding="utf-8")


@asynccontextmanager
async def logged_in(client: Any) -> AsyncIterator[Any]:
    """A client that has logged in and run its setup hook, and waits for no gateway.

    It is closed whatever happens: a database that is left open keeps its thread, and the thread the process.
    """
    await client._async_setup_hook()
    try:
        await client.login("a.b.c")
        yield client
    finally:
        await client.close()


async def measure(address: str, folder: Path) -> None:
    settings = Settings(
        database_url=f"sqlite:///{folder / 'bench.db'}", stories_dir=folder, discord_api_url=address, log_level="ERROR"
    )
    bot = create_client(settings)
    bare_bot = discord.Client(intents=discord.Intents.none())
    bare_bot.add_dynamic_items(Again)
    async with logged_in(bot) as ours, logged_in(bare_bot) as bare:
        message = message_of(same_tree())
        story, edition = await _ids(ours)
        turns = [f"next:{story}:{edition}:{part}:0:0" for part in range(2, 2 + PRESSES)]
        presses = {
            "bare": (Presses(bare, message), [PRESSED] * PRESSES),
            "cliffhanger": (Presses(ours, message), turns),
        }
        print(f"{f'a page turn, µs of processor time ({_loop()})':48} {'bare':>8} {'ours':>8} {'ratio':>6}")
        for in_flight in (1, IN_FLIGHT):
            await compare(presses, in_flight)
        if "--endurance" in sys.argv:
            await endure(presses["cliffhanger"][0], ours, turns)


def same_tree() -> Card:
    """The components of a page, as the bare bot sends them."""
    buttons = [discord.ui.Button(label=name, custom_id=f"again:{name}:1:1:2:0:0") for name in "BNCKM"]
    page = f"{'x' * 3300}\n"
    return Card(
        text("### Lamp\n-# Part 2 of 200"),
        line(),
        text(page),
        line(),
        text("-# ▰▰▱ 2% · 200 min left"),
        row(*map(Again, buttons)),
    )


async def compare(presses: dict[str, tuple[Presses, list[str]]], in_flight: int) -> None:
    """Prints what a press costs both bots, so many of them at a time."""
    figures: dict[str, list[float]] = {name: [] for name in presses}
    for number in range(-1, ROUNDS):  # the first, in which caches fill, does not count
        for name in sorted(presses, reverse=number % 2 == 0):
            hands, ids = presses[name]
            gc.collect()
            cost = await hands.run(ids, in_flight)
            if number >= 0:
                figures[name].append(cost)
    bare, ours = figures["bare"], figures["cliffhanger"]
    ratio = statistics.median(o / b for o, b in zip(ours, bare, strict=True))
    print(f"{f'{in_flight} in flight':48} {statistics.median(bare):8.0f} {statistics.median(ours):8.0f} {ratio:6.2f}")


def _loop() -> str:
    return type(asyncio.get_running_loop()).__module__.partition(".")[0]


async def endure(hands: Presses, client: Any, turns: list[str]) -> None:
    """Tasks, views and memory before and after 50,000 page turns."""

    def state() -> tuple[int, int, int]:
        gc.collect()
        return len(asyncio.all_tasks()), len(client._connection._view_store._views), rss()

    await hands.run(turns * 10, IN_FLIGHT)
    before = state()
    for _ in range(ENDURANCE // len(turns)):
        await hands.run(turns, IN_FLIGHT)
    after = state()
    print(
        f"{ENDURANCE} page turns: tasks {before[0]} -> {after[0]}, views {before[1]} -> {after[1]}, "
        f"memory {before[2] / 1024:.1f} -> {after[2] / 1024:.1f} MB ({after[2] / before[2] - 1:+.1%})"
    )


def rss() -> int:
    """Kilobytes this process holds now."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(next(line for line in status.read_text().splitlines() if line.startswith("VmRSS")).split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


async def _ids(client: Cliffhanger) -> tuple[int, int]:
    entry = await client.engine.database.read(get_entry(1))
    assert entry is not None
    return entry.story_id, entry.edition_id


def main() -> None:
    with stand_in() as address, tempfile.TemporaryDirectory() as folder:
        write_story(Path(folder))
        run_on_our_loop(measure(address, Path(folder)))


if __name__ == "__main__":
    main()
