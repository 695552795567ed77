"""The gate after a page was sent: the channel is opened, the story's rating rises, she takes her word back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from simcord import ChannelHandle

from tests.simulated import DiscordWorld, Reply

SHELF = Path(__file__).resolve().parents[1] / "shelf"
TEXT = ("nailed shut", "It was open now", "Nobody came up")


@pytest.fixture
def stories_dir(tmp_path: Path) -> Path:
    """The shelf, where the story for adults has three scenes."""
    folder = tmp_path / "stories"
    shutil.copytree(SHELF, folder)
    text = (folder / "cellar.md").read_text(encoding="utf-8")
    (folder / "cellar.md").write_text(f"{text}\n* * *\n\nNobody came up.\n", encoding="utf-8")
    return folder


async def press_all(world: DiscordWorld, card: Reply) -> list[Reply]:
    """The answers to every button of a card, grey ones too, and to the first choice of each of its menus."""
    presses = [(custom_id, ()) for custom_id in card.custom_ids.values()]
    for options in card.menus.values():
        first = next(iter(options.values()))
        presses.append((card.menu_of([first]).removeprefix("~"), (first,)))
    # Some answers change the card in place; what was on it can still be pressed by whoever is quick.
    return [await world.send_press(card.by, card.place, card, pressed, values) for pressed, values in presses]


def told(replies: list[Reply]) -> str:
    """All that answers say and offer."""
    return "\n".join(
        [*(r.text for r in replies if not r.modal), *(label for r in replies if not r.modal for label in r.options)]
    )


def assert_nothing_told(replies: list[Reply], *words_of_it: str) -> None:
    said = told(replies)
    for words in words_of_it or ("The Cellar", *TEXT):
        assert words not in said
    assert replies
    assert all(reply.answered for reply in replies)


async def cards_about(world: DiscordWorld, place: ChannelHandle) -> list[Reply]:
    """One of each card that a reader can have of the story for adults in a place that lets it through."""
    page = await world.slash(world.reader, place, "read", story="The Cellar", part=2)
    await world.press(page, "Bookmark")
    shared = await world.slash(world.reader, place, "read", story="The Cellar", share=True)
    cards = [
        page,
        shared,
        await world.press(shared, "More"),
        await world.slash(world.reader, place, "story", story="The Cellar"),
        await world.slash(world.reader, place, "warnings", story="The Cellar"),
        await world.slash(world.reader, place, "warnings", story="The Cellar", topic="violence"),
        await world.slash(world.reader, place, "contents", story="The Cellar"),
        await world.slash(world.reader, place, "library", search="cellar"),
        await world.slash(world.reader, place, "read", story="celar"),
        await world.slash(world.reader, place, "bookmark list"),
    ]
    assert any("nailed shut" in card.text for card in cards)
    return cards


@pytest.mark.parametrize("kind", ["channel", "thread"])
async def test_once_the_channel_is_opened_no_button_on_a_card_there_tells_anything(
    discord_world: DiscordWorld, kind: str
):
    world = discord_world
    place = world.after_dark if kind == "channel" else world.after_dark_thread
    cards = await cards_about(world, place)
    await world.restrict(world.after_dark, age_restricted=False)
    for card in cards:
        assert_nothing_told(await press_all(world, card))


async def test_once_the_channel_is_restricted_again_the_buttons_work_again(discord_world: DiscordWorld):
    world = discord_world
    page = await world.slash(world.reader, world.after_dark, "read", story="The Cellar")
    await world.restrict(world.after_dark, age_restricted=False)
    assert "for adults" in (await world.press(page, "Next")).text
    await world.restrict(world.after_dark)
    assert "It was open now" in (await world.press(page, "Next")).text


@pytest.mark.parametrize("rating", ["Mature", "Purple", "Teen\ntags: [smut]", "Mature\nwarnings: [underage]"])
async def test_once_the_rating_rises_no_button_sent_before_tells_anything(
    discord_world: DiscordWorld, stories_dir: Path, rating: str
):
    world = discord_world
    file = stories_dir / "cellar.md"
    text = file.read_text(encoding="utf-8").replace("warnings: [violence]\n", "")
    file.write_text(text.replace("Mature", "Teen"), encoding="utf-8")
    await world.restart()
    cards = await cards_about(world, world.library)
    in_private = await world.slash(world.reader, world.reader.private, "read", story="The Cellar")
    (kept,) = world.messages(world.reader.dm)
    assert "The Cellar" in kept.text
    file.write_text(text.replace("Mature", rating), encoding="utf-8")
    await world.restart()
    for card in [*cards, in_private]:
        assert_nothing_told(await press_all(world, card))
    assert_nothing_told([await world.press(kept, "Resume", by=world.reader)])
    said = await world.menu(world.friend, world.library, "Bookmark this part", cards[1])
    assert_nothing_told([said])


async def test_once_the_story_is_gone_no_button_tells_anything_of_its_text(
    discord_world: DiscordWorld, stories_dir: Path
):
    world = discord_world
    cards = await cards_about(world, world.after_dark)
    (stories_dir / "cellar.md").unlink()
    await world.restart()
    for card in cards:
        assert_nothing_told(await press_all(world, card), *TEXT)


async def test_once_she_takes_her_word_back_no_button_in_her_dm_tells_anything(discord_world: DiscordWorld):
    world = discord_world
    dm = world.reader.dm
    await world.press(await world.slash(world.reader, world.after_dark, "preferences"), "I am an adult")
    cards = [
        await world.slash(world.reader, dm, "read", story="The Cellar", part=2),
        await world.slash(world.reader, dm, "story", story="The Cellar"),
        await world.slash(world.reader, dm, "contents", story="The Cellar"),
    ]
    kept = await world.press(cards[0], "Bookmark")
    assert "It was open now" in kept.text
    await world.press(await world.slash(world.reader, dm, "preferences"), "Stop stories for adults")
    for card in cards:
        assert_nothing_told(await press_all(world, card))
    assert_nothing_told([await world.press(kept, "Resume"), await world.slash(world.reader, dm, "bookmark list")])


async def test_a_form_opened_before_tells_nothing_when_it_is_sent_after(discord_world: DiscordWorld):
    world = discord_world
    board = await world.slash(world.reader, world.after_dark, "help")
    ((_name, story_id),) = await world.complete(world.reader, world.after_dark, "read", "story", "cellar")
    form = await world.send_press(world.reader, world.after_dark, board, f"askpart:{story_id}")
    (asked,) = [component["component"]["custom_id"] for component in form.modal["components"]]
    await world.restrict(world.after_dark, age_restricted=False)
    assert_nothing_told([await world.submit(form, **{asked: "2"})])


async def test_reading_works_in_every_kind_of_place(discord_world: DiscordWorld):
    world = discord_world
    guild = world.guild
    places = {
        "thread": world.library_thread,
        "forum post": world.add_thread(guild.create_forum_channel("forum")),
        "voice": guild.create_voice_channel("voice"),
        "stage": guild.create_stage_channel("stage"),
        "announcements": guild.create_news_channel("news"),
        "private": world.reader.private,
        "elsewhere": (await world.add_server_without_the_bot("elsewhere"))[0],
        "dm": world.reader.dm,
    }
    for name, place in places.items():
        page = await world.slash(world.reader, place, "read", story="The Lantern I", part=1)
        assert "lamp was lit" in page.text, name
        assert page.ephemeral == (name != "dm"), name
        assert "Part 2 of 3" in (await world.press(page, "Next")).text, name


async def test_being_an_adult_is_confirmed_nowhere_but_in_age_restricted_channels(discord_world: DiscordWorld):
    world = discord_world
    guild = world.guild
    dark_forum = guild.create_forum_channel("dark-forum")
    away, dark_away = await world.add_server_without_the_bot("away", "dark-away")
    for channel in (dark_forum, dark_away):
        await world.restrict(channel)
    places = [
        (world.library, False),
        (world.library_thread, False),
        (world.reader.dm, False),
        (world.reader.private, False),
        (away, False),
        (world.add_thread(dark_away), False),
        (world.after_dark, True),
        (world.after_dark_thread, True),
        (world.add_thread(dark_forum), True),
        (dark_away, True),
    ]
    for place, possible in places:
        card = await world.slash(world.reader, place, "preferences")
        assert ("I am an adult" in card.buttons) == possible
        said = await world.send_press(world.reader, place, card, "setadult:1")
        assert ("you confirmed" in said.text) == possible
        taken = await world.send_press(world.reader, place, card, "setadult:0")
        assert "you confirmed" not in taken.text
        assert "for adults" in (await world.slash(world.reader, world.reader.dm, "read", story="The Cellar")).text
