"""`/server settings` in Discord: every value with what it does, changed by those who may manage the server alone."""

from __future__ import annotations

from pathlib import Path

import discord
import pytest

from bot.db.servers import get_server, list_actions, list_known
from bot.models import RatingLevel
from bot.servers import Feature, ServerSettings
from tests.simulated import DiscordWorld, Reply

SHELF = Path(__file__).resolve().parents[1] / "shelf"


@pytest.fixture
def stories_dir() -> Path:
    return SHELF


async def settings(world: DiscordWorld, by=None) -> Reply:
    return await world.slash(by or world.librarian, world.library, "server settings")


async def kept(world: DiscordWorld) -> ServerSettings:
    return await world.client.engine.database.run(get_server(world.guild.id))


async def test_every_setting_is_shown_with_its_value_to_whoever_asked_alone(discord_world: DiscordWorld):
    card = await settings(discord_world)
    assert card.ephemeral
    for words in (
        "Rating ceiling",
        "Author role",
        "Notice channel",
        "Time zone",
        "own library",
        "`/read` opens",
        "Serials",
        "ahead of a serial",
        "Pings",
    ):
        assert words in card.text
    assert "Explicit" in card.options


async def test_each_setting_is_changed_on_the_card_and_told_below(discord_world: DiscordWorld):
    world = discord_world
    role = world.guild.create_role("Authors")
    card = await world.choose(await settings(world), "Teen")
    assert "set the rating ceiling to Teen" in card.text
    card = await world.choose(card, role, custom_id="~setauthors")
    assert f"set the author role to <@&{role.id}>" in card.text
    card = await world.choose(card, world.library, custom_id="~setnoticechannel")
    assert f"set the notice channel to <#{world.library.id}>" in card.text
    card = await world.press(card, "Hide the bot's library")
    assert "only this server's are" in card.text
    card = await world.press(card, "Show pages to everybody")
    card = await world.press(card, "Forbid locking")
    form = await world.press(card, "Time zone…")
    (field,) = [c["component"]["custom_id"] for c in form.modal["components"]]
    card = await world.submit(form, **{field: "Europe/Lisbon"})
    assert "Europe/Lisbon, where it is" in card.text
    assert await kept(world) == ServerSettings(
        world.guild.id,
        ceiling=RatingLevel.TEEN,
        author_role=role.id,
        notice_channel=world.library.id,
        zone="Europe/Lisbon",
        shares=True,
        commons=False,
        features=frozenset({Feature.SERIALS, Feature.PINGS}),
    )
    log = await world.client.engine.database.run(list_actions(world.guild.id, 20))
    assert {entry.actor_id for entry in log} == {world.librarian.id}
    assert len(log) == 7
    card = await world.choose(card, custom_id="~setauthors")
    card = await world.choose(card, custom_id="~setnoticechannel")
    assert ((await kept(world)).author_role, (await kept(world)).notice_channel) == (None, None)


async def test_the_card_works_after_a_restart(discord_world: DiscordWorld):
    world = discord_world
    role = world.guild.create_role("Authors")
    card = await settings(world)
    await world.restart()
    await world.choose(card, role, custom_id="~setauthors")
    await world.press(card, "Forbid pings")
    assert (await kept(world)).author_role == role.id
    assert Feature.PINGS not in (await kept(world)).features


SENT = [
    ("server", (), None),
    ("setceiling", ("general",), None),
    ("setauthors", ("1",), None),
    ("setnoticechannel", ("1",), None),
    ("setserver:commons:0", (), None),
    ("setserver:serials:0", (), None),
    ("askserverzone", (), None),
    ("saveserverzone", (), "Europe/Lisbon"),
]


@pytest.mark.parametrize(("custom_id", "values", "typed"), SENT)
async def test_nobody_who_may_not_manage_the_server_changes_anything_at_any_press(
    discord_world: DiscordWorld, custom_id: str, values: tuple[str, ...], typed: str | None
):
    world = discord_world
    board = await world.slash(world.reader, world.library, "help")
    refused = await world.send_press(world.reader, world.library, board, custom_id, values, typed=typed)
    assert "Only those who may manage this server" in refused.text
    assert refused.ephemeral
    assert await kept(world) == ServerSettings(world.guild.id)


