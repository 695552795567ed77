"""What a trial gives the bot to send, and whether each piece of it came once and in order."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from bot.cadence import Missed
from bot.db import files, servers, stories
from bot.db.work import Work
from bot.library.sync import sync_folder
from bot.models import Position, Reader, Rhythm, Surface, Visit, Where
from bot.models import Wish as Sought
from bot.serials import Channel as PostedIn
from bot.serials import ChannelKind, Wish
from bot.services import bookmark, subscribe
from bot.services.engine import Engine
from bot.services.notify import NOTICES
from bot.services.serials import plan
from bot.services.servers import set_notice_channel
from tests.wire.things import Channel, Guild, Kind, Message, User
from tests.wire.world import World

MARK = re.compile(r"tide(\d{3})x(\d{4})")
MODERATOR = 1
_WORDS = [
    "the",
    "harbour",
    "lamp",
    "kept",
    "its",
    "yellow",
    "light",
    "over",
    "wet",
    "stone",
    "while",
    "nobody",
    "came",
    "and",
    "gulls",
    "argued",
    "about",
    "bread",
]


# --- stories of which every sentence can be told ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tale:
    """A story of our own; each sentence ends in a word that no other has: `tide`, the story's number, `x`, its own."""

    number: int
    parts: int
    sentences: int

    @property
    def file(self) -> str:
        return f"tale-{self.number:03}.md"


def write_tale(folder: Path, number: int, pages: Iterable[int], chance: random.Random) -> Tale:
    """Writes a story with a part for each of these numbers, about so many messages long."""
    parts, sentences, count = [], 0, 0
    for messages in pages:
        count += 1
        paragraphs, length = [], 0
        while length < messages * 3300 - 600:
            said = []
            for _ in range(5):
                sentences += 1
                words = " ".join(chance.choice(_WORDS) for _ in range(chance.randint(6, 18)))
                said.append(f"{words.capitalize()} tide{number:03}x{sentences:04}.")
            paragraphs.append(" ".join(said))
            length += len(paragraphs[-1]) + 2
        parts.append("\n\n".join(paragraphs))
    head = f"---\ntitle: Tale {number}\nauthor: A. Tester\nrating: general\n---\n\n"
    tale = Tale(number, count, sentences)
    (folder / tale.file).write_text(head + "\n\n***\n\n".join(parts) + "\n", encoding="utf-8")
    return tale


# --- judging ----------------------------------------------------------------------------------------------------------


@dataclass
class Tally:
    """What came of a trial: messages and threads that exist, and those that are missing, too many or too early."""

    deliveries: int = 0
    lost: int = 0
    twice: int = 0
    disordered: int = 0
    notes: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.deliveries += other.deliveries
        self.lost += other.lost
        self.twice += other.twice
        self.disordered += other.disordered
        self.notes += other.notes

    @property
    def flawless(self) -> bool:
        return not (self.lost or self.twice or self.disordered)


def count_once(found: Iterable[object], wanted: Iterable[object], what: str) -> Tally:
    """Of things that may come in any order, each once."""
    seen, expected = list(found), set(wanted)
    lost, twice = expected - set(seen), len(seen) - len(set(seen))
    notes = [f"{what}: {len(lost)} lost"] * bool(lost) + [f"{what}: {twice} twice"] * bool(twice)
    return Tally(len(seen), len(lost), twice, 0, notes)


class Task(Protocol):
    """Something to send: prepared before the bot starts, judged after its last end."""

    async def prepare(self, engine: Engine) -> None:
        """Writes it into the database, as the bot's own services do."""
        ...

    def judge(self, world: World) -> Tally:
        """What stands in the world of it."""
        ...


# --- the kinds of work ------------------------------------------------------------------------------------------------


