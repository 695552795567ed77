"""Header lines that say much without labels: a story site's line of details, a mailing list's subject, a bare rating."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.text.dates import read_date
from bot.text.draft import Fields
from bot.text.labels import KEY_OF
from bot.text.languages import read_language
from bot.text.ratings import is_rating_word
from bot.text.warnings import is_known_warning

SHOW_CODES = {
    "TOS": "Star Trek: The Original Series", "TNG": "Star Trek: The Next Generation", "VOY": "Star Trek: Voyager",
    "DS9": "Star Trek: Deep Space Nine", "ENT": "Star Trek: Enterprise", "TAS": "Star Trek: The Animated Series",
    "DSC": "Star Trek: Discovery", "PIC": "Star Trek: Picard", "SNW": "Star Trek: Strange New Worlds",
    "LD": "Star Trek: Lower Decks",
}  # fmt: skip
# fanfiction.net's fixed list.
_SITE_GENRES_WORDS = (
    "adventure angst crime drama family fantasy friendship general horror humor hurt/comfort mystery parody poetry "
    "romance sci-fi spiritual supernatural suspense tragedy western"
)
_SITE_GENRES = frozenset(_SITE_GENRES_WORDS.split())
_SITE_SECTIONS = re.compile(
    r"(?:anime(?:/manga)?|books?|cartoons?|comics?|games?|misc|movies?|plays(?:/musicals)?|tv(?: shows?)?|crossovers?)"
    r"\s*(?:>|»|›|/)\s*(?P<fandom>[^>»›]{1,80})(?:[>»›].*)?", re.IGNORECASE,
)  # fmt: skip
_RATED = re.compile(r"(?:fiction\s+)?rated:?\s+(?P<rating>(?:fiction\s+)?[\w+-]{1,6})", re.IGNORECASE)
_DETAIL = re.compile(r"(?P<label>[A-Za-z][A-Za-z /]{0,24}?)\s*:\s*(?P<value>.*)")
_PART_OF = re.compile(r"(?:part|book|#)\s*(?P<number>[\w.]{1,12})\s+(?:of|in)\s+(?P<series>.+)", re.IGNORECASE)
_COUNT = re.compile(
    r"[~\d.,]+\s*k?\+?\s*words?|word count.*|(?:on |also )?(?:ao3|ffn|wattpad)\b.*|id:?\s*\d+", re.IGNORECASE
)
_POSTING = re.compile(
    r"(?:(?:part|chapter|ch)\.?\s*)?(?P<part>\d{1,3})\s*(?:/|of)\s*(?P<all>\d{1,3}|\?+|x)", re.IGNORECASE
)
_PAIR = re.compile(
    r"[^\s/]{1,30}(?:\s[^\s/]{1,20})?/[^/]{1,40}(?:/[^/]{1,40})?|[\w.'’ -]{1,40}\s(?:x|&)\s[\w.'’ -]{1,40}"
)
_CODE_PAIR = re.compile(r"[A-Z][\w.]{0,11}(?:/[A-Z&][\w.]{0,11})+")
_PREFIX = re.compile(
    r"(?:(?:\[\s*(?:fan)?\s?fic(?:tion)?\s*\]|\[\s*(?:story|new|repost|wip)\s*\]|(?:re)?new|rep(?:ost)?|rev(?:ised)?|wip|fan\s?fic(?:tion)?|fic|story)"
    r"\s*[:\-]\s*|\[\s*(?:fan)?\s?fic(?:tion)?\s*\]\s*|(?-i:NEW)\s+(?=[A-Z]))+", re.IGNORECASE,
)  # fmt: skip
_BRACKET = re.compile(r"\s*[\[(](?P<inside>[^\[\]()]{1,120})[\])]$")
_TRAILING_PART = re.compile(rf"[\s,]+{_POSTING.pattern}$", re.IGNORECASE)
_TRAILING_CODES = re.compile(
    r"(?<=[\])])\s+(?P<codes>[A-Z][A-Z&a-z]{0,7}(?:/[A-Z&][A-Z&a-z]{0,7}){0,3}(?:,?\s+[A-Z/&]{2,12}){0,4})$"
)
_SUBJECT_BYLINE = re.compile(r",?\s+by\s+(?P<author>[^\s\[\]()][^\[\]()]{0,40})$", re.IGNORECASE)
_BARE_RATING = re.compile(
    r"(?i:rated\s+|rating\s+)?(?P<open>[\[(]?)(?P<rating>[A-Za-z][\w+-]{0,9})[\])]?(?P<more>\s*(?:,|-|–|—|for|due to|because of)\s*\S.{0,120})?"
)
_SHOW_FIRST = re.compile(
    rf"\s*(?:ST\s?:?\s*)?(?P<show>{'|'.join(SHOW_CODES)})(?:\s*[-–—:;,/]\s*(?=\S)|\s*$)", re.IGNORECASE
)
_LONGEST_DETAILS = 1000
_LONGEST_SUBJECT = 160


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject's title, and the fields its brackets and codes state; `marked` where it says itself that it is a story."""

    title: str
    fields: Fields = field(default_factory=dict)
    marked: bool = False


