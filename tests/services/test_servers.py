"""Servers: what moderators set, which stories are seen where, and what is erased when the bot has gone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from bot.db import Database
from bot.db.servers import list_actions
from bot.db.stories import bring_back_story, get_publication, save_story, withdraw_story
from bot.errors import NotFoundError, NotHereError
from bot.models import LabelKind, LibraryFilter, Rating, RatingLevel, Surface, Visit, Where
from bot.servers import Feature, Publication, ServerSettings
from bot.services import bookmark, browse, describe, find, prefer, read, servers
from bot.services.engine import Engine
from tests.db.samples import ask
from tests.services.conftest import ADA, BO, DM, NOON, SERVER, part, story_of

HOME, AWAY, MODERATOR = 10, 20, 7
AT_HOME, ABROAD = replace(SERVER, server_id=HOME), replace(SERVER, server_id=AWAY)
FOREIGN, PRIVATE = SERVER, Where(Surface.PRIVATE)
TEEN = Rating(RatingLevel.TEEN, "T")


@dataclass
class Members:
    """Stands for Discord: who is a member of what, and how often that was asked."""

    of: set[tuple[int, int]] = field(default_factory=set)
    asked: list[tuple[int, int]] = field(default_factory=list)

    async def is_member(self, server_id: int, reader_id: int) -> bool:
        self.asked.append((server_id, reader_id))
        return (server_id, reader_id) in self.of


@dataclass
class Hands:
    """A clock that a test moves."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def members() -> Members:
    return Members()


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def engine(database: Database, members: Members, clock: Hands) -> Engine:
    return Engine(database, clock, RatingLevel.TEEN, messenger=members)


async def publish(engine: Engine, server_id: int | None, title: str, content: str = "1", **said: object) -> int:
    said = {"author": "Ann", "rating": TEEN, "tags": ("sea",)} | said
    saving = save_story(
        f"server:{server_id}:{title}",
        story_of(title, part(1, f"{title} begins."), part(2, "It ends."), **said),
        content_hash=content,
        importer_version=1,
        title=title,
        now=NOON,
        published=server_id and Publication(server_id, ADA.id, "mine", None),
    )
    return await engine.database.run(saving)


async def titles(engine: Engine, where: Where, reader=ADA, **wanted: object) -> list[str]:
    page = await browse.list_library(engine, Visit(reader, where), LibraryFilter(**wanted))
    assert page.total == len(page.lines)
    return [line.entry.title for line in page.lines]


# --- settings -------------------------------------------------------------------------------------------------------


async def test_a_server_where_nothing_was_set_has_the_defaults(engine: Engine):
    assert (await servers.get_settings(engine, HOME)).settings == ServerSettings(HOME)


async def test_each_setting_is_changed_without_losing_another_and_written_down(engine: Engine):
    changes = [
        servers.set_ceiling(engine, HOME, MODERATOR, RatingLevel.MATURE),
        servers.set_author_role(engine, HOME, MODERATOR, 2**60),
        servers.set_notice_channel(engine, HOME, MODERATOR, 2**61),
        servers.set_zone(engine, HOME, MODERATOR, "lisbon"),
        servers.share_pages(engine, HOME, MODERATOR, shares=True),
        servers.show_commons(engine, HOME, MODERATOR, commons=False),
        servers.allow(engine, HOME, MODERATOR, Feature.PINGS, on=False),
        servers.allow(engine, HOME, MODERATOR, Feature.AHEAD, on=False),
        servers.allow(engine, HOME, MODERATOR, Feature.AHEAD, on=True),
    ]
    for change in changes:
        view = await change
    assert view.settings == ServerSettings(
        HOME,
        ceiling=RatingLevel.MATURE,
        author_role=2**60,
        notice_channel=2**61,
        zone="Europe/Lisbon",
        shares=True,
        commons=False,
        features=frozenset({Feature.SERIALS, Feature.AHEAD}),
    )
    log = await engine.database.run(list_actions(HOME, 20))
    assert [(entry.actor_id, entry.action, entry.detail) for entry in reversed(log)] == [
        (MODERATOR, "ceiling", "mature"),
        (MODERATOR, "author_role", str(2**60)),
        (MODERATOR, "notice_channel", str(2**61)),
        (MODERATOR, "zone", "Europe/Lisbon"),
        (MODERATOR, "shares", "on"),
        (MODERATOR, "commons", "off"),
        (MODERATOR, "pings", "off"),
        (MODERATOR, "ahead", "off"),
        (MODERATOR, "ahead", "on"),
    ]
    assert all(entry.at == NOON for entry in log)
    (untold,) = await ask(engine.database, "SELECT COUNT(*) AS n FROM server_log WHERE told = 0")
    assert untold["n"] == 9
    assert (await servers.get_settings(engine, AWAY)).settings == ServerSettings(AWAY)


