"""Whether what the bot promised is being done: when the dispatcher was last heard of."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.db import leases
from bot.services.deliver import LEASE

if TYPE_CHECKING:
    from datetime import datetime

    from bot.db import Work
    from bot.services.engine import Engine

# It says that it works at least once a minute; this is two that did not come.
_SILENCE = timedelta(minutes=3)


def silent_since(engine: Engine) -> Work[datetime | None]:
    """Since when no process has sent anything, or could have; None where all is well."""
    lease = yield from leases.get_lease(LEASE)
    if lease is None or engine.now() - lease.beat_at < _SILENCE:
        return None
    return lease.beat_at
