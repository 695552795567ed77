"""What one request may see: who asks from where, what she prefers, and the gates that this lets through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.db import readers
from bot.errors import NotFoundError, NotHereError
from bot.gate import admitted
from bot.models import Gate, Surface

if TYPE_CHECKING:
    from bot.db import Work
    from bot.models import LibraryEntry, Preferences, Reader, Visit, Where
    from bot.services.engine import Engine


@dataclass(frozen=True, slots=True)
class Scope:
    """One request as the database knows it now; `gates` are those of stories that may be shown or listed."""

    visit: Visit
    preferences: Preferences
    gates: tuple[Gate, ...]

    @property
    def reader(self) -> Reader:
        """Who asks."""
        return self.visit.reader

    @property
    def where(self) -> Where:
        """The place that would show the answer."""
        return self.visit.where

    def require(self, entry: LibraryEntry | None) -> LibraryEntry:
        """The same entry; raises NotFoundError for None and NotHereError where the story may not be shown."""
        if entry is None:
            raise NotFoundError("That story is not in the library any more.", "`/library` shows what is.")
        if entry.gate in self.gates:
            return entry
        if entry.gate is Gate.HELD:
            raise NotHereError("That story is held back and is not served anywhere.")
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
    """The scope of a request that only looks."""
    return _scope(engine, visit, (yield from readers.get_preferences(visit.reader.id)))


def enter_and_keep(engine: Engine, visit: Visit) -> Work[Scope]:
    """The scope of a request that keeps something of the reader, who becomes known."""
    return _scope(engine, visit, (yield from readers.keep_reader(visit.reader, engine.now())))


def _scope(engine: Engine, visit: Visit, preferences: Preferences) -> Scope:
    gates = admitted(visit.where, engine.no_rating_means, adult=preferences.adult)
    return Scope(visit, preferences, gates)
