"""What a reader wants of the library as one short text, which a button can carry, and back."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from bot.db.search import get_search, keep_search
from bot.errors import NotFoundError
from bot.models import LibraryFilter, LibraryOrder, RatingLevel, ReadingStatus

if TYPE_CHECKING:
    from datetime import datetime
    from enum import StrEnum
    from typing import TypeVar

    from bot.db import Work

    E = TypeVar("E", bound=StrEnum)

# A custom_id holds 100 characters (Discord); the action's name and the page number stand beside this.
LONGEST_KEY = 60
# The key of a filter that asks for nothing.
START = "~~title~~"
_FIELDS = 5
_KEPT = "="


def wanted(level: RatingLevel | None = None, tag: str | None = None, search: str | None = None) -> LibraryFilter:
    """The filter that the options of `/library` ask for; blank text counts as none."""
    return LibraryFilter(search=_text(search or ""), rating=level, tag=_text(tag or ""))


def key_of(asked: LibraryFilter, now: datetime) -> Work[str]:
    """A text of at most 60 characters without a colon; what is longer is kept for thirty days under a hash of it."""
    plain = _encode(asked)
    if len(plain) <= LONGEST_KEY and not plain.startswith(_KEPT):
        return plain
    digest = hashlib.sha256(plain.encode("utf-8", "surrogatepass")).digest()
    key = _KEPT + base64.b32encode(digest[:15]).decode().lower()
    yield from keep_search(key, plain, now)
    return key


def from_key(key: str) -> Work[LibraryFilter]:
    """The filter of a key. Raises NotFoundError where it was kept and is forgotten, or is none of ours."""
    plain: str | None = key
    if key.startswith(_KEPT):
        plain = yield from get_search(key)
    asked = None if plain is None else _decode(plain)
    if asked is None:
        raise NotFoundError("I no longer remember that search.", "`/library` starts a new one.")
    return asked


def _encode(asked: LibraryFilter) -> str:
    fields = (asked.rating, asked.status, asked.order, asked.tag, asked.search)
    # The two signs that divide fields and buttons' fields say nothing in a search.
    return "~".join((field or "").replace("~", " ").replace(":", " ") for field in fields)


def _decode(plain: str) -> LibraryFilter | None:
    fields = plain.split("~")
    if len(fields) != _FIELDS:
        return None
    rating, status, order, tag, search = fields
    return LibraryFilter(
        search=_text(search),
        rating=_member(RatingLevel, rating),
        tag=_text(tag),
        status=_member(ReadingStatus, status),
        order=_member(LibraryOrder, order) or LibraryOrder.TITLE,
    )


def _member(kind: type[E], value: str) -> E | None:
    return kind(value) if value in set(kind) else None


def _text(typed: str) -> str | None:
    return typed.strip() or None
