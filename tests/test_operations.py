"""`list`, `withdraw`, `erase` and `doctor`, as somebody at a terminal meets them, also beside a running bot."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web

from bot import operations
from bot.config import Settings
from bot.db import Database, Work, deliveries, open_database, posted, reports, servers, withdrawals
from bot.db.posted import PageState, PublicPage
from bot.db.readers import keep_reader
from bot.db.reports import Report
from bot.db.stories import get_entry, save_story
from bot.errors import OperatorError
from bot.messenger import StepKind
from bot.models import Reader
from bot.servers import Publication
from bot.services.deliver import LEASE
from tests.db.samples import make_story
from tests.test_main import run as run_program

NOW = datetime.now(UTC)
SERVER = 345


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    (tmp_path / "stories").mkdir()
    return Settings(database_url=database_url, stories_dir=tmp_path / "stories")


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    """The database of a bot that runs meanwhile."""
    opened = await open_database(settings.database_url)
    yield opened
    await opened.close()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], settings: Settings) -> Callable[..., object]:
    """Runs a command beside the test's own loop, as another process would; gives its exit code and what it prints."""

    async def command(*words: str, changed: Settings | None = None) -> tuple[int, str]:
        parser = argparse.ArgumentParser()
        operations.add_commands(parser.add_subparsers(required=True), lambda: changed or settings)
        options = parser.parse_args(words)
        code = await asyncio.to_thread(options.run, options)
        return code, capsys.readouterr().out

    return command


async def add(database: Database, title: str, server_id: int | None = None) -> int:
    saving = save_story(
        f"of-{server_id}:{title}",
        make_story(title=title, author="Ann"),
        content_hash="1",
        importer_version=1,
        title=title,
        now=NOW,
        published=server_id and Publication(server_id, 7, "mine"),
    )
    story_id = await database.run(saving)
    if server_id:
        await database.run(servers.know_server(server_id, NOW))
    return story_id


async def owned(database: Database, story_id: int) -> withdrawals.Owned | None:
    return await database.read(withdrawals.get_ownership(story_id))


async def test_stories_servers_and_reports_are_listed_one_a_line_and_as_json(database: Database, run):
    library, hers = await add(database, "The\tLaminator\x1b[31m"), await add(database, "Hers", SERVER)
    await database.run(keep_reader(Reader(5), NOW))
    await database.run(reports.add_report(Report(None, hers, 2, 5, "Copied.\nAll of it.", NOW)))
    code, out = await run("list")
    first, second = out.splitlines()
    assert code == 0
    assert first.startswith(f"{library}\tstate=shown\ttitle=The Laminator [31m\tauthor=Ann")
    assert f"server={SERVER}" in second
    assert [row["title"] for row in json.loads((await run("list", "stories", "--json"))[1])][1] == "Hers"
    assert (await run("list", "servers"))[1] == f"{SERVER}\tstories=1\tserials=0\n"
    (line,) = (await run("list", "reports"))[1].splitlines()
    assert "reason=Copied. All of it." in line
    assert "title=Hers" in line


async def test_withdraw_takes_stories_back_at_once_and_says_until_when_it_can_be_undone(database: Database, run):
    story = await add(database, "Hers", SERVER)
    code, out = await run("withdraw", str(story), "--json")
    (row,) = json.loads(out)
    assert (code, row["state"]) == (0, "withdrawn")
    assert datetime.fromisoformat(row["erase_at"]) - NOW > timedelta(days=6)
    assert await database.read(get_entry(story)) is None
    assert (await owned(database, story)).withdrawn_as == "operator"
    assert (await run("withdraw", str(story)))[0] == 0


async def test_a_server_is_withdrawn_with_all_its_stories_and_a_running_bot_deletes_what_was_posted(
    database: Database, run
):
    hers, theirs, library = await add(database, "A", SERVER), await add(database, "B", SERVER), await add(database, "C")
    await database.run(posted.keep_page(PublicPage(1, 2, SERVER), hers, NOW))
    _code, out = await run("withdraw", f"server:{SERVER}", "--delete-posted")
    assert len(out.splitlines()) == 2
    assert [await database.read(get_entry(story)) is None for story in (hers, theirs, library)] == [True, True, False]
    (step,) = await database.read(deliveries.list_of_cause("removal", hers, 5))
    assert (step.kind, step.target, step.content) == (StepKind.DELETE, 1, {"message_id": 2})
    assert (await database.read(posted.count_pages(hers)))[PageState.ASKED] == 1


async def test_erase_asks_for_yes_and_then_leaves_nothing_but_what_bookmarks_need(database: Database, run, capsys):
    story = await add(database, "Hers")
    with pytest.raises(OperatorError, match="--yes"):
        await run("erase", str(story))
    assert "would be=erased" in capsys.readouterr().out
    assert await database.read(get_entry(story)) is not None
    code, out = await run("erase", str(story), "--yes")
    assert (code, out.startswith(f"{story}\tstate=erased")) == (0, True)
    kept = await owned(database, story)
    assert (kept.erased, kept.title) == (True, "")


