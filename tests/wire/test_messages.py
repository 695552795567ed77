"""Messages on the stand-in as discord.py meets them: once for a nonce, read back, refused, in DMs, threads and forums."""

from __future__ import annotations

import asyncio
from typing import Any

import discord
import pytest

from tests.wire.permissions import READ, Permission
from tests.wire.server import Server
from tests.wire.stand_in import StandIn
from tests.wire.things import Channel, Kind


def room(client: discord.Client, channel: Channel) -> Any:
    found = client.get_channel(channel.id)
    assert found is not None, "the client was not told of it"
    return found


async def refused(work: Any) -> int:
    """The code that something is refused with."""
    with pytest.raises(discord.HTTPException) as caught:
        await work
    return caught.value.code


def page(custom_id: str) -> discord.ui.LayoutView:
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.TextDisplay("The ferry was late."))
    view.add_item(discord.ui.ActionRow(discord.ui.Button(label="Next", custom_id=custom_id)))
    return view


async def test_a_nonce_posts_once_in_its_channel(stand_in: StandIn, home: Server, client: discord.Client):
    here, there = (room(client, channel) for channel in home.texts)
    first = await here.send("one", nonce="n1")
    assert (await here.send("one", nonce="n1")).id == first.id
    other = await here.send("one", nonce="n2")
    elsewhere = await there.send("one", nonce="n1")
    assert [message.id for message in stand_in.world.messages()] == [first.id, other.id, elsewhere.id]
    assert stand_in.world.nonces() == {"n1": 2, "n2": 1}


async def test_a_nonce_whose_message_was_deleted_is_an_unknown_message(home: Server, client: discord.Client):
    here = room(client, home.texts[0])
    await (await here.send("one", nonce="n1")).delete()
    assert await refused(here.send("one", nonce="n1")) == 10008
    assert await refused(here.send("one", nonce="n" * 26)) == 50035


async def test_without_a_window_a_nonce_posts_again_and_that_is_found(
    stand_in: StandIn, home: Server, client: discord.Client
):
    stand_in.nonce_seconds = 0
    here = room(client, home.texts[0])
    for _ in range(2):
        await here.send(view=page("next:1:abc"), nonce="n1")
    ((one, two),) = stand_in.world.repeated()
    assert stand_in.world.marked("abc") == [one, two]


async def test_a_message_is_read_back_as_it_was_sent(stand_in: StandIn, home: Server, client: discord.Client):
    here = room(client, home.texts[0])
    sent = await here.send(view=page("next:1"))
    (found,) = [message async for message in here.history()]
    assert found.flags.value == sent.flags.value == 1 << 15
    assert found.author.id == stand_in.world.bot.id
    assert found.components[1].children[0].custom_id == "next:1"
    assert [one.id for one in found.components] == [1, 2]
    assert found.nonce is None
    alone = await here.fetch_message(sent.id)
    assert [one.to_dict() for one in alone.components] == [one.to_dict() for one in found.components]


async def test_history_is_read_from_any_end_and_in_pages(stand_in: StandIn, home: Server, client: discord.Client):
    here = room(client, home.texts[0])
    ada = home.readers[0]
    ids = [stand_in.world.add_message(home.texts[0], ada, str(number)).id for number in range(230)]
    assert [one.id async for one in here.history(limit=None, oldest_first=True)] == ids
    assert [one.id async for one in here.history(limit=120)] == ids[:-121:-1]
    middle = discord.Object(ids[100])
    assert [one.id async for one in here.history(before=middle, limit=3)] == ids[99:96:-1]
    assert [one.id async for one in here.history(after=middle, limit=3)] == ids[101:104]
    assert [one.id async for one in here.history(around=middle, limit=5)] == ids[102:97:-1]


async def test_without_read_message_history_the_history_is_empty(
    stand_in: StandIn, home: Server, client: discord.Client
):
    here = room(client, home.texts[0])
    sent = await here.send("one")
    stand_in.world.set_overwrite(home.texts[0], stand_in.world.bot, deny=Permission.READ_MESSAGE_HISTORY)
    assert [one async for one in here.history()] == []
    assert await refused(here.fetch_message(sent.id)) == 50001


async def test_what_the_bot_may_not_do_is_refused(stand_in: StandIn, home: Server, client: discord.Client):
    here, there = (room(client, channel) for channel in home.texts)
    own_role = [*home.guild.roles.values()][1]
    stand_in.world.set_overwrite(home.texts[0], home.guild, deny=Permission.SEND_MESSAGES)
    assert await refused(here.send("one")) == 50013
    stand_in.world.set_overwrite(home.texts[0], own_role, allow=Permission.SEND_MESSAGES)
    assert (await here.send("one")).id
    stand_in.world.set_overwrite(home.texts[0], stand_in.world.bot, deny=Permission.SEND_MESSAGES)
    assert await refused(here.send("one")) == 50013
    stand_in.world.set_overwrite(home.texts[0], stand_in.world.bot, deny=READ)
    assert await refused(here.send("one")) == 50001
    words = stand_in.world.add_message(home.texts[1], home.readers[0], "hers")
    hers = there.get_partial_message(words.id)
    assert await refused(hers.edit(content="mine")) == 50005
    assert await refused(hers.delete()) == 50013
    stand_in.world.remove_channel(home.texts[1])
    assert await refused(there.send("one")) == 10003


