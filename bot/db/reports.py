"""Reports: what readers told moderators, or the operator, of a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.db.instants import from_microseconds, to_microseconds
from bot.db.shapes import storable
from bot.db.work import Row, Work, every, one, sql


@dataclass(frozen=True, slots=True)
class Report:
    """What a reader said of a part of a story; for the moderators of `server_id`, or where that is None the operator.

    `reporter_id` is None once her data are erased. The message is the public page that it was reported on, if it was one.
    `told`: a notice channel has it. `id` is 0 for one that is not kept yet.
    """

    server_id: int | None
    story_id: int
    part: int
    reporter_id: int | None
    reason: str
    made_at: datetime
    channel_id: int | None = None
    message_id: int | None = None
    id: int = 0
    title: str = ""
    told: bool = False


def add_report(report: Report) -> Work[int]:
    """The id of a report, now kept."""
    (row,) = yield sql(
        "add_report",
        server_id=report.server_id,
        story_id=report.story_id,
        part=report.part,
        reporter_id=report.reporter_id,
        reason=storable(report.reason),
        channel_id=report.channel_id,
        message_id=report.message_id,
        now=to_microseconds(report.made_at),
    )
    report_id: int = row["id"]
    return report_id


def get_report(report_id: int) -> Work[Report | None]:
    """One report; None where there is none of that id."""
    row = yield from one(sql("get_report", report_id=report_id))
    return None if row is None else _report(row)


def list_times(reporter_id: int, since: datetime, limit: int) -> Work[list[datetime]]:
    """When a reader made her reports since then, the latest first."""
    asked = {"reporter_id": reporter_id, "since": to_microseconds(since), "limit": limit}
    rows = yield from every(sql("list_report_times", **asked))
    return [from_microseconds(row["made_at"]) for row in rows]


def list_reports(limit: int) -> Work[list[Report]]:
    """The latest reports of all servers, the newest first."""
    rows = yield from every(sql("list_reports", limit=limit))
    return [_report(row) for row in rows]


def note_told(report_id: int) -> Work[None]:
    """Note that a notice channel has it."""
    yield sql("note_report_told", report_id=report_id)


def _report(row: Row) -> Report:
    return Report(
        server_id=row["server_id"],
        story_id=row["story_id"],
        part=row["part"],
        reporter_id=row["reporter_id"],
        reason=row["reason"],
        made_at=from_microseconds(row["made_at"]),
        channel_id=row["channel_id"],
        message_id=row["message_id"],
        id=row["id"],
        title=row["title"],
        told=bool(row["told"]),
    )
