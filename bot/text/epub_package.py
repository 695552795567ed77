"""An EPUB's package document: what it states of the book, its reading order and the titles its contents list.

Sources: the EPUB 2 (OPF 2.0.1) and EPUB 3 package specifications; calibre's and Standard Ebooks' additions to them.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from bot.errors import Phrase, StoryFileError
from bot.text.archive import Archive
from bot.text.draft import Fields
from bot.text.html_looks import EPUB_TYPE
from bot.text.html_parse import Tree, parse_html, parse_xhtml, parse_xml, text_of
from bot.text.html_sheet import paragraphs_of, series_field

_DC = "{http://purl.org/dc/elements/1.1/}"
_OPF = "{http://www.idpf.org/2007/opf}"
_CONTAINER = "META-INF/container.xml"
_PAGES = {"application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document"}
# The only protection that leaves the text readable: fonts scrambled by the two usual ways.
_FONT_SCRAMBLING = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")


@dataclass(frozen=True, slots=True)
class Package:
    """`spine` are the pages' paths in reading order; `kinds` and `listed` tell a page's landmark type and its title."""

    fields: Fields
    spine: list[str]
    sheets: list[str] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)
    listed: dict[str, str] = field(default_factory=dict)


def read_package(archive: Archive) -> Package:
    """The package of a book; StoryFileError where the archive is no readable EPUB."""
    _refuse_protection(archive)
    path = _package_path(archive)
    root = parse_xml(archive.read(path), Phrase("its package document is damaged"))
    for element in root.iter():
        # A prefix that nobody declared stays in the tag, which lxml then refuses to be given.
        if isinstance(element.tag, str) and ":" not in element.tag.removeprefix(_OPF):
            element.tag = element.tag.removeprefix(_OPF)
    items = {item.get("id"): item for item in root.iter("item")}
    order = [items[ref.get("idref")] for ref in root.iter("itemref") if ref.get("idref") in items]
    spine = [
        resolve(path, item.get("href") or "")
        for item in order
        if (item.get("media-type") or "").lower() in _PAGES and "nav" not in (item.get("properties") or "").split()
    ]
    spine = list(dict.fromkeys(one for one in spine if one in archive))
    if not spine:
        raise StoryFileError("This book names no page in its reading order.", "Make the file anew and send that.")
    sheets = [resolve(path, item.get("href") or "") for item in items.values() if item.get("media-type") == "text/css"]
    kinds = {resolve(path, one.get("href") or ""): (one.get("type") or "").lower() for one in root.iter("reference")}
    listed: dict[str, str] = {}
    _read_contents(archive, path, items, kinds, listed)
    return Package(_fields(root), spine, [one for one in sheets if one in archive], kinds, listed)


def _refuse_protection(archive: Archive) -> None:
    if "META-INF/encryption.xml" not in archive:
        return
    methods = parse_xml(archive.read("META-INF/encryption.xml"), Phrase("its list of protected files is damaged")).iter(
        "{*}EncryptionMethod"
    )
    if "META-INF/rights.xml" in archive or any(method.get("Algorithm") not in _FONT_SCRAMBLING for method in methods):
        raise StoryFileError("This book is protected against copying (DRM).", "Send a file without such protection.")


def _package_path(archive: Archive) -> str:
    if _CONTAINER in archive:
        container = parse_xml(archive.read(_CONTAINER), Phrase("its container is damaged"))
        for one in container.iter("{*}rootfile"):
            path = (one.get("full-path") or "").lstrip("/")
            if path in archive:
                return path
    path = next((name for name in archive.names if name.lower().endswith(".opf")), "")
    if not path:
        raise StoryFileError(
            "This archive is no EPUB: it holds no package document.", "Send an EPUB, HTML or text file."
        )
    return path


def _read_contents(
    archive: Archive, path: str, items: dict[str | None, Tree], kinds: dict[str, str], listed: dict[str, str]
) -> None:
    """Fills `listed` with the first title that the contents give each page, and `kinds` with its landmarks."""
    for item in items.values():
        target = resolve(path, item.get("href") or "")
        if target not in archive:
            continue
        if "nav" in (item.get("properties") or "").split():
            for nav in parse_xhtml(archive.read(target)).iter("nav"):
                landmarks = "landmarks" in (nav.get(EPUB_TYPE) or "")
                for link in nav.iter("a"):
                    page = resolve(target, link.get("href") or "")
                    if landmarks:
                        kinds.setdefault(page, (link.get(EPUB_TYPE) or "").lower())
                    elif "page-list" not in (nav.get(EPUB_TYPE) or ""):
                        listed.setdefault(page, text_of(link))
        elif item.get("media-type") == "application/x-dtbncx+xml":
            for point in parse_xml(archive.read(target), Phrase("its table of contents is damaged")).iter(
                "{*}navPoint"
            ):
                label, content = point.find("{*}navLabel"), point.find("{*}content")
                if label is not None and content is not None:
                    listed.setdefault(resolve(target, content.get("src") or ""), text_of(label))


# --- what the package states ----------------------------------------------------------------------------------------


def _fields(root: Tree) -> Fields:
    metas = list(root.iter("meta"))
    refined: dict[tuple[str, str], str] = {}
    for meta in metas:
        if meta.get("refines"):
            refined.setdefault(((meta.get("refines") or "").lstrip("#"), meta.get("property") or ""), text_of(meta))
    named = {meta.get("name"): (meta.get("content") or "").strip() for meta in metas if meta.get("name")}
    properties = {meta.get("property") or "": text_of(meta) for meta in metas if not meta.get("refines")}
    stated = {
        "title": [_title(root, refined)],
        "author": _authors(root, refined),
        "series": [_series(metas, refined, named)],
        "summary": [_description(root)],
        "language": [text_of(one) for one in root.iter(f"{_DC}language")][:1],
        "tag list": [text_of(one) for one in root.iter(f"{_DC}subject")],
        "genre": [properties.get("schema:genre", "") or properties.get("se:subject", "")],
        "rights": [text_of(one)[:300] for one in root.iter(f"{_DC}rights")][:1],
        # Standard Ebooks dates its edition, not the work.
        "published": [] if any(key.startswith("se:") for key in _properties(metas)) else _dates(root),
    }
    return {key: kept for key, values in stated.items() if (kept := [value for value in values if value])}


def _properties(metas: list[Tree]) -> list[str]:
    return [meta.get("property") or "" for meta in metas]


def _title(root: Tree, refined: dict[tuple[str, str], str]) -> str:
    """The main title of several; a subtitle of its own is left out."""
    titles = list(root.iter(f"{_DC}title"))
    main = [one for one in titles if refined.get((one.get("id") or "", "title-type")) == "main"]
    untyped = [one for one in titles if (one.get("id") or "", "title-type") not in refined]
    return next((text_of(one) for one in (*main, *untyped, *titles) if text_of(one)), "")


def _authors(root: Tree, refined: dict[tuple[str, str], str]) -> list[str]:
    creators = list(root.iter(f"{_DC}creator"))
    roles = [one.get(f"{_OPF}role") or refined.get((one.get("id") or "", "role"), "aut") for one in creators]
    authors = [text_of(one) for one, role in zip(creators, roles, strict=True) if role.lower() in {"aut", "author"}]
    return [name for name in (authors or [text_of(one) for one in creators]) if name.casefold() != "unknown"]


def _series(metas: list[Tree], refined: dict[tuple[str, str], str], named: dict[str | None, str]) -> str:
    """The collection typed as a series, else one of no type (a set is no series), else calibre's."""
    collections = [meta for meta in metas if meta.get("property") == "belongs-to-collection"]
    kind = {id(meta): refined.get((meta.get("id") or "", "collection-type"), "") for meta in collections}
    for wanted in ("series", ""):
        for meta in collections:
            if kind[id(meta)] == wanted:
                return series_field(text_of(meta), refined.get((meta.get("id") or "", "group-position")))
    name = named.get("calibre:series", "")
    number = named.get("calibre:series_index", "").removesuffix(".0").removesuffix(".00")
    return series_field(name, number or None) if name else ""


def _description(root: Tree) -> str:
    """The description, which may be escaped HTML."""
    text = next((text_of(one) for one in root.iter(f"{_DC}description")), "")
    return paragraphs_of(parse_html(text.encode("utf-8", "replace"))) if "<" in text else text


def _dates(root: Tree) -> list[str]:
    """The date of publication where events tell it from those of making and changing the file, else the first date."""
    dates = [(one.get(f"{_OPF}event") or "", text_of(one)) for one in root.iter(f"{_DC}date")]
    events = [date for event, date in dates if "publication" in event]
    return events[:1] or [date for event, date in dates if not event][:1]


def resolve(base: str, href: str) -> str:
    """The path a link leads to from the member `base`, as the archive names it; the fragment is left out.

    >>> resolve("OEBPS/content.opf", "Text/a%20b.xhtml#x")
    'OEBPS/Text/a b.xhtml'
    """
    try:
        path = unquote(urlsplit(href).path)
    except ValueError:
        return ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), path)).lstrip("/")
