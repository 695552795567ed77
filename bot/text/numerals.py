"""Numbers as stories write them: digits, Roman numerals and English words."""

from __future__ import annotations

import re

_ROMAN = re.compile(r"M{0,3}(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})", re.IGNORECASE)
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_ROMAN_STEPS = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "last": 0,
}  # fmt: skip
_WORDS = (
    {word: value for value, word in enumerate(_UNITS)}
    | {word: 10 * ten for ten, word in enumerate(_TENS, start=2)}
    | {f"{word}-{_UNITS[unit]}": 10 * ten + unit for ten, word in enumerate(_TENS, start=2) for unit in range(1, 10)}
)


def read_numeral(text: str) -> int | None:
    """The value of a whole number in digits, Roman numerals or words; None for anything else.

    >>> [read_numeral(word) for word in ("12", "xiv", "Twenty-One", "the first", "mild")]
    [12, 14, 21, 1, None]
    """
    word = " ".join(text.casefold().split())
    if word.isascii() and word.isdigit() and len(word) <= 6:
        return int(word)
    word = word.removeprefix("the ")
    spelled = word.replace(" ", "-")
    if spelled in _WORDS:
        return _WORDS[spelled]
    if word in _ORDINALS:
        return _ORDINALS[word]
    return read_roman(word)


def read_roman(text: str) -> int | None:
    """The value of a well-formed Roman numeral below 4000, in either case; None for anything else."""
    if not text or not _ROMAN.fullmatch(text):
        return None
    values = [_ROMAN_VALUES[letter] for letter in text.upper()]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


def to_roman(number: int) -> str:
    """A whole number from 1 in capital Roman numerals."""
    letters: list[str] = []
    for value, letter in _ROMAN_STEPS:
        count, number = divmod(number, value)
        letters.append(letter * count)
    return "".join(letters)
