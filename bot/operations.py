"""`list`, `withdraw`, `erase` and `doctor`: what whoever runs the bot does at a terminal, also beside a running bot."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.errors import CliffhangerError, OperatorError

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.db import Work
    from bot.db.withdrawals import Owned
    from bot.services.engine import Engine

# The database is imported where it is used: `inspect` and `pages`, which share this command line, need none.

_SERVER = "server:"
_MOST_REPORTS = 200
_BATCH = 500
_DISCORD = "https://discord.com/api/v10"
_SILENT = timedelta(minutes=3)

Row = dict[str, Any]


def add_commands(subparsers: argparse._SubParsersAction[Any], settings: Callable[[], Settings]) -> None:
    """Registers the commands; `run` in the parsed arguments returns the exit code, `settings` is asked when one runs."""
    listing = subparsers.add_parser("list", help="list stories, servers or reports")
    listing.add_argument("what", nargs="?", default="stories", choices=("stories", "servers", "reports"))
    listing.add_argument("--json", action="store_true", help="print JSON for other programs")
    listing.set_defaults(run=_list, settings=settings)
    for name, run, what in (
        ("withdraw", _withdraw, "take stories back, as for a takedown request; undone with `/withdraw` within 7 days"),
        ("erase", _erase, "erase stories, or all that is kept of a server, at once and for good"),
    ):
        parser = subparsers.add_parser(name, help=what, description=what)
        parser.add_argument("things", metavar="STORY", nargs="+", help="a story's id (see `list`), or server:ID")
        parser.add_argument("--delete-posted", action="store_true", help="have a running bot delete posted pages too")
        parser.add_argument("--json", action="store_true", help="print JSON for other programs")
        if run is _erase:
            parser.add_argument("--yes", action="store_true", help="do it; without it, say what would be erased")
        parser.set_defaults(run=run, settings=settings)
    doctor = subparsers.add_parser("doctor", help="say what is wrong with token, database, stories and deliveries")
    doctor.set_defaults(run=_doctor, settings=settings)


# --- list -----------------------------------------------------------------------------------------------------------


def _list(options: argparse.Namespace) -> int:
    asked = {"stories": _stories, "servers": _servers, "reports": _reports}[options.what]
    rows = _with_engine(options.settings(), asked)
    _say(rows, as_json=options.json)
    return 0


async def _stories(engine: Engine) -> list[Row]:
    from bot.db import withdrawals  # noqa: PLC0415

    rows: list[Row] = []
    after = 0
    while found := await engine.database.read(withdrawals.list_stories(after, _BATCH)):
        after = found[-1][0].story_id
        rows += [_story_row(story, author, parts, source) for story, author, parts, source in found]
    return rows


def _story_row(story: Owned, author: str | None, parts: int, source: str) -> Row:
    return {
        "id": story.story_id,
        "server": story.server_id,
        "state": _state(story),
        "title": story.title,
        "author": author,
        "parts": parts,
        "source": source,
        "author_id": story.author_id,
        "withdrawn_as": story.withdrawn_as,
        "erase_at": _iso(story.erase_at),
    }


def _state(story: Owned) -> str:
    if story.withdrawn:
        return "erased" if story.erased else "withdrawn"
    return "hidden" if story.hidden else "shown"


async def _servers(engine: Engine) -> list[Row]:
    from bot.db import withdrawals  # noqa: PLC0415

    return [
        {"id": server.id, "stories": server.stories, "serials": server.serials, "left_at": _iso(server.left_at)}
        for server in await engine.database.read(withdrawals.list_servers())
    ]


async def _reports(engine: Engine) -> list[Row]:
    from bot.db import reports  # noqa: PLC0415

    return [
        {
            "id": report.id,
            "made_at": _iso(report.made_at),
            "story": report.story_id,
            "title": report.title,
            "part": report.part,
            "server": report.server_id,
            "told": report.told,
            "reporter": report.reporter_id,
            "channel": report.channel_id,
            "message": report.message_id,
            "reason": report.reason,
        }
        for report in await engine.database.read(reports.list_reports(_MOST_REPORTS))
    ]


# --- withdraw and erase ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Wanted:
    """What was named: stories, and servers."""

    stories: list[int]
    servers: list[int]


def _read_things(things: list[str]) -> _Wanted:
    found = _Wanted([], [])
    for thing in things:
        kind = found.servers if thing.startswith(_SERVER) else found.stories
        number = thing.removeprefix(_SERVER)
        if not (number.isascii() and number.isdigit() and len(number) < 20):
            raise OperatorError(f"{thing!r} is neither a story's id nor server:ID.", "`python -m bot list` shows them.")
        kind.append(int(number))
    return found


def _withdraw(options: argparse.Namespace) -> int:
    wanted = _read_things(options.things)
    rows = _with_engine(
        options.settings(), lambda engine: _withdraw_all(engine, wanted, delete_posted=options.delete_posted)
    )
    _say(rows, as_json=options.json)
    return 0


async def _withdraw_all(engine: Engine, wanted: _Wanted, *, delete_posted: bool) -> list[Row]:
    return [
        await engine.database.run(_withdraw_one(engine, story, delete_posted=delete_posted))
        for story in await _stories_of(engine, wanted)
    ]


def _withdraw_one(engine: Engine, story: Owned, *, delete_posted: bool) -> Work[Row]:
    from bot.db import withdrawals  # noqa: PLC0415
    from bot.services.removal import delete_pages  # noqa: PLC0415
    from bot.services.withdraw import OPERATOR_ID, Authority, carry_out  # noqa: PLC0415

    if not story.withdrawn:
        yield from carry_out(engine, story, Authority.OPERATOR, OPERATOR_ID)
    deleting = (yield from delete_pages(engine, story.story_id)) if delete_posted else 0
    now = yield from withdrawals.get_ownership(story.story_id)
    state, erase_at = ("erased", None) if now is None else (_state(now), _iso(now.erase_at))
    return {"id": story.story_id, "state": state, "title": story.title, "erase_at": erase_at, "deleting": deleting}


def _erase(options: argparse.Namespace) -> int:
    wanted = _read_things(options.things)
    rows = _with_engine(
        options.settings(),
        lambda engine: _erase_all(engine, wanted, delete_posted=options.delete_posted, sure=options.yes),
    )
    _say(rows, as_json=options.json)
    if not options.yes:
        raise OperatorError("Nothing was erased.", "Say --yes to erase it for good.")
    return 0


async def _erase_all(engine: Engine, wanted: _Wanted, *, delete_posted: bool, sure: bool) -> list[Row]:
    from bot.db import servers, withdrawals  # noqa: PLC0415

    stories = await _stories_of(engine, wanted)
    if not sure:
        named = [{"id": story.story_id, "would be": "erased", "title": story.title} for story in stories]
        return named + [{"id": f"{_SERVER}{server}", "would be": "erased"} for server in wanted.servers]
    rows = []
    for story in stories:
        rows.append(await engine.database.run(_withdraw_one(engine, story, delete_posted=delete_posted)))
        await engine.database.run(withdrawals.erase_text(story.story_id, engine.now()))
        rows[-1] |= {"state": "erased", "erase_at": None}
    for server in wanted.servers:
        await engine.database.run(servers.erase_server(server))
        rows.append({"id": f"{_SERVER}{server}", "state": "erased"})
    return rows


async def _stories_of(engine: Engine, wanted: _Wanted) -> list[Owned]:
    """Every story that was named, a server's stories for the server; OperatorError for what is not there."""
    from bot.db import withdrawals  # noqa: PLC0415

    ids = list(wanted.stories)
    known = {server.id for server in await engine.database.read(withdrawals.list_servers())}
    for server in wanted.servers:
        own = await engine.database.read(withdrawals.list_stories_of(server))
        if not own and server not in known:
            raise OperatorError(f"There is no server {server}.", "`python -m bot list servers` shows those there are.")
        ids += own
    found = []
    for story_id in dict.fromkeys(ids):
        story = await engine.database.read(withdrawals.get_ownership(story_id))
        if story is None:
            raise OperatorError(f"There is no story {story_id}.", "`python -m bot list` shows those there are.")
        found.append(story)
    return found


