"""The gate at every door: each rating and warning, in each kind of place, by every command, button, menu and form.

What counts is what the bot sends to Discord, wherever it sends it: every story's words are its own (`tests/tales.py`).
`pytest tests/cogs/test_gate_matrix.py -rP` prints how many cases were tried.
"""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from discord import app_commands

from bot.client import create_client
from bot.config import Settings
from bot.db import Work, bookmarks, progress, readers, stories
from bot.models import Gate, Position, Progress, RatingLevel, Reader, Spot
from tests import simulated
from tests.cogs.doors import ABOUT_NO_STORY, ACTIONS, OPTIONS, SUGGESTING, Door, Stand, Walk, every_door
from tests.simulated import DiscordWorld, Seen
from tests.tales import TALES, WARNED_OF, Tale, words_in, write_tales

# Every story at every door of every place takes minutes; without it each place still gets every door, with three stories, and
# every story, at a few doors.
EVERYTHING = bool(os.environ.get("WHOLE_GATE_MATRIX"))
FEW_DOORS = ("/read story (its id)", "/story (its title)", "page 2", "typing into /read")


# --- places ---------------------------------------------------------------------------------------------------------


async def stands_of(world: DiscordWorld) -> list[Stand]:
    """Every kind of place; the reader confirmed nothing, the librarian that she is an adult, the friend avoids clowns."""
    reader, confirmed, careful = world.reader, world.librarian, world.friend
    guild = world.guild
    forum, dark_forum = guild.create_forum_channel("forum"), guild.create_forum_channel("dark-forum")
    voice, dark_voice = guild.create_voice_channel("voice"), guild.create_voice_channel("dark-voice")
    stage, news = guild.create_stage_channel("dark-stage"), guild.create_news_channel("dark-news")
    unknown = guild.create_text_channel("dark-unknown")
    away, dark_away = await world.add_server_without_the_bot("away", "dark-away")
    for channel in (dark_forum, dark_voice, stage, news, unknown, dark_away):
        await world.restrict(channel)
    forgotten = world.add_thread(unknown)
    found = [
        Stand("a channel", reader, world.library, adults=False),
        Stand("an age-restricted channel", reader, world.after_dark, adults=True),
        Stand("a thread", reader, world.library_thread, adults=False),
        Stand("a thread of an age-restricted channel", reader, world.after_dark_thread, adults=True),
        Stand("a forum post", reader, world.add_thread(forum), adults=False),
        Stand("a post of an age-restricted forum", reader, world.add_thread(dark_forum), adults=True),
        Stand("a voice channel's chat", reader, voice, adults=False),
        Stand("an age-restricted voice channel's chat", reader, dark_voice, adults=True),
        Stand("an age-restricted stage's chat", reader, stage, adults=True),
        Stand("an age-restricted announcement channel", reader, news, adults=True),
        Stand("a thread whose parent is not known", reader, forgotten, adults=False),
        Stand("her DM", reader, reader.dm, adults=False),
        Stand("a private talk", reader, reader.private, adults=False),
        Stand("a server without the bot", reader, away, adults=False),
        Stand("an age-restricted channel of a server without the bot", reader, dark_away, adults=True),
        Stand("a thread there", reader, world.add_thread(dark_away), adults=False),
        Stand("a channel, confirmed", confirmed, world.library, adults=False),
        Stand("her DM, confirmed", confirmed, confirmed.dm, adults=True),
        Stand("a private talk, confirmed", confirmed, confirmed.private, adults=False),
        Stand("a channel, careful", careful, world.library, adults=False, careful=True),
        Stand("an age-restricted channel, careful", careful, world.after_dark, adults=True, careful=True),
        Stand("her DM, careful", careful, careful.dm, adults=False, careful=True),
    ]
    # Discord tells a bot of threads whose parent it may not see; nothing is known of the parent then.
    world.client.get_guild(guild.id)._channels.pop(unknown.id)
    return found


