"""What moderators decide for their server, and the stories that this lets a request see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.gate import LADDER
from bot.models import Gate, RatingLevel

# The levels a story can have behind each gate (bot/gate.py).
_LEVELS = {Gate.OPEN: LADDER[:3], Gate.ADULT: LADDER[3:], Gate.HELD: LADDER}
# Stands for the operator where a server's id would stand.
_OPERATOR = 0


class Feature(StrEnum):
    """What serials may do in a server, each turned on or off by itself."""

    SERIALS = "serials"  # be posted at all
    AHEAD = "ahead"  # lock what lies ahead of them
    PINGS = "pings"  # ping a role


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """What a server's moderators set; these are the values of one where nothing was set.

    `ceiling`: no story rated higher is shown there. `author_role` may publish there, `notice_channel` is told what
    moderators do; both are Discord ids. `zone` is an IANA name. `shares`: what `/read` serves is shown to everybody where
    its reader chose nothing. `commons`: the operator's stories can be read there too. `features`: those that are on.
    """

    id: int
    locale: str = "en-US"
    ceiling: RatingLevel = RatingLevel.EXPLICIT
    author_role: int | None = None
    notice_channel: int | None = None
    zone: str | None = None
    shares: bool = False
    commons: bool = True
    features: frozenset[Feature] = frozenset(Feature)


@dataclass(frozen=True, slots=True)
class LoggedAction:
    """One thing a moderator did: `action` names it, `detail` is its value in words or ids (empty where it has none)."""

    id: int
    server_id: int
    at: datetime
    actor_id: int
    action: str
    detail: str


class Shelved(Protocol):
    """What a story's visibility goes by: its gate, its server (None: the operator's), its level (None: not stated)."""

    @property
    def gate(self) -> Gate: ...  # noqa: D102
    @property
    def server_id(self) -> int | None: ...  # noqa: D102
    @property
    def level(self) -> RatingLevel | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Publication:
    """Who published a story in which server, by what right as the author says, and whether it is withdrawn."""

    server_id: int
    author_id: int | None = None
    rights: str | None = None
    rights_note: str | None = None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Visibility:
    """The stories one request may see: of those `gates`, in those libraries, no higher than each one's ceiling.

    `ceilings` names the libraries in sight by their server, None being the operator's. `unstated` is what a story that
    states no rating counts as (the setting NO_RATING_MEANS).
    """

    gates: tuple[Gate, ...]
    ceilings: Mapping[int | None, RatingLevel]
    unstated: RatingLevel = RatingLevel.TEEN

    def reaches(self, story: Shelved) -> bool:
        """Whether the story's library is in sight at all."""
        return story.server_id in self.ceilings

    def is_too_high(self, story: Shelved) -> bool:
        """Whether the story, which is in sight, is rated higher than its place's ceiling."""
        return shelf_of(story.gate, story.server_id, story.level) not in self._below(story.server_id, (story.gate,))

    def admits(self, story: Shelved) -> bool:
        """Whether the story may be listed and shown."""
        return self.reaches(story) and story.gate in self.gates and not self.is_too_high(story)

    def shelves(self) -> list[str]:
        """Every value of the column `stories.shelf` that is let through."""
        return [shelf for server_id in self.ceilings for shelf in self._below(server_id, self.gates)]

    def _below(self, server_id: int | None, gates: tuple[Gate, ...]) -> list[str]:
        ceiling = rank(self.ceilings[server_id])
        return [
            shelf_of(gate, server_id, level)
            for gate in gates
            for level in _LEVELS.get(gate, (None,))
            if rank(level or self.unstated) <= ceiling
        ]


def rank(level: RatingLevel) -> int:
    """How high a rating is: 0 for general to 4 for explicit; what is not rated counts as explicit."""
    return LADDER.index(RatingLevel.EXPLICIT if level is RatingLevel.UNRATED else level)


def shelf_of(gate: Gate, server_id: int | None, level: RatingLevel | None) -> str:
    """What the database's column `shelf` holds of a story: `open:0:teen` for one of the operator's."""
    return f"{gate.value}:{server_id or _OPERATOR}:{level.value if level else ''}"
