"""Where the places of one edition are in the next: on the same words, else at the nearest words before that are left."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bot.models import Spot
from bot.text.alignment import GONE, Alignment, Outline
from bot.text.wording import Stream, Wording, gaps_of, most_alike, same_words_offset

# So many paragraphs before a place (chapters) rewritten beyond recognition are no reason to send a reader back
# to where they begin.
_REWRITTEN = 200
# So many changed paragraphs round the likely one are compared by their letters.
_NEARBY = 20
# A paragraph of fewer characters, alone among changed ones, may stand there by chance.
_LONE = 25


@dataclass(frozen=True, slots=True)
class Landing:
    """A place in the new edition; `lost` where the words that stood at the old one are gone."""

    part: int
    spot: Spot
    fingerprint: str
    lost: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    index: int
    offset: int = 0
    lost: bool = False


class PlaceMap:
    """Maps places from one edition to the next; `old` and `new` are the fingerprints of each part's paragraphs.

    `new_texts` are the paragraphs themselves of the new edition. Where they are given, `know` should be told those of the
    old parts that are `wanted`, before places are asked for. Without them the fingerprints alone decide.
    """

    def __init__(
        self, old: Sequence[Sequence[str]], new: Sequence[Sequence[str]], new_texts: Sequence[Sequence[str]] = ()
    ) -> None:
        self._old, self._new = Outline(old), Outline(new)
        self._new_texts = new_texts
        self._old_texts: Mapping[int, Sequence[str]] = {}
        self._alignment = Alignment(self._old.prints, self._new.prints, self._is_short)
        self._streams: dict[int, Stream] = {}
        self._words: dict[tuple[int, int], _Found | None] = {}
        self._ends: dict[tuple[int, int], _Found | None] = {}
        self._nexts: dict[int, _Found] = {}
        self._survivors: dict[int, int] = {}

    def wanted(self, part: int, spot: Spot) -> range:
        """The numbers of the old parts whose text tells where this place is."""
        index = min(self._old.index(part, spot.paragraph), len(self._old) - 1)
        if index < 0:
            return range(0)
        first = end = index
        # What follows a place is told by the paragraph before it too.
        for near in (index, index - 1):
            if near >= 0 and self._alignment.image[near] == GONE:
                gap = self._alignment.gap(near)
                first, end = min(first, gap[0] - 1), max(end, gap[1])
        if (first, end) == (index, index) and not spot.offset:
            return range(0)
        return range(self._old.at(max(first, 0))[0], self._old.at(min(end, len(self._old) - 1))[0] + 1)

    def know(self, old_texts: Mapping[int, Sequence[str]]) -> None:
        """Take the words of old paragraphs into account, by the number of their part."""
        self._old_texts = old_texts

    def place(self, part: int, spot: Spot) -> Landing:
        """The same words; where they are gone, the beginning of the nearest paragraph before them that is left."""
        if not len(self._new):
            return Landing(1, Spot(), "", lost=True)
        index = self._old.index(part, spot.paragraph)
        offset = spot.offset
        if index == len(self._old):
            index, offset = index - 1, 0
        found = (self._same(index, offset) or self._lone(index, offset)) if index >= 0 else None
        return self._landing(found or _Found(self._nearest(index - 1), lost=True))

    def following(self, part: int, spot: Spot) -> Landing | None:
        """Where a reader goes on for whom `spot` came next: right after what she has read. None is the end of the text.

        Nothing that was inserted is passed over, nor what was to come next, wherever it went; a little that she has read
        may be shown again. `lost` where neither what she read last nor what came next is left.
        """
        if not len(self._new):
            return None
        index = self._old.index(part, spot.paragraph)
        if index < len(self._old) and spot.offset:
            inside = self._inside(index, spot.offset)
            if inside is not None:
                return self._checked(inside)
        return self._checked(self._next(index))

    def end(self) -> Landing | None:
        """Where a reader goes on who had read the old edition to its end; None where nothing was added to it."""
        return self._checked(self._next(len(self._old))) if len(self._new) else None

    def last_before(self, landing: Landing | None) -> Landing:
        """The paragraph that ends at or before a place of the new edition; None is the end of the text."""
        index = len(self._new)
        if landing is not None:
            index = self._new.index(landing.part, landing.spot.paragraph) + bool(landing.spot.offset)
        return self._landing(_Found(max(index - 1, 0)))

    # --- words ------------------------------------------------------------------------------------------------------

    def _same(self, index: int, offset: int) -> _Found | None:
        image = self._alignment.image[index]
        if image != GONE:
            return _Found(image, self._same_offset(index, offset, image))
        return self._by_words(index, offset) or self._guessed(index, offset) or self._by_letters(index, offset)

    def _inside(self, index: int, offset: int) -> _Found | None:
        """Right after what was read of a paragraph of which only the rest was still to come."""
        image = self._alignment.image[index]
        if image != GONE:
            return _Found(image, self._same_offset(index, offset, image))
        return self._by_end(index, offset) or self._guessed(index, offset)

    def _lone(self, index: int, offset: int) -> _Found | None:
        """The only paragraph of the same words, wherever it is: good enough for where she is, not for what comes next."""
        place = self._alignment.lone.get(index, GONE)
        return None if place == GONE else _Found(place, self._same_offset(index, offset, place))

    def _by_letters(self, index: int, offset: int) -> _Found | None:
        text = self._old_text(index) if self._new_texts else ""
        first, _ = self._alignment.gap(index)
        near = {
            place: self._new_text(place)
            for places in self._alignment.gap_image(index)
            for place in {*places[max(0, index - first - _NEARBY) :][: 2 * _NEARBY], *places[-_NEARBY:]}
            if text and self._alignment.origin[place] == GONE
        }
        place = most_alike(text, near)
        return None if place is None else _Found(place, min(offset, len(near[place])))

    def _guessed(self, index: int, offset: int) -> _Found | None:
        place = self._alignment.guess(index)
        return None if place == GONE else _Found(place, self._same_offset(index, offset, place))

    def _same_offset(self, index: int, offset: int, image: int) -> int:
        if not offset or not self._new_texts:
            return offset
        old = self._old_text(index)
        new = self._new_text(image)
        return same_words_offset(old, offset, new) if old else min(offset, len(new))

    def _by_words(self, index: int, offset: int) -> _Found | None:
        return self._search(self._words, Wording.find, index, offset)

    def _by_end(self, index: int, offset: int) -> _Found | None:
        return self._search(self._ends, Wording.find_end, index, offset)

    def _search(
        self,
        known: dict[tuple[int, int], _Found | None],
        find: Callable[[Wording, Stream, int, int, Sequence[range]], tuple[int, int] | None],
        index: int,
        offset: int,
    ) -> _Found | None:
        if not self._new_texts or not self._old_text(index):
            return None
        if (index, offset) not in known:
            found = find(self._wording, self._stream(index), index, offset, self._alignment.gap_image(index))
            known[index, offset] = _Found(*found) if found else None
        return known[index, offset]

    @cached_property
    def _wording(self) -> Wording:
        gaps = gaps_of([origin != GONE for origin in self._alignment.origin])
        return Wording(self._new_text, len(self._new), gaps)

    def _stream(self, index: int) -> Stream:
        first, end = self._alignment.gap(index)
        if first not in self._streams:
            self._streams[first] = Stream(self._old_text, len(self._old), [(first, end)])
        return self._streams[first]

    def _is_short(self, index: int) -> bool:
        return bool(self._new_texts) and len(self._new_text(index)) < _LONE

    def _old_text(self, index: int) -> str:
        part, paragraph = self._old.at(index)
        return self._old_texts[part][paragraph] if part in self._old_texts else ""

    def _new_text(self, index: int) -> str:
        part, paragraph = self._new.at(index)
        return self._new_texts[part - 1][paragraph]

    # --- order ------------------------------------------------------------------------------------------------------

    def _nearest(self, index: int) -> int:
        """The new index of the nearest paragraph at or before `index` that is left; the beginning where none is."""
        walked = []
        found: int | None = None
        while found is None and index >= 0:
            walked.append(index)
            found = self._survivors.get(index)
            if found is None and (same := self._same(index, 0)):
                found = same.index
            index -= 1
        self._survivors.update(dict.fromkeys(walked, found or 0))
        return found or 0

    def _next(self, index: int) -> _Found:
        """Right after the last of what stood before `index`."""
        if index not in self._nexts:
            self._nexts[index] = self._go_on(index)
        return self._nexts[index]

    def _go_on(self, index: int) -> _Found:
        """From what was to come next, back over all that she has not read, to the nearest paragraph that she has."""
        coming, is_left = self._coming(index)
        read, steps = self._read_last(index)
        if read is None and steps > _REWRITTEN and index < len(self._old):
            return replace(coming, offset=0, lost=not is_left)
        lost = not is_left and steps > 0
        if read and read.index == coming.index and read.offset <= coming.offset:
            return replace(read, lost=lost)
        at, origin = coming.index, self._alignment.origin
        while at > 0 and not GONE < origin[at - 1] < index:
            at -= 1
            if read and read.index == at:
                return replace(read, lost=lost)
        return _Found(at, lost=lost)

    def _coming(self, index: int) -> tuple[_Found, bool]:
        """Where the first paragraph at or after `index` that is left begins, and whether it is that very one."""
        if index < len(self._old) and (same := self._same(index, 0)):
            return same, True
        if index < len(self._old):
            index = self._alignment.gap(index)[1]
        return _Found(self._alignment.image[index] if index < len(self._old) else len(self._new)), False

    def _read_last(self, index: int) -> tuple[_Found | None, int]:
        """Where the nearest of the changed paragraphs right before `index` that is left ends, and how many are not.

        None where they are not left or there are none: then the paragraph before them is the one.
        """
        steps = 0
        while steps < index and self._alignment.image[index - 1 - steps] == GONE:
            if steps > _REWRITTEN:
                break
            last = index - 1 - steps
            found = self._by_end(last, len(self._old_text(last)))
            if found:
                return self._forward(found), steps
            steps += 1
        return None, steps

    def _forward(self, found: _Found) -> _Found:
        """The same place; the end of a paragraph is the beginning of the next."""
        if found.offset and self._new_texts and found.offset >= len(self._new_text(found.index)):
            return _Found(found.index + 1, lost=found.lost)
        return found

    def _checked(self, found: _Found) -> Landing | None:
        found = self._forward(found)
        return None if found.index >= len(self._new) else self._landing(found)

    def _landing(self, found: _Found) -> Landing:
        part, paragraph = self._new.at(found.index)
        return Landing(part, Spot(paragraph, found.offset), self._new.prints[found.index], found.lost)
