"""Finding stories: what a reader typed to one story or a choice, suggestions while she types, the library's pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.db import stories
from bot.errors import NotFoundError
from bot.library.search import search
from bot.models import LibraryFilter
from bot.services.scope import enter

if TYPE_CHECKING:
    from bot.db import Work
    from bot.models import LibraryEntry, RatingLevel, Visit
    from bot.services.engine import Engine

# A select menu and an autocomplete list hold 25 choices at most (Discord, message components).
CHOICES = 25
LIBRARY_PAGE = 10
# Beyond so many, what a search finds is like it by chance.
SEARCH_LIMIT = 100


@dataclass(frozen=True, slots=True)
class LibraryPage:
    """Ten stories of the library and where they stand in it: `number` of `pages`, both from 1, and all in all."""

    entries: tuple[LibraryEntry, ...]
    number: int
    pages: int
    total: int
    filter: LibraryFilter


async def suggest(engine: Engine, visit: Visit, text: str) -> list[LibraryEntry]:
    """At most 25 stories that fit what was typed so far and may be shown here, best first."""
    return await engine.database.read(_suggest(engine, visit, text))


def _suggest(engine: Engine, visit: Visit, text: str) -> Work[list[LibraryEntry]]:
    scope = yield from enter(engine, visit)
    return (yield from search(text, gates=scope.gates, limit=CHOICES))


async def resolve(engine: Engine, visit: Visit, text: str) -> LibraryEntry | list[LibraryEntry]:
    """The story that a story option names by its id or a title that only it has, else the likely ones to choose from.

    Raises NotFoundError where nothing comes near, NotHereError for an id that may not be shown here.
    """
    return await engine.database.read(_resolve(engine, visit, text))


def _resolve(engine: Engine, visit: Visit, text: str) -> Work[LibraryEntry | list[LibraryEntry]]:
    scope = yield from enter(engine, visit)
    named = {entry.story_id: entry for entry in (yield from stories.find_by_title(text))}
    if text.isascii() and text.isdigit() and len(text) < 19:
        by_id = yield from stories.get_entry(int(text))
        if by_id is not None:
            named[by_id.story_id] = by_id
    if len(named) == 1:
        (entry,) = named.values()
        return scope.require(entry)
    if several := [entry for entry in named.values() if entry.gate in scope.gates]:
        return several
    found = yield from search(text, gates=scope.gates, limit=CHOICES)
    if not found:
        raise NotFoundError("No story here has a title like that.", "`/library` shows those you can read here.")
    return found


async def list_library(engine: Engine, visit: Visit, wanted: LibraryFilter, number: int) -> LibraryPage:
    """Page `number` (from 1) of the stories that may be shown here and fit the filter, by title or by likeness."""
    return await engine.database.read(_list(engine, visit, wanted, number))


def _list(engine: Engine, visit: Visit, wanted: LibraryFilter, number: int) -> Work[LibraryPage]:
    scope = yield from enter(engine, visit)
    if wanted.search:
        found = yield from search(wanted.search, gates=scope.gates, limit=SEARCH_LIMIT, wanted=wanted)
        return _page(found, len(found), wanted, number)
    total = yield from stories.count_entries(gates=scope.gates, wanted=wanted)
    number, pages = _fit(number, total)
    shown = yield from stories.list_entries(
        gates=scope.gates, wanted=wanted, offset=(number - 1) * LIBRARY_PAGE, limit=LIBRARY_PAGE
    )
    return LibraryPage(tuple(shown), number, pages, total, wanted)


def _page(found: list[LibraryEntry], total: int, wanted: LibraryFilter, number: int) -> LibraryPage:
    number, pages = _fit(number, total)
    return LibraryPage(tuple(found[(number - 1) * LIBRARY_PAGE : number * LIBRARY_PAGE]), number, pages, total, wanted)


def _fit(number: int, total: int) -> tuple[int, int]:
    """A page's number brought within those there are, and how many these are."""
    pages = max(1, -(-total // LIBRARY_PAGE))
    return min(max(number, 1), pages), pages


def wanted(level: RatingLevel | None, tag: str | None, search: str | None) -> LibraryFilter:
    """The filter that the options of `/library` ask for; blank text counts as none."""
    return LibraryFilter(search=(search or "").strip() or None, rating=level, tag=(tag or "").strip() or None)
