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
NO_XML_SIGNS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
# The parser compares each attribute of an element with all others of it, and drops one at a time.
_MOST_ATTRIBUTES = 500
_LONG_TAG = re.compile(rb"<[a-zA-Z][^<>]{%d,}" % (2 * _MOST_ATTRIBUTES))
_HIDDEN_ANGLE = re.compile(rb"""=\s*+(?:"[^"<>]*+[<>]|'[^'<>]*+[<>])""")
# All of a page but an element with too many attributes, as WHATWG HTML 13.2.5 divides its characters; each is read once.
_ATTRIBUTE = rb"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+"""
_IN_REASON = re.compile(
    rb"(?:[^<]++|<(?![a-zA-Z!])|<!--(?:[^-]++|-(?!->))*+|<!|<script\b(?:[^<]++|<(?!/script))*+"
    rb"|<[a-zA-Z][^\s/>]*+(?:%b){0,%d}+[\s/]*+(?:>|\Z))*+" % (_ATTRIBUTE, _MOST_ATTRIBUTES),
    re.IGNORECASE,
)
_WITH_ATTRIBUTES = re.compile(rb"<[a-zA-Z][^<>\s]*(\s[^<>]*)")
_ANGLE_HIDES = _MOST_ATTRIBUTES
_LARGE = 4_000_000  # bytes
_FULL_LOG = 100
_MOST_TAGS = 1_000_000  # opening and closing ones; a novel of a million words has about 100,000
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
    if not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) and b"\0" not in data[:4000]:
        # Most pages are UTF-8: the parser itself tells whether, and no second copy of the page is made.
        root, is_utf8 = _parsed(data)
        if is_utf8:
            return Page(root, "utf-8")
    found = decode_page(data)
    return Page(parse_html(found.text.encode("utf-8", "replace")), found.encoding)


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
    """The root of a page given as UTF-8, comments left out; an empty one for a page without elements."""
    return _parsed(source)[0]


def _parsed(source: bytes) -> tuple[Tree, bool]:
    """The root of a page read as UTF-8, and whether it is for certain."""
    if found := _DECLARATION.match(source):
        source = source[found.end() :]
    _refuse_attributes(source)
    refuse_tags(source.count(b"<"))
    # Depth is bounded by libxml2 (2,048); beyond it the parser would drop the rest of the story without a word.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, remove_pis=True, remove_comments=True)
    try:
        root = etree.fromstring(source, parser)
    except (etree.LxmlError, ValueError):
        root = None
    kinds = {entry.type for entry in parser.error_log}
    if etree.ErrorTypes.ERR_RESOURCE_LIMIT in kinds:
        raise StoryFileError("This page is nested more deeply than any story is.", "Save the story as plain text.")
    # The log ends at its hundredth entry, so that a full one proves nothing.
    full = len(parser.error_log) >= _FULL_LOG
    wrong = etree.ErrorTypes.ERR_INVALID_ENCODING in kinds or (full and not _is_utf8(source))
    return etree.Element("html") if root is None else root, not wrong


def _refuse_attributes(source: bytes) -> None:
    """Raises StoryFileError for an element with hundreds of attributes, or a large page with a million of them."""
    hidden = _HIDDEN_ANGLE.search(source) is not None
    if hidden or _LONG_TAG.search(source):
        read = _IN_REASON.match(source)
        if read is None or read.end() < len(source):
            raise StoryFileError(
                "This page has an element with hundreds of attributes.", "Save the story as plain text."
            )
    if len(source) > _LARGE:
        # Each takes more memory than a page of prose. An angle in a value ends a tag too soon here, and is rare.
        count = sum(max(len(tag.split()), tag.count(b"=")) for tag in _WITH_ATTRIBUTES.findall(source))
        refuse_tags(count + (_ANGLE_HIDES * len(_HIDDEN_ANGLE.findall(source)) if hidden else 0))


def refuse_tags(count: int) -> None:
    """Raises StoryFileError where so many tags are far beyond a story: each costs memory and time, however little it holds."""
    if count > _MOST_TAGS:
        raise StoryFileError("This page holds far more markup than a story needs.", "Save the story as plain text.")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def parse_xhtml(data: bytes) -> Tree:
    """The root of an XHTML document, its elements without the XHTML namespace; one that is not well-formed is read as HTML.

    Named entities are replaced before the parse and a document type is left out, so that none of it can be expanded.
    """
    text = NO_XML_SIGNS.sub("\ufffd", decode_page(data).text)
    head = _XHTML.sub("", _DOCTYPE.sub("", _XML_DECLARATION.sub("", text[:4096]), count=1))
    bare = _ENTITY.sub(_named, head + text[4096:])
    refuse_tags(bare.count("<"))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_comments=True, remove_pis=True
    )
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
