"""Finding stories: what a reader typed to one story or a choice, suggestions while she types, the library's pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.db import stories
from bot.errors import NotFoundError
from bot.library.search import search
from bot.models import LibraryFilter

if TYPE_CHECKING:
    from bot.db import Work
    from bot.models import LibraryEntry, RatingLevel, Where
    from bot.services.engine import Engine

# A select menu and an autocomplete list hold 25 choices at most (Discord, message components).
CHOICES = 25
LIBRARY_PAGE = 10


@dataclass(frozen=True, slots=True)
class LibraryPage:
    """Ten stories of the library and where they stand in it: `number` of `pages`, both from 1, and all in all."""

    entries: tuple[LibraryEntry, ...]
    number: int
    pages: int
    total: int
    filter: LibraryFilter


async def suggest(engine: Engine, where: Where, text: str) -> list[LibraryEntry]:
    """At most 25 stories that fit what was typed so far and may be shown here, best first."""
    return await search(engine.database, text, gates=engine.gates(where), limit=CHOICES)


async def resolve(engine: Engine, where: Where, text: str) -> LibraryEntry | list[LibraryEntry]:
    """The story that a story option names by its id or a title that only it has, else the likely ones to choose from.

    Raises NotFoundError where nothing comes near, NotHereError for an id that may not be shown here.
    """
    named = {entry.story_id: entry for entry in await engine.database.read(stories.find_by_title(text))}
    if text.isascii() and text.isdigit() and len(text) < 19:
        by_id = await engine.database.read(stories.get_entry(int(text)))
        if by_id is not None:
            named[by_id.story_id] = by_id
    if len(named) == 1:
        (entry,) = named.values()
        return engine.require_admitted(entry, where)
    gates = engine.gates(where)
    if several := [entry for entry in named.values() if entry.gate in gates]:
        return several
    found = await suggest(engine, where, text)
    if not found:
        raise NotFoundError("No story here has a title like that.", "`/library` shows those you can read here.")
    return found


async def list_library(engine: Engine, where: Where, wanted: LibraryFilter, number: int) -> LibraryPage:
    """Page `number` (from 1) of the stories that may be shown here and fit the filter, by title or by likeness."""
    if wanted.search:
        return await _search_library(engine, where, wanted, number)
    return await engine.database.read(_list(engine, where, wanted, number))


async def _search_library(engine: Engine, where: Where, wanted: LibraryFilter, number: int) -> LibraryPage:
    found = await search(engine.database, wanted.search or "", gates=engine.gates(where), limit=100, wanted=wanted)
    pages = max(1, -(-len(found) // LIBRARY_PAGE))
    number = min(max(number, 1), pages)
    shown = found[(number - 1) * LIBRARY_PAGE : number * LIBRARY_PAGE]
    return LibraryPage(tuple(shown), number, pages, len(found), wanted)


def _list(engine: Engine, where: Where, wanted: LibraryFilter, number: int) -> Work[LibraryPage]:
    gates = engine.gates(where)
    total = yield from stories.count_entries(gates=gates, wanted=wanted)
    pages = max(1, -(-total // LIBRARY_PAGE))
    number = min(max(number, 1), pages)
    shown = yield from stories.list_entries(
        gates=gates, wanted=wanted, offset=(number - 1) * LIBRARY_PAGE, limit=LIBRARY_PAGE
    )
    return LibraryPage(tuple(shown), number, pages, total, wanted)


def wanted(level: RatingLevel | None, tag: str | None, search: str | None) -> LibraryFilter:
    """The filter that the options of `/library` ask for; blank text counts as none."""
    return LibraryFilter(search=(search or "").strip() or None, rating=level, tag=(tag or "").strip() or None)
