"""The labelled lines before a story (and sometimes after it), told from its prose.

The rules, in short: labels in any order and case; a value may be wrapped; blank lines may stand between labels; the header
ends at the first block that no label leads, unless that block carries on a note or summary and the header goes on behind
it. A title and byline may stand before the labels, or alone; so may an author's greeting.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.text.draft import Fields
from bot.text.header_blocks import (
    carries_on,
    count_labels,
    divided,
    goes_on,
    is_clear,
    is_plea,
    is_spoiler_space,
    leads_header,
    section_value,
)
from bot.text.headings import looks_like_title, read_heading
from bot.text.info_lines import read_details, read_section, read_subject
from bot.text.label_lines import add_labels, read_labels
from bot.text.labels import mark_labels, read_label
from bot.text.lines import Group
from bot.text.ratings import read_rating
from bot.text.title_page import BYLINE, find_title_page, is_front_matter, read_front, take_printed_again

__all__ = ["Header", "count_labels", "is_label_block", "read_labels", "take_header"]

_MAIL = {"newsgroups", "message-id"}
_FRONT_GROUPS = 4
_FRONT_LINE = 90
# A header as long as this is the whole story run together; then only wrapped lines continue a value.
_LONG_GROUP = 40
_CHAT_GROUPS = 4
_CHAT_WORDS = 150
_SENTENCE = 6
_FREE_TEXT = {"summary", "notes", "disclaimer", "warnings", "spoilers"}
# What only stories state of themselves; a report has a summary and notes too.
_STORY = {
    "author",
    "rating",
    "fandom",
    "relationships",
    "disclaimer",
    "warnings",
    "title",
    "genre",
    "spoilers",
    "series",
    "people",
    "rating and warnings",
    "sequel",
    "prequel",
}
# Labels that one large archive prints on each page.
_ARCHIVE_LABELS = {"archive warning", "archive warnings", "additional tags", "work text", "stats"}
_DEDICATION = re.compile(
    r"[*_~(]*(?:for|thanks?|many thanks|thank you|dedicated|written for|special thanks|my thanks)\b", re.IGNORECASE
)
# From so many on the labels are a story's, whatever stands among them.
_FEW_LABELS = 3
_AUTHOR_WORDS = 4
_TELLING = {"rating", "disclaimer", "relationships", "fandom"}


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
    blocks, origins = divided(groups)
    header = _header(blocks)
    if header.group < len(blocks):
        group, line = origins[header.group]
        header.group, header.line = group, line + header.line
    else:
        header.group = len(groups)
    return header


def _header(groups: list[Group]) -> Header:
    header = Header()
    first, chat = _first_labelled(groups)
    asides: Fields = {}
    if first is None:
        return _without_labels(groups)
    site = any(map(read_details, groups[first].texts[:_LONG_GROUP]))
    header.title, header.author = read_front(groups[:first], asides, chat=chat, site=site)
    _walk(groups, first, header)
    if header.group == len(groups) and any(not is_front_matter(group) for group in groups[:first]):
        # Nothing follows: what stands before these labels is the story, and they stand at its foot.
        return _without_labels(groups)
    if not header.author and not header.fields.get("author") and header.title:
        header.author = _archive_author(groups[:first], header.title, header.fields)
    fandoms = header.fields.get("fandom", [])
    if not header.title and "|" in groups[first].texts[0] and fandoms and not header.fields.get("title"):
        # Between bars without a title above: the first piece nobody knows is the title itself.
        header.title = fandoms.pop(0)
    if (
        not header.strong
        or _is_sentence(header.fields)
        or _is_document(header.fields)
        or _is_aside(groups[first : header.group], header.fields)
    ):
        # Labels that letters and lists have too (From, To, Date) and no other: the story begins with them.
        return Header()
    if not header.line:
        _skip_fence_and_title(groups, header, asides)
    _add_asides(header, asides)
    if any(header.fields.get("author", ())):
        header.author = None
    return header


def _without_labels(groups: list[Group]) -> Header:
    """The header that is a title page alone."""
    header = Header()
    asides: Fields = {}
    header.title, header.author, header.group = find_title_page(groups, asides)
    if header.group:
        _skip_fence_and_title(groups, header, asides)
    header.fields = asides
    return header


def _archive_author(groups: list[Group], title: str, fields: Fields) -> str | None:
    """The line right under the title on a page copied from an archive, which prints the author there without "by"."""
    texts = [text for group in groups if not group.ornament for text in group.texts]
    if len(texts) != 2 or texts[0] != title or len(texts[1].split()) > _AUTHOR_WORDS or texts[1][-1] in ".,:;!?":
        return None
    copied = bool(_ARCHIVE_LABELS & set(fields.get("labels", ())))
    return texts[1] if copied or (" " not in texts[1] and len(groups) == 1) else None


def _is_sentence(fields: Fields) -> bool:
    """Whether the only label is the first word of a sentence (`Rating: that was all the card said.`)."""
    keys = fields.get("keys", [])
    value = fields[keys[0]][0] if len(keys) == 1 and keys[0] not in _FREE_TEXT else ""
    return value[:1].islower() and len(value.split()) > _SENTENCE and value[-1] in ".?!"


def _is_document(fields: Fields) -> bool:
    """Whether these labels head a report or a form inside the story: some are nobody's, and none is a story's alone."""
    if "unknown" not in fields:
        return False
    labels = (read_label(f"{label}: x") for label in fields["labels"])
    clear = {label.key for label in labels if label and label.strong} & _STORY
    if "rating" in clear and not any(read_rating(value).level for value in fields["rating"]):
        clear.discard("rating")
    return len(clear) < len(fields["unknown"]) if len(clear) < _FEW_LABELS else False


def _is_aside(groups: list[Group], fields: Fields) -> bool:
    """Whether these labels all stand in one line of sentences and none is a story's own (`Summary: rain. Warnings: all.`)."""
    one_line = sum(len(group.lines) for group in groups) == 1
    return (
        one_line and len(fields.get("keys", [])) > 1 and not (_STORY - {"warnings", "spoilers"}) & set(fields["keys"])
    )


