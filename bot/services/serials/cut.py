"""What a serial's next post holds: the parts by its pace, laid out in messages, each knowing what comes after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.db import parts
from bot.models import Part, Position, Spot
from bot.serials import Section
from bot.text import PAGE_LIMIT, fingerprint, lay_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.db import Work
    from bot.models import Block, LibraryEntry, Page, PartEntry, StoredPart
    from bot.serials import Pace

# A chapter of more scenes takes several posts.
MOST_PARTS = 100
# Short scenes share a message; what stands above each of them takes so much of it at most.
_ABOVE = 60
_MOST_SECTIONS = 10


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a post; `until` is where the text after it begins, None where the story ends with it."""

    place: Position
    sections: tuple[Section, ...]
    until: Position | None


@dataclass(frozen=True, slots=True)
class Cutting:
    """A post: its messages in order, and the date that the story gives its parts, the last one stated."""

    messages: tuple[Message, ...]
    date: str | None


def group(entries: Sequence[PartEntry], pace: Pace, *, has_chapters: bool) -> int:
    """How many of these parts, the first of which is the next to be posted, one post takes; one at least, if there are any."""
    if pace.by_chapter and has_chapters:
        same = next((n for n, entry in enumerate(entries) if entry.chapter != entries[0].chapter), len(entries))
        return min(same, MOST_PARTS)
    if pace.words is None:
        return min(len(entries), 1)
    total = 0
    for count, entry in enumerate(entries[:MOST_PARTS]):
        # Whichever of stopping here and going on comes nearer to what was asked for.
        if count and pace.words - total <= total + entry.words - pace.words:
            return count
        total += entry.words
    return min(len(entries), MOST_PARTS)


def groups(entries: Sequence[PartEntry], pace: Pace, *, has_chapters: bool) -> list[Sequence[PartEntry]]:
    """All posts that these parts make."""
    made = []
    while entries:
        count = group(entries, pace, has_chapters=has_chapters)
        made.append(entries[:count])
        entries = entries[count:]
    return made


def cut_next(entry: LibraryEntry, place: Position, pace: Pace) -> Work[Cutting | None]:
    """The post that begins at a place of the story's current edition, without a message where no text is left.

    None where the text cannot be had, since another edition has come.
    """
    entries = yield from parts.list_parts(entry.edition_id, place.part, MOST_PARTS + 1)
    chapters = yield from parts.list_chapters(entry.edition_id)
    chosen = entries[: group(entries, pace, has_chapters=bool(chapters))]
    pieces: list[_Piece] = []
    for listed in chosen:
        stored = yield from parts.get_part(entry.edition_id, listed.number)
        if stored is None:
            return None
        pieces += _pieces(stored, place.spot if listed.number == place.part else Spot())
    if not chosen:
        return None
    ahead = chosen[-1].number + 1
    end = Position(entry.story_id, entry.edition_id, ahead) if ahead <= entry.parts else None
    if not pieces and end is not None:
        return (yield from cut_next(entry, end, pace))  # parts without a word
    bundles = _bundled(pieces)
    places = [_position(entry, bundle[0]) for bundle in bundles]
    messages = tuple(
        Message(where, tuple(piece.section for piece in bundle), until)
        for where, bundle, until in zip(places, bundles, [*places[1:], end], strict=False)
    )
    return Cutting(messages, next((listed.date for listed in reversed(chosen) if listed.date), None))


@dataclass(frozen=True, slots=True)
class _Piece:
    """A page of a part, with where it begins; `whole` where it is all of the part."""

    section: Section
    spot: Spot
    fingerprint: str
    whole: bool


def _pieces(stored: StoredPart, start: Spot) -> list[_Piece]:
    rest, begun = _rest(stored.part, start), start != Spot()
    pages = lay_out(rest, PAGE_LIMIT)
    return [_piece(stored, page, start, whole=len(pages) == 1 and not begun) for page in pages]


def _piece(stored: StoredPart, page: Page, start: Spot, *, whole: bool) -> _Piece:
    opens = page.number == 1 and start == Spot()
    chapter_opens = opens and stored.chapter_opens
    section = Section(
        part=stored.part.number,
        text=page.text,
        opens=opens,
        chapter_title=stored.chapter_title,
        chapter_opens=chapter_opens,
        notes=stored.chapter_notes if chapter_opens else None,
        warned=chapter_opens and stored.chapter_warned,
        marker=stored.part.opening.marker if opens and not chapter_opens else None,
    )
    at = page.start
    spot = Spot(start.paragraph + at.paragraph, at.offset + (0 if at.paragraph else start.offset))
    return _Piece(section, spot, fingerprint(stored.part.blocks[spot.paragraph].text), whole)


def _rest(part: Part, start: Spot) -> Part:
    """A part from some spot on."""
    if start == Spot() or start.paragraph >= len(part.blocks):
        return part
    first, *others = part.blocks[start.paragraph :]
    return Part(part.number, (*_from(first, start.offset), *others), part.opening, part.chapter, part.date)


def _from(block: Block, offset: int) -> Iterable[Block]:
    """A block without its first characters; nothing where it has no more."""
    spans = []
    for span in block.spans:
        if offset < len(span.text):
            spans.append(span._replace(text=span.text[offset:]))
        offset = max(offset - len(span.text), 0)
    return [block._replace(spans=tuple(spans))] if spans else []


def _bundled(pieces: Iterable[_Piece]) -> list[list[_Piece]]:
    """The pieces by message: whole short scenes share one, a chapter begins a new one."""
    bundles: list[list[_Piece]] = []
    size = 0
    for piece in pieces:
        length = len(piece.section.text) + _ABOVE
        fits = size + length <= PAGE_LIMIT and bundles and len(bundles[-1]) < _MOST_SECTIONS
        if fits and piece.whole and bundles[-1][-1].whole and not piece.section.chapter_opens:
            bundles[-1].append(piece)
            size += length
        else:
            bundles.append([piece])
            size = length
    return bundles


def _position(entry: LibraryEntry, piece: _Piece) -> Position:
    return Position(entry.story_id, entry.edition_id, piece.section.part, piece.spot, piece.fingerprint)
