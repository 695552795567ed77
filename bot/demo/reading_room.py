"""The demo's server "The Reading Room": its places, its readers, its clock, and the one browser view into it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import discord
from simcord import ChannelHandle, GuildHandle, MemberActor, Preview, RoleHandle, UserHandle

from bot.demo.world import World

WELCOME = """\
# Welcome to The Reading Room
Everything here is simulated, except the bot: type `/` below and pick a command.
- `/library` shows the stories, `/read` serves the next part of one
- `/story`, `/warnings` and `/contents` tell you about a story first
- `/help` explains the rest
- in #serials a story is posted, a part a day

Switch to another channel or reader, or move the clock: {address}"""

AFTER_DARK = """\
This channel is age-restricted: stories rated mature, explicit or unrated are served here, and only here.
Ask for the same story in #library to see the difference."""

SERIALS = """\
A story is posted here every day at 18:00, part by part: move the clock by a day and come back.
As the librarian you can type `/serial list`, or start another one with `/serial start`."""

LOUNGE = "Nothing special here: an ordinary second channel, for reading somewhere else."


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere in the simulated Discord that a browser can look at, and through whose eyes."""

    key: str
    name: str
    about: str
    channel: ChannelHandle
    viewers: tuple[MemberActor | UserHandle, ...]


class ReadingRoom:
    """The simulated server of the demo; one operation at a time, whoever asks for it."""

    def __init__(self, world: World, places: Mapping[str, Place]) -> None:
        self._world = world
        self.places = places
        self._place: Place | None = None
        self._preview: Preview | None = None
        # SimCord refuses operations that overlap; ours and those of the browser wait for each other here.
        self._turn = asyncio.Lock()

    @property
    def now(self) -> datetime:
        """The simulated instant, in UTC."""
        return self._world.env.now()

    @property
    def shown(self) -> Place | None:
        """The place that is open in a browser view; a view can also be ended from within."""
        return self._place if self._world.env._preview is not None else None  # noqa: SLF001 - no public way to ask

    async def show(self, place: Place) -> str:
        """Open a browser view of `place`, which closes the one before; gives its address, valid until the next."""
        async with self._turn:
            if self._preview is not None:
                await self._preview.close()
            self._preview = self._world.env.preview(place.channel, viewers=place.viewers, layout="channel")
            await self._preview.__aenter__()
            self._take_turns(self._preview)
            self._place = place
            return self._preview.url

    def _take_turns(self, preview: Preview) -> None:
        """Let what is done in the browser wait for our own operations."""
        act = preview._action  # noqa: SLF001 - SimCord has no public place to queue at

        async def act_in_turn(context_id: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
            async with self._turn:
                return await act(context_id, body)

        preview._action = act_in_turn  # type: ignore[method-assign]  # noqa: SLF001 - as above

    async def pass_time(self, seconds: float) -> None:
        """Move the clock; whatever falls due on the way happens, in order.

        Raises TimeoutError when the bot does not finish in time; the clock then stands where the bot got to.
        """
        async with self._turn:
            await self._world.env.advance_time(seconds)
            if self._preview is not None and self.shown is not None:
                await self._preview.refresh()


async def furnish(world: World, address: str) -> ReadingRoom:
    """Build the server in an empty world; `address` is where the start page will be."""
    env = world.env
    guild = env.create_guild("The Reading Room")
    members = _add_members(world, guild)
    library = guild.create_text_channel("library", topic="Read here: type / to see every command.")
    after_dark = guild.create_text_channel("after-dark", topic="Age-restricted: mature and explicit stories.")
    serials = guild.create_text_channel("serials", topic="A story, part by part, on a schedule.")
    lounge = guild.create_text_channel("lounge", topic="An ordinary second channel.")
    await world.restrict(after_dark)
    librarian = members[-1]
    await librarian.send(library, WELCOME.format(address=address))
    await librarian.send(after_dark, AFTER_DARK)
    await librarian.send(lounge, LOUNGE)
    await librarian.send(serials, SERIALS)
    await _start_serial(librarian, serials)
    everybody = tuple(members)
    places = [
        Place("library", "#library", "The main channel, with a welcome that says what to try.", library, everybody),
        Place("after-dark", "#after-dark", "An age-restricted channel.", after_dark, everybody),
        Place("serials", "#serials", "A story is posted here, a part a day: move the clock.", serials, everybody),
        Place("lounge", "#lounge", "A second ordinary channel.", lounge, everybody),
    ]
    for number, reader in enumerate(members[:-1], start=1):
        name = reader.user.global_name or reader.name
        about = "The bot’s direct messages with this reader."
        places.append(Place(f"reader-{number}", f"DMs of {name}", about, reader.user.dm_channel, (reader.user,)))
    return ReadingRoom(world, {place.key: place for place in places})


async def _start_serial(librarian: MemberActor, channel: ChannelHandle) -> None:
    """Have the librarian post a story, as she would by hand, where the bot in this world knows how."""
    if "serial start" not in librarian.available_commands(channel):
        return
    offered = await librarian.autocomplete(channel, "serial start", "story", "")
    if offered:
        options = {"story": offered[0]["value"], "channel": channel, "every": "daily", "at": "18:00", "timezone": "UTC"}
        planned = await librarian.slash(channel, "serial start", **options)
        if planned.response is not None:
            await librarian.click(planned.response, label="Confirm")


def _add_members(world: World, guild: GuildHandle) -> list[MemberActor]:
    """Two readers, and last a librarian, who may manage the server."""
    manage = discord.Permissions(manage_guild=True, manage_messages=True)
    role = guild.create_role("Librarian", permissions=manage)
    people: list[tuple[str, str, list[RoleHandle]]] = [
        ("reader_one", "Reader One", []),
        ("reader_two", "Reader Two", []),
        ("librarian", "Librarian", [role]),
    ]
    return [guild.add_member(world.env.create_user(name, global_name=shown), roles=r) for name, shown, r in people]
