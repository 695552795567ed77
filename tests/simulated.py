"""The simulated Discord of our tests: places, people, and short verbs for what a person does and then sees."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

import discord
from simcord import ChannelHandle, Env, InteractionResult, MemberActor, ResponseMessage, UserHandle, actors
from simcord._modal import _submit_modal
from simcord.backend import serializers
from simcord.components import walk_components
from simcord.enums import InteractionType

from bot.config import Settings
from bot.demo.world import World, simulated_discord

BUTTON, STRING_SELECT, TEXT_DISPLAY = 2, 3, 10

# Settings for a walk of thousands of steps in a simulated time that stands still: nothing would ever be sent after the first.
UNPACED: dict[str, Any] = {
    "sends_per_second": 1e9,
    "dms_per_second": 1e9,
    "new_dms_per_second": 1e9,
    "searches_per_minute": 10**6,
    "exports_per_day": 10**6,
}


@dataclass(frozen=True)
class Person:
    """Somebody who reads: a member of the server, who has a DM with the bot and private talks with others."""

    member: MemberActor
    private: ChannelHandle

    @property
    def id(self) -> int:
        return self.member.id

    @property
    def dm(self) -> ChannelHandle:
        """Her DM with the bot."""
        return self.member.user.dm_channel


@dataclass(frozen=True)
class Seen:
    """One message as a person sees it."""

    message: ResponseMessage

    @property
    def _components(self) -> list[dict[str, Any]]:
        return list(walk_components(self.message.components))

    @property
    def text(self) -> str:
        """Everything written in it: all text displays joined by line ends, or the content of an old-style message."""
        shown = [component["content"] for component in self._components if component["type"] == TEXT_DISPLAY]
        return "\n".join(shown) or self.message.content or ""

    @property
    def buttons(self) -> list[str]:
        """The labels of its buttons, links too, in order."""
        return [component.get("label") or "" for component in self._components if component["type"] == BUTTON]

    @property
    def custom_ids(self) -> dict[str, str]:
        """The custom_id behind each button that has one, by label."""
        return {c.get("label") or "": c["custom_id"] for c in self._components if "custom_id" in c and c["type"] == 2}

    @property
    def options(self) -> dict[str, str]:
        """The choices of its menus: value by label."""
        menus = [component for component in self._components if component["type"] == STRING_SELECT]
        return {option["label"]: option["value"] for menu in menus for option in menu["options"]}

    @property
    def menus(self) -> dict[str, dict[str, str]]:
        """The same for each menu apart, by its placeholder."""
        menus = [component for component in self._components if component["type"] == STRING_SELECT]
        return {m.get("placeholder", ""): {o["label"]: o["value"] for o in m["options"]} for m in menus}

    def menu_of(self, values: Collection[Any]) -> str | None:
        """The custom_id of the menu that offers all of these values; None where there is none."""
        menus = [component for component in self._components if component["type"] == STRING_SELECT]
        offering = (m for m in menus if set(values) <= {option["value"] for option in m["options"]})
        return next((m["custom_id"] for m in offering), None)

    @property
    def ephemeral(self) -> bool:
        """Whether only one person sees it."""
        return self.message.ephemeral


@dataclass(frozen=True)
class Reply(Seen):
    """What an interaction brought: the last message it sent or changed, and who saw it where.

    Ask `modal` first where a form was shown instead: there is no message then.
    """

    result: InteractionResult
    by: Person
    place: ChannelHandle

    @property
    def answered(self) -> bool:
        """Whether the bot answered at all; a bot that still "is thinking" did not."""
        return self.result.acknowledged and not self.result._interaction.loading

    @property
    def modal(self) -> dict[str, Any] | None:
        """The form it opened, as sent."""
        return self.result.modal

    @property
    def messages(self) -> list[Seen]:
        """Everything it showed: the response, then the follow-ups."""
        first = self.result.response
        return [Seen(message) for message in ([first] if first else []) + self.result.followups]


class DiscordWorld:
    """A started simulated Discord with our bot in it.

    >>> reply = await world.slash(world.reader, world.library, "read", story="1")
    >>> reply = await world.press(reply, "Next")
    >>> assert "Part 1 of" in reply.text

    Places: `library` and `after_dark` (age-restricted) are channels, `library_thread` and `after_dark_thread` threads
    in them, `person.dm` is a DM with the bot, `person.private` one without it, where she uses it as her own app.
    People: `reader` and `friend`, and `librarian`, who may manage the server.
    """

    def __init__(self, world: World, settings: Settings, create: Callable[[Settings], discord.Client]) -> None:
        self.world = world
        self.settings = settings
        self._create = create
        self._errors: list[BaseException | str] = []
        self._taken = 0
        self._elsewhere: dict[tuple[int, int], MemberActor] = {}
        self.guild = self.env.create_guild("The Test Shelf")
        manage = self.guild.create_role("Librarian", permissions=discord.Permissions(manage_guild=True))
        self.reader, self.friend = self.add_person("reader"), self.add_person("friend")
        self.librarian = self.add_person("librarian", manage)
        self.library = self.guild.create_text_channel("library")
        self.after_dark = self.guild.create_text_channel("after-dark")
        self.library_thread = self.add_thread(self.library)
        self.after_dark_thread = self.add_thread(self.after_dark)

    @property
    def env(self) -> Env:
        """SimCord's own handle, for what has no verb here."""
        return self.world.env

    @property
    def client(self) -> Any:
        """The bot that runs now; `restart` brings another."""
        return self.env.bot

    def add_person(self, name: str, *roles: Any) -> Person:
        """One more member of the server, with these roles."""
        member = self.guild.add_member(self.env.create_user(name), roles=roles)
        stranger = self.env.create_user(f"{name}s_correspondent")
        return Person(member, self.world.add_private_channel(member.id, stranger.id))

    def add_thread(self, parent: ChannelHandle) -> ChannelHandle:
        """A thread in a channel, or a post in a forum."""
        backend = self.env.backend
        thread = backend.create_thread(parent.id, f"{parent.name}-thread", self.reader.id, broadcast=False)
        backend.announce_thread_create(thread)
        return ChannelHandle(self.env, parent.guild, thread)

    def add_server(self, name: str, *people: Person, channel: str) -> ChannelHandle:
        """A channel of another server with the bot in it, whose members are these people."""
        guild = self.env.create_guild(name)
        for person in people:
            self._elsewhere[guild.id, person.id] = guild.add_member(person.member.user)
        return guild.create_text_channel(channel)

    async def add_server_without_the_bot(self, *channels: str) -> list[ChannelHandle]:
        """Text channels of another server, where the bot is only what its members installed for themselves."""
        guild = self.env.create_guild("Another Shelf")
        for person in (self.reader, self.friend, self.librarian):
            self._elsewhere[guild.id, person.id] = guild.add_member(person.member.user)
        made = [guild.create_text_channel(name) for name in channels]
        await self.world.take_out_of(guild)
        return made

    # --- what a person does -----------------------------------------------------------------------------------------

    async def slash(
        self, by: Person, place: ChannelHandle, command: str, /, *, may_fail: bool = False, **options: Any
    ) -> Reply:
        """Run `/command`; fails the test when the bot does not answer, unless it `may_fail`."""
        actor = self._actor(by, place)
        with self._operation("slash"):
            result = await actors._slash(actor, place, command, options)
        return self._reply(result, by, place, may_fail=may_fail)

    async def menu(self, by: Person, place: ChannelHandle, command: str, on: Seen, *, may_fail: bool = False) -> Reply:
        """Run a message's context-menu command, such as "Bookmark this part", in a server."""
        result = await by.member.context_menu(place, command, on.message)
        return self._reply(result, by, place, may_fail=may_fail)

    async def complete(
        self, by: Person, place: ChannelHandle, command: str, option: str, typed: str, /, **filled: Any
    ) -> list[tuple[str, Any]]:
        """Type into an option; gives the suggestions as (name, value)."""
        actor = self._actor(by, place)
        with self._operation("autocomplete"):
            choices = await actors._autocomplete(actor, place, command, option, typed, filled)
        return [(choice["name"], choice["value"]) for choice in choices]

    async def press(
        self, seen: Seen, label: str, *, by: Person | None = None, custom_id: str | None = None, may_fail: bool = False
    ) -> Reply:
        """Press the button with this label (or that id), as the person who got the reply or as `by`."""
        who, place = self._who_and_where(seen, by)
        actor = self._actor(who, place)
        by_label = None if custom_id else label
        with self._operation("click"):
            result = await actors._component_click(actor, seen.message, label=by_label, custom_id=custom_id)
        return self._reply(result, who, place, may_fail=may_fail)

    async def choose(
        self, seen: Seen, *values: Any, by: Person | None = None, custom_id: str | None = None, may_fail: bool = False
    ) -> Reply:
        """Choose from a menu: values or labels of a string menu, or handles of people, roles or channels."""
        who, place = self._who_and_where(seen, by)
        actor = self._actor(who, place)
        chosen = [seen.options.get(value, value) if isinstance(value, str) else value for value in values]
        custom_id = custom_id or seen.menu_of(chosen)
        with self._operation("select"):
            result = await actors._component_select(actor, seen.message, chosen, custom_id=custom_id)
        return self._reply(result, who, place, may_fail=may_fail)

    async def submit(self, reply: Reply, *, may_fail: bool = False, **values: Any) -> Reply:
        """Fill in the form that `reply` opened (by custom_id) and send it."""
        actor = self._actor(reply.by, reply.place)
        with self._operation("submit_modal"):
            result = await _submit_modal(actor, reply.result, values)
        return self._reply(result, reply.by, reply.place, may_fail=may_fail)

    async def press_forged(self, by: Person, place: ChannelHandle, custom_id: str) -> Reply:
        """Press a button with any custom_id, as no card of ours would show it to this person."""
        view = discord.ui.LayoutView()
        view.add_item(discord.ui.ActionRow(discord.ui.Button(label="Forged", custom_id=custom_id)))
        view.stop()
        await self.client.get_channel(place.id).send(view=view)
        return await self.press(self.messages(place)[-1], "Forged", by=by)

    async def send_press(
        self,
        by: Person,
        place: ChannelHandle,
        on: Seen,
        custom_id: str,
        values: Collection[str] = (),
        *,
        typed: str | None = None,
    ) -> Reply:
        """What Discord sends for a press on that message, whatever buttons it shows now.

        With `values` a choice in a menu, with `typed` a form of one field submitted.
        """
        component: dict[str, Any] = {"type": BUTTON, "style": 2, "label": "Sent", "custom_id": custom_id}
        kind, data = InteractionType.MESSAGE_COMPONENT, {"custom_id": custom_id, "component_type": BUTTON}
        if values:
            options = [{"label": value, "value": value} for value in values]
            component = {"type": STRING_SELECT, "custom_id": "~" + custom_id, "options": options}
            data = {"custom_id": "~" + custom_id, "component_type": STRING_SELECT, "values": list(values)}
        if typed is not None:
            kind, field = InteractionType.MODAL_SUBMIT, {"type": 4, "custom_id": "field", "value": typed}
            data = {"custom_id": custom_id, "components": [{"type": 18, "component": field}]}
        return await self._send(by, place, kind, data, on=on, extra={"message": self._with(place, on, component)})

    async def send_menu(self, by: Person, place: ChannelHandle, command: str, on: Seen, custom_id: str) -> Reply:
        """What Discord sends for a message's context-menu command, in any place, had that message this button."""
        target = self._with(place, on, {"type": BUTTON, "style": 2, "label": "Sent", "custom_id": custom_id})
        target["author"] = dict(serializers.user_payload(self.env.backend.bot_user))
        resolved = {"messages": {str(on.message.id): target}}
        registered = next(c for c in self.env.backend.commands[None].values() if c["name"] == command)
        data = {
            "id": registered["id"],
            "name": command,
            "type": 3,
            "target_id": str(on.message.id),
            "resolved": resolved,
        }
        return await self._send(by, place, InteractionType.APPLICATION_COMMAND, data)

    def _with(self, place: ChannelHandle, on: Seen, component: dict[str, Any]) -> dict[str, Any]:
        stored = self.env.backend.get_message(place.id, on.message.id)
        message: dict[str, Any] = dict(serializers.message_payload(self.env.backend, stored))
        return message | {"components": [{"type": 1, "components": [component]}]}

    async def _send(
        self,
        by: Person,
        place: ChannelHandle,
        kind: int,
        data: dict[str, Any],
        *,
        on: Seen | None = None,
        extra: dict[str, Any] | None = None,
    ) -> Reply:
        source = on.message.id if on else None
        with self._operation("send"):
            result = await actors._dispatch_actor_interaction(
                self._actor(by, place), kind, place, data, extra=extra, source_message_id=source
            )
        return self._reply(result, by, place, may_fail=False)

    def messages(self, place: ChannelHandle, *, by: Person | None = None) -> list[Seen]:
        """The messages in a place, oldest first: those `by` may see, or all."""
        stored = sorted(self.env.backend.messages.get(place.id, {}).values(), key=lambda message: message.id)
        return [Seen(ResponseMessage(self.env, m)) for m in stored if by is None or m.visible_to(by.id)]

    def files(self, seen: Seen) -> list[bytes]:
        """What is in the files attached to a message."""
        found = [self.env.backend.cdn.get(attachment.url) for attachment in seen.message.attachments]
        return [body for body in found if body is not None]

    # --- what happens in the world ----------------------------------------------------------------------------------

    async def restart(self) -> None:
        """Start the bot anew: another client, the same world and database."""
        await self.world.restart(self._create(self.settings))

    async def restrict(self, channel: ChannelHandle, *, age_restricted: bool = True) -> None:
        """Change a channel's age restriction."""
        await self.world.restrict(channel, age_restricted=age_restricted)

    def set_locale(self, person: Person, locale: str) -> None:
        """Let a person's Discord speak another language."""
        self.world.set_locale(person.id, locale)

    async def pass_time(self, seconds: float) -> None:
        """Move the clock."""
        await self.env.advance_time(seconds)

    def fail(self, method: str, path: str, *, status: int = 500, code: int = 0, times: int | None = 1) -> None:
        """Let Discord refuse the next requests that match; `path` is a pattern such as `/channels/*/messages`."""
        self.env.inject_error(method, path, status=status, code=code, times=times)

    # --- errors -----------------------------------------------------------------------------------------------------

    def note_log(self, record: logging.LogRecord) -> None:
        """Count a logged error; the fixture hands in what is logged at ERROR and above."""
        self._errors.append(record.exc_info[1] if record.exc_info and record.exc_info[1] else record.getMessage())

    async def take_errors(self) -> list[BaseException | str]:
        """The unexpected errors since the last call, so that they do not fail the test at its end.

        An error counts once, whether raised or only logged; a CliffhangerError is an answer, not a mistake.
        """
        await self.env.settle()
        return self.new_errors()

    def new_errors(self) -> list[BaseException | str]:
        """What `take_errors` gives, without waiting for the bot to be at rest."""
        captured = self.env.errors[self._taken :]
        self._taken += len(captured)
        found: dict[int, BaseException | str] = {}
        for error in [*captured, *self._errors]:
            cause = error.original if isinstance(error, discord.app_commands.CommandInvokeError) else error
            found.setdefault(id(cause), cause)
        self._errors.clear()
        return list(found.values())

    def offered_privately(self) -> list[str]:
        """The names of the commands that Discord offers as a user's own app, outside servers."""
        commands = self.env.backend.commands.get(None, {}).values()
        return sorted(c["name"] for c in commands if 2 in (c.get("contexts") or ()) and 1 in c["integration_types"])

    # --- within -----------------------------------------------------------------------------------------------------

    def _actor(self, person: Person, place: ChannelHandle) -> MemberActor | UserHandle | _AppUser:
        if place.guild is not None:
            return self._elsewhere.get((place.guild.id, person.id), person.member)
        return _AppUser(self.env, person.id) if self.world.is_private(place) else person.member.user

    def _who_and_where(self, seen: Seen, by: Person | None) -> tuple[Person, ChannelHandle]:
        if isinstance(seen, Reply):
            return by or seen.by, seen.place
        channel = self.env.backend.get_channel(seen.message.channel_id)
        guild = self.guild if channel.guild_id is not None else None
        everybody = (self.reader, self.friend, self.librarian)
        who = by or next((p for p in everybody if p.id in channel.recipient_ids), self.reader)
        return who, ChannelHandle(self.env, guild, channel)

    @contextmanager
    def _operation(self, name: str):
        self.env._begin_operation(name)
        try:
            yield
        finally:
            self.env._end_operation()

    def _reply(self, result: InteractionResult, by: Person, place: ChannelHandle, *, may_fail: bool) -> Reply:
        shown = result.followups[-1] if result.followups else result.response
        reply = Reply(shown, result, by, place)  # type: ignore[arg-type]
        if not reply.answered and not may_fail:
            errors = self.new_errors()
            raise AssertionError(f"The bot did not answer. Errors meanwhile: {errors}")
        return reply


