"""Finding: what was typed leads to one story or a choice, and nothing is offered that may not be read here."""

from __future__ import annotations

import pytest

from bot.errors import NotFoundError, NotHereError
from bot.models import Chapter, LibraryEntry, LibraryFilter, Rating, RatingLevel, Visit
from bot.services.engine import Engine
from bot.services.find import LIBRARY_PAGE, list_library, resolve, suggest, wanted
from tests.services.conftest import ADA, ADULTS, SERVER, Shelf, part, story_of


async def test_an_id_names_its_story(engine: Engine, ferry: int):
    entry = await resolve(engine, Visit(ADA, SERVER), str(ferry))
    assert isinstance(entry, LibraryEntry)
    assert entry.title == "The Ferry"


async def test_a_title_that_only_one_story_has_names_it(engine: Engine, ferry: int, cellar: int):
    entry = await resolve(engine, Visit(ADA, SERVER), "the ferry!")
    assert isinstance(entry, LibraryEntry)
    assert entry.story_id == ferry


async def test_a_title_that_is_a_number_is_found_too(engine: Engine, shelf: Shelf):
    story_id = await shelf.put(story_of("1984000", part(1, "Clocks.")))
    entry = await resolve(engine, Visit(ADA, SERVER), "1984000")
    assert isinstance(entry, LibraryEntry)
    assert entry.story_id == story_id


async def test_digits_that_are_one_storys_id_and_anothers_title_give_the_choice(
    engine: Engine, shelf: Shelf, ferry: int
):
    titled = await shelf.put(story_of(str(ferry), part(1, "Clocks.")))
    choice = await resolve(engine, Visit(ADA, SERVER), str(ferry))
    assert isinstance(choice, list)
    assert {entry.story_id for entry in choice} == {titled, ferry}


async def test_a_title_of_two_stories_gives_the_choice(engine: Engine, shelf: Shelf):
    await shelf.put(story_of("Home", part(1, "A."), author="One"), "a")
    await shelf.put(story_of("Home", part(1, "B."), author="Two"), "b")
    choice = await resolve(engine, Visit(ADA, SERVER), "Home")
    assert isinstance(choice, list)
    assert len(choice) == 2


async def test_words_that_only_come_near_give_a_choice_even_of_one(engine: Engine, ferry: int):
    choice = await resolve(engine, Visit(ADA, SERVER), "the fery")
    assert isinstance(choice, list)
    assert [entry.story_id for entry in choice] == [ferry]


async def test_words_that_fit_nothing_are_said_so(engine: Engine, ferry: int):
    with pytest.raises(NotFoundError, match="library"):
        await resolve(engine, Visit(ADA, SERVER), "zzyzx qqq")


async def test_a_story_for_adults_is_neither_suggested_nor_listed_nor_found_outside(
    engine: Engine, ferry: int, cellar: int
):
    assert [e.story_id for e in await suggest(engine, Visit(ADA, SERVER), "cellar")] == []
    assert cellar not in [e.story_id for e in await suggest(engine, Visit(ADA, SERVER), "")]
    assert [e.story_id for e in await suggest(engine, Visit(ADA, ADULTS), "cellar")] == [cellar]
    assert (await list_library(engine, Visit(ADA, SERVER), LibraryFilter(), 1)).total == 1
    assert (await list_library(engine, Visit(ADA, ADULTS), LibraryFilter(), 1)).total == 2
    with pytest.raises(NotHereError):
        await resolve(engine, Visit(ADA, SERVER), str(cellar))
    with pytest.raises(NotHereError):
        await resolve(engine, Visit(ADA, SERVER), "The Cellar")
    with pytest.raises(NotFoundError):
        await resolve(engine, Visit(ADA, SERVER), "cellr")


async def test_the_library_comes_in_pages_and_a_number_beyond_them_is_the_last(engine: Engine, shelf: Shelf):
    for number in range(LIBRARY_PAGE + 3):
        await shelf.put(story_of(f"Story {number:02}", part(1, "Text.")))
    first = await list_library(engine, Visit(ADA, SERVER), LibraryFilter(), 1)
    last = await list_library(engine, Visit(ADA, SERVER), LibraryFilter(), 99)
    assert (first.total, first.pages, len(first.entries)) == (LIBRARY_PAGE + 3, 2, LIBRARY_PAGE)
    assert (last.number, len(last.entries)) == (2, 3)


async def test_the_library_is_narrowed_by_rating_tag_and_search_together(engine: Engine, shelf: Shelf):
    teen = Rating(RatingLevel.TEEN, "T")
    sea = await shelf.put(story_of("Salt", part(1, "A."), rating=teen, tags=("The Sea",), fandoms=("Tides",)))
    await shelf.put(story_of("Salt Two", part(1, "B."), rating=Rating(RatingLevel.GENERAL, "G"), tags=("The Sea",)))
    await shelf.put(story_of("Dust", part(1, "C."), rating=teen))

    async def found(*, level=None, tag=None, search=None) -> set[str]:
        page = await list_library(engine, Visit(ADA, SERVER), wanted(level, tag, search), 1)
        return {entry.title for entry in page.entries}

    assert await found(level=RatingLevel.TEEN) == {"Salt", "Dust"}
    assert await found(tag="the sea") == {"Salt", "Salt Two"}
    assert await found(tag="tides") == {"Salt"}
    assert await found(search="sallt") >= {"Salt"}
    assert await found(level=RatingLevel.TEEN, tag="the sea", search="salt") == {"Salt"}
    assert await found(tag="nothing of the kind") == set()
    (entry,) = (await list_library(engine, Visit(ADA, SERVER), wanted(RatingLevel.TEEN, "The Sea", None), 1)).entries
    assert entry.story_id == sea


def test_blank_options_ask_for_nothing():
    assert wanted(None, "  ", "") == LibraryFilter()


async def test_a_chapters_own_warning_counts_for_the_gate(engine: Engine, shelf: Shelf):
    chapters = (Chapter("One", (1,)), Chapter("Two", (2,), warnings=("sexual-content",)))
    parts = (part(1, "A.", chapter=1), part(2, "B.", chapter=2))
    story_id = await shelf.put(story_of("Hidden", *parts, chapters=chapters, rating=Rating(RatingLevel.TEEN, "T")))
    assert not await suggest(engine, Visit(ADA, SERVER), "hidden")
    (entry,) = await suggest(engine, Visit(ADA, ADULTS), "hidden")
    assert (entry.story_id, entry.warnings) == (story_id, ("sexual-content",))


async def test_a_search_with_a_filter_looks_beyond_the_stories_that_are_most_alike(engine: Engine, shelf: Shelf):
    for number in range(230):
        await shelf.put(story_of(f"The {number}", part(1, "A."), rating=Rating(RatingLevel.TEEN, "T")))
    wanted_one = await shelf.put(
        story_of("The Long Way Home To The Sea", part(1, "A."), rating=Rating(RatingLevel.GENERAL, "G"))
    )
    page = await list_library(engine, Visit(ADA, SERVER), wanted(RatingLevel.GENERAL, None, "the"), 1)
    assert [entry.story_id for entry in page.entries] == [wanted_one]
