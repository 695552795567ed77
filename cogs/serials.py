"""`/serial`: starting a serial, the list, and the commands and buttons that steer one."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal

import discord
from discord import app_commands

from bot.cadence import Missed
from bot.errors import CliffhangerError, NotFoundError, NotHereError
from bot.serials import Wish
from bot.services import find, prefer, servers
from bot.services.serials import control
from bot.services.serials import plan as planning
from bot.services.serials import show as showing
from bot.services.zones import find_zone
from cogs.ui.actions import IN_SERVERS, INSTALLED, ActionCog, Host, Interaction, Pressed, action
from cogs.ui.cadences import Filled, offer_at, offer_every, offer_zones
from cogs.ui.channels import PostingPlace, channel_name, channel_of
from cogs.ui.choosing import suggest_stories
from cogs.ui.language import _
from cogs.ui.replies import answer, require_moderator, visit_of
from cogs.ui.serials import dropped_card, plan_card, serial_card, serials_card, suggested_serial

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from bot.models import Visit
    from bot.serials import SerialView
    from bot.services.engine import Engine
    from cogs.ui.cards import Card

    Steer = Callable[[Engine, Visit, int], Awaitable[SerialView]]

Typed = app_commands.Range[str, 1, 60]
Title = app_commands.Range[str, 1, 200]
Which = app_commands.Range[str, 1, 100]
_TITLES_NAMED = 5


class Serials(ActionCog):
    """Lets moderators have stories posted on a schedule."""

    group = app_commands.Group(
        name="serial",
        description="Post a story in a channel, part by part, on a schedule",
        default_permissions=discord.Permissions(manage_guild=True),
        allowed_contexts=IN_SERVERS,
        allowed_installs=INSTALLED,
    )

    # --- starting ---------------------------------------------------------------------------------------------------

    @group.command()
    @app_commands.describe(
        story="The story to post",
        channel="Where: a text or announcement channel, a thread, or a forum",
        every="On which days: daily, mon,wed,fri, 2 days, or story dates",
        at="At what time: 18:00, 6pm",
        timezone="The time zone, by a large city; without it, this server's",
        from_part="The part to begin with",
        starts="The first day; without it, the next that fits",
        pace="How much at a time: scene, chapter, or a number of words such as ~1500",
        role="A role to ping with each post",
        tags="Tags for the posts of a forum, with commas between them",
        discuss="A thread on each post to discuss it",
        ahead="Whether readers here may read ahead of the serial",
        missed="What comes after an outage: one part, none, or all that were missed",
        goes_on="Whether the sequel follows in the same place",
    )
    @app_commands.autocomplete(story=suggest_stories)
    async def start(  # noqa: PLR0917 - Discord passes options one by one
        self,
        interaction: Interaction,
        story: Title,
        channel: app_commands.Transform[int, PostingPlace],
        every: Typed,
        at: app_commands.Range[str, 1, 20],
        timezone: Typed | None = None,
        from_part: app_commands.Range[int, 1, 100_000] = 1,
        starts: app_commands.Range[str, 1, 20] | None = None,
        pace: app_commands.Range[str, 1, 20] = "scene",
        role: discord.Role | None = None,
        tags: app_commands.Range[str, 1, 120] | None = None,
        discuss: Literal["none", "thread"] = "none",
        ahead: Literal["open", "locked"] = "open",
        missed: Literal["one", "skip", "all"] = "one",
        goes_on: bool = False,
    ) -> None:
        """Start posting a story; you see the first dates before anything is posted."""

        def wish(story_id: int) -> Wish:
            return Wish(
                story_id,
                every,
                at,
                timezone=timezone,
                from_part=from_part,
                starts=starts,
                pace=pace,
                role_id=role.id if role else None,
                tags=tags,
                discuss=discuss == "thread",
                locked=ahead == "locked",
                missed=Missed(missed),
                goes_on=goes_on,
            )

        await answer(interaction, self._plan(interaction, story, channel, wish))

    async def _plan(self, interaction: Interaction, story: str, channel_id: int, wish: Callable[[int], Wish]) -> Card:
        visit = _moderator(interaction)
        wished = wish(await self._story(visit, story))
        channel = await channel_of(interaction, channel_id, discuss=wished.discuss, role_id=wished.role_id)
        return plan_card(await planning.plan(self.engine, visit, channel, wished), channel)

    async def _story(self, visit: Visit, typed: str) -> int:
        """The one story that was typed; a menu could not carry the many other options."""
        found = await find.resolve(self.engine, visit, typed)
        if not isinstance(found, list):
            return found.story_id
        if len(found) == 1:
            return found[0].story_id
        titles = ", ".join(f"“{entry.title}”" for entry in found[:_TITLES_NAMED])
        raise NotFoundError(
            "Several stories may be meant: {titles}.",
            "Pick one from the list that opens while you type.",
            titles=titles,
        )

    @action("startserial")
    async def confirm(self, interaction: Interaction, pressed: Pressed) -> None:
        """Starts the serial that was planned."""
        await answer(interaction, self._start(interaction, pressed))

    async def _start(self, interaction: Interaction, pressed: Pressed) -> Card:
        visit, serial_id, channel_id = _moderator(interaction), pressed.number(0), pressed.number(1)
        discuss, role_id = bool(pressed.number(2)), pressed.number(3) or None
        channel = await channel_of(interaction, channel_id, discuss=discuss, role_id=role_id)
        started = await planning.start(self.engine, visit, serial_id, channel)
        return self._card(interaction, started, _("The serial is started."))

    @action("dropserial")
    async def cancel(self, interaction: Interaction, _pressed: Pressed) -> None:
        """Leaves a plan alone; nothing was started."""
        await answer(interaction, _drop(interaction))

    # --- seeing -----------------------------------------------------------------------------------------------------

    @group.command(name="list")
    async def show_all(self, interaction: Interaction) -> None:
        """See this server's serials and how they stand."""
        await answer(interaction, self._list(interaction, 1))

    @action("serials")
    async def turn_list(self, interaction: Interaction, pressed: Pressed) -> None:
        """Another page of the list."""
        await answer(interaction, self._list(interaction, pressed.number(0)))

    async def _list(self, interaction: Interaction, number: int) -> Card:
        page = await showing.list_serials(self.engine, _moderator(interaction), number)
        return serials_card(page, lambda channel_id: channel_name(interaction, channel_id))

    @group.command()
    @app_commands.describe(serial="The serial to look at")
    async def show(self, interaction: Interaction, serial: Which) -> None:
        """See one serial: its next dates, its last posts, and whether all is well."""
        await answer(interaction, self._steer(interaction, serial, showing.show))

    @action("showserial")
    async def show_chosen(self, interaction: Interaction, pressed: Pressed) -> None:
        """The serial that was chosen in the list."""
        await answer(interaction, self._steer(interaction, pressed.chosen(), showing.show))

    # --- steering ---------------------------------------------------------------------------------------------------

    @group.command()
    @app_commands.describe(serial="The serial to pause")
    async def pause(self, interaction: Interaction, serial: Which) -> None:
        """Pause a serial until it is resumed."""
        await answer(interaction, self._steer(interaction, serial, control.pause))

    @action("pauseserial")
    async def pause_shown(self, interaction: Interaction, pressed: Pressed) -> None:
        """Pauses the serial on the card."""
        await answer(interaction, self._steer(interaction, pressed.text(0), control.pause))

    @group.command()
    @app_commands.describe(serial="The serial to go on with")
    async def resume(self, interaction: Interaction, serial: Which) -> None:
        """Let a paused serial go on with its next date."""
        await answer(interaction, self._steer(interaction, serial, control.resume))

    @action("resumeserial")
    async def resume_shown(self, interaction: Interaction, pressed: Pressed) -> None:
        """Lets the serial on the card go on."""
        await answer(interaction, self._steer(interaction, pressed.text(0), control.resume))

    @group.command()
    @app_commands.describe(serial="The serial whose next date is left out")
    async def skip(self, interaction: Interaction, serial: Which) -> None:
        """Leave out a serial's next date; the part comes on the one after it."""
        await answer(interaction, self._steer(interaction, serial, control.skip))

    @action("skipserial")
    async def skip_shown(self, interaction: Interaction, pressed: Pressed) -> None:
        """Leaves out the next slot of the serial on the card."""
        await answer(interaction, self._steer(interaction, pressed.text(0), control.skip))

    @group.command(name="post-now")
    @app_commands.describe(serial="The serial whose next part is posted at once")
    async def post_now(self, interaction: Interaction, serial: Which) -> None:
        """Post a serial's next part at once; its schedule goes on as before."""
        await answer(interaction, self._steer(interaction, serial, control.post_now))

    @action("postserial")
    async def post_shown(self, interaction: Interaction, pressed: Pressed) -> None:
        """Posts the next part of the serial on the card."""
        await answer(interaction, self._steer(interaction, pressed.text(0), control.post_now))

    @group.command()
    @app_commands.describe(serial="The serial to end for good")
    async def stop(self, interaction: Interaction, serial: Which) -> None:
        """Stop a serial for good; what was posted stays."""
        await answer(interaction, self._steer(interaction, serial, control.stop))

    async def _steer(self, interaction: Interaction, typed: str, steer: Steer) -> Card:
        visit = _moderator(interaction)
        view = await steer(self.engine, visit, await self._named(visit, typed))
        return self._card(interaction, view, silent=await self.host.dispatcher.silent_since())

    async def _named(self, visit: Visit, typed: str) -> int:
        """The serial that was chosen, or the only one whose title was typed."""
        if typed.isascii() and typed.isdecimal() and len(typed) < 19:
            return int(typed)
        found = await showing.suggest(self.engine, visit, typed.partition(" -> ")[0])
        if len(found) != 1:
            raise NotFoundError("I cannot tell which serial is meant.", "Pick one from the list that opens.")
        return found[0].id

    def _card(
        self, interaction: Interaction, view: SerialView, above: str = "", silent: datetime | None = None
    ) -> Card:
        return serial_card(view, interaction.guild_id or 0, above, silent)

    # --- while somebody types ---------------------------------------------------------------------------------------

    @show.autocomplete("serial")
    @pause.autocomplete("serial")
    @resume.autocomplete("serial")
    @skip.autocomplete("serial")
    @post_now.autocomplete("serial")
    @stop.autocomplete("serial")
    async def suggest(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        """The serials here that fit what was typed so far."""
        visit = visit_of(interaction)
        found = await showing.suggest(self.engine, visit, current) if visit.moderator else []
        return [
            app_commands.Choice(
                name=suggested_serial(serial, channel_name(interaction, serial.channel_id)), value=str(serial.id)
            )
            for serial in found
        ]

    @start.autocomplete("every")
    async def suggest_every(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Days that fit what was typed so far, each with how it will be read."""
        filled = await self._filled(interaction, every=current)
        return _choices(offer_every(filled, self.engine.now()))

    @start.autocomplete("at")
    async def suggest_at(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Times that fit what was typed so far, each with how it will be read."""
        filled = await self._filled(interaction, at=current)
        return _choices(offer_at(filled, self.engine.now()))

    @start.autocomplete("timezone")
    async def suggest_zone(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        """Zones that fit what was typed so far, each with how the schedule will be read there."""
        return _choices(offer_zones(current, await self._filled(interaction), self.engine.now()))

    async def _filled(self, interaction: Interaction, **typed: str) -> Filled:
        options = interaction.namespace
        given: dict[str, Any] = {"every": options.every or "", "at": options.at or "", "starts": options.starts}
        return Filled(await self._zone(interaction, options.timezone), **given | typed)

    async def _zone(self, interaction: Interaction, typed: str | None) -> str:
        """The zone in which a schedule would be read: the typed one, else the server's, else the moderator's own."""
        if typed:
            with suppress(CliffhangerError):
                return find_zone(typed)
        visit = visit_of(interaction)
        settings = (await servers.get_settings(self.engine, visit.where.server_id or 0)).settings
        return settings.zone or (await prefer.get_preferences(self.engine, visit)).preferences.zone or "UTC"


def _choices(offered: list[tuple[str, str]]) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=name, value=value) for name, value in offered]


def _moderator(interaction: Interaction) -> Visit:
    """Who asks. Raises NotAllowedError unless she may manage this server, at this very moment."""
    visit = visit_of(interaction)
    if visit.where.server_id is None:
        raise NotHereError("Serials are posted in servers that I am in.", "Use `/serial start` there.")
    require_moderator(interaction)
    return visit


async def _drop(interaction: Interaction) -> Card:
    _moderator(interaction)
    return dropped_card()


async def setup(bot: Host) -> None:
    """Loads the cog."""
    await bot.add_cog(Serials(bot))
