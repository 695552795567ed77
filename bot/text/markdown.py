"""Markdown to a draft: headings as chapters, rules as breaks, styles as spans, nothing of the prose read as code or list.

The dialect is CommonMark without what would take prose apart: no code blocks (indented prose, `~~~` between scenes), no
lists (`- ` opens speech in many languages), no link definitions, no HTML. Such lines stay the text they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.models import Block, BlockKind, Span, Style
from bot.text.bounds import check_marks
from bot.text.draft import Draft, Fields, Item, ItemKind
from bot.text.fold import fold
from bot.text.front_matter import take_front_matter
from bot.text.header import Header, take_header
from bot.text.headings import looks_like_title, read_heading
from bot.text.lines import Group, Line, split_lines
from bot.text.markers import Marker, scene_markers
from bot.text.ornaments import bare_ornament, is_ornament
from bot.text.trailer import take_trailer

_PARSER = MarkdownIt("commonmark", {"html": False}).enable("strikethrough").disable(
    ["code", "fence", "list", "reference", "html_block", "html_inline", "autolink"]
)  # fmt: skip
_STYLES = {"em": Style.EMPHASIS, "strong": Style.STRONG, "s": Style.STRIKE}
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_LIST_LINE = re.compile(r"\s*(?:[-+•]|\d{1,3}[.)])\s+\S")
_QUOTED = re.compile(r"(?: {0,3}> ?)+")
_VERSE_LINE = 60
_LONGEST_SETEXT = 80


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block of Markdown: its item, its plain lines, and the source lines it comes from."""

    item: Item
    lines: tuple[Line, ...]
    source: tuple[Line, ...] = ()


def read_markdown(text: str) -> Draft:
    """The draft of a Markdown story; offsets count code points of `text`, line ends as they are."""
    # A line costs what a mark does: either is a token of the parser's.
    check_marks(sum(map(text.count, "*_~`[\\&\n\r")))
    front = take_front_matter(text)
    lines = list(split_lines(text[front.end :], front.end))
    pieces = _without_false_breaks(_pieces(lines))
    title, pieces = _take_title(pieces, front.fields.get("title", []))
    groups = [_group(piece, number) for number, piece in enumerate(pieces)]
    # A chapter's own warnings and notes stand under its heading; the story's header cannot.
    headings = (number for number, piece in enumerate(pieces) if piece.item.kind is ItemKind.HEADING)
    header = take_header(groups[: next(headings, len(groups))])
    if not header.fields and not header.author:
        header = Header()
    fields: Fields = dict(header.fields)
    if header.author:
        fields.setdefault("author", []).append(header.author)
    body = groups[header.group :]
    trailer = take_trailer(body)
    for key, values in trailer.fields.items():
        fields.setdefault(key, []).extend(values)
    items = [piece.item for piece in pieces[header.group : header.group + trailer.groups]]
    return Draft(items, fields, front.fields, title or header.title)


def _group(piece: _Piece, number: int) -> Group:
    """A piece as header and trailer see it: its plain lines, without marks."""
    if piece.item.kind is not ItemKind.PROSE or piece.item.block is None:
        # A heading is led by no label, and is neither prose nor fence.
        ornament = piece.item.kind is ItemKind.ORNAMENT
        return Group((Line(piece.item.text or "#", 0),), 1, ornament=ornament)
    plain = piece.item.block.text.split("\n") if piece.item.block.kind is BlockKind.VERSE else [piece.item.block.text]
    if any("](" in line.text for line in piece.source):
        # A footer of links is known by them; their words alone could be prose.
        plain = [line.content for line in piece.source]
    elif len(piece.lines) > 1 and len(plain) == 1:
        plain = [line.text for line in piece.lines]
    # A line of signs without width is none.
    kept = tuple(line for text in plain if (line := Line(text, 0)).content) or (Line("#", 0),)
    return Group(kept, 1 if number else 0)


def _take_title(pieces: list[_Piece], stated: list[str]) -> tuple[str | None, list[_Piece]]:
    """The story's title from a single leading `#` heading, which is then no chapter; None where there is none."""
    first = pieces[0].item if pieces else None
    if first is None or first.kind is not ItemKind.HEADING or first.level != 1:
        return None, pieces
    others = any(piece.item.kind is ItemKind.HEADING and piece.item.level == 1 for piece in pieces[1:])
    same = any(fold(first.text) == fold(title) for title in stated)
    if same or (not others and not stated and read_heading(first.text) is None):
        return first.text, pieces[1:]
    return None, pieces


def _without_false_breaks(pieces: list[_Piece]) -> list[_Piece]:
    """The pieces with those ornaments as prose that break no scene: kisses under a letter, a mail signature's rule."""
    places = [place for place, piece in enumerate(pieces) if piece.item.kind is ItemKind.ORNAMENT]
    markers = []
    for place in places:
        above = pieces[place - 1] if place else None
        markers.append(Marker(pieces[place].item.text, _last_line(above), None, at=pieces[place].item.start or 0))
    real = scene_markers(markers)
    false = {place for number, place in enumerate(places) if number not in real}
    return [_as_prose(piece) if place in false else piece for place, piece in enumerate(pieces)]


