"""The outbox as the dispatcher works it: due steps marked as being sent, and kept what Discord answered."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.db import deliveries
from bot.db.deliveries import State
from bot.messenger import Busy, Reason, Sent, StepKind, Unanswered
from bot.services.cause import Drop, Postpone, Send, Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from bot.db import Work
    from bot.db.deliveries import Delivery, Pace
    from bot.messenger import Outcome
    from bot.services.cause import Cause, Composed
    from bot.services.engine import Engine
    from bot.services.lease import Lease

log = logging.getLogger(__name__)

_LONGEST_BACKOFF = timedelta(minutes=10)
# A step that cannot be made ready, or not be kept, is tried for about two minutes: the database may be what fails.
_MOST_FAILURES = 7
# Discord's anti-spam answer, which comes before worse: no new DM is opened for this long.
ANTI_SPAM_PAUSE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of a step: how it stands after a try, and why."""

    state: State
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A step that is this epoch's to send; `content` is None where it must be looked for first."""

    delivery: Delivery
    epoch: int
    content: Send | None


@dataclass(frozen=True, slots=True)
class Claims:
    """Steps to be carried out, and those that came to their end, or were put off, when they were to be made ready."""

    claimed: list[Claimed]
    ended: list[tuple[Delivery, Ended]]


class Outbox:
    """The deliveries of these causes; what it keeps counts only while the lease's epoch is the current one.

    `request_seconds` is how long a request may be under way. Unless `safely`, nothing is looked for.
    """

    def __init__(
        self, engine: Engine, causes: Iterable[Cause], lease: Lease, request_seconds: float, *, safely: bool
    ) -> None:
        self._engine = engine
        self._causes = {cause.name: cause for cause in causes}
        self._lease = lease
        self._request_seconds = request_seconds
        self._safely = safely

    def begin(self) -> Work[str]:
        """The installation's id; what an earlier epoch was sending is noted to be looked for."""
        yield from self.recover()
        return (yield from deliveries.get_installation(secrets.token_hex(16)))

    def recover(self) -> Work[None]:
        """Has looked for what an earlier epoch was sending, once its requests cannot reach Discord any more."""
        yield from deliveries.recover(self._lease.epoch, self._request_seconds, self._engine.now())

    # --- claiming -----------------------------------------------------------------------------------------------------

    def claim(self, pace: Pace, busy: Collection[str], limit: int) -> Work[Claims]:
        """At most so many steps, one of each lane where nothing is under way, marked as being sent."""
        due = yield from deliveries.list_due(pace, busy, self._engine.now(), limit)
        claims, lanes = Claims([], []), set[str]()
        for delivery in due:
            if delivery.lane not in lanes:
                yield from self._claim_one(delivery, claims)
                lanes.update(claimed.delivery.lane for claimed in claims.claimed[-1:])
        return claims

    async def claim_alone(self, pace: Pace, busy: Collection[str], limit: int) -> Claims:
        """The same with a transaction for each step, after one failed: it is put off, or it would stop all others."""
        database, now = self._engine.database, self._engine.now()
        claims, lanes = Claims([], []), set[str]()
        for delivery in await database.run(deliveries.list_due(pace, busy, now, limit)):
            if delivery.lane in lanes:
                continue
            found = Claims([], [])
            try:
                await database.run(self._claim_one(delivery, found))
            except Exception:
                log.exception("The step %d cannot be made ready", delivery.id)
                ended = await database.run(self._fail(delivery))
                found = Claims([], [(delivery, ended)])
            claims.claimed.extend(found.claimed)
            claims.ended.extend(found.ended)
            lanes.update(claimed.delivery.lane for claimed in found.claimed)
        return claims

    def _claim_one(self, delivery: Delivery, claims: Claims) -> Work[None]:
        now, epoch = self._engine.now(), self._lease.epoch
        content = None
        if not (delivery.look and self._safely):
            again = yield from deliveries.get_delivery(delivery.id)
            if again is None or again.state is not State.WAITING:
                return  # it goes with the message of another one by now
            composed = yield from self._compose(delivery)
            if isinstance(composed, Drop):
                yield from deliveries.drop(delivery, composed.reason, now)
                claims.ended.append((delivery, Ended(State.DROPPED, composed.reason)))
                return
            if isinstance(composed, Postpone):
                yield from deliveries.postpone(delivery, composed.until)
                return
            content = composed
        if (yield from deliveries.mark_sending(delivery, epoch, now)):
            claims.claimed.append(Claimed(delivery, epoch, content))

    def _fail(self, delivery: Delivery) -> Work[Ended]:
        now = self._engine.now()
        if delivery.attempts >= _MOST_FAILURES:
            yield from deliveries.drop(delivery, "failed", now)
            return Ended(State.DROPPED, "failed")
        yield from deliveries.note_failure(delivery, now + backoff(delivery.attempts), "failed")
        return Ended(State.WAITING, "failed")

    def compose_after_look(self, claimed: Claimed) -> Work[Composed | None]:
        """What is to be sent of a step that was not found; None where it is not this epoch's any more."""
        delivery, now = claimed.delivery, self._engine.now()
        if not (yield from deliveries.is_sending(delivery, claimed.epoch)):
            return None
        composed = yield from self._compose(delivery)
        if isinstance(composed, Drop):
            yield from deliveries.drop(delivery, composed.reason, now)
        elif isinstance(composed, Postpone):
            yield from deliveries.retry(delivery, claimed.epoch, composed.until, "", unanswered=False)
        return composed

    def _compose(self, delivery: Delivery) -> Work[Composed]:
        return (yield from self._causes[delivery.cause].compose(self._engine, delivery))

    # --- keeping what became of it ------------------------------------------------------------------------------------

    def keep(self, claimed: Claimed, outcome: Outcome) -> Work[Ended]:
        """How a step stands after this answer. One that is another epoch's by now is left to that one."""
        delivery, now, epoch = claimed.delivery, self._engine.now(), claimed.epoch
        if not (yield from deliveries.is_sending(delivery, epoch)):
            return Ended(State.WAITING, "taken-over")
        if isinstance(outcome, Sent):
            yield from deliveries.finish(delivery, epoch, outcome, now)
            yield from self._causes[delivery.cause].sent(self._engine, delivery, outcome)
            return Ended(State.DONE)
        if isinstance(outcome, Busy):
            wait = timedelta(seconds=outcome.seconds)
            yield from deliveries.retry(delivery, epoch, now + wait, "busy", unanswered=False)
            return Ended(State.WAITING, "busy")
        if isinstance(outcome, Unanswered):
            due = now + self._patience(delivery)
            yield from deliveries.retry(delivery, epoch, due, "unanswered", unanswered=True)
            return Ended(State.WAITING, "unanswered")
        return (yield from self._keep_refused(claimed, outcome.reason))

    def _keep_refused(self, claimed: Claimed, reason: Reason) -> Work[Ended]:
        delivery, now, epoch = claimed.delivery, self._engine.now(), claimed.epoch
        if reason is Reason.ANTI_SPAM:
            yield from deliveries.retry(delivery, epoch, now + ANTI_SPAM_PAUSE, reason.value, unanswered=False)
            return Ended(State.WAITING, reason.value)
        verdict = yield from self._causes[delivery.cause].refused(self._engine, delivery, reason)
        if verdict is Verdict.DROP:
            yield from deliveries.drop(delivery, reason.value, now)
            return Ended(State.DROPPED, reason.value)
        yield from deliveries.park(delivery, epoch, reason.value)
        return Ended(State.PARKED, reason.value)

    def put_off(self, claimed: Claimed) -> Work[None]:
        """Has a step looked for later whose answer could not be kept."""
        due = self._engine.now() + self._patience(claimed.delivery)
        yield from deliveries.retry(claimed.delivery, claimed.epoch, due, "failed", unanswered=True)

    def _patience(self, delivery: Delivery) -> timedelta:
        """How long after a try that brought no answer it is looked for.

        Discord may be carrying it out still. Where there is a nonce it is sent again to no harm; a forum's post has none.
        """
        wait = backoff(delivery.attempts)
        if delivery.kind is StepKind.FORUM_POST:
            return max(wait, timedelta(seconds=self._request_seconds))
        return wait


def backoff(attempts: int) -> timedelta:
    """How long after so many tries that brought nothing the next one comes."""
    return min(timedelta(seconds=2 ** min(attempts, 10)), _LONGEST_BACKOFF)
