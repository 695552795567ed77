"""`/withdraw` and Report in Discord: who sees what, which pages are kept and deleted, and what moderators are told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.client import create_client
from bot.config import Settings
from bot.db import posted, reports, servers
from bot.db.posted import PageState
from bot.db.stories import save_story
from bot.models import Rating, RatingLevel
from bot.servers import Publication
from bot.services import read
from cogs.ui import replies
from tests import openapi, simulated
from tests.db.samples import make_story
from tests.simulated import DiscordWorld, Person, Reply

WEEK = 7 * 86_400


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[DiscordWorld]:
    """A server whose friend published a story there; the operator's library is empty."""
    folder = tmp_path / "stories"
    folder.mkdir()
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'test.db'}", stories_dir=folder)
    async with simulated.discord_world(settings, create_client) as made:
        await publish(made, "Hers", made.friend)
        yield made
    openapi.check_requests(made.env.http_requests)


async def publish(world: DiscordWorld, title: str, author: Person) -> int:
    saving = save_story(
        f"server:{world.guild.id}:{title}",
        make_story(
            ["Once there was a page."], ["And then another."], title=title, rating=Rating(RatingLevel.TEEN, "T")
        ),
        content_hash="1",
        importer_version=1,
        title=title,
        now=world.env.now(),
        published=Publication(world.guild.id, author.id, "mine"),
    )
    return await world.client.engine.database.run(saving)


async def withdraw(world: DiscordWorld, by: Person, typed: str = "Hers") -> Reply:
    return await world.slash(by, world.library, "withdraw", story=typed)


async def counted(world: DiscordWorld) -> dict[PageState, int]:
    return await world.client.engine.database.read(posted.count_pages(1))


async def reported(world: DiscordWorld, page: Reply, words: str = "It is *mine* <@1>.") -> Reply:
    form = await world.press(await world.press(page, "More"), "Report")
    (asked,) = [component["component"]["custom_id"] for component in form.modal["components"]]
    return await world.submit(form, **{asked: words})


async def test_its_author_withdraws_a_story_after_being_told_what_that_does(world: DiscordWorld):
    await world.slash(world.reader, world.library, "read", story="Hers", share=True)
    card = await withdraw(world, world.friend)
    assert card.ephemeral
    assert card.buttons == ["Confirm", "Cancel"]
    assert "1 posted page stays" in card.text
    done = await world.press(card, "Confirm")
    assert done.ephemeral
    assert "is withdrawn" in done.text
    assert done.buttons == ["Delete what was posted", "Undo"]
    assert "Nothing that can be read" in (await world.slash(world.reader, world.library, "library")).text


async def test_cancel_changes_nothing(world: DiscordWorld):
    kept = await world.press(await withdraw(world, world.friend), "Cancel")
    assert "stays as it is" in kept.text
    assert "1 story" in (await world.slash(world.reader, world.library, "library")).text


async def test_a_page_that_is_open_keeps_its_text_and_every_press_says_withdrawn(world: DiscordWorld):
    page = await world.slash(world.reader, world.library, "read", story="Hers")
    shared = await world.slash(world.reader, world.library, "read", story="Hers", part=1, share=True)
    await world.press(await withdraw(world, world.friend), "Confirm")
    assert "Once there was a page." in page.text
    for label in ("Next", "Contents", "Bookmark", "More"):
        for shown in (page, shared):
            assert "withdrawn" in (await world.press(shown, label)).text, label
    assert "withdrawn" in (await world.press(shared, "Next", by=world.friend)).text


async def test_every_page_that_others_see_is_kept_and_no_private_one(world: DiscordWorld):
    page = await world.slash(world.reader, world.library, "read", story="Hers")
    await world.slash(world.reader, world.reader.dm, "read", story="Hers", share=True)
    await world.press(page, "Next")
    assert (await counted(world))[PageState.THERE] == 0
    await world.slash(world.reader, world.library, "read", story="Hers", share=True)
    await world.press(await world.press(page, "More"), "Share this page")
    await world.slash(world.reader, world.library_thread, "read", story="Hers", part=1, share=True)
    assert (await counted(world))[PageState.THERE] == 3


