"""What a document's own properties say of its story (Dublin Core in DOCX and ODT), machine names and stock titles left out."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.text.draft import Fields
from bot.text.markup import feed_xml, local_name

# Programs fill these in by themselves; nobody's story is called so.
_STOCK_TITLE = re.compile(
    r"(?:document|untitled|microsoft word|new (?:microsoft )?(?:word )?document|word document|dokument|sans titre"
    r"|no title|title|normal)[\s\-_]*(?:\d+|\(\d+\))?(?:\.\w{2,4})?|microsoft word - .*|.*\.(?:docx?|odt|rtf|txt)",
    re.IGNORECASE,
)
_STOCK_AUTHOR = re.compile(
    r"user|owner|admin(?:istrator)?|author|unknown|anonymous|default|student|guest|home|pc|laptop|root"
    r"|python-docx|libreoffice|openoffice.*|microsoft.*|apache poi|calibre.*|dell|hp|acer|lenovo|asus|toshiba|sony"
    r"|(?:desktop|laptop|win|pc)-\w+|\w+\$|(?:hp|dell|acer|lenovo|asus|windows|pc|my|user)[ _-]?(?:user|owner|customer|pc|\d+)",
    re.IGNORECASE,
)
_KEYS = {
    "title": "title", "creator": "author", "initial-creator": "author", "keywords": "tags", "keyword": "tag list",
    "language": "language",
}  # fmt: skip


class _Reader:
    def __init__(self) -> None:
        self.fields: Fields = {}
        self._key: str | None = None
        self._name = ""
        self._pieces: list[str] = []

    def start(self, tag: str, _attributes: Mapping[str, str]) -> None:
        self._name = local_name(tag)
        self._key = _KEYS.get(self._name)
        self._pieces = []

    def end(self, _tag: str) -> None:
        text = " ".join("".join(self._pieces).split())
        if self._key and text:
            values = self.fields.setdefault(self._key, [])
            # ODT names whoever wrote first and whoever saved last; the first is the author.
            if self._name == "initial-creator":
                values[:] = [text]
            elif self._key != "author" or not values:
                values.append(text)
        self._key = None

    def data(self, text: str) -> None:
        if self._key:
            self._pieces.append(text)


def read_core_properties(data: bytes) -> Fields:
    """Title, author, tags and language in `core.xml` or `meta.xml`; what no person typed is left out."""
    reader = _Reader()
    if data:
        feed_xml(data, reader)
    return believable(reader.fields)


def believable(fields: Fields) -> Fields:
    """Properties without stock titles (`Document1`), machine names (`DESKTOP-7F3K`) and accounts (`User`)."""
    checked = {"title": _STOCK_TITLE, "author": _STOCK_AUTHOR}
    kept: Fields = {}
    for key, values in fields.items():
        stock = checked.get(key)
        good = [value for value in values if value.strip() and not (stock and stock.fullmatch(value.strip()))]
        if good:
            kept[key] = good
    return kept
