"""One process dispatches: another takes over at once when it dies, and not while it lives."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.db import Database, leases, open_database
from bot.errors import DatabaseError
from bot.services.lease import Lease

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
async def postgres_url(postgres_server) -> AsyncIterator[str]:
    async with postgres_server.make_database() as url:
        yield url


def lease(database: Database) -> Lease:
    return Lease(database, "work", lambda: NOON)


async def test_a_second_bot_on_one_sqlite_file_is_refused_and_a_command_line_is_not(tmp_path):
    url = f"sqlite:///{tmp_path / 'one.db'}"
    first, second = await open_database(url), await open_database(url)
    assert await lease(first).take()
    with pytest.raises(DatabaseError, match="Another Cliffhanger is running"):
        await lease(second).take()
    await first.close()
    assert await lease(second).take()
    await second.close()


async def test_on_postgresql_a_second_process_waits_while_the_first_lives(postgres_url: str):
    first, second = await open_database(postgres_url), await open_database(postgres_url)
    held, waiting = lease(first), lease(second)
    assert await held.take()
    assert not await waiting.take()
    assert await held.renew()
    assert held.left > 10
    await first.close()  # as when it dies: its connections are gone
    assert await waiting.take()
    assert waiting.epoch == held.epoch + 1
    await second.close()


async def test_a_holder_that_hangs_loses_its_place_when_its_time_is_over(postgres_url: str, monkeypatch):
    monkeypatch.setattr("bot.services.lease.LEASE_SECONDS", 0)
    first, second = await open_database(postgres_url), await open_database(postgres_url)
    held, waiting = lease(first), lease(second)
    assert await held.take()
    assert await waiting.take()
    assert not await held.renew()
    assert held.left == 0
    await first.close()
    await second.close()


async def test_a_beat_is_kept_on_record(database: Database):
    held = lease(database)
    assert await held.take()
    await held.beat()
    record = await database.run(leases.get_lease("work"))
    assert record
    assert (record.epoch, record.beat_at) == (held.epoch, NOON)


async def test_a_process_that_gave_up_begins_anew_at_once(database: Database):
    held = lease(database)
    assert await held.take()
    first = held.epoch
    held.give_up()
    assert await held.take()
    assert held.epoch == first + 1
