"""Bookmarks: places that readers kept, each with a note of hers; nobody reaches another's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.db.instants import to_microseconds
from bot.db.shapes import storable_or_none
from bot.db.work import Row, Work, every, one, sql
from bot.models import Gate, Position, RatingLevel, Spot


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A kept place with what is known of its story; `hidden` where that is not in the library any more.

    `withdrawn` is one of those that its author or a moderator took back. `moved` says that the words she bookmarked are gone, and that she has not been told.
    """

    id: int
    place: Position
    note: str | None
    moved: bool
    title: str
    gate: Gate
    parts: int
    hidden: bool
    server_id: int | None = None
    level: RatingLevel | None = None
    withdrawn: bool = False


def keep_bookmark(reader_id: int, place: Position, note: str | None, now: datetime) -> Work[tuple[int, bool]]:
    """The id of her bookmark at that place, and whether it is new; a note given for one she has replaces its own."""
    at = {
        "reader_id": reader_id,
        "story_id": place.story_id,
        "edition_id": place.edition_id,
        "part": place.part,
        "paragraph": place.spot.paragraph,
        "text_offset": place.spot.offset,
    }
    if found := (yield from one(sql("find_bookmark", **at))):
        if note is not None:
            yield from set_note(reader_id, found["id"], note)
        return found["id"], False
    (added,) = yield sql(
        "add_bookmark", **at, fingerprint=place.fingerprint, note=storable_or_none(note), now=to_microseconds(now)
    )
    return added["id"], True


def set_note(reader_id: int, bookmark_id: int, note: str | None) -> Work[None]:
    """Give one of hers another note, or none."""
    yield sql("set_bookmark_note", bookmark_id=bookmark_id, reader_id=reader_id, note=storable_or_none(note))


def count_bookmarks(reader_id: int) -> Work[int]:
    """How many she keeps."""
    (row,) = yield sql("count_bookmarks", reader_id=reader_id)
    bookmarks: int = row["bookmarks"]
    return bookmarks


def get_bookmark(reader_id: int, bookmark_id: int) -> Work[Bookmark | None]:
    """One of hers; None where there is none of that id, or it is somebody else's."""
    row = yield from one(sql("get_bookmark", reader_id=reader_id, bookmark_id=bookmark_id))
    return None if row is None else _bookmark(row)


def list_bookmarks(reader_id: int, offset: int, limit: int) -> Work[list[Bookmark]]:
    """Hers, the latest first."""
    rows = yield from every(sql("list_bookmarks", reader_id=reader_id, offset=offset, limit=limit))
    return [_bookmark(row) for row in rows]


def note_told(reader_id: int, bookmark_id: int) -> Work[None]:
    """Note that she was told that the words at her bookmark are gone."""
    yield sql("note_told", reader_id=reader_id, bookmark_id=bookmark_id)


def remove_bookmark(reader_id: int, bookmark_id: int) -> Work[bool]:
    """Remove one of hers; False where there is none of that id."""
    return (yield from one(sql("remove_bookmark", reader_id=reader_id, bookmark_id=bookmark_id))) is not None


def _bookmark(row: Row) -> Bookmark:
    spot = Spot(row["paragraph"], row["text_offset"])
    return Bookmark(
        id=row["id"],
        place=Position(row["story_id"], row["edition_id"], row["part"], spot, row["fingerprint"]),
        note=row["note"],
        moved=bool(row["moved"]),
        title=row["title"],
        gate=Gate(row["gate"]),
        parts=row["parts"],
        hidden=row["hidden_at"] is not None or row["current_edition"] is None,
        server_id=row["server_id"],
        level=RatingLevel(row["level"]) if row["level"] else None,
        withdrawn=row["withdrawn_at"] is not None,
    )
