"""Reading: what comes next, what is kept, and what is not shown."""

from __future__ import annotations

import pytest

from bot.db.progress import get_progress
from bot.db.stories import get_entry
from bot.errors import NotFoundError, NotHereError
from bot.models import (
    Neighbour,
    Position,
    Rating,
    RatingLevel,
    ReadingState,
    Spot,
    Stage,
    Visit,
    reading_state,
)
from bot.services.describe import describe
from bot.services.engine import Engine
from bot.services.read import Finished, PageView, go_on, mark_shown, open_part, read, resume, turn
from tests.services.conftest import ADA, ADULTS, BO, DM, SERVER, Shelf, part, story_of, words


def at(view: object) -> tuple[int, int]:
    """Part and page."""
    assert isinstance(view, PageView)
    return view.place.part, view.page.number


async def serve(engine: Engine, story_id: int) -> PageView | Finished | None:
    """What `/read` shows, and shown it was."""
    view = await read(engine, Visit(ADA, SERVER), story_id=story_id)
    if isinstance(view, PageView):
        await mark_shown(engine, ADA, view)
    return view


async def test_read_opens_a_story_at_its_beginning(engine: Engine, ferry: int):
    view = await read(engine, Visit(ADA, SERVER), story_id=ferry)
    assert at(view) == (1, 1)
    assert isinstance(view, PageView)
    assert view.page.text == "One."
    assert not view.has_back
    assert view.following


async def test_read_typed_again_and_again_serves_page_after_page_to_the_end(engine: Engine, ferry: int):
    seen = [at(await serve(engine, ferry)) for _ in range(4)]
    assert seen == [(1, 1), (2, 1), (2, 2), (3, 1)]
    assert isinstance(await serve(engine, ferry), Finished)


async def test_read_shows_again_the_page_that_a_button_reached(engine: Engine, ferry: int):
    first = await read(engine, Visit(ADA, SERVER), story_id=ferry)
    assert isinstance(first, PageView)
    second = await turn(engine, Visit(ADA, SERVER), first.place, 1)
    assert at(second) == (2, 1)
    assert at(await serve(engine, ferry)) == (2, 1)
    assert at(await serve(engine, ferry)) == (2, 2)


async def test_a_page_that_could_not_be_sent_is_served_again(engine: Engine, ferry: int):
    assert at(await read(engine, Visit(ADA, SERVER), story_id=ferry)) == (1, 1)
    assert at(await serve(engine, ferry)) == (1, 1)
    assert at(await serve(engine, ferry)) == (2, 1)


async def test_read_without_a_story_goes_on_with_the_last_one_shown(engine: Engine, shelf: Shelf, ferry: int):
    other = await shelf.put(story_of("Other", part(1, "A."), part(2, "B.")))
    await read(engine, Visit(ADA, SERVER), story_id=ferry)
    await serve(engine, other)
    view = await read(engine, Visit(ADA, SERVER))
    assert isinstance(view, PageView)
    assert (view.entry.title, view.place.part) == ("Other", 2)


async def test_read_without_a_story_gives_nothing_to_who_has_begun_none(engine: Engine, ferry: int):
    assert await read(engine, Visit(ADA, SERVER)) is None


async def test_read_without_a_story_passes_over_what_may_not_be_shown_here(engine: Engine, ferry: int, cellar: int):
    await read(engine, Visit(ADA, SERVER), story_id=ferry)
    await read(engine, Visit(ADA, ADULTS), story_id=cellar)
    here, there = await read(engine, Visit(ADA, SERVER)), await read(engine, Visit(ADA, ADULTS))
    assert isinstance(here, PageView)
    assert here.entry.story_id == ferry
    assert isinstance(there, PageView)


async def test_a_part_can_be_opened_by_its_number(engine: Engine, ferry: int):
    assert at(await read(engine, Visit(ADA, SERVER), story_id=ferry, part=3)) == (3, 1)
    assert at(await open_part(engine, Visit(ADA, SERVER), ferry, 2)) == (2, 1)


async def test_many_stories_for_adults_do_not_hide_the_one_she_may_go_on_with(engine: Engine, shelf: Shelf, ferry: int):
    await read(engine, Visit(ADA, SERVER), story_id=ferry)
    for number in range(30):
        adult = await shelf.put(story_of(f"Dark {number}", part(1, "A."), rating=Rating(RatingLevel.MATURE, "M")))
        await read(engine, Visit(ADA, ADULTS), story_id=adult)
    view = await read(engine, Visit(ADA, SERVER))
    assert isinstance(view, PageView)
    assert view.entry.story_id == ferry


@pytest.mark.parametrize("number", [0, 4, 10**9])
async def test_a_part_that_is_not_there_is_said_in_words(engine: Engine, ferry: int, number: int):
    with pytest.raises(NotFoundError, match="3"):
        await open_part(engine, Visit(ADA, SERVER), ferry, number)


