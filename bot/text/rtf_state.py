"""What an RTF group inherits and changes: where its characters go, how they are set, and in which code page they are."""

from __future__ import annotations

import codecs
from enum import Enum
from functools import cache
from typing import NamedTuple

from bot.models import Style


class Destination(Enum):
    """Where a group's characters go."""

    BODY = "body"
    SKIP = "skip"
    FONTS = "fonts"
    STYLES = "styles"
    INFO = "info"
    NOTE = "note"
    FIELD = "field"  # what a field is


class State(NamedTuple):
    """A group's own settings; a group begins with those of the group round it."""

    destination: Destination = Destination.BODY
    key: str | None = None  # in the info group: the field this is
    style: int = Style.PLAIN.value  # a plain number: styles are turned on and off at every second mark
    font: int | None = None
    hidden: bool = False
    capitals: bool = False
    target: str = ""  # where the words of a link lead
    after_unicode: int = 1  # how many plain characters stand in for one \u


INFO_KEYS = {"title": "title", "author": "author", "keywords": "tags"}
_ENTERED = {
    "fonttbl": Destination.FONTS, "stylesheet": Destination.STYLES, "info": Destination.INFO,
    "footnote": Destination.NOTE, "fldinst": Destination.FIELD,
}  # fmt: skip
_SKIPPED = {
    "colortbl", "pict", "object", "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf",
    "nonshppict", "listtext", "pntext", "xe", "tc", "rxe", "template", "themedata", "filetbl", "revtbl",
    "listtable", "listoverridetable", "rsidtbl", "generator", "bkmkstart", "bkmkend", "annotation", "atnid",
    "atnauthor", "datastore", "ftnsep", "ftnsepc", "ftncn", "aftnsep", "private", "comment", "do", "shpinst", "falt",
    "panose", "userprops", "xmlnstbl", "latentstyles", "pgptbl", "operator", "company", "manager", "doccomm",
    "category", "subject", "creatim", "revtim", "printim", "buptim", "hlinkbase",
}  # fmt: skip


def destination_of(word: str, *, starred: bool, inside: Destination) -> Destination | None:
    """Where a group goes that opens with this control word; None where it goes on as before.

    A starred destination that nobody knows is to be skipped (specification, "Destinations").
    """
    if word == "fldinst" and inside is not Destination.BODY:
        return Destination.SKIP
    if word in _ENTERED:
        return _ENTERED[word]
    if word in INFO_KEYS and inside is Destination.INFO:
        return inside
    if word in _SKIPPED:
        return Destination.SKIP
    if starred and not (word == "cs" and inside is Destination.STYLES):
        return Destination.SKIP
    return None


# The charsets that fonts name (specification, "Font Table") as Windows code pages.
_CHARSETS = {
    77: 10000, 128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256, 186: 1257,
    204: 1251, 222: 874, 238: 1250, 255: 437,
}  # fmt: skip
_CODECS = {10000: "mac_roman", 65001: "utf-8"}


class CodePages:
    """The code page of the document and of each font that has its own."""

    def __init__(self) -> None:
        self.page = 1252
        self._default: int | None = None
        self._fonts: dict[int | None, int] = {}

    def set_page(self, page: int | None) -> None:
        """The document's code page; one that Python cannot read leaves the usual one."""
        if page and _codec(page):
            self.page = page

    def set_default(self, font: int | None) -> None:
        """The font of characters that name none."""
        self._default = font

    def set_charset(self, font: int | None, charset: int | None) -> None:
        """A font's own charset; 0 and 1 mean the document's, 2 is for signs."""
        page = _CHARSETS.get(charset or 0)
        if page and _codec(page):
            self._fonts[font] = page

    def codec(self, font: int | None) -> str:
        """The codec for characters in this font."""
        return _codec(self._fonts.get(self._default if font is None else font, self.page)) or "cp1252"


@cache
def _codec(page: int) -> str | None:
    name = _CODECS.get(page, f"cp{page}")
    try:
        codecs.lookup(name)
    except LookupError:
        return None
    return name
