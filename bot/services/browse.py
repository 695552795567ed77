"""Browsing: the library's pages, in any order and narrowed in any way, with how far the reader is in each story."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.db import progress, stories
from bot.library.search import search
from bot.models import LibraryFilter, LibraryOrder, RatingLevel, ReadingStatus, Stage, reading_state
from bot.services.pagination import fit
from bot.services.rates import Costly
from bot.services.scope import enter
from bot.services.topics import avoided_among
from bot.services.wanted import from_key, key_of

if TYPE_CHECKING:
    from bot.db import Work
    from bot.models import Label, LabelKind, LibraryEntry, Progress, Visit
    from bot.services.engine import Engine
    from bot.services.scope import Scope

LIBRARY_PAGE = 10
LABELS_PAGE = 25
# Beyond so many, what a search finds is like it by chance.
SEARCH_LIMIT = 100
# A story that grew after she had read it to its end is being read again.
_STATUS = {
    Stage.UNREAD: ReadingStatus.UNREAD,
    Stage.READING: ReadingStatus.READING,
    Stage.GROWN: ReadingStatus.READING,
    Stage.FINISHED: ReadingStatus.FINISHED,
}


@dataclass(frozen=True, slots=True)
class LibraryLine:
    """One story of a page: how far the reader is in it (None: not begun), and whether it warns of what she avoids."""

    entry: LibraryEntry
    so_far: Progress | None
    avoided: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LibraryPage:
    """At most ten stories and where they stand: page `number` of `pages`, both from 1, and `total` in all.

    `key` is the filter as a button carries it. `named`: the reader wants topics that she avoids named.
    """

    lines: tuple[LibraryLine, ...]
    number: int
    pages: int
    total: int
    filter: LibraryFilter
    key: str
    named: bool


@dataclass(frozen=True, slots=True)
class LabelPage:
    """At most 25 labels of one kind, the commonest first; `more` where there are others after them."""

    kind: LabelKind
    labels: tuple[Label, ...]
    number: int
    more: bool


async def list_library(engine: Engine, visit: Visit, asked: LibraryFilter, number: int = 1) -> LibraryPage:
    """Page `number` (from 1) of the stories that may be shown here and fit the filter, in its order or by likeness.

    Raises LimitError where she searches too often.
    """
    if asked.search:
        engine.rates.use(Costly.SEARCH, visit, engine.now())
    return await engine.run(visit, _list(engine, visit, asked, number))


async def turn_library(
    engine: Engine, visit: Visit, key: str, number: int = 1, choice: str | None = None
) -> LibraryPage:
    """The same for a button's key; `choice` changes the filter first: `order=recent`, `status=unread`, `tag=` and so on.

    Raises NotFoundError where the key is forgotten.
    """
    return await engine.run(visit, _turn(engine, visit, key, number, choice))


async def list_labels(engine: Engine, visit: Visit, kind: LabelKind, number: int = 1) -> LabelPage:
    """Page `number` (from 1) of the labels of that kind which stories that may be shown here have."""
    return await engine.read(visit, _labels(engine, visit, kind, max(number, 1)))


def _turn(engine: Engine, visit: Visit, key: str, number: int, choice: str | None) -> Work[LibraryPage]:
    asked = yield from from_key(key)
    return (yield from _list(engine, visit, _changed(asked, choice) if choice else asked, number))


def _changed(asked: LibraryFilter, choice: str) -> LibraryFilter:
    field, _, value = choice.partition("=")
    if field == "order" and value in set(LibraryOrder):
        # A search has an order of its own, so whoever asks for another is done with it.
        return replace(asked, order=LibraryOrder(value), search=None)
    if field == "status":
        return replace(asked, status=ReadingStatus(value) if value in set(ReadingStatus) else None)
    if field == "rating":
        return replace(asked, rating=RatingLevel(value) if value in set(RatingLevel) else None)
    if field == "tag":
        return replace(asked, tag=value.strip() or None)
    return LibraryFilter()


def _list(engine: Engine, visit: Visit, asked: LibraryFilter, number: int) -> Work[LibraryPage]:
    scope = yield from enter(engine, visit)
    if asked.search:
        found = yield from search(
            asked.search, visibility=scope.visibility, limit=SEARCH_LIMIT, wanted=asked, thorough=True
        )
        found = yield from _of_status(scope, found, asked.status)
        total = len(found)
        number, pages = fit(number, total, LIBRARY_PAGE)
        shown = found[(number - 1) * LIBRARY_PAGE : number * LIBRARY_PAGE]
    else:
        reader_id = scope.reader.id
        total = yield from stories.count_entries(visibility=scope.visibility, wanted=asked, reader_id=reader_id)
        number, pages = fit(number, total, LIBRARY_PAGE)
        offset = (number - 1) * LIBRARY_PAGE
        shown = yield from stories.list_entries(
            visibility=scope.visibility, wanted=asked, reader_id=reader_id, offset=offset, limit=LIBRARY_PAGE
        )
    lines: tuple[LibraryLine, ...] = ()
    for entry in shown:
        so_far = yield from progress.get_progress(scope.reader.id, entry.story_id)
        lines += (LibraryLine(entry, so_far, avoided_among(scope.preferences.avoided, entry.warnings)),)
    key = yield from key_of(asked, engine.now())
    return LibraryPage(lines, number, pages, total, asked, key, scope.preferences.names_topics)


def _of_status(scope: Scope, found: list[LibraryEntry], status: ReadingStatus | None) -> Work[list[LibraryEntry]]:
    if status is None:
        return found
    kept = []
    for entry in found:
        so_far = yield from progress.get_progress(scope.reader.id, entry.story_id)
        if _STATUS[reading_state(so_far, entry.parts).stage] is status:
            kept.append(entry)
    return kept


def _labels(engine: Engine, visit: Visit, kind: LabelKind, number: int) -> Work[LabelPage]:
    scope = yield from enter(engine, visit)
    offset = (number - 1) * LABELS_PAGE
    labels = yield from stories.list_labels(kind, scope.visibility, offset, LABELS_PAGE + 1)
    return LabelPage(kind, tuple(labels[:LABELS_PAGE]), number, len(labels) > LABELS_PAGE)