async def test_what_is_set_to_what_it_was_is_not_written_down(engine: Engine):
    view = await servers.allow(engine, HOME, MODERATOR, Feature.PINGS, on=True)
    assert view.log == ()


async def test_a_role_a_channel_and_a_zone_can_be_taken_away_again(engine: Engine):
    await servers.set_author_role(engine, HOME, MODERATOR, 5)
    await servers.set_notice_channel(engine, HOME, MODERATOR, 5)
    await servers.set_zone(engine, HOME, MODERATOR, "Europe/London")
    await servers.set_author_role(engine, HOME, MODERATOR, None)
    await servers.set_notice_channel(engine, HOME, MODERATOR, None)
    assert (await servers.set_zone(engine, HOME, MODERATOR, " ")).settings == ServerSettings(HOME)
    with pytest.raises(NotFoundError, match="no time zone of that name"):
        await servers.set_zone(engine, HOME, MODERATOR, "Atlantis")
    with pytest.raises(NotFoundError):
        await servers.set_ceiling(engine, HOME, MODERATOR, RatingLevel.UNRATED)


async def test_pages_are_shared_as_she_chose_else_as_the_server_has_it(engine: Engine):
    here = Visit(ADA, AT_HOME)
    assert not await prefer.shares_pages(engine, here)
    await servers.share_pages(engine, HOME, MODERATOR, shares=True)
    assert await prefer.shares_pages(engine, here)
    assert not await prefer.shares_pages(engine, Visit(ADA, ABROAD))
    assert not await prefer.shares_pages(engine, Visit(ADA, FOREIGN))
    await prefer.share_pages(engine, here, shares=False)
    assert not await prefer.shares_pages(engine, here)
    await prefer.share_pages(engine, here, shares=None)
    assert await prefer.shares_pages(engine, here)


# --- what is seen where ---------------------------------------------------------------------------------------------


async def test_a_servers_stories_are_seen_there_and_the_operators_everywhere(engine: Engine):
    for server_id, title in ((None, "Common"), (HOME, "Homely"), (AWAY, "Distant")):
        await publish(engine, server_id, title)
    assert await titles(engine, AT_HOME) == ["Common", "Homely"]
    assert await titles(engine, ABROAD) == ["Common", "Distant"]
    for where in (FOREIGN, PRIVATE, DM):
        assert await titles(engine, where) == ["Common"]


async def test_a_server_can_do_without_the_operators_stories(engine: Engine):
    common, homely = await publish(engine, None, "Common"), await publish(engine, HOME, "Homely")
    await read.read(engine, Visit(ADA, AT_HOME), story_id=homely)
    await read.read(engine, Visit(ADA, AT_HOME), story_id=common)
    await servers.show_commons(engine, HOME, MODERATOR, commons=False)
    assert await titles(engine, AT_HOME) == ["Homely"]
    with pytest.raises(NotFoundError):
        await describe.describe(engine, Visit(ADA, AT_HOME), common)
    shown = await read.read(engine, Visit(ADA, AT_HOME))
    assert isinstance(shown, read.PageView)
    assert shown.entry.title == "Homely"
    assert await titles(engine, ABROAD) == ["Common"]


