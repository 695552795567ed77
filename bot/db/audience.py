"""How many people read a story: counts alone, and the author herself in none of them."""

from __future__ import annotations

from bot.db.work import Work, every, one, sql


def count_readers(story_id: int, author_id: int) -> Work[tuple[int, int]]:
    """How many readers began a story, and how many of them read it to its end."""
    row = yield from one(sql("count_readers", story_id=story_id, author_id=author_id))
    return (int(row["begun"]), int(row["finished"])) if row else (0, 0)


def count_bookmarkers(story_id: int, author_id: int) -> Work[int]:
    """How many readers keep a bookmark in a story."""
    row = yield from one(sql("count_bookmarkers", story_id=story_id, author_id=author_id))
    return int(row["readers"]) if row else 0


def count_stops(story_id: int, author_id: int, least: int, limit: int) -> Work[list[tuple[int, int]]]:
    """The parts in which most readers are who have not finished, with their number, where these are `least` at least."""
    rows = yield from every(sql("count_stops", story_id=story_id, author_id=author_id, least=least, limit=limit))
    return [(row["part"], int(row["readers"])) for row in rows]
