"""Notices: nobody hears of what she did not ask for, nobody twice of the same, and all that is new comes in one message."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from bot.db import Database
from bot.db.parts import current_edition
from bot.db.progress import save_progress
from bot.db.stories import hide_story, save_story
from bot.messenger import Absent, Outcome, Reason, Refused, Sent, Step, Unanswered
from bot.models import Position, Progress, Rating, RatingLevel, Rhythm, Spot, Visit, Wish
from bot.services import notify, prefer, subscribe
from bot.services.deliver import Dispatcher
from bot.services.engine import Engine
from bot.services.notify import DIGESTS, NOTICES, Notice, Occasion
from bot.services.subscribe import AlreadyHere, Subscribed
from tests.db.samples import ask
from tests.services.conftest import ADA, ADULTS, BO, DM, NOON, SERVER, part, story_of

HERE, BOS = Visit(ADA, SERVER), Visit(BO, SERVER)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
TEEN = Rating(RatingLevel.TEEN, "T")


@dataclass
class Discord:
    """A messenger that takes all, but answers those listed in `answers` with what stands there, once each."""

    sent: dict[str, tuple[int, Notice]] = field(default_factory=dict)
    answers: dict[int, list[Outcome]] = field(default_factory=lambda: defaultdict(list))
    tries: int = 0

    async def send(self, step: Step) -> Outcome:
        self.tries += 1
        answer = self.answers[step.target].pop(0) if self.answers[step.target] else Sent(step.target + 1000, self.tries)
        if isinstance(answer, Sent):
            assert step.marker not in self.sent
            assert isinstance(step.content, Notice)
            self.sent[step.marker] = (step.target, step.content)
        return answer

    async def look(self, step: Step) -> Outcome | Absent:
        return Sent(step.target + 1000, 1) if step.marker in self.sent else Absent()

    async def is_member(self, server_id: int, reader_id: int) -> bool:
        return True


class Town:
    """A library, its readers, and the DMs that reach them, with a clock of its own."""

    def __init__(self, database: Database) -> None:
        self.at: datetime = NOON
        self.database = database
        self.engine = Engine(database, lambda: self.at, RatingLevel.TEEN)
        self.discord = Discord()
        self.causes = (NOTICES, DIGESTS)
        self.dispatcher = Dispatcher(self.engine, self.discord, self.causes)
        self.told = 0

    async def put(self, title: str, parts: int = 1, content_hash: str = "1", source: str | None = None, **said) -> int:
        said = {"author": "Ann Weir", "rating": TEEN} | said
        story = story_of(title, *(part(n, f"Words of part {n} in {title}.") for n in range(1, parts + 1)), **said)
        saving = save_story(
            source or title, story, content_hash=content_hash, importer_version=1, title=title, now=self.at
        )
        return await self.database.run(saving)

    async def follow(self, story_id: int, wish=Wish.SEQUEL, rhythm=Rhythm.EVERY, visit: Visit = HERE):
        return await subscribe.subscribe(self.engine, visit, story_id, wish, rhythm)

    async def work(self) -> None:
        """Let the dispatcher do all that is due now."""
        if self.dispatcher.lease.epoch:
            await self.dispatcher.lease.renew()
        while (await self.dispatcher._turn()) <= 0 or self.dispatcher._busy:
            for task in list(self.dispatcher._busy.values()):
                await task

    async def wait(self, span: timedelta = MINUTE) -> list[tuple[int, Notice]]:
        """What was sent until so much later: what is due by now first, then hour by hour at most."""
        await self.work()
        end = self.at + span
        while self.at < end:
            self.at = min(end, self.at + max(span / 24, MINUTE))
            await self.work()
        for _ in range(3):  # opening a DM takes its pace
            self.at += timedelta(seconds=1)
            await self.work()
        new = list(self.discord.sent.values())[self.told :]
        self.told += len(new)
        return new

    async def read_all(self, story_id: int) -> None:
        """She reads the story's only part."""
        edition_id = await self.database.read(current_edition(story_id))
        assert edition_id
        place = Position(story_id, edition_id, 1)
        way = Progress(place, None, 1, Spot(), by_command=False, finished=True)
        assert await self.database.run(save_progress(ADA.id, way, self.at))

    def restart(self) -> None:
        self.dispatcher = Dispatcher(self.engine, self.discord, self.causes)


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database)


