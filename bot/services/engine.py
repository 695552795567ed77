"""What every service works with: the database, the clock and the operator's policy."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.models import Limits, Quotas
from bot.services.laid_out import LaidOutParts
from bot.services.membership import ask_memberships
from bot.services.rates import Rates

if TYPE_CHECKING:
    from datetime import datetime
    from typing import TypeVar

    from bot.clock import Clock
    from bot.db import Database, Work
    from bot.messenger import Messenger
    from bot.models import RatingLevel, Visit

    T = TypeVar("T")


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
    """One open database with its clock; `no_rating_means` and whatever begins with `most` are settings.

    `privacy_url` is where the privacy notice can be read.

    Bookmarks are counted by reader, serials by server, reports by reader and day, what costs much by `rates`.
    `messenger` reaches Discord. `laid_out` holds the parts read lately, `members_known` until when it is known of a reader which servers she is a member of; `bell` wakes the
    dispatcher. `limits` and `quotas` are settings for what is uploaded, which is read one at a time, by whoever holds
    `reading`; `broom` is rung while what was erased has not left the database's file.
    """

    database: Database
    now: Clock
    no_rating_means: RatingLevel
    most_bookmarks: int = 200
    most_subscriptions: int = 200
    most_serials: int = 50
    most_reports: int = 5
    rates: Rates = field(default_factory=Rates, repr=False)
    messenger: Messenger | None = None
    privacy_url: str | None = None
    limits: Limits = field(default_factory=Limits)
    quotas: Quotas = field(default_factory=Quotas)
    members_known: dict[int, datetime] = field(default_factory=dict, repr=False)
    laid_out: LaidOutParts = field(default_factory=LaidOutParts, repr=False)
    bell: Bell = field(default_factory=Bell, repr=False)
    reading: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1), repr=False)
    broom: Bell = field(default_factory=Bell, repr=False)

    async def run(self, visit: Visit, work: Work[T], *, durable: bool = True) -> T:
        """The result of a unit of work that goes by what this visit may see (`bot.services.scope`)."""
        await ask_memberships(self, visit)
        return await self.database.run(work, durable=durable)

    async def read(self, visit: Visit, work: Work[T]) -> T:
        """The same for a unit that only reads."""
        await ask_memberships(self, visit)
        return await self.database.read(work)
