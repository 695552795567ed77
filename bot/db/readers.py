"""Readers: their Discord ids, the locale Discord last reported, and what they prefer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.db.instants import to_microseconds
from bot.db.shapes import storable
from bot.db.work import Row, Work, batch, every, sql
from bot.models import PageLength, Preferences, Reader

# Every page turn would otherwise write her row anew.
_SEEN_EVERY = timedelta(hours=1)


def get_preferences(reader_id: int) -> Work[Preferences]:
    """What a reader chose; the defaults for one who is not known."""
    rows = yield from every(sql("get_reader", reader_id=reader_id))
    return _preferences(rows)


def get_locale(reader_id: int) -> Work[str]:
    """The locale Discord last reported of her; English for one who is not known."""
    rows = yield from every(sql("get_reader", reader_id=reader_id))
    return rows[0]["locale"] if rows else "en-US"


def keep_reader(reader: Reader, now: datetime) -> Work[Preferences]:
    """Keep a reader, her locale and, to the hour, that she was here; what she chose."""
    rows = yield from every(sql("get_reader", reader_id=reader.id))
    oldest = to_microseconds(now - _SEEN_EVERY)
    if not rows or rows[0]["locale"] != reader.locale or rows[0]["seen_at"] < oldest:
        yield sql("touch_reader", reader_id=reader.id, locale=reader.locale, now=to_microseconds(now))
    return _preferences(rows)


def set_shares(reader_id: int, *, shares: bool | None) -> Work[None]:
    """Whether what `/read` serves is shown to everybody by default; None leaves it to the server."""
    yield sql("set_shares", reader_id=reader_id, shares=None if shares is None else int(shares))


def set_page_length(reader_id: int, length: PageLength) -> Work[None]:
    """How long her pages are."""
    yield sql("set_page_length", reader_id=reader_id, page_length=length.value)


def set_zone(reader_id: int, zone: str | None) -> Work[None]:
    """Her time zone, an IANA name."""
    yield sql("set_zone", reader_id=reader_id, zone=zone)


def set_notices(reader_id: int, *, notices: bool) -> Work[None]:
    """Whether the bot may write to her by DM of its own accord."""
    yield sql("set_notices", reader_id=reader_id, notices=int(notices))


def set_names_topics(reader_id: int, *, names_topics: bool) -> Work[None]:
    """Whether a page that asks first names the topic."""
    yield sql("set_names_topics", reader_id=reader_id, names_topics=int(names_topics))


def set_adult(reader_id: int, confirmed_at: datetime | None) -> Work[None]:
    """When she confirmed that she is an adult; None takes that back."""
    yield sql("set_adult", reader_id=reader_id, adult_at=confirmed_at and to_microseconds(confirmed_at))


def avoid(reader_id: int, topics: Collection[str]) -> Work[None]:
    """Add topics to those she avoids."""
    yield batch("add_avoided", [{"reader_id": reader_id, "topic": storable(topic)} for topic in sorted(set(topics))])


def stop_avoiding(reader_id: int, topics: Collection[str]) -> Work[None]:
    """Take topics away from those she avoids."""
    yield batch("remove_avoided", [{"reader_id": reader_id, "topic": storable(topic)} for topic in sorted(set(topics))])


def agree(reader_id: int, story_id: int, chapter: int, topics: Collection[str]) -> Work[None]:
    """Note that she goes on though these topics are in that chapter (0: the whole story), so as not to ask again."""
    values = [
        {"reader_id": reader_id, "story_id": story_id, "chapter": chapter, "topic": storable(topic)}
        for topic in sorted(set(topics))
    ]
    yield batch("add_agreed", values)


def list_agreed(reader_id: int, story_id: int) -> Work[frozenset[tuple[int, str]]]:
    """Where she agreed to go on: pairs of chapter (0: the whole story) and topic."""
    rows = yield from every(sql("list_agreed", reader_id=reader_id, story_id=story_id))
    return frozenset((row["chapter"], row["topic"]) for row in rows)


def _preferences(rows: list[Row]) -> Preferences:
    if not rows:
        return Preferences()
    first = rows[0]
    return Preferences(
        shares=None if first["shares"] is None else bool(first["shares"]),
        page_length=PageLength(first["page_length"]),
        zone=first["zone"],
        notices=bool(first["notices"]),
        names_topics=bool(first["names_topics"]),
        avoided=tuple(row["topic"] for row in rows if row["topic"] is not None),
        adult=first["adult_at"] is not None,
    )