def told(sent: list[tuple[int, Notice]]) -> list[list[str]]:
    return [[item.entry.title for item in notice.items] for _, notice in sent]


# --- who is told of what --------------------------------------------------------------------------------------------


async def test_nobody_is_told_of_anything_without_having_asked(town: Town):
    await town.put("Ferry", sequel="Harbour")
    await town.put("Harbour", complete=True)
    await town.put("Harbour", parts=3, content_hash="2")
    assert await town.wait(10 * DAY) == []


async def test_a_sequel_is_told_of_once_it_is_here_to_those_alone_who_asked(town: Town):
    ferry = await town.put("Ferry", sequel="Harbour")
    done = await town.follow(ferry)
    assert isinstance(done, Subscribed)
    assert await town.wait() == []
    await town.put("Harbour")
    ((reader, notice),) = await town.wait()
    assert reader == ADA.id
    assert notice.occasion is Occasion.NEWS
    (item,) = notice.items
    assert (item.entry.title, item.arrived) == ("Harbour", True)
    assert (item.why.wish, item.why.title) == (Wish.SEQUEL, "Ferry")
    assert await town.wait(DAY) == []


async def test_an_awaited_title_is_told_of_under_its_own_name(town: Town):
    await town.put("Ferry", sequel="Harbour")
    (awaited,) = [each for each in await subscribe.suggest(town.engine, HERE, "harb") if not hasattr(each, "gate")]
    chosen = await subscribe.resolve(town.engine, HERE, f"awaited:{awaited.id}")
    assert chosen == awaited
    assert await subscribe.resolve(town.engine, HERE, "harbour") == awaited
    await subscribe.subscribe_to_title(town.engine, HERE, awaited.id, Rhythm.EVERY)
    await town.put("Harbour")
    ((_, notice),) = await town.wait()
    assert (notice.items[0].why.wish, notice.items[0].why.name) == (Wish.AWAITED, "Harbour")


async def test_a_sequel_that_is_here_is_offered_instead(town: Town):
    ferry = await town.put("Ferry", sequel="Harbour")
    harbour = await town.put("Harbour")
    done = await town.follow(ferry)
    assert isinstance(done, AlreadyHere)
    assert done.entry.story_id == harbour


async def test_an_author_and_a_series_are_told_of_as_they_go_on(town: Town):
    first = await town.put("Ferry", series="Tides", series_index=1)
    await town.follow(first, Wish.SERIES)
    await town.follow(first, Wish.AUTHOR, visit=BOS)
    await town.put("Unlike", author="Somebody Else")
    await town.put("Alone")
    await town.put("Harbour", series="Tides", series_index=2)
    sent = {reader: [item.entry.title for item in notice.items] for reader, notice in await town.wait()}
    assert sent == {ADA.id: ["Harbour"], BO.id: ["Alone", "Harbour"]}


async def test_however_many_subscriptions_fit_one_notice_comes(town: Town):
    first = await town.put("Ferry", series="Tides", series_index=1, sequel="Harbour")
    for wish in (Wish.SEQUEL, Wish.SERIES, Wish.AUTHOR):
        await town.follow(first, wish)
    await town.put("Harbour", series="Tides", series_index=2)
    assert told(await town.wait()) == [["Harbour"]]
    assert await town.wait(DAY) == []


async def test_new_parts_of_a_story_are_told_of_together(town: Town):
    ferry = await town.put("Ferry", 2)
    await town.follow(ferry, Wish.STORY)
    await town.put("Ferry", 3, "2")
    await town.put("Ferry", 5, "3")
    ((_, notice),) = await town.wait()
    assert notice.items[0].new_parts == (3, 5)


async def test_parts_that_are_only_divided_otherwise_are_nothing_new(town: Town, database: Database):
    ferry = await town.put("Ferry", 2)
    await town.follow(ferry, Wish.STORY)
    story = story_of("Ferry", *(part(n, f"W{n}") for n in range(1, 6)), author="Ann Weir", rating=TEEN)
    await database.run(save_story("Ferry", story, content_hash="2", importer_version=1, title="Ferry", now=NOON))
    assert await town.wait() == []


