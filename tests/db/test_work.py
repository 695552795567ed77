"""Units of work: one transaction each, on either engine."""

from __future__ import annotations

import asyncio
import inspect
import sqlite3
from pathlib import Path

import aiosqlite
import pytest

from bot.db import Database, Work, batch, commands, every, one, open_database, sql


async def test_an_exception_inside_a_unit_undoes_all_of_it(database: Database) -> None:
    def failing() -> Work[None]:
        yield from commands.save_commands_hash(1, "kept?")
        raise RuntimeError("after the write")

    with pytest.raises(RuntimeError, match="after the write"):
        await database.run(failing())
    assert await database.run(commands.get_commands_hash(1)) is None


async def test_a_statement_that_the_database_refuses_undoes_what_came_before(database: Database) -> None:
    def failing() -> Work[None]:
        yield from commands.save_commands_hash(1, "kept?")
        yield sql("add_trigram", trigram="abc", story_id=99, weight=1)

    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await database.run(failing())
    assert await database.run(commands.get_commands_hash(1)) is None


async def test_the_database_works_on_after_a_failed_unit(database: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        await database.run(one(sql("add_trigram", trigram="abc", story_id=99, weight=1)))
    await database.run(commands.save_commands_hash(1, "new"))
    assert await database.run(commands.get_commands_hash(1)) == "new"


async def test_a_batch_runs_its_query_once_for_each_set_of_values(database: Database) -> None:
    def saving() -> Work[list[str]]:
        yield batch("save_commands_hash", [{"application_id": n, "hash": f"hash {n}"} for n in range(5)])
        yield batch("save_commands_hash", [])
        rows = []
        for number in range(5):
            rows += yield from every(sql("get_commands_hash", application_id=number))
        return [row["hash"] for row in rows]

    assert await database.run(saving()) == [f"hash {n}" for n in range(5)]


async def test_a_unit_that_asks_nothing_still_gives_its_result(database: Database) -> None:
    def nothing() -> Work[str]:
        return "done"
        yield

    assert await database.run(nothing()) == "done"


async def test_many_units_at_once_all_come_through(database: Database) -> None:
    def counting(application_id: int) -> Work[None]:
        yield sql("save_commands_hash", application_id=0, hash="lock")
        saved = yield from commands.get_commands_hash(application_id)
        yield from commands.save_commands_hash(application_id, str(int(saved or 0) + 1))

    await asyncio.gather(*(database.run(counting(1)) for _ in range(40)))
    assert await database.run(commands.get_commands_hash(1)) == "40"


async def test_a_cancelled_unit_leaves_no_transaction_open(database: Database) -> None:
    async def cancelled() -> None:
        task = asyncio.ensure_future(database.run(commands.save_commands_hash(1, "perhaps")))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    await asyncio.gather(*(cancelled() for _ in range(20)))
    await database.run(commands.save_commands_hash(2, "after"))
    assert await database.run(commands.get_commands_hash(2)) == "after"


async def test_closing_twice_does_nothing(database: Database) -> None:
    await database.close()
    await database.close()


def test_values_that_do_not_fit_a_query_are_refused_before_it_runs() -> None:
    with pytest.raises(TypeError, match="get_part takes"):
        sql("get_part", edition_id=1)
    with pytest.raises(TypeError, match="save_commands_hash takes"):
        batch("save_commands_hash", [{"application_id": 1}])


def test_aiosqlite_still_runs_a_function_in_its_thread_in_one_hop() -> None:
    assert list(inspect.signature(aiosqlite.Connection._execute).parameters) == ["self", "fn", "args", "kwargs"]
    assert isinstance(inspect.getattr_static(aiosqlite.Connection, "_conn"), property)


async def test_a_unit_takes_one_hop_on_sqlite(tmp_path, monkeypatch) -> None:
    from bot.db import open_database  # noqa: PLC0415

    database = await open_database(f"sqlite:///{tmp_path / 'one.db'}")
    hops = []
    original = aiosqlite.Connection._execute

    async def counted(self, fn, *args, **kwargs):
        hops.append(fn)
        return await original(self, fn, *args, **kwargs)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)

    def several() -> Work[None]:
        for number in range(10):
            yield from commands.save_commands_hash(number, "x")

    await database.run(several())
    assert len(hops) == 1
    await database.close()


async def test_readers_do_not_wait_for_another_processs_write(tmp_path: Path) -> None:
    database = await open_database(f"sqlite:///{tmp_path / 'x.db'}")
    other = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert await asyncio.wait_for(database.read(commands.get_commands_hash(1)), timeout=1) is None
    other.execute("ROLLBACK")
    other.close()
    await database.close()
