"""Buttons, menus and forms whose whole state is in their custom_id: they work after a restart and for ever.

A custom_id is `action:field:field...`. A cog handles an action with a method marked `@action("name")`; `run_action` finds it
by name when somebody presses, so nothing about a sent message stays in memory.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar, cast

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
ActionButton: TypeAlias = discord.ui.Button[Any]
ActionSelect: TypeAlias = discord.ui.Select[Any]
Handler = Callable[[Interaction, "Pressed"], Awaitable[None]]
_Method = TypeVar("_Method", bound=Callable[..., Any])
E = TypeVar("E", bound=StrEnum)
# What the database takes as a number is below; Discord's ids have up to nineteen digits.
_MOST, _DIGITS = 2**63, 19
# Where the bot is installed in the server: nothing of a server's own is there for a user-installed app.
IN_SERVERS = app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False)
INSTALLED = app_commands.AppInstallationType(guild=True, user=False)
# A menu's custom_id begins with it.
_MENU = "~"


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

    def chosen_id(self) -> int | None:
        """The id of the role or channel chosen, None where none is; raises NotFoundError for what is no id."""
        if not self.values:
            return None
        number = _whole_number(self.values[0])
        if number is None:
            raise _stale()
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
    for component in components_of(message):
        found, *fields = (getattr(component, "custom_id", None) or "").split(":")
        if found == name:
            return Pressed(fields)
    return None


def _whole_number(text: str) -> int | None:
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else _MOST
    return number if number < _MOST else None


def _stale() -> NotFoundError:
    return NotFoundError("That button is not one of mine any more.", "Use `/read` to go on.")


def action(name: str) -> Callable[[_Method], _Method]:
    """Marks a cog's method `(interaction, pressed)` as the handler of an action."""

    def mark(method: _Method) -> _Method:
        method.__action__ = name  # type: ignore[attr-defined]
        return method

    return mark


class ActionCog(commands.Cog):
    """A cog whose marked methods handle actions while it is loaded; so does its message menu, if it has one."""

    menu: app_commands.ContextMenu | None = None

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
        if self.menu:  # discord.py does not take it from a cog by itself
            self.host.tree.add_command(self.menu)

    async def cog_unload(self) -> None:
        """Takes the handlers away again."""
        for name in self._handlers():
            self.host.actions.pop(name, None)
        if self.menu:
            self.host.tree.remove_command(self.menu.name, type=self.menu.type)


async def run_action(interaction: Interaction) -> None:
    """Runs the action of what was pressed, chosen in a menu or submitted, in the reader's language, by its custom_id.

    Every failure is told to whoever did it.
    """
    speak_to(str(interaction.locale))
    async with door(interaction):
        payload = cast("dict[str, Any]", interaction.data or {})
        custom_id = str(payload.get("custom_id", ""))
        name, *fields = custom_id.removeprefix(_MENU).split(":")
        handler = cast("Host", interaction.client).actions.get(name)
        if handler is None:
            raise _stale()
        if interaction.type is discord.InteractionType.modal_submit:
            pressed = Pressed(fields, _typed(payload.get("components", [])))
        elif custom_id.startswith(_MENU):
            pressed = Pressed(fields, payload.get("values", ()), _offered(interaction.message, custom_id))
        else:
            pressed = Pressed(fields)
        await handler(interaction, pressed)


def _offered(message: discord.Message | None, custom_id: str) -> list[str]:
    """The values of the menu with that custom_id on the message."""
    menus = (found for found in components_of(message) if getattr(found, "custom_id", None) == custom_id)
    return [option.value for menu in menus for option in getattr(menu, "options", ())]


def components_of(message: discord.Message | None) -> Iterator[Any]:
    """Every component of a message, those inside others too."""
    waiting: list[Any] = list(message.components) if message else []
    while waiting:
        component = waiting.pop()
        waiting.extend(getattr(component, "children", ()))
        accessory = getattr(component, "accessory", None)
        waiting += [accessory] if accessory else []
        yield component


def button(
    label: str,
    name: str,
    *fields: object,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    disabled: bool = False,
) -> ActionButton:
    """A button with this label that runs the action `name` with these fields, which must hold no colon."""
    return discord.ui.Button(label=label, style=style, disabled=disabled, custom_id=custom_id(name, *fields))


def select(
    name: str, *fields: object, placeholder: str, options: list[discord.SelectOption], several: bool = False
) -> ActionSelect:
    """A menu of 1 to 25 options that runs the action `name` with these fields and the chosen value.

    Where `several` may be chosen, none may be as well.
    """
    return discord.ui.Select(
        custom_id=_MENU + custom_id(name, *fields),
        placeholder=placeholder,
        options=options,
        min_values=0 if several else 1,
        max_values=len(options) if several else 1,
    )


class _Chosen(discord.SelectDefaultValue):
    """What a menu shows as chosen; its id is a text, as Discord describes it, which discord.py does not make of it."""

    def to_dict(self) -> Any:
        return super().to_dict() | {"id": str(self.id)}


def select_role(name: str, *fields: object, placeholder: str, chosen: int | None) -> discord.ui.RoleSelect[Any]:
    """A menu of the server's roles, one of which or none may be chosen."""
    default = [] if chosen is None else [_Chosen(id=chosen, type=discord.SelectDefaultValueType.role)]
    return discord.ui.RoleSelect(
        custom_id=_MENU + custom_id(name, *fields), placeholder=placeholder, min_values=0, default_values=default
    )


def select_channel(name: str, *fields: object, placeholder: str, chosen: int | None) -> discord.ui.ChannelSelect[Any]:
    """A menu of the server's channels that messages can be sent to, one of which or none may be chosen."""
    default = [] if chosen is None else [_Chosen(id=chosen, type=discord.SelectDefaultValueType.channel)]
    return discord.ui.ChannelSelect(
        custom_id=_MENU + custom_id(name, *fields),
        channel_types=[discord.ChannelType.text, discord.ChannelType.news],
        placeholder=placeholder,
        min_values=0,
        default_values=default,
    )


def custom_id(name: str, *fields: object) -> str:
    """The custom_id of an action: at most 100 characters (Discord), the fields without colons."""
    return ":".join([name, *(str(field).replace(":", " ") for field in fields)])


class Form(discord.ui.Modal):
    """A form that runs the action of its custom_id with the texts typed into it, after a restart too.

    It is finished before it is sent, so that discord.py keeps no copy; submitted, it comes to `run_action`.
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


def _typed(components: Sequence[dict[str, Any]]) -> list[str]:
    """The texts of a submitted form in order, whether its inputs stand in labels or in action rows."""
    texts: list[str] = []
    for component in components:
        if "value" in component:
            texts.append(str(component["value"]))
        inner = component.get("components") or ([component["component"]] if "component" in component else [])
        texts.extend(_typed(inner))
    return texts
