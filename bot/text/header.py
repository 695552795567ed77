"""The labelled lines before a story (and sometimes after it), told from its prose.

The rules, in short: labels in any order and case; a value may be wrapped; blank lines may stand between labels; the header
ends at the first block that no label leads. A title and byline may stand before the labels, or alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.text.dates import read_date
from bot.text.draft import Fields
from bot.text.headings import is_capitalised, looks_like_title, read_heading
from bot.text.labels import Labelled, read_label, split_labels
from bot.text.lines import Group

BYLINE = re.compile(r"(?:written\s+)?by:?\s+(?P<author>\S.{0,60})", re.IGNORECASE)
_TITLE_BY = re.compile(r"(?P<title>\S.{0,80}?),?\s+by\s+(?P<author>[^\s.].{0,50})", re.IGNORECASE)
_DAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\d{1,2}\b", re.IGNORECASE)
_MAIL = {"newsgroups", "message-id"}
_FRONT_GROUPS = 4
_FRONT_LINE = 90
_WRAPPED = 55
# A header as long as this is the whole story run together; then only wrapped lines continue a value.
_LONG_GROUP = 40


@dataclass(slots=True)
class Header:
    """What a header says, and how much of the groups it takes: all before `group`, and `line` lines of that one."""

    fields: Fields = field(default_factory=dict)
    title: str | None = None
    author: str | None = None
    group: int = 0
    line: int = 0

    @property
    def strong(self) -> bool:
        """Whether any label in it is hardly ever the start of a sentence, or belongs to mail alone."""
        labels = self.fields.get("labels", [])
        return any(label in _MAIL or ((read := read_label(f"{label}: x")) and read.strong) for label in labels)


def take_header(groups: list[Group]) -> Header:
    """The header at the start of these groups; an empty one, taking nothing, where there is none."""
    header = Header()
    first = _first_labelled(groups)
    if first is None:
        _take_title_page(groups, header)
        return header
    _read_front(groups[:first], header)
    at = first
    while at < len(groups):
        if groups[at].ornament:
            # A fence may stand inside a header only where clear labels go on behind it.
            if at + 1 < len(groups) and _is_clear(groups[at + 1]):
                at += 1
                continue
            break
        if at > first and not _goes_on(groups[at]):
            break
        taken = read_labels(
            groups[at], header.fields, strict=at == len(groups) - 1 or len(groups[at].lines) > _LONG_GROUP
        )
        if taken < len(groups[at].lines):
            header.line = taken
            break
        at += 1
    header.group = at
    if not header.strong:
        # Labels that letters and lists have too (From, To, Date) and no other: the story begins with them.
        return Header()
    if not header.line:
        _skip_fence_and_title(groups, header)
    return header


def is_label_block(group: Group, least: int = 2) -> bool:
    """Whether a group is led by a label and holds at least `least` labels that hardly ever open a sentence."""
    found = [read_label(text) for text in group.texts]
    return bool(found and found[0] and found[0].key and sum(1 for label in found if label and label.strong) >= least)


def read_labels(group: Group, fields: Fields, *, strict: bool = False) -> int:
    """Adds a label-led group's values to `fields` and tells how many of its lines they take.

    A line without a label carries on the value above it; with `strict` only where that line was full or has no value yet.
    """
    stated: list[tuple[Labelled, list[str]]] = []
    current: list[str] | None = None
    before = ""
    for number, line in enumerate(group.lines):
        for text in split_labels(line.content):
            label = read_label(text)
            if label and _starts_value(label, before):
                current = [label.value] if label.value else []
                stated.append((label, current))
            elif strict and before and not _is_full(before, text) and (current or current is None):
                _add(stated, fields)
                return number
            elif current is not None:
                current.append(text)
            before = text
    _add(stated, fields)
    return len(group.lines)


def _add(stated: list[tuple[Labelled, list[str]]], fields: Fields) -> None:
    for label, words in stated:
        fields.setdefault(label.key or "unknown", []).append(" ".join(words))
        fields.setdefault("labels", []).append(label.label.casefold())


def _starts_value(label: Labelled, before: str) -> bool:
    """A known label always starts a value; an unknown one only where the line above was not simply wrapped."""
    return label.key is not None or not before or len(before) < _WRAPPED


def _is_full(line: str, following: str) -> bool:
    return len(line) + 1 + len(following.split(" ", 1)[0]) > _WRAPPED


def _first_labelled(groups: list[Group]) -> int | None:
    """The first label-led group, if only a title page's worth of short lines stands before it."""
    seen = 0
    for number, group in enumerate(groups):
        if group.ornament:
            continue
        label = read_label(group.lines[0].content)
        if label and label.key:
            alone = not seen
            if is_label_block(group, 1) or (alone and _count(group) >= 2) or (_leads_header(groups, number) and alone):
                return number
            return None
        if seen == _FRONT_GROUPS or len(group.lines) > 3 or any(len(text) > _FRONT_LINE for text in group.texts):
            return None
        if read_heading(group.lines[0].content) or (seen and not _is_front(groups, number)):
            return None
        seen += 1
    return None


