"""`/mydata`: everything that is held of the caller, handed over or erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

from bot.errors import NotAllowedError
from bot.services.erase import Asked, StoriesFate, ask, erase
from bot.services.export import export
from cogs.ui.actions import ActionCog, Host, Interaction, Pressed, action
from cogs.ui.mydata import erase_card, erased_card, export_card, kept_card
from cogs.ui.replies import answer, visit_of

if TYPE_CHECKING:
    from cogs.ui.cards import Card


class MyData(ActionCog):
    """Hands readers what is held of them, and erases it."""

    group = app_commands.Group(name="mydata", description="See everything I hold about you, or have it erased")

    @group.command(name="export")
    async def export_data(self, interaction: Interaction) -> None:
        """Get a file with everything I hold about you."""
        await answer(interaction, self._export(interaction))

    @group.command(name="erase")
    async def erase_data(self, interaction: Interaction) -> None:
        """Have everything I hold about you erased; I ask once before."""
        await answer(interaction, self._ask(interaction, None))

    @action("erasechoice")
    async def choose(self, interaction: Interaction, pressed: Pressed) -> None:
        """What is to become of her stories; nothing is done yet."""
        _check_hers(interaction, pressed)
        await answer(interaction, self._ask(interaction, pressed.member(StoriesFate)))

    @action("erase")
    async def confirm(self, interaction: Interaction, pressed: Pressed) -> None:
        """Erases everything."""
        _check_hers(interaction, pressed)
        chosen = pressed.text(1)
        await answer(interaction, self._erase(interaction, StoriesFate(chosen) if chosen in set(StoriesFate) else None))

    @action("erasenot")
    async def cancel(self, interaction: Interaction, _pressed: Pressed) -> None:
        """She thought better of it."""
        await answer(interaction, _cancel())

    async def _export(self, interaction: Interaction) -> Card:
        return export_card(await export(self.engine, visit_of(interaction)))

    async def _ask(self, interaction: Interaction, chosen: StoriesFate | None) -> Card:
        return erase_card(await ask(self.engine, visit_of(interaction)), interaction.user.id, chosen)

    async def _erase(self, interaction: Interaction, chosen: StoriesFate | None) -> Card:
        done = await erase(self.engine, visit_of(interaction), chosen)
        return erase_card(done, interaction.user.id) if isinstance(done, Asked) else erased_card(done)


async def _cancel() -> Card:
    return kept_card()


def _check_hers(interaction: Interaction, pressed: Pressed) -> None:
    """Raises NotAllowedError where the button was made for somebody else."""
    if pressed.number(0) != interaction.user.id:
        raise NotAllowedError("That button is somebody else's.", "Use `/mydata erase` yourself.")


async def setup(bot: Host) -> None:
    """Loads the cog."""
    await bot.add_cog(MyData(bot))
