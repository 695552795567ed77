"""Readers and how far they came."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.db import Database, commands, open_database
from bot.db.parts import current_edition
from bot.db.progress import get_progress, latest_story, save_progress
from bot.db.readers import keep_reader
from bot.db.stories import hide_story
from bot.models import Gate, Progress, Reader, Spot
from tests.db.samples import EVERY_STORY, LATER, NOON, ask, keep_way, make_story, place, save, titled, way

READER = 2**63 - 1  # the largest id there can be


async def _story(database: Database, *parts: list[str]) -> tuple[int, int]:
    story_id = await database.run(save(make_story(*parts, title="Storm")))
    edition = await database.run(current_edition(story_id))
    assert edition is not None
    return story_id, edition


async def _saved(database: Database, story_id: int) -> Progress:
    saved = await database.run(get_progress(READER, story_id))
    assert saved is not None
    return saved


async def test_progress_comes_back_as_it_was_saved(database: Database) -> None:
    story_id, edition = await _story(database)
    assert await database.run(get_progress(READER, story_id)) is None
    progress = way(
        place(story_id, edition, 3, 4, 5, words="words"), furthest_part=7, furthest_spot=Spot(8, 9), finished=True
    )
    await database.run(keep_way(READER, progress, NOON))
    assert await _saved(database, story_id) == progress


async def test_the_furthest_place_is_never_lowered_but_the_place_goes_where_the_reader_goes(database: Database) -> None:
    story_id, edition = await _story(database)
    far, near = way(place(story_id, edition, 3, 4, 5)), way(place(story_id, edition, 3, 2, 9), by_command=False)
    await database.run(keep_way(READER, far, NOON))
    await database.run(keep_way(READER, near, LATER))
    saved = await _saved(database, story_id)
    assert (saved.furthest_part, saved.furthest_spot) == (3, Spot(4, 5))
    assert (saved.place, saved.by_command) == (near.place, False)
    await database.run(keep_way(READER, way(place(story_id, edition, 4)), LATER))
    saved = await _saved(database, story_id)
    assert (saved.furthest_part, saved.furthest_spot) == (4, Spot(0, 0))


async def test_a_story_once_finished_stays_finished(database: Database) -> None:
    story_id, edition = await _story(database)
    await database.run(keep_way(READER, way(place(story_id, edition, 1), finished=True), NOON))
    await database.run(keep_way(READER, way(place(story_id, edition, 1)), LATER))
    assert (await _saved(database, story_id)).finished


async def test_racing_saves_never_lower_the_furthest_place(database_url: str) -> None:
    databases = [await open_database(database_url) for _ in range(3)]
    story_id, edition = await _story(databases[0])
    await asyncio.gather(
        *(
            databases[part % 3].run(keep_way(READER, way(place(story_id, edition, part, part % 7)), NOON))
            for part in [*range(1, 41), *range(40, 0, -1)]
        )
    )
    saved = await _saved(databases[0], story_id)
    assert (saved.furthest_part, saved.furthest_spot) == (40, Spot(5, 0))
    for database in databases:
        await database.close()


async def test_a_place_saved_while_an_edition_comes_is_of_that_edition_in_the_end(database_url: str) -> None:
    databases = [await open_database(database_url) for _ in range(2)]
    story_id, _ = await _story(databases[0], ["One."], ["Two."])

    async def read(reader: int) -> None:
        await databases[1].run(keep_reader(Reader(reader), NOON))
        saved = False
        while not saved:
            edition = await databases[1].run(current_edition(story_id))
            assert edition is not None
            saved = await databases[1].run(save_progress(reader, way(place(story_id, edition, 1)), NOON))

    async def edit() -> None:
        for number in range(10):
            await _story_again(databases[0], ["One."], ["Two."], [f"Edition {number}."])

    await asyncio.gather(edit(), *(read(reader) for reader in range(1, 60)))
    rows = await ask(databases[0], "SELECT DISTINCT edition_id FROM progress WHERE story_id = :id", id=story_id)
    assert [row["edition_id"] for row in rows] == [await databases[0].run(current_edition(story_id))]
    for database in databases:
        await database.close()


async def test_in_a_new_edition_the_furthest_place_is_told_by_its_words(database: Database) -> None:
    story_id, old = await _story(database, ["One."], ["Two."], ["Three."])
    await database.run(keep_way(READER, way(place(story_id, old, 3)), NOON))
    await _story_again(database, ["One.", "Two.", "Three."], ["Four."])
    new = await database.run(current_edition(story_id))
    assert new is not None
    await database.run(keep_way(READER, way(place(story_id, new, 1, 1)), LATER))
    saved = await _saved(database, story_id)
    assert (saved.place.edition_id, saved.place.spot) == (new, Spot(1))
    assert (saved.furthest_part, saved.furthest_spot) == (1, Spot(2, 0))


async def test_a_page_of_an_edition_that_is_superseded_is_not_saved(database: Database) -> None:
    story_id, old = await _story(database, ["One."], ["Two."])
    await _story_again(database, ["Zero."], ["One."], ["Two."])
    new = await database.run(current_edition(story_id))
    assert new is not None
    await database.run(keep_way(READER, way(place(story_id, new, 1)), NOON))
    assert not await database.run(save_progress(READER, way(place(story_id, old, 2)), LATER))
    saved = await _saved(database, story_id)
    assert (saved.place.edition_id, saved.place.part, saved.furthest_part) == (new, 1, 1)


async def test_progress_in_a_story_that_was_hidden_meanwhile_is_still_kept(database: Database) -> None:
    story_id, old = await _story(database, ["One."], ["Two."])
    await database.run(keep_way(READER, way(place(story_id, old, 2)), NOON))
    await _story_again(database, ["One."])
    new = await database.run(current_edition(story_id))
    assert new is not None
    await database.run(hide_story(story_id, NOON))
    await database.run(keep_way(READER, way(place(story_id, new, 1)), LATER))
    saved = await _saved(database, story_id)
    assert (saved.place.edition_id, saved.place.part, saved.furthest_part) == (new, 1, 1)


async def _story_again(database: Database, *parts: list[str]) -> None:
    await database.run(save(make_story(*parts, title="Storm"), hash=repr(parts)))


async def test_the_latest_stories_come_first_and_hidden_ones_not_at_all(database: Database) -> None:
    ids = []
    for number in range(4):
        story_id = await database.run(titled(f"Story {number}"))
        edition = await database.run(current_edition(story_id))
        assert edition is not None
        moment = NOON + timedelta(minutes=number)
        await database.run(keep_way(READER, way(place(story_id, edition, 1)), moment))
        ids.append(story_id)
    await database.run(hide_story(ids[2], LATER))
    assert await database.run(latest_story(READER, EVERY_STORY)) == ids[3]
    assert await database.run(latest_story(READER, replace(EVERY_STORY, gates=(Gate.HELD,)))) is None
    assert await database.run(latest_story(5, EVERY_STORY)) is None


async def test_a_reader_is_kept_with_her_last_locale(database: Database) -> None:
    await database.run(keep_reader(Reader(READER, "de"), NOON))
    await database.run(keep_reader(Reader(READER, "fr"), LATER))
    story_id, edition = await _story(database)
    await database.run(save_progress(READER, way(place(story_id, edition, 1)), LATER))
    (row,) = await ask(database, "SELECT locale, created_at, seen_at FROM readers WHERE id = :id", id=READER)
    assert row["locale"] == "fr"
    assert row["seen_at"] - row["created_at"] == 3600 * 1_000_000


async def test_a_commands_hash_is_kept_for_each_application(database: Database) -> None:
    assert await database.run(commands.get_commands_hash(1)) is None
    await database.run(commands.save_commands_hash(1, "a"))
    await database.run(commands.save_commands_hash(2, "b"))
    await database.run(commands.save_commands_hash(1, "c"))
    assert await database.run(commands.get_commands_hash(1)) == "c"
    assert await database.run(commands.get_commands_hash(2)) == "b"
