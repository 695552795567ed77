"""Causes: what each service that makes deliveries tells the dispatcher of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from bot.db import Work
    from bot.db.deliveries import Delivery
    from bot.messenger import Reason, Sent
    from bot.services.engine import Engine


@dataclass(frozen=True, slots=True)
class Send:
    """Send it: what `cogs/ui/outgoing.py` is to draw, in the language of this locale; where `adult`, only where adults are."""

    content: object
    locale: str
    adult: bool = False


@dataclass(frozen=True, slots=True)
class Drop:
    """Never send it, for this reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class Postpone:
    """Not before then."""

    until: datetime


Composed: TypeAlias = Send | Drop | Postpone


class Verdict(StrEnum):
    """What becomes of a step that Discord refuses."""

    DROP = "drop"
    PARK = "park"


def _nothing(_engine: Engine, _delivery: Delivery, _sent: Sent) -> Work[None]:
    yield from ()


def _nothing_due(_engine: Engine) -> Work[bool]:
    yield from ()
    return False


def _never(_engine: Engine) -> Work[datetime | None]:
    yield from ()
    return None


def _drop(_engine: Engine, _delivery: Delivery, _reason: Reason) -> Work[Verdict]:
    yield from ()
    return Verdict.DROP


@dataclass(frozen=True, slots=True)
class Cause:
    """One kind of reason to write to somebody; `name` is what its rows carry.

    `compose` runs in the transaction that marks a step as being sent, so it asks everything once more that may have
    changed since the decision: the gate, preferences, whether it was read by now. `refused` and `sent` run in the one that
    keeps what Discord answered. `decide` writes the steps of whatever has become due, and tells whether there may be more
    at once; `next_decision` is when it wants to be asked again.
    """

    name: str
    compose: Callable[[Engine, Delivery], Work[Composed]]
    refused: Callable[[Engine, Delivery, Reason], Work[Verdict]] = _drop
    sent: Callable[[Engine, Delivery, Sent], Work[None]] = _nothing
    decide: Callable[[Engine], Work[bool]] = _nothing_due
    next_decision: Callable[[Engine], Work[datetime | None]] = _never
