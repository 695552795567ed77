"""A text as numbered lines and as groups of lines between blank ones, each knowing where it stands in the file."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from operator import is_
from typing import overload

from bot.text.ornaments import PROSE_OPENERS, is_ornament

# A line this long, in characters, was filled by wrapping.
_FULL = 45
# No wrapped line is longer.
_WIDEST = 110
# Signs without width that some editors leave about; they make no line less blank.
INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060\u00ad"
_TRIM = (
    " \t\f\v\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
    + INVISIBLE
)


@dataclass(slots=True, eq=False)
class Line:
    """One line without its end: the characters as read and the code-point offset of the first of them.

    `content` is `text` without white space and invisible signs at both ends.
    """

    text: str
    start: int
    content: str = field(init=False)

    def __post_init__(self) -> None:
        self.content = self.text.strip(_TRIM)

    @property
    def indent(self) -> int:
        """Columns of white space before the first character; a tab counts four, an ideographic space two."""
        return _columns(self.text[: _lead(self.text)])

    @property
    def first(self) -> int:
        """Offset of the first character that is not indentation."""
        return self.start + _lead(self.text)

    @property
    def last(self) -> int:
        """Offset of the last character that is not white space (the character's own place, not the one after)."""
        return self.start + max(len(self.text.rstrip(_TRIM)) - 1, 0)


def _lead(text: str) -> int:
    return len(text) - len(text.lstrip(_TRIM))


def _columns(lead: str) -> int:
    return sum(4 if sign == "\t" else 2 if sign == "\u3000" else sign not in INVISIBLE for sign in lead)


class Lines(Sequence[Line]):
    """Lines in columns: `texts`, `contents` and `starts` say for each what a Line does, without an object for each.

    A novel has hundreds of thousands of lines, of which few are ever looked at one by one. `leads` counts the characters
    of white space that each begins with, 0 for a blank one.
    """

    __slots__ = ("_lengths", "_odd", "contents", "leads", "starts", "texts")

    def __init__(self, texts: list[str], starts: Sequence[int], contents: list[str] | None = None) -> None:
        self.texts = texts
        self.starts = starts
        self.contents = [text.strip(_TRIM) for text in texts] if contents is None else contents
        self._lengths: list[int] = []
        self._odd: list[int] | None = None
        self.leads = [0] * len(texts)
        # What strip() leaves alone it hands back as it is.
        for number, same in enumerate(map(is_, texts, self.contents)):
            if not same and self.contents[number]:
                self.leads[number] = _lead(texts[number])

    @classmethod
    def of(cls, lines: Iterable[Line]) -> Lines:
        """The same lines in columns."""
        if isinstance(lines, Lines):
            return lines
        lines = tuple(lines)
        return cls([line.text for line in lines], [line.start for line in lines], [line.content for line in lines])

    def odd(self) -> list[int]:
        """The numbers of all blank lines and of those that do not begin as nearly all prose does."""
        if self._odd is None:
            self._odd = [
                number for number, content in enumerate(self.contents) if not content or content[0] not in PROSE_OPENERS
            ]
        return self._odd

    def lengths(self) -> list[int]:
        """How many characters all lines before each have, white space around them included, line ends not; and all."""
        if not self._lengths:
            self._lengths = list(accumulate(map(len, self.texts), initial=0))
        return self._lengths

    def since(self, start: int) -> int:
        """How many lines begin before this offset."""
        return bisect_left(self.starts, start)

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, at: int) -> Line: ...
    @overload
    def __getitem__(self, at: slice) -> Lines: ...
    def __getitem__(self, at: int | slice) -> Line | Lines:
        if isinstance(at, slice):
            return Lines(self.texts[at], self.starts[at], self.contents[at])
        return Line(self.texts[at], self.starts[at])

    def __iter__(self) -> Iterator[Line]:
        return map(Line, self.texts, self.starts)


