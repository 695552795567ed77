"""A block, or any stretch of it, as the Markdown that Discord shows as the author set it.

Verse keeps its indentation: the spaces a line begins with become no-break spaces and its tabs em spaces, one for one,
because Discord drops white space at a message's start. The one sign of our own is U+2060 WORD JOINER, which has no width
and no meaning: it stands between two styles that touch, whose stars would otherwise run together, between a struck tilde
and the marks that end its style, and before a page that opens with indentation. Dropping it and turning the indentation back gives the author's characters.

Where a link's words lead stands right behind the last of them, in brackets and in the angles that spare the reader a preview.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import accumulate, groupby
from typing import NamedTuple

from bot.models import Block, BlockKind, Span, Style
from bot.text.escape import escape, line_start_points, needs_no_slash, sign_points, with_slashes

WORD_JOINER = "\u2060"
INDENT = str.maketrans({" ": "\u00a0", "\t": "\u2003"})

_PLAIN, _VERSE = Style.PLAIN, BlockKind.VERSE  # looked up once: an enumeration's own lookup is slow
# Outermost first. Stars stand inside, so that bold italics come out as the familiar three stars.
_MARKS = ((Style.STRIKE, "~~"), (Style.UNDERLINE, "__"), (Style.STRONG, "**"), (Style.EMPHASIS, "*"))
_MARK_SIGNS = "*_~"
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
# What Python or Discord's JavaScript counts as white space; a mark may not touch any of it from inside.
_SPACES = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + "\ufeff"
_LEADING = re.compile(r"^[ \t]+", re.MULTILINE)


class Setting(NamedTuple):
    """A block's spans as they are set, and in `starts` where each begins and the last one ends, in code points of its text.

    Neighbours of one style are one. Of the spans of one link only that of its last word has a target, and ends with it.
    """

    spans: tuple[Span, ...]
    starts: list[int]
    linked: bool


def set_block(block: Block) -> Setting:
    """The setting of a block, for who renders many stretches of it."""
    return _setting(_with_targets_last(block.spans))


def address_after(target: str) -> str:
    """What stands behind the words that lead to this target."""
    return f" (<{target}>)" if target else ""


def render_block(block: Block, start: int = 0, end: int | None = None, setting: Setting | None = None) -> str:
    """The stretch [start, end) of a block's text, in code points, as Markdown; it begins at a line's start.

    White space before and after is left out, except the indentation of verse. A style that reaches over the stretch's
    edge is closed and opened anew by rendering each stretch for itself; a link's address stands in that with its last
    word. Who renders many stretches of one block gives its `setting`, so that each costs no more than its own length.
    """
    spans = block.spans
    if len(spans) == 1 and spans[0].style is _PLAIN and not spans[0].target:
        rendered = escape(spans[0].text[start:end])
    else:
        setting = setting or (set_block(block) if any(span.target for span in spans) else _setting(spans))
        rendered = _render_spans(_clip(setting, start, setting.starts[-1] if end is None else end))
    if block.kind is _VERSE:
        rendered = rendered.strip("\n").rstrip()
        return _LEADING.sub(lambda indent: indent.group().translate(INDENT), rendered)
    return rendered.strip()


def marks_at(setting: Setting, place: int) -> int:
    """How long the marks are that a cut at a place closes before it, and opens again behind it."""
    spans, starts, _ = setting
    number = bisect_right(starts, place - 1) - 1
    if spans[number].style is Style.PLAIN or starts[number + 1] <= place:
        return 0
    if not spans[number].text[: place - starts[number]].strip(_SPACES):
        return 0
    return sum(len(mark) for flag, mark in _MARKS if flag in spans[number].style)


def _setting(spans: tuple[Span, ...]) -> Setting:
    starts = list(accumulate((len(span.text) for span in spans), initial=0))
    return Setting(spans, starts, any(span.target for span in spans))


def _with_targets_last(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    made: list[Span] = []
    for target, run in groupby(spans, lambda span: span.target):
        words = list(run)
        last = max((n for n, span in enumerate(words) if target and span.text.strip(_SPACES)), default=-1)
        for number, (text, style, _) in enumerate(words):
            core = text.rstrip(_SPACES) if number == last else ""
            if core:
                _append(made, Span(core, style, target))
            _append(made, Span(text[len(core) :], style))
    return tuple(made)


def _append(made: list[Span], span: Span) -> None:
    """Adds a span, as one with the last where nothing would stand between the two."""
    if span.text and made and made[-1].style == span.style and not made[-1].target:
        made[-1] = Span(made[-1].text + span.text, *span[1:])
    elif span.text:
        made.append(span)


def _clip(setting: Setting, start: int, end: int) -> list[Span]:
    """The spans that cover [start, end), cut to it, neighbours of one style made one."""
    spans, starts, _ = setting
    clipped: list[Span] = []
    first = max(bisect_right(starts, start) - 1, 0)
    last = bisect_left(starts, end)
    for span, at in zip(spans[first:last], starts[first:last], strict=False):
        text = span.text[max(start - at, 0) : max(end - at, 0)]
        _append(clipped, Span(text, span.style, span.target if at + len(span.text) <= end else ""))
    return clipped


def _render_spans(spans: list[Span]) -> str:
    # The space before an address may turn a sign that begins a line into a list's or a heading's.
    text = "".join([span.text + (" " if span.target else "") for span in spans])
    bare = needs_no_slash(text)
    line_starts = set() if bare else line_start_points(text)
    out: list[str] = []
    at = 0
    after_mark = False
    for number, span in enumerate(spans):
        address = address_after(span.target)
        end = at + len(span.text)
        styled_next = number + 1 < len(spans) and not address
        points = set() if bare else sign_points(span.text, span.style, styled_next=styled_next)
        points |= {point - at for point in line_starts if at <= point < end}
        if span.style is _PLAIN:
            out.append(with_slashes(span.text, points))
            after_mark = False
        else:
            for piece in _styled_lines(span, points):
                out.append(WORD_JOINER if after_mark and piece[0] in _MARK_SIGNS else "")
                out.append(piece)
                after_mark = piece[-1] in _MARK_SIGNS
        if address:
            out.append(address)
            after_mark = False
        at = end + bool(address)
    return "".join(out)


@cache
def _opening(style: Style) -> str:
    return "".join(mark for flag, mark in _MARKS if flag in style)


def _styled_lines(span: Span, points: set[int]) -> Iterator[str]:
    """Each line of a styled span between its own marks, the white space at its edges moved outside them."""
    opening = _opening(span.style)
    closing = opening[::-1]
    at = 0
    for line in _LINES.findall(span.text):
        core = line.strip(_SPACES)
        if core:
            lead = line.index(core)
            inner = with_slashes(core, {p - at - lead for p in points if at + lead <= p < at + lead + len(core)})
            # Strike ends at the first two tildes, even behind a backslash.
            inner += WORD_JOINER if Style.STRIKE in span.style and core.endswith("~") else ""
            yield f"{line[:lead]}{opening}{inner}{closing}{line[lead + len(core) :]}"
        else:
            yield line
        at += len(line)
