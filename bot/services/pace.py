"""Paces: how many requests of a kind may go out now, so that Discord never has to say "too many"."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.clock import Clock


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
