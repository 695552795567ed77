"""The labels that story headers put before their values, and what each of them means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from bot.text.label_words import KEY_OF, MIXED, UNMARKED, WEAK

__all__ = ["KEY_OF", "MIXED", "Labelled", "key_of", "mark_labels", "read_label", "split_labels"]

_ASIDE = re.compile(r"\s*\([^()]*\)?$")
_BULLET = re.compile(r"^\s*(?:(?:[>#•·►▶▪■●○◆◇♦★☆✦✧✿❀♥❤♡~+=|*»-]{1,3}|\d{1,2}[.)])\s+)+(?=\S)")
_PLURAL = re.compile(r"(?:/s|\((?:e?s|en|in|nen)\)|/in|:in)$")
_NUMBER = re.compile(r"\s*\d{1,2}[.)]\s+(?=\S)")
_LINE_END_TAG = re.compile(r"^<(?:p|div|br)\b[^<>]{0,60}>\s*|(?:<br\b[^<>]{0,40}>|</(?:p|div|span)>)$", re.IGNORECASE)
_EPITHET = re.compile(
    r"^(?:story|fic|fanfic|overall|full|short|brief|main|standard|official|general|primary|original|my|chapter|part|current)\s+"
    r"|\s+(?:for this (?:part|chapter|story)|overall|so far|list|info|information|info\.|guide)$"
)
_JOINED = re.compile(r"\s*[/&+,]\s*|\s+and\s+")
_MARKUP = re.compile(r"</?(?:b|strong|i|em|u|font|span|p|div|br)\b[^<>]*>|[*_]{1,3}|\[/?[biu]\]", re.IGNORECASE)
_LABEL = re.compile(
    r"\s*(?P<label>[^\W\d_][^:：\n]{0,40}?)\s*(?:#?\d{1,2})?\s*(?:[:：]|:{2,3})\s*(?P<value>.*)", re.DOTALL
)
_LABEL_WITH_DASH = re.compile(
    r"\s*(?P<label>[^\W\d_][\w/'’().&? -]{0,30}?)"
    r"(?:\s+(?:[-–—]{1,3}>?|=+>?|~+|»|>{1,2}|→|\|)(?:\s+|$)|\s?(?:={1,2}>?|-{2,3}>|»|→|\.{3,40}|…{1,20}|_{3,40})\s?)(?P<value>.*)",
    re.DOTALL,
)
_BRACKETED = re.compile(
    r"\s*(?:\[(?P<square>[^\[\]:]{2,24})\]|<(?P<angle>[^<>:/]{2,24})>|【(?P<wide>[^】]{2,24})】)\s*:?\s*(?P<value>\S.*)",
    re.DOTALL,
)
# The same signs at both ends of a line: `[Title: x]`, `* Title: x *`, `~ Title: x ~`.
_WRAPPED = re.compile(
    r"(?P<open>[\[({<|*~=+#/-]{1,12})\s*(?P<inside>[^\W\d_].*?)\s*(?P<close>[\])}>|*~=+#/-]{1,12})", re.DOTALL
)
_MIRROR = str.maketrans("[({<", "])}>")
_LEADERS = " .…·=_-–"
_UNKNOWN = re.compile(r"[A-Z][\w'’/&-]*(?: [\w'’/&-]+){0,2}")
# Labels that stand behind others on a line though they could open a sentence.
_LATER = {
    "completed",
    "complete",
    "chapters",
    "word count",
    "words",
    "published",
    "updated",
    "status",
    "characters",
    "language",
    "category",
}
# Where a further label begins; `sign` is one that divides whatever stands round it.
_SECOND_LABEL = re.compile(
    r"(?<=\S)(?:\s*(?P<sign>//|[|•·])\s*|\s+(?P<dash>--|[-–—~/\\*])\s+|[;,]?\s+)"
    r"(?=[*_]{0,2}(?P<label>[A-Z][A-Za-z'’/ ()-]{1,24}?)[*_]{0,2}\s?:)"
)
_UNMARKED_LINE = re.compile(
    rf"(?P<label>{UNMARKED})\s+(?:(?:[-–—]{{1,3}}|=|~|>)\s+)?(?P<value>[^\s:–—=~|>.…»→-].*)", re.IGNORECASE
)
_LONGEST_UNMARKED = 400
_LONGEST_WRAPPED = 600
_SHORT = 200
_OFTEN_MISSPELT = (
    "author",
    "rating",
    "pairing",
    "pairings",
    "summary",
    "disclaimer",
    "warnings",
    "fandom",
    "spoilers",
    "category",
    "characters",
    "feedback",
    "archive",
)
_ALIKE = 0.88
_MOST_UNMARKED = 60
_FREE_TEXT = {"summary", "notes", "disclaimer"}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A line that a label leads: the canonical key (None where the label is unknown) and what follows it."""

    key: str | None
    label: str
    value: str

    @property
    def strong(self) -> bool:
        """Whether this label is hardly ever the start of a sentence."""
        return self.key not in {None, "ignore"} and _fold(self.label) not in WEAK


