"""`/subscribe`, `/subscriptions`, the buttons of notices, and what waits for readers whose DMs are closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from discord import app_commands
from discord.ext import commands

from bot.models import AwaitedTitle, Rhythm, Wish
from bot.services import notify, read, subscribe
from cogs.ui.actions import ActionCog, Host, Interaction, Pressed, action
from cogs.ui.failures import door
from cogs.ui.notices import nothing_waits_card, trying_card, waiting_card
from cogs.ui.pages import reading_card
from cogs.ui.replies import add_aside, answer, visit_of
from cogs.ui.subscriptions import (
    already_here_card,
    choice_card,
    ended_card,
    pick_title_card,
    rhythm_label,
    snooze_card,
    subscribed_card,
    subscriptions_card,
    suggested,
    wish_label,
)

if TYPE_CHECKING:
    from bot.models import Visit
    from cogs.ui.cards import Card

_WISHES = [wish for wish in Wish if wish is not Wish.AWAITED]


class Subscribing(ActionCog):
    """Lets readers say what they want to hear of, and shows what they were told."""

    @app_commands.command()
    @app_commands.describe(
        story="The story, or a title that is awaited",
        to="What you want to hear of; its sequel, if you do not say",
        when="When you want to hear of it; each time, if you do not say",
    )
    @app_commands.choices(
        to=[app_commands.Choice(name=wish_label(wish), value=wish.value) for wish in _WISHES],
        when=[app_commands.Choice(name=rhythm_label(rhythm), value=rhythm.value) for rhythm in Rhythm],
    )
    async def subscribe(
        self,
        interaction: Interaction,
        story: app_commands.Range[str, 1, 200],
        to: app_commands.Choice[str] | None = None,
        when: app_commands.Choice[str] | None = None,
    ) -> None:
        """Hear by DM of a story's sequel, its new chapters, its series or its author."""
        wish = Wish(to.value) if to else Wish.SEQUEL
        rhythm = Rhythm(when.value) if when else Rhythm.EVERY
        await answer(interaction, self._find(visit_of(interaction), story, wish, rhythm))

    @subscribe.autocomplete("story")
    async def suggest(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Stories and awaited titles that fit what was typed so far."""
        found = await subscribe.suggest(self.engine, visit_of(interaction), current)
        return [app_commands.Choice(name=name, value=value) for name, value in map(suggested, found)]

    @action("picksub")
    async def picked(self, interaction: Interaction, pressed: Pressed) -> None:
        """A story or title chosen where what was typed fitted several."""
        wish, rhythm = _wish(pressed.text(0)), _rhythm(pressed.text(1))
        await answer(interaction, self._find(visit_of(interaction), pressed.chosen(), wish, rhythm))

    async def _find(self, visit: Visit, typed: str, wish: Wish, rhythm: Rhythm) -> Card:
        found = await subscribe.resolve(self.engine, visit, typed)
        if isinstance(found, list):
            return pick_title_card(found, wish, rhythm)
        if isinstance(found, AwaitedTitle) and wish in {Wish.SEQUEL, Wish.STORY}:
            return _answered(await subscribe.subscribe_to_title(self.engine, visit, found.id, rhythm))
        return await self._subscribe(visit, found.story_id, wish, rhythm)

    async def _subscribe(self, visit: Visit, story_id: int, wish: Wish, rhythm: Rhythm) -> Card:
        return _answered(await subscribe.subscribe(self.engine, visit, story_id, wish, rhythm))

    @action("subscribe")
    async def choose(self, interaction: Interaction, pressed: Pressed) -> None:
        """The card on which one chooses what to hear of."""
        await answer(interaction, self._choose(interaction, pressed.number(0), Wish.SEQUEL, Rhythm.EVERY))

    @action("wish")
    async def choose_wish(self, interaction: Interaction, pressed: Pressed) -> None:
        """That card with what was chosen in its first menu."""
        drawing = self._choose(interaction, pressed.number(0), pressed.member(Wish), _rhythm(pressed.text(1)))
        await answer(interaction, drawing)

    @action("rhythm")
    async def choose_rhythm(self, interaction: Interaction, pressed: Pressed) -> None:
        """That card with what was chosen in its second menu."""
        drawing = self._choose(interaction, pressed.number(0), _wish(pressed.text(1)), pressed.member(Rhythm))
        await answer(interaction, drawing)

    async def _choose(self, interaction: Interaction, story_id: int, wish: Wish, rhythm: Rhythm) -> Card:
        return choice_card(await subscribe.list_choice(self.engine, visit_of(interaction), story_id), wish, rhythm)

    @action("follow")
    async def follow(self, interaction: Interaction, pressed: Pressed) -> None:
        """What was chosen on that card; a page whose button it is stays."""
        wish, rhythm = _wish(pressed.text(1)), _rhythm(pressed.text(2))
        drawing = self._subscribe(visit_of(interaction), pressed.number(0), wish, rhythm)
        await answer(interaction, drawing, beside=len(pressed.fields) > 3)

    @app_commands.command()
    async def subscriptions(self, interaction: Interaction) -> None:
        """See what you subscribed to, let it rest, or end it."""
        await answer(interaction, self._list(interaction, 1))

    @action("subs")
    async def show_page(self, interaction: Interaction, pressed: Pressed) -> None:
        """Another page of her subscriptions."""
        await answer(interaction, self._list(interaction, pressed.number(0)))

    async def _list(self, interaction: Interaction, number: int) -> Card:
        visit = visit_of(interaction)
        page = await subscribe.list_page(self.engine, visit, number)
        return subscriptions_card(page, await notify.count_waiting(self.engine, visit))

    @action("endsub")
    async def end_in_list(self, interaction: Interaction, pressed: Pressed) -> None:
        """Ends a subscription, and shows the others."""
        await answer(interaction, self._end_in_list(interaction, pressed))

    async def _end_in_list(self, interaction: Interaction, pressed: Pressed) -> Card:
        await subscribe.end(self.engine, visit_of(interaction), pressed.number(0))
        return await self._list(interaction, pressed.number(1))

    @action("unsubscribe")
    async def end(self, interaction: Interaction, pressed: Pressed) -> None:
        """Ends a subscription; a notice whose button it is stays."""
        await answer(interaction, self._end(interaction, pressed.number(0)), beside=len(pressed.fields) > 1)

    async def _end(self, interaction: Interaction, subscription_id: int) -> Card:
        return ended_card(await subscribe.end(self.engine, visit_of(interaction), subscription_id))

    @action("snooze")
    async def snooze(self, interaction: Interaction, pressed: Pressed) -> None:
        """Lets a subscription rest, or wakes it."""
        await answer(interaction, self._snooze(interaction, pressed.number(0), pressed.number(1)))

    @action("snoozefor")
    async def snooze_for(self, interaction: Interaction, pressed: Pressed) -> None:
        """The same for as many days as were chosen."""
        await answer(interaction, self._snooze(interaction, pressed.number(0), pressed.chosen_number()))

    async def _snooze(self, interaction: Interaction, subscription_id: int, days: int) -> Card:
        return snooze_card(await subscribe.snooze(self.engine, visit_of(interaction), subscription_id, days))

    @action("news")
    async def read_news(self, interaction: Interaction, pressed: Pressed) -> None:
        """The first page she has not read of a story in a notice; the notice stays."""
        await answer(interaction, self._read(interaction, pressed.number(0)), beside=True)

    async def _read(self, interaction: Interaction, story_id: int) -> Card:
        return reading_card(await read.catch_up(self.engine, visit_of(interaction), story_id))

    @action("waiting")
    async def show_waiting(self, interaction: Interaction, _pressed: Pressed) -> None:
        """What could not be sent to her."""
        await answer(interaction, self._waiting(interaction))

    async def _waiting(self, interaction: Interaction) -> Card:
        notice = await notify.list_waiting(self.engine, visit_of(interaction), again=True)
        return nothing_waits_card() if notice is None else waiting_card(notice)

    @action("tryagain")
    async def try_again(self, interaction: Interaction, _pressed: Pressed) -> None:
        """Sends what waits to her DMs."""
        await answer(interaction, self._try_again(interaction))

    async def _try_again(self, interaction: Interaction) -> Card:
        await notify.try_again(self.engine, visit_of(interaction).reader.id)
        return trying_card()

    @commands.Cog.listener()
    async def on_app_command_completion(self, interaction: Interaction, _command: Any) -> None:
        """After any command's answer: what could not be sent to her, once."""
        async with door(interaction):
            notice = await notify.list_waiting(self.engine, visit_of(interaction))
            if notice is not None:
                await add_aside(interaction, waiting_card(notice))


def _answered(done: subscribe.Subscribed | subscribe.AlreadyHere) -> Card:
    return subscribed_card(done) if isinstance(done, subscribe.Subscribed) else already_here_card(done)


def _wish(text: str) -> Wish:
    return Wish(text) if text in set(_WISHES) else Wish.SEQUEL


def _rhythm(text: str) -> Rhythm:
    return Rhythm(text) if text in set(Rhythm) else Rhythm.EVERY


async def setup(bot: Host) -> None:
    """Loads the cog."""
    await bot.add_cog(Subscribing(bot))
