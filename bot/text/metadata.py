"""Labelled fields, as a header, front matter and a trailer state them, brought to one Metadata."""

from __future__ import annotations

import re
from collections.abc import Iterable
from string import capwords

from bot.models import Metadata
from bot.text.dates import read_date
from bot.text.draft import Draft, Fields
from bot.text.genre import read_genre, split_names, split_relationships
from bot.text.labels import read_label
from bot.text.ratings import read_rating
from bot.text.series import SeriesPlace, before_in_series, read_series, read_title_place
from bot.text.warnings import name_warnings, split_warnings

_PLAIN_MARKUP = re.compile(r"(?<!\w)([_*]{1,2})(?=\S)(.+?)(?<=\S)\1(?!\w)")
_POSTING_PART = re.compile(r"\s*[(\[]\s*(?:part\s+)?\d+\s*(?:/|of)\s*(?:\d+|\?)\s*[)\]]\s*$", re.IGNORECASE)
_CHAPTERS = re.compile(r"(\d+)\s*(?:/|of)\s*(\d+|\?)")
_LANGUAGES = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es", "español": "es",
    "italian": "it", "italiano": "it", "portuguese": "pt", "dutch": "nl", "russian": "ru", "polish": "pl", "swedish": "sv",
    "chinese": "zh", "japanese": "ja", "korean": "ko", "finnish": "fi", "danish": "da", "norwegian": "no", "latin": "la",
    "british english": "en-GB", "american english": "en-US", "greek": "el", "turkish": "tr", "czech": "cs",
}  # fmt: skip
_SHOW_CODES = {
    "TOS": "Star Trek: The Original Series", "TNG": "Star Trek: The Next Generation", "VOY": "Star Trek: Voyager",
    "DS9": "Star Trek: Deep Space Nine", "ENT": "Star Trek: Enterprise",
}  # fmt: skip
_FINISHED = re.compile(r"complete|completed|finished|done|yes|true", re.IGNORECASE)
_UNFINISHED = re.compile(
    r"wip|in[ -]progress|work in progress|ongoing|incomplete|unfinished|hiatus|updating|false|no\b", re.IGNORECASE
)


def read_metadata(draft: Draft, name: str) -> Metadata:
    """All that a draft says of its story; `name` is the file's, the last resort for a title."""
    fields = {key: [*draft.front.get(key, []), *draft.fields.get(key, [])] for key in {**draft.front, **draft.fields}}
    sequel = _first(fields, "sequel")
    place = _series(fields)
    title, title_from = _title(draft, sequel, name)
    before = before_in_series(sequel) if sequel else None
    if before and (title_from == "sequel" or before.is_titled(title)) and not place.name:
        place = SeriesPlace(before.series, before.index)
    genre, fandoms, relationships, tags = _kinds(fields)
    planned, complete = _completeness(fields)
    return Metadata(
        title=title,
        title_from=title_from,
        author=_author(fields),
        series=place.name,
        series_index=place.index,
        rating=read_rating(_first(fields, "rating")),
        warnings=_warnings(fields),
        fandoms=fandoms,
        relationships=relationships,
        characters=(*fields.get("character list", ()), *split_names(fields.get("characters", []))),
        tags=tags,
        genre=genre,
        summary=_joined(fields, "summary"),
        spoilers=_joined(fields, "spoilers"),
        notes=_joined(fields, "notes"),
        disclaimer=_joined(fields, "disclaimer"),
        language=_language(_first(fields, "language")),
        published=_published(fields),
        prequel=_first(fields, "prequel"),
        sequel=sequel,
        rights=_first(fields, "rights"),
        complete=complete,
        chapters_planned=planned,
    )


def _first(fields: Fields, key: str) -> str | None:
    return next((value.strip() for value in fields.get(key, ()) if value.strip()), None)


def _joined(fields: Fields, key: str) -> str | None:
    """Every value stated, a blank line between them."""
    values = list(dict.fromkeys(value.strip() for value in fields.get(key, ()) if value.strip()))
    return "\n\n".join(values) or None


def _title(draft: Draft, sequel: str | None, name: str) -> tuple[str | None, str | None]:
    candidates: Iterable[tuple[str | None, str]] = (
        (_first(draft.fields, "title"), "header"),
        (_first(draft.front, "title"), "front-matter"),
        (draft.title, "text"),
    )
    for title, source in candidates:
        if title:
            return _POSTING_PART.sub("", _without_markup(title)), source
    before = before_in_series(sequel) if sequel else None
    if before:
        return before.title, "sequel"
    words = _words_of(name)
    return (words, "filename") if words else (None, None)


