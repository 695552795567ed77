"""What a site's reader takes from a page, and the small steps that all such readers share."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from bot.text.draft import Fields
from bot.text.html_blocks import NOTE
from bot.text.html_parse import Tree, remove, text_of
from bot.text.labels import KEY_OF

_BLOCKS = {"p", "div", "li", "blockquote", "h1", "h2", "h3", "h4", "tr", "br"}
_ANYWHERE = re.compile(r"\.//[\w*]+(?:\[[^/|]*\])?")


@dataclass(slots=True)
class Sheet:
    """A page's stated fields and the element that holds its story; `complete` where no further header is to be looked for."""

    story: Tree
    fields: Fields = field(default_factory=dict)
    complete: bool = True

    def add(self, key: str, *values: str | None) -> None:
        """Adds those values that are not empty."""
        kept = [value.strip() for value in values if value and value.strip()]
        if kept:
            self.fields.setdefault(key, []).extend(kept)


def paragraphs_of(element: Tree) -> str:
    """An element's text with its paragraphs and line breaks kept: a blank line between paragraphs, LF within them."""
    pieces: list[str] = []
    stack: list[tuple[Tree, bool]] = [(element, False)]
    while stack:
        node, left = stack.pop()
        if left:
            pieces.append("\n\n" if node.tag in _BLOCKS and node.tag != "br" else "")
            pieces.append(" ".join(_edge_kept(node.tail)) if node is not element else "")
            continue
        if node.tag == "br":
            pieces.append("\n")
        elif node.tag in _BLOCKS:
            pieces.append("\n\n")
        if isinstance(node.tag, str):
            pieces.append(" ".join(_edge_kept(node.text)))
        stack.append((node, True))
        stack.extend((child, False) for child in reversed(node))
    text = "".join(pieces)
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return re.sub(r"\n{2,}", "\n\n", "\n".join(lines)).strip()


def _edge_kept(text: str | None) -> list[str]:
    """Words of a text, with empty ones at its ends where white space stands there."""
    return re.split(r"[ \t\r\n\f]+", text or "")


def lines_of(element: Tree) -> list[str]:
    """An element's text as lines, empty ones left out."""
    return [line for line in paragraphs_of(element).split("\n") if line]


def add_labelled(sheet: Sheet, label: str, value: str) -> None:
    """Adds a value under the key that a label stands for; a label nobody knows is left out."""
    key = KEY_OF.get(" ".join(label.casefold().strip(" :\u00a0").split()))
    if key and key != "ignore" and value.strip().casefold() != "none":
        sheet.add(key, value)


def series_field(name: str, number: str | None) -> str:
    """A series and the story's number in it as one field."""
    return f"{name} [{number}]" if number else name


def turn_into_note(element: Tree, text: str) -> None:
    """Puts an author's note of a chapter in an element's place."""
    note = etree.Element(NOTE)
    for number, paragraph in enumerate(text.split("\n\n")):
        line = etree.SubElement(note, "p")
        line.text = paragraph
        line.tail = "" if number else None
    note.tail = element.tail
    element.tail = None
    parent = element.getparent()
    if parent is not None:
        parent.replace(element, note)


def first(element: Tree, path: str) -> Tree | None:
    """The first element that an XPath finds."""
    if _ANYWHERE.fullmatch(path):
        # Put like this, libxml2 walks no further than to the first.
        path = f"descendant::{path[3:]}[1]"
    found = element.xpath(path)
    return found[0] if found else None


def text_at(element: Tree, path: str) -> str | None:
    """The text of the first element that an XPath finds; None where there is none or it is empty."""
    found = first(element, path)
    return (text_of(found) or None) if found is not None else None


def remove_all(element: Tree, path: str) -> None:
    """Removes all elements that an XPath finds."""
    for found in element.xpath(path):
        remove(found)
