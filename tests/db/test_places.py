"""A reader's place in the next edition."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.db import Database
from bot.db.parts import current_edition
from bot.db.places import find_place

from bot.db.stories import hide_story
from bot.models import Position, Spot
from bot.text import fingerprint
from tests.db.samples import LATER, make_story, place, save

OLD = (["Alpha.", "Beta."], ["Gamma.", "Yes.", "Delta."], ["Yes.", "Omega."])


async def _editions(database: Database, old, new) -> tuple[int, int, int]:
    story_id = await database.run(save(make_story(*old, title="Storm")))
    first = await database.run(current_edition(story_id))
    await database.run(save(make_story(*new, title="Storm"), hash="next"))
    second = await database.run(current_edition(story_id))
    assert first is not None
    assert second is not None
    return story_id, first, second


async def _spot(database: Database, position: Position) -> tuple[int, int, int]:
    found = await database.run(find_place(position))
    assert found is not None
    return found.part, found.spot.paragraph, found.spot.offset


async def test_a_place_in_the_current_edition_is_itself(database: Database) -> None:
    story_id = await database.run(save(make_story(*OLD, title="Storm")))
    edition = await database.run(current_edition(story_id))
    assert edition is not None
    here = place(story_id, edition, 2, 1, 3)
    assert await database.run(find_place(here)) == here


async def test_a_place_moves_with_its_words(database: Database) -> None:
    new = (["Prologue."], *OLD)
    story_id, first, second = await _editions(database, OLD, new)
    found = await database.run(find_place(place(story_id, first, 2, 2, 3)))
    assert found == Position(story_id, second, 3, Spot(2, 3), fingerprint("Delta."))


async def test_a_repeated_paragraph_is_the_one_that_moved_with_its_surroundings(database: Database) -> None:
    new = (["Yes.", "Yes.", "Yes."], *OLD)
    story_id, first, _ = await _editions(database, OLD, new)
    assert await _spot(database, place(story_id, first, 2, 1, words="Yes.")) == (3, 1, 0)
    assert await _spot(database, place(story_id, first, 3, 0, words="Yes.")) == (4, 0, 0)


async def test_where_the_words_are_gone_the_nearest_survivor_before_is_meant(database: Database) -> None:
    new = (["Alpha.", "Beta."], ["Gamma.", "Rewritten."], ["Omega."])
    story_id, first, _ = await _editions(database, OLD, new)
    assert await _spot(database, place(story_id, first, 2, 2, 4)) == (2, 0, 0)


async def test_where_nothing_before_survives_the_story_begins_again(database: Database) -> None:
    story_id, first, _ = await _editions(database, OLD, (["All new."], ["Omega."]))
    assert await _spot(database, place(story_id, first, 2, 2, 4)) == (1, 0, 0)


async def test_an_offset_never_passes_the_end_of_its_paragraph(database: Database) -> None:
    story_id, first, _ = await _editions(database, (["Hello,    there!!!"],), (["Hello there"],))
    assert await _spot(database, place(story_id, first, 1, 0, 17)) == (1, 0, 11)


async def test_a_place_past_the_old_text_is_its_end(database: Database) -> None:
    story_id, first, _ = await _editions(database, OLD, OLD)
    assert await _spot(database, place(story_id, first, 9, 9)) == (3, 1, 0)


async def test_a_place_survives_two_editions(database: Database) -> None:
    story_id, first, _ = await _editions(database, OLD, (["Other."],))
    await database.run(save(make_story(["New."], *OLD, title="Storm"), hash="third"))
    assert await _spot(database, place(story_id, first, 2, 2)) == (3, 2, 0)


async def test_a_place_of_an_edition_nobody_knows_is_found_by_its_fingerprint_or_its_part(database: Database) -> None:
    story_id = await database.run(save(make_story(*OLD, title="Storm")))
    assert await _spot(database, place(story_id, 999, 3, 0, words="Yes.")) == (3, 0, 0)
    assert await _spot(database, place(story_id, 999, 3, 1, words="Gone.")) == (3, 0, 0)
    assert await _spot(database, place(story_id, 999, 8, 1)) == (3, 0, 0)


async def test_a_hidden_an_unknown_and_an_empty_story_have_no_place(database: Database) -> None:
    story_id, first, _ = await _editions(database, OLD, ([],))
    assert await database.run(find_place(place(story_id, first, 1))) is None
    await database.run(hide_story(story_id, LATER))
    assert await database.run(find_place(place(story_id, first, 1))) is None
    assert await database.run(find_place(place(999, 1, 1))) is None


@given(st.lists(st.sampled_from("abcdef"), min_size=1), st.lists(st.sampled_from("abcdef"), min_size=1), st.data())
def test_locating_always_gives_a_place_and_only_claims_words_that_are_there(old, new, data) -> None:
    at = data.draw(st.integers(0, len(old) - 1))
    index, same = locate(old, at, new)
    assert 0 <= index < len(new)
    assert same == (old[at] in new)
    if same:
        assert new[index] == old[at]


@given(
    st.lists(st.integers(), min_size=1, unique=True).map(lambda n: [str(i) for i in n]), st.integers(0, 5), st.data()
)
def test_text_put_before_a_story_moves_every_place_along(old, more, data) -> None:
    at = data.draw(st.integers(0, len(old) - 1))
    assert locate(old, at, [f"new {n}" for n in range(more)] + old) == (at + more, True)
