"""Titles and names brought to a form in which the same one is the same: for matching, sorting and searching."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_NUMBER_WORDS = {
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "ten": "10",
    "eleven": "11",
    "twelve": "12",
}
# Numerals up to 39: no series is longer, and beyond it ordinary words ("mix", "civil") look like numerals.
_ROMAN = re.compile(r"(x{0,3})(ix|iv|v?i{0,3})")
_ROMAN_UNITS = {"": 0, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
_APOSTROPHES = re.compile("['\u2019\u02bc]")


def fold(text: str) -> str:
    """Text without case, accents and punctuation, its words parted by single spaces.

    >>> fold("  The Café – Don’t! ")
    'the cafe dont'
    """
    # Only the accents of European scripts are dropped: in others such marks are letters.
    bare = (c for c in unicodedata.normalize("NFKD", text) if not "\u0300" <= c <= "\u036f")
    folded = unicodedata.normalize("NFKC", "".join(bare)).casefold().replace("&", " and ")
    folded = _APOSTROPHES.sub("", folded)
    spaced = "".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in folded)
    # A title of nothing but punctuation ("???") is still a title.
    return " ".join(spaced.split()) or " ".join("".join(c for c in folded if c.isprintable()).split())


def title_key(text: str) -> str:
    """A title as it is matched: folded, and every numeral in one form.

    >>> title_key("The Storm, Part II") == title_key("the storm: part two")
    True
    """
    return " ".join(_numeral(word) for word in fold(text).split())


def label_key(text: str) -> str:
    """A tag, fandom, pairing or genre as the library's filter matches it."""
    return fold(text)


def _numeral(word: str) -> str:
    if word.isdecimal():
        return word.lstrip("0") or "0"
    if match := _ROMAN.fullmatch(word):
        return str(10 * len(match[1]) + _ROMAN_UNITS[match[2]])
    return _NUMBER_WORDS.get(word, word)


def trigrams(text: str) -> frozenset[str]:
    """Every three neighbouring letters of the folded words, the space before and after each word counted in."""
    found: set[str] = set()
    for word in fold(text).split() + title_key(text).split():
        padded = f" {word} "
        found.update(padded[at : at + 3] for at in range(len(padded) - 2))
    return frozenset(found)


def weigh_trigrams(title: str, author: str | None, others: Iterable[str | None]) -> dict[str, int]:
    """The trigrams a story is found by, with what each counts: title 4, author 2, series and fandoms 1."""
    weights: dict[str, int] = {}
    for text, weight in [(title, 4), (author, 2), *((other, 1) for other in others)]:
        for trigram in trigrams(text or ""):
            weights[trigram] = weights.get(trigram, 0) + weight
    return weights
