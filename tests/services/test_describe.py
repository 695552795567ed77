"""Describing: cards, warnings and contents say what the author said, and silence is never called safe."""

from __future__ import annotations

import pytest

from bot.errors import NotFoundError, NotHereError
from bot.models import Chapter, Rating, RatingLevel, Visit
from bot.services.describe import ask_topic, describe, list_contents, list_warnings
from bot.services.engine import Engine
from bot.services.read import open_part
from tests.services.conftest import ADA, ADULTS, BO, SERVER, Shelf, part, story_of


@pytest.fixture
async def chaptered(shelf: Shelf) -> int:
    chapters = (Chapter("One", (1,)), Chapter("Two", (2,), warnings=("animal-death",), notes="Take care."))
    parts = (part(1, "A.", chapter=1), part(2, "B.", chapter=2))
    return await shelf.put(story_of("Chaptered", *parts, chapters=chapters, warnings=("grief", "animal-death")))


async def test_a_card_says_what_the_file_says(engine: Engine, chaptered: int):
    card = await describe(engine, Visit(ADA, SERVER), chaptered)
    assert (card.title, card.parts, card.chapters) == ("Chaptered", 2, 2)


@pytest.mark.parametrize("door", ["card", "warnings", "topic", "contents"])
async def test_no_door_tells_of_a_story_that_may_not_be_shown_here(engine: Engine, cellar: int, door: str):
    calls = {
        "card": lambda: describe(engine, Visit(ADA, SERVER), cellar),
        "warnings": lambda: list_warnings(engine, Visit(ADA, SERVER), cellar),
        "topic": lambda: ask_topic(engine, Visit(ADA, SERVER), cellar, "violence"),
        "contents": lambda: list_contents(engine, Visit(ADA, SERVER), cellar),
    }
    with pytest.raises(NotHereError):
        await calls[door]()


async def test_a_story_that_is_gone_is_said_in_words(engine: Engine):
    with pytest.raises(NotFoundError):
        await describe(engine, Visit(ADA, SERVER), 12345)


async def test_warnings_are_told_for_the_story_and_by_chapter(engine: Engine, chaptered: int):
    warnings = await list_warnings(engine, Visit(ADA, SERVER), chaptered)
    assert warnings.listed == ("grief", "animal-death")
    assert warnings.by_chapter == ((2, "Two", ("animal-death",)),)
    assert not warnings.declined
    assert not warnings.denied


async def test_a_topic_is_answered_by_any_of_its_names(engine: Engine, chaptered: int):
    answer = await ask_topic(engine, Visit(ADA, SERVER), chaptered, "Dog dies")
    assert answer.whole
    assert answer.chapters == ((2, "Two"),)
    assert not (await ask_topic(engine, Visit(ADA, SERVER), chaptered, "gore")).whole


@pytest.mark.parametrize(
    ("warned", "asked"),
    [
        ("major-character-death", "character death"),
        ("major-character-death", "death"),
        ("child-abuse", "abuse"),
        ("gore", "violence"),
        ("clowns in the attic", "clowns"),
        ("attempted rape", "rape"),
    ],
)
async def test_a_broad_question_is_answered_by_a_narrow_warning(engine: Engine, shelf: Shelf, warned: str, asked: str):
    story_id = await shelf.put(
        story_of("Warned", part(1, "A."), warnings=(warned,), rating=Rating(RatingLevel.TEEN, "T"))
    )
    assert (await ask_topic(engine, Visit(ADA, ADULTS), story_id, asked)).whole


async def test_a_chapters_warning_counts_for_the_story_and_a_chapters_none_does_not(engine: Engine, shelf: Shelf):
    quiet = (Chapter("One", (1,), warnings=("none",)), Chapter("Two", (2,), warnings=("gore",)))
    parts = (part(1, "A.", chapter=1), part(2, "B.", chapter=2))
    denied = await shelf.put(story_of("Denied", *parts, chapters=quiet, warnings=("none",)))
    silent = await shelf.put(story_of("Silent", *parts, chapters=quiet[:1]))
    assert (await describe(engine, Visit(ADA, SERVER), denied)).warnings == ("gore",)
    assert not (await list_warnings(engine, Visit(ADA, SERVER), denied)).denied
    assert (await describe(engine, Visit(ADA, SERVER), silent)).warnings == ()


async def test_declining_to_warn_and_denying_are_told_apart(engine: Engine, shelf: Shelf):
    declined = await shelf.put(story_of("Declined", part(1, "A."), warnings=("choose-not-to-warn",)))
    denied = await shelf.put(story_of("Denied", part(1, "A."), warnings=("none",)))
    silent = await shelf.put(story_of("Silent", part(1, "A.")))
    flags = [
        (w.declined, w.denied)
        for w in [await list_warnings(engine, Visit(ADA, SERVER), s) for s in (declined, denied, silent)]
    ]
    assert flags == [(True, False), (False, True), (False, False)]


async def test_contents_list_parts_by_chapter_and_tell_where_the_reader_is(engine: Engine, chaptered: int):
    await open_part(engine, Visit(ADA, SERVER), chaptered, 2)
    contents = await list_contents(engine, Visit(ADA, SERVER), chaptered)
    assert [(entry.number, entry.chapter) for entry in contents.parts] == [(1, 1), (2, 2)]
    assert [chapter.title for chapter in contents.chapters] == ["One", "Two"]
    assert contents.here == 2
    assert (await list_contents(engine, Visit(BO, SERVER), chaptered)).here is None


async def test_contents_of_a_long_story_open_where_the_reader_is(engine: Engine, shelf: Shelf):
    story_id = await shelf.put(story_of("Long", *(part(n, f"Number {n}.") for n in range(1, 61))))
    await open_part(engine, Visit(ADA, SERVER), story_id, 40)
    contents = await list_contents(engine, Visit(ADA, SERVER), story_id)
    assert (contents.first, contents.parts[0].number, len(contents.parts)) == (26, 26, 25)
    assert [e.number for e in (await list_contents(engine, Visit(ADA, SERVER), story_id, 51)).parts] == list(
        range(51, 61)
    )
    assert (await list_contents(engine, Visit(BO, SERVER), story_id)).first == 1
    assert (await list_contents(engine, Visit(ADA, SERVER), story_id, 10**9)).parts[-1].number == 60