@lru_cache(maxsize=4096)
def key_of(label: str) -> str | None:
    """The canonical key of a label as printed; `Spoilers/Timeline`, `Overall Rating` and `Warnings (if any)` count too.

    >>> key_of("Spoilers/Timeline"), key_of("Story Summary"), key_of("Pairings & Characters"), key_of("He said")
    ('spoilers', 'summary', 'people', None)
    """
    folded = _fold(label)
    if found := KEY_OF.get(folded):
        return found
    bare = _PLURAL.sub("", _ASIDE.sub("", folded)).strip(" ?")
    if found := KEY_OF.get(bare) or KEY_OF.get(_EPITHET.sub("", bare)):
        return found
    keys = [KEY_OF.get(part) for part in _JOINED.split(bare)]
    if len(keys) < 2 or None in keys:
        return _misspelt(bare)
    if {"rating", "warnings"} <= set(keys):
        return MIXED
    if set(keys) == {"relationships", "characters"}:
        return "people"
    return next((key for key in keys if key != "ignore"), "ignore")


def _misspelt(label: str) -> str | None:
    """The key of one of the commonest labels with a letter too many, too few or in the wrong place (`Rateing`, `Dislcaimer`)."""
    alike = [word for word in _OFTEN_MISSPELT if word[0] == label[:1] and abs(len(word) - len(label)) < 2]
    near = get_close_matches(label, alike, 1, _ALIKE) if alike and " " not in label else None
    return KEY_OF[near[0]] if near else None


def read_label(line: str) -> Labelled | None:
    """The label that leads a line, with the markup round it taken away; None for a line without one.

    A label nobody knows counts too where it looks like one (`Betaed in haste by: ...`); whoever asks must judge by the
    lines around it.

    >>> read_label("**Rating:** PG").key
    'rating'
    """
    # A header's lines are looked at several times; a long one is a paragraph and would only fill the memory.
    return _read_short(line) if len(line) <= _SHORT else _read(line)


@lru_cache(maxsize=2048)
def _read_short(line: str) -> Labelled | None:
    return _read(line)


def _read(line: str) -> Labelled | None:
    line = _unwrapped(_without_bullet(line))
    if ":" not in line[:80] and "：" not in line[:80]:
        return _with_sign(line)
    found = _LABEL.fullmatch(_strip_label_markup(line))
    if not found:
        return _with_sign(line)
    label = found["label"]
    key = key_of(label)
    if key is None and label[-1] in _LEADERS:
        label = label.rstrip(_LEADERS)
        key = key_of(label)
    if key is None:
        other = None if label.isalnum() else _with_sign(line)
        return other or (Labelled(key, label, found["value"].strip()) if _UNKNOWN.fullmatch(label) else None)
    return Labelled(key, label, found["value"].strip())


def split_labels(line: str) -> list[str]:
    """A line that holds several labels (`Rated: R Category: Romance`) as one line each.

    Inside a summary, a note or a disclaimer a further label counts only behind a sign or the end of a sentence.
    """
    pieces: list[str] = []
    line = _without_bullet(line)
    start = 0
    current = read_label(line) if ":" in line[:80] else None
    end = line.find(":")
    if current is None or current.key is None:
        return [line]
    for found in _SECOND_LABEL.finditer(line):
        label = Labelled(key_of(found["label"]), found["label"], "")
        if found.start() < end or label.key is None or not _divides(found, label, current, line[found.start() - 1]):
            continue
        pieces.append(line[start : found.start()])
        start, end, current = found.end(), found.end("label"), label
    return [*pieces, line[start:]]


