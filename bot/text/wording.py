"""Where the words of a changed paragraph stand in the next edition: mended, split, joined, or carried off elsewhere."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz import fuzz, process

Texts = Callable[[int], str]

NOWHERE = -1

_WORD = re.compile(r"[^\W_]+(?:['’‘ʼ`´\u00ad\u200b-\u200d\u2060\ufeff]+[^\W_]+)*")
_INSIDE = re.compile(r"[^\w]|_")

# Words looked at before and after a place. Three words in a row are evidence; where they stand this often, they are a
# phrase of the author's and tell nothing.
_BEFORE, _AFTER = 16, 24
_OFTEN = 8
# Evidence that lies this many words further on in one edition than in the other still belongs together.
_DRIFT = 16
# The share of a paragraph's words (of those looked at) that must be found for it to count as the same, changed.
_SHARE = 0.3
# Short paragraphs, in characters, may have no three words in a row left; these are compared by their letters, and are the
# same where so many in a hundred are.
_SHORT = 60
_ALIKE = 65
# Words of the paragraph before and after that serve as evidence for where a paragraph begins and ends.
_EDGE = 2


class Word(NamedTuple):
    """One word as compared, the paragraph it stands in, and where it begins and ends there."""

    key: str
    paragraph: int
    start: int
    end: int


_OUTSIDE = Word("\0", NOWHERE, 0, 0)  # stands before the first word of a text and after its last


class Stretch(NamedTuple):
    """The words of a run of changed paragraphs, with the two words before and after it."""

    words: list[Word]
    first: dict[int, int]  # the index of each paragraph's first word

    def of(self, paragraph: int) -> tuple[int, int]:
        """The indices [first, end) of a paragraph's words."""
        first = end = self.first.get(paragraph, 0)
        while end < len(self.words) and self.words[end].paragraph == paragraph:
            end += 1
        return first, end


def words_of(text: str, paragraph: int = 0) -> list[Word]:
    """A paragraph's words, without regard to case, quotes and the marks between them."""
    return [Word(_key(match[0]), paragraph, match.start(), match.end()) for match in _WORD.finditer(text)]


def _key(word: str) -> str:
    if word.isascii() and word.isalnum():
        return word.lower()
    return _INSIDE.sub("", unicodedata.normalize("NFKC", word).casefold())


def stretch(texts: Texts, first: int, end: int, length: int) -> Stretch:
    """The words of the paragraphs [first, end) of a text of `length` paragraphs."""
    edge = words_of(texts(first - 1), first - 1)[-_EDGE:] if first else [_OUTSIDE] * _EDGE
    words = [*edge]
    firsts: dict[int, int] = {}
    for paragraph in range(first, end):
        firsts[paragraph] = len(words)
        words += words_of(texts(paragraph), paragraph)
    words += words_of(texts(end), end)[:_EDGE] if end < length else [_OUTSIDE] * _EDGE
    return Stretch(words, firsts)