async def test_nothing_of_another_servers_story_is_found_suggested_or_counted(engine: Engine):
    here, there = Visit(ADA, AT_HOME), Visit(BO, ABROAD)
    mine = await publish(engine, HOME, "The Storm", series="Seas", series_index=1)
    theirs = await publish(engine, AWAY, "The Storm, Part Two", series="Seas", series_index=2, tags=("whales",))
    assert [entry.story_id for entry in await find.suggest(engine, here, "the storm")] == [mine]
    for wanted in ({"search": "storm"}, {"tag": "sea"}, {"rating": RatingLevel.TEEN}, {"search": "whales"}):
        assert set(await titles(engine, AT_HOME, **wanted)) <= {"The Storm"}
    assert [label.name for label in (await browse.list_labels(engine, here, LabelKind.TAG)).labels] == ["sea"]
    assert (await describe.describe(engine, here, mine)).sequel is None
    assert (await describe.describe(engine, there, theirs)).prequel is None
    with pytest.raises(NotFoundError):
        await find.resolve(engine, here, str(theirs))
    found = await find.resolve(engine, here, "The Storm, Part Two")
    assert [entry.story_id for entry in found] == [mine]


async def test_of_two_stories_that_a_pointer_fits_the_one_in_sight_is_linked(engine: Engine):
    await publish(engine, AWAY, "The Calm")
    calm = await publish(engine, HOME, "The Calm")
    storm = await publish(engine, HOME, "The Storm", sequel="The Calm")
    card = await describe.describe(engine, Visit(ADA, AT_HOME), storm)
    assert card.sequel is not None
    assert card.sequel.story_id == calm


async def test_her_bookmark_and_place_in_a_servers_story_stay_there(engine: Engine, members: Members):
    here = Visit(ADA, AT_HOME)
    homely = await publish(engine, HOME, "Homely")
    await read.read(engine, here, story_id=homely)
    kept = (await bookmark.keep(engine, here)).view
    for where in (ABROAD, FOREIGN, PRIVATE):
        there = Visit(ADA, where)
        assert await read.read(engine, there) is None
        (listed,) = (await bookmark.list_page(engine, there, 1)).bookmarks
        assert (listed.title, listed.words, listed.elsewhere) == (None, None, True)
        with pytest.raises(NotFoundError):
            await bookmark.resume(engine, there, kept.id)
    assert (await bookmark.look(engine, here, kept.id)).title == "Homely"


async def test_a_withdrawn_story_is_hidden_until_it_is_brought_back_and_bookmarks_say_so(engine: Engine):
    here = Visit(ADA, AT_HOME)
    homely = await publish(engine, HOME, "Homely")
    await read.read(engine, here, story_id=homely)
    kept = (await bookmark.keep(engine, here)).view
    assert await engine.database.run(withdraw_story(homely, NOON))
    assert not await engine.database.run(withdraw_story(homely, NOON))
    await publish(engine, HOME, "Homely", content="2")
    assert await titles(engine, AT_HOME) == []
    assert await titles(engine, AT_HOME, search="homely") == []
    shown = await bookmark.look(engine, here, kept.id)
    assert (shown.hidden, shown.withdrawn) == (True, True)
    assert await engine.database.run(get_publication(homely)) == Publication(HOME, ADA.id, "mine", None, True)
    assert await engine.database.run(bring_back_story(homely))
    await publish(engine, HOME, "Homely", content="3")
    assert await titles(engine, AT_HOME, search="homely") == ["Homely"]


# --- the ceiling ----------------------------------------------------------------------------------------------------

