"""A part cut into the pages that Discord is sent: as few as fit, each knowing the places it covers and why it ends there.

A page's text is Markdown as `bot.text.render` writes it, paragraphs a blank line apart. Among the layouts of fewest pages the
cheapest is taken: a page costs the square of how far its length is from the average, in averages, and its end what
`COSTS` says of such a cut. Together the pages' places cover every character of every block once; white space at a cut belongs
to the page before it, though Discord would drop it and it is not sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import inf
from typing import NamedTuple

from bot.models import Block, Cut, Page, Part, Span, Spot
from bot.text.links import LONGEST_TARGET
from bot.text.pieces import JOINT, Pieces, Row
from bot.text.render import INDENT, WORD_JOINER, address_after, render_block
from bot.text.stretches import Grain

PAGE_LIMIT = 3500
SMALLEST_LIMIT = 100

# To move one cut by a share of a page costs twice the share's square: a page ends after a line of talk rather than a tenth of
# a page away, between two lines of talk rather than a fifth, inside a paragraph rather than nearly half a page; inside a
# sentence only to save a page or to spare the reader a last page of a few lines.
COSTS = {
    Cut.END: 0.0,
    Cut.NARRATION: 0.0,
    Cut.STANZA: 0.01,
    Cut.AFTER_TALK: 0.02,
    Cut.TALK: 0.08,
    Cut.LEADS_ON: 0.45,
    Cut.LINE: 0.4,
    Cut.SENTENCE: 0.4,
    Cut.WORD: 1.0,
    Cut.SIGN: 2.0,
}
# From here on any address takes less than a quarter of a page; on a shorter page a longer one is left out.
_ROOMY = 4 * len(address_after("x" * LONGEST_TARGET))
# Ends looked at for one page. Paragraphs of one letter each would otherwise offer thousands.
_WIDEST = 200


def cut_pages(part: Part, limit: int = PAGE_LIMIT) -> list[str]:
    """The texts of a part's pages as sent, each of at most `limit` code points (100 or more)."""
    return [page.text for page in lay_out(part, limit)]


