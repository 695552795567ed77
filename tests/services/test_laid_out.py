"""Parts laid out lately are kept, within bounds, whatever is read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.models import Page, Part, Spot, StoredPart
from bot.services.laid_out import LaidOut, LaidOutParts

STORED = StoredPart(Part(1, ()), None, chapter_opens=False, chapter_notes=None, chapter_warned=False, words_before=0)


def laid_out(size: int) -> LaidOut:
    return LaidOut(STORED, (Page(1, "x" * size, Spot(), Spot()),), ("",), 1)


def test_what_was_read_lately_stays_and_what_was_read_longest_ago_goes():
    parts = LaidOutParts(most=10)
    for number in (1, 2):
        parts.put((1, number, 3500), laid_out(5))
    assert parts.get((1, 1, 3500)) is not None
    parts.put((1, 3, 3500), laid_out(5))
    assert parts.get((1, 2, 3500)) is None
    assert parts.get((1, 1, 3500)) is not None
    assert parts.get((1, 3, 3500)) is not None


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 12)), max_size=60))
def test_no_more_is_ever_kept_than_may_be(reads: list[tuple[int, int]]):
    parts = LaidOutParts(most=10)
    sizes: dict[int, int] = {}
    for number, wanted in reads:
        size = sizes.setdefault(number, wanted)
        parts.put((1, number, 3500), laid_out(size))
        kept = [n for n in sizes if parts.get((1, n, 3500)) is not None]
        assert sum(sizes[n] for n in kept) <= 10
        assert (number in kept) == (size <= 10)
