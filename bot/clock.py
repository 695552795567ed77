"""The only source of "now": a function that gives the present instant, aware, in UTC."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The machine's present instant in UTC; under Discord, real or simulated, the client passes Discord's own."""
    return datetime.now(UTC)
