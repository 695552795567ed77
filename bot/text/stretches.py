"""Where one block may be cut when a page cannot hold it whole: between sentences or lines, then words, then signs.

Sentences are found by sentencex, one paragraph at a time: over several at once it can lose characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import IntEnum

import sentencex

from bot.models import BlockKind

Stretch = tuple[int, int]

_WORDS = re.compile(r"\s*\S+\s*")
# sentencex (1.0.32) takes the character before a full stop for one byte and panics where it is a wider space.
_WIDE_BEFORE_STOP = re.compile(r"[^\S\x00-\x7f](?=\s*\.)")
_VERSE_LINES = re.compile(r"[^\n]*\n+|[^\n]+")
_ZERO_WIDTH_JOINER = "\u200d"
# Marks that Unicode's categories call letters or controls: the non-joiner, Thai and Lao AM, Japanese half-width voicing.
_MORE_MARKS = frozenset("\u200c\u0e33\u0eb3\uff9e\uff9f")
_VIRAMA = 9
# From here on stand Chinese and Japanese signs, their full stop among them.
_UNSPACED = "\u2e80"
# Longer than any sentence that fits on a page.
_AT_ONCE = 5_000
# A code point takes at most as many as sent: escaped, between the marks of all styles.
LONGEST_SIGN = 20


class Grain(IntEnum):
    """How fine a stretch of a block is; a phrase is a handful of words, so that an endless sentence has few stretches."""

    BLOCK = 0
    SENTENCE = 1
    PHRASE = 2
    WORD = 3
    SIGN = 4
    POINT = 5


def divide(text: str, kind: BlockKind, stretch: Stretch, grain: Grain, *, phrase: int, most: int) -> list[Stretch]:
    """A stretch of a block's text as stretches of this grain that follow each other without a gap, in code points.

    White space belongs to what stands before it. Words stand together in phrases of about `phrase` code points, signs and
    points up to `most`.
    """
    start, end = stretch
    if grain is Grain.SENTENCE:
        return _lines(text) if kind is BlockKind.VERSE else _sentences(text)
    if grain is Grain.SIGN:
        return list(_grouped(list(_signs(text, start, end)), most))
    if grain is Grain.POINT:
        return [(at, min(at + most, end)) for at in range(start, end, most)]
    words = [found.span() for found in _WORDS.finditer(text, start, end)] or [stretch]
    return list(_grouped(words, phrase)) if grain is Grain.PHRASE else words


def _lines(text: str) -> list[Stretch]:
    return [found.span() for found in _VERSE_LINES.finditer(text)]


def _sentences(text: str) -> list[Stretch]:
    text = _WIDE_BEFORE_STOP.sub(" ", text)
    sentences = _segments(text)
    if "".join(sentences) != text:
        return [(0, len(text))]
    stretches: list[Stretch] = []
    at = 0
    for sentence in sentences:
        # What begins with a small letter ("Go!" he said), or has none at all (a dash), stays with what stands before it;
        # so does the rest of a word, except where sentences are written without spaces.
        letter = next(filter(str.isalnum, sentence), "a")
        if stretches and (letter.islower() or not (text[at - 1].isspace() or text[at - 1] >= _UNSPACED)):
            stretches[-1] = (stretches[-1][0], at + len(sentence))
        else:
            stretches.append((at, at + len(sentence)))
        at += len(sentence)
    return stretches


def _segments(text: str) -> list[str]:
    """The text's sentences. sentencex takes the square of the time for twice the quotes, so it is given a little at a time."""
    sentences: list[str] = []
    at = 0
    while len(text) - at > _AT_ONCE:
        some = text[at : at + _AT_ONCE]
        # The last one may go on.
        *several, _ = sentencex.segment("en", some) or [some]
        whole = several if any(several) else [some]
        sentences += whole
        at += sum(map(len, whole))
    sentences += sentencex.segment("en", text[at:])
    return sentences


def _grouped(units: list[Stretch], most: int) -> Iterator[Stretch]:
    first, last = units[0]
    for start, end in units[1:]:
        if end - first > most:
            yield first, last
            first = start
        last = end
    yield first, last


def _signs(text: str, start: int, end: int) -> Iterator[Stretch]:
    """Unicode's grapheme clusters, or a few of them together where telling them apart would take its tables.

    Marks, joined emoji, skin tones, pairs of flag letters, Korean syllables and Indic conjuncts are never divided.
    """
    first = start
    for at in range(start + 1, end):
        if not _sticks(text, first, at):
            yield first, at
            first = at
    yield first, end


def _sticks(text: str, first: int, at: int) -> bool:
    sign, before = text[at], text[at - 1]
    if sign < "\u0300":
        return before == _ZERO_WIDTH_JOINER or (before == "\r" and sign == "\n")
    if _ZERO_WIDTH_JOINER in {sign, before} or sign in _MORE_MARKS or "\u1160" <= sign <= "\u11ff":
        return True
    if unicodedata.category(sign) in {"Mn", "Me", "Mc"} or "\U0001f3fb" <= sign <= "\U0001f3ff":
        return True
    if _is_flag(sign) and _is_flag(before):
        return (at - first) % 2 == 1
    return "\U000e0020" <= sign <= "\U000e007f" or unicodedata.combining(before) == _VIRAMA


def _is_flag(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff"