async def test_erasing_a_server_erases_its_settings_log_and_stories(database: Database, run):
    story = await add(database, "Hers", SERVER)
    await database.run(servers.note_action(SERVER, 1, "zone", "UTC", NOW))
    await run("erase", f"server:{SERVER}", "--yes")
    assert await owned(database, story) is None
    assert await database.read(servers.list_known()) == {}


@pytest.mark.parametrize(
    "words",
    [
        ("withdraw", "999"),
        ("withdraw", "server:9"),
        ("erase", "server:999", "--yes"),
        ("withdraw", "x"),
        ("erase", "-"),
    ],
)
async def test_what_is_not_there_is_told_in_one_line_and_nothing_is_done(database: Database, run, words):
    story = await add(database, "Hers")
    with pytest.raises(OperatorError):
        await run(words[0], str(story), *words[1:])
    assert await database.read(get_entry(story)) is not None


def test_at_the_terminal_an_error_is_one_line(tmp_path: Path):
    done = run_program("withdraw", "12", DATABASE_URL=f"sqlite:///{tmp_path / 'library.db'}")
    assert done.returncode == 1
    assert done.stderr.splitlines() == ["error: There is no story 12. `python -m bot list` shows those there are."]
    assert run_program("list", "--json", DATABASE_URL=f"sqlite:///{tmp_path / 'library.db'}").stdout == "[]\n"


# --- doctor ---------------------------------------------------------------------------------------------------------


@pytest.fixture
async def discord_api() -> AsyncIterator[str]:
    """A Discord that knows one token."""

    async def me(request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != "Bot right":
            return web.json_response({"message": "401: Unauthorized", "code": 0}, status=401)
        return web.json_response({"id": "1", "username": "Cliffhanger"})

    app = web.Application()
    app.router.add_get("/users/@me", me)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def beat(database: Database, at: datetime) -> None:
    from bot.db import leases  # noqa: PLC0415

    await database.run(leases.take_lease(LEASE, "somebody", await database.register_bot(), 60, at))


async def test_where_all_is_well_the_doctor_says_so(database: Database, settings: Settings, run, discord_api: str):
    await beat(database, datetime.now(UTC))
    code, out = await run("doctor", changed=replace(settings, discord_token="right", discord_api_url=discord_api))
    assert code == 0, out
    assert "Discord accepts it, as the bot 'Cliffhanger'" in out
    assert "wrong" not in out


async def test_a_token_that_is_missing_wrong_or_cannot_be_asked_about_is_told(
    database: Database, settings: Settings, run, discord_api: str
):
    for changed, said in (
        (settings, "DISCORD_TOKEN is not set"),
        (replace(settings, discord_token="secret", discord_api_url=discord_api), "does not accept it"),
        (replace(settings, discord_token="secret", discord_api_url="http://127.0.0.1:9"), "cannot be reached"),
    ):
        code, out = await run("doctor", changed=changed)
        assert code == 1
        assert said in out
        assert "secret" not in out


async def test_a_missing_folder_a_broken_database_and_a_broken_story_are_told(settings: Settings, tmp_path: Path, run):
    (tmp_path / "bad.db").write_text("no database at all " * 200)
    broken = replace(settings, database_url=f"sqlite:///{tmp_path / 'bad.db'}", stories_dir=tmp_path / "none")
    code, out = await run("doctor", changed=broken)
    assert code == 1
    assert "There is no folder" in out
    assert "is not a database" in out


async def test_a_silent_dispatcher_late_and_parked_steps_and_a_broken_file_are_told(
    database: Database, settings: Settings, run
):
    from bot.db.files import FileRecord, save_file  # noqa: PLC0415

    long_ago = NOW - timedelta(hours=2)
    await beat(database, long_ago)
    await database.run(save_file(FileRecord("a.md", "1", 1, None, "The file is empty."), NOW))

    def steps() -> Work[None]:
        for key in ("late", "parked"):
            yield from deliveries.add_delivery(
                key, "serial", 1, StepKind.MESSAGE, {}, target=1, due=long_ago, now=long_ago
            )
        (parked, _late) = yield from deliveries.list_of_cause("serial", 1, 2)
        yield from deliveries.mark_sending(parked, 1, long_ago)
        yield from deliveries.park(parked, 1, "no-permission")

    await database.run(steps())
    code, out = await run("doctor")
    assert code == 1
    for said in ("was last heard of", "1 should have been sent by now", "1 of serial wait", "no-permission", "a.md"):
        assert said in out
