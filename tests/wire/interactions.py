"""What people do with the bot, handed to it as Discord would, and all that it answers; commands it registered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tests.wire import payloads
from tests.wire.calls import Call, Reply, need, route
from tests.wire.messages import new_message, write
from tests.wire.refusals import refusal
from tests.wire.things import HIDDEN, Channel, Message, User, walk

if TYPE_CHECKING:
    from tests.wire.stand_in import StandIn

COMMAND, COMPONENT, SUGGEST, SUBMIT = 2, 3, 4, 5
NEW, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
LOADING = 128


@dataclass(eq=False, slots=True)
class Interaction:
    """Something a user did. `answer` is the bot's first answer as sent; `message` what @original names now."""

    id: int
    kind: int
    user: User
    channel: Channel
    at: datetime
    payload: dict[str, Any]
    answer: dict[str, Any] | None = None
    message: Message | None = None
    followups: list[Message] = field(default_factory=list)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def text(self) -> str:
        """What the user reads as the answer now."""
        return self.message.text if self.message else ""

    def change(self) -> None:
        """Tells whoever waits that something came."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, holds: Callable[[Interaction], Any], seconds: float = 20) -> Interaction:
        """Waits until something is true of it; raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not holds(self):
                await self._changed.wait()
        return self

    async def shown(self, seconds: float = 20) -> Message:
        """The answer, once it is there to read and not only promised."""
        await self.until(lambda one: one.answer and (one.message is None or not one.message.flags & LOADING), seconds)
        assert self.message is not None, f"the answer is no message: {self.answer}"
        return self.message


class Interactions:
    """All interactions of a stand-in. Its methods do what a user does; the bot hears of it through the gateway."""

    def __init__(self, stand_in: StandIn) -> None:
        self._stand_in = stand_in
        self.commands: dict[str, dict[str, Any]] = {}
        self.by_token: dict[str, Interaction] = {}

    def slash(self, user: User, channel: Channel, command: str, **options: Any) -> Interaction:
        """Uses a slash command, "bookmark add" say, with its options by their English names."""
        return self._command(COMMAND, user, channel, command, options)

    def suggest(
        self, user: User, channel: Channel, command: str, option: str, typed: str, **others: Any
    ) -> Interaction:
        """Types into an option that suggests; the answer's `data` holds the choices."""
        return self._command(SUGGEST, user, channel, command, {**others, option: typed}, focused=option)

    def press(self, user: User, message: Message, custom_id: str, values: list[str] | None = None) -> Interaction:
        """Presses a message's button, or chooses `values` in its menu, found by how its custom_id begins."""
        part = next(p for p in walk(message.components) if str(p.get("custom_id", "")).startswith(custom_id))
        data = {"custom_id": part["custom_id"], "component_type": part["type"], "id": part.get("id", 1)}
        data |= {"values": values} if values is not None else {}
        return self._hand_in(COMPONENT, user, message.channel, data, message)

    def submit(self, form: Interaction, **values: Any) -> Interaction:
        """Fills in and submits the form that answered an interaction, its inputs by their custom_ids."""
        assert form.answer is not None
        assert form.answer["type"] == MODAL
        data = form.answer["data"]
        filled = deepcopy(data["components"])
        for number, part in enumerate(walk(filled), 1):
            part["id"] = part.get("id") or number
            if "custom_id" in part:
                given = values.get(part["custom_id"], part.get("value") or "")
                part["values" if isinstance(given, list) else "value"] = given
        return self._hand_in(
            SUBMIT, form.user, form.channel, {"custom_id": data["custom_id"], "components": filled}, form.message
        )

    def _command(
        self, kind: int, user: User, channel: Channel, path: str, values: dict[str, Any], *, focused: str = ""
    ) -> Interaction:
        name, *inner = path.split()
        if name not in self.commands:
            raise LookupError(f"the bot has registered no /{name}, only {sorted(self.commands)}")
        level = command = self.commands[name]
        chain = []
        for one in inner:
            level = next(option for option in level["options"] if option["name"] == one)
            chain.append(level)
        types = {option["name"]: option["type"] for option in level.get("options", [])}
        options: list[dict[str, Any]] = [
            {"name": key, "type": types[key], "value": value} | ({"focused": True} if key == focused else {})
            for key, value in values.items()
        ]
        for one in reversed(chain):
            options = [{"name": one["name"], "type": one["type"], "options": options}]
        data = {"id": command["id"], "name": name, "type": command["type"], "options": options}
        resolved = self._resolved(channel, types, values)
        return self._hand_in(kind, user, channel, data | ({"resolved": resolved} if resolved else {}))

    def _resolved(self, channel: Channel, types: dict[str, int], values: dict[str, Any]) -> dict[str, Any]:
        """The users, channels and roles that options name by their ids."""
        found: dict[str, Any] = {}
        world, guild = self._stand_in.world, channel.guild
        for name, value in values.items():
            if types[name] == 6:
                found.setdefault("users", {})[str(value)] = payloads.user(world.users[int(value)])
            elif types[name] == 7:
                named = payloads.channel(world.channels[int(value)])
                found.setdefault("channels", {})[str(value)] = named | {"permissions": "0"}
            elif types[name] == 8 and guild is not None:
                found.setdefault("roles", {})[str(value)] = payloads.role(guild.roles[int(value)])
        return found

    def _hand_in(
        self, kind: int, user: User, channel: Channel, data: dict[str, Any], message: Message | None = None
    ) -> Interaction:
        world, guild = self._stand_in.world, channel.guild
        number = world.new_id()
        payload = {
            "id": str(number), "application_id": str(world.bot.id), "type": kind, "token": f"token-{number}",
            "version": 1, "channel_id": str(channel.id), "channel": payloads.channel(channel), "locale": user.locale,
            "data": data, "entitlements": [], "attachment_size_limit": 10 << 20, "context": 0 if guild else 1,
            "authorizing_integration_owners": {"0": str(guild.id if guild else 0)},
            "app_permissions": str(world.permissions(channel, world.bot)),
        }  # fmt: skip
        if guild is None:
            payload["user"] = payloads.user(user)
        else:
            member = payloads.member(guild, user) | {"permissions": str(world.permissions(channel, user))}
            told = {"id": str(guild.id), "locale": guild.locale, "features": []}
            payload |= {"guild_id": str(guild.id), "guild": told, "guild_locale": guild.locale, "member": member}
        if message is not None:
            payload["message"] = payloads.message(message)
        interaction = Interaction(number, kind, user, channel, world.now(), payload, message=message)
        self.by_token[f"token-{number}"] = interaction
        world.announce("INTERACTION_CREATE", payload)
        return interaction


