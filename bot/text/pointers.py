"""What a story's own sentences say of its neighbours: the story before, the story after, the place in a series."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.text.numerals import read_numeral

_SMALL = r"(?:of|the|and|a|an|in|to|on|for|from|at|with|by|or|&)"
_QUOTED = r"[\"“*_‘]+(?P<quoted{n}>[^\"”“*_\n]{{1,90}}?)[,.]?[\"”*_’]+"
_CAPITALISED = rf"(?P<plain{{n}}>(?-i:[A-Z0-9][\w'’-]*(?::?\s+(?:(?:{_SMALL}\s+)*[A-Z0-9][\w'’-]*))*))"


def _title(number: int) -> str:
    return "(?:" + _QUOTED.format(n=number) + "|" + _CAPITALISED.format(n=number) + ")"


_STORY = r"(?-i:(?:[Mm]y|the)\s+)?(?-i:(?:earlier|previous|other|first|last|own|short)\s+)?(?:(?:story|fic|novel|piece|one-?shot|book|tale)\b,?\s*)?"
_AFTER_ANOTHER = re.compile(
    rf"\b(?:(?:direct\s+|short\s+|loose\s+)?sequel|follow-?\s?up|continuation)(?:\s+of\s+sorts)?\s+(?:to|of|for)\s+{_STORY}{_title(0)}",
    re.IGNORECASE,
)
_BEFORE_ANOTHER = re.compile(rf"\bprequel(?:\s+of\s+sorts)?\s+(?:to|of|for)\s+{_STORY}{_title(0)}", re.IGNORECASE)
_NAMED_SEQUEL = re.compile(
    r"\b(?:there\s+(?:is|will\s+be)|has|with|the|a|its|in\s+the)\s+(?:(?:a|is|now|also|sequel|next|follow-?up|story|part)\s+){0,5}"
    rf"(?:to\s+this(?:\s+story)?,?\s+)?(?:which\s+is\s+|is\s+)?(?:called|titled|entitled|named)\s+{_title(0)}",
    re.IGNORECASE,
)
_CONTINUED = re.compile(rf"\b(?:story\s+)?(?:is\s+)?(?:continue[sd]|concluded)\s+in\s+{_title(0)}", re.IGNORECASE)
_ORDINAL = r"(?P<number>\d{1,3}(?:st|nd|rd|th)?|[a-z]+(?:-[a-z]+)?)"
_KIND = r"(?:book|story|stories|part|fic|instal?lment|volume|novel|one|entry|piece|episode)"
_SERIES_KIND = r"(?:series|trilogy|cycle|saga|universe|'?verse|arc|quartet|sequence|duology)"
_IN_SERIES = re.compile(
    rf"\b(?:(?:part|book|story|number|no\.|\#)\s*(?P<after>\d{{1,3}}|[ivxlc]+|[a-z]+)|{_ORDINAL}\s+(?:{_KIND}\s+)?)"
    rf"\s*(?:of|in)\s+(?:(?-i:the|my|a|our)\s+)?(?:[\"“*_]+(?P<quoted>[^\"”*_\n]{{1,80}})[\"”*_]+|(?P<plain>[^.,;:!?\n\"“”]{{1,60}}?))\s+(?P<kind>{_SERIES_KIND})\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"(?:an?\s+)?(?:\w+[- ](?:book|part|story|novel))|an?|this|the|my|our|ongoing|planned|projected|new|short|little",
    re.IGNORECASE,
)
_IS_ORDINAL = re.compile(r"(?:st|nd|rd|th)$", re.IGNORECASE)
_FIGURE_END = re.compile(r"(?<=\d)(?:st|nd|rd|th)$", re.IGNORECASE)
_LONGEST = 6000


@dataclass(frozen=True, slots=True)
class Pointers:
    """Titles of the stories before and after, and the place in a series, as far as a text names them."""

    prequel: str | None = None
    sequel: str | None = None
    series: str | None = None
    series_index: int | None = None


def read_pointers(text: str) -> Pointers:
    """What a note or summary says of other stories: `Sequel to "Ebb"`, `the second book in the Low Lamps series`.

    A sentence counts only where it names a title, in quotes or capitals.

    >>> read_pointers("Sequel to Four Excuses.").prequel
    'Four Excuses'
    """
    text = text[:_LONGEST]
    after = _named(_BEFORE_ANOTHER.search(text)) or _sequel(text) or _named(_CONTINUED.search(text))
    place = _place(text)
    return Pointers(_named(_AFTER_ANOTHER.search(text)), after, *place)


def _sequel(text: str) -> str | None:
    found = _NAMED_SEQUEL.search(text)
    if not found or not re.search(r"sequel|next|follow", found.group(), re.IGNORECASE):
        return None
    return _named(found)


def _named(found: re.Match[str] | None) -> str | None:
    if found is None:
        return None
    title = (found["quoted0"] or found["plain0"] or "").strip(" ,")
    return None if title.casefold() in {"", "this", "it", "that", "i", "my", "the"} else title


def _place(text: str) -> tuple[str | None, int | None]:
    found = _IN_SERIES.search(text)
    if not found:
        return None, None
    if found["number"] and not _IS_ORDINAL.search(found["number"]):
        return None, None
    number = read_numeral(_FIGURE_END.sub("", found["after"] or found["number"]))
    if not number:
        return None, None
    name = (found["quoted"] or found["plain"]).strip()
    if found["plain"] and found["kind"][:1].isupper() and found["kind"].casefold() != "series":
        # A capital makes the kind part of the name: the Ledger Cycle, but the Ledger series.
        name = f"{name} {found['kind']}"
    if _COUNTED.fullmatch(name):
        return None, number
    return (name, number) if name[:1].isupper() else (None, None)