async def test_what_she_subscribed_to_after_it_had_happened_is_not_told(town: Town):
    first = await town.put("Ferry")
    await town.follow(first, Wish.AUTHOR, visit=BOS)
    await town.put("Harbour")
    await town.follow(first, Wish.AUTHOR)
    assert [reader for reader, _ in await town.wait()] == [BO.id]


async def test_who_waits_for_the_end_is_told_once_at_the_end(town: Town):
    ferry = await town.put("Ferry", sequel="Harbour")
    await town.follow(ferry, Wish.SEQUEL, Rhythm.COMPLETE)
    await town.put("Harbour", 1, complete=False)
    await town.put("Harbour", 2, "2", complete=False)
    assert await town.wait(DAY) == []
    await town.put("Harbour", 3, "3", complete=True)
    ((_, notice),) = await town.wait()
    assert notice.items[0].completed
    await town.put("Harbour", 4, "4", complete=False)
    await town.put("Harbour", 5, "5", complete=True)
    assert await town.wait(DAY) == []


# --- asked again at the send ----------------------------------------------------------------------------------------


async def test_several_within_a_minute_come_in_one_message_after_it(town: Town):
    first = await town.put("Ferry")
    await town.follow(first, Wish.AUTHOR)
    for title in ("One", "Two", "Three"):
        await town.put(title)
        await town.work()
        town.at += timedelta(seconds=19)
    await town.work()
    assert not town.discord.sent
    assert told(await town.wait()) == [["One", "Two", "Three"]]
    assert await town.wait(DAY) == []


async def test_more_than_fit_are_named(town: Town):
    first = await town.put("Ferry")
    await town.follow(first, Wish.AUTHOR)
    for number in range(12):
        await town.put(f"Tale {number}")
    ((_, notice),) = await town.wait()
    assert (len(notice.items), len(notice.others)) == (notify.MOST_ITEMS, 12 - notify.MOST_ITEMS)


@pytest.mark.parametrize("how", ["hidden", "read", "unsubscribed", "notices off"])
async def test_what_is_no_news_any_more_at_the_send_is_not_sent(town: Town, how: str):
    first = await town.put("Ferry")
    done = await town.follow(first, Wish.AUTHOR)
    harbour = await town.put("Harbour")
    await town.work()
    if how == "hidden":
        await town.database.run(hide_story(harbour, town.at))
    elif how == "read":
        await town.read_all(harbour)
    elif how == "unsubscribed":
        await subscribe.end(town.engine, HERE, done.view.id)
    else:
        await prefer.allow_notices(town.engine, HERE, notices=False)
    assert await town.wait(DAY) == []


async def test_a_story_for_adults_is_told_of_to_confirmed_adults_alone(town: Town):
    first = await town.put("Ferry")
    await town.follow(first, Wish.AUTHOR)
    await town.follow(first, Wish.AUTHOR, visit=BOS)
    await prefer.confirm_adult(town.engine, Visit(BO, ADULTS))
    await town.put("Cellar", rating=Rating(RatingLevel.EXPLICIT, "E"))
    assert [reader for reader, _ in await town.wait()] == [BO.id]


async def test_the_story_it_is_told_for_is_not_named_where_it_may_not_be(town: Town):
    cellar = await town.put("Cellar", rating=Rating(RatingLevel.EXPLICIT, "E"), series="Depths", series_index=1)
    await town.follow(cellar, Wish.SERIES, visit=Visit(ADA, ADULTS))
    await town.put("Attic", series="Depths", series_index=2)
    ((_, notice),) = await town.wait()
    assert (notice.items[0].why.title, notice.items[0].why.name) == (None, None)


async def test_what_she_avoids_is_marked(town: Town):
    first = await town.put("Ferry")
    await town.follow(first, Wish.AUTHOR)
    await prefer.avoid(town.engine, HERE, ["gore"])
    await town.put("Harbour", warnings=("gore",))
    ((_, notice),) = await town.wait()
    assert (notice.items[0].avoided, notice.items[0].named) == (("gore",), False)


async def test_an_answer_that_stays_out_brings_no_second_message_with_those_that_went_along(town: Town):
    first = await town.put("Ferry")
    await town.follow(first, Wish.AUTHOR)
    town.discord.answers[ADA.id] = [Unanswered()]
    await town.put("One")
    await town.put("Two")
    assert told(await town.wait(DAY)) == [["One", "Two"]]


