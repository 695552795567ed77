"""The gate at every door: each rating and warning, in each kind of place, by every command, button, menu and form.

What counts is what the bot sends to Discord, wherever it sends it: every story's words are its own (`tests/tales.py`).
`pytest tests/cogs/test_gate_matrix.py -rP` prints how many cases were tried.
"""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from discord import app_commands
from simcord import ChannelHandle

from bot.client import create_client
from bot.config import Settings
from bot.db import Work, bookmarks, progress, readers, stories
from bot.models import Gate, PageLength, Position, Progress, RatingLevel, Reader, Spot
from tests import simulated
from tests.simulated import DiscordWorld, Person, Reply, Seen
from tests.tales import TALES, WARNED_OF, Tale, words_in, write_tales

NOTHING: frozenset[str] = frozenset()
TITLE = frozenset({"title"})
PAGE = frozenset({"title", "text"})
CARD = frozenset(
    {"title", "summary", "tag", "fandom", "pairing", "character", "genre", "spoilers", "notes", "disclaimer"}
)
CONTENTS = frozenset({"title", "chapter", "landing"})


# Every story at every door of every place takes minutes; without it each place still gets every door, with three stories, and
# every story, at a few doors.
EVERYTHING = bool(os.environ.get("WHOLE_GATE_MATRIX"))
FEW_DOORS = ("/read story (its id)", "/story (its title)", "page 2", "typing into /read")


# --- places ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stand:
    """One person in one place, and whether design.md lets stories for adults be served to her there."""

    name: str
    by: Person
    place: ChannelHandle
    adults: bool
    careful: bool = False


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


# --- doors ----------------------------------------------------------------------------------------------------------


@dataclass
class Walk:
    """One story at one stand: what a door needs to be opened, and short verbs to open it."""

    world: DiscordWorld
    stand: Stand
    board: Seen
    tale: Tale
    story: int
    old_edition: int
    edition: int
    bookmark: int = 0

    @property
    def here(self) -> str:
        """Where the story's first page is now, as a button carries it."""
        return f"{self.story}:{self.edition}:1:0:0"

    @property
    def was(self) -> str:
        """Where it was when the story was still rated General."""
        return f"{self.story}:{self.old_edition}:1:0:0"

    async def press(self, custom_id: str, *values: str) -> Reply:
        return await self.world.send_press(self.stand.by, self.stand.place, self.board, custom_id, values)

    async def fill_in(self, custom_id: str, typed: str) -> Reply:
        return await self.world.send_press(self.stand.by, self.stand.place, self.board, custom_id, typed=typed)

    async def slash(self, command: str, **options: Any) -> Reply:
        return await self.world.slash(self.stand.by, self.stand.place, command, **options)

    async def complete(self, command: str, option: str, typed: str) -> None:
        await self.world.complete(self.stand.by, self.stand.place, command, option, typed)

    async def menu(self, command: str, custom_id: str) -> Reply:
        return await self.world.send_menu(self.stand.by, self.stand.place, command, self.board, custom_id)


@dataclass(frozen=True)
class Door:
    """One way to ask for a story; `shows` are the words that must come where it may be shown, `echoes` what she typed.

    `hers`: it goes by where she is and what she keeps. `whole`: it asks for no story in particular.
    """

    open: Callable[[Walk], Awaitable[object]]
    shows: frozenset[str] = NOTHING
    echoes: frozenset[str] = NOTHING
    hers: bool = False
    whole: bool = False


