"""How a page sets its elements, as far as it matters to a story: hidden, italic, small capitals, centred, a break.

Read from class names, style attributes and simple style rules (`.name`, `tag.name`); nothing else of CSS.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

from bot.models import Style
from bot.text.html_parse import Tree

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]{1,2000})\{([^{}]{0,5000})\}")
_CLASS_SELECTOR = re.compile(r"[a-zA-Z0-9]*\.([\w-]+)")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_ITALIC = re.compile(r"font-style\s*:\s*(italic|oblique|normal)")
_WEIGHT = re.compile(r"font-weight\s*:\s*(bold(?:er)?|normal|[1-9]00)")
_DECORATION = re.compile(r"text-decoration(?:-line)?\s*:\s*([^;]*)")
_SMALL_CAPS = re.compile(r"font-variant(?:-caps)?\s*:\s*(?:all-)?small-caps|text-transform\s*:\s*uppercase")
_CENTRED = re.compile(r"text-align\s*:\s*center")
# Classes that publishing programs give to what divides scenes.
_BREAK_CLASS = re.compile(
    r"(?:scene|section|thought|space|context|text|story)[-_]?(?:break|divider|separator)s?\d*|asterism|ornament(?:al)?[-_]?break",
    re.IGNORECASE,
)
_VERSE_TYPE = re.compile(r"z3998:(?:verse|poem|song|hymn)\b|\b(?:poem|poetry|verse|stanza|lyrics)\b", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([^\s=\"]+)=\"([^\"]*)\"")
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


@dataclass(frozen=True, slots=True)
class Look:
    """What setting adds to an element's text and takes from it."""

    add: int = 0
    drop: int = 0
    hidden: bool = False
    capitals: bool = False
    centred: bool = False
    parts: bool = False  # it divides scenes by its class
    verse: bool = False


PLAIN = Look()


class Looks:
    """The looks of one page or book; `add_css` takes its style sheets first."""

    def __init__(self) -> None:
        self._rules: dict[str, str] = {}
        self._known: dict[str, Look] = {}

    def add_page(self, root: Tree) -> None:
        """Takes the style elements of a page."""
        for style in root.iter("style"):
            self.add_css(style.text or "")

    def add_css(self, css: str) -> None:
        """Takes the rules of one style sheet for single classes."""
        for selectors, declarations in _RULE.findall(_COMMENT.sub("", css[:1_000_000])):
            for selector in selectors.split(","):
                found = _CLASS_SELECTOR.fullmatch(selector.strip())
                if found:
                    self._rules[found[1]] = f"{self._rules.get(found[1], '')};{declarations.lower()}"

    def of(self, attributes: str) -> Look:
        """How an element is set, by its attributes as well-formed markup writes them."""
        look = self._known.get(attributes)
        if look is None:
            look = self._known[attributes] = self._read(read_attributes(attributes))
        return look

    def _read(self, stated: dict[str, str]) -> Look:
        names = stated.get("class", "").split()
        css = ";".join([*(self._rules.get(name, "") for name in names), unescape(stated.get("style", "")).lower()])
        add, drop = _styles(css)
        look = Look(
            add,
            drop,
            hidden="hidden" in stated or _HIDDEN.search(css) is not None,
            capitals=_SMALL_CAPS.search(css) is not None or any(name in {"smallcaps", "small-caps"} for name in names),
            centred=_CENTRED.search(css) is not None
            or stated.get("align", "").lower() == "center"
            or "center" in names,
            parts=any(_BREAK_CLASS.fullmatch(name) for name in names),
            verse=_VERSE_TYPE.search(f"{stated.get('epub:type', '')} {stated.get('class', '')}") is not None,
        )
        return PLAIN if look == PLAIN else look


def read_attributes(markup: str) -> dict[str, str]:
    """The attributes of a tag in well-formed markup, by name; their values still hold entities."""
    return dict(_ATTRIBUTE.findall(markup))


def _styles(css: str) -> tuple[int, int]:
    add, drop = Style.PLAIN, Style.PLAIN
    if italic := _ITALIC.search(css):
        add, drop = (add, drop | Style.EMPHASIS) if italic[1] == "normal" else (add | Style.EMPHASIS, drop)
    if weight := _WEIGHT.search(css):
        bold = weight[1].startswith("bold") or weight[1] in {"600", "700", "800", "900"}
        add, drop = (add | Style.STRONG, drop) if bold else (add, drop | Style.STRONG)
    decoration = (found[1] if (found := _DECORATION.search(css)) else "").split()
    add |= Style.UNDERLINE if "underline" in decoration else Style.PLAIN
    add |= Style.STRIKE if "line-through" in decoration else Style.PLAIN
    return int(add), int(drop)
