"""The schema brought up to date: numbered files, each applied once, all in one transaction with their record."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.db.instants import to_microseconds
from bot.db.queries import Query
from bot.db.work import Statement, Work, every, sql
from bot.errors import DatabaseError

# What the two engines spell differently. SQLite's AUTOINCREMENT keeps a removed story's number from being given to
# another, since buttons in old messages carry it for ever; without a rowid a table is its own index, and small.
_TOKENS = {
    "sqlite": {
        "{identity}": "INTEGER PRIMARY KEY AUTOINCREMENT",
        "{bytewise}": "COLLATE BINARY",
        "{clustered}": "WITHOUT ROWID",
        "{computed}": "VIRTUAL",
        "{bytes}": "BLOB",
    },
    "postgres": {
        "{identity}": "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        "{bytewise}": 'COLLATE "C"',
        "{clustered}": "",
        "{computed}": "STORED",
        "{bytes}": "BYTEA",
    },
}


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered step of the schema; its file is SQL whose statements end with a semicolon at a line's end."""

    number: int
    name: str
    text: str

    def apply(self, dialect: str) -> Work[None]:
        """Run its statements in that dialect."""
        text = re.sub(r"^--.*\n", "", self.text, flags=re.MULTILINE)
        for token, spelling in _TOKENS[dialect].items():
            text = text.replace(token, spelling)
        for piece in re.split(r";[ \t]*(?:\n|$)", text):
            if piece.strip():
                yield Statement(Query(self.name, {dialect: (piece, ())}), ({},))


def read_migrations(folder: Path) -> tuple[Migration, ...]:
    """The migrations of a folder in order. Raises ValueError where their numbers are not 1, 2, 3 and so on."""
    found = [
        Migration(int(path.name[:4]), path.stem[5:], path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    ]
    if [migration.number for migration in found] != list(range(1, len(found) + 1)):
        raise ValueError(f"migrations are numbered 1, 2, 3 ..., not {[m.number for m in found]}")
    return tuple(found)


MIGRATIONS = read_migrations(Path(__file__).parent / "migrations")


def migrate(dialect: str, migrations: Sequence[Migration], now: datetime) -> Work[list[int]]:
    """Apply what is missing; the numbers applied. Raises DatabaseError where the schema is newer than the program."""
    # Two processes may start at the same moment: the second waits here and then finds the work done. (On SQLite the
    # transaction itself is that lock.)
    yield sql("lock_migrations")
    yield sql("make_migrations")
    done = {int(row["number"]) for row in (yield from every(sql("list_migrations")))}
    known = len(migrations)
    if max(done, default=0) > known:
        raise DatabaseError(
            f"The database was written by a newer Cliffhanger: its schema has number {max(done)}, this program knows "
            f"up to {known}.",
            "Update Cliffhanger, or restore a backup made before the update.",
        )
    missing = [migration for migration in migrations if migration.number not in done]
    for migration in missing:
        yield from migration.apply(dialect)
        yield sql("record_migration", number=migration.number, name=migration.name, applied_at=to_microseconds(now))
    return [migration.number for migration in missing]
