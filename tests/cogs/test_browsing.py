"""The library, cards, warnings and contents in Discord, and autocomplete."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.simulated import DiscordWorld

SHELF = Path(__file__).resolve().parents[1] / "shelf"


@pytest.fixture
def stories_dir(tmp_path: Path) -> Path:
    """The shelf, with a story of sixty parts more."""
    folder = tmp_path / "stories"
    shutil.copytree(SHELF, folder)
    scenes = "\n\n* * *\n\n".join(f"Scene number {n} begins here." for n in range(1, 61))
    (folder / "sixty.md").write_text(f"---\ntitle: Sixty\nrating: G\n---\n\n{scenes}\n", encoding="utf-8")
    return folder


async def test_the_library_lists_what_may_be_read_here_and_opens_a_card(discord_world: DiscordWorld):
    world = discord_world
    library = await world.slash(world.reader, world.library, "library")
    assert "4 stories" in library.text
    assert "The Cellar" not in library.text
    assert "The Cellar" not in library.options
    card = await world.choose(library, "The Lantern I")
    assert "A lamp is lit" in card.text
    assert "5 stories" in (await world.slash(world.reader, world.after_dark, "library")).text


async def test_the_library_searches_forgivingly_and_says_when_nothing_fits(discord_world: DiscordWorld):
    world = discord_world
    found = await world.slash(world.reader, world.library, "library", search="lantren")
    assert "The Lantern I" in found.text
    nothing = await world.slash(world.reader, world.library, "library", search="qqqq zzzz")
    assert "Nothing that can be read here fits" in nothing.text


async def test_the_library_is_narrowed_by_rating_and_tag(discord_world: DiscordWorld):
    world = discord_world
    general = await world.slash(world.reader, world.library, "library", rating="general")
    assert set(general.menus["Open a story…"]) == {"Sixty", "The Ledger"}
    tagged = await world.slash(world.reader, world.library, "library", tag="Account Books")
    assert set(tagged.menus["Open a story…"]) == {"The Ledger"}
    adult = await world.slash(world.reader, world.library, "library", rating="mature")
    assert "age-restricted" in adult.text


async def test_the_librarys_pages_keep_what_was_asked_for(discord_world: DiscordWorld, stories_dir: Path):
    world = discord_world
    for number in range(12):
        text = f"---\ntitle: Tide {number:02}\nrating: T\ntags: [sea]\n---\n\nText.\n"
        (stories_dir / f"tide-{number}.md").write_text(text, encoding="utf-8")
    await world.restart()
    first = await world.slash(world.reader, world.library, "library", tag="sea", rating="teen")
    assert "12 stories" in first.text
    second = await world.press(first, "Next")
    assert set(second.menus["Open a story…"]) == {"Tide 10", "Tide 11"}
    assert "Tide 00" in (await world.press(second, "Back")).options


async def test_a_card_says_what_the_file_says_and_only_that_there_are_warnings(discord_world: DiscordWorld):
    world = discord_world
    card = await world.slash(world.reader, world.library, "story", story="The Lantern I")
    for words in ("The Cliffhanger Project", "Harbour Stories", "Ines/Tomas", "Ines POV", "PG-13", "2004-05-04"):
        assert words in card.text
    assert "After this:** The Lantern II: Oil" in card.text
    assert "grief" not in card.text
    assert card.buttons == ["Read", "Contents", "Warnings", "Subscribe"]
    warnings = await world.press(card, "Warnings")
    assert "grief" in warnings.text


async def test_warnings_that_spoil_are_behind_a_spoiler_bar(discord_world: DiscordWorld):
    world = discord_world
    warnings = await world.slash(world.reader, world.library, "warnings", story="The Lantern I")
    assert "||major character death||" in warnings.text
    assert "||grief||" not in warnings.text


@pytest.mark.parametrize(
    ("story", "topic", "says"),
    [
        ("The Ledger", "dog dies", "warned: Chapter Two: Credit"),
        ("The Lantern I", "grief", "warned, for the whole story"),
        ("The Lantern I", "gore", "not mentioned, which does not mean absent"),
        ("Sixty", "gore", "not mentioned, which does not mean absent"),
    ],
)
async def test_one_topic_is_answered_and_silence_is_never_called_safe(
    discord_world: DiscordWorld, story: str, topic: str, says: str
):
    world = discord_world
    answer = await world.slash(world.reader, world.library, "warnings", story=story, topic=topic)
    assert says in answer.text
    assert "safe" not in answer.text


async def test_contents_do_not_tell_how_unread_parts_begin(discord_world: DiscordWorld):
    world = discord_world
    before = await world.slash(world.reader, world.library, "contents", story="The Lantern I")
    assert "The lamp was lit" not in before.text
    await world.slash(world.reader, world.library, "read", story="The Lantern I", part=2)
    after = await world.slash(world.reader, world.library, "contents", story="The Lantern I")
    assert "By morning it was out" in after.text
    assert "She went back" not in after.text


async def test_a_topic_asked_with_a_title_that_only_comes_near_is_answered_after_the_pick(discord_world: DiscordWorld):
    world = discord_world
    menu = await world.slash(world.reader, world.library, "warnings", story="lantern", topic="grief")
    answer = await world.choose(menu, "The Lantern I")
    assert "warned, for the whole story" in answer.text


async def test_contents_list_chapters_and_parts(discord_world: DiscordWorld):
    world = discord_world
    contents = await world.slash(world.reader, world.library, "contents", story="The Ledger")
    assert "**Chapter One: Debit**" in contents.text
    assert list(contents.options) == ["Part 1 · Chapter One: Debit", "Part 2 · Chapter Two: Credit"]


async def test_contents_of_a_long_story_come_in_pages_and_ask_for_a_number(discord_world: DiscordWorld):
    world = discord_world
    contents = await world.slash(world.reader, world.library, "contents", story="Sixty")
    assert len(contents.options) == 25
    later = await world.press(contents, "Later")
    assert "Part 26" in later.options
    last = await world.press(later, "Later")
    assert len(last.options) == 10
    form = await world.press(last, "Go to part…")
    assert form.modal is not None
    field = form.modal["components"][0]["component"]["custom_id"]
    page = await world.submit(form, **{field: "42"})
    assert "Part 42 of 60" in page.text


async def test_a_form_is_handled_after_a_restart(discord_world: DiscordWorld):
    world = discord_world
    contents = await world.slash(world.reader, world.library, "contents", story="Sixty")
    form = await world.press(contents, "Go to part…")
    assert form.modal is not None
    field = form.modal["components"][0]["component"]["custom_id"]
    await world.restart()
    assert "Part 7 of 60" in (await world.submit(form, **{field: "7"})).text


@pytest.mark.parametrize("typed", ["0", "61", "seven", "-1"])
async def test_a_part_that_is_not_there_is_said_in_words(discord_world: DiscordWorld, typed: str):
    world = discord_world
    contents = await world.slash(world.reader, world.library, "contents", story="Sixty")
    form = await world.press(contents, "Go to part…")
    assert form.modal is not None
    field = form.modal["components"][0]["component"]["custom_id"]
    refused = await world.submit(form, **{field: typed})
    assert refused.ephemeral
    assert "part" in refused.text.lower()


@pytest.mark.parametrize("command", ["read", "story", "warnings", "contents"])
async def test_autocomplete_forgives_mistakes_and_gives_stable_ids(discord_world: DiscordWorld, command: str):
    world = discord_world
    suggestions = await world.complete(world.reader, world.library, command, "story", "the lantrn")
    names = [name for name, _ in suggestions]
    assert any(name.startswith("The Lantern I") for name in names)
    assert all(value.isdigit() for _, value in suggestions)
    assert not [name for name in names if "Cellar" in name]


async def test_autocomplete_finds_by_author_series_and_fandom(discord_world: DiscordWorld):
    world = discord_world
    for typed in ("harbour stor", "cliffhanger proj"):
        suggestions = await world.complete(world.reader, world.library, "read", "story", typed)
        assert any("The Lantern I" in name for name, _ in suggestions), typed


async def test_autocomplete_offers_adult_stories_only_where_they_may_be_read(discord_world: DiscordWorld):
    world = discord_world
    elsewhere = await world.complete(world.reader, world.reader.dm, "read", "story", "the cellar")
    assert not [name for name, _ in elsewhere if "Cellar" in name]
    (first, _), *_ = await world.complete(world.reader, world.after_dark, "read", "story", "the cellar")
    assert first.startswith("The Cellar")


async def test_every_command_is_offered_to_those_who_bring_the_bot_along(discord_world: DiscordWorld):
    offered = discord_world.offered_privately()
    assert offered == [
        "Bookmark this part",
        "bookmark",
        "contents",
        "help",
        "library",
        "mydata",
        "preferences",
        "read",
        "story",
        "subscribe",
        "subscriptions",
        "warnings",
    ]


async def test_help_explains_and_leads_to_its_topics(discord_world: DiscordWorld):
    world = discord_world
    start = await world.slash(world.reader, world.library, "help")
    assert "`/read`" in start.text
    topic = await world.choose(start, "Reading")
    assert "Next" in topic.text
    assert "Finding stories" in (await world.slash(world.reader, world.library, "help", topic="library")).text
