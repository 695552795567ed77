"""What a search looks through: titles that begin with a text, and stories that share its trigrams."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.db.condition import condition
from bot.db.keys import fold
from bot.db.shapes import to_json
from bot.db.work import Row, Work, every, sql
from bot.models import Gate, LibraryFilter

_AFTER_EVERY_LETTER = "\U0010ffff"

# A trigram like that of "the" is in most titles, tells least and costs most. So the rarest come first, until together
# they are in so many stories; what is in more than the cap is not even counted to its end. Of those the beginnings of
# words come last, being the commonest of all.
_COUNT_CAP = 500
_ENOUGH_STORIES = 3000
_FEWEST_TRIGRAMS = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A story that a search may mean, every field folded (`bot.db.keys`); `title_key` has its numerals in one form."""

    story_id: int
    title: str
    title_key: str
    author: str
    series: str
    fandoms: tuple[str, ...]


def find_by_prefix(text: str, gates: Collection[Gate], wanted: LibraryFilter, limit: int) -> Work[list[Candidate]]:
    """Visible stories let through and wanted whose title begins with the text, by title."""
    first = fold(text)
    rows = yield from every(
        sql("find_by_prefix", first=first, last=first + _AFTER_EVERY_LETTER, limit=limit, **condition(gates, wanted))
    )
    return [_candidate(row) for row in rows]


def find_candidates(
    trigrams: Sequence[str], gates: Collection[Gate], wanted: LibraryFilter, limit: int
) -> Work[list[Candidate]]:
    """The visible stories let through and wanted that share most with the rarer of these trigrams, in no order."""
    counts = yield from every(sql("count_trigrams", trigrams=to_json(list(trigrams)), cap=_COUNT_CAP))
    telling: list[str] = []
    stories = 0
    for row in sorted(counts, key=lambda row: (row["stories"], row["trigram"][0] == " ", row["trigram"])):
        if row["stories"] and (stories < _ENOUGH_STORIES or len(telling) < _FEWEST_TRIGRAMS):
            if row["stories"] >= _COUNT_CAP and len(telling) >= _FEWEST_TRIGRAMS:
                break
            telling.append(row["trigram"])
            stories += row["stories"]
    if not telling:
        return []
    rows = yield from every(sql("find_candidates", trigrams=to_json(telling), limit=limit, **condition(gates, wanted)))
    return [_candidate(row) for row in rows]


def _candidate(row: Row) -> Candidate:
    return Candidate(
        story_id=row["id"],
        title=row["title_sort"],
        title_key=row["title_key"],
        author=row["author_key"],
        series=row["series_key"] or "",
        fandoms=tuple(row["fandom_keys"].split("\n")),
    )
