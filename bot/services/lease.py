"""A lease on work that one process does alone: taken, kept by renewing it, and known to be lost before another has it."""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING

from bot.db import leases

if TYPE_CHECKING:
    from bot.clock import Clock
    from bot.db import Database

# Longest time that work stands still when its holder hangs; a holder that dies lets go at once.
LEASE_SECONDS = 15
RENEW_SECONDS = 3.0


class Lease:
    """One process's claim to the lease `name`; `epoch` counts the times that it was given to somebody."""

    def __init__(self, database: Database, name: str, now: Clock) -> None:
        self._database = database
        self._name = name
        self._now = now
        self._holder = secrets.token_hex(8)
        self._presence: int | None = None
        self._until = 0.0
        self.epoch = 0

    @property
    def left(self) -> float:
        """Seconds for which nobody else can have it, by this process's own clock that never jumps; 0 without it."""
        # On SQLite no other process can have it at all, and nothing renews it.
        if self._database.dialect == "sqlite":
            return float(LEASE_SECONDS) if self.epoch else 0.0
        return max(0.0, self._until - time.monotonic())

    async def take(self) -> bool:
        """Whether it is this process's now. Raises DatabaseError where a second bot uses one SQLite file."""
        if self._presence is None:
            self._presence = await self._database.register_bot()
        started = time.monotonic()
        epoch = await self._database.run(
            leases.take_lease(self._name, self._holder, self._presence, LEASE_SECONDS, self._now())
        )
        if epoch is None:
            return False
        self.epoch, self._until = epoch, started + LEASE_SECONDS
        return True

    def give_up(self) -> None:
        """Acts as if it were lost: whoever takes it next, this process too, begins a new epoch."""
        self.epoch, self._until = 0, 0.0

    async def renew(self) -> bool:
        """Whether it is still this process's, for its whole time from here."""
        started = time.monotonic()
        if await self._database.run(leases.renew_lease(self._name, self._holder, self.epoch, LEASE_SECONDS)):
            self._until = started + LEASE_SECONDS
            return True
        self._until = 0.0
        # Whoever took it may have done so because the connection that shows this process's presence was cut.
        self._presence = None
        return False

    async def beat(self) -> None:
        """Keeps on record that the work is being done."""
        await self._database.run(leases.note_beat(self._name, self._holder, self.epoch, self._now()), durable=False)
