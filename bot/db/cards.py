"""A story's card: all that is said of it, and the stories before and after it as far as they are here."""

from __future__ import annotations

import json
from collections.abc import Collection

from bot.db.keys import title_key
from bot.db.shapes import metadata_from_json, storable
from bot.db.work import Row, Statement, Work, one, sql
from bot.models import Ending, Gate, Metadata, Neighbour, StoryCard


def get_card(story_id: int, gates: Collection[Gate]) -> Work[StoryCard | None]:
    """A visible story's card; None where it is hidden or unknown.

    A prequel or sequel is the visible story that the author's pointer names (by the same author, or at least in a
    series of the same name). A pointer to a story that is not here stays an awaited title. Without a pointer it is the
    neighbour in the same author's series, at most one number away, else the story that names this one as its own
    neighbour. One that `gates` do not let through is told of only where this story itself names it, without its id.
    """
    row = yield from one(sql("get_card", story_id=story_id))
    if row is None:
        return None
    metadata = metadata_from_json(row["metadata"])
    prequel = yield from _prequel(row, metadata, gates)
    sequel = yield from _sequel(row, metadata, gates)
    return StoryCard(
        story_id=row["id"],
        edition_id=row["edition_id"],
        metadata=metadata,
        title=row["title"],
        warnings=tuple(json.loads(row["warnings"])),
        words=row["words"],
        parts=row["parts"],
        chapters=row["chapters"],
        prequel=prequel,
        sequel=sequel,
    )


def get_ending(story_id: int, gates: Collection[Gate]) -> Work[Ending]:
    """What follows a story's last page, its sequel found as for the card."""
    row = yield from one(sql("get_card", story_id=story_id))
    if row is None:
        return Ending()
    metadata = metadata_from_json(row["metadata"])
    return Ending((yield from _sequel(row, metadata, gates)), unfinished=metadata.complete is False)


def _prequel(row: Row, metadata: Metadata, gates: Collection[Gate]) -> Work[Neighbour | None]:
    back = sql("find_naming_as_sequel", title_key=row["title_key"], **_family(row))
    return (yield from _neighbour(row, metadata.prequel, _previous(row), back, gates))


def _sequel(row: Row, metadata: Metadata, gates: Collection[Gate]) -> Work[Neighbour | None]:
    back = sql("find_naming_as_prequel", title_key=row["title_key"], **_family(row))
    return (yield from _neighbour(row, metadata.sequel, _next(row), back, gates))


def _neighbour(
    row: Row, pointer: str | None, in_series: Statement | None, back: Statement, gates: Collection[Gate]
) -> Work[Neighbour | None]:
    if pointer:
        found = yield from one(sql("find_pointed", pointer_key=title_key(storable(pointer)), **_family(row)))
        if found and Gate(found["gate"]) in gates:
            return Neighbour(found["title"], found["id"])
        return Neighbour(pointer, barred=found is not None)
    for statement in (in_series, back):
        found = (yield from one(statement)) if statement else None
        if found:
            return Neighbour(found["title"], found["id"]) if Gate(found["gate"]) in gates else None
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
