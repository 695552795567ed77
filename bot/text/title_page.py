"""What stands before a header's labels, or instead of them: title, byline, subject, a site's path, a bare rating, chat."""

from __future__ import annotations

import re

from bot.text.dates import read_date
from bot.text.draft import Fields
from bot.text.fold import fold
from bot.text.headings import is_capitalised, looks_like_title, read_heading
from bot.text.info_lines import read_bare_rating, read_section, read_subject
from bot.text.labels import read_label
from bot.text.lines import Group
from bot.text.numerals import read_numeral
from bot.text.pointers import Pointers, read_pointers

BYLINE = re.compile(
    r"(?:(?:written|posted|told|an? (?:[\w'’-]+ ){0,3}(?:story|fic|fan ?fic(?:tion)?|tale|serial|novel|novella|drabble|poem|epic|one-?shot)) )?by:?\s+(?!(?:(?:our|a|an|the) )?(?:own |staff |special |foreign |local )*(?:correspondent|reporter|writer|order of|hand|post|name|then|now|the time)\b)(?P<author>\S.{0,60})",
    re.IGNORECASE,
)
_TITLE_BY = re.compile(r"(?P<title>\S.{0,80}?),?\s+by\s+(?P<author>[^\s.].{0,50})", re.IGNORECASE)
_DAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\d{1,2}\b", re.IGNORECASE)
_COPYRIGHT = re.compile(r"(?:\(c\)|©|copyright\b).{0,200}", re.IGNORECASE)
# What publishers print between a title page and the story.
_IMPRINT = re.compile(
    r"(?:(?:\w+ ){0,2}edition\b(?: \d{4})?|(?:published|distributed|produced) (?:by|at|in)\b.*|all rights reserved.*|licen[cs]e (?:notes?|statement).*|"
    r"cover (?:design|art|image|illustration|photo\w*|copyright)\b.*|isbn\b.*|(?:this|the) (?:e-?book|book|story|novel|work|publication) is (?:licensed|a work of fiction|copyright|free|provided|the copyright)\b.*|"
    r"this is a work of fiction\b.*|no part of this\b.*|thank you for (?:downloading|respecting|purchasing|buying)\b.*|(?:names, )?characters,? (?:names, )?(?:places|and) .*fictiti.*|"
    r"any resemblance\b.*|first (?:published|edition|printing)\b.*|\w+ at smashwords|discover other\b.*|(?:https?://|www\.)\S+)",
    re.IGNORECASE,
)
_LONGEST_IMPRINT = 1500
_FRONT_GROUPS = 14
_YEAR = re.compile(r"\b(?:1[89]\d\d|20\d\d)\b")
_SLUG_LINE = re.compile(r"(?:INT|EXT|INT\.?/EXT|I/E)[. ]")
_BOOK_OF = re.compile(
    r"[\[(]?[A-Z][^.!?\n]{1,60}?[,:]?\s+(?:Book|Part|Vol(?:ume)?\.?|BOOK|PART|VOL(?:UME)?\.?|No\.|#)\s?(?:\d{1,3}|[IVX]{1,5}|[A-Z][a-z]{2,9})[\])]?"
    r"|(?:[\[(]|(?=(?:Book|Part|Volume|Story) ))(?:(?:Book|Part|Volume|Story) )?\#?(?:\d{1,3}|[IVX]{1,5}|[A-Z]?[a-z]{2,9}) (?:of|in) (?P<name>(?:the )?[A-Z][^.!?\n\])]{1,60})[\])]?"
)
_SENTENCE_WORDS = 6
_LONGEST_TITLE = 10


