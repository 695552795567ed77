"""The dispatcher: sends what the outbox holds, each step once, in order and in time, whatever crashes."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import logging
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from bot.db import deliveries, leases
from bot.db.deliveries import Pace, State
from bot.messenger import Absent, Busy, Reason, Refused, Sent, Step, StepKind, Unanswered
from bot.services.cause import Drop, Postpone, Send, Verdict
from bot.services.lease import RENEW_SECONDS, Lease
from bot.services.pace import Bucket

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterable

    from bot.db import Work
    from bot.db.deliveries import Delivery
    from bot.messenger import Messenger, Outcome
    from bot.services.cause import Cause, Composed
    from bot.services.engine import Engine

log = logging.getLogger(__name__)

_Answer = TypeVar("_Answer")

LEASE = "dispatcher"
_MOST_UNDER_WAY = 64
# While something waits for its pace alone, so often is looked whether it may go.
_TICK_SECONDS = 0.1
_STANDBY_SECONDS = 1.0
_MEND_SECONDS = 5.0
_BEAT_EVERY = timedelta(seconds=30)
# Without new work the outbox is looked into anyway: the time of day may have jumped, a laptop slept, and another process
# may have written.
_LOOK_SECONDS = {"sqlite": 30.0, "postgres": 2.0}
_LONGEST_SLEEP_SECONDS = 86_400.0
# A dispatcher that is well answers within moments; one of another process says so at least once a minute.
_ANSWER_SECONDS = 3.0
_SILENCE = timedelta(minutes=3)
_LONGEST_BACKOFF = timedelta(minutes=10)
_REFUSED_AGAIN = timedelta(minutes=10)
# Discord's anti-spam answer, which comes before worse: no new DM is opened for this long.
_ANTI_SPAM_PAUSE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paces:
    """Requests a second: of all kinds together, into known DMs, and DMs newly opened; seconds a request may take."""

    all: float = 40.0
    dms: float = 20.0
    new_dms: float = 1.0
    request_seconds: float = 8.0


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of a step: how it stands after a try, and why."""

    state: State
    reason: str | None = None


