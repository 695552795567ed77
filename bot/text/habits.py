"""How one plain-text file is laid out: wrapped or not, indented or not, and its usual gap between paragraphs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from bot.text.lines import Group

_NARROWEST, _WIDEST = 40, 110


@dataclass(frozen=True, slots=True)
class Habits:
    """`width` is the column lines are wrapped at, None where each line is a paragraph's whole.

    `tight`: paragraphs follow each other without blank lines. `indented`: a paragraph begins with white space, most often
    `indent` columns of it.
    """

    width: int | None
    tight: bool
    indented: bool
    indent: int = 0


def read_habits(groups: list[Group]) -> Habits:
    """The habits of a story's body, judged from all of it."""
    prose = [group for group in groups if not group.ornament]
    many = [group for group in prose if len(group.texts) > 1]
    inner = [text for group in many for text in group.texts[:-1]]
    following = [text for group in many for text in group.texts[1:]]
    count = sum(len(group.texts) for group in prose)
    width = _wrap_width(inner, following)
    tight = width is None and len(inner) > 0.6 * count and count > 3
    outset = [indent for group in prose for indent in group.indents] if tight else [group.indent() for group in prose]
    marked = sum(sum(map(bool, group.indents[1:])) for group in many if any(group.leads))
    counts = Counter(outset)
    usual = max(counts, key=lambda indent: (counts[indent], indent), default=0)
    return Habits(width, tight, _is_indented(outset, marked, len(inner), tight=tight), usual)


def first_word(text: str) -> int:
    """The length of a text's first word."""
    words = text.split(None, 1)
    return len(words[0]) if words else 0


def usual_gap(gaps: list[int]) -> int | None:
    """The gap most paragraphs keep (the smaller one of two equally common); None without any.

    >>> usual_gap([1, 1, 3, 1, 2])
    1
    """
    if not gaps:
        return None
    counts = Counter(gaps)
    return min(counts, key=lambda gap: (-counts[gap], gap))


def _wrap_width(inner: list[str], following: list[str]) -> int | None:
    """The wrap column, if most lines that another one follows end just where the next word would not have fitted."""
    if not inner:
        return None
    lengths = Counter(map(len, inner))
    width = _ranked(lengths, int(0.95 * (len(inner) - 1)))
    if not _NARROWEST <= width <= _WIDEST or max(lengths) > 1.5 * width + 20:
        return None
    if sum([text[-1] in '.?!"”’…' for text in inner]) > 0.6 * len(inner):
        # Almost every line ends a sentence: each is a paragraph, however short.
        return None
    # Where no word at all would have fitted, the next one need not be measured.
    shorter = [(len(text), after) for text, after in zip(inner, following, strict=True) if len(text) < width - 6]
    full = len(inner) - sum(length + 1 + first_word(after) < width - 4 for length, after in shorter)
    return width if full >= 0.55 * len(inner) and len(inner) >= 2 else None


def _ranked(counts: Counter[int], rank: int) -> int:
    """The number that stands at this place (from 0) where all are sorted, each as often as it counts."""
    for number in sorted(counts):
        rank -= counts[number]
        if rank < 0:
            return number
    raise IndexError(rank)


def _is_indented(outset: list[int], marked: int, inside: int, *, tight: bool) -> bool:
    """Whether paragraphs begin with an indentation: most lines of a tight text, else most first lines of groups.

    `outset` holds the indentation of all these lines; of all lines but the groups' first, `inside`, so many are `marked`.
    """
    if sum(map(bool, outset)) > 0.5 * len(outset):
        return tight or marked < 0.5 * inside + 1
    # Paragraphs inside a wrapped group, marked by their indentation alone.
    return not tight and inside > 20 and 0.04 * inside < marked < 0.5 * inside
