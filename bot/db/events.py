"""Events: what happened to stories that somebody waits for, and the deliveries for all who do, in one statement each."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.db.deliveries import reader_lane
from bot.db.instants import from_microseconds, to_microseconds
from bot.db.subscriptions import Subscription, subscription_from_row
from bot.db.work import Row, Work, batch, every, one, sql
from bot.models import Gate, Happening, PointerKind, Wish

Target = tuple[Wish, str]


@dataclass(frozen=True, slots=True)
class News:
    """What happened to a story, and one subscription it fits; the parts, from 1, are those that came with it."""

    event_id: int
    happening: Happening
    story_id: int
    first_part: int
    last_part: int
    at: datetime
    subscription: Subscription


@dataclass(frozen=True, slots=True)
class _Event:
    """What is to be noted: `parts` are the first and last that came, and it is told at once, to who waits for the end, or both."""

    happening: Happening
    story_id: int
    edition_id: int | None
    parts: tuple[int, int]
    for_every: bool
    for_complete: bool

    @property
    def what(self) -> str:
        """Its name, by which it is noted once: an edition adds parts once, a story arrives and ends once."""
        return f"{self.happening}:{self.edition_id or self.story_id}"


@dataclass(frozen=True, slots=True)
class Companion:
    """A notice that may go with another one; `carried` where it does already."""

    id: int
    event_id: int
    carried: bool


@dataclass(frozen=True, slots=True)
class Parked:
    """A notice or digest that waits for DMs to be opened; `cause_id` is a notice's event, or where a digest ends."""

    id: int
    digest: bool
    cause_id: int


# --- noting them, in the transaction that brings them about ----------------------------------------------------------


def note_arrival(story_id: int, now: int) -> Work[None]:
    """A story is there that was not before: for those who follow its author or series."""
    story = yield from _news_story(story_id)
    if story is not None:
        yield from _note_arrival(story, _followed(story), now)


def note_link(earlier_id: int, later_id: int, awaited_id: int | None, now: int) -> Work[None]:
    """Two stories found each other: for those who wait for the sequel, or for the title that was awaited."""
    if not (yield from _somebody_waits()):
        return
    later = [(Wish.SEQUEL, str(earlier_id))]
    kind = None if awaited_id is None else (yield from one(sql("get_pointer_kind", awaited_id=awaited_id)))
    if kind is not None and kind["kind"] == PointerKind.SEQUEL:
        later.append((Wish.AWAITED, str(awaited_id)))
    story = yield from _news_story(later_id)
    if story is not None:
        yield from _note_arrival(story, later, now)
    if kind is not None and kind["kind"] == PointerKind.PREQUEL:
        story = yield from _news_story(earlier_id)
        if story is not None:
            yield from _note_arrival(story, [(Wish.AWAITED, str(awaited_id))], now)


def note_growth(story_id: int, edition_id: int, parts_before: int, now: int) -> Work[None]:
    """A new edition has more parts: for those who read the story."""
    story = yield from _news_story(story_id)
    if story is not None:
        parts = (parts_before + 1, story["parts"])
        event = _Event(Happening.GREW, story_id, edition_id, parts, for_every=True, for_complete=False)
        yield from _note(event, [(Wish.STORY, str(story_id))], now)


def note_completion(story_id: int, now: int) -> Work[None]:
    """A story is complete that was not: for all who wait for just that."""
    story = yield from _news_story(story_id)
    if story is None:
        return
    linked = yield from every(sql("list_waited_for", story_id=story_id))
    targets = [*_followed(story), (Wish.STORY, str(story_id)), *((Wish(row["kind"]), str(row["id"])) for row in linked)]
    parts = (1, story["parts"])
    event = _Event(Happening.COMPLETED, story_id, None, parts, for_every=False, for_complete=True)
    yield from _note(event, targets, now)


def is_complete(metadata: str) -> bool:
    """Whether a story, by what is kept of it, is told to be complete."""
    return json.loads(metadata).get("complete") is True


def _somebody_waits() -> Work[bool]:
    return (yield from one(sql("any_subscription"))) is not None


def _news_story(story_id: int) -> Work[Row | None]:
    """A story that may be told of; None too where nobody waits for anything: then nothing more is asked."""
    if not (yield from _somebody_waits()):
        return None
    story = yield from one(sql("get_news_story", story_id=story_id))
    return None if story is None or story["gate"] == Gate.HELD else story


def _followed(story: Row) -> list[Target]:
    targets = [(Wish.AUTHOR, story["author_key"])] if story["author_key"] else []
    return targets if story["series_id"] is None else [*targets, (Wish.SERIES, str(story["series_id"]))]


