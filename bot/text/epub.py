"""EPUB 2 and 3 to a draft: the pages in reading order, front and back matter apart, metadata from package and title page."""

from __future__ import annotations

import re

from lxml import etree

from bot.errors import StoryFileError
from bot.models import Limits
from bot.text.archive import open_archive
from bot.text.bounds import check_pages
from bot.text.draft import Draft, Fields
from bot.text.epub_package import Package, read_package
from bot.text.fold import fold
from bot.text.html import draft_of_tree, words_in
from bot.text.html_looks import EPUB_TYPE, Looks
from bot.text.html_parse import Tree, parse_xhtml, refuse_tags, text_of

# Kinds of pages that are no story, by the EPUB Structural Semantics Vocabulary and the guide of EPUB 2.
_NO_STORY = {
    "titlepage", "title-page", "halftitlepage", "halftitle", "imprint", "colophon", "copyright-page", "copyright", "cover",
    "toc", "loi", "lot", "landmarks", "index", "page-list", "seriespage", "contributors", "other-credits", "errata",
    "acknowledgments", "acknowledgements", "uncopyright", "bibliography", "about-the-author", "keywords", "promo",
}  # fmt: skip
_NO_STORY_NAME = re.compile(
    r"(?:.*[_-])?(?:titlepage|title[_-]?page|halftitle(?:page)?|imprint|colophon|uncopyright|copyright|cover|coverpage|toc|nav|"
    r"contents|loi|about[_-]?(?:the[_-]?)?author|also[_-]?by|newsletter|wrap\d+)\.(?:x?html?|xml)", re.IGNORECASE)  # fmt: skip
_NO_STORY_HEADING = {
    "contents", "table of contents", "copyright", "colophon", "imprint", "uncopyright", "about the author", "information",
    "also by", "acknowledgments", "acknowledgements", "cover", "title page", "list of illustrations",
}  # fmt: skip
_RIGHTS = re.compile(
    r"all rights reserved|\bISBN\b|no part of this (?:book|publication)|copyright ©|© copyright", re.IGNORECASE
)
_RIGHTS_LENGTH = 6_000
_TITLE_LENGTH = 400


def read_epub(data: bytes, limits: Limits) -> Draft:
    """The draft of an EPUB; StoryFileError where it is broken, protected, or far larger unpacked than a story is.

    What the preface or title page of a known site states goes before the package document. Items have no offsets.
    """
    archive = open_archive(data, limits)
    package = read_package(archive)
    looks = Looks()
    for sheet in package.sheets:
        looks.add_css(archive.read(sheet).decode("utf-8", "replace"))
    book = etree.Element("body")
    dedications: list[str] = []
    words: frozenset[bytes] = frozenset()
    sources = {path: archive.read(path) for path in package.spine}
    check_pages(sources.values(), limits)
    tags = 0
    for path, source in sources.items():
        tags += source.count(b"<")
        refuse_tags(tags)
        words |= words_in(source)
        page = parse_xhtml(source)
        looks.add_page(page)
        body = page.find("body")
        if body is None:
            body = page
        kind = _kind(path, body, package)
        if kind == "dedication":
            dedications.append(text_of(body))
        elif kind == "story":
            book.append(_chapter(path, body, package))
    if not len(book):
        raise StoryFileError("There is no story in this book.", "Check that it holds more than a title page.")
    stated = package.fields
    draft = draft_of_tree(book, looks, words, titles=tuple(stated.get("title", ())))
    fields = draft.fields
    if dedications:
        fields.setdefault("notes", []).extend(dedications)
    return Draft(draft.items, fields, _front(stated, fields), draft.title, encoding=None)


def _front(stated: Fields, fields: Fields) -> Fields:
    """What the package alone states; its subjects are kept only where no page sorts them."""
    known = set(fields)
    known |= {"tag list", "genre"} if known & {"warning list", "fandom list", "labels"} else set()
    return {key: values for key, values in stated.items() if key not in known}


def _chapter(path: str, body: Tree, package: Package) -> Tree:
    """A page as one section of the book, headed by its title in the contents where it has no heading of its own."""
    body.tag = "section"
    title = package.listed.get(path, "")
    if (
        title
        and _lacks_heading(body)
        and not _is_frame(body)
        and fold(title) != fold(package.fields.get("title", [""])[0])
    ):
        heading = etree.Element("h2")
        heading.text = title
        heading.tail = body.text
        body.text = None
        body.insert(0, heading)
    body.tail = None
    return body


def _lacks_heading(body: Tree) -> bool:
    return next(body.iter("h1", "h2", "h3", "h4", "h5", "h6"), None) is None


def _is_frame(body: Tree) -> bool:
    """Whether a page belongs to a download's own frame, which its site's reader takes apart."""
    return bool(body.xpath(".//*[@id='preface' or @id='afterword' or @id='chapters']")) or "fff_" in (
        body.get("class") or ""
    )


def _kind(path: str, body: Tree, package: Package) -> str:
    """What a page is: `story`, `dedication`, or `frame` for all that stands round a story."""
    if _is_frame(body) or body.xpath(".//p[contains(., 'Exported with the assistance of')]"):
        return "story"
    kinds = _types(body) | set(package.kinds.get(path, "").split())
    if kinds & _NO_STORY:
        return "frame"
    if "dedication" in kinds:
        return "dedication"
    if kinds & {"chapter", "part", "bodymatter", "prologue", "epilogue", "z3998:fiction"} - {"bodymatter"}:
        return "story"
    return "frame" if _looks_like_frame(path, body, package) else "story"


def _types(body: Tree) -> set[str]:
    """The types of a page's body and of what it holds as a whole."""
    found = set((body.get(EPUB_TYPE) or "").lower().split())
    element = body
    while len(element) == 1:
        element = element[0]
        found.update((element.get(EPUB_TYPE) or "").lower().split())
    return found


def _looks_like_frame(path: str, body: Tree, package: Package) -> bool:
    name = path.rpartition("/")[2]
    if _NO_STORY_NAME.fullmatch(name):
        return True
    heading = next(body.iter("h1", "h2", "h3"), None)
    if heading is not None and text_of(heading).casefold().strip(" :.") in _NO_STORY_HEADING:
        return True
    text = text_of(body)
    if len(text) < _RIGHTS_LENGTH and _RIGHTS.search(text):
        return True
    return path == package.spine[0] and len(text) < _TITLE_LENGTH and _is_title_page(text, package.fields)


def _is_title_page(text: str, fields: Fields) -> bool:
    """Whether a short first page begins with the title, and holds hardly anything besides it and the author."""
    rest = fold(text)
    title = fold(fields.get("title", [""])[0])
    if not title or not rest.startswith(title):
        return False
    for name in (title, *map(fold, fields.get("author", []))):
        rest = rest.replace(name, "")
    return len(rest) <= max(len(title), 30)
