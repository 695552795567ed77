"""The shared database: PostgreSQL behind a pool of connections, for several processes."""

from __future__ import annotations

import secrets
from typing import Any, TypeVar

import asyncpg

from bot.db.work import Row, Statement, Work, sql

T = TypeVar("T")

CONNECT_SECONDS = 10.0
STATEMENT_SECONDS = 30.0
CONNECTIONS = 10


class PostgresDatabase:
    """A `Database` on PostgreSQL: as many units of work at once as there are connections, each in read committed."""

    dialect = "postgres"

    def __init__(self, pool: Any, url: str) -> None:
        self._pool = pool
        self._url = url
        self._presence: Any = None
        self._closed = False

    @classmethod
    async def open(cls, url: str) -> PostgresDatabase:
        """The database at that address. Raises asyncpg's errors, OSError, TimeoutError or ValueError."""
        pool = await asyncpg.create_pool(
            url,
            min_size=1,
            max_size=CONNECTIONS,
            timeout=CONNECT_SECONDS,
            command_timeout=STATEMENT_SECONDS,
            reset=_nothing_to_reset,
        )
        return cls(pool, url)

    async def run(self, work: Work[T], *, durable: bool = True) -> T:
        """The result of a unit of work, committed whole, or its exception with nothing done."""
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                if not durable:
                    await connection.execute("SET LOCAL synchronous_commit TO OFF")
                return await _drive(connection, work)
        finally:
            work.close()

    async def read(self, work: Work[T]) -> T:
        """The same: here a reader never waits for a writer."""
        return await self.run(work)

    async def sweep(self, most_bytes: int | None = None) -> bool:  # noqa: ARG002
        """Nothing is done: the server itself gives deleted rows' space to others in time (PRIVACY.md)."""
        return True

    async def register_bot(self) -> int:
        """The number of a lock that a connection of its own holds as long as this process lives."""
        if self._presence is not None:
            await self._presence.close(timeout=CONNECT_SECONDS)
        # Outside the pool: a pooled connection may be given back, or closed for having idled.
        self._presence = await asyncpg.connect(self._url, timeout=CONNECT_SECONDS)
        presence = secrets.randbits(62) + 1
        await _answer(self._presence, sql("hold_presence", presence=presence))
        return presence

    async def close(self) -> None:
        """Close every connection, after the units under way."""
        if not self._closed:
            self._closed = True
            await self._pool.close()
            if self._presence is not None:
                await self._presence.close()


async def _nothing_to_reset(_connection: Any) -> None:
    # A unit leaves nothing behind (its locks and settings end with its transaction), so that the round trip which the
    # pool would otherwise make after every unit is saved.
    return


async def _drive(connection: Any, work: Work[T]) -> T:
    try:
        statement = next(work)
        while True:
            statement = work.send(await _answer(connection, statement))
    except StopIteration as end:
        result: T = end.value
        return result


async def _answer(connection: Any, statement: Statement) -> list[Row]:
    text, names = statement.query.forms["postgres"]
    if statement.many:
        await connection.executemany(text, [[values[name] for name in names] for values in statement.values])
        return []
    values = statement.values[0]
    rows: list[Row] = await connection.fetch(text, *[values[name] for name in names])
    return rows
