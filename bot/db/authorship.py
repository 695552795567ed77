"""A reader's own stories when she is erased: taken out of the database, or kept without her."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.db.instants import to_microseconds
from bot.db.keys import weigh_trigrams
from bot.db.links import get_matched, lock_links, match_story
from bot.db.shapes import metadata_from_json, metadata_to_json
from bot.db.stories import hide_story
from bot.db.work import Work, batch, every, one, sql


def list_authored(reader_id: int) -> Work[list[tuple[int, str]]]:
    """The stories that a reader published, withdrawn ones too: id and title."""
    rows = yield from every(sql("list_authored", reader_id=reader_id))
    return [(row["id"], row["title"]) for row in rows]


def delete_story(story_id: int, now: datetime) -> Work[None]:
    """Delete a story with all its text, and every reader's place and bookmark in it."""
    yield from hide_story(story_id, now)  # so that what was linked with it is matched anew
    found = yield from get_matched(story_id)
    yield sql("delete_story", story_id=story_id)
    if found is not None and found["series_id"] is not None:
        yield sql("drop_empty_series", series_id=found["series_id"])


def unlink_author(story_id: int) -> Work[None]:
    """Keep a story that nobody is known to have published; what she wrote about her right to it goes."""
    yield sql("unlink_author", story_id=story_id)


def unname_author(story_id: int, now: datetime) -> Work[None]:
    """Take the author's name off a story: off its card, its series and the search."""
    yield from lock_links()
    named = yield from one(sql("get_named", story_id=story_id))
    if named is None:
        return
    formerly = yield from get_matched(story_id)
    metadata = replace(metadata_from_json(named["metadata"]), author=None)
    series_id = None
    if named["series_id"] is not None:
        (series,) = yield sql("keep_series", name=named["name"], name_key=named["name_key"], author_key="")
        series_id = series["id"]
    yield sql("unname_story", story_id=story_id, series_id=series_id, metadata=metadata_to_json(metadata))
    found = yield from every(sql("count_searched", story_id=story_id))
    if found[0]["trigrams"]:  # a hidden story is not searched
        weights = weigh_trigrams(named["title"], None, [named["name"], *metadata.fandoms])
        yield sql("remove_trigrams", story_id=story_id)
        rows = [
            {"trigram": trigram, "story_id": story_id, "weight": weight} for trigram, weight in sorted(weights.items())
        ]
        yield batch("add_trigram", rows)
    yield from match_story(story_id, to_microseconds(now), formerly)
    if named["series_id"] is not None:
        yield sql("drop_empty_series", series_id=named["series_id"])