def read_front(
    groups: list[Group], fields: Fields, *, chat: bool = False, site: bool = False
) -> tuple[str | None, str | None]:
    """The title and author in the groups before a header's labels; what else they say is added to `fields`.

    With `chat` they are an author's greeting and no title page, and become a note; with `site` a site's details follow.
    """
    title: str | None = None
    author: str | None = None
    if chat:
        fields.setdefault("notes", []).append(
            "\n\n".join(" ".join(group.texts) for group in groups if not group.ornament)
        )
        return None, None
    shown = [group for group in groups if not group.ornament]
    while len(shown) > 0 and not site and _is_greeting(shown[0]):
        fields.setdefault("notes", []).append(" ".join(shown.pop(0).texts))
    texts = [text for group in shown for text in group.texts]
    if site and len(texts) == 2 and not BYLINE.fullmatch(texts[1]) and not read_section(texts[0]):
        # Copied from a story's page on a large site: the line above the title names what it is about.
        fields.setdefault("fandom", []).append(texts.pop(0))
    for text in texts:
        byline = BYLINE.fullmatch(text)
        label = read_label(text)
        if label and label.key and label.value and not byline:
            fields.setdefault(label.key, []).append(label.value)
        elif byline:
            author = author or byline["author"]
        elif not _takes_aside(text, fields, titled=title is not None):
            if title is None:
                title, author = _title(text, author, fields)
            elif _takes_pointer(text, fields):
                continue
            elif author and len(text.split()) >= _SENTENCE_WORDS and text[-1] in '.!?…"”)':
                fields.setdefault("front summary", []).append(text)
            elif len(text.split()) >= _SENTENCE_WORDS and text[-1] in '.!?…"”)':
                fields.setdefault("front notes", []).append(text)
    return title, author


def is_front_matter(group: Group) -> bool:
    """Whether a block may be part of a title page: an ornament, or short lines of which none ends a sentence."""
    return group.ornament or all(BYLINE.fullmatch(text) or text[-1] not in '.!?…"”' for text in group.texts)


def _is_greeting(group: Group) -> bool:
    """Whether a block before a title reads as sentences to the readers, and not as a title or byline."""
    text = " ".join(group.texts)
    return len(text.split()) > _LONGEST_TITLE and text[-1] in ".!?)…:" and BYLINE.fullmatch(text) is None


def _takes_aside(text: str, fields: Fields, *, titled: bool) -> bool:
    """Adds a site's path, a bare rating or a date; False for any other line."""
    if titled and _COPYRIGHT.fullmatch(text):
        fields.setdefault("rights", []).append(text)
        fields.setdefault("rights year", []).extend(_YEAR.findall(text)[:1])
        return True
    section = None if titled else read_section(text)
    rating = read_bare_rating(text) if titled else None
    date = read_date(text) if titled else None
    for key, value in (("fandom", section), ("rating", rating), ("published", date)):
        if value:
            fields.setdefault(key, []).append(value)
    return bool(section or rating or date)


def _takes_pointer(text: str, fields: Fields) -> bool:
    """Adds what a line like `Part 2 of the Low Lamps series` or `Low Lamps, Book 2` says; False for any other line."""
    place = _BOOK_OF.fullmatch(text)
    if place and read_numeral(place["name"] or "x y") is None:
        fields.setdefault("series", [place.group().strip("[]()")])
        return True
    told = read_pointers(text)
    if told.series:
        fields.setdefault("series", [f"{told.series} [{told.series_index}]"])
    for key, other in (("prequel", told.prequel), ("sequel", told.sequel)):
        if other:
            fields.setdefault(key, [other])
    return told != Pointers()


def _title(text: str, author: str | None, fields: Fields) -> tuple[str, str | None]:
    """The first line as a title, its brackets and byline read."""
    subject = read_subject(text)
    if subject:
        for key, values in subject.fields.items():
            if key != "author":
                fields.setdefault(key, values)
        return subject.title, author or next(iter(subject.fields.get("author", ())), None)
    both = _TITLE_BY.fullmatch(text)
    return (both["title"], author or both["author"]) if both else (text, author)


