"""The four doors that errors go through, and what is said there: never silence."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import discord
import pytest
from discord import app_commands

from bot.db.stories import hide_story
from bot.errors import NotFoundError
from cogs.ui import replies
from cogs.ui.actions import Form
from cogs.ui.cards import Card, row, text
from cogs.ui.failures import words_for
from tests.simulated import DiscordWorld

SHELF = Path(__file__).resolve().parents[1] / "shelf"


@pytest.fixture
def stories_dir() -> Path:
    return SHELF


class Answer:
    """Stands in for discord.py's interaction where a door is called directly."""

    def __init__(self, *, done: bool = False, fails: bool = False) -> None:
        self.sent: list[tuple[str, bool]] = []
        self.locale = discord.Locale.american_english
        self.fails = fails
        self.response = self
        self.followup = self
        self.done = done
        self.send = self.send_message

    def is_done(self) -> bool:
        return self.done

    async def send_message(self, words: str, *, ephemeral: bool, allowed_mentions: object) -> None:
        if self.fails:
            raise discord.NotFound(_response(), {"code": 10062, "message": "Unknown interaction"})
        self.sent.append((words, ephemeral))


def _response():
    class Response:
        status = 404
        reason = "Not Found"

    return Response()


async def test_the_command_door_tells_an_expected_error_in_words_with_the_next_step(discord_world: DiscordWorld):
    world = discord_world
    refused = await world.slash(world.reader, world.library, "story", story="zzzz qqqq")
    assert refused.ephemeral
    assert refused.text == "No story here has a title like that.\n-# `/library` shows those you can read here."


async def test_the_command_door_tells_an_unexpected_error_by_a_reference_that_stands_in_the_log(
    discord_world: DiscordWorld, caplog: pytest.LogCaptureFixture
):
    world = discord_world
    await world.client.engine.database.close()
    with caplog.at_level(logging.ERROR):
        told = await world.slash(world.reader, world.library, "library", may_fail=True)
    assert told.ephemeral
    reference = told.text.split("`")[1]
    assert reference in caplog.text
    assert "Traceback" in caplog.text
    assert await world.take_errors()


async def test_the_button_door_tells_of_a_story_that_is_gone(discord_world: DiscordWorld):
    world = discord_world
    page = await world.slash(world.reader, world.library, "read", story="The Lantern I")
    story_id = int(page.custom_ids["More"].split(":")[1])
    await world.client.engine.database.run(hide_story(story_id, discord.utils.utcnow()))
    told = await world.press(page, "Next")
    assert told.ephemeral
    assert "not in the library any more" in told.text


async def test_the_button_door_tells_of_an_unexpected_error(discord_world: DiscordWorld):
    world = discord_world

    async def broken(*_: object) -> None:
        raise RuntimeError("a mistake of ours")

    page = await world.slash(world.reader, world.library, "read", story="The Lantern I")
    world.client.actions["next"] = broken
    told = await world.press(page, "Next")
    assert "reference" in told.text
    assert "mistake of ours" not in told.text
    assert [str(error) for error in await world.take_errors()] == ["a mistake of ours"]


async def test_a_button_of_a_version_long_gone_is_answered_in_words(discord_world: DiscordWorld):
    world = discord_world
    page = await world.slash(world.reader, world.library, "read", story="The Lantern I")
    world.client.actions.pop("next")
    assert "not one of mine any more" in (await world.press(page, "Next")).text


class KeptCard(Card):
    """A card that discord.py keeps, as ours never are, with an ordinary button: the door behind the door."""

    def __init__(self) -> None:
        broken = discord.ui.Button(label="Break", custom_id="break")
        broken.callback = self.fail  # type: ignore[method-assign]
        super().__init__(text("x"), row(broken))

    def stop(self) -> None: ...

    async def fail(self, interaction: discord.Interaction) -> None:
        raise NotFoundError("Gone.", "Look elsewhere.")


class KeptForm(Form):
    """A form that discord.py keeps, as ours never are."""

    def stop(self) -> None: ...

    async def on_submit(self, interaction: discord.Interaction) -> None:
        raise NotFoundError("Gone.", "Look elsewhere.")


async def test_the_view_door_tells_what_is_wrong(discord_world: DiscordWorld):
    world = discord_world

    async def show(interaction: discord.Interaction, _pressed: object) -> None:
        await interaction.response.send_message(view=KeptCard(), ephemeral=True)

    async def leave_it(_interaction: discord.Interaction, _pressed: object) -> None: ...

    world.client.actions |= {"more": show, "break": leave_it}
    page = await world.slash(world.reader, world.library, "read", story="The Lantern I")
    told = await world.press(await world.press(page, "More"), "Break")
    assert told.text == "Gone.\n-# Look elsewhere."
    assert told.ephemeral


