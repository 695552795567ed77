"""Serials in the database: one row each, the few that are due, and their places carried over to a story's next edition."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from bot.cadence import Missed
from bot.db.instants import from_microseconds, to_microseconds
from bot.db.shapes import to_json
from bot.db.work import Row, Work, every, one, sql
from bot.models import Position, Spot
from bot.serials import ChannelKind, Pace, Serial, SerialState

# Stands for a next slot that is still to be reckoned: always due, and no slot of any schedule.
UNRECKONED = datetime(1970, 1, 1, tzinfo=UTC)


def add_serial(serial: Serial) -> Work[int]:
    """The id of a new serial; that of the value given does not count, nor its title and parts."""
    (row,) = yield sql(
        "add_serial",
        server_id=serial.server_id,
        channel_id=serial.channel_id,
        channel_kind=serial.channel_kind.value,
        schedule=serial.schedule,
        missed=serial.missed.value,
        pace=str(serial.pace),
        role_id=serial.role_id,
        tags=to_json(serial.tags),
        discuss=int(serial.discuss),
        locked=int(serial.locked),
        goes_on=int(serial.goes_on),
        started_by=serial.started_by,
        **_standing(serial),
    )
    serial_id: int = row["id"]
    return serial_id


def get_serial(serial_id: int) -> Work[Serial | None]:
    """One serial; None where there is none of that id."""
    row = yield from one(sql("get_serial", serial_id=serial_id))
    return None if row is None else _serial(row)


def lock_serial(serial_id: int) -> Work[Serial | None]:
    """The same, kept from other processes until this unit of work is done."""
    yield sql("lock_serial", serial_id=serial_id)
    return (yield from get_serial(serial_id))


def save_serial(serial: Serial) -> Work[None]:
    """Keep how a serial stands; what it was started with does not change."""
    yield sql("save_serial", serial_id=serial.id, **_standing(serial))


def list_due(now: datetime, limit: int) -> Work[list[int]]:
    """The ids of serials whose slot has come and that are not posting, the earliest first."""
    rows = yield from every(sql("list_due_serials", now=to_microseconds(now), limit=limit))
    return [row["id"] for row in rows]


def next_slot() -> Work[datetime | None]:
    """The earliest slot of all serials that are not posting."""
    (row,) = yield sql("next_serial_slot")
    return _instant(row["next_slot"])


def list_broken(limit: int) -> Work[list[int]]:
    """The ids of serials whose post cannot come to its end."""
    rows = yield from every(sql("list_broken_serials", limit=limit))
    return [row["id"] for row in rows]


def list_serials(server_id: int, *, over: bool, offset: int, limit: int) -> Work[list[Serial]]:
    """A server's serials, the ended and stopped ones last, and only where those that are `over` are wanted too."""
    rows = yield from every(sql("list_serials", server_id=server_id, over=int(over), offset=offset, limit=limit))
    return [_serial(row) for row in rows]


def count_serials(server_id: int, *, over: bool = False) -> Work[int]:
    """How many serials a server has that are not over, or with those that are `over` in all."""
    (row,) = yield sql("count_serials", server_id=server_id, over=int(over))
    count: int = row["serials"]
    return count


def list_of_story(story_id: int) -> Work[list[int]]:
    """The ids of a story's serials that are not over, in every server."""
    rows = yield from every(sql("list_serials_of_story", story_id=story_id))
    return [row["id"] for row in rows]


def list_locking(story_id: int, server_id: int) -> Work[list[Serial]]:
    """The serials that keep readers of a server from reading ahead in a story."""
    rows = yield from every(sql("list_locking_serials", story_id=story_id, server_id=server_id))
    return [_serial(row) for row in rows]


def rouse() -> Work[None]:
    """Have serials that wait for a sequel look for it again: a story came."""
    yield sql("rouse_serials")


