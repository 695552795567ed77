"""Lines of plain text joined to paragraphs and verse, each with its place in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bot.models import Block, BlockKind, Span, Style
from bot.text.dates import read_date
from bot.text.habits import Habits
from bot.text.lines import Group, Line

_VERSE_LINE = 65
_LONGEST_INSET = 60
_SENTENCE_END = re.compile(r"[.?!…:]['\"”’)\]*_]*$")
# `_word_` only where the underscores cannot be anything else: outside words, in pairs, around something with letters.
_EMPHASIS = re.compile(r"(?<![\w_])_(?=[^\s_])([^_]{1,400}?)(?<=[^\s_])_(?![\w_])")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that make one block, with the blank lines before them; `inset` tells verse and quoted matter from prose."""

    lines: tuple[Line, ...]
    gap: int
    verse: bool = False
    inset: bool = False

    @property
    def start(self) -> int:
        """Offset of the first character, indentation left out."""
        return self.lines[0].first

    @property
    def end(self) -> int:
        """Offset of the last character itself."""
        return self.lines[-1].last

    @property
    def text(self) -> str:
        """The lines joined by single spaces."""
        return " ".join(line.content for line in self.lines)

    def block(self) -> Block:
        """The paragraph as story text: prose joined to one line, verse with its lines and relative indentation."""
        if not self.verse:
            return Block(tuple(_emphasised(self.text)))
        least = min(_lead(line) for line in self.lines)
        return Block((Span("\n".join(line.text[least:].rstrip() for line in self.lines)),), BlockKind.VERSE)


def to_paragraphs(group: Group, habits: Habits) -> list[Paragraph]:
    """A group's paragraphs under the file's habits; an ornament gives none."""
    if group.ornament:
        return []
    if len(group.lines) == 1 or habits.tight:
        return _one_each(group)
    if habits.width is None:
        if all(len(line.content) <= _VERSE_LINE for line in group.lines):
            return [Paragraph(group.lines, group.gap, verse=True, inset=True)]
        return _one_each(group)
    return list(_wrapped(group, habits, habits.width))


def _one_each(group: Group) -> list[Paragraph]:
    inset = _is_set_apart(group)
    return [Paragraph((line,), group.gap if number == 0 else 0, inset=inset) for number, line in enumerate(group.lines)]


def _is_set_apart(group: Group) -> bool:
    """Whether lines that are a paragraph each are a stanza, list or letter's head: short ones, most of which end no sentence."""
    if not 3 <= len(group.lines) <= _LONGEST_INSET:
        return False
    texts = group.texts
    return max(map(len, texts)) <= _VERSE_LINE and sum(
        _SENTENCE_END.search(text) is None for text in texts
    ) >= 0.7 * len(texts)


def _wrapped(group: Group, habits: Habits, width: int) -> Iterator[Paragraph]:
    """Wrapped lines joined; a new paragraph at each indented line if that is the habit; short lines are verse."""
    runs: list[list[Line]] = [[]]
    base = min(line.indent for line in group.lines)
    for line in group.lines:
        opens = habits.indented and line.indent > base and runs[-1]
        if opens or (runs[-1] and len(runs[-1]) == 1 and read_date(runs[-1][0].content)):
            runs.append([])
        runs[-1].append(line)
    if habits.indented and len(runs) > 1 and all(len(run) == 1 for run in runs) and _is_verse(list(group.lines), width):
        runs = [list(group.lines)]
    gap = group.gap
    for run in runs:
        verse = _is_verse(run, width)
        yield Paragraph(
            tuple(run), gap, verse=verse, inset=verse or (len(run) > 1 and min(_lead(ln) for ln in run) > 1)
        )
        gap = 0


def _is_verse(run: list[Line], width: int) -> bool:
    """Whether most line ends are the author's: the next word would have fitted."""
    if len(run) < 2:
        return False
    early = sum(
        line.indent + len(line.content) + 1 + len(after.content.split(None, 1)[0]) <= width - 6
        for line, after in pairwise(run)
    )
    if len(run) == 2:
        # Two lines are a stanza only if the first is clearly short and ends no sentence fragment of prose.
        return early == 1 and len(run[0].content) < 0.75 * width
    return early > 0.5 * (len(run) - 1)


def _lead(line: Line) -> int:
    return 0 if line.text[:1] == line.content[:1] else len(line.text) - len(line.text.lstrip())


def _emphasised(text: str) -> Iterator[Span]:
    if text.count("_") % 2 or "_" not in text:
        yield Span(text)
        return
    at = 0
    for found in _EMPHASIS.finditer(text):
        if not any(map(str.isalpha, found[1])):
            continue
        if found.start() > at:
            yield Span(text[at : found.start()])
        yield Span(found[1], Style.EMPHASIS)
        at = found.end()
    if at < len(text):
        yield Span(text[at:])
