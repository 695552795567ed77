"""Stories saved by download programs: FanFicFare's and FicHub's pages, as HTML and in their EPUBs.

Sources: JimmXinu/FanFicFare, fanficfare/writers; FicHub/fichub.net, the templates of its exports.
"""

from __future__ import annotations

import re

from bot.text.html_parse import Tree, has_class, remove, text_of
from bot.text.html_sheet import Sheet, add_labelled, first, lines_of, paragraphs_of, remove_all, text_at
from bot.text.html_status import read_status_line
from bot.text.labels import read_label


def read_fanficfare(root: Tree) -> Sheet | None:
    """The sheet of a FanFicFare page or book; None for any other page. Title page, contents and log are taken out."""
    page = first(root, ".//*[contains(@class, 'fff_titlepage')]")
    table = next((one for one in root.iter("table") if has_class(one, "full")), None)
    if page is None and (
        table is None or first(root, ".//a[@name='TOCTOP']|.//a[starts-with(@name, 'section')]") is None
    ):
        return None
    sheet = Sheet(root)
    title = first(page if page is not None else root, ".//h1|.//h2|.//h3")
    if title is not None:
        _read_title(title, sheet)
    if page is not None:
        _read_title_page(page, sheet)
        remove(page)
    elif table is not None:
        _read_table(table, sheet)
        remove(table)
    # It names the fandom `Category`, which elsewhere holds kinds of stories.
    sheet.add("labels", "story url")
    if title is not None and title.getparent() is not None:
        remove(title)
    remove_all(root, ".//*[contains(@class, 'fff_tocpage') or contains(@class, 'fff_logpage')]")
    _remove_contents(root)
    return sheet


def _read_title(title: Tree, sheet: Sheet) -> None:
    authors = [text_of(one) for one in title.iter("a") if has_class(one, "authorlink")]
    whole = text_of(title)
    name, _, author = whole.rpartition(" by ")
    if authors:
        name = whole[: whole.rfind(f" by {authors[0]}")] if f" by {authors[0]}" in whole else name
    sheet.add("title", name or whole)
    sheet.add("author", *(authors or [author]))


def _read_table(table: Tree, sheet: Sheet) -> None:
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in {"td", "th"}]
        for label, value in zip(cells[::2], cells[1::2], strict=False):
            add_labelled(sheet, text_of(label), paragraphs_of(value))


def _read_title_page(page: Tree, sheet: Sheet) -> None:
    tables = list(page.iter("table"))
    for table in tables:
        _read_table(table, sheet)
    if tables:
        return
    label, value = "", ""
    for line in lines_of(page):
        found = read_label(line)
        if found and found.key:
            add_labelled(sheet, label, value)
            label, value = found.label, found.value
        else:
            value = f"{value}\n\n{line}".strip()
    add_labelled(sheet, label, value)


def _remove_contents(root: Tree) -> None:
    top = first(root, ".//a[@name='TOCTOP']")
    if top is None:
        return
    after = top.getnext()
    if after is not None and after.tag == "p" and first(after, "./a[starts-with(@href, '#')]") is not None:
        remove(after)
    remove(top)


def read_fichub(root: Tree) -> Sheet | None:
    """The sheet of a FicHub page or book; None for any other page. Its introduction and navigation are taken out."""
    chapter = first(root, ".//*[starts-with(@id, 'chap_')]")
    credit = first(root, ".//p[contains(., 'FicHub')]|.//p[contains(., 'Original source')]")
    if credit is None or (
        first(root, ".//span[@class='author']") is None and chapter is None and not _is_introduction(credit)
    ):
        return None
    sheet = Sheet(root)
    page = _introduction(credit)
    sheet.add(
        "title",
        text_at(root, ".//span[@class='title']") or next((text_of(one) for one in page if one.tag == "h1"), None),
    )
    sheet.add("author", text_at(root, ".//span[@class='author']"))
    for element in page:
        _read_introduction(element, sheet)
    for element in page:
        remove(element)
    remove_all(root, ".//*[contains(@class, 'chapter_nav')]|.//*[@id='contents-list']|.//nav")
    remove_all(root, ".//a[starts-with(@href, '#contents') and not(ancestor::p)]")
    return sheet


def _is_introduction(credit: Tree) -> bool:
    return "Exported with the assistance of" in text_of(credit) or "Original source" in text_of(credit)


def _introduction(credit: Tree) -> list[Tree]:
    """The elements before the contents or the first chapter; of a book, those of the page that holds the credit."""
    parent = credit.getparent()
    if parent is None:
        return []
    page: list[Tree] = []
    for element in parent:
        if element.tag == "nav" or str(element.get("id") or "").startswith(("chap_", "contents")):
            break
        if isinstance(element.tag, str):
            page.append(element)
    return page


def _read_introduction(element: Tree, sheet: Sheet) -> None:
    if element.tag in {"h1", "h2", "h3"}:
        return
    text = paragraphs_of(element)
    if element.tag in {"div", "blockquote"} and not sheet.fields.get("summary"):
        sheet.add("summary", text)
        return
    if text.startswith("Rated:") or " - Rated:" in text:
        read_status_line(text, sheet)
        return
    byline = re.fullmatch(r"By:?\s+(\S.*)", text)
    if byline and "author" not in sheet.fields:
        sheet.add("author", byline[1])
    for line in text.split("\n"):
        label, mark, value = line.partition(":")
        if mark and label.strip() in {
            "Status",
            "Published",
            "Chapters",
            "Language",
            "Fandom",
            "Fandoms",
            "Rating",
            "Summary",
        }:
            add_labelled(sheet, label, value)
