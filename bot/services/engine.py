"""What every service works with: the database, the clock and the operator's policy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.clock import Clock
    from bot.db import Database
    from bot.models import RatingLevel


@dataclass(frozen=True, slots=True)
class Engine:
    """One open database with its clock; `no_rating_means` and `most_bookmarks` (each reader's) are settings."""

    database: Database
    now: Clock
    no_rating_means: RatingLevel
    most_bookmarks: int = 200
