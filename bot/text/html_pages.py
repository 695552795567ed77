"""Story pages as browsers save them: Royal Road, LiveJournal and Dreamwidth, fanfiction.net, and pages of any other site.

Sources for their class names: JimmXinu/FanFicFare, adapters; dteviot/WebToEpub, plugin/js/parsers.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from lxml import etree

from bot.text.dates import read_date
from bot.text.draft import Fields
from bot.text.fold import fold
from bot.text.html_parse import NO_XML_SIGNS, Tree, remove, text_of
from bot.text.html_sheet import Sheet, first, paragraphs_of, remove_all, text_at, turn_into_note
from bot.text.html_status import read_status_line
from bot.text.labels import key_of

_LEAST = 200
_HOLDERS = {"ul", "ol", "p", "div", "table", "nav"}
_MOST_HOLDERS = 2_000
_BETWEEN_LINKS = re.compile(r"[\s|·•\[\]()\d.]")
_MOST_BESIDE_LINKS = 12
_MOST_TABLES = 3


def _class(name: str) -> str:
    """The XPath condition for one class of an element."""
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


_CHAPTER_PIECES = (
    f".//h1[not(ancestor::*[{_class('chapter-content')}])]"
    f"|.//*[{_class('author-note-portlet')} or ({_class('author-note')} and not(ancestor::*[{_class('author-note-portlet')}]))]"
    f"|.//*[{_class('chapter-content')}]"
)
_ENTRIES = ("entry-content", "b-singlepost-body", "aentry-post__text", "asset-body", "entry-text", "entry")
_ENTRY_TITLES = ("entry-title", "b-singlepost-title", "aentry-post__title", "asset-title", "subject")
# What may bear a name that tells its part on the page; paragraphs and what stands in them are too many to be asked.
_NAMED = (
    "div", "section", "article", "main", "nav", "aside", "header", "footer", "ul", "ol", "dl", "table", "td", "form", "center",
)  # fmt: skip
_NO_STORY_NAMES = {
    "comments", "respond", "sharedaddy", "post-navigation", "navigation", "breadcrumbs", "banner", "contentinfo", "site-footer",
    "site-header", "sidebar",
}  # fmt: skip


def read_royal_road(root: Tree) -> Sheet | None:
    """The sheet of Royal Road chapters or of a fiction's page with them; None for any other page."""
    if first(root, f".//*[{_class('chapter-content')}]") is None:
        return None
    if (
        first(root, f".//*[{_class('author-note-portlet')} or {_class('fic-header')} or {_class('chapter-inner')}]")
        is None
    ):
        return None
    fields = _about_fiction(root)
    story = etree.Element("div")
    for piece in root.xpath(_CHAPTER_PIECES):
        if piece.tag == "h1" and fold(text_of(piece)) == fold(fields.get("title", [""])[0]):
            continue
        piece.tail = None
        story.append(piece)
    for piece in list(story):
        if piece.tag == "h1":
            piece.tag = "h2"
        elif "author-note" in (piece.get("class") or ""):
            remove_all(piece, f".//*[{_class('portlet-title')} or {_class('caption')}]")
            turn_into_note(piece, paragraphs_of(piece))
    return Sheet(story, fields)


def _about_fiction(root: Tree) -> Fields:
    sheet = Sheet(root)
    sheet.add("title", text_at(root, f".//*[{_class('fic-title')}]//h1") or text_at(root, ".//h2[a[contains(@href, '/fiction/')]]")
              or text_at(root, ".//a[contains(@href, '/fiction/') and not(contains(@href, '/chapter/'))]"))  # fmt: skip
    sheet.add("author", text_at(root, ".//a[contains(@href, '/profile/')]"))
    sheet.add("warning list", *(text_of(one) for one in root.xpath(
        ".//*[strong[starts-with(normalize-space(.), 'Warning')] or b[starts-with(normalize-space(.), 'Warning')]]//li")))  # fmt: skip
    sheet.add("tag list", *(text_of(one) for one in root.xpath(f".//*[{_class('fiction-tag')}]")))
    description = first(root, f".//*[{_class('description')}]")
    sheet.add("summary", paragraphs_of(description) if description is not None else None)
    status = next((text_of(one) for one in root.xpath(f".//*[{_class('label')}]") if text_of(one) in
                   {"COMPLETED", "ONGOING", "HIATUS", "STUB", "DROPPED"}), None)  # fmt: skip
    sheet.add("status", {"COMPLETED": "complete", "STUB": None, "DROPPED": "unfinished"}.get(status or "STUB", status))
    return sheet.fields


def read_journal(root: Tree) -> Sheet | None:
    """The sheet of a LiveJournal or Dreamwidth entry, whose labels stand in its text; None for any other page."""
    if (
        first(root, ".//*[contains(@class, 'ljuser') or contains(@class, 'lj-') or contains(@class, 'aentry')]|.//lj")
        is None
    ):
        return None
    entry = next((found for name in _ENTRIES if (found := first(root, f".//*[{_class(name)}]")) is not None), None)
    if entry is None:
        return None
    sheet = Sheet(entry, complete=False)
    sheet.add("tag list", *(text_of(one) for one in root.xpath(f".//*[{_class('tag')} or {_class('ljtags')}]//a")))
    remove_all(entry, f".//*[{_class('tag')} or {_class('ljtags')} or {_class('currents')} or {_class('metadata')}]")
    for name in _ENTRY_TITLES:
        if (title := text_at(root, f".//*[{_class(name)}]")) and first(entry, f".//*[{_class(name)}]") is None:
            sheet.add("heading", title)
            break
    return sheet


