"""What the bot sends of its own accord, drawn: each kind of content registers how it looks with `draw.register`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cogs.ui.cards import Card


@dataclass(frozen=True, slots=True)
class Drawn:
    """A message to be sent; `name` and `tags` are those of the thread or post that it opens, `role` who is pinged.

    Some button of the card must have the marker as the last field of its custom_id: by it the message is found again. A
    thread on a message has no card.
    """

    card: Card | None
    name: str = ""
    tags: tuple[str, ...] = ()
    role: int | None = None


@singledispatch
def draw(content: object, _marker: str) -> Drawn:
    """The content of a step as a message, in the language spoken now."""
    raise TypeError(f"nobody draws {type(content).__name__}")
