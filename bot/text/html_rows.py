"""Rows: what a page holds, one paragraph, heading, rule or stretch of blank space each, before its breaks are judged."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial

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
# The same for what stands between two tags, as the source of a pattern.
CANDIDATE_IN_MARKUP = rf"(?:[^\w<]|[_oOxX0])*(?:<|(?:{_NUMERAL})[^\w<]*<|{_WORDS})"
_PROSE, _PLAIN_STYLE, _PARAGRAPH = ItemKind.PROSE, Style.PLAIN, BlockKind.PARAGRAPH


@dataclass(slots=True)
class Rows:
    """Items and, beside each, its flags. Prose may still hold line breaks as LF (`LINES`); a SPACE's level counts its lines."""

    items: list[Item] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)

    def add(self, item: Item, mark: int = 0) -> None:
        """Adds one row."""
        self.items.append(item)
        self.marks.append(mark)


_new = object.__new__
_new_item = partial(tuple.__new__, Item)
_set_text, _set_style = (getattr(Span, name).__set__ for name in ("text", "style"))
_set_spans, _set_kind = (getattr(Block, name).__set__ for name in ("spans", "kind"))


def plain_prose(text: str) -> Item:
    """A paragraph in one style. A novel has ten thousand, and the constructors of frozen dataclasses take twice as long."""
    span = _new(Span)
    _set_text(span, text)
    _set_style(span, _PLAIN_STYLE)
    block = _new(Block)
    _set_spans(block, (span,))
    _set_kind(block, _PARAGRAPH)
    return _new_item((_PROSE, block, "", 0, None, None))


def split_spans(spans: tuple[Span, ...]) -> list[list[Span]]:
    """Spans as lines, divided at each LF."""
    lines: list[list[Span]] = [[]]
    for span in spans:
        for number, text in enumerate(span.text.split("\n")):
            if number:
                lines.append([])
            if text:
                lines[-1].append(Span(text, span.style))
    return lines
