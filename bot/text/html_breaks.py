"""A page's rows to a story's items: line breaks as paragraphs or verse, and which ornaments and blank space part scenes.

Blank space (empty paragraphs, runs of line breaks) is judged against what the page itself keeps between paragraphs; in
doubt there is no break.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from bot.models import Block, BlockKind, Span, Style
from bot.text.draft import Item, ItemKind
from bot.text.habits import usual_gap
from bot.text.headings import read_heading, read_lone_number, undecorated
from bot.text.html_rows import (
    CANDIDATE,
    CENTRED,
    EDGES,
    INSET,
    LINES,
    LONGEST_SIGN,
    PICTURE,
    SHORT,
    VERSE,
    Rows,
    split_spans,
)
from bot.text.ornaments import bare_ornament, is_doubtful, is_ornament

_VERSE_LINE = 70
_MOST_BREAKS = 0.34
_FEW_GAPS = 8
_OFTEN = 3
_SURE = 99  # the level of blank space that a class name declares to be a break
_SIGNATURE = 30
_QUOTES = set("\"“”‘’'«»")
_BLANK_LINES = re.compile(r"\n[\s\u200b\u2060\ufeff]*\n")
_DIVIDER = re.compile(
    r"(?:scene|section|page|line|text)[\s_-]*(?:break|divider|separator)|divider|separator|break|line|hr", re.IGNORECASE
)
_DOTS = {"...", "…", ". . .", "·", "."}
_CENTRED_LENGTH = 12


def to_items(rows: Rows) -> list[Item]:
    """The items of a story's body; nothing of its words is lost or moved."""
    marks = set(rows.marks)
    if any(mark & (PICTURE | LINES | VERSE | INSET) for mark in marks):
        plain = _inset_is_plain(rows)
        whole = Rows()
        for item, mark in _lines_apart(_without_pictures(rows)):
            whole.add(item, mark & ~INSET if plain else mark)
        rows = whole
    short = [place for place, mark in enumerate(rows.marks) if mark & SHORT and not mark & INSET]
    headings = [place for place, item in enumerate(rows.items) if item.kind is ItemKind.HEADING]
    _find_ornaments(rows, short, headings)
    _find_headings(rows, short, headings)
    return _spaced(rows)


def _inset_is_plain(rows: Rows) -> bool:
    """Whether the page sets its whole text as quotations, which old pages did for the margins."""
    prose = [mark for item, mark in zip(rows.items, rows.marks, strict=True) if item.block is not None]
    return sum(mark & INSET != 0 for mark in prose) > 0.5 * len(prose)


def _without_pictures(rows: Rows) -> Rows:
    """Pictures as dividers, where their description or repetition says so, else as their descriptions."""
    if not any(mark & PICTURE for mark in rows.marks):
        return rows
    sources = Counter(
        item.text.partition("\n")[0] for item, mark in zip(rows.items, rows.marks, strict=True) if mark & PICTURE
    )
    kept = Rows()
    for item, mark in zip(rows.items, rows.marks, strict=True):
        if not mark & PICTURE:
            kept.add(item, mark)
            continue
        source, _, words = item.text.partition("\n")
        if _DIVIDER.fullmatch(words) or is_ornament(words) or (source and sources[source] > 1):
            kept.add(Item(ItemKind.ORNAMENT))
        elif words:
            kept.add(Item(ItemKind.PROSE, Block((Span(f"[{words}]"),))))
    return kept


# --- line breaks ----------------------------------------------------------------------------------------------------


def _lines_apart(rows: Rows) -> Iterator[tuple[Item, int]]:
    """Rows with line breaks as single paragraphs, or as verse where every line is short; all others as they are."""
    tight = _is_tight(rows)
    for item, mark in zip(rows.items, rows.marks, strict=True):
        if not mark & (LINES | VERSE) or item.block is None:
            yield item, mark
        elif mark & VERSE:
            verse = "\n" in item.block.text
            yield (Item(ItemKind.PROSE, Block(item.block.spans, BlockKind.VERSE)) if verse else item), mark | INSET
        else:
            yield from _divided(item.block, mark & ~LINES, tight=tight)


