"""A work's page of the Archive of Our Own as browsers save it, whole or one chapter of it: the site's own frame apart.

Source: otwcode/otwarchive, app/views/works and app/views/chapters.
"""

from __future__ import annotations

import re

from lxml import etree

from bot.text.html_parse import Tree, has_class, text_of
from bot.text.html_sheet import Sheet, first, paragraphs_of, series_field, text_at, turn_into_note

# The class of a group of tags -> field.
_GROUPS = {
    "rating": "rating", "warning": "warning list", "fandom": "fandom list", "relationship": "relationship list",
    "character": "character list", "freeform": "tag list",
}  # fmt: skip
_PART = re.compile(r"Part\s+(\d+(?:\.\d+)?)\s+of\b")
_TITLED = re.compile(r"Chapter \d+:\s+(\S.*)", re.DOTALL)


def read_work_page(root: Tree) -> Sheet | None:
    """The sheet of a work's page; None for any other page. Navigation, comments and the site's headings are left out."""
    skin = first(root, ".//*[@id='workskin']")
    chapters = first(skin, ".//*[@id='chapters']") if skin is not None else None
    if skin is None or chapters is None:
        return None
    story = etree.Element("div")
    sheet = Sheet(story)
    sheet.add("title", text_at(skin, ".//h2[contains(@class, 'title')]"))
    byline = first(skin, ".//h3[contains(@class, 'byline')]")
    if byline is not None:
        sheet.add("author", *([text_of(link) for link in byline.iter("a")] or [text_of(byline)]))
    _read_tags(root, sheet)
    numbered = [one for one in chapters if has_class(one, "chapter")]
    for chapter in numbered:
        _read_chapter(chapter, story)
    # What is left belongs to the whole work: chapters took theirs along.
    for module in _modules(skin):
        _read_module(module, sheet)
    if not numbered:
        story.extend(_texts(chapters))
    return sheet


def _read_tags(root: Tree, sheet: Sheet) -> None:
    for value in root.iterfind(".//dl/dd"):
        for name in (value.get("class") or "").split():
            if name in _GROUPS:
                values = [text_of(link) for link in value.iter("a")]
                sheet.add(_GROUPS[name], *(["; ".join(values)] if name == "rating" else values))
            elif name == "series" and (link := first(value, ".//*[@class='position']//a")) is not None:
                number = _PART.search(text_of(value))
                if "series" not in sheet.fields:
                    sheet.add("series", series_field(text_of(link), number[1] if number else None))
            elif name in {"language", "published", "chapters"}:
                sheet.add(name, text_of(value))


def _modules(element: Tree) -> list[Tree]:
    """Summaries and notes: each a quotation in a division of its own."""
    return [
        one
        for one in element.iter("div")
        if has_class(one, "module") and has_class(one, "summary", "notes") and one.find("blockquote") is not None
    ]


def _read_module(module: Tree, sheet: Sheet) -> None:
    sheet.add("summary" if has_class(module, "summary") else "notes", paragraphs_of(module.find("blockquote")))


def _read_chapter(chapter: Tree, story: Tree) -> None:
    heading = first(chapter, ".//h3[contains(@class, 'title')]")
    title = text_of(heading) if heading is not None else ""
    if title:
        found = _TITLED.fullmatch(title)
        etree.SubElement(story, "h2").text = found[1] if found else title
    for module in _modules(chapter):
        note = module.find("blockquote")
        story.append(note)
        turn_into_note(note, paragraphs_of(note))
    story.extend(_texts(chapter))


def _texts(element: Tree) -> list[Tree]:
    """The divisions that hold the author's text, without the heading for screen readers in them."""
    found = [one for one in element.iter("div") if has_class(one, "userstuff")]
    for one in found:
        for heading in list(one.iterfind("h3")):
            if has_class(heading, "landmark"):
                one.remove(heading)
        one.tail = None
    return found
