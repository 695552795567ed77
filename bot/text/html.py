"""HTML pages to a draft: the site's own frame apart, paragraphs and verse, headings as chapters, rules and gaps as breaks."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bot.models import Limits
from bot.text.bounds import check_pages
from bot.text.draft import Draft, Fields, Item, ItemKind
from bot.text.html_ao3 import read_ao3
from bot.text.html_blocks import to_rows
from bot.text.html_breaks import to_items
from bot.text.html_downloads import read_fanficfare, read_fichub
from bot.text.html_header import take_foot, take_labels, take_title
from bot.text.html_looks import Looks
from bot.text.html_pages import read_any_page, read_fanfiction_net, read_journal, read_royal_road, remove_contents
from bot.text.html_parse import Tree, parse_page, text_of
from bot.text.html_sheet import Sheet
from bot.text.html_works import read_work_page
from bot.text.plaintext import read_plain_text

# A site's reader is asked only where one of its words stands in the page's source, since asking costs a walk each.
_SITES: tuple[tuple[Callable[[Tree], Sheet | None], tuple[bytes, ...]], ...] = (
    (read_work_page, (b"workskin",)),
    (read_ao3, (b"tags",)),
    (read_fanficfare, (b"fff_titlepage", b"TOCTOP", b"section0")),
    (read_fichub, (b"FicHub", b"Original source")),
    (read_royal_road, (b"chapter-content",)),
    (read_fanfiction_net, (b"profile_top",)),
    (read_journal, (b"ljuser", b"lj-", b"lj:", b"aentry")),
)
_TOP = 400_000  # bytes; sites name themselves in what stands before a story
_PAGE_TITLE = re.compile(r"(?P<title>\S.*?)(?:\s+by\s+\S.*|\s+[-–—|]\s+\S.*)?")


def read_html(data: bytes, limits: Limits) -> Draft:
    """The draft of a story saved as a web page; StoryFileError where the page cannot be read.

    A rule (`<hr>`) is an ornament without signs of its own. Items have no offsets.
    """
    check_pages([data], limits)
    page = parse_page(data)
    looks = Looks()
    looks.add_page(page.root)
    title = page.root.find("head/title")
    named = text_of(title) if title is not None else None
    draft = draft_of_tree(page.root, looks, words_in(data), page_title=named)
    return replace(draft, encoding=page.encoding)


def words_in(data: bytes) -> frozenset[bytes]:
    """Those words of sites that stand in a page's bytes, near enough to its top."""
    top = data[:_TOP]
    return frozenset(word for _, words in _SITES for word in words if word in top)


def draft_of_tree(
    root: Tree, looks: Looks, words: frozenset[bytes], *, page_title: str | None = None, titles: tuple[str, ...] = ()
) -> Draft:
    """The draft of a page or a whole book as one tree; `words` tell the sites it may come from (`words_in`).

    `titles` are those already known, `page_title` is a last resort.

    The tree is changed on the way.
    """
    sheet = read_site(root, words)
    if not sheet.complete:
        whole = _in_one_piece(sheet.story)
        if whole is not None:
            return _with_title(whole, page_title)
        remove_contents(sheet.story)
    return _draft(sheet, looks, page_title, titles)


def read_site(root: Tree, words: frozenset[bytes]) -> Sheet:
    """What the first site's reader that knows the page makes of it; of an unknown page its body."""
    for read, needed in _SITES:
        if not words.isdisjoint(needed) and (sheet := read(root)) is not None:
            return sheet
    return read_any_page(root)


def _draft(sheet: Sheet, looks: Looks, page_title: str | None, titles: tuple[str, ...]) -> Draft:
    rows = to_rows(sheet.story, looks)
    fields: Fields = dict(sheet.fields)
    stated = fields.pop("heading", [])
    title, author = take_title(rows, [*fields.get("title", []), *stated, *titles], sure=sheet.complete or bool(titles))
    if not sheet.complete:
        header = take_labels(rows)
        _merge(fields, header.fields)
        title = title or header.title
        author = author or header.author
        _merge(fields, take_foot(rows))
    if author and "author" not in fields:
        fields["author"] = [author]
    items = _with_notes(to_items(rows), fields)
    title = title or next(iter(stated), None) or _title_of_page(page_title)
    return Draft(items, fields, title=title)


def _merge(fields: Fields, more: Fields) -> None:
    for key, values in more.items():
        fields.setdefault(key, []).extend(values)


def _with_notes(items: list[Item], fields: Fields) -> list[Item]:
    """The items; notes that stand in no chapter are the story's own."""
    if not any(item.kind is ItemKind.NOTE for item in items):
        return items
    kept: list[Item] = []
    chapters = 0
    for item in items:
        chapters += item.kind is ItemKind.HEADING
        if item.kind is ItemKind.NOTE and not chapters:
            fields.setdefault("notes", []).append(item.text)
        else:
            kept.append(item)
    return kept


def _title_of_page(title: str | None) -> str | None:
    found = _PAGE_TITLE.fullmatch(title or "")
    return found["title"] if found else None


def _in_one_piece(story: Tree) -> Draft | None:
    """A text file inside a page: one `pre` element that holds nearly all its words; None for other pages."""
    pres = list(story.iter("pre"))
    if len(pres) != 1:
        return None
    text = "".join(pres[0].itertext())
    if len("".join(text.split())) < 0.8 * len("".join("".join(story.itertext()).split())):
        return None
    draft = read_plain_text(text)
    return replace(draft, items=[item._replace(start=None, end=None) for item in draft.items])


def _with_title(draft: Draft, page_title: str | None) -> Draft:
    return replace(draft, title=draft.title or _title_of_page(page_title))