class Wording:
    """The changed paragraphs of the new edition, searched by three words in a row.

    `gaps` are the runs [first, end) of its paragraphs that were found nowhere in the old edition.
    """

    def __init__(self, texts: Texts, gaps: Iterable[tuple[int, int]], length: int) -> None:
        self.texts = texts
        self.words: list[Word] = []
        self._where: dict[tuple[str, str, str], list[int]] = {}
        for first, end in gaps:
            at = len(self.words)
            self.words += stretch(texts, first, end, length).words
            keys = [word.key for word in self.words[at:]]
            for number, three in enumerate(zip(keys, keys[1:], keys[2:], strict=False), start=at):
                self._where.setdefault(three, []).append(number)
            # Nothing is found across two gaps.
            self.words.append(Word("", NOWHERE, 0, 0))

    def find(self, old: Stretch, paragraph: int, offset: int, near: Sequence[range]) -> tuple[int, int] | None:
        """Where the word at `offset` of a changed paragraph stands now: paragraph and offset; None where it is gone.

        Where that word itself was changed, it is what stands in its place. Paragraphs in `near` come first.
        """
        first, end = old.of(paragraph)
        if first == end:
            return None
        at = next((n for n in range(first, end) if old.words[n].end > offset), end - 1)
        hits = self._hits(old, max(first, at - _BEFORE), min(end, at + _AFTER), near)
        if not hits:
            return None
        word, found = old.words[at], self.words[self._word_at(hits, at)]
        if found.paragraph == NOWHERE:
            return None
        if offset <= word.start:
            return found.paragraph, self._opening(found) if _is_opening(old, at, offset) else found.start
        return found.paragraph, min(found.start + offset - word.start, found.end)

    def find_end(self, old: Stretch, paragraph: int, offset: int, near: Sequence[range]) -> tuple[int, int] | None:
        """Right behind the last word before `offset` that still stands, None where none does."""
        first, end = old.of(paragraph)
        at = next((n for n in range(first, end) if old.words[n].end > offset), end)
        hits = self._hits(old, first, at, near) if at > first else []
        behind = [min(new + 2, new + at - 1 - word) for word, new in hits if word < at]
        return (self.words[behind[-1]].paragraph, self._behind(behind[-1])) if behind else None

    def _hits(self, old: Stretch, first: int, end: int, near: Sequence[range]) -> list[tuple[int, int]]:
        """Pairs of equal threes of words, old and new, in order, that lie together; none where they are too few."""
        begin = max(0, first - _EDGE)
        keys = [word.key for word in old.words[begin : end + _EDGE]]
        hits = [
            (number, new)
            for number, three in enumerate(zip(keys, keys[1:], keys[2:], strict=False), start=begin)
            for new in self._known(three)
        ]
        close = [hit for hit in hits if any(self.words[hit[1] + n].paragraph in places for n in (0, 2) for places in near)]
        return _together(close, first, end) or _together(hits, first, end)

    def _known(self, three: tuple[str, str, str]) -> Sequence[int]:
        places = self._where.get(three, ())
        return places if len(places) <= _OFTEN else ()

    def _word_at(self, hits: list[tuple[int, int]], at: int) -> int:
        """The word that stands where `at` stood: itself, else what follows the words before it."""
        over = [new + at - word for word, new in hits if word <= at <= word + 2]
        if over:
            return max(set(over), key=over.count)
        before = [(word, new) for word, new in hits if word < at]
        if before:
            return before[-1][1] + 3
        word, new = hits[0]
        back = new
        while back > new - (word - at) and self.words[back - 1].paragraph == self.words[new].paragraph:
            back -= 1
        return back

    def _opening(self, word: Word) -> int:
        """Where the quotes and brackets before a word begin."""
        text = self.texts(word.paragraph)
        at = word.start
        while at and not text[at - 1].isspace() and not text[at - 1].isalnum():
            at -= 1
        return at if text[:at].strip() else 0

    def _behind(self, number: int) -> int:
        """Where the text goes on after a word and the marks that close it."""
        word, following = self.words[number], self.words[number + 1]
        text = self.texts(word.paragraph)
        limit = following.start if following.paragraph == word.paragraph else len(text)
        at = word.end
        while at < limit and not text[at].isspace():
            at += 1
        while at < limit and text[at].isspace():
            at += 1
        return at


def _together(hits: list[tuple[int, int]], first: int, end: int) -> list[tuple[int, int]]:
    """Those that lie together, if they hold enough of the words [first, end)."""
    weights = Counter((new - number) // _DRIFT for number, new in hits)
    if not weights:
        return []
    best = max(weights, key=lambda drift: weights[drift] + weights[drift + 1])
    together = [(number, new) for number, new in hits if (new - number) // _DRIFT in {best, best + 1}]
    covered = {number + n for number, _ in together for n in range(3)} & set(range(first, end))
    return together if len(covered) >= _SHARE * (end - first) else []


def _is_opening(old: Stretch, at: int, offset: int) -> bool:
    return offset == 0 or offset < old.words[at].start


def most_alike(text: str, others: Mapping[int, str]) -> int | None:
    """The key of that short paragraph which differs from `text` by a letter or two; None where there is none."""
    if len(text) > _SHORT:
        return None
    letters = {key: _letters(other) for key, other in others.items() if len(other) <= 2 * _SHORT}
    found = process.extractOne(_letters(text), letters, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return found[2] if found else None


def _letters(text: str) -> str:
    return " ".join(word.key for word in words_of(text))


def same_words_offset(old: str, offset: int, new: str) -> int:
    """The place in a paragraph whose marks and quotes changed and whose words did not.

    >>> same_words_offset("Stop -- she said, now.", 18, "“Stop!” she said, now.")
    18
    """
    if old == new or offset == 0:
        return offset
    before, after = words_of(old), words_of(new)
    at = next((n for n, word in enumerate(before) if word.end > offset), len(before))
    if at == len(before) or len(before) != len(after):
        return min(offset, len(new))
    return min(max(after[at].start + offset - before[at].start, after[at - 1].end if at else 0), after[at].end)


def gaps_of(paired: Sequence[bool]) -> list[tuple[int, int]]:
    """The runs [first, end) of what is not paired."""
    edges = [-1, *(index for index, is_paired in enumerate(paired) if is_paired), len(paired)]
    return [(before + 1, after) for before, after in pairwise(edges) if after - before > 1]
