"""Slots: five years of every cadence in ten zones, as python-dateutil and cronsim reckon them, and what clocks do to them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise, takewhile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cadence import Cadence, last_slot, next_slot, previous_slot, read_cadence, read_every, slots, story_slots
from bot.errors import CadenceError
from tests.cadence.oracles import (
    ZONES,
    as_cron,
    by_cronsim,
    by_dateutil,
    day_by_dateutil,
    moment_by_dateutil,
    moved_days,
    strange_times,
)

YEARS = 5
EVERY = ("daily", "weekdays", "mon,wed,fri", "sat,sun", "2 days", "3 days", "weekly", "2 weeks")
MONTHLY = (("monthly", 15), ("monthly", 29), ("monthly", 30), ("monthly", 31), ("2 months", 31))
# 2009 to 2014 has Apia's missing day, Tehran's changes at midnight and the first years of Casablanca's summer time.
WINDOWS = [
    *((zone, 2026) for zone in ZONES),
    ("Pacific/Apia", 2009),
    ("Asia/Tehran", 2009),
    ("Africa/Casablanca", 2009),
]
TRIED: Counter[str] = Counter()

zones = st.sampled_from(ZONES)
times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
days = st.dates(date(2009, 1, 1), date(2031, 1, 1))
instants = st.datetimes(datetime(2009, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
cadences = st.builds(Cadence, st.sampled_from([*EVERY, "monthly", "2 months"]).map(read_every), times, zones, days)


@pytest.fixture(scope="module", autouse=True)
def _tally():
    """Tells, with `pytest -rP`, how many slots were compared with another reckoning."""
    TRIED.clear()
    yield
    print("Time properties: cases", TRIED.total(), dict(TRIED))  # noqa: T201


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local(slot: datetime, zone: str) -> str:
    return f"{slot.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def first_slots(every: str, at: str, zone: str, starts: str, count: int, *, now: str = "2020-01-01") -> list[str]:
    cadence = read_cadence(every, at, zone, starts, utc(now))
    return [local(slot, zone) for slot in islice(slots(cadence, utc(now)), count)]


@pytest.mark.parametrize(("zone", "year"), WINDOWS)
def test_five_years_of_every_cadence_are_as_dateutil_and_cronsim_reckon_them(zone: str, year: int):
    schedules = [(every, date(year, 11, 22)) for every in EVERY] + [(every, date(year, 1, d)) for every, d in MONTHLY]
    until = datetime(year + 1 + YEARS, 1, 1, tzinfo=UTC)
    for at in [time(18), *(strange_times(zone, date(year, 1, 1), YEARS) or [time(0)])]:
        for every, start in schedules:
            cadence = Cadence(read_every(every), at, zone, start)
            before = datetime.combine(start, time(), UTC) - timedelta(days=2)
            ours = list(takewhile(lambda slot: slot <= until, slots(cadence, before)))
            assert ours == by_dateutil(cadence, until), (every, at)
            TRIED["dateutil"] += len(ours)
            if expression := as_cron(cadence):
                TRIED["cronsim"] += compare_with_cronsim(cadence, ours, list(by_cronsim(expression, cadence, until)))


def compare_with_cronsim(cadence: Cadence, ours: list[datetime], theirs: list[datetime]) -> int:
    """Alike but for days whose time is skipped: there cron fires when the gap ends, we as much later as it is long."""
    moved = moved_days(cadence.at, cadence.zone, cadence.start, YEARS + 2)

    def kept(found: list[datetime]) -> list[datetime]:
        return [slot for slot in found if slot.astimezone(ZoneInfo(cadence.zone)).date() not in moved]

    assert kept(ours) == kept(theirs)
    return len(kept(ours))


@pytest.mark.parametrize("zone", ZONES)
def test_a_time_that_exists_once_a_day_fires_on_each_local_day_exactly_once(zone: str):
    cadence = Cadence(read_every("daily"), time(2, 30), zone, date(2026, 1, 1))
    found = [slot.astimezone(ZoneInfo(zone)).date() for slot in islice(slots(cadence, utc("2026-01-01")), 365 * YEARS)]
    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(found))


@given(cadences, instants)
def test_the_next_slot_is_later_and_nothing_lies_between(cadence: Cadence, after: datetime):
    slot = next_slot(cadence, after)
    assert slot > after
    assert slot.tzinfo is UTC
    before = previous_slot(cadence, slot - timedelta(microseconds=1))
    assert before is None or before <= after
    assert previous_slot(cadence, slot) == slot
    assert previous_slot(cadence, slot + timedelta(microseconds=1)) == slot


@given(cadences, instants, st.integers(1, 30))
def test_asking_again_and_again_gives_the_slots_whatever_moment_between_them_is_asked_from(
    cadence: Cadence, after: datetime, count: int
):
    found = list(islice(slots(cadence, after), count))
    assert found == sorted(set(found))
    assert last_slot(cadence, after, count) == found[-1]
    for earlier, later in pairwise(found):
        assert next_slot(cadence, earlier + (later - earlier) / 2) == later
        assert next_slot(cadence, later - timedelta(microseconds=1)) == later


@given(cadences, instants)
def test_no_slot_lies_before_the_start(cadence: Cadence, after: datetime):
    assert next_slot(cadence, after) >= moment_by_dateutil(datetime.combine(cadence.start, time()), cadence.zone)


def test_a_time_that_the_clocks_skip_comes_later_by_as_much_as_they_skip():
    assert first_slots("daily", "1:30", "Europe/London", "2027-03-27", 3) == [
        "2027-03-27 01:30",
        "2027-03-28 02:30",
        "2027-03-29 01:30",
    ]
    assert first_slots("daily", "2:15", "Australia/Lord_Howe", "2026-10-04", 1) == ["2026-10-04 02:45"]


def test_a_time_that_the_clocks_show_twice_fires_the_first_time_alone():
    cadence = read_cadence("daily", "1:30", "Europe/London", "2026-10-24", utc("2026-01-01"))
    assert list(islice(slots(cadence, utc("2026-10-24 12:00")), 2)) == [
        utc("2026-10-25 00:30"),
        utc("2026-10-26 01:30"),
    ]


def test_the_slot_of_a_day_that_a_zone_left_out_falls_on_the_next_days():
    assert first_slots("daily", "18:00", "Pacific/Apia", "2011-12-28", 4, now="2011-12-01") == [
        "2011-12-28 18:00",
        "2011-12-29 18:00",
        "2011-12-31 18:00",
        "2012-01-01 18:00",
    ]
    assert first_slots("fri", "18:00", "Pacific/Apia", "2011-12-28", 2, now="2011-12-01")[0] == "2011-12-31 18:00"


def test_the_slot_of_a_left_out_day_is_found_from_the_morning_of_the_next():
    fridays = read_cadence("fri", "18:00", "Pacific/Apia", "2011-12-01", utc("2011-12-01"))
    evening = datetime(2011, 12, 31, 18, tzinfo=ZoneInfo("Pacific/Apia"))
    assert next_slot(fridays, evening - timedelta(hours=8)) == evening
    # Kiritimati had no 31 December 1994.
    letters = read_cadence("story dates", "18:00", "Pacific/Kiritimati", "1994-12-01", utc("1994-12-01"))
    evening = datetime(1995, 1, 1, 18, tzinfo=ZoneInfo("Pacific/Kiritimati"))
    assert story_slots(letters, ["1893-12-31"], evening - timedelta(hours=8)) == [evening]


def test_a_midnight_that_the_clocks_go_back_over_fires_once():
    # In St. John's, 1 November 2009 began at 2:30 UTC; a minute later it was the evening before once more.
    nights = read_cadence("daily", "midnight", "America/St_Johns", "2009-10-01", utc("2009-10-01"))
    assert next_slot(nights, utc("2009-11-01 02:15")) == utc("2009-11-01 02:30")
    assert next_slot(nights, utc("2009-11-01 03:00")) == utc("2009-11-02 03:30")
    assert previous_slot(nights, utc("2009-11-01 03:00")) == utc("2009-11-01 02:30")


def test_every_other_day_counts_from_the_start_however_late_it_is_asked():
    assert first_slots("2 days", "18:00", "Asia/Kathmandu", "2026-12-01", 2, now="2027-02-28") == [
        "2027-03-01 18:00",
        "2027-03-03 18:00",
    ]
    assert first_slots("2 weeks", "18:00", "Asia/Kathmandu", "2026-12-01", 2, now="2026-12-02") == [
        "2026-12-15 18:00",
        "2026-12-29 18:00",
    ]


def test_weekly_and_monthly_follow_the_day_of_the_start():
    assert first_slots("weekly", "6pm", "Europe/Dublin", "2026-12-02", 2) == ["2026-12-02 18:00", "2026-12-09 18:00"]
    assert first_slots("monthly", "6pm", "Europe/Dublin", "2027-12-31", 4) == [
        "2027-12-31 18:00",
        "2028-01-31 18:00",
        "2028-02-29 18:00",
        "2028-03-31 18:00",
    ]


def test_a_start_that_is_past_keeps_its_beat_and_the_first_slot_is_in_the_future():
    assert first_slots("weekly", "18:00", "UTC", "2020-01-01", 1, now="2026-11-25 18:00") == ["2026-12-02 18:00"]
    assert first_slots("daily", "18:00", "UTC", "today", 1, now="2026-11-25 17:59") == ["2026-11-25 18:00"]


# --- story dates ----------------------------------------------------------------------------------------------------

story_dates = st.lists(
    st.one_of(st.none(), st.just("1893-05"), st.just("1893"), st.dates(date(1892, 1, 1), date(1896, 12, 31)).map(str)),
    min_size=1,
    max_size=12,
)
story_cadences = st.builds(Cadence, st.just(read_every("story dates")), times, zones, days)


def story(dates: list[str | None], began: str, starts: str = "today") -> list[str]:
    cadence = read_cadence("story dates", "18:00", "Europe/London", starts, utc(began))
    return [local(slot, "Europe/London")[:10] for slot in story_slots(cadence, dates, utc(began))]


@given(story_cadences, story_dates, instants)
def test_each_dated_part_falls_on_its_day_as_dateutil_reckons_it(
    cadence: Cadence, dates: list[str | None], began: datetime
):
    dated = [date.fromisoformat(text) for text in dates if text and len(text) == 10]
    if not dated:
        with pytest.raises(CadenceError):
            story_slots(cadence, dates, began)
        return
    earliest, expected = began + timedelta(microseconds=1), []
    for text in ["x" if text is None or len(text) < 10 else text for text in dates]:
        day = date.fromisoformat(text) if text != "x" else None if expected else dated[0]
        if day is not None:
            earliest = day_by_dateutil(cadence, day.month, day.day, earliest)
        expected.append(earliest)
    assert story_slots(cadence, dates, began) == expected
    TRIED["story dates"] += len(expected)


@pytest.mark.parametrize("zone", ZONES)
def test_five_years_of_letters_are_posted_as_dateutil_reckons_them(zone: str):
    letters = [date(1891, 3, 1) + timedelta(days=5 * n) for n in range(73 * YEARS)]
    for at in [time(18), *strange_times(zone, date(2026, 1, 1), YEARS)[:2]]:
        cadence = Cadence(read_every("story dates"), at, zone, date(2026, 1, 1))
        earliest, expected = utc("2026-01-01"), []
        for day in letters:
            earliest = day_by_dateutil(cadence, day.month, day.day, earliest)
            expected.append(earliest)
        assert story_slots(cadence, [str(day) for day in letters], utc("2026-01-01")) == expected
        TRIED["story dates"] += len(expected)


def test_letters_are_posted_on_their_days_and_undated_ones_with_the_one_before():
    letters = ["1893-05-03", None, "1893-05-04", "1893-05", "1893-12-30", "1894-01-02"]
    assert story(letters, "2026-11-22") == [
        *("2027-05-03", "2027-05-03", "2027-05-04", "2027-05-04"),
        *("2027-12-30", "2028-01-02"),
    ]


def test_what_stands_before_the_first_letter_comes_with_it():
    assert story([None, None, "1893-05-03"], "2026-11-22") == ["2027-05-03"] * 3


def test_the_story_keeps_its_order_where_a_letter_goes_back_in_the_year():
    assert story(["1893-06-30", "1893-05-09", "1893-05-11"], "2026-11-22") == ["2027-06-30", "2028-05-09", "2028-05-11"]


def test_the_29th_of_february_falls_on_the_28th_in_other_years():
    assert story(["1892-02-28", "1892-02-29", "1892-03-01"], "2027-01-01") == ["2027-02-28", "2027-02-28", "2027-03-01"]
    assert story(["1892-02-28", "1892-02-29", "1892-03-01"], "2028-01-01") == ["2028-02-28", "2028-02-29", "2028-03-01"]


def test_story_dates_wait_for_the_start():
    assert story(["1893-12-01"], "2026-11-22", starts="2026-12-02") == ["2027-12-01"]


def test_a_story_whose_dates_would_take_half_a_century_is_refused():
    with pytest.raises(CadenceError, match="50 years"):
        story([f"1893-{month:02}-01" for month in range(12, 0, -1)] * 6, "2026-11-22")
