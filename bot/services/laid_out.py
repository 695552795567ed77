"""Parts as lately laid out in pages, so that turning a page need not cut its part anew; bounded, safe in any thread."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.text import fingerprint, lay_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.models import Page, StoredPart

# An edition's text never changes, so nothing goes stale.
Key = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A part with its pages; `fingerprints` are those of the paragraphs in which the pages begin, `words` the part's."""

    stored: StoredPart
    pages: Sequence[Page]
    fingerprints: tuple[str, ...]
    words: int


def lay_out_stored(stored: StoredPart, limit: int) -> LaidOut:
    """The part laid out in pages of at most `limit` code points."""
    pages = lay_out(stored.part, limit)
    fingerprints = tuple(fingerprint(stored.part.blocks[page.start.paragraph].text) for page in pages)
    return LaidOut(stored, pages, fingerprints, stored.part.words)


# Code points of pages kept: some 300 parts of usual length, a few megabytes.
MOST_KEPT = 2_000_000


class LaidOutParts:
    """The parts laid out last, by edition, part and page limit; the ones used longest ago go first."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[Key, tuple[LaidOut, int]] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: Key) -> LaidOut | None:
        """The part and its pages; None where they are not kept."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def put(self, key: Key, laid_out: LaidOut) -> None:
        """Keep a part and its pages, unless they alone are more than may be kept."""
        size = sum(len(page.text) for page in laid_out.pages)
        if size > self._most:
            return
        with self._lock:
            if key in self._kept:
                return
            self._kept[key] = (laid_out, size)
            self._size += size
            while self._size > self._most:
                _, (_, gone) = self._kept.popitem(last=False)
                self._size -= gone
