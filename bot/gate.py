"""Where a story may be shown: the one rule for ratings, warnings and places, asked at every send and press."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.models import Gate, RatingLevel, Surface

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.models import Chapter, Metadata, Rating, Where

LADDER = (RatingLevel.GENERAL, RatingLevel.PARENTAL, RatingLevel.TEEN, RatingLevel.MATURE, RatingLevel.EXPLICIT)
"""Ratings from the lowest to the highest; `unrated` counts as the highest."""

_ADULT = frozenset({RatingLevel.MATURE, RatingLevel.EXPLICIT, RatingLevel.UNRATED})
_MILD = frozenset({RatingLevel.GENERAL, RatingLevel.PARENTAL, RatingLevel.TEEN})
# Sexual content makes a story adult whatever lower rating it claims. Authors write it in a thousand ways, so words are
# looked for as well as our slugs: a story held back by mistake is mended by its author, one let through is not.
_RAISING = frozenset({"sexual-content", "rape-noncon"})
_DENIED = re.compile(
    r"\b(?:no|non|not|without|zero)\b[\s-]*(?:(?:explicit|graphic|actual|any)\s+)*(?:sex\w*|smut\w*|rape\w*|porn\w*)"
)
_SEXUAL = re.compile(
    r"\bsex(?:ual(?:ly)?|y)?\b(?![\s-]+(?:education|positiv))|\bsmut\w*|\bporn\w*|\berotic\w*|\blemons?\b|\bpwp\b"
    r"|\bnsfw\b|\brap(?:e[ds]?|ist|ing)\b|\bnon[\s-]?con\w*|\bhentai\b"
)
_UNDERAGE = re.compile(
    r"\bunder[\s-]?aged?\b(?!\s+(?:drink|smok|driv|drug|gambl|alcohol))|\bminors\b|\bminor\s*/|/\s*minor\b|\b(?:a|with)\s+minor\b"
    r"|\bshota\w*|\bloli\w*|\bchan\b|\bstatutory\b|\bjail[\s-]?bait\b"
)


def all_warnings(metadata: Metadata, chapters: Iterable[Chapter]) -> list[str]:
    """What a story and its chapters warn of together: for the gate, and for saying that there are warnings at all.

    A chapter that needs no warning says nothing of the others; a story that needs none, though a chapter does, has some.
    """
    own = [warning for chapter in chapters for warning in chapter.warnings if warning != "none"]
    stated = [warning for warning in metadata.warnings if not own or warning != "none"]
    return list(dict.fromkeys([*stated, *own]))


def gate_of(rating: Rating, warnings: Iterable[str], tags: Iterable[str] = ()) -> Gate:
    """The gate of a story with this rating, these warnings (slugs or an author's own words), these tags and genres.

    A story that warns of `underage` is held, unless it is rated teen or lower and warns of nothing sexual: sexual
    content about minors is banned everywhere on Discord. A rating that is stated but not understood counts as adult.
    """
    said = [text.casefold() for text in (*warnings, *tags)]
    words = " ; ".join(_DENIED.sub("", text) for text in said)
    sexual = not _RAISING.isdisjoint(said) or _SEXUAL.search(words) is not None
    underage = "underage" in said or _UNDERAGE.search(words) is not None
    if underage and (sexual or rating.level not in _MILD):
        return Gate.HELD
    if sexual or rating.level in _ADULT or (rating.level is None and rating.raw is not None):
        return Gate.ADULT
    return Gate.UNSTATED if rating.level is None else Gate.OPEN


def level_of(rating: Rating, gate: Gate) -> RatingLevel | None:
    """The rating that a server's ceiling is compared with; None for a story that states none.

    What raises a story's gate raises its level to mature; a rating that is stated but not understood counts as explicit.
    """
    if gate is Gate.UNSTATED:
        return None
    if rating.level is None:
        return RatingLevel.MATURE if rating.raw is None else RatingLevel.EXPLICIT
    if rating.level is RatingLevel.UNRATED:
        return RatingLevel.EXPLICIT
    return RatingLevel.MATURE if gate is not Gate.OPEN and rating.level in _MILD else rating.level


def admitted(where: Where, no_rating_means: RatingLevel, *, adult: bool = False) -> tuple[Gate, ...]:
    """The gates that this place lets through; `no_rating_means` is the setting for stories that state no rating.

    `adult` says that the reader confirmed being one: that counts in her DM with the bot, which nobody else reads.
    """
    adults = where.age_restricted if where.surface is Surface.SERVER else adult and where.surface is Surface.BOT_DM
    gates = [Gate.OPEN]
    if adults or no_rating_means not in _ADULT:
        gates.append(Gate.UNSTATED)
    if adults:
        gates.append(Gate.ADULT)
    return tuple(gates)
