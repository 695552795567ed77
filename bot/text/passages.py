"""The paragraphs of a written document as every rich format's reader hands them on, each with its styles and its role.

A reader makes Passages; what the author meant by them (wrapped lines, verse, blank lines, doubled line breaks) is
brought to one form here, before bot.text.document finds header, chapters and scenes among them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from bot.errors import StoryFileError
from bot.models import Span, Style
from bot.text.bounds import check_lines, check_spans
from bot.text.habits import read_habits
from bot.text.labels import read_label
from bot.text.lines import INVISIBLE, Group, Line
from bot.text.ornaments import is_ornament
from bot.text.paragraphs import to_paragraphs

MOST_PASSAGES = 120_000  # blank ones too; a book of ten million characters has fewer
MOST_CHARACTERS = 20_000_000
# A line broken by hand that is longer than this is no verse but a paragraph of its own.
_VERSE_LINE = 80
# So many of the first blocks may hold a header's labels.
_HEAD_GROUPS = 12
_LONGEST_LINE = 20_000


class Role(StrEnum):
    """What the format says a passage is; `pause` is a break without a sign, such as a page's end."""

    TEXT = "text"
    HEADING = "heading"
    TITLE = "title"
    RULE = "rule"
    PAUSE = "pause"


class Passage(NamedTuple):
    """One paragraph of a document. LF in its spans is a line break made by hand; without any characters it is blank.

    `level` is a heading's, `centred` and `inset` tell how it is set, `start` and `end` are offsets where the format has
    them.
    """

    spans: tuple[Span, ...] = ()
    role: Role = Role.TEXT
    level: int = 0
    centred: bool = False
    inset: bool = False
    start: int | None = None
    end: int | None = None

    @property
    def text(self) -> str:
        """The characters alone, without styles."""
        return self.spans[0].text if len(self.spans) == 1 else "".join([span.text for span in self.spans])

    @property
    def emphasised(self) -> bool:
        """Whether all of its words are bold or underlined, as headings made by hand are."""
        return all(span.style & (Style.STRONG | Style.UNDERLINE) for span in self.spans if span.text.strip())


class Passages(list[Passage]):
    """Passages as a reader finds them, bounded: an upload of nothing but empty paragraphs must not fill the memory."""

    _breaks = 0  # of lines, made by hand
    _characters = 0

    def append(self, passage: Passage) -> None:
        """One more; StoryFileError where there are more than any story has."""
        if len(self) >= MOST_PASSAGES:
            raise StoryFileError("This document holds far more paragraphs than a story needs.", "Send it in parts.")
        check_spans(passage.spans)
        self._breaks += sum(span.text.count("\n") for span in passage.spans)
        check_lines(self._breaks)
        self._characters += sum(len(span.text) for span in passage.spans)
        if self._characters > MOST_CHARACTERS:
            raise StoryFileError("This document holds far more text than a story needs.", "Send it in parts.")
        super().append(passage)


class Unit:
    """A passage that holds something, with the number of blank ones before it.

    `lines` are its lines as the readers of headers and trailers take them, `text` all its characters in one line;
    `ornament` tells whether it looks like a printed ornament.
    """

    __slots__ = ("gap", "lines", "ornament", "passage", "text")

    def __init__(self, passage: Passage, gap: int) -> None:
        self.passage, self.gap = passage, gap
        text = passage.text
        self.lines = tuple([one for line in text.split("\n") if (one := Line(line, 0)).content])
        # Only what may be a heading is ever shown so; a novel in one paragraph is a list of a million words.
        self.text = " ".join(text.split()) if len(text) < _LONGEST_LINE else text
        self.ornament = is_ornament(self.text)


def to_units(passages: Iterable[Passage]) -> list[Unit]:
    """Passages without the blank ones, each a paragraph, a verse or a mark; lines wrapped by hand are joined."""
    units: list[Unit] = []
    gap = 0
    for passage in passages:
        if passage.role in {Role.RULE, Role.PAUSE}:
            units.append(Unit(passage, gap))
            gap = 0
            continue
        for blank, piece in _pieces(passage):
            gap += blank
            if piece is not None:
                units.append(Unit(piece, gap))
                gap = 0
    return _unwrapped(units)


def _pieces(passage: Passage) -> Iterator[tuple[int, Passage | None]]:
    """A passage divided at its doubled line breaks, and at single ones too where its lines are too long for verse."""
    if not passage.text.strip(_BLANK):
        yield 1, None
        return
    if "\n" not in passage.text:
        yield 0, passage._replace(spans=_stripped(passage.spans))
        return
    lines = _split_lines(passage.spans)
    run: list[tuple[Span, ...]] = []
    blank = 0
    for line in [*lines, ()]:
        if _text(line).strip(_BLANK):
            run.append(line)
            continue
        if run:
            yield from ((blank if not number else 0, piece) for number, piece in enumerate(_paragraphs(run, passage)))
            run, blank = [], 0
        blank += 1


def _paragraphs(run: list[tuple[Span, ...]], passage: Passage) -> list[Passage]:
    if max(len(_text(line)) for line in run) > _VERSE_LINE and passage.role is Role.TEXT:
        return [passage._replace(spans=_stripped(line)) for line in run]
    return [passage._replace(spans=_stripped(join_spans(run, "\n"), "\n"))]


