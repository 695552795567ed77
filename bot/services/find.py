"""Finding stories: what a reader typed to one story or a choice, and suggestions while she types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.db import stories
from bot.errors import NotFoundError
from bot.library.search import search
from bot.services.scope import enter

if TYPE_CHECKING:
    from bot.db import Work
    from bot.models import LibraryEntry, Visit
    from bot.services.engine import Engine

# A select menu and an autocomplete list hold 25 choices at most (Discord, message components).
CHOICES = 25


async def suggest(engine: Engine, visit: Visit, text: str) -> list[LibraryEntry]:
    """At most 25 stories that fit what was typed so far and may be shown here, best first."""
    return await engine.read(visit, _suggest(engine, visit, text))


def _suggest(engine: Engine, visit: Visit, text: str) -> Work[list[LibraryEntry]]:
    scope = yield from enter(engine, visit)
    return (yield from search(text, visibility=scope.visibility, limit=CHOICES))


async def resolve(engine: Engine, visit: Visit, text: str) -> LibraryEntry | list[LibraryEntry]:
    """The story that a story option names by its id or a title that only it has, else the likely ones to choose from.

    Raises NotFoundError where nothing comes near, NotHereError for an id that may not be shown here.
    """
    return await engine.read(visit, _resolve(engine, visit, text))


def _resolve(engine: Engine, visit: Visit, text: str) -> Work[LibraryEntry | list[LibraryEntry]]:
    scope = yield from enter(engine, visit)
    titled = yield from stories.find_by_title(text)
    named = {entry.story_id: entry for entry in titled if scope.visibility.reaches(entry)}
    if text.isascii() and text.isdigit() and len(text) < 19:
        by_id = yield from stories.get_entry(int(text))
        if by_id is not None and scope.visibility.reaches(by_id):
            named[by_id.story_id] = by_id
    if len(named) == 1:
        (entry,) = named.values()
        return scope.require(entry)
    if several := [entry for entry in named.values() if scope.visibility.admits(entry)]:
        return several
    found = yield from search(text, visibility=scope.visibility, limit=CHOICES)
    if not found:
        raise NotFoundError("No story here has a title like that.", "`/library` shows those you can read here.")
    return found
