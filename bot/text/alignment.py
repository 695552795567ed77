"""Which paragraph of one edition is which of the next, as far as their fingerprints tell."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import accumulate

GONE = -1
_NOWHERE = -2  # one step from here is no index, whichever way


class Outline:
    """An edition's paragraphs in one row, by their fingerprints, and the part (from 1) each stands in."""

    def __init__(self, parts: Sequence[Sequence[str]]) -> None:
        self.prints = [fingerprint for part in parts for fingerprint in part]
        self._starts = list(accumulate((len(part) for part in parts), initial=0))

    def __len__(self) -> int:
        return len(self.prints)

    def index(self, part: int, paragraph: int) -> int:
        """The index of a part's paragraph (from 0); of one that is not there, that of the next; past the end, the length."""
        if part > len(self._starts) - 1:
            return len(self)
        first, end = self._starts[max(part, 1) - 1 : max(part, 1) + 1]
        return min(first + paragraph, end)

    def at(self, index: int) -> tuple[int, int]:
        """The part of the paragraph with that index, and its number there."""
        part = bisect_right(self._starts, index)
        return part, index - self._starts[part - 1]


class Alignment:
    """Pairs of equal paragraphs of two editions, each in at most one pair, found in linear time.

    `image[i]` is the index in `new` of paragraph `old[i]`, and `origin` the way back; GONE stands for none. A paragraph that
    stands once in both is sure, wherever it moved. One that stands in several places ("Yes.") is the one whose neighbours
    are paired too (P. Heckel, "A technique for isolating differences between files", 1978). `is_weak` names paragraphs of
    `new` too short to be sure where nothing beside them is paired likewise: a new scene may say "No." too.
    These are in `lone` and count as unpaired.

    >>> Alignment(["a", "yes", "b", "yes", "c"], ["new", "yes", "a", "yes", "b", "c"]).image
    [2, 3, 4, -1, 5]
    """

    def __init__(
        self, old: Sequence[str], new: Sequence[str], is_weak: Callable[[int], bool] = lambda _: False
    ) -> None:
        self.old, self.new = old, new
        self.image = [GONE] * len(old)
        self.origin = [GONE] * len(new)
        self.lone: dict[int, int] = {}
        self._pair_unique()
        self._spread(range(len(old)), 1)
        self._spread(range(len(old) - 1, -1, -1), -1)
        self._part_lone(is_weak)
        self._paired = [index for index, image in enumerate(self.image) if image != GONE]

    def gap(self, index: int) -> tuple[int, int]:
        """Of an unpaired paragraph: the run [first, end) of unpaired paragraphs it stands in."""
        at = bisect_left(self._paired, index)
        first = self._paired[at - 1] + 1 if at else 0
        return first, self._paired[at] if at < len(self._paired) else len(self.old)

    def gap_image(self, index: int) -> list[range]:
        """Where in `new` the gap of an unpaired paragraph is: between the images of the two that enclose it.

        Where these do not follow each other any more, it is what stands unpaired behind the one and before the other.
        """
        first, end = self.gap(index)
        start = self.image[first - 1] + 1 if first else 0
        stop = self.image[end] if end < len(self.old) else len(self.new)
        if start <= stop:
            return [range(start, stop)]
        behind, before = start, stop
        while behind < len(self.new) and self.origin[behind] == GONE:
            behind += 1
        while before and self.origin[before - 1] == GONE:
            before -= 1
        return [range(start, behind), range(before, stop)]

    def guess(self, index: int) -> int:
        """For an unpaired paragraph that stands in several places: the one in the same gap, by its turn there; or GONE."""
        turn = sum(self.old[i] == self.old[index] for i in range(self.gap(index)[0], index))
        same = [
            place
            for places in self.gap_image(index)
            for place in places
            if self.new[place] == self.old[index] and self.origin[place] == GONE
        ]
        return same[turn] if turn < len(same) else GONE

    def _pair_unique(self) -> None:
        once = {fingerprint for fingerprint, times in Counter(self.old).items() if times == 1}
        once &= {fingerprint for fingerprint, times in Counter(self.new).items() if times == 1}
        places = {fingerprint: place for place, fingerprint in enumerate(self.new) if fingerprint in once}
        for index, fingerprint in enumerate(self.old):
            if fingerprint in places:
                self._pair(index, places[fingerprint])

    def _spread(self, indices: range, step: int) -> None:
        """Pairs equal paragraphs next to a pair; the two beginnings (or the two ends) count as a pair."""
        before = -1 if step > 0 else len(self.new)
        for index in indices:
            place = before + step
            if (
                self.image[index] == GONE
                and 0 <= place < len(self.new)
                and self.origin[place] == GONE
                and self.old[index] == self.new[place]
            ):
                self._pair(index, place)
            before = self.image[index] if self.image[index] != GONE else _NOWHERE

    def _part_lone(self, is_weak: Callable[[int], bool]) -> None:
        image = [-1, *self.image, len(self.new)]
        for index, place in enumerate(image[1:-1]):
            beside = image[index] == place - 1 or image[index + 2] == place + 1
            if place != GONE and not beside and is_weak(place):
                self.image[index] = self.origin[place] = GONE
                self.lone[index] = place

    def _pair(self, index: int, place: int) -> None:
        self.image[index] = place
        self.origin[place] = index
