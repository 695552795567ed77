"""What one request may see: who asks from where, what she prefers, and the stories that this lets her see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.db import readers, servers, stories, withdrawals
from bot.errors import NotFoundError, NotHereError
from bot.gate import admitted
from bot.models import Gate, RatingLevel, Surface
from bot.servers import Visibility

if TYPE_CHECKING:
    from datetime import datetime

    from bot.db import Work
    from bot.models import LibraryEntry, Preferences, Reader, Visit, Where
    from bot.services.engine import Engine


@dataclass(frozen=True, slots=True)
class Scope:
    """One request as the database knows it now; `visibility` tells which stories may be shown or listed."""

    visit: Visit
    preferences: Preferences
    visibility: Visibility

    @property
    def reader(self) -> Reader:
        """Who asks."""
        return self.visit.reader

    @property
    def where(self) -> Where:
        """The place that would show the answer."""
        return self.visit.where

    def require(self, entry: LibraryEntry | None) -> LibraryEntry:
        """The same entry; raises NotFoundError for none in sight and NotHereError where the story may not be shown."""
        if entry is None or not self.visibility.reaches(entry):
            raise NotFoundError("That story is not in the library any more.", "`/library` shows what is.")
        if self.visibility.admits(entry):
            return entry
        if entry.gate is Gate.HELD:
            raise NotHereError("That story is held back and is not served anywhere.")
        if self.visibility.is_too_high(entry):
            raise NotHereError("That story's rating is higher than this server allows.", "`/library` shows the others.")
        if self.where.surface is Surface.BOT_DM:
            raise NotHereError(
                "That story is for adults.",
                "To read it here, confirm in an age-restricted channel of a server that you are one: `/preferences`.",
            )
        raise NotHereError(
            "That story is for adults, and this place is not marked as age-restricted.",
            "Open it in an age-restricted channel of a server.",
        )


def enter(engine: Engine, visit: Visit) -> Work[Scope]:
    """The scope of a request that only looks; run it with `engine.read` or `engine.run`."""
    return (yield from _scope(engine, visit, (yield from readers.get_preferences(visit.reader.id))))


def enter_and_keep(engine: Engine, visit: Visit) -> Work[Scope]:
    """The scope of a request that keeps something of the reader, who becomes known; run it with `engine.run`."""
    return (yield from _scope(engine, visit, (yield from readers.keep_reader(visit.reader, engine.now()))))


def require_story(scope: Scope, story_id: int) -> Work[LibraryEntry]:
    """A story that may be shown; raises NotFoundError, which tells of one withdrawn, and NotHereError."""
    entry = yield from stories.get_entry(story_id)
    if entry is None:
        story = yield from withdrawals.get_ownership(story_id)
        if story is not None and story.withdrawn and story.server_id in scope.visibility.ceilings:
            raise NotFoundError("That story was withdrawn.", "`/library` shows what can be read here.")
    return scope.require(entry)


def _scope(engine: Engine, visit: Visit, preferences: Preferences) -> Work[Scope]:
    gates = admitted(visit.where, engine.no_rating_means, adult=preferences.adult)
    ceilings = yield from _ceilings(visit, engine.now())
    return Scope(visit, preferences, Visibility(gates, ceilings, engine.no_rating_means))


def _ceilings(visit: Visit, now: datetime) -> Work[dict[int | None, RatingLevel]]:
    """The libraries in sight: the operator's, unless this server turned it off, and a server's own where it belongs.

    That is the server itself, and the bot's DM with those who read there and are members.
    """
    where = visit.where
    if where.server_id is not None:
        server = yield from servers.get_server(where.server_id)
        own: dict[int | None, RatingLevel] = {server.id: server.ceiling}
        return own | {None: server.ceiling} if server.commons else own
    everywhere: dict[int | None, RatingLevel] = {None: RatingLevel.EXPLICIT}
    if where.surface is Surface.BOT_DM:
        return everywhere | (yield from servers.list_ceilings(visit.reader.id, now))
    return everywhere
