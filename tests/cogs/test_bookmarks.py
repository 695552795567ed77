"""Bookmarks in Discord: they come to the reader's DMs, work there for ever, and are nobody else's."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulated import DiscordWorld, Reply, Seen

SHELF = Path(__file__).resolve().parents[1] / "shelf"


@pytest.fixture
def stories_dir() -> Path:
    return SHELF


async def read(world: DiscordWorld, story: str = "The Lantern I", **options) -> Reply:
    return await world.slash(world.reader, world.library, "read", story=story, **options)


def in_dm(world: DiscordWorld) -> list[Seen]:
    return world.messages(world.reader.dm)


async def test_the_button_sends_a_card_to_the_dm_and_leaves_the_page(discord_world: DiscordWorld):
    world = discord_world
    page = await world.press(await read(world), "Next")
    said = await world.press(page, "Bookmark")
    assert said.ephemeral
    assert "in your DMs" in said.text
    (card,) = in_dm(world)
    assert "The Lantern I" in card.text
    assert "Part 2 of 3" in card.text
    assert card.buttons == ["Resume", "Add a note…", "Delete"]
    assert "Part 3 of 3" in (await world.press(page, "Next")).text


async def test_resume_opens_the_page_beside_the_bookmark_after_a_restart_too(discord_world: DiscordWorld):
    world = discord_world
    await world.press(await world.press(await read(world), "Next"), "Bookmark")
    (card,) = in_dm(world)
    await world.restart()
    page = await world.press(card, "Resume", by=world.reader)
    assert "Part 2 of 3" in page.text
    assert len(in_dm(world)) == 2
    assert "Resume" in in_dm(world)[0].buttons
    assert "Part 3 of 3" in (await world.press(page, "Next")).text


async def test_the_command_keeps_where_she_is_with_a_note(discord_world: DiscordWorld):
    world = discord_world
    await world.press(await read(world), "Next")
    await world.slash(world.reader, world.library, "bookmark add", note="the *best* part")
    (card,) = in_dm(world)
    assert r"the \*best\* part" in card.text
    assert "> " in card.text


async def test_a_second_bookmark_at_the_same_place_sends_nothing_more(discord_world: DiscordWorld):
    world = discord_world
    page = await read(world)
    await world.press(page, "Bookmark")
    said = await world.press(page, "Bookmark")
    assert "already" in said.text
    assert len(in_dm(world)) == 1


async def test_in_the_dm_itself_the_card_is_the_answer(discord_world: DiscordWorld):
    world = discord_world
    page = await world.slash(world.reader, world.reader.dm, "read", story="The Lantern I")
    card = await world.press(page, "Bookmark")
    assert card.buttons[0] == "Resume"
    assert len(in_dm(world)) == 2


async def test_where_dms_are_closed_the_bookmark_is_kept_and_she_is_told_how_to_open_them(discord_world: DiscordWorld):
    world = discord_world
    page = await read(world)
    world.fail("POST", "/channels/*/messages", status=403, code=50007)
    said = await world.press(page, "Bookmark")
    assert said.ephemeral
    assert "Your bookmark is set" in said.text
    assert "privacy settings" in said.text
    assert "Part 1 of 3" in (await world.press(said, "Resume")).text
    assert "1 bookmark" in (await world.slash(world.reader, world.library, "bookmark list")).text


async def test_the_message_menu_bookmarks_a_page_shared_by_somebody_else(discord_world: DiscordWorld):
    world = discord_world
    shared = await world.press(await world.press(await read(world, share=True), "More"), "Share this page")
    said = await world.menu(world.friend, world.library, "Bookmark this part", shared)
    assert said.ephemeral
    assert "Bookmarked" in said.text
    assert "1 bookmark" in (await world.slash(world.friend, world.library, "bookmark list")).text
    assert "no bookmarks" in (await world.slash(world.reader, world.library, "bookmark list")).text


async def test_the_message_menu_says_where_it_works(discord_world: DiscordWorld):
    world = discord_world
    shared = await world.slash(world.reader, world.library, "library")
    said = await world.menu(world.reader, world.library, "Bookmark this part", shared)
    assert "not a page" in said.text


async def test_a_note_is_added_changed_and_taken_away_in_a_form(discord_world: DiscordWorld):
    world = discord_world
    await world.press(await read(world), "Bookmark")
    listed = await world.slash(world.reader, world.library, "bookmark list")
    card = await world.choose(listed, next(iter(listed.options)))
    form = await world.press(card, "Add a note…")
    (field,) = [c["component"]["custom_id"] for c in form.modal["components"]]
    noted = await world.submit(form, **{field: "oil!"})
    assert "oil!" in noted.text
    assert "Change note…" in noted.buttons


async def test_a_bookmark_is_deleted_by_its_button_or_by_name(discord_world: DiscordWorld):
    world = discord_world
    page = await read(world)
    await world.press(page, "Bookmark")
    await world.press(await world.press(page, "Next"), "Bookmark")
    first, second = in_dm(world)
    assert "deleted" in (await world.press(first, "Delete", by=world.reader)).text
    ((name, value),) = await world.complete(world.reader, world.library, "bookmark remove", "bookmark", "lant")
    assert "The Lantern I" in name
    assert "deleted" in (await world.slash(world.reader, world.library, "bookmark remove", bookmark=value)).text
    assert "no such bookmark" in (await world.press(second, "Resume", by=world.reader)).text
    again = await world.slash(world.reader, world.library, "bookmark remove", bookmark="nonsense")
    assert "no such bookmark" in again.text


async def test_nobody_opens_or_deletes_anothers_bookmark(discord_world: DiscordWorld):
    world = discord_world
    await world.press(await read(world), "Bookmark")
    (card,) = in_dm(world)
    for label in ("Resume", "Delete"):
        stolen = await world.press_forged(world.friend, world.library, card.custom_ids[label])
        assert "no such bookmark" in stolen.text
    assert "1 bookmark" in (await world.slash(world.reader, world.library, "bookmark list")).text


async def test_an_adult_story_bookmarked_in_its_channel_tells_nothing_in_the_dm(discord_world: DiscordWorld):
    world = discord_world
    page = await world.slash(world.reader, world.after_dark, "read", story="The Cellar")
    await world.press(page, "Bookmark")
    (card,) = in_dm(world)
    assert "Cellar" not in card.text
    assert "> " not in card.text
    refused = await world.press(card, "Resume", by=world.reader)
    assert "for adults" in refused.text
    assert "Cellar" not in (await world.slash(world.reader, world.library, "bookmark list")).text
