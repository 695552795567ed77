"""A reader's place in the next edition."""

from __future__ import annotations

from bot.db import Database
from bot.db.parts import current_edition
from bot.db.places import Found, find_following, find_place
from bot.db.progress import get_progress
from bot.db.readers import keep_reader
from bot.db.stories import hide_story
from bot.models import Position, Progress, Reader, ReadingState, Spot, Stage, reading_state
from bot.text import fingerprint
from tests.db.samples import LATER, NOON, ask, keep_way, make_story, place, save, way

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
    return found.position.part, found.position.spot.paragraph, found.position.spot.offset


async def test_a_place_in_the_current_edition_is_itself(database: Database) -> None:
    story_id = await database.run(save(make_story(*OLD, title="Storm")))
    edition = await database.run(current_edition(story_id))
    assert edition is not None
    here = place(story_id, edition, 2, 1, 3)
    assert await database.run(find_place(here)) == Found(here)


async def test_a_place_moves_with_its_words(database: Database) -> None:
    new = (["Prologue."], *OLD)
    story_id, first, second = await _editions(database, OLD, new)
    found = await database.run(find_place(place(story_id, first, 2, 2, 3)))
    assert found == Found(Position(story_id, second, 3, Spot(2, 3), fingerprint("Delta.")))


async def test_a_repeated_paragraph_is_the_one_that_moved_with_its_surroundings(database: Database) -> None:
    new = (["Yes.", "Yes.", "Yes."], *OLD)
    story_id, first, _ = await _editions(database, OLD, new)
    assert await _spot(database, place(story_id, first, 2, 1, words="Yes.")) == (3, 1, 0)
    assert await _spot(database, place(story_id, first, 3, 0, words="Yes.")) == (4, 0, 0)


async def test_where_the_words_are_gone_the_nearest_survivor_before_is_meant(database: Database) -> None:
    new = (["Alpha.", "Beta."], ["Gamma.", "Rewritten."], ["Omega."])
    story_id, first, _ = await _editions(database, OLD, new)
    assert await _spot(database, place(story_id, first, 2, 2, 4)) == (2, 0, 0)
    found = await database.run(find_place(place(story_id, first, 2, 2, 4)))
    assert found
    assert found.lost


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


async def test_a_place_of_an_edition_nobody_knows_is_the_beginning_of_its_part(database: Database) -> None:
    story_id = await database.run(save(make_story(*OLD, title="Storm")))
    assert await _spot(database, place(story_id, 999, 3, 1)) == (3, 0, 0)
    assert await _spot(database, place(story_id, 999, 8, 1)) == (3, 0, 0)


async def test_a_hidden_an_unknown_and_an_empty_story_have_no_place(database: Database) -> None:
    story_id, first, _ = await _editions(database, OLD, ([],))
    assert await database.run(find_place(place(story_id, first, 1))) is None
    await database.run(hide_story(story_id, LATER))
    assert await database.run(find_place(place(story_id, first, 1))) is None
    assert await database.run(find_place(place(999, 1, 1))) is None


async def test_what_comes_next_on_an_old_page_begins_with_what_was_put_in_before_it(database: Database) -> None:
    new = (OLD[0], ["A new scene."], *OLD[1:])
    story_id, first, _ = await _editions(database, OLD, new)
    found = await database.run(find_following(place(story_id, first, 2)))
    assert found
    assert (found.position.part, found.position.spot) == (2, Spot())


async def test_what_came_next_and_was_cut_leaves_the_end_of_the_text(database: Database) -> None:
    story_id, first, _ = await _editions(database, OLD, OLD[:1])
    found = await database.run(find_following(place(story_id, first, 2)))
    assert found
    assert (found.position.part, found.position.spot) == (1, Spot(1))


# --- places that are kept, carried over when the edition is saved -----------------------------------------------------

LONG = "The ferry had left without her, and nobody on the quay could say when another would come."


async def _kept(database: Database, old, new, *, at: tuple[int, int, int], **changes) -> Progress:
    """What became of a reader's progress when a story's next edition was saved."""
    story_id = await database.run(save(make_story(*old, title="Storm")))
    edition = await database.run(current_edition(story_id))
    assert edition is not None
    await database.run(keep_way(1, way(place(story_id, edition, *at), **changes), NOON))
    await database.run(save(make_story(*new, title="Storm"), hash="next"))
    progress = await database.run(get_progress(1, story_id))
    assert progress is not None
    assert progress.place.edition_id == await database.run(current_edition(story_id))
    return progress