# --- the walk -------------------------------------------------------------------------------------------------------


@dataclass
class Matrix:
    """Opens doors and keeps what went wrong: words where they may not be, or none where they must."""

    world: DiscordWorld
    no_rating_means: RatingLevel
    stands: list[Stand]
    stories: dict[int, tuple[int, int, int]]
    boards: dict[str, Seen] = field(default_factory=dict)
    cases: int = 0
    wrong: list[str] = field(default_factory=list)

    async def walk(self, stand: Stand, tales: Iterable[Tale], doors: dict[str, Door]) -> None:
        board = self.boards.get(stand.name) or await self.world.slash(stand.by, stand.place, "help")
        self.boards[stand.name] = board
        for tale in tales:
            walk = Walk(self.world, stand, board, tale, *self.stories[tale.number])
            await self._be_in(walk)
            for name, door in doors.items():
                await self._try(walk, name, door)

    async def _try(self, walk: Walk, name: str, door: Door) -> None:
        if door.hers:
            await self._be_in(walk)
        requests = self.world.env.http_requests
        before = len(requests)
        await door.open(walk)
        self.cases += 1
        sent = requests[before:]
        seen: set[tuple[int, str]] = set()
        told = [] if sent else ["nothing was sent"]
        for request in sent:
            adults = self._adults(walk.stand, request.path)
            found = words_in(json.dumps(request.json))
            seen |= found
            echoed = {(walk.tale.number, word) for word in door.echoes}
            leaked = sorted(word for word in found - echoed if not self._allowed(word[0], adults=adults))
            told += [f"{leaked[:5]} went to {request.path}"] if leaked else []
        if not walk.stand.careful:
            # What asks for all stories at once has to show each that may be shown, as far as its page goes.
            asked = [tale for tale in TALES if tale.gate is Gate.OPEN][:1] if door.whole else [walk.tale]
            told += [self._missing(walk.stand, door, tale, seen) for tale in asked]
        self.wrong += [
            f"{name} / {walk.tale.number} {walk.tale.kind} / {walk.stand.name}: {words}" for words in told if words
        ]

    def _missing(self, stand: Stand, door: Door, tale: Tale, seen: set[tuple[int, str]]) -> str:
        missing = door.shows - {word for number, word in seen if number == tale.number}
        return f"{sorted(missing)} not shown" if missing and self._allowed(tale.number, adults=stand.adults) else ""

    async def _be_in(self, walk: Walk) -> None:
        """She is in this story, the one she read last, and keeps one bookmark, there."""
        # The simulated clock stands still between doors.
        reader_id, now = walk.stand.by.id, self.world.client.engine.now() + timedelta(seconds=self.cases)
        place = Position(walk.story, walk.edition, 1, Spot(0, 0))
        at = Progress(place, None, 1, Spot(0, 0), by_command=False, finished=False)

        def work() -> Work[None]:
            yield from readers.keep_reader(Reader(reader_id, "en-US"), now)
            for kept in (yield from bookmarks.list_bookmarks(reader_id, 0, 100)):
                yield from bookmarks.remove_bookmark(reader_id, kept.id)
            walk.bookmark, _ = yield from bookmarks.keep_bookmark(reader_id, place, None, now)
            yield from progress.save_progress(reader_id, at, now)

        await self.world.client.engine.database.run(work())

    def _adults(self, stand: Stand, path: str) -> bool:
        """Whether what is sent there may be for adults: an interaction's answer goes where it came from."""
        if path.startswith(("/interactions/", "/webhooks/")):
            return stand.adults
        dm = f"/channels/{stand.by.dm.id}/"
        return any(other.adults for other in self.stands if other.place.id == stand.by.dm.id and path.startswith(dm))

    def _allowed(self, number: int, *, adults: bool) -> bool:
        return TALES[number - 1].may_be_shown(adults=adults, no_rating_means=self.no_rating_means)


