"""Withdrawing: hidden at once, stopped, cancelled, deleted, undone or erased; by those who may; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.db import Database, deliveries, posted, servers, stories, withdrawals
from bot.db.deliveries import State
from bot.db.posted import PageState, PublicPage
from bot.errors import NotAllowedError, NotFoundError
from bot.messenger import Reason, Refused, Unanswered
from bot.models import LibraryFilter, Reader, Surface, Visit, Where
from bot.serials import SerialState
from bot.servers import Publication
from bot.services import bookmark, browse, describe, find, read, removal, withdraw
from bot.services.deliver import Dispatcher, Paces
from bot.services.removal import NO_BOT, REMOVAL
from bot.services.serials.cause import SERIALS
from bot.services.withdraw import UNDO_WITHIN, Authority
from tests.db.samples import ask
from tests.services.conftest import part, story_of
from tests.services.test_serials import CHANNEL, DAY, FIVE, MODERATOR, SERVER, Trial

AUTHOR = Reader(77)
HERE = Where(Surface.SERVER, server_id=SERVER)
HER = Visit(AUTHOR, HERE)
READER = Visit(Reader(2), HERE)
ELSEWHERE = Visit(Reader(1), replace(HERE, server_id=SERVER + 1), moderator=True)
OPERATOR = Visit(Reader(3), HERE)


class Withdrawn(Trial):
    """The trial of serials, with a dispatcher that deletes as well."""

    def restart(self) -> None:
        self.dispatcher = Dispatcher(self.engine, self.discord, [SERIALS, REMOVAL], Paces(request_seconds=2.0))

    async def publish(self, title: str = "Hers", server_id: int = SERVER) -> int:
        published = Publication(server_id, AUTHOR.id, "mine")
        story = story_of(title, *FIVE, author="Ann", tags=("sea",), series="Tides", series_index=1.0)
        return await self.shelf.put(story, f"server:{server_id}:{title}", published=published)

    async def post(self, story_id: int, *pages: PublicPage) -> None:
        for page in pages:
            await removal.keep_page(self.engine, story_id, page)

    async def titles(self, visit: Visit = READER, **wanted: object) -> list[str]:
        page = await browse.list_library(self.engine, visit, LibraryFilter(**wanted))
        return [line.entry.title for line in page.lines]

    async def rows(self, table: str, story_id: int) -> int:
        (row,) = await ask(self.engine.database, f"SELECT COUNT(*) AS n FROM {table} WHERE story_id = :i", i=story_id)  # noqa: S608
        return row["n"]

    @property
    def deleted(self) -> list[tuple[int, object]]:
        return [(target, content) for what, target, content in self.discord.requests if what == "send" and not content]


@pytest.fixture
def trial(database: Database) -> Withdrawn:
    return Withdrawn(database)


async def test_a_withdrawn_story_is_nowhere_and_its_pages_and_bookmarks_say_withdrawn(trial: Withdrawn) -> None:
    story = await trial.publish()
    shown = await read.read(trial.engine, READER, story_id=story)
    kept = (await bookmark.keep(trial.engine, READER)).view
    seen = await withdraw.withdraw(trial.engine, HER, story, operator=False)
    assert (seen.withdrawn, seen.withdrawn_as, seen.may_undo) == (True, Authority.AUTHOR, True)
    assert seen.until == trial.time.at + UNDO_WITHIN
    assert await trial.titles() == await trial.titles(search="hers") == await trial.titles(tag="sea") == []
    assert await find.suggest(trial.engine, READER, "her") == []
    for opened in (
        read.go_on(trial.engine, READER, shown.following),
        read.resume(trial.engine, READER, story),
        describe.describe(trial.engine, READER, story),
    ):
        with pytest.raises(NotFoundError, match="withdrawn"):
            await opened
    assert (await bookmark.look(trial.engine, READER, kept.id)).withdrawn


async def test_another_server_is_not_told_that_there_was_such_a_story(trial: Withdrawn) -> None:
    story = await trial.publish()
    await withdraw.withdraw(trial.engine, HER, story, operator=False)
    with pytest.raises(NotFoundError) as refused:
        await describe.describe(trial.engine, ELSEWHERE, story)
    with pytest.raises(NotFoundError) as never:
        await describe.describe(trial.engine, ELSEWHERE, 10**9)
    assert str(refused.value) == str(never.value)


async def test_serials_stop_and_what_waited_to_be_sent_is_cancelled(trial: Withdrawn) -> None:
    story = await trial.publish()
    serial = await trial.start(story)
    await trial.pass_time(6 * 3600)
    trial.time.move(DAY)
    await trial.engine.database.run(SERIALS.decide(trial.engine))
    before = await withdraw.look(trial.engine, MODERATOR, story, operator=False)
    assert (before.withdrawn, before.serials, before.messages) == (False, 1, 1)
    assert before.pages[PageState.THERE] == 1
    await withdraw.withdraw(trial.engine, MODERATOR, story, operator=False)
    await trial.pass_time(3 * DAY)
    assert len(trial.pages) == 1
    assert (await trial.look(serial)).serial.state is SerialState.STOPPED
    steps = await trial.engine.database.read(deliveries.list_of_cause("serial", serial, 10))
    assert {step.state for step in steps} == {State.DONE, State.DROPPED}
    log = await trial.engine.database.read(servers.list_actions(SERVER, 10))
    assert {entry.action for entry in log} >= {"serial-stopped", "story-withdrawn"}


@pytest.mark.parametrize(
    ("visit", "operator", "may"),
    [
        (HER, False, Authority.AUTHOR),
        (replace(HER, where=replace(HERE, server_id=99)), False, Authority.AUTHOR),
        (MODERATOR, False, Authority.MODERATOR),
        (OPERATOR, True, Authority.OPERATOR),
        (READER, False, None),
        (ELSEWHERE, False, None),
    ],
)
async def test_author_moderator_of_its_server_and_operator_may_and_nobody_else(
    trial: Withdrawn, visit: Visit, operator: bool, may: Authority | None
) -> None:
    story = await trial.publish()
    suggested = await withdraw.suggest(trial.engine, visit, "he", operator=operator)
    if may is None:
        assert suggested == []
        with pytest.raises(NotAllowedError if visit is READER else NotFoundError):
            await withdraw.withdraw(trial.engine, visit, story, operator=operator)
        assert await trial.titles() == ["Hers"]
    else:
        assert [each.story_id for each in suggested] == [story]
        assert (await withdraw.withdraw(trial.engine, visit, story, operator=operator)).withdrawn_as is may


async def test_the_operators_own_stories_are_the_operators_alone(trial: Withdrawn) -> None:
    story = await trial.shelf.put(story_of("Theirs", *FIVE))
    with pytest.raises(NotAllowedError):
        await withdraw.withdraw(trial.engine, MODERATOR, story, operator=False)
    await withdraw.withdraw(trial.engine, OPERATOR, story, operator=True)
    assert await trial.titles() == []


UNDOERS = {
    Authority.AUTHOR: (HER, False),
    Authority.MODERATOR: (MODERATOR, False),
    Authority.OPERATOR: (OPERATOR, True),
}
MAY_UNDO = {
    Authority.AUTHOR: {Authority.AUTHOR},
    Authority.MODERATOR: {Authority.MODERATOR, Authority.OPERATOR},
    Authority.OPERATOR: {Authority.OPERATOR},
}


@pytest.mark.parametrize("who", Authority)
@pytest.mark.parametrize("undoer", Authority)
async def test_nobody_brings_back_what_somebody_else_had_the_right_to_withdraw(
    trial: Withdrawn, who: Authority, undoer: Authority
) -> None:
    story = await trial.publish()
    visit, operator = UNDOERS[who]
    await withdraw.withdraw(trial.engine, visit, story, operator=operator)
    visit, operator = UNDOERS[undoer]
    if undoer in MAY_UNDO[who]:
        await withdraw.bring_back(trial.engine, visit, story, operator=operator)
        assert await trial.titles(search="hers") == ["Hers"]
    else:
        with pytest.raises(NotAllowedError):
            await withdraw.bring_back(trial.engine, visit, story, operator=operator)
        assert await trial.titles() == []


async def test_undone_it_is_listed_found_and_linked_as_before_and_readers_are_where_they_were(trial: Withdrawn) -> None:
    story = await trial.publish()
    await trial.shelf.put(
        story_of("Second", part(1, "More."), author="Ann", series="Tides", series_index=2.0),
        published=Publication(SERVER, AUTHOR.id, "mine"),
    )
    await read.open_part(trial.engine, READER, story, 3)
    before = await describe.describe(trial.engine, READER, story)
    await withdraw.withdraw(trial.engine, HER, story, operator=False)
    await withdraw.bring_back(trial.engine, HER, story, operator=False)
    assert await trial.titles(search="hers") == ["Hers"]
    assert await describe.describe(trial.engine, READER, story) == before
    assert before.sequel
    assert (await read.resume(trial.engine, READER, story)).place.part == 3
    trial.time.move((UNDO_WITHIN + timedelta(days=1)).total_seconds())
    await trial.settle()
    assert await trial.titles() == ["Hers", "Second"]


async def test_after_seven_days_the_text_is_erased_and_only_bookmarks_know_that_there_was_a_story(
    trial: Withdrawn,
) -> None:
    story = await trial.publish()
    await read.read(trial.engine, READER, story_id=story)
    kept = (await bookmark.keep(trial.engine, READER)).view
    await withdraw.withdraw(trial.engine, HER, story, operator=False)
    await trial.pass_time(7 * DAY - 60)
    assert await trial.rows("editions", story) == 1
    await trial.pass_time(120)
    for table in ("editions", "story_labels", "story_trigrams", "awaited", "progress", "serials"):
        assert await trial.rows(table, story) == 0, table
    (row,) = await ask(trial.engine.database, "SELECT * FROM stories WHERE id = :i", i=story)
    assert "Hers" not in str(tuple(row))
    assert "Ann" not in str(tuple(row))
    shown = await bookmark.look(trial.engine, READER, kept.id)
    assert (shown.withdrawn, shown.title, shown.words) == (True, None, None)
    with pytest.raises((NotFoundError, NotAllowedError)):
        await withdraw.bring_back(trial.engine, HER, story, operator=False)


async def test_an_erased_story_does_not_come_back_with_its_file_but_its_author_may_publish_it_anew(
    trial: Withdrawn,
) -> None:
    library = await trial.shelf.put(story_of("Theirs", *FIVE))
    hers = await trial.publish()
    for story in (library, hers):
        await withdraw.withdraw(trial.engine, OPERATOR, story, operator=True)
    await trial.pass_time(8 * DAY)
    assert await trial.shelf.put(story_of("Theirs", *FIVE), content_hash="2") == library
    assert await trial.rows("editions", library) == 0
    assert await trial.publish() != hers
    assert await trial.titles() == ["Hers"]


async def test_a_story_that_is_published_again_within_the_week_is_not_erased(trial: Withdrawn) -> None:
    story = await trial.publish()
    await withdraw.withdraw(trial.engine, HER, story, operator=False)
    assert await trial.engine.database.run(stories.bring_back_story(story))
    await trial.publish()
    await trial.pass_time(8 * DAY)
    assert await trial.titles() == ["Hers"]


# --- what was posted ------------------------------------------------------------------------------------------------


async def test_what_was_posted_is_deleted_one_by_one_and_what_cannot_be_is_listed(trial: Withdrawn) -> None:
    story = await trial.publish()
    await trial.start(story)
    await trial.pass_time(6 * 3600)
    shared = [PublicPage(50, 500, SERVER), PublicPage(51, 501, SERVER), PublicPage(52, 502, None)]
    await trial.post(story, *shared, shared[0])
    trial.discord.answers[51] = [Refused(Reason.NO_PERMISSION)]
    await withdraw.withdraw(trial.engine, HER, story, operator=False)
    assert trial.deleted == []
    asked = await withdraw.remove_posted(trial.engine, HER, story, operator=False)
    assert (asked.pages[PageState.ASKED], asked.pages[PageState.STUCK]) == (3, 1)
    await trial.settle()
    await trial.pass_time(60)
    seen = await withdraw.look(trial.engine, HER, story, operator=False)
    assert {target for target, _ in trial.deleted} == {CHANNEL, 50, 51}
    assert (seen.pages[PageState.GONE], seen.pages[PageState.ASKED]) == (2, 0)
    assert {(page.channel_id, page.reason) for page in seen.left} == {(51, "no-permission"), (52, NO_BOT)}


async def test_deleting_can_be_tried_again_where_it_was_refused(trial: Withdrawn) -> None:
    story = await trial.publish()
    await trial.post(story, PublicPage(51, 501, SERVER))
    trial.discord.answers[51] = [Refused(Reason.NO_PERMISSION)]
    await withdraw.withdraw(trial.engine, HER, story, operator=False)
    for _ in range(2):
        await withdraw.remove_posted(trial.engine, HER, story, operator=False)
        await trial.pass_time(10)
    seen = await withdraw.look(trial.engine, HER, story, operator=False)
    assert (seen.pages[PageState.GONE], seen.left) == (1, ())


async def test_a_deletion_whose_answer_is_lost_is_asked_for_again(trial: Withdrawn) -> None:
    story = await trial.publish()
    await trial.post(story, PublicPage(51, 501, SERVER))
    trial.discord.answers[51] = ["lost"]
    await withdraw.withdraw(trial.engine, HER, story, operator=False)
    await withdraw.remove_posted(trial.engine, HER, story, operator=False)
    await trial.pass_time(60)
    seen = await withdraw.look(trial.engine, HER, story, operator=False)
    assert seen.pages[PageState.GONE] == 1


async def test_bringing_back_leaves_what_was_not_deleted_yet(trial: Withdrawn) -> None:
    story = await trial.publish()
    await trial.post(story, *(PublicPage(50, number, SERVER) for number in range(100)))
    await withdraw.withdraw(trial.engine, HER, story, operator=False)
    await withdraw.remove_posted(trial.engine, HER, story, operator=False)
    for _ in range(20):
        await trial.round()
        trial.time.move(0.5)
    done = len(trial.deleted)
    assert 10 <= done < 60
    await withdraw.bring_back(trial.engine, HER, story, operator=False)
    await trial.pass_time(600)
    seen = await withdraw.look(trial.engine, HER, story, operator=False)
    assert len(trial.deleted) == done
    assert (seen.pages[PageState.GONE], seen.pages[PageState.THERE]) == (done, 100 - done)


async def test_nothing_is_deleted_of_a_story_that_is_not_withdrawn(trial: Withdrawn) -> None:
    story = await trial.publish()
    await trial.post(story, PublicPage(50, 500, SERVER))
    with pytest.raises(NotFoundError):
        await withdraw.remove_posted(trial.engine, HER, story, operator=False)
    assert await trial.engine.database.read(posted.shows_story(50, 500, story))


async def test_a_post_on_its_way_while_its_server_is_erased_hinders_nothing(trial: Withdrawn) -> None:
    story = await trial.publish()
    await trial.start(story)
    await trial.pass_time(6 * 3600)
    await trial.engine.database.run(servers.erase_server(SERVER))
    await trial.post(story, PublicPage(50, 500, SERVER))
    assert await trial.rows("public_pages", story) == 0


@pytest.mark.parametrize("arrived", [True, False])
async def test_a_post_whose_answer_stayed_out_when_its_story_was_withdrawn_is_looked_for_and_not_sent_again(
    trial: Withdrawn, arrived: bool
) -> None:
    story = await trial.publish()
    serial = await trial.start(story)
    trial.discord.answers[CHANNEL] = ["lost" if arrived else Unanswered()]
    trial.time.move(6 * 3600)
    await trial.round()
    (step,) = await trial.engine.database.read(deliveries.list_of_cause("serial", serial, 5))
    assert (step.state, step.look) == (State.WAITING, True)
    await withdraw.withdraw(trial.engine, HER, story, operator=False)
    await trial.pass_time(600)
    seen = await withdraw.look(trial.engine, HER, story, operator=False)
    assert seen.pages[PageState.THERE] == arrived
    assert len(trial.pages) == 1


async def test_a_servers_data_are_erased_with_its_pages_and_reports(trial: Withdrawn) -> None:
    story = await trial.publish()
    theirs = await trial.shelf.put(story_of("Theirs", *FIVE))
    await trial.post(theirs, PublicPage(50, 500, SERVER), PublicPage(60, 600, SERVER + 1))
    await trial.engine.database.run(servers.erase_server(SERVER))
    assert await trial.engine.database.read(withdrawals.get_ownership(story)) is None
    assert await trial.rows("public_pages", theirs) == 1