class _AppUser:
    """Somebody using the bot where it is not: enough of SimCord's actor for its own functions to take."""

    def __init__(self, env: Env, user_id: int) -> None:
        self._env = env
        self.id = user_id


class _ErrorLog(logging.Handler):
    def __init__(self, note: Callable[[logging.LogRecord], None]) -> None:
        super().__init__(logging.ERROR)
        self.emit = note  # type: ignore[method-assign]


@asynccontextmanager
async def discord_world(
    settings: Settings, create: Callable[[Settings], discord.Client]
) -> AsyncIterator[DiscordWorld]:
    """Start the bot that `create` makes in a world of its own.

    Fails at the end with an ExceptionGroup when the bot raised or logged an error that the test did not take.
    """
    async with simulated_discord(create(settings)) as world:
        ours = DiscordWorld(world, settings, create)
        await world.restrict(ours.after_dark)
        handler = _ErrorLog(ours.note_log)
        logging.getLogger().addHandler(handler)
        try:
            yield ours
            await world.env.settle()
        finally:
            logging.getLogger().removeHandler(handler)
    errors = ours.new_errors()
    if errors:
        raise BaseExceptionGroup(
            "the bot raised or logged errors that the test did not take",
            [e if isinstance(e, BaseException) else AssertionError(e) for e in errors],
        )
