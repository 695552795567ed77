"""Reading in Discord: the page, its buttons, who sees it, and what survives."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.text import lay_out, read_story
from tests.simulated import DiscordWorld, Reply

SHELF = Path(__file__).resolve().parents[1] / "shelf"


@pytest.fixture
def stories_dir() -> Path:
    return SHELF


async def read(world: DiscordWorld, story: str = "The Lantern I", **options: object) -> Reply:
    return await world.slash(world.reader, world.library, "read", story=story, **options)


async def test_a_page_shows_title_part_text_progress_and_buttons(discord_world: DiscordWorld):
    page = await read(discord_world)
    assert "The Lantern I" in page.text
    assert "Part 1 of 3" in page.text
    assert 'The lamp was lit at nine. Nobody had asked for it, and nobody had paid for the oil.\n\n"Who' in page.text
    assert "%" in page.text
    assert "min left" in page.text
    assert page.buttons[:4] == ["Back", "Next", "Contents", "Bookmark"]


async def test_the_first_page_tells_the_rating_and_that_there_are_warnings_but_not_which(discord_world: DiscordWorld):
    page = await read(discord_world)
    assert "PG-13" in page.text
    assert "content warnings" in page.text
    assert "grief" not in page.text
    assert "death" not in page.text
    assert "PG-13" not in (await discord_world.press(page, "Next")).text


async def test_prose_never_turns_into_formatting(discord_world: DiscordWorld):
    page = await discord_world.press(await read(discord_world), "Next")
    assert "1\\. No boats." in page.text


async def test_pages_are_private_in_servers_unless_shared_and_stay_in_dms(discord_world: DiscordWorld):
    assert (await read(discord_world)).ephemeral
    assert not (await read(discord_world, share=True)).ephemeral
    in_dm = await discord_world.slash(discord_world.reader, discord_world.reader.dm, "read", story="The Lantern I")
    assert not in_dm.ephemeral


async def test_reading_works_in_every_kind_of_place(discord_world: DiscordWorld):
    world = discord_world
    for place in (world.library, world.library_thread, world.after_dark, world.reader.dm, world.reader.private):
        page = await world.slash(world.reader, place, "read", story="The Lantern I", part=1)
        assert "Part 1 of 3" in page.text
        assert "Part 2 of 3" in (await world.press(page, "Next")).text


async def test_next_on_a_private_page_turns_it_in_place(discord_world: DiscordWorld):
    page = await read(discord_world)
    before = len(discord_world.messages(discord_world.library))
    turned = await discord_world.press(page, "Next")
    assert "Part 2 of 3" in turned.text
    assert turned.message.id == page.message.id
    assert len(discord_world.messages(discord_world.library)) == before


async def test_a_press_on_a_shared_page_opens_a_private_page_and_moves_nobody_else(discord_world: DiscordWorld):
    world = discord_world
    shared = await read(world, share=True)
    own = await world.press(shared, "Next", by=world.friend)
    assert own.ephemeral
    assert "Part 2 of 3" in own.text
    assert "Part 1 of 3" in world.messages(world.library)[0].text
    again = await world.press(shared, "Next", by=world.reader)
    assert again.ephemeral
    assert "Part 2 of 3" in again.text


async def test_next_in_a_dm_turns_the_page_in_place(discord_world: DiscordWorld):
    world = discord_world
    page = await world.slash(world.reader, world.reader.dm, "read", story="The Lantern I")
    turned = await world.press(page, "Next")
    assert turned.message.id == page.message.id
    assert "Part 2 of 3" in turned.text


async def test_a_page_shared_after_a_pick_is_seen_by_everybody_and_the_menu_only_by_who_asked(
    discord_world: DiscordWorld,
):
    world = discord_world
    menu = await read(world, "lantern", share=True)
    assert menu.ephemeral
    page = await world.choose(menu, "The Lantern I")
    assert not page.ephemeral
    assert "Part 1 of 3" in page.text


async def test_a_page_that_discord_did_not_take_is_served_again(discord_world: DiscordWorld):
    world = discord_world
    world.fail("POST", "/interactions/*/callback", status=400)
    await world.slash(world.reader, world.library, "read", story="The Lantern I", may_fail=True)
    assert await world.take_errors()
    assert "Part 1 of 3" in (await read(world)).text
    assert "Part 2 of 3" in (await read(world)).text


async def test_ornaments_notes_and_chapter_warnings_stand_apart_from_the_text(discord_world: DiscordWorld):
    world = discord_world
    page = await world.slash(world.reader, world.after_dark, "read", story="The Cellar", part=2)
    assert "-# \\* \\* \\*" in page.text
    chapter = await read(world, "The Ledger", part=2)
    assert "This chapter has content warnings" in chapter.text
    assert "**Author’s note:** The ink was real." in chapter.text


async def test_the_last_page_names_the_sequel_and_opens_it(discord_world: DiscordWorld):
    last = await read(discord_world, part=3)
    assert "Continued in **The Lantern II: Oil**" in last.text
    assert "100%" in last.text
    assert "4 May 2004" not in last.text
    opened = await discord_world.press(last, "Read the sequel")
    assert "The list had one line on it." in opened.text
    assert "The End" in opened.text


async def test_read_after_the_end_offers_again_and_the_sequel(discord_world: DiscordWorld):
    await read(discord_world, part=3)
    finished = await read(discord_world)
    assert "to its end" in finished.text
    assert {"Read the sequel", "Read again", "Library"} <= set(finished.buttons)
    assert "Part 1 of 3" in (await discord_world.press(finished, "Read again")).text


async def test_read_without_a_story_goes_on_or_opens_the_library(discord_world: DiscordWorld):
    world = discord_world
    nothing = await world.slash(world.reader, world.library, "read")
    assert "Library" in nothing.text
    await read(world)
    page = await world.slash(world.reader, world.library, "read")
    assert "Part 2 of 3" in page.text


async def test_buttons_work_after_a_restart(discord_world: DiscordWorld):
    page = await read(discord_world)
    await discord_world.restart()
    turned = await discord_world.press(page, "Next")
    assert "Part 2 of 3" in turned.text
    assert "Part 3 of 3" in (await discord_world.press(turned, "Next")).text


async def test_nothing_of_a_sent_page_is_kept_in_memory(discord_world: DiscordWorld):
    page = await read(discord_world)
    for _ in range(5):
        page = await discord_world.press(page, "Next" if "Part 1" in page.text else "Back")
    store = discord_world.client._connection._view_store
    assert not store._views
    assert not store._synced_message_views
    assert not store._modals
    assert not store._dynamic_items


async def test_more_leads_to_the_card_the_warnings_and_back_to_the_page(discord_world: DiscordWorld):
    page = await discord_world.press(await read(discord_world), "Next")
    text = page.text
    more = await discord_world.press(page, "More")
    assert "Part 2 of 3" in more.text
    assert more.buttons == ["Read", "Details", "Warnings", "Subscribe", "Share this page", "Report"]
    assert text == (await discord_world.press(more, "Read")).text
    card = await discord_world.press(await discord_world.press(page, "More"), "Details")
    assert "A lamp is lit" in card.text
    assert "Part 2 of 3" in (await discord_world.press(card, "Read")).text


async def test_a_page_shared_from_more_is_everybodys_and_hers_stays_private(discord_world: DiscordWorld):
    world = discord_world
    page = await world.press(await read(world), "Next")
    shared = await world.press(await world.press(page, "More"), "Share this page")
    assert not shared.ephemeral
    assert "Part 2 of 3" in shared.text
    theirs = await world.press(shared, "Next", by=world.friend)
    assert theirs.ephemeral
    assert "Part 3 of 3" in theirs.text
    assert "Part 2 of 3" in (await world.slash(world.reader, world.library, "read")).text


async def test_in_a_dm_there_is_nobody_to_share_with(discord_world: DiscordWorld):
    world = discord_world
    page = await world.slash(world.reader, world.reader.dm, "read", story="The Lantern I")
    assert "Share this page" not in (await world.press(page, "More")).buttons


async def test_pages_get_the_length_chosen_under_more(discord_world: DiscordWorld):
    world = discord_world
    page = await world.slash(world.reader, world.library, "read", story="The Ledger")
    more = await world.press(page, "More")
    assert "page 1 of" not in page.text
    short = await world.choose(more, "Short pages")
    assert "Part 1 of" in short.text
    assert max(map(len, (m.text for m in [short]))) < 1800


async def test_contents_jumps_to_a_part(discord_world: DiscordWorld):
    contents = await discord_world.press(await read(discord_world), "Contents")
    assert "← here" in contents.text
    assert "Part 3 of 3" in (await discord_world.choose(contents, "3")).text


async def test_a_title_that_fits_several_opens_a_menu_that_goes_on_reading(discord_world: DiscordWorld):
    menu = await read(discord_world, "lantern", part=2)
    assert set(menu.options) == {"The Lantern I", "The Lantern II: Oil"}
    page = await discord_world.choose(menu, "The Lantern I")
    assert "Part 2 of 3" in page.text


async def test_a_chapter_shows_its_title_where_it_opens(discord_world: DiscordWorld):
    page = await read(discord_world, "The Ledger")
    assert "## Chapter One: Debit" in page.text
    turned = await discord_world.press(page, "Next")
    assert "## Chapter Two: Credit" in turned.text
    assert "animal death" not in turned.text


async def test_the_cards_own_words_stay_under_500_characters(discord_world: DiscordWorld):
    page = await read(discord_world, part=1)
    story = read_story((SHELF / "lantern-i.txt").read_bytes(), "lantern-i.txt")
    assert len(page.text) - len(lay_out(story.parts[0])[0].text) < 500


async def test_a_story_for_adults_is_refused_in_words_outside_age_restricted_channels(discord_world: DiscordWorld):
    world = discord_world
    inside = await world.slash(world.reader, world.after_dark, "read", story="The Cellar")
    assert "nailed shut" in inside.text
    in_thread = await world.slash(world.reader, world.after_dark_thread, "read", story="The Cellar", part=1)
    assert "nailed shut" in in_thread.text
    for place in (world.library, world.library_thread, world.reader.dm, world.reader.private):
        refused = await world.slash(world.reader, place, "read", story=inside.custom_ids["More"].split(":")[1])
        assert "age-restricted" in refused.text
        assert "nailed" not in refused.text
        assert refused.ephemeral


async def test_a_page_for_adults_turns_no_more_when_its_channel_is_opened_to_all(discord_world: DiscordWorld):
    world = discord_world
    page = await world.slash(world.reader, world.after_dark, "read", story="The Cellar")
    await world.restrict(world.after_dark, age_restricted=False)
    refused = await world.press(page, "Next")
    assert "age-restricted" in refused.text
    assert "open now" not in refused.text
