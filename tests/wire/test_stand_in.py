"""Limits, faults and the gateway of the stand-in, as a bare discord.py client meets them."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import aiohttp
import discord
import pytest

from tests.openapi import DESCRIPTION, operation_of
from tests.wire.calls import ROUTES, Call, Phase
from tests.wire.faults import Faults, Trouble
from tests.wire.limits import Limits, Refused
from tests.wire.server import Server, build_server
from tests.wire.stand_in import StandIn


@pytest.fixture
def here(client: discord.Client, home: Server) -> Any:
    """The first text channel as the client sees it."""
    return client.get_channel(home.texts[0].id)


def contents(stand_in: StandIn) -> list[str]:
    return [message.content for message in stand_in.world.messages()]


async def told(client: discord.Client, event: str, seconds: float = 5) -> Any:
    """The next event of a kind that the client hears of."""
    return await asyncio.wait_for(client.wait_for(event), seconds)


@pytest.mark.skipif(not DESCRIPTION.exists(), reason="Discord's API description is not at hand")
def test_every_route_has_the_name_that_discord_gives_it():
    for route in ROUTES:
        path = route.template.replace("{", "").replace("}", "")
        assert operation_of(route.method, path) == route.operation


async def test_a_client_that_heeds_the_limits_is_never_refused(stand_in: StandIn, here: Any):
    stand_in.limits.routes["create_message"] = (3, 0.2)
    began = time.monotonic()
    for number in range(7):
        await here.send(str(number))
    assert time.monotonic() - began >= 0.4
    assert stand_in.limits.total_refused == 0
    assert contents(stand_in) == list("0123456")


def test_the_limit_for_all_requests_spares_answers_to_interactions_and_ends_with_its_second():
    now = 100.0
    limits = Limits(everything=2, clock=lambda: now)
    assert [limits.take("create_message", channel) for channel in "12"] == [{}, {}]
    refused = limits.take("create_dm", "")
    assert isinstance(refused, Refused)
    assert refused.everywhere
    assert 1 < refused.seconds < 1.01
    assert limits.take("create_interaction_response", "") == {}
    now = 101.0
    assert limits.take("create_dm", "") == {}
    assert limits.refused == {"create_dm": 1}


def test_a_route_has_a_bucket_for_each_channel():
    limits = Limits({"create_message": (1, 5.0)}, clock=lambda: 100.0)
    headers = limits.take("create_message", "1")
    assert isinstance(headers, dict)
    assert (headers["X-RateLimit-Remaining"], headers["X-RateLimit-Reset-After"]) == ("0", "5.000")
    refused = limits.take("create_message", "1")
    assert isinstance(refused, Refused)
    assert "Via" in refused.headers
    assert isinstance(limits.take("create_message", "2"), dict)


async def test_a_client_that_is_refused_waits_and_comes_again(stand_in: StandIn, here: Any):
    stand_in.limits.everything = 10
    await asyncio.gather(*(here.send(str(number)) for number in range(15)))
    assert len(stand_in.world.messages()) == 15
    assert [call.status for call in stand_in.rest.of("create_message")].count(429) == stand_in.limits.total_refused


async def test_a_limit_can_be_scripted(stand_in: StandIn, here: Any):
    fault = stand_in.faults.add(Trouble.LIMIT, Phase.BEFORE, "create_message", times=1, seconds=0.05)
    await here.send("one")
    assert contents(stand_in) == ["one"]
    assert [call.status for call in fault.struck] == [429]


async def test_a_connection_that_drops_after_a_request_leaves_it_carried_out(stand_in: StandIn, here: Any):
    stand_in.faults.add(Trouble.DROP, Phase.AFTER, "create_message", times=1)
    with pytest.raises((aiohttp.ClientError, OSError)):
        await here.send("one", nonce="n1")
    assert contents(stand_in) == ["one"]
    await here.send("one", nonce="n1")
    assert contents(stand_in) == ["one"]
    assert [(call.done, call.status) for call in stand_in.rest.of("create_message")] == [(True, None), (True, 200)]


async def test_a_connection_that_drops_before_a_request_leaves_nothing(stand_in: StandIn, here: Any):
    stand_in.faults.add(Trouble.DROP, Phase.BEFORE, "create_message", times=1)
    with pytest.raises((aiohttp.ClientError, OSError)):
        await here.send("one")
    assert contents(stand_in) == []


@pytest.mark.parametrize(("phase", "left"), [(Phase.BEFORE, []), (Phase.AFTER, ["one"])])
async def test_an_error_can_come_before_or_after_the_deed(stand_in: StandIn, here: Any, phase: Phase, left: list[str]):
    stand_in.faults.add(Trouble.ERROR, phase, "create_message", status=503, skip=1, times=1)
    await here.send("first")
    with pytest.raises(discord.DiscordServerError):
        await here.send("one")
    assert contents(stand_in) == ["first", *left]


async def test_a_slow_answer_that_is_given_up_was_carried_out_all_the_same(stand_in: StandIn, here: Any):
    slow = stand_in.faults.add(Trouble.SLOW, Phase.AFTER, "create_message", times=1, seconds=30)
    carried_out = stand_in.moments.at("create_message", Phase.AFTER, drop=False)
    sending = asyncio.create_task(here.send("one"))
    call = await carried_out
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    assert contents(stand_in) == ["one"]
    assert slow.struck == [call]
    assert call.status is None


def test_the_same_seed_makes_the_same_trouble():
    def strikes(seed: int) -> list[bool]:
        faults = Faults(seed)
        faults.add(Trouble.DROP, Phase.AFTER, chance=0.3)
        call: Any = None
        return [faults.choose(call, Phase.AFTER) is not None for _ in range(200)]

    assert strikes(1) == strikes(1) != strikes(2)
    assert 30 < sum(strikes(1)) < 90


async def test_a_moment_comes_at_the_request_that_was_asked_for(stand_in: StandIn, here: Any):
    acted: list[Call] = []
    moment = stand_in.moments.at("create_message", Phase.BEFORE, acted.append, number=2, drop=False)
    never = stand_in.moments.at("create_message", Phase.BEFORE, where=lambda call: call.body["content"] == "three")
    await here.send("one")
    assert acted == []
    await here.send("two")
    assert [(await moment).body["content"]] == [acted[0].body["content"]] == ["two"]
    assert not never.came.done()
    stand_in.moments.forget(never)
    assert contents(stand_in) == ["one", "two"]


async def test_a_hook_sees_every_request_and_can_end_it(stand_in: StandIn, here: Any):
    seen: list[tuple[str, Phase]] = []

    async def hook(call: Call, phase: Phase) -> bool | None:
        seen.append((call.operation, phase))
        return False if phase is Phase.AFTER else None

    stand_in.rest.hooks.append(hook)
    with pytest.raises((aiohttp.ClientError, OSError)):
        await here.send("one")
    assert seen == [("create_message", Phase.BEFORE), ("create_message", Phase.AFTER)]
    assert contents(stand_in) == ["one"]


async def test_a_connection_that_was_cut_is_resumed_without_a_gap(
    stand_in: StandIn, home: Server, client: discord.Client
):
    resumed = asyncio.create_task(told(client, "resumed", 15))
    await asyncio.sleep(0)
    stand_in.gateway.cut()
    await stand_in.gateway.until_gone()
    missed = stand_in.world.add_channel(home.guild, "made-meanwhile")
    await resumed
    assert client.get_channel(missed.id) is not None
    assert stand_in.gateway.identifies == 1
    assert [session.resumes for session in stand_in.gateway.connected] == [1]


async def test_two_processes_of_one_bot_hear_of_the_same_things(
    stand_in: StandIn, home: Server, client: discord.Client
):
    other = discord.Client(intents=discord.Intents(guilds=True), guild_ready_timeout=0.02)
    await other.login(stand_in.token)
    connection = asyncio.create_task(other.connect())
    await other.wait_until_ready()
    heard = [asyncio.create_task(told(one, "guild_channel_create")) for one in (client, other)]
    await asyncio.sleep(0)
    made = stand_in.world.add_channel(home.guild, "new")
    assert [(await one).id for one in heard] == [made.id, made.id]
    assert len(stand_in.gateway.connected) == stand_in.gateway.identifies == 2
    await other.close()
    await connection
    await stand_in.gateway.until_connected(1)


async def test_a_dead_token_closes_the_gateway_for_good(stand_in: StandIn, client: discord.Client):
    stand_in.gateway.refused_with = 4004
    other = discord.Client(intents=discord.Intents(guilds=True))
    await other.login(stand_in.token)
    with pytest.raises(discord.ConnectionClosed):
        await other.connect()
    await other.close()


async def test_a_large_server_reaches_the_client_whole(stand_in: StandIn, client: discord.Client):
    joined = asyncio.create_task(told(client, "guild_join"))
    await asyncio.sleep(0)
    large = build_server(stand_in.world, texts=50, forums=10, threads=20, readers=500)
    await joined
    last = asyncio.create_task(client.wait_for("guild_channel_create", check=lambda one: one.name == "last", timeout=5))
    await asyncio.sleep(0)
    stand_in.world.add_channel(large.guild, "last")
    await last
    guild = client.get_guild(large.guild.id)
    assert guild is not None
    assert (len(guild.text_channels), len(guild.forums), len(guild.threads)) == (51, 10, 20)
