"""Serials in Discord: started, posted word for word, steered by moderators alone, and read on from a post."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import discord
import pytest
from simcord import ChannelHandle
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType

from bot.db import servers
from bot.servers import Feature
from bot.services import servers as server_settings
from bot.text import cut_pages, read_story
from tests.simulated import TEXT_DISPLAY, DiscordWorld, Person, Reply, Seen

TIDE = """\
---
title: The Tide Table
author: Ada Marsh
rating: General Audiences
complete: true
---

The first scene says *hello* to nobody_in_particular.

* * *

The second scene says 2 * 3 = 6.

* * *

The third scene is the last.
"""
NIGHT = TIDE.replace("The Tide Table", "The Night Ferry").replace("General Audiences", "Mature")
LONG = """\
---
title: The Long Pier
author: Ada Marsh
rating: General Audiences
complete: true
---

""" + "\n\n".join(f"{number}. " + "One more plank, and one more nail to hold it. " * 20 for number in range(1, 10))
CHAPTERS = """\
---
title: The Lock Keeper
author: Ada Marsh
rating: General Audiences
sequel: The Weir
complete: true
---

## The Lower Gate

*Author's note: Hold on to the rail.*

Water came in.

* * *

Water went out.

## The Upper Gate

Nobody came.
"""
WEIR = """\
---
title: The Weir
author: Ada Marsh
rating: General Audiences
---