def _divides(found: re.Match[str], label: Labelled, current: Labelled, before: str) -> bool:
    """Whether a further label on a line begins a value: what stands before it, and how clear it is, decide."""
    if found["sign"]:
        return True
    wide = found.end() - found.start() > 1 and found.group().isspace()
    if current.key in _FREE_TEXT:
        return (
            (wide or before in '.!?)"”')
            and not found["dash"]
            and (label.strong or wide)
            and label.key not in _FREE_TEXT
        )
    return wide or label.strong or _fold(label.label) in _LATER


def mark_labels(lines: list[str]) -> list[str] | None:
    """The lines with a colon put behind labels that stand without one (`Title The Door`), or None where that is doubtful.

    It is clear only where at least three lines begin so, one of them with a title, author or rating, and nearly all others
    carry on a value.
    """
    if len(lines) > _MOST_UNMARKED:
        return None
    found = [_UNMARKED_LINE.fullmatch(line) if len(line) <= _LONGEST_UNMARKED else None for line in lines]
    keys = {KEY_OF.get(_fold(one["label"])) for one in found if one}
    if found[:1] == [None] or len(keys) < 3 or len(keys & {"title", "author", "rating"}) < 2:
        return None
    return [f"{one['label']}: {one['value']}" if one else line for one, line in zip(found, lines, strict=True)]


def _without_bullet(line: str) -> str:
    """A line without the sign of a list before it; a number is one only before a label that we know."""
    if line[:1] == line[-1:] == "|":  # a row of a table
        line = line.strip("| ")
    found = _NUMBER.match(line)
    if found:
        head, colon, _ = line[found.end() :][:40].partition(":")
        return line[found.end() :] if colon and key_of(head) else line
    return _BULLET.sub("", line[:8]) + line[8:]


def _with_sign(line: str) -> Labelled | None:
    """A known label behind which another sign than a colon stands (`Title - x`, `Title = x`), or one in brackets."""
    plain = _strip_label_markup(line)
    if found := _LABEL_WITH_DASH.fullmatch(plain):
        label = found["label"]
    elif found := _BRACKETED.fullmatch(plain):
        label = (found["square"] or found["angle"] or found["wide"]).strip()
    else:
        return None
    key = key_of(label)
    return Labelled(key, label, found["value"].strip()) if key and label[0].isupper() else None


def _unwrapped(line: str) -> str:
    """A line without the same signs at both its ends, where a label that we know stands behind the first."""
    if line[:1] not in "[({<|*~=+#/-" or line[:2] in {"[b", "[i", "[u"} or len(line) > _LONGEST_WRAPPED:
        return line
    found = _WRAPPED.fullmatch(line.strip())
    if not found or found["open"].translate(_MIRROR)[::-1] != found["close"]:
        return line
    head, colon, _ = found["inside"][:60].partition(":")
    return found["inside"] if colon and key_of(head) else line


def _strip_label_markup(line: str) -> str:
    """The line without markup about its label: `**Label:** value`, `<b>Label</b>: value`, `*Label: value*`."""
    line = _LINE_END_TAG.sub("", line.strip().lstrip("\ufeff\u200b")).rstrip()
    head, mark, rest = line.partition(":")
    if not _MARKUP.search(head):
        return line
    opened = _MARKUP.match(head)
    rest = _MARKUP.sub("", rest, count=1) if _MARKUP.match(rest.lstrip()) else rest
    if opened and rest.rstrip().endswith(opened.group()) and not _MARKUP.search(head[opened.end() :]):
        rest = rest.rstrip().removesuffix(opened.group())
    return _MARKUP.sub("", head) + mark + rest


def _fold(label: str) -> str:
    folded = " ".join(label.casefold().replace("’", "'").split())
    return folded.strip("#*_ -")
