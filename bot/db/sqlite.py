"""The embedded database: one SQLite file behind one connection in a thread of its own."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextvars import copy_context
from typing import Any, TypeVar

import aiosqlite
from filelock import FileLock, Timeout

from bot.db.work import Row, Statement, Work
from bot.errors import DatabaseError

T = TypeVar("T")

BUSY_SECONDS = 5.0  # how long a unit waits while another process writes
BUSY_PAUSE_SECONDS = 0.01

# WAL lets other processes read while this one writes.
_SETTINGS = ("PRAGMA journal_mode = WAL", "PRAGMA foreign_keys = ON")
# FULL makes a commit survive a power cut: a delivery marked as being sent must still be marked afterwards, or it would
# be sent twice. It waits for the disk, which costs as much as all the rest of a page turn.
_DURABLE, _QUICK = "PRAGMA synchronous = FULL", "PRAGMA synchronous = NORMAL"


class SqliteDatabase:
    """A `Database` on SQLite: units of work run one after another, each in one hop to the connection's thread."""

    dialect = "sqlite"

    def __init__(self, connection: aiosqlite.Connection, path: str) -> None:
        self._connection = connection
        self._closed = False
        # Released by the operating system when the process dies, however it does.
        self._lock = None if path == ":memory:" else FileLock(f"{path}.bot-lock", thread_local=False)
        self._commits: str | None = None  # how this connection commits now; only its thread looks and sets

    @classmethod
    async def open(cls, path: str) -> SqliteDatabase:
        """The database in that file, made if it does not exist. Raises sqlite3.Error."""
        # aiosqlite leaves its thread to end by itself where the file cannot be opened; so that is found out first.
        await asyncio.to_thread(_probe, path)
        connection = await aiosqlite.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            connection.row_factory = sqlite3.Row
            for setting in _SETTINGS:
                await _set(connection, setting)
        except BaseException:
            await connection.close()
            raise
        return cls(connection, path)

    async def run(self, work: Work[T], *, durable: bool = True) -> T:
        """The result of a unit of work, committed whole, or its exception with nothing done."""
        # Immediate: a unit that read first and wrote later could otherwise find another process's write in between,
        # which SQLite answers with an error, at once and whatever the timeout.
        return await self._execute("BEGIN IMMEDIATE", work, _DURABLE if durable else _QUICK)

    async def read(self, work: Work[T]) -> T:
        """The result of a unit of work that only reads, whatever another process writes meanwhile."""
        return await self._execute("BEGIN", work)

    async def _execute(self, begin: str, work: Work[T], commits: str | None = None) -> T:
        # `_execute` is private to aiosqlite; its public methods take one statement and one hop each. The version is
        # pinned, and a test holds that this call is there.
        connection = self._connection
        # In the caller's context: a simulated Discord's clock goes by it.
        within = copy_context().run
        result: T = await connection._execute(within, self._run, connection._conn, begin, work, commits)  # type: ignore[no-untyped-call]  # noqa: SLF001
        return result

    async def register_bot(self) -> int:
        """0, for there is no other; raises DatabaseError while another process is a bot on this file."""
        if self._lock is not None:
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                raise DatabaseError(
                    "Another Cliffhanger is running on this database.",
                    "Stop it first; several at once need PostgreSQL (DATABASE_URL).",
                ) from None
        return 0

    def _run(self, connection: sqlite3.Connection, begin: str, work: Work[T], commits: str | None) -> T:
        # SQLite compiles this setting anew each time, which costs a page turn more than any of its queries.
        if commits is not None and commits != self._commits:
            connection.execute(commits)
            self._commits = commits
        return _run(connection, begin, work)

    async def close(self) -> None:
        """Close the file."""
        if not self._closed:
            self._closed = True
            await self._connection.close()
            if self._lock is not None:
                self._lock.release()


async def _set(connection: aiosqlite.Connection, setting: str) -> None:
    # Two processes that change a new file to WAL at once: SQLite refuses the second without waiting for its timeout.
    end = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            await connection.execute_fetchall(setting)
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            await asyncio.sleep(BUSY_PAUSE_SECONDS)
        else:
            return


def _probe(path: str) -> None:
    """Opens and closes the file. Raises sqlite3.Error where it cannot be opened."""
    sqlite3.connect(path, timeout=BUSY_SECONDS).close()


def _run(connection: sqlite3.Connection, begin: str, work: Work[T]) -> T:
    connection.execute(begin)
    try:
        result = _drive(connection, work)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    finally:
        work.close()
    return result


def _drive(connection: sqlite3.Connection, work: Work[T]) -> T:
    try:
        statement = next(work)
        while True:
            statement = work.send(_answer(connection, statement))
    except StopIteration as end:
        result: T = end.value
        return result


def _answer(connection: sqlite3.Connection, statement: Statement) -> list[Row]:
    text, names = statement.query.forms["sqlite"]
    if statement.many:
        value_sets: Any = ([values[name] for name in names] for values in statement.values)
        connection.executemany(text, value_sets)
        return []
    values = statement.values[0]
    rows: list[Row] = connection.execute(text, [values[name] for name in names]).fetchall()
    return rows