async def test_a_story_that_is_not_there_is_said_in_words(engine: Engine):
    with pytest.raises(NotFoundError, match="library"):
        await read(engine, Visit(ADA, SERVER), story_id=999)


async def test_every_page_is_reached_by_next_and_all_of_them_again_by_back(engine: Engine, ferry: int):
    view = await open_part(engine, Visit(ADA, SERVER), ferry, 1)
    there = [at(view)]
    while view.following:
        view = await turn(engine, Visit(ADA, SERVER), view.place, 1)
        there.append(at(view))
    back = [at(view)]
    while view.has_back:
        view = await turn(engine, Visit(ADA, SERVER), view.place, -1)
        back.append(at(view))
    assert there == [(1, 1), (2, 1), (2, 2), (3, 1)]
    assert back == there[::-1]


async def test_turning_beyond_the_ends_shows_the_same_page_again(engine: Engine, ferry: int):
    first = await open_part(engine, Visit(ADA, SERVER), ferry, 1)
    assert at(await turn(engine, Visit(ADA, SERVER), first.place, -1)) == (1, 1)
    last = await open_part(engine, Visit(ADA, SERVER), ferry, 3)
    assert at(await turn(engine, Visit(ADA, SERVER), last.place, 1)) == (3, 1)


async def test_next_on_an_older_page_never_lowers_the_furthest_place(engine: Engine, ferry: int):
    first = await open_part(engine, Visit(ADA, SERVER), ferry, 1)
    await open_part(engine, Visit(ADA, SERVER), ferry, 3)
    await turn(engine, Visit(ADA, SERVER), first.place, 1)
    kept = await engine.database.run(get_progress(ADA.id, ferry))
    assert kept is not None
    assert kept.place.part == 2
    assert kept.furthest_part == 3
    assert kept.finished


async def test_one_readers_place_never_moves_anothers(engine: Engine, ferry: int):
    await read(engine, Visit(ADA, SERVER), story_id=ferry, part=3)
    assert at(await read(engine, Visit(BO, SERVER), story_id=ferry)) == (1, 1)
    assert at(await resume(engine, Visit(ADA, SERVER), ferry)) == (3, 1)


async def test_resuming_shows_where_she_stopped_however_she_came_there(engine: Engine, ferry: int):
    assert at(await resume(engine, Visit(ADA, SERVER), ferry)) == (1, 1)
    await read(engine, Visit(ADA, SERVER), story_id=ferry, part=2)
    assert at(await resume(engine, Visit(ADA, SERVER), ferry)) == (2, 1)


async def test_progress_runs_from_the_beginning_to_a_hundred_percent_and_no_minutes(engine: Engine, ferry: int):
    view = await open_part(engine, Visit(ADA, SERVER), ferry, 1)
    shown = [(view.percent, view.minutes_left)]
    while view.following:
        view = await turn(engine, Visit(ADA, SERVER), view.place, 1)
        shown.append((view.percent, view.minutes_left))
    assert shown == sorted(shown, key=lambda pair: (pair[0], -pair[1]))
    assert shown[-1] == (100, 0)
    assert all(percent < 100 and minutes > 0 for percent, minutes in shown[:-1])


@pytest.mark.parametrize("where", [SERVER, DM])
async def test_a_story_for_adults_opens_only_in_an_age_restricted_channel(engine: Engine, cellar: int, where):
    with pytest.raises(NotHereError, match="adults"):
        await read(engine, Visit(ADA, where), story_id=cellar)
    with pytest.raises(NotHereError):
        await open_part(engine, Visit(ADA, where), cellar, 1)
    with pytest.raises(NotHereError):
        await resume(engine, Visit(ADA, where), cellar)
    view = await open_part(engine, Visit(ADA, ADULTS), cellar, 1)
    with pytest.raises(NotHereError):
        await turn(engine, Visit(ADA, where), view.place, 1)


async def test_a_held_story_opens_nowhere(engine: Engine, shelf: Shelf):
    held = await shelf.put(story_of("Held", part(1, "No."), warnings=("underage",)))
    with pytest.raises(NotHereError, match="held"):
        await read(engine, Visit(ADA, ADULTS), story_id=held)


async def test_a_reader_keeps_her_place_when_a_paragraph_is_put_in_before_it(engine: Engine, shelf: Shelf):
    story_id = await shelf.put(story_of("Growing", part(1, "First words."), part(2, "Her place is here.")), "a", "1")
    old = await open_part(engine, Visit(ADA, SERVER), story_id, 2)
    grown = story_of("Growing", part(1, "First words."), part(2, "A new scene."), part(3, "Her place is here."))
    assert await shelf.put(grown, "a", "2") == story_id
    assert at(await resume(engine, Visit(ADA, SERVER), story_id)) == (3, 1)
    assert at(await turn(engine, Visit(BO, SERVER), old.place, 0)) == (3, 1)


