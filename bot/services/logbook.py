"""The notice channel: what moderators did, and what hinders serials, told to a server where its moderators look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.db import deliveries, servers
from bot.messenger import StepKind
from bot.services.cause import Cause, Drop, Send

if TYPE_CHECKING:
    from bot.db import Work
    from bot.db.deliveries import Delivery
    from bot.services.cause import Composed
    from bot.services.engine import Engine

NAME = "log"
_BATCH = 50


def _decide(engine: Engine) -> Work[bool]:
    """Write a step for every entry that a notice channel has not been told; those of servers without one are done."""
    now = engine.now()
    untold = yield from servers.list_untold(_BATCH)
    for entry, channel_id in untold:
        yield from servers.note_told(entry.id)
        if channel_id is not None:
            yield from deliveries.add_delivery(
                f"log:{entry.id}",
                NAME,
                entry.id,
                StepKind.MESSAGE,
                {},
                target=channel_id,
                server_id=entry.server_id,
                due=now,
                now=now,
            )
    return len(untold) == _BATCH


def _compose(_engine: Engine, delivery: Delivery) -> Work[Composed]:
    entry = yield from servers.get_action(delivery.cause_id)
    if entry is None:
        return Drop("erased")
    return Send(entry, (yield from servers.get_server(entry.server_id)).locale)


LOGBOOK = Cause(NAME, _compose, decide=_decide)
