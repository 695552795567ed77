"""What goes wrong between the bot and Discord: by chance (seeded), on a script, or at a moment that a test waits for."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tests.wire.calls import Call, Phase

Where = Callable[[Call], bool]
Act = Callable[[Call], Awaitable[None] | None]


class Trouble(StrEnum):
    """What can happen to a request. A GET, PUT or DELETE that was dropped is sent again once, by aiohttp itself."""

    ERROR = "error"  # answered with a 5xx
    DROP = "drop"  # the connection ends without an answer
    SLOW = "slow"  # carried out or answered late
    LIMIT = "limit"  # answered 429, never carried out


@dataclass(eq=False)
class Fault:
    """A rule: which requests it strikes, when (before or after they are carried out), how often and what then.

    `skip` lets so many matching requests pass first, `times` ends it after so many; `operations` empty means all.
    """

    trouble: Trouble
    phase: Phase
    operations: frozenset[str] = frozenset()
    chance: float = 1.0
    times: int | None = None
    skip: int = 0
    status: int = 502
    seconds: float = 0.0
    struck: list[Call] = field(default_factory=list)


class Faults:
    """The faults of one stand-in; the same seed and the same requests give the same ones."""

    def __init__(self, seed: int = 0) -> None:
        self.random = random.Random(seed)
        self.rules: list[Fault] = []

    def add(self, trouble: Trouble, phase: Phase, *operations: str, **how: float) -> Fault:
        """Adds a rule; its `struck` tells afterwards which requests it met. `how` are the fields of Fault."""
        fault = Fault(trouble, phase, frozenset(operations), **how)  # type: ignore[arg-type]
        self.rules.append(fault)
        return fault

    def clear(self) -> None:
        self.rules.clear()

    def choose(self, call: Call, phase: Phase) -> Fault | None:
        """The fault that strikes a request now, if any."""
        for fault in self.rules:
            if fault.phase is not phase or (fault.operations and call.operation not in fault.operations):
                continue
            if fault.times is not None and len(fault.struck) >= fault.times:
                continue
            if self.random.random() >= fault.chance:
                continue
            if fault.skip:
                fault.skip -= 1
                continue
            fault.struck.append(call)
            return fault
        return None


@dataclass(eq=False)
class Moment:
    """A moment that a test waits for. `await moment` gives the request that it came with."""

    operation: str
    phase: Phase
    act: Act | None
    where: Where | None
    number: int
    drop: bool
    came: asyncio.Future[Call]

    def __await__(self) -> Generator[Any, None, Call]:
        return self.came.__await__()


class Moments:
    """Calls a function of a test's when a certain request arrives, or has been carried out: to kill the bot there."""

    def __init__(self) -> None:
        self._waiting: list[Moment] = []

    def at(
        self,
        operation: str,
        phase: Phase,
        act: Act | None = None,
        *,
        where: Where | None = None,
        number: int = 1,
        drop: bool = True,
    ) -> Moment:
        """Calls `act` at the so-many-th request of an operation from now (of those for which `where` holds), once.

        With `drop` the connection then ends without an answer, and BEFORE means that it is never carried out. Without,
        the request goes on after `act`, even if whoever sent it is dead.
        """
        moment = Moment(operation, phase, act, where, number, drop, asyncio.get_running_loop().create_future())
        self._waiting.append(moment)
        return moment

    def forget(self, moment: Moment) -> None:
        """A moment that did not come need not come any more."""
        if moment in self._waiting:
            self._waiting.remove(moment)
            moment.came.cancel()

    async def pass_by(self, call: Call, phase: Phase) -> bool:
        """Lets the moments see a request; whether its connection ends here."""
        drop = False
        for moment in [m for m in self._waiting if m.phase is phase and m.operation == call.operation]:
            if moment.where is not None and not moment.where(call):
                continue
            moment.number -= 1
            if moment.number:
                continue
            self._waiting.remove(moment)
            result = moment.act(call) if moment.act else None
            if result is not None:
                await result
            if not moment.came.done():
                moment.came.set_result(call)
            drop = drop or moment.drop
        return drop