async def test_the_form_door_tells_what_is_wrong(discord_world: DiscordWorld):
    world = discord_world
    question: discord.ui.Label = discord.ui.Label(text="Part", component=discord.ui.TextInput(custom_id="typed"))

    async def ask(interaction: discord.Interaction, _pressed: object) -> None:
        await interaction.response.send_modal(KeptForm("Title", "gone", questions=[question]))

    async def nothing(interaction: discord.Interaction, _pressed: object) -> None: ...

    world.client.actions |= {"more": ask, "gone": nothing}
    page = await world.slash(world.reader, world.library, "read", story="The Lantern I")
    told = await world.submit(await world.press(page, "More"), typed="7")
    assert told.text == "Gone.\n-# Look elsewhere."
    assert told.ephemeral


async def test_an_error_after_an_answer_is_told_in_a_follow_up():
    answer = Answer(done=True)
    await Card(text("x")).on_error(answer, NotFoundError("Gone."), None)  # type: ignore[arg-type]
    assert answer.sent == [("Gone.", True)]


async def test_a_failure_that_cannot_be_told_is_logged_and_ends_there(caplog: pytest.LogCaptureFixture):
    await Card(text("x")).on_error(Answer(fails=True), NotFoundError("Gone."), None)  # type: ignore[arg-type]
    assert "could not be told" in caplog.text


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (app_commands.CommandNotFound("old", []), "changed"),
        (app_commands.CheckFailure(), "may not"),
        (NotFoundError("Gone.", "Look."), "Gone.\n-# Look."),
    ],
)
def test_every_kind_of_expected_error_has_its_words(error: Exception, says: str):
    assert says in words_for(error)


async def test_a_slow_answer_stays_private_where_it_turns_out_to_be(
    discord_world: DiscordWorld, monkeypatch: pytest.MonkeyPatch
):
    world = discord_world
    make_slow(world, monkeypatch)
    menu = await world.slash(world.reader, world.library, "read", story="lantern", share=True)
    assert menu.options
    assert all(message.ephemeral for message in menu.messages)
    refused = await world.slash(world.reader, world.library, "read", story="The Cellar", share=True)
    assert "age-restricted" in refused.text
    assert all(message.ephemeral for message in refused.messages)


def _first_answers(world: DiscordWorld) -> list[object]:
    """What the bot sent to Discord first, for each interaction: type 5 and 6 are deferrals."""
    return [request.json for request in world.env.http_requests if request.path.endswith("/callback")]


async def test_discords_own_failures_do_not_stay_silent(discord_world: DiscordWorld):
    world = discord_world
    world.fail("POST", "/interactions/*", status=500, times=1)
    await world.slash(world.reader, world.library, "help", may_fail=True)
    assert await world.take_errors()


def make_slow(world: DiscordWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the database take longer than the bot waits before it defers."""
    database = world.client.engine.database

    def delayed(quick: Callable[[Any], Awaitable[Any]]) -> Callable[[Any], Awaitable[Any]]:
        async def slow(work: Any, **how: Any) -> Any:
            await asyncio.sleep(0.2)
            return await quick(work, **how)

        return slow

    monkeypatch.setattr(replies, "PATIENCE_SECONDS", 0.01)
    for name in ("run", "read"):
        monkeypatch.setattr(database, name, delayed(getattr(database, name)))


async def test_a_slow_answer_is_deferred_first(discord_world: DiscordWorld, monkeypatch: pytest.MonkeyPatch):
    world = discord_world
    make_slow(world, monkeypatch)
    page = await world.slash(world.reader, world.library, "read", story="The Lantern I")
    assert _first_answers(world)[-1] == {"type": 5, "data": {"flags": 64}}
    assert page.ephemeral
    assert "Part 1 of 3" in page.text
    turned = await world.press(page, "Next")
    assert "Part 2 of 3" in turned.text
    assert _first_answers(world)[-1] == {"type": 6}
    shared = await world.slash(world.reader, world.library, "read", story="The Lantern I", part=1, share=True)
    assert [m.ephemeral for m in shared.messages] == [True, False]
    assert "Part 1 of 3" in shared.text
    own = await world.press(shared, "Next", by=world.friend)
    assert own.ephemeral
    assert "Part 2 of 3" in own.text
