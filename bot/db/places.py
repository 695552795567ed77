"""Where a paragraph of one edition stands in the next, judged by fingerprints alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Paragraph(NamedTuple):
    """A paragraph's part (from 1), its number there (from 0), and its fingerprint."""

    part: int
    number: int
    fingerprint: str


def locate(old: Sequence[str], at: int, new: Sequence[str]) -> tuple[int, bool]:
    """The index in `new` of paragraph `old[at]`, and True; where it is gone, of the nearest survivor before, and False.

    `new` is not empty. Where nothing before survives either, that is the beginning, 0.

    >>> locate(["a", "b", "c"], 2, ["x", "a", "b", "c"])
    (3, True)
    >>> locate(["a", "b", "c"], 2, ["a", "b", "d"])
    (1, False)
    """
    where: dict[str, list[int]] = {}
    for index, fingerprint in enumerate(new):
        where.setdefault(fingerprint, []).append(index)
    shift = _shift(old, at, where)
    for index in range(at, -1, -1):
        if places := where.get(old[index]):
            expected = index + shift
            return min(places, key=lambda place: abs(place - expected)), index == at
    return 0, False


def _shift(old: Sequence[str], at: int, where: Mapping[str, Sequence[int]]) -> int:
    # How far the text round here has moved, as told by the nearest paragraph that stands once in both editions. Short
    # paragraphs ("Yes.") stand in many places, and the one meant is the one that moved along with its surroundings.
    times = Counter(old)
    for distance in range(len(old)):
        for index in (at - distance, at + distance):
            if 0 <= index < len(old) and times[old[index]] == 1 and len(where.get(old[index], ())) == 1:
                return where[old[index]][0] - index
    return 0