Everything was quiet.
"""
DAY = 24 * 3600
SCENES = (
    "The first scene says *hello* to nobody\\_in\\_particular.",
    "The second scene says 2 \\* 3 = 6.",
    "The third scene is the last.",
)


@pytest.fixture
def stories_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "stories"
    folder.mkdir()
    (folder / "tide.md").write_text(TIDE, encoding="utf-8")
    (folder / "night.md").write_text(NIGHT, encoding="utf-8")
    (folder / "long.md").write_text(LONG, encoding="utf-8")
    (folder / "lock.md").write_text(CHAPTERS, encoding="utf-8")
    (folder / "weir.md").write_text(WEIR, encoding="utf-8")
    return folder


async def plan(
    world: DiscordWorld, channel: ChannelHandle | None = None, story: str = "The Tide Table", **options: Any
) -> Reply:
    given = {"every": "daily", "at": "18:00", "timezone": "UTC"} | options
    return await world.slash(
        world.librarian, world.library, "serial start", story=story, channel=channel or world.library, **given
    )


async def start(world: DiscordWorld, channel: ChannelHandle | None = None, **options: Any) -> Reply:
    return await world.press(await plan(world, channel, **options), "Confirm")


async def steer(world: DiscordWorld, verb: str, serial: str = "1", *, by: Person | None = None) -> Reply:
    return await world.slash(by or world.librarian, world.library, f"serial {verb}", serial=serial)


def posts(world: DiscordWorld, place: ChannelHandle | None = None) -> list[Seen]:
    """The messages of serials there; not what was answered to somebody."""
    return [seen for seen in world.messages(place or world.library) if "Catch up" in seen.buttons]


def lines(seen: Seen) -> list[str]:
    return seen.text.split("\n")


def blocks(seen: Seen) -> list[str]:
    """Its text displays, each as it is sent."""
    return [one["content"] for one in seen._components if one["type"] == TEXT_DISPLAY]


def posts_of_forum(world: DiscordWorld, forum: ChannelHandle) -> list[Any]:
    threads = [c for c in world.env.backend.channels.values() if c.parent_id == forum.id]
    return sorted(threads, key=lambda thread: thread.id)


async def forbid(world: DiscordWorld, **permissions: bool) -> ChannelHandle:
    """A channel where the bot lacks something."""
    overwrite = discord.PermissionOverwrite(**dict.fromkeys(permissions, False))
    return world.guild.create_text_channel("walled", overwrites={world.client.user: overwrite})


async def switch_off(world: DiscordWorld, feature: Feature) -> None:
    await server_settings.allow(world.client.engine, world.guild.id, world.librarian.id, feature, on=False)


# --- from the plan to the end ---------------------------------------------------------------------------------------


async def test_the_plan_tells_the_first_slots_the_last_day_how_much_it_is_and_who_is_pinged(
    discord_world: DiscordWorld,
):
    planned = await plan(discord_world)
    assert planned.ephemeral
    assert planned.buttons == ["Confirm", "Cancel"]
    for day in (1, 2, 3):  # January 2026, at 18:00 UTC
        assert f"<t:{1767225600 + (day - 1) * DAY + 18 * 3600}:F>" in planned.text
    assert "**Last day:** <t:1767463200:D>" in planned.text
    assert "3 parts · 3 posts · about 3 messages" in planned.text
    assert "daily at 18:00 UTC" in planned.text
    assert "is not age-restricted" in planned.text
    assert "every permission" in planned.text
    assert "Nobody is pinged." in planned.text


async def test_nothing_is_posted_before_confirm_nor_after_cancel(discord_world: DiscordWorld):
    world = discord_world
    planned = await plan(world)
    await world.pass_time(2 * DAY)
    assert posts(world) == []
    assert (await world.press(planned, "Cancel")).text == "Nothing was started."
    await world.pass_time(2 * DAY)
    assert posts(world) == []


async def test_each_part_is_posted_at_its_time_word_for_word(discord_world: DiscordWorld):
    world = discord_world
    started = await start(world)
    assert started.text.startswith("The serial is started.")
    await world.pass_time(17 * 3600)
    assert posts(world) == []
    for number, scene in enumerate(SCENES, start=1):
        await world.pass_time(3600 if number == 1 else DAY)
        assert len(posts(world)) == number
        shown = posts(world)[-1]
        assert scene in lines(shown)
        assert f"-# Part {number} of 3" in shown.text
        assert shown.buttons == ["Read", "Catch up", "Bookmark", "Subscribe"]
        assert "The Tide Table" in shown.text
        assert not shown.ephemeral
    first, _, last = posts(world)
    assert f"-# Part 1 of 3 · next part <t:{1767225600 + DAY + 18 * 3600}:R>" in lines(first)
    assert "**The End**" in lines(last)
    assert "Thank you for this story, Ada Marsh!" in lines(last)
    await world.pass_time(3 * DAY)
    assert len(posts(world)) == 3
    assert "has come to its end" in (await steer(world, "show")).text


async def test_a_restart_neither_loses_a_part_nor_posts_one_twice(discord_world: DiscordWorld):
    world = discord_world
    await start(world)
    await world.pass_time(DAY)
    await world.restart()
    await world.pass_time(DAY)
    await world.restart()
    await world.pass_time(DAY)
    assert [next(line for line in lines(seen) if line in SCENES) for seen in posts(world)] == list(SCENES)


async def test_a_server_error_in_the_middle_of_a_post_neither_loses_nor_repeats_a_message(discord_world: DiscordWorld):
    world = discord_world
    await start(world, story="The Long Pier", every="mon", at="06:00")
    await world.pass_time(4 * DAY)
    world.fail("POST", f"/channels/{world.library.id}/messages", status=500, times=2)
    await world.pass_time(DAY)
    await world.restart()
    await world.pass_time(DAY)
    pages = cut_pages(read_story(LONG.encode(), "long.md").parts[0])
    assert [[line for line in blocks(seen) if line in pages] for seen in posts(world)] == [[page] for page in pages]


async def test_every_message_carries_one_marker_to_be_found_again_by(discord_world: DiscordWorld):
    world = discord_world
    await start(world)
    await world.pass_time(DAY)
    markers = [custom_id.rpartition(":")[2] for custom_id in posts(world)[0].custom_ids.values()]
    assert sum(len(marker) == 24 for marker in markers) == 1


async def test_confirm_works_after_a_restart(discord_world: DiscordWorld):
    world = discord_world
    planned = await plan(world)
    await world.restart()
    assert "The serial is started." in (await world.press(planned, "Confirm")).text


async def test_confirm_starts_once(discord_world: DiscordWorld):
    world = discord_world
    planned = await plan(world)
    old = planned.custom_ids["Confirm"]
    await world.press(planned, "Confirm")
    again = await world.press_forged(world.librarian, world.library, old)
    assert "This serial has been started." in again.text
    await world.pass_time(DAY)
    assert len(posts(world)) == 1


async def test_a_long_part_takes_several_messages_in_order_with_the_very_text_of_its_pages(discord_world: DiscordWorld):
    world = discord_world
    pages = cut_pages(read_story(LONG.encode(), "long.md").parts[0])
    assert len(pages) == 3
    await start(world, story="The Long Pier", every="mon", at="06:00")
    await world.pass_time(7 * DAY)
    shown = posts(world)
    assert [[line for line in blocks(seen) if line in pages] for seen in shown] == [[page] for page in pages]
    assert ["next part" in seen.text for seen in shown] == [False, False, False]
    assert "**The End**" in shown[-1].text
    assert [seen.text.count("by Ada Marsh") for seen in shown] == [1, 0, 0]


async def test_a_post_by_chapter_shows_titles_and_notes_apart_from_the_text(discord_world: DiscordWorld):
    world = discord_world
    await start(world, story="The Lock Keeper", pace="chapter")
    await world.pass_time(2 * DAY)
    first, second = posts(world)
    assert "## The Lower Gate" in blocks(first)
    assert any("Hold on to the rail." in block for block in blocks(first))
    assert "Water came in." in blocks(first)
    assert "Water went out." in blocks(first)
    assert "Parts 1 to 2 of 3" in first.text
    assert "## The Upper Gate" in blocks(second)


async def test_the_last_post_offers_the_sequel_and_the_serial_goes_on_with_it(discord_world: DiscordWorld):
    world = discord_world
    await start(world, story="The Lock Keeper", pace="chapter", goes_on=True)
    await world.pass_time(2 * DAY)
    last = posts(world)[-1]
    assert "**The End**" in lines(last)
    assert "Continued in **The Weir**." in lines(last)
    assert "The sequel follows here." in lines(last)
    offered = await world.press(last, "Read the sequel", by=world.friend)
    assert "Everything was quiet." in blocks(offered)
    await world.pass_time(DAY)
    assert "Everything was quiet." in blocks(posts(world)[-1])


# --- where it posts -------------------------------------------------------------------------------------------------


async def test_announcement_channels_and_threads_are_posted_to(discord_world: DiscordWorld):
    world = discord_world
    news = world.guild.create_news_channel("news")
    await start(world, news)
    await start(world, world.library_thread)
    await world.pass_time(DAY)
    for place in (news, world.library_thread):
        assert [SCENES[0] in lines(seen) for seen in posts(world, place)] == [True]


async def test_in_a_forum_each_part_is_a_post_of_its_own_with_its_tags(discord_world: DiscordWorld):
    world = discord_world
    forum = world.guild.create_forum_channel("serials")
    stored = world.env.backend.get_channel(forum.id)
    stored.available_tags = [
        {"id": str(forum.id + 1), "name": "Drama", "moderated": False, "emoji_id": None, "emoji_name": None}
    ]
    world.env.backend.announce_channel_update(forum.id)
    await world.env.settle()
    assert "has no tag “Comedy”" in (await plan(world, forum, tags="Comedy")).text
    await start(world, forum, tags="drama")
    await world.pass_time(2 * DAY)
    made = posts_of_forum(world, forum)
    assert [thread.name for thread in made] == ["The Tide Table, part 1", "The Tide Table, part 2"]
    for thread, scene in zip(made, SCENES, strict=False):
        (shown,) = posts(world, ChannelHandle(world.env, world.guild, thread))
        assert scene in lines(shown)
        assert [int(tag) for tag in thread.applied_tags] == [forum.id + 1]


async def test_a_discussion_thread_is_made_on_each_post(discord_world: DiscordWorld):
    world = discord_world
    await start(world, discuss="thread")
    await world.pass_time(DAY)
    made = [thread for thread in posts_of_forum(world, world.library) if thread.id != world.library_thread.id]
    assert [thread.name for thread in made] == ["The Tide Table, part 1"]
    assert made[0].id == posts(world)[0].message.id
    refused = await plan(world, world.library_thread, discuss="thread")
    assert "Leave `discuss:` out" in refused.text


async def test_the_role_is_pinged_once_a_post_and_nothing_else_ever(discord_world: DiscordWorld):
    world = discord_world
    role = world.guild.create_role("Listeners", mentionable=True)
    planned = await plan(world, role=role)
    assert f"Each post pings <@&{role.id}>." in planned.text
    await world.press(planned, "Confirm")
    await world.pass_time(DAY)
    sent = [r for r in world.env.http_requests if r.path == f"/channels/{world.library.id}/messages"]
    bodies = [r.json for r in sent if r.method == "POST"]
    assert [(body["allowed_mentions"]["roles"], body["allowed_mentions"]["parse"]) for body in bodies] == [
        ([role.id], [])
    ]
    assert lines(posts(world)[0])[0] == f"<@&{role.id}>"


async def test_a_role_that_may_not_be_mentioned_is_refused_with_the_mend(discord_world: DiscordWorld):
    world = discord_world
    walled = await forbid(world, mention_everyone=True)
    role = world.guild.create_role("Quiet")
    refused = await plan(world, walled, role=role)
    assert "Mention @everyone, @here and All Roles" in refused.text
    assert refused.buttons == []


async def test_roles_are_not_pinged_where_the_server_forbids_it(discord_world: DiscordWorld):
    world = discord_world
    role = world.guild.create_role("Listeners", mentionable=True)
    await start(world, role=role)
    await switch_off(world, Feature.PINGS)
    await world.pass_time(DAY)
    assert f"<@&{role.id}>" not in posts(world)[0].text
    assert "Pinging roles is turned off" in (await plan(world, role=role)).text


async def test_no_serial_starts_or_posts_where_the_server_forbids_serials(discord_world: DiscordWorld):
    world = discord_world
    await start(world)
    await switch_off(world, Feature.SERIALS)
    await world.pass_time(DAY)
    assert posts(world) == []
    assert "Allow them in `/server settings`" in (await steer(world, "show")).text
    assert "Serials are turned off in this server." in (await plan(world)).text


# --- what stands in the way -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("permission", "name"),
    [
        ("view_channel", "View Channel"),
        ("send_messages", "Send Messages"),
        ("read_message_history", "Read Message History"),
    ],
)
async def test_a_missing_permission_is_refused_with_the_mend(discord_world: DiscordWorld, permission: str, name: str):
    world = discord_world
    refused = await plan(world, await forbid(world, **{permission: True}))
    assert name in refused.text
    assert "Give me that permission" in refused.text or "allow me to view it" in refused.text
    assert "Confirm" not in refused.buttons


async def test_a_permission_that_went_missing_before_confirm_is_refused_then(discord_world: DiscordWorld):
    world = discord_world
    planned = await plan(world)
    denied = discord.Permissions(send_messages=True).value
    me = world.env.backend.bot_user.id
    world.env.backend.set_overwrite(world.library.id, Overwrite(me, OverwriteType.MEMBER, 0, denied))
    world.env.backend.announce_channel_update(world.library.id)
    await world.env.settle()
    refused = await world.press(planned, "Confirm")
    assert "I lack Send Messages in" in refused.messages[-1].text
    await world.pass_time(DAY)
    assert posts(world) == []


async def test_a_story_for_adults_goes_to_an_age_restricted_channel_alone(discord_world: DiscordWorld):
    world = discord_world
    elsewhere = await world.slash(
        world.librarian,
        world.library,
        "serial start",
        story="The Night Ferry",
        channel=world.after_dark,
        every="daily",
        at="18:00",
    )
    assert "Night Ferry" not in elsewhere.text
    refused = await world.slash(
        world.librarian,
        world.after_dark,
        "serial start",
        story="The Night Ferry",
        channel=world.library,
        every="daily",
        at="18:00",
    )
    assert "Mark it in the channel's settings" in refused.text
    assert refused.buttons == []
    planned = await world.slash(
        world.librarian,
        world.after_dark,
        "serial start",
        story="The Night Ferry",
        channel=world.after_dark,
        every="daily",
        at="18:00",
    )
    await world.press(planned, "Confirm")
    await world.pass_time(DAY)
    assert len(posts(world, world.after_dark)) == 1
    await world.restrict(world.after_dark, age_restricted=False)
    await world.pass_time(DAY)
    assert len(posts(world, world.after_dark)) == 1
    assert "Mark the channel as age-restricted" in (await steer(world, "show")).text


async def test_a_thread_is_as_age_restricted_as_its_parent(discord_world: DiscordWorld):
    world = discord_world

    async def planned(channel: ChannelHandle) -> Reply:
        wish = {"story": "The Night Ferry", "channel": channel, "every": "daily", "at": "18:00"}
        return await world.slash(world.librarian, world.after_dark, "serial start", **wish)

    assert "Confirm" in (await planned(world.after_dark_thread)).buttons
    assert "Confirm" not in (await planned(world.library_thread)).buttons
    # Discord tells a bot of threads whose parent it may not see; nothing is known of the parent then.
    world.client.get_guild(world.guild.id)._channels.pop(world.after_dark.id)
    refused = await planned(world.after_dark_thread)
    assert "View Channel" in refused.text
    assert "Mark it in the channel's settings" in refused.text


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"every": "now and then"}, "every"),
        ({"at": "teatime"}, "at"),
        ({"timezone": "Nowhere/Atall"}, "time zone"),
        ({"from_part": 9}, "There is no part 9"),
        ({"pace": "fast"}, "Write `pace:`"),
        ({"tags": "Drama"}, "Only posts of a forum have tags"),
        ({"story": "no such thing at all"}, "No story here"),
    ],
)
async def test_what_cannot_be_read_is_said_in_a_sentence(
    discord_world: DiscordWorld, options: dict[str, Any], told: str
):
    reply = await plan(discord_world, **options)
    assert told in reply.text
    assert reply.buttons == []


async def test_options_show_how_they_will_be_read_while_typed(discord_world: DiscordWorld):
    world = discord_world
    offered = await world.complete(
        world.librarian, world.library, "serial start", "every", "mon,wed,fri", at="18:00", timezone="London"
    )
    assert ("Mon, Wed, Fri at 18:00 London, next: Fri 2026-01-02", "mon,wed,fri") in offered
    offered = await world.complete(
        world.librarian, world.library, "serial start", "at", "6pm", every="daily", timezone="London"
    )
    assert any(name.startswith("daily at 18:00 London") for name, _ in offered)
    offered = await world.complete(
        world.librarian, world.library, "serial start", "timezone", "tokyo", every="daily", at="18:00"
    )
    assert offered[0][1] == "Asia/Tokyo"
    assert "daily at 18:00 Tokyo" in offered[0][0]


# --- steering -------------------------------------------------------------------------------------------------------


async def test_list_and_show_tell_how_each_serial_stands(discord_world: DiscordWorld):
    world = discord_world
    assert "There are none" in (await world.slash(world.librarian, world.library, "serial list")).text
    await start(world)
    await world.pass_time(DAY)
    listed = await world.slash(world.librarian, world.library, "serial list")
    assert f"**The Tide Table** → <#{world.library.id}>" in listed.text
    assert "running · next <t:" in listed.text
    opened = await world.choose(listed, "1")
    shown = await steer(world, "show")
    assert opened.text == shown.text
    assert f"<t:{1767225600 + DAY + 18 * 3600}:F>" in shown.text
    message = posts(world)[0].message
    assert f"https://discord.com/channels/{world.guild.id}/{world.library.id}/{message.id}" in shown.text
    assert "Everything that was due has been posted." in shown.text
    offered = await world.complete(world.librarian, world.library, "serial show", "serial", "tide")
    assert offered == [("The Tide Table -> #library", "1")]


async def test_a_paused_serial_waits_and_goes_on_with_the_next_slot(discord_world: DiscordWorld):
    world = discord_world
    await start(world)
    assert "A moderator paused it." in (await steer(world, "pause")).text
    await world.pass_time(3 * DAY)
    assert posts(world) == []
    assert "`/serial resume` lets it go on." in (await steer(world, "pause")).text
    await steer(world, "resume")
    await world.pass_time(DAY)
    assert len(posts(world)) == 1


async def test_a_skipped_slot_passes_and_the_part_comes_on_the_next(discord_world: DiscordWorld):
    world = discord_world
    await start(world)
    await steer(world, "skip")
    await world.pass_time(DAY)
    assert posts(world) == []
    await world.pass_time(DAY)
    assert [SCENES[0] in lines(seen) for seen in posts(world)] == [True]


async def test_post_now_posts_the_next_part_and_the_schedule_goes_on(discord_world: DiscordWorld):
    world = discord_world
    await start(world)
    await steer(world, "post-now")
    await world.pass_time(1)
    assert [SCENES[0] in lines(seen) for seen in posts(world)] == [True]
    await world.pass_time(18 * 3600)
    assert [SCENES[1] in lines(seen) for seen in posts(world)] == [False, True]


async def test_a_stopped_serial_posts_no_more_and_keeps_what_was_posted(discord_world: DiscordWorld):
    world = discord_world
    await start(world)
    await world.pass_time(DAY)
    assert "stopped" in (await steer(world, "stop")).text
    await world.pass_time(3 * DAY)
    assert len(posts(world)) == 1
    assert "That serial is stopped." in (await steer(world, "resume")).text


async def test_the_card_steers_too(discord_world: DiscordWorld):
    world = discord_world
    card = await start(world)
    card = await world.press(card, "Pause")
    assert "Resume" in card.buttons
    card = await world.press(card, "Resume")
    card = await world.press(card, "Post now")
    await world.pass_time(1)
    assert len(posts(world)) == 1
    card = await world.press(await steer(world, "show"), "Skip the next slot")
    await world.pass_time(DAY)
    assert len(posts(world)) == 1


# --- who may --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "custom_id",
    [
        "startserial:1:{channel}:0:0",
        "dropserial",
        "serials:1",
        "pauseserial:1",
        "resumeserial:1",
        "skipserial:1",
        "postserial:1",
    ],
)
async def test_a_forged_press_by_who_may_not_manage_the_server_does_nothing(
    discord_world: DiscordWorld, custom_id: str
):
    world = discord_world
    await plan(world)
    forged = await world.press_forged(world.reader, world.library, custom_id.format(channel=world.library.id))
    assert "Only those who may manage this server can do that." in forged.text
    await world.pass_time(DAY)
    assert posts(world) == []


async def test_another_servers_serial_is_as_if_it_were_not_there(discord_world: DiscordWorld):
    world = discord_world
    await start(world)
    other = world.env.create_guild("Another Shelf")
    role = other.create_role("Keeper", permissions=discord.Permissions(manage_guild=True))
    keeper = other.add_member(world.librarian.member.user, roles=[role])
    there = other.create_text_channel("there")
    await world.env.settle()
    world._elsewhere[other.id, world.librarian.id] = keeper
    for verb in ("show", "pause", "skip", "post-now", "stop"):
        reply = await world.slash(world.librarian, there, f"serial {verb}", serial="1")
        assert "There is no such serial in this server." in reply.text
    assert await world.complete(world.librarian, there, "serial show", "serial", "") == []
    assert "There are none" in (await world.slash(world.librarian, there, "serial list")).text
    await world.pass_time(DAY)
    assert len(posts(world)) == 1


# --- from a post ----------------------------------------------------------------------------------------------------


async def test_read_opens_the_story_from_its_start_and_catch_up_where_the_reader_stopped(discord_world: DiscordWorld):
    world = discord_world
    await start(world)
    await world.pass_time(3 * DAY)
    last = posts(world)[-1]
    caught = await world.press(last, "Catch up", by=world.friend)
    assert caught.ephemeral
    assert SCENES[0] in lines(caught)
    await world.press(caught, "Next")
    assert SCENES[1] in lines(await world.press(last, "Catch up", by=world.friend))
    read = await world.press(last, "Read", by=world.friend)
    assert read.ephemeral
    assert SCENES[0] in lines(read)


async def test_a_bookmark_keeps_the_place_of_the_post(discord_world: DiscordWorld):
    world = discord_world
    await start(world)
    await world.pass_time(2 * DAY)
    kept = await world.press(posts(world)[1], "Bookmark", by=world.friend)
    assert "part 2" in kept.text
    by_menu = await world.menu(world.friend, world.library, "Bookmark this part", posts(world)[0])
    assert "part 1" in by_menu.text


async def test_a_locked_serial_lets_nobody_but_moderators_read_ahead_of_it(discord_world: DiscordWorld):
    world = discord_world
    await start(world, ahead="locked")
    await world.pass_time(DAY)
    page = await world.press(posts(world)[0], "Catch up", by=world.friend)
    assert SCENES[0] in lines(page)
    ahead = await world.press(page, "Next")
    assert "the next part comes <t:" in ahead.messages[-1].text
    assert SCENES[1] not in ahead.text
    own = await world.press(posts(world)[0], "Catch up", by=world.librarian)
    assert SCENES[1] in lines(await world.press(own, "Next"))


# --- the log --------------------------------------------------------------------------------------------------------


async def test_the_notice_channel_is_told_what_was_done_and_what_hinders(discord_world: DiscordWorld):
    world = discord_world
    notices = world.guild.create_text_channel("notices")
    await world.client.engine.database.run(servers.set_notice_channel(world.guild.id, notices.id))
    await start(world)
    await steer(world, "pause")
    await steer(world, "resume")
    world.fail("POST", f"/channels/{world.library.id}/messages", status=403, code=50013)
    await world.pass_time(DAY)
    told = [seen.text for seen in world.messages(notices)]
    where = f"the serial **The Tide Table** in <#{world.library.id}>"
    who = f"<@{world.librarian.id}>"
    assert f"{who} started {where}." in told[0]
    assert f"{who} paused {where}." in told[1]
    assert f"{who} resumed {where}." in told[2]
    assert f"The serial **The Tide Table** in <#{world.library.id}> is paused. I lack a permission" in told[3]
    assert "`/serial resume`" in told[3]
    assert len(told) == 4
    assert "I lack a permission in its channel." in (await steer(world, "show")).text
    await steer(world, "resume")
    await world.pass_time(60)
    assert len(posts(world)) == 1
