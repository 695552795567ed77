"""What every service works with: the database, the clock and the operator's policy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import NotFoundError, NotHereError
from bot.gate import admitted
from bot.models import Gate

if TYPE_CHECKING:
    from bot.clock import Clock
    from bot.db import Database
    from bot.models import LibraryEntry, RatingLevel, Where


@dataclass(frozen=True, slots=True)
class Engine:
    """One open database with its clock; `no_rating_means` is the setting of that name."""

    database: Database
    now: Clock
    no_rating_means: RatingLevel

    def gates(self, where: Where) -> tuple[Gate, ...]:
        """The gates that a place lets through: what may be listed or suggested there."""
        return admitted(where, self.no_rating_means)

    def require_admitted(self, entry: LibraryEntry | None, where: Where) -> LibraryEntry:
        """The same entry; raises NotFoundError for None and NotHereError where the story may not be shown."""
        if entry is None:
            raise NotFoundError("That story is not in the library any more.", "`/library` shows what is.")
        if entry.gate in self.gates(where):
            return entry
        if entry.gate is Gate.HELD:
            raise NotHereError("That story is held back and is not served anywhere.")
        raise NotHereError(
            "That story is for adults, and this place is not marked as age-restricted.",
            "Open it in an age-restricted channel of a server.",
        )