def _is_tight(rows: Rows) -> bool:
    """Whether the page ends its paragraphs with a single line break: then even short lines are paragraphs."""
    lines = [
        line
        for item, mark in zip(rows.items, rows.marks, strict=True)
        if mark & LINES and not mark & VERSE and item.block is not None
        for stanza in _BLANK_LINES.split(item.block.text)
        if "\n" in stanza
        for line in stanza.split("\n")
    ]
    return sum(len(line) > _VERSE_LINE for line in lines) > 0.25 * len(lines)


def _divided(block: Block, mark: int, *, tight: bool) -> Iterator[tuple[Item, int]]:
    stanza: list[list[Span]] = []
    blank = 0
    for line in split_spans(block.spans):
        if not "".join(span.text for span in line).strip(EDGES):
            blank += 1
            continue
        if blank and stanza:
            yield from _stanza(stanza, mark, tight=tight)
            yield Item(ItemKind.SPACE, level=blank), 0
            stanza = []
        blank = 0
        stanza.append(line)
    if stanza:
        yield from _stanza(stanza, mark, tight=tight)


def _stanza(lines: list[list[Span]], mark: int, *, tight: bool) -> Iterator[tuple[Item, int]]:
    texts = ["".join(span.text for span in line) for line in lines]
    signs = any(is_ornament(text) for text in texts)
    if len(lines) > 1 and not tight and not signs and all(len(text) <= _VERSE_LINE for text in texts):
        spans = [span for number, line in enumerate(lines) for span in ([Span("\n")] if number else []) + line]
        yield Item(ItemKind.PROSE, Block(tuple(_merged(spans)), BlockKind.VERSE)), mark | INSET
        return
    for line, text in zip(lines, texts, strict=True):
        yield (
            Item(ItemKind.PROSE, Block(_stripped(line))),
            mark & ~SHORT | (SHORT if len(text) <= LONGEST_SIGN and CANDIDATE.match(text.strip(EDGES)) else 0),
        )


def _merged(spans: list[Span]) -> Iterator[Span]:
    runs: list[tuple[list[str], Style]] = []
    for span in spans:
        if runs and (span.style == runs[-1][1] or span.text == "\n"):
            runs[-1][0].append(span.text)
        else:
            runs.append(([span.text], span.style))
    return (Span("".join(texts), style) for texts, style in runs)


def _stripped(line: list[Span]) -> tuple[Span, ...]:
    spans = list(line)
    while spans and not spans[0].text.strip(EDGES):
        spans.pop(0)
    while spans and not spans[-1].text.strip(EDGES):
        spans.pop()
    spans[0] = Span(spans[0].text.lstrip(EDGES), spans[0].style)
    spans[-1] = Span(spans[-1].text.rstrip(EDGES), spans[-1].style)
    return tuple(spans)


# --- ornaments and headings -----------------------------------------------------------------------------------------


def _find_ornaments(rows: Rows, short: list[int], headings: list[int]) -> None:
    """Turns the paragraphs that are ornaments into such; a doubtful one (`xxx`) needs company, the centre, or a sentence before it."""
    found = {place: rows.items[place].text for place in headings if is_ornament(rows.items[place].text)}
    for place in short:
        block = rows.items[place].block
        text = block.text if block is not None else ""
        if is_ornament(text) or (rows.marks[place] & CENTRED and text.strip(EDGES) in _DOTS):
            found[place] = text
    counts = Counter(bare_ornament(text) for text in found.values())
    for place, text in found.items():
        centred = rows.marks[place] & CENTRED
        if not is_doubtful(text) or counts[bare_ornament(text)] > 1 or centred or _ends_scene(rows, place):
            rows.items[place] = Item(ItemKind.ORNAMENT, text=bare_ornament(text))


def _ends_scene(rows: Rows, place: int) -> bool:
    """Whether a whole sentence stands before a row and prose behind it: kisses follow a signature."""
    before = next(
        (rows.items[n].block for n in range(place - 1, -1, -1) if rows.items[n].kind is not ItemKind.SPACE), None
    )
    after = next(
        (rows.items[n] for n in range(place + 1, len(rows.items)) if rows.items[n].kind is not ItemKind.SPACE), None
    )
    if before is None or after is None or after.block is None:
        return False
    return len(before.text) >= _SIGNATURE and before.text[-1] in ".?!…\"”’'"