# --- doctor ---------------------------------------------------------------------------------------------------------


def _doctor(options: argparse.Namespace) -> int:
    settings = options.settings()
    problems = 0
    for name, finding in asyncio.run(_examine(settings)):
        problems += isinstance(finding, Bad)
        sys.stdout.write(f"{'wrong' if isinstance(finding, Bad) else 'ok':<6}{name}: {finding.words}\n")
    return 1 if problems else 0


@dataclass(frozen=True)
class Good:
    """What is as it should be, in words."""

    words: str


@dataclass(frozen=True)
class Bad:
    """What is wrong, and how it is mended."""

    words: str


async def _examine(settings: Settings) -> list[tuple[str, Good | Bad]]:
    found: list[tuple[str, Good | Bad]] = [("token", await _examine_token(settings))]
    found.append(("stories", await asyncio.to_thread(_examine_folder, settings)))
    try:
        engine = await _open(settings)
    except CliffhangerError as error:
        return [*found, ("database", Bad(str(error)))]
    try:
        found.append(("database", Good(f"opens, and its schema is this version's ({engine.database.dialect}).")))
        found.append(("story files", await engine.database.read(_examine_files())))
        found += await engine.database.read(_examine_deliveries(engine))
    finally:
        await engine.database.close()
    return found


async def _examine_token(settings: Settings) -> Good | Bad:
    import aiohttp  # noqa: PLC0415

    if settings.discord_token is None:
        return Bad("DISCORD_TOKEN is not set. Without it the bot starts as a demo.")
    address = f"{settings.discord_api_url or _DISCORD}/users/@me"
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=settings.request_seconds)) as session,
            session.get(address, headers={"Authorization": f"Bot {settings.discord_token}"}) as answer,
        ):
            if answer.status == 401:
                return Bad("Discord does not accept it. Copy it again from the page Bot of your application.")
            if answer.status != 200:
                return Bad(f"Discord answers {answer.status} to it. Try again later.")
            name = (await answer.json()).get("username")
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        return Bad(f"Discord cannot be reached ({type(error).__name__}). Check the connection, and DISCORD_API_URL.")
    return Good(f"Discord accepts it, as the bot {name!r}.")


