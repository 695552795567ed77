"""`/publish`, the menu "Publish this file", and the buttons, menus and form of a proof."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.errors import NotFoundError, NotHereError
from bot.models import RatingLevel
from bot.proofs import Decisions, Rights
from bot.services import publish
from bot.services.proving import Publisher, count_pages
from cogs.ui.actions import IN_SERVERS, INSTALLED, ActionCog, Host, Interaction, Pressed, action
from cogs.ui.proofs import (
    PARTS_FIRST,
    cancelled_card,
    change_form,
    doubts_card,
    page_of_parts,
    parts_card,
    proof_card,
    published_card,
    warnings_typed,
)
from cogs.ui.replies import answer, where_of
from cogs.ui.uploads import fetch_all

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence

    from bot.services.proving import ProofView
    from cogs.ui.cards import Card

MENU = "Publish this file"
_MOST_FILES = 5
_NO_STORIES = ("image/", "video/", "audio/")
Name = app_commands.Range[str, 1, publish.LONGEST_NAME]


class Publishing(ActionCog):
    """Lets authors publish in their server."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.menu = app_commands.ContextMenu(
            name=MENU,
            callback=self.publish_message,
            allowed_contexts=IN_SERVERS,
            allowed_installs=INSTALLED,
        )

    @app_commands.command()
    @app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.describe(
        file="The story: text, Markdown, web page, EPUB, Word, OpenDocument, RTF, FictionBook or mail",
        rights="By what right you publish it",
        file2="The next part of the same work, if it comes in several files",
        file3="The part after that",
        file4="The part after that",
        file5="The part after that",
        title="The title, if the file does not say it rightly",
        series="The series, and the number in it, such as Tides #2",
        rights_note="Whose permission you have, or which licence it is",
    )
    @app_commands.choices(rights=[app_commands.Choice(name=rights.value, value=rights.value) for rights in Rights])
    async def publish(  # noqa: PLR0917 - a command's options
        self,
        interaction: Interaction,
        file: discord.Attachment,
        rights: app_commands.Choice[str],
        file2: discord.Attachment | None = None,
        file3: discord.Attachment | None = None,
        file4: discord.Attachment | None = None,
        file5: discord.Attachment | None = None,
        title: Name | None = None,
        series: Name | None = None,
        rights_note: Name | None = None,
    ) -> None:
        """Publish a story in this server: you see a proof of it first."""
        files = [one for one in (file, file2, file3, file4, file5) if one is not None]
        decisions = Decisions(title=title, series=series, rights=Rights(rights.value), rights_note=rights_note)
        await answer(interaction, self._prove(interaction, files, decisions))

    async def publish_message(self, interaction: Interaction, message: discord.Message) -> None:
        """A proof of the files that a message brings."""
        files = [one for one in message.attachments if not (one.content_type or "").startswith(_NO_STORIES)]
        await answer(interaction, self._prove(interaction, files[:_MOST_FILES], Decisions()), beside=True)

    async def _prove(self, interaction: Interaction, files: Sequence[discord.Attachment], decisions: Decisions) -> Card:
        publisher = _publisher(interaction)
        await publish.check_allowed(self.engine, publisher)
        if not files:
            raise NotFoundError("There is no story file in that message.", "Choose this on a message with a file.")
        uploads = await fetch_all(
            interaction.client.http,
            files,
            lambda size: publish.check_upload(self.engine, size),
            self.host.settings.discord_cdn_url,
        )
        return await self._draw(publish.prove(self.engine, publisher, uploads, decisions))

    @action("proof")
    async def show(self, interaction: Interaction, pressed: Pressed) -> None:
        """A proof again."""
        await self._answer(interaction, publish.look(self.engine, _publisher(interaction), pressed.number(0)))

    @action("parts")
    async def show_parts(self, interaction: Interaction, pressed: Pressed) -> None:
        """A proof's parts."""
        looked = publish.look(self.engine, _publisher(interaction), pressed.number(0))
        await self._answer(interaction, looked, parts=pressed.number(1))

    @action("doubts")
    async def show_doubts(self, interaction: Interaction, pressed: Pressed) -> None:
        """A proof's doubtful places."""
        looked = publish.look(self.engine, _publisher(interaction), pressed.number(0))
        await self._answer(interaction, looked, doubts=pressed.number(1))

    @action("rateproof")
    async def rate(self, interaction: Interaction, pressed: Pressed) -> None:
        """A rating chosen for a proof."""
        level = pressed.member(RatingLevel)
        await self._answer(interaction, publish.rate(self.engine, _publisher(interaction), pressed.number(0), level))

    @action("rightsproof")
    async def set_rights(self, interaction: Interaction, pressed: Pressed) -> None:
        """The right by which a proof is to be published."""
        rights = pressed.member(Rights)
        await self._answer(
            interaction, publish.set_rights(self.engine, _publisher(interaction), pressed.number(0), rights)
        )

    @action("splithere")
    async def split(self, interaction: Interaction, pressed: Pressed) -> None:
        """A break at a doubtful place that has none."""
        changed = publish.split(self.engine, _publisher(interaction), pressed.number(0), pressed.number(1))
        await self._answer(interaction, changed, doubts=pressed.number(2))

    @action("joinhere")
    async def join(self, interaction: Interaction, pressed: Pressed) -> None:
        """No break at a doubtful place that has one."""
        changed = publish.join(self.engine, _publisher(interaction), pressed.number(0), pressed.number(1))
        await self._answer(interaction, changed, doubts=pressed.number(2))

    @action("joinpart")
    async def join_part(self, interaction: Interaction, pressed: Pressed) -> None:
        """A part, chosen in the list of all, joined to the one before it."""
        changed = publish.join(self.engine, _publisher(interaction), pressed.number(0), pressed.chosen_number())
        await self._answer(interaction, changed, parts=pressed.number(1))

    @action("uncutproof")
    async def uncut(self, interaction: Interaction, pressed: Pressed) -> None:
        """A proof's parts as they were read."""
        await self._answer(interaction, publish.uncut(self.engine, _publisher(interaction), pressed.number(0)))

    async def _answer(
        self, interaction: Interaction, looked: Awaitable[ProofView], *, parts: int = 0, doubts: int = 0
    ) -> None:
        """Shows the proof, or that page of its parts or doubtful places."""
        await answer(interaction, self._draw(looked, parts, doubts))

    async def _draw(self, looked: Awaitable[ProofView], parts: int = 0, doubts: int = 0) -> Card:
        view = await looked
        if doubts:
            return doubts_card(view, doubts)
        # A part as long as a novel takes seconds to lay out.
        shown = page_of_parts(view, parts) if parts else (1, PARTS_FIRST)
        view = await asyncio.to_thread(count_pages, view, *shown)
        return parts_card(view, parts) if parts else proof_card(view)

    @action("changeproof")
    async def ask(self, interaction: Interaction, pressed: Pressed) -> None:
        """The form that mends what a proof says."""
        proof = await publish.get_proof(self.engine, _publisher(interaction), pressed.number(0))
        await interaction.response.send_modal(change_form(proof))

    @action("saveproof")
    async def save(self, interaction: Interaction, pressed: Pressed) -> None:
        """What was typed into that form."""
        await answer(interaction, self._save(interaction, pressed))

    async def _save(self, interaction: Interaction, pressed: Pressed) -> Card:
        publisher, proof_id = _publisher(interaction), pressed.number(0)
        title, author, series, warnings, note = (*pressed.values, "", "", "", "", "")[:5]
        known = (await publish.get_proof(self.engine, publisher, proof_id)).said.warnings
        words = publish.Words(title, author, series, warnings_typed(warnings, known), note)
        return await self._draw(publish.say(self.engine, publisher, proof_id, words))

    @action("publish")
    async def confirm(self, interaction: Interaction, pressed: Pressed) -> None:
        """A proof becomes a story."""
        await answer(interaction, self._publish(interaction, pressed.number(0)))

    async def _publish(self, interaction: Interaction, proof_id: int) -> Card:
        return published_card(await publish.publish(self.engine, _publisher(interaction), proof_id))

    @action("cancelproof")
    async def cancel(self, interaction: Interaction, pressed: Pressed) -> None:
        """A proof is erased."""
        await answer(interaction, self._cancel(interaction, pressed.number(0)))

    async def _cancel(self, interaction: Interaction, proof_id: int) -> Card:
        await publish.cancel(self.engine, _publisher(interaction), proof_id)
        return cancelled_card()


def _publisher(interaction: Interaction) -> Publisher:
    """Who acts, at this very moment. Raises NotHereError where the bot is not installed in a server."""
    where, member = where_of(interaction), interaction.user
    if where.server_id is None or not isinstance(member, discord.Member):
        raise NotHereError("Stories are published in a server that I am in.", "Use `/publish` there.")
    roles = frozenset(role.id for role in member.roles)
    return Publisher(member.id, where.server_id, roles, interaction.permissions.manage_guild, where.age_restricted)


async def setup(bot: Host) -> None:
    """Loads the cog."""
    await bot.add_cog(Publishing(bot))
