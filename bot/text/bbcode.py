"""Text with the marks of forums (BBCode, as XenForo and vBulletin write it) to a draft: styles, rules, centred lines.

Spoiler and quote boxes give their contents, pictures nothing. Marks nobody knows stay as they are.
"""

from __future__ import annotations

import re

from bot.models import Style
from bot.text.bounds import check_marks
from bot.text.document import draft_of
from bot.text.draft import Draft
from bot.text.lines import Line, split_lines
from bot.text.links import target_of
from bot.text.passages import Passage, Passages, Role, Spans

_STYLES = {"b": Style.STRONG, "i": Style.EMPHASIS, "u": Style.UNDERLINE, "s": Style.STRIKE, "strike": Style.STRIKE}
_SET = {"center", "centre", "quote", "indent"}
# These say how something is set, or hide it until it is pressed; the words inside are the story's.
_DROPPED = {
    "spoiler", "url", "color", "size", "font", "left", "right", "justify", "email", "inlinespoiler", "ispoiler", "icode",
    "sup", "sub", "plain", "user", "anchor", "heading",
}  # fmt: skip
_MARK = re.compile(r"\[(?P<close>/)?(?P<name>[A-Za-z]{1,13})(?P<value>=[^\[\]\n]{0,300}| [a-z]+=[^\[\]\n]{0,300})?\]")
_PICTURE = re.compile(r"\[(img|media|attach)[^\[\]\n]{0,100}\][^\[\]\n]{0,500}\[/\1\]", re.IGNORECASE)
_PAIR = re.compile(
    r"\[(?P<name>b|i|u|s|center|spoiler|quote|url|size|color|indent)(?:=[^\[\]\n]{0,300})?\]", re.IGNORECASE
)
_RULE = re.compile(r"\[hr\](?:\[/hr\])?", re.IGNORECASE)
# A label in bold is a header's, which text without other marks may have too.
_LABEL = re.compile(r"\[b\][^\[\]\n]{1,40}(?::\[/b\]|\[/b\]\s*:)", re.IGNORECASE)
_FEW = 2


def is_bbcode(text: str) -> bool:
    """Whether a text is marked so: marks that open and are closed again, more than once, or one beside a rule."""
    if "[/" not in text:
        return False
    text = _LABEL.sub("", text)
    closed = {found.casefold() for found in re.findall(r"\[/([A-Za-z]{1,7})\]", text)}
    opened = [found["name"].casefold() for found in _PAIR.finditer(text)]
    return sum(name in closed for name in opened) + bool(_RULE.search(text)) >= _FEW


def read_bbcode(text: str) -> Draft:
    """The draft of such a text; offsets count its code points, marks at the edges of a part left out."""
    check_marks(text.count("["))
    reader = _Reader()
    for line in split_lines(text):
        reader.read(line)
    return draft_of(reader.passages)


class _Reader:
    """Lines as passages; styles and boxes go on from one line to the next."""

    def __init__(self) -> None:
        self.passages = Passages()
        self._open: dict[str, int] = {}
        self._target = ""

    def read(self, line: Line) -> None:
        """One more line; a rule in it divides it."""
        content = _PICTURE.sub(lambda found: " " * len(found.group()), line.text)
        if not content.strip():
            self.passages.append(Passage())
            return
        at = 0
        for rule in _RULE.finditer(content):
            self._read_stretch(content, at, rule.start(), line.start)
            first, last = line.start + rule.start(), line.start + rule.end() - 1
            self.passages.append(Passage(role=Role.RULE, start=first, end=last))
            at = rule.end()
        self._read_stretch(content, at, len(content), line.start)

    def _read_stretch(self, text: str, at: int, end: int, offset: int) -> None:
        spans = Spans()
        first: int | None = None
        last = at
        centred = inset = False
        marks = [mark for mark in _MARK.finditer(text, at, end) if self._is_known(mark["name"])]
        # A link ends in its line; one that is never closed would hold all that follows.
        closed = max((mark.start() for mark in marks if mark["close"] and mark["name"].casefold() == "url"), default=at)
        edges = [*((mark.start(), mark.end(), mark) for mark in marks), (end, end, None)]
        for start, after, mark in edges:
            piece = text[at:start]
            if piece.strip():
                first = at + len(piece) - len(piece.lstrip()) if first is None else first
                last = at + len(piece.rstrip()) - 1
                centred = centred or self._is_on("center", "centre")
                inset = inset or self._is_on("quote", "indent")
            spans.add(piece, self._style(), self._target)
            if mark is not None:
                self._turn(mark["name"].casefold(), closes=mark["close"] is not None)
                if mark["name"].casefold() == "url":
                    self._target = target_of((mark["value"] or "").strip("= '\"")) if mark.start() < closed else ""
            at = after
        if first is not None:
            taken = spans.take()
            self.passages.append(Passage(taken, centred=centred, inset=inset, start=offset + first, end=offset + last))

    def _is_known(self, name: str) -> bool:
        folded = name.casefold()
        return folded in _STYLES or folded in _SET or folded in _DROPPED

    def _turn(self, name: str, *, closes: bool) -> None:
        self._open[name] = max(self._open.get(name, 0) + (-1 if closes else 1), 0)

    def _is_on(self, *names: str) -> bool:
        return any(self._open.get(name) for name in names)

    def _style(self) -> Style:
        style = Style.PLAIN
        for name, flag in _STYLES.items():
            if self._open.get(name):
                style |= flag
        return style
