"""The log at its default level: what happened, and nothing that tells who reads what."""

from __future__ import annotations

import io
import logging
import re
from pathlib import Path

import pytest

from bot.logs import DiscreetFormatter
from tests.simulated import DiscordWorld

SHELF = Path(__file__).resolve().parents[1] / "shelf"
NOTE, TOPIC = "where the clowns wait", "hollow reeds"


@pytest.fixture
def stories_dir() -> Path:
    return SHELF


async def live(world: DiscordWorld) -> None:
    """A reader reads, searches, keeps, prefers, is refused and erased, and Discord fails in between."""
    reader, here = world.reader, world.library
    page = await world.slash(reader, here, "read", story="The Ledger")
    await world.press(page, "Next", may_fail=True)
    await world.slash(reader, here, "bookmark add", note=NOTE)
    await world.slash(reader, reader.dm, "bookmark list")
    await world.slash(reader, here, "library", search="ledger")
    await world.slash(reader, here, "read", story="no such story at all")
    form = await world.press(
        await world.press(await world.slash(reader, here, "preferences"), "Topics…"), "Another topic…"
    )
    (field,) = [component["component"]["custom_id"] for component in form.modal["components"]]
    await world.submit(form, **{field: TOPIC})
    world.fail("POST", "/channels/*/messages", status=403, code=50007)
    await world.press(await world.slash(reader, here, "read", story="The Lantern I"), "Bookmark")
    card = await world.slash(world.librarian, here, "server settings")
    await world.choose(card, "Teen")
    await world.slash(reader, here, "mydata export")
    await world.press(await world.slash(reader, here, "mydata erase"), "Erase everything")
    await world.pass_time(90_000)
    await world.restart()


async def test_a_session_at_info_logs_nothing_personal(discord_world: DiscordWorld):
    world, written = discord_world, []
    handler = logging.Handler(logging.INFO)
    handler.emit = written.append  # type: ignore[method-assign]
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.INFO)
    root.addHandler(handler)
    try:
        await live(world)
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    lines = [DiscreetFormatter().format(record) for record in written]
    assert any("Stories: " in line for line in lines)
    personal = [str(person.id) for person in (world.reader, world.librarian)]
    personal += [NOTE, TOPIC, "reader", "librarian", "The Ledger", "Lantern", "no such story"]
    assert not [line for line in lines if any(re.search(rf"\b{re.escape(word)}\b", line) for word in personal)]
    # What we write ourselves holds no id from the start.
    own = [record.getMessage() for record in written if record.name.startswith(("bot", "cogs"))]
    assert not [message for message in own if re.search(r"\d{17}", message)]


def test_ids_in_librarys_warnings_and_rows_in_databases_errors_are_left_out():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(DiscreetFormatter())
    log = logging.Logger("test")  # noqa: LOG001 - one that nobody else hears
    log.addHandler(handler)
    log.warning("We are being rate limited. GET /guilds/%d/members/%d", 998877665544332211, 1122334455667788991)
    row = "Failing row contains (1122334455667788991, where the heron stood)."
    log.error("It failed", exc_info=ValueError(f"null value\nDETAIL:  {row}"))
    written = stream.getvalue()
    assert "GET /guilds/#/members/#" in written
    assert "null value" in written
    assert not [word for word in ("998877665544332211", "1122334455667788991", "heron") if word in written]