async def test_a_restart_between_sends_nothing_twice(town: Town):
    first = await town.put("Ferry")
    await town.follow(first, Wish.AUTHOR)
    await town.put("One")
    await town.work()
    town.restart()
    assert told(await town.wait()) == [["One"]]
    town.restart()
    await town.put("One", 2, "2")
    assert await town.wait(DAY) == []


# --- snoozes --------------------------------------------------------------------------------------------------------


async def test_a_snooze_ends_in_one_summary(town: Town):
    first = await town.put("Ferry", 1)
    done = await town.follow(first, Wish.STORY)
    await subscribe.snooze(town.engine, HERE, done.view.id, 7)
    for day in range(2, 5):
        await town.put("Ferry", day, str(day))
        assert await town.wait(DAY) == []
    sent = await town.wait(5 * DAY)
    assert [(notice.occasion, notice.items[0].new_parts) for _, notice in sent] == [(Occasion.SNOOZE_OVER, (2, 4))]
    await town.put("Ferry", 5, "5")
    assert [notice.occasion for _, notice in await town.wait()] == [Occasion.NEWS]


async def test_a_notice_under_way_waits_when_she_snoozes_and_comes_when_she_wakes_it(town: Town):
    first = await town.put("Ferry")
    done = await town.follow(first, Wish.AUTHOR)
    await town.put("One")
    await town.work()
    await subscribe.snooze(town.engine, HERE, done.view.id, 30)
    assert await town.wait(3 * DAY) == []
    await subscribe.snooze(town.engine, HERE, done.view.id, 0)
    assert told(await town.wait()) == [["One"]]


# --- digests --------------------------------------------------------------------------------------------------------


async def test_a_digest_comes_on_monday_at_nine_on_her_clocks_with_all_of_the_week(town: Town):
    first = await town.put("Ferry", 1)
    await prefer.set_zone(town.engine, HERE, "Asia/Tokyo")
    await town.follow(first, Wish.AUTHOR, Rhythm.WEEKLY)
    await town.follow(first, Wish.STORY, Rhythm.WEEKLY)
    await town.put("One")
    await town.put("Ferry", 2, "2")
    assert town.at.strftime("%A") == "Thursday"
    town.at = datetime.fromisoformat("2026-01-05T00:00:00+00:00") - timedelta(seconds=1)
    await town.work()
    assert not town.discord.sent
    ((_, notice),) = await town.wait(MINUTE)
    assert notice.occasion is Occasion.WEEK
    assert [(item.entry.title, item.new_parts) for item in notice.items] == [("One", None), ("Ferry", (2, 2))]
    assert await town.wait(14 * DAY) == []
    await town.put("Two")
    assert told(await town.wait(8 * DAY)) == [["Two"]]


async def test_a_digest_leaves_out_what_a_notice_told(town: Town):
    first = await town.put("Ferry", series="Tides", series_index=1)
    await town.follow(first, Wish.AUTHOR)
    await town.follow(first, Wish.SERIES, Rhythm.WEEKLY)
    await town.put("Harbour", series="Tides", series_index=2)
    assert told(await town.wait()) == [["Harbour"]]
    assert await town.wait(8 * DAY) == []


async def test_after_weeks_without_the_bot_one_digest_comes(town: Town):
    first = await town.put("Ferry")
    await town.follow(first, Wish.AUTHOR, Rhythm.WEEKLY)
    await town.put("One")
    town.at += 25 * DAY
    assert told(await town.wait(DAY)) == [["One"]]


# --- closed DMs -----------------------------------------------------------------------------------------------------


async def closed(town: Town) -> int:
    """Ada's DMs are closed, and one notice could not be sent."""
    first = await town.put("Ferry")
    await town.follow(first, Wish.AUTHOR)
    town.discord.answers[ADA.id] = [Refused(Reason.DM_CLOSED)]
    await town.put("One")
    assert await town.wait() == []
    return first


async def test_what_could_not_be_sent_is_told_at_her_next_visit_once(town: Town):
    await closed(town)
    assert await notify.list_waiting(town.engine, BOS) is None
    notice = await notify.list_waiting(town.engine, HERE)
    assert notice is not None
    assert (notice.occasion, [item.entry.title for item in notice.items]) == (Occasion.DM_CLOSED, ["One"])
    assert await notify.list_waiting(town.engine, HERE) is None
    again = await notify.list_waiting(town.engine, HERE, again=True)
    assert again == notice


