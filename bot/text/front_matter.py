"""The block of settings before a Markdown story, YAML, TOML, JSON or Pandoc's title lines, as labelled fields."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from bot.text.draft import Fields
from bot.text.labels import KEY_OF

_YAML = re.compile(
    r"\ufeff?---[ \t]*(?:\r\n|\r|\n)(?P<body>.*?)(?:\r\n|\r|\n)(?:---|\.\.\.)[ \t]*(?=\r|\n|\Z)", re.DOTALL
)
_TOML = re.compile(r"\ufeff?\+\+\+[ \t]*(?:\r\n|\r|\n)(?P<body>.*?)(?:\r\n|\r|\n)\+\+\+[ \t]*(?=\r|\n|\Z)", re.DOTALL)
_TITLE_BLOCK = re.compile(
    r"\ufeff?(?P<body>%[ \t]?[^\r\n]*(?:(?:\r\n|\r|\n)[ \t]+\S[^\r\n]*)*"
    r"(?:(?:\r\n|\r|\n)%[^\r\n]*(?:(?:\r\n|\r|\n)[ \t]+\S[^\r\n]*)*){0,2})(?=\r|\n|\Z)"
)
_JSON_START = re.compile(r"\{\s*\"")
_OWN_KEYS = {
    "series_index": "part", "group-position": "part", "part_of": "series", "series_number": "part", "lang": "language",
    "creator": "author", "content_warnings": "warnings", "belongs-to-collection": "series", "publishdate": "published",
    "next": "sequel", "previous": "prequel", "chapters_planned": "planned", "complete": "status", "pairing": "relationships",
    "copyright": "rights", "trigger_warnings": "warnings", "author_notes": "notes", "categories": "tags",
}  # fmt: skip
_LONGEST = 100_000  # characters; the YAML of a megabyte takes ten seconds
_PLACES = ("index", "number", "part", "position", "volume", "book")
_LISTS = {"warnings": "warning list", "tags": "tag list", "keywords": "tag list"}


class _TextLoader(yaml.SafeLoader):
    """YAML whose values all stay the text they were written as: no dates, numbers, or `no` for Norway."""

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Merges nothing: a few merged keys that merge others can grow without end."""


_TextLoader.yaml_implicit_resolvers = {}
_TextLoader.yaml_constructors = {
    tag: yaml.SafeLoader.yaml_constructors[tag]
    for tag in (None, "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:str")
}


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The fields stated, and where the story's own text begins (an offset into the whole text)."""

    fields: Fields = field(default_factory=dict)
    end: int = 0


def take_front_matter(text: str) -> FrontMatter:
    """The front matter at the very start of a text; an empty one where there is none or it cannot be read."""
    for pattern, load in ((_YAML, _load_yaml), (_TOML, _load_toml), (_TITLE_BLOCK, _load_title_block)):
        found = pattern.match(text)
        values = load(found["body"]) if found and len(found["body"]) <= _LONGEST else None
        if found and values:
            return FrontMatter(_fields(values), found.end())
    return _json(text)


def _json(text: str) -> FrontMatter:
    """Hugo's third kind: one JSON object, a story after it."""
    start = 1 if text.startswith("\ufeff") else 0
    if not _JSON_START.match(text, start):
        return FrontMatter()
    try:
        values, end = json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):  # a number of thousands of digits is no JSONDecodeError
        return FrontMatter()
    fields = _fields(values)
    return FrontMatter(fields, end) if fields and text[end:].lstrip(" \t")[:1] in {"\n", "\r"} else FrontMatter()


def _load_title_block(body: str) -> Mapping[str, Any] | None:
    """Pandoc's title block: title, authors and date, each behind a per cent sign, further lines indented."""
    stated = [" ".join(one.split()) for one in re.split(r"(?:\A|[\r\n])%", body)[1:]]
    named = dict(zip(("title", "author", "date"), stated, strict=False))
    return {key: value for key, value in named.items() if value}


def _load_yaml(body: str) -> Mapping[str, Any] | None:
    try:
        values = yaml.load(body, Loader=_TextLoader)  # noqa: S506 - a SafeLoader that resolves even less
    except (yaml.YAMLError, RecursionError):
        return None
    return values if isinstance(values, dict) else None


def _load_toml(body: str) -> Mapping[str, Any] | None:
    try:
        return tomllib.loads(body.replace("\r\n", "\n"))
    except (ValueError, RecursionError):  # as above
        return None


def _fields(values: Mapping[str, Any]) -> Fields:
    """Settings as labelled fields: lists stay lists, a `params` table counts as the top level."""
    fields: Fields = {}
    for name, value in _entries(values):
        folded = name.casefold().strip()
        key = _OWN_KEYS.get(folded) or KEY_OF.get(folded) or KEY_OF.get(folded.replace("_", " ").replace("-", " "))
        if key is None or key == "ignore" or value is None:
            continue
        if isinstance(value, list):
            texts = [text for text in map(_text, value) if text]
            if key in {"fandom", "relationships", "characters"}:
                texts = ["; ".join(texts)] if texts else []
            fields.setdefault(_LISTS.get(key, key), []).extend(texts)
        elif key == "series" and isinstance(value, Mapping):
            number = next((_text(value[one]) for one in _PLACES if one in value), "")
            fields.setdefault(key, []).append(f"{_text(value)} [{number}]" if number else _text(value))
        elif text := _text(value):
            fields.setdefault(key, []).append(text)
    return fields


def _entries(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, Mapping) and str(name).casefold() in {
            "params",
            "extra",
            "story",
            "taxonomies",
            "metadata",
        }:
            yield from ((str(inner), one) for inner, one in value.items())
        else:
            yield str(name), value


def _text(value: Any) -> str:
    """One value as text; a person or title given as a table is its name."""
    if isinstance(value, Mapping):
        return next((_text(value[key]) for key in ("name", "text", "title") if isinstance(value.get(key), str)), "")
    if isinstance(value, date):
        return value.isoformat()
    # A list inside a list is nobody's title, and could be a trap that grows without end when printed.
    return " ".join(str(value).split()) if isinstance(value, (str, int, float)) else ""
