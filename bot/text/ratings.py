"""An author's rating, in whatever words, on our one scale.

The scale and its matching rules: longer words are tried first, a word ends at a non-letter, several ratings in one value
give the highest, and a rating that cannot be read is kept in the author's words without a level.
"""

from __future__ import annotations

import re

from bot.models import Rating, RatingLevel

_LEVELS = {
    RatingLevel.EXPLICIT: "nc-17 nc17 nc-18 nc-21 ma explicit adult adults 18+ 18 r18 r-18 x xxx",
    RatingLevel.MATURE: "mature m r r-16 r16 16+ 15 m15 m15+ fr18",
    RatingLevel.TEEN: (
        "pg-13 pg13 pg-14 pg-15 pg15 teen teens teenagers t 12 12a 13+ 13 teen-and-up teen-and-up-audiences fr15"
    ),
    RatingLevel.PARENTAL: "pg k+ 9+ pre-teen preteen 7+ fr13",
    RatingLevel.GENERAL: "g k u general general-audiences everyone all-ages family gen 5+ fr7",
    RatingLevel.UNRATED: "nr unrated not-rated not-provided",
}
_LEVEL_OF = {word: level for level, words in _LEVELS.items() for word in words.split()}
_ORDER = (
    RatingLevel.GENERAL,
    RatingLevel.PARENTAL,
    RatingLevel.TEEN,
    RatingLevel.MATURE,
    RatingLevel.EXPLICIT,
)
# Single letters count only as capitals, or where they are the whole value: "a", "m" and "t" occur in remarks.
_TOKEN = re.compile(
    r"(?<![\w'’+-])(?:" + "|".join(sorted((re.escape(w).replace(r"\-", r"[\s-]") for w in _LEVEL_OF), key=len, reverse=True))
    + r")(?![\w+])(?!-\w)(?!['’]\w)",
    re.IGNORECASE,
)  # fmt: skip
_LONGEST_WORD = 40
_HEDGED_AWAY = re.compile(r"\b(?:not|no|nothing|isn['’]t|never)\s+(?:really\s+|quite\s+)?$", re.IGNORECASE)


def is_rating_word(text: str) -> bool:
    """Whether a text is one rating and nothing else (`PG-13`, `[R]`, `Teen And Up`)."""
    return len(text) < _LONGEST_WORD and _LEVEL_OF.get(_folded(text.strip("[](){} "))) is not None


def _folded(text: str) -> str:
    return "-".join(text.casefold().split())


def read_rating(text: str | None) -> Rating:
    """The rating in a header's value: its level where the words name one, and the words as they stand.

    >>> read_rating("Mostly PG-13; R for the epilogue").level
    <RatingLevel.MATURE: 'mature'>
    """
    raw = (text or "").strip()
    if not raw:
        return Rating()
    whole = raw.strip("[](){}<>.!*_ ").casefold()
    whole = re.sub(r"^(?:rated|rating|fiction)[:\s]+", "", whole)
    exact = _LEVEL_OF.get(re.sub(r"\s+", "-", whole))
    if exact is not None:
        return Rating(exact, raw)
    found = [
        _level(match)
        for match in _TOKEN.finditer(raw)
        if not _HEDGED_AWAY.search(raw[max(match.start() - 40, 0) : match.start()])
    ]
    known = [level for level in found if level in _ORDER]
    if known:
        return Rating(max(known, key=_ORDER.index), raw)
    return Rating(RatingLevel.UNRATED if RatingLevel.UNRATED in found else None, raw)


def _level(match: re.Match[str]) -> RatingLevel | None:
    word = match.group()
    if len(word) == 1 and word.islower():
        return None
    return _LEVEL_OF[re.sub(r"\s+", "-", word.casefold())]