async def test_next_after_two_scenes_were_joined_passes_over_no_words(engine: Engine, shelf: Shelf):
    story_id = await shelf.put(story_of("J", part(1, "First."), part(2, "Second."), part(3, "Third.")), "a", "1")
    page = await serve(engine, story_id)
    assert isinstance(page, PageView)
    assert page.following is not None
    await shelf.put(story_of("J", part(1, "First.", "Second."), part(2, "Third.")), "a", "2")
    assert "Second" in (await go_on(engine, Visit(BO, SERVER), page.following)).page.text
    again = await serve(engine, story_id)
    assert isinstance(again, PageView)
    assert "Second" in again.page.text


async def test_next_after_paragraphs_were_cut_passes_over_none_that_stayed(engine: Engine, shelf: Shelf):
    paragraphs = [words(150, f"number{n}") for n in range(12)]
    story_id = await shelf.put(story_of("C", part(1, *paragraphs)), "a", "1")
    page = await open_part(engine, Visit(ADA, SERVER), story_id, 1)
    assert page.following is not None
    seen = page.following.spot.paragraph
    await shelf.put(story_of("C", part(1, paragraphs[0], *paragraphs[seen:])), "a", "2")
    assert f"number{seen}" in (await go_on(engine, Visit(ADA, SERVER), page.following)).page.text


async def test_parts_added_at_the_end_are_served_to_who_had_finished(engine: Engine, shelf: Shelf):
    story_id = await shelf.put(story_of("Growing", part(1, "One.")), "a", "1")
    await serve(engine, story_id)
    assert isinstance(await serve(engine, story_id), Finished)
    await shelf.put(story_of("Growing", part(1, "One."), part(2, "Two.")), "a", "2")
    assert at(await serve(engine, story_id)) == (2, 1)


async def test_a_scene_put_in_where_she_stopped_is_served_next_by_read_and_by_the_button_of_an_old_page(
    engine: Engine, shelf: Shelf
):
    story_id = await shelf.put(story_of("G", part(1, "First words."), part(2, "Then this.")), "a", "1")
    old = await serve(engine, story_id)
    assert isinstance(old, PageView)
    assert old.following
    new = story_of("G", part(1, "First words."), part(2, "A new scene."), part(3, "Then this."))
    await shelf.put(new, "a", "2")
    assert at(await go_on(engine, Visit(BO, SERVER), old.following)) == (2, 1)
    assert at(await serve(engine, story_id)) == (2, 1)


async def test_a_reader_whose_words_are_gone_is_told_once(engine: Engine, shelf: Shelf):
    story_id = await shelf.put(story_of("G", part(1, "First words."), part(2, "Her place is here.")), "a", "1")
    old = await open_part(engine, Visit(ADA, SERVER), story_id, 2)
    assert not old.moved
    await shelf.put(story_of("G", part(1, "First words."), part(2, "Nothing stays as it was.")), "a", "2")
    first = await resume(engine, Visit(ADA, SERVER), story_id)
    assert (at(first), first.moved) == ((1, 1), True)
    assert not (await resume(engine, Visit(ADA, SERVER), story_id)).moved
    assert (await turn(engine, Visit(BO, SERVER), old.place)).moved


async def test_a_page_that_only_moved_is_nothing_to_tell(engine: Engine, shelf: Shelf):
    story_id = await shelf.put(story_of("G", part(1, "First words."), part(2, "Her place is here.")), "a", "1")
    await open_part(engine, Visit(ADA, SERVER), story_id, 2)
    await shelf.put(story_of("G", part(1, "New."), part(2, "First words.", "Her place is here.")), "a", "2")
    view = await resume(engine, Visit(ADA, SERVER), story_id)
    assert (view.place.part, view.moved) == (2, False)


async def test_who_had_finished_has_new_parts_where_chapters_were_added(engine: Engine, shelf: Shelf):
    story_id = await shelf.put(story_of("G", part(1, "One.")), "a", "1")
    await serve(engine, story_id)

    async def state(parts: int) -> ReadingState:
        return reading_state(await engine.database.run(get_progress(ADA.id, story_id)), parts)

    assert await state(1) == ReadingState(Stage.FINISHED, percent=100)
    await shelf.put(story_of("G", part(1, "One."), part(2, "Two."), part(3, "Three.")), "a", "2")
    assert await state(3) == ReadingState(Stage.GROWN, new_parts=2)
    assert at(await serve(engine, story_id)) == (2, 1)
    assert await state(3) == ReadingState(Stage.GROWN, new_parts=1)
    assert at(await serve(engine, story_id)) == (3, 1)
    assert (await state(3)).stage is Stage.FINISHED


