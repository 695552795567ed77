"""Which reader takes a file: judged by its first bytes, then by its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bot.errors import Phrase, StoryFileError, UnknownFormatError
from bot.models import Limits
from bot.text.archive import open_archive
from bot.text.bounds import check_text
from bot.text.decode import decode
from bot.text.docx import read_docx
from bot.text.draft import Draft
from bot.text.epub import read_epub
from bot.text.fb2 import read_fb2
from bot.text.html import read_html
from bot.text.markdown import read_markdown
from bot.text.mime import read_mail
from bot.text.odt import read_odt
from bot.text.pastes import read_paste
from bot.text.rtf import read_rtf

# A reader takes a file's bytes and what they may hold at most, a text reader a file's characters.
Reader = Callable[[bytes, Limits], Draft]
TextReader = Callable[[str], Draft]


def decoded(read: TextReader) -> Reader:
    """A reader of bytes from one of text; the draft tells the encoding that was found."""

    def read_bytes(data: bytes, limits: Limits) -> Draft:
        found = decode(data)
        check_text(found.text, limits)
        texts, encoding = [found.text], found.encoding
        del found  # handed on, so that its reader can let go of it once it has the lines
        return replace(read(texts.pop()), encoding=encoding)

    return read_bytes


def alone(read: Callable[[bytes], Draft]) -> Reader:
    """A reader of a format that is no archive, and whose own bounds do for it."""
    return lambda data, _limits: read(data)


_PLAIN_TEXT, _MARKDOWN = decoded(read_paste), decoded(read_markdown)
_RTF = alone(read_rtf)
_READERS: dict[str, Reader] = {
    "txt": _PLAIN_TEXT, "text": _PLAIN_TEXT, "asc": _PLAIN_TEXT,
    "eml": read_mail, "mbox": read_mail, "md": _MARKDOWN, "markdown": _MARKDOWN, "mdown": _MARKDOWN, "mkd": _MARKDOWN,
    "html": read_html, "htm": read_html, "xhtml": read_html, "epub": read_epub,
}  # fmt: skip
_MAGIC = {
    b"%PDF": Phrase("a PDF"), b"PK\x03\x04": Phrase("a ZIP archive (DOCX and ODT are such)"), b"{\\rtf": Phrase("an RTF document"),
    b"\x89PNG": Phrase("a picture"), b"\xff\xd8\xff": Phrase("a picture"), b"GIF8": Phrase("a picture"), b"\x1f\x8b": Phrase("a compressed file"),
    b"\xd0\xcf\x11\xe0": Phrase("an old Word document"), b"7z\xbc\xaf": Phrase("an archive"), b"Rar!": Phrase("an archive"),
    b"\x7fELF": Phrase("a program"), b"MZ\x90": Phrase("a program"), b"RIFF": Phrase("a sound, film or picture"), b"ID3": Phrase("a sound file"),
}  # fmt: skip
_NAMED = {
    "pdf": Phrase("a PDF"), "docx": Phrase("a Word document"), "doc": Phrase("a Word document"), "odt": Phrase("an ODT document"),
    "rtf": Phrase("an RTF document"), "fb2": Phrase("an FB2 book"),
    "mobi": Phrase("a Kindle book"), "azw3": Phrase("a Kindle book"), "zip": Phrase("a ZIP archive"), "json": Phrase("a JSON file"), "png": Phrase("a picture"),
    "jpg": Phrase("a picture"), "gif": Phrase("a picture"), "mp3": Phrase("a sound file"), "exe": Phrase("a program"),
}  # fmt: skip
# A page's own beginning: comments, an XML declaration and a document type may stand before `<html>`.
_PAGE_START = re.compile(
    rb"(?:(?><\?xml[^>]*\?>|<!--.{0,4000}?-->)\s*){0,9}(?:<!doctype\s+html|<html\b|<head\b|<body\b)",
    re.IGNORECASE | re.DOTALL,
)
_FRAGMENT_START = re.compile(
    rb"<(?:p|h[1-6]|div|center|title|blockquote|font|hr|br|b|i|em|strong)\b[^<>]*>", re.IGNORECASE
)
_PARAGRAPH_TAG = re.compile(rb"<(?:p|br|div)\b", re.IGNORECASE)


def reader_for(data: bytes, name: str, limits: Limits) -> Reader:
    """The reader for a file's format; UnknownFormatError, with a sentence naming what is accepted, where there is none.

    A name without a known ending is taken for plain text if the bytes allow it.
    """
    ending = name.rpartition(".")[2].casefold() if "." in name else ""
    if _is_epub(data, ending):
        return read_epub
    known = _by_content(data, ending, limits)
    if known is not None:
        return known
    if _is_page(data, ending):
        return read_html
    what = next((kind for magic, kind in _MAGIC.items() if data.startswith(magic)), None)
    if what is None and ending not in _READERS:
        what = _NAMED.get(ending)
    if what is None and data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        what = Phrase("an XML document")
    if what is not None:
        raise UnknownFormatError(
            "{name} is {what}.",
            "Cliffhanger reads plain text (.txt), Markdown (.md), web pages (.html), EPUB (.epub), Word (.docx), "
            "OpenDocument (.odt), RTF (.rtf), FictionBook (.fb2) and mail (.eml).",
            name=name,
            what=what,
        )
    return _READERS.get(ending, _PLAIN_TEXT)


# An archive's format by a member that only this format has.
_ARCHIVED = {"docx": read_docx, "docm": read_docx, "odt": read_odt, "fb2": read_fb2, "fbz": read_fb2}


def _by_content(data: bytes, ending: str, limits: Limits) -> Reader | None:
    """The reader for what the bytes themselves say they are, whatever the file is called."""
    head = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if head.startswith(b"{\\rtf"):
        return _RTF
    if b"<FictionBook" in head or "<FictionBook".encode("utf-16-le") in data[:2000]:
        return read_fb2
    if ending == "fb2" and head.startswith(b"<"):
        return read_fb2
    if not data.startswith(b"PK\x03\x04"):
        return None
    try:
        archive = open_archive(data, limits)
        names = [name.casefold() for name in archive.names]
        kind = archive.read("mimetype")[:100]
    except StoryFileError:
        # Its reader says what is wrong with it.
        return _ARCHIVED.get(ending)
    if any(name.startswith("word/") for name in names):
        return read_docx
    if kind.startswith(b"application/vnd.oasis.opendocument.text"):
        return read_odt
    if any(name.endswith(".fb2") for name in names):
        return read_fb2
    return None


def _is_epub(data: bytes, ending: str) -> bool:
    """Whether bytes are an EPUB: a ZIP archive that says so in its first member, or holds the container file."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    return (
        ending == "epub" or b"mimetypeapplication/epub+zip" in data[:200] or b"META-INF/container.xml" in data[-65536:]
    )


def _is_page(data: bytes, ending: str) -> bool:
    """Whether bytes are a web page, whatever its name: it begins as one, or is a text made of a page's paragraphs."""
    # Zero bytes are left out so that UTF-16 begins in the same way.
    head = data[:40_000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if _PAGE_START.match(head):
        return True
    if ending in {"md", "markdown", "mdown", "mkd"} or not _FRAGMENT_START.match(head):
        return False
    lines = sum(1 for line in head.splitlines() if line.strip())
    return len(_PARAGRAPH_TAG.findall(head)) >= max(2, lines // 3)