async def test_a_shared_page_that_took_long_is_kept_too(world: DiscordWorld, monkeypatch: pytest.MonkeyPatch):
    serve = read.read

    async def slowly(*asked: object, **options: object) -> object:
        await asyncio.sleep(1)
        return await serve(*asked, **options)

    monkeypatch.setattr(replies, "PATIENCE_SECONDS", 0.01)
    monkeypatch.setattr(read, "read", slowly)
    shown = await world.slash(world.reader, world.library, "read", story="Hers", share=True)
    assert "Once there was a page." in shown.text
    (kept,) = await world.client.engine.database.read(posted.list_pages(1, PageState.THERE, 5))
    assert (kept.channel_id, kept.message_id) == (world.library.id, shown.message.id)


async def test_what_was_posted_is_deleted_and_what_is_not_there_any_more_counts_as_done(world: DiscordWorld):
    for _ in range(3):
        await world.slash(world.reader, world.library, "read", story="Hers", part=1, share=True)
    world.fail("DELETE", "/channels/*/messages/*", status=404, code=10008)
    card = await world.press(await withdraw(world, world.friend), "Confirm")
    asked = await world.press(card, "Delete what was posted")
    assert "3 are still to be deleted" in asked.text
    await world.pass_time(60)
    assert "3 posted pages are deleted" in (await world.press(asked, "How far?")).text
    deleted = [r.path for r in world.env.http_requests if r.method == "DELETE"]
    assert len(set(deleted)) == len(deleted) == 3


async def test_pages_that_cannot_be_deleted_are_listed_with_links(world: DiscordWorld):
    shared = await world.slash(world.reader, world.library, "read", story="Hers", part=1, share=True)
    card = await world.press(await withdraw(world, world.friend), "Confirm")
    world.fail("DELETE", "/channels/*/messages/*", status=403, code=50001)
    asked = await world.press(card, "Delete what was posted")
    await world.pass_time(60)
    seen = await world.press(asked, "How far?")
    assert f"https://discord.com/channels/{world.guild.id}/{world.library.id}/{shared.message.id}" in seen.text
    assert "I may not see that channel" in seen.text
    await world.press(seen, "Try again")
    await world.pass_time(60)
    assert (await counted(world))[PageState.GONE] == 1


async def test_undo_within_a_week_and_not_after(world: DiscordWorld):
    await world.press(await withdraw(world, world.friend), "Confirm")
    suggested = await world.complete(world.friend, world.library, "withdraw", "story", "he")
    assert suggested == [("Hers · withdrawn", "1")]
    again = await withdraw(world, world.friend, "1")
    assert again.buttons == ["Undo"]
    assert "can be read again" in (await world.press(again, "Undo")).text
    assert "1 story" in (await world.slash(world.reader, world.library, "library")).text
    await world.press(await withdraw(world, world.friend), "Confirm")
    await world.pass_time(WEEK + 60)
    assert await world.complete(world.friend, world.library, "withdraw", "story", "") == []
    assert "no such story" in (await world.send_press(world.friend, world.library, again, "undowithdraw:1")).text


async def test_a_moderator_may_a_reader_may_not_and_the_notice_channel_is_told(world: DiscordWorld):
    notices = world.guild.create_text_channel("notices")
    await world.client.engine.database.run(servers.keep_servers({world.guild.id: "en-US"}, world.env.now()))
    await world.client.engine.database.run(servers.set_notice_channel(world.guild.id, notices.id))
    assert "no such story" in (await withdraw(world, world.reader)).text
    assert "Only its author" in (await withdraw(world, world.reader, "1")).text
    await world.press(await withdraw(world, world.librarian), "Confirm")
    await world.pass_time(5)
    (told,) = world.messages(notices)
    assert f"<@{world.librarian.id}> withdrew **Hers**" in told.text
    refused = await withdraw(world, world.friend)
    assert refused.buttons == []
    assert "is withdrawn" in refused.text


async def test_whoever_runs_the_bot_withdraws_any_story(world: DiscordWorld, monkeypatch: pytest.MonkeyPatch):
    async def owner(user: object) -> bool:
        return getattr(user, "id", 0) == world.reader.id

    monkeypatch.setattr(world.client, "is_owner", owner)
    await world.press(await withdraw(world, world.reader), "Confirm")
    assert "Nothing that can be read" in (await world.slash(world.friend, world.library, "library")).text


