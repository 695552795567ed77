"""What a story is about, sorted: genre, fandoms, relationships, characters and tags, whichever label they stand under."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.text.draft import Fields
from bot.text.genre import (
    is_nothing,
    is_pairing,
    read_category,
    read_genre,
    read_site_characters,
    split_names,
    split_relationships,
)
from bot.text.info_lines import SHOW_CODES, split_show

_KIND_OF_PAIRING = re.compile(r"[MF]/[MF](?:/[MF])?", re.IGNORECASE)
_CODE = re.compile(r"[^\s/&]{1,20}(?:/[^\s/&]{1,20})+|\S{1,20}\s*&\s*\S{1,20}")


@dataclass(slots=True)
class Kinds:
    """What a story is about; each list in the order stated, one name possibly twice."""

    genre: str | None = None
    fandoms: list[str] = field(default_factory=list)
    relationships: list[str] = field(default_factory=list)
    characters: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


def read_kinds(fields: Fields) -> Kinds:
    """Sorts the values of every label that authors use loosely: Genre, Category, Keywords, Codes, Series, Type.

    `Series: VOY` is a show, as on Star Trek lists; a downloader's `Category` is the fandom.
    """
    kinds = Kinds()
    kinds.fandoms.extend(_fandoms(fields))
    for key, values in fields.items():
        for value in values:
            _add(key, value, fields, kinds)
    if kinds.genre and is_nothing(kinds.genre):
        kinds.genre = None
    if not kinds.fandoms:
        kinds.fandoms.extend(show for value in fields.get("series", ()) if (show := split_show(value)[0]))
    return kinds


def _fandoms(fields: Fields) -> tuple[str, ...]:
    several = "fandoms" in fields.get("labels", ())
    return split_names([SHOW_CODES.get(value.strip(), value) for value in fields.get("fandom", ())], commas=several)


def _add(key: str, value: str, fields: Fields, kinds: Kinds) -> None:
    if key == "genre":
        genre = read_genre(value)
        kinds.genre = kinds.genre or genre.genre
        kinds.fandoms.extend(genre.fandoms)
        kinds.relationships.extend(genre.relationships)
        kinds.tags.extend(genre.tags)
    elif key == "fandom list":  # such a list holds one name a value, as sites link them: a comma belongs to the name
        kinds.fandoms.append(value)
    elif key == "relationship list":
        kinds.relationships.append(value)
    elif key == "character list":
        kinds.characters.append(value)
    elif key == "relationships":
        kinds.relationships.extend(split_relationships([value]))
    elif key in {"people", "characters"}:
        for piece in split_names([value]):
            (kinds.relationships if is_pairing(piece) else kinds.characters).append(piece)
    elif key == "site characters":
        names, pairs = read_site_characters(value)
        kinds.characters.extend(names)
        kinds.relationships.extend(pairs)
    elif key == "tags" and value.startswith("#"):
        kinds.tags.extend(tag.strip(" ,;") for tag in value.split("#") if tag.strip(" ,;"))
    elif key == "tags":
        kinds.tags.extend(split_names([value]))
    elif key == "tag list":
        kinds.tags.append(value)
    elif key == "keywords":
        _add_codes(value, kinds)
    elif key == "category":
        _add_category(value, fields, kinds)
    elif key == "hashtags":
        kinds.tags.extend(tag.strip() for tag in value.split("#") if tag.strip())


def _add_codes(value: str, kinds: Kinds) -> None:
    """Keywords and codes: pairings where a slash joins short names, a show's code, anything else a tag."""
    for piece in split_names([value]):
        if _KIND_OF_PAIRING.fullmatch(piece):
            kinds.tags.append(piece)
        elif piece in SHOW_CODES:
            kinds.fandoms.append(SHOW_CODES[piece])
        elif _CODE.match(piece) and not piece.casefold().startswith("hurt/comfort"):
            kinds.relationships.extend(split_relationships([piece]))
        else:
            kinds.tags.append(piece)


def _add_category(value: str, fields: Fields, kinds: Kinds) -> None:
    if "story url" in fields.get("labels", ()) and not fields.get("fandom"):
        kinds.fandoms.extend(split_names([value]))
        return
    category = read_category(value)
    kinds.fandoms.extend(() if fields.get("fandom") else category.fandoms)
    kinds.relationships.extend(category.relationships)
    kinds.tags.extend(category.tags)