def _examine_folder(settings: Settings) -> Good | Bad:
    from bot.library.sync import is_story_name  # noqa: PLC0415

    folder = settings.stories_dir
    try:
        if not folder.is_dir():
            return Bad(f"There is no folder {folder}. Make it, or set STORIES_DIR.")
        count = sum(1 for path in folder.rglob("*") if is_story_name(path.name))
    except OSError as error:
        return Bad(f"The folder {folder} cannot be read ({error.strerror}).")
    return Good(f"{count} story files in {folder}.")


def _examine_files() -> Work[Good | Bad]:
    from bot.db.files import list_files  # noqa: PLC0415

    records = yield from list_files()
    broken = [record for record in records if record.problem]
    if broken:
        first = broken[0]
        return Bad(f"{len(broken)} of {len(records)} cannot be read. The first is {first.path}: {first.problem}")
    return Good(f"{len(records)} were read without a problem when the bot last started.")


def _examine_deliveries(engine: Engine) -> Work[list[tuple[str, Good | Bad]]]:
    from bot.db import deliveries, leases  # noqa: PLC0415
    from bot.services.deliver import LEASE  # noqa: PLC0415

    now = engine.now()
    lease = yield from leases.get_lease(LEASE)
    found: list[tuple[str, Good | Bad]] = []
    if lease is None:
        found.append(("dispatcher", Good("has not run yet: the bot was never connected with this database.")))
    elif now - lease.beat_at > _SILENT:
        found.append(("dispatcher", Bad(f"was last heard of at {_iso(lease.beat_at)}. Is the bot running?")))
    else:
        found.append(("dispatcher", Good(f"at work; last heard of at {_iso(lease.beat_at)}.")))
    late = yield from deliveries.count_late(now - _SILENT)
    if late:
        found.append(("deliveries", Bad(f"{late} should have been sent by now. The log says what Discord answered.")))
    stuck = yield from deliveries.count_parked()
    for cause, reason, count in stuck:
        found.append(("deliveries", Bad(f"{count} of {cause} wait until this is mended: {reason}.")))
    return found if late or stuck else [*found, ("deliveries", Good("none is late or stuck."))]


# --- within ---------------------------------------------------------------------------------------------------------


async def _open(settings: Settings) -> Engine:
    from bot.clock import system_clock  # noqa: PLC0415
    from bot.db import open_database  # noqa: PLC0415
    from bot.services.engine import Engine  # noqa: PLC0415

    return Engine(await open_database(settings.database_url), system_clock, settings.no_rating_means)


def _with_engine(settings: Settings, work: Callable[[Engine], Coroutine[Any, Any, list[Row]]]) -> list[Row]:
    async def run() -> list[Row]:
        engine = await _open(settings)
        try:
            return await work(engine)
        finally:
            await engine.database.close()

    return asyncio.run(run())


def _say(rows: list[Row], *, as_json: bool) -> None:
    """One line a thing, its values with tabs between; texts from elsewhere cannot break the line or the terminal."""
    if as_json:
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
        return
    for row in rows:
        said = [f"{name}={_plain(value)}" for name, value in list(row.items())[1:] if value not in (None, "")]
        sys.stdout.write("\t".join([str(row["id"]), *said]) + "\n")


def _plain(value: object) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in str(value))


def _iso(instant: datetime | None) -> str | None:
    return None if instant is None else instant.astimezone(UTC).isoformat(timespec="seconds")
