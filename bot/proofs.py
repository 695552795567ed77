"""What an author decides of a proof before publishing it, and what of that only a moderator may."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.models import Rating, RatingLevel
from bot.servers import rank
from bot.text.series import read_series

if TYPE_CHECKING:
    from datetime import datetime

    from bot.models import Metadata

NONE = "none"
PROOF_KEPT = timedelta(days=1)


class Rights(StrEnum):
    """By what right a story is published, as its author says."""

    MINE = "mine"
    PERMISSION = "permission"
    PUBLIC_DOMAIN = "public domain"
    OPEN_LICENCE = "open licence"

    @property
    def needs_note(self) -> bool:
        """Whether it has to be said whose permission, or which licence."""
        return self in {Rights.PERMISSION, Rights.OPEN_LICENCE}


@dataclass(frozen=True, slots=True)
class Decisions:
    """What an author set for a proof; None leaves a thing as the file says it.

    `series` may hold a number too (`Tides, 2`) and is empty for none. `splits` and `joins` are places in the story as read
    (`bot.text.parting`).
    """

    title: str | None = None
    author: str | None = None
    series: str | None = None
    rating: RatingLevel | None = None
    warnings: tuple[str, ...] | None = None
    rights: Rights | None = None
    rights_note: str | None = None
    splits: tuple[int, ...] = ()
    joins: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as somebody sent it."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Proof:
    """A work that waits to be published: its files in order, what they say of it, and what was decided of it."""

    id: int
    server_id: int
    author_id: int
    uploads: tuple[Upload, ...]
    stated: Metadata
    decisions: Decisions
    created_at: datetime

    @property
    def kept_until(self) -> datetime:
        """When it is erased, if it is not published before."""
        return self.created_at + PROOF_KEPT

    @property
    def said(self) -> Metadata:
        """What is said of the work, the decisions taken."""
        return decided(self.stated, self.decisions)


@dataclass(frozen=True, slots=True)
class Loosened:
    """What a proof takes back of what its file says: its rating, or these of its warnings."""

    rating: bool
    warnings: tuple[str, ...]

    def __bool__(self) -> bool:
        return self.rating or bool(self.warnings)


def decided(stated: Metadata, decisions: Decisions) -> Metadata:
    """What is said of the story once the decisions are taken."""
    said = replace(stated, title=decisions.title or stated.title)
    if decisions.author is not None:
        said = replace(said, author=decisions.author or None)
    if decisions.series is not None:
        place = read_series(decisions.series) if decisions.series else None
        said = replace(said, series=place.name if place else None, series_index=place.index if place else None)
    if decisions.rating is not None and decisions.rating is not stated.rating.level:
        said = replace(said, rating=Rating(decisions.rating))
    if decisions.warnings is not None:
        said = replace(said, warnings=decisions.warnings)
    return said


def loosened(stated: Metadata, said: Metadata) -> Loosened:
    """What `said` takes back of what the file stated. A rating that is not understood counts as the highest."""
    lower = rating_rank(said.rating) < rating_rank(stated.rating)
    gone = tuple(warning for warning in stated.warnings if warning != NONE and warning not in said.warnings)
    return Loosened(lower, gone)


def rating_rank(rating: Rating) -> int:
    """How high a rating is: -1 where none is stated."""
    if rating.level is None:
        return -1 if rating.raw is None else rank(RatingLevel.EXPLICIT)
    return rank(rating.level)


def series_text(said: Metadata) -> str:
    """A story's place in a series as `decided` reads it again: `Tides #2`; empty for none."""
    if not said.series:
        return ""
    return said.series if said.series_index is None else f"{said.series} #{said.series_index}"