@dataclass
class SerialTask:
    """A story posted to a channel, a part at each of its slots, all of which have passed and are to be caught up."""

    tale: Tale
    channel: Channel
    discuss: bool = False

    async def prepare(self, engine: Engine) -> None:
        guild = self.channel.guild
        assert guild is not None
        entry = await engine.database.read(_story_of(self.tale))
        moderator = Visit(Reader(MODERATOR), Where(Surface.SERVER, server_id=guild.id), moderator=True)
        kind = {Kind.TEXT: ChannelKind.TEXT, Kind.FORUM: ChannelKind.FORUM}.get(self.channel.kind, ChannelKind.THREAD)
        posted_in = PostedIn(self.channel.id, kind, tags=tuple(self.channel.tags.values()))
        wish = Wish(entry, "daily", "06:00", "UTC", missed=Missed.ALL, discuss=self.discuss)
        # It was started long ago, and then there was an outage.
        then = replace(engine, now=lambda: engine.now() - timedelta(days=100))
        planned = await plan.plan(then, moderator, posted_in, wish)
        assert not planned.refusals, planned.refusals
        await plan.start(then, moderator, planned.serial.id, posted_in)

    def judge(self, world: World) -> Tally:
        forum = self.channel.kind is Kind.FORUM
        places = sorted(world.threads(self.channel), key=lambda one: one.id) if forum else [self.channel]
        messages = [(one, marks) for place in places for one in place.existing if (marks := self._marks(one))]
        tally, seen, latest = Tally(len(messages)), set[int](), 0
        for _message, marks in messages:
            if seen & set(marks):
                tally.twice += 1
            elif marks != sorted(marks) or marks[0] < latest:
                tally.disordered += 1
            seen |= set(marks)
            latest = max(latest, *marks)
        tally.lost = self.tale.sentences - len(seen)
        if self.discuss:
            posts = {message.id for message, _marks in messages}
            threads = [one for one in world.threads(self.channel) if one.id in posts]
            tally.deliveries += len(threads)
            tally.lost += max(self.tale.parts - len(threads), 0)
            tally.twice += max(len(threads) - self.tale.parts, 0)
        if not tally.flawless:
            tally.notes.append(
                f"{self.tale.file} in a {self.channel.kind.name}: {tally.lost} sentences or threads lost, "
                f"{tally.twice} messages twice, {tally.disordered} out of order"
            )
        return tally

    def _marks(self, message: Message) -> list[int]:
        return [int(mark) for tale, mark in MARK.findall(message.text) if int(tale) == self.tale.number]


@dataclass
class BookmarkTask:
    """A bookmark for each of these readers, brought to her DMs."""

    tale: Tale
    guild: Guild
    readers: list[User]

    async def prepare(self, engine: Engine) -> None:
        story = await engine.database.read(_story_of(self.tale))
        entry = await engine.database.read(stories.get_entry(story))
        assert entry is not None
        place = Position(story, entry.edition_id, 1)
        for reader in self.readers:
            visit = Visit(Reader(reader.id), Where(Surface.SERVER, server_id=self.guild.id))
            await bookmark.keep(engine, visit, f"note of {reader.id}", place)

    def judge(self, world: World) -> Tally:
        dms = [(reader, world.dm(reader)) for reader in self.readers]
        messages = [(reader, message) for reader, dm in dms if dm is not None for message in dm.existing]
        found = [reader.id for reader, message in messages if f"note of {reader.id}" in message.text]
        return count_once(found, [reader.id for reader in self.readers], "bookmarks")


@dataclass
class NoticeTask:
    """A story that grew, told to each of these readers, who subscribed to it: it is written and grows in this folder."""

    number: int
    folder: Path
    guild: Guild
    readers: list[User]

    async def prepare(self, engine: Engine) -> None:
        # What is new is gathered for a minute before it is told: here, that has passed.
        then = replace(engine, now=lambda: engine.now() - timedelta(minutes=5))
        tale = write_tale(self.folder, self.number, [1], random.Random(1))
        await sync_folder(engine.database, self.folder, then.now)
        story = await engine.database.read(_story_of(tale))
        for reader in self.readers:
            visit = Visit(Reader(reader.id), Where(Surface.SERVER, server_id=self.guild.id))
            await subscribe.subscribe(then, visit, story, Sought.STORY, Rhythm.EVERY)
        write_tale(self.folder, self.number, [1, 1], random.Random(1))
        await sync_folder(engine.database, self.folder, then.now)
        while await engine.database.run(NOTICES.decide(then)):
            pass

    def judge(self, world: World) -> Tally:
        dms = [(reader, world.dm(reader)) for reader in self.readers]
        messages = [(reader, message) for reader, dm in dms if dm is not None for message in dm.existing]
        found = [reader.id for reader, message in messages if f"Tale {self.number}" in message.text]
        return count_once(found, [reader.id for reader in self.readers], "notices")


@dataclass
class LogTask:
    """What moderators did, told to the notice channel."""

    channel: Channel
    entries: int

    async def prepare(self, engine: Engine) -> None:
        guild = self.channel.guild
        assert guild is not None
        await set_notice_channel(engine, guild.id, MODERATOR, self.channel.id)
        for number in range(self.entries):
            await engine.database.run(
                servers.note_action(guild.id, MODERATOR, "serial-started", f"entry {number}.", engine.now())
            )

    def judge(self, world: World) -> Tally:
        found = [words for one in world.messages(self.channel) for words in re.findall(r"entry \d+\.", one.text)]
        return count_once(found, [f"entry {number}." for number in range(self.entries)], "log entries")


def _story_of(tale: Tale) -> Work[int]:
    found = {record.path: record.story_id for record in (yield from files.list_files())}[tale.file]
    assert found is not None
    return found