def hasten(serial_id: int, now: datetime) -> Work[None]:
    """Have the steps of a serial's post that were put off tried now."""
    yield sql("hasten_serial", serial_id=serial_id, now=to_microseconds(now))


def forget_drafts(before: datetime) -> Work[None]:
    """Forget plans made before then that nobody confirmed."""
    yield sql("forget_drafts", before=to_microseconds(before))


# --- rows and values ------------------------------------------------------------------------------------------------


def read_pace(text: str) -> Pace:
    """The pace that was kept: `scene`, `chapter` or a number of words."""
    return Pace(words=int(text)) if text.isdecimal() else Pace(by_chapter=text == "chapter")


def position_values(place: Position | None, prefix: str = "") -> dict[str, object]:
    """A place as its columns have it, all empty for the end of the story; `shown_` is the other place's prefix."""
    names = ("part", "paragraph", "offset" if prefix else "text_offset", "fingerprint")
    values = (place.part, place.spot.paragraph, place.spot.offset, place.fingerprint) if place else (None,) * 4
    return {f"{prefix}{name}": value for name, value in zip(names, values, strict=True)}


def _standing(serial: Serial) -> dict[str, object]:
    return {
        "state": serial.state.value,
        "story_id": serial.story_id,
        "edition_id": serial.edition_id,
        **position_values(serial.place),
        **position_values(serial.shown, "shown_"),
        "next_slot": _microseconds(serial.next_slot),
        "fired": _microseconds(serial.fired),
        "dated": _microseconds(serial.dated),
        "story_date": serial.story_date,
        "posts": serial.posts,
        "delivery_id": serial.delivery_id,
        "created_at": to_microseconds(serial.created_at),
        "reason": serial.reason,
    }


def _microseconds(instant: datetime | None) -> int | None:
    return None if instant is None else to_microseconds(instant)


def _instant(value: int | None) -> datetime | None:
    return None if value is None else from_microseconds(value)


def _position(row: Row, prefix: str = "") -> Position | None:
    if row[f"{prefix}part"] is None:
        return None
    spot = Spot(row[f"{prefix}paragraph"], row[f"{prefix}offset" if prefix else "text_offset"])
    return Position(row["story_id"], row["edition_id"], row[f"{prefix}part"], spot, row[f"{prefix}fingerprint"])


def _serial(row: Row) -> Serial:
    return Serial(
        id=row["id"],
        server_id=row["server_id"],
        channel_id=row["channel_id"],
        channel_kind=ChannelKind(row["channel_kind"]),
        story_id=row["story_id"],
        state=SerialState(row["state"]),
        schedule=row["schedule"],
        missed=Missed(row["missed"]),
        pace=read_pace(row["pace"]),
        role_id=row["role_id"],
        tags=tuple(json.loads(row["tags"])),
        discuss=bool(row["discuss"]),
        locked=bool(row["locked"]),
        goes_on=bool(row["goes_on"]),
        edition_id=row["edition_id"],
        place=_position(row),
        shown=_position(row, "shown_"),
        next_slot=_instant(row["next_slot"]),
        fired=_instant(row["fired"]),
        dated=_instant(row["dated"]),
        story_date=row["story_date"],
        posts=row["posts"],
        delivery_id=row["delivery_id"],
        started_by=row["started_by"],
        created_at=from_microseconds(row["created_at"]),
        reason=row["reason"],
        title=row["title"],
        parts=row["parts"],
    )


def place_to_json(place: Position | None) -> list[Any] | None:
    """A place as a delivery's content has it."""
    if place is None:
        return None
    return [place.story_id, place.edition_id, place.part, place.spot.paragraph, place.spot.offset, place.fingerprint]


def place_from_json(value: list[Any] | None) -> Position | None:
    """The place, exactly as it was."""
    if value is None:
        return None
    story_id, edition_id, part, paragraph, offset, fingerprint = value
    return Position(story_id, edition_id, part, Spot(paragraph, offset), fingerprint)