async def test_who_lost_the_permission_can_not_use_a_card_from_before(discord_world: DiscordWorld):
    world = discord_world
    card = await settings(world)
    role = next(r for r in world.client.get_guild(world.guild.id).roles if r.name == "Librarian")
    await role.edit(permissions=discord.Permissions.none())
    refused = await world.press(card, "Forbid pings")
    assert "Only those who may manage this server" in refused.text
    assert await kept(world) == ServerSettings(world.guild.id)


async def test_in_dms_and_in_servers_without_the_bot_nothing_can_be_set(discord_world: DiscordWorld):
    world = discord_world
    (away,) = await world.add_server_without_the_bot("away")
    for place in (world.librarian.dm, world.librarian.private, away):
        board = await world.slash(world.librarian, place, "help")
        refused = await world.send_press(world.librarian, place, board, "setserver:commons:0")
        assert "That is set in a server that I am in." in refused.text
    assert "server" not in world.offered_privately()


async def test_a_forged_choice_is_refused_in_words(discord_world: DiscordWorld):
    world = discord_world
    board = await world.slash(world.librarian, world.library, "help")
    for custom_id, value, said in (
        ("setauthors", "123", "That role is not in this server"),
        ("setnoticechannel", "123", "That channel is not in this server"),
        ("setceiling", "unrated", "not a rating that a server can stop at"),
        ("setceiling", "huge", "not one of mine"),
        ("setserver:left_at:1", "", "not one of mine"),
    ):
        values = (value,) if value else ()
        refused = await world.send_press(world.librarian, world.library, board, custom_id, values)
        assert said in refused.text
    assert await kept(world) == ServerSettings(world.guild.id)


async def test_a_channel_the_bot_may_not_write_in_is_refused_as_notice_channel(discord_world: DiscordWorld):
    world = discord_world
    silent = discord.PermissionOverwrite(send_messages=False)
    closed = world.guild.create_text_channel("closed", overwrites={world.guild.default_role: silent})
    refused = await world.choose(await settings(world), closed, custom_id="~setnoticechannel")
    assert "I cannot write in that channel" in refused.text


async def test_pages_are_shown_to_everybody_where_the_server_has_it_so_and_the_reader_chose_nothing(
    discord_world: DiscordWorld,
):
    world = discord_world
    await world.press(await settings(world), "Show pages to everybody")
    assert not (await world.slash(world.reader, world.library, "read", story="The Ledger")).ephemeral
    await world.choose(await world.slash(world.reader, world.library, "preferences"), "Only I see them")
    assert (await world.slash(world.reader, world.library, "read", story="The Ledger")).ephemeral


async def test_a_ceiling_lets_nothing_higher_through_at_any_page(discord_world: DiscordWorld):
    world = discord_world
    page = await world.slash(world.reader, world.after_dark, "read", story="The Cellar")
    await world.choose(await settings(world), "Teen")
    refused = await world.press(page, "Next")
    assert "higher than this server allows" in refused.text
    offered = await world.complete(world.reader, world.after_dark, "read", "story", "The Cellar")
    assert not any("Cellar" in name for name, _ in offered)


async def test_servers_come_and_go(discord_world: DiscordWorld):
    world = discord_world
    database = world.client.engine.database
    known = await database.run(list_known())
    assert known[world.guild.id]
    (away,) = await world.add_server_without_the_bot("away")
    known = await database.run(list_known())
    assert (known[world.guild.id], known[away.guild.id]) == (True, False)
    await world.pass_time(40 * 86400)
    assert set(await database.run(list_known())) == {world.guild.id}


async def test_whether_somebody_is_a_member_is_asked_of_discord_and_unknown_means_no(discord_world: DiscordWorld):
    world = discord_world
    stranger = world.env.create_user("stranger")
    assert await world.client.engine.messenger.is_member(world.guild.id, world.reader.id)
    assert not await world.client.engine.messenger.is_member(world.guild.id, stranger.id)
    world.fail("GET", "/guilds/*/members/*", status=403, code=50001)
    assert not await world.client.engine.messenger.is_member(world.guild.id, world.reader.id)
    assert await world.client.engine.messenger.is_member(world.guild.id, world.reader.id)