async def test_members_and_servers_that_are_not_there_are_refused(
    stand_in: StandIn, home: Server, client: discord.Client
):
    guild, (ada, bert, _) = client.get_guild(home.guild.id), home.readers
    assert guild is not None
    assert guild.me.guild_permissions.send_messages_in_threads
    assert (await guild.fetch_member(ada.id)).name == ada.name
    stand_in.world.remove_member(home.guild, bert)
    assert await refused(guild.fetch_member(bert.id)) == 10007
    assert {role.id for role in await guild.fetch_roles()} == set(home.guild.roles)
    stand_in.world.remove_member(home.guild, stand_in.world.bot)
    assert await refused(guild.fetch_member(ada.id)) == 50001
    assert await refused(client.fetch_guild(1)) == 10004


async def test_a_dm_is_opened_once_and_can_be_closed(stand_in: StandIn, home: Server, client: discord.Client):
    ada, bert, cleo = home.readers
    dm = await client.create_dm(discord.Object(ada.id))
    sent = await dm.send("hello")
    again = await client.http.start_private_message(ada.id)
    assert int(again["id"]) == dm.id
    assert [one.id async for one in dm.history()] == [sent.id]
    stand_in.world.close_dms(ada)
    assert await refused(dm.send("hello?")) == 50007
    stand_in.world.accept_dms(ada)
    await dm.send("hello!")
    stand_in.world.close_dms(bert, 50278)
    strange = await client.create_dm(discord.Object(bert.id))
    assert await refused(strange.send("hello")) == 50278
    stand_in.world.close_dms(cleo, opening=True)
    assert await refused(client.create_dm(discord.Object(cleo.id))) == 50007


async def test_new_dms_opened_too_fast_are_refused_and_in_the_end_all(
    stand_in: StandIn, home: Server, client: discord.Client
):
    stand_in.new_dms.most, stand_in.new_dms.quarantined_after = 1, 1
    ada, bert, cleo = (reader.id for reader in home.readers)
    await client.http.start_private_message(ada)
    assert await refused(client.http.start_private_message(bert)) == 40003
    assert await refused(client.http.start_private_message(cleo)) == 20026
    await client.http.start_private_message(ada)


async def test_a_message_has_one_thread_at_most(stand_in: StandIn, home: Server, client: discord.Client):
    here = room(client, home.texts[0])
    post = await here.send("one")
    thread = await post.create_thread(name="Talk about it")
    assert thread.id == post.id
    assert await refused(post.create_thread(name="Talk about it")) == 160004
    (thread_in_history,) = [one.thread async for one in here.history()]
    assert thread_in_history.id == thread.id
    await thread.send("inside")
    assert [one.content for one in stand_in.world.messages(stand_in.world.channels[thread.id])] == ["inside"]


async def test_threads_are_found_and_wake_when_posted_in_unless_locked(
    stand_in: StandIn, home: Server, client: discord.Client
):
    here, guild = room(client, home.texts[0]), client.get_guild(home.guild.id)
    assert guild is not None
    own = await here.create_thread(name="Another", type=discord.ChannelType.public_thread)
    assert {one.id for one in await guild.active_threads()} == {own.id, home.threads[0].id}
    line = await own.send("one")
    await own.edit(archived=True)
    assert [one.id async for one in here.archived_threads(limit=None)] == [own.id]
    assert await refused(line.edit(content="two")) == 50083
    await own.send("it wakes")
    assert not stand_in.world.channels[own.id].archived
    stand_in.world.set_archived(stand_in.world.channels[own.id], locked=True)
    assert await refused(own.send("it does not")) == 160005
    home.guild.most_active_threads = 1
    assert await refused(here.create_thread(name="One too many", type=discord.ChannelType.public_thread)) == 160006
    stand_in.world.set_overwrite(home.texts[0], stand_in.world.bot, deny=Permission.CREATE_PUBLIC_THREADS)
    assert await refused(here.create_thread(name="No", type=discord.ChannelType.public_thread)) == 50013


async def test_a_forum_post_has_no_nonce_so_a_second_one_is_a_second_post(
    stand_in: StandIn, home: Server, client: discord.Client
):
    board = room(client, home.forums[0])
    tag = board.available_tags[0]
    posts = [await board.create_thread(name="Part 1", view=page("next:abc"), applied_tags=[tag]) for _ in range(2)]
    assert all(thread.id == message.id for thread, message in posts)
    ((one, two),) = stand_in.world.repeated()
    assert [one.id, two.id] == [thread.id for thread, _ in posts]
    (found,) = [message async for message in posts[0].thread.history()]
    assert found.components[1].children[0].custom_id == "next:abc"
    home.forums[0].tag_required = True
    assert await refused(board.create_thread(name="Part 2", content="text")) == 40067
    assert len(stand_in.world.threads(home.forums[0])) == 2


async def test_an_announcement_is_published_once(stand_in: StandIn, home: Server, client: discord.Client):
    told = asyncio.create_task(client.wait_for("guild_channel_create", timeout=5))
    await asyncio.sleep(0)
    channel = stand_in.world.add_channel(home.guild, "news", Kind.ANNOUNCEMENT)
    await told
    post = await room(client, channel).send("one")
    await post.publish()
    assert await refused(post.publish()) == 40033


async def test_a_thread_has_the_permissions_of_its_channel(stand_in: StandIn, home: Server, client: discord.Client):
    thread = room(client, home.threads[0])
    stand_in.world.set_overwrite(home.texts[0], stand_in.world.bot, deny=Permission.SEND_MESSAGES)
    assert (await thread.send("one")).id
    stand_in.world.set_overwrite(home.texts[0], stand_in.world.bot, deny=Permission.SEND_MESSAGES_IN_THREADS)
    assert await refused(thread.send("two")) == 50013
    stand_in.world.set_overwrite(home.texts[0], stand_in.world.bot, deny=Permission.VIEW_CHANNEL)
    assert await refused(thread.send("three")) == 50001
