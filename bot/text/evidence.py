"""How far the words on both sides of a gap speak for a scene break there, apart from how wide the gap is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.text.headings import is_capitalised

_OPENING_QUOTES = "\"“„«‘'—"
_CLOSING_QUOTES = "\"”»’'"
_MARKS = _OPENING_QUOTES + _CLOSING_QUOTES + "*_-– ()[]"
# Openings that set a new time or place, and those that point back at what was just said.
_ANEW = re.compile(
    r"(?:the\s+(?:next|following|first|last)|next|that\s+(?:night|evening|morning|afternoon|day|same)|one\s+\w+\s+(?:later|after)"
    r"|one\s+(?:day|night|morning|evening|afternoon)|it\s+was\s|when|after|at|on|in|during|by|for|an\s+hour|half|two|three|four"
    r"|five|six|seven|eight|nine|ten|twelve|several|some|a\s+(?:week|month|year|day|few|fortnight|little)|meanwhile|later|early"
    r"|late|before|about|toward|towards|since|as|within|all|once|now|until|presently|soon|outside|across|back|far|over"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october"
    r"|november|december|spring|summer|autumn|winter|dawn|morning|evening|night|midnight)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?:morning|night|evening|afternoon|days?|weeks?|months?|years?|hours?|minutes|later|o['’]clock|noon|midnight|dawn"
    r"|dusk|twilight|sunset|sunrise|winter|summer|spring|autumn|(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow"
    r"|yesterday|breakfast|dinner|supper)\b",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"(?:he|she|it|they|his|her|him|their|its|this|these|those|that|we|i|you|both|but|and|then|so|yes|no|there|here|or|yet"
    r"|still|again|thus)\b",
    re.IGNORECASE,
)
# Words that open a sentence with a capital and name nobody.
_NO_NAME = re.compile(
    r"(?:the|she|they|his|her|him|their|its|you|both|but|and|yet|still|again|thus|then|for|nor|yes|well|indeed|however"
    r"|perhaps|this|these|those|that|there|here|such|when|after|during|before|about|towards?|since|within|until|outside"
    r"|across|over|far|back|from|with|all|once|now|presently|soon|one|two|three|four|some|several|what|how|who|why|where"
    r"|not|only|mr|mrs|miss|sir)",
    re.IGNORECASE,
)
_POSTSCRIPT = re.compile(r"\W*(?:p\.\s?)+s\b", re.IGNORECASE)
_DIARY_DATE = re.compile(
    r"\W*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?(?:the\s+)?"
    r"(?:\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?{month}|{month}\s+\d{1,2}(?:st|nd|rd|th)?)\b(?:,?\s+\d{4}\b)?[*_]*(?:,[^.—–-]{0,30})?(?:[.—–-]|$)".replace(
        "{month}",
        "(?:jan(?:uary)?|feb(?:ruary)?|march|april|may|june|july|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
        "|dec(?:ember)?)",
    ),
    re.IGNORECASE,
)
_GREETING = re.compile(r"\W*(?:my\s+)?(?:own\s+)?(?:dear(?:est)?|to)\b[^,.!?]{0,40}[,:;.!–—-]+", re.IGNORECASE)
_SENTENCE_ENDS = ".?!…"
_LABEL = 60
_LONG = 250
# So many paragraphs before a gap tell who was there just now.
JUST_BEFORE = 3
_FIRST_WORDS = 120
_FIRST_SENTENCE = 200
_STOP = re.compile(r"[.?!…][\"”’]?\s")
_CAPITALISED = re.compile(r"\b[A-Z][a-z]{2,}")
# Log-odds that no width of a slight gap outweighs.
NEVER = -8.0


def weight(above: Sequence[str], after: str) -> float:
    """Log-odds that a scene ends with the last of the paragraphs `above` a gap and another begins with the one after it.

    Fitted to novels and stories, each author against the others: talk goes on across a gap far more often than a scene
    ends and begins with speech; scenes open with a time, with names that nobody bore just before, and with longer
    paragraphs; none ends with a colon or comma. `above` holds up to `JUST_BEFORE` paragraphs, one at least; none is empty.

    >>> weight(["She shut the door."], "The next morning it rained.") > 0 > weight(["“Go.”"], "“No.”")
    True
    """
    before = above[-1]
    if runs_on(before, after):
        return NEVER
    spoken = after[0] in _OPENING_QUOTES
    total = _talk(spoken=spoken, answered=before[-1] in _CLOSING_QUOTES)
    if opens_with_day(after):
        return total + 1.5
    if not spoken:
        total += _opening(after, above)
    end = before.rstrip(_MARKS)[-1:]
    if end == "?":
        total -= 0.8
    if after[0].islower():
        total -= 1.0
    if before.endswith(("...", "…", ". .")):
        total += 1.0
    return total


def runs_on(before: str, after: str) -> bool:
    """Whether what stands before a gap asks for what stands after it: a colon or comma, a sentence unfinished, a letter's end.

    >>> runs_on("Dear Ann,", "I am well."), runs_on("The river", "ran on."), runs_on("Lucy", "P.S. Write."), runs_on("A.", "B.")
    (True, True, True, False)
    """
    first = after[0]
    if before[-1] in ",:;" or ((first in "Pp" or not first.isalpha()) and _POSTSCRIPT.match(after)):
        return True
    return first.islower() and before.rstrip(_MARKS)[-1:] not in _SENTENCE_ENDS


def opens_with_day(text: str) -> bool:
    """Whether a text opens with the date of a diary's entry, a day and month behind which a dash, a stop or nothing stands.

    >>> [opens_with_day(text) for text in ("*30 October, 7 a.m.*—We are near.", "9 May 1911", "March 4 was dry.")]
    [True, True, False]
    """
    return _DIARY_DATE.match(text) is not None


def opens_letter(text: str) -> bool:
    """Whether a text opens a letter or a diary's entry: with a date, or with nothing but a greeting.

    >>> [opens_letter(text) for text in ("Dear Ann,", "9 May 1911", "Dear God, it rained.")]
    [True, True, False]
    """
    return opens_with_day(text) or _GREETING.fullmatch(text) is not None


def _talk(*, spoken: bool, answered: bool) -> float:
    if spoken:
        return -2.4 if answered else -0.7
    return 0.5 if answered else 0.1


def _opening(after: str, above: Sequence[str]) -> float:
    """What the first words of a paragraph that no speech opens say, and its length."""
    words = after.lstrip(_MARKS)
    total = 0.6 if _ANEW.match(words) else -0.4 if _BACK.match(words) else 0.0
    if _TIME.search(words[:_FIRST_WORDS]):
        total += 1.3
    stop = _STOP.search(words, 0, _FIRST_SENTENCE)
    first = words[: stop.end() if stop else _FIRST_SENTENCE]
    known = {name for text in above for name in _CAPITALISED.findall(text)}
    if any(name not in known and not _NO_NAME.fullmatch(name) for name in _CAPITALISED.findall(first)):
        total += 0.9
    return total + _length(after)


def _length(after: str) -> float:
    """What a paragraph's length says; a short line that ends no sentence and is no title is a list's, a song's or a sign's."""
    if len(after) >= _LABEL:
        return 0.4 if len(after) >= _LONG else 0.0
    return -0.4 if after.rstrip(_MARKS)[-1:] in _SENTENCE_ENDS or is_capitalised(after) else -1.5
