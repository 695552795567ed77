"""Where the words of a changed paragraph stand in the next edition: mended, split, joined, or carried off elsewhere."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

Texts = Callable[[int], str]

_INSIDE = "['’‘ʼ`´\u00ad\u200b-\u200d\u2060\ufeff]"
_PLAIN = re.compile(r"[^\W_]+")
_WORD = re.compile(rf"[^\W_]+(?:{_INSIDE}+[^\W_]+)*")
_MARKS = re.compile(_INSIDE)

# What stands before the first word of a text and after its last, and what divides two runs of paragraphs.
_OUTSIDE, _DIVIDER = "\0", ""

# Words looked at before and after a place. Three words in a row are evidence, but not by themselves ("you get it"); where
# they stand this often, they are a phrase of the author's and tell nothing.
_BEFORE, _AFTER = 16, 24
_OFTEN = 8
# Evidence that lies this many words further on in one edition than in the other still belongs together.
_DRIFT = 16
# The share of a paragraph's words (of those looked at) that must be found for it to count as the same, changed.
_SHARE = 0.3
# Words of the paragraph before and after that serve as evidence for where a paragraph begins and ends.
_EDGE = 2
# Short paragraphs, in characters, may have no three words in a row left; these are compared by their letters, and are the
# same where this share of them is.
_SHORT = 60
_ALIKE = 0.6


def _words(text: str) -> tuple[list[str], list[int]]:
    """A paragraph's words without regard to case, quotes and the marks between them, and where each begins."""
    starts = [match.start() for match in _WORD.finditer(text)]
    keys = _PLAIN.findall(_MARKS.sub("", text).lower())
    if len(keys) != len(starts):  # a letter whose small form is two signs
        keys = [match.lower() for match in _WORD.findall(text)]
    return keys, starts


def _word_end(text: str, start: int) -> int:
    match = _WORD.match(text, start)
    return match.end() if match else start


class Stream:
    """The words of runs of changed paragraphs in order, each run with the two words before and after it."""

    def __init__(self, texts: Texts, length: int, gaps: Iterable[tuple[int, int]]) -> None:
        self.texts = texts
        self.keys: list[str] = []
        self.starts: list[int] = []
        self._paragraphs: list[int] = []  # in order; those at the edges may stand twice
        self._firsts: list[int] = []
        for first, end in gaps:
            if first:
                keys, starts = _words(texts(first - 1))
                self._add(first - 1, keys[-_EDGE:], starts[-_EDGE:])
            else:
                self._add(-1, [_OUTSIDE] * _EDGE, [0] * _EDGE)
            for paragraph in range(first, end):
                self._add(paragraph, *_words(texts(paragraph)))
            if end < length:
                keys, starts = _words(texts(end))
                self._add(end, keys[:_EDGE], starts[:_EDGE])
            else:
                self._add(length, [_OUTSIDE] * _EDGE, [0] * _EDGE)
            self._add(end, [_DIVIDER], [0])

    def _add(self, paragraph: int, keys: list[str], starts: list[int]) -> None:
        self._paragraphs.append(paragraph)
        self._firsts.append(len(self.keys))
        self.keys += keys
        self.starts += starts

    def of(self, first: int, end: int) -> tuple[int, int]:
        """The words [first, end) of a run of paragraphs."""
        slots = bisect_left(self._paragraphs, first), bisect_left(self._paragraphs, end)
        begin, stop = (self._firsts[slot] if slot < len(self._firsts) else len(self.keys) for slot in slots)
        return begin, stop

    def paragraph(self, word: int) -> int:
        """The paragraph a word stands in."""
        return self._paragraphs[bisect_right(self._firsts, word) - 1]

    def end(self, word: int) -> int:
        """Where a word ends in its paragraph."""
        return _word_end(self.texts(self.paragraph(word)), self.starts[word])

    def at(self, paragraph: int, offset: int) -> tuple[int, int, int]:
        """The words [first, end) of a paragraph, and the one at or after `offset`; `end` where there is none."""
        first, end = self.of(paragraph, paragraph + 1)
        word = bisect_right(self.starts, offset, first, end) - 1
        if word < first or self.end(word) <= offset:
            word += 1
        return first, end, word


