"""A story's card: all that is said of it, and the stories before and after it as far as they are here."""

from __future__ import annotations

from bot.db.keys import title_key
from bot.db.shapes import metadata_from_json, storable
from bot.db.work import Row, Statement, Work, one, sql
from bot.models import Neighbour, StoryCard


def get_card(story_id: int) -> Work[StoryCard | None]:
    """A visible story's card; None where it is hidden or unknown.

    A prequel or sequel is the visible story that the author's pointer names (by the same author, or at least in a
    series of the same name). A pointer to a story that is not here stays an awaited title. Without a pointer it is the
    neighbour in the same author's series, at most one number away, else the story that names this one as its own
    neighbour.
    """
    row = yield from one(sql("get_card", story_id=story_id))
    if row is None:
        return None
    metadata = metadata_from_json(row["metadata"])
    back = {"title_key": row["title_key"], **_family(row)}
    prequel = yield from _neighbour(row, metadata.prequel, _previous(row), sql("find_naming_as_sequel", **back))
    sequel = yield from _neighbour(row, metadata.sequel, _next(row), sql("find_naming_as_prequel", **back))
    return StoryCard(
        story_id=row["id"],
        edition_id=row["edition_id"],
        metadata=metadata,
        title=row["title"],
        words=row["words"],
        parts=row["parts"],
        chapters=row["chapters"],
        prequel=prequel,
        sequel=sequel,
    )


def _neighbour(row: Row, pointer: str | None, in_series: Statement | None, back: Statement) -> Work[Neighbour | None]:
    if pointer:
        found = yield from one(sql("find_pointed", pointer_key=title_key(storable(pointer)), **_family(row)))
        return Neighbour(found["title"], found["id"]) if found else Neighbour(pointer)
    for statement in (in_series, back):
        found = (yield from one(statement)) if statement else None
        if found:
            return Neighbour(found["title"], found["id"])
    return None


def _family(row: Row) -> dict[str, object]:
    return {"story_id": row["id"], "author_key": row["author_key"], "series_key": row["series_key"]}


def _next(row: Row) -> Statement | None:
    index = row["series_index"]
    if row["series_id"] is None or index is None:
        return None
    return sql("find_next_in_series", series_id=row["series_id"], series_index=index, last_index=index + 1)


def _previous(row: Row) -> Statement | None:
    index = row["series_index"]
    if row["series_id"] is None or index is None:
        return None
    return sql("find_previous_in_series", series_id=row["series_id"], series_index=index, first_index=index - 1)
