"""How often a reader, and all readers of a server together, may ask for what costs much; too often is told in words."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.errors import LimitError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.models import Visit

# Readers and servers whose uses are remembered; the one longest quiet is forgotten first.
_MOST_KEPT = 10_000


class Costly(StrEnum):
    """What costs much."""

    SEARCH = "search"
    PUBLISH = "publish"
    EXPORT = "export"
    SERIAL_START = "serial-start"


@dataclass(frozen=True, slots=True)
class Rate:
    """So many times in so much time for one reader; a server's readers together `per_server` times as often."""

    most: int
    window: timedelta
    per_server: int = 10


@dataclass(slots=True)
class Rates:
    """The uses of late, in this process alone; what has no rate may be asked for as often as anybody likes."""

    rates: Mapping[Costly, Rate] = field(default_factory=dict)
    _uses: OrderedDict[tuple[Costly, str, int], deque[datetime]] = field(default_factory=OrderedDict, repr=False)

    def use(self, costly: Costly, visit: Visit, now: datetime) -> None:
        """Count one use. Raises LimitError, and counts nothing, where it is one too many."""
        rate = self.rates.get(costly)
        if rate is None:
            return
        bounds = [((costly, "reader", visit.reader.id), rate.most)]
        if visit.where.server_id is not None:
            bounds.append(((costly, "server", visit.where.server_id), rate.most * rate.per_server))
        uses = [(self._of(key, now - rate.window), most) for key, most in bounds]
        for (key, _most), (used, most) in zip(bounds, uses, strict=True):
            if len(used) >= most:
                raise too_often(used[0] + rate.window, server=key[1] == "server")
        for used, _most in uses:
            used.append(now)

    def _of(self, key: tuple[Costly, str, int], since: datetime) -> deque[datetime]:
        """The uses since then, the oldest first."""
        used = self._uses.setdefault(key, deque())
        self._uses.move_to_end(key)
        while used and used[0] <= since:
            used.popleft()
        if len(self._uses) > _MOST_KEPT:
            self._uses.popitem(last=False)
        return used


def too_often(again: datetime, *, server: bool = False) -> LimitError:
    """What is told of one use too many: when the next one is possible, as Discord shows it to each reader."""
    when = f"<t:{int(again.timestamp()) + 1}:R>"
    if server:
        return LimitError(
            "That was asked for very often in this server just now.", "It is possible again {when}.", when=when
        )
    return LimitError("You have asked for that very often just now.", "It is possible again {when}.", when=when)
