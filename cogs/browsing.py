"""`/library`, `/story`, `/warnings`, `/contents` and the buttons that lead from one to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.models import LabelKind, RatingLevel
from bot.services import browse, describe, links
from bot.services.wanted import wanted
from cogs.ui.actions import ActionCog, Form, Host, Interaction, Pressed, action
from cogs.ui.choosing import for_story, suggest_stories
from cogs.ui.language import _
from cogs.ui.library import labels_card, library_card
from cogs.ui.links import links_card
from cogs.ui.replies import answer, is_operator, visit_of
from cogs.ui.stories import contents_card, story_card, topic_card, warnings_card
from cogs.ui.words import level_words, topic_asked

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.models import LibraryFilter, Visit
    from bot.services.links import LinksView
    from cogs.ui.cards import Card

Typed = app_commands.Range[str, 1, 100]
Title = app_commands.Range[str, 1, 200]


class Browsing(ActionCog):
    """Shows what there is to read, and what a story says of itself."""

    @app_commands.command()
    @app_commands.describe(
        search="A title, author, series or fandom, as well as you remember it",
        rating="Only stories of this rating",
        tag="Only stories with this tag, fandom, pairing or genre",
    )
    @app_commands.choices(
        rating=[app_commands.Choice(name=level_words(level), value=level.value) for level in RatingLevel]
    )
    async def library(
        self,
        interaction: Interaction,
        search: Typed | None = None,
        rating: app_commands.Choice[str] | None = None,
        tag: Typed | None = None,
    ) -> None:
        """See the stories you can read here."""
        level = RatingLevel(rating.value) if rating else None
        await answer(interaction, self._library(visit_of(interaction), wanted(level, tag, search)))

    async def _library(self, visit: Visit, asked: LibraryFilter) -> Card:
        return library_card(await browse.list_library(self.engine, visit, asked))

    @action("library")
    async def library_page(self, interaction: Interaction, pressed: Pressed) -> None:
        """Another page of the library, with the same filter."""
        await answer(interaction, self._turn_library(interaction, pressed.text(1), pressed.number(0)))

    @action("browse")
    async def browse_library(self, interaction: Interaction, pressed: Pressed) -> None:
        """The library listed in the way that was chosen in its menu, or the fandoms or tags to choose from."""
        field, _equals, value = pressed.chosen().partition("=")
        if field == "labels" and value in set(LabelKind):
            await answer(interaction, self._labels(interaction, LabelKind(value), 1))
        else:
            await answer(interaction, self._turn_library(interaction, pressed.text(0), 1, pressed.chosen()))

    async def _turn_library(self, interaction: Interaction, key: str, number: int, choice: str | None = None) -> Card:
        return library_card(await browse.turn_library(self.engine, visit_of(interaction), key, number, choice))

    @action("labels")
    async def labels_page(self, interaction: Interaction, pressed: Pressed) -> None:
        """Another page of fandoms or tags."""
        kind = LabelKind(pressed.text(0)) if pressed.text(0) in set(LabelKind) else LabelKind.TAG
        await answer(interaction, self._labels(interaction, kind, pressed.number(1)))

    async def _labels(self, interaction: Interaction, kind: LabelKind, number: int) -> Card:
        return labels_card(await browse.list_labels(self.engine, visit_of(interaction), kind, number))

    @app_commands.command()
    @app_commands.describe(story="The story")
    @app_commands.autocomplete(story=suggest_stories)
    async def story(self, interaction: Interaction, story: Title) -> None:
        """See what a story is about: author, series, rating, summary, length."""
        visit = visit_of(interaction)
        drawing = for_story(self.engine, visit, story, lambda story_id: self._story(interaction, story_id), "story")
        await answer(interaction, drawing)

    @action("story")
    async def picked_story(self, interaction: Interaction, pressed: Pressed) -> None:
        """The card of a story chosen in a menu."""
        await answer(interaction, self._story(interaction, pressed.chosen_number()))

    @action("details")
    async def details(self, interaction: Interaction, pressed: Pressed) -> None:
        """The card of the story whose page was open."""
        await answer(interaction, self._story(interaction, pressed.number(0)))

    async def _story(self, interaction: Interaction, story_id: int) -> Card:
        visit = visit_of(interaction)
        card, audience = await describe.describe_to(self.engine, visit, story_id)
        editable = links.may_edit(card.author_id, visit, operator=await is_operator(interaction))
        return story_card(card, audience, editable=editable)

    @action("links")
    async def open_links(self, interaction: Interaction, pressed: Pressed) -> None:
        """What is linked with a story, for those who may change it."""
        await answer(interaction, self._links(interaction, links.show_links, pressed.number(0)))

    @action("unlink")
    async def undo_link(self, interaction: Interaction, pressed: Pressed) -> None:
        """A wrong link undone for good."""
        pair = _pair(pressed)
        await answer(interaction, self._links(interaction, links.undo_link, pressed.number(0), pair))

    @action("relink")
    async def restore_link(self, interaction: Interaction, pressed: Pressed) -> None:
        """A link that was undone, found again."""
        pair = _pair(pressed)
        await answer(interaction, self._links(interaction, links.restore_link, pressed.number(0), pair))

    async def _links(
        self, interaction: Interaction, ask: Callable[..., Awaitable[LinksView]], *asked: int | tuple[int, int]
    ) -> Card:
        operator = await is_operator(interaction)
        return links_card(await ask(self.engine, visit_of(interaction), *asked, operator=operator))

    @app_commands.command()
    @app_commands.describe(story="The story", topic="One thing to ask about, such as violence or animal death")
    @app_commands.autocomplete(story=suggest_stories)
    async def warnings(
        self, interaction: Interaction, story: Title, topic: app_commands.Range[str, 1, 60] | None = None
    ) -> None:
        """See a story's content warnings, or ask about one topic."""
        visit = visit_of(interaction)
        drawing = for_story(
            self.engine, visit, story, lambda i: self._warnings(visit, i, topic), "pickwarnings", topic or ""
        )
        await answer(interaction, drawing)

    @action("pickwarnings")
    async def picked_warnings(self, interaction: Interaction, pressed: Pressed) -> None:
        """The warnings of a story chosen where the title fitted several."""
        drawing = self._warnings(visit_of(interaction), pressed.chosen_number(), pressed.text(0) or None)
        await answer(interaction, drawing)

    @action("warnings")
    async def open_warnings(self, interaction: Interaction, pressed: Pressed) -> None:
        """The warnings of the story whose card was open."""
        await answer(interaction, self._warnings(visit_of(interaction), pressed.number(0), None))

    async def _warnings(self, visit: Visit, story_id: int, topic: str | None) -> Card:
        if topic:
            return topic_card(await describe.ask_topic(self.engine, visit, story_id, topic_asked(topic)))
        return warnings_card(await describe.list_warnings(self.engine, visit, story_id))

    @app_commands.command()
    @app_commands.describe(story="The story")
    @app_commands.autocomplete(story=suggest_stories)
    async def contents(self, interaction: Interaction, story: Title) -> None:
        """See a story's chapters and parts, and jump to one."""
        visit = visit_of(interaction)
        drawing = for_story(
            self.engine, visit, story, lambda story_id: self._contents(interaction, story_id, None), "pickcontents"
        )
        await answer(interaction, drawing)

    @action("pickcontents")
    async def picked_contents(self, interaction: Interaction, pressed: Pressed) -> None:
        """The contents of a story chosen where the title fitted several."""
        await answer(interaction, self._contents(interaction, pressed.chosen_number(), None))

    @action("contents")
    async def open_contents(self, interaction: Interaction, pressed: Pressed) -> None:
        """The contents of the story whose page or card was open, round her place or a part."""
        part = pressed.number(1) if len(pressed.fields) > 1 else None
        await answer(interaction, self._contents(interaction, pressed.number(0), part))

    async def _contents(self, interaction: Interaction, story_id: int, part: int | None) -> Card:
        visit = visit_of(interaction)
        return contents_card(await describe.list_contents(self.engine, visit, story_id, part))

    @action("askpart")
    async def ask_part(self, interaction: Interaction, pressed: Pressed) -> None:
        """A form that asks for a part's number, for stories with more parts than a menu holds."""
        question: discord.ui.Label[Any] = discord.ui.Label(
            text=_("Part"), component=discord.ui.TextInput(placeholder="12", min_length=1, max_length=6)
        )
        await interaction.response.send_modal(Form(_("Go to a part"), "jump", pressed.number(0), questions=[question]))


def _pair(pressed: Pressed) -> tuple[int, int]:
    """The stories, earlier and later, of the link chosen in a menu of the first story's."""
    story_id = pressed.number(0)
    side, _equals, other = pressed.chosen().partition("=")
    other_id = Pressed([other]).number(0)
    return (story_id, other_id) if side == "later" else (other_id, story_id)


async def setup(bot: Host) -> None:
    """Loads the cog."""
    await bot.add_cog(Browsing(bot))
