"""A text without the traces of the programs it went through: characters encoded twice, HTML entities, stray slashes.

Only what is plainly damage is mended, nothing is straightened, and every place in the mended text knows its place in the
file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape

import ftfy

from bot.text.draft import Draft

# UTF-8 read as cp1252 or Latin-1 and encoded again: curly quotes, dashes, dots, accented letters, no-break spaces.
_TWICE = re.compile(
    r"\u00e2[\u0080\u20ac][\u0080-\u00bf\u02dc\u0153\u2013-\u2022\u2122]|\u00c3[\u0080-\u00bf\u201a-\u203a]|\u00c2[\u00a0-\u00bf]"
)
_MOST_TWICE = 8_000_000  # characters; ftfy mends about a million in a second
_FIXES = ftfy.TextFixerConfig(unescape_html=False, uncurl_quotes=False, replace_lossy_sequences=False)
_ENTITY = re.compile(
    r"&(?:#(?:\d{1,6}|x[0-9A-Fa-f]{1,5})|amp|lt|gt|quot|apos|nbsp|[lr][sd]quo|[lr]aquo|hellip|[mn]dash|copy|shy|bull"
    r"|[A-Za-z](?:acute|grave|circ|uml|tilde|cedil|ring|slash)|[aA][eE]lig|szlig|iexcl|iquest|pound|euro|deg|sect|times);"
)
_LONE_SPACE = re.compile(r"(?:^|(?<=\r))[ \t]*(&nbsp;)[ \t]*(?=[\r\n]|\Z)", re.MULTILINE)
_SLASHED = re.compile(r"\\(?=[\"'])")
_QUOTE = re.compile(r"[\"']")
_MOST_SLASHED = 0.95
_FEW = 2
# Looking for one sign after the other is much quicker than for any of them, and nearly every text has none.
_LOST_SIGNS = [chr(code) for code in (*range(0x09), *range(0x0E, 0x20), 0x7F)]
_LOST = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")

Edit = tuple[int, int, str]  # from, to (in the text before), what stands there now


@dataclass(frozen=True, slots=True)
class Mended:
    """A text and, where it was changed, which of its stretches began where in the text before."""

    text: str
    here: tuple[int, ...] = ()
    there: tuple[int, ...] = ()

    def origin(self, offset: int) -> int:
        """The place in the text before of the character at this offset."""
        at = bisect_right(self.here, offset) - 1
        if at < 0:
            return offset
        origin = self.there[at] + offset - self.here[at]
        # Inside a stretch that was replaced, its first character stands for all.
        return min(origin, self.there[at + 1] - 1) if at + 1 < len(self.there) else origin


def mend(text: str) -> list[Mended]:
    """The steps from a file's text to a mended one, each made from the one before; none where nothing is wrong."""
    steps: list[Mended] = []
    for find in (_controls, _encoded_twice, _slashes, _entities):
        edits = list(find(text))
        if edits:
            steps.append(_edited(text, edits))
            text = steps[-1].text
    return steps


def with_origins(draft: Draft, steps: list[Mended]) -> Draft:
    """A draft of the mended text with the offsets of the file's own."""
    if not steps:
        return draft
    items = draft.items
    for step in reversed(steps):
        items = [
            item._replace(
                start=None if item.start is None else step.origin(item.start),
                end=None if item.end is None else step.origin(item.end),
            )
            for item in items
        ]
    return replace(draft, items=items)


def _edited(text: str, edits: list[Edit]) -> Mended:
    pieces: list[str] = []
    here, there = [0], [0]
    at = length = 0
    for start, end, new in edits:
        pieces += (text[at:start], new)
        length += start - at
        here.append(length)
        there.append(start)
        length += len(new)
        here.append(length)
        there.append(end)
        at = end
    return Mended("".join((*pieces, text[at:])), tuple(here), tuple(there))


def _controls(text: str) -> Iterator[Edit]:
    """Control characters, NUL among them, which no program shows and no database keeps."""
    if any(map(text.__contains__, _LOST_SIGNS)):
        yield from ((found.start(), found.end(), "") for found in _LOST.finditer(text))


def _encoded_twice(text: str) -> Iterator[Edit]:
    # Texts without one of the three letters that it begins with need no closer look; French ones have them rightly.
    begins = (at for sign in "\u00c2\u00c3\u00e2" for at in _places(sign, text))
    if not any(_TWICE.match(text, at) for at in begins):
        return
    lines = list(_lines_with(_TWICE, text))
    if sum(end - start for start, end in lines) > _MOST_TWICE:
        return
    for start, end in lines:
        fixed = ftfy.fix_encoding(text[start:end], _FIXES)
        if fixed != text[start:end]:
            yield start, end, fixed


def _places(sign: str, text: str) -> Iterator[int]:
    at = text.find(sign)
    while at >= 0:
        yield at
        at = text.find(sign, at + 1)


def _lines_with(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """From where to where each line reaches that holds the pattern; a search begins where the last one ended."""
    sign = "\n" if "\n" in text else "\r"
    at = 0
    while found := pattern.search(text, at):
        start = text.rfind(sign, at, found.start()) + 1 or at
        end = text.find(sign, found.end())
        at = end if end >= 0 else len(text)
        yield start, at


def _slashes(text: str) -> Iterator[Edit]:
    """A backslash before (almost) every quotation mark, as some web forms stored them."""
    slashed = [found.start() for found in _SLASHED.finditer(text)] if "\\" in text else []
    if len(slashed) >= _FEW and len(slashed) >= _MOST_SLASHED * len(_QUOTE.findall(text)):
        yield from ((at, at + 1, "") for at in slashed)


def _entities(text: str) -> Iterator[Edit]:
    """Entities, once, where every `&` of the text begins one; a page with tags is left to those who read tags."""
    count = text.count("&")
    if not count or re.search(r"<(?:p|br|div|html|body)\b", text[:20_000], re.IGNORECASE):
        return
    found = list(_ENTITY.finditer(text))
    if len(found) < count:
        return
    # Alone in its line it is an empty paragraph, which the plain-text reader knows.
    lone = {one.start(1) for one in _LONE_SPACE.finditer(text)}
    for one in found:
        sign = unescape(one.group())
        if one.start() not in lone and sign != one.group() and not _LOST.search(sign):
            yield (*one.span(), sign)
