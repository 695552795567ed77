"""The text of stories, one part at a time, and its contents."""

from __future__ import annotations

from bot.db.shapes import chapter_from_row, part_entry_from_row, part_from_row
from bot.db.work import Work, every, one, sql
from bot.models import Chapter, PartEntry, StoredPart


def get_part(edition_id: int, number: int) -> Work[StoredPart | None]:
    """One part of an edition; None where there is no such part, or its edition is superseded."""
    row = yield from one(sql("get_part", edition_id=edition_id, number=number))
    if row is None:
        return None
    return StoredPart(
        part=part_from_row(row),
        chapter_title=row["chapter_title"],
        chapter_opens=row["first_part"] == row["number"],
        chapter_notes=row["chapter_notes"],
        chapter_warned=row["chapter_warnings"] not in {None, "[]", '["none"]'},
        words_before=row["words_before"],
    )


def list_parts(edition_id: int, first: int, limit: int) -> Work[list[PartEntry]]:
    """Parts of a story's current edition from number `first` on, without their text; none of a superseded edition."""
    rows = yield from every(sql("list_parts", edition_id=edition_id, first=first, limit=limit))
    return [part_entry_from_row(row) for row in rows]


def list_chapters(edition_id: int) -> Work[list[Chapter]]:
    """The chapters of a story's current edition in order; none where the edition is superseded."""
    rows = yield from every(sql("list_chapters", edition_id=edition_id))
    return [chapter_from_row(row) for row in rows]


def current_edition(story_id: int) -> Work[int | None]:
    """The id of a visible story's current edition; None where the story is hidden or unknown."""
    row = yield from one(sql("current_edition", story_id=story_id))
    return None if row is None else row["edition_id"]
