"""Which lines are chapter headings, and what each of them says."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.text.numerals import read_numeral, read_roman

_NAMED = re.compile(
    r"(?P<kind>chapter|chap|ch|part|book|volume|vol|act|episode|canto|section|installment|instalment|scene|stave)"
    r"\.?(?:\s+|(?=[\d\#]))(?:no\.?\s*|number\s+|\#\s*)?(?:the\s+)?"
    r"(?P<number>[ivxlcdm]+|\d{1,4}|[a-z]+(?:[ -][a-z]+)?)"
    r"(?:\s*(?:/|of)\s*(?:\d+|\?|[a-z]+))?"
    r"(?:\s*[:.\-–—~]+\s*(?P<title>\S.*)|\s*[:.\-–—]|\s+(?P<quoted>[\"“‘'(].*)|\s*)",
    re.IGNORECASE,
)
_UNNUMBERED = re.compile(
    r"(?P<kind>prologue|epilogue|interlude|preface|foreword|afterword|introduction|intermission|coda)"
    r"(?:\s+(?:[ivx]+|\d+|one|two|three|four|five))?(?:\s*[:.\-–—~]+\s*(?P<title>\S.*)|\s*[:.])?",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\d{1,3}\. (?P<heading>(?:Chapter|Part|Prologue|Epilogue)\b.{0,60}?) by \S.{0,30}")
# How every heading begins that begins with a letter; asked first, since most lines of prose are none.
_OPENING = re.compile(
    r"(?i:chap|ch|part|book|vol|act|episode|canto|section|inst|scene|stave|prologue|epilogue|interlude|preface|foreword"
    r"|afterword|introduction|intermission|coda)|[IVXLCDM]+\. "
)
_PLAIN = frozenset("\"“‘'abcdefghijklmnopqrstuvwxyz")
_ALONE = re.compile(r"[(\[]?(?P<number>\d{1,3}|[IVXLC]+|[ivxlc]+)[.)\]]*")
_DECORATION = "*~-–—=#_+<>[]| \t"
_FENCED = re.compile(r"(\*{2,}|~+|=+|\#+|~\*~)(?P<space>\s*)[^*~=#]+(?P=space)\1")
# Tildes apart from the words are a typist's frame of titles; nobody paints them on a sign.
_TILDED = re.compile(r"~+\s+[^~]+\s+~+")
_HASHED = re.compile(r"\#{1,6} (?!\#)")
_TAGS = re.compile(r"</?\w+[^<>]*>")
_LONGEST = 100
LONGEST_NUMBER = 24
_PARTS = {"part", "book", "volume", "vol", "act"}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as printed, decoration left out. `level` is 1 for parts and books, 2 for chapters, 3 for lone numerals.

    `complete`: it holds a title besides its number. `doubtful`: only its decoration speaks for it, as on a sign in a story.
    """

    title: str
    level: int
    number: int | None
    complete: bool
    doubtful: bool = False


def read_heading(line: str) -> Heading | None:
    """What a line says if it is a heading by its own words: `Chapter 3`, `PART TWO: Ebb`, `Prologue`; None otherwise.

    `complete` tells that the line holds a title besides its number. Lone numerals are `read_lone_number`'s.

    >>> read_heading("~ Chapter Twenty-Six ~").number
    26
    """
    if len(line) > _LONGEST or line[:1] in _PLAIN or (line[:1].isalpha() and not _OPENING.match(line)):
        return None
    bare = undecorated(line)
    if listed := _LISTED.fullmatch(bare):
        # An archive's print page numbers its chapters and names the author behind each.
        bare = listed["heading"]
    found = _NAMED.fullmatch(bare)
    if found:
        number = _number(found["number"])
        title = found["title"] or found["quoted"]
        if number is None or not bare[0].isupper() or _runs_on(title):
            return None
        kind = found["kind"].casefold().rstrip(".")
        return Heading(bare.rstrip(": -–—"), 1 if kind in _PARTS else 2, number, title is not None)
    found = _UNNUMBERED.fullmatch(bare)
    if found and bare[0].isupper() and not _runs_on(found["title"]):
        return Heading(bare.rstrip(": -–—"), 2, None, found["title"] is not None)
    return _decorated(line, bare) or _roman_title(bare)


def _decorated(line: str, bare: str) -> Heading | None:
    """A title that stands between the same signs (`~ Warm ~`, `**The Return**`), which prose does not."""
    fence = _FENCED.fullmatch(line.strip()) or _HASHED.match(line.strip())
    if fence and looks_like_title(bare) and is_capitalised(bare) and bare[-1] not in '.!?"”':
        return Heading(
            bare,
            2,
            None,
            complete=True,
            doubtful=not _HASHED.match(line.strip()) and not _TILDED.fullmatch(line.strip()),
        )
    return None


def _roman_title(bare: str) -> Heading | None:
    """A Roman numeral with a full stop and a title behind it (`IV. The Mill`)."""
    numeral, stop, title = bare.partition(". ")
    number = read_roman(numeral) if stop and numeral.isupper() else None
    quoted = title[:1] in '"“' and title[-1:] in '"”'
    if number and looks_like_title(title) and is_capitalised(title) and (quoted or title[-1] not in '.!?"”'):
        return Heading(bare, 2, number, complete=True)
    return None


def read_lone_number(line: str) -> int | None:
    """The value of a numeral that stands alone in its line (`IV`, `12.`, `- 3 -`); None for anything else."""
    if len(line) > LONGEST_NUMBER:
        return None
    found = _ALONE.fullmatch(undecorated(line))
    return read_numeral(found["number"]) if found else None


def undecorated(line: str) -> str:
    """A heading without tags, stars, dashes and the like round it."""
    bare = _TAGS.sub("", line).strip().strip(_DECORATION).strip()
    return bare if bare.count("[") == bare.count("]") else line.strip()


def looks_like_title(line: str) -> bool:
    """Whether a short line under a heading may be its title: it begins like one and ends like no sentence."""
    bare = line.strip()
    if not bare or len(bare) > 60 or len(bare.split()) > 10 or bare[-1] in ".,;:":
        return False
    first = bare.lstrip("\"“‘'*_(")[:1]
    return (first.isupper() or first.isdigit()) and not bare.endswith(('."', ',"', ".”", ",”", "--", "—", '?"', "?”"))


def is_capitalised(line: str) -> bool:
    """Whether every longer word of a line begins with a capital, as titles do and sentences do not."""
    held = False
    for printed in line.split():
        word = printed.strip("\"“”‘’'*_().,:;!?-")
        if len(word) > 3 and not (word[0].isupper() or word[0].isdigit()):
            return False
        held = held or word != ""
    return held


def _number(text: str) -> int | None:
    roman = read_roman(text)
    return roman if roman is not None else read_numeral(text)


def _runs_on(title: str | None) -> bool:
    """Whether what follows a number is a sentence that merely begins with it (`Part one - he said - was easy.`)."""
    if title is None or is_capitalised(title):
        return False
    return len(title.split()) > 12 or (title[-1] in ".," and len(title.split()) > 6)
