"""A web page's bytes to an element tree: its encoding found, no entity expanded, nothing fetched, its size bounded."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from html.entities import html5
from typing import Any, TypeAlias

from lxml import etree

from bot.errors import Phrase, StoryFileError
from bot.text.decode import Decoded, decode

Tree: TypeAlias = Any  # an lxml element; lxml ships no types

_META_CHARSET = re.compile(rb"<meta\b[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})[\"']", re.IGNORECASE)
_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml\b[^>]*\?>)?")
_XML_DECLARATION = re.compile(r"^\ufeff?\s*<\?xml\b[^>]*\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE\b[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_XHTML = re.compile(r"\sxmlns\s*=\s*([\"'])http://www\.w3\.org/1999/xhtml\1")
_NO_XML_SIGNS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LONG_TAG = re.compile(rb"<[a-zA-Z][^<>]{20000,}")
_QUOTED = re.compile(rb"\"[^\"]*\"|'[^']*'")
_MOST_ATTRIBUTES = 2_000
_OWN_ENTITIES = {"amp", "lt", "gt", "quot", "apos"}
# Declared Latin-1 has meant cp1252 in every browser for thirty years (WHATWG Encoding, "windows-1252" labels).
_MEANT = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
          "windows-1252": "cp1252", "macintosh": "mac_roman", "x-mac-roman": "mac_roman"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page: its root element, and how its characters were read."""

    root: Tree
    encoding: str


def parse_page(data: bytes) -> Page:
    """A page in whatever HTML, as browsers read it; StoryFileError where it is nested beyond all reason."""
    found = decode_page(data)
    # Bytes that are UTF-8 go to the parser as they are; writing a novel anew costs as much as parsing it.
    source = data if found.encoding == "utf-8" else found.text.encode("utf-8", "replace")
    return Page(parse_html(source), found.encoding)


def decode_page(data: bytes) -> Decoded:
    """A page's characters: by byte order mark, strict UTF-8, what the page declares, and last by its bytes alone."""
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return decode(data)
    try:
        return Decoded(data.decode("utf-8"), "utf-8") if b"\0" not in data[:4000] else decode(data)
    except UnicodeDecodeError:
        pass
    stated = _META_CHARSET.search(data[:4096]) or _XML_ENCODING.search(data[:400])
    if stated:
        name = stated[1].decode("ascii").lower()
        name = _MEANT.get(name, name)
        # A page that declares UTF-8 and is not is one with a few broken bytes, or lies; its bytes tell which.
        if not name.startswith("utf") and (text := _decoded_as(data, name)) is not None:
            return Decoded(text, name)
    return decode(data)


def _decoded_as(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (LookupError, ValueError):
        return None


def parse_html(source: bytes) -> Tree:
    """The root of a page given as UTF-8; an empty one for a page without elements."""
    if found := _DECLARATION.match(source):
        source = source[found.end() :]
    # The parser compares each attribute of an element with all others of it.
    if any(len(_QUOTED.sub(b"", tag).split()) > _MOST_ATTRIBUTES for tag in _LONG_TAG.findall(source)):
        raise StoryFileError("This page has an element with thousands of attributes.", "Save the story as plain text.")
    # Depth is bounded by libxml2 (2,048); beyond it the parser would drop the rest of the story without a word.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_pis=True)
    try:
        root = etree.fromstring(source, parser)
    except (etree.LxmlError, ValueError):
        root = None
    _refuse_limits(parser)
    return etree.Element("html") if root is None else root


def parse_xhtml(data: bytes) -> Tree:
    """The root of an XHTML document, its elements without the XHTML namespace; one that is not well-formed is read as HTML.

    Named entities are replaced before the parse and a document type is left out, so that none of it can be expanded.
    """
    text = _NO_XML_SIGNS.sub("\ufffd", decode_page(data).text)
    head = _XHTML.sub("", _DOCTYPE.sub("", _XML_DECLARATION.sub("", text[:4096]), count=1))
    bare = _ENTITY.sub(_named, head + text[4096:])
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.fromstring(bare.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError):
        return parse_html(text.encode("utf-8", "replace"))
    if str(root.tag).startswith("{"):
        return parse_html(text.encode("utf-8", "replace"))
    return root


def parse_xml(data: bytes, what: Phrase) -> Tree:
    """The root of an XML document; StoryFileError, saying `what` is wrong, where there is none to be found."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(data.lstrip(b" \r\n\t"), parser)
    except (etree.LxmlError, ValueError):
        root = None
    if root is None:
        raise StoryFileError("This book cannot be read: {what}.", "Make the file anew and send that.", what=what)
    return root


def _refuse_limits(parser: etree.HTMLParser) -> None:
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise StoryFileError("This page is nested more deeply than any story is.", "Save the story as plain text.")


def _named(found: re.Match[str]) -> str:
    name = found[1]
    if name in _OWN_ENTITIES:
        return found[0]
    return html.escape(html5.get(f"{name};", found[0]), quote=False)


def text_of(element: Tree) -> str:
    """All characters inside an element, comments left out, white space made single spaces."""
    return " ".join(etree.tostring(element, method="text", encoding="unicode", with_tail=False).split())


def has_class(element: Tree, *names: str) -> bool:
    """Whether an element bears one of these classes; the number that calibre puts behind a name does not count."""
    stated = [name.rstrip("0123456789") for name in (element.get("class") or "").split()]
    return any(name in stated for name in names)


def remove(element: Tree) -> None:
    """Takes an element out of its tree; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    tail = element.tail or ""
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    element.tail = None
    parent.remove(element)
