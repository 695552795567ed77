"""The lines after a story that are no prose: its date, a pointer to the sequel, The End, a copyright line, a signature."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.text.dates import read_date
from bot.text.draft import Fields
from bot.text.header import count_labels, is_label_block, read_labels
from bot.text.labels import read_label
from bot.text.lines import Group

_END = re.compile(
    r"(?:the\s+)?end|fin|finis|finished|ende?\s+(?:of\s+)?(?:file|story|(?:part|chapter|book)\s+[\w-]+)"
    r"|30|end\s+\(?(?:part\s+)?\d+\s*(?:/|of)\s*(?:\d+|\?)\)?",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"tbc|to\s+be\s+continued|(?:tbc|to\s+be\s+continued|continued|continues|concluded|to\s+be\s+concluded)(?:\s+(?:in|on)\s+.{1,80})?",
    re.IGNORECASE,
)
_POINTER = re.compile(
    r"(?:(?:(?:(?:the|this)?\s*(?:story|series|saga|tale)\s+(?:is\s+)?)?(?:to\s+be\s+)?(?:continued|continues|concluded)\s+in|tbc\s+in)\s*[:\-–—]?"
    # Without a mark, "Next Tuesday, then." may be the story's own last words.
    r"|(?:followed\s+by|sequel|next|next\s+(?:story|part|in\s+series))\s*[:\-–—])\s+(?P<title>\S.{0,120})",
    re.IGNORECASE,
)
_LABELLED_POINTER = re.compile(r"(?:sequel|next|next\s+story|next\s+part)\s*[:\-–—]", re.IGNORECASE)
_PART = re.compile(
    r"(?:(?:the\s+)?(?:next\s+)?(?:part|chapter|installment|instalment|episode))\b.{0,20}", re.IGNORECASE
)
_RIGHTS = re.compile(r"(?:\(c\)|©|&copy;|copyright\b).{0,300}", re.IGNORECASE)
# Words that end many a story as its own last words; set off with signs they end the file.
_BARE_WORDS = {"finished", "30"}
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")
_ASKING = re.compile(
    r"(?:please\s+)?(?:r&r|(?:read\s+and\s+)?review)\W*|the author would like to thank you for your continued support\..*",
    re.IGNORECASE,
)
_FEEDBACK = re.compile(r"feedback|comments?\b|reviews?\b|r&r", re.IGNORECASE)
_MAIL_ADDRESS = re.compile(r"\S@[\w-]+\.\w")
_FAREWELL = re.compile(
    r"\W*(?:if you (?:liked|enjoyed|like|enjoy)|support me|vote (?:for|on)|join (?:my|the|our))\b", re.IGNORECASE
)
_HASHTAGS = re.compile(r"#\w[^#]*(?:#\w[^#]*)*")
_LINK = re.compile(r"\[[^\[\]]*\]\([^()]*\)")
_WORD_COUNT = re.compile(r"(?:word ?count:?\s*)?~?[\d,]+\s*words|word ?count\s?:\s*~?[\d,.]+k?", re.IGNORECASE)
_SIGNATURE_LINES = 6


@dataclass(slots=True)
class Trailer:
    """What a trailer says, and the number of groups left to the story; of the last of them, its first `lines` lines."""

    fields: Fields = field(default_factory=dict)
    groups: int = 0
    lines: int | None = None


def take_trailer(groups: list[Group]) -> Trailer:
    """The trailer at the end of these groups; it takes nothing where the last block is prose."""
    trailer = Trailer(groups=_before_signature(groups))
    while trailer.groups > 1:
        group = groups[trailer.groups - 1]
        if group.ornament:
            trailer.groups -= 1
            continue
        fenced = groups[trailer.groups - 2].ornament or _is_end(groups[trailer.groups - 2])
        if not (_take_labels(group, trailer.fields, fenced=fenced) or _take_lines(group.texts, trailer.fields)):
            break
        trailer.groups -= 1
    _drop_fence(groups, trailer)
    _take_last_lines(groups, trailer)
    return trailer


def _before_signature(groups: list[Group]) -> int:
    """How many groups stand before a mail signature (`-- ` and a few lines right under it)."""
    for number in range(len(groups) - 2, max(len(groups) - 4, 0), -1):
        below = groups[number + 1]
        if groups[number].texts[0] == "--" and below.gap == 0 and len(below.texts) <= _SIGNATURE_LINES:
            return number if number + 2 == len(groups) else len(groups)
    return len(groups)


def _drop_fence(groups: list[Group], trailer: Trailer) -> None:
    while trailer.groups > 1 and groups[trailer.groups - 1].ornament:
        trailer.groups -= 1


def _take_labels(group: Group, fields: Fields, *, fenced: bool) -> bool:
    """A block of labels at the foot, or behind a fence one author's note."""
    first = read_label(group.texts[0])
    least = 1 if fenced and len(group.texts) > 1 and count_labels(group) == len(group.texts) else 2
    if is_label_block(group, least) or (fenced and first and first.key == "notes" and first.label[:1].isupper()):
        read_labels(group, fields)
        return True
    return False


