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
    inner = [line.content for group in prose for line in group.lines[:-1]]
    following = [line.content for group in prose for line in group.lines[1:]]
    count = sum(len(group.lines) for group in prose)
    width = _wrap_width(inner, following)
    tight = width is None and len(inner) > 0.6 * count and count > 3
    indented = _is_indented(prose, tight=tight)
    indents = Counter(line.indent for group in prose for line in (group.lines if tight else group.lines[:1]))
    usual = max(indents, key=lambda indent: (indents[indent], indent)) if indents else 0
    return Habits(width, tight, indented, usual)


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
    lengths = sorted(len(text) for text in inner)
    width = lengths[int(0.95 * (len(lengths) - 1))]
    if not _NARROWEST <= width <= _WIDEST or lengths[-1] > 1.5 * width + 20:
        return None
    if sum(text[-1] in '.?!"”’…' for text in inner) > 0.6 * len(inner):
        # Almost every line ends a sentence: each is a paragraph, however short.
        return None
    full = sum(
        len(text) + 1 + len(after.split(None, 1)[0]) >= width - 4 for text, after in zip(inner, following, strict=True)
    )
    return width if full >= 0.55 * len(inner) and len(inner) >= 2 else None


def _is_indented(prose: list[Group], *, tight: bool) -> bool:
    """Whether paragraphs begin with an indentation: most lines of a tight text, else most first lines of groups."""
    lines = [line for group in prose for line in (group.lines if tight else group.lines[:1])]
    inside = [line for group in prose for line in group.lines[1:]]
    marked = sum(1 for line in lines if line.indent)
    if marked > 0.5 * len(lines):
        return tight or sum(1 for line in inside if line.indent) < 0.5 * len(inside) + 1
    # Paragraphs inside a wrapped group, marked by their indentation alone.
    return (
        not tight
        and len(inside) > 20
        and 0.04 * len(inside) < sum(1 for line in inside if line.indent) < 0.5 * len(inside)
    )
