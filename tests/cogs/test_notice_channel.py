"""What moderators do is told once to the server's notice channel, in the server's language, and found again there."""

from __future__ import annotations

from bot.db import servers
from tests.simulated import DiscordWorld


async def test_a_change_is_told_once_and_to_nobody_where_there_is_no_channel(discord_world: DiscordWorld):
    world = discord_world
    channel = world.guild.create_text_channel("notices")
    card = await world.slash(world.librarian, world.library, "server settings")
    await world.choose(card, "teen")
    await world.pass_time(120)
    await world.client.engine.database.run(servers.set_notice_channel(world.guild.id, channel.id))
    await world.choose(card, "general")
    await world.pass_time(120)
    await world.restart()
    await world.pass_time(120)
    (told,) = world.messages(channel)
    assert "the rating ceiling" in told.text
    assert str(world.librarian.id) in told.text
    assert told.buttons == ["Settings"]


async def test_only_a_moderator_opens_the_settings_from_there(discord_world: DiscordWorld):
    world = discord_world
    channel = world.guild.create_text_channel("notices")
    await world.client.engine.database.run(servers.set_notice_channel(world.guild.id, channel.id))
    card = await world.slash(world.librarian, world.library, "server settings")
    await world.choose(card, "teen")
    await world.pass_time(1)
    told = world.messages(channel)[-1]
    assert (await world.press(told, "Settings", by=world.librarian)).text.startswith("### Settings")
    assert "may manage this server" in (await world.press(told, "Settings", by=world.reader)).text


async def test_a_channel_that_is_gone_hinders_nothing(discord_world: DiscordWorld):
    world = discord_world
    await world.client.engine.database.run(servers.set_notice_channel(world.guild.id, 12345))
    card = await world.slash(world.librarian, world.library, "server settings")
    shown = await world.choose(card, "teen")
    await world.pass_time(120)
    assert "Settings of this server" in shown.text
