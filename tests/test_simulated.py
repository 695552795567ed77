"""Our simulated Discord tells the bot what Discord would, and lets no error and no bad request pass."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from simcord import HttpLogEntry

from bot.config import Settings
from tests import openapi, simulated
from tests.openapi import check_requests, problems_of
from tests.probe import Probe

described = pytest.mark.skipif(not openapi.DESCRIPTION.exists(), reason="Discord's API description is not at hand")


@pytest.fixture
async def world():
    async with simulated.discord_world(Settings(), Probe) as world:
        yield world
    check_requests(world.env.http_requests)


async def test_a_press_turns_the_page_and_still_does_after_a_restart(world):
    reply = await world.slash(world.reader, world.library, "probe")
    assert (reply.text, reply.buttons, reply.ephemeral) == ("Page 1", ["Next"], True)
    before = world.client
    await world.restart()
    assert world.client is not before
    reply = await world.press(reply, "Next")
    assert reply.text == "Page 2"
    assert [seen.text for seen in world.messages(world.library, by=world.reader)] == ["Page 2"]
    assert world.messages(world.library, by=world.friend) == []


async def test_age_restriction_reaches_the_bot_in_channels_and_threads(world):
    places = [world.library, world.after_dark, world.library_thread, world.after_dark_thread]
    for place in places:
        await world.slash(world.reader, place, "probe")
    assert [seen.channel.is_nsfw() for seen in world.client.seen] == [False, True, False, True]
    await world.restrict(world.after_dark, age_restricted=False)
    for place in places:
        await world.slash(world.reader, place, "probe")
    assert not any(seen.channel.is_nsfw() for seen in world.client.seen[4:])


async def test_context_and_installation_reach_the_bot(world):
    for place in (world.library, world.reader.dm, world.reader.private):
        reply = await world.slash(world.reader, place, "probe")
        assert (await world.press(reply, "Next")).text == "Page 2"
    server, dm, private = world.client.seen
    assert (server.context.guild, dm.context.dm_channel, private.context.private_channel) == (True, True, True)
    assert server.is_guild_integration()
    assert not server.is_user_integration()
    assert private.is_user_integration()
    assert not private.is_guild_integration()
    assert world.offered_privately() == ["probe"]


async def test_a_server_without_the_bot_is_known_from_the_interaction_alone(world):
    open_channel, restricted = await world.add_server_without_the_bot("open", "restricted")
    await world.restrict(restricted)
    for place in (open_channel, restricted, world.add_thread(restricted)):
        await world.slash(world.reader, place, "probe")
    assert world.client.get_guild(open_channel.guild.id) is None
    assert [seen.channel.is_nsfw() for seen in world.client.seen] == [False, True, False]
    assert all(seen.context.guild and seen.is_user_integration() for seen in world.client.seen)
    assert not any(seen.is_guild_integration() for seen in world.client.seen)


async def test_locale_reaches_the_bot(world):
    world.set_locale(world.reader, "de")
    await world.slash(world.reader, world.library, "probe")
    await world.slash(world.friend, world.library, "probe")
    assert [seen.locale for seen in world.client.seen] == [discord.Locale.german, discord.Locale.american_english]


@pytest.mark.parametrize("place", ["library", "dm", "private"])
async def test_suggestions_come_in_every_kind_of_place(world, place):
    where = world.library if place == "library" else getattr(world.reader, place)
    assert await world.complete(world.reader, where, "probe", "fail", "expected") == [("Expected", "expected")]


async def test_an_expected_failure_is_an_answer(world):
    reply = await world.slash(world.reader, world.library, "probe", fail="expected")
    assert reply.text == "There is no such page."
    assert await world.take_errors() == []


async def test_silence_fails_a_test(world):
    with pytest.raises(AssertionError, match="did not answer"):
        await world.slash(world.reader, world.library, "probe", fail="silent")


@pytest.mark.parametrize("fail", ["unexpected", "logged"])
async def test_an_error_nobody_took_fails_a_test(fail):
    with pytest.raises(BaseExceptionGroup, match="did not take"):
        async with simulated.discord_world(Settings(), Probe) as world:
            await world.slash(world.reader, world.library, "probe", fail=fail, may_fail=True)


async def test_refusals_can_be_arranged(world):
    world.fail("POST", "/interactions/*", status=403, code=50013)
    reply = await world.slash(world.reader, world.library, "probe", may_fail=True)
    assert not reply.answered
    assert [type(error) for error in await world.take_errors()] == [discord.Forbidden]


def _callback(*components: dict[str, Any], **fields: Any) -> dict[str, Any]:
    message = {"flags": openapi.COMPONENTS_V2, "allowed_mentions": {"parse": []}, "components": list(components)}
    return {"type": 4, "data": message | fields}


TEXT = {"type": 10, "content": "Prose."}
BUTTON = {"type": 2, "style": 2, "label": "Next", "custom_id": "next"}


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (_callback(TEXT, content="both"), "Components V2 with content"),
        (_callback(*[TEXT] * 41), "41 components"),
        (_callback({"type": 10, "content": "a" * 4000}, TEXT), "4006 characters"),
        (_callback({"type": 1, "components": [BUTTON, BUTTON]}), "used twice"),
        (_callback({"type": 1, "components": [BUTTON | {"custom_id": "n" * 101}]}), "custom_id of 101"),
        (_callback(TEXT, allowed_mentions=None), "no allowed_mentions"),
        (_callback(TEXT, allowed_mentions={"parse": ["everyone"]}), "everyone be pinged"),
        pytest.param(_callback({"type": 10, "content": 5}), "components/0/content", marks=described),
        pytest.param(_callback(TEXT, componants=[]), "componants", marks=described),
        pytest.param(_callback({"type": 1, "components": [BUTTON | {"style": 9}]}), "style", marks=described),
    ],
)
def test_a_bad_body_is_refused(body, problem):
    request = HttpLogEntry("POST", "/interactions/1/token/callback", {}, body, None)
    with pytest.raises(AssertionError, match=problem):
        check_requests([request])


def test_a_good_body_is_accepted():
    assert problems_of("POST", "/interactions/1/token/callback", _callback(TEXT, tts=False)) == []


@described
def test_an_operation_discord_does_not_have_is_refused():
    assert problems_of("POST", "/stories", {}) == ["Discord's description has no such operation"]


@described
def test_discord_pys_known_quirks_are_allowed_by_name():
    assert problems_of("POST", "/users/@me/channels", {"recipient_id": 5}) == []
    assert problems_of("POST", "/users/@me/channels", {"recipient_id": 5, "nick": ""}) != []
