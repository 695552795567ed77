"""Bookmarks: a place kept is found again, by its owner alone, and tells no more than may be shown there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.db.stories import hide_story
from bot.errors import LimitError, NotFoundError, NotHereError
from bot.models import Position, Rating, RatingLevel, Spot, Visit
from bot.services import bookmark, prefer
from bot.services.engine import Engine
from bot.services.read import PageView, open_part
from tests.db.samples import ask
from tests.services.conftest import ADA, ADULTS, BO, DM, NOON, SERVER, Shelf, part, story_of

HERE = Visit(ADA, SERVER)


async def page(engine: Engine, story_id: int, number: int, visit: Visit = HERE) -> Position:
    view = await open_part(engine, visit, story_id, number)
    assert isinstance(view, PageView)
    return view.place


async def test_a_bookmark_keeps_the_place_and_the_note(engine: Engine, ferry: int):
    place = await page(engine, ferry, 3)
    kept = (await bookmark.keep(engine, HERE, "so sad", place)).view
    assert (kept.title, kept.part, kept.parts, kept.note, kept.words) == ("The Ferry", 3, 3, "so sad", "Three.")
    again = await bookmark.resume(engine, HERE, kept.id)
    assert isinstance(again, PageView)
    assert again.place == place


async def test_without_a_page_it_is_where_she_is_in_the_story_read_last(engine: Engine, ferry: int):
    with pytest.raises(NotFoundError, match="begun"):
        await bookmark.keep(engine, HERE)
    await page(engine, ferry, 2)
    assert (await bookmark.keep(engine, HERE)).view.part == 2


async def test_the_same_place_is_kept_once_and_a_new_note_replaces_the_old(engine: Engine, ferry: int):
    place = await page(engine, ferry, 1)
    first = (await bookmark.keep(engine, HERE, "one", place)).view
    assert (await bookmark.keep(engine, HERE, None, place)).view.note == "one"
    again = (await bookmark.keep(engine, HERE, " two ", place)).view
    assert (again.id, again.note) == (first.id, "two")
    assert (await bookmark.list_page(engine, HERE, 1)).total == 1


async def test_they_are_listed_latest_first_in_pages_and_suggested_by_title_and_note(engine: Engine, shelf: Shelf):
    story_id = await shelf.put(story_of("Long", *(part(n, f"Number {n}.") for n in range(1, 21))))
    for number in range(1, 21):
        await bookmark.keep(engine, HERE, f"note {number}", await page(engine, story_id, number))
    first = await bookmark.list_page(engine, HERE, 1)
    assert (first.total, first.pages, first.bookmarks[0].part) == (20, 3, 20)
    assert (await bookmark.list_page(engine, HERE, 99)).bookmarks[-1].part == 1
    assert [view.part for view in await bookmark.suggest(engine, HERE, "NOTE 17")] == [17]
    assert len(await bookmark.suggest(engine, HERE, "long")) == 20


async def test_nobody_sees_opens_or_removes_anothers(engine: Engine, ferry: int):
    kept = (await bookmark.keep(engine, HERE, "mine", await page(engine, ferry, 2))).view
    stranger = Visit(BO, SERVER)
    for act in (bookmark.look, bookmark.resume, bookmark.remove):
        with pytest.raises(NotFoundError):
            await act(engine, stranger, kept.id)
    assert (await bookmark.list_page(engine, stranger, 1)).total == 0
    assert not await bookmark.suggest(engine, stranger, "")
    assert (await bookmark.look(engine, HERE, kept.id)).note == "mine"


async def test_a_removed_one_is_gone_and_removing_it_again_is_said_so(engine: Engine, ferry: int):
    kept = (await bookmark.keep(engine, HERE, None, await page(engine, ferry, 2))).view
    await bookmark.remove(engine, HERE, kept.id)
    with pytest.raises(NotFoundError):
        await bookmark.remove(engine, HERE, kept.id)


async def test_no_more_are_kept_than_the_operator_allows(engine: Engine, ferry: int):
    engine = replace(engine, most_bookmarks=2)
    for number in (1, 2):
        await bookmark.keep(engine, HERE, None, await page(engine, ferry, number))
    with pytest.raises(LimitError):
        await bookmark.keep(engine, HERE, None, await page(engine, ferry, 3))
    assert (await bookmark.list_page(engine, HERE, 1)).total == 2
    assert (await bookmark.keep(engine, HERE, "again", await page(engine, ferry, 2))).view.note == "again"


async def test_what_may_not_be_shown_there_tells_neither_title_nor_words(engine: Engine, cellar: int):
    place = await page(engine, cellar, 2, Visit(ADA, ADULTS))
    kept = (await bookmark.keep(engine, Visit(ADA, ADULTS), "stairs", place)).view
    assert (kept.title, kept.words) == ("The Cellar", "Up.")
    for where in (SERVER, DM):
        shown = await bookmark.look(engine, Visit(ADA, where), kept.id)
        assert (shown.title, shown.words, shown.chapter, shown.note) == (None, None, None, "stairs")
        with pytest.raises(NotHereError):
            await bookmark.resume(engine, Visit(ADA, where), kept.id)
        assert not await bookmark.suggest(engine, Visit(ADA, where), "cellar")
    with pytest.raises(NotHereError):
        await bookmark.keep(engine, HERE, None, place)


async def test_words_she_avoids_are_not_quoted(engine: Engine, shelf: Shelf):
    story_id = await shelf.put(
        story_of("Vet", part(1, "The dog."), warnings=("animal-death",), rating=Rating(RatingLevel.TEEN, "T"))
    )
    kept = (await bookmark.keep(engine, HERE, None, await page(engine, story_id, 1))).view
    assert kept.words == "The dog."
    await prefer.avoid(engine, HERE, ["animal-death"])
    assert (await bookmark.look(engine, HERE, kept.id)).words is None


async def test_a_bookmark_in_a_story_that_is_gone_stays_as_withdrawn(engine: Engine, ferry: int):
    kept = (await bookmark.keep(engine, HERE, "mine", await page(engine, ferry, 2))).view
    await engine.database.run(hide_story(ferry, NOON))
    shown = await bookmark.look(engine, HERE, kept.id)
    assert (shown.hidden, shown.words, shown.note) == (True, None, "mine")
    with pytest.raises(NotFoundError, match="stays"):
        await bookmark.resume(engine, HERE, kept.id)


@pytest.mark.parametrize("spot", [Spot(999, 0), Spot(0, 10**9)])
async def test_a_forged_place_keeps_nothing_that_is_not_there(engine: Engine, ferry: int, spot: Spot):
    place = await page(engine, ferry, 1)
    with pytest.raises(NotFoundError):
        await bookmark.keep(engine, HERE, None, replace(place, part=77, spot=spot))
    if spot.paragraph:
        with pytest.raises(NotFoundError):
            await bookmark.keep(engine, HERE, None, replace(place, spot=spot))
    else:
        assert (await bookmark.keep(engine, HERE, None, replace(place, spot=spot))).view.words != "One."


async def test_that_the_words_are_gone_is_told_with_the_page_and_not_with_a_refusal(engine: Engine, cellar: int):
    here = Visit(ADA, ADULTS)
    kept = (await bookmark.keep(engine, here, None, await page(engine, cellar, 2, here))).view
    await ask(engine.database, "UPDATE bookmarks SET moved = 1 WHERE id = :id RETURNING id", id=kept.id)
    with pytest.raises(NotHereError):
        await bookmark.resume(engine, HERE, kept.id)
    told = await bookmark.resume(engine, here, kept.id)
    again = await bookmark.resume(engine, here, kept.id)
    assert isinstance(told, PageView)
    assert isinstance(again, PageView)
    assert (told.moved, again.moved) == (True, False)
