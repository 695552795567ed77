"""Finding stories half remembered."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.db import Database, open_database
from bot.db.stories import hide_story
from bot.library.search import search
from tests.db.samples import EVERY_STORY, LATER, titled

STORIES = [
    ("Wuthering Heights", "Emily Brontë", None, ()),
    ("Pride and Prejudice", "Jane Austen", None, ()),
    ("The Storm, Part II", "Ann", "The Long Weather", ("Tides of War",)),
    ("The Storm", "Ann", "The Long Weather", ("Tides of War",)),
    ("Sense and Sensibility", "Jane Austen", None, ()),
    ("A Quiet Night", "Ben Stormer", None, ("Harry Potter",)),
    ("Überfall", None, None, ()),
    ("嵐の夜", None, None, ()),
]


@pytest.fixture
async def shelf(database: Database) -> Database:
    for title, author, series, fandoms in STORIES:
        await database.run(titled(title, author=author, series=series, fandoms=fandoms))
    return database


async def _titles(database: Database, text: str, limit: int = 25) -> list[str]:
    return [entry.title for entry in await database.read(search(text, visibility=EVERY_STORY, limit=limit))]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("wuthering heights", "Wuthering Heights"),
        ("Wuthring Hights", "Wuthering Heights"),
        ("pride & prejudice", "Pride and Prejudice"),
        ("prejudise", "Pride and Prejudice"),
        ("the storm part two", "The Storm, Part II"),
        ("the storm", "The Storm"),
        ("stor", "The Storm"),
        ("bronte", "Wuthering Heights"),
        ("hary poter", "A Quiet Night"),
        ("uberfall", "Überfall"),
        ("嵐", "嵐の夜"),
        ("austen sense", "Sense and Sensibility"),
        ("stormer", "A Quiet Night"),
    ],
)
async def test_what_is_meant_comes_first(shelf: Database, text: str, first: str) -> None:
    assert (await _titles(shelf, text))[0] == first


async def test_an_author_a_series_and_a_fandom_find_all_their_stories(shelf: Database) -> None:
    assert set(await _titles(shelf, "jane austin")) == {"Pride and Prejudice", "Sense and Sensibility"}
    assert set(await _titles(shelf, "long wether")) == {"The Storm", "The Storm, Part II"}
    assert set(await _titles(shelf, "tides of war")) == {"The Storm", "The Storm, Part II"}


async def test_one_letter_finds_the_titles_that_begin_with_it(shelf: Database) -> None:
    assert (await _titles(shelf, "w"))[0] == "Wuthering Heights"
    assert (await _titles(shelf, "PR"))[0] == "Pride and Prejudice"


async def test_two_letters_find_a_word_within_a_title_too(shelf: Database) -> None:
    assert (await _titles(shelf, "st"))[:2] == ["The Storm", "The Storm, Part II"]
    assert "Pride and Prejudice" in await _titles(shelf, "pr")


async def test_an_empty_text_gives_the_first_by_title(shelf: Database) -> None:
    assert await _titles(shelf, "  ", 3) == ["A Quiet Night", "Pride and Prejudice", "Sense and Sensibility"]


async def test_what_is_like_nothing_finds_nothing(shelf: Database) -> None:
    assert await _titles(shelf, "zzzzxqj") == []
    assert await _titles(shelf, "%") == []
    assert await _titles(shelf, "'; DROP TABLE stories; --") == []


async def test_what_few_titles_share_tells_more_than_what_most_do(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.db.search._COUNT_CAP", 3)
    monkeypatch.setattr("bot.db.search._MOST_STORIES", 12)
    for number in range(20):
        await database.run(titled(f"Aftermath {'Zephyr' if number % 4 == 3 else 'Lamp'} {number:02}"))
    assert await _titles(database, "Afttermath Zephir") == [
        f"Aftermath Zephyr {number:02}" for number in range(3, 20, 4)
    ]
    assert await _titles(database, "Afttermath", 1)


async def test_a_hidden_story_is_not_found(shelf: Database) -> None:
    (found,) = await shelf.read(search("wuthering heights", visibility=EVERY_STORY))
    await shelf.run(hide_story(found.story_id, LATER))
    assert await _titles(shelf, "wuthering heights") == []
    assert "Wuthering Heights" not in await _titles(shelf, "w")


async def test_no_more_than_the_limit_come_back(shelf: Database) -> None:
    assert len(await _titles(shelf, "st", 2)) == 2


@given(text=st.text(st.characters(exclude_categories=[]), max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
async def test_no_text_makes_the_search_fail(shelf: Database, text: str) -> None:
    await shelf.read(search(text, visibility=EVERY_STORY))


@given(title=st.text("abZ Éñß漢Ж12", min_size=1, max_size=20), cut=st.integers(1, 20))
@settings(deadline=None, max_examples=40)
async def test_the_beginning_of_a_title_always_finds_it(title: str, cut: int) -> None:
    database = await open_database("sqlite:///:memory:")
    try:
        story_id = await database.run(titled(title))
        assert [entry.story_id for entry in await database.read(search(title[:cut], visibility=EVERY_STORY))] == [
            story_id
        ]
    finally:
        await database.close()
