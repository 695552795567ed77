"""What a query of the library is narrowed by: the stories in sight of whoever asks, and what she asked for."""

from __future__ import annotations

from bot.db.keys import label_key
from bot.db.shapes import text_list
from bot.models import LibraryFilter
from bot.servers import Visibility

EVERYTHING = LibraryFilter()


def in_sight(visibility: Visibility) -> str:
    """The value `shelves` of every query that lists, searches or suggests stories: it compares `shelf` with it."""
    return text_list(visibility.shelves())


def condition(visibility: Visibility, wanted: LibraryFilter) -> dict[str, object]:
    """The values `shelves`, `rating` and `label` that queries of the library take; `wanted.search` is not among them."""
    return {
        "shelves": in_sight(visibility),
        "rating": wanted.rating.value if wanted.rating else None,
        "label": label_key(wanted.tag) if wanted.tag else None,
    }
