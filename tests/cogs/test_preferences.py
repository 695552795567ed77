"""Preferences in Discord: each value with what it does, changed in place, and kept to afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulated import DiscordWorld, Reply

SHELF = Path(__file__).resolve().parents[1] / "shelf"


@pytest.fixture
def stories_dir() -> Path:
    return SHELF


async def preferences(world: DiscordWorld, place=None, **options) -> Reply:
    return await world.slash(world.reader, place or world.library, "preferences", **options)


async def test_every_preference_is_shown_with_its_value(discord_world: DiscordWorld):
    card = await preferences(discord_world)
    assert card.ephemeral
    for words in ("Pages you open", "Page length", "Topics you avoid", "Time zone", "Notices by DM", "adults"):
        assert words in card.text
    assert "Long pages" in card.options


async def test_pages_are_shared_by_default_once_she_says_so_and_not_when_she_says_otherwise(
    discord_world: DiscordWorld,
):
    world = discord_world
    await world.choose(await preferences(world), "Everybody there sees them")
    page = await world.slash(world.reader, world.library, "read", story="The Ledger")
    assert not page.ephemeral
    assert (await world.slash(world.reader, world.library, "read", story="The Ledger", share=False)).ephemeral


async def test_a_zone_is_suggested_with_its_time_and_kept(discord_world: DiscordWorld):
    world = discord_world
    offered = await world.complete(world.reader, world.library, "preferences", "timezone", "lisb")
    assert offered[0][1] == "Europe/Lisbon"
    assert "00:" in offered[0][0]
    assert "Europe/Lisbon" in (await preferences(world, timezone="Europe/Lisbon")).text
    assert "no time zone of that name" in (await preferences(world, timezone="Atlantis")).text
    form = await world.press(await preferences(world), "Time zone…")
    (field,) = [c["component"]["custom_id"] for c in form.modal["components"]]
    assert "not set" in (await world.submit(form, **{field: ""})).text


async def test_topics_are_chosen_named_and_asked_about_before_a_part(discord_world: DiscordWorld):
    world = discord_world
    topics = await world.press(await preferences(world), "Topics…")
    topics = await world.choose(topics, "grief")
    assert "grief" in topics.text
    question = await world.slash(world.reader, world.library, "read", story="The Lantern I")
    assert "something you avoid" in question.text
    assert "grief" not in question.text
    assert "lamp was lit" not in question.text
    await world.press(await world.press(topics, "Preferences"), "Name topics")
    question = await world.slash(world.reader, world.library, "read", story="The Lantern I", share=True)
    assert question.ephemeral
    assert "grief" in question.text
    page = await world.press(question, "Read on")
    assert "lamp was lit" in page.text
    assert "Part 2 of 3" in (await world.press(page, "Next")).text
    library = await world.slash(world.reader, world.library, "library")
    assert "warns of grief" in library.text


async def test_topics_in_her_own_words_are_added_and_dropped(discord_world: DiscordWorld):
    world = discord_world
    form = await world.press(await world.press(await preferences(world), "Topics…"), "Another topic…")
    (field,) = [c["component"]["custom_id"] for c in form.modal["components"]]
    topics = await world.submit(form, **{field: "Clowns, deep water, dog dies"})
    for word in ("clowns", "deep water", "animal death"):
        assert word in topics.text
    assert "clowns" not in (await world.choose(topics, "clowns")).text


async def test_being_an_adult_is_confirmed_where_adults_are_and_taken_back_anywhere(discord_world: DiscordWorld):
    world = discord_world
    dm = world.reader.dm
    assert "I am an adult" not in (await preferences(world)).buttons
    assert "for adults" in (await world.slash(world.reader, dm, "read", story="The Cellar")).text
    confirmed = await world.press(await preferences(world, world.after_dark), "I am an adult")
    assert "you confirmed" in confirmed.text
    page = await world.slash(world.reader, dm, "read", story="The Cellar")
    assert "Part 1 of" in page.text
    await world.press(await preferences(world, dm), "Stop stories for adults")
    assert "for adults" in (await world.press(page, "Next")).text


async def test_a_forged_confirmation_outside_such_a_channel_confirms_nothing(discord_world: DiscordWorld):
    world = discord_world
    forged = await world.press_forged(world.reader, world.library, "setadult:1")
    assert "only be confirmed" in forged.text
    assert "no. You can confirm" in (await preferences(world)).text


async def test_notices_are_turned_off_and_on(discord_world: DiscordWorld):
    world = discord_world
    off = await world.press(await preferences(world), "Turn notices off")
    assert "off" in off.text
    assert "on." in (await world.press(off, "Turn notices on")).text
