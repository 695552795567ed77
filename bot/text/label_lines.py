"""A block of labelled lines as fields: wrapped values joined, bylines and ratings without a label among them."""

from __future__ import annotations

import html
import re

from bot.text.draft import Fields
from bot.text.genre import divide
from bot.text.header_blocks import TEXT_BEGINS
from bot.text.info_lines import read_bare_rating, read_details
from bot.text.labels import MIXED, Labelled, mark_labels, read_label, split_labels
from bot.text.lines import Group
from bot.text.ratings import is_rating_word
from bot.text.title_page import BYLINE

_WRAPPED = 55
_BYLINE_WORDS = 7
_BREAK_TAG = re.compile(r"\s*<br\b[^<>]{0,40}>\s*", re.IGNORECASE)
_PART_OF = re.compile(
    r"[*_]*(?:part|book)\s+(?:\d{1,3}|[ivxlc]{1,6}|[a-z]{3,9})\s+(?:of|in)[*_]*\s+[*_\"“]*[A-Z].{0,80}", re.IGNORECASE
)
# Values of one line: what follows one that was not full is the story, not more of it.
_SHORT = {"author", "language", "published", "rating", "series", "status", "title"}
_COPYRIGHT = re.compile(r"(?:\([cC]\)|©|Copyright\b|COPYRIGHT\b)[^\n]{0,20}\b(?:19|20)\d\d\b.{0,100}")
_WITH_RATING = re.compile(r"\brat(?:ing|ed)\b", re.IGNORECASE)
_FEW_WORDS = 3
_RATED = re.compile(r"^rated\s+", re.IGNORECASE)


def read_labels(group: Group, fields: Fields, *, strict: bool = False) -> int:
    """Adds a label-led group's values to `fields` and tells how many of its lines they take.

    A line without a label carries on the value above it; with `strict` only where that line was full or has no value yet.
    """
    stated: list[tuple[Labelled, list[str]]] = []
    current: list[str] | None = None
    before = ""
    texts = mark_labels(group.texts) or group.texts
    for number, content in enumerate(texts):
        details = read_details(content)
        if details:
            add_labels(stated, fields)
            stated, current, before = [], None, content
            _add_details(details, fields)
            continue
        if (
            current is not None
            and read_label(content) is None
            and any(map(read_details, texts[number + 1 : number + 2]))
        ):
            # On story sites the line above the details is the summary.
            fields.setdefault("summary", []).append(content)
            continue
        for text in split_labels(content):
            label = read_label(text) or _read_bare(text, fields, stated) or _read_copyright(text, before)
            if label and label.label.casefold() in TEXT_BEGINS:
                add_labels(stated, fields)
                return number + 1
            if label and _starts_value(label, before):
                current = [label.value] if label.value else []
                stated.append((label, current))
            elif (
                (strict or (stated and stated[-1][0].key in _SHORT and _begins_sentence(text)))
                and before
                and not _is_full(before, text)
                and (current or current is None)
            ):
                add_labels(stated, fields)
                return number
            elif current is not None:
                current.append(text)
            before = text
    add_labels(stated, fields)
    return len(group.texts)


def _read_bare(text: str, fields: Fields, stated: list[tuple[Labelled, list[str]]]) -> Labelled | None:
    """A byline or a rating that stands among labels without a mark, where no label has stated it yet."""
    keys = {label.key for label, _ in stated} | fields.keys()
    byline = BYLINE.fullmatch(text) if "author" not in keys and "title" in keys else None
    if byline and byline["author"][:1].isupper() and len(text.split()) < _BYLINE_WORDS:
        return Labelled("author", "Author", byline["author"])
    place = _PART_OF.fullmatch(text) if "series" not in keys else None
    if place:
        return Labelled("series", "Series", text)
    rating = read_bare_rating(text) if "rating" not in keys else None
    return Labelled("rating", "Rating", _RATED.sub("", rating)) if rating else None


def _read_copyright(text: str, before: str) -> Labelled | None:
    """A copyright line among labels; one that carries on a sentence belongs to the value above it."""
    found = _COPYRIGHT.fullmatch(text) if before[-1:] in ".!?)" or len(before) < _WRAPPED else None
    return Labelled("rights", "Copyright", text) if found else None


def add_labels(stated: list[tuple[Labelled, list[str]]], fields: Fields) -> None:
    """Adds labels and the lines of their values to `fields`; its `keys` and `labels` tell the order stated."""
    for label, words in stated:
        key = label.key or "unknown"
        value = _plain(" ".join(words))
        if _WITH_RATING.search(label.label) and key not in {"rating", MIXED}:
            # `Fandom/Rating: Low Lights, PG`: one label for both.
            pieces = [piece.strip() for piece in divide(value, ",;/|")]
            rating = next(filter(is_rating_word, pieces), None)
            if rating:
                fields.setdefault("rating", []).append(rating)
                value = ", ".join(piece for piece in pieces if piece != rating)
        fields.setdefault(key, []).append(value)
        fields.setdefault("keys", []).append(key)
        fields.setdefault("labels", []).append(label.label.casefold())


def _plain(value: str) -> str:
    """A value without a web page's line ends and entities."""
    if "<" in value:
        value = _BREAK_TAG.sub(" ", value).strip()
    return html.unescape(value) if "&" in value and ";" in value else value


def _add_details(details: Fields, fields: Fields) -> None:
    for key, values in details.items():
        fields.setdefault(key, []).extend(values)
        fields.setdefault("keys", []).append(key)
        fields.setdefault("labels", []).append("rating")


def _starts_value(label: Labelled, before: str) -> bool:
    """A known label always starts a value; an unknown one only where the line above was not simply wrapped."""
    return label.key is not None or not before or len(before) < _WRAPPED


def _begins_sentence(text: str) -> bool:
    return len(text.split()) > _FEW_WORDS and (text[:1].isupper() or text[:1] in "\"“‘'")


def _is_full(line: str, following: str) -> bool:
    return len(line) + 1 + len(following.split(" ", 1)[0]) > _WRAPPED
