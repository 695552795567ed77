"""Content warnings as slugs: known topics by their one name, anything else in the author's own words.

The topics and their synonyms are those of archive warnings and common fan usage. How strong or how near a topic is
(mentioned, implied, past, graphic) is not kept: a reader who avoids it wants to know either way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.text.genre import divide
from bot.text.warning_words import CHOOSE_NOT_TO_WARN, NONE, NOT_SAID, SLUG_OF, SYNONYMS

__all__ = [
    "CHOOSE_NOT_TO_WARN",
    "NONE",
    "WARNING_TOPICS",
    "is_known_warning",
    "known_warnings",
    "name_warning",
    "name_warnings",
    "split_warnings",
]

WARNING_TOPICS = tuple(slug for slug in SYNONYMS if slug not in {NONE, CHOOSE_NOT_TO_WARN})
"""The slugs of all known topics."""

# How strong, how near, how sure: none of it changes the topic.
_QUALIFIER = re.compile(
    r"^(?:(?:very|an?|the|some|a (?:little|bit of|lot of|few|touch of|hint of)|lots of|brief|briefly|mild|mildly|minor|moderate|major|severe|intense|extreme|past|"
    r"implied|implications? of|mentions?(?: of)?|mentioned|references?(?: to)?|referenced|discussions?(?: of)?|discussed|allusions? to|heavy|light|slight|slightly|"
    r"vague|possible|potential|threats? of|threatened|canon(?:ical)?(?:[- ](?:typical|level|compliant))?|descriptions? of|depictions? of|graphic|explicit|"
    r"non-?graphic|non-?explicit|occasional|frequent|offscreen|off-?(?:page|screen|camera)|on-?screen|historical|period-typical|near|near-|attempted|"
    r"contains?|includes?|including|warnings? for|there (?:is|are|will be)|for|m/m|f/f|m/f|het|slash|gay|scenes? of|themes? of|"
    r"talks? of|talk about|elements? of|hints? of|instances? of|use of|excessive|strong|serious|secondary|original|oc|background|"
    r"multiple|several|many|much|more|graphic depictions? of|depicted|off-?stage|on-?page|not-?so-?graphic|semi-?graphic|aftermath of|recovery from|"
    r"(?:this|the) (?:story|fic|chapter|one|part|piece) (?:contains|has|includes|deals with|features|involves|depicts)|deals with|has|features|involves|and|also|plus|maybe|"
    r"cw|tw|tw for|cw for|trigger warnings? for|content warnings? for|detailed|accidental|unintentional)\s+|near-|ex-)+"
)
_QUALIFIED = re.compile(
    r"\s*(?:[-–—:,(]\s*|\s)(?:mentioned|implied|past|brief|briefly|off-?(?:page|screen|stage)|graphic|minor|moderate|mild|mildly|discussed|referenced|"
    r"mentions?|non-?graphic|in the past|not graphic|not explicit|non-?explicit|ahead|scenes?|themes?|elements?|references?|warning|"
    r"(?:only )?briefly(?: mentioned| referenced| discussed)?|throughout|abound|galore|canon|mention only|alluded to|attempted|described|depicted|explicit|severe|"
    r"in (?:this|the first|the last|later|the next|one|some|chapter \w+) ?(?:chapters?|part|parts)?)\)?$"
)
_HERE = re.compile(
    r"\s+(?:(?:apply|needed)\s+)?(?:for|in|to|on) (?:this|the) (?:chapter|part|story|one|fic|piece|whole story|entire story|work)(?: apply| so far)?$"
)
_LEVELS = re.compile(
    r"(?:^|[.;,\n])\s*(?:graphic|moderate|minor|major|mild|severe|explicit|mentioned|implied)\s*:\s*", re.IGNORECASE
)
_HEDGE = re.compile(
    r"(?:unless|except|but|just|only|really|i |that i|though|well|if|maybe|so far|yet|all|not even|honest|for (?:this|now))\b"
)
_EXCEPTED = re.compile(
    r"^(?:apart from|except(?:ing)?(?: for)?|other than|aside from|but for|but|just|only|besides|unless you count|unless|maybe)\s+(?:(?:the|a|an|some)\s+)?",
    re.IGNORECASE,
)
# A sentence to the readers behind the warnings, and no further one.
_REMARK = re.compile(
    r"(?:you|i|i['’]m|it['’]s|it|don['’]t|do not|please|read|so|but|sorry|this|that|these|nothing|be warned|beware|proceed|if|not|enjoy|the usual|consider|as|no flames|flames)\b",
    re.IGNORECASE,
)
_SMILEY = re.compile(r"(?:^|(?<=[\s.!?]))(?:[:;=8][-o']?[)(DPp/|]+|<3|\^[_-]?\^|xD+)(?=\s|$)")
_LONGEST = 200
_MOST_HALVES = 8
_ASIDE = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*")


def _less(text: str) -> str:
    """A text without two qualifiers behind it (`death mentioned in the past`)."""
    return _QUALIFIED.sub("", _QUALIFIED.sub("", text))


def is_known_warning(text: str) -> bool:
    """Whether a text is the name of a known topic, a qualifier left out."""
    return name_warning(text) in SYNONYMS


def known_warnings(texts: Iterable[str]) -> tuple[str, ...]:
    """The slugs of those texts (tags, for instance) that name a known topic, each once.

    >>> known_warnings(["Slow Burn", "Minor Character Death", "graphic violence"])
    ('character-death', 'violence')
    """
    named = dict.fromkeys(map(name_warning, texts))
    return tuple(name for name in named if name in SYNONYMS and name not in {NONE, CHOOSE_NOT_TO_WARN})


def split_warnings(text: str) -> tuple[str, ...]:
    """A header's value as warnings, in its order and each once; commas inside brackets do not divide.

    >>> split_warnings("character death (not this part), Spiders")
    ('character-death', 'spiders')
    """
    pieces: list[str] = []
    text = _LEVELS.sub(", ", text)
    if name_warning(text) in {NONE, CHOOSE_NOT_TO_WARN}:
        return (name_warning(text),)
    for piece in map(str.strip, divide(text, ",;|&\n")):
        pieces.extend([piece] if name_warning(piece) in SYNONYMS else _halves(piece))
    pieces = [
        _EXCEPTED.sub("", piece) if name_warning(_EXCEPTED.sub("", piece)) in SYNONYMS else piece for piece in pieces
    ]
    named = name_warnings(pieces)
    if any(one in SYNONYMS for one in set(named) - {NONE}):
        return tuple(one for one in named if one != NONE)
    if NONE in named:
        # "None, unless you fear tomatoes" denies; "none. spiders" does not.
        return tuple(one for one in named if one == NONE or not _HEDGE.match(one))
    return named


def _halves(piece: str) -> list[str]:
    """What `and`, a slash or a full stop joins, divided only where every half is a known topic."""
    for sign in (r"\s+and\s+|^and\s+", r"\s*/\s*", r"\s*\+\s*", r"\.\s+"):
        halves = [half for half in re.split(sign, piece) if half]
        if len(halves) < _MOST_HALVES and halves != [piece] and all(name_warning(half) in SYNONYMS for half in halves):
            return halves
    sentences = [one for one in re.split(r"[.!]\s+", piece) if one]
    if 1 < len(sentences) < _MOST_HALVES and name_warning(sentences[0]) in SYNONYMS:
        return [one for one in sentences if not _REMARK.match(one)]
    return [piece]


def name_warnings(pieces: list[str]) -> tuple[str, ...]:
    """Warnings already divided, as slugs or lower-case words, each once."""
    return tuple(dict.fromkeys(filter(None, map(name_warning, pieces))))


def name_warning(text: str) -> str:
    """One warning's slug, or its words in lower case where it is no known topic; empty for empty text."""
    text = _SMILEY.sub("", text) if len(text) <= _LONGEST else text
    plain = " ".join(text.casefold().replace("’", "'").split()).strip(" .!*_…")
    if plain in SLUG_OF:
        return SLUG_OF[plain]
    if plain in NOT_SAID:
        return ""
    if len(plain) > _LONGEST:
        return plain
    bare = _ASIDE.sub(" ", plain).strip(" .!")
    bare = _HERE.sub("", bare)
    less = _QUALIFIER.sub("", bare)
    for form in (bare, less, _QUALIFIED.sub("", bare), _QUALIFIED.sub("", less), _less(less)):
        if form in SLUG_OF:
            return SLUG_OF[form]
    return plain