async def test_a_story_is_unread_and_then_read_to_a_percentage(engine: Engine, ferry: int):
    assert reading_state(None, 3).stage is Stage.UNREAD
    await open_part(engine, Visit(ADA, SERVER), ferry, 2)
    kept = await engine.database.run(get_progress(ADA.id, ferry))
    assert reading_state(kept, 3) == ReadingState(Stage.READING, percent=33)


async def test_a_button_of_a_story_that_never_was_is_said_in_words(engine: Engine, ferry: int):
    with pytest.raises(NotFoundError):
        await turn(engine, Visit(ADA, SERVER), Position(999, 999, 1, Spot()), 1)


async def test_a_button_of_an_edition_that_never_was_shows_the_nearest_page(engine: Engine, ferry: int):
    assert at(await turn(engine, Visit(ADA, SERVER), Position(ferry, 999, 2, Spot()))) == (2, 1)


async def test_a_sequel_that_may_not_be_shown_here_is_named_only_where_the_story_itself_names_it(
    engine: Engine, shelf: Shelf
):
    adult = Rating(RatingLevel.EXPLICIT, "NC-17")
    await shelf.put(story_of("Dusk II", part(1, "B."), author="A", series="Dusk", series_index=2, rating=adult))
    silent = await shelf.put(story_of("Dusk I", part(1, "A."), author="A", series="Dusk", series_index=1))
    named = await shelf.put(story_of("Before Dusk", part(1, "A."), author="A", sequel="Dusk II"))
    assert (await open_part(engine, Visit(ADA, SERVER), silent, 1)).ending.sequel is None
    assert (await open_part(engine, Visit(ADA, SERVER), named, 1)).ending.sequel == Neighbour("Dusk II", barred=True)
    assert (await describe(engine, Visit(ADA, SERVER), silent)).sequel is None
    there = (await open_part(engine, Visit(ADA, ADULTS), silent, 1)).ending.sequel
    assert there is not None
    assert there.story_id is not None


async def test_the_end_of_an_unfinished_story_is_told_as_such(engine: Engine, shelf: Shelf):
    going_on = await shelf.put(story_of("On", part(1, "A."), complete=False))
    done = await shelf.put(story_of("Done", part(1, "A."), complete=True))
    assert (await open_part(engine, Visit(ADA, SERVER), going_on, 1)).ending.unfinished
    assert not (await open_part(engine, Visit(ADA, SERVER), done, 1)).ending.unfinished


async def test_an_edition_that_comes_in_the_middle_of_a_turn_is_read_anew(
    engine: Engine, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
):
    story_id = await shelf.put(story_of("Moving", part(1, "Old words.")), "a", "1")
    stale = await engine.database.run(get_entry(story_id))
    await shelf.put(story_of("Moving", part(1, "New words.")), "a", "2")
    entries = iter([stale, await engine.database.run(get_entry(story_id))])

    def get_stale_entry_first(_story_id: int):
        yield from ()
        return next(entries)

    monkeypatch.setattr("bot.services.scope.stories.get_entry", get_stale_entry_first)
    assert (await open_part(engine, Visit(ADA, SERVER), story_id, 1)).page.text == "New words."


async def test_a_place_beyond_the_text_shows_the_nearest_page(engine: Engine, ferry: int):
    view = await open_part(engine, Visit(ADA, SERVER), ferry, 2)
    wild = Position(ferry, view.place.edition_id, 2, Spot(10**6, 10**6))
    assert at(await turn(engine, Visit(ADA, SERVER), wild, 0)) == (2, 2)


async def test_the_last_page_names_the_sequel_and_no_other_page_does(engine: Engine, shelf: Shelf):
    two = story_of("Tides II", part(1, "Then."), author="A", series="Tides", series_index=2)
    one = story_of("Tides I", part(1, "Now."), part(2, "Later."), author="A", series="Tides", series_index=1)
    one_id, two_id = await shelf.put(one), await shelf.put(two)
    first = await open_part(engine, Visit(ADA, SERVER), one_id, 1)
    last = await open_part(engine, Visit(ADA, SERVER), one_id, 2)
    assert first.ending.sequel is None
    assert last.ending.sequel is not None
    assert (last.ending.sequel.title, last.ending.sequel.story_id) == ("Tides II", two_id)


async def test_an_awaited_sequel_is_named_without_a_story(engine: Engine, shelf: Shelf):
    story_id = await shelf.put(story_of("Tides I", part(1, words(3)), sequel="Tides II"))
    last = await open_part(engine, Visit(ADA, SERVER), story_id, 1)
    assert last.ending.sequel is not None
    assert (last.ending.sequel.title, last.ending.sequel.story_id) == ("Tides II", None)
