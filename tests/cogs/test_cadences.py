"""Schedules in words, and what is offered while one is filled in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cadence import read_cadence
from cogs.ui.cadences import Filled, describe_cadence, offer_at, offer_every, offer_zones

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LONDON = Filled("Europe/London")


@pytest.mark.parametrize(
    ("every", "words"),
    [
        ("mon,wed,fri", "Mon, Wed, Fri at 18:00 London"),
        ("daily", "daily at 18:00 London"),
        ("2 days", "every 2 days at 18:00 London"),
        ("weekly", "Tue at 18:00 London"),
        ("2 weeks", "every 2 weeks on Tue at 18:00 London"),
        ("monthly", "monthly on day 1 at 18:00 London"),
        ("2 months", "every 2 months on day 1 at 18:00 London"),
        ("story dates", "on the dates in the story at 18:00 London"),
    ],
)
def test_a_schedule_is_told_with_its_days_its_time_and_its_city(every: str, words: str):
    assert describe_cadence(read_cadence(every, "6pm", "Europe/London", "2026-12-01", NOW)) == words


def test_a_zone_is_called_by_its_city():
    cadence = read_cadence("daily", "18:00", "America/Argentina/Buenos_Aires", None, NOW)
    assert describe_cadence(cadence) == "daily at 18:00 Buenos Aires"


def test_each_option_shows_how_all_that_is_filled_in_will_be_read():
    assert offer_every(Filled("Europe/London", "mon", "6pm"), NOW)[:2] == [
        ("Mon at 18:00 London, next: Mon 2026-11-23", "mon"),
        ("Mon, Wed, Fri at 18:00 London, next: Mon 2026-11-23", "mon,wed,fri"),
    ]
    assert offer_at(Filled("Europe/London", "daily", "6"), NOW)[:2] == [
        ("daily at 06:00 London, next: Mon 2026-11-23", "06:00"),
        ("daily at 18:00 London, next: Sun 2026-11-22", "18:00"),
    ]
    assert offer_zones("kathm", Filled("UTC", "daily", "18:00", "2026-12-01"), NOW)[0] == (
        "Asia/Kathmandu · daily at 18:00 Kathmandu, next: Tue 2026-12-01",
        "Asia/Kathmandu",
    )


def test_while_something_is_missing_each_option_shows_itself():
    assert offer_every(Filled("Europe/London", "mon"), NOW)[0] == ("mon", "mon")
    assert offer_at(Filled("Europe/London", at="6p"), NOW) == [("18:00 London", "18:00")]
    assert offer_zones("kathm", LONDON, NOW)[0] == ("Asia/Kathmandu · 17:45", "Asia/Kathmandu")


def test_story_dates_promise_no_day_since_the_story_tells_it():
    assert offer_every(Filled("Europe/London", "story", "6pm"), NOW) == [
        ("on the dates in the story at 18:00 London", "story dates")
    ]


@given(st.text(max_size=30), st.text(max_size=10), st.text(max_size=10))
def test_whatever_is_typed_discord_takes_the_choices(every: str, at: str, starts: str):
    for filled in (Filled("UTC", every, at, starts), Filled("UTC", every, "18:00"), Filled("UTC", "weekdays", at)):
        for offered in (offer_every(filled, NOW), offer_at(filled, NOW), offer_zones(at, filled, NOW)):
            assert len(offered) <= 25
            assert all(1 <= len(name) <= 100 and 1 <= len(value) <= 100 for name, value in offered)
