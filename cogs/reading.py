"""`/read` and the buttons of a page."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from discord import app_commands

from bot.models import LibraryFilter, PageLength, Surface
from bot.services import browse, describe, prefer, read
from cogs.ui.actions import ActionCog, Host, Interaction, Pressed, action, place_of
from cogs.ui.choosing import for_story, suggest_stories
from cogs.ui.library import library_card
from cogs.ui.pages import finished_card, more_card, reading_card
from cogs.ui.replies import answer, public_message_of, visit_of

if TYPE_CHECKING:
    from bot.models import Visit
    from bot.services.engine import Engine
    from cogs.ui.cards import Card


class Reading(ActionCog):
    """Serves pages."""

    @app_commands.command()
    @app_commands.describe(
        story="The story to read; without it, the one you read last",
        part="A part to open, by its number",
        share="Show the page to everybody here; without it, your preferences decide",
    )
    @app_commands.autocomplete(story=suggest_stories)
    async def read(
        self,
        interaction: Interaction,
        story: app_commands.Range[str, 1, 200] | None = None,
        part: app_commands.Range[int, 1, 100_000] | None = None,
        share: bool | None = None,
    ) -> None:
        """Read the next part of a story."""
        served = _Served(self.engine, visit_of(interaction), part)
        if share is None:
            share = await prefer.shares_pages(self.engine, served.visit)
        drawing = served.card(None) if story is None else self._named(served, story, share=share)
        await answer(interaction, drawing, public=share)
        await served.confirm()

    def _named(self, served: _Served, typed: str, *, share: bool) -> Coroutine[Any, Any, Card]:
        return for_story(self.engine, served.visit, typed, served.card, "pickread", served.part or 0, int(share))

    @action("pickread")
    async def picked(self, interaction: Interaction, pressed: Pressed) -> None:
        """A story chosen where the title typed into `/read` fitted several."""
        part, share = pressed.number(0) or None, bool(pressed.number(1))
        served = _Served(self.engine, visit_of(interaction), part)
        await answer(interaction, served.card(pressed.chosen_number()), public=share)
        await served.confirm()

    @action("next")
    async def next_page(self, interaction: Interaction, pressed: Pressed) -> None:
        """The page after the one whose button was pressed: the button carries where that begins."""
        await answer(interaction, self._go_on(interaction, pressed))

    async def _go_on(self, interaction: Interaction, pressed: Pressed) -> Card:
        return reading_card(await read.go_on(self.engine, visit_of(interaction), place_of(pressed)))

    @action("back")
    async def page_before(self, interaction: Interaction, pressed: Pressed) -> None:
        """The page before the one whose button was pressed."""
        await answer(interaction, self._turn(interaction, pressed, -1))

    async def _turn(self, interaction: Interaction, pressed: Pressed, step: int) -> Card:
        visit = visit_of(interaction)
        return reading_card(await read.turn(self.engine, visit, place_of(pressed), step))

    @action("page")
    async def this_page(self, interaction: Interaction, pressed: Pressed) -> None:
        """The page at the place a button carries."""
        await answer(interaction, self._turn(interaction, pressed, 0))

    @action("goon")
    async def go_on(self, interaction: Interaction, pressed: Pressed) -> None:
        """The page that the reader was asked about first."""
        await answer(interaction, self._agree(interaction, pressed))

    async def _agree(self, interaction: Interaction, pressed: Pressed) -> Card:
        return reading_card(await read.agree(self.engine, visit_of(interaction), place_of(pressed)))

    @action("share")
    async def share_page(self, interaction: Interaction, pressed: Pressed) -> None:
        """The page at the place a button carries, for everybody."""
        await answer(interaction, self._turn(interaction, pressed, 0), public=True)

    @action("more")
    async def more(self, interaction: Interaction, pressed: Pressed) -> None:
        """What else can be done with the page whose button was pressed."""
        await answer(interaction, self._more(interaction, pressed))

    async def _more(self, interaction: Interaction, pressed: Pressed) -> Card:
        visit, place = visit_of(interaction), place_of(pressed)
        card = await describe.describe(self.engine, visit, place.story_id)
        chosen = await prefer.get_preferences(self.engine, visit)
        alone = visit.where.surface is Surface.BOT_DM
        length = chosen.preferences.page_length
        return more_card(card, place, length, alone=alone, message_id=public_message_of(interaction))

    @action("length")
    async def set_length(self, interaction: Interaction, pressed: Pressed) -> None:
        """The page at the place a menu carries, as long as was chosen in it; so are all pages from now on."""
        await answer(interaction, self._set_length(interaction, pressed))

    async def _set_length(self, interaction: Interaction, pressed: Pressed) -> Card:
        visit = visit_of(interaction)
        await prefer.set_page_length(self.engine, visit, pressed.member(PageLength))
        return reading_card(await read.turn(self.engine, visit, place_of(pressed)))

    @action("resume")
    async def resume(self, interaction: Interaction, pressed: Pressed) -> None:
        """The page where the reader stopped in a story."""
        await answer(interaction, self._resume(interaction, pressed.number(0)))

    async def _resume(self, interaction: Interaction, story_id: int) -> Card:
        return reading_card(await read.resume(self.engine, visit_of(interaction), story_id))

    @action("part")
    async def open_part(self, interaction: Interaction, pressed: Pressed) -> None:
        """The first page of a part named by a button."""
        await answer(interaction, self._open(interaction, pressed.number(0), pressed.number(1)))

    @action("jump")
    async def jump(self, interaction: Interaction, pressed: Pressed) -> None:
        """The first page of a part chosen in the contents, or typed into the form that asks for one."""
        await answer(interaction, self._open(interaction, pressed.number(0), pressed.chosen_number()))

    async def _open(self, interaction: Interaction, story_id: int, part: int) -> Card:
        visit = visit_of(interaction)
        return reading_card(await read.open_part(self.engine, visit, story_id, part))


class _Served:
    """One `/read`: the card it shows, and, once that is sent, the note that it was shown."""

    def __init__(self, engine: Engine, visit: Visit, part: int | None) -> None:
        self.engine = engine
        self.visit = visit
        self.part = part
        self.view: read.PageView | None = None

    async def card(self, story_id: int | None) -> Card:
        """The next page of that story, or of the last one read; the library for who has begun none."""
        shown = await read.read(self.engine, self.visit, story_id=story_id, part=self.part)
        if shown is None:
            return library_card(await browse.list_library(self.engine, self.visit, LibraryFilter()))
        if isinstance(shown, read.Finished):
            return finished_card(shown)
        if isinstance(shown, read.PageView):
            self.view = shown
        return reading_card(shown)

    async def confirm(self) -> None:
        """Lets the next `/read` go on after the page that was shown."""
        if self.view is not None:
            await read.mark_shown(self.engine, self.visit.reader, self.view)


async def setup(bot: Host) -> None:
    """Loads the cog."""
    await bot.add_cog(Reading(bot))
