"""Where readers are in their stories, and how far they came."""

from __future__ import annotations

from datetime import datetime

from bot.db.condition import in_sight
from bot.db.instants import to_microseconds
from bot.db.shapes import progress_from_row, progress_to_values
from bot.db.work import Work, one, sql
from bot.models import Position, Progress
from bot.servers import Visibility


def get_progress(reader_id: int, story_id: int) -> Work[Progress | None]:
    """A reader's way through a story, in its current edition; None where she never opened it."""
    row = yield from one(sql("get_progress", reader_id=reader_id, story_id=story_id))
    return None if row is None else progress_from_row(row)


def latest_story(reader_id: int, visibility: Visibility) -> Work[int | None]:
    """The story a reader was last in, of those in sight."""
    row = yield from one(sql("latest_story", reader_id=reader_id, shelves=in_sight(visibility)))
    return None if row is None else row["story_id"]


def mark_shown(reader_id: int, place: Position) -> Work[None]:
    """Note that `/read` itself showed the page at that place, unless she is elsewhere by now."""
    yield sql(
        "mark_shown",
        reader_id=reader_id,
        story_id=place.story_id,
        edition_id=place.edition_id,
        part=place.part,
        paragraph=place.spot.paragraph,
        text_offset=place.spot.offset,
    )


def save_progress(reader_id: int, progress: Progress, now: datetime) -> Work[bool]:
    """Save where a reader is; False, and nothing done, where her page is not of the story's current edition (any more).

    The furthest place is never lowered, and a story once finished stays finished.
    """
    row = yield from one(sql("lock_edition", story_id=progress.place.story_id))
    if row is None or row["edition_id"] != progress.place.edition_id:
        return False
    yield sql("save_progress", reader_id=reader_id, now=to_microseconds(now), **progress_to_values(progress))
    return True
