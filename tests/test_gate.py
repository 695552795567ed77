"""The gate: every rating and every raising warning, in every kind of place."""

from __future__ import annotations

import itertools

import pytest

from bot.gate import admitted, gate_of
from bot.models import Gate, Rating, RatingLevel, Surface, Where

PLACES = [Where(surface, age_restricted=r) for surface, r in itertools.product(Surface, (True, False))]
ADULTS = Where(Surface.SERVER, age_restricted=True)
ADULT_LEVELS = {RatingLevel.MATURE, RatingLevel.EXPLICIT, RatingLevel.UNRATED}
MILD_LEVELS = set(RatingLevel) - ADULT_LEVELS


def is_shown(rating: Rating, warnings: list[str], where: Where, no_rating_means: RatingLevel) -> bool:
    return gate_of(rating, warnings) in admitted(where, no_rating_means)


@pytest.mark.parametrize("where", PLACES, ids=str)
@pytest.mark.parametrize("level", RatingLevel)
def test_adult_ratings_are_shown_only_in_age_restricted_channels_of_servers(where: Where, level: RatingLevel):
    shown = is_shown(Rating(level), [], where, RatingLevel.TEEN)
    assert shown == (level in MILD_LEVELS or where == ADULTS)


@pytest.mark.parametrize("where", PLACES, ids=str)
@pytest.mark.parametrize("means", RatingLevel)
def test_a_story_without_a_rating_counts_as_the_setting_says(where: Where, means: RatingLevel):
    assert is_shown(Rating(), [], where, means) == (means in MILD_LEVELS or where == ADULTS)


@pytest.mark.parametrize("where", PLACES, ids=str)
@pytest.mark.parametrize("warning", ["sexual-content", "rape-noncon"])
@pytest.mark.parametrize("level", [None, *sorted(MILD_LEVELS)])
def test_warnings_of_sexual_content_raise_any_lower_or_missing_rating(
    where: Where, warning: str, level: RatingLevel | None
):
    assert is_shown(Rating(level), ["violence", warning], where, RatingLevel.GENERAL) == (where == ADULTS)


@pytest.mark.parametrize("where", PLACES, ids=str)
@pytest.mark.parametrize("level", [None, *RatingLevel])
@pytest.mark.parametrize("more", [[], ["sexual-content"], ["rape-noncon"]])
def test_underage_stories_are_held_everywhere_unless_mild_and_without_sexual_content(
    where: Where, level: RatingLevel | None, more: list[str]
):
    harmless = level in MILD_LEVELS and not more
    assert (gate_of(Rating(level), ["underage", *more]) is Gate.HELD) == (not harmless)
    assert is_shown(Rating(level), ["underage", *more], where, RatingLevel.GENERAL) == harmless


@pytest.mark.parametrize(
    "warning",
    [
        "graphic sex",
        "explicit sexual content",
        "sex scenes",
        "attempted rape",
        "noncon/dubcon",
        "dub-con/non-con",
        "non con",
        "sexual violence",
        "contains rape and violence.",
        "Rape/Non-Con Elements",
        "explicit smut",
        "oral sex",
    ],
)
def test_sexual_content_is_seen_in_an_authors_own_words(warning: str):
    assert gate_of(Rating(RatingLevel.TEEN), [warning]) is Gate.ADULT
    assert gate_of(Rating(RatingLevel.TEEN), [], [warning]) is Gate.ADULT


@pytest.mark.parametrize(
    "warning",
    [
        "Statutory Rape",
        "jail bait",
        "underage relationship",
        "underage smut",
        "minor/adult sex",
        "sex between minors",
        "shota",
        "lolicon",
        "Underage",
    ],
)
def test_minors_beside_sexual_content_are_seen_in_an_authors_own_words(warning: str):
    assert gate_of(Rating(RatingLevel.EXPLICIT), [warning]) is Gate.HELD
    assert gate_of(Rating(RatingLevel.EXPLICIT), [], [warning]) is Gate.HELD


@pytest.mark.parametrize(
    "warning",
    [
        "sexism",
        "no sex",
        "non-sexual nudity",
        "minor character death",
        "underage drinking",
        "grape juice",
        "sex education",
    ],
)
def test_words_that_only_look_alike_raise_nothing(warning: str):
    assert gate_of(Rating(RatingLevel.TEEN), [warning]) is Gate.OPEN


def test_a_rating_that_is_stated_but_not_understood_counts_as_adult():
    assert gate_of(Rating(None, "R-rated-ish, I guess"), []) is Gate.ADULT
