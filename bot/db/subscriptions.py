"""Subscriptions: what readers wish to hear of; nobody reaches another's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.db.deliveries import reader_lane
from bot.db.instants import from_microseconds, to_microseconds
from bot.db.shapes import storable
from bot.db.work import Row, Work, every, one, sql
from bot.models import Gate, RatingLevel, Rhythm, Wish


@dataclass(frozen=True, slots=True)
class Subscription:
    """One wish of a reader's, with what is known of the story she chose it at.

    `target` is a story's, series' or awaited title's id, or an author's key; `name` what a series, an author or an awaited
    title is called, to be shown only where that story may be. `hidden`: the story is not in the library any more.
    """

    id: int
    wish: Wish
    target: str
    rhythm: Rhythm
    story_id: int
    name: str
    snoozed_until: datetime | None
    title: str
    gate: Gate
    server_id: int | None
    level: RatingLevel | None
    hidden: bool


def get_followed(story_id: int) -> Work[dict[Wish, tuple[str, str]]]:
    """The target and the name of a story's author and series, of those it has."""
    row = yield from one(sql("get_followed", story_id=story_id))
    found: dict[Wish, tuple[str, str]] = {}
    if row is not None and row["author_key"]:
        found[Wish.AUTHOR] = (row["author_key"], row["author"])
    if row is not None and row["series_id"] is not None:
        found[Wish.SERIES] = (str(row["series_id"]), row["series"])
    return found


def keep_subscription(
    reader_id: int, wish: Wish, target: str, *, rhythm: Rhythm, story_id: int, name: str, now: datetime
) -> Work[tuple[int, bool]]:
    """The id of her subscription to that, and whether it is new; one that she has gets the rhythm and is awake again."""
    at = {"reader_id": reader_id, "kind": wish.value, "target": storable(target)}
    known = yield from one(sql("find_subscription", **at))
    (kept,) = yield sql(
        "keep_subscription",
        **at,
        rhythm=rhythm.value,
        story_id=story_id,
        name=storable(name),
        now=to_microseconds(now),
    )
    return kept["id"], known is None


def count_subscriptions(reader_id: int) -> Work[int]:
    """How many she has."""
    (row,) = yield sql("count_subscriptions", reader_id=reader_id)
    subscriptions: int = row["subscriptions"]
    return subscriptions


def get_subscription(reader_id: int, subscription_id: int) -> Work[Subscription | None]:
    """One of hers; None where there is none of that id, or it is somebody else's."""
    row = yield from one(sql("get_subscription", reader_id=reader_id, subscription_id=subscription_id))
    return None if row is None else subscription_from_row(row)


def list_subscriptions(reader_id: int, offset: int, limit: int) -> Work[list[Subscription]]:
    """Hers, the latest first."""
    rows = yield from every(sql("list_subscriptions", reader_id=reader_id, offset=offset, limit=limit))
    return [subscription_from_row(row) for row in rows]


def remove_subscription(reader_id: int, subscription_id: int) -> Work[bool]:
    """End one of hers; False where there is none of that id."""
    found = yield from one(sql("remove_subscription", reader_id=reader_id, subscription_id=subscription_id))
    return found is not None


def snooze_subscription(reader_id: int, subscription_id: int, until: datetime | None, now: datetime) -> Work[bool]:
    """Let one of hers rest until then, or wake it; False where there is none of that id."""
    at = None if until is None else to_microseconds(until)
    found = yield from one(sql("snooze_subscription", reader_id=reader_id, subscription_id=subscription_id, until=at))
    if found is not None:
        # What waits for the end of a snooze is asked again whether it still has to.
        yield sql("quicken_notices", lane=reader_lane(reader_id), due_at=to_microseconds(now))
    return found is not None


def keep_digest_zone(zone: str, due: datetime) -> Work[None]:
    """Have weekly digests decided on in that zone, first at that moment, unless they are already."""
    yield sql("keep_digest_zone", zone=zone, due_at=to_microseconds(due))


def next_digest_zone() -> Work[tuple[str, datetime] | None]:
    """The zone whose digests are due first, and when."""
    row = yield from one(sql("next_digest_zone"))
    return None if row is None else (row["zone"], from_microseconds(row["due_at"]))


def put_off_digest_zone(zone: str, due: datetime) -> Work[None]:
    """Have the next digests of a zone decided on then."""
    yield sql("put_off_digest_zone", zone=zone, due_at=to_microseconds(due))


def subscription_from_row(row: Row) -> Subscription:
    """A subscription as the queries of this and the next module give it."""
    snoozed = row["snoozed_until"]
    return Subscription(
        id=row["id"],
        wish=Wish(row["kind"]),
        target=row["target"],
        rhythm=Rhythm(row["rhythm"]),
        story_id=row["story_id"],
        name=row["name"],
        snoozed_until=None if snoozed is None else from_microseconds(snoozed),
        title=row["title"],
        gate=Gate(row["gate"]),
        server_id=row["server_id"],
        level=RatingLevel(row["level"]) if row["level"] else None,
        hidden=bool(row["hidden"]),
    )