def _find_headings(rows: Rows, short: list[int], headings: list[int]) -> None:
    """Turns paragraphs that are chapter headings by their words into such, and lone numerals where they count on."""
    numerals: list[tuple[int, int]] = []
    for place in headings:
        item = rows.items[place]
        if item.kind is ItemKind.HEADING:
            rows.items[place] = Item(ItemKind.HEADING, text=_heading_text(item.text), level=item.level)
    for place in short:
        block, mark = rows.items[place].block, rows.marks[place]
        if block is None:
            continue
        text = block.text
        if len(text) <= _CENTRED_LENGTH and (_is_set_off(block, mark)) and (number := read_lone_number(text)):
            numerals.append((place, number))
        elif (heading := read_heading(text)) and not heading.doubtful:
            sentence = text[-1] in ".,;" and len(text.split()) > 3
            if not sentence or _is_set_off(block, mark):
                rows.items[place] = Item(ItemKind.HEADING, text=heading.title, level=heading.level + 1)
    if len(numerals) > 1 and all(b == a + 1 or b == 1 for (_, a), (_, b) in pairwise(numerals)):
        for place, _ in numerals:
            block = rows.items[place].block
            rows.items[place] = Item(ItemKind.HEADING, text=undecorated(block.text if block else ""), level=4)


def _is_set_off(block: Block, mark: int) -> bool:
    return bool(mark & CENTRED) or all(span.style for span in block.spans if span.text.strip())


def _heading_text(text: str) -> str:
    """A heading's lines as one: `Chapter One` and its title with a colon between, others with a space."""
    first, _, rest = text.partition("\n")
    first, rest = " ".join(first.split()), " ".join(rest.split())
    first = found.title if (found := read_heading(first)) else first
    if not rest:
        return first
    numbered = read_lone_number(first) is not None or ((found := read_heading(first)) and not found.complete)
    return f"{first}: {rest}" if numbered else f"{first} {rest}"


# --- blank space ----------------------------------------------------------------------------------------------------


def _spaced(rows: Rows) -> list[Item]:
    """The items, of the blank space between them only what parts scenes."""
    if not any(item.kind is ItemKind.SPACE for item in rows.items):
        return rows.items
    gaps: list[tuple[int, int]] = []  # where in `items` a paragraph stands that follows another, and the gap before it
    items: list[Item] = []
    insets: set[int] = set()
    gap = 0
    follows = hard = False
    for item, mark in zip(rows.items, rows.marks, strict=True):
        if item.kind is ItemKind.SPACE:
            gap += item.level
            continue
        if item.kind is ItemKind.PROSE:
            if follows:
                gaps.append((len(items), gap))
            if mark & INSET:
                insets.add(len(items))
            follows = True
        elif item.kind is not ItemKind.NOTE:
            hard = hard or item.kind is ItemKind.ORNAMENT
            follows = False
        gap = 0
        items.append(item)
    breaks = _breaks(items, gaps, insets, hard=hard)
    if not breaks:
        return items
    out: list[Item] = []
    for place, item in enumerate(items):
        if place in breaks:
            out.append(Item(ItemKind.SPACE))
        out.append(item)
    return out


def _breaks(items: list[Item], gaps: list[tuple[int, int]], insets: set[int], *, hard: bool) -> set[int]:
    """Before which items the blank space is a break."""
    usual = usual_gap([gap for _, gap in gaps if gap < _SURE])
    wide = [(place, gap) for place, gap in gaps if gap > (usual or 0)]
    if usual is None or not wide:
        return {place for place, gap in gaps if gap >= _SURE}
    least = usual + 1
    while sum(gap >= least for _, gap in wide) > _MOST_BREAKS * len(gaps) and len(gaps) > _FEW_GAPS:
        least += 1
    free = [(place, gap) for place, gap in wide if gap >= least and place not in insets and place - 1 not in insets]
    slight = [place for place, gap in free if gap == least and not _is_one_talk(items[place - 1], items[place])]
    sure = {place for place, gap in free if gap > least} | {place for place, gap in gaps if gap >= _SURE}
    if not hard or len(slight) >= _OFTEN:
        sure.update(slight)
    return sure


def _is_one_talk(before: Item, after: Item) -> bool:
    if before.block is None or after.block is None:
        return False
    return before.block.text[-1] in _QUOTES and after.block.text[0] in _QUOTES