def split_show(series: str) -> tuple[str | None, str]:
    """A series label's value without the show's code that Star Trek lists put there (`VOY`, `ST:TNG - Loom 3`), and the show.

    >>> split_show("VOY - Loom 3")
    ('Star Trek: Voyager', 'Loom 3')
    """
    found = _SHOW_FIRST.match(series)
    return (SHOW_CODES[found["show"].upper()], series[found.end() :].strip()) if found else (None, series)


def read_section(text: str) -> str | None:
    """The fandom in a story site's path (`TV Shows > Low Lights`); None for any other line."""
    found = _SITE_SECTIONS.fullmatch(text) if len(text) < _LONGEST_SUBJECT else None
    return found["fandom"].strip() if found else None


def read_details(text: str) -> Fields | None:
    """What a line of details says (`Rated: T - English - Drama - ...`, or pieces between bars); None for any other line.

    fanfiction.net leaves out what is empty, so each piece is known by its kind and not by its place.
    """
    if len(text) > _LONGEST_DETAILS or ("|" not in text and not _RATED.match(text)) or "](" in text:
        return None
    if _RATED.match(text):
        pieces = text.split(" - ") if " - " in text else text.split(", ")
        fields: Fields = {}
        for piece in pieces:
            _add_detail(piece.strip(), fields, unknown="site characters")
        return fields if len(pieces) > 2 and {"language", "genre"} & fields.keys() else None
    pieces = [piece.strip() for piece in text.split("|") if piece.strip()]
    fields = {}
    known = sum(_add_detail(piece, fields, unknown="other") for piece in pieces)
    if len(pieces) < 2 or known < 2 or known * 2 < len(pieces):
        return None
    others = fields.pop("other", [])
    if others and len(pieces) > 2:
        fields.setdefault("fandom", []).insert(0, others[0])
    return fields


def _add_detail(piece: str, fields: Fields, unknown: str) -> bool:
    """Adds one piece under its kind; False where its kind is only guessed."""
    key, value = _kind(piece)
    if key == "published":
        value = read_date(value, american=True) or value
    fields.setdefault(key or unknown, []).append(value)
    return key is not None


def _kind(piece: str) -> tuple[str | None, str]:
    rated = _RATED.fullmatch(piece)
    if rated:
        return "rating", piece if ":" not in piece else rated["rating"]
    detail = _DETAIL.fullmatch(piece)
    if detail and detail["value"].replace(",", "").isdigit() and detail["label"].casefold() != "chapters":
        return "ignore", piece
    if detail and (key := KEY_OF.get(detail["label"].casefold())):
        return key, detail["value"].strip("<>-→← ")
    if _COUNT.fullmatch(piece) or piece.strip("<>-→← ").casefold() in {
        "first",
        "masterlist",
        "previous",
        "next",
        "last",
    }:
        return "ignore", piece
    if place := _PART_OF.fullmatch(piece):
        return "series", f"{place['series'].strip('*_ ')} [{place['number']}]"
    if read_language(piece) and len(piece) > 3:
        return "language", piece
    if piece.casefold() in {"complete", "in-progress", "in progress", "wip", "incomplete"}:
        return "status", piece
    if all(
        one in _SITE_GENRES for one in piece.casefold().replace("hurt/comfort", "angst").replace(" & ", "/").split("/")
    ):
        return "genre", piece
    if is_rating_word(piece):
        return "rating", piece
    if piece.startswith("["):
        return "site characters", piece
    return ("relationships", piece) if _PAIR.fullmatch(piece) else (None, piece)


