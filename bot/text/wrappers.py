"""What archives, mail and web sites print round a plain-text story, taken off, with what it says of the story."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.text.draft import Fields
from bot.text.lines import Lines


@dataclass(slots=True)
class Outer:
    """The story's own lines, which keep their places in the file, and what stood round them.

    `fields` are as good as labels typed in the story's header; `fallback` counts only where the story itself says nothing
    (a mail's sender is not always the author).
    """

    lines: Lines
    fields: Fields = field(default_factory=dict)
    fallback: Fields = field(default_factory=dict)
