"""An element tree to rows: its paragraphs, headings, rules and blank space in order, as a browser would set them.

The walk keeps its own stack, so that no depth of nesting can exhaust Python's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.models import Block, Span, Style
from bot.text.draft import Item, ItemKind
from bot.text.html_looks import EPUB_TYPE, PLAIN, Look, Looks
from bot.text.html_parse import Tree

# What a row is besides its item; flags combine. Most rows of a story have none.
CENTRED, INSET, VERSE, LINES, SHORT, PICTURE = 1, 2, 4, 8, 16, 32
LONGEST_SIGN = 160
# The element in which a site's reader puts an author's note of a chapter.
NOTE = "x-note"
_INLINE, _BLOCK, _SKIP, _BR, _RULE, _HEADING, _QUOTE, _PRE, _PICTURE, _NOTE = range(10)
_KINDS = {
    NOTE: _NOTE, "br": _BR, "hr": _RULE, "img": _PICTURE, "image": _PICTURE, "pre": _PRE, "listing": _PRE, "xmp": _PRE,
    "blockquote": _QUOTE, **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _HEADING),
    **dict.fromkeys(
        "p div section article main body html center li ul ol dl dt dd table tbody thead tfoot tr td th caption header "
        "footer figure figcaption address aside hgroup details summary fieldset dir menu form".split(), _BLOCK),
    **dict.fromkeys(
        "head title script style nav noscript template iframe object embed applet button select textarea input option audio "
        "video canvas map area link meta base svg dialog frameset frame noframes param source track colgroup col".split(),
        _SKIP),
}  # fmt: skip
_STYLES = {
    "em": 1, "i": 1, "cite": 1, "dfn": 1, "var": 1, "strong": 2, "b": 2, "s": 4, "strike": 4, "del": 4, "u": 8, "ins": 8,
}  # fmt: skip
_STYLE = [Style(number) for number in range(16)]
_WHITE = re.compile(r"[ \t\n\r\f]+")
_PROSE, _SPACE, _ORNAMENT = ItemKind.PROSE, ItemKind.SPACE, ItemKind.ORNAMENT
EDGES = " \t\n\r\f\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u202f\u205f\u2060\u3000\ufeff"


@dataclass(slots=True)
class Rows:
    """Items and, beside each, its flags. Prose may still hold line breaks as LF (`LINES`); a SPACE's level counts its lines."""

    items: list[Item] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)

    def add(self, item: Item, mark: int = 0) -> None:
        """Adds one row."""
        self.items.append(item)
        self.marks.append(mark)


def to_rows(root: Tree, looks: Looks) -> Rows:
    """The rows of everything under an element that is shown."""
    walk = _Walk(looks)
    walk.run(root)
    return walk.rows


@dataclass(slots=True)
class _Frame:
    """An open element, and what holds inside it."""

    children: Iterator[Tree]
    tail: str | None
    style: int
    mark: int
    block: bool
    pre: bool
    capitals: bool
    capture: str | None = None  # the tag of the heading or note that takes all text inside


