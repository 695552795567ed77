"""Rows: what a page holds, one paragraph, heading, rule or stretch of blank space each, before its breaks are judged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

from bot.models import Block, BlockKind, Span, Style
from bot.text.draft import Item, ItemKind

# What a row is besides its item; flags combine. Most rows of a story have none.
CENTRED, INSET, VERSE, LINES, SHORT, PICTURE = 1, 2, 4, 8, 16, 32
LONGEST_SIGN = 160
EDGES = " \t\n\r\f\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u202f\u205f\u2060\u3000\ufeff"
# What may be an ornament, a heading or a numeral: no letters but those of ornaments, or a heading's first word.
_HEADING_WORDS = (
    "Chap", "Ch ", "Ch.", "Part ", "Book ", "Vol", "Act ", "Episode", "Canto", "Section", "Scene", "Stave", "Prologue",
    "Epilogue", "Interlude", "Preface", "Foreword", "Afterword", "Intro", "Intermission", "Coda", "Installment", "Instalment",
)  # fmt: skip
_WORDS = "|".join(re.escape(form) for word in _HEADING_WORDS for form in (word, word.upper()))
_NUMERAL = r"[IVXLCivxlc]{1,7}|\d{1,4}"
CANDIDATE = re.compile(rf"[\W_oOxX0]*(?:$|(?:{_NUMERAL})\W*$|{_WORDS})")
# The same for what stands between two tags, as the source of a pattern that finds what is none; most prose begins with a
# letter that begins nothing of the kind.
NO_CANDIDATE_IN_MARKUP = (
    r"(?:(?=[\"“‘']?[DGHJKMNQRTUWYZabdefghjkmnpqrstuwyz])"
    rf"|(?!(?:(?!<)[\W_oOxX0])*+(?:<|(?:{_NUMERAL})(?:(?!<)\W)*+<|{_WORDS})|[oOxX0]*(?:{_NUMERAL})(?:(?!<)\W)*+<))"
)
STYLES = [Style(number) for number in range(16)]
TARGETS = 4
_STYLE_BITS = 15
_new: Any = tuple.__new__


@dataclass(slots=True)
class Rows:
    """Items and, beside each, its flags. Prose may still hold line breaks as LF (`LINES`); a SPACE's level counts its lines."""

    items: list[Item] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)

    def add(self, item: Item, mark: int = 0) -> None:
        """Adds one row."""
        self.items.append(item)
        self.marks.append(mark)


def plain_prose(texts: Iterable[str]) -> Iterator[Item]:
    """Paragraphs in one style. A novel has ten thousand, and made like this none costs a call of Python's."""
    spans = map(_new, repeat(Span), zip(texts, repeat(Style.PLAIN), repeat(""), strict=False))
    blocks = map(_new, repeat(Block), zip(zip(spans, strict=False), repeat(BlockKind.PARAGRAPH), strict=False))
    rest = (repeat(""), repeat(0), repeat(None), repeat(None))
    return map(_new, repeat(Item), zip(repeat(ItemKind.PROSE), blocks, *rest, strict=False))


def split_spans(spans: tuple[Span, ...]) -> list[list[Span]]:
    """Spans as lines, divided at each LF."""
    lines: list[list[Span]] = [[]]
    for span in spans:
        for number, text in enumerate(span.text.split("\n")):
            if number:
                lines.append([])
            if text:
                lines[-1].append(Span(text, span.style, span.target))
    return lines


def collapsed(text: str) -> str:
    """White space as browsers show it: each run of it one space; no-break spaces are none."""
    for sign in "\n\t\r\f":
        if sign in text:
            text = text.replace(sign, " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def joined_spans(texts: list[str], styles: list[int], targets: list[str], *, indented: bool) -> Iterator[Span]:
    """Pieces as spans, neighbours of one style made one, without the white space at both ends of the whole.

    A piece's style holds the number of its target too, in the bits above `TARGETS`.
    """
    runs: list[tuple[list[str], int]] = []
    for text, style in zip(texts, styles, strict=True):
        if runs and (runs[-1][1] == style or text == "\n"):
            runs[-1][0].append(text)
        else:
            runs.append(([text], style))
    merged = [("".join(pieces), style) for pieces, style in runs]
    opening = "\n" if indented else EDGES
    first = next(number for number, (text, _) in enumerate(merged) if text.strip(opening))
    last = next(number for number in range(len(merged) - 1, -1, -1) if merged[number][0].strip(EDGES))
    merged = merged[first : last + 1]
    merged[0] = (merged[0][0].lstrip(opening), merged[0][1])
    merged[-1] = (merged[-1][0].rstrip(EDGES), merged[-1][1])
    return (Span(text, STYLES[style & _STYLE_BITS], targets[style >> TARGETS]) for text, style in merged)
