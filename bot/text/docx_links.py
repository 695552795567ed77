"""Where the links of a Word document lead: its relationships by name (ECMA-376 part 2), and its fields as they open and close."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.text.links import field_target, target_of
from bot.text.markup import feed_xml

_LONGEST_INSTRUCTION = 2_000


def read_links(data: bytes) -> dict[str, str]:
    """The targets of a part's links by the names it gives them, from its relationships; none where it has no such file."""
    reader = _Relationships()
    if data:
        feed_xml(data, reader)
    return reader.targets


class _Relationships:
    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def start(self, _tag: str, attributes: Mapping[str, str]) -> None:
        if attributes.get("TargetMode") == "External" and attributes.get("Type", "").endswith("/hyperlink"):
            self.targets[attributes.get("Id", "")] = target_of(attributes.get("Target", ""))

    def end(self, tag: str) -> None:
        pass

    def data(self, text: str) -> None:
        pass


@dataclass(slots=True)
class _Field:
    instruction: str = ""
    target: str = ""


class OpenFields:
    """The fields that are open, the innermost last: what each says it is, and where it leads once that is known."""

    def __init__(self) -> None:
        self._open: list[_Field] = []

    @property
    def target(self) -> str:
        """Where the innermost link among them leads."""
        return next((field.target for field in reversed(self._open) if field.target), "")

    def open(self, instruction: str) -> None:
        """A simple field begins, which says at once what it is."""
        self._open.append(_Field(target=field_target(instruction)))

    def close(self) -> None:
        """The innermost field ends."""
        if self._open:
            self._open.pop()

    def say(self, text: str) -> None:
        """More of what the innermost field is."""
        if self._open and len(self._open[-1].instruction) < _LONGEST_INSTRUCTION:
            self._open[-1].instruction += text

    def turn(self, kind: str | None) -> None:
        """A field begins, goes from what it is to what it shows, or ends (ECMA-376 part 1, 17.16.18)."""
        if kind == "begin":
            self._open.append(_Field())
        elif kind == "separate" and self._open:
            self._open[-1].target = field_target(self._open[-1].instruction)
        elif kind == "end":
            self.close()

    def end_paragraph(self) -> None:
        """A link ends with its paragraph, closed or not."""
        for field in self._open:
            field.target = ""
