"""A small reader of Discord's Markdown, written apart from the escaper, that tells what a message would show.

It follows the rules of Discord's own parser as far as they can turn prose into something else, and is strict: where
clients differ, the reading that formats more is taken.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

PLAIN: frozenset[str] = frozenset()

_BLOCK = re.compile(
    r"[ \t\u00a0\u2003]*(?:(?P<heading>#{1,3}\s+\S)|(?P<small>-#\s+\S)|(?P<quote>>>>\s|>\s)|(?P<list>(?:[-*+]|\d+[.)])\s+\S))"
)
_ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
_ADDRESS = re.compile(r"(?:https?|steam)://[^\s<]+[^<.,:;\"'\]\s]")
_SPECIAL = re.compile(
    r"<@[!&]?\d+>|<#\d+>|<t:-?\d+(?::\w)?>|</[^>\n]+:\d+>|<a?:\w+:\d+>|<id:\w+>|<https?://[^>\s]+>|@everyone|@here"
    r"|:[A-Za-z0-9_+\-]+:|\[[^\]\n]*\]\([^)\n]*\)"
)
_STYLES = (
    ("code", re.compile(r"(`+)([\s\S]*?[^`])\1(?!`)")),
    ("spoiler", re.compile(r"\|\|([\s\S]+?)\|\|")),
    ("strike", re.compile(r"~~([\s\S]+?)~~(?!_)")),
    ("underline", re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)")),
    ("strong", re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)")),
    (
        "emphasis",
        re.compile(
            r"\b_((?:__|\\[\s\S]|[^\\_])+?)_\b"
            r"|\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)"
        ),
    ),
)


@dataclass(frozen=True)
class Shown:
    """One character as shown, with the styles it has, or a thing that is no text at all (its source in `text`)."""

    text: str
    styles: frozenset[str] = PLAIN


def shown(source: str) -> list[Shown]:
    """What Discord shows for a message's source, character by character."""
    return _read(source, PLAIN, starts_line=True)


def shown_text(source: str) -> str:
    """The characters alone; formatted or special things are marked with braces, so that they equal no prose."""
    return "".join(
        one.text if not one.styles else f"{{{'+'.join(sorted(one.styles))}:{one.text}}}" for one in shown(source)
    )


def _read(source: str, styles: frozenset[str], *, starts_line: bool) -> list[Shown]:
    out: list[Shown] = []
    at = 0
    while at < len(source):
        if (at == 0 and starts_line) or (at and source[at - 1] == "\n"):
            block = _BLOCK.match(source, at)
            if block:
                kind = next(name for name, value in block.groupdict().items() if value)
                out.append(Shown(block.group(), styles | {kind}))
                at = block.end()
                continue
        rest = source[at:]
        at += _read_inline(rest, styles, out)
    return out


def _read_inline(rest: str, styles: frozenset[str], out: list[Shown]) -> int:
    escaped = _ESCAPE.match(rest)
    if escaped:
        out.append(Shown(escaped[1], styles))
        return 2
    address = _ADDRESS.match(rest)
    if address:
        out.extend(Shown(sign, styles) for sign in address.group())
        return address.end()
    special = _SPECIAL.match(rest)
    if special:
        out.append(Shown(special.group(), styles | {"special"}))
        return special.end()
    found = [(match.end(), name, match) for name, pattern in _STYLES if (match := pattern.match(rest))]
    if found:
        length, name, match = max(found, key=lambda one: (one[0], one[1] == "emphasis"))
        inner = next(group for group in reversed(match.groups()) if group is not None)
        out.extend(_read(inner, styles | {name}, starts_line=False))
        return length
    out.append(Shown(rest[0], styles))
    return 1
