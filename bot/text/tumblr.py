"""The head of a story copied from a Tumblr post: a line of facts between bars, links to the other parts, "read more".

The line is `fandom | A & B | rated g | 0.1k words | cw: none`, in any order. Hashtags at the foot are the trailer's.
"""

from __future__ import annotations

import re

from bot.text.draft import Fields
from bot.text.labels import read_label
from bot.text.lines import Lines
from bot.text.wrappers import Outer

_BAR = re.compile(r"\s+[|•·]\s+")
_RATED = re.compile(r"(?:rated|rating)[: ]+\S.*", re.IGNORECASE)
_WORDS = re.compile(r"(?:wc:?\s*)?~?[\d.,]+\s?k?\+?\s*words?|wc:?\s*[\d.,]+k?", re.IGNORECASE)
_PLACE = re.compile(r"(?:part|chapter|pt)\.?\s*(?P<number>\d+)\s+(?:of|in)\s+(?P<series>\D.*)", re.IGNORECASE)
_LINK = re.compile(
    r"(?:<-+|←|«|<<)?\s*(?P<way>next|prev(?:ious)?|sequel|prequel)(?:\s+part)?\s*(?::\s*(?P<title>.+?))?\s*(?:-+>|→|»|>>)?",
    re.IGNORECASE,
)
_SITE = re.compile(
    r"(?:read )?(?:also )?on ao3.*|ao3(?: link)?|masterlist|masterpost|(?:<-+|←)\s*first|first|last|series masterlist|ko-?fi|my (?:writing|fics)",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:read more|keep reading|\[?(?:read more|under the cut)\]?|more under the cut)[.… ]*", re.IGNORECASE
)
_PAIRING = re.compile(r"\S\s*/\s*\S|\S\s+[x&]\s+\S", re.IGNORECASE)
_SENTENCE_ENDS = '.!?…"”'
_LONGEST_TITLE = 80
_LONGEST_LINE = 300
_LOOKED_AT = 12


def take_tumblr_post(lines: Lines) -> Outer:
    """The lines under such a head and what it says; the same lines where there is none."""
    at = next((n for n, line in enumerate(lines[:_LOOKED_AT]) if _is_facts(line.content)), None)
    if at is None:
        return Outer(lines)
    above = [line.content for line in lines[:at] if line.content]
    if not any(line.content for line in lines[at + 1 :]) or any(text[-1] in _SENTENCE_ENDS for text in above):
        return Outer(lines)  # what stands above such a line is a title, and no story
    fields: Fields = {}
    title = next((line.content for line in reversed(lines[:at]) if line.content), "")
    if title and len(title) <= _LONGEST_TITLE and not read_label(title):
        fields["title"] = [title.strip("*_# ")]
    _read_facts(lines[at].content, fields)
    at += 1
    while at < len(lines) and (not lines[at].content or _read_links(lines[at].content, fields)):
        at += 1
    return Outer(Lines.of(line for line in lines[at:] if not _MORE.fullmatch(line.content)), fields)


def _is_facts(text: str) -> bool:
    """Whether at least two of a line's pieces between bars are a rating, a length or a labelled value."""
    pieces = _BAR.split(text) if len(text) <= _LONGEST_LINE else []
    return len(pieces) > 2 and sum(map(_is_fact, pieces)) > 1


def _is_fact(piece: str) -> bool:
    label = read_label(piece)
    return bool(_RATED.fullmatch(piece) or _WORDS.fullmatch(piece) or (label and label.key))


def _read_facts(text: str, fields: Fields) -> None:
    for piece in map(str.strip, _BAR.split(text)):
        label = read_label(piece)
        if _RATED.fullmatch(piece):
            fields["rating"] = [label.value if label and label.key == "rating" else piece]
        elif label and label.key:
            fields.setdefault(label.key, []).append(label.value)
        elif _PAIRING.search(piece):
            fields.setdefault("relationships", []).append(piece)
        elif not _WORDS.fullmatch(piece) and not _SITE.fullmatch(piece) and "fandom" not in fields:
            fields["fandom"] = [piece]


def _read_links(text: str, fields: Fields) -> bool:
    """Whether a line holds links to other parts and nothing else; what they say is added."""
    if len(text) > _LONGEST_LINE:
        return False
    pieces = [piece.strip() for piece in _BAR.split(text)]
    read: Fields = {}
    for piece in pieces:
        place, link = _PLACE.fullmatch(piece), _LINK.fullmatch(piece)
        if place:
            read["series"], read["part"] = [place["series"].strip("*_ ")], [place["number"]]
        elif link:
            if link["title"]:
                read["sequel" if link["way"].casefold() in {"next", "sequel"} else "prequel"] = [
                    link["title"].strip("*_ ")
                ]
        elif not _SITE.fullmatch(piece):
            return False
    fields |= {key: values for key, values in read.items() if key not in fields}
    return True
