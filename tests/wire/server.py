"""A server to try things in: so many channels, forums, threads and readers, made in one call."""

from __future__ import annotations

from dataclasses import dataclass

from tests.wire.permissions import READ, WRITE
from tests.wire.things import Channel, Guild, Kind, User
from tests.wire.world import World


@dataclass(frozen=True, slots=True)
class Server:
    """What `build_server` made, each kind in the order of its numbers."""

    guild: Guild
    texts: list[Channel]
    forums: list[Channel]
    threads: list[Channel]
    readers: list[User]


def build_server(
    world: World,
    *,
    texts: int = 1,
    forums: int = 0,
    threads: int = 0,
    readers: int = 1,
    permissions: int = READ | WRITE,
) -> Server:
    """A server with the bot in it; forums have two tags, threads hang below the first text channel."""
    guild = world.add_guild(permissions=permissions)
    rooms = [world.add_channel(guild, f"room-{number}") for number in range(texts)]
    boards = [world.add_channel(guild, f"board-{n}", Kind.FORUM, tags=("serial", "one-shot")) for n in range(forums)]
    below = [world.add_thread(rooms[0], f"thread {number}") for number in range(threads)]
    people = [world.add_member(guild, f"reader{number}") for number in range(readers)]
    return Server(guild, rooms, boards, below, people)
