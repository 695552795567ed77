"""Single values: ratings, warnings, numerals, dates, series."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.text
from bot.models import RatingLevel
from bot.text.dates import read_date
from bot.text.numerals import read_numeral, read_roman, to_roman
from bot.text.ratings import read_rating
from bot.text.series import Before, SeriesPlace, before_in_series, read_series
from bot.text.trailer import read_trailer_line
from bot.text.warnings import name_warning, split_warnings

MODULES = [module.name for module in pkgutil.iter_modules(bot.text.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_hold(name):
    assert doctest.testmod(importlib.import_module(f"bot.text.{name}")).failed == 0


@pytest.mark.parametrize(
    ("raw", "level"),
    [
        ("G", "general"), ("K+", "parental"), ("PG (one bad word)", "parental"), ("[PG-13]", "teen"), ("rated g", "general"),
        ("Fiction T", "teen"), ("Teen And Up Audiences", "teen"), ("M", "mature"), ("MA", "explicit"), ("NC-17", "explicit"),
        ("Mature", "mature"), ("NC-17 occasionally, but PG-13/R", "explicit"), ("Um... I guess PG", "parental"),
        ("Not Rated", "unrated"), ("NR", "unrated"), ("Explicit", "explicit"), ("General Audiences", "general"),
        ("12A", "teen"), ("18+", "explicit"), ("R-16", "mature"), ("NC-13", None), ("Mild", None), ("a bit of a mess", None),
    ],
)  # fmt: skip
def test_every_vocabulary_of_ratings_maps_to_one_scale(raw, level):
    rating = read_rating(raw)
    assert rating.level == (RatingLevel(level) if level else None)
    assert rating.raw == raw


def test_no_rating_is_no_level_and_no_words():
    assert read_rating(None) == read_rating("  ")
    assert read_rating(None).level is None


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("Major Character Death, Graphic Depictions Of Violence", ("major-character-death", "violence")),
        ("No Archive Warnings Apply", ("none",)),
        ("Creator Chose Not To Use Archive Warnings", ("choose-not-to-warn",)),
        ("blood and gore; swearing", ("gore", "language")),
        ("past abuse, implied suicide, mentions of drowning", ("abuse", "suicide", "drowning")),
        ("violence and torture", ("violence", "torture")),
        ("MCD, SH, DV", ("major-character-death", "self-harm", "domestic-abuse")),
        ("stage fright, heights (tall ones, too)", ("stage fright", "heights (tall ones, too)")),
        ("rape/non-con. underage", ("rape-noncon", "underage")),
        ("none", ("none",)),
        ("", ()),
    ],
)
def test_warnings_map_to_slugs_and_unknown_ones_are_kept(text, slugs):
    assert split_warnings(text) == slugs


def test_a_slug_is_its_own_name():
    assert name_warning("sexual-content") == "sexual-content"


@given(st.integers(1, 3999))
def test_roman_numerals_are_read_as_they_are_written(number):
    assert read_roman(to_roman(number)) == read_numeral(to_roman(number).lower()) == number


@pytest.mark.parametrize("text", ["IIII", "VX", "mild", "", "one hundred", "-3", "٣" * 9])
def test_what_is_no_number_is_none(text):
    assert read_numeral(text) is None


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("15 Nov 2002", "2002-11-15"), ("Nov. 15th, 2002", "2002-11-15"), ("Friday, 15 November, 2002", "2002-11-15"),
        ("the 15th of November 2002", None), ("November 2002", "2002-11"), ("2002", "2002"), ("2002-11-15T08:00:00-05:00", "2002-11-15"),
        ("4/28/2012", "2012-04-28"), ("28/4/2012", "2012-04-28"), ("28.4.2012", "2012-04-28"), ("14 May 1998 21:03:11 GMT", "1998-05-14"),
        ("31 February 2002", None), ("3 May", None), ("in 2002", None), ("May", None), ("", None), ("x" * 200 + "2002", None),
    ],
)  # fmt: skip
def test_dates_become_iso_as_precise_as_stated(text, iso):
    assert read_date(text) == iso


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Low Lights [2]", SeriesPlace("Low Lights", 2)), ("Low Lights, Part Two", SeriesPlace("Low Lights", 2)),
        ("Part 3 of Low Lights", SeriesPlace("Low Lights", 3)), ("Low Lights #1.5", SeriesPlace("Low Lights", 1.5)),
        ("Low Lights", SeriesPlace("Low Lights", None)),
    ],
)  # fmt: skip
def test_a_series_label_gives_name_and_number(text, place):
    assert read_series(text) == place


@pytest.mark.parametrize(
    ("sequel", "before"),
    [
        ("Tides VI: The Ebb", Before("Tides V", "Tides", 5)), ("Tides 3", Before("Tides 2", "Tides", 2)),
        ("Tides II", Before("Tides", "Tides", 1)), ("Tides I", None), ("The Tide", None), ("Room 101 and After", None),
    ],
)  # fmt: skip
def test_a_sequels_number_names_the_story_before_it(sequel, before):
    assert before_in_series(sequel) == before


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("The End", {"ends": "yes"}), ("~ Fin ~", {"ends": "yes"}), ("TBC", {"ends": "no"}), ("TBC in part 3", {"ends": "no"}),
        ("To be continued...", {"ends": "no"}), ("(continued in part two)", {"ends": "no"}), ("-30-", {"ends": "yes"}),
        ("Sequel: The Ladder", {"sequel": "The Ladder", "ends": "no"}), ("Continued in “The Ladder.”", {"sequel": "The Ladder.", "ends": "no"}),
        ("15 Nov 2002", {"published": "2002-11-15"}), ("The end of the pier was wet.", None), ("Next came the rain.", None),
        ("Continued in the morning.", None), ("1893", None),
    ],
)  # fmt: skip
def test_trailer_lines_are_told_from_prose(line, said):
    assert read_trailer_line(line) == said
