"""Preferences: each is kept alone, and nobody confirms being an adult from where children read."""

from __future__ import annotations

import asyncio

import pytest

from bot.db import Database
from bot.errors import NotFoundError, NotHereError
from bot.models import PageLength, Preferences, Visit
from bot.services import prefer
from bot.services.engine import Engine
from bot.services.find import suggest
from bot.services.read import PAGE_LIMITS, PageView, open_part
from tests.services.conftest import ADA, ADULTS, BO, DM, SERVER, Shelf, part, story_of, words

HERE = Visit(ADA, SERVER)


async def test_who_chose_nothing_has_the_defaults(engine: Engine):
    assert (await prefer.get_preferences(engine, HERE)).preferences == Preferences()


async def test_changing_one_preference_never_loses_another(engine: Engine):
    changes = [
        lambda: prefer.share_pages(engine, HERE, shares=True),
        lambda: prefer.set_page_length(engine, HERE, PageLength.SHORT),
        lambda: prefer.set_zone(engine, HERE, "Lisbon"),
        lambda: prefer.allow_notices(engine, HERE, notices=False),
        lambda: prefer.name_topics(engine, HERE, named=True),
        lambda: prefer.avoid(engine, HERE, ["Dog dies", "clowns"]),
        lambda: prefer.confirm_adult(engine, Visit(ADA, ADULTS)),
    ]
    await asyncio.gather(*(change() for change in changes))
    assert (await prefer.get_preferences(engine, HERE)).preferences == Preferences(
        shares=True,
        page_length=PageLength.SHORT,
        zone="Europe/Lisbon",
        notices=False,
        names_topics=True,
        avoided=("animal-death", "clowns"),
        adult=True,
    )
    assert (await prefer.get_preferences(engine, Visit(BO, SERVER))).preferences == Preferences()


async def test_topics_are_kept_under_their_one_name_and_taken_away_again(engine: Engine):
    await prefer.avoid(engine, HERE, ["MCD", "main character death", "  ", "Needles!"])
    chosen = await prefer.avoid(engine, HERE, ["major character death"])
    assert chosen.preferences.avoided == ("major-character-death", "medical")
    chosen = await prefer.choose_avoided(engine, HERE, ["medical", "gore"], ["gore"])
    assert chosen.preferences.avoided == ("gore", "major-character-death")


async def test_no_more_topics_are_kept_than_fit(engine: Engine):
    chosen = await prefer.avoid(engine, HERE, [f"topic {number}" for number in range(99)])
    assert len(chosen.preferences.avoided) == prefer.MOST_AVOIDED
    chosen = await prefer.avoid(engine, HERE, ["one more"])
    assert len(chosen.preferences.avoided) == prefer.MOST_AVOIDED


@pytest.mark.parametrize("where", [SERVER, DM])
async def test_being_an_adult_is_confirmed_only_in_an_age_restricted_channel(engine: Engine, where):
    with pytest.raises(NotHereError):
        await prefer.confirm_adult(engine, Visit(ADA, where))
    chosen = await prefer.get_preferences(engine, Visit(ADA, where))
    assert not chosen.preferences.adult
    assert not chosen.may_confirm


async def test_a_confirmed_adult_reads_adult_stories_in_her_dm_until_she_takes_it_back(engine: Engine, cellar: int):
    with pytest.raises(NotHereError, match="confirm"):
        await open_part(engine, Visit(ADA, DM), cellar, 1)
    await prefer.confirm_adult(engine, Visit(ADA, ADULTS))
    assert isinstance(await open_part(engine, Visit(ADA, DM), cellar, 1), PageView)
    assert [entry.story_id for entry in await suggest(engine, Visit(ADA, DM), "cellar")] == [cellar]
    with pytest.raises(NotHereError):
        await open_part(engine, Visit(BO, DM), cellar, 1)
    with pytest.raises(NotHereError):
        await open_part(engine, Visit(ADA, SERVER), cellar, 1)
    await prefer.withdraw_adult(engine, Visit(ADA, DM))
    with pytest.raises(NotHereError):
        await open_part(engine, Visit(ADA, DM), cellar, 1)


async def test_pages_are_as_long_as_she_wants_them_and_her_place_stays(engine: Engine, shelf: Shelf):
    story_id = await shelf.put(story_of("Long", part(1, *(words(40, f"word{i}") for i in range(60)))))
    counts = {}
    for length in PageLength:
        await prefer.set_page_length(engine, HERE, length)
        view = await open_part(engine, HERE, story_id, 1)
        assert isinstance(view, PageView)
        assert len(view.page.text) <= PAGE_LIMITS[length]
        counts[length] = view.pages
    assert counts[PageLength.SHORT] > counts[PageLength.NORMAL] > counts[PageLength.LONG] > 1


async def test_a_zone_nobody_knows_is_refused_and_blank_forgets_it(engine: Engine, database: Database):
    with pytest.raises(NotFoundError):
        await prefer.set_zone(engine, HERE, "Atlantis")
    await prefer.set_zone(engine, HERE, "Europe/Lisbon")
    assert (await prefer.set_zone(engine, HERE, " ")).preferences.zone is None
