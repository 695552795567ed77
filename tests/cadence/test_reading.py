"""Schedules as people type them, as the database keeps them, and what is offered while they are typed."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cadence import (
    Cadence,
    Kind,
    Rhythm,
    from_text,
    read_at,
    read_cadence,
    read_every,
    read_start,
    suggest_at,
    suggest_every,
    to_text,
)
from bot.errors import CadenceError

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("daily", "daily"),
        ("Every day", "daily"),
        ("täglich", "daily"),
        ("tous les jours", "daily"),
        ("mon-sun", "daily"),
        ("weekdays", "mon,tue,wed,thu,fri"),
        ("Weekend", "sat,sun"),
        ("mon,wed,fri", "mon,wed,fri"),
        ("fri, mon wed", "mon,wed,fri"),
        ("Mondays, Wednesdays and Fridays", "mon,wed,fri"),
        ("tues & thurs", "tue,thu"),
        ("Mo Mi Fr", "mon,wed,fri"),
        ("dienstags und donnerstags", "tue,thu"),
        ("Sonnabend", "sat"),
        ("lundi, mercredi et vendredi", "mon,wed,fri"),
        ("lunes, miércoles y sábado", "mon,wed,sat"),
        ("mar/jeu", "tue,thu"),
        ("Monday to Thursday", "mon,tue,wed,thu"),
        ("fri–mon", "mon,fri,sat,sun"),
        ("lunes a viernes", "mon,tue,wed,thu,fri"),
        ("2 days", "2 days"),
        ("every 2 days", "2 days"),
        ("every other day", "2 days"),
        ("alle 3 Tage", "3 days"),
        ("cada dos semanas", "2 weeks"),
        ("weekly", "weekly"),
        ("7 days", "weekly"),
        ("2 weeks", "2 weeks"),
        ("fortnightly", "2 weeks"),
        ("monthly", "monthly"),
        ("tous les mois", "monthly"),
        ("3 months", "3 months"),
        ("story dates", "story dates"),
    ],
)
def test_how_often_is_read_as_people_write_it(typed: str, meant: str):
    assert str(read_every(typed)) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "-",
        "blue moon",
        "son",
        "mon-",
        "-mon",
        "mon--tue",
        "0 days",
        "2",
        "2 2 days",
        "mon 2",
        "367 days",
        "13 months",
        "9" * 300 + " days",
        "monthly mon",
        "m",
        "mon,xyz",
    ],
)
def test_what_says_not_how_often_is_refused_with_an_example(typed: str):
    with pytest.raises(CadenceError) as refused:
        read_every(typed)
    assert "`every:`" in (refused.value.next_step or "")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("18:00", time(18)),
        ("6pm", time(18)),
        ("6:30 pm", time(18, 30)),
        ("6 P.M.", time(18)),
        ("18h", time(18)),
        ("18h30", time(18, 30)),
        ("18.30", time(18, 30)),
        ("18 Uhr", time(18)),
        ("um 18 Uhr 30", time(18, 30)),
        ("à 18 h", time(18)),
        ("a las 18:00", time(18)),
        ("18", time(18)),
        ("1830", time(18, 30)),
        ("6:00", time(6)),
        ("12:12", time(12, 12)),
        ("12am", time(0)),
        ("12:15 pm", time(12, 15)),
        ("0:00", time(0)),
        ("noon", time(12)),
        ("Mitternacht", time(0)),
        ("mediodía", time(12)),
    ],
)
def test_times_are_read_as_people_write_them(typed: str, meant: time):
    assert read_at(typed) == meant


@pytest.mark.parametrize(
    "typed",
    ["", "6", "12", "24:00", "18:60", "13pm", "0am", "18:", "18:0", "tea", "6:00:30", "-6:00", "２５:00", "9" * 300],
)
def test_what_is_no_time_or_may_be_two_is_refused_with_an_example(typed: str):
    with pytest.raises(CadenceError) as refused:
        read_at(typed)
    assert "`at:`" in (refused.value.next_step or "")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-12-01", date(2026, 12, 1)),
        ("2026-12-1", date(2026, 12, 1)),
        ("Today", TODAY),
        ("tomorrow", date(2026, 11, 23)),
        ("mañana", date(2026, 11, 23)),
        ("aujourd’hui", TODAY),
        ("2020-01-01", date(2020, 1, 1)),
    ],
)
def test_the_first_day_is_a_date_or_a_word(typed: str, meant: date):
    assert read_start(typed, TODAY) == meant


@pytest.mark.parametrize(
    "typed", ["", "soon", "2026-02-30", "01/12/2026", "9999-12-31", "0001-01-01", "2026-00-01", "--"]
)
def test_a_day_that_is_none_or_too_far_away_is_refused(typed: str):
    with pytest.raises(CadenceError) as refused:
        read_start(typed, TODAY)
    assert "`starts:`" in (refused.value.next_step or "")


def test_today_is_today_where_the_serial_is_posted():
    night = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert read_cadence("daily", "18:00", "Pacific/Apia", None, night).start == date(2026, 11, 23)
    assert read_cadence("daily", "18:00", "America/New_York", "today", night).start == date(2026, 11, 22)


rhythms = st.one_of(
    st.just(Rhythm(Kind.STORY)),
    st.builds(Rhythm, st.just(Kind.DAYS), st.integers(1, 366)),
    st.builds(Rhythm, st.just(Kind.MONTHS), st.integers(1, 12)),
    st.sets(st.integers(0, 6), min_size=1, max_size=6).map(lambda days: Rhythm(Kind.WEEKDAYS, 1, tuple(sorted(days)))),
)
zones = st.sampled_from(
    ["UTC", "Europe/London", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "America/Port-au-Prince"]
)
cadences = st.builds(
    Cadence, rhythms, st.builds(time, st.integers(0, 23), st.integers(0, 59)), zones, st.dates(date(1970, 1, 1))
)


@given(cadences)
def test_a_schedule_is_kept_in_one_line_and_comes_back_the_same(cadence: Cadence):
    text = to_text(cadence)
    assert from_text(text) == cadence
    assert "\n" not in text
    assert len(text) <= 120


def test_the_line_that_is_kept_can_be_read_by_people():
    cadence = read_cadence("Fridays and mon", "6pm", "Europe/London", "2026-12-01", datetime(2026, 11, 22, tzinfo=UTC))
    assert to_text(cadence) == "mon,fri at 18:00 in Europe/London from 2026-12-01"


@pytest.mark.parametrize(
    "text", ["", "daily", "mon,moon at 18:00 in UTC from 2026-12-01", "daily at 25:00 in UTC from 2026-12-01"]
)
def test_a_damaged_line_is_no_schedule(text: str):
    with pytest.raises(ValueError):
        from_text(text)


@given(rhythms)
def test_the_short_text_of_a_rhythm_is_read_as_that_rhythm(rhythm: Rhythm):
    assert read_every(str(rhythm)) == rhythm


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_or_refused_in_a_sentence(typed: str):
    for read in (read_every, read_at, lambda text: read_start(text, TODAY)):
        with suppress(CadenceError):
            read(typed)


@given(st.one_of(st.text(max_size=20), st.text("mondaytuewd,- 0123456789h:apm", max_size=12)))
def test_everything_offered_can_be_taken_and_there_are_at_most_25(typed: str):
    offered = suggest_every(typed)
    assert len(offered) == len(set(offered)) <= 25
    assert [str(read_every(value)) for value in offered if value != "weekdays"] == [
        v for v in offered if v != "weekdays"
    ]
    times = suggest_at(typed)
    assert len(times) == len(set(times)) <= 25
    assert [f"{read_at(value):%H:%M}" for value in times] == times


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("", ["daily", "mon,wed,fri"]),
        ("mon", ["mon", "mon,wed,fri", "mon,thu"]),
        ("mon,w", ["mon,wed,fri", "mon,wed"]),
        ("lundi", ["mon", "mon,wed,fri"]),
        ("2", ["2 days", "2 weeks", "2 months"]),
        ("every 3 days", ["3 days"]),
        ("st", ["story dates"]),
    ],
)
def test_what_was_typed_so_far_is_completed(typed: str, offered: list[str]):
    assert suggest_every(typed)[: len(offered)] == offered


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("", ["18:00", "19:00"]),
        ("6", ["06:00", "18:00"]),
        ("6p", ["18:00"]),
        ("18:", ["18:00", "18:30", "18:15", "18:45"]),
        ("18h", ["18:00"]),
        ("noon", ["12:00"]),
        ("6:10 pm", ["18:10"]),
    ],
)
def test_times_are_completed_in_both_halves_of_the_day(typed: str, offered: list[str]):
    assert suggest_at(typed)[: len(offered)] == offered
