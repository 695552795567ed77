"""Where a story may be shown: the one rule for ratings, warnings and places, asked at every send and press."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from bot.models import RatingLevel, Surface

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.models import Rating, Where

_ADULT = frozenset({RatingLevel.MATURE, RatingLevel.EXPLICIT, RatingLevel.UNRATED})
_MILD = frozenset({RatingLevel.GENERAL, RatingLevel.PARENTAL, RatingLevel.TEEN})
# Sexual content makes a story adult whatever lower rating it claims.
_RAISING = frozenset({"sexual-content", "rape-noncon"})


class Gate(StrEnum):
    """What the gate sees of a story; kept with it, so that lists can ask for what fits a place."""

    OPEN = "open"  # anywhere
    UNSTATED = "unstated"  # no rating: as the setting NO_RATING_MEANS says
    ADULT = "adult"  # only where adults are known to be
    HELD = "held"  # nowhere


def gate_of(rating: Rating, warnings: Iterable[str]) -> Gate:
    """The gate of a story with this rating and these warning slugs.

    A story that warns of `underage` is held, unless it is rated teen or lower and warns of nothing sexual: sexual
    content about minors is banned everywhere on Discord.
    """
    slugs = set(warnings)
    sexual = bool(slugs & _RAISING)
    if "underage" in slugs and (sexual or rating.level not in _MILD):
        return Gate.HELD
    if sexual or rating.level in _ADULT:
        return Gate.ADULT
    return Gate.UNSTATED if rating.level is None else Gate.OPEN


def admitted(where: Where, no_rating_means: RatingLevel) -> tuple[Gate, ...]:
    """The gates that this place lets through; `no_rating_means` is the setting for stories that state no rating."""
    adults = where.surface is Surface.SERVER and where.age_restricted
    gates = [Gate.OPEN]
    if adults or no_rating_means not in _ADULT:
        gates.append(Gate.UNSTATED)
    if adults:
        gates.append(Gate.ADULT)
    return tuple(gates)
