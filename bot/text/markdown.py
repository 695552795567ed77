"""Markdown to a draft: headings as chapters, rules as breaks, styles as spans, nothing of the prose read as code or list.

The dialect is CommonMark without what would take prose apart: no code blocks (indented prose, `~~~` between scenes), no
lists (`- ` opens speech in many languages), no HTML; a link's definition is one line that leads to the web and is used.
Such lines stay the text they are otherwise.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.common.utils import normalizeReference
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline import autolink as parse_autolink
from markdown_it.token import Token

from bot.models import Block, BlockKind, Span, Style
from bot.text.bounds import check_marks
from bot.text.draft import Draft, Fields, Item, ItemKind
from bot.text.fold import fold
from bot.text.front_matter import take_front_matter
from bot.text.header import Header, take_header
from bot.text.headings import looks_like_title, read_heading
from bot.text.lines import Group, Line, split_lines
from bot.text.links import target_of
from bot.text.markers import Marker, scene_markers
from bot.text.ornaments import bare_ornament, is_ornament
from bot.text.trailer import take_trailer

_DEFINITION = re.compile(
    r"\[(?P<label>[^\[\]\\\n]{1,200})\]:[ \t]*<?(?P<address>https?://[^\s<>]+)>?"
    r"(?:[ \t]+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?[ \t]*",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\[([^\[\]\\\n]{1,200})\]")
_AUTOLINK = re.compile(r"<https?://[^\s<>]+>", re.IGNORECASE)


def _define(state: StateBlock, first: int, _last: int, silent: bool) -> bool:
    """Takes a line that defines a link; the text has to use its label somewhere else."""
    found = _DEFINITION.fullmatch(state.src, state.bMarks[first] + state.tShift[first], state.eMarks[first])
    if silent or found is None:
        return False
    if "labels" not in state.env:
        state.env["labels"] = Counter(normalizeReference(label) for label in _LABEL.findall(state.src))
    label = normalizeReference(found["label"])
    if state.env["labels"][label] < _DEFINED_AND_USED:
        return False
    state.env.setdefault("references", {}).setdefault(label, {"title": "", "href": found["address"]})
    state.line = first + 1
    return True


def _autolink(state: StateInline, silent: bool) -> bool:
    """Takes an address in angles; other words in angles are the author's."""
    return _AUTOLINK.match(state.src, state.pos) is not None and parse_autolink(state, silent)


class _Parser(MarkdownIt):
    """CommonMark as stories need it. Where links lead is judged later, so that any is a link."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"html": False})
        self.enable("strikethrough").disable(["code", "fence", "list", "html_block", "html_inline"])
        self.block.ruler.at("reference", _define)
        self.inline.ruler.at("autolink", _autolink)

    def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002 - the parser's own name
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - the parser's own name
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - the parser's own name
        return link


_DEFINED_AND_USED = 2
_PARSER = _Parser()
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
    # A footer of links is known by them; their words alone could be prose.
    trailer = take_trailer([_as_typed(*pair) for pair in zip(body, pieces[header.group :], strict=True)])
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
    if len(piece.lines) > 1 and len(plain) == 1:
        plain = [line.text for line in piece.lines]
    # A line of signs without width is none.
    kept = tuple(line for text in plain if (line := Line(text, 0)).content) or (Line("#", 0),)
    return Group(kept, 1 if number else 0)


def _as_typed(group: Group, piece: _Piece) -> Group:
    """A group with the marks of its links, where it has any."""
    if piece.item.kind is not ItemKind.PROSE or not any("](" in line.text for line in piece.source):
        return group
    kept = tuple(line for one in piece.source if (line := Line(one.content, 0)).content)
    return Group(kept or group.lines, group.gap)


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
        block = Block(tuple(span._replace(text=span.text.replace("\n", " ")) for span in spans))
    plain_lines = tuple(Line(text, 0) for text in lines)
    return _Piece(Item(ItemKind.PROSE, block, start=own[0].first, end=own[-1].last), plain_lines, own)


def _spans(inline: Token) -> list[Span]:
    """An inline token's text as spans, both kinds of line break as LF, neighbours of one style and link made one."""
    spans: list[Span] = []
    style, target = Style.PLAIN, ""
    for child in inline.children or ():
        kind, _, edge = child.type.rpartition("_")
        if edge == "open" and kind in _STYLES:
            style |= _STYLES[kind]
        elif edge == "close" and kind in _STYLES:
            style &= ~_STYLES[kind]
        elif kind == "link":
            target = target_of(str(child.attrs.get("href", "")))
        text = "\n" if child.type in {"softbreak", "hardbreak"} else child.content
        if child.type == "code_inline":
            text = f"`{text}`"
        elif child.type == "image" and text:
            text = f"[{text}]"
        if not text:
            continue
        if spans and spans[-1].style == style and spans[-1].target == target:
            spans[-1] = Span(spans[-1].text + text, style, target)
        else:
            spans.append(Span(text, style, target))
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
        out.append(span._replace(text=text))
    return out
