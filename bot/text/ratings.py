"""An author's rating, in whatever words, on our one scale.

The scale and its matching rules: longer words are tried first, a word ends at a non-letter, several ratings in one value
give the highest, and a rating that cannot be read is kept in the author's words without a level.
"""

from __future__ import annotations

import re

from bot.models import Rating, RatingLevel

_LEVELS = {
    RatingLevel.EXPLICIT: "nc-17 nc17 nc-18 nc-21 ma explicit adult adults 18+ 18 r18 r-18 21+ nc17+ nc-17+ x xxx ao adults-only frao fr21 p18 ab-18",
    RatingLevel.MATURE: "mature m r r+ r-15 r15 r-16 r16 16 16+ 17+ tv-ma mature-audiences 15 m15 m15+ ma15+ mature+ fr18 frm p16 ab-16",
    RatingLevel.TEEN: (
        "pg-13 pg13 pg-14 pg-15 pg15 pg-13+ pg13+ tv-14 14+ 12+ 14 teen teens teenagers t 12 12a 13+ 13 teen-and-up teen-and-up-audiences teen+ fr15 frt p12 ab-12"
    ),
    RatingLevel.PARENTAL: "pg tv-pg pg+ k+ 9+ pre-teen preteen 7+ fr13",
    RatingLevel.GENERAL: "g k u tv-g tv-y general general-audiences everyone all-ages family gen all children kids 5+ 6+ 0+ fr7 frc p6 ab-6 ab-0",
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
    r"(?<![\w+-])(?<!\w['’])(?:" + "|".join(sorted((re.escape(w).replace(r"\-", r"[\s-]") for w in _LEVEL_OF), key=len, reverse=True))
    + r")(?![\w+])(?!-\w)(?!['’]\w)",
    re.IGNORECASE,
)  # fmt: skip
_LONGEST_WORD = 40
_LONGEST_VALUE = 2000
# "PG-R" and "R-ish": the dash joins, it is no part of the rating.
_RANGE = re.compile(
    r"(?<![\w-])((?:PG-?1[35]|NC-?17|PG|G|R|K\+?|T|M))\s?[-–—](?=(?:NC-?17|PG-?1[35]|PG|R|MA|M|T)(?![\w-])|ish\b)",
    re.IGNORECASE,
)
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
    whole = re.sub(r"^(?:rated|rating|fiction|fsk|ab|from|for)[:\s]+|^\+(?=\d)", "", whole)
    whole = re.sub(r"(?<=\w)-slash$|(?<=\d) (?:jahren?|ans|años|anni|anos|years?)$", "", whole)
    if whole == "e":
        # The archive's short form of Explicit; nobody else's can be told from it, and the stricter reading is the safe one.
        return Rating(RatingLevel.EXPLICIT, raw)
    exact = _LEVEL_OF.get(re.sub(r"\s+", "-", whole))
    if exact is not None:
        return Rating(exact, raw)
    plain = re.sub(r"(?<!\w)\+(?=1\d(?!\d))", "", raw[:_LONGEST_VALUE])
    plain = _RANGE.sub(r"\g<1> ", plain)
    found = [
        _level(match)
        for match in _TOKEN.finditer(plain)
        if not _HEDGED_AWAY.search(plain[max(match.start() - 40, 0) : match.start()])
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