def _is_end(group: Group) -> bool:
    return len(group.texts) == 1 and _END.fullmatch(_bare(group.texts[0])) is not None


def _take_lines(texts: list[str], fields: Fields) -> bool:
    """Whether every one of these lines is a trailer's; if so, what they say is added to `fields`."""
    found = [read_trailer_line(text) for text in texts]
    if not all(found):
        return False
    for line in found:
        for key, value in (line or {}).items():
            fields.setdefault(key, []).append(value)
    return True


def _take_last_lines(groups: list[Group], trailer: Trailer) -> None:
    """Clear trailer lines right under the last paragraph, where that paragraph has come to its end."""
    texts = groups[trailer.groups - 1].texts if trailer.groups else []
    keep = len(texts)
    while keep > 1:
        above = texts[keep - 2]
        text = texts[keep - 1]
        if above[-1] not in ".?!\"”’'*_)…" and read_trailer_line(above) is None:
            break
        if (not text[:1].isupper() and text[:1].isalpha()) or not _take_lines([text], trailer.fields):
            break
        keep -= 1
    if keep < len(texts):
        trailer.lines = keep


def read_trailer_line(text: str) -> dict[str, str] | None:
    """What one line says if it can only stand after a story: label keys and values; None for prose.

    >>> read_trailer_line("Continued in The Tide.")
    {'sequel': 'The Tide', 'ends': 'no'}
    """
    if len(text) > 320:
        return None
    bare = _bare(text)
    date = read_date(text)
    if date and len(date) > 4:
        return {"published": date}
    if _END.fullmatch(bare) and (bare.casefold() not in _BARE_WORDS or not text.strip()[0].isalnum()):
        return {"ends": "part" if bare.casefold().startswith("end ") else "yes"}
    pointer = _POINTER.fullmatch(text.strip("*~-–—=_#+<>()[] \t"))
    if pointer and not _PART.fullmatch(pointer["title"]):
        title = _closed(pointer["title"])
        if _LABELLED_POINTER.match(bare) or title[:1].isupper() or title[:1] in '"“':
            return {"sequel": title.strip('"“”').strip(), "ends": "no"}
        return None
    if _GOES_ON.fullmatch(bare):
        return {"ends": "no"}
    return _remark(text)


def _remark(text: str) -> dict[str, str] | None:
    year = _YEAR.search(text)
    if _RIGHTS.fullmatch(text) and (year or not text[0].isalpha()):
        return {"rights": text} | ({"rights year": year.group()} if year else {})
    if _HASHTAGS.fullmatch(text):
        return {"hashtags": text}
    if _ASKING.fullmatch(text) or _WORD_COUNT.fullmatch(_bare(text)) or _is_footer(text):
        return {"remark": text}
    return None


def _is_footer(text: str) -> bool:
    """A line of nothing but links, one that asks for votes with a link, or for feedback with an address."""
    without_links = _LINK.sub("", text)
    if without_links != text:
        return not any(map(str.isalnum, without_links)) or _FAREWELL.match(text) is not None
    return _MAIL_ADDRESS.search(text) is not None and _FEEDBACK.search(text) is not None


def _bare(text: str) -> str:
    """A line without the dashes, stars, brackets and dots round it."""
    return text.strip("*~-–—=_#+<>()[] \t.…!")


def _closed(title: str) -> str:
    title = title.strip("*_ ")
    return title[:-1] if title.endswith(".") and not title.endswith("..") else title