RATED = {
    "General": Rating(RatingLevel.GENERAL, "G"),
    "Parental": Rating(RatingLevel.PARENTAL, "PG"),
    "Teen": TEEN,
    "Unstated": Rating(),
    "Raised": Rating(RatingLevel.GENERAL, "G"),
    "Mature": Rating(RatingLevel.MATURE, "M"),
    "Explicit": Rating(RatingLevel.EXPLICIT, "E"),
    "Unrated": Rating(RatingLevel.UNRATED, "NR"),
    "Odd": Rating(None, "Mauve"),
}
HIGHER = {
    RatingLevel.GENERAL: {"Parental", "Teen", "Unstated", "Raised", "Mature", "Explicit", "Unrated", "Odd"},
    RatingLevel.PARENTAL: {"Teen", "Unstated", "Raised", "Mature", "Explicit", "Unrated", "Odd"},
    RatingLevel.TEEN: {"Raised", "Mature", "Explicit", "Unrated", "Odd"},
    RatingLevel.MATURE: {"Explicit", "Unrated", "Odd"},
    RatingLevel.EXPLICIT: set(),
}


@pytest.mark.parametrize("ceiling", HIGHER)
async def test_no_story_above_a_servers_ceiling_is_let_through_there(engine: Engine, ceiling: RatingLevel):
    ids = {}
    for title, rating in RATED.items():
        warnings = ("sexual-content",) if title == "Raised" else ()
        ids[title] = await publish(engine, None, title, rating=rating, warnings=warnings)
    await servers.set_ceiling(engine, HOME, MODERATOR, ceiling)
    adults = Where(Surface.SERVER, age_restricted=True, server_id=HOME)
    assert set(RATED) - set(await titles(engine, adults)) == HIGHER[ceiling]
    for title, story_id in ids.items():
        if title in HIGHER[ceiling]:
            with pytest.raises(NotHereError, match="higher than this server allows"):
                await describe.describe(engine, Visit(ADA, adults), story_id)
        else:
            assert (await describe.describe(engine, Visit(ADA, adults), story_id)).title == title
    assert set(await titles(engine, replace(adults, server_id=AWAY))) == set(RATED)


# --- her DMs --------------------------------------------------------------------------------------------------------


async def visit_home(engine: Engine) -> int:
    homely = await publish(engine, HOME, "Homely")
    await read.read(engine, Visit(ADA, AT_HOME), story_id=homely)
    return homely


async def test_a_servers_stories_come_to_the_dms_of_readers_who_opened_one_there(engine: Engine, members: Members):
    await visit_home(engine)
    await publish(engine, HOME, "Another")
    members.of.add((HOME, BO.id))
    assert await titles(engine, DM) == ["Another", "Homely"]
    assert await titles(engine, DM, BO) == []
    assert members.asked == []  # she was there just now


async def test_discord_is_asked_once_an_hour_whether_she_is_a_member_still(
    engine: Engine, members: Members, clock: Hands
):
    await visit_home(engine)
    members.of.add((HOME, ADA.id))
    clock.now += timedelta(minutes=59)
    assert await titles(engine, DM) == ["Homely"]
    assert members.asked == []
    clock.now += timedelta(minutes=2)
    assert await titles(engine, DM) == ["Homely"]
    assert await titles(engine, DM) == ["Homely"]
    assert members.asked == [(HOME, ADA.id)]
    members.of.clear()
    clock.now += timedelta(minutes=61)
    assert await titles(engine, DM) == []
    assert await titles(engine, DM) == []
    assert members.asked == [(HOME, ADA.id)] * 2


async def test_the_same_is_known_to_a_process_that_starts_anew(engine: Engine, members: Members, clock: Hands):
    await visit_home(engine)
    members.of.add((HOME, ADA.id))
    clock.now += timedelta(minutes=40)
    anew = Engine(engine.database, clock, RatingLevel.TEEN, messenger=members)
    assert await titles(anew, DM) == ["Homely"]
    clock.now += timedelta(minutes=30)
    assert await titles(anew, DM) == ["Homely"]
    assert members.asked == [(HOME, ADA.id)]


async def test_nobody_is_asked_about_readers_who_read_in_no_servers_library(engine: Engine, members: Members):
    common = await publish(engine, None, "Common")
    await read.read(engine, Visit(ADA, AT_HOME), story_id=common)
    assert await titles(engine, DM) == ["Common"]
    assert members.asked == []


