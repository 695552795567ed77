"""The real bot as a process of its own against the stand-in."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.test_main import run
from tests.wire.calls import Phase
from tests.wire.process import ROOT, BotProcess
from tests.wire.server import build_server
from tests.wire.stand_in import StandIn


def bot_of(discord: StandIn, tmp_path: Path) -> BotProcess:
    return BotProcess(discord, database_url=f"sqlite:///{tmp_path / 'bot.db'}", stories_dir=ROOT / "stories")


async def test_the_bot_starts_reads_out_turns_a_page_dies_and_comes_back(tmp_path: Path):
    async with StandIn() as discord:
        server = build_server(discord.world)
        (channel,), (ada,) = server.texts, server.readers
        async with bot_of(discord, tmp_path) as bot:
            await bot.ready()
            read = discord.interactions.slash(ada, channel, "read", story="The Laminator", share=True)
            page = await read.shown()
            assert "The Laminator" in page.text
            assert page in channel.existing
            turned = await discord.interactions.press(ada, page, "next").shown()
            assert turned.text != ""
            assert await bot.killed() < 0
            await discord.gateway.until_gone()
            await bot.start()
            await bot.ready()
            again = discord.interactions.press(ada, page, "next")
            assert "The Laminator" in (await again.shown()).text
        assert discord.problems() == []
        assert len(discord.rest.of("bulk_set_application_commands")) == 1


async def test_the_bot_can_be_killed_just_when_a_request_of_its_arrives(tmp_path: Path):
    async with StandIn() as discord:
        server = build_server(discord.world)
        (channel,), (ada,) = server.texts, server.readers
        async with bot_of(discord, tmp_path) as bot:
            await discord.gateway.until_connected()
            moment = discord.moments.at("create_interaction_response", Phase.BEFORE, bot.kill)
            discord.interactions.slash(ada, channel, "read", story="The Laminator", share=True)
            call = await moment
            assert await bot.ended() < 0
            assert not call.done
            assert channel.existing == []


async def test_a_bookmark_reaches_her_dm_and_its_button_leads_back(tmp_path: Path):
    async with StandIn() as discord:
        server = build_server(discord.world)
        (channel,), (ada,) = server.texts, server.readers
        async with bot_of(discord, tmp_path):
            await discord.gateway.until_connected()
            await discord.interactions.slash(ada, channel, "read", story="The Laminator").shown()
            await discord.interactions.slash(ada, channel, "bookmark add", note="the ferry").shown()
            dm = discord.world.dm(ada)
            assert dm is not None
            (bookmark,) = dm.existing
            assert "the ferry" in bookmark.text
            back = discord.interactions.press(ada, bookmark, bookmark.custom_ids[0])
            assert (await back.shown()).text != ""
        assert discord.problems() == []


async def test_a_token_discord_does_not_know_is_said_in_words(tmp_path: Path):
    async with StandIn() as discord:
        bot = bot_of(discord, tmp_path)
        discord.token = "another"
        bot._settings["DISCORD_TOKEN"] = "wrong"
        await bot.start()
        with pytest.raises(RuntimeError, match="does not accept DISCORD_TOKEN"):
            await bot.ready()
        assert await bot.ended() == 1


async def test_a_shared_page_is_deleted_when_its_story_is_withdrawn_at_a_terminal_beside_the_running_bot(
    tmp_path: Path,
):
    async with StandIn() as discord:
        server = build_server(discord.world)
        (channel,), (ada,) = server.texts, server.readers
        async with bot_of(discord, tmp_path) as bot:
            await discord.gateway.until_connected()
            page = await discord.interactions.slash(ada, channel, "read", story="The Laminator", share=True).shown()
            story = page.custom_ids[0].split(":")[1]
            address = f"sqlite:///{tmp_path / 'bot.db'}"
            done = await asyncio.to_thread(run, "withdraw", story, "--delete-posted", DATABASE_URL=address)
            assert (done.returncode, "deleting=1" in done.stdout) == (0, True), done.stderr
            # A running bot looks into the outbox twice a minute; one that starts does so at once.
            deleted = discord.moments.at("delete_message", Phase.AFTER)
            assert await bot.killed() < 0
            await bot.start()
            await deleted
            assert channel.existing == []
        assert discord.problems() == []
