"""An element tree to rows: its paragraphs, headings, rules and blank space in order, as a browser would set them.

The walk keeps its own stack, so that no depth of nesting can exhaust Python's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from lxml import etree

from bot.models import Block, Span, Style
from bot.text.draft import Item, ItemKind
from bot.text.html_looks import PLAIN, Look, Looks, read_attributes
from bot.text.html_parse import Tree
from bot.text.html_rows import (
    CANDIDATE,
    CENTRED,
    EDGES,
    INSET,
    LINES,
    LONGEST_SIGN,
    PICTURE,
    SHORT,
    STYLES,
    TARGETS,
    VERSE,
    Rows,
    collapsed,
    joined_spans,
    plain_prose,
)
from bot.text.html_tokens import BETWEEN, CLOSE_LOOK, ODD, RUN, SIMPLE, SIMPLE_TAG, TAG, TEXT, TOKEN, without_attributes
from bot.text.links import target_of

# The element in which a site's reader puts an author's note of a chapter.
NOTE = "x-note"
_INLINE, _BLOCK, _SKIP, _BR, _RULE, _HEADING, _QUOTE, _PRE, _PICTURE, _NOTE = range(10)
_BLOCKS = """
    p div section article main body html center li ul ol dl dt dd table tbody thead tfoot tr td th caption header footer
    figure figcaption address aside hgroup details summary fieldset dir menu form
"""
_NOT_SHOWN = """
    head title script style nav noscript template iframe object embed applet button select textarea input option audio video
    canvas map area link meta base svg dialog frameset frame noframes param source track colgroup col
