"""Links in Discord: cards and last pages that offer them, and a wrong one undone by whoever runs the bot."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulated import DiscordWorld, Person, Reply

ADULT = "---\ntitle: {title}\nauthor: Ann\nrating: NC-17\nseries: Lamps\nseries_index: {index}\n---\n\n{text}\n"
STORIES = {
    "ebb.md": "---\ntitle: Ebb\nauthor: Ann\nrating: G\nsequel: 'Flow II: Up'\n---\n\nThe water went.\n",
    "flow.md": "---\ntitle: Flow, Part Two\nauthor: Ann\nrating: G\nprequel: Ebb\n---\n\nThe water came.\n",
    "wick.md": ADULT.format(title="Wick", index=1, text="It burned."),
    "fuse.md": ADULT.format(title="Fuse", index=2, text="It hissed."),
    "oil.md": "---\ntitle: Oil\nauthor: Ann\nrating: G\nseries: Lamps\nseries_index: 3\nsequel: Smoke\n---\n\nIt ran.\n",
}


@pytest.fixture
def stories_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "stories"
    folder.mkdir()
    for name, text in STORIES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def operator(discord_world: DiscordWorld) -> Person:
    """Whoever runs the bot, as Discord says who that is."""
    discord_world.client.owner_id = discord_world.librarian.id
    return discord_world.librarian


async def links(world: DiscordWorld, operator: Person, story: str) -> Reply:
    card = await world.slash(operator, world.library, "story", story=story)
    return await world.press(card, "Links")


async def last_page(world: DiscordWorld, story: str) -> Reply:
    return await world.slash(world.reader, world.library, "read", story=story)


async def test_both_cards_name_the_other_story_and_the_last_page_offers_it(discord_world: DiscordWorld):
    world = discord_world
    first = await world.slash(world.reader, world.library, "story", story="Ebb")
    assert "**After this:** Flow, Part Two" in first.text
    second = await world.slash(world.reader, world.library, "story", story="Flow, Part Two")
    assert "**Before this:** Ebb" in second.text
    page = await last_page(world, "Ebb")
    assert "Continued in **Flow, Part Two**" in page.text
    assert "The water came." in (await world.press(page, "Read the sequel")).text


async def test_a_file_that_arrives_later_closes_the_link(discord_world: DiscordWorld, stories_dir: Path):
    world = discord_world
    assert "Continued in **Smoke**, which is not here yet" in (await last_page(world, "Oil")).text
    (stories_dir / "smoke.md").write_text("---\ntitle: smoke!\nauthor: Ann\nrating: G\n---\n\nIt rose.\n", "utf-8")
    await world.restart()
    assert "Continued in **smoke!**" in (await last_page(world, "Oil")).text
    assert "**Before this:** Oil" in (await world.slash(world.reader, world.library, "story", story="smoke")).text


async def test_a_wrong_link_is_undone_and_stays_so_after_a_restart_until_it_is_restored(
    discord_world: DiscordWorld, operator: Person
):
    world = discord_world
    card = await links(world, operator, "Ebb")
    assert card.ephemeral
    assert "After this: **Flow, Part Two**\n-# this story names it · it names this story" in card.text
    assert "Restore a link…" not in card.menus
    undone = await world.choose(card, "Flow, Part Two")
    assert "Undone, after this: Flow, Part Two" in undone.text
    assert "After this: Flow II: Up, which is not here yet" in undone.text
    await world.restart()
    world.client.owner_id = operator.id
    assert "which is not here yet" in (await last_page(world, "Ebb")).text
    kept = await links(world, operator, "Flow, Part Two")
    assert "Undone, before this: Ebb" in kept.text
    restored = await world.choose(kept, "Ebb")
    assert "Before this: **Ebb**" in restored.text
    assert "Continued in **Flow, Part Two**" in (await last_page(world, "Ebb")).text


async def test_undoing_from_the_later_story_undoes_the_same_link(discord_world: DiscordWorld, operator: Person):
    world = discord_world
    card = await links(world, operator, "Flow, Part Two")
    undone = await world.choose(card, "Ebb")
    assert "Undone, before this: Ebb" in undone.text
    assert "Undone, after this: Flow, Part Two" in (await links(world, operator, "Ebb")).text


async def test_a_story_for_adults_is_not_named_where_it_may_not_be_shown(discord_world: DiscordWorld, operator: Person):
    world = discord_world
    card = await links(world, operator, "Oil")
    assert "Before this: **A story for adults**" in card.text
    assert "Fuse" not in card.text
    assert "Fuse" not in card.options
    undone = await world.choose(card, "A story for adults")
    assert "Undone, before this: A story for adults" in undone.text


async def test_nobody_else_sees_the_button_or_may_use_it(discord_world: DiscordWorld, operator: Person):
    world = discord_world
    card = await world.slash(world.reader, world.library, "story", story="Ebb")
    assert "Links" not in card.buttons
    mine = await links(world, operator, "Ebb")
    (flow,) = mine.options.values()
    story = mine.custom_ids["Details"].split(":")[1]
    for custom_id, *chosen in (f"links:{story}",), (f"unlink:{story}", flow), (f"relink:{story}", flow):
        answer = await world.send_press(world.reader, world.library, card, custom_id, chosen)
        assert "Only the story’s author and whoever runs the bot can change its links." in answer.text
    assert (
        "**After this:** Flow, Part Two" in (await world.slash(world.reader, world.library, "story", story="Ebb")).text
    )


async def test_a_link_that_was_never_there_is_not_undone(discord_world: DiscordWorld, operator: Person):
    world = discord_world
    card = await links(world, operator, "Ebb")
    story = card.custom_ids["Details"].split(":")[1]
    for chosen in ("later=999", f"earlier={story}", f"later={story}"):
        for action in ("unlink", "relink"):
            answer = await world.send_press(operator, world.library, card, f"{action}:{story}", [chosen])
            assert "After this: **Flow, Part Two**" in answer.text
            assert "Undone" not in answer.text
    broken = await world.send_press(operator, world.library, card, f"unlink:{story}", ["later"])
    assert "not one of mine any more" in broken.text


async def test_where_discord_does_not_tell_who_runs_the_bot_the_card_is_shown_all_the_same(discord_world: DiscordWorld):
    world = discord_world
    world.fail("GET", "/oauth2/applications/@me", times=None)
    card = await world.slash(world.librarian, world.library, "story", story="Ebb")
    assert "Flow, Part Two" in card.text
    assert "Links" not in card.buttons