# --- routes ---------------------------------------------------------------------------------------------------------


@route("PUT", "/applications/{application}/commands", "bulk_set_application_commands")
def set_commands(stand_in: StandIn, call: Call) -> Any:
    """Takes all commands anew; each comes back with an id."""
    known = stand_in.interactions.commands
    stand_in.interactions.commands = {
        command["name"]: {"type": 1, "description": "", "options": []}
        | command
        | {
            "id": known.get(command["name"], {}).get("id") or str(stand_in.world.new_id()),
            "application_id": str(stand_in.world.bot.id), "version": "1",
        }
        for command in call.body
    }  # fmt: skip
    return list(stand_in.interactions.commands.values())


@route("GET", "/applications/{application}/commands", "list_application_commands")
def list_commands(stand_in: StandIn, _call: Call) -> Any:
    return list(stand_in.interactions.commands.values())


@route("POST", "/interactions/{interaction}/{token}/callback", "create_interaction_response")
def answer_interaction(stand_in: StandIn, call: Call) -> Any:
    """The first answer; a second one is refused."""
    interaction: Interaction = need(stand_in.interactions.by_token.get(call.ids["token"]), 10062)
    if interaction.answer is not None:
        raise refusal(40060)
    kind, data = call.body["type"], call.body.get("data") or {}
    if kind == NEW:
        interaction.message = _show(stand_in, interaction, call, data)
    elif kind == DEFER or (kind == DEFER_UPDATE and interaction.message is None):
        flags = LOADING | data.get("flags", 0)
        interaction.message = Message(
            stand_in.world.new_id(), interaction.channel, stand_in.world.bot, stand_in.world.now(), flags=flags
        )
    elif kind == UPDATE and interaction.message is not None:
        _edit(stand_in, interaction.message, call, data)
    interaction.answer = call.body
    interaction.change()
    shown = payloads.message(interaction.message) if interaction.message and kind in {NEW, DEFER, UPDATE} else None
    message_id = interaction.message.id if interaction.message else 0
    return payloads.callback(interaction.id, interaction.kind, message_id, kind, shown)


def _show(stand_in: StandIn, interaction: Interaction, call: Call, body: Any) -> Message:
    """A message of this body; where everybody sees it, it stands in the channel."""
    message = new_message(stand_in, interaction.channel, call, body)
    if not message.flags & HIDDEN:
        stand_in.world.keep_message(message)
    return message


def _edit(stand_in: StandIn, message: Message, call: Call, body: Any) -> None:
    was_loading, hidden = message.flags & LOADING, message.flags & HIDDEN
    write(message, body, call.files)
    message.flags = (message.flags & ~LOADING) | hidden
    message.edited_at, message.edits = stand_in.world.now(), message.edits + 1
    if was_loading and not hidden:
        stand_in.world.keep_message(message)


def _with_token(stand_in: StandIn, call: Call) -> Interaction:
    interaction: Interaction = need(stand_in.interactions.by_token.get(call.ids["token"]), 10015)
    if interaction.answer is None:
        raise refusal(10015)
    return interaction


def _named(stand_in: StandIn, call: Call) -> tuple[Interaction, Message]:
    """The message that a path names: the first answer, or a follow-up by its id."""
    interaction = _with_token(stand_in, call)
    message = interaction.message
    if "message" in call.ids:
        message = next((m for m in (message, *interaction.followups) if m and m.id == call.id("message")), None)
    if message is None or message.deleted:
        raise refusal(10008)
    return interaction, message


@route("POST", "/webhooks/{application}/{token}", "execute_webhook")
def follow_up(stand_in: StandIn, call: Call) -> Any:
    """A further message; it fills in an answer that was only promised."""
    interaction = _with_token(stand_in, call)
    if interaction.message is not None and interaction.message.flags & LOADING:
        message = interaction.message
        _edit(stand_in, message, call, call.body)
    else:
        message = _show(stand_in, interaction, call, call.body)
        interaction.followups.append(message)
    interaction.change()
    return payloads.message(message)


def _get(stand_in: StandIn, call: Call) -> Any:
    return payloads.message(_named(stand_in, call)[1])


def _update(stand_in: StandIn, call: Call) -> Any:
    interaction, message = _named(stand_in, call)
    _edit(stand_in, message, call, call.body)
    interaction.change()
    return payloads.message(message)


def _delete(stand_in: StandIn, call: Call) -> Any:
    interaction, message = _named(stand_in, call)
    message.deleted = True
    interaction.change()
    return Reply(204)


for _method, _verb, _handler in (("GET", "get", _get), ("PATCH", "update", _update), ("DELETE", "delete", _delete)):
    route(_method, "/webhooks/{application}/{token}/messages/@original", f"{_verb}_original_webhook_message")(_handler)
    route(_method, "/webhooks/{application}/{token}/messages/{message}", f"{_verb}_webhook_message")(_handler)