def _last_line(piece: _Piece | None) -> str | None:
    return piece.lines[-1].content or None if piece and piece.item.kind is ItemKind.PROSE and piece.lines else None


def _as_prose(piece: _Piece) -> _Piece:
    item = piece.item
    block = Block((Span(item.text),))
    return _Piece(Item(ItemKind.PROSE, block, start=item.start, end=item.start), (Line(item.text, 0),), piece.source)


def _pieces(lines: list[Line]) -> list[_Piece]:
    source = "\n".join(line.text.removeprefix("\ufeff") for line in lines)
    tokens = _PARSER.parse(source)
    pieces: list[_Piece] = []
    for place, token in enumerate(tokens):
        if token.map is None:
            continue
        # A line of no-break spaces alone is a paragraph to the parser and blank space to a reader.
        lines_here = lines[token.map[0] : token.map[1]]
        own = tuple(line for line in lines_here if line.content) or tuple(lines_here[:1])
        if token.type == "hr":
            pieces.append(_Piece(Item(ItemKind.ORNAMENT, text=own[0].content, start=own[0].first), own))
        elif token.type in {"heading_open", "paragraph_open"}:
            inline = tokens[place + 1]
            quoted = token.level > 0
            if token.type == "heading_open":
                pieces.extend(_heading(token, inline, own))
            elif _COMMENT.sub("", inline.content).strip() or "<!--" not in inline.content:
                pieces.append(_paragraph(inline, own, quoted=quoted))
    return pieces


def _heading(token: Token, inline: Token, own: tuple[Line, ...]) -> list[_Piece]:
    """A heading; or an ornament of hashes; or, where a rule stands right under a long paragraph, that and a break."""
    if token.markup in {"-", "="} and (len(inline.content) > _LONGEST_SETEXT or not looks_like_title(inline.content)):
        rule = own[-1]
        ornament = Item(ItemKind.ORNAMENT, text=rule.content, start=rule.first)
        return [_paragraph(inline, own[:-1], quoted=False), _Piece(ornament, (rule,))]
    text = "".join(span.text for span in _spans(inline)).strip()
    if not text or is_ornament(text):
        return [_Piece(Item(ItemKind.ORNAMENT, text=own[0].content, start=own[0].first), own)]
    level = int(token.tag[1:])
    return [_Piece(Item(ItemKind.HEADING, text=" ".join(text.split()), level=level, start=own[0].first), own)]


def _paragraph(inline: Token, own: tuple[Line, ...], *, quoted: bool) -> _Piece:
    spans = _spans(inline)
    plain = "".join(span.text for span in spans)
    if not plain.strip():
        return _Piece(Item(ItemKind.SPACE, start=own[0].first), own)
    if "\n" not in plain.strip() and is_ornament(plain):
        return _Piece(Item(ItemKind.ORNAMENT, text=bare_ornament(plain).strip(), start=own[0].first), own)
    lines = plain.split("\n")
    hard = any(child.type == "hardbreak" for child in inline.children or ())
    verse = len(lines) > 1 and (
        hard or all(_LIST_LINE.match(line) for line in lines) or (quoted and max(map(len, lines)) <= _VERSE_LINE)
    )
    if verse:
        block = Block(tuple(_indented(spans, own)), BlockKind.VERSE)
    else:
        block = Block(tuple(Span(span.text.replace("\n", " "), span.style) for span in spans))
    plain_lines = tuple(Line(text, 0) for text in lines)
    return _Piece(Item(ItemKind.PROSE, block, start=own[0].first, end=own[-1].last), plain_lines, own)


def _spans(inline: Token) -> list[Span]:
    """An inline token's text as spans, both kinds of line break as LF, neighbours of one style made one."""
    spans: list[Span] = []
    style = Style.PLAIN
    for child in inline.children or ():
        kind, _, edge = child.type.rpartition("_")
        if edge == "open" and kind in _STYLES:
            style |= _STYLES[kind]
        elif edge == "close" and kind in _STYLES:
            style &= ~_STYLES[kind]
        text = "\n" if child.type in {"softbreak", "hardbreak"} else child.content
        if child.type == "code_inline":
            text = f"`{text}`"
        elif child.type == "image" and text:
            text = f"[{text}]"
        if not text:
            continue
        if spans and spans[-1].style == style:
            spans[-1] = Span(spans[-1].text + text, style)
        else:
            spans.append(Span(text, style))
    return spans


def _indented(spans: list[Span], own: tuple[Line, ...]) -> list[Span]:
    """Verse with the indentation that Markdown drops put back from the source, the least of all lines left out."""
    sources = [_QUOTED.sub("", line.text, count=1) if line.content.startswith(">") else line.text for line in own]
    leads = [text[: len(text) - len(text.lstrip(" \t"))] for text in sources]
    least = min(map(len, leads))
    if not any(len(lead) > least for lead in leads):
        return spans
    number = 0
    out: list[Span] = [Span(leads[0][least:])] if leads[0][least:] else []
    for span in spans:
        pieces = span.text.split("\n")
        text = pieces[0]
        for piece in pieces[1:]:
            number += 1
            text += "\n" + (leads[number][least:] if number < len(leads) else "") + piece
        out.append(Span(text, span.style))
    return out
