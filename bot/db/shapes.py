"""Models to what a row holds of them and back, without loss."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from bot.db.work import Row
from bot.models import (
    Block,
    BlockKind,
    Break,
    BreakKind,
    Chapter,
    Gate,
    LibraryEntry,
    Metadata,
    Part,
    PartEntry,
    Position,
    Progress,
    Rating,
    RatingLevel,
    Span,
    Spot,
    Style,
)


def to_json(value: Any) -> str:
    """Compact JSON; what UTF-8 cannot hold (half a surrogate pair) is escaped, so that any text can be kept."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"))
    return text


def storable(text: str) -> str:
    """Text as a plain column takes it: PostgreSQL refuses the character NUL, and UTF-8 half a surrogate pair."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def storable_or_none(text: str | None) -> str | None:
    """The same for a column that may be empty."""
    return None if text is None else storable(text)


# --- the text of a part ---------------------------------------------------------------------------------------------
# A plain paragraph, nearly every block there is, is its bare string. Any other block is a list of its kind and its
# spans, and a span is a bare string where it is plain, else text and style, and its target where it leads somewhere.


def blocks_to_json(blocks: Iterable[Block]) -> str:
    """The blocks of a part as compact JSON."""
    return to_json([_block_to_value(block) for block in blocks])


def blocks_from_json(text: str) -> tuple[Block, ...]:
    """The blocks of a part, exactly as they were."""
    return tuple(_block_from_value(value) for value in json.loads(text))


def _block_to_value(block: Block) -> str | list[Any]:
    spans = [_span_to_value(span) for span in block.spans]
    if block.kind is BlockKind.PARAGRAPH and len(spans) == 1 and isinstance(spans[0], str):
        return spans[0]
    return [block.kind.value, *spans]


def _span_to_value(span: Span) -> str | list[Any]:
    if span.target:
        return [span.text, int(span.style), span.target]
    return span.text if span.style == Style.PLAIN else [span.text, int(span.style)]


def _block_from_value(value: str | list[Any]) -> Block:
    if isinstance(value, str):
        return Block((Span(value),))
    kind, *spans = value
    return Block(
        tuple(Span(span) if isinstance(span, str) else Span(span[0], Style(span[1]), *span[2:]) for span in spans),
        BlockKind(kind),
    )


# --- what a file says of its story ----------------------------------------------------------------------------------


def metadata_to_json(metadata: Metadata) -> str:
    """Metadata as JSON, what is not stated left out."""
    values = {field.name: getattr(metadata, field.name) for field in fields(metadata)}
    values["rating"] = [metadata.rating.level, metadata.rating.raw]
    return to_json({name: value for name, value in values.items() if value not in (None, (), [None, None])})


def metadata_from_json(text: str) -> Metadata:
    """The metadata, exactly as it was."""
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in json.loads(text).items()
    }
    if "rating" in values:
        values["rating"] = _rating(*values["rating"])
    return Metadata(**values)


def _rating(level: str | None, raw: str | None) -> Rating:
    return Rating(RatingLevel(level) if level else None, raw)


def index_number(value: float | None) -> int | float | None:
    """A place in a series as an author writes it: 2, not 2.0."""
    return int(value) if value is not None and value == value // 1 else value


# --- rows to models -------------------------------------------------------------------------------------------------


def text_list(values: Iterable[str]) -> str:
    """Texts as one that a query looks into with LIKE: `|open:0:teen|adult:0:mature|`."""
    return "|" + "".join(f"{value}|" for value in values)


def _tuple(text: str) -> tuple[str, ...]:
    return () if text == "[]" else tuple(json.loads(text))


def entry_from_row(row: Row) -> LibraryEntry:
    """A row of the view `library`."""
    return LibraryEntry(
        story_id=row["id"],
        edition_id=row["edition_id"],
        gate=Gate(row["gate"]),
        title=row["title"],
        author=row["author"],
        series=row["series"],
        series_index=index_number(row["series_index"]),
        rating=_rating(row["rating_level"], row["rating_raw"]),
        warnings=_tuple(row["warnings"]),
        fandoms=_tuple(row["fandoms"]),
        words=row["words"],
        parts=row["parts"],
        server_id=row["server_id"],
        level=RatingLevel(row["level"]) if row["level"] else None,
    )


def part_from_row(row: Row) -> Part:
    """A row of `parts` whose body is still there."""
    return Part(
        number=row["number"],
        blocks=blocks_from_json(row["body"]),
        opening=Break(BreakKind(row["break_kind"]), row["marker"]),
        chapter=row["chapter"],
        date=row["date"],
        start=row["start_offset"],
        end=row["end_offset"],
    )


def part_entry_from_row(row: Row) -> PartEntry:
    """A row of `parts` without its body."""
    return PartEntry(row["number"], row["chapter"], row["date"], row["words"], row["first_words"])


def chapter_from_row(row: Row) -> Chapter:
    """A row of `chapters`; its parts are those from the first to the last."""
    first, last = row["first_part"], row["last_part"]
    parts = () if first is None else tuple(range(first, last + 1))
    return Chapter(row["title"], parts, tuple(json.loads(row["warnings"])), row["notes"])


def progress_from_row(row: Row) -> Progress:
    """A row of `progress`."""
    story_id, edition_id = row["story_id"], row["edition_id"]
    following = None
    if row["next_part"] is not None:
        spot = Spot(row["next_paragraph"], row["next_offset"])
        following = Position(story_id, edition_id, row["next_part"], spot, row["next_fingerprint"])
    return Progress(
        place=Position(
            story_id, edition_id, row["part"], Spot(row["paragraph"], row["text_offset"]), row["fingerprint"]
        ),
        following=following,
        furthest_part=row["furthest_part"],
        furthest_spot=Spot(row["furthest_paragraph"], row["furthest_offset"]),
        by_command=bool(row["by_command"]),
        finished=bool(row["finished"]),
        moved=bool(row["moved"]),
    )


def progress_to_values(progress: Progress) -> dict[str, object]:
    """What a row of `progress` holds, but for whose it is and when."""
    place, following = progress.place, progress.following
    return {
        "story_id": place.story_id,
        "edition_id": place.edition_id,
        "part": place.part,
        "paragraph": place.spot.paragraph,
        "text_offset": place.spot.offset,
        "fingerprint": place.fingerprint,
        "next_part": following and following.part,
        "next_paragraph": following and following.spot.paragraph,
        "next_offset": following and following.spot.offset,
        "next_fingerprint": following and following.fingerprint,
        "furthest_part": progress.furthest_part,
        "furthest_paragraph": progress.furthest_spot.paragraph,
        "furthest_offset": progress.furthest_spot.offset,
        "by_command": int(progress.by_command),
        "finished": int(progress.finished),
        "moved": int(progress.moved),
    }
