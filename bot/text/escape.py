"""Text that Discord's Markdown shows exactly as it was written.

The rules are those of Discord's own reader: a backslash works before any sign that is neither letter, digit nor space;
headings, lists, quotes and small print begin only at a line's start; a bare web address is taken whole, so a backslash
inside it would show. Every pattern here looks at each character a bounded number of times, so the time is linear.
"""

from __future__ import annotations

import re

from bot.models import Style

# Each of these can open formatting anywhere in a line, alone or beside its neighbours; `@` and `:` only where they would
# light up (@everyone, :smile:), since both are common and harmless elsewhere.
_SIGN = re.compile(r"[\\*_~`|<\[@:]")
_LIT = {"@": re.compile(r"@(?:everyone|here)"), ":": re.compile(r":[A-Za-z0-9_+\-]+:")}

# Most paragraphs hold none of these signs and no second line: nothing but their beginning is looked at then.
_TELLING = tuple("\\*_~`|<[@:\n\r\v\f\x85\u2028\u2029")

# At a line's start: headings, small print, lists, quotes. A line may end in rarer ways than LF.
_LINE_END = re.compile(r"[\n\r\v\f\x85\u2028\u2029]")
_OPENING = re.compile(
    r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]*"
    r"(?:(?P<first>#+(?=\s|$)|-\#|[-+](?=\s|$))|(?P<quote>>+)|(?P<number>\d+)[.)](?=\s|$))"
)

# An address as Discord takes it, up to the next space or `<`, and one that holds nothing to escape: a host with a dot,
# then no star, backtick, bar or backslash. Anything else loses its link rather than show a stray backslash.
_ADDRESS = re.compile(r"(?:https?|steam|discord)://[^\s<]*")
_SCHEME_END = re.compile(":(?=//)")
_PLAIN_ADDRESS = re.compile(
    r"https?://[A-Za-z0-9][A-Za-z0-9.\-]*\.[A-Za-z]{2,}(?::\d+)?(?:[/?#][^\s<>\"`|\\^{}*]*)?[.,;:!?)\]'”’»…—–-]*"
)


def escape(text: str) -> str:
    r"""The same text for a Discord message: nothing in it becomes formatting, a mention, an emoji or a link's cover.

    Takes one string of any number of lines and gives one back, at most twice as long. Web addresses stay as they are.

    >>> escape("# *Stars* for @everyone")
    '\\# \\*Stars\\* for \\@everyone'
    """
    if needs_no_slash(text):
        return text
    return with_slashes(text, sign_points(text) | line_start_points(text))


def needs_no_slash(text: str) -> bool:
    """Whether a text has one line and nothing in it that might need a backslash, as most paragraphs have."""
    # Looking for one sign after the other is quicker than for any of them.
    return not any(map(text.__contains__, _TELLING)) and (text[:1].isalpha() or _OPENING.match(text) is None)


def with_slashes(text: str, points: set[int]) -> str:
    """The text with a backslash before each of these offsets."""
    if not points:
        return text
    pieces: list[str] = []
    last = 0
    for point in sorted(points):
        pieces.append(text[last:point])
        last = point
    pieces.append(text[last:])
    return "\\".join(pieces)


def sign_points(text: str, style: Style = Style.PLAIN, *, styled_next: bool = False) -> set[int]:
    """Where a sign needs a backslash wherever it stands: offsets into `text`.

    `style` is what the text will stand in; `styled_next` tells that marks follow it without a space between. An address
    that would swallow those marks, or end its own style, is taken apart at its colon.
    """
    points = {
        found.start()
        for found in _SIGN.finditer(text)
        if (lit := _LIT.get(found.group())) is None or lit.match(text, found.start())
    }
    if "://" in text:
        for address in _ADDRESS.finditer(text):
            if _stays_bare(text, address, style, styled_next=styled_next):
                points.difference_update(range(address.start(), address.end()))
            else:
                points.update(colon.start() for colon in _SCHEME_END.finditer(text, *address.span()))
    return points


def line_start_points(text: str) -> set[int]:
    """Where a sign needs a backslash only because a line begins there: offsets into `text`."""
    points: set[int] = set()
    for start in (0, *(found.end() for found in _LINE_END.finditer(text))):
        opening = _OPENING.match(text, start)
        if opening is None:
            continue
        if opening["first"]:
            points.add(opening.start("first"))
        elif opening["quote"]:
            points.update(range(opening.start("quote"), opening.end("quote")))
        else:
            points.add(opening.end("number"))
    return points


def _stays_bare(text: str, address: re.Match[str], style: Style, *, styled_next: bool) -> bool:
    """Whether an address is surely read as one by Discord and ends nothing around it."""
    word, before, after = (
        address.group(),
        text[max(address.start() - 1, 0) : address.start()],
        text[address.end() : address.end() + 1],
    )
    if before.isalnum() or before == "_" or after == "<" or (styled_next and not after):
        return False
    if (Style.UNDERLINE in style and "_" in word) or (Style.STRIKE in style and "~" in word):
        return False
    return _PLAIN_ADDRESS.fullmatch(word) is not None
