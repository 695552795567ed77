"""Browsing: the library in any order, narrowed in any way, with nothing in it that may not be read here."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.db import Database
from bot.db.stories import save_story
from bot.errors import NotFoundError
from bot.models import LabelKind, LibraryFilter, LibraryOrder, Rating, RatingLevel, ReadingStatus, Visit
from bot.services import prefer
from bot.services.browse import LIBRARY_PAGE, list_labels, list_library, turn_library
from bot.services.engine import Engine
from bot.services.find import suggest
from bot.services.read import open_part
from bot.services.wanted import wanted
from tests.services.conftest import ADA, ADULTS, BO, NOON, SERVER, Shelf, part, story_of, words

HERE = Visit(ADA, SERVER)


async def test_the_library_comes_in_pages_and_a_number_beyond_them_is_the_last(engine: Engine, shelf: Shelf):
    for number in range(LIBRARY_PAGE + 3):
        await shelf.put(story_of(f"Story {number:02}", part(1, "Text.")))
    first = await list_library(engine, Visit(ADA, SERVER), LibraryFilter(), 1)
    last = await list_library(engine, Visit(ADA, SERVER), LibraryFilter(), 99)
    assert (first.total, first.pages, len(first.lines)) == (LIBRARY_PAGE + 3, 2, LIBRARY_PAGE)
    assert (last.number, len(last.lines)) == (2, 3)


async def test_the_library_is_narrowed_by_rating_tag_and_search_together(engine: Engine, shelf: Shelf):
    teen = Rating(RatingLevel.TEEN, "T")
    sea = await shelf.put(story_of("Salt", part(1, "A."), rating=teen, tags=("The Sea",), fandoms=("Tides",)))
    await shelf.put(story_of("Salt Two", part(1, "B."), rating=Rating(RatingLevel.GENERAL, "G"), tags=("The Sea",)))
    await shelf.put(story_of("Dust", part(1, "C."), rating=teen))

    async def found(*, level=None, tag=None, search=None) -> set[str]:
        page = await list_library(engine, Visit(ADA, SERVER), wanted(level, tag, search), 1)
        return {line.entry.title for line in page.lines}

    assert await found(level=RatingLevel.TEEN) == {"Salt", "Dust"}
    assert await found(tag="the sea") == {"Salt", "Salt Two"}
    assert await found(tag="tides") == {"Salt"}
    assert await found(search="sallt") >= {"Salt"}
    assert await found(level=RatingLevel.TEEN, tag="the sea", search="salt") == {"Salt"}
    assert await found(tag="nothing of the kind") == set()
    (line,) = (await list_library(engine, Visit(ADA, SERVER), wanted(RatingLevel.TEEN, "The Sea", None), 1)).lines
    assert line.entry.story_id == sea


def test_blank_options_ask_for_nothing():
    assert wanted(None, "  ", "") == LibraryFilter()


async def test_a_search_with_a_filter_looks_beyond_the_stories_that_are_most_alike(engine: Engine, shelf: Shelf):
    for number in range(230):
        await shelf.put(story_of(f"The {number}", part(1, "A."), rating=Rating(RatingLevel.TEEN, "T")))
    wanted_one = await shelf.put(
        story_of("The Long Way Home To The Sea", part(1, "A."), rating=Rating(RatingLevel.GENERAL, "G"))
    )
    page = await list_library(engine, Visit(ADA, SERVER), wanted(RatingLevel.GENERAL, None, "the"), 1)
    assert [line.entry.story_id for line in page.lines] == [wanted_one]


async def titles(engine: Engine, asked: LibraryFilter, visit: Visit = HERE) -> list[str]:
    return [line.entry.title for line in (await list_library(engine, visit, asked)).lines]


@pytest.fixture
async def three(shelf: Shelf) -> dict[str, int]:
    """Three stories that every order tells apart."""
    general, teen = Rating(RatingLevel.GENERAL, "G"), Rating(RatingLevel.TEEN, "T")
    return {
        "Apple": await shelf.put(
            story_of("Apple", part(1, words(30)), author="Zoë", rating=teen, series="Fruit", series_index=2)
        ),
        "Bread": await shelf.put(story_of("Bread", part(1, words(10)), author="Abe", rating=general)),
        "Cider": await shelf.put(
            story_of("Cider", part(1, words(20)), part(2, words(1)), rating=teen, series="Fruit", series_index=1)
        ),
    }


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (LibraryOrder.TITLE, ["Apple", "Bread", "Cider"]),
        (LibraryOrder.RECENT, ["Cider", "Bread", "Apple"]),
        (LibraryOrder.AUTHOR, ["Bread", "Apple", "Cider"]),
        (LibraryOrder.SERIES, ["Cider", "Apple", "Bread"]),
        (LibraryOrder.RATING, ["Bread", "Apple", "Cider"]),
        (LibraryOrder.SHORTEST, ["Bread", "Cider", "Apple"]),
        (LibraryOrder.LONGEST, ["Apple", "Cider", "Bread"]),
    ],
)
async def test_the_library_is_listed_in_the_order_asked_for(
    database: Database, shelf: Shelf, order: LibraryOrder, expected: list[str]
):
    clock = iter(NOON + timedelta(minutes=minute) for minute in range(99))
    for title, said in {
        "Apple": {"author": "Zoë", "rating": RatingLevel.TEEN, "series": "Fruit", "series_index": 2, "words": 30},
        "Bread": {"author": "Abe", "rating": RatingLevel.GENERAL, "words": 10},
        "Cider": {"rating": RatingLevel.TEEN, "series": "Fruit", "series_index": 1, "words": 20},
    }.items():
        length, level = said.pop("words"), said.pop("rating")
        story = story_of(title, part(1, words(length)), rating=Rating(level, "x"), **said)
        await database.run(save_story(title, story, content_hash="1", importer_version=1, title=title, now=next(clock)))
    assert await titles(shelf.engine, LibraryFilter(order=order)) == expected


async def test_the_library_knows_what_she_has_not_begun_is_reading_and_has_finished(
    engine: Engine, three: dict[str, int]
):
    here = Visit(ADA, SERVER)
    await open_part(engine, here, three["Apple"], 1)
    await open_part(engine, here, three["Cider"], 1)
    found = {status: await titles(engine, LibraryFilter(status=status)) for status in ReadingStatus}
    assert found == {
        ReadingStatus.FINISHED: ["Apple"],
        ReadingStatus.READING: ["Cider"],
        ReadingStatus.UNREAD: ["Bread"],
    }
    assert await titles(engine, LibraryFilter(status=ReadingStatus.UNREAD), Visit(BO, SERVER)) == list(three)
    assert await titles(engine, LibraryFilter(search="aple", status=ReadingStatus.FINISHED)) == ["Apple"]
    assert await titles(engine, LibraryFilter(search="aple", status=ReadingStatus.UNREAD)) == []


async def test_a_search_of_the_library_looks_into_tags_names_and_summaries_after_titles(engine: Engine, shelf: Shelf):
    await shelf.put(story_of("Told", part(1, "A."), summary="A lighthouse keeper counts gulls."))
    await shelf.put(story_of("Tagged", part(1, "A."), tags=("Lighthouse",)))
    await shelf.put(story_of("The Lighthouse", part(1, "A.")))
    await shelf.put(story_of("Other", part(1, "A."), summary="Nothing of it."))
    assert await titles(engine, LibraryFilter(search="lighthouse")) == ["The Lighthouse", "Tagged", "Told"]
    assert await titles(engine, LibraryFilter(search="keeper counts gulls")) == ["Told"]
    assert await suggest(engine, Visit(ADA, SERVER), "gulls") == []


async def test_labels_are_listed_by_kind_the_commonest_first_and_none_of_a_story_barred_here(
    engine: Engine, shelf: Shelf
):
    await shelf.put(story_of("A", part(1, "A."), fandoms=("Tides", "Dunes"), tags=("Sea",)))
    await shelf.put(story_of("B", part(1, "A."), fandoms=("DUNES!",)))
    await shelf.put(story_of("C", part(1, "A."), fandoms=("Midnight",), rating=Rating(RatingLevel.EXPLICIT, "E")))
    listed = await list_labels(engine, Visit(ADA, SERVER), LabelKind.FANDOM)
    assert [(label.name.casefold().strip("!"), label.stories) for label in listed.labels] == [
        ("dunes", 2),
        ("tides", 1),
    ]
    assert len((await list_labels(engine, Visit(ADA, ADULTS), LabelKind.FANDOM)).labels) == 3
    assert [label.name for label in (await list_labels(engine, Visit(ADA, SERVER), LabelKind.TAG)).labels] == ["Sea"]


async def test_more_labels_than_a_menu_holds_come_in_pages(engine: Engine, shelf: Shelf):
    await shelf.put(story_of("Many", part(1, "A."), tags=tuple(f"tag {n:02}" for n in range(30))))
    first = await list_labels(engine, Visit(ADA, SERVER), LabelKind.TAG)
    second = await list_labels(engine, Visit(ADA, SERVER), LabelKind.TAG, 2)
    assert (len(first.labels), first.more, len(second.labels), second.more) == (25, True, 5, False)


@pytest.mark.parametrize("search", [None, "salt", "a:b~c=d", "=", "x" * 100, "🦊" * 40])
async def test_a_filter_comes_back_from_the_key_a_button_carries(engine: Engine, search: str | None):
    asked = LibraryFilter(search, RatingLevel.TEEN, "The Sea", ReadingStatus.READING, LibraryOrder.RECENT)
    page = await list_library(engine, Visit(ADA, SERVER), asked)
    assert len(page.key) <= 60
    assert ":" not in page.key
    again = await turn_library(engine, Visit(ADA, SERVER), page.key)
    assert again.filter == replace(asked, search=search and search.replace(":", " ").replace("~", " "))


@pytest.mark.parametrize("key", ["=forgotten", "", "a~b", "=", "~~~~~~~"])
async def test_a_key_that_is_forgotten_or_forged_is_said_so(engine: Engine, key: str):
    with pytest.raises(NotFoundError):
        await turn_library(engine, Visit(ADA, SERVER), key)


async def test_a_kept_search_is_forgotten_after_thirty_days_without_use(database: Database):
    asked = LibraryFilter(search="x" * 100)
    early = Engine(database, lambda: NOON, RatingLevel.TEEN)
    late = Engine(database, lambda: NOON + timedelta(days=31), RatingLevel.TEEN)
    here = Visit(ADA, SERVER)
    key = (await list_library(early, here, asked)).key
    assert (await turn_library(late, here, key)).filter == asked
    other = Engine(database, lambda: NOON + timedelta(days=70), RatingLevel.TEEN)
    await list_library(other, here, LibraryFilter(search="y" * 100))
    with pytest.raises(NotFoundError):
        await turn_library(other, here, key)


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("order=recent", LibraryFilter(tag="sea", order=LibraryOrder.RECENT)),
        ("status=unread", LibraryFilter(search="salt", tag="sea", status=ReadingStatus.UNREAD)),
        ("rating=teen", LibraryFilter(search="salt", tag="sea", rating=RatingLevel.TEEN)),
        ("tag=Dune", LibraryFilter(search="salt", tag="Dune")),
        ("tag=", LibraryFilter(search="salt")),
        ("all", LibraryFilter()),
        ("order=sideways", LibraryFilter()),
    ],
)
async def test_a_choice_changes_one_thing_of_a_filter(engine: Engine, choice: str, expected: LibraryFilter):
    here = Visit(ADA, SERVER)
    key = (await list_library(engine, here, LibraryFilter(search="salt", tag="sea"))).key
    assert (await turn_library(engine, here, key, choice=choice)).filter == expected


async def test_stories_that_warn_of_what_she_avoids_are_marked(engine: Engine, shelf: Shelf):
    await shelf.put(story_of("Vet", part(1, "A."), warnings=("animal-death",), rating=Rating(RatingLevel.TEEN, "T")))
    here = Visit(ADA, SERVER)
    assert (await list_library(engine, here, LibraryFilter())).lines[0].avoided == ()
    await prefer.avoid(engine, here, ["animal death"])
    assert (await list_library(engine, here, LibraryFilter())).lines[0].avoided == ("animal-death",)
