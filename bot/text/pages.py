"""A part cut into the pages that Discord is sent: as few as fit, evenly filled, each knowing the places it covers.

A page's text is Markdown as `bot.text.render` writes it, paragraphs a blank line apart. Cuts fall between paragraphs where
that costs no further page, else between sentences (between the lines of verse); inside a sentence only where it is longer
than a whole page. Together the pages' places cover every character of every block once; white space at a cut belongs to the
page before it, though Discord would drop it and it is not sent.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import accumulate

from bot.models import Block, BlockKind, Page, Part, Spot
from bot.text.render import INDENT, WORD_JOINER, render_block, span_starts
from bot.text.stretches import cut_block

PAGE_LIMIT = 3500
SMALLEST_LIMIT = 100
JOINT = "\n\n"

# What a cut inside a paragraph costs against uneven pages, in units of a page's squared deviation from the average:
# it is made only to save a page, or to spare the reader a last page of about a line.
_CUT_COST = 1.5
_ORPHAN_SHARE = 0.08
# Ends looked at for one page. Paragraphs of one letter each would otherwise offer thousands.
_WIDEST = 100


@dataclass(slots=True, eq=False)
class _Piece:
    """A stretch of one block that no cut divides: where it begins, its length as sent, and that of what joins it on."""

    block: int
    start: int
    size: int
    joint: int


class _Row:
    """All pieces of a part in order, with the length of any run of them as one page in constant time."""

    def __init__(self, pieces: list[_Piece]) -> None:
        self.pieces = pieces
        self._ends = list(accumulate([piece.joint + piece.size for piece in pieces], initial=0))
        # Where the text of a page that begins with each piece begins: behind its joint.
        self._begins = [end + piece.joint for end, piece in zip(self._ends, pieces, strict=False)]

    def __len__(self) -> int:
        return len(self.pieces)

    def length(self, first: int, end: int) -> int:
        """Code points of the page that holds the pieces [first, end)."""
        return self._ends[end] - self._begins[first]

    def cheapest(
        self, end: int, starts: list[tuple[int, float]], limit: int, average: float
    ) -> tuple[float, int] | None:
        """The least cost of all pages up to `end`, and where the last of them begins; None where none of `starts` fits.

        `starts` are places where that page may begin, in order, with the cost of all pages before.
        """
        best: tuple[float, int] | None = None
        at, begins = self._ends[end], self._begins
        for first, cost in starts:
            size = at - begins[first] if first < end else limit + 1
            if size > limit and end - first != 1:
                continue
            total = cost + ((size - average) / average) ** 2
            if best is None or total < best[0]:
                best = total, first
        return best

    def near(self, place: float, least: int, most: int) -> range:
        """The ends from `least` to `most`; where those are very many, only the ones about `place` code points in."""
        if most - least > _WIDEST:
            middle = bisect_left(self._ends, place)
            least = min(max(least, middle - _WIDEST // 2), most)
            most = min(most, least + _WIDEST)
        return range(least, most + 1)

    def fill(self, limit: int) -> list[int]:
        """The ends of pages filled from the front: the fewest pages there are."""
        ends: list[int] = []
        first = 0
        for end in range(1, len(self) + 1):
            if end - first > 1 and self.length(first, end) > limit:
                ends.append(end - 1)
                first = end - 1
        return [*ends, len(self)]

    def fill_back(self, limit: int) -> list[int]:
        """The ends of pages filled from the back: no page of a fewest-pages layout ends earlier."""
        ends = [len(self)]
        for first in range(len(self) - 1, -1, -1):
            if ends[-1] - first > 1 and self.length(first, ends[-1]) > limit:
                ends.append(first + 1)
        return ends[::-1]

    def fill_cutting(self, limit: int, cut: Callable[[_Piece], list[_Piece]]) -> list[int]:
        """As `fill`, but what does not fit whole is cut: the blocks in which all pages but the last end."""
        ends: list[int] = []
        filled = 0
        for whole in self.pieces:
            fits = filled + whole.joint + whole.size <= limit
            for piece in [whole] if fits else cut(whole):
                if filled and filled + piece.joint + piece.size > limit:
                    ends.append(piece.block)
                    filled = 0
                filled += piece.size + (piece.joint if filled else 0)
        return ends

    def fill_back_cutting(self, limit: int, cut: Callable[[_Piece], list[_Piece]]) -> list[int]:
        """As `fill_back`, but what does not fit whole is cut: the blocks in which all pages but the last end."""
        ends: list[int] = []
        filled = joint = 0
        for whole in reversed(self.pieces):
            fits = filled + joint + whole.size <= limit
            for piece in [whole] if fits else reversed(cut(whole)):
                if filled and filled + joint + piece.size > limit:
                    ends.append(piece.block)
                    filled = joint = 0
                filled += joint + piece.size
                joint = piece.joint
        return ends[::-1]


def cut_pages(part: Part, limit: int = PAGE_LIMIT) -> list[str]:
    """The texts of a part's pages as sent, each of at most `limit` code points (100 or more)."""
    return [page.text for page in lay_out(part, limit)]


def lay_out(part: Part, limit: int = PAGE_LIMIT) -> list[Page]:
    """A part's pages, numbered from 1, with the places they cover; none for a part without text.

    `limit` counts code points of the text as sent and is at least 100, so that one letter with all its marks fits.
    """
    if limit < SMALLEST_LIMIT:
        raise ValueError(f"a page holds at least {SMALLEST_LIMIT} code points, not {limit}")
    blocks = part.blocks
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