def _words_of(name: str) -> str | None:
    """A file's name as words: no folder, ending, order number or dashes."""
    stem = re.split(r"[\\/]", name)[-1]
    stem = re.sub(r"\.[A-Za-z0-9]{1,8}$", "", stem)
    words = re.sub(r"[\s_\-.+]+", " ", stem).strip()
    words = re.sub(r"\s(?:ao3|ffnet|sb|rr|fp) \d+$|\b(?=\w*\d)[0-9a-f]{10,}\b", "", words, flags=re.IGNORECASE).strip()
    without_order = re.sub(r"^\d{1,4}\s+(?=[A-Za-z])", "", words)
    if not re.search(r"[^\W\d_]", without_order):
        return None
    return without_order if any(map(str.isupper, without_order)) else capwords(without_order)


def _without_markup(text: str) -> str:
    return _PLAIN_MARKUP.sub(r"\2", text.strip()).strip()


def _author(fields: Fields) -> str | None:
    authors = [_without_markup(value) for value in fields.get("author", ()) if value.strip()]
    return " & ".join(dict.fromkeys(authors)) or None


def _series(fields: Fields) -> SeriesPlace:
    stated = _first(fields, "series")
    if stated is None or stated.upper() in _SHOW_CODES or stated.casefold() in {"none", "n/a", "no"}:
        title = _first(fields, "title")
        return read_title_place(title) if title else SeriesPlace(None, None)
    place = read_series(stated)
    if place.index is None and (part := _first(fields, "part")):
        number = re.match(r"(?:part|book|#)?\s*(\d+(?:\.\d+)?)\b(?!\s*/)", part.strip(), re.IGNORECASE)
        if number:
            index = float(number[1])
            place = SeriesPlace(place.name, int(index) if index.is_integer() else index)
    return place


def _warnings(fields: Fields) -> tuple[str, ...]:
    named = name_warnings(fields.get("warning list", []))
    split = [warning for value in fields.get("warnings", ()) for warning in split_warnings(value)]
    return tuple(dict.fromkeys((*named, *split)))


def _kinds(fields: Fields) -> tuple[str | None, tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Genre, fandoms, relationships and tags, whichever of several loosely used labels they stand under."""
    genre = read_genre(_first(fields, "genre"))
    # The `... list` fields hold one name a value, as sites link them: a comma belongs to the name.
    fandoms = [*fields.get("fandom list", []), *split_names(fields.get("fandom", []), commas=False), *genre.fandoms]
    stated = _first(fields, "series")
    if stated and stated.upper() in _SHOW_CODES and not fandoms:
        fandoms.append(_SHOW_CODES[stated.upper()])
    stated_pairs = split_relationships(fields.get("relationships", []))
    relationships = [*fields.get("relationship list", []), *stated_pairs, *genre.relationships]
    tags = [*split_names(fields.get("tags", [])), *fields.get("tag list", []), *genre.tags]
    for value in fields.get("keywords", ()):
        found = split_relationships([value]) if "/" in value else ()
        relationships.extend(found)
        tags.extend(() if found else split_names([value]))
    downloaded = "story url" in fields.get("labels", ())
    for value in fields.get("category", ()):
        (fandoms if downloaded and not fandoms else tags).extend(split_names([value]))
    for value in fields.get("hashtags", ()):
        tags.extend(tag.strip() for tag in value.split("#") if tag.strip())
    unique = [tuple(dict.fromkeys(names)) for names in (fandoms, relationships, tags)]
    return genre.genre, unique[0], unique[1], unique[2]


def _completeness(fields: Fields) -> tuple[int | None, bool | None]:
    planned: int | None = None
    complete: bool | None = None
    chapters = _CHAPTERS.search(_first(fields, "chapters") or "")
    if chapters:
        planned = int(chapters[2]) if chapters[2].isdigit() else None
        complete = chapters[1] == chapters[2]
    status = _first(fields, "status") or ""
    if _UNFINISHED.match(status):
        complete = False
    elif _FINISHED.match(status):
        complete = True
    ends = fields.get("ends", [])
    if complete is None and "yes" in ends:
        complete = True
    return planned, complete


def _language(value: str | None) -> str | None:
    if value is None:
        return None
    known = _LANGUAGES.get(value.casefold().strip(" ."))
    if known:
        return known
    return value if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", value) else None


def _published(fields: Fields) -> str | None:
    for value in (*fields.get("published", ()), *fields.get("rights year", ())):
        date = read_date(value) or read_date(value.split(";")[0].split("(")[0])
        if date:
            return date
    return None


def read_chapter_line(text: str, *, emphasised: bool) -> tuple[str, str] | None:
    """What a line under a chapter's heading says apart from the story: (`warnings` or `notes`, value); None for prose.

    A lone `Note:` or `Warning:` may be the story's own words, so those count only where the whole line is set off by
    emphasis.
    """
    label = read_label(text)
    if label is None or label.key not in {"warnings", "notes"} or not label.value:
        return None
    plain = label.label.casefold().replace("’", "'")
    if plain in {"note", "warning", "content", "thanks", "dedication", "comments", "triggers"} and not emphasised:
        return None
    return label.key, label.value