async def test_nothing_more_is_tried_while_dms_are_closed(town: Town):
    await closed(town)
    tries = town.discord.tries
    await town.put("Two")
    assert await town.wait(DAY) == []
    assert town.discord.tries == tries
    notice = await notify.list_waiting(town.engine, HERE)
    assert notice is not None
    assert [item.entry.title for item in notice.items] == ["One", "Two"]
    assert await notify.count_waiting(town.engine, HERE) == 2
    assert await notify.count_waiting(town.engine, BOS) == 0


async def test_tried_again_it_comes_to_her_dms_told_before_or_not(town: Town):
    await closed(town)
    await notify.list_waiting(town.engine, HERE)
    await notify.try_again(town.engine, ADA.id)
    assert told(await town.wait()) == [["One"]]
    assert await notify.list_waiting(town.engine, HERE, again=True) is None


async def test_once_another_dm_reached_her_only_what_she_was_not_told_follows(town: Town):
    await closed(town)
    await notify.list_waiting(town.engine, HERE)
    await town.put("Two")
    assert await town.wait() == []

    def reached():
        from bot.db.deliveries import add_delivery, get_delivery  # noqa: PLC0415
        from bot.messenger import StepKind  # noqa: PLC0415

        made = yield from add_delivery("other", "notice", 0, StepKind.DM, {}, due=town.at, now=town.at, target=ADA.id)
        yield from notify.note_reached(town.engine, (yield from get_delivery(made)), Sent(1, 1))

    await town.database.run(reached())
    assert told(await town.wait()) == [["Two"]]


async def test_a_digest_told_beside_is_not_told_again_by_the_next(town: Town):
    first = await town.put("Ferry")
    await town.follow(first, Wish.AUTHOR, Rhythm.WEEKLY)
    town.discord.answers[ADA.id] = [Refused(Reason.DM_CLOSED)]
    await town.put("One")
    assert await town.wait(8 * DAY) == []
    notice = await notify.list_waiting(town.engine, HERE)
    assert notice is not None
    await town.put("Two")
    assert await town.wait(8 * DAY) == []
    later = await notify.list_waiting(town.engine, HERE)
    assert later is not None
    assert [item.entry.title for item in later.items] == ["Two"]


async def test_what_waits_is_told_only_where_it_may_be_and_counted_elsewhere(town: Town):
    first = await town.put("Ferry")
    await town.follow(first, Wish.AUTHOR)
    await prefer.confirm_adult(town.engine, Visit(ADA, ADULTS))
    town.discord.answers[ADA.id] = [Refused(Reason.DM_CLOSED)]
    await town.put("Cellar", rating=Rating(RatingLevel.EXPLICIT, "E"))
    assert await town.wait() == []
    here = await notify.list_waiting(town.engine, HERE)
    assert here is not None
    assert (here.items, here.withheld) == ((), 1)
    there = await notify.list_waiting(town.engine, Visit(ADA, ADULTS), again=True)
    assert there is not None
    assert [item.entry.title for item in there.items] == ["Cellar"]


async def test_a_refusal_of_another_kind_ends_the_notice(town: Town):
    first = await town.put("Ferry")
    await town.follow(first, Wish.AUTHOR)
    town.discord.answers[ADA.id] = [Refused(Reason.REJECTED)]
    await town.put("One")
    assert await town.wait(DAY) == []
    assert await notify.list_waiting(replace(town.engine), Visit(ADA, DM)) is None


async def test_what_was_told_is_forgotten_in_time_and_what_waits_is_not(town: Town):
    first = await town.put("Ferry")
    await town.follow(first, Wish.AUTHOR)
    await town.put("One")
    assert told(await town.wait()) == [["One"]]
    town.at += 100 * DAY
    await town.put("Two")
    town.at += 30 * DAY
    await notify.forget_old(town.engine)
    left = await ask(town.database, "SELECT what FROM events WHERE 1 = :one", one=1)
    assert len(left) == 1
    assert await ask(town.database, "SELECT id FROM deliveries WHERE 1 = :one", one=1) == []
    assert told(await town.wait()) == [["Two"]]
