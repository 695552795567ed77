"""Places of a story where an author may want to look: breaks on thin evidence, and breaks that may be missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import nlargest
from itertools import pairwise
from statistics import median

from bot.models import BreakKind, Part, Story
from bot.text.draft import Item
from bot.text.evidence import JUST_BEFORE, weight
from bot.text.ornaments import is_ornament
from bot.text.parting import is_joinable, part_starts

MOST_DOUBTS = 25
# A part of fewer words, in a story whose parts are usually so long, is rather a piece of another.
_SHORT, _USUAL = 40, 200
# A part of more words, and so many times the usual, may hide a break.
_LONG, _TIMES = 4000, 3.0
_FEW_SPACES = 3
_PER_LONG_PART = 2
# Of a very long part so many paragraphs are looked at: no part of a story has more.
_LOOKED_AT = 5000


class Reason(StrEnum):
    """Why a place is doubtful."""

    SPACE = "space"  # blank space is a break here, while signs part other scenes, or hardly anything else does
    SHORT = "short"  # a very short part begins here
    SIGNS = "signs"  # a line of signs stands before this paragraph and was read as text
    GAP = "gap"  # there is more space before this paragraph than usual, and no break
    LONG = "long"  # a very long part, which would break here sooner than elsewhere


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubtful place: `place` counts the story's paragraphs from 0, `breaks` tells whether a part begins there."""

    place: int
    breaks: bool
    reason: Reason


def doubtful_places(story: Story, items: Sequence[Item] | None = None, source: str | None = None) -> tuple[Doubt, ...]:
    """At most 25 places, in their order: those first in which the signs on the page and the parts disagree.

    With the `items` that the paragraphs were made of and the file's characters, blank space in it is looked at too.
    """
    found = [*_spaces(story), *_signs(story), *_short(story), *_gaps(story, items, source), *_long(story)]
    firsts: dict[int, Doubt] = {}
    for doubt in found:
        firsts.setdefault(doubt.place, doubt)
    return tuple(sorted(list(firsts.values())[:MOST_DOUBTS], key=lambda doubt: doubt.place))


def _openings(story: Story) -> list[tuple[int, Part, Part]]:
    """Each part that could be joined to the one before it, with its place and that one."""
    pairs = zip(part_starts(story)[1:], pairwise(story.parts), strict=True)
    return [(place, before, after) for place, (before, after) in pairs if is_joinable(before, after)]


def _spaces(story: Story) -> list[Doubt]:
    openings = _openings(story)
    soft = [place for place, _, part in openings if part.opening.kind is BreakKind.SOFT]
    if len(soft) < len(openings) or len(soft) <= _FEW_SPACES:
        return [Doubt(place, breaks=True, reason=Reason.SPACE) for place in soft]
    return []


def _short(story: Story) -> list[Doubt]:
    if median(part.words for part in story.parts) < _USUAL:
        return []
    return [
        Doubt(place, breaks=True, reason=Reason.SHORT) for place, _, part in _openings(story) if part.words < _SHORT
    ]


def _signs(story: Story) -> list[Doubt]:
    return [
        Doubt(start + at, breaks=False, reason=Reason.SIGNS)
        for start, part in zip(part_starts(story), story.parts, strict=True)
        for at in range(1, len(part.blocks))
        if is_ornament(part.blocks[at - 1].text)
    ]


def _gaps(story: Story, items: Sequence[Item] | None, source: str | None) -> list[Doubt]:
    """Paragraphs with more blank lines before them than usual, the likeliest breaks first."""
    if items is None or source is None:
        return []
    starts = set(part_starts(story))
    gaps = {
        place: max(1, source.count("\n", before.end, after.start), source.count("\r", before.end, after.start))
        for place, (before, after) in enumerate(pairwise(items), start=1)
        if before.end is not None and after.start is not None and place not in starts
    }
    if not gaps:
        return []
    counts = Counter(gaps.values())
    usual = min(counts, key=lambda gap: (-counts[gap], gap))
    wide = [place for place, gap in gaps.items() if gap > usual]
    if len(wide) > MOST_DOUBTS and len(wide) > len(gaps) // 10:
        return []  # so many are the file's layout
    texts = [item.block.text if item.block else "" for item in items]
    wide.sort(key=lambda place: -_weight(texts, place))
    return [Doubt(place, breaks=False, reason=Reason.GAP) for place in wide]


def _long(story: Story) -> list[Doubt]:
    usual = median(part.words for part in story.parts)
    found: list[Doubt] = []
    for start, part in zip(part_starts(story), story.parts, strict=True):
        words = part.words
        if words <= _LONG or (len(story.parts) > 1 and words <= _TIMES * usual):
            continue
        texts = [block.text for block in part.blocks]
        edge = len(texts) // 10
        inner = range(max(1, edge), len(texts) - edge, 1 + len(texts) // _LOOKED_AT)
        likely = nlargest(_PER_LONG_PART, ((_weight(texts, at), -at) for at in inner))
        found += [Doubt(start - at, breaks=False, reason=Reason.LONG) for likelihood, at in likely if likelihood > 0]
        if len(found) >= MOST_DOUBTS:
            break
    return found


def _weight(texts: Sequence[str], at: int) -> float:
    """How far the words speak for a break before a paragraph."""
    return weight([text for text in texts[max(0, at - JUST_BEFORE) : at] if text] or ["."], texts[at])
