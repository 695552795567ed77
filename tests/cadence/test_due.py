"""What is due after an outage, and after the host's clock jumped: never more than the policy says, never a slot twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise, takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cadence import (
    GRACE,
    Due,
    Missed,
    due,
    next_slot,
    previous_slot,
    read_cadence,
    slots,
    story_due,
    story_slots,
)

BEGAN = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAILY = read_cadence("daily", "18:00", "Europe/London", None, BEGAN)
FIRST = datetime(2026, 11, 22, 18, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
ANY = pytest.mark.parametrize("missed", Missed)


@ANY
def test_before_its_slot_nothing_is_due(missed: Missed):
    assert due(DAILY, FIRST, FIRST - MINUTE, missed, left=9) == Due(0, None, FIRST)


@ANY
@pytest.mark.parametrize("late", [timedelta(0), MINUTE, GRACE])
def test_on_its_slot_one_post_is_due_whatever_the_policy(missed: Missed, late: timedelta):
    assert due(DAILY, FIRST, FIRST + late, missed, left=9) == Due(1, FIRST, FIRST + DAY)


@pytest.mark.parametrize(("missed", "posts"), [(Missed.ONE, 1), (Missed.SKIP, 0), (Missed.ALL, 4)])
def test_after_an_outage_as_many_posts_are_due_as_the_policy_says(missed: Missed, posts: int):
    now = FIRST + 3 * DAY + timedelta(hours=2)
    fired = FIRST + 3 * DAY if posts else None
    assert due(DAILY, FIRST, now, missed, left=9) == Due(posts, fired, FIRST + 4 * DAY)


def test_a_slot_found_later_than_the_grace_is_a_missed_one():
    assert due(DAILY, FIRST, FIRST + GRACE + MINUTE, Missed.SKIP, left=9) == Due(0, None, FIRST + DAY)


def test_a_slot_that_comes_at_the_end_of_an_outage_is_not_a_missed_one():
    assert due(DAILY, FIRST, FIRST + 3 * DAY + MINUTE, Missed.SKIP, left=9) == Due(1, FIRST + 3 * DAY, FIRST + 4 * DAY)


@ANY
def test_an_outage_of_centuries_costs_no_more_than_the_posts_that_are_left(missed: Missed):
    answer = due(DAILY, FIRST, datetime(9000, 1, 1, tzinfo=UTC), missed, left=3)
    assert answer.posts == {Missed.ONE: 1, Missed.SKIP: 0, Missed.ALL: 3}[missed]
    assert (answer.next_slot is None) == (missed is Missed.ALL)


@ANY
def test_after_the_last_post_there_is_no_next_slot(missed: Missed):
    assert due(DAILY, FIRST, FIRST, missed, left=1) == Due(1, FIRST, None)


@ANY
def test_a_slot_that_fired_does_not_fire_again_when_the_clock_goes_back(missed: Missed):
    fired = due(DAILY, FIRST, FIRST + MINUTE, missed, left=9)
    assert fired.next_slot is not None
    for back in (MINUTE, timedelta(hours=3), 400 * DAY):
        assert due(DAILY, fired.next_slot, FIRST - back, missed, left=8, fired=fired.fired).posts == 0
        # Even where the planned slot was reckoned anew by the clock that went back.
        planned = next_slot(DAILY, FIRST - back)
        answer = due(DAILY, planned, FIRST + 2 * MINUTE, missed, left=8, fired=fired.fired)
        assert answer == Due(0, FIRST, FIRST + DAY)


ticks = st.lists(
    st.one_of(
        st.timedeltas(timedelta(0), timedelta(hours=30)),
        st.timedeltas(timedelta(days=-40), timedelta(days=40)),
        st.timedeltas(timedelta(minutes=-5), timedelta(minutes=5)),
    ),
    max_size=40,
)
schedules = st.builds(
    read_cadence,
    st.sampled_from(["daily", "mon,wed,fri", "2 days", "weekly", "monthly"]),
    st.sampled_from(["18:00", "2:30", "midnight"]),
    st.sampled_from(["Europe/London", "America/Santiago", "Australia/Lord_Howe", "Asia/Kathmandu"]),
    st.none(),
    st.just(BEGAN),
)


@given(schedules, st.sampled_from(Missed), ticks)
def test_however_the_clock_jumps_no_slot_fires_twice_and_no_more_is_posted_than_the_policy_says(
    cadence, missed: Missed, jumps: list[timedelta]
):
    now, fired, planned, posted = BEGAN, None, next_slot(cadence, BEGAN), 0
    latest = now
    for jump in jumps:
        now += jump
        latest = max(latest, now)
        answer = due(cadence, planned, now, missed, left=10_000 - posted, fired=fired)
        assert answer.posts <= 1 or missed is Missed.ALL
        if answer.posts:
            assert planned <= now
            assert answer.fired == previous_slot(cadence, now)
            assert fired is None or answer.fired > fired
        else:
            assert answer.fired == fired
        assert answer.next_slot is not None
        assert answer.next_slot > now
        assert fired is None or answer.next_slot > fired
        posted, fired, planned = posted + answer.posts, answer.fired, answer.next_slot
    passed = sum(1 for _ in takewhile(lambda slot: slot <= latest, slots(cadence, BEGAN)))
    assert posted == passed if missed is Missed.ALL else posted <= passed


@given(schedules, st.sampled_from(Missed), st.lists(st.timedeltas(timedelta(0), GRACE), min_size=1, max_size=60))
def test_a_bot_that_is_never_away_posts_every_slot_once(cadence, missed: Missed, lateness: list[timedelta]):
    fired, planned, seen = None, next_slot(cadence, BEGAN), []
    for late in lateness:
        answer = due(cadence, planned, planned + late, missed, left=100, fired=fired)
        assert answer.posts == 1
        seen.append(planned)
        fired, planned = answer.fired, answer.next_slot
        assert planned is not None
    assert seen == [slot for slot, _ in zip(slots(cadence, BEGAN), lateness, strict=False)]


# --- story dates ----------------------------------------------------------------------------------------------------

STORY = read_cadence("story dates", "18:00", "Europe/London", None, BEGAN)
LETTERS = story_slots(STORY, ["1893-12-01", None, "1893-12-02", "1893-12-05"], BEGAN)


@ANY
def test_letters_of_one_day_go_out_together(missed: Missed):
    assert story_due(STORY, LETTERS, LETTERS[0], LETTERS[0], missed) == Due(2, LETTERS[0], LETTERS[2])
    assert story_due(STORY, LETTERS[2:], LETTERS[2], LETTERS[2] + MINUTE, missed) == Due(1, LETTERS[2], LETTERS[3])
    assert story_due(STORY, LETTERS[3:], LETTERS[3], LETTERS[3], missed) == Due(1, LETTERS[3], None)
    assert story_due(STORY, LETTERS, LETTERS[0], LETTERS[0] - MINUTE, missed) == Due(0, None, LETTERS[0])
    assert story_due(STORY, [], LETTERS[0], LETTERS[0], missed) == Due(0, None, None)


@pytest.mark.parametrize(("missed", "posts"), [(Missed.ONE, 2), (Missed.SKIP, 0), (Missed.ALL, 3)])
def test_letters_kept_back_by_an_outage_do_not_wait_a_year(missed: Missed, posts: int):
    now = LETTERS[2] + timedelta(hours=5)
    tomorrow = LETTERS[2] + DAY
    fired = LETTERS[2] if posts else None
    assert story_due(STORY, LETTERS, LETTERS[0], now, missed) == Due(
        posts, fired, LETTERS[3] if missed is Missed.ALL else tomorrow
    )


@ANY
def test_a_letter_that_went_out_does_not_fire_its_slot_again_when_the_clock_goes_back(missed: Missed):
    answer = story_due(STORY, LETTERS[3:], LETTERS[0], LETTERS[0] + MINUTE, missed, fired=LETTERS[0])
    assert answer == Due(0, LETTERS[0], LETTERS[3])


@given(
    st.lists(st.one_of(st.none(), st.integers(1, 28).map("1893-12-{:02}".format)), min_size=1, max_size=20),
    st.sampled_from(Missed),
    ticks,
)
def test_by_story_dates_too_no_slot_fires_twice_and_days_are_caught_up_one_by_one(dates, missed: Missed, jumps):
    plan = story_slots(STORY, [*dates, "1893-12-31"], BEGAN)
    now, fired, planned, posted = BEGAN, None, plan[0], 0
    fires = []
    for jump in jumps:
        now += jump
        answer = story_due(STORY, plan[posted:], planned, now, missed, fired=fired)
        out = plan[posted : posted + answer.posts]
        assert all(slot <= now for slot in out)
        assert len(set(out)) <= 1 or missed is Missed.ALL
        posted, fired, planned = posted + answer.posts, answer.fired, answer.next_slot
        if answer.posts:
            fires.append(fired)
        if planned is None:
            assert posted == len(plan)
            break
        assert planned > now
        assert planned >= plan[posted]
    assert all(earlier < later for earlier, later in pairwise(fires))
