"""A story's card: all that is said of it, and the stories before and after it as far as they are here."""

from __future__ import annotations

import json

from bot.db.keys import title_key
from bot.db.shapes import metadata_from_json, storable, text_list
from bot.db.work import Row, Statement, Work, one, sql
from bot.models import Ending, Metadata, Neighbour, StoryCard
from bot.servers import Visibility


def get_card(story_id: int, visibility: Visibility) -> Work[StoryCard | None]:
    """A visible story's card; None where it is hidden or unknown.

    A prequel or sequel is the visible story that the author's pointer names (by the same author, or at least in a
    series of the same name). A pointer to a story that is not here stays an awaited title. Without a pointer it is the
    neighbour in the same author's series, at most one number away, else the story that names this one as its own
    neighbour. One of another library is as if it were not there; one that may not be shown in this place is told of only where this story itself names it, without its id.
    """
    row = yield from one(sql("get_card", story_id=story_id))
    if row is None:
        return None
    metadata = metadata_from_json(row["metadata"])
    prequel = yield from _prequel(row, metadata, visibility)
    sequel = yield from _sequel(row, metadata, visibility)
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
        author_id=row["author_id"],
        rights=row["rights"],
        rights_note=row["rights_note"],
    )


def get_ending(story_id: int, visibility: Visibility) -> Work[Ending]:
    """What follows a story's last page, its sequel found as for the card."""
    row = yield from one(sql("get_card", story_id=story_id))
    if row is None:
        return Ending()
    metadata = metadata_from_json(row["metadata"])
    return Ending((yield from _sequel(row, metadata, visibility)), unfinished=metadata.complete is False)


def _prequel(row: Row, metadata: Metadata, visibility: Visibility) -> Work[Neighbour | None]:
    back = sql("find_naming_as_sequel", title_key=row["title_key"], **_family(row, visibility))
    return (yield from _neighbour(row, metadata.prequel, _previous(row, visibility), back, visibility))


def _sequel(row: Row, metadata: Metadata, visibility: Visibility) -> Work[Neighbour | None]:
    back = sql("find_naming_as_prequel", title_key=row["title_key"], **_family(row, visibility))
    return (yield from _neighbour(row, metadata.sequel, _next(row, visibility), back, visibility))


def _neighbour(
    row: Row, pointer: str | None, in_series: Statement | None, back: Statement, visibility: Visibility
) -> Work[Neighbour | None]:
    if pointer:
        found = yield from one(
            sql("find_pointed", pointer_key=title_key(storable(pointer)), **_family(row, visibility))
        )
        if found and found["shelf"] in visibility.shelves():
            return Neighbour(found["title"], found["id"])
        return Neighbour(pointer, barred=found is not None)
    for statement in (in_series, back):
        found = (yield from one(statement)) if statement else None
        if found:
            return Neighbour(found["title"], found["id"]) if found["shelf"] in visibility.shelves() else None
    return None


def _family(row: Row, visibility: Visibility) -> dict[str, object]:
    libraries = text_list(visibility.libraries())
    return {
        "story_id": row["id"],
        "author_key": row["author_key"],
        "series_key": row["series_key"],
        "libraries": libraries,
    }


def _next(row: Row, visibility: Visibility) -> Statement | None:
    index = row["series_index"]
    if row["series_id"] is None or index is None:
        return None
    return sql("find_next_in_series", last_index=index + 1, **_place(row, visibility))


def _previous(row: Row, visibility: Visibility) -> Statement | None:
    index = row["series_index"]
    if row["series_id"] is None or index is None:
        return None
    return sql("find_previous_in_series", first_index=index - 1, **_place(row, visibility))


def _place(row: Row, visibility: Visibility) -> dict[str, object]:
    libraries = text_list(visibility.libraries())
    return {"series_id": row["series_id"], "series_index": row["series_index"], "libraries": libraries}
