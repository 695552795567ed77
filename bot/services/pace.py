"""Paces: how many requests of a kind may go out now, so that Discord never has to say "too many"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.db.deliveries import Pace

if TYPE_CHECKING:
    from bot.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Paces:
    """Requests a second: of all kinds together, into known DMs, and DMs newly opened; seconds a request may take."""

    all: float = 40.0
    dms: float = 20.0
    new_dms: float = 1.0
    request_seconds: float = 8.0


class Bucket:
    """A token bucket: `rate` requests a second, at most `burst` of them at once."""

    def __init__(self, rate: float, burst: float, now: Clock) -> None:
        self._rate = rate
        self._burst = burst
        self._now = now
        self._tokens = burst
        self._filled = now()

    def free(self) -> float:
        """How many may go out at once."""
        now = self._now()
        # A clock that was set back gives nothing and takes nothing; one set forward, at most a burst.
        passed = max((now - self._filled) / timedelta(seconds=1), 0.0)
        self._filled = now
        self._tokens = min(self._burst, self._tokens + passed * self._rate)
        return self._tokens

    def take(self, tokens: float = 1.0) -> None:
        """Counts requests that go out; what is taken beyond the free ones delays those after them."""
        self._tokens -= tokens

    def wait(self) -> float:
        """Seconds until one is free; 0 where one is."""
        return max(0.0, (1.0 - self.free()) / self._rate)


class Pacer:
    """The patience of Discord's that steps draw on: each on its own pace's, and all of them on one."""

    def __init__(self, paces: Paces, now: Clock) -> None:
        self._paces = paces
        self._all = Bucket(paces.all, max(paces.all / 4, 1.0), now)
        self._buckets = {
            Pace.CHANNEL: self._all,
            Pace.DM: Bucket(paces.dms, max(paces.dms / 4, 1.0), now),
            Pace.NEW_DM: Bucket(paces.new_dms, max(paces.new_dms, 1.0), now),
        }

    def free(self, pace: Pace) -> float:
        """How many steps of that pace may go out at once."""
        return min(self._buckets[pace].free(), self._all.free())

    def count(self, pace: Pace, requests: int = 1) -> None:
        """Counts a step that goes out, and how many requests it takes."""
        self._all.take(requests)
        if pace is not Pace.CHANNEL:
            self._buckets[pace].take()

    def wait(self, pace: Pace) -> float:
        """Seconds until a step of that pace may go out."""
        return max(self._buckets[pace].wait(), self._all.wait())

    def open_no_dms_for(self, pause: timedelta) -> None:
        """Stops the opening of new DMs for so long."""
        self._buckets[Pace.NEW_DM].take(self._paces.new_dms * pause.total_seconds())