def _walk(groups: list[Group], at: int, header: Header) -> None:
    """Reads label-led groups from `at` on and leaves `header` standing before the first that is none."""
    first = at
    while at < len(groups):
        if at > first and groups[at].ornament:
            # A fence may stand inside a header only where clear labels go on behind it.
            if at + 1 < len(groups) and is_clear(groups[at + 1]):
                at += 1
                continue
            break
        if at > first and (taken := _take_pasted(groups, at, header)):
            at += taken
            continue
        if at > first and is_plea(groups[at]) and at + 1 < len(groups):
            header.fields.setdefault("notes", []).append(" ".join(groups[at].texts))
            header.fields["keys"].append("notes")
            at += 1
            continue
        if at > first and (not goes_on(groups[at]) or _is_stated_again(groups[at], header.fields)):
            more = carries_on(groups, first, at, header.fields)
            if not more:
                break
            _add_paragraphs(groups[at : at + more], header.fields)
            at += more
            continue
        strict = at == len(groups) - 1 or len(groups[at].texts) > _LONG_GROUP
        taken = read_labels(groups[at], header.fields, strict=strict)
        if taken < len(groups[at].texts):
            header.line = taken
            break
        at += 1
        while at < len(groups) and is_spoiler_space(groups[at]):
            at += 1
    header.group = at


def _is_stated_again(group: Group, fields: Fields) -> bool:
    """Whether a block is one line under a weak label whose meaning was stated above: `Name: unknown` in the story's first lines."""
    label = read_label(group.texts[0]) if len(group.lines) == 1 else None
    return bool(
        label and not label.strong and label.key in fields.get("keys", ()) and label.key not in {"ignore", *_FREE_TEXT}
    )


def _take_pasted(groups: list[Group], at: int, header: Header) -> int:
    """How many groups of text copied from a story's page are taken: title and author alone, or a heading and what it says."""
    titled = header.title or header.fields.get("title")
    texts = groups[at].texts
    if not titled and len(texts) <= 2 and looks_like_title(texts[0]) and section_value(groups, at + 1):
        header.title = texts[0]
        header.author = texts[1].removeprefix("by ") if len(texts) > 1 else None
        return 1
    taken = section_value(groups, at)
    label = read_label(texts[0].rstrip(":") + ":")
    if taken and label:
        add_labels(
            [(label, ["\n\n".join(" ".join(group.texts) for group in groups[at + 1 : at + 1 + taken])])], header.fields
        )
    return 1 + taken if taken else 0