def read_fanfiction_net(root: Tree) -> Sheet | None:
    """The sheet of a chapter's page of fanfiction.net or fictionpress.com; None for any other page."""
    profile, text = first(root, ".//*[@id='profile_top']"), first(root, ".//*[@id='storytext']")
    if profile is None or text is None:
        return None
    story = etree.Element("div")
    sheet = Sheet(story)
    sheet.add("title", text_at(profile, f".//b[{_class('xcontrast_txt')}]"))
    sheet.add("author", text_at(profile, ".//a[contains(@href, '/u/')]"))
    sheet.add("summary", text_at(profile, f".//div[{_class('xcontrast_txt')}]"))
    sheet.add("fandom list", text_at(root, ".//*[@id='pre_story_links']//a[last()]"))
    line = first(profile, f".//span[{_class('xgray')}]")
    if line is not None:
        read_status_line(text_of(line), sheet)
    # Its dates are shown as "3h ago" or "Feb 3", whole ones stand in the attribute as seconds.
    published = profile.xpath(".//span[@data-xutime]/@data-xutime")
    if published and not any(read_date(one) for one in sheet.fields.get("published", [])):
        sheet.fields["published"] = [_day(published[-1])]
    chapter = text_at(root, ".//select[@id='chap_select']/option[@selected]")
    if chapter:
        etree.SubElement(story, "h2").text = chapter
    story.append(text)
    return sheet


def _day(seconds: str) -> str:
    """The day of a Unix time in UTC."""
    try:
        return datetime.fromtimestamp(int(seconds), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def read_any_page(root: Tree) -> Sheet:
    """The sheet of a page nobody knows: its body, or the one element in it that holds the article."""
    head, body = root.find("head"), root.find("body")
    if head is not None:
        remove(head)
    story = root if body is None else body
    holders: dict[str, list[Tree]] = {}
    for one in story.iter(*_NAMED):
        holders.setdefault(one.tag, []).append(one)
    named = [one for ones in holders.values() for one in ones if one.attrib]
    texts = [one for one in named if one.get("id") in {"storytext", "story"}]
    entries = [one for one in named if "entry-content" in (one.get("class") or "").split()]
    for found in (holders.get("article", []), holders.get("main", []), texts, entries):
        if len(found) == 1 and len(text_of(found[0])) >= min(_LEAST, len(text_of(story)) // 2):
            story = found[0]
            break
    for element in story:
        if element.tag in {"header", "footer", "aside"} and story.tag == "body":
            remove(element)
    for element in named:
        names = {element.get("id"), element.get("role"), *(element.get("class") or "").split()}
        if names & _NO_STORY_NAMES and element is not story:
            remove(element)
    for table in [*story.iter("table", "dl")][:_MOST_TABLES]:
        _to_lines(table)
    return Sheet(story, complete=False)


def _to_lines(table: Tree) -> None:
    """Turns a table of labels and values into lines `Label: value`, as other headers have them."""
    if table.tag == "dl":
        rows = [[one, one.getnext()] for one in table.iter("dt")]
    else:
        rows = [[cell for cell in row if cell.tag in {"td", "th"}] for row in table.iter("tr")]
    rows = [row for row in rows if any(cell is not None and text_of(cell) for cell in row)]
    pairs = [(text_of(row[0]).strip(" :\u00a0"), row[1]) for row in rows if len(row) == 2 and row[1] is not None]
    if (
        len(pairs) < len(rows)
        or len(pairs) < 2
        or sum(key_of(label) is not None for label, _ in pairs) * 2 < len(pairs)
    ):
        return
    parent = table.getparent()
    if parent is None:
        return
    lines = etree.Element("p")
    for number, (label, value) in enumerate(pairs):
        line = NO_XML_SIGNS.sub("", f"{label}: {' '.join(paragraphs_of(value).split())}")
        if number:
            etree.SubElement(lines, "br").tail = line
        else:
            lines.text = line
    lines.tail = table.tail
    parent.replace(table, lines)


def remove_contents(story: Tree) -> None:
    """Takes out what is nothing but links to places in the same page: a table of contents, a way back to it."""
    holders: dict[Tree, list[Tree]] = {}
    for link in story.iter("a"):
        element = link if (link.get("href") or "").startswith("#") else story
        while (
            element is not story
            and (element := element.getparent()) is not None
            and element is not story
            and len(holders) < _MOST_HOLDERS
        ):
            if element.tag in _HOLDERS:
                holders.setdefault(element, []).append(link)
    for element, links in holders.items():
        linked = sum(len(_BETWEEN_LINKS.sub("", text_of(link))) for link in links)
        # Beside its links a list has numbers and bars; a sentence would be the story's.
        others = len(_BETWEEN_LINKS.sub("", text_of(element))) - linked
        if linked and others <= _MOST_BESIDE_LINKS and _is_list(element, links):
            remove(element)


def _is_list(element: Tree, links: list[Tree]) -> bool:
    return (
        len(links) > 1
        or element.tag in {"ul", "ol"}
        or fold(text_of(element)) in {"top", "backtotop", "contents", "back"}
    )
