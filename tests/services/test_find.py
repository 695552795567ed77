"""Finding: what was typed leads to one story or a choice, and nothing is offered that may not be read here."""

from __future__ import annotations

import pytest

from bot.errors import NotFoundError, NotHereError
from bot.models import Chapter, LibraryEntry, LibraryFilter, Rating, RatingLevel, Visit
from bot.services.browse import list_library
from bot.services.engine import Engine
from bot.services.find import resolve, suggest
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


async def test_a_chapters_own_warning_counts_for_the_gate(engine: Engine, shelf: Shelf):
    chapters = (Chapter("One", (1,)), Chapter("Two", (2,), warnings=("sexual-content",)))
    parts = (part(1, "A.", chapter=1), part(2, "B.", chapter=2))
    story_id = await shelf.put(story_of("Hidden", *parts, chapters=chapters, rating=Rating(RatingLevel.TEEN, "T")))
    assert not await suggest(engine, Visit(ADA, SERVER), "hidden")
    (entry,) = await suggest(engine, Visit(ADA, ADULTS), "hidden")
    assert (entry.story_id, entry.warnings) == (story_id, ("sexual-content",))


async def test_a_genre_that_says_smut_counts_for_the_gate(engine: Engine, shelf: Shelf):
    await shelf.put(story_of("Hidden", part(1, "A."), genre="Romance, Smut", rating=Rating(RatingLevel.TEEN, "T")))
    assert not await suggest(engine, Visit(ADA, SERVER), "hidden")
    assert await suggest(engine, Visit(ADA, ADULTS), "hidden")