class _Walk:
    def __init__(self, looks: Looks) -> None:
        self.rows = Rows()
        self._looks = looks
        self._texts: list[str] = []
        self._styles: list[int] = []
        self._broken = False  # a line break stands in the growing paragraph
        self._blank = False  # it holds a no-break space or line break, so that it is blank space if nothing else comes

    def run(self, root: Tree) -> None:
        """Walks everything under `root`."""
        stack = [_Frame(iter(root), None, 0, 0, block=True, pre=False, capitals=False)]
        self._text(root.text, stack[0])
        while stack:
            frame = stack[-1]
            for child in frame.children:
                opened = self._enter(child, frame)
                if opened is not None:
                    stack.append(opened)
                    break
            else:
                stack.pop()
                self._leave(frame, stack)

    def _enter(self, child: Tree, frame: _Frame) -> _Frame | None:
        """Takes one element: whole, where it holds no others, else as a new frame."""
        tag = child.tag
        kind = _KINDS.get(tag, _INLINE)
        keys = child.keys()
        if kind == _BLOCK and not keys and not len(child) and frame.capture is None and not frame.mark and not frame.style:
            self._paragraph(child.text, frame)
            if (tail := child.tail) and not tail.isspace():
                self._text(tail, frame)
            return None
        if not isinstance(tag, str) or kind == _SKIP:
            self._text(child.tail, frame)
            return None
        look = self._looks.of(child) if keys else PLAIN
        if look.hidden:
            self._text(child.tail, frame)
            return None
        if kind in {_BR, _RULE, _PICTURE}:
            self._mark(child, kind, frame)
            self._text(child.tail, frame)
            return None
        if kind == _INLINE and not len(child) and look is PLAIN:
            self._text(child.text, frame, _STYLES.get(tag, 0))
            self._text(child.tail, frame)
            return None
        return self._open(child, kind, look, frame)

    def _paragraph(self, text: str | None, frame: _Frame) -> None:
        """A paragraph that holds nothing but text: the greater part of every story."""
        if self._texts or self._blank:
            self._flush(frame)
        if not text:
            return
        if "\n" in text or "  " in text or "\t" in text or "\r" in text or frame.pre:
            text = text if frame.pre else _WHITE.sub(" ", text)
        bare = text.strip(EDGES)
        if bare and not frame.pre:
            self.rows.items.append(Item(_PROSE, Block((Span(bare),))))
            self.rows.marks.append(SHORT if len(bare) <= LONGEST_SIGN else 0)
        else:
            self._text(text, frame)
            self._flush(frame)

    def _open(self, child: Tree, kind: int, look: Look, frame: _Frame) -> _Frame:
        tag = child.tag
        block = kind != _INLINE
        if block:
            self._flush(frame)
        mark = frame.mark | (CENTRED if look.centred or tag == "center" else 0) | (VERSE if look.verse else 0)
        mark |= INSET if kind == _QUOTE else 0
        style = ((frame.style | _STYLES.get(tag, 0)) & ~look.drop) | look.add
        capture = frame.capture
        heading = kind == _HEADING or (child.get(EPUB_TYPE) == "title" and tag == "p" and capture is not None)
        if capture is None and ((heading and not mark & INSET) or tag == "hgroup" or kind == _NOTE):
            capture, style = tag, 0
        elif heading and mark & INSET:
            style |= int(Style.STRONG)
        if look.parts and block:
            self.rows.add(Item(_SPACE, level=99), CENTRED)
            mark |= CENTRED
        pre = frame.pre or kind == _PRE
        new = _Frame(iter(child), child.tail, style, mark | (VERSE if kind == _PRE else 0), block=block, pre=pre,
                     capitals=frame.capitals or (look.capitals and capture is None), capture=capture)  # fmt: skip
        self._text(child.text, new)
        return new

    def _leave(self, frame: _Frame, stack: list[_Frame]) -> None:
        outer = stack[-1] if stack else None
        if frame.block:
            if frame.capture is not None and outer is not None and outer.capture is None:
                self._captured(frame.capture)
            else:
                self._flush(frame)
        if outer is not None:
            self._text(frame.tail, outer)

    def _mark(self, child: Tree, kind: int, frame: _Frame) -> None:
        if kind == _BR:
            self._line_break()
        elif kind == _RULE:
            self._flush(frame)
            self.rows.add(Item(_ORNAMENT))
        else:
            self._picture(child, frame)

    def _line_break(self) -> None:
        if self._texts:
            self._texts[-1] = self._texts[-1].rstrip(" ")
        self._texts.append("\n")
        self._styles.append(0)
        self._broken = self._blank = True

    def _picture(self, child: Tree, frame: _Frame) -> None:
        """A picture as its description in brackets; one that stands alone may be what divides the scenes."""
        words = " ".join((child.get("alt") or "").split())
        parent = child.getparent()
        alone = not "".join(self._texts).strip(EDGES) and (child.tail or "").strip(EDGES) == ""
        if alone and parent is not None and len(parent) == 1 and not (parent.text or "").strip(EDGES):
            self._flush(frame)
            self.rows.add(Item(_SPACE, text=f"{child.get('src') or ''}\n{words}"), PICTURE)
        elif words:
            self._text(f"[{words}]", frame)

    def _text(self, text: str | None, frame: _Frame, extra: int = 0) -> None:
        """Adds characters to the growing paragraph, white space collapsed as browsers do."""
        if not text:
            return
        if frame.pre:
            self._broken = self._broken or "\n" in text
        else:
            text = _WHITE.sub(" ", text)
            if text[0] == " " and (not self._texts or self._texts[-1][-1] in " \n"):
                text = text[1:]
                if not text:
                    return
        self._texts.append(text.upper() if frame.capitals else text)
        self._styles.append(frame.style | extra)
        self._blank = True

    def _flush(self, frame: _Frame) -> None:
        """Ends the growing paragraph: a row of prose, or of blank space where it holds none."""
        if not self._blank:
            return
        if frame.capture is not None:
            self._texts.append("\n\n")
            self._styles.append(0)
            return
        texts, styles, broken = self._take()
        whole = "".join(texts)
        bare = whole.strip(EDGES)
        if not bare:
            lines = whole.count("\n") + whole.rpartition("\n")[2].count("\u00a0") * 99
            if lines:
                self.rows.add(Item(_SPACE, level=min(lines, whole.count("\n") + 1)))
            return
        lead = whole[: whole.index(bare)].count("\n")
        if lead:
            self.rows.add(Item(_SPACE, level=lead))
        mark = frame.mark | (LINES if broken and "\n" in bare else 0) | (SHORT if len(bare) <= LONGEST_SIGN else 0)
        keep = frame.pre or (broken and frame.mark & VERSE)
        self.rows.add(Item(_PROSE, Block(tuple(_spans(texts, styles, indented=bool(keep))))), mark)
        trail = whole[whole.rindex(bare) + len(bare) :].count("\n")
        if trail > 1:
            self.rows.add(Item(_SPACE, level=trail - 1))

    def _captured(self, tag: str) -> None:
        texts, _, _ = self._take()
        text = "".join(texts).strip(EDGES)
        if not text:
            return
        if tag == NOTE:
            self.rows.add(Item(ItemKind.NOTE, text=re.sub(r"\s*\n\s*\n\s*", "\n\n", text)))
            return
        level = int(tag[1]) if tag[1:].isdigit() else 2
        self.rows.add(Item(ItemKind.HEADING, text=re.sub(r"\s*\n\s*", "\n", text), level=level))

    def _take(self) -> tuple[list[str], list[int], bool]:
        taken = self._texts, self._styles, self._broken
        self._texts, self._styles, self._broken, self._blank = [], [], False, False
        return taken


def _spans(texts: list[str], styles: list[int], *, indented: bool) -> Iterator[Span]:
    """Pieces as spans, neighbours of one style made one, without the white space at both ends of the whole."""
    merged: list[tuple[str, int]] = []
    for text, style in zip(texts, styles, strict=True):
        if merged and (merged[-1][1] == style or text == "\n"):
            merged[-1] = (merged[-1][0] + text, merged[-1][1])
        else:
            merged.append((text, style))
    while merged and not (first := merged[0][0].lstrip("\n" if indented else EDGES)):
        merged.pop(0)
    merged[0] = (first, merged[0][1])
    while merged and not (last := merged[-1][0].rstrip(EDGES)):
        merged.pop()
    merged[-1] = (last, merged[-1][1])
    return (Span(text, _STYLE[style]) for text, style in merged)