def _is_front(groups: list[Group], number: int) -> bool:
    """Whether a second or later short group belongs to a title page: a byline, or lines that end no sentence."""
    return all(BYLINE.fullmatch(text) or text[-1] not in ".?!,;:\"”’'" for text in groups[number].texts)


def _leads_header(groups: list[Group], number: int) -> bool:
    """Whether a weak label at the very start is a header after all: more labels or a fence follow."""
    following = groups[number + 1 : number + 2]
    return bool(following and (following[0].ornament or _goes_on(following[0])))


def _count(group: Group) -> int:
    return sum(1 for text in group.texts if (label := read_label(text)) and label.key)


def _goes_on(group: Group) -> bool:
    """Whether a further group still belongs to the header; after a longer gap a weak label alone does not."""
    label = read_label(group.lines[0].content)
    if not label or group.ornament:
        return False
    return label.strong or _count(group) >= 2 or (label.key is not None and group.gap <= 1)


def _is_clear(group: Group) -> bool:
    return is_label_block(group, 1)


def _read_front(groups: list[Group], header: Header) -> None:
    texts = [text for group in groups if not group.ornament for text in group.texts]
    for number, text in enumerate(texts):
        byline = BYLINE.fullmatch(text)
        if byline:
            header.author = header.author or byline["author"]
        elif number == 0:
            both = _TITLE_BY.fullmatch(text)
            header.title = both["title"] if both else text
            header.author = both["author"] if both else None


def _take_title_page(groups: list[Group], header: Header) -> None:
    """A title and byline without any label: both are needed, unless the title is set off as only titles are."""
    shown = [number for number, group in enumerate(groups[:4]) if not group.ornament]
    if not shown or len(groups) < 2:
        return
    first = shown[0]
    texts = groups[first].texts
    if not _may_be_title(texts[0]):
        return
    if len(texts) == 2 and (byline := BYLINE.fullmatch(texts[1])):
        header.title, header.author, header.group = texts[0], byline["author"], first + 1
    elif len(texts) == 1 and len(shown) > 1:
        second = groups[shown[1]]
        if len(second.lines) == 1 and (byline := BYLINE.fullmatch(second.texts[0])):
            header.title, header.author, header.group = texts[0], byline["author"], shown[1] + 1
        elif _stands_out(groups, first):
            header.title, header.group = texts[0], first + 1
    if header.group:
        _skip_fence_and_title(groups, header)


def _may_be_title(text: str) -> bool:
    return looks_like_title(text) and read_heading(text) is None


def _stands_out(groups: list[Group], first: int) -> bool:
    """A lone first line in capitals, or set off by more space than the next paragraphs, or before a chapter heading."""
    text = groups[first].texts[0]
    if text[-1] in "\"”’'?!" or ":" in text or _DAY.match(text) or read_date(text) or first + 1 >= len(groups):
        return False
    following = groups[first + 1]
    if following.ornament:
        return False
    if text.isupper() and len(text) > 3 and len(text.split()) > 1:
        return True
    usual = max((group.gap for group in groups[first + 2 : first + 5]), default=following.gap)
    return is_capitalised(text) and (following.gap > usual or read_heading(following.texts[0]) is not None)


def _skip_fence_and_title(groups: list[Group], header: Header) -> None:
    """Moves past the fence under a header, and past title and byline where they are printed again."""
    titles = {_fold(title) for title in (header.title, *header.fields.get("title", ())) if title}
    at = header.group
    while at < len(groups):
        texts = groups[at].texts
        again = all(_fold(text) in titles or BYLINE.fullmatch(text) for text in texts) and len(texts) <= 2
        if not (groups[at].ornament or (again and titles)):
            break
        at += 1
    if at < len(groups):
        header.group = at


def _fold(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())