# By the action of a button, menu or form. Whatever actions the loaded cogs have must stand here.
ACTIONS: dict[str, list[Door]] = {
    "next": [Door(lambda w: w.press(f"next:{w.here}"), PAGE), Door(lambda w: w.press(f"next:{w.was}"), PAGE)],
    "back": [Door(lambda w: w.press(f"back:{w.here}"), PAGE), Door(lambda w: w.press(f"back:{w.was}"), PAGE)],
    "page": [Door(lambda w: w.press(f"page:{w.here}"), PAGE), Door(lambda w: w.press(f"page:{w.was}"), PAGE)],
    "share": [Door(lambda w: w.press(f"share:{w.here}"), PAGE), Door(lambda w: w.press(f"share:{w.was}"), PAGE)],
    "goon": [Door(lambda w: w.press(f"goon:{w.here}"), PAGE), Door(lambda w: w.press(f"goon:{w.was}"), PAGE)],
    "more": [Door(lambda w: w.press(f"more:{w.here}"), TITLE), Door(lambda w: w.press(f"more:{w.was}"), TITLE)],
    "length": [Door(lambda w: w.press(f"length:{w.was}", PageLength.NORMAL.value), PAGE)],
    "resume": [Door(lambda w: w.press(f"resume:{w.story}"), PAGE)],
    "part": [Door(lambda w: w.press(f"part:{w.story}:3"), PAGE)],
    "jump": [
        Door(lambda w: w.press(f"jump:{w.story}", "2"), PAGE),
        Door(lambda w: w.fill_in(f"jump:{w.story}", "2"), PAGE),
    ],
    "askpart": [Door(lambda w: w.press(f"askpart:{w.story}"))],
    "pickread": [
        Door(lambda w: w.press("pickread:0:0", str(w.story)), PAGE),
        Door(lambda w: w.press("pickread:2:1", str(w.story)), PAGE),
    ],
    "story": [Door(lambda w: w.press("story", str(w.story)), CARD)],
    "details": [Door(lambda w: w.press(f"details:{w.story}"), CARD)],
    "warnings": [Door(lambda w: w.press(f"warnings:{w.story}"), TITLE)],
    "pickwarnings": [
        Door(lambda w: w.press("pickwarnings:", str(w.story)), TITLE),
        Door(lambda w: w.press("pickwarnings:violence", str(w.story)), TITLE),
    ],
    "contents": [
        Door(lambda w: w.press(f"contents:{w.story}"), CONTENTS),
        Door(lambda w: w.press(f"contents:{w.story}:1:later"), CONTENTS),
    ],
    "pickcontents": [Door(lambda w: w.press("pickcontents", str(w.story)), CONTENTS)],
    "bookmark": [
        Door(lambda w: w.press(f"bookmark:{w.story}:{w.edition}:2:0:0"), TITLE, hers=True),
        Door(lambda w: w.press(f"bookmark:{w.story}:{w.old_edition}:3:0:0"), TITLE, hers=True),
    ],
    "showmark": [Door(lambda w: w.press("showmark", str(w.bookmark)), PAGE)],
    "mark": [Door(lambda w: w.press(f"mark:{w.bookmark}"), PAGE, hers=True)],
    "marks": [Door(lambda w: w.press("marks:1"), PAGE, hers=True)],
    "asknote": [Door(lambda w: w.press(f"asknote:{w.bookmark}"), hers=True)],
    "savenote": [Door(lambda w: w.fill_in(f"savenote:{w.bookmark}", "mine"), PAGE, hers=True)],
    "unmark": [Door(lambda w: w.press(f"unmark:{w.bookmark}"), hers=True)],
    "library": [
        Door(lambda w: w.press("library:1:~~title~~"), whole=True),
        Door(lambda w: w.press("library:2:~~title~~"), whole=True),
        Door(lambda w: w.press(f"library:1:~~title~{w.tale.word('tag')}~"), TITLE, frozenset({"tag"})),
        Door(lambda w: w.press(f"library:1:~~title~~{w.tale.word('summary')}"), TITLE, frozenset({"summary"})),
    ],
    "browse": [
        Door(lambda w: w.press("browse:~~title~~", "order=recent"), whole=True),
        Door(lambda w: w.press("browse:~~title~~", "order=rating"), whole=True),
        Door(lambda w: w.press("browse:~~title~~", "status=reading"), whole=True),
        Door(lambda w: w.press("browse:~~title~~", "labels=fandom"), frozenset({"fandom"}), whole=True),
        Door(lambda w: w.press("browse:~~title~~", f"tag={w.tale.word('fandom')}"), TITLE, frozenset({"fandom"})),
    ],
    "labels": [
        Door(lambda w: w.press("labels:tag:1"), frozenset({"tag"}), whole=True),
        Door(lambda w: w.press("labels:pairing:1"), frozenset({"pairing"}), whole=True),
        Door(lambda w: w.press("labels:character:1"), frozenset({"character"}), whole=True),
        Door(lambda w: w.press("labels:genre:1"), frozenset({"genre"}), whole=True),
    ],
}

# Those that have to do with no story; `setadult` has a test of its own.
ABOUT_NO_STORY = {
    "help": Door(lambda w: w.press("help", "start"), whole=True),
    "preferences": Door(lambda w: w.press("preferences"), whole=True),
    "setshares": Door(lambda w: w.press("setshares", "0"), whole=True),
    "setlength": Door(lambda w: w.press("setlength", PageLength.NORMAL.value), whole=True),
    "setnotices": Door(lambda w: w.press("setnotices:1"), whole=True),
    "nametopics": Door(lambda w: w.press("nametopics:0"), whole=True),
    "setadult": Door(lambda w: w.press("preferences"), whole=True),
    "topics": Door(lambda w: w.press("topics"), whole=True),
    "settopics": Door(lambda w: w.press("settopics:0", "violence"), whole=True),
    "dropown": Door(lambda w: w.press("dropown", "violence"), whole=True),
    "asktopic": Door(lambda w: w.press("asktopic"), whole=True),
    "savetopic": Door(lambda w: w.fill_in("savetopic", "violence"), whole=True),
    "askzone": Door(lambda w: w.press("askzone"), whole=True),
    "savezone": Door(lambda w: w.fill_in("savezone", "Europe/Lisbon"), whole=True),
}

