"""What every service works with: the database, the clock and the operator's policy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.services.laid_out import LaidOutParts

if TYPE_CHECKING:
    from bot.clock import Clock
    from bot.db import Database
    from bot.models import RatingLevel


class Bell:
    """Rung by whoever wrote something for the dispatcher to do; `listener` hears it."""

    def __init__(self) -> None:
        self.listener: Callable[[], None] | None = None

    def ring(self) -> None:
        """There is new work."""
        if self.listener:
            self.listener()


@dataclass(frozen=True, slots=True)
class Engine:
    """One open database with its clock; `no_rating_means`, `most_bookmarks` and `most_subscriptions` (each reader's) are settings.

    `laid_out` holds the parts read lately; `bell` wakes the dispatcher.
    """

    database: Database
    now: Clock
    no_rating_means: RatingLevel
    most_bookmarks: int = 200
    most_subscriptions: int = 200
    laid_out: LaidOutParts = field(default_factory=LaidOutParts, repr=False)
    bell: Bell = field(default_factory=Bell, repr=False)