async def test_without_a_way_to_ask_unknown_means_no(database: Database, engine: Engine, clock: Hands):
    await visit_home(engine)
    clock.now += timedelta(hours=2)
    assert await titles(Engine(database, clock, RatingLevel.TEEN), DM) == []


async def test_the_ceiling_of_a_server_counts_for_its_stories_in_dms_too(engine: Engine):
    await visit_home(engine)
    await publish(engine, None, "Common")
    await servers.set_ceiling(engine, HOME, MODERATOR, RatingLevel.GENERAL)
    assert await titles(engine, DM) == ["Common"]


# --- coming and going -----------------------------------------------------------------------------------------------


async def test_what_is_kept_of_a_server_is_erased_some_time_after_the_bot_left(engine: Engine, clock: Hands):
    homely = await visit_home(engine)
    kept = await publish(engine, AWAY, "Distant")
    await bookmark.keep(engine, Visit(ADA, AT_HOME))
    await servers.set_ceiling(engine, HOME, MODERATOR, RatingLevel.TEEN)
    await servers.join(engine, HOME, "de")
    await servers.leave(engine, HOME)
    assert await titles(engine, DM) == []
    clock.now += timedelta(days=29)
    assert await servers.erase_left(engine, timedelta(days=30)) == []
    clock.now += timedelta(days=2)
    assert await servers.erase_left(engine, timedelta(days=30)) == [HOME]
    for table in ("servers", "server_log", "visited_servers", "memberships", "bookmarks", "progress"):
        (row,) = await ask(engine.database, f"SELECT COUNT(*) AS n FROM {table}")  # noqa: S608
        assert row["n"] == 0, table
    rows = await ask(engine.database, "SELECT id FROM stories")
    assert [row["id"] for row in rows] == [kept]
    assert homely != kept


async def test_coming_back_in_time_keeps_everything(engine: Engine, clock: Hands):
    await visit_home(engine)
    await servers.set_ceiling(engine, HOME, MODERATOR, RatingLevel.TEEN)
    await servers.leave(engine, HOME)
    clock.now += timedelta(days=29)
    await servers.join(engine, HOME, "fr")
    clock.now += timedelta(days=29)
    assert await servers.erase_left(engine, timedelta(days=30)) == []
    assert (await servers.get_settings(engine, HOME)).settings == ServerSettings(
        HOME, locale="fr", ceiling=RatingLevel.TEEN
    )
    assert await titles(engine, AT_HOME) == ["Homely"]


async def test_a_server_left_while_the_bot_was_away_is_noticed_when_it_is_back(engine: Engine, clock: Hands):
    for server_id in (HOME, AWAY, 30):
        await servers.join(engine, server_id, "de")
    await servers.meet(engine, {HOME: None}, lambda server_id: server_id != 30)
    clock.now += timedelta(days=40)
    assert await servers.erase_left(engine, timedelta(days=30)) == [AWAY]
    assert (await servers.get_settings(engine, HOME)).settings.locale == "de"


# --- what it costs --------------------------------------------------------------------------------------------------


@dataclass
class Counted:
    """A database that counts how often it is gone to."""

    database: Database
    hops: int = 0

    async def run(self, work, *, durable: bool = True):
        self.hops += 1
        return await self.database.run(work, durable=durable)

    async def read(self, work):
        self.hops += 1
        return await self.database.read(work)


async def test_a_page_turn_is_one_hop_in_a_server_and_in_a_dm_where_all_is_known(engine: Engine, clock: Hands):
    homely = await visit_home(engine)
    counted = Counted(engine.database)
    counting = Engine(counted, clock, RatingLevel.TEEN, messenger=engine.messenger)  # type: ignore[arg-type]
    await read.resume(counting, Visit(ADA, AT_HOME), homely)
    assert counted.hops == 1
    await read.resume(counting, Visit(ADA, DM), homely)
    counted.hops = 0
    await read.resume(counting, Visit(ADA, DM), homely)
    assert counted.hops == 1
