"""Project Gutenberg's own lines taken off a plain-text book: label block, licence, credits, repeated title page, notes.

Old and new forms are known: `*** START OF ...` since 2003, before that the "small print" that ends with `*END*`. Nothing
is touched in a file without such a mark.
"""

from __future__ import annotations

import re

from bot.text.draft import Fields
from bot.text.fold import fold
from bot.text.header import is_label_block, read_labels
from bot.text.labels import read_label
from bot.text.lines import Group, Line, Lines, split_groups
from bot.text.title_page import BYLINE
from bot.text.wrappers import Outer

_NAME = r"(?:THE |THIS |A )?PROJECT GUTENBERG"
_START = re.compile(rf"\*{{2,}}\s*START (?:OF )?{_NAME}", re.IGNORECASE)
_SMALL_PRINT_END = re.compile(r"\*END[ *]*THE SMALL PRINT|.*\*END\*\s*$", re.IGNORECASE)
_OF_GUTENBERG = re.compile(r"gutenberg|small print", re.IGNORECASE)
_SMALL_PRINT = re.compile(r".*(?:THE SMALL PRINT!|Small Print! for)", re.IGNORECASE)
_END = re.compile(
    rf"\*{{2,}}\s*END (?:OF )?{_NAME}|(?:\*+\s*)?(?:This is the )?End of (?:the |this )?(?:e?book of )?(?:The )?Project Gutenberg"
    r"|End of (?:the |this )?(?:Etext|eBook) of",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\W*(?:The )?Project Gutenberg(?:'s|’s)?(?: (?:Etext|E-text|eBook))?(?: of|,)? (?P<title>.+?)(?:,? by (?P<author>[^*\[(]+?))?\W*",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")
_CREDIT = re.compile(
    r"(?:produced|prepared|transcribed|scanned|digitized|proofread|typed|edited|converted|created|updated) by\b"
    r"|(?:this )?(?:project gutenberg )?e-?(?:text|book)s? (?:was |were )?(?:produced|prepared|scanned|typed|transcribed|created)"
    r"|(?:html|epub) version by|images? (?:generously|courtesy)|note: (?:project gutenberg|images)|credits?(?: for [\w-]+)?:|editorial note:|\[illustration",
    re.IGNORECASE,
)
_IMPRINT = re.compile(
    r"(?:copyright|published|printed|all rights reserved|illustrated|illustrations? by|with illustrations|author of|translated)\b"
    r"|(?:new york|london|boston|philadelphia|chicago|edinburgh|toronto)\b[\W\w]{0,80}|.*\b(?:publishers?|press|& co|and company|& sons)\b"
    r"|(?:1[5-9]\d\d|[MDCLXVI]{5,})\.?$",
    re.IGNORECASE,
)
_BOOKS = re.compile(
    r"(?:copyright|all rights reserved|illustrated by|illustrations by|with (?:\w+ )*illustrations|author of|translated (?:by|from))\b",
    re.IGNORECASE,
)
_NOTE = re.compile(r"\W*(?:original |etext )?transcriber(?:'s|’s|s|s'|s’)? notes?\b", re.IGNORECASE)
_PICTURE = re.compile(r"\[Illustration(?::?\s*)?\]")
_LISTS = {"contents", "tableofcontents", "listofillustrations", "illustrations", "listofchapters"}
_PAGE = re.compile(r"[\s.]*\b(?:\d{1,3}|[ivxlc]{1,6})?$")
_LABELS = ("original", "language:")
_MARK_LINES = 600
_FRONT_GROUPS = 30
_NOTE_GAP = 2
_TITLE_LINES = 10
_TITLE_WIDTH = 60
_LONGEST_LINE = 200
_LAST_LINES = 1000


def take_gutenberg(lines: Lines) -> Outer:
    """The book's own lines and what the label block says; the same lines where Project Gutenberg is not round them."""
    start = next((n for n, line in enumerate(lines[:_MARK_LINES]) if _START.match(line.content)), None)
    small = None
    if start is None:
        small = next((n for n, line in enumerate(lines[:_MARK_LINES]) if _SMALL_PRINT_END.match(line.content)), None)
        if small is not None and not any(_OF_GUTENBERG.search(line.content) for line in lines[: small + 1]):
            small = None  # many a story ends with *END*
    end = _end(lines, start if start is not None else small)
    if start is None and small is None:
        return Outer(lines[:end]) if end < len(lines) else Outer(lines)
    first = start if start is not None else small or 0
    fields = _label_block(lines[:first])
    while start is not None and first < end and "***" not in lines[first].content[3:]:
        first += 1
    body = _without_front(lines[first + 1 : end], fields)
    return Outer(_without_marks(_without_last_note(body)), fields)


def _end(lines: Lines, start: int | None) -> int:
    """Where the book's lines end: before the first mark of the end behind its last third, else before the last one."""
    first = max(len(lines) - _LAST_LINES, 0) if start is None else start + 1
    found = [n for n in range(first, len(lines)) if _END.match(lines.contents[n])]
    late = [n for n in found if n > len(lines) // 3] or found
    return late[0] if late else len(lines)


def _label_block(lines: Lines) -> Fields:
    fields: Fields = {}
    for group in split_groups(lines):
        first = group.texts[0].casefold()
        label = read_label(group.texts[0])
        if _SMALL_PRINT.match(first) or (label and len(label.label.split()) > 3):
            continue
        if not group.ornament and (is_label_block(group, 1) or first.startswith(_LABELS)):
            read_labels(group, fields)
    # The release is the e-book's; the work's year is that of its original publication.
    fields.pop("published", None)
    year = _YEAR.search(" ".join(fields.get("original", ())))
    if year:
        fields["published"] = [year.group()]
    if "title" not in fields:
        _read_name(lines, fields)
    return fields


def _read_name(lines: Lines, fields: Fields) -> None:
    """Title and author from the line that opened files before 2003: `The Project Gutenberg Etext of X, by Y`."""
    for line in lines[:20]:
        found = _NAMED.fullmatch(line.content[:_LONGEST_LINE])
        if found and not found["title"].casefold().startswith(("license", "literary", "trademark")):
            fields["title"] = [found["title"].strip(" ,")]
            if found["author"]:
                fields["author"] = [found["author"].strip(" ,.")]
            return


# --- round the story --------------------------------------------------------------------------------------------------


def _without_front(lines: Lines, fields: Fields) -> Lines:
    """The lines without credits, the title page printed again and transcriber's notes before the story."""
    names = [fold(value) for key in ("title", "author") for value in fields.get(key, ())]
    groups = split_groups(lines)
    at = _contents(groups)
    in_note = False
    for number, group in enumerate(groups[:_FRONT_GROUPS]):
        if number < at:
            continue
        if fold(" ".join(group.texts[:1])) in _LISTS:
            at = _after_list(groups, number)
            continue
        in_note = _opens_note(group) or (in_note and group.gap <= 1)
        if not (in_note or group.ornament or _is_front(group, names)):
            break
        if not group.ornament:
            at = number + 1
    if not at or at >= len(groups):
        return lines
    return lines[lines.since(groups[at].lines[0].start) :]


def _contents(groups: list[Group]) -> int:
    """The place of a list of contents with nothing but a title page's short lines before it; 0 where there is none."""
    for number, group in enumerate(groups[:_FRONT_GROUPS]):
        if fold(group.texts[0]) in _LISTS:
            return number
        short = all(len(text) < _TITLE_WIDTH for text in group.texts) and len(group.texts) <= _TITLE_LINES
        if not (short or _opens_note(group) or _is_front(group, [])):
            return 0
    return 0


def _after_list(groups: list[Group], number: int) -> int:
    """The group behind a list of chapters or pictures: where its first entry is printed again, or wide space ends it."""
    entries = [text for group in groups[number : number + 2] for text in group.texts][1:]
    first = fold(_PAGE.sub("", entries[0])) if entries else ""
    wide = number + 1
    for at in range(number + 1, min(number + 200, len(groups))):
        shown = [fold(text) for text in groups[at].texts]
        if first and first in shown[:2] and (at > number + 1 or (len(entries) > 1 and first in shown[1:2])):
            return at
        if wide == number + 1 and at > number + 1 and groups[at].gap > _NOTE_GAP:
            wide = at
    return max(number + 1, wide)


def _is_front(group: Group, names: list[str]) -> bool:
    """Whether a group is a credit, an imprint, a picture's place, or says title and author once more."""
    whole = " ".join(group.texts).replace("_", "")
    if _CREDIT.match(whole) or (len(group.texts) <= _TITLE_LINES and _BOOKS.match(whole)):
        return True
    if len(group.texts) == 1 and BYLINE.fullmatch(whole):
        return True
    return len(group.texts) <= _TITLE_LINES and all(_is_front_line(text, names) for text in group.texts)


def _is_front_line(text: str, names: list[str]) -> bool:
    folded = fold(text)
    if folded in {"by", "and", "a", "or", "illustrated"} or (_IMPRINT.match(text) and len(text) < 70):
        return True
    bare = folded.removeprefix("by")
    return len(bare) > 2 and any(bare in name or (name and name in bare and len(text) < 80) for name in names)


def _opens_note(group: Group) -> bool:
    return _NOTE.match(group.texts[0]) is not None


def _without_last_note(lines: Lines) -> Lines:
    """The lines without a transcriber's note behind the story, and the rule or box before it."""
    groups = split_groups(lines)
    last = len(groups) - min(60, len(groups) // 3)
    at = next((n for n in range(len(groups) - 1, max(last, 1) - 1, -1) if _opens_note(groups[n])), None)
    if at is None or (groups[at].gap < _NOTE_GAP and not groups[at - 1].ornament):
        return lines
    while at > 1 and groups[at - 1].ornament:
        at -= 1
    return lines[: lines.since(groups[at].lines[0].start)]


def _without_marks(lines: Lines) -> Lines:
    """The lines without the places of pictures that have no words; the blank lines after one go with it."""
    if not any(map(_PICTURE.fullmatch, lines.contents)):
        return lines
    kept: list[Line] = []
    dropping = False
    for line in lines:
        if _PICTURE.fullmatch(line.content):
            dropping = True
        elif line.content or not dropping:
            dropping = False
            kept.append(line)
    return Lines.of(kept)
