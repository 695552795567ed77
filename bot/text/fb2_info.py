"""What an FB2 book's title-info says of the book, as labelled fields; other parts of its description are no story's."""

from __future__ import annotations

from collections.abc import Mapping

from bot.text.draft import Fields
from bot.text.numerals import read_numeral

_NAMES = ("first-name", "middle-name", "last-name", "nickname")
_PLAIN = {"book-title": "title", "keywords": "tags", "lang": "language", "genre": "genre"}


class TitleInfo:
    """Collects the events of a description; `body_title` holds the lines of the body's own title, which may be all."""

    def __init__(self) -> None:
        self.body_title: list[str] = []
        self._fields: Fields = {}
        self._on = False
        self._author: dict[str, str] | None = None
        self._pieces: list[str] = []
        self._paragraphs: list[str] | None = None
        self._date = ""

    def start(self, path: list[str], attributes: Mapping[str, str]) -> None:
        """A tag outside the bodies opens; `path` ends with it."""
        name = path[-1]
        self._on = "title-info" in path or (name == "sequence" and "publish-info" in path)
        if not self._on:
            return
        if name == "author":
            self._author = {}
        elif name == "annotation":
            self._paragraphs = []
        elif name == "sequence" and attributes.get("name", "").strip() and "series" not in self._fields:
            self._fields["series"] = [attributes["name"].strip()]
            number = attributes.get("number", "").strip()
            if read_numeral(number) is not None:
                self._fields["part"] = [number]
        elif name == "date":
            self._date = attributes.get("value", "")
        if self._paragraphs is None or name == "annotation":
            self._pieces = []

    def end(self, name: str) -> None:
        """A tag outside the bodies closes."""
        if not self._on:
            return
        text = " ".join("".join(self._pieces).split())
        if name == "title-info":
            self._on = False
        elif self._paragraphs is not None:
            self._close_annotation(name, text)
        elif name in _NAMES and self._author is not None:
            self._author[name] = text
        elif name == "author" and self._author is not None:
            whole = " ".join(self._author[part] for part in _NAMES[:3] if self._author.get(part))
            self._add("author", whole or self._author.get("nickname", ""))
            self._author = None
        elif name == "date":
            self._add("published", self._date or text)
        elif name in _PLAIN:
            self._add(_PLAIN[name], text)

    def data(self, text: str) -> None:
        """Characters outside the bodies."""
        if self._on:
            self._pieces.append(text)

    def fields(self) -> Fields:
        """The fields stated; a title that only the body prints is its last line (the author stands above it)."""
        if "title" not in self._fields and self.body_title:
            return {**self._fields, "title": [self.body_title[-1]]}
        # One code of the format's own list each; several say no more than the first.
        return {key: values[:1] if key == "genre" else values for key, values in self._fields.items()}

    def _close_annotation(self, name: str, text: str) -> None:
        if name in {"p", "v", "subtitle", "text-author"}:
            if text and self._paragraphs is not None:
                self._paragraphs.append(text)
            self._pieces = []
        elif name == "annotation":
            self._add("summary", "\n\n".join(self._paragraphs or [text]))
            self._paragraphs = None

    def _add(self, key: str, value: str) -> None:
        if value.strip():
            self._fields.setdefault(key, []).append(value.strip())
