"""Asking first: nothing a reader avoids is shown before she said go on, and she is asked once."""

from __future__ import annotations

import pytest

from bot.models import Chapter, Position, Rating, RatingLevel, Visit
from bot.services import prefer
from bot.services.caution import Caution
from bot.services.engine import Engine
from bot.services.read import PageView, agree, open_part, read, resume, turn
from tests.services.conftest import ADA, BO, SERVER, Shelf, part, story_of

HERE = Visit(ADA, SERVER)
TEEN = Rating(RatingLevel.TEEN, "T")


@pytest.fixture
async def harbour(shelf: Shelf) -> int:
    """Four parts in three chapters, the second of which has a warning."""
    chapters = (Chapter("One", (1,)), Chapter("Two", (2, 3), warnings=("animal-death",)), Chapter("Three", (4,)))
    parts = (part(1, "A.", chapter=1), part(2, "B.", chapter=2), part(3, "C.", chapter=2), part(4, "D.", chapter=3))
    return await shelf.put(story_of("The Harbour", *parts, chapters=chapters, rating=TEEN))


async def asked(engine: Engine, story_id: int, number: int) -> Caution:
    answer = await open_part(engine, HERE, story_id, number)
    assert isinstance(answer, Caution)
    return answer


async def test_who_avoids_nothing_is_never_asked(engine: Engine, harbour: int):
    assert isinstance(await open_part(engine, HERE, harbour, 2), PageView)


async def test_a_chapter_with_an_avoided_topic_waits_and_the_place_stays(engine: Engine, harbour: int):
    await prefer.avoid(engine, HERE, ["dog dies"])
    first = await open_part(engine, HERE, harbour, 1)
    assert isinstance(first, PageView)
    assert first.following is not None
    caution = await turn(engine, HERE, first.following)
    assert isinstance(caution, Caution)
    assert (caution.topics, caution.chapter, caution.beyond, caution.named) == (("animal-death",), 2, 4, False)
    again = await resume(engine, HERE, harbour)
    assert isinstance(again, PageView)
    assert again.place.part == 1


async def test_who_goes_on_is_not_asked_again_for_that_chapter(engine: Engine, harbour: int):
    await prefer.avoid(engine, HERE, ["animal-death"])
    caution = await asked(engine, harbour, 2)
    shown = await agree(engine, HERE, caution.place)
    assert isinstance(shown, PageView)
    assert shown.place.part == 2
    assert isinstance(await open_part(engine, HERE, harbour, 3), PageView)
    assert isinstance(await read(engine, HERE, story_id=harbour), PageView)


async def test_a_topic_added_later_is_asked_for_though_another_was_agreed_to(engine: Engine, shelf: Shelf):
    chapters = (Chapter("One", (1,), warnings=("gore", "grief")),)
    story_id = await shelf.put(story_of("Mourning", part(1, "A.", chapter=1), chapters=chapters, rating=TEEN))
    await prefer.avoid(engine, HERE, ["grief"])
    await agree(engine, HERE, (await asked(engine, story_id, 1)).place)
    await prefer.avoid(engine, HERE, ["gore"])
    assert (await asked(engine, story_id, 1)).topics == ("gore", "grief")


@pytest.mark.parametrize("said", [{"warnings": ("gore",)}, {"tags": ("Blood and Gore",)}])
async def test_a_warning_or_tag_of_the_whole_story_asks_once_before_any_part(engine: Engine, shelf: Shelf, said: dict):
    story_id = await shelf.put(story_of("Butchers", part(1, "A."), part(2, "B."), rating=TEEN, **said))
    await prefer.avoid(engine, HERE, ["violence"])
    await prefer.name_topics(engine, HERE, named=True)
    caution = await asked(engine, story_id, 2)
    assert (caution.topics, caution.chapter, caution.beyond, caution.named) == (("violence",), None, None, True)
    await agree(engine, HERE, caution.place)
    assert isinstance(await open_part(engine, HERE, story_id, 1), PageView)


async def test_one_readers_agreement_is_not_anothers(engine: Engine, harbour: int):
    for visit in (HERE, Visit(BO, SERVER)):
        await prefer.avoid(engine, visit, ["animal-death"])
    await agree(engine, HERE, (await asked(engine, harbour, 2)).place)
    assert isinstance(await open_part(engine, Visit(BO, SERVER), harbour, 2), Caution)


async def test_going_on_where_nothing_was_asked_is_a_page_turn(engine: Engine, harbour: int):
    first = await open_part(engine, HERE, harbour, 1)
    assert isinstance(first, PageView)
    shown = await agree(engine, HERE, Position(harbour, first.place.edition_id, 1))
    assert isinstance(shown, PageView)
