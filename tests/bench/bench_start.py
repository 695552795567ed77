"""Starting with ten thousand stories of which none changed, beside a bare discord.py bot: time and memory.

Each start is a process of its own that logs in at a stand-in for Discord and runs its setup hook, as often as ROUNDS says,
the two by turns. `make bench` prints the medians; nothing here is a pass or a fail.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

STORIES, ROUNDS = 10_000, 5
WORDS = ["lamp", "ladder", "harbour", "salt", "cellar", "letter", "moon", "road", "garden", "river", "storm", "clock"]


def write_shelf(folder: Path) -> None:
    """Ten thousand small stories, last changed long ago."""
    rng = random.Random(4)
    for number in range(STORIES):
        path = folder / f"{number // 100:03}" / f"{number:05}.txt"
        path.parent.mkdir(exist_ok=True)
        title = " ".join(rng.choices(WORDS, k=3)).title()
        scenes = "\n\n* * *\n\n".join(f"{' '.join(rng.choices(WORDS, k=60)).capitalize()}." for _ in range(3))
        path.write_text(f"Title: {title} {number}\nAuthor: Nobody\nRating: G\n\n\n{scenes}\n", encoding="utf-8")
        os.utime(path, (1_000_000_000, 1_000_000_000))


async def start(which: str, address: str, folder: str) -> dict[str, float]:
    """Seconds from the first import of discord.py to a finished setup hook, and megabytes then held."""
    began = time.perf_counter()
    client = _bare(address) if which == "bare" else _ours(address, folder)
    await client._async_setup_hook()
    await client.login("a.b.c")
    seconds = time.perf_counter() - began
    megabytes = _megabytes()
    await client.close()
    return {"seconds": seconds, "megabytes": megabytes}


def _megabytes() -> float:
    held = next(row for row in Path("/proc/self/status").read_text().splitlines() if row.startswith("VmRSS"))
    return int(held.split()[1]) / 1024


def _bare(address: str) -> Any:
    import discord  # noqa: PLC0415 - its import is part of a start
    from discord.http import Route  # noqa: PLC0415

    Route.BASE = address
    return discord.Client(intents=discord.Intents(guilds=True), max_messages=None)


def _ours(address: str, folder: str) -> Any:
    from bot.client import create_client  # noqa: PLC0415
    from bot.config import Settings  # noqa: PLC0415

    return create_client(
        Settings(
            database_url=f"sqlite:///{folder}/bench.db", stories_dir=Path(folder, "shelf"), discord_api_url=address,
            log_level="ERROR",
        )
    )  # fmt: skip


def main() -> None:
    from tests.bench.stand_in import stand_in  # noqa: PLC0415 - not in the processes that are measured

    with stand_in() as address, tempfile.TemporaryDirectory() as folder:
        shelf = Path(folder, "shelf")
        shelf.mkdir()
        write_shelf(shelf)
        _run("ours", address, folder)
        figures: dict[str, list[dict[str, float]]] = {"bare": [], "ours": []}
        for _ in range(ROUNDS):
            for which, found in figures.items():
                found.append(_run(which, address, folder))
    print(f"{f'starting with {STORIES:,} stories, none changed':44} {'bare':>8} {'ours':>8}")
    for name, unit in (("seconds", "s"), ("megabytes", "MB")):
        bare, ours = (statistics.median(one[name] for one in figures[which]) for which in ("bare", "ours"))
        print(f"  {name:42} {bare:8.2f} {ours:8.2f}  {ours - bare:+.2f} {unit}, {ours / bare:.2f} times")


def _run(which: str, address: str, folder: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.bench_start", which, address, folder]
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return found


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.stdout.write(json.dumps(asyncio.run(start(*sys.argv[1:]))))
    else:
        main()
