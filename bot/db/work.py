"""Units of work: what every function of `bot.db` returns, and what a database runs in one transaction.

A unit of work is a generator. It yields statements, is sent the rows of each, and returns its result; it never waits.
The driver runs the whole of it in one transaction: on SQLite in one hop to the database's thread, on PostgreSQL on one
connection. An exception inside it undoes everything it did.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeAlias, TypeVar

from bot.db.queries import Query, read_queries

T = TypeVar("T")


class Row(Protocol):
    """One row of an answer, indexed by column name; it never leaves `bot.db`."""

    def __getitem__(self, name: str, /) -> Any:
        """The value of a column."""
        ...


@dataclass(frozen=True, slots=True)
class Statement:
    """A query with its values: one set of them, or with `many` any number of sets, whose rows are not asked for."""

    query: Query
    values: Sequence[Mapping[str, object]]
    many: bool = False


Work: TypeAlias = Generator[Statement, list[Row], T]

QUERIES: Mapping[str, Query] = read_queries(Path(__file__).parent / "sql")


def sql(name: str, /, **values: object) -> Statement:
    """The query of that name in `bot/db/sql/` with its values. Raises TypeError where the values do not fit it."""
    query = QUERIES[name]
    query.check(values.keys())
    return Statement(query, (values,))


def batch(name: str, value_sets: Sequence[Mapping[str, object]], /) -> Statement:
    """One query run once for each set of values, in order; it answers no rows."""
    query = QUERIES[name]
    for values in value_sets:
        query.check(values.keys())
    return Statement(query, value_sets, many=True)


def one(statement: Statement) -> Work[Row | None]:
    """The first row of an answer, None where it is empty."""
    rows = yield statement
    return rows[0] if rows else None


def every(statement: Statement) -> Work[list[Row]]:
    """All rows of an answer."""
    return (yield statement)


class Database(Protocol):
    """An open database. `dialect` is "sqlite" or "postgres"."""

    @property
    def dialect(self) -> str:
        """Which of the two it is."""
        ...

    async def run(self, work: Work[T], *, durable: bool = True) -> T:
        """The result of a unit of work, all of it committed, or its exception, nothing of it done.

        One that need not be `durable` does not wait for the disk: a power cut, though no crash of this program, may
        undo the last of them. A reader's place is worth no more than that; whatever tells what was sent is.

        A unit runs once: there is no second try, since a generator cannot be run again. It is not needed: SQLite gives
        the units one after another, and on PostgreSQL (read committed) every unit takes its row locks in the order
        reader, links (one lock for all), story, series, progress, bookmarks, server, memberships (by server). A caller
        that is cancelled may find its unit carried out whole, never in part.
        """
        ...

    async def read(self, work: Work[T]) -> T:
        """The result of a unit of work that only reads; on SQLite it waits for no other process's write."""
        ...

    async def register_bot(self) -> int:
        """A number by which other processes can tell whether this one, a bot, lives; it is let go when this one dies.

        On SQLite, where one bot at a time may run, raises DatabaseError while another one does.
        """
        ...

    async def close(self) -> None:
        """Close every connection; a second call does nothing."""
        ...
