"""Opening a database, and saying in words why that cannot be."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.db import commands, open_database
from bot.db import opening as opening_module
from bot.db.migrate import MIGRATIONS, Migration, read_migrations
from bot.db.work import QUERIES, one, sql
from bot.errors import DatabaseError

NEXT = Migration(len(MIGRATIONS) + 1, "more", "CREATE TABLE more (id {identity}, word TEXT {bytewise} NOT NULL);\n")
AFTER = Migration(
    len(MIGRATIONS) + 2, "yet_more", "ALTER TABLE more ADD COLUMN at BIGINT;\nCREATE INDEX a ON more (at);\n"
)


async def _schema(url: str) -> object:
    """The whole schema as the engine itself tells it."""
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2").fetchall()
        connection.close()
        return rows
    import asyncpg  # noqa: PLC0415

    connection = await asyncpg.connect(url)
    columns = await connection.fetch(
        "SELECT table_name, column_name, ordinal_position, data_type, is_nullable, column_default, collation_name"
        " FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 3"
    )
    indexes = await connection.fetch(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
    )
    constraints = await connection.fetch(
        "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2"
    )
    await connection.close()
    return [[tuple(row) for row in rows] for rows in (columns, indexes, constraints)]


async def test_a_database_opened_again_still_has_what_was_saved(database_url: str) -> None:
    database = await open_database(database_url)
    await database.run(commands.save_commands_hash(1, "hash"))
    await database.close()
    database = await open_database(database_url)
    assert await database.run(commands.get_commands_hash(1)) == "hash"
    await database.close()


async def test_a_fresh_schema_equals_one_migrated_step_by_step(empty_url: str, server, tmp_path: Path) -> None:
    chain = [*MIGRATIONS, NEXT, AFTER]
    for count in range(1, len(chain) + 1):
        await (await open_database(empty_url, migrations=chain[:count])).close()
    if server is None:
        other = f"sqlite:///{tmp_path / 'other.db'}"
        await (await open_database(other, migrations=chain)).close()
        assert await _schema(empty_url) == await _schema(other)
        return
    async with server.make_database() as other:
        await (await open_database(other, migrations=chain)).close()
        assert await _schema(empty_url) == await _schema(other)


async def test_a_failing_migration_leaves_the_schema_as_it_was(empty_url: str) -> None:
    await (await open_database(empty_url)).close()
    before = await _schema(empty_url)
    broken = Migration(
        NEXT.number, "broken", "CREATE TABLE more (id {identity});\nCREATE TABLE more (id {identity});\n"
    )
    with pytest.raises(DatabaseError, match="already exists"):
        await open_database(empty_url, migrations=[*MIGRATIONS, broken])
    assert await _schema(empty_url) == before
    await (await open_database(empty_url)).close()


async def test_a_schema_newer_than_the_program_is_told_in_words(empty_url: str) -> None:
    await (await open_database(empty_url, migrations=[*MIGRATIONS, NEXT])).close()
    with pytest.raises(DatabaseError, match="written by a newer Cliffhanger") as caught:
        await open_database(empty_url)
    assert caught.value.next_step is not None
    assert "Update Cliffhanger" in caught.value.next_step


async def test_two_starts_at_once_do_not_clash(empty_url: str) -> None:
    databases = await asyncio.gather(*(open_database(empty_url) for _ in range(8)))
    for database in databases:
        await database.close()
    assert await _schema(empty_url)


async def test_each_migration_is_recorded_with_its_moment(empty_url: str, monkeypatch) -> None:
    database = await open_database(empty_url, now=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    row = await database.run(one(sql("list_migrations")))
    assert row is not None
    assert row["number"] == 1
    await database.close()


def test_migrations_must_be_numbered_without_gaps(tmp_path: Path) -> None:
    (tmp_path / "0002_late.sql").write_text("SELECT 1;\n")
    with pytest.raises(ValueError, match="numbered"):
        read_migrations(tmp_path)


async def test_a_path_is_relative_to_the_working_directory_and_absolute_with_one_more_stroke(
    tmp_path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for url, path in [
        ("sqlite:///here.db", tmp_path / "here.db"),
        (f"sqlite:///{tmp_path}/there.db", tmp_path / "there.db"),
    ]:
        await (await open_database(url)).close()
        assert path.exists()


async def test_a_database_in_memory_works() -> None:
    database = await open_database("sqlite:///:memory:")
    await database.run(commands.save_commands_hash(1, "hash"))
    assert await database.run(commands.get_commands_hash(1)) == "hash"
    await database.close()


@pytest.mark.parametrize(
    "url", ["", "cliffhanger.db", "sqlite:///", "sqlite:/x.db", "mysql://root:secret@localhost/db"]
)
async def test_an_address_of_neither_engine_is_told_in_words(url: str) -> None:
    with pytest.raises(DatabaseError, match="neither SQLite nor PostgreSQL") as caught:
        await open_database(url)
    assert "secret" not in str(caught.value)


async def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match=r"no folder .*nowhere"):
        await open_database(f"sqlite:///{tmp_path}/nowhere/x.db")


async def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="is a folder"):
        await open_database(f"sqlite:///{tmp_path}")


async def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "novel.txt"
    path.write_text("It was a dark and stormy night. " * 100)
    with pytest.raises(DatabaseError, match=r"novel\.txt is not a database"):
        await open_database(f"sqlite:///{path}")
    assert path.read_text().startswith("It was")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a place where nobody may write")
async def test_a_place_where_no_file_can_be_made_is_told_in_words() -> None:
    with pytest.raises(DatabaseError, match="cannot be written"):
        await open_database("sqlite:////proc/self/x.db")


@pytest.fixture
def locked_path(tmp_path: Path) -> Iterator[Path]:
    """A database file that may only be read, in a folder where nothing may be made."""
    path = tmp_path / "x.db"
    sqlite3.connect(path).close()
    path.touch()
    path.chmod(0o444)
    tmp_path.chmod(0o555)
    me = os.geteuid()
    if me == 0:  # root may write everywhere, so be nobody for a while
        for folder in (tmp_path, *tmp_path.parents[:3]):
            folder.chmod(folder.stat().st_mode | 0o055)
        os.seteuid(65534)
    yield path
    os.seteuid(me)
    tmp_path.chmod(0o700)


async def test_a_file_that_may_not_be_written_is_told_in_words(locked_path: Path) -> None:
    with pytest.raises(DatabaseError, match="cannot be written"):
        await open_database(f"sqlite:///{locked_path}")


async def test_a_file_that_another_program_keeps_locked_is_told_in_words(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("bot.db.sqlite.BUSY_SECONDS", 0.05)
    url = f"sqlite:///{tmp_path / 'x.db'}"
    await (await open_database(url)).close()
    other = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseError, match="in use by another program"):
        await open_database(url)
    other.close()


async def test_a_damaged_file_is_told_in_words(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    await (await open_database(f"sqlite:///{path}")).close()
    data = bytearray(path.read_bytes())
    data[100:] = b"\xff" * (len(data) - 100)
    path.write_bytes(data)
    with pytest.raises(DatabaseError, match="damaged"):
        await open_database(f"sqlite:///{path}")


async def test_a_sqlite_too_old_is_told_in_words(monkeypatch) -> None:
    monkeypatch.setattr(opening_module, "OLDEST_SQLITE", (99, 0, 0))
    with pytest.raises(DatabaseError, match="too old"):
        await open_database("sqlite:///:memory:")


async def test_a_sqlite_error_of_another_kind_is_passed_on_in_words() -> None:
    problem = opening_module._sqlite_problem("x.db", sqlite3.OperationalError("disk I/O error"))
    assert problem.sentence == "The database x.db cannot be used: disk I/O error."


async def test_a_server_that_does_not_answer_is_told_without_the_password() -> None:
    pytest.importorskip("asyncpg")
    with pytest.raises(DatabaseError, match=r"database 127\.0\.0\.1:1/story does not answer") as caught:
        await open_database("postgresql://reader:hunter2@127.0.0.1:1/story")
    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://reader:hunter2@host:port/x",
        "postgresql://reader:hunter2/word@127.0.0.1:1/story",
        "postgresql://reader@127.0.0.1:1/story?password=hunter2",
        "postgresql://reader@127.0.0.1:1/story?password=a@hunter2",
        "postgresql://reader:a@hunter2@127.0.0.1:1/story",
        "postgresql://[hunter2",
    ],
)
async def test_no_odd_address_tells_the_password(url: str) -> None:
    pytest.importorskip("asyncpg")
    with pytest.raises(DatabaseError) as caught:
        await open_database(url)
    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is None


async def test_a_wrong_password_is_told_without_the_password(postgres_server) -> None:
    url = postgres_server.url("migrated").replace(postgres_server.password, "hunter2")
    with pytest.raises(DatabaseError, match="refuses: password authentication failed") as caught:
        await open_database(url)
    assert "hunter2" not in str(caught.value)


async def test_a_database_that_is_not_on_the_server_is_told_in_words(postgres_server) -> None:
    with pytest.raises(DatabaseError, match='refuses: database "nothing" does not exist'):
        await open_database(postgres_server.url("nothing"))


async def test_without_its_driver_postgres_is_told_what_to_install(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    with pytest.raises(DatabaseError, match=r"cliffhanger\[postgres\]"):
        await open_database("postgresql://localhost/x")


def test_no_sql_stands_outside_the_sql_files() -> None:
    assert QUERIES
    for path in (Path(opening_module.__file__).parent).glob("*.py"):
        if path.name == "personal.py":
            continue  # its statements are made from the one list of what is held of a reader
        text = path.read_text()
        for word in ("SELECT ", "INSERT INTO", "DELETE FROM", "UPDATE "):
            assert word not in text, path
