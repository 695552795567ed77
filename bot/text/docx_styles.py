"""A Word document's styles: what a paragraph's or a run's style turns on, and which styles are headings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.models import Style
from bot.text.markup import feed_xml, local_name

# Properties a style can turn on or off (ECMA-376 part 1, 17.3.2), and what they are to us. Small capitals become
# capitals, hidden text goes.
TOGGLES: dict[str, Style | None] = {
    "b": Style.STRONG, "i": Style.EMPHASIS, "u": Style.UNDERLINE, "strike": Style.STRIKE, "dstrike": Style.STRIKE,
    "caps": None, "smallCaps": None, "vanish": None,
}  # fmt: skip
OFF = {"0", "false", "off", "none"}
Toggles = dict[str, bool]

_HEADING = re.compile(r"heading\s*([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"toc(?:\s*\d|\s*heading)", re.IGNORECASE)
_LONGEST_CHAIN = 30
_IS_CONTENTS = -1


@dataclass(slots=True)
class _WordStyle:
    name: str = ""
    parent: str | None = None
    level: int | None = None
    toggles: Toggles = field(default_factory=dict)


class WordStyles:
    """The styles of one document by their ids."""

    def __init__(self, styles: dict[str, _WordStyle] | None = None) -> None:
        self._styles = styles or {}
        self._resolved: dict[str | None, Toggles] = {None: {}}
        self._shown: dict[tuple[str | None, str | None], Toggles] = {}

    def heading(self, style: str | None) -> int | None:
        """A paragraph style's heading level, 0 for a title, -1 for a table of contents, None for text."""
        for one in self._chain(style):
            name = one.name or style or ""
            found = _HEADING.fullmatch(name)
            if found:
                return int(found[1])
            if _CONTENTS.fullmatch(name):
                return _IS_CONTENTS
            if name.casefold() == "title":
                return 0
            if one.level is not None:
                return one.level
        return None

    def shown(self, paragraph: str | None, run: str | None, own: Toggles) -> Toggles:
        """What is on in a run: set by both its styles it is off again (17.7.3), what the run says itself wins."""
        pair = (paragraph, run)
        styled = self._shown.get(pair)
        if styled is None:
            first, second = self._toggles(paragraph), self._toggles(run)
            styled = {name: first.get(name, False) != second.get(name, False) for name in {**first, **second}}
            self._shown[pair] = styled
        return {**styled, **own} if own else styled

    def _toggles(self, style: str | None) -> Toggles:
        known = self._resolved.get(style)
        if known is None:
            known = {}
            for one in reversed(self._chain(style)):
                known |= one.toggles
            self._resolved[style] = known
        return known

    def _chain(self, style: str | None) -> list[_WordStyle]:
        """A style and those it is based on; a circle ends by its length."""
        chain: list[_WordStyle] = []
        while style is not None and len(chain) < _LONGEST_CHAIN:
            one = self._styles.get(style)
            if one is None:
                # A style that is used and not described still says something by its id.
                return chain or [_WordStyle(style)]
            chain.append(one)
            style = one.parent
        return chain


class _Reader:
    def __init__(self) -> None:
        self.styles: dict[str, _WordStyle] = {}
        self._style: _WordStyle | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = local_name(tag)
        values = {local_name(key): value for key, value in attributes.items()}
        value = values.get("val")
        if name == "style":
            self._style = self.styles.setdefault(values.get("styleId", ""), _WordStyle())
        elif self._style is None:
            return
        elif name == "name":
            self._style.name = value or ""
        elif name == "basedOn":
            self._style.parent = value
        elif name == "outlineLvl" and value and value.isdecimal() and int(value) < 9:
            self._style.level = int(value) + 1
        elif name in TOGGLES:
            self._style.toggles[name] = (value or "on") not in OFF

    def end(self, tag: str) -> None:
        if local_name(tag) == "style":
            self._style = None

    def data(self, text: str) -> None:
        """A style holds no characters."""


def read_styles(data: bytes) -> WordStyles:
    """The styles in `styles.xml`; none where the document has no such part."""
    reader = _Reader()
    if data:
        feed_xml(data, reader)
    return WordStyles(reader.styles)
