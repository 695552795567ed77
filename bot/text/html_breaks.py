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
    if PICTURE in marks:
        rows = _without_pictures(rows)
    plain = any(mark & INSET for mark in marks) and _inset_is_plain(rows)
    if any(mark & (LINES | VERSE) for mark in marks):
        rows = _lines_apart(rows)
    if plain:
        rows.marks = [mark & ~INSET for mark in rows.marks]
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


def _lines_apart(rows: Rows) -> Rows:
    """Rows with line breaks as single paragraphs, or as verse where every line is short; all others as they are."""
    tight = _is_tight(rows)
    whole = Rows()
    done = 0
    for place, mark in enumerate(rows.marks):
        block = rows.items[place].block if mark & (LINES | VERSE) else None
        if block is None:
            continue
        whole.items += rows.items[done:place]
        whole.marks += rows.marks[done:place]
        done = place + 1
        if mark & VERSE:
            kind = BlockKind.VERSE if "\n" in block.text else block.kind
            whole.add(Item(ItemKind.PROSE, Block(block.spans, kind)), mark | INSET)
        else:
            for item, one in _divided(block, mark & ~LINES, tight=tight):
                whole.add(item, one)
    whole.items += rows.items[done:]
    whole.marks += rows.marks[done:]
    return whole


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
    runs: list[tuple[list[str], tuple[Style, str]]] = []
    for span in spans:
        if runs and ((span.style, span.target) == runs[-1][1] or span.text == "\n"):
            runs[-1][0].append(span.text)
        else:
            runs.append(([span.text], (span.style, span.target)))
    return (Span("".join(texts), *alike) for texts, alike in runs)


def _stripped(line: list[Span]) -> tuple[Span, ...]:
    spans = list(line)
    while spans and not spans[0].text.strip(EDGES):
        spans.pop(0)
    while spans and not spans[-1].text.strip(EDGES):
        spans.pop()
    spans[0] = spans[0]._replace(text=spans[0].text.lstrip(EDGES))
    spans[-1] = spans[-1]._replace(text=spans[-1].text.rstrip(EDGES))
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
    kinds = [item.kind for item in rows.items]
    if ItemKind.SPACE not in kinds:
        return rows.items
    items: list[Item] = []
    marks: list[int] = []
    spaces: dict[int, int] = {}  # where in `items` something stands with blank space before it, and how much
    done = 0
    for place in [place for place, kind in enumerate(kinds) if kind is ItemKind.SPACE]:
        items += rows.items[done:place]
        marks += rows.marks[done:place]
        spaces[len(items)] = spaces.get(len(items), 0) + rows.items[place].level
        done = place + 1
    items += rows.items[done:]
    marks += rows.marks[done:]
    for place in sorted(_breaks(items, marks, spaces), reverse=True):
        items.insert(place, Item(ItemKind.SPACE))
    return items


def _breaks(items: list[Item], marks: list[int], spaces: dict[int, int]) -> set[int]:
    """Before which items the blank space is a break."""
    kinds = [item.kind for item in items if item.kind is not ItemKind.NOTE]
    following = sum(before is after is ItemKind.PROSE for before, after in pairwise(kinds))
    gaps = [(place, gap) for place, gap in spaces.items() if _is_between_paragraphs(items, place)]
    usual = usual_gap([gap for _, gap in gaps if gap < _SURE] + [0] * (following - len(gaps)))
    wide = [(place, gap) for place, gap in gaps if gap > (usual or 0)]
    if usual is None or not wide:
        return {place for place, gap in gaps if gap >= _SURE}
    least = usual + 1
    while sum(gap >= least for _, gap in wide) > _MOST_BREAKS * following and following > _FEW_GAPS:
        least += 1
    free = [(place, gap) for place, gap in wide if gap >= least and not (marks[place] | marks[place - 1]) & INSET]
    slight = [place for place, gap in free if gap == least and not _is_one_talk(items[place - 1], items[place])]
    sure = {place for place, gap in free if gap > least} | {place for place, gap in gaps if gap >= _SURE}
    if ItemKind.ORNAMENT not in kinds or len(slight) >= _OFTEN:
        sure.update(slight)
    return sure


def _is_between_paragraphs(items: list[Item], place: int) -> bool:
    """Whether what stands here is a paragraph that follows another; a note between the two does not count."""
    if place >= len(items) or items[place].kind is not ItemKind.PROSE:
        return False
    before = next((items[n].kind for n in range(place - 1, -1, -1) if items[n].kind is not ItemKind.NOTE), None)
    return before is ItemKind.PROSE


def _is_one_talk(before: Item, after: Item) -> bool:
    if before.block is None or after.block is None:
        return False
    return before.block.text[-1] in _QUOTES and after.block.text[0] in _QUOTES
