"""The stories before and after a story."""

from __future__ import annotations

from bot.db import Database
from bot.db.stories import get_card, hide_story
from bot.models import Neighbour, StoryCard
from tests.db.samples import EVERY_STORY, LATER, make_story, save, titled


async def _card(database: Database, story_id: int) -> StoryCard:
    card = await database.run(get_card(story_id, EVERY_STORY))
    assert card is not None
    return card


async def test_a_pointer_finds_its_story_whatever_the_form_of_the_title(database: Database) -> None:
    first = await database.run(titled("The Storm", author="Ann", sequel="the storm: part two"))
    second = await database.run(titled("The Storm, Part II", author="ann"))
    assert (await _card(database, first)).sequel == Neighbour("The Storm, Part II", second)


async def test_a_pointer_to_a_story_that_is_not_here_is_awaited_even_within_a_series(database: Database) -> None:
    first = await database.run(titled("One", author="Ann", series="Seas", series_index=1, sequel="The Awaited"))
    await database.run(titled("Two", author="Ann", series="Seas", series_index=2))
    assert (await _card(database, first)).sequel == Neighbour("The Awaited")


async def test_an_awaited_sequel_is_linked_once_it_comes_and_awaited_again_once_hidden(database: Database) -> None:
    first = await database.run(titled("One", author="Ann", sequel="Two"))
    assert (await _card(database, first)).sequel == Neighbour("Two")
    second = await database.run(titled("Two", author="Ann"))
    assert (await _card(database, first)).sequel == Neighbour("Two", second)
    await database.run(hide_story(second, LATER))
    assert (await _card(database, first)).sequel == Neighbour("Two")


async def test_without_pointers_the_series_gives_the_neighbours(database: Database) -> None:
    ids = [
        await database.run(titled(f"Book {index}", author="Ann", series=name, series_index=index))
        for name, index in [("The Seas", 1), ("the seas!", 1.5), ("The Seas", 2), ("The Seas", 4)]
    ]
    one, half, two, four = [await _card(database, story_id) for story_id in ids]
    assert (one.prequel, one.sequel) == (None, Neighbour("Book 1.5", ids[1]))
    assert (half.prequel, half.sequel) == (Neighbour("Book 1", ids[0]), Neighbour("Book 2", ids[2]))
    # The third is not here: the fourth is nobody's sequel yet.
    assert (two.prequel, two.sequel) == (Neighbour("Book 1.5", ids[1]), None)
    assert (four.prequel, four.sequel) == (None, None)


async def test_a_series_of_the_same_name_by_somebody_else_is_another_series(database: Database) -> None:
    first = await database.run(titled("One", author="Ann", series="Seas", series_index=1))
    await database.run(titled("Two", author="Ben", series="Seas", series_index=2))
    await database.run(titled("Three", series="Seas", series_index=2))
    assert (await _card(database, first)).sequel is None


async def test_two_unknown_authors_count_as_one(database: Database) -> None:
    first = await database.run(titled("One", series="Seas", series_index=1))
    second = await database.run(titled("Two", series="Seas", series_index=2))
    assert (await _card(database, first)).sequel == Neighbour("Two", second)
    assert (await _card(database, second)).prequel == Neighbour("One", first)


async def test_a_pointer_crosses_authors_only_within_a_series_of_one_name(database: Database) -> None:
    lone = await database.run(titled("One", author="Ann", sequel="Two"))
    shared = await database.run(titled("First", author="Ann", series="Round Robin", sequel="Second"))
    await database.run(titled("Two", author="Ben"))
    second = await database.run(titled("Second", author="Ben", series="Round Robin"))
    assert (await _card(database, lone)).sequel == Neighbour("Two")
    assert (await _card(database, shared)).sequel == Neighbour("Second", second)


async def test_of_two_stories_of_one_title_the_same_authors_is_meant(database: Database) -> None:
    first = await database.run(titled("One", author="Ann", series="Seas", sequel="Two"))
    await database.run(save(make_story(title="Two", author="Ben", series="Seas"), source="library:ben"))
    anns = await database.run(save(make_story(title="Two", author="Ann"), source="library:ann"))
    assert (await _card(database, first)).sequel == Neighbour("Two", anns)


async def test_a_story_named_by_its_neighbour_knows_it_too(database: Database) -> None:
    first = await database.run(titled("One", author="Ann"))
    second = await database.run(titled("Two", author="Ann", prequel="One", sequel="Three"))
    third = await database.run(titled("Three", author="Ann"))
    assert (await _card(database, first)).sequel == Neighbour("Two", second)
    assert (await _card(database, third)).prequel == Neighbour("Two", second)
    assert (await _card(database, first)).prequel is None


async def test_a_story_that_names_itself_is_not_its_own_sequel(database: Database) -> None:
    story_id = await database.run(titled("Ouroboros", sequel="Ouroboros"))
    assert (await _card(database, story_id)).sequel == Neighbour("Ouroboros")
