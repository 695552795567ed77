"""The messenger as it meets Discord: what it sends is found again, never repeated inside, and on any shard's servers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from bot.messenger import Absent, Reason, Refused, Sent, Step, StepKind, Unanswered
from cogs.ui.cards import Card, row, text
from cogs.ui.messenger import DiscordMessenger, request_trace
from cogs.ui.outgoing import Drawn, draw
from tests.wire.calls import Phase
from tests.wire.faults import Trouble
from tests.wire.permissions import Permission
from tests.wire.server import Server
from tests.wire.stand_in import StandIn
from tests.wire.things import Channel

MARKER = "ABCDEFGHIJKLMNOPQRSTUVWX"


@dataclass(frozen=True)
class Words:
    words: str


@draw.register
def _(content: Words, marker: str) -> Drawn:
    button = discord.ui.Button(label="Next", custom_id=f"turn:1:{marker}")
    return Drawn(Card(text(content.words), row(button)), name="A post")  # type: ignore[arg-type]


@pytest.fixture
async def messenger(
    stand_in: StandIn, home: Server, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[DiscordMessenger]:
    monkeypatch.setattr(Route, "BASE", stand_in.api_url)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", URL(stand_in.gateway_url))
    client = discord.Client(
        intents=discord.Intents(guilds=True), guild_ready_timeout=0.02, max_messages=None, http_trace=request_trace()
    )
    await client.login(stand_in.token)
    connection = asyncio.create_task(client.connect())
    await client.wait_until_ready()
    yield DiscordMessenger(client)
    await client.close()
    await connection


def step(
    channel: Channel, kind: StepKind = StepKind.MESSAGE, *, adult: bool = False, content: object = Words("Tide.")
) -> Step:
    assert channel.guild is not None
    return Step(kind, channel.id, MARKER, content, "en-US", server_id=channel.guild.id, adult=adult)


def forget_server(messenger: DiscordMessenger, home: Server) -> None:
    """Another process has the server's shard: this one has never heard of it."""
    messenger._client._connection._guilds.pop(home.guild.id)


async def test_what_was_sent_is_found_again(messenger: DiscordMessenger, home: Server):
    for channel, kind in [
        (home.texts[0], StepKind.MESSAGE), (home.threads[0], StepKind.MESSAGE), (home.forums[0], StepKind.FORUM_POST)
    ]:  # fmt: skip
        assert isinstance(await messenger.look(step(channel, kind)), Absent)
        sent = await messenger.send(step(channel, kind))
        assert isinstance(sent, Sent)
        assert await messenger.look(step(channel, kind)) == sent


async def test_on_another_processs_shard_it_sends_and_finds_as_well(messenger: DiscordMessenger, home: Server):
    forget_server(messenger, home)
    for channel, kind in [
        (home.texts[0], StepKind.MESSAGE), (home.threads[0], StepKind.MESSAGE), (home.forums[0], StepKind.FORUM_POST)
    ]:  # fmt: skip
        assert isinstance(await messenger.look(step(channel, kind)), Absent)
        sent = await messenger.send(step(channel, kind))
        assert await messenger.look(step(channel, kind)) == sent


@pytest.mark.parametrize("known", [True, False])
async def test_what_is_for_adults_goes_to_threads_below_age_restricted_channels_alone(
    stand_in: StandIn, messenger: DiscordMessenger, home: Server, known: bool
):
    restricted = stand_in.world.add_channel(home.guild, "after dark", nsfw=True)
    below = stand_in.world.add_thread(restricted, "a thread")
    await asyncio.sleep(0.1)
    if not known:
        forget_server(messenger, home)
    assert isinstance(await messenger.send(step(below, adult=True)), Sent)
    assert await messenger.send(step(home.threads[0], adult=True)) == Refused(Reason.NOT_AGE_RESTRICTED)


@pytest.mark.parametrize("known", [True, False])
async def test_a_history_that_may_not_be_read_is_not_taken_for_empty(
    stand_in: StandIn, messenger: DiscordMessenger, home: Server, known: bool
):
    assert isinstance(await messenger.send(step(home.threads[0])), Sent)
    own = next(role for role in home.guild.roles.values() if role.id != home.guild.id)
    stand_in.world.set_overwrite(home.texts[0], own, deny=Permission.READ_MESSAGE_HISTORY)
    await asyncio.sleep(0.1)
    if not known:
        forget_server(messenger, home)
    assert await messenger.look(step(home.threads[0])) == Refused(Reason.CANNOT_LOOK)


@pytest.mark.parametrize("trouble", [Trouble.ERROR, Trouble.DROP])
async def test_nothing_is_repeated_inside_after_a_failure(
    stand_in: StandIn, messenger: DiscordMessenger, home: Server, trouble: Trouble
):
    stand_in.faults.add(trouble, Phase.AFTER, "create_thread", "create_message", times=2)
    assert await messenger.send(step(home.forums[0], StepKind.FORUM_POST)) == Unanswered()
    assert await messenger.send(step(home.texts[0])) == Unanswered()
    assert len(stand_in.rest.of("create_thread")) == 1
    assert len(stand_in.rest.of("create_message")) == 1
    assert isinstance(await messenger.look(step(home.forums[0], StepKind.FORUM_POST)), Sent)


async def test_what_cannot_be_drawn_is_refused_for_good(messenger: DiscordMessenger, home: Server):
    found = await messenger.send(step(home.texts[0], content=object()))
    assert isinstance(found, Refused)
    assert found.reason is Reason.REJECTED