class Dispatcher:
    """Runs in one process at a time; `safely` is False only for trials that show what would happen otherwise."""

    def __init__(
        self,
        engine: Engine,
        messenger: Messenger,
        causes: Iterable[Cause],
        paces: Paces = Paces(),
        *,
        safely: bool = True,
    ) -> None:
        self._engine = engine
        self._messenger = messenger
        self._causes = {cause.name: cause for cause in causes}
        self._paces = paces
        self._safely = safely
        self.lease = Lease(engine.database, LEASE, engine.now)
        self._all = Bucket(paces.all, max(paces.all / 4, 1.0), engine.now)
        self._buckets = {
            Pace.CHANNEL: self._all,
            Pace.DM: Bucket(paces.dms, max(paces.dms / 4, 1.0), engine.now),
            Pace.NEW_DM: Bucket(paces.new_dms, max(paces.new_dms, 1.0), engine.now),
        }
        self._installation = ""
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._watchers: dict[int, asyncio.Future[Ended]] = {}
        self._nap: asyncio.Task[None] | None = None
        self._rung = False
        self._turned: asyncio.Future[None] = asyncio.Future()
        self._beaten = engine.now() - 2 * _BEAT_EVERY

    # --- the loop ---------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Dispatches until it is cancelled; then what is under way is seen to its end."""
        self._engine.bell.listener = self.wake
        self._turned = asyncio.get_running_loop().create_future()
        keeping = asyncio.create_task(self._keep_lease())
        ended = threading.Event()
        threading.Thread(target=self._watch, args=(asyncio.get_running_loop(), ended), daemon=True).start()
        try:
            while True:
                try:
                    seconds = await self._turn()
                except Exception:
                    log.exception("The dispatcher failed; it goes on in %d seconds", _MEND_SECONDS)
                    seconds = _MEND_SECONDS
                self._turned.set_result(None)
                self._turned = asyncio.get_running_loop().create_future()
                await self._sleep(seconds)
        finally:
            self._engine.bell.listener = None
            ended.set()
            keeping.cancel()
            if self._busy:
                await asyncio.wait(self._busy.values(), timeout=self._paces.request_seconds)

    def _watch(self, loop: asyncio.AbstractEventLoop, ended: threading.Event) -> None:
        # A thread, since only its timer goes by nothing but time: the loop's may be simulated, and jump by days.
        while not ended.wait(_LOOK_SECONDS[self._engine.database.dialect]):
            with contextlib.suppress(RuntimeError):  # the loop is closed
                loop.call_soon_threadsafe(self.wake)

    def wake(self) -> None:
        """Has the dispatcher look for work now."""
        self._rung = True
        if self._nap:
            self._nap.cancel()

    async def outcome(self, delivery_id: int, seconds: float) -> Ended | None:
        """What becomes of a step at its next try; None where that is not known within so many seconds."""
        watcher = self._watchers.setdefault(delivery_id, asyncio.get_running_loop().create_future())
        self.wake()
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.shield(watcher)
        except TimeoutError:
            return None
        finally:
            self._watchers.pop(delivery_id, None)

    async def silent_since(self) -> datetime | None:
        """Since when nothing is sent, whatever is due; None where all is well."""
        if not self.lease.left:
            return await self._engine.database.read(_silent_since(self._engine.now()))
        turned = self._turned
        self.wake()
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                await asyncio.shield(turned)
        except TimeoutError:
            return self._beaten
        return None

    async def _sleep(self, seconds: float) -> None:
        if not self._rung:
            # A task of its own, so that waking ends the sleep and nothing else.
            self._nap = asyncio.create_task(asyncio.sleep(seconds))
            try:
                await asyncio.wait([self._nap])
            finally:
                self._nap.cancel()
                self._nap = None
        self._rung = False

    async def _keep_lease(self) -> None:
        if self._engine.database.dialect == "sqlite":
            return
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            if not self.lease.left:
                continue
            try:
                if not await self.lease.renew():
                    log.warning("Another process dispatches now.")
            except Exception:
                log.exception("The dispatcher's lease could not be renewed")

    async def _turn(self) -> float:
        """One round; the seconds until the next one, if nothing happens before."""
        if not self.lease.left and not await self.begin():
            return _STANDBY_SECONDS
        await self._beat()
        await self._decide()
        for pace in Pace:
            await self._send_due(pace)
        return await self._rest()

    async def begin(self) -> bool:
        """Whether this process is the one that dispatches; where it becomes it, an earlier one's loose ends are noted."""
        if not await self.lease.take():
            return False
        database, now = self._engine.database, self._engine.now()
        self._installation = await database.run(deliveries.get_installation(secrets.token_hex(16)))
        # A dead process's last request may reach Discord after its death: nobody looks before that is over.
        await database.run(deliveries.recover(self.lease.epoch, self._paces.request_seconds, now))
        return True

    async def _beat(self) -> None:
        now = self._engine.now()
        if abs(now - self._beaten) >= _BEAT_EVERY:
            await self.lease.beat()
            self._beaten = now

    async def _decide(self) -> None:
        """Has every cause write the steps that are due; one that fails does not keep the others from it."""
        for cause in self._causes.values():
            try:
                while await self._engine.database.run(cause.decide(self._engine)):
                    pass
            except Exception:
                log.exception("Deciding on what is due failed for %s", cause.name)

    async def _rest(self) -> float:
        now = self._engine.now()
        waits = [_LONGEST_SLEEP_SECONDS]
        moments, decisions = await self._engine.database.read(self._moments())
        for pace, due in moments.items():
            if due is not None and len(self._busy) < _MOST_UNDER_WAY:
                patience = max(self._buckets[pace].wait(), self._all.wait())
                waits.append(max((due - now) / timedelta(seconds=1), patience, _TICK_SECONDS if due <= now else 0.0))
        waits.extend(max((moment - now) / timedelta(seconds=1), 0.0) for moment in decisions)
        return min(waits)

    def _moments(self) -> Work[tuple[dict[Pace, datetime | None], list[datetime]]]:
        moments = {}
        for pace in Pace:
            moments[pace] = yield from deliveries.next_due(pace, self._busy)
        decisions = []
        for cause in self._causes.values():
            moment = yield from cause.next_decision(self._engine)
            if moment is not None:
                decisions.append(moment)
        return moments, decisions

    # --- giving steps to Discord ------------------------------------------------------------------------------------

    async def _send_due(self, pace: Pace) -> None:
        free = min(self._buckets[pace].free(), self._all.free(), _MOST_UNDER_WAY - len(self._busy))
        if free < 1 or self.lease.left <= self._paces.request_seconds:
            return
        try:
            claimed = await self._engine.database.run(self._claim(pace, int(free)))
        except Exception:
            log.exception("Steps could not be made ready together; each is tried alone")
            claimed = await self._claim_alone(pace)
        for delivery, content in claimed:
            self._count(pace)
            self._busy[delivery.lane] = asyncio.create_task(self._carry_out(delivery, content))

    def _count(self, pace: Pace) -> None:
        self._all.take()
        if pace is not Pace.CHANNEL:
            self._buckets[pace].take()
        if pace is Pace.NEW_DM:
            self._all.take()  # opening a DM is a request of its own

    def _claim(self, pace: Pace, limit: int) -> Work[list[tuple[Delivery, Send | None]]]:
        """Steps marked as being sent, each with what is to be sent; None where must be looked for it first."""
        due = yield from deliveries.list_due(pace, self._busy, self._engine.now(), limit)
        claimed: dict[str, tuple[Delivery, Send | None]] = {}
        for delivery in due:
            if delivery.lane not in claimed:
                found = yield from self._claim_one(delivery)
                if found:
                    claimed[delivery.lane] = found
        return list(claimed.values())

    def _claim_one(self, delivery: Delivery) -> Work[tuple[Delivery, Send | None] | None]:
        now = self._engine.now()
        if delivery.look and self._safely:
            yield from deliveries.mark_sending(delivery, self.lease.epoch, now)
            return delivery, None
        again = yield from deliveries.get_delivery(delivery.id)
        if again is None or again.state is not State.WAITING:
            return None  # it goes with the message of another one by now
        composed = yield from self._cause(delivery).compose(self._engine, delivery)
        if isinstance(composed, Send):
            yield from deliveries.mark_sending(delivery, self.lease.epoch, now)
            return delivery, composed
        if isinstance(composed, Drop):
            yield from deliveries.drop(delivery, composed.reason, now)
            self._tell(delivery, Ended(State.DROPPED, composed.reason))
        else:
            yield from deliveries.postpone(delivery, composed.until)
        return None

    async def _claim_alone(self, pace: Pace) -> list[tuple[Delivery, Send | None]]:
        """The same for one step at a time; one that cannot be made ready is ended, or it would stop all others."""
        database, now = self._engine.database, self._engine.now()
        claimed: list[tuple[Delivery, Send | None]] = []
        for delivery in await database.run(deliveries.list_due(pace, self._busy, now, 10)):
            if delivery.lane in {other.lane for other, _content in claimed}:
                continue
            try:
                found = await database.run(self._claim_one(delivery))
            except Exception:
                log.exception("The step %s cannot be made ready and is given up", delivery.key)
                await database.run(deliveries.drop(delivery, "failed", now))
                self._tell(delivery, Ended(State.DROPPED, "failed"))
            else:
                claimed += [found] if found else []
        return claimed

    async def _carry_out(self, delivery: Delivery, content: Send | None) -> None:
        try:
            await self._settle(delivery, await self._attempt(delivery, content))
        except Exception:
            log.exception("What became of the step %s could not be kept; it will be looked for", delivery.key)
            self.lease.give_up()
        finally:
            self._busy.pop(delivery.lane, None)
            self.wake()

    async def _attempt(self, delivery: Delivery, content: Send | None) -> Outcome | None:
        """What Discord answered; None where the step came to its end, or was put off, without it."""
        if content is None:
            found = await self._within(self._messenger.look(self._step(delivery, None)))
            if not isinstance(found, Absent):
                return found
            composed = await self._engine.database.run(self._compose_after_look(delivery))
            if not isinstance(composed, Send):
                return None
            content = composed
        if self.lease.left <= self._paces.request_seconds:
            return Busy(0)
        return await self._within(self._messenger.send(self._step(delivery, content)))

    async def _within(self, asking: Awaitable[_Answer]) -> _Answer | Unanswered:
        try:
            async with asyncio.timeout(self._paces.request_seconds):
                return await asking
        except TimeoutError:
            return Unanswered()

    def _compose_after_look(self, delivery: Delivery) -> Work[Composed]:
        composed = yield from self._cause(delivery).compose(self._engine, delivery)
        if isinstance(composed, Drop):
            yield from deliveries.drop(delivery, composed.reason, self._engine.now())
        elif isinstance(composed, Postpone):
            yield from deliveries.retry(delivery, self.lease.epoch, composed.until, "", unanswered=False)
        return composed

    def _step(self, delivery: Delivery, content: Send | None) -> Step:
        message_id = delivery.made.message_id if delivery.made and delivery.kind is StepKind.THREAD else None
        if delivery.kind is StepKind.DELETE:
            message_id = delivery.content["message_id"]
        return Step(
            kind=delivery.kind,
            target=delivery.target,
            marker=self._marker(delivery),
            content=content.content if content else None,
            locale=content.locale if content else "en-US",
            server_id=delivery.server_id,
            message_id=message_id,
            dm_channel=delivery.dm_channel,
            adult=bool(content and content.adult),
            since=delivery.tried_at,
        )

    def _marker(self, delivery: Delivery) -> str:
        """The step's nonce and mark: 24 characters, since a nonce has at most 25."""
        secret = f"{self._installation}:{delivery.key}:{delivery.target}"
        if not self._safely:
            secret = secrets.token_hex(16)
        return base64.b32encode(hashlib.sha256(secret.encode()).digest()[:15]).decode()

    # --- keeping what became of it ----------------------------------------------------------------------------------

    async def _settle(self, delivery: Delivery, outcome: Outcome | None) -> None:
        if outcome is None:
            return
        if isinstance(outcome, Refused):
            log.warning("Discord refused the step %s: %s %s", delivery.key, outcome.reason, outcome.detail)
            if outcome.reason is Reason.ANTI_SPAM:
                self._buckets[Pace.NEW_DM].take(self._paces.new_dms * _ANTI_SPAM_PAUSE.total_seconds())
        ended = await self._engine.database.run(self._keep(delivery, outcome))
        self._tell(delivery, ended)

    def _keep(self, delivery: Delivery, outcome: Outcome) -> Work[Ended]:
        now, epoch = self._engine.now(), self.lease.epoch
        if isinstance(outcome, Sent):
            if (yield from deliveries.finish(delivery, epoch, outcome, now)):
                yield from self._cause(delivery).sent(self._engine, delivery, outcome)
            return Ended(State.DONE)
        if isinstance(outcome, Busy | Unanswered):
            unanswered = isinstance(outcome, Unanswered)
            wait = timedelta(seconds=outcome.seconds) if isinstance(outcome, Busy) else _backoff(delivery.attempts)
            reason = "unanswered" if unanswered else "busy"
            yield from deliveries.retry(delivery, epoch, now + wait, reason, unanswered=unanswered)
            return Ended(State.WAITING, reason)
        return (yield from self._keep_refused(delivery, outcome.reason))

    def _keep_refused(self, delivery: Delivery, reason: Reason) -> Work[Ended]:
        now, epoch = self._engine.now(), self.lease.epoch
        if reason is Reason.ANTI_SPAM:
            yield from deliveries.retry(delivery, epoch, now + _ANTI_SPAM_PAUSE, reason.value, unanswered=False)
            return Ended(State.WAITING, reason.value)
        verdict = yield from self._cause(delivery).refused(self._engine, delivery, reason)
        if verdict is Verdict.DROP:
            yield from deliveries.drop(delivery, reason.value, now)
            return Ended(State.DROPPED, reason.value)
        if verdict is Verdict.PARK:
            yield from deliveries.park(delivery, epoch, reason.value)
            return Ended(State.PARKED, reason.value)
        yield from deliveries.retry(delivery, epoch, now + _REFUSED_AGAIN, reason.value, unanswered=False)
        return Ended(State.WAITING, reason.value)

    def _tell(self, delivery: Delivery, ended: Ended) -> None:
        watcher = self._watchers.get(delivery.id)
        if watcher and not watcher.done():
            watcher.set_result(ended)

    def _cause(self, delivery: Delivery) -> Cause:
        return self._causes[delivery.cause]


def _backoff(attempts: int) -> timedelta:
    """How long after so many tries that brought no answer the next one comes."""
    return min(timedelta(seconds=2 ** min(attempts, 10)), _LONGEST_BACKOFF)


def _silent_since(now: datetime) -> Work[datetime | None]:
    """Since when no process has dispatched."""
    lease = yield from leases.get_lease(LEASE)
    return lease.beat_at if lease and now - lease.beat_at > _SILENCE else None
