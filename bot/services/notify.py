"""Notifying: what subscribers are told by DM, one message for all that is new; where DMs are closed, it waits for her.

A notice is asked for again when it is sent: whether she still waits for it, may read it there, and has not read it yet.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.db import deliveries, events, progress, readers, stories, subscriptions
from bot.errors import NotFoundError, NotHereError
from bot.messenger import Reason
from bot.models import Happening, Reader, Surface, Visit, Where
from bot.services.cause import Cause, Drop, Postpone, Send, Verdict
from bot.services.scope import Scope, enter
from bot.services.subscribe import view_of
from bot.services.topics import avoided_among
from bot.services.zones import local_time, next_digest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.db import Work
    from bot.db.deliveries import Delivery
    from bot.db.events import News, Parked
    from bot.messenger import Sent
    from bot.models import LibraryEntry
    from bot.services.cause import Composed
    from bot.services.engine import Engine
    from bot.services.subscribe import SubscriptionView

# What happens within a minute comes in one message.
GROUPING = timedelta(seconds=60)
# A message holds 40 components (Discord); each story takes four.
MOST_ITEMS = 7
_MOST_TOGETHER = 50
_ASKED_AGAIN = timedelta(seconds=1)
# Longer than a subscription can rest.
_REMEMBERED = timedelta(days=120)
_NOT_HERE, _TOLD = "not-here", "told"
# Discord's words for "you may not write to her".
_CLOSED = frozenset({Reason.DM_CLOSED, Reason.NO_PERMISSION, Reason.CHANNEL_GONE})


class Occasion(StrEnum):
    """Why a notice comes now."""

    NEWS = "news"
    SNOOZE_OVER = "snooze-over"
    WEEK = "week"
    DM_CLOSED = "dm-closed"


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """What is new of one story, and the subscription that it is told for.

    It `arrived`, or `new_parts` (first and last, from 1) came, and it may have been `completed`. `avoided` are topics she
    avoids that it warns of, to be told only where she wants them `named`.
    """

    entry: LibraryEntry
    why: SubscriptionView
    arrived: bool
    new_parts: tuple[int, int] | None
    completed: bool
    avoided: tuple[str, ...]
    named: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """One message of what is new: at most seven stories, then the `others` by title alone.

    So many more are `withheld`, since they may not be told where she is.
    """

    occasion: Occasion
    items: tuple[NoticeItem, ...]
    others: tuple[str, ...] = ()
    withheld: int = 0


@dataclass(slots=True)
class _Sheet:
    """What is to be told of each story, by its id, in the order in which it happened."""

    scope: Scope
    items: dict[int, NoticeItem] = field(default_factory=dict)
    withheld: int = 0

    def add(self, entry: LibraryEntry, news: Sequence[News]) -> None:
        """Add an event of a story, once for each subscription that it fits."""
        told, before = news[0], self.items.get(entry.story_id)
        parts = (told.first_part, min(told.last_part, entry.parts)) if told.happening is Happening.GREW else None
        if before is not None and before.new_parts is not None and parts is not None:
            parts = (min(before.new_parts[0], parts[0]), max(before.new_parts[1], parts[1]))
        preferences = self.scope.preferences
        self.items[entry.story_id] = NoticeItem(
            entry=entry,
            why=before.why if before else view_of(self.scope, told.subscription),
            arrived=told.happening is Happening.ARRIVED or (before is not None and before.arrived),
            new_parts=parts if parts is not None or before is None else before.new_parts,
            completed=told.happening is Happening.COMPLETED or (before is not None and before.completed),
            avoided=avoided_among(preferences.avoided, entry.warnings),
            named=preferences.names_topics,
        )

    def notice(self, occasion: Occasion) -> Notice:
        """The message."""
        items = tuple(self.items.values())
        others = tuple(item.entry.title for item in items[MOST_ITEMS:])
        return Notice(occasion, items[:MOST_ITEMS], others, self.withheld)


# --- deciding -------------------------------------------------------------------------------------------------------


def _decide_notices(engine: Engine) -> Work[bool]:
    found = yield from events.next_event()
    if found is None:
        return False
    now = engine.now()
    yield from events.fan_out(found[0], now + GROUPING, now)
    return True


def _next_notices(_engine: Engine) -> Work[datetime | None]:
    found = yield from events.next_event()
    return None if found is None else found[1]


def _decide_digests(engine: Engine) -> Work[bool]:
    found = yield from subscriptions.next_digest_zone()
    now = engine.now()
    if found is None or found[1] > now:
        return False
    zone, _due = found
    year, week, _day = local_time(zone, now).isocalendar()
    yield from events.fan_out_digests(zone, f"{year}-W{week:02}", now)
    yield from subscriptions.put_off_digest_zone(zone, next_digest(zone, now))
    return True


def _next_digests(_engine: Engine) -> Work[datetime | None]:
    found = yield from subscriptions.next_digest_zone()
    return None if found is None else found[1]


# --- composing ------------------------------------------------------------------------------------------------------


def _scope_in_dm(engine: Engine, delivery: Delivery) -> Work[Scope | Drop | Postpone]:
    """What she may be told in her DM; why not at all, or not yet: until it is known which servers she is a member of."""
    now = engine.now()
    if engine.messenger is not None and engine.members_known.get(delivery.target, now) <= now:
        return Postpone(now + _ASKED_AGAIN)
    reader = Reader(delivery.target, (yield from readers.get_locale(delivery.target)))
    scope = yield from enter(engine, Visit(reader, Where(Surface.BOT_DM)))
    if not scope.preferences.notices:
        return Drop("notices-off")
    told_to = yield from events.get_closed_dm(reader.id)
    return Drop(_TOLD) if told_to is not None and delivery.id <= told_to else scope


def _compose_notice(engine: Engine, delivery: Delivery) -> Work[Composed]:
    scope = yield from _scope_in_dm(engine, delivery)
    if not isinstance(scope, Scope):
        return scope
    sheet, now = _Sheet(scope), engine.now()
    outcome = yield from _judge(sheet, delivery.cause_id, now)
    companions = yield from events.list_companions(delivery.id, delivery.lane, _MOST_TOGETHER)
    if outcome is not None and not any(companion.carried for companion in companions):
        return outcome
    rested = outcome is None and (yield from _rested(scope, delivery.cause_id))
    for companion in companions:
        other = yield from _judge(sheet, companion.event_id, now)
        if not companion.carried:
            yield from _take_along(engine, delivery, companion.id, other)
        rested = rested or (other is None and (yield from _rested(scope, companion.event_id)))
    if not sheet.items:
        return outcome or Drop("nothing-new")
    return Send(sheet.notice(Occasion.SNOOZE_OVER if rested else Occasion.NEWS), scope.reader.locale)


def _take_along(engine: Engine, delivery: Delivery, companion_id: int, outcome: Drop | Postpone | None) -> Work[None]:
    companion = yield from deliveries.get_delivery(companion_id)
    assert companion is not None  # noqa: S101 - it was listed in this very transaction
    if outcome is None:
        yield from deliveries.carry(companion_id, delivery.id)
    elif isinstance(outcome, Drop):
        yield from deliveries.drop(companion, outcome.reason, engine.now())
    else:
        yield from deliveries.postpone(companion, outcome.until)


def _judge(sheet: _Sheet, event_id: int, now: datetime) -> Work[Drop | Postpone | None]:
    """Put an event on the sheet; what becomes of its notice where it is not to be told, or not yet."""
    news = yield from events.list_news(sheet.scope.reader.id, event_id)
    if not news:
        return Drop("unsubscribed")
    awake = [each for each in news if (each.subscription.snoozed_until or now) <= now]
    if not awake:
        return Postpone(min(each.subscription.snoozed_until or now for each in news))
    entry, reason = yield from _entry(sheet.scope, news[0])
    if entry is None:
        sheet.withheld += reason == _NOT_HERE
        return Drop(reason)
    sheet.add(entry, awake)
    return None


def _rested(scope: Scope, event_id: int) -> Work[bool]:
    """Whether a notice waited for the end of a snooze."""
    news = yield from events.list_news(scope.reader.id, event_id)
    return bool(news) and all((each.subscription.snoozed_until or each.at) > each.at for each in news)


def _entry(scope: Scope, news: News) -> Work[tuple[LibraryEntry | None, str]]:
    """The story that has news for her, if it may be told there and she has not read it; else why not."""
    try:
        entry = scope.require((yield from stories.get_entry(news.story_id)))
    except NotFoundError:
        return None, "withdrawn"
    except NotHereError:
        return None, _NOT_HERE
    so_far = yield from progress.get_progress(scope.reader.id, entry.story_id)
    seen = so_far is not None and (
        news.happening is Happening.ARRIVED
        or so_far.furthest_part >= entry.parts
        or (news.happening is Happening.GREW and so_far.furthest_part >= news.last_part)
    )
    if seen or (news.happening is Happening.GREW and news.first_part > entry.parts):
        return None, "read"
    return entry, ""


def _compose_digest(engine: Engine, delivery: Delivery) -> Work[Composed]:
    scope = yield from _scope_in_dm(engine, delivery)
    if scope == Drop(_TOLD):
        yield from events.end_week(delivery.target, delivery.cause_id, engine.now())
    if not isinstance(scope, Scope):
        return scope
    sheet = _Sheet(scope)
    yield from _add_week(sheet, delivery.cause_id, engine.now())
    return Send(sheet.notice(Occasion.WEEK), scope.reader.locale) if sheet.items else Drop("nothing-new")


def _add_week(sheet: _Sheet, until: int, now: datetime) -> Work[None]:
    by_event: dict[int, list[News]] = {}
    for news in (yield from events.list_week(sheet.scope.reader.id, until, now)):
        by_event.setdefault(news.event_id, []).append(news)
    for happened in by_event.values():
        entry, reason = yield from _entry(sheet.scope, happened[0])
        if entry is not None:
            sheet.add(entry, happened)
        sheet.withheld += reason == _NOT_HERE


# --- keeping what came of it ----------------------------------------------------------------------------------------


def _refused(_engine: Engine, delivery: Delivery, reason: Reason) -> Work[Verdict]:
    if reason not in _CLOSED:
        return Verdict.DROP
    yield from events.note_closed_dm(delivery.target)
    return Verdict.PARK


def note_reached(engine: Engine, delivery: Delivery, _to: Sent) -> Work[None]:
    """A DM reached her: what waits since her DMs were closed, and was not told otherwise, follows."""
    if (yield from events.note_open_dm(delivery.target)):
        yield from deliveries.unpark_reader(delivery.target, engine.now())


def _sent_digest(engine: Engine, delivery: Delivery, to: Sent) -> Work[None]:
    yield from events.end_week(delivery.target, delivery.cause_id, engine.now())
    yield from note_reached(engine, delivery, to)


NOTICES = Cause("notice", _compose_notice, _refused, note_reached, _decide_notices, _next_notices)
DIGESTS = Cause("digest", _compose_digest, _refused, _sent_digest, _decide_digests, _next_digests)


# --- where DMs are closed -------------------------------------------------------------------------------------------


async def list_waiting(engine: Engine, visit: Visit, *, again: bool = False) -> Notice | None:
    """What could not be sent to her and may be told here; None where there is nothing, or nothing she was not told yet.

    Told here, it is not sent any more, unless she asks for it. With `again`, what she was told before comes too.
    """
    if (await engine.database.read(events.get_closed_dm(visit.reader.id))) is None:
        return None
    return await engine.run(visit, _waiting(engine, visit, again=again))


async def count_waiting(engine: Engine, visit: Visit) -> int:
    """How many stories' notices wait for her, told before or not."""
    if (await engine.database.read(events.get_closed_dm(visit.reader.id))) is None:
        return 0
    return await engine.run(visit, _count(engine, visit))


