"""The labelled lines before a story (and sometimes after it), told from its prose.

The rules, in short: labels in any order and case; a value may be wrapped; blank lines may stand between labels; the header
ends at the first block that no label leads, unless that block carries on a note or summary and the header goes on behind
it. A title and byline may stand before the labels, or alone; so may an author's greeting.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.text.draft import Fields
from bot.text.header_blocks import (
    carries_on,
    count_labels,
    divided,
    goes_on,
    is_clear,
    leads_header,
    section_value,
)
from bot.text.headings import looks_like_title, read_heading
from bot.text.info_lines import read_details, read_section, read_subject
from bot.text.label_lines import add_labels, read_labels
from bot.text.labels import mark_labels, read_label
from bot.text.lines import Group
from bot.text.title_page import BYLINE, find_title_page, read_front, take_printed_again

__all__ = ["Header", "is_label_block", "read_labels", "take_header"]

_MAIL = {"newsgroups", "message-id"}
_FRONT_GROUPS = 4
_FRONT_LINE = 90
# A header as long as this is the whole story run together; then only wrapped lines continue a value.
_LONG_GROUP = 40
_CHAT_GROUPS = 4
_CHAT_WORDS = 150
_SENTENCE = 6
_FREE_TEXT = {"summary", "notes", "disclaimer", "warnings", "spoilers"}
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
        header.title, header.author, header.group = find_title_page(groups, asides)
        if header.group:
            _skip_fence_and_title(groups, header, asides)
        header.fields = asides
        return header
    site = any(map(read_details, groups[first].texts[:_LONG_GROUP]))
    header.title, header.author = read_front(groups[:first], asides, chat=chat, site=site)
    _walk(groups, first, header)
    fandoms = header.fields.get("fandom", [])
    if not header.title and "|" in groups[first].texts[0] and fandoms and not header.fields.get("title"):
        # Between bars without a title above: the first piece nobody knows is the title itself.
        header.title = fandoms.pop(0)
    if not header.strong or _is_sentence(header.fields):
        # Labels that letters and lists have too (From, To, Date) and no other: the story begins with them.
        return Header()
    if not header.line:
        _skip_fence_and_title(groups, header, asides)
    _add_asides(header, asides)
    return header


def _is_sentence(fields: Fields) -> bool:
    """Whether the only label is the first word of a sentence (`Rating: that was all the card said.`)."""
    keys = fields.get("keys", [])
    value = fields[keys[0]][0] if len(keys) == 1 and keys[0] not in _FREE_TEXT else ""
    return value[:1].islower() and len(value.split()) > _SENTENCE and value[-1] in ".?!"


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
        if at > first and not goes_on(groups[at]):
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
    header.group = at


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
    """Puts further paragraphs to the value stated last."""
    values = fields[fields["keys"][-1]]
    values[-1] = "\n\n".join(filter(None, [values[-1], *(" ".join(group.texts) for group in groups)]))


def _add_asides(header: Header, asides: Fields) -> None:
    """Adds what the title page says, where no label says it."""
    if summary := asides.pop("front summary", None):
        asides["summary"] = [" ".join(summary)]
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
