"""What a search looks through: titles that begin with a text, and stories that share its trigrams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.db.condition import condition
from bot.db.instants import to_microseconds
from bot.db.keys import fold, label_key
from bot.db.shapes import entry_from_row, storable, to_json
from bot.db.work import Row, Work, every, one, sql
from bot.models import LibraryEntry, LibraryFilter
from bot.servers import Visibility

_AFTER_EVERY_LETTER = "\U0010ffff"

# A trigram like that of "the" is in most titles, tells least and costs most. So the rarest are asked for, as many as are
# together in so many stories, which is what a suggestion has time for. What is in more than the cap is not counted to its
# end but reckoned from where the cap was reached. Of equals the beginnings of words come last, being the commonest of all.
_COUNT_CAP = 500
_MOST_STORIES = 8000
_SEARCHED_WORDS = 3
_SEARCHES_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A story that a search may mean, every field folded (`bot.db.keys`); `title_key` has its numerals in one form."""

    story_id: int
    title: str
    title_key: str
    author: str
    series: str
    fandoms: tuple[str, ...]


def find_by_prefix(text: str, visibility: Visibility, wanted: LibraryFilter, limit: int) -> Work[list[Candidate]]:
    """Visible stories let through and wanted whose title begins with the text, by title."""
    first = fold(text)
    rows = yield from every(
        sql(
            "find_by_prefix",
            first=first,
            last=first + _AFTER_EVERY_LETTER,
            limit=limit,
            **condition(visibility, wanted),
        )
    )
    return [_candidate(row) for row in rows]


def find_candidates(
    trigrams: Sequence[str], visibility: Visibility, wanted: LibraryFilter, limit: int
) -> Work[list[Candidate]]:
    """The visible stories let through and wanted that share most with the rarer of these trigrams, in no order."""
    counts = yield from every(sql("count_trigrams", trigrams=to_json(list(trigrams)), cap=_COUNT_CAP))
    telling: list[str] = []
    together = 0
    for stories, _, trigram in sorted((_stories(row), row["trigram"][0] == " ", row["trigram"]) for row in counts):
        if telling and together + stories > _MOST_STORIES:
            break
        if stories:
            telling.append(trigram)
            together += stories
    if not telling:
        return []
    rows = yield from every(
        sql("find_candidates", trigrams=to_json(telling), limit=limit, **condition(visibility, wanted))
    )
    return [_candidate(row) for row in rows]


def _stories(row: Row) -> int:
    """About how many stories hold a trigram."""
    stories: int = row["stories"]
    if row["reach"] is None:
        return stories
    looked_through: int = row["reach"] - row["oldest"] + 1
    in_all: int = row["newest"] - row["oldest"] + 1
    return stories * in_all // looked_through


def find_in_text(text: str, visibility: Visibility, wanted: LibraryFilter, limit: int) -> Work[list[LibraryEntry]]:
    """The visible stories let through and wanted whose tags, names or summary hold the three longest of these words."""
    words = sorted(fold(text).split(), key=len, reverse=True)[:_SEARCHED_WORDS]
    if not words:
        return []
    first, second, third = (words * _SEARCHED_WORDS)[:_SEARCHED_WORDS]
    rows = yield from every(
        sql(
            "find_in_text",
            first=first,
            second=second,
            third=third,
            wanted=label_key(text),
            limit=limit,
            **condition(visibility, wanted),
        )
    )
    return [entry_from_row(row) for row in rows]


def keep_search(key: str, wanted: str, now: datetime) -> Work[None]:
    """Keep what a library's buttons ask for under a short key, and forget what nobody used for thirty days."""
    yield sql("keep_search", id=key, wanted=storable(wanted), now=to_microseconds(now))
    yield sql("forget_searches", before=to_microseconds(now - _SEARCHES_KEPT))


def get_search(key: str) -> Work[str | None]:
    """What is kept under that key; None where it is forgotten."""
    row = yield from one(sql("get_search", id=key))
    return None if row is None else row["wanted"]


def _candidate(row: Row) -> Candidate:
    return Candidate(
        story_id=row["id"],
        title=row["title_sort"],
        title_key=row["title_key"],
        author=row["author_key"],
        series=row["series_key"] or "",
        fandoms=tuple(row["fandom_keys"].split("\n")),
    )