def lay_out(part: Part, limit: int = PAGE_LIMIT) -> list[Page]:
    """A part's pages, numbered from 1, with the places they cover; none for a part without text.

    `limit` counts code points of the text as sent and is at least 100, so that one letter with all its marks fits.
    """
    if limit < SMALLEST_LIMIT:
        raise ValueError(f"a page holds at least {SMALLEST_LIMIT} code points, not {limit}")
    blocks = part.blocks if limit >= _ROOMY else [_with_short_targets(block, limit // 4) for block in part.blocks]
    rendered = [render_block(block) for block in blocks]
    whole = _page_text(rendered)
    if not whole:
        return []
    if len(whole) <= limit:
        return [Page(1, whole, Spot(), Spot(len(blocks) - 1, len(blocks[-1].text)))]
    # Pieces are measured one by one; a web address or a joiner across their edges can add a little, so leave room then.
    for room in (0, limit // 16, limit // 4):
        pages = _without_blank(_lay_out_many(blocks, rendered, limit - room))
        if all(len(page.text) <= limit for page in pages):
            break
    return pages


def _with_short_targets(block: Block, most: int) -> Block:
    if all(len(address_after(span.target)) <= most for span in block.spans):
        return block
    spans = [span if len(address_after(span.target)) <= most else Span(span.text, span.style) for span in block.spans]
    return Block(tuple(spans), block.kind)


def _lay_out_many(blocks: Sequence[Block], rendered: list[str], limit: int) -> list[Page]:
    pieces = Pieces(blocks, rendered, limit)
    row = pieces.coarse()
    # What joins two paragraphs is not sent where a page ends between them.
    least = -(-(row.length + len(JOINT)) // (limit + len(JOINT)))
    ends = _best(row, limit)
    for grain, cut in ((Grain.SENTENCE, Cut.SENTENCE), (Grain.WORD, Cut.WORD)):
        if len(ends) == least and _most_to_gain(row, ends) <= COSTS[cut]:
            break
        row = pieces.finer(row, grain)
        ends = _best(row, limit)
    return _to_pages(pieces, rendered, row, ends)


def _most_to_gain(row: Row, ends: list[int]) -> float:
    """What two neighbouring pages and the cut between them cost at most: more than that no other cut there can save."""
    average = row.length / len(ends)
    uneven = [((row.tails[end] - row.heads[first]) / average - 1) ** 2 for first, end in pairwise([0, *ends])]
    cuts = [COSTS[row.pieces[end].cut] for end in ends[:-1]]
    return max((sum(pair) + cut for pair, cut in zip(pairwise(uneven), cuts, strict=True)), default=0.0)


def _best(row: Row, limit: int) -> list[int]:
    """The ends of the cheapest layout with the fewest pages.

    Page k can only end between where filling from the back and from the front would end it, so each step looks at
    less than two pages' worth of pieces: the time grows with the length of the part.
    """
    latest, earliest = row.fill(limit), row.fill_back(limit)
    average = row.length / len(latest)
    windows = [_Window(range(1), [], [0.0])]
    for page, (least, most) in enumerate(zip(earliest, latest, strict=True), start=1):
        ends = row.near(average * page, min(least, most), most, _WIDEST)
        windows.append(_step(row, limit, average, windows[-1], ends))
    if windows[-1].costs[-1] == inf:
        return latest
    path = [len(row)]
    for window in windows[:1:-1]:
        path.append(window.starts[path[-1] - window.ends.start])
    return path[::-1]


class _Window(NamedTuple):
    """The places where a page may end; for each the page's cheapest start and what all pages up to there cost."""

    ends: range
    starts: list[int]
    costs: list[float]


def _step(row: Row, limit: int, average: float, before: _Window, ends: range) -> _Window:
    """The window of one page, from that of the page before it.

    A page's cost is a convex function of its length, so the cheapest start never moves back as the end moves on (such
    tables are called totally monotone): the middle end's start divides the starts of those before it from those behind.
    """
    window = _Window(ends, [0] * len(ends), [inf] * len(ends))
    heads, tails, costs, offset = row.heads, row.tails, before.costs, before.ends.start
    todo = [(ends.start, ends.stop, offset, before.ends.stop)]
    while todo:
        low, high, first, last = todo.pop()
        end = (low + high) // 2
        tail = tails[end]
        cheapest, origin = inf, -1
        for start in range(first, min(last, end)):
            size = tail - heads[start]
            if size <= limit:
                uneven = size / average - 1
                cost = costs[start - offset] + uneven * uneven
                if cost < cheapest:
                    cheapest, origin = cost, start
        if origin >= 0:
            window.starts[end - ends.start] = origin
            window.costs[end - ends.start] = cheapest + (COSTS[row.pieces[end].cut] if end < len(row) else 0.0)
        if low < end:
            todo.append((low, end, first, origin + 1 if origin >= 0 else last))
        if end + 1 < high:
            todo.append((end + 1, high, max(origin, first), last))
    return window


def _to_pages(pieces: Pieces, rendered: list[str], row: Row, ends: list[int]) -> list[Page]:
    pages: list[Page] = []
    blocks = pieces.blocks
    start = Spot()
    for number, end in enumerate(ends, start=1):
        following = row.pieces[end] if end < len(row) else None
        if following is None or following.start == 0:
            last = (following.block if following else len(blocks)) - 1
            stop, then = Spot(last, len(blocks[last].text)), Spot(last + 1)
        else:
            stop = then = Spot(following.block, following.start)
        texts = rendered[start.paragraph : stop.paragraph + 1]
        for edge in {start.paragraph, stop.paragraph}:
            cut_from = start.offset if edge == start.paragraph else 0
            cut_to = stop.offset if edge == stop.paragraph else len(blocks[edge].text)
            if (cut_from, cut_to) != (0, len(blocks[edge].text)):
                texts[edge - start.paragraph] = render_block(blocks[edge], cut_from, cut_to, pieces.setting(edge))
        pages.append(Page(number, _page_text(texts), start, stop, following.cut if following else Cut.END))
        start = then
    return pages


def _without_blank(pages: list[Page]) -> list[Page]:
    """The pages without those that show nothing (a page's worth of spaces), whose places the page before takes over."""
    kept: list[Page] = []
    for page in pages:
        if page.text:
            kept.append(replace(page, number=len(kept) + 1, start=page.start if kept else Spot()))
        elif kept:
            kept[-1] = replace(kept[-1], end=page.end, cut=page.cut)
    return kept


def _page_text(rendered: Sequence[str]) -> str:
    text = JOINT.join(filter(None, rendered))
    return WORD_JOINER + text if text[:1] in _INDENTED else text


_INDENTED = set(INDENT.values())
