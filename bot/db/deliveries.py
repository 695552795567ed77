"""The outbox: one row for each step that must happen exactly once at Discord, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.db.instants import from_microseconds, to_microseconds
from bot.db.shapes import to_json
from bot.db.work import Row, Work, every, one, sql
from bot.messenger import Sent, StepKind


class Pace(StrEnum):
    """Which of Discord's patiences a step draws on: opening a new DM is the scarcest."""

    CHANNEL = "channel"
    DM = "dm"
    NEW_DM = "new-dm"


class State(StrEnum):
    """How a step stands (bot/db/migrations/0005_delivery.sql says what each means)."""

    BLOCKED = "blocked"
    WAITING = "waiting"
    SENDING = "sending"
    CARRIED = "carried"
    PARKED = "parked"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One step. `target` is what it goes to: a channel, thread or forum, or a reader.

    `content` is what its cause wrote, empty once the step has come to its end; `reason` why it waits, is parked or was
    dropped. `made` is what an earlier step made that this one goes into, or on to; `dm_channel` the reader's DM, if known.
    """

    id: int
    key: str
    cause: str
    cause_id: int
    kind: StepKind
    server_id: int | None
    target: int
    content: dict[str, Any]
    state: State
    tried_at: datetime | None
    look: bool
    attempts: int
    sent: Sent | None
    done_at: datetime | None
    reason: str | None
    made: Sent | None
    dm_channel: int | None
    lane: str


def reader_lane(reader_id: int) -> str:
    """The lane of everything that goes to a reader by DM: one thing at a time."""
    return f"reader:{reader_id}"


def add_delivery(
    key: str,
    cause: str,
    cause_id: int,
    kind: StepKind,
    content: dict[str, Any],
    *,
    due: datetime,
    now: datetime,
    target: int | None = None,
    server_id: int | None = None,
    within: int | None = None,
    after: int | None = None,
    pace: Pace | None = None,
) -> Work[int | None]:
    """The id of a new step; None where one with that key was decided before, and then nothing is done.

    `within` is the step that makes the thread this one goes into, and then there is no `target`; `after` the step that
    must be done first (`within`, where only that is given).
    """
    if pace is None:
        pace = Pace.NEW_DM if kind is StepKind.DM else Pace.CHANNEL
    lane = reader_lane(target or 0) if kind is StepKind.DM else f"channel:{target or f'of-{within}'}"
    (*rows,) = yield sql(
        "add_delivery",
        key=key,
        cause=cause,
        cause_id=cause_id,
        kind=kind.value,
        pace=pace.value,
        lane=lane,
        server_id=server_id,
        target=target,
        within_id=within,
        after_id=within if after is None else after,
        content=to_json(content),
        due_at=to_microseconds(due),
        now=to_microseconds(now),
    )
    return rows[0]["id"] if rows else None


def get_delivery(delivery_id: int) -> Work[Delivery | None]:
    """One step; None where there is none of that id."""
    row = yield from one(sql("get_delivery", delivery_id=delivery_id))
    return None if row is None else _delivery(row)


def list_of_cause(cause: str, cause_id: int, limit: int) -> Work[list[Delivery]]:
    """The latest steps of a cause, the newest first."""
    rows = yield from every(sql("list_cause", cause=cause, cause_id=cause_id, limit=limit))
    return [_delivery(row) for row in rows]


def count_pending(cause: str, cause_id: int) -> Work[int]:
    """How many steps of a cause have not come to their end."""
    (row,) = yield sql("count_pending", cause=cause, cause_id=cause_id)
    pending: int = row["pending"]
    return pending


def count_late(before: datetime) -> Work[int]:
    """How many steps were due before then and are not at their end."""
    (row,) = yield sql("count_late", before=to_microseconds(before))
    late: int = row["late"]
    return late


def count_parked() -> Work[list[tuple[str, str, int]]]:
    """What is kept until somebody mends its reason: cause, reason and number of steps."""
    rows = yield from every(sql("count_parked"))
    return [(row["cause"], row["reason"], row["steps"]) for row in rows]


# --- for the dispatcher ---------------------------------------------------------------------------------------------


def get_installation(made: str) -> Work[str]:
    """What tells this installation's markers from those of any other; `made` becomes it where there is none yet."""
    yield sql("add_installation", id=made)
    (row,) = yield sql("get_installation")
    found: str = row["id"]
    return found


def list_due(pace: Pace, busy: Collection[str], now: datetime, limit: int) -> Work[list[Delivery]]:
    """Steps of that pace that are due, the earliest first, none of them in a lane where something is under way."""
    rows = yield from every(sql("list_due", pace=pace.value, busy=_lanes(busy), now=to_microseconds(now), limit=limit))
    return [_delivery(row) for row in rows]


def next_due(pace: Pace, busy: Collection[str]) -> Work[datetime | None]:
    """When the earliest waiting step of that pace is due."""
    (row,) = yield sql("next_due", pace=pace.value, busy=_lanes(busy))
    return None if row["due_at"] is None else from_microseconds(row["due_at"])


def recover(epoch: int, grace_seconds: float, now: datetime) -> Work[None]:
    """Have everything that an earlier epoch was sending looked for, once its requests cannot be under way any more."""
    yield sql("recover_sending", epoch=epoch, grace=int(grace_seconds * 1_000_000), now=to_microseconds(now))