async def test_a_kept_place_stays_on_its_words_where_a_typo_is_mended(database: Database) -> None:
    at = LONG.index("nobody")
    new = LONG.replace("ferry", "ferryboat")
    progress = await _kept(database, (["One."], [LONG]), (["One.", new],), at=(2, 0, at))
    assert (progress.place.part, progress.place.spot) == (1, Spot(1, new.index("nobody")))
    assert progress.place.fingerprint == fingerprint(new)
    assert not progress.moved


async def test_a_kept_place_whose_words_are_gone_is_the_nearest_before_and_that_is_noted(database: Database) -> None:
    progress = await _kept(database, (["One."], ["Two.", LONG]), (["One."], ["Two.", "Rain, all day."]), at=(2, 1, 4))
    assert (progress.place.part, progress.place.spot) == (2, Spot(0))
    assert progress.moved


async def test_who_had_read_all_goes_on_with_what_was_added(database: Database) -> None:
    old = (["One."], ["Two.", LONG])
    progress = await _kept(database, old, (*old, ["Three."], ["Four."]), at=(2, 0, 0), finished=True)
    assert progress.following
    assert (progress.following.part, progress.following.spot) == (3, Spot())
    assert reading_state(progress, 4) == ReadingState(Stage.GROWN, new_parts=2)


async def test_who_had_read_all_has_nothing_new_where_the_last_part_is_only_divided(database: Database) -> None:
    progress = await _kept(
        database, (["One."], ["Two.", LONG]), (["One."], ["Two."], [LONG]), at=(2, 0, 0), finished=True
    )
    assert progress.following is None
    assert reading_state(progress, 3).stage is Stage.FINISHED


async def test_who_was_about_to_read_what_is_cut_has_read_all(database: Database) -> None:
    story_id = await database.run(save(make_story(["One."], [LONG], title="Storm")))
    edition = await database.run(current_edition(story_id))
    assert edition is not None
    here = way(place(story_id, edition, 1), following=place(story_id, edition, 2))
    await database.run(keep_way(1, here, NOON))
    await database.run(save(make_story(["One."], title="Storm"), hash="next"))
    progress = await database.run(get_progress(1, story_id))
    assert progress
    assert progress.following is None
    assert progress.finished


async def test_readers_of_one_story_do_not_move_those_of_another(database: Database) -> None:
    other = await database.run(save(make_story(*OLD, title="Other")))
    edition = await database.run(current_edition(other))
    assert edition is not None
    await database.run(keep_way(1, way(place(other, edition, 2)), NOON))
    await _kept(database, OLD, (["New."], *OLD), at=(1, 0, 0))
    progress = await database.run(get_progress(1, other))
    assert progress is not None
    assert (progress.place.edition_id, progress.place.part) == (edition, 2)


async def test_bookmarks_are_carried_over_too(database: Database) -> None:
    story_id = await database.run(save(make_story(["One."], ["Two.", LONG], title="Storm")))
    edition = await database.run(current_edition(story_id))
    await database.run(keep_reader(Reader(1), NOON))
    for part, paragraph, offset in ((2, 1, 4), (1, 0, 0)):
        await ask(
            database,
            "INSERT INTO bookmarks (reader_id, story_id, edition_id, part, paragraph, text_offset, fingerprint, created_at)"
            " VALUES (1, :story, :edition, :part, :paragraph, :offset, '', 0)",
            story=story_id,
            edition=edition,
            part=part,
            paragraph=paragraph,
            offset=offset,
        )
    await database.run(save(make_story(["New."], ["Two.", LONG], title="Storm"), hash="next"))
    rows = await ask(database, "SELECT * FROM bookmarks WHERE reader_id = :id ORDER BY id", id=1)
    assert [(row["edition_id"], row["part"], row["paragraph"], row["text_offset"], row["moved"]) for row in rows] == [
        (edition + 1, 2, 1, 4, 0),
        (edition + 1, 1, 0, 0, 1),
    ]
    assert rows[0]["fingerprint"] == fingerprint(LONG)
