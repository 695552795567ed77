"""A part as pieces that no page's end divides, with the length of any run of them as one page in constant time.

Whole blocks are pieces where they fit on a page. Only those that a page's end may fall into are divided further, so a part
of a million words has few pieces.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from bot.models import Block, BlockKind, Cut
from bot.text.escape import line_start_points
from bot.text.render import INDENT, Setting, marks_at, render_block, set_block
from bot.text.stretches import LONGEST_SIGN, Grain, divide
from bot.text.talk import cuts_between

JOINT = "\n\n"

_PARAGRAPH, _BLOCK = BlockKind.PARAGRAPH, Grain.BLOCK  # looked up once: an enumeration's own lookup is slow
# What a cut before a piece of each grain is, where the block does not say it.
_CUT_BEFORE = [Cut.SIGN, Cut.SENTENCE, Cut.WORD, Cut.WORD, Cut.SIGN, Cut.SIGN]
# What begins with one of these may need a backslash as the first of a page, though not in the middle of a line.
_LINE_SIGNS = frozenset("#-+>0123456789")
_INDENTED = {*map(chr, INDENT), *INDENT.values()}


class Piece(NamedTuple):
    """A stretch of one block, and what a cut before it would be.

    Lengths are code points as sent: `size` among its neighbours, `joint` of what joins it to the piece before; `opens` is
    what it needs more as the first of a page (marks opened anew, a backslash, a joiner), `closes` as the last of one.
    """

    block: int
    start: int
    end: int
    grain: Grain
    cut: Cut
    size: int
    joint: int
    opens: int
    closes: int


class Row:
    """All pieces of a part in order."""

    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces = pieces
        self._ends = list(accumulate([piece.joint + piece.size for piece in pieces], initial=0))
        # A page that holds the pieces [first, end) is tails[end] - heads[first] code points long.
        self.heads = [end + piece.joint - piece.opens for end, piece in zip(self._ends, pieces, strict=False)]
        self.tails = [0, *(end + piece.closes for end, piece in zip(self._ends[1:], pieces, strict=True))]

    def __len__(self) -> int:
        return len(self.pieces)

    @property
    def length(self) -> int:
        """Code points of all pieces as one page."""
        return self.tails[-1] - self.heads[0]

    def near(self, place: float, least: int, most: int, widest: int) -> range:
        """The ends from `least` to `most`; where those are more than `widest`, the ones about `place` code points in."""
        if most - least > widest:
            middle = bisect_left(self._ends, place)
            least = min(max(least, middle - widest // 2), most)
            most = min(most, least + widest)
        return range(least, most + 1)

    def fill(self, limit: int) -> list[int]:
        """The ends of pages filled from the front: the fewest pages there are."""
        ends: list[int] = []
        first, most = 0, self.heads[0] + limit
        for end, tail in enumerate(self.tails):
            if tail > most and end - first > 1:
                ends.append(end - 1)
                first = end - 1
                most = self.heads[first] + limit
        return [*ends, len(self)]

    def fill_back(self, limit: int) -> list[int]:
        """The ends of pages filled from the back: no page of a fewest-pages layout ends earlier."""
        ends = [len(self)]
        least = self.tails[-1] - limit
        for first in range(len(self) - 1, -1, -1):
            if self.heads[first] < least and ends[-1] - first > 1:
                ends.append(first + 1)
                least = self.tails[first + 1] - limit
        return ends[::-1]


class Pieces:
    """Cuts one part's blocks, as rendered, into pieces of at most `limit` code points."""

    def __init__(self, blocks: Sequence[Block], rendered: Sequence[str], limit: int) -> None:
        self.blocks = blocks
        self._rendered = rendered
        self._limit = limit
        self._texts = [block.text for block in blocks]
        self._settings: dict[int, Setting] = {}

    def coarse(self) -> Row:
        """The part in whole blocks, but for those that no page can hold."""
        texts, rendered = self._texts, self._rendered
        shown = [number for number, text in enumerate(rendered) if text]
        cuts = cuts_between([self.blocks[number] for number in shown], [texts[number].strip() for number in shown])
        joint = len(JOINT)
        wholes = [
            Piece(
                number,
                0,
                len(texts[number]),
                _BLOCK,
                cut,
                len(rendered[number]),
                joint if at else 0,
                self._indent(number, 0),
                0,
            )
            for at, (number, cut) in enumerate(zip(shown, cuts, strict=True))
        ]
        return Row(self._fitting(wholes))

    def finer(self, row: Row, grain: Grain) -> Row:
        """The same row with pieces as fine as this grain wherever a page's end may fall.

        That is where pages filled from the front end, so that no pieces as fine make fewer pages; and where even pages would.
        """
        filled = Row(self._filled(row.pieces, grain))
        return Row(self._at_even_ends(filled, grain))

    def _fitting(self, pieces: list[Piece]) -> list[Piece]:
        """The pieces with those divided that no page can hold."""
        limit = self._limit
        if all(piece.opens + piece.size <= limit for piece in pieces):
            return pieces
        kept: list[Piece] = []
        todo = pieces[::-1]
        while todo:
            piece = todo.pop()
            if piece.opens + piece.size > limit and piece.grain < Grain.POINT:
                todo += self._divide(piece)[::-1]
            else:
                kept.append(piece)
        return kept

    def _filled(self, pieces: list[Piece], finest: Grain) -> list[Piece]:
        """The pieces with those divided that a page filled from the front ends in."""
        limit, used = self._limit, 0
        kept: list[Piece] = []
        todo = pieces[::-1]
        while todo:
            piece = todo.pop()
            _, _, _, grain, _, size, joint, opens, closes = piece
            if used and used + joint + size + closes <= limit:
                used += joint + size
            elif used and grain < finest:
                todo += self._divide(piece)[::-1]
                continue
            else:
                used = opens + size
            kept.append(piece)
        return kept

    def _at_even_ends(self, row: Row, finest: Grain) -> list[Piece]:
        """The pieces with those divided that a page would end in if all were even."""
        average = row.length / len(row.fill(self._limit))
        at, place = 0, average
        kept: list[Piece] = []
        todo = row.pieces[::-1]
        while todo:
            piece = todo.pop()
            end = at + piece.joint + piece.size
            if at < place < end and piece.grain < finest:
                todo += self._divide(piece)[::-1]
                continue
            at = end
            while place <= at:
                place += average
            kept.append(piece)
        return kept

    def setting(self, number: int) -> Setting:
        """The setting of one of the blocks, made once."""
        if number not in self._settings:
            self._settings[number] = set_block(self.blocks[number])
        return self._settings[number]

    def _divide(self, piece: Piece) -> list[Piece]:
        grain = Grain(piece.grain + 1)
        number, block = piece.block, self.blocks[piece.block]
        # Each sign may be a link of its own, with an address behind it.
        most = 1 if self.setting(number).linked else max(1, self._limit // LONGEST_SIGN)
        stretches = divide(
            self._texts[number], block.kind, (piece.start, piece.end), grain, phrase=self._limit // 8, most=most
        )
        if len(stretches) == 1:
            return [piece._replace(grain=grain)]
        starts = [piece.start, *(start for start, _ in stretches)]
        pieces = [
            self._piece(number, *stretch, grain, before) for stretch, before in zip(stretches, starts, strict=False)
        ]
        pieces[0] = pieces[0]._replace(cut=piece.cut, joint=piece.joint)
        return pieces

    def _piece(self, number: int, start: int, end: int, grain: Grain, before: int) -> Piece:
        """The piece [start, end) of a block; `before` is where the piece before it in the block begins."""
        block, text, setting = self.blocks[number], self._texts[number], self.setting(number)
        opens = closes = slashes = 0
        if start and text[start] in _LINE_SIGNS and text[start - 1] != "\n":
            slashes = len(line_start_points(text[start:end].partition("\n")[0]))
        prose = block.kind is _PARAGRAPH
        if prose and self._rendered[number] == text:
            # Nothing was added to the block, so nothing is to any stretch of it, save at a line's start.
            size = len(text[start:end].strip())
        else:
            opens = marks_at(setting, start) if start else 0
            closes = marks_at(setting, end) if end < len(text) else 0
            size = len(render_block(block, start, end, setting)) - opens - closes - slashes
        cut = _CUT_BEFORE[grain]
        if not prose and grain is Grain.SENTENCE:
            cut = Cut.STANZA if text[max(start - 2, 0) : start] == "\n\n" else Cut.LINE
        joint = start - before - len(text[before:start].rstrip())
        opens += slashes + (0 if prose else self._indent(number, start))
        return Piece(number, start, end, grain, cut, size, joint, opens, closes)

    def _indent(self, number: int, start: int) -> int:
        """One for the joiner before verse that opens a page with indentation."""
        return int(self.blocks[number].kind is not _PARAGRAPH and self._texts[number][start] in _INDENTED)
