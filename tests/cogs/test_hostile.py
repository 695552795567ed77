"""Hostile titles, names and words, everywhere: nothing pings, links, hides, turns or breaks a limit, at any door."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.client import create_client
from bot.config import Settings
from bot.db import servers
from bot.db.stories import save_story
from bot.models import Block, Break, BreakKind, Chapter, Metadata, Part, Rating, RatingLevel, Span, Story
from bot.servers import Publication
from tests import openapi, simulated
from tests.cogs.doors import Stand, Walk, every_door
from tests.simulated import DiscordWorld
from tests.tales import TALES

# Each with ids of its own, so that nobody takes our own mentions for theirs.
PINGS = "@everyone @here <@666> <@!666> <@&667> <#668> </x:669> <:x:670> <id:browse>"
MARKS = "# Big\n> quoted\n- listed\n-# small **bold** __under__ ~~gone~~ `code` ```block [cover](http://evil.example)"
TURNED = "\u202etxet denrut\u2066 \u200b\u200d\ufeff"
HOSTILE = {
    "pings": PINGS,
    "marks": f"{MARKS}](http://evil.example) ](<http://evil.example>)",
    "turned": TURNED,
    "long": ("**" + PINGS + MARKS) * 40,
    "slashes": "\\" * 3999 + "*",
    "one word": "W" * 4000,
    "blank": "\u200b",
    "lines": "\r\n\u2028\u2029\x0b\x85# Big\n" * 300,
}
# What our own cards never hold; a backslash before a sign takes its meaning.
LIVE = re.compile(
    r"@everyone|@here|<@!?&?66|<#668|</x|<:x|<id:|\[[^\]\n]*\]\(|```|~~|__under|^# Big|^> quoted|^- listed",
    re.MULTILINE,
)

# An author's prose has lines of its own, and may be written in any direction there.
PROSE = re.compile(r"\*\*[^*]+:\*\* |\u202e")


def hostile_story(words: str) -> Story:
    """A story all of whose fields are these words, and whose text is harmless."""
    said: dict[str, Any] = dict.fromkeys(
        ("author", "series", "genre", "summary", "spoilers", "notes", "disclaimer", "published"), words
    )
    listed: dict[str, Any] = dict.fromkeys(
        ("warnings", "fandoms", "relationships", "characters", "tags"), (words, f"{words}.")
    )
    about = Metadata(
        title=words,
        rating=Rating(RatingLevel.TEEN, words),
        series_index=1.0,
        sequel=words,
        prequel=words,
        **said,
        **listed,
    )
    parts = tuple(
        Part(number, (Block((Span("Harmless."),)),), Break(BreakKind.CHAPTER, words[:20]), chapter=number)
        for number in range(1, 4)
    )
    chapters = tuple(Chapter(words, (number,), warnings=(words,), notes=words) for number in range(1, 4))
    return Story(about, parts, chapters)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[DiscordWorld]:
    folder = tmp_path / "stories"
    folder.mkdir()
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'test.db'}",
        stories_dir=folder,
        searches_per_minute=10**6,
        new_dms_per_second=1000,
    )
    async with simulated.discord_world(settings, create_client) as made:
        yield made
    # Whatever Discord would refuse for its length or form fails here.
    openapi.check_requests(made.env.http_requests)


def texts_in(value: Any) -> Iterator[str]:
    """Every text of a message that is read as Markdown."""
    if isinstance(value, list):
        for each in value:
            yield from texts_in(each)
    elif isinstance(value, dict):
        yield from (value["content"] for _ in "x" if isinstance(value.get("content"), str))
        for each in value.values():
            yield from texts_in(each)


def live(body: Any) -> list[str]:
    """What in a message would do something."""
    return [found for text in texts_in(body) for found in LIVE.findall(re.sub(r"\\[^\w\s]", "", text))]


async def walk_of(world: DiscordWorld, words: str) -> Walk:
    """The story in the server, published by the librarian, who stands before it with a bookmark and a notice channel."""
    database, by = world.client.engine.database, world.librarian
    saving = save_story(
        "server:hostile",
        hostile_story(words),
        content_hash="1",
        importer_version=1,
        title=words,
        now=world.env.now(),
        published=Publication(world.guild.id, by.id, "mine", words),
    )
    story = await database.run(saving)
    await database.run(servers.keep_servers({world.guild.id: "en-US"}, world.env.now()))
    notices = world.guild.create_text_channel("notices")
    await database.run(servers.set_notice_channel(world.guild.id, notices.id))
    board = await world.slash(by, world.library, "help")
    stand = Stand("a channel", by, world.library, adults=False)
    walk = Walk(world, stand, board, TALES[0], story, 1, 1, 1)
    await walk.press(f"bookmark:{story}:1:1:0:0")
    return walk


LAST = ("withdrawal 1", "dowithdraw 1", "withdrawal 1", "unpost 1", "undowithdraw 1")


@pytest.mark.parametrize("kind", HOSTILE)
async def test_at_no_door_does_anything_of_a_hostile_story_light_up_or_break_a_limit(world: DiscordWorld, kind: str):
    words = HOSTILE[kind]
    walk = await walk_of(world, words)
    doors = every_door()
    for name in [name for name in doors if name not in LAST and not name.startswith("unmark")]:
        await doors[name].open(walk)
    typed = words.strip()[:100] or "x"
    await walk.slash("library", search=typed)
    await walk.slash("library", tag=typed)
    await walk.slash("story", story=typed)
    await walk.slash("warnings", story=str(walk.story), topic=typed[:60])
    await walk.slash("bookmark add", note=typed)
    await walk.fill_in("savenote:1", words[:200])
    await walk.fill_in("savetopic", words[:60])
    await walk.fill_in(f"report:{walk.story}:1:0", words[:500])
    for name in LAST:
        await doors[name].open(walk)
    await world.pass_time(30)
    bodies = [(request.path, request.json) for request in world.env.http_requests if request.json]
    wrong = [(path, found) for path, body in bodies if (found := live(body))]
    assert not wrong, wrong[:10]
    assert not [path for path, body in bodies if _pings(body)]
    turned = {line for _, body in bodies for text in texts_in(body) for line in text.split("\n") if TURNED[0] in line}
    assert not [line for line in turned if not PROSE.match(line)]
    assert any("Harmless." in json.dumps(body) for _, body in bodies)


def _pings(body: Any) -> bool:
    """Whether a message is sent without forbidding all mentions."""
    data = body.get("data", body) if isinstance(body, dict) else {}
    if "components" not in data or "custom_id" in data:
        return False  # no message, or a form
    mentions = data.get("allowed_mentions") or {}
    return mentions.get("parse") != [] or bool(mentions.get("users") or mentions.get("roles"))
