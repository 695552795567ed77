"""How far the words on both sides of a gap speak for a scene break there, apart from how wide the gap is."""

from __future__ import annotations

import re

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
_BACK = re.compile(
    r"(?:he|she|it|they|his|her|him|their|its|this|these|those|that|we|i|you|both|but|and|then|so|yes|no|there|here|or|yet"
    r"|still|again|thus)\b",
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
_SENTENCE_ENDS = ".?!…"
_LABEL = 60
# Log-odds that no width of a slight gap outweighs.
NEVER = -8.0


def weight(before: str, after: str) -> float:
    """Log-odds that a scene ends with one paragraph and the next one begins another, beside those of any two paragraphs.

    Counted over novels and stories: talk goes on across a gap far more often than a scene ends and begins with speech;
    scenes open with longer paragraphs, and with a time or place; none ends with a colon or comma. Neither text is empty.

    >>> weight("She shut the door.", "The next morning it rained.") > 0 > weight("“Go.”", "“No.”")
    True
    """
    if runs_on(before, after):
        return NEVER
    spoken = after[0] in _OPENING_QUOTES
    total = _talk(spoken=spoken, answered=before[-1] in _CLOSING_QUOTES)
    if not spoken:
        words = after.lstrip(_MARKS)
        total += 1.1 if _ANEW.match(words) else -0.4 if _BACK.match(words) else 0.0
    end = before.rstrip(_MARKS)[-1:]
    if opens_with_day(after):
        return total + 1.5
    if end == "?" or (len(before) < _LABEL and end not in _SENTENCE_ENDS):
        total -= 1.2
    if after[0].islower():
        total -= 1.0
    if before.endswith(("...", "…", ". .")):
        total += 0.8
    return total + (0.0 if spoken else _length(len(after))) + (0.4 if len(before) >= 500 else 0.0)


def runs_on(before: str, after: str) -> bool:
    """Whether what stands before a gap asks for what stands after it: a colon or comma, a sentence unfinished, a letter's end.

    >>> runs_on("Dear Ann,", "I am well."), runs_on("The river", "ran on."), runs_on("Lucy", "P.S. Write."), runs_on("A.", "B.")
    (True, True, True, False)
    """
    if before[-1] in ",:;" or _POSTSCRIPT.match(after):
        return True
    return after[0].islower() and before.rstrip(_MARKS)[-1:] not in _SENTENCE_ENDS


def opens_with_day(text: str) -> bool:
    """Whether a text opens with the date of a diary's entry, a day and month behind which a dash, a stop or nothing stands.

    >>> [opens_with_day(text) for text in ("*30 October, 7 a.m.*—We are near.", "9 May 1911", "March 4 was dry.")]
    [True, True, False]
    """
    return _DIARY_DATE.match(text) is not None


def _talk(*, spoken: bool, answered: bool) -> float:
    if spoken:
        return -2.4 if answered else -0.9
    return 0.3 if answered else 0.7


def _length(length: int) -> float:
    """What the length of the paragraph after the gap says, in characters."""
    for below, found in ((60, -1.0), (120, -0.3), (250, 0.2), (500, 0.4)):
        if length < below:
            return found
    return 0.9
