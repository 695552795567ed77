"""Saving, hiding and listing stories."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.db import Database, every, sql
from bot.db.condition import EVERYTHING
from bot.db.parts import current_edition, get_part, list_chapters, list_parts
from bot.db.search import find_candidates
from bot.db.stories import (
    count_entries,
    find_by_title,
    get_card,
    get_entries,
    get_entry,
    hide_story,
    list_entries,
    save_story,
)
from bot.models import Chapter, Rating, RatingLevel
from tests.db.samples import EVERY_STORY, LATER, NOON, ask, make_story, save, titled


async def test_a_saved_story_stands_in_the_library_with_all_a_list_shows(database: Database) -> None:
    rating = Rating(RatingLevel.TEEN, "T for language")
    story = make_story(
        ["One two three.", "Four."],
        ["Five six."],
        title="The Storm",
        author="Ann",
        series="Seas",
        series_index=2,
        rating=rating,
        warnings=("violence", "storms at sea"),
        fandoms=("Tides",),
    )
    story_id = await database.run(save(story))
    entry = await database.run(get_entry(story_id))
    assert entry is not None
    assert (entry.title, entry.author, entry.series, entry.series_index) == ("The Storm", "Ann", "Seas", 2)
    assert (entry.rating, entry.warnings, entry.fandoms) == (rating, ("violence", "storms at sea"), ("Tides",))
    assert (entry.words, entry.parts) == (6, 2)


async def test_an_unknown_story_has_no_entry_no_card_and_no_edition(database: Database) -> None:
    assert await database.run(get_entry(99)) is None
    assert await database.run(get_card(99, EVERY_STORY)) is None
    assert await database.run(current_edition(99)) is None
    assert await database.run(get_part(99, 1)) is None


async def test_the_same_bytes_saved_again_change_nothing(database: Database) -> None:
    story_id = await database.run(titled("Storm"))
    edition = await database.run(current_edition(story_id))
    assert await database.run(titled("Storm")) == story_id
    assert await database.run(current_edition(story_id)) == edition
    assert await database.run(count_entries(visibility=EVERY_STORY)) == 1


async def test_other_bytes_make_the_next_edition_of_the_same_story(database: Database) -> None:
    chaptered = replace(make_story(["Old."], title="Storm"), chapters=(Chapter("One", (1,)),))
    story_id = await database.run(save(chaptered))
    old = await database.run(current_edition(story_id))
    assert old is not None
    assert await database.run(save(make_story(["New."], ["More."], title="Storm"), hash="other")) == story_id
    new = await database.run(current_edition(story_id))
    assert new is not None
    assert new != old
    assert len(await database.run(list_parts(new, 1, 1000))) == 2
    entry = await database.run(get_entry(story_id))
    assert entry is not None
    assert entry.parts == 2
    assert await database.run(get_part(old, 1)) is None
    assert await database.run(list_parts(old, 1, 1000)) == []
    assert await database.run(list_chapters(old)) == []


async def test_a_superseded_edition_keeps_its_fingerprints_and_no_words(database: Database) -> None:
    story_id = await database.run(save(make_story(["Old words."], title="Storm")))
    old = await database.run(current_edition(story_id))
    await database.run(save(make_story(["New."], title="Storm"), hash="other"))
    (row,) = await database.run(every(sql("list_part_rows", edition_id=old)))
    assert (row["body"], row["first_words"]) == (None, "")
    assert len(row["fingerprints"]) == 12


async def test_a_newer_importer_makes_an_edition_only_where_it_reads_something_else(database: Database) -> None:
    story = make_story(["Same."], title="Storm")
    story_id = await database.run(save(story))
    first = await database.run(current_edition(story_id))
    await database.run(save(story, version=2))
    assert await database.run(current_edition(story_id)) == first
    await database.run(save(make_story(["Same."], title="Storm", author="Ann"), version=2))
    assert await database.run(current_edition(story_id)) == first  # not newer than 2
    await database.run(save(make_story(["Same."], title="Storm", author="Ann"), version=3))
    second = await database.run(current_edition(story_id))
    assert second != first
    await database.run(save(make_story(["Same.", "But two."], title="Storm", author="Ann"), version=4))
    assert await database.run(current_edition(story_id)) != second


async def test_a_hidden_story_is_nowhere_and_comes_back_when_saved_again(database: Database) -> None:
    story_id = await database.run(titled("Storm", author="Ann", series="Seas", fandoms=("Tides",)))
    before = sorted(row["trigram"] for row in await _trigrams(database, story_id))
    await database.run(hide_story(story_id, LATER))
    assert await database.run(get_entry(story_id)) is None
    assert await database.run(get_card(story_id, EVERY_STORY)) is None
    assert await database.run(list_entries(visibility=EVERY_STORY)) == []
    assert await database.run(find_by_title("Storm")) == []
    assert await database.run(get_entries([story_id])) == []
    assert await database.run(current_edition(story_id)) is None
    assert await database.run(count_entries(visibility=EVERY_STORY)) == 0
    assert await database.run(find_candidates(["sto"], EVERY_STORY, EVERYTHING, 10)) == []
    assert await database.run(titled("Storm", author="Ann", series="Seas", fandoms=("Tides",))) == story_id
    assert await database.run(get_entry(story_id)) is not None
    assert sorted(row["trigram"] for row in await _trigrams(database, story_id)) == before


async def _trigrams(database: Database, story_id: int):
    return await ask(database, "SELECT trigram FROM story_trigrams WHERE story_id = :id", id=story_id)


async def test_a_removed_storys_number_is_not_given_again(database: Database) -> None:
    first = await database.run(titled("One"))
    second = await database.run(titled("Two"))
    assert second > first


async def test_a_failing_save_leaves_nothing_behind(database: Database) -> None:
    twice = make_story(["A."], ["B."], title="Storm")
    broken = replace(twice, parts=(twice.parts[0], twice.parts[0]))
    with pytest.raises(Exception, match=r"(?i)unique"):
        await database.run(save(broken))
    assert await database.run(count_entries(visibility=EVERY_STORY)) == 0
    assert await database.run(list_entries(visibility=EVERY_STORY)) == []


async def test_the_same_new_story_saved_by_many_at_once_is_one_story(database: Database) -> None:
    ids = await asyncio.gather(*(database.run(titled("Storm", series="Seas")) for _ in range(8)))
    assert len(set(ids)) == 1


async def test_lists_are_by_title_whatever_the_case(database: Database) -> None:
    ids = {}
    for minute, title in enumerate(["beta", "Alpha", "Émile", "gamma", "Zeta"]):
        story = make_story(title=title)
        saving = save_story(
            title, story, content_hash="h", importer_version=1, title=title, now=NOON.replace(minute=minute)
        )
        ids[title] = await database.run(saving)
    by_title = [entry.title for entry in await database.run(list_entries(visibility=EVERY_STORY))]
    assert by_title == ["Alpha", "beta", "Émile", "gamma", "Zeta"]
    assert [entry.title for entry in await database.run(list_entries(visibility=EVERY_STORY, offset=1, limit=2))] == [
        "beta",
        "Émile",
    ]
    asked = [ids["Zeta"], 999, ids["beta"]]
    assert [entry.title for entry in await database.run(get_entries(asked))] == ["Zeta", "beta"]
    assert await database.run(get_entries([])) == []


async def test_a_title_is_found_whatever_its_case_punctuation_and_numerals(database: Database) -> None:
    await database.run(titled("The Storm, Part II"))
    assert [entry.title for entry in await database.run(find_by_title("the storm part two!"))] == ["The Storm, Part II"]
    assert await database.run(find_by_title("The Storm")) == []
    await database.run(save(make_story(title="The storm: part 2"), source="library:other"))
    assert len(await database.run(find_by_title("The Storm Part 2"))) == 2
