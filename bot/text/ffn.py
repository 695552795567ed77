"""The head of a story copied from a fanfiction.net page: its one line of facts, and title, byline and summary above it.

The line is `Rated: Fiction T - English - Humor - [A, B] C - Words: 9 - ... - id: 1`; any of its fields may be missing.
"""

from __future__ import annotations

import re

from bot.text.dates import read_date
from bot.text.draft import Fields
from bot.text.lines import Line
from bot.text.wrappers import Outer

_FACTS = re.compile(r"Rated:?\s+(?P<rating>(?:Fiction\s+)?(?:K\+|MA|[KTM]))\s+-\s+(?P<rest>.+)")
_BYLINE = re.compile(r"By:?\s+(?P<author>\S.*)", re.IGNORECASE)
_BUTTON = re.compile(r"(?:follow/fav|favou?rite\s*:.*|follow\s*:.*|\+?\s*follow|report abuse)\s*", re.IGNORECASE)
_GENRES = {
    "adventure", "angst", "crime", "drama", "family", "fantasy", "friendship", "general", "horror", "humor", "hurt/comfort",
    "mystery", "parody", "poetry", "romance", "sci-fi", "spiritual", "supernatural", "suspense", "tragedy", "western",
}  # fmt: skip
_NUMBERED = re.compile(r"(chapters|words|reviews|favs|follows|updated|published|status|id):\s*(.*)", re.IGNORECASE)
_PAIR = re.compile(r"\[([^\[\]]+)\]")
_LOOKED_AT = 30


def take_ffn_page(lines: list[Line]) -> Outer:
    """The lines under such a head and what it says; the same lines where there is none."""
    at = next((n for n, line in enumerate(lines[:_LOOKED_AT]) if _FACTS.fullmatch(line.content)), None)
    if at is None:
        return Outer(lines)
    fields: Fields = {}
    above = [line.content for line in lines[:at] if line.content]
    by = next((n for n, text in enumerate(above) if _BYLINE.fullmatch(text)), None)
    if by is None:
        return Outer(lines)
    _read_above(above, by, fields)
    found = _FACTS.fullmatch(lines[at].content)
    if found:
        fields["rating"] = [found["rating"]]
        _read_facts(found["rest"], fields)
    return Outer(lines[at + 1 :], fields)


def _read_above(above: list[str], by: int, fields: Fields) -> None:
    """Fandom, title, author and summary, which stand in this order."""
    byline = _BYLINE.fullmatch(above[by])
    if byline:
        fields["author"] = [byline["author"].strip()]
    before = [text for text in above[:by] if not _BUTTON.fullmatch(text)]
    if before:
        fields["title"] = [re.sub(r"\s*Follow/Fav$|^Follow/Fav", "", before[-1]).strip()]
    if len(before) > 1 and ">" in before[-2]:
        fields["fandom"] = [before[-2].rpartition(">")[2].strip()]
    summary = [text for text in above[by + 1 :] if not _BUTTON.fullmatch(text)]
    if summary:
        fields["summary"] = [" ".join(summary)]


def _read_facts(rest: str, fields: Fields) -> None:
    """The fields of the line: some have a name, the language stands first, genres come from a fixed list."""
    for number, piece in enumerate(re.split(r"\s+-\s+", rest)):
        named = _NUMBERED.fullmatch(piece)
        if named:
            key, value = named[1].casefold(), named[2].strip()
            if key == "published" and (date := _day(value)):
                fields["published"] = [date]
            elif key == "status":
                fields["status"] = [value]
        elif number == 0:
            fields["language"] = [piece]
        elif all(part in _GENRES for part in _genres(piece)):
            fields["genre"] = [piece]
        else:
            pairs = [pair.replace(", ", "/") for pair in _PAIR.findall(piece)]
            if pairs:
                fields["relationships"] = pairs
            names = re.split(r",\s*", _PAIR.sub(lambda pair: f"{pair[1]}, ", piece))
            fields["characters"] = ["; ".join(name.strip() for name in names if name.strip())]


def _genres(piece: str) -> list[str]:
    return piece.casefold().replace("hurt/comfort", "angst").split("/")


def _day(value: str) -> str | None:
    """A date as the site prints it: month before day (`4/28/2012`), or in words."""
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", value)
    return f"{found[3]}-{int(found[1]):02}-{int(found[2]):02}" if found else read_date(value)