def _add_paragraphs(groups: list[Group], fields: Fields) -> None:
    """Puts further paragraphs to the value stated last; a dedication is a note of its own."""
    if _DEDICATION.match(groups[0].texts[0]) and fields["keys"][-1] != "notes":
        fields.setdefault("notes", []).append("")
        fields["keys"].append("notes")
    values = fields[fields["keys"][-1]]
    values[-1] = "\n\n".join(filter(None, [values[-1], *(" ".join(group.texts) for group in groups)]))


def _add_asides(header: Header, asides: Fields) -> None:
    """Adds what the title page says, where no label says it."""
    if summary := asides.pop("front summary", None):
        asides["summary"] = [" ".join(summary)]
    if notes := asides.pop("front notes", None):
        asides.setdefault("notes", []).append(" ".join(notes))
    for key, values in asides.items():
        if key == "notes":
            header.fields[key] = [*values, *header.fields.get(key, [])]
        elif key != "relationships" or "keywords" not in header.fields:
            header.fields.setdefault(key, values)


def is_label_block(group: Group, least: int = 2) -> bool:
    """Whether a group is led by a label and holds at least `least` labels that hardly ever open a sentence."""
    return is_clear(group, least)


def _first_labelled(groups: list[Group]) -> tuple[int | None, bool]:
    """The first label-led group and whether chat stands before it; None where neither that nor a title page's lines do."""
    seen = 0
    for number, group in enumerate(groups):
        if group.ornament:
            continue
        label = read_label((mark_labels(group.texts) or group.texts)[0])
        details = read_details(group.texts[0])
        if details or (label and label.key):
            alone = not seen
            clear = details or is_clear(group) or (alone and (count_labels(group) >= 2 or leads_header(groups, number)))
            if not clear and len(group.lines) == 1 and any(is_clear(one, 3) for one in groups[number + 1 : number + 4]):
                seen += 1  # a date above the title, say
                continue
            return (number if clear else None), False
        long = any(len(text) > _FRONT_LINE for text in group.texts)
        if seen == _FRONT_GROUPS or len(group.texts) > 4 or (long and not _before_details(groups, number)):
            break
        if read_heading(group.texts[0]) or (seen and not _is_front(groups, number)):
            break
        seen += 1
    return _after_chat(groups)


def _before_details(groups: list[Group], number: int) -> bool:
    """Whether a site's line of details follows: then a story's whole summary may stand before it."""
    return number + 1 < len(groups) and read_details(groups[number + 1].texts[0]) is not None


def _after_chat(groups: list[Group]) -> tuple[int | None, bool]:
    """The first labels behind a few words of greeting: at least three, and such as only stories have."""
    words = 0
    for number, group in enumerate(groups[: _CHAT_GROUPS + 1]):
        if number and is_clear(group, 3):
            labels = [read_label(text) for text in group.texts]
            telling = {label.key for label in labels if label} & _TELLING
            return (number, True) if telling else (None, False)
        words += sum(len(text.split()) for text in group.texts)
        if words > _CHAT_WORDS or read_heading(group.texts[0]):
            break
    return None, False


def _is_front(groups: list[Group], number: int) -> bool:
    """Whether a second or later short group belongs to a title page: a byline, or lines that end no sentence."""
    if _before_details(groups, number):
        return True
    return all(
        BYLINE.fullmatch(text) or text[-1] not in ".?!,;:\"”’'" or read_subject(text) or read_section(text)
        for text in groups[number].texts
    )


def _skip_fence_and_title(groups: list[Group], header: Header, asides: Fields) -> None:
    """Moves past the fence under a header, and past title and byline where they are printed (again)."""
    titles = {title for title in (header.title, *header.fields.get("title", ())) if title}
    title, author, header.group = take_printed_again(groups, header.group, titles, asides)
    header.title = header.title or title
    header.author = header.author or (None if header.fields.get("author") else author)
