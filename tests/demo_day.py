"""What the demo posts in a day: `python -m tests.demo_day` starts serials in its server, moves the clock, and prints it."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import discord
from simcord import ChannelHandle, GuildHandle, MemberActor
from simcord.components import walk_components

from bot.client import create_client
from bot.config import Settings
from bot.demo.reading_room import ReadingRoom, furnish
from bot.demo.world import World, simulated_discord

ROOT = Path(__file__).resolve().parents[1]
# Beside the serial that the demo itself starts: where, at what time, and other options.
STARTED = (
    ("library", "08:00", {"pace": "chapter"}),
    ("forum", "09:30", {"pace": "~1500"}),
    ("library", "20:00", {"discuss": "thread"}),
    ("thread", "23:59", {}),
)


@dataclass(frozen=True)
class Posted:
    """One message of a serial: when it was sent, where, and its first lines."""

    at: datetime
    where: str
    words: str


async def fast_forward(settings: Settings, hours: int = 24) -> list[Posted]:
    """Starts a serial at each of `STARTED`, lets so many hours pass, and gives what was posted."""
    async with simulated_discord(create_client(settings), settle_seconds=60) as world:
        room = await furnish(world, "http://127.0.0.1/")
        library = room.places["library"].channel
        guild, librarian = library.guild, room.places["library"].viewers[-1]
        assert guild is not None
        assert isinstance(librarian, MemberActor)
        places = {
            "library": library,
            "forum": guild.create_forum_channel("chapters"),
            "thread": _thread(world, library),
        }
        offered = await librarian.autocomplete(library, "serial start", "story", "")
        for number, (place, at, options) in enumerate(STARTED):
            story = offered[(number + 1) % len(offered)]["value"]
            chosen = {
                "story": story,
                "channel": places[place],
                "every": "daily",
                "at": at,
                "timezone": "UTC",
                **options,
            }
            planned = await librarian.slash(library, "serial start", **chosen)
            assert planned.response is not None
            await librarian.click(planned.response, label="Confirm")
        before = room.now
        for _hour in range(hours):
            await room.pass_time(3600)
        return _posted(room, world, guild, before)


def _thread(world: World, parent: ChannelHandle) -> ChannelHandle:
    backend = world.env.backend
    thread = backend.create_thread(parent.id, "evening reading", backend.bot_user.id, broadcast=False)
    backend.announce_thread_create(thread)
    return ChannelHandle(world.env, parent.guild, thread)


def _posted(room: ReadingRoom, world: World, guild: GuildHandle, since: datetime) -> list[Posted]:
    backend, found = world.env.backend, []
    for channel in backend.channels.values():
        if channel.guild_id != guild.id:
            continue
        for message in backend.messages.get(channel.id, {}).values():
            at = discord.utils.snowflake_time(message.id)
            shown = list(walk_components(message.components))
            labels = {component.get("label") for component in shown}
            if message.author_id == backend.bot_user.id and "Catch up" in labels and since <= at <= room.now:
                words = next(component["content"] for component in shown if component["type"] == 10)
                found.append(Posted(at, f"#{channel.name}", " ".join(words.split())))
    return sorted(found, key=lambda posted: (posted.at, posted.where))


def main() -> None:
    """Print the day, and how long it took."""
    hours = int(sys.argv[1]) if len(sys.argv) > 1 else 24
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(database_url=f"sqlite:///{Path(folder) / 'day.db'}", stories_dir=ROOT / "stories")
        began = time.perf_counter()
        posted = asyncio.run(fast_forward(settings, hours))
        seconds = time.perf_counter() - began
    lines = [f"{one.at:%a %H:%M:%S}  {one.where:<22} {one.words[:90]}" for one in posted]
    lines.append(f"{len(posted)} messages in {timedelta(hours=hours)} of the demo, run in {seconds:.1f} s.")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
