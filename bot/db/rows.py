"""A story as the rows it is saved in, worked out before the transaction begins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.db.keys import fold, label_key, title_key, weigh_trigrams
from bot.db.matching import read_title_form
from bot.db.shapes import blocks_to_json, metadata_to_json, storable, storable_or_none, to_json
from bot.gate import all_warnings, gate_of, level_of
from bot.models import Chapter, Gate, LabelKind, Metadata, Part, PointerKind, Story
from bot.text import fingerprint, known_warnings

FIRST_WORDS = 12
FIRST_WORDS_LENGTH = 100
SEARCHED_LENGTH = 2000


@dataclass(frozen=True, slots=True)
class StoryRows:
    """The values of every row a story takes, without the ids that the database gives."""

    story: dict[str, object]
    series: dict[str, object] | None
    chapters: list[dict[str, object]]
    parts: list[dict[str, object]]
    trigrams: dict[str, int]
    labels: list[dict[str, str]]
    pointers: dict[PointerKind, dict[str, object]]
    encoding: str


def rows_of_story(story: Story, title: str) -> StoryRows:
    """The rows of a story shown under that title."""
    metadata = story.metadata
    shown = storable(title)
    author = storable_or_none(metadata.author)
    series = storable_or_none(metadata.series)
    author_key = fold(author or "")
    warnings, gate = judge(metadata, story.chapters)
    level = level_of(metadata.rating, gate)
    return StoryRows(
        story={
            "title": shown,
            "title_key": title_key(shown),
            "title_sort": fold(shown),
            "author": author,
            "author_key": author_key,
            "series_index": None if metadata.series_index is None else float(metadata.series_index),
            "place_key": read_title_form(shown).place_key,
            "rating_level": metadata.rating.level and metadata.rating.level.value,
            "search_text": _search_text(metadata),
            "gate": gate.value,
            "level": level.value if level else "",
            "rating_raw": storable_or_none(metadata.rating.raw),
            "warnings": to_json(warnings),
            "fandoms": to_json(metadata.fandoms),
            "fandom_keys": "\n".join(title_key(storable(fandom)) for fandom in metadata.fandoms),
            "words": story.words,
            "parts": len(story.parts),
            "chapters": len(story.chapters),
            "metadata": metadata_to_json(metadata),
        },
        series={"name": series, "name_key": title_key(series), "author_key": author_key} if series else None,
        chapters=[_chapter_row(number, chapter) for number, chapter in enumerate(story.chapters, start=1)],
        parts=_part_rows(story.parts),
        trigrams=weigh_trigrams(shown, author, [series, *metadata.fandoms]),
        labels=_labels(metadata),
        pointers=_pointers(metadata),
        encoding=story.encoding or "",
    )


def _pointers(metadata: Metadata) -> dict[PointerKind, dict[str, object]]:
    named = {PointerKind.PREQUEL: metadata.prequel, PointerKind.SEQUEL: metadata.sequel}
    return {kind: _pointer_row(storable(title)) for kind, title in named.items() if title}


def _pointer_row(title: str) -> dict[str, object]:
    form = read_title_form(title)
    # Searched as typed, and with the numeral in any form.
    return {
        "title": title,
        "title_key": form.key,
        "place_key": form.place_key,
        "search_text": f" {fold(title)} {form.key} ",
    }


def judge(metadata: Metadata, chapters: Iterable[Chapter]) -> tuple[list[str], Gate]:
    """What a story of which that is said warns of, with its chapters and tags, and the gate it stands behind."""
    stated = all_warnings(metadata, chapters)
    # Many authors warn in their tags alone; who avoids a topic wants to know of it all the same.
    warnings = [*stated, *(slug for slug in known_warnings(metadata.tags) if slug not in stated)]
    return warnings, gate_of(metadata.rating, warnings, [*metadata.tags, metadata.genre or ""])


def _labels(metadata: Metadata) -> list[dict[str, str]]:
    named = {
        LabelKind.FANDOM: metadata.fandoms,
        LabelKind.TAG: metadata.tags,
        LabelKind.PAIRING: metadata.relationships,
        LabelKind.CHARACTER: metadata.characters,
        LabelKind.GENRE: (metadata.genre,) if metadata.genre else (),
    }
    rows = {
        (kind.value, key): storable(name) for kind, names in named.items() for name in names if (key := label_key(name))
    }
    return [{"kind": kind, "label": label, "name": name} for (kind, label), name in sorted(rows.items())]


def _search_text(metadata: Metadata) -> str:
    named = (*metadata.tags, *metadata.relationships, *metadata.characters, metadata.genre, metadata.summary)
    folded = fold(" ".join(storable(text) for text in named if text)[:SEARCHED_LENGTH])
    return f" {folded} "


def _chapter_row(number: int, chapter: Chapter) -> dict[str, object]:
    return {
        "number": number,
        "title": storable_or_none(chapter.title),
        "warnings": to_json(chapter.warnings),
        "notes": storable_or_none(chapter.notes),
        "first_part": min(chapter.parts, default=None),
        "last_part": max(chapter.parts, default=None),
    }


def _part_rows(parts: tuple[Part, ...]) -> list[dict[str, object]]:
    rows = []
    words_before = 0
    for part in parts:
        words = part.words
        rows.append(_part_row(part, words, words_before))
        words_before += words
    return rows


def _part_row(part: Part, words: int, words_before: int) -> dict[str, object]:
    return {
        "number": part.number,
        "chapter": part.chapter,
        "date": storable_or_none(part.date),
        "words": words,
        "words_before": words_before,
        "break_kind": part.opening.kind.value,
        "marker": storable_or_none(part.opening.marker),
        "start_offset": part.start,
        "end_offset": part.end,
        "first_words": _first_words(part),
        "fingerprints": " ".join(fingerprint(block.text) for block in part.blocks),
        "body": blocks_to_json(part.blocks),
    }


def _first_words(part: Part) -> str:
    for block in part.blocks:
        if words := block.text[: 10 * FIRST_WORDS_LENGTH].split():
            return storable(" ".join(words[:FIRST_WORDS])[:FIRST_WORDS_LENGTH])
    return ""
