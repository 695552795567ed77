"""FictionBook 2 files (FB2, also zipped) to a draft, by the FictionBook 2.1 schema: what title-info says, then the bodies.

Footnotes of the notes' body stand in brackets where their number stood; of a picture in a line its description stands there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html.entities import name2codepoint

from bot.errors import StoryFileError
from bot.models import Limits, Span, Style
from bot.text.archive import open_archive
from bot.text.document import draft_of
from bot.text.draft import Draft
from bot.text.fb2_info import TitleInfo
from bot.text.headings import read_heading
from bot.text.links import target_of
from bot.text.markup import feed_xml, local_name
from bot.text.ornaments import is_ornament
from bot.text.passages import Passage, Passages, Role, Spans, without_layout

_STYLES = {"emphasis": Style.EMPHASIS, "strong": Style.STRONG, "strikethrough": Style.STRIKE}
_LINES = {"p", "v", "subtitle", "text-author", "date", "td", "th"}
_INSET = {"cite", "epigraph", "poem", "annotation"}
_NOTES = {"notes", "comments", "footnotes"}
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,8});")
_OWN = {b"amp", b"lt", b"gt", b"quot", b"apos"}


def read_fb2(data: bytes, limits: Limits) -> Draft:
    """The draft of an FB2 book, plain or in an archive; StoryFileError where it is broken."""
    if data.startswith(b"PK"):
        archive = open_archive(data, limits)
        name = next((name for name in archive.names if name.casefold().endswith((".fb2", ".xml"))), None)
        if name is None:
            raise StoryFileError("There is no FB2 book in this archive.", "Send the .fb2 file itself.")
        data = archive.read(name)
    # Names that only HTML knows (`&nbsp;`) would end the reading; as numbers they are plain XML.
    data = _ENTITY.sub(_as_number, data)
    notes = _Notes()
    if b"notes" in data or b"comments" in data:
        feed_xml(data, notes)
    reader = _Book(notes.texts)
    feed_xml(data, reader)
    if not reader.is_book:
        raise StoryFileError("This XML file is no FB2 book.", "Send the story in another format.")
    return draft_of(reader.passages, reader.info.fields())


def _as_number(found: re.Match[bytes]) -> bytes:
    code = None if found[1] in _OWN else name2codepoint.get(found[1].decode("ascii"))
    return found[0] if code is None else f"&#{code};".encode("ascii")


class _Notes:
    """The notes of the notes' bodies by their ids, their numbers left out."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self._in_notes = False
        self._title = 0
        self._id: str | None = None
        self._pieces: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = local_name(tag)
        if name == "body":
            self._in_notes = attributes.get("name", "").casefold() in _NOTES
        elif name == "title":
            self._title += 1
        elif name == "section" and self._in_notes:
            self._id, self._pieces = attributes.get("id"), []

    def end(self, tag: str) -> None:
        name = local_name(tag)
        if name == "title":
            self._title -= 1
        elif name in _LINES:
            self._pieces.append(" ")
        elif name == "section" and self._id is not None:
            self.texts[self._id] = " ".join("".join(self._pieces).split())
            self._id = None
        elif name == "body":
            self._in_notes = False

    def data(self, text: str) -> None:
        if self._id is not None and not self._title:
            self._pieces.append(text)


class _Book:
    """The story's bodies as passages, and the book's title-info."""

    def __init__(self, notes: dict[str, str]) -> None:
        self.passages = Passages()
        self.info = TitleInfo()
        self.is_book = False
        self._notes = notes
        self._path: list[str] = []
        self._body = False
        self._depth = 0
        self._spans = Spans()
        self._style = Style.PLAIN
        self._title: list[str] | None = None
        self._verse: list[tuple[Span, ...]] = []
        self._inset = 0
        self._link: str | None = None
        self._target = ""
        self._lines = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = local_name(tag)
        self._path.append(name)
        if name == "FictionBook":
            self.is_book = True
        if name == "body":
            self._body = attributes.get("name", "").casefold() not in _NOTES
        elif not self._body:
            self.info.start(self._path, {local_name(key): value for key, value in attributes.items()})
        elif name in _LINES:
            self._lines += 1
        elif name == "section":
            self._depth += 1
            self.passages.append(Passage(role=Role.PAUSE))
        elif name == "title":
            self._title = []
        elif name in _STYLES:
            self._style |= _STYLES[name]
        elif name == "a":
            # The href's namespace differs from file to file, its name never.
            target = next((value for key, value in attributes.items() if local_name(key) == "href"), "")
            self._link = target.removeprefix("#") if target.removeprefix("#") in self._notes else None
            self._target = target_of(target)
        elif name == "image" and self._lines and attributes.get("alt", "").strip():
            self._spans.add(f"[{attributes['alt'].strip()}]", self._style, self._target)
        elif name in _INSET:
            self._inset += 1
        elif name == "empty-line":
            self.passages.append(Passage())

    def end(self, tag: str) -> None:
        name = local_name(tag)
        self._path.pop()
        if not self._body:
            self.info.end(name)
        elif name == "body":
            self._body = False
        elif name == "section":
            self._depth -= 1
        elif name == "title":
            self._close_title()
        elif name in _STYLES:
            self._style &= ~_STYLES[name]
        elif name == "a":
            self._close_link()
        elif name == "stanza":
            self._close_stanza()
        elif name in _INSET:
            self._inset -= 1
        elif name in _LINES:
            self._lines -= 1
            self._close_line(name)

    def data(self, text: str) -> None:
        if not self._body:
            self.info.data(text)
        elif self._lines and self._link is None:
            self._spans.add(without_layout(text), self._style, self._target)

    def _close_link(self) -> None:
        note = "" if self._link is None else self._notes.pop(self._link, "")
        self._link, self._target = None, ""
        self._spans.add(f" [{note}]" if note else "", self._style)

    def _close_line(self, name: str) -> None:
        spans = self._spans.take()
        text = "".join(span.text for span in spans)
        if self._title is not None:
            self._title.append(" ".join(text.split()))
        elif name == "v":
            self._verse.append(spans)
        elif name == "subtitle" and not self._inset and text.strip():
            self._subtitle(spans, " ".join(text.split()))
        else:
            self.passages.append(Passage(spans, inset=bool(self._inset)))

    def _subtitle(self, spans: tuple[Span, ...], text: str) -> None:
        """A sign, a chapter's heading, or a caption: then it is the first line of what follows it."""
        if is_ornament(text):
            self.passages.append(Passage(spans, centred=True))
        elif read_heading(text):
            self.passages.append(Passage(spans, Role.HEADING, self._depth + 1))
        else:
            self.passages.append(Passage(role=Role.PAUSE))
            self.passages.append(Passage(spans, inset=True))

    def _close_stanza(self) -> None:
        lines: list[Span] = []
        for number, verse in enumerate(self._verse):
            lines.extend((Span("\n"), *verse) if number else verse)
        self.passages.append(Passage(tuple(lines), inset=True))
        self._verse = []

    def _close_title(self) -> None:
        """A section's title is a chapter's; the whole body's repeats author and title and is no text."""
        words = [line for line in self._title or () if line]
        self._title = None
        if not words:
            return
        if self._inset:
            self.passages.append(Passage((Span(" ".join(words), Style.STRONG),), inset=True))
        elif self._depth:
            if self.passages and self.passages[-1].role is Role.PAUSE:
                self.passages.pop()
            heading = words[0].rstrip(".:") + ": " + " ".join(words[1:]) if words[1:] else words[0]
            self.passages.append(Passage((Span(heading),), Role.HEADING, self._depth))
        else:
            self.info.body_title.extend(words)
