"""The title, labelled lines and trailer of a page that no site's reader knows, told from its story."""

from __future__ import annotations

import re

from bot.models import Block, BlockKind, Span, Style
from bot.text.draft import Fields, Item, ItemKind
from bot.text.fold import fold
from bot.text.header import Header, take_header
from bot.text.headings import read_heading
from bot.text.html_rows import LINES, Rows, split_spans
from bot.text.lines import Group, Line
from bot.text.ornaments import is_ornament
from bot.text.title_page import BYLINE
from bot.text.trailer import take_trailer

_HEAD_ROWS = 60
_TAIL_ROWS = 16
_LONGEST_LINE = 20_000  # a longer one is no header's, and would be copied many times to find that out
_PROSE = "#"  # stands for such a line, since no label leads it
_POSTING = re.compile(r"(?:new\s+)?(?:fan)?fic(?:tion)?\s*:\s*", re.IGNORECASE)
_CONTENTS = {"contents", "table of contents", "chapters", "preface"}
_TAG_LINE = re.compile(r"(?:^|[.!?)\n]\s*)(?:tags?|keywords)\s*:\s*(?P<tags>[^\n]{1,500})$", re.IGNORECASE)


def take_title(rows: Rows, stated: list[str], *, sure: bool) -> tuple[str | None, str | None]:
    """The title and author that headings at the top tell (`The Plate`, `by Brida`); those rows are taken out.

    A top heading is the title if it is one of the `stated` ones, or, where those are not `sure` to hold it, stands above
    all others and is no chapter's.
    """
    _drop_contents(rows)
    place = next((n for n, item in enumerate(rows.items[:8]) if item.kind is ItemKind.HEADING), None)
    if place is None or any(item.kind is ItemKind.PROSE for item in rows.items[:place]):
        return None, None
    text, level = rows.items[place].text.replace("\n", " "), rows.items[place].level
    others = [item for item in rows.items[place + 1 :] if item.kind is ItemKind.HEADING]
    same = any(fold(text) == fold(title) for title in stated)
    if not same and (
        sure or read_heading(text) is not None or any(item.level <= level for item in others if not _byline(item))
    ):
        return None, None
    _drop(rows, place)
    author = _byline(rows.items[place]) if place < len(rows.items) else None
    if author:
        _drop(rows, place)
    elif (both := re.fullmatch(r"(?P<title>\S.*?)\s+by\s+(?P<author>\S[^,.]{1,50})", text)) and not same:
        text, author = both["title"], both["author"]
    return _POSTING.sub("", text), author


def _byline(item: Item) -> str | None:
    text = item.text if item.kind is ItemKind.HEADING else item.block.text if item.block else ""
    found = BYLINE.fullmatch(text.strip()) if len(text) < 90 else None
    return found["author"].rstrip(".") if found else None


def _drop(rows: Rows, place: int) -> None:
    del rows.items[place], rows.marks[place]


def _drop_contents(rows: Rows) -> None:
    headings = [place for place, item in enumerate(rows.items) if item.kind is ItemKind.HEADING]
    for place in reversed(headings):
        if rows.items[place].text.casefold().strip(": ") in _CONTENTS:
            _drop(rows, place)


def take_labels(rows: Rows) -> Header:
    """The labelled header at the top of these rows, which is taken out of them; an empty one where there is none."""
    top = rows.items[:_HEAD_ROWS]
    end = next((n for n, item in enumerate(top) if item.kind is ItemKind.HEADING), len(top))
    places = [n for n in range(end) if rows.items[n].kind in {ItemKind.PROSE, ItemKind.ORNAMENT}]
    header = take_header([_group(rows.items[place]) for place in places])
    if not header.fields and not header.author:
        return Header()
    if header.group >= len(places):
        cut = places[-1] + 1 if places else 0
    else:
        cut = places[header.group]
        if header.line:
            _keep_lines(rows, cut, header.line, None)
    del rows.items[:cut], rows.marks[:cut]
    return header


def take_foot(rows: Rows) -> Fields:
    """What the last rows say that is no prose (the end, tags, a pointer to the sequel); they are taken out."""
    fields: Fields = {}
    while rows.items and rows.items[-1].kind in {ItemKind.SPACE, ItemKind.ORNAMENT}:
        _drop(rows, len(rows.items) - 1)
    _take_tags(rows, fields)
    start = max(len(rows.items) - _TAIL_ROWS, 0)
    start = max([start, *(n + 1 for n in range(start, len(rows.items)) if rows.items[n].kind is ItemKind.HEADING)])
    places = [n for n in range(start, len(rows.items)) if rows.items[n].kind in {ItemKind.PROSE, ItemKind.ORNAMENT}]
    trailer = take_trailer([_group(rows.items[place]) for place in places])
    for key, values in trailer.fields.items():
        fields.setdefault(key, []).extend(values)
    if trailer.groups < len(places):
        cut = places[trailer.groups]
        del rows.items[cut:], rows.marks[cut:]
    if trailer.lines is not None and trailer.groups:
        _keep_lines(rows, places[trailer.groups - 1], 0, trailer.lines)
    return fields


def _take_tags(rows: Rows, fields: Fields) -> None:
    """A journal's last line with its tags behind a bold label (`Crossposted. Tags: fic, clocks`)."""
    block = rows.items[-1].block if rows.items else None
    bold = block is not None and any(Style.STRONG in span.style and "ags" in span.text for span in block.spans)
    found = _TAG_LINE.search(block.text) if block and bold else None
    if found:
        fields["tags"] = [found["tags"].strip()]
        _drop(rows, len(rows.items) - 1)


def _keep_lines(rows: Rows, place: int, first: int, last: int | None) -> None:
    """Cuts a row with line breaks to some of its lines."""
    block = rows.items[place].block
    if block is None:
        return
    lines = [line for line in split_spans(block.spans) if "".join(span.text for span in line).strip()][first:last]
    spans = [span for number, line in enumerate(lines) for span in (_broken(line) if number else line)]
    if spans:
        rows.items[place] = Item(ItemKind.PROSE, Block(tuple(spans)))
        rows.marks[place] = rows.marks[place] | (LINES if len(lines) > 1 else 0)


def _broken(line: list[Span]) -> list[Span]:
    """A line of spans with a line break before it."""
    return [line[0]._replace(text="\n" + line[0].text), *line[1:]]


def _group(item: Item) -> Group:
    """A row as header and trailer see it: its lines."""
    if item.block is None:
        return Group((Line(item.text or "* * *", 0),), 1, ornament=True)
    text = item.block.text
    lines = tuple(
        Line(line if len(line) < _LONGEST_LINE else _PROSE, 0)
        for line in text.split("\n")
        if line.strip("\u00a0 \t\u200b")
    )
    single = len(lines) == 1 and item.block.kind is BlockKind.PARAGRAPH
    return Group(lines or (Line("#", 0),), 1, ornament=single and is_ornament(text.strip()))
