"""Genres, fandoms, pairings and tags, told apart where authors write them under one label."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_PAIRING = re.compile(r"\S\s*/\s*\S|\S\s+x\s+\S", re.IGNORECASE)
_SIMPLE_PAIR = re.compile(r"[\w.'’-]+(?:/[\w.'’-]+)+")
_SEMICOLON = re.compile(r"\s*[;\n]\s*")
_NOTHING = {"", "none", "n/a", "no", "no pairing", "no pairings", "-"}


@dataclass(frozen=True, slots=True)
class Genre:
    """What a genre label holds: the genre itself, or the pieces it was used for."""

    genre: str | None = None
    fandoms: tuple[str, ...] = ()
    relationships: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def read_genre(value: str | None) -> Genre:
    """A genre label's value; `Fandom; A/B; A POV` is split into its kinds, anything without a semicolon is the genre.

    >>> read_genre("Low Water; Wren/Tolliver; Wren POV").relationships
    ('Wren/Tolliver',)
    """
    if not value or ";" not in value:
        return Genre(value or None)
    fandoms: list[str] = []
    relationships: list[str] = []
    tags: list[str] = []
    for piece in filter(None, (piece.strip() for piece in value.split(";"))):
        if re.search(r"\bPOV$", piece, re.IGNORECASE):
            tags.append(piece)
        elif _PAIRING.search(piece):
            relationships.append(piece)
        else:
            fandoms.append(piece)
    return Genre(None, tuple(fandoms), tuple(relationships), tuple(tags))


def divide(value: str, signs: str = ",;\n") -> list[str]:
    """A value cut at each of these signs that stands outside brackets; a comma counts only before white space.

    >>> divide("heights (tall ones, too), 1,000 bees")
    ['heights (tall ones, too)', ' 1,000 bees']
    """
    pieces: list[str] = []
    start = depth = 0
    for at, sign in enumerate(value):
        if sign in "([":
            depth += 1
        elif sign in ")]":
            depth = max(depth - 1, 0)
        elif sign in signs and not depth and (sign != "," or value[at + 1 : at + 2].isspace()):
            pieces.append(value[start:at])
            start = at + 1
    return [*pieces, value[start:]]


def split_names(values: Iterable[str], *, commas: bool = True) -> tuple[str, ...]:
    """Values as single names, divided at semicolons (and commas outside brackets); `none` is no name."""
    split = divide if commas else _SEMICOLON.split
    pieces = (piece.strip().rstrip(".") for value in values for piece in split(value))
    return tuple(dict.fromkeys(piece for piece in pieces if piece.casefold() not in _NOTHING))


def split_relationships(values: Iterable[str]) -> tuple[str, ...]:
    """Pairings, one each; words after a plain `A/B` (`A/B friendship.`) are left out.

    >>> split_relationships(["Hanne/Corrin, Ada & Bea"])
    ('Hanne/Corrin', 'Ada & Bea')
    """
    names: list[str] = []
    for piece in split_names(values):
        simple = _SIMPLE_PAIR.match(piece)
        names.append(simple.group() if simple and len(piece) - simple.end() > 1 and piece[simple.end()] == " " and "(" not in piece
                     and piece[simple.end() + 1 :].islower() else piece)  # fmt: skip
    return tuple(names)
