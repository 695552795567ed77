"""A story's title and author, from whichever place states them best, without markup, addresses and posting marks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from string import capwords

from bot.text.draft import Fields
from bot.text.genre import is_nothing
from bot.text.info_lines import read_subject
from bot.text.series import before_in_series

_PLAIN_MARKUP = re.compile(r"(?<!\w)([_*]{1,2})(?=\S)(.{1,500}?)(?<=\S)\1(?!\w)")
_CODES = re.compile(
    r"\[/?(?:b|i|u|center|size|color|font|h\d)\b[^\[\]]{0,40}\]|</?(?:b|i|u|em|strong|center|h\d|p|span|font)\b[^<>]{0,80}>",
    re.IGNORECASE,
)
_POSTING_PART = re.compile(r"\s*[(\[]\s*(?:part\s+)?\d+\s*(?:/|of)\s*(?:\d+|\?)\s*[)\]]\s*$", re.IGNORECASE)
_ADDRESS = re.compile(
    r"\s*(?:<[^<>]{0,200}(?:@|://|[(\[]at[)\]])[^<>]{0,200}>|[(\[][^()\[\]]{0,100}(?:@|://|\bat\b.{1,40}\bdot\b)[^()\[\]]{0,100}[)\]]"
    r"|[\s,-]+[^\s@]{1,80}@[^\s@]{1,80}\.\w{2,12}\s*$)",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:\s+and\s+|\s&\s|;)\s*", re.IGNORECASE)
_COMMA = re.compile(r"\s*,\s*")
_NAME = re.compile(r"[A-Z][\w.'’-]*(?:\s+[A-Z][\w.'’-]*){0,3}|\w*[_\d]\w*")
_LONGEST_AUTHOR = 300


def read_title(
    fields: Fields, front: Fields, subjects: list[str], *, plain: str | None, sequel: str | None, name: str
) -> tuple[str | None, str | None]:
    """The title and where it stands: header, front-matter, text, sequel or filename; (None, None) where nothing tells.

    `plain` is a title printed without a label, `sequel` the title of the next story, `name` the file's own name,
    `subjects` the titles in a mail's subject.
    """
    candidates: Iterable[tuple[str | None, str]] = (
        (_first(fields, "title"), "header"),
        (_first(front, "title"), "front-matter"),
        (plain, "text"),
        (next(iter(subjects), None), "header"),
    )
    for title, source in candidates:
        if title:
            return _clean(title), source
    before = before_in_series(sequel) if sequel else None
    if before:
        return before.title, "sequel"
    words = _words_of(name)
    return (words, "filename") if words else (None, None)


def _clean(title: str) -> str:
    plain = without_markup(title)
    if len(plain) > 2 and plain[0] in '"“' and plain[-1] in '"”' and not set(plain[1:-1]) & set('"“”'):
        plain = plain[1:-1]
    subject = read_subject(plain)
    return subject.title if subject and subject.fields else _POSTING_PART.sub("", plain)


def _first(fields: Fields, key: str) -> str | None:
    return next((value.strip() for value in fields.get(key, ()) if value.strip()), None)


def _words_of(name: str) -> str | None:
    """A file's name as words: no folder, ending, order number or dashes."""
    stem = re.split(r"[\\/]", name)[-1]
    stem = re.sub(r"\.[A-Za-z0-9]{1,8}$", "", stem)
    words = re.sub(r"[\s_\-.+]+", " ", stem).strip()
    words = re.sub(r"\s(?:ao3|ffnet|sb|rr|fp) \d+$|\b(?=\w*\d)[0-9a-f]{10,}\b", "", words, flags=re.IGNORECASE).strip()
    without_order = re.sub(r"^\d{1,4}\s+(?=[A-Za-z])", "", words)
    if not re.search(r"[^\W\d_]", without_order):
        return None
    return without_order if any(map(str.isupper, without_order)) else capwords(without_order)


def without_markup(text: str) -> str:
    """A short value without the stars, underscores and spaces round it."""
    return _PLAIN_MARKUP.sub(r"\2", _CODES.sub("", text).strip()).strip()


def read_author(fields: Fields) -> str | None:
    """The author, several joined with ` & `; e-mail and web addresses left out. None where nobody is named.

    >>> read_author({"author": ["Ada Lowther and Hob Carrick <hob@example.org>"]})
    'Ada Lowther & Hob Carrick'
    """
    plural = bool({"authors", "author(s)"} & set(fields.get("labels", ())))
    names: list[str] = []
    for value in fields.get("author", ()):
        plain = _ADDRESS.sub("", without_markup(value[:_LONGEST_AUTHOR])).strip(" ,")
        if plain and not is_nothing(plain):
            names.extend(_several(plain, plural=plural))
    return " & ".join(dict.fromkeys(names)) or None


def _several(value: str, *, plural: bool) -> list[str]:
    """One value's authors: divided where each piece reads as a name, at commas only under a label that says several."""
    halves = [half.strip() for half in _AND.split(value) if half.strip()]
    if plural:
        return [name for half in halves for name in _COMMA.split(half) if name]
    return halves if len(halves) > 1 and all(map(_NAME.fullmatch, halves)) else [value]