"""
_KINDS = {
    **dict.fromkeys(_BLOCKS.split(), _BLOCK), **dict.fromkeys(_NOT_SHOWN.split(), _SKIP),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _HEADING), **dict.fromkeys(("pre", "listing", "xmp"), _PRE),
    **dict.fromkeys(("img", "image"), _PICTURE), NOTE: _NOTE, "br": _BR, "hr": _RULE, "blockquote": _QUOTE,
}  # fmt: skip
_STYLES = {
    "em": 1, "i": 1, "cite": 1, "dfn": 1, "var": 1, "strong": 2, "b": 2, "s": 4, "strike": 4, "del": 4, "u": 8, "ins": 8,
}  # fmt: skip
_NO_LINK = (1 << TARGETS) - 1
_PROSE, _SPACE, _ORNAMENT = ItemKind.PROSE, ItemKind.SPACE, ItemKind.ORNAMENT
_new: Any = tuple.__new__


def to_rows(root: Tree, looks: Looks) -> Rows:
    """The rows of everything under an element that is shown; scripts, which are written unescaped, are taken out of it."""
    etree.strip_elements(root, "script", "style", with_tail=False)
    # Bytes are searched several times faster than characters.
    source = without_attributes(etree.tostring(root, encoding="utf-8", with_tail=False), looks)
    walk = _Walk(looks, [sign for sign in ODD if sign.encode() in source])
    return walk.run(source.decode())


@dataclass(slots=True)
class _Frame:
    """An open element, and what holds inside it."""

    tag: str
    style: int = 0  # with the number of a link's target, as `joined_spans` takes it
    mark: int = 0
    block: bool = True
    pre: bool = False
    capitals: bool = False
    capture: str | None = None  # the tag of the heading or note that takes all text inside
    plain: bool = False  # a paragraph of nothing but text needs no other treatment here


class _Walk:
    """Rows in the making. The tree is read as the markup lxml writes of it, which costs a fraction of asking each node."""

    def __init__(self, looks: Looks, odd: list[str]) -> None:
        self._items: list[Item | str] = []
        self._marks: list[int] = []
        self._odd = odd  # of the signs that ask for a closer look, those that the markup has
        self._looks = looks
        self._texts: list[str] = []
        self._styles: list[int] = []
        self._targets = [""]
        self._broken = False  # a line break stands in the growing paragraph
        self._blank = False  # it holds something, be it white space that shows
        self._picture: tuple[str, str] | None = None  # its first thing is a picture: source and description

    def run(self, source: str) -> Rows:
        """The rows of well-formed markup."""
        outermost = _Frame("", plain=True)
        self._walk(source, TOKEN, [outermost])
        self._flush(outermost)
        made = plain_prose([item for item in self._items if isinstance(item, str)])
        return Rows([next(made) if isinstance(item, str) else item for item in self._items], self._marks)

    def _add(self, item: Item, mark: int = 0) -> None:
        self._items.append(item)
        self._marks.append(mark)

    def _walk(self, source: str, tokens: re.Pattern[str], stack: list[_Frame]) -> None:
        frame = stack[-1]
        hidden = 0
        for found in tokens.finditer(source):
            kind = found.lastindex
            if hidden:
                if kind == TAG and not found[7]:
                    hidden += -1 if found[4] else 1
            elif kind == RUN:
                self._run(found[1], frame, stack)
            elif kind == SIMPLE:
                if not frame.plain or not self._simple(found[2], frame):
                    self._walk(found[0], CLOSE_LOOK, stack)
            elif kind == TEXT:
                self._text(found[3], frame)
            elif found[4]:
                frame = self._leave(stack)
            else:
                opened = self._enter(found[5], found[6], frame)
                if opened is None:
                    hidden = 0 if found[7] else 1
                else:
                    stack.append(opened)
                    frame = self._leave(stack) if found[7] else opened

    def _run(self, run: str, frame: _Frame, stack: list[_Frame]) -> None:
        """Paragraphs that hold nothing but text: the greater part of every story."""
        if not frame.plain:
            self._walk(BETWEEN.sub("</p>", run), CLOSE_LOOK, stack)
            return
        self._flush(frame)
        texts = [piece[2:] for piece in run.split("<")[1::2]]
        whole = "".join(texts)
        odd = [sign for sign in self._odd if sign in whole]
        done = 0
        for place in [n for n, text in enumerate(texts) if any(sign in text for sign in odd)] if odd else ():
            self._add_plain(texts[done:place])
            self._walk(f"<p>{texts[place]}</p>", CLOSE_LOOK, stack)
            done = place + 1
        self._add_plain(texts[done:])

    def _add_plain(self, texts: list[str]) -> None:
        # Characters for now: paragraphs are made all at once at the end, which costs half.
        self._items += texts
        self._marks += [0] * len(texts)

    def _simple(self, markup: str, frame: _Frame) -> bool:
        """A paragraph with no other tags than simple ones; False where it needs a closer look."""
        pieces = SIMPLE_TAG.split(markup)
        whole = "".join(pieces[::2])
        if whole[-1] in EDGES or "  " in whole or any(sign in whole for sign in self._odd):
            return False
        self._flush(frame)
        spans: list[Span] = []
        texts: list[str] = []
        outer: list[int] = []
        style = last = 0
        for number, piece in enumerate(pieces):
            if number % 2 == 0:
                if piece and style != last and texts:
                    spans.append(_new(Span, ("".join(texts), STYLES[last], "")))
                    texts.clear()
                if piece:
                    texts.append(piece)
                    last = style
            elif piece[0] == "/":
                style = outer.pop()
            else:
                outer.append(style)
                style |= _STYLES[piece[:-1]]
        spans.append(_new(Span, ("".join(texts), STYLES[last], "")))
        self._add(Item(_PROSE, Block(tuple(spans))))
        return True

    def _enter(self, tag: str, attributes: str, frame: _Frame) -> _Frame | None:
        """The frame of an element that opens; None where nothing of it is shown."""
        tag = tag.lower()
        kind = _KINDS.get(tag, _INLINE)
        if kind == _SKIP:
            return None
        look = self._looks.of(attributes) if attributes else PLAIN
        if look.hidden:
            return None
        if kind == _BR:
            self._line_break()
        elif kind == _PICTURE:
            self._add_picture(attributes, frame)
        elif kind == _RULE:
            self._flush(frame)
            self._add(Item(_ORNAMENT))
        elif kind == _INLINE:
            style = ((frame.style | _STYLES.get(tag, 0)) & ~look.drop) | look.add
            if tag == "a" and "href" in attributes:
                style = style & _NO_LINK | self._target_number(attributes) << TARGETS
            return _Frame(tag, style, frame.mark, block=False, pre=frame.pre, capitals=frame.capitals or look.capitals,
                          capture=frame.capture)  # fmt: skip
        else:
            return self._open(tag, kind, look, frame)
        return _Frame(
            tag, frame.style, frame.mark, block=False, pre=frame.pre, capitals=frame.capitals, capture=frame.capture
        )

    def _open(self, tag: str, kind: int, look: Look, frame: _Frame) -> _Frame:
        self._flush(frame)
        mark = frame.mark | (CENTRED if look.centred or tag == "center" else 0) | (VERSE if look.verse else 0)
        mark |= INSET if kind == _QUOTE else 0
        # A link round whole blocks is a page's own doing (or was never closed), and no words' of the story.
        style = (frame.style & _NO_LINK & ~look.drop) | look.add
        capture = frame.capture
        if capture is None and ((kind == _HEADING and not mark & INSET) or tag == "hgroup" or kind == _NOTE):
            capture, style = tag, 0
        elif kind == _HEADING and capture is None:
            style |= int(Style.STRONG)
        if look.parts and capture is None:
            self._add(Item(_SPACE, level=99), CENTRED)
            mark |= CENTRED
        pre = frame.pre or kind == _PRE
        capitals = frame.capitals or (look.capitals and capture is None)
        mark |= VERSE if kind == _PRE else 0
        plain = not (mark or style or pre or capitals or capture)
        return _Frame(tag, style, mark, pre=pre, capitals=capitals, capture=capture, plain=plain)

    def _target_number(self, attributes: str) -> int:
        """The number of the place that a link leads to; 0 for none that can be told."""
        target = target_of(unescape(read_attributes(attributes).get("href", "")))
        if not target:
            return 0
        if target != self._targets[-1]:
            self._targets.append(target)
        return len(self._targets) - 1

    def _leave(self, stack: list[_Frame]) -> _Frame:
        frame = stack.pop()
        outer = stack[-1]
        if frame.block:
            if frame.capture is not None and outer.capture is None:
                self._captured(frame.capture)
            else:
                self._flush(frame)
        return outer

    def _line_break(self) -> None:
        if self._texts:
            self._texts[-1] = self._texts[-1].rstrip(" ")
        self._texts.append("\n")
        self._styles.append(0)
        self._broken = self._blank = True

    def _add_picture(self, attributes: str, frame: _Frame) -> None:
        """A picture as its description in brackets; one that stands alone may be what divides the scenes."""
        stated = read_attributes(attributes)
        words = " ".join(unescape(stated.get("alt", "")).split())
        if not "".join(self._texts).strip(EDGES):
            self._picture = (stated.get("src") or stated.get("xlink:href") or "", words)
            self._blank = True
        if words:
            self._text(f"[{words.replace('&', '&amp;')}]", frame)

    def _text(self, text: str, frame: _Frame) -> None:
        """Adds characters to the growing paragraph, white space collapsed as browsers do."""
        if frame.pre:
            self._broken = self._broken or "\n" in text
        else:
            text = collapsed(text)
            if text[:1] == " " and (not self._texts or self._texts[-1][-1] in " \n"):
                text = text[1:]
        if not text:
            return
        text = unescape(text) if "&" in text else text
        self._texts.append(text.upper() if frame.capitals else text)
        self._styles.append(frame.style)
        self._blank = True

    def _flush(self, frame: _Frame) -> None:
        """Ends the growing paragraph: a row of prose, or of blank space where it holds none."""
        if not self._blank:
            return
        if frame.capture is not None:
            self._texts.append("\n\n")
            self._styles.append(0)
            return
        texts, styles, broken, picture = self._take()
        whole = "".join(texts)
        bare = whole.strip(EDGES)
        if picture is not None and bare in {"", f"[{picture[1]}]"}:
            self._add(Item(_SPACE, text="\n".join(picture)), PICTURE)
            return
        if not bare:
            lines = whole.count("\n") + whole.rpartition("\n")[2].count("\u00a0") * 99
            if lines:
                self._add(Item(_SPACE, level=min(lines, whole.count("\n") + 1)))
            return
        lead = whole[: whole.index(bare)].count("\n")
        if lead:
            self._add(Item(_SPACE, level=lead))
        mark = frame.mark | (LINES if broken and "\n" in bare else 0)
        mark |= SHORT if len(bare) <= LONGEST_SIGN and CANDIDATE.match(bare) else 0
        keep = frame.pre or (broken and frame.mark & VERSE)
        self._add(Item(_PROSE, Block(tuple(joined_spans(texts, styles, self._targets, indented=bool(keep))))), mark)
        trail = whole[whole.rindex(bare) + len(bare) :].count("\n")
        if trail > 1:
            self._add(Item(_SPACE, level=trail - 1))

    def _captured(self, tag: str) -> None:
        texts, *_ = self._take()
        text = "".join(texts).strip(EDGES)
        if not text:
            return
        if tag == NOTE:
            self._add(Item(ItemKind.NOTE, text=re.sub(r"\s*\n\s*\n\s*", "\n\n", text)))
            return
        level = int(tag[1]) if tag[1:].isdigit() else 2
        self._add(Item(ItemKind.HEADING, text=re.sub(r"\s*\n\s*", "\n", text), level=level))

    def _take(self) -> tuple[list[str], list[int], bool, tuple[str, str] | None]:
        taken = self._texts, self._styles, self._broken, self._picture
        self._texts, self._styles, self._broken, self._blank, self._picture = [], [], False, False, None
        return taken
