"""Readers' places carried over to a story's next edition: all that are kept, when it is saved; others, when they are met."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from bot.db.parts import current_edition
from bot.db.shapes import blocks_from_json, progress_from_row, progress_to_values
from bot.db.work import Row, Work, batch, every, one, sql
from bot.models import Position, Progress, Spot
from bot.text.places import Landing, PlaceMap

# --- when an edition is saved ---------------------------------------------------------------------------------------


def move_places(story_id: int, old: int, new: int, texts: Sequence[Sequence[str]]) -> Work[None]:
    """Carry all progress and bookmarks in one edition over to another, whose parts have these paragraphs.

    Both editions are saved, and the text of the old one is still there. Where a reader's words are gone, `moved` is set.
    """
    rows = yield from every(sql("list_progress", story_id=story_id, edition_id=old))
    bookmarks = yield from every(sql("list_bookmarked", story_id=story_id, edition_id=old))
    serials = yield from every(sql("list_serial_places", story_id=story_id, edition_id=old))
    if not rows and not bookmarks and not serials:
        return
    ways = {row["reader_id"]: progress_from_row(row) for row in rows}
    spots = {row["id"]: (row["part"], Spot(row["paragraph"], row["text_offset"])) for row in bookmarks}
    places = PlaceMap((yield from _fingerprints(old)), (yield from _fingerprints(new)), texts)
    asked = {*spots.values(), *_spots(ways.values()), *_serial_spots(serials)}
    wanted = {part for spot in asked for part in places.wanted(*spot)}
    places.know((yield from _texts(old, sorted(wanted))))
    moved = {reader_id: _move(way, new, places) for reader_id, way in ways.items()}
    yield batch("move_progress", [{"reader_id": key, **progress_to_values(way)} for key, way in moved.items()])
    yield batch("move_bookmark", [_move_bookmark(row, new, places.place(*spots[row["id"]])) for row in bookmarks])
    yield batch("move_serial", [_move_serial(row, new, places) for row in serials])


def _spots(ways: Iterable[Progress]) -> Iterable[tuple[int, Spot]]:
    for way in ways:
        yield way.place.part, way.place.spot
        yield way.furthest_part, way.furthest_spot
        if way.following:
            yield way.following.part, way.following.spot


def _texts(edition_id: int, numbers: Iterable[int]) -> Work[dict[int, list[str]]]:
    texts = {}
    for number in numbers:
        row = yield from one(sql("get_body", edition_id=edition_id, number=number))
        if row is not None:
            texts[number] = [block.text for block in blocks_from_json(row["body"])]
    return texts


def _move(way: Progress, edition_id: int, places: PlaceMap) -> Progress:
    story_id = way.place.story_id
    place = places.place(way.place.part, way.place.spot)
    following = places.following(way.following.part, way.following.spot) if way.following else places.end()
    furthest = places.place(way.furthest_part, way.furthest_spot)
    if way.finished:
        # She has read more than the beginning of her furthest page: all there was.
        furthest = max(furthest, places.last_before(places.end()), key=lambda landing: (landing.part, landing.spot))
    return Progress(
        place=_position(story_id, edition_id, place),
        following=_position(story_id, edition_id, following) if following else None,
        furthest_part=furthest.part,
        furthest_spot=furthest.spot,
        by_command=way.by_command,
        finished=way.finished or following is None,
        moved=way.moved or place.lost or (following is not None and following.lost),
    )


def _move_bookmark(row: Row, edition_id: int, landing: Landing) -> dict[str, object]:
    return {
        "id": row["id"],
        "edition_id": edition_id,
        "part": landing.part,
        "paragraph": landing.spot.paragraph,
        "text_offset": landing.spot.offset,
        "fingerprint": landing.fingerprint,
        "moved": max(row["moved"], int(landing.lost)),
    }


def _serial_spots(rows: Iterable[Row]) -> Iterable[tuple[int, Spot]]:
    for row in rows:
        if row["part"] is not None:
            yield row["part"], Spot(row["paragraph"], row["text_offset"])
        if row["shown_part"] is not None:
            yield row["shown_part"], Spot(row["shown_paragraph"], row["shown_offset"])


def _move_serial(row: Row, edition_id: int, places: PlaceMap) -> dict[str, object]:
    """What was posted stays; the rest follows the new text from right after it, what was added at the end too."""
    place = places.end() if row["part"] is None else _coming(places, row["part"], row["paragraph"], row["text_offset"])
    shown = places.end()
    if row["shown_part"] is not None:
        shown = _coming(places, row["shown_part"], row["shown_paragraph"], row["shown_offset"])
    return {
        "id": row["id"],
        "edition_id": edition_id,
        "part": place and place.part,
        "paragraph": place and place.spot.paragraph,
        "text_offset": place and place.spot.offset,
        "fingerprint": place and place.fingerprint,
        "shown_part": shown and shown.part,
        "shown_paragraph": shown and shown.spot.paragraph,
        "shown_offset": shown and shown.spot.offset,
        "shown_fingerprint": shown and shown.fingerprint,
    }


def _coming(places: PlaceMap, part: int, paragraph: int, offset: int) -> Landing | None:
    return places.following(part, Spot(paragraph, offset))


# --- when a place of an old edition is met --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """A place in a story's current edition; `lost` where the words that stood at the old one are gone."""

    position: Position
    lost: bool = False


def find_place(position: Position) -> Work[Found | None]:
    """The same place in the story's current edition; None where the story is hidden or has no text.

    The text of the old edition is gone, so fingerprints alone tell. Where its paragraph is gone it is the beginning of
    the nearest one before that is left.
    """
    return (yield from _find(position, PlaceMap.place))


def find_following(position: Position) -> Work[Found | None]:
    """The same for a place that was to be read next: right after what was read before it, at most the text's last."""
    return (yield from _find(position, _following))


def _following(places: PlaceMap, part: int, spot: Spot) -> Landing:
    return places.following(part, spot) or places.last_before(None)


def _find(position: Position, find: Callable[[PlaceMap, int, Spot], Landing]) -> Work[Found | None]:
    edition_id = yield from current_edition(position.story_id)
    if edition_id is None:
        return None
    if edition_id == position.edition_id:
        return Found(position)
    new = yield from _fingerprints(edition_id)
    if not any(new):
        return None
    old = yield from _fingerprints(position.edition_id)
    part, spot = position.part, position.spot
    if not any(old):
        # An edition that nobody knows: only the part's number is left to go by.
        old, part, spot = new, min(max(part, 1), len(new)), Spot()
    landing = find(PlaceMap(old, new), part, spot)
    if landing.spot.offset:
        texts = yield from _texts(edition_id, [landing.part])
        length = len(texts[landing.part][landing.spot.paragraph]) if texts else 0
        landing = replace(landing, spot=replace(landing.spot, offset=min(landing.spot.offset, length)))
    return Found(_position(position.story_id, edition_id, landing), landing.lost)


def _fingerprints(edition_id: int) -> Work[list[list[str]]]:
    rows = yield from every(sql("list_fingerprints", edition_id=edition_id))
    return [row["fingerprints"].split() for row in rows]


def _position(story_id: int, edition_id: int, landing: Landing) -> Position:
    return Position(story_id, edition_id, landing.part, landing.spot, landing.fingerprint)
