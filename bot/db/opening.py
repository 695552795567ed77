"""Opening the database named by `DATABASE_URL`, brought up to date, or saying in words why that cannot be."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from bot.clock import Clock, system_clock
from bot.db.migrate import MIGRATIONS, Migration, migrate
from bot.db.sqlite import SqliteDatabase
from bot.db.work import Database
from bot.errors import DatabaseError

OLDEST_SQLITE = (3, 35, 0)  # the first with RETURNING

# A PostgreSQL address whose server and database can be told without any risk of telling the password too.
_SPEAKABLE = re.compile(r"postgres(?:ql)?://(?:[^@/?#]*@)?([\w.\-]+(?::\d+)?(?:/[\w\-]+)?)?/?(?:\?[^@]*)?")


async def open_database(
    url: str, *, now: Clock = system_clock, migrations: Sequence[Migration] = MIGRATIONS
) -> Database:
    """The open database, its schema up to date. A SQLite file is made if it is not there; its folder is not.

    Raises DatabaseError: unreachable or unwritable, not a database, a schema newer than this program, or an address
    that is neither `sqlite:///path` nor `postgresql://...`. A password is never part of what it says.
    """
    if url.startswith("sqlite:///") and url != "sqlite:///":
        return await _open_sqlite(url.removeprefix("sqlite:///"), now, migrations)
    if re.match(r"postgres(ql)?://", url):
        return await _open_postgres(url, now, migrations)
    raise DatabaseError(
        "The database address is neither SQLite nor PostgreSQL.",
        "Set DATABASE_URL to sqlite:///path/to/file or postgresql://user:password@host/name.",
    )


async def _open_sqlite(path: str, now: Clock, migrations: Sequence[Migration]) -> Database:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise DatabaseError(f"SQLite {sqlite3.sqlite_version} is too old.", "Cliffhanger needs 3.35 or later.")
    if path != ":memory:":
        _check_place(Path(path))
    try:
        database = await SqliteDatabase.open(path)
    except sqlite3.Error as error:
        raise _sqlite_problem(path, error) from error
    try:
        await database.run(migrate(database.dialect, migrations, now()))
    except sqlite3.Error as error:
        await database.close()
        raise _sqlite_problem(path, error) from error
    except BaseException:
        await database.close()
        raise
    return database


def _check_place(path: Path) -> None:
    if path.is_dir():
        raise DatabaseError(f"The database {path} is a folder.", "Set DATABASE_URL to a file in it.")
    if not path.parent.is_dir():
        raise DatabaseError(
            f"The database {path} cannot be opened: there is no folder {path.parent}.",
            "Make the folder, or set DATABASE_URL to another place.",
        )


def _sqlite_problem(path: str, error: sqlite3.Error) -> DatabaseError:
    reason = str(error)
    if "not a database" in reason:
        return DatabaseError(
            f"The file {path} is not a database.", "Move it away, or set DATABASE_URL to another file."
        )
    if "malformed" in reason:
        return DatabaseError(f"The database {path} is damaged ({reason}).", "Restore a backup.")
    if "locked" in reason:
        return DatabaseError(f"The database {path} is in use by another program.", "Stop it, or wait until it is done.")
    if "readonly" in reason or "unable to open" in reason:
        return DatabaseError(
            f"The database {path} cannot be written ({reason}).",
            "Check the permissions of the file and of its folder.",
        )
    return DatabaseError(f"The database {path} cannot be used: {reason}.")


async def _open_postgres(url: str, now: Clock, migrations: Sequence[Migration]) -> Database:
    try:
        import asyncpg  # noqa: PLC0415  the driver is an extra, wanted only here

        from bot.db.postgres import PostgresDatabase  # noqa: PLC0415
    except ImportError:
        raise DatabaseError(
            "PostgreSQL needs a package that is not installed.", "Install it: pip install 'cliffhanger[postgres]'."
        ) from None
    match = _SPEAKABLE.fullmatch(url)
    place = f"the PostgreSQL database {match[1]}" if match and match[1] else "the PostgreSQL database of DATABASE_URL"
    # Causes are cut off ("from None"): the driver quotes pieces of a malformed address, which may be the password.
    try:
        database = await PostgresDatabase.open(url)
    except asyncpg.PostgresError as error:
        raise DatabaseError(f"{place[0].upper()}{place[1:]} refuses: {error}.") from None
    except (OSError, TimeoutError):
        raise DatabaseError(
            f"{place[0].upper()}{place[1:]} does not answer.", "Check that it runs and that the address is right."
        ) from None
    except (ValueError, asyncpg.InterfaceError):
        raise DatabaseError(
            "The PostgreSQL address in DATABASE_URL is malformed.",
            "It reads postgresql://user:password@host/name; special characters in a password are percent-encoded.",
        ) from None
    try:
        await database.run(migrate(database.dialect, migrations, now()))
    except asyncpg.PostgresError as error:
        await database.close()
        raise DatabaseError(f"The schema in {place} cannot be brought up to date: {error}.") from error
    except BaseException:
        await database.close()
        raise
    return database
