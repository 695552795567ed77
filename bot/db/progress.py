"""Where readers are in their stories, and how far they came."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from bot.db.instants import to_microseconds
from bot.db.parts import find_place
from bot.db.shapes import gate_list, progress_from_row
from bot.db.work import Statement, Work, one, sql
from bot.models import Gate, Position, Progress


def get_progress(reader_id: int, story_id: int) -> Work[Progress | None]:
    """A reader's way through a story as it was saved, perhaps in an older edition; None where she never opened it."""
    row = yield from one(sql("get_progress", reader_id=reader_id, story_id=story_id))
    return None if row is None else progress_from_row(row)


def latest_story(reader_id: int, gates: Collection[Gate]) -> Work[int | None]:
    """The story a reader was last in, of those that are visible and let through."""
    row = yield from one(sql("latest_story", reader_id=reader_id, gates=gate_list(gates)))
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


def save_progress(reader_id: int, progress: Progress, now: datetime) -> Work[None]:
    """Save where a reader is. The furthest place is never lowered, and a story once finished stays finished.

    Where the saved place and the new one are of different editions, both are first carried over to the current one, so
    that "furthest" compares words and not numbers.
    """
    at = to_microseconds(now)
    if (yield from one(_save(reader_id, progress, at))):
        return
    row = yield from one(sql("lock_progress", reader_id=reader_id, story_id=progress.place.story_id))
    if row is not None:
        saved = yield from _carry_over(progress_from_row(row))
        progress = yield from _carry_over(progress)
        yield sql("move_progress", reader_id=reader_id, **_places(saved), edition_id=progress.place.edition_id)
    yield _save(reader_id, progress, at)


def _carry_over(progress: Progress) -> Work[Progress]:
    furthest = Position(
        progress.place.story_id, progress.place.edition_id, progress.furthest_part, progress.furthest_spot
    )
    place = yield from find_place(progress.place)
    reached = yield from find_place(furthest)
    following = (yield from find_place(progress.following)) if progress.following else None
    if place is None or reached is None:
        return progress
    return replace(progress, place=place, following=following, furthest_part=reached.part, furthest_spot=reached.spot)


def _places(progress: Progress) -> dict[str, object]:
    following = progress.following
    return {
        "next_part": following and following.part,
        "next_paragraph": following and following.spot.paragraph,
        "next_offset": following and following.spot.offset,
        "next_fingerprint": following and following.fingerprint,
        "story_id": progress.place.story_id,
        "part": progress.place.part,
        "paragraph": progress.place.spot.paragraph,
        "text_offset": progress.place.spot.offset,
        "fingerprint": progress.place.fingerprint,
        "furthest_part": progress.furthest_part,
        "furthest_paragraph": progress.furthest_spot.paragraph,
        "furthest_offset": progress.furthest_spot.offset,
    }


def _save(reader_id: int, progress: Progress, at: int) -> Statement:
    return sql(
        "save_progress",
        reader_id=reader_id,
        edition_id=progress.place.edition_id,
        by_command=int(progress.by_command),
        finished=int(progress.finished),
        now=at,
        **_places(progress),
    )
