"""Buttons, menus and forms whose whole state is in their custom_id: they work after a restart and for ever.

A custom_id is `action:field:field...`. A cog handles an action with a method marked `@action("name")`; it is found by
name when somebody presses, so nothing about a sent message stays in memory.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

import discord
from discord import app_commands
from discord.ext import commands

from bot.errors import NotFoundError
from bot.models import Position, Spot
from cogs.ui.failures import door
from cogs.ui.language import speak_to

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.services.deliver import Dispatcher
    from bot.services.engine import Engine

Interaction = discord.Interaction[Any]
Handler = Callable[[Interaction, "Pressed"], Awaitable[None]]
_Method = TypeVar("_Method", bound=Callable[..., Any])
E = TypeVar("E", bound=StrEnum)
_TEMPLATE = r"[a-z]+(?::[^:]*)*"


class Host(Protocol):
    """What the client offers to buttons and cogs."""

    engine: Engine
    dispatcher: Dispatcher
    settings: Settings
    actions: dict[str, Handler]

    @property
    def tree(self) -> app_commands.CommandTree[Any]:
        """The commands."""
        ...

    def add_cog(self, _cog: commands.Cog, /) -> Awaitable[None]:
        """Loads a cog."""


class Pressed:
    """What somebody pressed: the custom_id's fields, and the values chosen in a menu or typed into a form.

    `offered` are all the values that the menu has.
    """

    def __init__(self, fields: Sequence[str], values: Sequence[str] = (), offered: Sequence[str] = ()) -> None:
        self.fields = tuple(fields)
        self.values = tuple(values)
        self.offered = tuple(offered)

    def number(self, index: int) -> int:
        """Field `index` as a whole number; raises NotFoundError where it is none."""
        number = _whole_number(self.text(index))
        if number is None:
            raise _stale()
        return number

    def text(self, index: int) -> str:
        """Field `index` as text; raises NotFoundError where there is none."""
        if index >= len(self.fields):
            raise _stale()
        return self.fields[index]

    def chosen(self) -> str:
        """The first value chosen or typed; raises NotFoundError where there is none."""
        if not self.values:
            raise _stale()
        return self.values[0]

    def chosen_number(self) -> int:
        """The first value as a whole number; raises NotFoundError where it is none."""
        number = _whole_number(self.chosen().strip())
        if number is None:
            raise NotFoundError("That is not a number of a part.", "Type digits alone, such as 12.")
        return number

    def member(self, kind: type[E]) -> E:
        """The first value as a member of an enumeration; raises NotFoundError where it is none."""
        if self.chosen() not in set(kind):
            raise _stale()
        return kind(self.chosen())


def place_of(pressed: Pressed) -> Position:
    """The position that a page's button carries; raises NotFoundError where it carries none."""
    story, edition, part, paragraph, offset = (pressed.number(i) for i in range(5))
    return Position(story, edition, part, Spot(paragraph, offset))


def pressed_on(message: discord.Message, name: str) -> Pressed | None:
    """What a press on the message's button for the action `name` would carry; None where it has no such button."""
    waiting: list[Any] = list(message.components)
    while waiting:
        component = waiting.pop()
        waiting.extend(getattr(component, "children", ()))
        found, *fields = (getattr(component, "custom_id", None) or "").split(":")
        if found == name:
            return Pressed(fields)
    return None


def _whole_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _stale() -> NotFoundError:
    return NotFoundError("That button is not one of mine any more.", "Use `/read` to go on.")


def action(name: str) -> Callable[[_Method], _Method]:
    """Marks a cog's method `(interaction, pressed)` as the handler of an action."""

    def mark(method: _Method) -> _Method:
        method.__action__ = name  # type: ignore[attr-defined]
        return method

    return mark


class ActionCog(commands.Cog):
    """A cog whose marked methods handle actions while it is loaded."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.engine = host.engine

    def _handlers(self) -> dict[str, Handler]:
        methods = (getattr(self, name) for name in dir(type(self)))
        return {m.__action__: m for m in methods if hasattr(m, "__action__")}

    async def cog_load(self) -> None:
        """Registers the handlers; two for one action would be a mistake of ours."""
        for name, handler in self._handlers().items():
            if name in self.host.actions:
                raise ValueError(f"two handlers for the action {name!r}")
            self.host.actions[name] = handler

    async def cog_unload(self) -> None:
        """Takes the handlers away again."""
        for name in self._handlers():
            self.host.actions.pop(name, None)


async def run_action(
    interaction: Interaction, custom_id: str, values: Sequence[str] = (), offered: Sequence[str] = ()
) -> None:
    """Runs the handler of a custom_id in the reader's language; every failure is told to whoever pressed."""
    speak_to(str(interaction.locale))
    async with door(interaction):
        name, *fields = custom_id.split(":")
        handler = cast("Host", interaction.client).actions.get(name)
        if handler is None:
            raise _stale()
        await handler(interaction, Pressed(fields, values, offered))


class ActionButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=_TEMPLATE):
    """A button that runs an action."""

    def __init__(self, item: discord.ui.Button[Any]) -> None:
        super().__init__(item)

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, item: discord.ui.Item[Any], _match: Any, /
    ) -> ActionButton:
        """The pressed button again, from its custom_id alone."""
        return cls(cast("discord.ui.Button[Any]", item))

    async def callback(self, interaction: Interaction) -> None:
        """Runs the action."""
        await run_action(interaction, self.custom_id)


Menu = discord.ui.Select[Any] | discord.ui.RoleSelect[Any] | discord.ui.ChannelSelect[Any]


class ActionSelect(discord.ui.DynamicItem[Any], template=r"~" + _TEMPLATE):
    """A menu that runs an action with the chosen value; its custom_id begins with `~`, so that one class answers.

    What is chosen in a menu of roles or channels is their ids.
    """

    def __init__(self, item: Menu) -> None:
        super().__init__(item)

    @classmethod
    async def from_custom_id(
        cls, _interaction: Interaction, item: discord.ui.Item[Any], _match: Any, /
    ) -> ActionSelect:
        """The used menu again, from its custom_id alone."""
        return cls(cast("Menu", item))

    async def callback(self, interaction: Interaction) -> None:
        """Runs the action with what was chosen."""
        # discord.py makes objects of chosen roles and channels, which it can only where it knows the server.
        values: list[str] = cast("Any", interaction.data or {}).get("values", [])
        offered = [option.value for option in getattr(self.item, "options", ())]
        await run_action(interaction, self.custom_id.removeprefix("~"), values, offered)


def button(
    label: str,
    name: str,
    *fields: object,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    disabled: bool = False,
) -> ActionButton:
    """A button with this label that runs the action `name` with these fields, which must hold no colon."""
    return ActionButton(
        discord.ui.Button(label=label, style=style, disabled=disabled, custom_id=custom_id(name, *fields))
    )


def select(
    name: str, *fields: object, placeholder: str, options: list[discord.SelectOption], several: bool = False
) -> ActionSelect:
    """A menu of 1 to 25 options that runs the action `name` with these fields and the chosen value.

    Where `several` may be chosen, none may be as well.
    """
    return ActionSelect(
        discord.ui.Select(
            custom_id="~" + custom_id(name, *fields),
            placeholder=placeholder,
            options=options,
            min_values=0 if several else 1,
            max_values=len(options) if several else 1,
        )
    )


def select_role(name: str, *fields: object, placeholder: str, chosen: int | None) -> ActionSelect:
    """A menu of the server's roles, one of which or none may be chosen."""
    default = (
        [] if chosen is None else [discord.SelectDefaultValue(id=chosen, type=discord.SelectDefaultValueType.role)]
    )
    return ActionSelect(
        discord.ui.RoleSelect(
            custom_id="~" + custom_id(name, *fields), placeholder=placeholder, min_values=0, default_values=default
        )
    )


def select_channel(name: str, *fields: object, placeholder: str, chosen: int | None) -> ActionSelect:
    """A menu of the server's channels that messages can be sent to, one of which or none may be chosen."""
    kind = discord.SelectDefaultValueType.channel
    default = [] if chosen is None else [discord.SelectDefaultValue(id=chosen, type=kind)]
    return ActionSelect(
        discord.ui.ChannelSelect(
            custom_id="~" + custom_id(name, *fields),
            channel_types=[discord.ChannelType.text, discord.ChannelType.news],
            placeholder=placeholder,
            min_values=0,
            default_values=default,
        )
    )


def custom_id(name: str, *fields: object) -> str:
    """The custom_id of an action: at most 100 characters (Discord), the fields without colons."""
    return ":".join([name, *(str(field).replace(":", " ") for field in fields)])


class Form(discord.ui.Modal):
    """A form that runs the action of its custom_id with the texts typed into it, after a restart too.

    It is finished before it is sent, so that discord.py keeps no copy; the client hands every submitted form to
    `submit_form`.
    """

    def __init__(self, title: str, name: str, *fields: object, questions: Sequence[discord.ui.Label[Any]]) -> None:
        super().__init__(title=title, timeout=None, custom_id=custom_id(name, *fields))
        for question in questions:
            self.add_item(question)
        self.stop()

    # discord.py gives a modal's hook one argument less than that of the view it derives from.
    async def on_error(self, interaction: Interaction, error: Exception, /) -> None:  # type: ignore[override]
        """Routes a failure inside discord.py's own handling to the one renderer."""
        async with door(interaction):
            raise error


async def submit_form(interaction: Interaction) -> None:
    """Runs the action of a submitted form."""
    payload = cast("dict[str, Any]", interaction.data or {})
    await run_action(interaction, str(payload.get("custom_id", "")), _typed(payload.get("components", [])))


def _typed(components: Sequence[dict[str, Any]]) -> list[str]:
    """The texts of a submitted form in order, whether its inputs stand in labels or in action rows."""
    texts: list[str] = []
    for component in components:
        if "value" in component:
            texts.append(str(component["value"]))
        inner = component.get("components") or ([component["component"]] if "component" in component else [])
        texts.extend(_typed(inner))
    return texts
