"""What every service works with: the database, the clock and the operator's policy."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.services.laid_out import LaidOutParts

if TYPE_CHECKING:
    from bot.clock import Clock
    from bot.db import Database
    from bot.models import RatingLevel


@dataclass(frozen=True, slots=True)
class Engine:
    """One open database with its clock; `no_rating_means` and `most_bookmarks` (each reader's) are settings.

    `laid_out` holds the parts read lately.
    """

    database: Database
    now: Clock
    no_rating_means: RatingLevel
    most_bookmarks: int = 200
    laid_out: LaidOutParts = field(default_factory=LaidOutParts, repr=False)
