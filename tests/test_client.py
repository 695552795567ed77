"""The client round its cogs: settings that redirect it, commands synced only when they changed, closing."""

from __future__ import annotations

from pathlib import Path

import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.client import create_client
from bot.config import Settings
from tests import simulated

SHELF = Path(__file__).parent / "shelf"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(database_url=f"sqlite:///{tmp_path / 'test.db'}", stories_dir=SHELF)


def syncs(world: simulated.DiscordWorld) -> int:
    return sum(request.method == "PUT" and request.path.endswith("/commands") for request in world.env.http_requests)


async def test_a_client_that_was_never_started_can_be_closed(settings: Settings):
    client = create_client(settings)
    await client.close()


async def test_only_the_guilds_intent_is_asked_for(settings: Settings):
    assert create_client(settings).intents == discord.Intents(guilds=True)


async def test_nothing_is_mentioned_by_default(settings: Settings):
    mentions = create_client(settings).allowed_mentions
    assert mentions is not None
    assert mentions.to_dict() == {"parse": []}


async def test_commands_are_synced_once_and_again_only_when_they_change(settings: Settings):
    async with simulated.discord_world(settings, create_client) as world:
        assert syncs(world) == 1
        await world.restart()
        assert syncs(world) == 1

        def with_another(settings: Settings) -> discord.Client:
            client = create_client(settings)

            @client.tree.command(description="A command that is new")
            async def another(interaction: discord.Interaction[discord.Client]) -> None: ...

            return client

        await world.world.restart(with_another(settings))
        assert syncs(world) == 2


async def test_the_database_is_closed_with_the_client(settings: Settings):
    async with simulated.discord_world(settings, create_client) as world:
        database = world.client.engine.database
    assert database._closed


async def test_a_bad_file_is_named_in_the_log_and_stops_nobody(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    folder = tmp_path / "stories"
    folder.mkdir()
    (folder / "good.md").write_text("# Good\n\nOnce.")
    (folder / "bad.txt").write_bytes(b"PK\x03\x04" + bytes(200))
    own = Settings(database_url=settings.database_url, stories_dir=folder)
    async with simulated.discord_world(own, create_client) as world:
        library = await world.slash(world.reader, world.library, "library")
        assert "Good" in library.text
    assert "bad.txt" in caplog.text


async def test_settings_lead_to_a_stand_in_for_discord(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    monkeypatch.setattr(discord.Asset, "BASE", discord.Asset.BASE)
    create_client(
        Settings(
            database_url=settings.database_url,
            discord_api_url="http://127.0.0.1:1/api/v10",
            discord_gateway_url="ws://127.0.0.1:1",
            discord_cdn_url="http://127.0.0.1:2",
        )
    )
    assert Route("GET", "/users/@me").url == "http://127.0.0.1:1/api/v10/users/@me"
    assert str(DiscordWebSocket.DEFAULT_GATEWAY).rstrip("/") == "ws://127.0.0.1:1"
    assert discord.Asset.BASE == "http://127.0.0.1:2"
