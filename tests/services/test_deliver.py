"""The dispatcher: each step goes out once, in order and in time, whatever Discord answers and whenever the bot dies."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bot.db import Database, Work, deliveries, open_database
from bot.db.deliveries import Delivery, State
from bot.db.readers import keep_reader
from bot.messenger import Absent, Busy, Outcome, Reason, Refused, Sent, Step, StepKind, Unanswered
from bot.models import RatingLevel, Reader
from bot.services.cause import Cause, Composed, Drop, Postpone, Send, Verdict
from bot.services.deliver import Dispatcher, Paces
from bot.services.engine import Engine

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass
class Time:
    """A clock that stands still until it is moved."""

    at: datetime = START

    def __call__(self) -> datetime:
        return self.at

    def move(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class Recorder:
    """A messenger whose Discord does what it is told: `answers` by target, else everything is sent."""

    there: dict[str, Sent] = field(default_factory=dict)
    requests: list[tuple[str, int, object]] = field(default_factory=list)
    answers: dict[int, list[Outcome | str]] = field(default_factory=lambda: defaultdict(list))
    blind: set[int] = field(default_factory=set)

    async def send(self, step: Step) -> Outcome:
        self.requests.append(("send", step.target, step.content))
        answer = self.answers[step.target].pop(0) if self.answers[step.target] else Sent(step.target, 0)
        if answer == "lost":  # carried out, but nobody heard of it
            self.there[step.marker] = Sent(step.target, 100 + len(self.there))
            return Unanswered()
        if not isinstance(answer, Sent):
            assert not isinstance(answer, str)
            return answer
        return self.there.setdefault(step.marker, Sent(step.target, 100 + len(self.there)))

    async def look(self, step: Step) -> Outcome | Absent:
        self.requests.append(("look", step.target, None))
        if step.target in self.blind:
            return Refused(Reason.CANNOT_LOOK)
        return self.there.get(step.marker, Absent())

    async def is_member(self, server_id: int, reader_id: int) -> bool:
        return True

    @property
    def sends(self) -> list[tuple[int, object]]:
        return [(target, content) for what, target, content in self.requests if what == "send"]

    @property
    def looks(self) -> list[int]:
        return [target for what, target, _content in self.requests if what == "look"]


@dataclass
class Plan:
    """What the cause of these tests says of a step, by its key; else it is sent."""

    composed: dict[str, Composed | Exception] = field(default_factory=dict)
    unkept: dict[str, int] = field(default_factory=dict)  # how often keeping an answer fails
    undecided: list[Work[object]] = field(default_factory=list)
    verdict: Verdict = Verdict.DROP
    refusals: list[tuple[str, Reason]] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    def cause(self) -> Cause:
        def compose(_engine: Engine, delivery: Delivery) -> Work[Composed]:
            yield from ()
            composed = self.composed.get(delivery.key, Send(delivery.content.get("words"), "en-US"))
            if isinstance(composed, Exception):
                raise composed
            return composed

        def refused(_engine: Engine, delivery: Delivery, reason: Reason) -> Work[Verdict]:
            yield from ()
            self.refusals.append((delivery.key, reason))
            return self.verdict

        def sent(_engine: Engine, delivery: Delivery, _sent: Sent) -> Work[None]:
            yield from ()
            if self.unkept.get(delivery.key):
                self.unkept[delivery.key] -= 1
                raise ValueError("it cannot be kept")
            self.done.append(delivery.key)

        def decide(_engine: Engine) -> Work[bool]:
            if self.undecided:
                yield from self.undecided.pop(0)
            return bool(self.undecided)

        return Cause("test", compose, refused, sent, decide)


class Trial:
    """An outbox with a dispatcher that can die: rounds are run one by one."""

    def __init__(self, database: Database) -> None:
        self.time, self.discord, self.plan = Time(), Recorder(), Plan()
        self.engine = Engine(database, self.time, RatingLevel.TEEN)
        self.restart()

    def restart(self) -> None:
        """Another process takes over; the one before is gone without a word."""
        self.dispatcher = Dispatcher(self.engine, self.discord, [self.plan.cause()], Paces(request_seconds=2.0))

    async def add(self, key: str, target: int | None = 7, kind: StepKind = StepKind.MESSAGE, **options) -> int:
        due = options.pop("due", self.time.at)
        made = await self.engine.database.run(
            deliveries.add_delivery(
                key, "test", 1, kind, {"words": key}, target=target, due=due, now=self.time.at, **options
            )
        )
        return made or 0

    async def round(self) -> float:
        """One turn of the dispatcher and the end of all it began; seconds until it wants the next."""
        await self.dispatcher._turn()
        while self.dispatcher._busy:
            await asyncio.wait(self.dispatcher._busy.values())
        return await self.dispatcher._rest()

    async def settle(self, seconds: float = 60.0) -> None:
        """Rounds until that much time has passed."""
        end = self.time.at + timedelta(seconds=seconds)
        while self.time.at < end:
            self.time.move(min(max(await self.round(), 0.1), (end - self.time.at) / timedelta(seconds=1) or 0.1))
        await self.round()

    async def look(self, delivery_id: int) -> Delivery:
        found = await self.engine.database.read(deliveries.get_delivery(delivery_id))
        assert found
        return found


def _nothing(*_values: object) -> Work[None]:
    yield from ()


def _fails(*_values: object) -> Work[None]:
    raise OSError("the database is gone")
    yield


@pytest.fixture
async def trial(database: Database) -> Trial:
    return Trial(database)


async def test_a_step_goes_out_once_when_it_is_due(trial: Trial):
    step = await trial.add("one", due=START + timedelta(minutes=5))
    assert await trial.round() <= 300
    assert trial.discord.sends == []
    trial.time.move(300)
    await trial.settle()
    assert trial.discord.sends == [(7, "one")]
    done = await trial.look(step)
    assert (done.state, done.sent, done.content) == (State.DONE, Sent(7, 100), {})
    assert trial.plan.done == ["one"]


async def test_deciding_a_step_twice_sends_it_once(trial: Trial):
    first, second = await trial.add("one"), await trial.add("one")
    await trial.settle()
    assert first
    assert not second
    assert trial.discord.sends == [(7, "one")]


async def test_steps_that_follow_each_other_arrive_in_order_and_go_where_the_first_one_led(trial: Trial):
    post = await trial.add("post", 9, StepKind.FORUM_POST)
    page = await trial.add("page 2", None, within=post)
    await trial.add("page 3", None, within=post, after=page)
    await trial.add("thread", 9, StepKind.THREAD, within=post)
    await trial.round()
    assert trial.discord.sends == [(9, "post")]
    await trial.settle()
    assert [words for _target, words in trial.discord.sends if words != "thread"] == ["post", "page 2", "page 3"]


async def test_a_refused_step_is_dropped_with_all_that_was_to_follow(trial: Trial):
    trial.discord.answers[7] = [Refused(Reason.NO_PERMISSION)]
    first = await trial.add("one")
    second = await trial.add("two", after=first)
    third = await trial.add("three", after=second)
    await trial.settle()
    assert trial.plan.refusals == [("one", Reason.NO_PERMISSION)]
    assert [(await trial.look(step)).state for step in (first, second, third)] == [State.DROPPED] * 3
    assert (await trial.look(third)).reason == "no-permission"


async def test_a_parked_step_goes_out_once_its_cause_is_mended(trial: Trial):
    trial.plan.verdict = Verdict.PARK
    trial.discord.answers[7] = [Refused(Reason.NO_PERMISSION)]
    first = await trial.add("one")
    await trial.add("two", after=first)
    await trial.settle(3600)
    assert len(trial.discord.sends) == 1
    await trial.engine.database.run(deliveries.unpark_cause("test", 1, trial.time.at))
    await trial.settle()
    assert [words for _target, words in trial.discord.sends] == ["one", "one", "two"]


async def test_a_busy_discord_is_tried_again_without_a_look(trial: Trial):
    trial.discord.answers[7] = [Busy(20.0), Busy(5.0)]
    await trial.add("one")
    await trial.settle(10)
    assert len(trial.discord.sends) == 1
    await trial.settle(60)
    assert len(trial.discord.sends) == 3
    assert trial.discord.looks == []


@pytest.mark.parametrize("carried_out", [True, False])
async def test_a_step_without_an_answer_is_looked_for_before_it_is_sent_again(trial: Trial, carried_out: bool):
    trial.discord.answers[7] = ["lost" if carried_out else Unanswered()]
    await trial.add("one")
    await trial.settle()
    assert trial.discord.looks == [7]
    assert len(trial.discord.sends) == (1 if carried_out else 2)
    assert len(trial.discord.there) == 1


async def test_where_nobody_can_look_nothing_is_sent_again(trial: Trial):
    trial.discord.answers[7] = ["lost"]
    trial.discord.blind.add(7)
    await trial.add("one")
    await trial.settle()
    assert len(trial.discord.sends) == 1
    assert trial.plan.refusals == [("one", Reason.CANNOT_LOOK)]


@pytest.mark.parametrize("carried_out", [True, False])
async def test_what_a_dead_process_was_sending_is_looked_for(trial: Trial, carried_out: bool):
    step = await trial.add("one")
    # The process dies between the note that it is sending and the answer.
    await trial.dispatcher.begin()
    await trial.engine.database.run(
        deliveries.mark_sending(await trial.look(step), trial.dispatcher.lease.epoch, trial.time.at)
    )
    if carried_out:
        marker = trial.dispatcher._marker(await trial.look(step))
        trial.discord.there[marker] = Sent(7, 55)
    trial.restart()
    await trial.round()
    assert trial.discord.looks == []  # its request may be under way still
    await trial.settle()
    assert trial.discord.looks == [7]
    assert len(trial.discord.sends) == (0 if carried_out else 1)
    assert (await trial.look(step)).state is State.DONE


async def test_a_dead_processs_second_try_is_given_its_time_as_well(trial: Trial):
    trial.discord.answers[7] = [Unanswered()]
    step = await trial.add("one")
    await trial.settle(0.5)
    trial.time.move(600)
    found = await trial.look(step)
    await trial.engine.database.run(deliveries.mark_sending(found, trial.dispatcher.lease.epoch, trial.time.at))
    trial.restart()
    trial.discord.requests.clear()
    await trial.settle(1.5)
    assert trial.discord.looks == []  # its request may be under way still, whenever the first one was
    await trial.settle(2)
    assert trial.discord.looks == [7]


async def test_a_post_without_an_answer_is_not_looked_for_while_discord_may_be_making_it(trial: Trial):
    trial.discord.answers[9] = [Unanswered()]
    trial.discord.answers[7] = [Unanswered()]
    await trial.add("post", 9, StepKind.FORUM_POST)
    await trial.add("message", 7)
    await trial.settle(1.5)
    assert trial.discord.looks == [7]  # which has a nonce
    await trial.settle(1)
    assert trial.discord.looks == [7, 9]


async def test_an_answer_to_a_process_that_lost_its_place_changes_nothing(trial: Trial):
    trial.discord.answers[7] = [Refused(Reason.NO_PERMISSION)]
    step = await trial.add("one")
    await trial.dispatcher.begin()
    (claimed,) = (await trial.dispatcher._claim(deliveries.Pace.CHANNEL, 5)).claimed
    older = trial.dispatcher
    trial.restart()
    await trial.round()
    await older._carry_out(claimed)
    assert trial.plan.refusals == []
    assert (await trial.look(step)).state is State.WAITING


async def test_a_process_that_lost_its_place_begins_nothing(trial: Trial):
    await trial.dispatcher.begin()
    older = trial.dispatcher
    trial.restart()
    await trial.dispatcher.begin()
    step = await trial.add("one")
    assert (await older._claim(deliveries.Pace.CHANNEL, 5)).claimed == []
    assert (await trial.look(step)).attempts == 0
    await trial.settle()
    assert trial.discord.sends == [(7, "one")]


async def test_what_a_hanging_process_noted_late_is_found_in_time(trial: Trial, monkeypatch):
    step = await trial.add("one")
    await trial.dispatcher.begin()
    await trial.engine.database.run(
        deliveries.mark_sending(await trial.look(step), trial.dispatcher.lease.epoch, trial.time.at)
    )
    trial.restart()
    with monkeypatch.context() as patch:
        patch.setattr(deliveries, "recover", _nothing)  # it was not there yet
        await trial.dispatcher.begin()
        await trial.round()
    await trial.settle(90)
    await trial.settle(10)
    assert (await trial.look(step)).state is State.DONE
    assert trial.discord.looks == [7]


async def test_when_the_beginning_fails_another_one_is_made(trial: Trial, monkeypatch):
    step = await trial.add("one")
    await trial.dispatcher.begin()
    await trial.engine.database.run(
        deliveries.mark_sending(await trial.look(step), trial.dispatcher.lease.epoch, trial.time.at)
    )
    trial.restart()
    with monkeypatch.context() as patch:
        patch.setattr(deliveries, "recover", _fails)
        with pytest.raises(OSError, match="gone"):
            await trial.round()
    assert not trial.dispatcher.lease.left
    await trial.settle()
    assert (await trial.look(step)).state is State.DONE


async def test_a_process_that_lost_its_place_keeps_nothing_of_what_it_hears(trial: Trial):
    step = await trial.add("one")
    await trial.dispatcher.begin()
    (claimed,) = (await trial.dispatcher._claim(deliveries.Pace.CHANNEL, 5)).claimed
    older = trial.dispatcher
    trial.restart()
    await trial.round()
    await older._carry_out(claimed)
    assert (await trial.look(step)).state is State.WAITING
    await trial.settle()
    assert len(trial.discord.there) == 1
    assert trial.discord.looks == [7]


async def test_a_stuck_target_holds_up_nobody_else(trial: Trial):
    trial.discord.answers[7] = [Unanswered()] * 50
    for number in range(5):
        await trial.add(f"stuck {number}", 7)
        await trial.add(f"free {number}", 8)
    await trial.settle(30)
    assert [words for target, words in trial.discord.sends if target == 8] == [f"free {n}" for n in range(5)]


async def test_a_step_whose_end_cannot_be_kept_stops_no_other_and_is_found_later(trial: Trial):
    trial.plan.unkept["broken"] = 2
    broken, fine = await trial.add("broken", 7), await trial.add("fine", 8)
    epochs = trial.dispatcher.lease.epoch + 1
    await trial.settle(1)
    assert (await trial.look(fine)).state is State.DONE
    await trial.settle(60)
    assert (await trial.look(broken)).state is State.DONE
    assert len(trial.discord.sends) == 2
    assert trial.dispatcher.lease.epoch == epochs


async def test_a_step_that_cannot_be_made_ready_for_a_moment_is_not_lost(trial: Trial):
    trial.plan.composed["one"] = OSError("the database is away")
    step = await trial.add("one")
    await trial.settle(5)
    assert (await trial.look(step)).state is State.WAITING
    del trial.plan.composed["one"]
    await trial.settle(60)
    assert trial.discord.sends == [(7, "one")]


async def test_what_was_decided_goes_out_while_more_is_decided(trial: Trial):
    def deciding(number: int) -> Work[object]:
        yield from deliveries.add_delivery(
            f"step {number}", "test", 1, StepKind.MESSAGE, {"words": number}, target=number, due=START, now=START
        )

    trial.plan.undecided = [deciding(number) for number in range(1, 4)]
    await trial.round()
    assert trial.discord.sends == [(1, 1)]
    await trial.settle(1)
    assert trial.discord.sends == [(1, 1), (2, 2), (3, 3)]


async def test_a_step_that_cannot_be_made_ready_stops_no_other(trial: Trial):
    trial.plan.composed["broken"] = ValueError("what is this")
    broken, fine = await trial.add("broken", 7), await trial.add("fine", 8)
    await trial.settle(1)
    assert (await trial.look(fine)).state is State.DONE
    await trial.settle(180)
    assert trial.discord.sends == [(8, "fine")]
    assert (await trial.look(broken)).state is State.DROPPED
    assert (await trial.look(broken)).reason == "failed"
    assert (await trial.look(fine)).state is State.DONE


async def test_what_is_not_wanted_any_more_is_not_sent(trial: Trial):
    trial.plan.composed["one"] = Drop("read")
    trial.plan.composed["two"] = Postpone(START + timedelta(hours=1))
    one, two = await trial.add("one", 7), await trial.add("two", 8)
    await trial.settle()
    assert trial.discord.sends == []
    assert (await trial.look(one)).reason == "read"
    assert (await trial.look(two)).state is State.WAITING
    del trial.plan.composed["two"]
    await trial.settle(3500)
    assert trial.discord.sends == []
    await trial.settle(100)
    assert trial.discord.sends == [(8, "two")]


async def test_new_dms_are_opened_slowly_and_known_ones_are_not(trial: Trial):
    known, unknown = range(1, 31), range(101, 131)
    for reader in [*known, *unknown]:
        await trial.engine.database.run(keep_reader(Reader(reader), START))
        if reader in known:
            await trial.add(f"first {reader}", reader, StepKind.DM, pace=deliveries.Pace.DM)
    await trial.settle(5)
    trial.discord.requests.clear()
    for reader in [*known, *unknown]:
        await trial.add(f"second {reader}", reader, StepKind.DM)
    await trial.settle(5)
    reached = {target for target, _words in trial.discord.sends}
    assert reached >= set(known)
    assert 4 <= len(reached & set(unknown)) <= 7
    await trial.settle(30)
    assert {target for target, _words in trial.discord.sends} == {*known, *unknown}


async def test_discords_anti_spam_answer_stops_new_dms_alone(trial: Trial):
    trial.discord.answers[1] = [Refused(Reason.ANTI_SPAM)]
    for reader in (1, 2, 3):
        await trial.add(f"dm {reader}", reader, StepKind.DM)
    await trial.add("post", 7)
    await trial.settle(300)
    assert {target for target, _words in trial.discord.sends} == {1, 7}
    await trial.settle(1200)
    assert {target for target, _words in trial.discord.sends} == {1, 2, 3, 7}


async def test_no_more_goes_out_in_a_second_than_the_pace_allows(trial: Trial):
    for channel in range(200):
        await trial.add(f"post {channel}", 1000 + channel)
    await trial.round()
    assert len(trial.discord.sends) == 10
    for _ in range(10):
        trial.time.move(0.1)
        await trial.round()
    assert len(trial.discord.sends) == 50
    await trial.settle(10)
    assert len(trial.discord.sends) == 200


async def test_a_clock_set_back_or_forward_sends_nothing_twice(trial: Trial):
    await trial.add("one")
    trial.time.move(-86_400)
    await trial.settle()
    assert trial.discord.sends == []
    trial.time.move(2 * 86_400)
    await trial.settle()
    trial.time.move(-2 * 86_400)
    await trial.settle()
    assert trial.discord.sends == [(7, "one")]


async def test_a_dispatcher_that_is_well_says_so_and_a_hanging_one_is_noticed(trial: Trial, monkeypatch):
    monkeypatch.setattr("bot.services.deliver._ANSWER_SECONDS", 0.2)
    running = asyncio.create_task(trial.dispatcher.run())
    await asyncio.sleep(0.1)
    assert await trial.dispatcher.silent_since() is None
    hanging = asyncio.Event()
    monkeypatch.setattr(trial.dispatcher, "_decide", hanging.wait)
    trial.dispatcher.wake()
    await asyncio.sleep(0.05)
    assert await trial.dispatcher.silent_since() == START
    running.cancel()
    await asyncio.wait([running])


async def test_another_processs_silence_is_told_from_its_record(trial: Trial):
    await trial.round()
    watching = Dispatcher(trial.engine, trial.discord, [trial.plan.cause()])
    assert await watching.silent_since() is None
    trial.time.move(600)
    assert await watching.silent_since() == START


async def test_a_hanging_dispatcher_stands_in_the_log(trial: Trial, monkeypatch, caplog):
    monkeypatch.setattr("bot.services.deliver._LOOK_SECONDS", dict.fromkeys(("sqlite", "postgres"), 0.02))
    monkeypatch.setattr("bot.services.deliver._SILENCE", timedelta(seconds=0.1))
    monkeypatch.setattr(trial.dispatcher, "_decide", asyncio.Event().wait)
    running = asyncio.create_task(trial.dispatcher.run())
    await asyncio.sleep(0.5)
    running.cancel()
    await asyncio.wait([running])
    assert caplog.text.count("The dispatcher has done nothing") == 1


async def test_work_begun_by_somebody_else_wakes_a_sleeping_dispatcher(trial: Trial):
    running = asyncio.create_task(trial.dispatcher.run())
    await asyncio.sleep(0.05)
    step = await trial.add("one")
    ended = await trial.dispatcher.outcome(step, 5.0)
    assert ended
    assert ended.state is State.DONE
    running.cancel()
    await asyncio.wait([running])


async def test_the_only_bot_ends_when_another_took_its_place_while_it_hung(postgres_server, monkeypatch):
    async with postgres_server.make_database() as url:
        databases = [await open_database(url) for _ in range(2)]
        hung, other = (
            Dispatcher(Engine(database, lambda: datetime.now(UTC), RatingLevel.TEEN), Recorder(), [])
            for database in databases
        )
        with monkeypatch.context() as patch:
            patch.setattr("bot.services.lease.LEASE_SECONDS", 0)  # it is over by the time that it goes on
            assert await hung.begin()
        assert await other.begin()
        async with asyncio.timeout(10):
            await hung.run(alone=True)
        for database in databases:
            await database.close()