async def test_a_title_that_one_alone_has_is_enough_and_what_fits_several_opens_a_menu(world: DiscordWorld):
    await publish(world, "Hers Again", world.friend)
    assert "Withdraw **Hers**?" in (await withdraw(world, world.friend, "hers")).text
    card = await withdraw(world, world.friend, "he")
    assert set(card.options) == {"Hers", "Hers Again"}
    assert "Withdraw **Hers Again**?" in (await world.choose(card, "Hers Again")).text


async def test_a_report_goes_to_the_notice_channel_and_to_nobody_else(world: DiscordWorld):
    notices = world.guild.create_text_channel("notices")
    await world.client.engine.database.run(servers.keep_servers({world.guild.id: "en-US"}, world.env.now()))
    await world.client.engine.database.run(servers.set_notice_channel(world.guild.id, notices.id))
    shared = await world.slash(world.friend, world.library, "read", story="Hers", share=True)
    form = await world.press(await world.press(shared, "More", by=world.reader), "Report", by=world.reader)
    assert "Moderators see your name" in str(form.modal)
    (asked,) = [component["component"]["custom_id"] for component in form.modal["components"]]
    thanks = await world.submit(form, **{asked: "It is *mine* <@1>."})
    assert thanks.ephemeral
    assert "moderators have your report" in thanks.text
    await world.pass_time(5)
    (told,) = world.messages(notices)
    for words in ("**Hers**, part 1", "It is \\*mine\\*", f"<@{world.reader.id}>"):
        assert words in told.text
    assert f"https://discord.com/channels/{world.guild.id}/{world.library.id}/{shared.message.id}" in told.text
    sent = next(
        r for r in world.env.http_requests if r.path == f"/channels/{notices.id}/messages" and r.method == "POST"
    )
    assert sent.json["allowed_mentions"]["parse"] == []
    assert not [seen for seen in world.messages(world.library) if "mine" in seen.text and not seen.ephemeral]
    assert "Withdraw **Hers**?" in (await world.press(told, "Withdraw…", by=world.librarian)).text
    assert "Only its author" in (await world.press(told, "Withdraw…", by=world.reader)).text


async def test_without_a_notice_channel_the_operator_has_the_report(world: DiscordWorld):
    page = await world.slash(world.reader, world.library, "read", story="Hers")
    assert "Whoever runs the bot has your report" in (await reported(world, page)).text
    (kept,) = await world.client.engine.database.read(reports.list_reports(5))
    assert (kept.title, kept.message_id) == ("Hers", None)


async def test_the_sixth_report_of_a_day_is_refused_with_the_time_of_the_next(world: DiscordWorld):
    for _ in range(6):
        refused = await reported(world, await world.slash(world.reader, world.library, "read", story="Hers", part=1))
    assert "very often" in refused.text
    assert ":R>" in refused.text


async def test_searching_too_often_is_refused_in_words(world: DiscordWorld):
    for _ in range(world.settings.searches_per_minute):
        assert "Library" in (await world.slash(world.reader, world.library, "library", search="hers")).text
    assert "very often" in (await world.slash(world.reader, world.library, "library", search="hers")).text
    assert "1 story" in (await world.slash(world.reader, world.library, "library")).text
    await world.pass_time(61)
    assert "Library" in (await world.slash(world.reader, world.library, "library", search="hers")).text


async def test_in_a_server_without_the_bot_a_shared_page_is_kept_to_be_listed(world: DiscordWorld):
    (folder,) = [world.settings.stories_dir]
    (folder / "open.md").write_text("---\ntitle: Open\nrating: General\n---\n\nEverywhere.\n", encoding="utf-8")
    await world.restart()
    (away,) = await world.add_server_without_the_bot("away")
    await world.slash(world.reader, away, "read", story="Open", share=True)
    (kept,) = await world.client.engine.database.read(posted.list_pages(2, PageState.THERE, 5))
    assert (kept.channel_id, kept.server_id) == (away.id, None)
