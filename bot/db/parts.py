"""The text of stories: one part at a time, its contents, and a reader's place carried over to a new edition."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from bot.db.places import Paragraph, locate
from bot.db.shapes import blocks_from_json, chapter_from_row, part_entry_from_row, part_from_row
from bot.db.work import Work, every, one, sql
from bot.models import Chapter, PartEntry, Position, Spot, StoredPart


def get_part(edition_id: int, number: int) -> Work[StoredPart | None]:
    """One part of an edition; None where there is no such part, or its edition is superseded."""
    row = yield from one(sql("get_part", edition_id=edition_id, number=number))
    if row is None:
        return None
    return StoredPart(
        part=part_from_row(row),
        chapter_title=row["chapter_title"],
        chapter_opens=row["first_part"] == row["number"],
        chapter_notes=row["chapter_notes"],
        chapter_warned=row["chapter_warnings"] not in {None, "[]", '["none"]'},
        words_before=row["words_before"],
    )


def list_parts(edition_id: int, first: int, limit: int) -> Work[list[PartEntry]]:
    """Parts of a story's current edition from number `first` on, without their text; none of a superseded edition."""
    rows = yield from every(sql("list_parts", edition_id=edition_id, first=first, limit=limit))
    return [part_entry_from_row(row) for row in rows]


def list_chapters(edition_id: int) -> Work[list[Chapter]]:
    """The chapters of a story's current edition in order; none where the edition is superseded."""
    rows = yield from every(sql("list_chapters", edition_id=edition_id))
    return [chapter_from_row(row) for row in rows]


def current_edition(story_id: int) -> Work[int | None]:
    """The id of a visible story's current edition; None where the story is hidden or unknown."""
    row = yield from one(sql("current_edition", story_id=story_id))
    return None if row is None else row["edition_id"]


def find_place(position: Position) -> Work[Position | None]:
    """The same place in the story's current edition; None where the story is hidden or has no text.

    It is the paragraph of the same words, of several the one nearest in order. Where those words are gone it is the
    beginning of the nearest paragraph before them that is still there.
    """
    edition_id = yield from current_edition(position.story_id)
    if edition_id is None:
        return None
    if edition_id == position.edition_id:
        return position
    new = yield from _list_paragraphs(edition_id)
    if not new:
        return None
    old = yield from _list_paragraphs(position.edition_id)
    found, same_words = _locate(old, position, new)
    offset = 0
    if same_words and position.spot.offset:
        stored = yield from one(sql("get_part", edition_id=edition_id, number=found.part))
        blocks = blocks_from_json(stored["body"]) if stored else ()
        offset = min(position.spot.offset, len(blocks[found.number].text)) if blocks else 0
    return replace(
        position,
        edition_id=edition_id,
        part=found.part,
        spot=Spot(found.number, offset),
        fingerprint=found.fingerprint,
    )


def _list_paragraphs(edition_id: int) -> Work[list[Paragraph]]:
    rows = yield from every(sql("list_fingerprints", edition_id=edition_id))
    return [
        Paragraph(row["number"], number, fingerprint)
        for row in rows
        for number, fingerprint in enumerate(row["fingerprints"].split())
    ]


def _locate(old: list[Paragraph], position: Position, new: list[Paragraph]) -> tuple[Paragraph, bool]:
    here = (position.part, position.spot.paragraph)
    if not old:
        same = [paragraph for paragraph in new if paragraph.fingerprint == position.fingerprint]
        if same:
            return min(same, key=lambda p: (abs(p.part - here[0]), abs(p.number - here[1]))), True
        return max((p for p in new if p.number == 0 and p.part <= here[0]), default=new[0]), False
    at = min(bisect_left(old, here, key=lambda p: (p.part, p.number)), len(old) - 1)
    prints = [paragraph.fingerprint for paragraph in old]
    prints[at] = position.fingerprint or prints[at]
    index, same_words = locate(prints, at, [paragraph.fingerprint for paragraph in new])
    return new[index], same_words