def _unwrapped(units: list[Unit]) -> list[Unit]:
    """The units joined where the document is a text wrapped by hand, each of whose lines is a paragraph."""
    runs: list[list[int]] = []
    for number, unit in enumerate(units):
        plain = unit.passage.role is Role.TEXT and len(unit.lines) == 1
        if runs and plain and not unit.gap and _is_plain(units[runs[-1][-1]]):
            runs[-1].append(number)
        else:
            runs.append([number])
    groups = [Group(tuple(Line(units[n].passage.text, n) for n in run), units[run[0]].gap) for run in runs]
    habits = read_habits([group for group in groups if _is_plain(units[group.lines[0].start])])
    if habits.width is None:
        return units
    joined: list[Unit] = []
    for number, group in enumerate(groups):
        if len(group.texts) == 1 or (number < _HEAD_GROUPS and _labels(group) > 1):
            # A header's lines are no paragraph, however they are wrapped.
            joined.extend(units[line.start] for line in group.lines)
            continue
        for paragraph in to_paragraphs(group, habits):
            members = [units[line.start].passage for line in paragraph.group.lines]
            spans = join_spans([member.spans for member in members], "\n" if paragraph.verse else " ")
            joined.append(Unit(members[0]._replace(spans=spans, end=members[-1].end), paragraph.gap))
    return joined


def _labels(group: Group) -> int:
    return sum(1 for text in group.texts if (label := read_label(text)) and label.strong)


def _is_plain(unit: Unit) -> bool:
    return unit.passage.role is Role.TEXT and "\n" not in unit.passage.text


def cut_lines(passage: Passage, first: int, last: int) -> Passage:
    """The passage with its lines [first, last) alone; offsets, which tell of the whole, go."""
    rows = _split_lines(passage.spans)[first:last]
    return passage._replace(spans=_stripped(join_spans(rows, "\n"), "\n"), start=None, end=None)


# --- spans ----------------------------------------------------------------------------------------------------------

_BLANK = " \t\n\r\f\v\u00a0\u2003\u3000" + INVISIBLE


@dataclass(slots=True)
class Spans:
    """Spans as they grow; neighbours of one style that lead to one place become one."""

    made: list[Span] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)

    @property
    def ends_blank(self) -> bool:
        """Whether nothing is there yet, or white space is last."""
        last = self._pieces[-1] if self._pieces else self.made[-1].text if self.made else " "
        return last[-1].isspace()

    @property
    def ends_opened(self) -> bool:
        """Whether an opening bracket is last."""
        return bool(self.made) and (self._pieces[-1] if self._pieces else self.made[-1].text)[-1] == "["

    def add(self, text: str, style: Style = Style.PLAIN, target: str = "") -> None:
        """More characters in this style, which lead to this target."""
        if not text:
            return
        if self.made and self.made[-1].style == style and self.made[-1].target == target:
            self._pieces.append(text)
        else:
            self._close()
            self.made.append(Span(text, style, target))

    def _close(self) -> None:
        if self._pieces:
            last = self.made[-1]
            self.made[-1] = Span("".join((last.text, *self._pieces)), last.style, last.target)
            self._pieces.clear()

    def take(self) -> tuple[Span, ...]:
        """All spans so far; what is added next begins anew."""
        self._close()
        spans, self.made = tuple(self.made), []
        return spans


_LAYOUT = re.compile(r"[ \t\r\n]+")


def without_layout(text: str) -> str:
    r"""Characters of an XML file with line ends and runs of spaces, which are the file's layout, as single spaces.

    >>> without_layout("They\n   crossed.")
    'They crossed.'
    """
    return _LAYOUT.sub(" ", text) if "\n" in text or "  " in text or "\t" in text or "\r" in text else text


def join_spans(rows: Iterable[Iterable[Span]], between: str) -> tuple[Span, ...]:
    """Rows of spans as one row, the sign `between` in the style and link that go on over it, else plain."""
    kept = [tuple(row) for row in rows]
    spans = Spans()
    for row, following in pairwise([*kept, ()]):
        for span in row:
            spans.add(*span)
        if following and row:
            before, after = row[-1], following[0]
            spans.add(between, before.style & after.style, before.target if before.target == after.target else "")
    return spans.take()


def _split_lines(spans: tuple[Span, ...]) -> list[tuple[Span, ...]]:
    rows: list[Spans] = [Spans()]
    for span in spans:
        for number, text in enumerate(span.text.split("\n")):
            if number:
                rows.append(Spans())
            rows[-1].add(text, span.style, span.target)
    return [row.take() for row in rows]


def _stripped(spans: tuple[Span, ...], blank: str = _BLANK) -> tuple[Span, ...]:
    """The spans without these characters at both ends."""
    if spans and spans[0].text[:1] not in blank and spans[-1].text[-1:] not in blank:
        return spans
    left = list(spans)
    while left and not left[0].text.strip(blank):
        left.pop(0)
    while left and not left[-1].text.strip(blank):
        left.pop()
    if left:
        left[0] = left[0]._replace(text=left[0].text.lstrip(blank))
        left[-1] = left[-1]._replace(text=left[-1].text.rstrip(blank))
    return tuple(left)


def _text(spans: Iterable[Span]) -> str:
    return "".join(span.text for span in spans)