class Wording:
    """The changed paragraphs of the new edition, searched by three words in a row.

    `gaps` are the runs [first, end) of its paragraphs that were found nowhere in the old edition.
    """

    def __init__(self, texts: Texts, length: int, gaps: Iterable[tuple[int, int]]) -> None:
        self.new = Stream(texts, length, gaps)
        keys = self.new.keys
        threes = list(zip(keys, keys[1:], keys[2:], strict=False))
        self._last = dict(zip(threes, range(len(threes)), strict=True))
        self._more: dict[tuple[str, str, str], list[int]] = {}
        for number, three in enumerate(threes):
            if self._last[three] != number:
                self._more.setdefault(three, []).append(number)

    def find(self, old: Stream, paragraph: int, offset: int, near: Sequence[range]) -> tuple[int, int] | None:
        """Where the word at `offset` of a changed paragraph stands now: paragraph and offset; None where it is gone.

        Where that word itself was changed, it is what stands in its place. Paragraphs in `near` come first.
        """
        first, end, word = old.at(paragraph, offset)
        if first == end:
            return None
        word = min(word, end - 1)
        hits = self._hits(old, max(first, word - _BEFORE), min(end, word + _AFTER), near)
        if not hits:
            return None
        found = self._word_at(hits, word)
        if self.new.keys[found] in {_OUTSIDE, _DIVIDER}:
            return None
        start = self.new.starts[found]
        if offset > old.starts[word]:
            start = min(start + offset - old.starts[word], self.new.end(found))
        elif offset == 0 or offset < old.starts[word]:
            start = self._opening(found)
        return self.new.paragraph(found), start

    def find_end(self, old: Stream, paragraph: int, offset: int, near: Sequence[range]) -> tuple[int, int] | None:
        """Right behind the last word before `offset` that still stands, None where none does."""
        first, _, word = old.at(paragraph, offset)
        hits = self._hits(old, first, word, near) if first < word else []
        before = [min(new + 2, new + word - 1 - number) for number, new in hits if number < word]
        return (self.new.paragraph(before[-1]), self._behind(before[-1])) if before else None

    def _hits(self, old: Stream, first: int, end: int, near: Sequence[range]) -> list[tuple[int, int]]:
        """Pairs of equal threes of words, old and new, in order, that lie together; none where they are too few."""
        begin = max(0, first - _EDGE)
        keys = old.keys[begin : end + _EDGE]
        hits: list[tuple[int, int]] = []
        for number, three in enumerate(zip(keys, keys[1:], keys[2:], strict=False), start=begin):
            last = self._last.get(three)
            if last is not None:
                more = self._more.get(three, ())
                if len(more) < _OFTEN:
                    hits += [(number, new) for new in more]
                    hits.append((number, last))
        if not hits:
            return hits
        spans = [self.new.of(places.start, places.stop) for places in near]
        close = [hit for hit in hits if any(start - _EDGE <= hit[1] < stop for start, stop in spans)]
        return _together(close, first, end) or (_together(hits, first, end) if len(close) < len(hits) else [])

    def _word_at(self, hits: list[tuple[int, int]], at: int) -> int:
        """The word that stands where `at` stood: itself, else what follows the words before it."""
        over = [new + at - word for word, new in hits if word <= at <= word + 2]
        if over:
            return max(set(over), key=over.count)
        before = [new for word, new in hits if word < at]
        if before:
            return before[-1] + 3
        word, new = hits[0]
        return max(new - (word - at), self.new.of(paragraph := self.new.paragraph(new), paragraph + 1)[0])

    def _opening(self, word: int) -> int:
        """Where the quotes and brackets before a word begin."""
        text = self.new.texts(self.new.paragraph(word))
        at = self.new.starts[word]
        while at and not text[at - 1].isspace() and not text[at - 1].isalnum():
            at -= 1
        return at if text[:at].strip() else 0

    def _behind(self, word: int) -> int:
        """Where the text goes on after a word and the marks that close it."""
        paragraph = self.new.paragraph(word)
        text = self.new.texts(paragraph)
        same = self.new.paragraph(word + 1) == paragraph and self.new.keys[word + 1] != _DIVIDER
        limit = self.new.starts[word + 1] if same else len(text)
        at = self.new.end(word)
        while at < limit and not text[at].isspace():
            at += 1
        while at < limit and text[at].isspace():
            at += 1
        return at


def _together(hits: list[tuple[int, int]], first: int, end: int) -> list[tuple[int, int]]:
    """Those that lie together, if they hold enough of the words [first, end)."""
    weights = Counter([(new - number) // _DRIFT for number, new in hits])
    if not weights:
        return []
    best = max(weights, key=lambda drift: weights[drift] + weights[drift + 1])
    together = [hit for hit in hits if 0 <= (hit[1] - hit[0]) // _DRIFT - best <= 1] if len(weights) > 1 else hits
    covered: set[int] = set()
    for number, _ in together:
        covered.update((number, number + 1, number + 2))
    found = sum(first <= number < end for number in covered)
    return together if len(together) > 1 and found >= _SHARE * (end - first) else []


def most_alike(text: str, others: Mapping[int, str]) -> int | None:
    """The key of that short paragraph which differs from `text` by a letter or two; None where there is none."""
    if not 0 < len(text) <= _SHORT:
        return None
    letters = {key: _letters(other) for key, other in others.items() if len(other) <= 2 * _SHORT}
    found = process.extractOne(_letters(text), letters, scorer=OSA.normalized_similarity, score_cutoff=_ALIKE)
    return found[2] if found else None


def _letters(text: str) -> str:
    return " ".join(_words(text)[0])


def same_words_offset(old: str, offset: int, new: str) -> int:
    """The place in a paragraph whose marks and quotes changed and whose words did not.

    >>> same_words_offset("Stop -- she said, now.", 18, "“Stop!” she said, now.")
    18
    """
    if old == new or offset == 0:
        return offset
    (_, before), (_, after) = _words(old), _words(new)
    at = bisect_left(before, offset)
    if len(before) != len(after):
        return min(offset, len(new))
    if at and (at == len(before) or offset < _word_end(old, before[at - 1])):
        return min(after[at - 1] + offset - before[at - 1], _word_end(new, after[at - 1]))
    return max(after[at] + offset - before[at], _word_end(new, after[at - 1]) if at else 0)


def gaps_of(paired: Sequence[bool]) -> list[tuple[int, int]]:
    """The runs [first, end) of what is not paired."""
    edges = [-1, *(index for index, is_paired in enumerate(paired) if is_paired), len(paired)]
    return [(before + 1, after) for before, after in pairwise(edges) if after - before > 1]
