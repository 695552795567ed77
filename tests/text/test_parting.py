"""Parts divided and joined by hand, and files joined to one work: the text stays, word for word, in its order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import Block, Break, BreakKind, Chapter, Metadata, Part, Rating, RatingLevel, Span, Story
from bot.text import read_story
from bot.text.parting import (
    cut_places,
    is_joinable,
    join_parts,
    join_stories,
    part_starts,
    recut,
    running_text,
    split_part,
)

openings = st.sampled_from(
    (Break(BreakKind.HARD, "* * *"), Break(BreakKind.HARD), Break(BreakKind.SOFT), Break(BreakKind.CHAPTER))
)


@st.composite
def made(draw: st.DrawFn) -> Story:
    """A story of any parts and chapters, each of whose paragraphs says which one it is."""
    sizes = draw(st.lists(st.tuples(st.integers(1, 5), openings), min_size=1, max_size=8))
    parts: list[Part] = []
    chapters = 0
    paragraph = 0
    for number, (size, opening) in enumerate(sizes, start=1):
        kind = Break(BreakKind.START) if number == 1 and opening.kind is not BreakKind.CHAPTER else opening
        chapters += kind.kind is BreakKind.CHAPTER
        blocks = tuple(Block((Span(f"Paragraph {paragraph + n}."),)) for n in range(size))
        parts.append(Part(number, blocks, kind, chapters or None, None, paragraph * 10, (paragraph + size) * 10))
        paragraph += size
    within = [tuple(p.number for p in parts if p.chapter == n) for n in range(1, chapters + 1)]
    return Story(Metadata(title="A"), tuple(parts), tuple(Chapter(f"{n}", numbers) for n, numbers in enumerate(within)))


def check(story: Story) -> None:
    """Parts are numbered from 1, none is empty, and each chapter names those that name it."""
    assert [part.number for part in story.parts] == list(range(1, len(story.parts) + 1))
    assert all(part.blocks for part in story.parts)
    for number, chapter in enumerate(story.chapters, start=1):
        assert chapter.parts == tuple(part.number for part in story.parts if part.chapter == number)


@given(made(), st.data())
def test_a_part_divided_keeps_every_word_in_its_place(story: Story, data: st.DataObject):
    part = data.draw(st.integers(1, len(story.parts)))
    paragraph = data.draw(st.integers(-1, 6))
    if not 0 < paragraph < len(story.parts[part - 1].blocks):
        with pytest.raises(ValueError, match="cannot be divided"):
            split_part(story, part, paragraph)
        return
    divided = split_part(story, part, paragraph)
    check(divided)
    assert list(running_text(divided)) == list(running_text(story))
    assert len(divided.parts) == len(story.parts) + 1
    assert divided.parts[part].opening == Break(BreakKind.SOFT)
    joined = join_parts(divided, part + 1)
    assert joined.parts == story.parts


@given(made(), st.integers(0, 9))
def test_parts_joined_keep_every_word_and_every_printed_sign_in_its_place(story: Story, part: int):
    if not 2 <= part <= len(story.parts) or not is_joinable(story.parts[part - 2], story.parts[part - 1]):
        with pytest.raises(ValueError, match="cannot be joined"):
            join_parts(story, part)
        return
    joined = join_parts(story, part)
    check(joined)
    assert list(running_text(joined)) == list(running_text(story))
    assert (joined.parts[part - 2].start, joined.parts[part - 2].end) == (
        story.parts[part - 2].start,
        story.parts[part - 1].end,
    )


@given(made(), st.sets(st.integers(-1, 45)), st.sets(st.integers(-1, 45)))
def test_any_decisions_leave_the_running_text_as_it_is(story: Story, splits: set[int], joins: set[int]):
    cut = recut(story, splits, joins)
    check(cut)
    assert list(running_text(cut)) == list(running_text(story))
    places = cut_places(story, splits, joins)
    assert [part.blocks[0].text for part in cut.parts] == [f"Paragraph {place}." for place in places]
    count = sum(len(part.blocks) for part in story.parts)
    assert {place for place in splits - joins if 0 < place < count} <= set(places)
    chapters = {start for start, part in zip(part_starts(story), story.parts, strict=True) if part.chapter}
    assert {start for start in part_starts(story) if start not in joins} <= set(places)
    assert {0} | {start for start in chapters if _opens_chapter(story, start)} <= set(places)


def _opens_chapter(story: Story, start: int) -> bool:
    return story.parts[part_starts(story).index(start)].opening.kind is BreakKind.CHAPTER


@given(st.lists(made(), min_size=1, max_size=4))
def test_files_joined_are_their_parts_one_after_the_other(stories: list[Story]):
    whole = join_stories(stories)
    check(whole)
    texts = [block.text for story in stories for part in story.parts for block in part.blocks]
    assert [block.text for part in whole.parts for block in part.blocks] == texts
    assert len(whole.chapters) == sum(len(story.chapters) for story in stories)
    if len(stories) > 1:
        assert all(part.start is None for part in whole.parts)


def test_a_date_that_opens_the_second_half_is_its_own():
    story = read_story(b"One.\n\n9 May 1911\n\nTwo.\n", "a.txt")
    assert split_part(story, 1, 1).parts[1].date == "1911-05-09"


def test_several_files_say_of_their_work_what_the_first_says_but_the_highest_rating_and_every_warning():
    one, two, three = (
        Story(said, (Part(1, (Block((Span("A."),)),)),))
        for said in (
            Metadata(title="ferry", title_from="filename", rating=Rating(RatingLevel.TEEN), warnings=("none",)),
            Metadata(title="The Ferry", title_from="header", author="Ines", rating=Rating(RatingLevel.MATURE, "M")),
            Metadata(title="More", title_from="header", author="Ada", warnings=("gore",), complete=False),
        )
    )
    said = join_stories([one, two, three]).metadata
    assert (said.title, said.title_from, said.author) == ("The Ferry", "header", "Ines")
    assert (said.rating, said.warnings, said.complete) == (Rating(RatingLevel.MATURE, "M"), ("gore",), False)


def test_a_rating_nobody_understands_is_kept_over_a_lower_one():
    strange = Rating(None, "spicy")
    parts = (Part(1, (Block((Span("A."),)),)),)
    said = [Metadata(rating=Rating(RatingLevel.TEEN)), Metadata(rating=strange)]
    assert join_stories([Story(one, parts) for one in said]).metadata.rating == strange


def test_a_story_of_one_file_is_that_file():
    story = read_story(b"One.\n", "a.txt")
    assert join_stories([story]) is story
    assert recut(story, (), ()) == replace(story)