async def forget_old(engine: Engine) -> None:
    """Forget what was told or ended long ago."""
    await engine.database.run(_forget(engine.now() - _REMEMBERED))


async def try_again(engine: Engine, reader_id: int) -> None:
    """Send what waits to her DMs, now that she has opened them."""
    await engine.database.run(_try_again(engine, reader_id))
    engine.bell.ring()


def _waiting(engine: Engine, visit: Visit, *, again: bool) -> Work[Notice | None]:
    told_to = (yield from events.get_closed_dm(visit.reader.id)) or 0
    parked = yield from events.list_parked(visit.reader.id, _MOST_TOGETHER)
    if not parked or (parked[-1].id <= told_to and not again):
        return None
    sheet = yield from _gather(engine, visit, parked, 0 if again else told_to)
    yield from events.note_told_beside(visit.reader.id, parked[-1].id)
    return sheet.notice(Occasion.DM_CLOSED) if sheet.items or sheet.withheld else None


def _count(engine: Engine, visit: Visit) -> Work[int]:
    parked = yield from events.list_parked(visit.reader.id, _MOST_TOGETHER)
    sheet = yield from _gather(engine, visit, parked, 0)
    return len(sheet.items) + sheet.withheld


def _gather(engine: Engine, visit: Visit, parked: list[Parked], told_to: int) -> Work[_Sheet]:
    """What of it is news for her still; digests up to `told_to` are at their end."""
    sheet, now = _Sheet((yield from enter(engine, visit))), engine.now()
    for each in parked:
        if each.digest and each.id <= told_to:
            yield from events.end_week(visit.reader.id, each.cause_id, now)
        elif each.digest:
            yield from _add_week(sheet, each.cause_id, now)
        elif each.id > told_to:
            yield from _judge(sheet, each.cause_id, now)
    return sheet


def _forget(before: datetime) -> Work[None]:
    yield from events.forget_events(before)
    for cause in (NOTICES, DIGESTS):
        yield from deliveries.purge(cause.name, before)


def _try_again(engine: Engine, reader_id: int) -> Work[None]:
    yield from events.note_told_beside(reader_id, 0)
    yield from events.note_open_dm(reader_id)
    yield from deliveries.unpark_reader(reader_id, engine.now())
