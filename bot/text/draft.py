"""What every format reader hands to the shared stages: labelled fields, and the story's items in their order."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from bot.models import Block

# Canonical label key (see bot.text.labels) -> the values stated, in order.
Fields = dict[str, list[str]]


class ItemKind(StrEnum):
    """What an item is: story text, a heading, a printed break, blank space judged to be one, or a note on its chapter."""

    PROSE = "prose"
    HEADING = "heading"
    ORNAMENT = "ornament"
    SPACE = "space"
    NOTE = "note"


class Item(NamedTuple):
    """One thing of a story's body; a tuple, since a novel has ten thousand and nothing else is made as fast.

    Prose has its block and, where the format has them, the code-point offsets of its first and last character. A heading
    has its words in `text` and its `level` (smaller is higher), an ornament its signs (none for a drawn rule), a note its
    words; a note belongs to the chapter it stands in and parts no scenes.
    """

    kind: ItemKind
    block: Block | None = None
    text: str = ""
    level: int = 0
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A story as its reader found it: `front` from front matter, `fields` from labelled lines, `title` from the text.

    `encoding` names how its characters were read; None where the format is a container of several files.
    """

    items: list[Item]
    fields: Fields = field(default_factory=dict)
    front: Fields = field(default_factory=dict)
    title: str | None = None
    encoding: str | None = "utf-8"
