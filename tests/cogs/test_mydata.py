"""`/mydata` in Discord: the file that comes, and the one confirmation after which nothing is left."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.db import stories
from bot.db.stories import save_story
from bot.models import Rating, RatingLevel
from bot.servers import Publication
from tests.db.everything import traces_of
from tests.db.samples import NOON, ask, make_story
from tests.simulated import DiscordWorld, Person, Reply

SHELF = Path(__file__).resolve().parents[1] / "shelf"
NOTE = "where the clowns wait"


@pytest.fixture
def stories_dir() -> Path:
    return SHELF


async def read_something(world: DiscordWorld, person: Person) -> None:
    await world.slash(person, world.library, "read", story="The Ledger")
    await world.slash(person, world.library, "bookmark add", note=NOTE)
    await world.slash(person, world.library, "preferences", timezone="Europe/Lisbon")


async def publish(world: DiscordWorld, person: Person, title: str = "My Own Tale") -> int:
    """She publishes a story in the server; its source holds her id, as that of every published story does."""
    story = make_story(["It was mine."], title=title, author="Ada Author", rating=Rating(RatingLevel.TEEN, "T"))
    saving = save_story(
        f"server:{world.guild.id}:author:{person.id}:{title}",
        story,
        content_hash=title,
        importer_version=1,
        title=title,
        now=NOON,
        published=Publication(world.guild.id, person.id, "mine", "I wrote it myself"),
    )
    return int(await world.client.engine.database.run(saving))


async def exported(world: DiscordWorld, person: Person, place: Any) -> dict[str, Any]:
    (body,) = world.files(await world.slash(person, place, "mydata export"))
    found: dict[str, Any] = json.loads(body)
    return found


async def traces(world: DiscordWorld, person: Person) -> list[str]:
    return await traces_of(world.client.engine.database, [str(person.id), NOTE])


async def test_the_file_holds_what_she_did_and_nothing_of_anybody_else(discord_world: DiscordWorld):
    world = discord_world
    await read_something(world, world.reader)
    await world.slash(world.friend, world.library, "read", story="The Lantern I")
    reply = await world.slash(world.reader, world.library, "mydata export")
    assert reply.ephemeral
    (body,) = world.files(reply)
    found = json.loads(body)
    held = found["held"]
    assert (found["format"], found["version"], found["reader_id"]) == (
        "cliffhanger-mydata",
        1,
        str(world.reader.id),
    )
    assert found["made_at"].endswith("Z")
    assert [row["story_title"] for row in held["progress"]] == ["The Ledger"]
    assert [row["note"] for row in held["bookmarks"]] == [NOTE]
    (reader,) = held["readers"]
    assert (reader["id"], reader["zone"]) == (str(world.reader.id), "Europe/Lisbon")
    assert str(world.friend.id) not in body.decode()
    assert "Lantern" not in body.decode()


@pytest.mark.parametrize("where", ["library", "dm", "private"])
async def test_it_comes_in_servers_dms_and_wherever_she_takes_the_bot_along(discord_world: DiscordWorld, where: str):
    world = discord_world
    place = {"library": world.library, "dm": world.reader.dm, "private": world.reader.private}[where]
    reply = await world.slash(world.reader, place, "mydata export")
    assert reply.ephemeral or where == "dm"
    assert "hold nothing about you" in reply.text
    assert not await traces(world, world.reader)  # asking alone makes nobody known
    asked = await world.slash(world.reader, place, "mydata erase")
    assert asked.ephemeral or where == "dm"
    done = await world.press(asked, "Erase everything")
    assert "nothing to erase" in done.text
    assert done.buttons == []


async def test_after_one_confirmation_nothing_of_her_is_left_and_others_keep_theirs(discord_world: DiscordWorld):
    world = discord_world
    await read_something(world, world.reader)
    await read_something(world, world.friend)
    asked = await world.slash(world.reader, world.library, "mydata erase")
    assert await traces(world, world.reader)  # asked alone, nothing is done yet
    done = await world.press(asked, "Erase everything")
    assert "is gone" in done.text
    (left,) = await ask(world.client.engine.database, "SELECT COUNT(*) AS notes FROM bookmarks")
    assert left["notes"] == 1
    assert not [where for where in await traces(world, world.reader) if NOTE not in where]
    held = (await exported(world, world.friend, world.library))["held"]
    assert [row["note"] for row in held["bookmarks"]] == [NOTE]


async def test_erasing_twice_is_told_and_she_begins_anew(discord_world: DiscordWorld):
    world = discord_world
    await read_something(world, world.reader)
    first = await world.slash(world.reader, world.library, "mydata erase")
    second = await world.slash(world.reader, world.library, "mydata erase")
    await world.press(first, "Erase everything")
    assert "nothing to erase" in (await world.press(second, "Erase everything")).text
    assert not await traces(world, world.reader)
    page = await world.slash(world.reader, world.library, "read", story="The Ledger")
    assert "Part 1 of" in page.text
    assert await traces(world, world.reader)


async def test_a_confirmation_made_for_somebody_else_erases_nothing(discord_world: DiscordWorld):
    world = discord_world
    await read_something(world, world.reader)
    await read_something(world, world.friend)
    before = await traces(world, world.reader), await traces(world, world.friend)
    for custom_id in (f"erase:{world.reader.id}:none", f"erase:{world.reader.id}:withdraw"):
        forged = await world.press_forged(world.friend, world.library, custom_id)
        assert "somebody else's" in forged.text
    assert (await traces(world, world.reader), await traces(world, world.friend)) == before


async def test_who_thinks_better_of_it_keeps_everything(discord_world: DiscordWorld):
    world = discord_world
    await read_something(world, world.reader)
    before = await traces(world, world.reader)
    kept = await world.press(await world.slash(world.reader, world.library, "mydata erase"), "Cancel")
    assert "Nothing was erased" in kept.text
    assert await traces(world, world.reader) == before


async def choose_and_erase(world: DiscordWorld, choice: str) -> Reply:
    asked = await world.slash(world.reader, world.library, "mydata erase")
    assert "My Own Tale" in asked.text
    forged = await world.press_forged(world.reader, world.library, f"erase:{world.reader.id}:none")
    assert "My Own Tale" in forged.text  # without a word on her stories she is asked, and nothing is done
    chosen = await world.choose(asked, choice)
    return await world.press(chosen, "Erase everything")


async def test_an_author_who_withdraws_takes_her_stories_along(discord_world: DiscordWorld):
    world = discord_world
    story = await publish(world, world.reader)
    await world.slash(world.friend, world.library, "read", story=str(story))
    assert "is gone" in (await choose_and_erase(world, "Withdraw them")).text
    assert not await traces(world, world.reader)
    database = world.client.engine.database
    assert not await traces_of(database, ["My Own Tale", "It was mine", "Ada Author"])
    assert "No story here" in (await world.slash(world.friend, world.library, "story", story=str(story))).text


async def test_an_author_who_keeps_them_is_not_known_any_more(discord_world: DiscordWorld):
    world = discord_world
    story = await publish(world, world.reader)
    await choose_and_erase(world, "Keep them as they are")
    assert not await traces(world, world.reader)
    assert not await traces_of(world.client.engine.database, ["I wrote it myself"])
    assert "Ada Author" in (await world.slash(world.friend, world.library, "story", story=str(story))).text
    publication = await world.client.engine.database.read(stories.get_publication(story))
    assert publication.author_id is None


async def test_an_author_may_have_her_name_taken_off_them(discord_world: DiscordWorld):
    world = discord_world
    story = await publish(world, world.reader)
    await choose_and_erase(world, "Keep them without my name")
    assert not await traces_of(world.client.engine.database, ["Ada Author", "ada author"])
    card = await world.slash(world.friend, world.library, "story", story=str(story))
    assert "My Own Tale" in card.text
    assert "Ada" not in card.text
    offered = await world.complete(world.friend, world.library, "read", "story", "Ada Auth")
    assert str(story) not in [value for _name, value in offered]
    offered = await world.complete(world.friend, world.library, "read", "story", "My own tal")
    assert str(story) in [value for _name, value in offered]


async def test_what_moderators_did_stays_and_names_nobody(discord_world: DiscordWorld):
    world = discord_world
    card = await world.slash(world.librarian, world.library, "server settings")
    await world.choose(card, "Teen")
    asked = await world.slash(world.librarian, world.library, "mydata erase")
    await world.press(asked, "Erase everything")
    card = await world.slash(world.librarian, world.library, "server settings")
    assert "somebody set" in card.text
    assert not await traces(world, world.librarian)


async def test_the_help_links_the_notice_where_the_operator_put_it(discord_world: DiscordWorld):
    world = discord_world
    page = await world.slash(world.reader, world.library, "help", topic="privacy")
    assert "/mydata export" in page.text
    assert "PRIVACY.md" in page.text
    object.__setattr__(world.client.engine, "privacy_url", "https://example.org/privacy")
    page = await world.slash(world.reader, world.library, "help", topic="privacy")
    assert "<https://example.org/privacy>" in page.text


async def test_time_passes_and_nothing_of_her_comes_back(discord_world: DiscordWorld):
    world = discord_world
    await read_something(world, world.reader)
    asked = await world.slash(world.reader, world.library, "mydata erase")
    await world.press(asked, "Erase everything")
    await world.pass_time(timedelta(days=2).total_seconds())
    await world.restart()
    assert not await traces(world, world.reader)
