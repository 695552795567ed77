"""Models to rows and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.db.instants import to_microseconds
from bot.db.parts import get_part, list_chapters, list_parts
from bot.db.shapes import blocks_from_json, blocks_to_json, index_number, metadata_from_json, metadata_to_json
from bot.db.stories import get_card
from bot.db.work import Database
from bot.models import (
    Block,
    BlockKind,
    Break,
    BreakKind,
    Chapter,
    Metadata,
    Part,
    Rating,
    RatingLevel,
    Span,
    Story,
    Style,
)
from tests.db.samples import EVERY_STORY, save

TEXT = st.text(st.characters(exclude_categories=[]), max_size=30)  # every code point, NUL and half pairs too
SPANS = st.builds(Span, TEXT, st.builds(Style, st.integers(0, 15)), st.just("") | TEXT)
BLOCKS = st.builds(Block, st.lists(SPANS, max_size=4).map(tuple), st.sampled_from(BlockKind))
WORDS = st.none() | TEXT.filter(bool)
LISTS = st.lists(TEXT, max_size=3).map(tuple)
METADATA = st.builds(
    Metadata,
    title=WORDS,
    author=WORDS,
    series=WORDS,
    series_index=st.none() | st.integers(0, 999) | st.floats(0, 99, allow_nan=False),
    rating=st.builds(Rating, st.none() | st.sampled_from(RatingLevel), WORDS),
    warnings=LISTS,
    fandoms=LISTS,
    tags=LISTS,
    summary=WORDS,
    complete=st.none() | st.booleans(),
    chapters_planned=st.none() | st.integers(0, 999),
)


@given(st.lists(BLOCKS, max_size=5).map(tuple))
def test_blocks_come_back_exactly_as_they_were(blocks) -> None:
    assert blocks_from_json(blocks_to_json(blocks)) == blocks


def test_blocks_of_an_older_library_are_read_as_before() -> None:
    stored = '["plain",["verse","a",["b",3]],["paragraph",["c",1]]]'
    verse = Block((Span("a"), Span("b", Style.EMPHASIS | Style.STRONG)), BlockKind.VERSE)
    assert blocks_from_json(stored) == (Block((Span("plain"),)), verse, Block((Span("c", Style.EMPHASIS),)))
    assert blocks_to_json(blocks_from_json(stored)) == stored


@given(METADATA)
def test_metadata_come_back_exactly_as_they_were(metadata) -> None:
    assert metadata_from_json(metadata_to_json(metadata)) == metadata


@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-5, minutes=30))])))
def test_an_instant_is_kept_to_the_microsecond_whatever_its_zone(instant) -> None:
    assert datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=to_microseconds(instant)) == instant


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        to_microseconds(datetime(2026, 1, 1))  # noqa: DTZ001  what is refused


def test_a_whole_place_in_a_series_is_written_without_a_point() -> None:
    assert repr(index_number(2.0)) == "2"
    assert index_number(1.5) == 1.5
    assert index_number(None) is None


async def test_a_story_with_odd_characters_everywhere_comes_back_from_the_database(database: Database) -> None:
    odd = "a\0b\ud800c \U0001f600"
    metadata = Metadata(title=odd, author=odd, series=odd, series_index=1.5, rating=Rating(None, odd), warnings=(odd,))
    metadata = replace(metadata, fandoms=(odd, "Ω"), prequel=odd, sequel=odd)
    parts = (
        Part(
            1,
            (Block((Span(odd), Span("i", Style.EMPHASIS | Style.STRONG, odd)), BlockKind.VERSE),),
            chapter=1,
            date=odd,
        ),
        Part(2, (Block(()), Block((Span(odd),))), Break(BreakKind.CHAPTER, odd), chapter=2, start=4, end=9),
    )
    story = Story(metadata, parts, (Chapter(odd, (1,), (odd,), odd), Chapter(None, (2,))), "utf-16")
    story_id = await database.run(save(story, source="library:odd"))
    card = await database.run(get_card(story_id, EVERY_STORY))
    assert card is not None
    assert card.metadata == metadata
    assert (card.parts, card.chapters, card.words) == (2, 2, story.words)
    first = await database.run(get_part(card.edition_id, 1))
    assert first is not None
    assert first.part.blocks == parts[0].blocks
    second = await database.run(get_part(card.edition_id, 2))
    assert second is not None
    assert second.part == replace(parts[1], opening=Break(BreakKind.CHAPTER, "a\ufffdb?c \U0001f600"))
    assert (second.chapter_title, second.chapter_opens, second.words_before) == (None, True, parts[0].words)
    chapters = await database.run(list_chapters(card.edition_id))
    assert [chapter.parts for chapter in chapters] == [(1,), (2,)]
    assert chapters[0].warnings == (odd,)
    assert len(await database.run(list_parts(card.edition_id, 1, 1000))) == 2