def _lay_out_many(blocks: Sequence[Block], rendered: list[str], limit: int) -> list[Page]:
    sizes = [len(text) for text in rendered]
    whole = _Row(_pieces(blocks, sizes, limit))
    ends = _balanced(whole, limit)
    least = -(-whole.length(0, len(whole)) // limit)
    orphan = _has_orphan(whole, ends)
    if len(ends) == least and not orphan:
        return _to_pages(blocks, rendered, whole, ends)

    @cache
    def cut(piece: _Piece) -> list[_Piece]:
        done = sizes[piece.block] > limit
        return [piece] if done else _cut(blocks[piece.block], piece.block, piece.size, piece.joint, limit)

    # Few paragraphs lie where a page may end; the others need not be looked at for sentences.
    latest, earliest = whole.fill_cutting(limit, cut), whole.fill_back_cutting(limit, cut)
    if len(latest) + 1 >= len(ends) and not orphan:
        return _to_pages(blocks, rendered, whole, ends)
    near = {n for first, last in zip(earliest, latest, strict=False) for n in range(first - 1, last + 2)}
    everywhere = orphan or len(earliest) != len(latest)
    fine = _Row([part for one in whole.pieces for part in (cut(one) if everywhere or one.block in near else [one])])
    return _to_pages(blocks, rendered, fine, _balanced(fine, limit))


def _has_orphan(row: _Row, ends: list[int]) -> bool:
    """Whether one page is so short beside the others that it would be better to cut a paragraph."""
    lengths = [row.length(first, end) for first, end in zip([0, *ends], ends, strict=False)]
    return min(lengths) < _ORPHAN_SHARE * sum(lengths) / len(lengths)


def _pieces(blocks: Sequence[Block], sizes: list[int], limit: int) -> list[_Piece]:
    """The pieces of all blocks that show anything: whole where they fit."""
    pieces: list[_Piece] = []
    for number, (block, size) in enumerate(zip(blocks, sizes, strict=True)):
        joint = len(JOINT) if pieces else 0
        if size > limit:
            pieces += _cut(block, number, size, joint, limit)
        elif size:
            pieces.append(_Piece(number, 0, size, joint))
    return pieces


def _cut(block: Block, number: int, size: int, joint: int, limit: int) -> list[_Piece]:
    """The pieces of one block between its sentences or lines; `size` and `joint` are its own, whole."""
    text = block.text
    measure = cache(partial(_measure, block, span_starts(block)))
    stretches = cut_block(block, limit, measure)
    if len(stretches) == 1:
        return [_Piece(number, 0, size, joint)]
    return [
        _Piece(number, start, measure(start, end), _space_before(text, start) if start else joint)
        for start, end in stretches
    ]


def _space_before(text: str, start: int) -> int:
    """How much white space ends right before a place; each run of it is looked at once, so all of them take linear time."""
    at = start
    while at and text[at - 1].isspace():
        at -= 1
    return start - at


def _measure(block: Block, starts: list[int], start: int, end: int) -> int:
    # One more for the joiner before verse that opens a page with indentation.
    return len(render_block(block, start, end, starts)) + (block.kind is BlockKind.VERSE)


def _balanced(row: _Row, limit: int) -> list[int]:
    """The ends of the fewest pages that fit, cut inside as few paragraphs as sensible and as even as may be.

    Page k can only end between where filling from the back and from the front would end it, so each step looks at
    less than two pages' worth of pieces: the time grows with the length of the part.
    """
    latest, earliest = row.fill(limit), row.fill_back(limit)
    count = len(latest)
    average = row.length(0, len(row)) / count
    starts = [(0, 0.0)]
    back: list[dict[int, int]] = []
    for page in range(count):
        following: list[tuple[int, float]] = []
        origin: dict[int, int] = {}
        for end in row.near(average * (page + 1), min(earliest[page], latest[page]), latest[page]):
            best = row.cheapest(end, starts, limit, average)
            if best:
                inside = end < len(row) and row.pieces[end].start > 0
                following.append((end, best[0] + _CUT_COST * inside))
                origin[end] = best[1]
        if not following:
            return latest
        starts = following
        back.append(origin)
    ends = [len(row)]
    for origin in reversed(back[1:]):
        ends.append(origin[ends[-1]])
    return ends[::-1]


def _to_pages(blocks: Sequence[Block], rendered: list[str], row: _Row, ends: list[int]) -> list[Page]:
    pages: list[Page] = []
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
                texts[edge - start.paragraph] = render_block(blocks[edge], cut_from, cut_to)
        pages.append(Page(number, _page_text(texts), start, stop))
        start = then
    return pages


def _without_blank(pages: list[Page]) -> list[Page]:
    """The pages without those that show nothing (a page's worth of spaces), whose places the page before takes over."""
    kept: list[Page] = []
    for page in pages:
        if page.text:
            kept.append(Page(len(kept) + 1, page.text, page.start if kept else Spot(), page.end))
        elif kept:
            kept[-1] = replace(kept[-1], end=page.end)
    return kept


def _page_text(rendered: Sequence[str]) -> str:
    text = JOINT.join(filter(None, rendered))
    return WORD_JOINER + text if text[:1] in _INDENTED else text


_INDENTED = set(INDENT.values())