class Group:
    """Lines without a blank one between them; `gap` counts the blank lines before. An ornament is a group alone.

    It covers the lines from `first` to `end` of those it is given, all of them where neither is said. `texts` are their
    characters without the white space around them. Nobody changes one once it is made.
    """

    __slots__ = ("_first", "_whole", "gap", "ornament", "texts")

    def __init__(
        self, lines: Sequence[Line], gap: int, first: int = 0, end: int | None = None, *, ornament: bool = False
    ) -> None:
        whole = lines if isinstance(lines, Lines) else Lines.of(lines)
        self._whole = whole
        self._first = first
        self.gap = gap
        self.ornament = ornament
        self.texts = whole.contents[first:end]

    @property
    def lines(self) -> Lines:
        """The lines themselves."""
        return self._whole[self._first : self._first + len(self.texts)]

    @property
    def size(self) -> int:
        """Characters of all lines, white space around them included."""
        lengths = self._whole.lengths()
        return lengths[self._first + len(self.texts)] - lengths[self._first]

    @property
    def leads(self) -> list[int]:
        """How many characters of white space each line begins with."""
        first = self._first
        return self._whole.leads[first : first + len(self.texts)]

    @property
    def indents(self) -> list[int]:
        """The lines' indentation in columns."""
        leads = self.leads
        return [self.indent(number) for number in range(len(leads))] if any(leads) else leads

    def indent(self, number: int = 0) -> int:
        """One line's indentation in columns."""
        at = self._first + number
        lead = self._whole.leads[at]
        return _columns(self._whole.texts[at][:lead]) if lead else 0

    @property
    def start(self) -> int:
        """Offset of the first character, indentation left out."""
        whole, first = self._whole, self._first
        return whole.starts[first] + whole.leads[first]

    @property
    def end(self) -> int:
        """Offset of the last character itself."""
        whole, texts = self._whole, self.texts
        at = self._first + len(texts) - 1
        text = whole.texts[at]
        length = len(text) if text is texts[-1] else len(text.rstrip(_TRIM))
        return whole.starts[at] + (length - 1 if length else 0)

    def piece(self, start: int, end: int, gap: int, *, ornament: bool = False) -> Group:
        """Some of its lines as a group of their own."""
        return Group(self._whole, gap, self._first + start, self._first + end, ornament=ornament)


def split_lines(text: str, offset: int = 0) -> Lines:
    """Every line of a text, its end left out (LF, CR or both), offsets counting both of a pair; the first is `offset`."""
    texts = text.split("\n")
    starts = array("q", accumulate(map((1).__add__, map(len, texts)), initial=offset))
    starts.pop()
    returns = text.count("\r")
    if returns:
        last = texts.pop()
        texts = [line.removesuffix("\r") for line in texts]
        texts.append(last)
        if returns != text.count("\r\n"):
            texts, starts = _at_returns(texts, starts)
    if not texts[-1] and text:
        texts.pop()
        starts.pop()
    return Lines(texts, starts) if len(texts) > 1 or any(texts) else Lines([], [])


def _at_returns(texts: list[str], starts: array[int]) -> tuple[list[str], array[int]]:
    """The lines divided at each CR that stands alone."""
    divided: list[str] = []
    places = array("q")
    at = 0
    for number in [number for number, text in enumerate(texts) if "\r" in text]:
        pieces = texts[number].split("\r")
        divided += texts[at:number]
        divided += pieces
        places += starts[at:number]
        places.extend(accumulate(map((1).__add__, map(len, pieces[:-1])), initial=starts[number]))
        at = number + 1
    return divided + texts[at:], places + starts[at:]


def split_groups(lines: Sequence[Line]) -> list[Group]:
    """Lines as groups, in order; an ornament line is a group of its own even where no blank line sets it off."""
    lines = Lines.of(lines)
    contents = lines.contents
    groups: list[Group] = []
    start = gap = 0
    for edge in (*lines.odd(), len(contents)):
        content = contents[edge] if edge < len(contents) else ""
        if content and (not is_ornament(content) or _is_wrapped(contents, edge)):
            continue
        if edge > start:
            groups.append(Group(lines, gap, start, edge))
            gap = 0
        if content:
            groups.append(Group(lines, gap, edge, edge + 1, ornament=True))
            gap = 0
        else:
            gap += 1
        start = edge + 1
    return groups


def _is_wrapped(contents: list[str], number: int) -> bool:
    """Whether dots or stars are an ellipsis that wrapping left alone: the line above runs on, or the one below goes on.

    Dots right under a full line, with a blank one below them, end that line's paragraph.
    """
    signs = set(contents[number])
    if signs - {".", "*", " ", "\u2026"}:
        return False
    above = contents[number - 1] if number else ""
    after = contents[number + 1] if number + 1 < len(contents) else ""
    if _FULL <= len(above) <= _WIDEST and not after and "*" not in signs:
        return True
    return (len(above) >= _FULL and (above[-1].islower() or above[-1] in ",;")) or after[:1].islower()
