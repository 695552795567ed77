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


def count_subscribers(story_id: int, author_id: int) -> Work[int]:
    """How many readers wait for more of a story, its sequel, series or author, and chose that at this story."""
    row = yield from one(sql("count_subscribers", story_id=story_id, author_id=author_id))
    return int(row["readers"]) if row else 0


def list_channels(story_id: int, limit: int) -> Work[list[int]]:
    """The channels in which serials of a story are under way."""
    rows = yield from every(sql("list_posting_channels", story_id=story_id, limit=limit))
    return [row["channel_id"] for row in rows]


def count_stops(story_id: int, author_id: int, least: int, limit: int) -> Work[list[tuple[int, int]]]:
    """The parts in which most readers are who have not finished, with their number, where these are `least` at least."""
    rows = yield from every(sql("count_stops", story_id=story_id, author_id=author_id, least=least, limit=limit))
    return [(row["part"], int(row["readers"])) for row in rows]
