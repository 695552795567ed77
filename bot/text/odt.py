"""OpenDocument texts (ODT) to a draft, by OpenDocument 1.3 part 3: what a reader would print, changes accepted.

Footnotes stand in brackets where their number stood. Comments, deleted text, indexes and everything outside the file are
left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.errors import StoryFileError
from bot.models import Limits, Style
from bot.text.archive import open_archive
from bot.text.document import draft_of
from bot.text.draft import Draft
from bot.text.links import target_of
from bot.text.markup import feed_xml, local_name
from bot.text.passages import Passage, Passages, Role, Spans, without_layout
from bot.text.properties import read_core_properties

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_DRAWN = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_DESCRIPTION = f"{_DRAWN}desc"
# What these hold is no text of the story.
_SKIPPED = {
    f"{_DRAWN}title",
    f"{_TEXT}tracked-changes", f"{_TEXT}note-citation", f"{_TEXT}table-of-content", f"{_TEXT}illustration-index",
    f"{_TEXT}alphabetical-index", f"{_TEXT}sequence-decls", f"{_TEXT}index-title", f"{_OFFICE}annotation",
    f"{_OFFICE}forms", f"{_TEXT}variable-decls", f"{_OFFICE}scripts", f"{_TEXT}hidden-text", f"{_TEXT}number",
}  # fmt: skip
_MOST_SPACES = 200
_LONGEST_CHAIN = 30
_RULES = {"horizontal_20_line", "horizontal line"}
_BOLD = {"bold", "600", "700", "800", "900"}


@dataclass(slots=True)
class _OdtStyle:
    """A style: what it turns on and off, and how it sets a paragraph; None where it says nothing."""

    parent: str | None = None
    flags: dict[Style, bool] = field(default_factory=dict)
    capitals: bool | None = None
    hidden: bool | None = None
    centred: bool | None = None
    ruled: bool | None = None
    page_before: bool | None = None


def read_odt(data: bytes, limits: Limits) -> Draft:
    """The draft of an OpenDocument text; StoryFileError where the archive or a part of it is broken or locked."""
    archive = open_archive(data, limits)
    content = archive.read("content.xml")
    if not content:
        raise StoryFileError("There is no text in this OpenDocument file.", "Save it anew as .odt and send it again.")
    if b"manifest:encryption-data" in archive.read("META-INF/manifest.xml"):
        raise StoryFileError("This document is locked with a password.", "Save it without one and send it again.")
    reader = _Reader()
    shared = archive.read("styles.xml")
    if shared:
        feed_xml(shared, reader)
    feed_xml(content, reader)
    return draft_of(reader.passages, read_core_properties(archive.read("meta.xml")))


@dataclass(slots=True)
class _Open:
    """A paragraph that is open: its characters so far, its style and its heading level."""

    spans: Spans
    style: str | None
    level: int


class _Reader:
    def __init__(self) -> None:
        self.passages = Passages()
        self._styles: dict[tuple[str, str], _OdtStyle] = {}
        self._style: _OdtStyle | None = None
        self._open: list[_Open] = []
        self._nested: list[tuple[str, str | None, str]] = []  # spans and links: which tag, which style, which target
        self._notes = 0
        self._skip = 0
        self._in_body = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._skip or tag in _SKIPPED:
            self._skip += 1
        elif tag == f"{_OFFICE}text":
            self._in_body = True
        elif not self._in_body:
            self._read_style(local_name(tag), {local_name(key): value for key, value in attributes.items()})
        elif tag == _DESCRIPTION:
            self._add("[")
        elif tag.startswith(_TEXT):
            self._read_text(tag.removeprefix(_TEXT), attributes)

    def end(self, tag: str) -> None:
        if self._skip:
            self._skip -= 1
            return
        if tag == f"{_OFFICE}text":
            self._in_body = False
        elif local_name(tag) == "style":
            self._style = None
        elif not self._in_body:
            return
        elif tag == _DESCRIPTION:
            self._add("]")
        elif tag in {f"{_TEXT}p", f"{_TEXT}h"} and self._open and not self._notes:
            self._close(self._open.pop())
        elif tag in {f"{_TEXT}span", f"{_TEXT}a"} and self._nested:
            self._nested.pop()
        elif tag == f"{_TEXT}note-body" and self._notes:
            self._notes -= 1
            self._add("]")

    def data(self, text: str) -> None:
        if self._open and not self._skip and self._in_body:
            # Line ends and runs of spaces in the file are its layout (6.1.2); a story's own are `text:s`.
            words = without_layout(text)
            self._add(words.lstrip(" ") if self._open[-1].spans.ends_blank else words)

    def _read_text(self, name: str, attributes: Mapping[str, str]) -> None:
        style = attributes.get(f"{_TEXT}style-name")
        if name in {"p", "h"}:
            level = attributes.get(f"{_TEXT}outline-level", "1") if name == "h" else "0"
            if self._notes:
                self._add("" if self._open and self._open[-1].spans.ends_opened else " ")
            else:
                self._open.append(_Open(Spans(), style, int(level) if level.isdecimal() and len(level) < 3 else 1))
        elif name in {"span", "a"}:
            target = target_of(attributes.get(_HREF, "")) if name == "a" else ""
            self._nested.append((name, style, target))
        elif name == "s":
            count = attributes.get(f"{_TEXT}c", "1")
            self._add(" " * min(int(count) if count.isdecimal() and len(count) < 6 else 1, _MOST_SPACES))
        elif name == "tab":
            self._add("\t")
        elif name == "line-break":
            self._add("\n")
        elif name == "note-body" and self._open:
            self._add(" [")
            self._notes += 1

    def _read_style(self, name: str, values: dict[str, str]) -> None:
        if name == "style":
            key = (values.get("family", ""), values.get("name", ""))
            self._style = self._styles.setdefault(key, _OdtStyle())
            self._style.parent = values.get("parent-style-name")
        elif self._style is not None and name == "text-properties":
            _set_characters(self._style, values)
        elif self._style is not None and name == "paragraph-properties":
            if "text-align" in values:
                self._style.centred = values["text-align"] == "center"
            if "break-before" in values:
                self._style.page_before = values["break-before"] == "page"
            if "border-bottom" in values:
                self._style.ruled = values["border-bottom"] != "none"

    def _add(self, text: str) -> None:
        if not self._open or not text:
            return
        paragraph = self._open[-1]
        chain = self._chain("paragraph", paragraph.style)
        flags: dict[Style, bool] = {}
        capitals = hidden = False
        in_link = any(kind == "a" for kind, *_ in self._nested)
        for one in [*chain, *(style for _, name, _ in self._nested for style in self._chain("text", name))]:
            flags |= one.flags
            capitals = capitals if one.capitals is None else one.capitals
            hidden = hidden if one.hidden is None else one.hidden
        if hidden:
            return
        style = Style.PLAIN
        for flag, on in flags.items():
            if on and not (in_link and flag is Style.UNDERLINE):
                style |= flag
        target = next((target for *_, target in reversed(self._nested) if target), "")
        paragraph.spans.add(text.upper() if capitals else text, style, target)

    def _chain(self, family: str, name: str | None) -> list[_OdtStyle]:
        """A style after those it is made from, the outermost first; a circle ends by its length."""
        chain: list[_OdtStyle] = []
        while name and len(chain) < _LONGEST_CHAIN and (one := self._styles.get((family, name))):
            chain.append(one)
            name = one.parent
        return chain[::-1]

    def _names(self, name: str | None) -> set[str]:
        """A paragraph style's own name and those it is made from."""
        names: set[str] = set()
        while name and len(names) < _LONGEST_CHAIN and name not in names:
            names.add(name)
            one = self._styles.get(("paragraph", name))
            name = one.parent if one else None
        return {name.casefold() for name in names}

    def _close(self, paragraph: _Open) -> None:
        spans = paragraph.spans.take()
        names = self._names(paragraph.style)
        chain = self._chain("paragraph", paragraph.style)
        page, ruled, centred = (
            next((value for one in reversed(chain) if (value := getattr(one, name)) is not None), False)
            for name in ("page_before", "ruled", "centred")
        )
        blank = not any(span.text.strip() for span in spans)
        if page:
            self.passages.append(Passage(role=Role.PAUSE))
        if blank and (names & _RULES or ruled):
            self.passages.append(Passage(role=Role.RULE))
            return
        role = Role.TITLE if "title" in names else Role.HEADING if paragraph.level else Role.TEXT
        inset = bool(names & {"quotations", "quotation"})
        self.passages.append(Passage(spans, Role.TEXT if blank else role, paragraph.level, bool(centred), inset))


def _set_characters(style: _OdtStyle, values: dict[str, str]) -> None:
    if "font-style" in values:
        style.flags[Style.EMPHASIS] = values["font-style"] in {"italic", "oblique"}
    if "font-weight" in values:
        style.flags[Style.STRONG] = values["font-weight"] in _BOLD
    if "text-underline-style" in values:
        style.flags[Style.UNDERLINE] = values["text-underline-style"] != "none"
    if "text-line-through-style" in values:
        style.flags[Style.STRIKE] = values["text-line-through-style"] != "none"
    if "font-variant" in values or "text-transform" in values:
        style.capitals = values.get("font-variant") == "small-caps" or values.get("text-transform") == "uppercase"
    if "display" in values:
        style.hidden = values["display"] == "none"