async def read_all(world: DiscordWorld) -> dict[int, tuple[int, int]]:
    """Each story's id and present edition, by its number."""
    found = {}
    for tale in TALES:
        (entry,) = await world.client.engine.database.run(stories.find_by_title(tale.title))
        found[tale.number] = (entry.story_id, entry.edition_id)
    return found


@pytest.fixture(params=[RatingLevel.TEEN, RatingLevel.MATURE], ids=lambda level: f"unstated-is-{level.value}")
async def matrix(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Matrix]:
    """A world whose stories were all rated General at first, and are now what they are."""
    folder = tmp_path / "tales"
    write_tales(folder, mild=True)
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'test.db'}",
        stories_dir=folder,
        no_rating_means=request.param,
        searches_per_minute=10**6,
    )
    async with simulated.discord_world(settings, create_client) as world:
        before = await read_all(world)
        write_tales(folder)
        await world.restart()
        now = await read_all(world)
        assert all(before[n][0] == now[n][0] and before[n][1] != now[n][1] for n in now)
        await world.press(await world.slash(world.librarian, world.after_dark, "preferences"), "I am an adult")
        topics = await world.press(await world.slash(world.friend, world.library, "preferences"), "Topics…")
        form = await world.press(topics, "Another topic…")
        (asked,) = [component["component"]["custom_id"] for component in form.modal["components"]]
        await world.submit(form, **{asked: WARNED_OF})
        known = {n: (now[n][0], before[n][1], now[n][1]) for n in now}
        yield Matrix(world, request.param, await stands_of(world), known)


async def test_no_door_is_forgotten(matrix: Matrix):
    client = matrix.world.client
    assert set(client.actions) == {*ACTIONS, *ABOUT_NO_STORY}
    commands = {command.qualified_name: command for command in client.tree.walk_commands()}
    commands = {name: c for name, c in commands.items() if isinstance(c, app_commands.Command)}
    menus = {command.name for command in client.tree.get_commands() if isinstance(command, app_commands.ContextMenu)}
    assert {name: {p.name for p in c.parameters} for name, c in commands.items()} | {m: set() for m in menus} == OPTIONS
    assert {(name, p.name) for name, c in commands.items() for p in c.parameters if p.autocomplete} == SUGGESTING


async def test_every_story_is_shown_where_it_may_be_and_nowhere_else(matrix: Matrix):
    # The setting is asked for those alone that state nothing.
    asked = [tale for tale in TALES if matrix.no_rating_means is RatingLevel.TEEN or tale.gate is Gate.UNSTATED]
    every = every_door()
    whole = {name: door for name, door in every.items() if door.whole}
    about_one = {name: door for name, door in every.items() if not door.whole}
    few = {name: about_one[name] for name in FEW_DOORS}
    for number, stand in enumerate(matrix.stands):
        await matrix.walk(stand, asked[:1], whole)
        if EVERYTHING:
            await matrix.walk(stand, asked, about_one)
            continue
        chosen = chosen_tales(asked, number)
        await matrix.walk(stand, chosen, about_one)
        await matrix.walk(stand, [tale for tale in asked if tale not in chosen], few)
    passed = matrix.cases - len({words.split(": ")[0] for words in matrix.wrong})
    print(f"The gate matrix: {matrix.cases} cases tried, {passed} passed.")  # noqa: T201 - `-rP` shows it
    assert not matrix.wrong, "\n".join(matrix.wrong[:60])


def chosen_tales(tales: Sequence[Tale], number: int) -> list[Tale]:
    """One story that is held, one for adults and one of the others, another one at each stand: all of them come up."""
    kinds = ({Gate.OPEN, Gate.UNSTATED}, {Gate.ADULT}, {Gate.HELD})
    of_kind = [[tale for tale in tales if tale.gate in kind] for kind in kinds]
    return [kind[number % len(kind)] for kind in of_kind if kind]
