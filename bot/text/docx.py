"""Word documents (DOCX) to a draft: paragraphs and their styles as ECMA-376 part 1 stores them, as finally accepted.

Tracked deletions and hidden text are left out, insertions kept. Footnotes stand in brackets where their number stood.
Headers, footers, comments, tables of contents and everything outside the file itself are left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.errors import StoryFileError
from bot.models import Limits, Style
from bot.text.archive import Archive, open_archive
from bot.text.document import draft_of
from bot.text.docx_links import OpenFields, read_links
from bot.text.docx_styles import OFF, TOGGLES, Toggles, WordStyles, read_styles
from bot.text.draft import Draft
from bot.text.markup import feed_xml, local_name
from bot.text.passages import Passage, Passages, Role, Spans
from bot.text.properties import read_core_properties

_MAIN = re.compile(r"(?:^|/)(?:document\d*)\.xml$")
# What these hold is no text of the story: other versions of it, machine-made lists.
_SKIPPED = {
    "del", "moveFrom", "Fallback", "rPrChange", "pPrChange", "delText", "delInstrText", "sectPrChange",
    "sdtPr", "tblPr", "tblGrid", "trPr", "tcPr", "object", "fldData",
}  # fmt: skip
_SIGNS = {"tab": "\t", "cr": "\n", "noBreakHyphen": "\u2011"}
_PICTURE_SIGN = "*"


@dataclass(slots=True)
class _Paragraph:
    """A paragraph that is open: what it holds so far and how it is set."""

    spans: Spans = field(default_factory=Spans)
    style: str | None = None
    outline: int | None = None
    centred: bool = False
    ruled: bool = False
    boxed: bool = False
    page_before: bool = False
    page_after: bool = False


def read_docx(data: bytes, limits: Limits) -> Draft:
    """The draft of a Word document; StoryFileError where the archive or a part of it is broken."""
    archive = open_archive(data, limits)
    main = next((name for name in archive.names if name.casefold() == "word/document.xml"), None)
    main = main or next((name for name in archive.names if _MAIN.search(name)), None)
    if main is None:
        raise StoryFileError("There is no text in this Word document.", "Save it anew as .docx and send it again.")
    folder = main.rpartition("/")[0]
    styles = read_styles(archive.read(f"{folder}/styles.xml"))
    notes = {kind: _notes(archive, f"{folder}/{kind}notes.xml", styles, f"{kind}note") for kind in ("foot", "end")}
    reader = _Body(styles, notes, links=read_links(archive.read(f"{folder}/_rels/{main.rpartition('/')[2]}.rels")))
    feed_xml(archive.read(main), reader)
    return draft_of(reader.passages, read_core_properties(archive.read("docProps/core.xml")))


def _notes(archive: Archive, name: str, styles: WordStyles, tag: str) -> dict[str, str]:
    """Footnotes by their number; the separators that Word keeps among them have a type and are none."""
    data = archive.read(name)
    if not data:
        return {}
    reader = _Body(styles, {}, note_tag=tag)
    feed_xml(data, reader)
    return {number: " ".join(" ".join(texts).split()) for number, texts in reader.notes.items()}


class _Body:
    """The events of a document's main part (or of its notes) as passages."""

    def __init__(
        self,
        styles: WordStyles,
        notes: dict[str, dict[str, str]],
        note_tag: str = "",
        links: Mapping[str, str] | None = None,
    ) -> None:
        self.passages = Passages()
        self.notes: dict[str, list[str]] = {}
        self._styles = styles
        self._taken = notes
        self._note_tag = note_tag
        self._note: str | None = None
        self._open: list[_Paragraph] = []
        self._names: dict[str, str] = {}
        self._skip = 0
        self._in_text = self._in_run = self._in_mark = self._in_link = self._in_instruction = False
        self._links = links or {}
        self._target = ""
        self._fields = OpenFields()
        self._run: Toggles = {}
        self._run_style: str | None = None
        self._contents = 0

    # --- events -------------------------------------------------------------------------------------------------

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A tag opens."""
        name = self._name(tag)
        if self._skip or name in _SKIPPED:
            self._skip += 1
        elif name == "p":
            self._open.append(_Paragraph())
        elif name == "r":
            self._in_run, self._run, self._run_style = True, {}, None
        elif name == self._note_tag and name:
            kind = _value(attributes, "type")
            self._note = None if kind and kind != "normal" else _value(attributes, "id")
        elif name == "pPr":
            self._in_mark = True
        elif name == "hyperlink":
            self._in_link = True
            self._target = self._links.get(_value(attributes, "id") or "", "")
        elif name == "fldSimple":
            self._fields.open(_value(attributes, "instr") or "")
        elif name == "instrText":
            self._in_instruction = True
        elif name == "fldChar":
            self._fields.turn(_value(attributes, "fldCharType"))
        elif self._open:
            self._inside(name, attributes)

    def end(self, tag: str) -> None:
        """A tag closes."""
        name = self._name(tag)
        if self._skip:
            self._skip -= 1
        elif name == "p" and self._open:
            self._close(self._open.pop())
        elif name == "r":
            self._in_run = False
        elif name == "pPr":
            self._in_mark = False
        elif name == "hyperlink":
            self._in_link, self._target = False, ""
        elif name == "fldSimple":
            self._fields.close()
        elif name == "instrText":
            self._in_instruction = False
        elif name == "t":
            self._in_text = False

    def data(self, text: str) -> None:
        """Characters; only those of a text element count, and those that say what a field is."""
        if self._in_text and not self._skip:
            self._add(text)
        elif self._in_instruction and not self._skip:
            self._fields.say(text)

    def _name(self, tag: str) -> str:
        """The name of a WordprocessingML tag (strict or transitional); of others only what hides a second version."""
        known = self._names.get(tag)
        if known is None:
            name = local_name(tag)
            own = "wordprocessingml" in tag or name == "Fallback"
            known = self._names[tag] = name if own else f"other:{name}"
        return known

    # --- inside a paragraph ---------------------------------------------------------------------------------------

    def _inside(self, name: str, attributes: Mapping[str, str]) -> None:
        paragraph = self._open[-1]
        if self._in_mark:
            _set_paragraph(paragraph, name, attributes)
        elif name == "t":
            self._in_text = True
        elif name in _SIGNS and self._in_run:
            self._add(_SIGNS[name])
        elif name == "br":
            self._line_or_page(paragraph, _value(attributes, "type"))
        elif name in {"footnoteReference", "endnoteReference"}:
            note = self._taken.get(name[:-13], {}).pop(_value(attributes, "id") or "", "")
            self._add(f" [{note}]" if note else "")
        elif name == "sym":
            self._add(_PICTURE_SIGN)
        elif name == "rStyle":
            self._run_style = _value(attributes, "val")
        elif name in TOGGLES and self._in_run:
            self._run[name] = (_value(attributes, "val") or "on") not in OFF
        elif name == "other:docPr" and attributes.get("descr", "").strip():
            self._add(f"[{attributes['descr'].strip()}]")
        elif name == "other:rect" and any(local_name(key) == "hr" for key in attributes):
            paragraph.ruled = True

    def _line_or_page(self, paragraph: _Paragraph, kind: str | None) -> None:
        if kind in {"page", "column"}:
            if any(span.text.strip() for span in paragraph.spans.made):
                paragraph.page_after = True
            else:
                paragraph.page_before = True
        else:
            self._add("\n")

    def _add(self, text: str) -> None:
        if not self._open or not text:
            return
        paragraph = self._open[-1]
        shown = self._styles.shown(paragraph.style, self._run_style, self._run)
        if shown.get("vanish"):
            return
        if shown.get("caps") or shown.get("smallCaps"):
            text = text.upper()
        target = self._target or self._fields.target
        in_link = self._in_link or target
        style = Style.PLAIN
        for toggle, flag in TOGGLES.items():
            if flag and shown.get(toggle) and not (in_link and flag is Style.UNDERLINE):
                style |= flag
        paragraph.spans.add(text, style, target)

    def _close(self, paragraph: _Paragraph) -> None:
        spans = paragraph.spans.take()
        self._fields.end_paragraph()
        if self._note_tag:
            if self._note is not None:
                self.notes.setdefault(self._note, []).append("".join(span.text for span in spans))
            return
        named = self._styles.heading(paragraph.style)
        if named is not None and named < 0:
            return
        if paragraph.page_before:
            self.passages.append(Passage(role=Role.PAUSE))
        level = paragraph.outline if paragraph.outline is not None else named
        blank = not any(span.text.strip() for span in spans)
        role = Role.TEXT if level is None or blank else Role.TITLE if level == 0 else Role.HEADING
        ruled = paragraph.ruled and not paragraph.boxed
        if not (ruled and blank):
            self.passages.append(Passage(spans, role, level or 0, paragraph.centred))
        if ruled:
            # Word draws the line that is typed as `---` under the paragraph above it.
            self.passages.append(Passage(role=Role.RULE))
        if paragraph.page_after:
            self.passages.append(Passage(role=Role.PAUSE))


def _set_paragraph(paragraph: _Paragraph, name: str, attributes: Mapping[str, str]) -> None:
    value = _value(attributes, "val")
    if name == "pStyle":
        paragraph.style = value
    elif name == "jc":
        paragraph.centred = value == "center"
    elif name == "outlineLvl":
        paragraph.outline = int(value) + 1 if value and value.isdecimal() and int(value) < 9 else None
    elif name in {"bottom", "between"} and (value or "none") not in {"none", "nil"}:
        # Inside a paragraph's properties only its borders have a bottom.
        paragraph.ruled = True
    elif name in {"top", "left"} and (value or "none") not in {"none", "nil"}:
        paragraph.boxed = True
    elif name == "pageBreakBefore" and (value or "on") not in OFF:
        paragraph.page_before = True


def _value(attributes: Mapping[str, str], name: str) -> str | None:
    return next((value for key, value in attributes.items() if local_name(key) == name), None)
