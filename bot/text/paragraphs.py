"""Lines of plain text joined to paragraphs and verse, each with its place in the file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from bot.models import Block, BlockKind, Span, Style
from bot.text.dates import read_date
from bot.text.habits import Habits, first_word
from bot.text.lines import Group

_VERSE_LINE = 65
_LONGEST_INSET = 60
_SENTENCE_END = re.compile(r"[.?!…:]['\"”’)\]*_]*$")
# `_word_` only where the underscores cannot be anything else: outside words, in pairs, around something with letters.
_EMPHASIS = re.compile(r"(?<![\w_])_(?=[^\s_])([^_]{1,400}?)(?<=[^\s_])_(?![\w_])")


@dataclass(slots=True, eq=False)
class Paragraph:
    """Lines that make one block, with the blank lines before them; `inset` tells verse and quoted matter from prose.

    `text` is the lines joined by single spaces. Not frozen, since frozen ones take twice as long to make; nobody changes one.
    """

    group: Group
    gap: int
    verse: bool = False
    inset: bool = False
    text: str = field(init=False)

    def __post_init__(self) -> None:
        self.text = " ".join(self.group.texts)

    def block(self) -> Block:
        """The paragraph as story text: prose joined to one line, verse with its lines and relative indentation."""
        if not self.verse:
            text = self.text
            return Block(_emphasised(text) if "_" in text else (Span(text),))
        texts = [line.text for line in self.group.lines]
        least = min(_spaces(self.group))
        return Block((Span("\n".join(text[least:].rstrip() for text in texts)),), BlockKind.VERSE)


def to_paragraphs(group: Group, habits: Habits) -> list[Paragraph]:
    """A group's paragraphs under the file's habits; an ornament gives none."""
    if group.ornament:
        return []
    if len(group.texts) == 1 or habits.tight:
        return _one_each(group)
    if habits.width is None:
        if max(map(len, group.texts)) <= _VERSE_LINE:
            return [Paragraph(group, group.gap, verse=True, inset=True)]
        return _one_each(group)
    return _wrapped(group, habits, habits.width)


def _one_each(group: Group) -> list[Paragraph]:
    count = len(group.texts)
    if count == 1:
        return [Paragraph(group, group.gap)]
    inset = _is_set_apart(group)
    gaps = (group.gap, *[0] * (count - 1))
    return [Paragraph(group.piece(at, at + 1, 0), gap, inset=inset) for at, gap in enumerate(gaps)]


def _is_set_apart(group: Group) -> bool:
    """Whether lines that are a paragraph each are a stanza, list or letter's head: short ones, most of which end no sentence."""
    texts = group.texts
    if not 3 <= len(texts) <= _LONGEST_INSET:
        return False
    return max(map(len, texts)) <= _VERSE_LINE and sum(
        _SENTENCE_END.search(text) is None for text in texts
    ) >= 0.7 * len(texts)


def _wrapped(group: Group, habits: Habits, width: int) -> list[Paragraph]:
    """Wrapped lines joined; a new paragraph at each indented line if that is the habit; short lines are verse."""
    if not any(group.leads) and not read_date(group.texts[0]):
        verse = _is_verse(group, width)
        return [Paragraph(group, group.gap, verse, inset=verse)]
    indents = group.indents
    count = len(indents)
    marked = habits.indented and any(indents)
    edges = [0]
    base = min(indents)
    for number in range(1, count):
        opens = marked and indents[number] > base
        if opens or (number - edges[-1] == 1 and read_date(group.texts[number - 1])):
            edges.append(number)
        elif not marked:
            break  # no line further down begins a paragraph
    if marked and len(edges) == count and _is_verse(group, width):
        edges = [0]
    paragraphs = []
    for start, end in pairwise([*edges, count]):
        piece = group if end - start == count else group.piece(start, end, 0)
        verse = _is_verse(piece, width)
        inset = verse or (end - start > 1 and min(_spaces(piece)) > 1)
        paragraphs.append(Paragraph(piece, group.gap if start == 0 else 0, verse, inset))
    return paragraphs


def _is_verse(group: Group, width: int) -> bool:
    """Whether most line ends are the author's: the next word would have fitted."""
    texts = group.texts
    if len(texts) < 2:
        return False
    # Lines that no word would have fitted in are told by their length alone.
    lengths = list(map(len, texts[:-1]))
    full = width - 7
    if len(texts) > 2 and sum(map(full.__gt__, lengths)) <= 0.5 * len(lengths):
        return False
    early = sum(
        group.indent(number) + length + 1 + first_word(texts[number + 1]) <= width - 6
        for number, length in enumerate(lengths)
        if length < full
    )
    if len(texts) == 2:
        # Two lines are a stanza only if the first is clearly short and ends no sentence fragment of prose.
        return early == 1 and len(texts[0]) < 0.75 * width
    return early > 0.5 * (len(texts) - 1)


def _spaces(group: Group) -> list[int]:
    """How many characters of white space each line begins with, signs without width left out."""
    leads = group.leads
    if not any(leads):
        return leads
    return [
        len(line.text) - len(line.text.lstrip()) if lead else 0 for line, lead in zip(group.lines, leads, strict=True)
    ]


def _emphasised(text: str) -> tuple[Span, ...]:
    if text.count("_") % 2:
        return (Span(text),)
    spans: list[Span] = []
    at = 0
    for found in _EMPHASIS.finditer(text):
        if not any(map(str.isalpha, found[1])):
            continue
        if found.start() > at:
            spans.append(Span(text[at : found.start()]))
        spans.append(Span(found[1], Style.EMPHASIS))
        at = found.end()
    if at < len(text):
        spans.append(Span(text[at:]))
    return tuple(spans)
