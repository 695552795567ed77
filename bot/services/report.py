"""Reporting a page: to the moderators of the server where it is, else to the operator; never public."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.db import deliveries, posted, reports, servers
from bot.db.reports import Report
from bot.errors import NotFoundError
from bot.messenger import StepKind
from bot.services.cause import Cause, Drop, Send
from bot.services.rates import too_often
from bot.services.scope import enter_and_keep, require_story

if TYPE_CHECKING:
    from datetime import datetime

    from bot.db import Work
    from bot.db.deliveries import Delivery
    from bot.messenger import Sent
    from bot.models import Visit
    from bot.services.cause import Composed
    from bot.services.engine import Engine

log = logging.getLogger(__name__)

NAME = "report"
LONGEST_REASON = 500
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reported:
    """Who is told of a report: the moderators of a server that named a channel for it, or the operator."""

    report_id: int
    moderators: bool


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a reader says of a part of a story, and the message, by channel and id, that she says it of, if others see it."""

    story_id: int
    part: int
    reason: str
    message: tuple[int, int] | None = None


async def report(engine: Engine, visit: Visit, complaint: Complaint) -> Reported:
    """Tell those who can do something about it what a reader says; the message is told where it shows that story.

    Raises NotFoundError and NotHereError for a story she may not open, LimitError where she reports too often.
    """
    if not complaint.reason.strip():
        raise NotFoundError("A report needs a reason.", "Say in a few words what is wrong.")
    done = await engine.run(visit, _report(engine, visit, complaint))
    if not done.moderators:
        log.info("A reader reported a story: `python -m bot list reports` shows report %d.", done.report_id)
    engine.bell.ring()
    return done


def _report(engine: Engine, visit: Visit, complaint: Complaint) -> Work[Reported]:
    scope = yield from enter_and_keep(engine, visit)
    entry = yield from require_story(scope, complaint.story_id)
    now = engine.now()
    yield from _check_rate(engine, visit.reader.id, now)
    message = complaint.message
    if message is not None and not (yield from posted.shows_story(*message, entry.story_id)):
        message = None
    server_id = visit.where.server_id or entry.server_id
    channel = None
    if server_id is not None:
        channel = (yield from servers.get_server(server_id)).notice_channel
    made = Report(
        server_id,
        entry.story_id,
        min(max(complaint.part, 1), max(entry.parts, 1)),
        visit.reader.id,
        complaint.reason.strip()[:LONGEST_REASON],
        now,
        *(message or (None, None)),
    )
    report_id = yield from reports.add_report(made)
    if channel is not None:
        yield from deliveries.add_delivery(
            f"report:{report_id}",
            NAME,
            report_id,
            StepKind.MESSAGE,
            {},
            target=channel,
            server_id=server_id,
            due=now,
            now=now,
        )
    return Reported(report_id, moderators=channel is not None)


def _check_rate(engine: Engine, reader_id: int, now: datetime) -> Work[None]:
    made = yield from reports.list_times(reader_id, now - _DAY, engine.most_reports)
    if len(made) >= engine.most_reports:
        raise too_often(made[-1] + _DAY)


def _compose(_engine: Engine, delivery: Delivery) -> Work[Composed]:
    found = yield from reports.get_report(delivery.cause_id)
    if found is None or found.server_id is None:
        return Drop("erased")
    return Send(found, (yield from servers.get_server(found.server_id)).locale)


def _sent(_engine: Engine, delivery: Delivery, _sent: Sent) -> Work[None]:
    yield from reports.note_told(delivery.cause_id)


REPORTS = Cause(NAME, _compose, sent=_sent)
