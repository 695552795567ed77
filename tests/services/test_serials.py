"""Serials: what is posted when, in what order, and what becomes of it when things go wrong; on both databases."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import takewhile

import pytest

from bot.cadence import Missed, from_text, next_slot, slots
from bot.db import Database, Work, deliveries, servers
from bot.errors import CadenceError, LimitError, NotFoundError, NotHereError, SerialError
from bot.messenger import Busy, Reason, Refused, Sent, StepKind
from bot.models import Chapter, Rating, RatingLevel, Reader, Surface, Visit, Where
from bot.serials import Channel, ChannelKind, Discussion, SerialPage, SerialState, SerialView, Wish
from bot.servers import Feature, Publication
from bot.services import bookmark, describe, read
from bot.services.deliver import Dispatcher, Paces
from bot.services.engine import Engine
from bot.services.serials import control, plan, posting, show
from bot.services.serials.cause import SERIALS
from bot.services.serials.content import page_from_json, page_to_json
from bot.services.serials.plan import Plan
from tests.services.conftest import Shelf, part, story_of, words
from tests.services.test_deliver import Recorder, Time

BEGAN = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = 24 * 3600.0
SERVER, CHANNEL = 7, 70
MODERATOR = Visit(Reader(1), Where(Surface.SERVER, server_id=SERVER), moderator=True)
READER = Visit(Reader(2), Where(Surface.SERVER, server_id=SERVER))
TEXT = Channel(CHANNEL, ChannelKind.TEXT)
FIVE = tuple(part(n, f"Part {n} of five.") for n in range(1, 6))


class Trial:
    """A server with a bot whose clock is moved by hand, and whose dispatcher can die."""

    def __init__(self, database: Database) -> None:
        self.time, self.discord = Time(BEGAN), Recorder()
        self.engine = Engine(database, self.time, RatingLevel.TEEN)
        self.shelf = Shelf(self.engine)
        self.restart()

    def restart(self) -> None:
        """Another process takes over; the one before is gone without a word."""
        self.dispatcher = Dispatcher(self.engine, self.discord, [SERIALS], Paces(request_seconds=2.0))

    async def start(self, story_id: int, channel: Channel = TEXT, **wished: object) -> int:
        wish = Wish(**{"story_id": story_id, "every": "daily", "at": "18:00", "timezone": "UTC", **wished})  # type: ignore[arg-type]
        planned = await self.plan(wish, channel)
        assert not planned.refusals
        return (await plan.start(self.engine, MODERATOR, planned.serial.id, channel)).serial.id

    async def plan(self, wish: Wish, channel: Channel = TEXT) -> Plan:
        return await plan.plan(self.engine, MODERATOR, channel, wish)

    async def round(self) -> float:
        await self.dispatcher._turn()
        while self.dispatcher._busy:
            await asyncio.wait(self.dispatcher._busy.values())
        return await self.dispatcher._rest()

    async def settle(self) -> None:
        """Rounds until nothing is left to do at this moment."""
        while (wait := await self.round()) < 1.0:
            self.time.move(wait)

    async def until_next(self) -> float:
        """Seconds to the next thing that there is to do."""
        moments, decisions = await self.engine.database.read(self.dispatcher._moments())
        coming = [moment for moment in (*moments.values(), *decisions) if moment is not None]
        return min(((moment - self.time.at) / timedelta(seconds=1) for moment in coming), default=DAY)

    async def pass_time(self, seconds: float) -> None:
        """The same until so much time has passed."""
        end = self.time.at + timedelta(seconds=seconds)
        while self.time.at < end:
            await self.settle()
            wait = max(await self.until_next(), 0.01)
            self.time.move(min(wait, (end - self.time.at) / timedelta(seconds=1)))
        await self.settle()

    def outage(self, seconds: float) -> None:
        """So much time passes while no process runs."""
        self.time.move(seconds)
        self.restart()

    async def look(self, serial_id: int) -> SerialView:
        return await show.show(self.engine, MODERATOR, serial_id)

    async def run(self, work: Work[object]) -> object:
        return await self.engine.database.run(work)

    @property
    def pages(self) -> list[SerialPage]:
        """What was sent, in order."""
        return [content for _target, content in self.discord.sends if isinstance(content, SerialPage)]

    @property
    def texts(self) -> list[str]:
        return ["\n".join(section.text for section in page.sections) for page in self.pages]

    @property
    def numbers(self) -> list[tuple[int, int]]:
        """The parts of each message that was sent."""
        return [(page.first_part, page.last_part) for page in self.pages]


@pytest.fixture
def trial(database: Database) -> Trial:
    return Trial(database)


# --- slots ----------------------------------------------------------------------------------------------------------


async def test_a_part_is_posted_at_each_slot_and_none_between(trial: Trial) -> None:
    await trial.start(await trial.shelf.put(story_of("Five", *FIVE)))
    await trial.pass_time(5 * 3600)
    assert trial.pages == []
    await trial.pass_time(3600)
    assert trial.texts == ["Part 1 of five."]
    await trial.pass_time(2 * DAY)
    assert trial.numbers == [(1, 1), (2, 2), (3, 3)]
    assert trial.pages[0].coming == datetime(2026, 3, 2, 18, tzinfo=UTC)


@pytest.mark.parametrize("missed", Missed)
@pytest.mark.parametrize("every", ["daily", "mon,wed,fri", "3 days", "monthly"])
@pytest.mark.parametrize("days", [2, 9, 300])
async def test_after_an_outage_no_more_is_posted_than_the_policy_says(
    trial: Trial, missed: Missed, every: str, days: int
) -> None:
    many = tuple(part(n, f"Part {n}.") for n in range(1, 400))
    serial_id = await trial.start(await trial.shelf.put(story_of("Many", *many)), every=every, missed=missed)
    cadence = from_text((await trial.look(serial_id)).serial.schedule)
    await trial.pass_time(3600)
    trial.outage(days * DAY)
    now = trial.time.at
    passed = sum(1 for _ in takewhile(lambda slot: slot <= now, slots(cadence, BEGAN)))
    await trial.settle()
    expected = {Missed.ONE: min(passed, 1), Missed.SKIP: 0, Missed.ALL: passed}[missed]
    assert trial.numbers == [(n, n) for n in range(1, expected + 1)]
    coming = next_slot(cadence, trial.time.at)
    assert (await trial.look(serial_id)).serial.next_slot == coming
    await trial.pass_time((coming - trial.time.at) / timedelta(seconds=1) + 1)
    assert len(trial.pages) == expected + 1


async def test_what_discord_does_not_take_does_not_pile_up(trial: Trial) -> None:
    await trial.start(await trial.shelf.put(story_of("Five", *FIVE)))
    trial.discord.answers[CHANNEL] = [Busy(3 * DAY)]
    await trial.pass_time(4 * DAY)
    assert trial.numbers == [(1, 1), (1, 1), (2, 2)]  # the first was tried twice


async def test_no_more_slots_are_told_than_posts_are_left(trial: Trial) -> None:
    serial_id = await trial.start(await trial.shelf.put(story_of("Five", *FIVE)))
    assert len((await trial.look(serial_id)).slots) == 5
    await trial.pass_time(3 * DAY)
    assert (await trial.look(serial_id)).slots == tuple(datetime(2026, 3, day, 18, tzinfo=UTC) for day in (4, 5))


async def test_a_slot_found_a_little_late_is_not_missed(trial: Trial) -> None:
    await trial.start(await trial.shelf.put(story_of("Five", *FIVE)), missed=Missed.SKIP)
    trial.outage(6 * 3600 + 240)
    await trial.settle()
    assert trial.numbers == [(1, 1)]


async def test_by_story_dates_parts_come_on_their_days_together_with_the_undated_after_them(trial: Trial) -> None:
    dated = [
        replace(part(1, "March fourth."), date="1893-03-04"),
        part(2, "Later that day."),
        replace(part(3, "March sixth."), date="1893-03-06"),
    ]
    await trial.start(await trial.shelf.put(story_of("Diary", *dated)), every="story dates")
    await trial.pass_time(2 * DAY + 7 * 3600)
    assert trial.numbers == []
    await trial.pass_time(DAY)
    assert trial.numbers == [(1, 1), (2, 2)]
    await trial.pass_time(DAY)
    assert trial.numbers == [(1, 1), (2, 2)]
    await trial.pass_time(DAY)
    assert trial.numbers == [(1, 1), (2, 2), (3, 3)]


async def test_by_story_dates_days_missed_in_an_outage_come_one_a_day(trial: Trial) -> None:
    dated = [replace(part(n, f"March {n}."), date=f"1893-03-{n:02}") for n in range(2, 7)]
    parts = [replace(one, number=n) for n, one in enumerate(dated, start=1)]
    await trial.start(await trial.shelf.put(story_of("Diary", *parts)), every="story dates")
    await trial.pass_time(DAY + 7 * 3600)
    assert trial.numbers == [(1, 1)]
    trial.outage(10 * DAY)
    await trial.settle()
    assert trial.numbers == [(1, 1), (2, 2)]
    await trial.pass_time(2 * DAY)
    assert trial.numbers == [(1, 1), (2, 2), (3, 3), (4, 4)]


async def test_a_story_without_dates_cannot_follow_them(trial: Trial) -> None:
    story_id = await trial.shelf.put(story_of("Five", *FIVE))
    with pytest.raises(CadenceError):
        await trial.plan(Wish(story_id, "story dates", "18:00"))


async def test_a_plan_is_confirmed_for_its_own_channel_alone(trial: Trial) -> None:
    planned = await trial.plan(Wish(await trial.shelf.put(story_of("Five", *FIVE)), "daily", "18:00"))
    with pytest.raises(NotFoundError, match="another channel"):
        await plan.start(trial.engine, MODERATOR, planned.serial.id, Channel(CHANNEL + 1, ChannelKind.TEXT))
    assert (await plan.start(trial.engine, MODERATOR, planned.serial.id, TEXT)).serial.state is SerialState.RUNNING


async def test_the_log_does_not_name_a_story_for_adults(trial: Trial) -> None:
    adult = story_of("Unnameable", part(1, "One."), rating=Rating(RatingLevel.MATURE, "M"))
    channel = replace(TEXT, age_restricted=True)
    planned = await plan.plan(trial.engine, MODERATOR, channel, Wish(await trial.shelf.put(adult), "daily", "18:00"))
    await plan.start(trial.engine, MODERATOR, planned.serial.id, channel)
    (entry, *_) = await trial.engine.database.run(servers.list_actions(SERVER, 1))
    assert (entry.action, entry.detail) == ("serial-started", f" <#{CHANNEL}>")


# --- what a post holds ----------------------------------------------------------------------------------------------


async def test_a_part_of_several_pages_comes_in_order_and_whole(trial: Trial) -> None:
    long = [words(100, f"word{i}") for i in range(12)]
    await trial.start(await trial.shelf.put(story_of("Long", part(1, *long), part(2, "Two."))))
    await trial.pass_time(DAY)
    assert [(page.page, page.pages) for page in trial.pages] == [(1, 3), (2, 3), (3, 3)]
    assert "\n\n".join(trial.texts) == "\n\n".join(long)
    assert [bool(page.coming) for page in trial.pages] == [False, False, True]


async def test_by_chapter_a_post_holds_its_scenes_and_short_ones_share_a_message(trial: Trial) -> None:
    scenes = [part(n, f"Scene {n}.", chapter=1 if n < 4 else 2) for n in range(1, 6)]
    chapters = (Chapter("First", (1, 2, 3)), Chapter("Second", (4, 5), notes="Mind the gap."))
    story_id = await trial.shelf.put(story_of("Chaptered", *scenes, chapters=chapters))
    await trial.start(story_id, pace="chapter")
    await trial.pass_time(2 * DAY)
    assert trial.numbers == [(1, 3), (4, 5)]
    opening = trial.pages[1].sections[0]
    assert (opening.chapter_title, opening.notes) == ("Second", "Mind the gap.")


async def test_by_words_a_post_holds_whole_scenes_that_come_nearest(trial: Trial) -> None:
    scenes = [part(n, words(40, "word")) for n in range(1, 8)]
    await trial.start(await trial.shelf.put(story_of("Short", *scenes)), pace="~100 words")
    await trial.pass_time(2 * DAY)
    assert trial.numbers == [(1, 2), (3, 4)]


async def test_a_serial_can_begin_at_a_later_part(trial: Trial) -> None:
    await trial.start(await trial.shelf.put(story_of("Five", *FIVE)), from_part=4)
    await trial.pass_time(DAY)
    assert trial.numbers == [(4, 4)]


async def test_in_a_forum_each_part_is_a_post_with_its_pages_inside(trial: Trial) -> None:
    long = [words(100, f"word{i}") for i in range(8)]
    forum = Channel(CHANNEL, ChannelKind.FORUM, tags=("Fiction", "Fact"), tag_required=True)
    serial_id = await trial.start(
        await trial.shelf.put(story_of("Long", part(1, *long), part(2, "Two."))), forum, tags="fiction"
    )
    await trial.pass_time(2 * DAY)
    steps = list(reversed(await trial.run(deliveries.list_of_cause("serial", serial_id, 10))))  # type: ignore[call-overload]
    assert [step.kind for step in steps] == [StepKind.FORUM_POST, StepKind.MESSAGE, StepKind.FORUM_POST]
    assert [page.tags for page in trial.pages] == [("Fiction",), (), ("Fiction",)]
    targets = [target for target, _content in trial.discord.sends]
    assert targets == [CHANNEL, CHANNEL, CHANNEL]  # the recorder's posts have their forum's id


async def test_only_a_posts_first_message_pings_the_role_and_a_thread_ends_it(trial: Trial) -> None:
    long = [words(100, f"word{i}") for i in range(8)]
    story_id = await trial.shelf.put(story_of("Long", part(1, *long), part(2, "Two.")))
    await trial.start(story_id, role_id=9, discuss=True)
    await trial.pass_time(DAY)
    contents = [content for _target, content in trial.discord.sends]
    assert [getattr(content, "role_id", None) for content in contents] == [9, None, None]
    assert isinstance(contents[-1], Discussion)


async def test_pings_turned_off_in_the_server_are_not_made(trial: Trial) -> None:
    await trial.start(await trial.shelf.put(story_of("Five", *FIVE)), role_id=9)
    await trial.run(servers.set_feature(SERVER, Feature.PINGS, on=False))
    await trial.pass_time(DAY)
    assert [page.role_id for page in trial.pages] == [None]


async def test_two_serials_in_one_channel_do_not_mix_their_pages(trial: Trial) -> None:
    for title in ("One", "Two"):
        long = [words(100, f"{title}{i}") for i in range(8)]
        await trial.start(await trial.shelf.put(story_of(title, part(1, *long), part(2, "More."))))
    await trial.pass_time(DAY)
    pages = [(page.title, page.page) for page in trial.pages]
    assert sorted(pages) == [("One", 1), ("One", 2), ("Two", 1), ("Two", 2)]
    for title in ("One", "Two"):
        assert [page for page in pages if page[0] == title] == [(title, 1), (title, 2)]


# --- the end, and more ----------------------------------------------------------------------------------------------


async def test_the_last_post_tells_the_end_and_the_sequel(trial: Trial) -> None:
    first = await trial.shelf.put(story_of("First", part(1, "One."), sequel="Second", author="Ada"))
    second = await trial.shelf.put(story_of("Second", part(1, "Two."), author="Ada"))
    serial_id = await trial.start(first)
    await trial.pass_time(DAY)
    ending = trial.pages[-1].ending
    assert ending is not None
    assert ending.sequel is not None
    assert ending.sequel.story_id == second
    assert trial.pages[-1].coming is None
    assert (await trial.look(serial_id)).serial.state is SerialState.WAITING


async def test_a_complete_story_ends_its_serial(trial: Trial) -> None:
    serial_id = await trial.start(await trial.shelf.put(story_of("Whole", part(1, "One."), complete=True)))
    await trial.pass_time(DAY)
    assert (await trial.look(serial_id)).serial.state is SerialState.ENDED


async def test_a_serial_goes_on_with_the_sequel_where_that_was_asked_for(trial: Trial) -> None:
    first = await trial.shelf.put(story_of("First", part(1, "One."), sequel="Second", author="Ada"))
    second = await trial.shelf.put(story_of("Second", part(1, "Two."), author="Ada"))
    await trial.start(first, goes_on=True)
    await trial.pass_time(2 * DAY)
    assert [(page.story_id, page.goes_on) for page in trial.pages] == [(first, True), (second, False)]
    assert trial.pages[0].coming == datetime(2026, 3, 2, 18, tzinfo=UTC)


async def test_a_serial_does_not_go_round_where_stories_follow_each_other_in_a_ring(trial: Trial) -> None:
    first = await trial.shelf.put(story_of("First", part(1, "One."), sequel="Second", author="Ada"))
    await trial.shelf.put(story_of("Second", part(1, "Two."), sequel="First", author="Ada"))
    await trial.start(first, goes_on=True)
    await trial.pass_time(6 * DAY)
    assert [page.story_id for page in trial.pages] == [first]


async def test_a_serial_goes_on_with_a_sequel_that_comes_later(trial: Trial) -> None:
    first = await trial.shelf.put(story_of("First", part(1, "One."), sequel="Second", author="Ada"))
    await trial.start(first, goes_on=True)
    await trial.pass_time(2 * DAY)
    second = await trial.shelf.put(story_of("Second", part(1, "Two."), author="Ada"))
    await trial.pass_time(DAY)
    assert [page.story_id for page in trial.pages] == [first, second]


async def test_a_serial_that_ran_out_waits_and_goes_on_with_what_is_added(trial: Trial) -> None:
    story_id = await trial.shelf.put(story_of("Two", *FIVE[:2], complete=False))
    serial_id = await trial.start(story_id)
    await trial.pass_time(4 * DAY)
    assert trial.numbers == [(1, 1), (2, 2)]
    assert trial.pages[-1].waits
    assert (await trial.look(serial_id)).serial.state is SerialState.WAITING
    await trial.shelf.put(story_of("Two", *FIVE[:4], complete=False), content_hash="2")
    await trial.settle()
    assert len(trial.pages) == 2  # not before its slot
    await trial.pass_time(2 * DAY)
    assert trial.numbers[2:] == [(3, 3), (4, 4)]


async def test_a_new_edition_goes_on_after_what_was_posted(trial: Trial) -> None:
    story_id = await trial.shelf.put(story_of("Five", *FIVE))
    await trial.start(story_id)
    await trial.pass_time(2 * DAY)
    new = [part(1, "A prologue that is new."), *(replace(one, number=one.number + 1) for one in FIVE)]
    new[4] = part(5, "Part 4 of five, said better.")
    await trial.shelf.put(story_of("Five", *new), content_hash="2")
    await trial.pass_time(2 * DAY)
    assert trial.texts[2:] == ["Part 3 of five.", "Part 4 of five, said better."]
    assert trial.numbers[2:] == [(4, 4), (5, 5)]


async def test_a_place_inside_a_part_begins_the_post_there(trial: Trial) -> None:
    story_id = await trial.shelf.put(story_of("Two", part(1, "First half."), part(2, "Second half.")))
    await trial.start(story_id)
    await trial.pass_time(DAY)
    await trial.shelf.put(story_of("Two", part(1, "First half.", "Second half."), part(2, "More.")), content_hash="2")
    await trial.pass_time(DAY)
    assert trial.texts == ["First half.", "Second half."]


async def test_what_is_under_way_when_an_edition_comes_is_posted_as_it_was(trial: Trial) -> None:
    story_id = await trial.shelf.put(story_of("Five", *FIVE))
    await trial.start(story_id)
    trial.discord.answers[CHANNEL] = [Busy(3600)]
    await trial.pass_time(6 * 3600 + 60)
    changed = [replace(one, blocks=part(one.number, f"Changed {one.number}.").blocks) for one in FIVE]
    await trial.shelf.put(story_of("Five", FIVE[0], *changed[1:]), content_hash="2")
    await trial.pass_time(2 * DAY)
    assert trial.texts[1:] == ["Part 1 of five.", "Changed 2.", "Changed 3."][: len(trial.texts) - 1]


# --- what goes wrong ------------------------------------------------------------------------------------------------


async def test_a_crash_between_decision_and_send_posts_nothing_twice(trial: Trial) -> None:
    await trial.start(await trial.shelf.put(story_of("Five", *FIVE)))
    trial.time.move(6 * 3600)
    await trial.run(SERIALS.decide(trial.engine))
    await trial.run(SERIALS.decide(trial.engine))
    trial.restart()
    await trial.settle()
    assert trial.numbers == [(1, 1)]


async def test_a_send_whose_answer_is_lost_is_looked_for(trial: Trial) -> None:
    await trial.start(await trial.shelf.put(story_of("Five", *FIVE)))
    trial.discord.answers[CHANNEL] = ["lost"]
    await trial.pass_time(2 * DAY)
    assert trial.numbers == [(1, 1), (2, 2)]
    assert len(trial.discord.there) == 2


async def test_a_refusal_pauses_the_serial_tells_once_and_resuming_goes_on(trial: Trial) -> None:
    serial_id = await trial.start(await trial.shelf.put(story_of("Five", *FIVE)))
    trial.discord.answers[CHANNEL] = [Refused(Reason.NO_PERMISSION)]
    await trial.pass_time(3 * DAY)
    seen = await trial.look(serial_id)
    assert (seen.serial.state, seen.serial.reason) == (SerialState.PAUSED, "no-permission")
    assert seen.pending == 1
    told = await trial.run(servers.list_actions(SERVER, 10))
    assert [action.action for action in told] == ["serial-halted", "serial-started"]  # type: ignore[attr-defined]
    await control.resume(trial.engine, MODERATOR, serial_id)
    await trial.settle()
    assert trial.numbers == [(1, 1), (1, 1)]
    await trial.pass_time(DAY)
    assert trial.numbers[2:] == [(2, 2)]


async def test_a_step_that_was_given_up_pauses_and_its_text_is_not_lost(trial: Trial) -> None:
    serial_id = await trial.start(await trial.shelf.put(story_of("Five", *FIVE)))
    trial.time.move(6 * 3600)
    await trial.run(SERIALS.decide(trial.engine))
    step = (await trial.run(deliveries.list_of_cause("serial", serial_id, 1)))[0]  # type: ignore[index]
    await trial.run(deliveries.drop(step, "failed", trial.time.at))
    await trial.settle()
    assert (await trial.look(serial_id)).serial.reason == "failed"
    await control.resume(trial.engine, MODERATOR, serial_id)
    await trial.pass_time(DAY)
    assert trial.numbers == [(1, 1)]


@pytest.mark.parametrize("when", ["before the slot", "before the send"])
async def test_a_story_that_is_gone_or_rated_too_high_by_now_is_not_posted(trial: Trial, when: str) -> None:
    serial_id = await trial.start(await trial.shelf.put(story_of("Five", *FIVE, rating=Rating(RatingLevel.TEEN, "T"))))
    if when == "before the send":
        trial.time.move(6 * 3600)
        await trial.run(SERIALS.decide(trial.engine))
    await trial.run(servers.set_ceiling(SERVER, RatingLevel.GENERAL))
    await trial.pass_time(2 * DAY)
    assert trial.pages == []
    assert (await trial.look(serial_id)).serial.reason == "above-ceiling"
    await trial.run(servers.set_ceiling(SERVER, RatingLevel.EXPLICIT))
    await control.resume(trial.engine, MODERATOR, serial_id)
    await trial.pass_time(DAY)
    assert trial.numbers == [(1, 1)]


async def test_one_stuck_serial_holds_up_no_other(trial: Trial) -> None:
    story_id = await trial.shelf.put(story_of("Five", *FIVE))
    await trial.start(story_id)
    await trial.start(story_id, replace(TEXT, id=71))
    trial.discord.answers[CHANNEL] = [Busy(5 * DAY)]
    await trial.pass_time(2 * DAY)
    assert [target for target, _content in trial.discord.sends].count(71) == 2


# --- steering -------------------------------------------------------------------------------------------------------


async def test_a_paused_serial_posts_nothing_and_goes_on_without_catching_up(trial: Trial) -> None:
    serial_id = await trial.start(await trial.shelf.put(story_of("Five", *FIVE)), missed=Missed.ALL)
    await control.pause(trial.engine, MODERATOR, serial_id)
    await trial.pass_time(3 * DAY)
    await control.resume(trial.engine, MODERATOR, serial_id)
    await trial.settle()
    assert trial.pages == []
    await trial.pass_time(DAY)
    assert trial.numbers == [(1, 1)]


async def test_a_post_that_has_not_begun_waits_while_its_serial_is_paused(trial: Trial) -> None:
    serial_id = await trial.start(await trial.shelf.put(story_of("Five", *FIVE)))
    trial.time.move(6 * 3600)
    await trial.run(SERIALS.decide(trial.engine))
    await control.pause(trial.engine, MODERATOR, serial_id)
    await trial.pass_time(3 * DAY)
    assert trial.pages == []
    await control.resume(trial.engine, MODERATOR, serial_id)
    await trial.settle()
    assert trial.numbers == [(1, 1)]


async def test_a_skipped_slot_passes_and_no_part_is_lost(trial: Trial) -> None:
    serial_id = await trial.start(await trial.shelf.put(story_of("Five", *FIVE)))
    seen = await control.skip(trial.engine, MODERATOR, serial_id)
    assert seen.slots[0] == datetime(2026, 3, 2, 18, tzinfo=UTC)
    await trial.pass_time(DAY)
    assert trial.numbers == []
    await trial.pass_time(DAY)
    assert trial.numbers == [(1, 1)]


async def test_post_now_posts_at_once_and_the_schedule_goes_on(trial: Trial) -> None:
    serial_id = await trial.start(await trial.shelf.put(story_of("Five", *FIVE)))
    await control.post_now(trial.engine, MODERATOR, serial_id)
    with pytest.raises(SerialError, match="being posted"):
        await control.post_now(trial.engine, MODERATOR, serial_id)
    await trial.settle()
    assert trial.numbers == [(1, 1)]
    await trial.pass_time(DAY)
    assert trial.numbers == [(1, 1), (2, 2)]


async def test_a_stopped_serial_sends_nothing_more(trial: Trial) -> None:
    serial_id = await trial.start(await trial.shelf.put(story_of("Five", *FIVE)))
    trial.time.move(6 * 3600)
    await trial.run(SERIALS.decide(trial.engine))
    await control.stop(trial.engine, MODERATOR, serial_id)
    await trial.pass_time(3 * DAY)
    assert trial.pages == []
    assert (await trial.look(serial_id)).pending == 0
    with pytest.raises(SerialError):
        await control.resume(trial.engine, MODERATOR, serial_id)


async def test_what_moderators_do_is_logged(trial: Trial) -> None:
    serial_id = await trial.start(await trial.shelf.put(story_of("Five", *FIVE)))
    for act in (control.pause, control.resume, control.skip, control.stop):
        await act(trial.engine, MODERATOR, serial_id)
        await trial.settle()
    told = await trial.run(servers.list_actions(SERVER, 10))
    assert [(action.action, action.actor_id) for action in reversed(told)] == [  # type: ignore[call-overload]
        ("serial-started", 1),
        ("serial-paused", 1),
        ("serial-resumed", 1),
        ("serial-slot-skipped", 1),
        ("serial-stopped", 1),
    ]


async def test_another_servers_serial_is_not_there(trial: Trial) -> None:
    serial_id = await trial.start(await trial.shelf.put(story_of("Five", *FIVE)))
    elsewhere = replace(MODERATOR, where=replace(MODERATOR.where, server_id=8))
    for act in (show.show, control.pause, control.resume, control.skip, control.post_now, control.stop):
        with pytest.raises(NotFoundError):
            await act(trial.engine, elsewhere, serial_id)
    assert await show.suggest(trial.engine, elsewhere, "") == []
    assert (await show.list_serials(trial.engine, elsewhere)).total == 0
    assert (await show.list_serials(trial.engine, MODERATOR)).total == 1


async def test_the_list_holds_running_ones_first_and_no_plans(trial: Trial) -> None:
    story_id = await trial.shelf.put(story_of("Five", *FIVE))
    stopped = await trial.start(story_id)
    await control.stop(trial.engine, MODERATOR, stopped)
    running = await trial.start(story_id)
    await trial.plan(Wish(story_id, "daily", "18:00"))
    listed = await show.list_serials(trial.engine, MODERATOR)
    assert [serial.id for serial in listed.serials] == [running, stopped]
    assert [serial.id for serial in await show.suggest(trial.engine, MODERATOR, "fiv")] == [running, stopped]


async def test_show_tells_the_next_slots_and_the_last_posts(trial: Trial) -> None:
    serial_id = await trial.start(await trial.shelf.put(story_of("Five", *FIVE)))
    await trial.pass_time(2 * DAY)
    seen = await trial.look(serial_id)
    assert [post.number for post in seen.posts] == [2, 1]
    assert seen.slots[0] == datetime(2026, 3, 3, 18, tzinfo=UTC)
    assert len(seen.slots) == 3


# --- planning -------------------------------------------------------------------------------------------------------


async def test_a_plan_tells_the_first_slots_the_last_day_and_the_posts(trial: Trial) -> None:
    planned = await trial.plan(Wish(await trial.shelf.put(story_of("Five", *FIVE)), "2 days", "6pm", "Europe/Berlin"))
    assert planned.slots[:2] == (datetime(2026, 3, 1, 17, tzinfo=UTC), datetime(2026, 3, 3, 17, tzinfo=UTC))
    assert (planned.posts, planned.messages) == (5, 5)
    assert planned.last == datetime(2026, 3, 9, 17, tzinfo=UTC)
    await trial.pass_time(DAY)
    assert trial.pages == []  # nobody started it


@pytest.mark.parametrize(
    ("channel", "wished", "said"),
    [
        (replace(TEXT, missing=("Send Messages",)), {}, "Send Messages"),
        (Channel(1, ChannelKind.THREAD, closed=True), {}, "archived or locked"),
        (Channel(1, ChannelKind.FORUM, tags=("A",), tag_required=True), {}, "wants a tag"),
        (Channel(1, ChannelKind.FORUM, tags=("A",)), {"tags": "B"}, "no tag"),
        (TEXT, {"tags": "A"}, "Only posts of a forum"),
        (Channel(1, ChannelKind.FORUM), {"discuss": True}, "Discussion threads"),
    ],
)
async def test_a_plan_tells_what_stands_in_its_way(
    trial: Trial, channel: Channel, wished: dict[str, object], said: str
) -> None:
    story_id = await trial.shelf.put(story_of("Five", *FIVE))
    planned = await trial.plan(Wish(story_id, "daily", "18:00", **wished), channel)  # type: ignore[arg-type]
    assert [said in refusal.sentence for refusal in planned.refusals] == [True]
    assert planned.refusals[0].next_step
    with pytest.raises(NotFoundError):
        await plan.start(trial.engine, MODERATOR, planned.serial.id, channel)


async def test_a_story_for_adults_needs_a_channel_for_adults(trial: Trial) -> None:
    story_id = await trial.shelf.put(story_of("Cellar", *FIVE, rating=Rating(RatingLevel.MATURE, "M")))
    planned = await trial.plan(Wish(story_id, "daily", "18:00"))
    assert "for adults" in planned.refusals[0].sentence
    await trial.start(story_id, replace(TEXT, age_restricted=True))
    await trial.pass_time(DAY)
    assert len(trial.pages) == 1


async def test_a_server_has_only_so_many_serials(trial: Trial) -> None:
    story_id = await trial.shelf.put(story_of("Five", *FIVE))
    trial.engine = replace(trial.engine, most_serials=1)
    await trial.start(story_id)
    planned = await trial.plan(Wish(story_id, "daily", "18:00"))
    assert isinstance(planned.refusals[0], LimitError)


async def test_a_plan_is_started_once(trial: Trial) -> None:
    story_id = await trial.shelf.put(story_of("Five", *FIVE))
    planned = await trial.plan(Wish(story_id, "daily", "18:00"))
    await plan.start(trial.engine, MODERATOR, planned.serial.id, TEXT)
    with pytest.raises(SerialError):
        await plan.start(trial.engine, MODERATOR, planned.serial.id, TEXT)


@pytest.mark.parametrize("typed", ["", "slow", "~3", "999999"])
async def test_a_pace_that_cannot_be_read_is_refused(trial: Trial, typed: str) -> None:
    story_id = await trial.shelf.put(story_of("Five", *FIVE))
    with pytest.raises(SerialError):
        await trial.plan(Wish(story_id, "daily", "18:00", pace=typed))


# --- what lies ahead ------------------------------------------------------------------------------------------------


async def opened(trial: Trial, visit: Visit, story_id: int, number: int) -> str:
    shown = await read.open_part(trial.engine, visit, story_id, number)
    assert isinstance(shown, read.PageView)
    return shown.page.text


async def test_a_locked_serial_keeps_readers_of_its_server_from_reading_ahead(trial: Trial) -> None:
    story_id = await trial.shelf.put(story_of("Five", *FIVE))
    await trial.start(story_id, locked=True)
    with pytest.raises(NotHereError, match=r"the next part comes <t:1772388000:R>"):
        await read.read(trial.engine, READER, story_id=story_id)
    await trial.pass_time(DAY)
    shown = await read.read(trial.engine, READER, story_id=story_id)
    assert isinstance(shown, read.PageView)
    assert shown.page.text == "Part 1 of five."
    assert shown.following is not None
    for ahead in (
        read.go_on(trial.engine, READER, shown.following),
        read.turn(trial.engine, READER, shown.place, 1),
        read.open_part(trial.engine, READER, story_id, 5),
    ):
        with pytest.raises(NotHereError):
            await ahead
    await trial.pass_time(DAY)
    assert await opened(trial, READER, story_id, 2) == "Part 2 of five."


async def test_moderators_the_author_and_other_places_read_ahead_of_a_locked_serial(trial: Trial) -> None:
    author = Publication(SERVER, author_id=READER.reader.id)
    story_id = await trial.shelf.put(story_of("Five", *FIVE), published=author)
    await trial.start(story_id, locked=True)
    stranger = replace(READER, reader=Reader(3))
    with pytest.raises(NotHereError):
        await opened(trial, stranger, story_id, 5)
    assert await opened(trial, READER, story_id, 5) == "Part 5 of five."
    assert await opened(trial, replace(stranger, moderator=True), story_id, 5) == "Part 5 of five."


async def test_a_lock_holds_in_its_own_server_alone_and_ends_with_its_serial(trial: Trial) -> None:
    story_id = await trial.shelf.put(story_of("Five", *FIVE))
    serial_id = await trial.start(story_id, locked=True)
    elsewhere = replace(READER, where=replace(READER.where, server_id=8))
    assert await opened(trial, elsewhere, story_id, 5)
    assert await opened(trial, replace(READER, where=Where(Surface.BOT_DM)), story_id, 5)
    await control.stop(trial.engine, MODERATOR, serial_id)
    assert await opened(trial, READER, story_id, 5)


async def test_an_open_serial_and_a_lock_turned_off_in_the_server_keep_nobody(trial: Trial) -> None:
    story_id = await trial.shelf.put(story_of("Five", *FIVE))
    await trial.start(story_id)
    assert await opened(trial, READER, story_id, 5)
    await trial.start(story_id, locked=True)
    with pytest.raises(NotHereError):
        await opened(trial, READER, story_id, 5)
    await trial.run(servers.set_feature(SERVER, Feature.AHEAD, on=False))
    assert await opened(trial, READER, story_id, 5)


async def test_contents_details_and_bookmarks_tell_nothing_of_what_lies_ahead(trial: Trial) -> None:
    scenes = [part(n, f"Scene {n}.", chapter=1 if n < 3 else 2) for n in range(1, 5)]
    chapters = (Chapter("First", (1, 2)), Chapter("The Butler Did It", (3, 4)))
    story_id = await trial.shelf.put(story_of("Chaptered", *scenes, chapters=chapters, spoilers="It was the butler."))
    private = replace(READER, where=Where(Surface.BOT_DM))
    await opened(trial, private, story_id, 4)
    await bookmark.keep(trial.engine, private)
    await trial.start(story_id, locked=True)
    await trial.pass_time(DAY)
    contents = await describe.list_contents(trial.engine, READER, story_id)
    assert [entry.number for entry in contents.parts] == [1]
    assert [chapter.title for chapter in contents.chapters] == ["First"]
    assert contents.lock is not None
    assert contents.last == 1
    assert (await describe.describe(trial.engine, READER, story_id)).metadata.spoilers is None
    (kept,) = (await bookmark.list_page(trial.engine, READER, 1)).bookmarks
    assert kept.words is None
    (kept,) = (await bookmark.list_page(trial.engine, private, 1)).bookmarks
    assert kept.words == "Scene 4."


async def test_what_is_decided_and_not_yet_posted_is_still_ahead(trial: Trial) -> None:
    story_id = await trial.shelf.put(story_of("Five", *FIVE))
    await trial.start(story_id, locked=True)
    trial.discord.answers[CHANNEL] = [Refused(Reason.NO_PERMISSION)]
    await trial.pass_time(DAY)
    with pytest.raises(NotHereError, match="has not come further yet"):
        await opened(trial, READER, story_id, 1)


async def test_who_comes_late_catches_up_as_far_as_the_serial_is(trial: Trial) -> None:
    story_id = await trial.shelf.put(story_of("Five", *FIVE))
    await trial.start(story_id, locked=True)
    await trial.pass_time(2 * DAY)
    shown = await read.open_part(trial.engine, READER, story_id, 1)
    assert isinstance(shown, read.PageView)
    assert shown.following is not None
    assert isinstance(await read.go_on(trial.engine, READER, shown.following), read.PageView)
    with pytest.raises(NotHereError):
        await read.open_part(trial.engine, READER, story_id, 3)


async def test_a_part_without_a_word_is_passed_over(trial: Trial) -> None:
    story_id = await trial.shelf.put(story_of("Gaps", part(1, "One."), part(2), part(3, "Three."), part(4)))
    serial_id = await trial.start(story_id)
    await trial.pass_time(4 * DAY)
    assert trial.texts == ["One.", "Three."]
    assert (await trial.look(serial_id)).serial.state is SerialState.WAITING


async def test_a_serial_whose_post_cannot_be_worked_out_pauses_and_the_others_go_on(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = await trial.start(await trial.shelf.put(story_of("Good", *FIVE)))
    bad = await trial.start(await trial.shelf.put(story_of("Bad", *FIVE)))
    real = posting.page_to_json

    def failing(page: SerialPage, *given: object, **named: object) -> object:
        if page.title == "Bad":
            raise ValueError("as a mistake of ours would")
        return real(page, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(posting, "page_to_json", failing)
    await trial.pass_time(DAY)
    assert [page.title for page in trial.pages] == ["Good"]
    assert (await trial.look(good)).serial.state is SerialState.RUNNING
    assert (await trial.look(bad)).serial.reason == "failed"
    monkeypatch.undo()
    await control.resume(trial.engine, MODERATOR, bad)
    await trial.pass_time(DAY)
    assert [page.first_part for page in trial.pages if page.title == "Bad"] == [1]


async def test_a_withdrawn_storys_serials_stop_everywhere(trial: Trial) -> None:
    story_id = await trial.shelf.put(story_of("Five", *FIVE))
    serial_id = await trial.start(story_id)
    trial.time.move(6 * 3600)
    await trial.run(SERIALS.decide(trial.engine))
    await trial.run(control.stop_of_story(trial.engine, story_id, 9))
    await trial.pass_time(2 * DAY)
    assert trial.pages == []
    assert (await trial.look(serial_id)).serial.state is SerialState.STOPPED


async def test_pages_posted_before_a_refusal_are_not_posted_again(trial: Trial) -> None:
    long = [words(100, f"word{i}") for i in range(12)]
    serial_id = await trial.start(await trial.shelf.put(story_of("Long", part(1, *long), part(2, "Two."))))
    trial.discord.answers[CHANNEL] = [Sent(CHANNEL, 0), Refused(Reason.CHANNEL_GONE)]
    await trial.pass_time(DAY)
    assert [page.page for page in trial.pages] == [1, 2]
    await control.resume(trial.engine, MODERATOR, serial_id)
    await trial.settle()
    assert [page.page for page in trial.pages] == [1, 2, 2, 3]
    assert len(trial.discord.there) == 3


async def test_pages_posted_before_the_story_was_held_back_are_not_posted_again(trial: Trial) -> None:
    long = [words(100, f"word{i}") for i in range(12)]
    serial_id = await trial.start(
        await trial.shelf.put(story_of("Long", part(1, *long), rating=Rating(RatingLevel.TEEN, "T")))
    )
    trial.discord.answers[CHANNEL] = [Sent(CHANNEL, 0), Busy(3600)]
    await trial.pass_time(6 * 3600 + 60)
    await trial.run(servers.set_ceiling(SERVER, RatingLevel.GENERAL))
    await trial.pass_time(2 * 3600)
    await trial.run(servers.set_ceiling(SERVER, RatingLevel.TEEN))
    await control.resume(trial.engine, MODERATOR, serial_id)
    await trial.pass_time(DAY)
    there = [trial.texts[0], *trial.texts[2:]]
    assert "\n\n".join(there) == "\n\n".join(long)


async def test_resuming_forgets_slots_that_a_clock_far_ahead_fired(trial: Trial) -> None:
    serial_id = await trial.start(await trial.shelf.put(story_of("Five", *FIVE)))
    trial.time.move(400 * DAY)
    await trial.settle()
    trial.time.move(-400 * DAY)
    await trial.pass_time(2 * DAY)
    assert trial.numbers == [(1, 1)]
    await control.pause(trial.engine, MODERATOR, serial_id)
    await control.resume(trial.engine, MODERATOR, serial_id)
    await trial.pass_time(DAY)
    assert trial.numbers == [(1, 1), (2, 2)]


async def test_a_server_that_was_left_takes_its_serials_along(trial: Trial) -> None:
    serial_id = await trial.start(await trial.shelf.put(story_of("Five", *FIVE)))
    await trial.run(servers.leave_server(SERVER, trial.time.at))
    await trial.run(servers.erase_left(trial.time.at + timedelta(days=1)))
    with pytest.raises(NotFoundError):
        await trial.look(serial_id)
    await trial.pass_time(2 * DAY)
    assert trial.pages == []


async def test_a_post_knows_everything_its_card_shows_after_it_was_kept(trial: Trial) -> None:
    first = await trial.shelf.put(
        story_of("First", part(1, "One."), sequel="Second", author="Ada", rating=Rating(RatingLevel.TEEN, "PG-13"))
    )
    await trial.shelf.put(story_of("Second", part(1, "Two."), author="Ada"))
    await trial.start(first, goes_on=True)
    await trial.pass_time(DAY)
    (page,) = trial.pages
    assert page_from_json(json.loads(json.dumps(page_to_json(page, None, last=True)))) == page


async def test_before_the_first_post_a_locked_storys_contents_list_nothing(trial: Trial) -> None:
    story_id = await trial.shelf.put(story_of("Many", *(part(n, f"Part {n}.") for n in range(1, 60))))
    await opened(trial, replace(READER, where=Where(Surface.BOT_DM)), story_id, 58)
    await trial.start(story_id, locked=True)
    contents = await describe.list_contents(trial.engine, READER, story_id)
    assert (contents.parts, contents.last, contents.first) == ((), 0, 1)
    await trial.pass_time(30 * DAY)
    contents = await describe.list_contents(trial.engine, READER, story_id, 58)
    assert [entry.number for entry in contents.parts] == [26, 27, 28, 29, 30]
