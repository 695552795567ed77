"""The dispatcher: sends what the outbox holds, each step once, in order and in time, whatever crashes."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import logging
import secrets
import threading
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from bot.db import deliveries, leases
from bot.db.deliveries import Pace
from bot.messenger import Absent, Busy, Reason, Refused, Step, StepKind, Unanswered
from bot.models import Reader, Surface, Visit, Where
from bot.services.cause import Send
from bot.services.lease import RENEW_SECONDS, Lease
from bot.services.membership import ask_memberships
from bot.services.outbox import ANTI_SPAM_PAUSE, Claimed, Claims, Ended, Outbox
from bot.services.pace import Pacer, Paces

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterable

    from bot.db import Work
    from bot.db.deliveries import Delivery
    from bot.messenger import Messenger, Outcome
    from bot.services.cause import Cause
    from bot.services.engine import Engine

log = logging.getLogger(__name__)

__all__ = ["LEASE", "Dispatcher", "Ended", "Paces"]

_Answer = TypeVar("_Answer")

LEASE = "dispatcher"
_MOST_UNDER_WAY = 64
_MOST_ALONE = 10
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


class Dispatcher:
    """Runs in one process at a time; `safely` is False only for trials that show what would happen otherwise."""

    def __init__(
        self,
        engine: Engine,
        messenger: Messenger,
        causes: Iterable[Cause],
        paces: Paces = Paces(),  # noqa: B008 - frozen
        *,
        safely: bool = True,
    ) -> None:
        self._engine = engine
        self._messenger = messenger
        self._causes = tuple(causes)
        self._paces = paces
        self._safely = safely
        self.lease = Lease(engine.database, LEASE, engine.now)
        self._outbox = Outbox(engine, self._causes, self.lease, paces.request_seconds, safely=safely)
        self._pacer = Pacer(paces, engine.now)
        self._installation = ""
        self._superseded = False
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._watchers: dict[int, asyncio.Future[Ended]] = {}
        self._nap: asyncio.Task[None] | None = None
        self._rung = False
        self._turns = 0
        self._turned: asyncio.Future[None] = asyncio.Future()
        self._beaten = engine.now() - 2 * _BEAT_EVERY

    # --- the loop ---------------------------------------------------------------------------------------------------

    async def run(self, *, alone: bool = False) -> None:
        """Dispatches until it is cancelled; then what is under way is seen to its end.

        One that is the only bot, `alone`, ends by itself when another process took its place.
        """
        self._engine.bell.listener = self.wake
        self._turned = asyncio.get_running_loop().create_future()
        keeping = asyncio.create_task(self.keep_lease())
        ended = threading.Event()
        threading.Thread(target=self._watch, args=(asyncio.get_running_loop(), ended), daemon=True).start()
        try:
            while True:
                try:
                    seconds = await self._turn()
                except Exception:
                    log.exception("The dispatcher failed; it goes on in %d seconds", _MEND_SECONDS)
                    seconds = _MEND_SECONDS
                self._turns += 1
                self._turned.set_result(None)
                self._turned = asyncio.get_running_loop().create_future()
                if alone and self._superseded:
                    return
                await self._sleep(seconds)
        finally:
            self._engine.bell.listener = None
            ended.set()
            keeping.cancel()
            if self._busy:
                await asyncio.wait(self._busy.values(), timeout=self._paces.request_seconds)

    def _watch(self, loop: asyncio.AbstractEventLoop, ended: threading.Event) -> None:
        # A thread, since only its timer goes by nothing but time: the loop's may be simulated, and jump by days.
        seconds = _LOOK_SECONDS[self._engine.database.dialect]
        turns, quiet = -1, 0.0
        while not ended.wait(seconds):
            quiet = 0.0 if self._turns != turns else quiet + seconds
            turns = self._turns
            if quiet >= _SILENCE.total_seconds() > quiet - seconds:
                log.error("The dispatcher has done nothing for %d seconds: what is due is not sent", quiet)
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

    async def keep_lease(self) -> None:
        """Renews the lease, once it is this process's, until it is cancelled; `run` does so itself."""
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
            self._superseded = True
            return _STANDBY_SECONDS
        self._superseded = False
        await self._beat()
        more = await self._decide()
        for pace in Pace:
            await self._send_due(pace)
        return 0.0 if more else await self._rest()

    async def begin(self) -> bool:
        """Whether this process is the one that dispatches; where it becomes it, an earlier one's loose ends are noted."""
        if not await self.lease.take():
            return False
        try:
            self._installation = await self._engine.database.run(self._outbox.begin())
        except Exception:
            self.lease.give_up()
            raise
        return True

    async def _beat(self) -> None:
        now = self._engine.now()
        if abs(now - self._beaten) >= _BEAT_EVERY:
            await self.lease.beat()
            # A process that hung while its lease ended may have noted a step as being sent after this one began.
            await self._engine.database.run(self._outbox.recover())
            self._beaten = now

    async def _decide(self) -> bool:
        """Has every cause write some of the steps that are due; whether one has more, which must not keep these waiting.

        A cause that fails does not keep the others from it.
        """
        more = False
        for cause in self._causes:
            try:
                more |= await self._engine.database.run(cause.decide(self._engine))
            except Exception:
                log.exception("Deciding on what is due failed for %s", cause.name)
        return more

    async def _rest(self) -> float:
        now = self._engine.now()
        waits = [_LONGEST_SLEEP_SECONDS]
        moments, decisions = await self._engine.database.read(self._moments())
        for pace, due in moments.items():
            if due is not None and len(self._busy) < _MOST_UNDER_WAY:
                patience = self._pacer.wait(pace)
                waits.append(max((due - now) / timedelta(seconds=1), patience, _TICK_SECONDS if due <= now else 0.0))
        waits.extend(max((moment - now) / timedelta(seconds=1), 0.0) for moment in decisions)
        return min(waits)

    def _moments(self) -> Work[tuple[dict[Pace, datetime | None], list[datetime]]]:
        moments = {}
        for pace in Pace:
            moments[pace] = yield from deliveries.next_due(pace, self._busy)
        decisions = []
        for cause in self._causes:
            moment = yield from cause.next_decision(self._engine)
            if moment is not None:
                decisions.append(moment)
        return moments, decisions

    # --- giving steps to Discord ------------------------------------------------------------------------------------

    async def _send_due(self, pace: Pace) -> None:
        free = int(min(self._pacer.free(pace), _MOST_UNDER_WAY - len(self._busy)))
        if free < 1 or self.lease.left <= self._paces.request_seconds:
            return
        claims = await self._claim(pace, free)
        for delivery, ended in claims.ended:
            self._tell(delivery, ended)
        for claimed in claims.claimed:
            self._pacer.count(pace, _requests(claimed))
            self._busy[claimed.delivery.lane] = asyncio.create_task(self._carry_out(claimed))

    async def _claim(self, pace: Pace, limit: int) -> Claims:
        try:
            if pace is not Pace.CHANNEL:
                await self._ask_memberships(pace, limit)
            return await self._engine.database.run(self._outbox.claim(pace, self._busy, limit))
        except Exception:
            log.exception("Steps could not be made ready together; each is tried alone")
            return await self._outbox.claim_alone(pace, self._busy, min(limit, _MOST_ALONE))

    async def _ask_memberships(self, pace: Pace, limit: int) -> None:
        """Has it known which servers those are members of whom a DM is due: composing it cannot wait for Discord."""
        due = await self._engine.database.read(deliveries.list_due(pace, self._busy, self._engine.now(), limit))
        for reader_id in {delivery.target for delivery in due}:
            await ask_memberships(self._engine, Visit(Reader(reader_id), Where(Surface.BOT_DM)))

    async def _carry_out(self, claimed: Claimed) -> None:
        delivery, database = claimed.delivery, self._engine.database
        try:
            await self._settle(claimed, await self._attempt(claimed))
        except Exception:
            log.exception("What became of the step %d could not be kept; it will be looked for", delivery.id)
            try:
                await database.run(self._outbox.put_off(claimed))
            except Exception:
                log.exception("That could not be kept either; another epoch begins")
                self.lease.give_up()
        finally:
            self._busy.pop(delivery.lane, None)
            self.wake()

    async def _attempt(self, claimed: Claimed) -> Outcome | None:
        """What Discord answered; None where the step came to its end, or was put off, without it."""
        content = claimed.content
        if content is None:
            found = await self._within(self._messenger.look(self._step(claimed.delivery, None)))
            if not isinstance(found, Absent):
                return found
            composed = await self._engine.database.run(self._outbox.compose_after_look(claimed))
            if not isinstance(composed, Send):
                return None
            content = composed
        if self.lease.left <= self._paces.request_seconds:
            return Busy(0)
        return await self._within(self._messenger.send(self._step(claimed.delivery, content)))

    async def _within(self, asking: Awaitable[_Answer]) -> _Answer | Unanswered:
        try:
            async with asyncio.timeout(self._paces.request_seconds):
                return await asking
        except TimeoutError:
            return Unanswered()

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

    async def _settle(self, claimed: Claimed, outcome: Outcome | None) -> None:
        if outcome is None:
            return
        if isinstance(outcome, Refused):
            log.warning("Discord refused the step %d: %s %s", claimed.delivery.id, outcome.reason, outcome.detail)
            if outcome.reason is Reason.ANTI_SPAM:
                self._pacer.open_no_dms_for(ANTI_SPAM_PAUSE)
        self._tell(claimed.delivery, await self._engine.database.run(self._outbox.keep(claimed, outcome)))

    def _tell(self, delivery: Delivery, ended: Ended) -> None:
        watcher = self._watchers.get(delivery.id)
        if watcher and not watcher.done():
            watcher.set_result(ended)


def _requests(claimed: Claimed) -> int:
    """How many requests a step takes, as far as that is known before: to open a DM, to look, to send."""
    opening = claimed.delivery.kind is StepKind.DM and claimed.delivery.dm_channel is None
    return 1 + opening + (claimed.content is None)


def _silent_since(now: datetime) -> Work[datetime | None]:
    """Since when no process has dispatched."""
    lease = yield from leases.get_lease(LEASE)
    return lease.beat_at if lease and now - lease.beat_at > _SILENCE else None
