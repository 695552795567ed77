"""What an author learns of her readers: counts, never who, and nothing of fewer than five."""

from __future__ import annotations

import pytest

from bot.db import readers
from bot.db.progress import save_progress
from bot.db.stories import get_entry
from bot.models import Position, Progress, Reader, Rhythm, Spot, Visit, Wish
from bot.services import subscribe
from bot.services.audience import count_audience
from bot.services.engine import Engine
from tests.services.conftest import NOON, SERVER, Shelf, part, story_of

AUTHOR = 7


async def begin(engine: Engine, story_id: int, reader_id: int, *, finished: bool) -> None:
    """A reader is in the second part, or at the end; she has subscribed."""
    entry = await engine.database.run(get_entry(story_id))
    assert entry
    place = Position(story_id, entry.edition_id, 2, Spot())
    await engine.database.run(readers.keep_reader(Reader(reader_id), NOON))
    so_far = Progress(place, None, 2, Spot(), by_command=False, finished=finished)
    await engine.database.run(save_progress(reader_id, so_far, NOON))
    await subscribe.subscribe(engine, Visit(Reader(reader_id), SERVER), story_id, Wish.STORY, Rhythm.EVERY)


@pytest.mark.parametrize(("others", "told"), [(4, None), (5, 5)])
async def test_fewer_than_five_are_nobody_and_the_author_is_not_counted(engine: Engine, shelf: Shelf, others, told):
    story_id = await shelf.put(story_of("The Quay", part(1, "One."), part(2, "Two."), part(3, "Three.")))
    for reader_id in [AUTHOR, *range(100, 100 + others)]:
        await begin(engine, story_id, reader_id, finished=False)
    audience = await engine.database.run(count_audience(story_id, AUTHOR))
    assert (audience.begun, audience.subscribed, audience.finished) == (told, told, None)
    assert audience.stops == (((2, 5),) if told else ())
    assert audience.channels == ()
