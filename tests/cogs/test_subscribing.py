"""Subscriptions in Discord: from the last page to the DM, its Read and Unsubscribe, the list, and closed DMs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.db.subscriptions import next_digest_zone, put_off_digest_zone
from bot.library.sync import sync_folder
from tests.simulated import DiscordWorld, Reply, Seen

FERRY = """Title: The Ferry
Author: Ann Weir
Rating: General Audiences

The boat left at nine.

Continued in The Harbour
"""
HARBOUR = """Title: The Harbour
Author: Ann Weir
Rating: General Audiences
Warnings: grief

Nobody stood on the quay.
{more}"""
LETTERS = """Title: Letters
Author: Ann Weir
Rating: General Audiences
Status: in progress

Dear Ann.
{more}"""


@pytest.fixture
def stories_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "stories"
    folder.mkdir()
    (folder / "ferry.txt").write_text(FERRY)
    (folder / "letters.txt").write_text(LETTERS.format(more=""))
    return folder


async def arrive(world: DiscordWorld, name: str, text: str) -> None:
    """A story file comes into the folder, and the bot notices."""
    (world.settings.stories_dir / name).write_text(text)
    engine = world.client.engine
    await sync_folder(engine.database, world.settings.stories_dir, engine.now)
    engine.bell.ring()
    await world.env.settle()


def in_dm(world: DiscordWorld) -> list[Seen]:
    return world.messages(world.reader.dm)


async def subscribe(world: DiscordWorld, story: str = "The Ferry", **options) -> Reply:
    return await world.slash(world.reader, world.library, "subscribe", story=story, **options)


async def test_from_the_last_page_to_the_sequels_first(discord_world: DiscordWorld):
    world = discord_world
    page = await world.slash(world.reader, world.library, "read", story="The Ferry")
    assert "which is not here yet" in page.text
    done = await world.press(page, "Subscribe")
    assert done.ephemeral
    assert "Sequel: **The Ferry**" in done.text
    await arrive(world, "harbour.txt", HARBOUR.format(more=""))
    assert in_dm(world) == []
    await world.pass_time(59)
    assert in_dm(world) == []
    await world.pass_time(3)
    (notice,) = in_dm(world)
    assert "The Harbour" in notice.text
    assert "You asked for: Sequel: **The Ferry**" in notice.text
    assert notice.buttons == ["Read", "Unsubscribe"]
    read = await world.press(notice, "Read", by=world.reader)
    assert "Nobody stood on the quay" in read.text
    assert in_dm(world)[0].buttons == ["Read", "Unsubscribe"]


async def test_nothing_comes_twice_after_restarts(discord_world: DiscordWorld):
    world = discord_world
    await subscribe(world)
    await arrive(world, "harbour.txt", HARBOUR.format(more=""))
    await world.restart()
    await world.pass_time(70)
    assert len(in_dm(world)) == 1
    await world.restart()
    await world.pass_time(1800)
    assert len(in_dm(world)) == 1


async def test_several_at_once_are_one_message(discord_world: DiscordWorld):
    world = discord_world
    await subscribe(world, to="author")
    await arrive(world, "harbour.txt", HARBOUR.format(more=""))
    await world.pass_time(20)
    await arrive(world, "mill.txt", HARBOUR.format(more="").replace("The Harbour", "The Mill"))
    await world.pass_time(120)
    (notice,) = in_dm(world)
    assert "The Harbour" in notice.text
    assert "The Mill" in notice.text
    assert notice.buttons == ["Read", "Unsubscribe"] * 2


async def test_new_chapters_open_where_she_had_read_to_the_end(discord_world: DiscordWorld):
    world = discord_world
    page = await world.slash(world.reader, world.library, "read", story="Letters")
    assert "all there is so far" in page.text
    assert "New chapters: **Letters**" in (await world.press(page, "Subscribe")).text
    await arrive(world, "letters.txt", LETTERS.format(more="\n* * *\n\nDear Bea, in turn.\n\n* * *\n\nYours.\n"))
    await world.pass_time(70)
    (notice,) = in_dm(world)
    assert "Parts 2 to 3 are new" in notice.text
    assert "Dear Bea" in (await world.press(notice, "Read", by=world.reader)).text


async def test_unsubscribing_in_the_notice_ends_it_and_leaves_the_notice(discord_world: DiscordWorld):
    world = discord_world
    await subscribe(world, to="author")
    await arrive(world, "harbour.txt", HARBOUR.format(more=""))
    await world.pass_time(70)
    (notice,) = in_dm(world)
    ended = await world.press(notice, "Unsubscribe", by=world.reader)
    assert "no more of it" in ended.text
    assert "no such subscription" in (await world.press(notice, "Unsubscribe", by=world.reader)).text
    assert in_dm(world)[0].buttons == ["Read", "Unsubscribe"]
    await arrive(world, "mill.txt", HARBOUR.format(more="").replace("The Harbour", "The Mill"))
    await world.pass_time(600)
    assert "You have none" in (await world.slash(world.reader, world.library, "subscriptions")).text
    assert not [message for message in in_dm(world) if "The Mill" in message.text]


async def test_the_card_lets_one_choose_what_and_when(discord_world: DiscordWorld):
    world = discord_world
    card = await world.slash(world.reader, world.library, "story", story="The Ferry")
    choice = await world.press(card, "Subscribe")
    assert set(choice.menus["To what?"]) == {"Sequel", "New chapters", "Author"}
    choice = await world.choose(choice, "author")
    choice = await world.choose(choice, "weekly")
    done = await world.press(choice, "Subscribe")
    assert "Author: **Ann Weir**" in done.text
    assert "weekly digest" in done.text
    ended = await world.press(done, "Unsubscribe")
    assert "no more of it" in ended.text


async def test_more_on_a_page_leads_to_that_card(discord_world: DiscordWorld):
    world = discord_world
    page = await world.slash(world.reader, world.library, "read", story="The Ferry")
    choice = await world.press(await world.press(page, "More"), "Subscribe")
    assert "Subscribe: The Ferry" in choice.text


async def test_an_awaited_title_is_suggested_and_subscribed_to_by_name(discord_world: DiscordWorld):
    world = discord_world
    offered = dict(await world.complete(world.reader, world.library, "subscribe", "story", "harb"))
    assert "The Harbour (awaited)" in offered
    assert "Awaited title: **The Harbour**" in (await subscribe(world, offered["The Harbour (awaited)"])).text
    again = await subscribe(world, "the harbour", when="complete")
    assert "already" in again.text
    assert "Only when it is complete" in again.text
    assert "Nobody awaits that title" in (await subscribe(world, "awaited:999")).text


async def test_what_fits_several_titles_is_picked_from_a_menu(discord_world: DiscordWorld):
    world = discord_world
    await arrive(world, "harbour.txt", HARBOUR.format(more="").replace("The Harbour", "The Ferries"))
    menu = await subscribe(world, "The Ferr", to="author", when="weekly")
    done = await world.choose(
        menu, "The Ferries · Ann Weir" if "The Ferries · Ann Weir" in menu.options else "The Ferries"
    )
    assert "Author: **Ann Weir**" in done.text


async def test_a_sequel_that_is_here_is_offered_to_read(discord_world: DiscordWorld):
    world = discord_world
    await arrive(world, "harbour.txt", HARBOUR.format(more=""))
    said = await subscribe(world)
    assert "The Harbour** is here already" in said.text
    assert "quay" in (await world.press(said, "Read")).text


async def test_the_list_snoozes_wakes_and_ends(discord_world: DiscordWorld):
    world = discord_world
    await subscribe(world)
    await subscribe(world, "Letters", to="story")
    listed = await world.slash(world.reader, world.library, "subscriptions")
    assert listed.ephemeral
    assert "2 subscriptions" in listed.text
    assert listed.buttons == ["Unsubscribe", "Snooze"] * 2
    rests = await world.press(listed, "Snooze", custom_id=listed.custom_ids["Snooze"])
    assert "It rests until" in rests.text
    rests = await world.choose(rests, "1 day")
    listed = await world.press(rests, "All subscriptions")
    assert "rests until" in listed.text
    woken = await world.press(listed, "Wake up")
    assert "awake again" in woken.text
    listed = await world.press(woken, "All subscriptions")
    listed = await world.press(listed, "Unsubscribe", custom_id=listed.custom_ids["Unsubscribe"])
    assert "1 subscription" in listed.text


async def test_nobody_ends_or_snoozes_anothers_subscription(discord_world: DiscordWorld):
    world = discord_world
    await subscribe(world)
    listed = await world.slash(world.reader, world.library, "subscriptions")
    for label in ("Unsubscribe", "Snooze"):
        stolen = await world.press_forged(world.friend, world.library, listed.custom_ids[label])
        assert "no such subscription" in stolen.text
    listed = await world.slash(world.reader, world.library, "subscriptions")
    assert "1 subscription" in listed.text
    assert "Snooze" in listed.buttons


async def test_closed_dms_are_told_privately_at_her_next_visit_and_the_notice_waits_there(discord_world: DiscordWorld):
    world = discord_world
    await subscribe(world)
    world.fail("POST", "/channels/*/messages", status=403, code=50007)
    await arrive(world, "harbour.txt", HARBOUR.format(more=""))
    await world.pass_time(70)
    assert in_dm(world) == []
    visit = await world.slash(world.reader, world.library, "library")
    told = visit.messages[-1]
    assert told.ephemeral
    assert "your DMs are closed to me" in told.text
    assert "The Harbour" in told.text
    assert told.buttons == ["Read", "Unsubscribe", "Try again"]
    assert len((await world.slash(world.reader, world.library, "library")).messages) == 1
    listed = await world.slash(world.reader, world.library, "subscriptions")
    assert "1 notice waits" in listed.text
    waiting = await world.press(listed, "Show them")
    assert "The Harbour" in waiting.text
    assert "quay" in (await world.press(waiting, "Read")).text


async def test_opened_dms_get_what_waited_once_she_says_so(discord_world: DiscordWorld):
    world = discord_world
    await subscribe(world)
    world.fail("POST", "/channels/*/messages", status=403, code=50007)
    await arrive(world, "harbour.txt", HARBOUR.format(more=""))
    await world.pass_time(70)
    told = (await world.slash(world.reader, world.library, "library")).messages[-1]
    said = await world.press(Reply(told.message, None, world.reader, world.library), "Try again")  # type: ignore[arg-type]
    assert "trying again" in said.text
    await world.pass_time(5)
    (notice,) = in_dm(world)
    assert "The Harbour" in notice.text


async def test_a_digest_comes_on_its_day_and_not_before(discord_world: DiscordWorld):
    world = discord_world
    await subscribe(world, to="author", when="weekly")
    await arrive(world, "harbour.txt", HARBOUR.format(more=""))
    database = world.client.engine.database
    found = await database.read(next_digest_zone())
    assert found == ("UTC", datetime(2026, 1, 5, 9, tzinfo=UTC))  # tests/services goes through whole weeks
    await database.run(put_off_digest_zone("UTC", world.env.now() + timedelta(minutes=30)))
    world.client.engine.bell.ring()
    await world.pass_time(1790)
    assert in_dm(world) == []
    await world.pass_time(20)
    (notice,) = in_dm(world)
    assert "Your week" in notice.text
    assert "The Harbour" in notice.text
    assert await database.read(next_digest_zone()) == found


async def test_one_subscription_more_than_allowed_is_refused(discord_world: DiscordWorld):
    world = discord_world
    object.__setattr__(world.client.engine, "most_subscriptions", 1)
    await subscribe(world)
    said = await subscribe(world, "Letters")
    assert "1 subscriptions" in said.text
    assert "1 subscription" in (await world.slash(world.reader, world.library, "subscriptions")).text
