"""Rate limits as Discord announces and enforces them: a bucket for each route and channel, and one for all requests."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

GLOBAL = "global"
# How operations end whose path holds their own token: they need no other, and the limit for all does not count them.
BY_TOKEN = ("create_interaction_response", "execute_webhook", "webhook_message")


@dataclass(frozen=True, slots=True)
class Refused:
    """An answer 429. discord.py gives up at once unless it has a `Via` header, as everything behind Cloudflare has."""

    seconds: float
    everywhere: bool = False

    @property
    def body(self) -> dict[str, Any]:
        return {"message": "You are being rate limited.", "retry_after": self.seconds, "global": self.everywhere}

    @property
    def headers(self) -> dict[str, str]:
        own = {"X-RateLimit-Global": "true"} if self.everywhere else {}
        scope = "global" if self.everywhere else "user"
        return own | {"Via": "1.1 google", "Retry-After": f"{self.seconds:.3f}", "X-RateLimit-Scope": scope}


@dataclass(slots=True)
class _Window:
    ends: float
    used: int = 0


@dataclass
class Limits:
    """`routes` are the requests each operation may make in so many seconds for one channel; none is limited at first.

    `everything` is what all may make in a second together. `refused` counts the answers 429 of each operation.
    """

    routes: dict[str, tuple[int, float]] = field(default_factory=dict)
    everything: int | None = 50
    refused: dict[str, int] = field(default_factory=dict)
    clock: Callable[[], float] = time.monotonic
    _windows: dict[tuple[str, str], _Window] = field(default_factory=dict)

    def like_discord(self) -> None:
        """Limits such as bots have met them: five messages in five seconds for a channel, and so on."""
        for operation in ("create_message", "update_message", "delete_message", "create_thread"):
            self.routes[operation] = (5, 5.0)
        self.routes["create_thread_from_message"] = (5, 5.0)
        self.routes["create_dm"] = (10, 10.0)

    def take(self, operation: str, major: str) -> Refused | dict[str, str]:
        """Counts a request: the headers of its answer, or why it is not carried out."""
        if self.everything is not None and not operation.endswith(BY_TOKEN):
            window = self._window((GLOBAL, ""), 1.0)
            if window.used >= self.everything:
                return self.refuse(operation, window.ends - self.clock(), everywhere=True)
            window.used += 1
        if operation not in self.routes:
            return {}
        limit, seconds = self.routes[operation]
        window = self._window((operation, major), seconds)
        if window.used >= limit:
            return self.refuse(operation, window.ends - self.clock())
        window.used += 1
        left = max(window.ends - self.clock(), 0)
        return {
            "X-RateLimit-Limit": str(limit), "X-RateLimit-Remaining": str(limit - window.used),
            "X-RateLimit-Reset": f"{time.time() + left:.3f}", "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": f"bucket-{operation}",
        }  # fmt: skip

    def refuse(self, operation: str, seconds: float, *, everywhere: bool = False) -> Refused:
        """An answer 429, counted."""
        self.refused[operation] = self.refused.get(operation, 0) + 1
        # A little more than what is left: whoever waits that long finds the window over.
        return Refused(round(max(seconds, 0) + 0.002, 3), everywhere)

    @property
    def total_refused(self) -> int:
        return sum(self.refused.values())

    def _window(self, key: tuple[str, str], seconds: float) -> _Window:
        now = self.clock()
        window = self._windows.get(key)
        if window is None or window.ends <= now:
            window = self._windows[key] = _Window(now + seconds)
        return window


@dataclass
class NewDms:
    """Discord's guard against spam: more new DMs in a second than `most` are refused, and in the end all of them.

    Neither number is known of Discord itself; None sets no limit. `opened` are the times of new DMs.
    """

    most: int | None = None
    quarantined_after: int | None = None
    refused: int = 0
    opened: list[float] = field(default_factory=list)
    clock: Callable[[], float] = time.monotonic

    def count(self) -> int | None:
        """Counts one more new DM: the code it is refused with, or None."""
        now = self.clock()
        if self.quarantined_after is not None and self.refused >= self.quarantined_after:
            self.refused += 1
            return 20026
        if self.most is not None and len([at for at in self.opened if at > now - 1]) >= self.most:
            self.refused += 1
            return 40003
        self.opened.append(now)
        return None
