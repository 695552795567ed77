"""Time zones: what people type leads to the zone they live in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.errors import NotFoundError
from bot.services.zones import find_zone, local_time, suggest_zones


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("lond", "Europe/London"),
        ("new york", "America/New_York"),
        ("São Paulo", "America/Sao_Paulo"),
        ("berlni", "Europe/Berlin"),
        ("kolkata", "Asia/Kolkata"),
        ("utc", "UTC"),
        ("america/chi", "America/Chicago"),
    ],
)
def test_the_zone_meant_is_among_the_first_offered(typed: str, zone: str):
    assert zone in suggest_zones(typed)[:3]


@pytest.mark.parametrize("typed", ["", "x" * 500, "???", "posix/"])
def test_anything_typed_is_answered_with_at_most_25(typed: str):
    assert len(suggest_zones(typed)) <= 25
    assert not [name for name in suggest_zones(typed) if name.startswith("posix/")]


@pytest.mark.parametrize(
    ("typed", "zone"),
    [("Europe/Paris", "Europe/Paris"), (" europe/paris ", "Europe/Paris"), ("Tokyo", "Asia/Tokyo"), ("UTC", "UTC")],
)
def test_a_name_or_a_city_names_its_zone(typed: str, zone: str):
    assert find_zone(typed) == zone


@pytest.mark.parametrize("typed", ["Atlantis", "", "../../etc/passwd", "louisville"])
def test_what_names_no_zone_or_several_is_refused(typed: str):
    with pytest.raises(NotFoundError):
        find_zone(typed)


def test_the_time_there_is_told_with_its_summer_time():
    assert local_time("Europe/London", datetime(2026, 7, 1, 12, tzinfo=UTC)).hour == 13
    assert local_time("Europe/London", datetime(2026, 1, 1, 12, tzinfo=UTC)).hour == 12