def read_subject(text: str) -> Subject | None:
    """What a list's subject line says: `NEW: Title 2/5 [PG] (VOY, J/C)`, `[fic] Title [1/?]`; None for any other line.

    The order is that of alt.startrek.creative and of story lists after it: kind of posting, show, title, part, rating, codes.
    """
    if len(text) > _LONGEST_SUBJECT:
        return None
    prefix = _PREFIX.match(text)
    marked = prefix is not None
    title, fields = _peel(text[prefix.end() if prefix else 0 :].strip())
    show = re.match(rf"(?P<show>{'|'.join(SHOW_CODES)})\s*[:,]?\s+(?=\S)", title)
    if show and (marked or fields):
        fields.setdefault("fandom", []).append(SHOW_CODES[show["show"]])
        title = title[show.end() :]
    if prefix and "wip" in prefix.group().casefold():
        fields["status"] = ["WIP"]
    title = title.strip(" ,-:")
    if len(title) > 2 and title[0] in '"“' and title[-1] in '"”':
        title = title[1:-1]
    if not title or not (marked or fields):
        return None
    return Subject(title, fields, marked)


def _peel(text: str) -> tuple[str, Fields]:
    """A title without the part, brackets, codes and byline behind it, and what those say; unknown brackets are the title's."""
    fields: Fields = {}
    while text:
        if found := _TRAILING_PART.search(text):
            fields.setdefault("posting", []).append(f"{found['part']}/{found['all']}")
        elif found := _BRACKET.search(text):
            if not _read_bracket(found["inside"].strip(), fields):
                break
        elif (found := _SUBJECT_BYLINE.search(text)) and (
            fields or _TRAILING_PART.search(text[: found.start()]) or text[: found.start()].endswith((")", "]"))
        ):
            fields.setdefault("author", []).append(found["author"].strip())
        elif found := _TRAILING_CODES.search(text):
            for code in re.split(r",?\s+", found["codes"]):
                fields.setdefault("relationships" if "/" in code else "tags", []).append(code)
        else:
            break
        text = text[: found.start()].rstrip(" ,")
    return text, fields


def _read_bracket(inside: str, fields: Fields) -> bool:
    """Adds what one bracket of a subject says; False where nothing in it is known."""
    part = _POSTING.fullmatch(inside)
    if part:
        fields.setdefault("posting", []).append(f"{part['part']}/{part['all']}")
        return True
    read: list[tuple[str, str]] = []
    unknown: list[str] = []
    for piece in filter(None, re.split(r"\s*[,;]\s*", inside)):
        if is_rating_word(piece) and not piece.islower():
            read.append(("rating", piece))
        elif piece in SHOW_CODES:
            read.append(("fandom", SHOW_CODES[piece]))
        elif _CODE_PAIR.fullmatch(piece):
            read.append(("relationships", piece))
        elif is_known_warning(piece):
            read.append(("subject warnings", piece))
        else:
            unknown.append(piece)
    if not read or len(unknown) > len(read):
        return False
    # A name before a pairing or a rating is what the story is about: (Low Lights, Wren/Tolliver, PG).
    if unknown and inside.startswith(unknown[0]) and unknown[0][:1].isupper() and len(read) > 1:
        read.append(("fandom", unknown.pop(0)))
    for key, value in [*read, *(("tags", one) for one in unknown)]:
        fields.setdefault(key, []).append(value)
    return True


def read_bare_rating(text: str) -> str | None:
    """A line that is only a rating, perhaps with its reason (`[PG] for language`, `Rated R`); None for any other line."""
    if len(text) > _LONGEST_SUBJECT:
        return None
    found = _BARE_RATING.fullmatch(text)
    if not found or not is_rating_word(found["rating"]) or found["rating"].islower():
        return None
    alone = len(found["rating"]) == 1 and not found["open"] and not text.casefold().startswith("rat")
    return None if alone else text
