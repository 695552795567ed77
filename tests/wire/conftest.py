"""A running stand-in, a server in it, and a bare discord.py client that is connected to it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator

import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from tests.wire.server import Server, build_server
from tests.wire.stand_in import StandIn


@pytest.fixture
async def stand_in() -> AsyncIterator[StandIn]:
    async with StandIn() as one:
        yield one


@pytest.fixture
async def home(stand_in: StandIn) -> Server:
    return build_server(stand_in.world, texts=2, forums=1, threads=1, readers=3)


@pytest.fixture
async def client(stand_in: StandIn, home: Server, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[discord.Client]:
    """Nothing of ours: discord.py alone, so that a test tells what the stand-in does."""
    monkeypatch.setattr(Route, "BASE", stand_in.api_url)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", URL(stand_in.gateway_url))
    one = discord.Client(intents=discord.Intents(guilds=True), guild_ready_timeout=0.02, max_messages=None)
    await one.login(stand_in.token)
    connection = asyncio.create_task(one.connect())
    await one.wait_until_ready()
    yield one
    await one.close()
    await connection


@pytest.fixture
def tale_chance() -> random.Random:
    return random.Random(1)
