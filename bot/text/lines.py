"""A text as numbered lines and as groups of lines between blank ones, each knowing where it stands in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.text.ornaments import is_ornament

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
# A line this long, in characters, was filled by wrapping.
_FULL = 45
# No wrapped line is longer.
_WIDEST = 110
# Signs without width that some editors leave about; they make no line less blank.
INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060\u00ad"
_TRIM = (
    " \t\f\v\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
    + INVISIBLE
)


@dataclass(slots=True, eq=False)
class Line:
    """One line without its end: the characters as read and the code-point offset of the first of them.

    `content` is `text` without white space and invisible signs at both ends. Not frozen, since there are more of these
    than of anything else, and frozen ones take twice as long to make; nobody changes one.
    """

    text: str
    start: int
    content: str = field(init=False)

    def __post_init__(self) -> None:
        self.content = self.text.strip(_TRIM)

    @property
    def indent(self) -> int:
        """Columns of white space before the first character; a tab counts four, an ideographic space two."""
        if self.content and self.text[0] == self.content[0]:
            return 0
        lead = self.text[: len(self.text) - len(self.text.lstrip(_TRIM))]
        return sum(4 if sign == "\t" else 2 if sign == "\u3000" else sign not in INVISIBLE for sign in lead)

    @property
    def first(self) -> int:
        """Offset of the first character that is not indentation."""
        return self.start + len(self.text) - len(self.text.lstrip(_TRIM))

    @property
    def last(self) -> int:
        """Offset of the last character that is not white space (the character's own place, not the one after)."""
        return self.start + max(len(self.text.rstrip(_TRIM)) - 1, 0)


@dataclass(frozen=True, slots=True)
class Group:
    """Lines without a blank one between them; `gap` counts the blank lines before. An ornament is a group alone."""

    lines: tuple[Line, ...]
    gap: int
    ornament: bool = False

    @property
    def texts(self) -> list[str]:
        """The lines' characters without the white space around them."""
        return [line.content for line in self.lines]


def split_lines(text: str) -> list[Line]:
    """Every line of a text, its end left out (LF, CR or both), offsets counting both of a pair."""
    if not text:
        return []
    returns = text.count("\r")
    if returns and returns != text.count("\r\n"):
        mixed = [Line(found[1], found.start()) for found in _LINE.finditer(text) if found[0] or found.start() == 0]
        return mixed if len(mixed) > 1 or mixed[0].text else []
    # One kind of line end throughout, or nearly: much quicker, and a CR before the LF is easily taken off.
    lines: list[Line] = []
    start = 0
    for line in text.split("\n"):
        lines.append(Line(line.removesuffix("\r") if returns else line, start))
        start += len(line) + 1
    if text.endswith("\n"):
        lines.pop()
    return lines if len(lines) > 1 or lines[0].text else []


def split_groups(lines: list[Line]) -> list[Group]:
    """Lines as groups, in order; an ornament line is a group of its own even where no blank line sets it off."""
    return list(_groups(lines))


def _groups(lines: list[Line]) -> Iterator[Group]:
    run: list[Line] = []
    gap = blank = 0
    contents = [line.content for line in lines]
    for number, (line, content) in enumerate(zip(lines, contents, strict=True)):
        if content and (not is_ornament(content) or _is_wrapped(contents, number)):
            if not run:
                gap, blank = blank, 0
            run.append(line)
            continue
        if run:
            yield Group(tuple(run), gap)
            run = []
        if content:
            yield Group((line,), blank, ornament=True)
            blank = 0
        else:
            blank += 1
    if run:
        yield Group(tuple(run), gap)


def _is_wrapped(contents: list[str], number: int) -> bool:
    """Whether dots or stars are an ellipsis that wrapping left alone: the line above runs on, or the one below goes on.

    Dots right under a full line, with a blank one below them, end that line's paragraph.
    """
    signs = set(contents[number])
    if signs - {".", "*", " ", "\u2026"}:
        return False
    above = contents[number - 1] if number else ""
    after = contents[number + 1] if number + 1 < len(contents) else ""
    if _FULL <= len(above) <= _WIDEST and not after and "*" not in signs:
        return True
    return (len(above) >= _FULL and (above[-1].islower() or above[-1] in ",;")) or after[:1].islower()
