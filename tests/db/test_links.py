"""Stories that find each other, whatever the order in which they come, and matches that are undone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.db import Database, Work, open_database
from bot.db.links import get_awaited, get_links, list_awaited, list_unlinked, relink, unlink
from bot.db.migrate import MIGRATIONS
from bot.db.stories import get_card, hide_story
from bot.models import AwaitedTitle, Gate, LinkOrigin, Links, Neighbour, PointerKind
from tests.db.samples import EVERY_STORY, LATER, NOON, ask, make_story, save, titled

OPERATOR = 7


async def links_of(database: Database, story_id: int) -> Links:
    return await database.run(get_links(story_id))


async def later_than(database: Database, story_id: int) -> list[int]:
    return [story.story_id for story in (await links_of(database, story_id)).later]


async def earlier_than(database: Database, story_id: int) -> list[int]:
    return [story.story_id for story in (await links_of(database, story_id)).earlier]


async def events(database: Database) -> list[tuple[Any, ...]]:
    rows = await ask(database, "SELECT awaited_id, earlier_id, later_id FROM link_events ORDER BY id")
    return [(row["awaited_id"], row["earlier_id"], row["later_id"]) for row in rows]


async def all_awaited(database: Database, search: str = "", limit: int = 25) -> list[AwaitedTitle]:
    return await database.run(list_awaited(search, EVERY_STORY, limit))


def again(title: str, **metadata: Any) -> Work[int]:
    """The next edition of the story that `titled` saved."""
    return save(make_story(["Once more."], title=title, **metadata), source=f"library:{title}", hash="again")


# --- found ----------------------------------------------------------------------------------------------------------


async def test_a_link_closes_in_both_directions_whichever_story_comes_first(database: Database) -> None:
    ebb = await database.run(titled("Ebb", author="Ann", sequel="Flow II: Up"))
    flow = await database.run(titled("Flow, Part Two", author="Ann", sequel="Third"))
    third = await database.run(titled("Third", author="Ann"))
    zero = await database.run(titled("Zero", author="Ann"))
    start = await database.run(titled("Start", author="Ann", prequel="Zero", sequel="ebb"))
    chain = [zero, start, ebb, flow, third]
    assert [await later_than(database, story_id) for story_id in chain] == [[start], [ebb], [flow], [third], []]
    assert [await earlier_than(database, story_id) for story_id in chain] == [[], [zero], [start], [ebb], [flow]]


async def test_how_two_stories_found_each_other_is_kept(database: Database) -> None:
    one = await database.run(titled("One", author="Ann", sequel="Two", series="Seas", series_index=1))
    two = await database.run(titled("Two", author="Ann", prequel="One", series="Seas", series_index=2))
    three = await database.run(titled("Three", author="Ann", series="Seas", series_index=3))
    (found,) = (await links_of(database, one)).later
    assert (found.story_id, found.title, found.gate) == (two, "Two", Gate.UNSTATED)
    assert found.origins == (LinkOrigin.PREQUEL, LinkOrigin.SEQUEL)
    assert [story.origins for story in (await links_of(database, three)).earlier] == [(LinkOrigin.SERIES,)]


async def test_a_story_that_names_another_goes_behind_the_neighbour_in_the_series(database: Database) -> None:
    one = await database.run(titled("One", author="Ann", series="Seas", series_index=1))
    aside = await database.run(titled("Aside", author="Ann", prequel="One"))
    two = await database.run(titled("Two", author="Ann", series="Seas", series_index=2))
    assert await later_than(database, one) == [two, aside]
    assert await earlier_than(database, aside) == [one]


async def test_a_new_edition_that_names_another_story_is_linked_with_that(database: Database) -> None:
    one = await database.run(titled("One", author="Ann", sequel="Two"))
    two = await database.run(titled("Two", author="Ann"))
    three = await database.run(titled("Three", author="Ann"))
    await database.run(again("One", author="Ann", sequel="Three"))
    assert await later_than(database, one) == [three]
    assert await earlier_than(database, two) == []
    await database.run(again("One", author="Ann"))
    await database.run(save(make_story(title="One", author="Ann"), hash="third"))
    assert await later_than(database, one) == []


async def test_a_new_title_or_author_is_matched_anew(database: Database) -> None:
    one = await database.run(titled("One", author="Ann", sequel="Two"))
    two = await database.run(save(make_story(title="Draft", author="Ann"), source="library:x"))
    assert await later_than(database, one) == []
    await database.run(save(make_story(title="Two", author="Ann"), source="library:x", hash="2"))
    assert await later_than(database, one) == [two]
    await database.run(save(make_story(title="Two", author="Ben"), source="library:x", hash="3"))
    assert await later_than(database, one) == []


async def test_the_better_match_takes_over_when_it_comes_and_gives_way_when_it_goes(database: Database) -> None:
    one = await database.run(titled("One", author="Ann", sequel="Two II"))
    subtitled = await database.run(titled("Two II: Up", author="Ann"))
    assert await later_than(database, one) == [subtitled]
    exact = await database.run(titled("Two, Part 2", author="Ann"))
    assert await later_than(database, one) == [exact]
    await database.run(hide_story(exact, LATER))
    assert await later_than(database, one) == [subtitled]


async def test_two_that_fit_alike_are_no_match_until_one_goes(database: Database) -> None:
    one = await database.run(titled("One", author="Ann", sequel="Two"))
    copies = [
        await database.run(save(make_story(title="Two", author="Ann"), source=f"library:{name}")) for name in "ab"
    ]
    assert await later_than(database, one) == []
    await database.run(hide_story(copies[0], LATER))
    assert await later_than(database, one) == [copies[1]]


async def test_a_hidden_story_drops_out_and_is_linked_again_when_it_returns(database: Database) -> None:
    one = await database.run(titled("One", author="Ann", series="Seas", series_index=1))
    two = await database.run(titled("Two", author="Ann", series="Seas", series_index=2, sequel="End"))
    end = await database.run(titled("End", author="Ann"))
    await database.run(hide_story(two, LATER))
    assert await later_than(database, one) == []
    assert await earlier_than(database, end) == []
    await database.run(titled("Two", author="Ann", series="Seas", series_index=2, sequel="End"))
    assert await later_than(database, one) == [two]
    assert await earlier_than(database, end) == [two]


async def test_of_two_stories_that_come_at_once_the_second_sees_the_first(database: Database) -> None:
    for number in range(5):
        story = {"author": "Ann", "sequel": f"Flow {number}"}
        saving = (titled(f"Ebb {number}", **story), titled(f"Flow {number}", author="Ann"))
        ebb, flow = await asyncio.gather(*map(database.run, saving))
        assert await later_than(database, ebb) == [flow]


async def test_an_interlude_comes_between_two_neighbours(database: Database) -> None:
    one, two, between = [
        await database.run(titled(f"Book {place}", author="Ann", series="Seas", series_index=place))
        for place in (1, 2, 1.5)
    ]
    assert await later_than(database, one) == [between]
    assert await later_than(database, between) == [two]


async def test_a_place_in_the_series_is_linked_with_the_story_that_comes_there(database: Database) -> None:
    one = await database.run(titled("Wick", author="Ann", series="Low Lamps", series_index=1, sequel="Low Lamps II"))
    assert [awaited.title for awaited in await all_awaited(database)] == ["Low Lamps II"]
    two = await database.run(titled("Fuse", author="Ann", series="Low Lamps", series_index=2))
    assert await later_than(database, one) == [two]
    assert await all_awaited(database) == []
    await database.run(hide_story(two, LATER))
    assert await later_than(database, one) == []


async def test_stories_of_two_servers_are_never_linked(database: Database) -> None:
    one = await database.run(titled("One", author="Ann", sequel="Two"))
    await ask(database, "UPDATE stories SET server_id = :server_id WHERE id = :one RETURNING id", server_id=1, one=one)
    two = await database.run(titled("Two", author="Ann"))
    assert await later_than(database, one) == [two]
    await ask(database, "UPDATE stories SET server_id = :server_id WHERE id = :two RETURNING id", server_id=2, two=two)
    await database.run(again("Two", author="Ann"))
    assert await later_than(database, one) == []


SHELF: Sequence[dict[str, Any]] = (
    {"title": "The Storm", "author": "Ann", "series": "Storms", "series_index": 1},
    {"title": "The Storm II", "author": "Ann", "prequel": "The Storm", "sequel": "The Storm III: Calm"},
    {"title": "Storm, Part Three", "author": "Ann", "sequel": "After"},
    {"title": "After: A Tale", "author": "Ann"},
    {"title": "After", "author": "Ben", "series": "Storms", "series_index": 2},
    {"title": "Close Harbour V", "sequel": "Close Harbour VI: The Plan"},
    {"title": "Close Harbour VI: The Plan"},
    {"title": "Interlude", "author": "Ann", "series": "Storms", "series_index": 1.5, "prequel": "After"},
)


async def _found_in(database: Database, order: Sequence[int], gone: int) -> set[tuple[int, int]]:
    """The pairs on the shelf by their places there, once the stories came in that order and one went and came back."""

    def arrive(place: int) -> Work[int]:
        story = SHELF[place]
        return save(make_story(**story), source=f"library:{place}")

    ids = {await database.run(arrive(place)): place for place in order}
    story_id = next(story_id for story_id, place in ids.items() if place == gone)
    await database.run(hide_story(story_id, LATER))
    await database.run(arrive(gone))
    pairs = set()
    for story_id, place in ids.items():
        found = await links_of(database, story_id)
        pairs |= {(place, ids[other.story_id]) for other in found.later}
        before = {(ids[other.story_id], place) for other in found.earlier}
        assert all([story_id in await later_than(database, other.story_id) for other in found.earlier])
        pairs |= before
    return pairs


@given(st.permutations(range(len(SHELF))), st.integers(0, len(SHELF) - 1))
async def test_the_same_links_are_found_in_whatever_order_stories_come(order: list[int], gone: int) -> None:
    database = await open_database("sqlite:///:memory:")
    try:
        assert await _found_in(database, order, gone) == {(0, 1), (1, 2), (2, 3), (3, 7), (5, 6)}
    finally:
        await database.close()


async def test_both_engines_find_the_same_links(database: Database) -> None:
    assert await _found_in(database, range(len(SHELF)), 3) == {(0, 1), (1, 2), (2, 3), (3, 7), (5, 6)}


# --- awaited --------------------------------------------------------------------------------------------------------


async def test_a_title_that_is_not_here_is_awaited_and_keeps_its_id(database: Database) -> None:
    one = await database.run(titled("One", author="Ann", sequel="Low Water VI: The Plan"))
    (awaited,) = await all_awaited(database)
    assert (awaited.story_id, awaited.author) == (one, "Ann")
    assert (awaited.kind, awaited.title) == (PointerKind.SEQUEL, "Low Water VI: The Plan")
    assert (await links_of(database, one)).awaited == (awaited,)
    six = await database.run(titled("Low Water 6", author="Ann"))
    assert await all_awaited(database) == []
    assert (await links_of(database, one)).awaited == ()
    assert await database.run(get_awaited(awaited.id, EVERY_STORY)) == awaited
    await database.run(hide_story(six, LATER))
    assert await all_awaited(database) == [awaited]
    await database.run(again("One", author="Ann", sequel="Low Water VI: The Scheme"))
    (renamed,) = await all_awaited(database)
    assert (renamed.id, renamed.title) == (awaited.id, "Low Water VI: The Scheme")


async def test_a_title_that_no_edition_names_any_more_or_whose_story_is_hidden_is_not_awaited(
    database: Database,
) -> None:
    await database.run(titled("One", author="Ann", sequel="Two"))
    (awaited,) = await all_awaited(database)
    await database.run(again("One", author="Ann"))
    assert await all_awaited(database) == []
    await database.run(save(make_story(title="One", author="Ann", sequel="Two"), hash="third"))
    assert await all_awaited(database) == [awaited]
    await database.run(hide_story(awaited.story_id, LATER))
    assert await all_awaited(database) == []
    assert await database.run(get_awaited(awaited.id, EVERY_STORY)) is None


async def test_awaited_titles_are_searched_in_any_form_and_listed_by_what_they_begin_with(database: Database) -> None:
    for number, title in enumerate(["The Ebb Tide", "Ebb VI", "Flow"]):
        await database.run(titled(f"Story {number}", author="Ann", sequel=title))
    found = [awaited.title for awaited in await all_awaited(database, "ebb")]
    assert found == ["Ebb VI", "The Ebb Tide"]
    assert [awaited.title for awaited in await all_awaited(database, "ebb 6")] == ["Ebb VI"]
    assert [awaited.title for awaited in await all_awaited(database, "EBB vi")] == ["Ebb VI"]
    assert len(await all_awaited(database, "", 2)) == 2
    assert await all_awaited(database, "storm") == []


async def test_awaited_titles_of_stories_that_are_not_let_through_are_not_told(database: Database) -> None:
    await database.run(titled("One", author="Ann", sequel="Two", warnings=("rape-noncon",)))
    (awaited,) = await all_awaited(database)
    assert await database.run(list_awaited("", replace(EVERY_STORY, gates=(Gate.OPEN, Gate.UNSTATED)), 25)) == []
    assert await database.run(get_awaited(awaited.id, replace(EVERY_STORY, gates=(Gate.OPEN,)))) is None


async def test_what_closes_an_awaited_title_is_told_once(database: Database) -> None:
    one = await database.run(titled("One", author="Ann", sequel="Two"))
    (awaited,) = await all_awaited(database)
    assert await events(database) == []
    two = await database.run(titled("Two", author="Ann", prequel="One"))
    assert await events(database) == [(awaited.id, one, two)]
    await database.run(hide_story(two, LATER))
    await database.run(titled("Two", author="Ann", prequel="One"))
    await database.run(unlink(one, two, OPERATOR, LATER))
    await database.run(relink(one, two, LATER))
    await database.run(again("One", author="Ann", sequel="Two"))
    assert await events(database) == [(awaited.id, one, two)]


async def test_an_arrival_that_two_stories_await_is_told_to_both(database: Database) -> None:
    one = await database.run(titled("One", author="Ann", sequel="Two"))
    three = await database.run(titled("Three", author="Ann", prequel="Two"))
    awaited = {each.story_id: each.id for each in await all_awaited(database)}
    two = await database.run(titled("Two", author="Ann", sequel="Three"))
    assert set(await events(database)) == {(awaited[one], one, two), (awaited[three], two, three)}


async def test_a_neighbour_in_the_series_is_told_too_though_no_title_was_awaited(database: Database) -> None:
    one = await database.run(titled("One", author="Ann", series="Seas", series_index=1))
    two = await database.run(titled("Two", author="Ann", series="Seas", series_index=2))
    assert await events(database) == [(None, one, two)]


async def test_a_database_of_before_there_were_links_keeps_its_stories_and_has_its_files_read_again(
    empty_url: str,
) -> None:
    database = await open_database(empty_url, migrations=MIGRATIONS[:2])
    await ask(
        database,
        "INSERT INTO stories (source, title, title_key, author, author_key, sequel_key, edition_id, added_at, updated_at)"
        " VALUES ('library:One', 'One', '1', 'Ann', 'ann', '2', NULL, 0, 0) RETURNING id",
    )
    await ask(
        database,
        "INSERT INTO files (path, content_hash, importer_version, read_at) VALUES ('One', 'x', 5, 0) RETURNING path",
    )
    await database.close()
    database = await open_database(empty_url)
    assert [row["importer_version"] for row in await ask(database, "SELECT importer_version FROM files")] == [0]
    one = await database.run(titled("One", author="Ann", sequel="Two"))
    assert one == 1
    two = await database.run(titled("Two", author="Ann"))
    assert await later_than(database, one) == [two]
    await database.close()


# --- undone ---------------------------------------------------------------------------------------------------------


async def test_a_match_that_was_undone_stays_undone_until_it_is_restored(database: Database) -> None:
    one = await database.run(titled("One", author="Ann", sequel="Two", series="Seas", series_index=1))
    two = await database.run(titled("Two", author="Ann", prequel="One", series="Seas", series_index=2))
    await database.run(unlink(one, two, OPERATOR, NOON))
    await database.run(again("One", author="Ann", sequel="Two", series="Seas", series_index=1))
    await database.run(again("Two", author="Ann", series="Seas", series_index=2))
    await database.run(save(make_story(title="One", author="Ann", series="Seas", series_index=1), hash="third"))
    assert await later_than(database, one) == []
    assert await earlier_than(database, two) == []
    before, after = await database.run(list_unlinked(one))
    assert ([s.story_id for s in before], [s.story_id for s in after]) == ([], [two])
    before, after = await database.run(list_unlinked(two))
    assert ([s.story_id for s in before], [s.story_id for s in after]) == ([one], [])
    await database.run(relink(one, two, LATER))
    assert await later_than(database, one) == [two]
    assert await database.run(list_unlinked(one)) == ((), ())


async def test_a_title_whose_match_was_undone_is_awaited_again(database: Database) -> None:
    one = await database.run(titled("One", author="Ann", sequel="Two II"))
    exact = await database.run(titled("Two II", author="Ann"))
    subtitled = await database.run(titled("Two II: Up", author="Ann"))
    await database.run(unlink(one, exact, OPERATOR, NOON))
    assert await later_than(database, one) == [subtitled]
    await database.run(unlink(one, subtitled, OPERATOR, NOON))
    assert [awaited.title for awaited in await all_awaited(database)] == ["Two II"]
    card = await database.run(get_card(one, EVERY_STORY))
    assert card is not None
    assert card.sequel == Neighbour("Two II")


async def test_what_was_undone_is_remembered_after_a_restart(database_url: str) -> None:
    database = await open_database(database_url)
    one = await database.run(titled("One", author="Ann", sequel="Two"))
    two = await database.run(titled("Two", author="Ann"))
    await database.run(unlink(one, two, OPERATOR, NOON))
    await database.close()
    database = await open_database(database_url)
    await database.run(again("Two", author="Ann"))
    assert await later_than(database, one) == []
    await database.close()


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
async def test_a_story_without_an_author_is_linked_by_its_title_and_series_or_by_pointing_back(
    tmp_path: Path, order: tuple[int, ...]
) -> None:
    database = await open_database(f"sqlite:///{tmp_path / 'links.db'}")
    said: list[dict[str, Any]] = [
        {
            "title": "Close Harbour V",
            "series": "Close Harbour",
            "series_index": 5,
            "sequel": "Close Harbour VI: The Plan",
        },
        {"title": "Close Harbour VI: The Plan", "series": "Close Harbour"},
        {"title": "The Plan, Undone", "prequel": "Close Harbour VI: The Plan"},
    ]
    ids = {place: await database.run(titled(**said[place])) for place in order}
    assert await later_than(database, ids[0]) == [ids[1]]
    assert await later_than(database, ids[1]) == []
    await database.close()