def find_title_page(groups: list[Group], fields: Fields) -> tuple[str | None, str | None, int]:
    """Title and author printed without any label, and how many groups they take; nothing where that is doubtful.

    A title counts with a byline, as a list's subject line, before a bare rating, or where it is set off as only titles are.
    """
    shown = [number for number, group in enumerate(groups[:_FRONT_GROUPS]) if not group.ornament]
    if not shown or len(groups) < 2:
        return None, None, 0
    first = shown[0]
    texts = groups[first].texts
    subject = read_subject(texts[0])
    if not (subject and subject.marked) and not _may_be_title(texts[0]):
        return None, None, 0
    end = 0
    for number in shown:
        if (number > first + 4 and not _is_imprint(groups[number])) or not _is_page_line(
            groups[number], first=number == first
        ):
            break
        end = number + 1
    said = [text for number in shown if number < end for text in groups[number].texts][1:]
    clear = bool(subject and (subject.marked or "rating" in subject.fields))
    clear = clear or any(BYLINE.fullmatch(text) or read_bare_rating(text) for text in said)
    if clear and end and end < len(groups):
        title, author = read_front(groups[first:end], fields)
        return title, author, end
    if len(texts) == 1 and len(shown) > 1 and _stands_out(groups, first):
        return texts[0], None, first + 1
    return None, None, 0


def _is_page_line(group: Group, *, first: bool) -> bool:
    """Whether every line of a group, the title itself left out, is a byline, a bare rating or a date."""
    rest = group.texts[1:] if first else group.texts
    if not first and _is_imprint(group):
        return True
    return len(group.texts) <= 4 and all(
        BYLINE.fullmatch(text)
        or read_bare_rating(text)
        or _COPYRIGHT.fullmatch(text)
        or (read_date(text) and not first)
        for text in rest
    )


def _is_form(group: Group) -> bool:
    labels = [label for text in group.texts if (label := read_label(text))]
    if len(labels) == 1 and len(group.lines) == 1:
        return labels[0].key is not None and not labels[0].strong
    return len({label.key is None for label in labels}) > 1


def _is_imprint(group: Group) -> bool:
    text = " ".join(group.texts)
    return len(text) <= _LONGEST_IMPRINT and _IMPRINT.fullmatch(text) is not None


def _may_be_title(text: str) -> bool:
    return looks_like_title(text) and read_heading(text) is None


def _stands_out(groups: list[Group], first: int) -> bool:
    """A lone first line in capitals, or set off by more space than the next paragraphs, or before a chapter heading."""
    text = groups[first].texts[0]
    if (
        text[-1] in "\"”’'?!"
        or ":" in text
        or _SLUG_LINE.match(text)
        or text[:3].casefold() == "by "
        or _DAY.match(text)
        or read_date(text)
        or first + 1 >= len(groups)
    ):
        return False
    following = groups[first + 1]
    if following.ornament or _is_form(following):
        return False  # the head of a form or a notice, with its own labels under it
    if text.isupper() and len(text) > 3 and len(text.split()) > 1:
        return True
    usual = max((group.gap for group in groups[first + 2 : first + 5]), default=following.gap)
    return is_capitalised(text) and (following.gap > usual or read_heading(following.texts[0]) is not None)


def take_printed_again(
    groups: list[Group], at: int, titles: set[str], fields: Fields
) -> tuple[str | None, str | None, int]:
    """Moves past the fence under a header, and past title and byline where they are printed (again): title, author, group.

    A title nobody stated before counts with its byline alone.
    """
    title: str | None = None
    author: str | None = None
    folded = {fold(one) for one in titles}
    start = at
    while at < len(groups):
        texts = groups[at].texts
        if groups[at].ornament:
            at += 1
            continue
        again = len(texts) <= 2 and all(fold(text) in folded or BYLINE.fullmatch(text) for text in texts)
        if again and folded:
            at += 1
            continue
        if folded or title or author or not _is_title_with_byline(groups[at : at + 2]):
            break
        title, author = read_front(groups[at : at + 2 if len(texts) == 1 else at + 1], fields)
        at += 2 if len(texts) == 1 else 1
    return (title, author, at) if at < len(groups) else (None, None, start)


def _is_title_with_byline(groups: list[Group]) -> bool:
    texts = [text for group in groups if not group.ornament for text in group.texts]
    lines = len(groups[0].texts)
    return (
        lines <= 2
        and len(texts) > 1
        and _may_be_title(texts[0])
        and BYLINE.fullmatch(texts[1]) is not None
        and (lines == 2 or len(groups[-1].texts) == 1)
    )
