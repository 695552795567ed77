"""A story downloaded from the Archive of Our Own, as HTML or in an EPUB made of it: preface, chapters and afterword told apart.

Source: otwcode/otwarchive, app/views/downloads, and calibre, which makes the EPUB of that page and numbers its classes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.text.html_parse import Tree, has_class, remove, text_of
from bot.text.html_sheet import Sheet, first, paragraphs_of, remove_all, series_field, text_at, turn_into_note

# Label of a tag group -> field. Their values are links, read one by one: commas belong to names.
_GROUPS = {
    "rating": "rating", "archive warning": "warning list", "fandom": "fandom list", "relationship": "relationship list",
    "character": "character list", "additional tag": "tag list", "language": "language",
}  # fmt: skip
_STATS = re.compile(r"(Published|Completed|Updated|Words|Chapters):\s*(\S+)")
_PART = re.compile(r"Part\s+(\d+(?:\.\d+)?)\s+of\b")
_CHAPTER = re.compile(r"Chapter \d+:\s+(\S.*)", re.DOTALL)
_NOTES = {"notes", "chapter notes", "end notes", "chapter end notes", "beginning notes", "endnotes"}
_SUMMARIES = {"summary", "chapter summary"}


def read_ao3(root: Tree) -> Sheet | None:
    """The sheet of an AO3 download; None for any other page. Preface, afterword and headings of the site's are taken out."""
    tags = next((one for one in root.iter("dl") if has_class(one, "tags")), None)
    if tags is None or not any(text_of(term).rstrip(":s") == "Rating" for term in tags.iter("dt")):
        return None
    sheet = Sheet(root)
    _read_tags(tags, sheet)
    preface = _part(root, "preface")
    if preface is None:
        preface = _page_of(tags, root)
    if preface is not None and preface is not root:
        _read_preface(preface, sheet)
        remove(preface)
    afterword = _part(root, "afterword")
    if afterword is not None:
        for label, quote in _sections(afterword):
            sheet.add("notes", paragraphs_of(quote) if label in _NOTES else None)
        remove(afterword)
    if preface is None or afterword is None:
        remove_all(root, "descendant::p[@class='message']")
    remove_all(root, "descendant::div[contains(@class, 'endnote-link')]")
    # All that is left are chapters; in a book only the first page of them has the id that says so.
    _read_chapters(root, sheet)
    return sheet


def _part(root: Tree, name: str) -> Tree | None:
    """The part of a download with this id, which stands near the root; only then is it worth a walk of the whole page."""
    found = first(root, f"*[@id='{name}']|*/*[@id='{name}']")
    return found if found is not None else first(root, f".//*[@id='{name}']")


def _page_of(element: Tree, root: Tree) -> Tree | None:
    """The page of a book that an element stands in: the element right under the root."""
    while (parent := element.getparent()) is not None and parent is not root:
        element = parent
    return element if parent is root and element.tag != "body" else None


def _read_tags(tags: Tree, sheet: Sheet) -> None:
    for term in tags.iter("dt"):
        value = term.getnext()
        if value is None or value.tag != "dd":
            continue
        label = text_of(term).rstrip(":").casefold()
        label = {"categories": "category", "series": "series", "stats": "stats"}.get(label, label.removesuffix("s"))
        links = [text_of(link) for link in value.iter("a")]
        if label == "series":
            _read_series(value, sheet)
        elif label in {"stats", "stat"}:
            _read_stats(text_of(value), sheet)
        elif key := _GROUPS.get(label):
            values = links or [text_of(value)]
            sheet.add(key, *(["; ".join(values)] if key in {"rating", "language"} else values))


def _read_series(value: Tree, sheet: Sheet) -> None:
    """The first series that a story is part of; the model holds one."""
    link = first(value, ".//a")
    number = _PART.search(text_of(value))
    if link is not None:
        sheet.add("series", series_field(text_of(link), number[1] if number else None))


def _read_stats(text: str, sheet: Sheet) -> None:
    stated = dict(_STATS.findall(text))
    sheet.add("published", stated.get("Published"))
    sheet.add("chapters", stated.get("Chapters"))


def _read_preface(preface: Tree, sheet: Sheet) -> None:
    sheet.add("title", text_at(preface, ".//h1") or text_at(preface, ".//p[@class='message']/b"))
    byline = next((one for one in preface.iter("div") if has_class(one, "byline")), None)
    if byline is not None:
        authors = [text_of(link) for link in byline.iter("a")]
        sheet.add("author", *(authors or [text_of(byline).removeprefix("by ")]))
    for label, quote in _sections(preface):
        sheet.add("summary" if label in _SUMMARIES else "notes", paragraphs_of(quote))


def _sections(element: Tree) -> Iterator[tuple[str, Tree]]:
    """Each label that stands in a paragraph of its own (`Notes`), and the quotation under it."""
    for quote in list(element.iter("blockquote")):
        before = quote.getprevious()
        if before is None or before.tag != "p" or not has_class(quote, "userstuff"):
            continue
        label = text_of(before).casefold().strip(": ")
        if label in _NOTES | _SUMMARIES:
            yield label, quote


def _read_chapters(chapters: Tree, sheet: Sheet) -> None:
    headings = [one for one in chapters.iter("h2") if not has_class(one, "toc-heading")]
    listed = [one for one in chapters.iter("h2") if has_class(one, "toc-heading")]
    if headings or len(listed) < 2:
        for heading in listed:
            remove(heading)
    for heading in headings or (listed if len(listed) > 1 else []):
        heading.attrib.pop("class", None)
        found = _CHAPTER.fullmatch(text_of(heading))
        if found:
            heading[:] = []
            heading.text = found[1]
    for byline in [one for one in chapters.iter("div") if has_class(one, "byline")]:
        remove(byline)
    _take_notes(chapters, sheet, several=bool(headings) or len(listed) > 1)


def _take_notes(chapters: Tree, sheet: Sheet, *, several: bool) -> None:
    """Summaries and notes of chapters, each put in its place as a note; of a story without chapters they are the story's."""
    for _, quote in list(_sections(chapters)):
        parent, label = quote.getparent(), quote.getprevious()
        if parent is None or label is None or (has_class(parent, "userstuff") and parent.get("id") != "chapters"):
            continue
        text = paragraphs_of(quote)
        remove(label)
        if several:
            turn_into_note(quote, text)
        else:
            sheet.add("notes", text)
            remove(quote)
