"""Genres, fandoms, pairings and tags, told apart where authors write them under one label."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_ASIDE = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_PAIRING = re.compile(r"\S\s*/\s*\S|\S\s+x\s+\S|\b\d{1,2}x\d{1,2}\b", re.IGNORECASE)
_SIMPLE_PAIR = re.compile(r"[\w.'’-]+(?:[/&][\w.'’-]+)+")
_SEMICOLON = re.compile(r"\s*[;\n]\s*")
_AND = re.compile(r"\s+and\s+|\s*;\s*", re.IGNORECASE)
_NOTHING = {
    "", "none", "n/a", "no", "nil", "nope", "no pairing", "no pairings", "-", "--", "no romance", "no ships", "nobody", "no one", "not applicable",
    "none really", "none yet",
}  # fmt: skip
_NONE_FIRST = re.compile(r"^\s*none[.;]\s+(?=\S)", re.IGNORECASE)
_NO_PAIRING = {"gen", "genfic", "general"}
# Archives' kinds of pairing, which are no pairings themselves.
_KINDS = re.compile(r"(?:gen|f/m|m/f|m/m|f/f|multi|other|het|slash|femslash|femmeslash)", re.IGNORECASE)
_SITE_PAIR = re.compile(r"\[([^\[\]]{1,120})\]")


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
    pieces = (_unstopped(piece.strip()) for value in values for piece in split(_NONE_FIRST.sub("", value)))
    return tuple(dict.fromkeys(piece for piece in pieces if piece.casefold() not in _NOTHING))


def _unstopped(piece: str) -> str:
    """A piece without the full stop of its sentence; one behind an initial belongs to the name."""
    return piece.rstrip(".") if not re.search(r"(?:^|[\s.])[A-Z]\.$", piece) else piece


def is_pairing(piece: str) -> bool:
    """Whether a name is one of a pairing: `A/B`, `A x B`, `1x2`."""
    return _PAIRING.search(piece) is not None


def is_nothing(value: str) -> bool:
    """Whether a value only says that there is none: `None`, `n/a`, `None.`, `-`."""
    return len(value) < 40 and _ASIDE.sub("", value).strip().rstrip(".!").casefold() in _NOTHING


def split_relationships(values: Iterable[str]) -> tuple[str, ...]:
    """Pairings, one each; words after a plain `A/B` (`A/B friendship.`) are left out.

    >>> split_relationships(["Hanne/Corrin, Ada & Bea"])
    ('Hanne/Corrin', 'Ada & Bea')
    """
    names = [
        _without_remark(pairing)
        for value in values
        for piece in split_names([value])
        for pairing in _several(piece)
        if pairing.casefold() not in _NO_PAIRING and not is_nothing(pairing)
    ]
    return tuple(dict.fromkeys(names))


def _several(piece: str) -> list[str]:
    """`A/B and C/D` as two pairings, anything else as it stands."""
    halves = _AND.split(piece)
    return halves if len(halves) > 1 and all(map(_PAIRING.search, halves)) else [piece]


def _without_remark(pairing: str) -> str:
    """A plain `A/B` without the small words behind it."""
    simple = _SIMPLE_PAIR.match(pairing)
    rest = pairing[simple.end() :] if simple else ""
    return (
        simple.group()
        if simple and len(rest) > 1 and rest[0] == " " and "(" not in rest and _is_remark(rest)
        else pairing
    )


def _is_remark(rest: str) -> bool:
    return rest.islower() or rest.strip(" .") in {"UST", "RST", "MSR", "POV"}


def read_category(value: str) -> Genre:
    """A category label's value: tags and kinds as they stand, but `Voyager J/C, P/T` is a show and pairings.

    >>> read_category("Voyager J/C, P/T")
    Genre(genre=None, fandoms=('Voyager',), relationships=('J/C', 'P/T'), tags=())
    """
    fandoms: list[str] = []
    relationships: list[str] = []
    tags: list[str] = []
    for piece in split_names([value]):
        words = piece.split()
        paired = [word for word in words if _SIMPLE_PAIR.fullmatch(word) and not _KINDS.fullmatch(word)]
        if (
            len(paired) == 1
            and words[-1] == paired[0]
            and words[-1].partition("/")[2][:1].isupper()
            and "/" not in " ".join(words[:-1])
        ):
            relationships.append(paired[0])
            fandoms.extend([" ".join(words[:-1])] if words[:-1] else [])
        else:
            tags.append(piece)
    return Genre(None, tuple(fandoms), tuple(relationships), tuple(tags))


def read_site_characters(value: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Characters and pairings as fanfiction.net prints them: a pairing is a list in square brackets.

    >>> read_site_characters("[Ada L., Corin] Tam")
    (('Ada L.', 'Corin', 'Tam'), ('Ada L./Corin',))
    """
    pairs = [[name.strip() for name in inside.split(",")] for inside in _SITE_PAIR.findall(value)]
    others = [name.strip() for name in re.split(r",|\s&\s", _SITE_PAIR.sub(",", value)) if name.strip()]
    names = [name for pair in pairs for name in pair] + others
    return tuple(dict.fromkeys(names)), tuple("/".join(pair) for pair in pairs)
