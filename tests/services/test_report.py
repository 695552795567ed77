"""Reports: to the moderators of the server where the page is, else to the operator; a few a day; never public."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.db import Database, posted, reports, servers
from bot.db.posted import PublicPage
from bot.db.reports import Report
from bot.errors import LimitError, NotFoundError
from bot.messenger import Reason, Refused
from bot.models import Reader, Surface, Visit, Where
from bot.servers import Publication
from bot.services.deliver import Dispatcher, Paces
from bot.services.report import LONGEST_REASON, REPORTS, Complaint, report
from tests.services.conftest import story_of
from tests.services.test_serials import DAY, FIVE, READER, SERVER, Trial

NOTICES = 90
FOREIGN = Visit(Reader(2), Where(Surface.SERVER))


class Reporting(Trial):
    def restart(self) -> None:
        self.dispatcher = Dispatcher(self.engine, self.discord, [REPORTS], Paces(request_seconds=2.0))

    async def open(self) -> int:
        await self.run(servers.keep_servers({SERVER: "de"}, self.time.at))
        await self.run(servers.set_notice_channel(SERVER, NOTICES))
        return await self.shelf.put(story_of("Five", *FIVE))

    @property
    def told(self) -> list[tuple[int, Report]]:
        return [(target, content) for target, content in self.discord.sends if isinstance(content, Report)]


@pytest.fixture
def trial(database: Database) -> Reporting:
    return Reporting(database)


async def test_moderators_are_told_who_says_what_of_which_part_and_where_it_is(trial: Reporting) -> None:
    story = await trial.open()
    await trial.run(posted.keep_page(PublicPage(5, 55, SERVER), story, trial.time.at))
    done = await report(trial.engine, READER, Complaint(story, 3, "  It is mine.  ", (5, 55)))
    assert done.moderators
    await trial.settle()
    ((target, told),) = trial.told
    assert target == NOTICES
    assert (told.title, told.part, told.reason, told.reporter_id) == ("Five", 3, "It is mine.", READER.reader.id)
    assert (told.channel_id, told.message_id) == (5, 55)
    assert (await trial.run(reports.get_report(done.report_id))).told


async def test_a_message_that_shows_no_page_of_the_story_is_not_told(trial: Reporting) -> None:
    story = await trial.open()
    await report(trial.engine, READER, Complaint(story, 3, "No.", (5, 56)))
    await trial.settle()
    ((_target, told),) = trial.told
    assert told.message_id is None


@pytest.mark.parametrize("visit", [FOREIGN, replace(READER, where=replace(READER.where, server_id=99))])
async def test_where_no_channel_is_told_the_operator_finds_it(trial: Reporting, visit: Visit) -> None:
    story = await trial.open()
    assert not (await report(trial.engine, visit, Complaint(story, 1, "Copied."))).moderators
    await trial.settle()
    assert trial.told == []
    (kept,) = await trial.run(reports.list_reports(10))
    assert (kept.reason, kept.told, kept.server_id) == ("Copied.", False, visit.where.server_id)


async def test_in_her_dm_the_moderators_of_the_storys_own_server_are_told(trial: Reporting) -> None:
    await trial.open()
    story = await trial.shelf.put(story_of("Own", *FIVE), published=Publication(SERVER, 9, "mine"))
    await trial.run(servers.keep_servers({SERVER: "de"}, trial.time.at))
    await report(trial.engine, READER, Complaint(story, 1, "Copied."))
    await trial.settle()
    assert [target for target, _ in trial.told] == [NOTICES]


async def test_a_refused_report_is_kept_for_the_operator(trial: Reporting) -> None:
    story = await trial.open()
    trial.discord.answers[NOTICES] = [Refused(Reason.NO_PERMISSION)]
    done = await report(trial.engine, READER, Complaint(story, 1, "Copied."))
    await trial.settle()
    assert not (await trial.run(reports.get_report(done.report_id))).told


async def test_five_a_day_and_no_more_and_she_is_told_when_she_may_again(trial: Reporting) -> None:
    story = await trial.open()
    for _ in range(5):
        await report(trial.engine, READER, Complaint(story, 1, "Bad."))
    with pytest.raises(LimitError, match=rf"<t:{int(trial.time.at.timestamp() + DAY) + 1}:R>"):
        await report(trial.engine, READER, Complaint(story, 1, "Bad."))
    trial.time.move(DAY + 1)
    await report(trial.engine, READER, Complaint(story, 1, "Bad."))


async def test_a_report_has_a_reason_of_bounded_length(trial: Reporting) -> None:
    story = await trial.open()
    with pytest.raises(NotFoundError):
        await report(trial.engine, READER, Complaint(story, 1, " \n"))
    done = await report(trial.engine, READER, Complaint(story, 10**9, "x" * 5000 + "\0"))
    kept = await trial.run(reports.get_report(done.report_id))
    assert (len(kept.reason), kept.part) == (LONGEST_REASON, 5)
