"""Where one block may be cut when a page cannot hold it whole: between sentences or lines, then words, then signs.

Sentences are found by sentencex, one paragraph at a time: over several at once it can lose characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

import sentencex

from bot.models import Block, BlockKind

Stretch = tuple[int, int]
Measure = Callable[[int, int], int]

_WORDS = re.compile(r"\s*\S+\s*")
# sentencex (1.0.32) takes the character before a full stop for one byte and panics where it is a wider space.
_WIDE_BEFORE_STOP = re.compile(r"[^\S\x00-\x7f](?=\s*\.)")
_VERSE_LINES = re.compile(r"[^\n]*\n+|[^\n]+")
_ZERO_WIDTH_JOINER = "\u200d"


def cut_block(block: Block, limit: int, measure: Measure) -> list[Stretch]:
    """The block's text as stretches (start, end) that follow each other without a gap, in code points.

    `measure(start, end)` is a stretch's length as sent; each one is at most `limit` long. A sentence or line is one
    stretch, unless it is longer than that.
    """
    stretches: list[Stretch] = []
    for start, end in _lines(block.text) if block.kind is BlockKind.VERSE else _sentences(block.text):
        if measure(start, end) <= limit:
            stretches.append((start, end))
        else:
            stretches.extend(_cut_long(block.text, start, end, limit, measure))
    return stretches


def _lines(text: str) -> list[Stretch]:
    return [found.span() for found in _VERSE_LINES.finditer(text)]


def _sentences(text: str) -> list[Stretch]:
    text = _WIDE_BEFORE_STOP.sub(" ", text)
    sentences: list[str] = sentencex.segment("en", text)
    if "".join(sentences) != text:
        return [(0, len(text))]
    stretches: list[Stretch] = []
    at = 0
    for sentence in sentences:
        # A stretch without letters (a dash, a closing quote) stays with what stands before it.
        if stretches and not any(map(str.isalnum, sentence)):
            stretches[-1] = (stretches[-1][0], at + len(sentence))
        else:
            stretches.append((at, at + len(sentence)))
        at += len(sentence)
    return stretches


def _cut_long(text: str, start: int, end: int, limit: int, measure: Measure) -> Iterator[Stretch]:
    """Groups of words about an eighth of a page long: fine enough to fill pages evenly, few enough to be quick."""
    most = limit // 8
    words = [found.span() for found in _WORDS.finditer(text, start, end)] or [(start, end)]
    for first, last in _grouped(words, most):
        if measure(first, last) <= limit:
            yield first, last
        else:
            yield from _cut_word(text, first, last, limit, measure)


def _grouped(units: list[Stretch], most: int) -> Iterator[Stretch]:
    first, last = units[0]
    for start, end in units[1:]:
        if end - first > most:
            yield first, last
            first = start
        last = end
    yield first, last


def _cut_word(text: str, start: int, end: int, limit: int, measure: Measure) -> Iterator[Stretch]:
    """A run without white space, cut between signs as a reader sees them; one endless sign is cut by code points."""
    # A code point takes at most 20 as sent: escaped, between the marks of all styles.
    most = max(1, limit // 20)
    for first, last in _grouped(list(_signs(text, start, end)), most):
        if measure(first, last) <= limit:
            yield first, last
        else:
            yield from ((at, min(at + most, last)) for at in range(first, last, most))


def _signs(text: str, start: int, end: int) -> Iterator[Stretch]:
    """Roughly Unicode's grapheme clusters: marks, joined emoji, skin tones and pairs of flag letters stay together."""
    first = start
    for at in range(start + 1, end):
        if not _sticks(text, first, at):
            yield first, at
            first = at
    yield first, end


def _sticks(text: str, first: int, at: int) -> bool:
    sign, before = text[at], text[at - 1]
    if _ZERO_WIDTH_JOINER in {sign, before}:
        return True
    if unicodedata.category(sign) in {"Mn", "Me", "Mc"} or "\U0001f3fb" <= sign <= "\U0001f3ff":
        return True
    if _is_flag(sign) and _is_flag(before):
        return (at - first) % 2 == 1
    return "\U000e0020" <= sign <= "\U000e007f" or (before == "\r" and sign == "\n")


def _is_flag(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff"