# By command: every option and every autocomplete that the tree has must stand here.
OPTIONS: dict[str, set[str]] = {
    "read": {"story", "part", "share"},
    "library": {"search", "rating", "tag"},
    "story": {"story"},
    "warnings": {"story", "topic"},
    "contents": {"story"},
    "bookmark add": {"note"},
    "bookmark list": set(),
    "bookmark remove": {"bookmark"},
    "preferences": {"timezone"},
    "help": {"topic"},
    "Bookmark this part": set(),
}
SUGGESTING = {
    ("read", "story"),
    ("story", "story"),
    ("warnings", "story"),
    ("contents", "story"),
    ("bookmark remove", "bookmark"),
    ("preferences", "timezone"),
}
COMMANDS: dict[str, Door] = {
    "/read": Door(lambda w: w.slash("read"), PAGE, hers=True),
    "/read part": Door(lambda w: w.slash("read", part=2), PAGE, hers=True),
    "/read story (its id)": Door(lambda w: w.slash("read", story=str(w.story)), PAGE, hers=True),
    "/read story (its title)": Door(lambda w: w.slash("read", story=w.tale.title), PAGE, TITLE, hers=True),
    "/read story (nearly its title)": Door(lambda w: w.slash("read", story=w.tale.title[3:]), TITLE),
    "/read story part share": Door(lambda w: w.slash("read", story=str(w.story), part=3, share=True), PAGE),
    "/story (its id)": Door(lambda w: w.slash("story", story=str(w.story)), CARD),
    "/story (its title)": Door(lambda w: w.slash("story", story=w.tale.title), CARD),
    "/warnings (its id)": Door(lambda w: w.slash("warnings", story=str(w.story)), TITLE),
    "/warnings (its title) topic": Door(lambda w: w.slash("warnings", story=w.tale.title, topic="violence"), TITLE),
    "/contents (its id)": Door(lambda w: w.slash("contents", story=str(w.story)), CONTENTS),
    "/contents (its title)": Door(lambda w: w.slash("contents", story=w.tale.title), CONTENTS),
    "/library": Door(lambda w: w.slash("library"), whole=True),
    "/library search": Door(lambda w: w.slash("library", search=w.tale.word("title")), TITLE, TITLE),
    "/library search (in its summary)": Door(
        lambda w: w.slash("library", search=w.tale.word("summary")), TITLE, frozenset({"summary"})
    ),
    "/library tag": Door(lambda w: w.slash("library", tag=w.tale.word("pairing")), TITLE, frozenset({"pairing"})),
    "/library rating": Door(lambda w: w.slash("library", rating="explicit"), whole=True),
    "/bookmark add": Door(lambda w: w.slash("bookmark add", note="mine"), TITLE, hers=True),
    "/bookmark list": Door(lambda w: w.slash("bookmark list"), PAGE, hers=True),
    "/bookmark remove": Door(lambda w: w.slash("bookmark remove", bookmark=str(w.bookmark)), hers=True),
    "Bookmark this part": Door(
        lambda w: w.menu("Bookmark this part", f"bookmark:{w.story}:{w.old_edition}:2:0:0"), TITLE, hers=True
    ),
    "typing into /read": Door(lambda w: w.complete("read", "story", w.tale.title), TITLE),
    "typing nothing into /read": Door(lambda w: w.complete("read", "story", ""), TITLE, whole=True),
    "typing into /story": Door(lambda w: w.complete("story", "story", w.tale.word("title")), TITLE),
    "typing into /warnings": Door(lambda w: w.complete("warnings", "story", w.tale.word("fandom")), TITLE),
    "typing into /contents": Door(lambda w: w.complete("contents", "story", w.tale.title[:-1]), TITLE),
    "typing into /bookmark remove": Door(lambda w: w.complete("bookmark remove", "bookmark", ""), TITLE, hers=True),
    "typing a title into /bookmark remove": Door(
        lambda w: w.complete("bookmark remove", "bookmark", w.tale.title), TITLE, hers=True
    ),
    "typing into /preferences": Door(lambda w: w.complete("preferences", "timezone", "lisb"), whole=True),
}


def every_door() -> dict[str, Door]:
    pressed = {f"{name} {n}": door for name, doors in ACTIONS.items() for n, door in enumerate(doors, start=1)}
    return pressed | {f"{name} 1": door for name, door in ABOUT_NO_STORY.items()} | COMMANDS


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
        database_url=f"sqlite:///{tmp_path / 'test.db'}", stories_dir=folder, no_rating_means=request.param
    )
    async with simulated.discord_world(settings, create_client) as world:
        before = await read_all(world)
        write_tales(folder)
        await world.restart()
        now = await read_all(world)
        assert all(before[n][0] == now[n][0] and before[n][1] != now[n][1] for n in now)
        await world.press(await world.slash(world.librarian, world.after_dark, "preferences"), "I am an adult")
        topics = await world.press(await world.slash(world.friend, world.library, "preferences"), "Topics…")
        form = await world.press(topics, "Other topic…")
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
