"""Serials in Discord: started, posted word for word, steered by moderators alone, and read on from a post."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulated import DiscordWorld, Reply

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
DAY = 24 * 3600


@pytest.fixture
def stories_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "stories"
    folder.mkdir()
    (folder / "tide.md").write_text(TIDE, encoding="utf-8")
    (folder / "night.md").write_text(NIGHT, encoding="utf-8")
    return folder


async def plan(world: DiscordWorld, channel=None, story: str = "The Tide Table", **options) -> Reply:
    given = {"every": "daily", "at": "18:00", "timezone": "UTC"} | options
    return await world.slash(
        world.librarian, world.library, "serial start", story=story, channel=channel or world.library, **given
    )


async def start(world: DiscordWorld, channel=None, **options) -> Reply:
    return await world.press(await plan(world, channel, **options), "Confirm")


async def test_smoke(discord_world):
    world = discord_world
    planned = await plan(world)
    print(planned.text, planned.buttons)
    started = await world.press(planned, "Confirm")
    print(started.text, started.buttons)
    await world.pass_time(4*DAY)
    for m in world.messages(world.library):
        print("-----", m.text, m.buttons, m.custom_ids)
    for c in ("list",):
        print((await world.slash(world.librarian, world.library, "serial list")).text)
    print(await world.complete(world.librarian, world.library, "serial show", "serial", ""))
    print(await world.complete(world.librarian, world.library, "serial start", "every", "mon", at="18:00", timezone="London"))
    print((await world.slash(world.librarian, world.library, "serial show", serial="1")).text)
