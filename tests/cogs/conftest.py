"""The fixture `discord_world` for every test of the cogs: the real bot in a simulated Discord."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.client import create_client
from bot.config import Settings
from tests import openapi, simulated

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def stories_dir() -> Path:
    """The stories the bot serves; a module, class or parametrisation may name another folder."""
    return ROOT / "stories"


@pytest.fixture
def settings(stories_dir: Path, tmp_path: Path) -> Settings:
    """The bot's settings: an empty database of the test's own, and no token."""
    return Settings(
        database_url=f"sqlite:///{tmp_path / 'test.db'}", stories_dir=stories_dir, publications_per_hour=10_000
    )


@pytest.fixture
async def discord_world(settings: Settings) -> AsyncIterator[simulated.DiscordWorld]:
    """A started world (see tests/simulated.py); at the end, errors not taken and bodies Discord would refuse fail."""
    async with simulated.discord_world(settings, create_client) as world:
        yield world
    openapi.check_requests(world.env.http_requests)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not openapi.DESCRIPTION.exists():
        terminalreporter.write_line(
            "Discord's API description is not at hand (set DISCORD_OPENAPI to specs/openapi.json of discord-api-spec): "
            "what the bot sent was checked against our own rules only."
        )