def mark_sending(delivery: Delivery, epoch: int, now: datetime) -> Work[bool]:
    """Note, before the request, that this epoch gives the step to Discord; False where that is not its to do any more."""
    marked = sql("mark_sending", delivery_id=delivery.id, epoch=epoch, now=to_microseconds(now))
    return (yield from one(marked)) is not None


def is_sending(delivery: Delivery, epoch: int) -> Work[bool]:
    """Whether a step is still this epoch's, which gave it to Discord; then nobody changes that meanwhile."""
    return (yield from one(sql("lock_sending", delivery_id=delivery.id, epoch=epoch))) is not None


def note_failure(delivery: Delivery, due: datetime, reason: str) -> Work[None]:
    """Have a waiting step that could not be made ready tried again."""
    yield sql("note_failure", delivery_id=delivery.id, due_at=to_microseconds(due), reason=reason)


def postpone(delivery: Delivery, until: datetime) -> Work[None]:
    """Have a waiting step wait longer."""
    yield sql("postpone_delivery", delivery_id=delivery.id, due_at=to_microseconds(until))


def carry(delivery_id: int, carrier_id: int) -> Work[None]:
    """Have a waiting step go with the message of another one, whose end is then its own."""
    yield sql("carry_delivery", delivery_id=delivery_id, carrier_id=carrier_id)


def finish(delivery: Delivery, epoch: int, sent: Sent, now: datetime) -> Work[bool]:
    """Note that a step is done, and let what waits for it go on; False where it is another epoch's by now."""
    result = {"channel_id": sent.channel_id, "message_id": sent.message_id, "now": to_microseconds(now)}
    if (yield from one(sql("finish_delivery", delivery_id=delivery.id, epoch=epoch, **result))) is None:
        return False
    yield sql("finish_carried", delivery_id=delivery.id, **result)
    yield sql("unblock_after", delivery_id=delivery.id)
    if delivery.kind is StepKind.DM:
        yield sql("note_dm_channel", reader_id=delivery.target, channel_id=sent.channel_id)
        yield sql("quicken_lane", lane=delivery.lane)
    return True


def retry(delivery: Delivery, epoch: int, due: datetime, reason: str, *, unanswered: bool) -> Work[None]:
    """Have a step tried again; one that was not answered is looked for first."""
    yield sql(
        "retry_delivery",
        delivery_id=delivery.id,
        epoch=epoch,
        due_at=to_microseconds(due),
        reason=reason,
        unanswered=int(unanswered),
    )


def park(delivery: Delivery, epoch: int, reason: str) -> Work[None]:
    """Keep a step until its reason is mended."""
    yield sql("park_delivery", delivery_id=delivery.id, epoch=epoch, reason=reason)


def drop(delivery: Delivery, reason: str, now: datetime) -> Work[None]:
    """End a step that will never be sent, with all that was to follow it or to go with it."""
    values = {"delivery_id": delivery.id, "reason": reason, "now": to_microseconds(now)}
    yield sql("drop_delivery", **values)
    yield sql("drop_blocked", **values)


def drop_cause(cause: str, cause_id: int, reason: str, now: datetime) -> Work[None]:
    """End every step of a cause that has not been given to Discord; one whose answer stayed out is looked for first."""
    yield sql("drop_cause", cause=cause, cause_id=cause_id, reason=reason, now=to_microseconds(now))


def unpark_cause(cause: str, cause_id: int, now: datetime) -> Work[None]:
    """Try the parked steps of a cause again."""
    yield sql("unpark_cause", cause=cause, cause_id=cause_id, now=to_microseconds(now))


def unpark_reader(reader_id: int, now: datetime) -> Work[None]:
    """Try the parked steps to a reader again."""
    yield sql("unpark_lane", lane=reader_lane(reader_id), now=to_microseconds(now))


def purge(cause: str, before: datetime) -> Work[None]:
    """Forget the steps of a cause that came to their end before then."""
    yield sql("purge_deliveries", cause=cause, before=to_microseconds(before))


def _lanes(busy: Collection[str]) -> str:
    return "|" + "".join(f"{lane}|" for lane in busy)


def _instant(value: int | None) -> datetime | None:
    return None if value is None else from_microseconds(value)


def _sent(channel_id: int | None, message_id: int | None) -> Sent | None:
    return None if channel_id is None or message_id is None else Sent(channel_id, message_id)


def _delivery(row: Row) -> Delivery:
    made = _sent(row["made_channel"], row["made_message"])
    target = row["target"] if row["target"] is not None else made.channel_id if made else 0
    return Delivery(
        id=row["id"],
        key=row["key"],
        cause=row["cause"],
        cause_id=row["cause_id"],
        kind=StepKind(row["kind"]),
        server_id=row["server_id"],
        target=target,
        content=json.loads(row["content"]) if row["content"] else {},
        state=State(row["state"]),
        tried_at=_instant(row["tried_at"]),
        look=bool(row["look"]),
        attempts=row["attempts"],
        sent=_sent(row["channel_id"], row["message_id"]),
        done_at=_instant(row["done_at"]),
        reason=row["reason"],
        made=made,
        dm_channel=row["dm_channel"],
        lane=row["lane"],
    )
