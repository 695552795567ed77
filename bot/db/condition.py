"""What a query of the library is narrowed by: the gates of a place, and what a reader asked for."""

from __future__ import annotations

from collections.abc import Collection

from bot.db.keys import label_key
from bot.db.shapes import gate_list
from bot.models import Gate, LibraryFilter

EVERYTHING = LibraryFilter()


def condition(gates: Collection[Gate], wanted: LibraryFilter) -> dict[str, object]:
    """The values `gates`, `rating` and `label` that queries of the library take; `wanted.search` is not among them."""
    return {
        "gates": gate_list(gates),
        "rating": wanted.rating.value if wanted.rating else None,
        "label": label_key(wanted.tag) if wanted.tag else None,
    }
