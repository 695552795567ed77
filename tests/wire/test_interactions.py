"""What users do, handed in by the stand-in, as a bare discord.py client meets it."""

from __future__ import annotations

from typing import Any

import aiohttp
import discord
import pytest
from discord import app_commands

from tests.wire.interactions import Interactions
from tests.wire.server import Server
from tests.wire.stand_in import StandIn


class Form(discord.ui.Modal, title="A note"):
    note: discord.ui.Label[Any] = discord.ui.Label(text="Note", component=discord.ui.TextInput(custom_id="words"))

    async def on_submit(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        typed: Any = self.note.component
        await interaction.followup.send(f"noted: {typed.value}")
        await interaction.followup.send("and one more", ephemeral=True)


class Buttons(discord.ui.View):
    @discord.ui.button(label="Form", custom_id="form")
    async def form(self, interaction: discord.Interaction[Any], _button: Any) -> None:
        await interaction.response.send_modal(Form(custom_id="note"))

    @discord.ui.button(label="Turn", custom_id="turn")
    async def turn(self, interaction: discord.Interaction[Any], _button: Any) -> None:
        await interaction.response.edit_message(content="turned")

    @discord.ui.select(custom_id="pick", options=[discord.SelectOption(label=one) for one in "ab"])
    async def pick(self, interaction: discord.Interaction[Any], select: Any) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content=f"picked {select.values[0]}", view=None)


class Shelf(app_commands.Group):
    @app_commands.command(description="Shows a shelf")
    async def show(self, interaction: discord.Interaction[Any], name: str, room: discord.TextChannel) -> None:
        await interaction.response.send_message(f"{name} in {room.name}", view=Buttons(timeout=None))
        with pytest.raises(discord.InteractionResponded):
            await interaction.response.send_message("twice")

    @app_commands.command(description="Shows all shelves")
    async def all(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("all of them", view=Buttons(timeout=None))

    @show.autocomplete("name")
    async def names(self, _interaction: Any, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=typed + more, value=typed + more) for more in ("", "!")]


@pytest.fixture
async def people(stand_in: StandIn, client: discord.Client) -> Interactions:
    """The stand-in's users' hands; the client knows `/shelf show`."""
    tree = app_commands.CommandTree(client)
    tree.add_command(Shelf(name="shelf", description="Shelves"))
    await tree.sync()
    return stand_in.interactions


@pytest.fixture
async def shown(people: Interactions, home: Server) -> Any:
    """The message that `/shelf show` answered with."""
    room = home.texts[0]
    return await people.slash(home.readers[0], room, "shelf show", name="S", room=str(room.id)).shown()


async def test_a_command_is_answered_with_a_message_everybody_sees(home: Server, shown: Any):
    assert shown.content == "S in room-0"
    assert home.texts[0].existing == [shown]


async def test_an_unknown_command_is_told_at_once(people: Interactions, home: Server):
    with pytest.raises(LookupError):
        people.slash(home.readers[0], home.texts[0], "nothing")


async def test_an_option_suggests(people: Interactions, home: Server):
    typed = people.suggest(home.readers[0], home.texts[0], "shelf show", "name", "ab")
    await typed.until(lambda one: one.answer)
    assert typed.answer is not None
    assert [choice["name"] for choice in typed.answer["data"]["choices"]] == ["ab", "ab!"]


async def test_a_button_turns_its_message(people: Interactions, home: Server, shown: Any):
    turned = await people.press(home.readers[1], shown, "turn").shown()
    assert turned is shown
    assert (shown.content, shown.edits) == ("turned", 1)


async def test_a_menu_is_chosen_from_and_its_message_edited_later(people: Interactions, home: Server, shown: Any):
    chosen = people.press(home.readers[0], shown, "pick", ["b"])
    await chosen.until(lambda one: one.text == "picked b")
    assert shown.components == []


async def test_a_form_is_filled_in_and_answered_for_one_alone(people: Interactions, home: Server, shown: Any):
    form = await people.press(home.readers[0], shown, "form").until(lambda one: one.answer)
    sent = people.submit(form, words="the ferry")
    await sent.until(lambda one: one.followups)
    assert sent.text == "noted: the ferry"
    assert [one.content for one in sent.followups] == ["and one more"]
    assert home.texts[0].existing == [shown]


async def test_commands_and_buttons_work_in_dms(stand_in: StandIn, people: Interactions, home: Server):
    dm = stand_in.world.open_dm(home.readers[2])
    page = await people.slash(home.readers[2], dm, "shelf all").shown()
    assert dm.existing == [page]
    assert (await people.press(home.readers[2], page, "turn").shown()).content == "turned"


async def test_a_second_answer_and_one_to_nothing_are_refused(stand_in: StandIn, shown: Any):
    ((token, asked),) = stand_in.interactions.by_token.items()
    codes = []
    async with aiohttp.ClientSession() as another_process:
        for end in (token, "unknown"):
            path = f"{stand_in.api_url}/interactions/{asked.id}/{end}/callback"
            async with another_process.post(path, json={"type": 4, "data": {"content": "again"}}) as answer:
                codes.append((await answer.json())["code"])
    assert codes == [40060, 10062]
    assert shown.content == "S in room-0"