def _note_arrival(story: Row, targets: Iterable[Target], now: int) -> Work[None]:
    parts, complete = (1, story["parts"]), is_complete(story["metadata"])
    event = _Event(Happening.ARRIVED, story["id"], None, parts, for_every=True, for_complete=complete)
    yield from _note(event, targets, now)


def _note(event: _Event, targets: Iterable[Target], now: int) -> Work[None]:
    waited_for: list[Target] = []
    for wish, target in targets:
        if (yield from one(sql("any_subscriber", kind=wish.value, target=target))) is not None:
            waited_for.append((wish, target))
    if not waited_for:
        return
    first, last = event.parts
    (kept,) = yield sql(
        "keep_event",
        what=event.what,
        kind=event.happening.value,
        story_id=event.story_id,
        first_part=first,
        last_part=last,
        now=now,
    )
    told = {"for_every": int(event.for_every), "for_complete": int(event.for_complete)}
    yield batch(
        "add_event_target",
        [{"event_id": kept["id"], "kind": wish.value, "target": target, **told} for wish, target in waited_for],
    )


# --- telling of them ------------------------------------------------------------------------------------------------


def next_event() -> Work[tuple[int, datetime] | None]:
    """The first event that nobody has been told of yet, and when it happened."""
    row = yield from one(sql("next_event"))
    return None if row is None else (row["id"], from_microseconds(row["happened_at"]))


def fan_out(event_id: int, due: datetime, now: datetime) -> Work[None]:
    """Write a notice for everybody who waits for an event."""
    yield sql("fan_out", event_id=event_id, due_at=to_microseconds(due), now=to_microseconds(now))
    yield sql("mark_told", event_id=event_id)


def fan_out_digests(zone: str, week: str, now: datetime) -> Work[None]:
    """Write a digest of that ISO week for everybody in a zone for whom something has happened."""
    (last,) = yield sql("last_event_target")
    yield sql("fan_out_digests", zone=zone, week=week, until=last["id"], now=to_microseconds(now))


def forget_events(before: datetime) -> Work[None]:
    """Forget what happened before then and has been told."""
    yield sql("forget_events", before=to_microseconds(before))


def list_news(reader_id: int, event_id: int) -> Work[list[News]]:
    """An event, once for each of her subscriptions that it fits now."""
    return [_news(row) for row in (yield from every(sql("list_news", reader_id=reader_id, event_id=event_id)))]


def list_week(reader_id: int, until: int, now: datetime) -> Work[list[News]]:
    """All that her weekly digest up to there has to tell."""
    rows = yield from every(sql("list_week", reader_id=reader_id, until=until, now=to_microseconds(now)))
    return [_news(row) for row in rows]


def end_week(reader_id: int, until: int, now: datetime) -> Work[None]:
    """Note that she has been told all up to there that her weekly subscriptions fit."""
    yield sql("end_week", reader_id=reader_id, until=until, now=to_microseconds(now))


def list_companions(delivery_id: int, lane: str, limit: int) -> Work[list[Companion]]:
    """The notices that go with one that is about to be sent, and those that may."""
    rows = yield from every(sql("list_companions", delivery_id=delivery_id, lane=lane, limit=limit))
    return [Companion(row["id"], row["cause_id"], row["state"] == "carried") for row in rows]


def list_parked(reader_id: int, limit: int) -> Work[list[Parked]]:
    """The notices and digests that could not be sent to her."""
    rows = yield from every(sql("list_parked", lane=reader_lane(reader_id), limit=limit))
    return [Parked(row["id"], row["cause"] == "digest", row["cause_id"]) for row in rows]


def get_closed_dm(reader_id: int) -> Work[int | None]:
    """The last delivery that she was told of otherwise, since she could not be written to; None where she always could."""
    row = yield from one(sql("get_closed_dm", reader_id=reader_id))
    return None if row is None else row["told_to"]


def note_closed_dm(reader_id: int) -> Work[None]:
    """Note that the bot may not write to her."""
    yield sql("note_closed_dm", reader_id=reader_id)


def note_open_dm(reader_id: int) -> Work[bool]:
    """Note that the bot may write to her; whether it was thought otherwise."""
    return (yield from one(sql("note_open_dm", reader_id=reader_id))) is not None


def note_told_beside(reader_id: int, told_to: int) -> Work[None]:
    """Note the last delivery that she was told of where she used the bot."""
    yield sql("note_told_beside", reader_id=reader_id, told_to=told_to)


def _news(row: Row) -> News:
    return News(
        event_id=row["event_id"],
        happening=Happening(row["event_kind"]),
        story_id=row["news_id"],
        first_part=row["first_part"],
        last_part=row["last_part"],
        at=from_microseconds(row["happened_at"]),
        subscription=subscription_from_row(row),
    )
