"""Publishing in Discord: a file, a proof that only its author sees, and a story of the server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import discord
import pytest
from simcord import ChannelHandle

from bot.errors import TooLargeError
from cogs.ui import uploads
from tests.services.conftest import words as prose
from tests.simulated import DiscordWorld, Person, Reply

SHELF = Path(__file__).resolve().parents[1] / "shelf"
SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples" / "files"

FERRY = """\
Title: The Ferry at Marl
Author: Ines Marl
Rating: PG-13
Warnings: violence
Summary: A ferry, twice.

The ferry left at six, as it did every day of the year.

Nobody was on it but Tomas and a crate of oranges.

* * *

The next morning the crate was gone, and Tomas with it.

They looked for both until the light went.
"""


@pytest.fixture
def stories_dir() -> Path:
    return SHELF


async def publish(
    world: DiscordWorld,
    *files: tuple[str, bytes | str],
    by: Person | None = None,
    place: ChannelHandle | None = None,
    rights: str = "mine",
    **options: Any,
) -> Reply:
    """`/publish` with these files; the librarian, who may manage the server, where nobody else is named."""
    sent = [(name, data.encode() if isinstance(data, str) else data) for name, data in files]
    named = {"file" if n == 0 else f"file{n + 1}": one for n, one in enumerate(sent)}
    return await world.slash(
        by or world.librarian, place or world.library, "publish", rights=rights, **named, **options
    )


async def let_publish(world: DiscordWorld, *people: Person) -> None:
    """Give people the author role of the server."""
    role = world.guild.create_role("Author")
    settings = await world.slash(world.librarian, world.library, "server settings")
    await world.choose(settings, role, custom_id="~setauthors")
    for person in people:
        await person.member.add_role(role) if hasattr(person.member, "add_role") else world.env.backend


def fields(reply: Reply) -> list[str]:
    return [component["component"]["custom_id"] for component in reply.modal["components"]]


async def test_a_proof_shows_only_its_author_what_was_understood(discord_world: DiscordWorld):
    proof = await publish(discord_world, ("ferry.txt", FERRY))
    assert proof.ephemeral
    for words in (
        "The Ferry at Marl",
        "Ines Marl",
        "PG-13",
        "violence",
        "the author's own work",
        "2 parts",
        "The ferry left at six",
        "The next morning the crate",
        "exactly your text: **yes** (43 words)",
        "letter by letter",
        "have read one of its stories here",
        "none of this title",
    ):
        assert words in proof.text, words
    print(proof.text)
    assert {"Publish", "Change…", "Cancel"} <= set(proof.buttons)
    page = await discord_world.slash(discord_world.reader, discord_world.library, "library", search="Ferry at Marl")
    assert "1 story" not in page.text
