"""A story's parts divided or joined by hand, and several files' stories made one; no word of the text changes.

A paragraph's `place` counts the paragraphs of the whole story from 0, over all of its parts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import fields, replace
from itertools import accumulate

from bot.models import Block, Break, BreakKind, Chapter, Metadata, Part, Rating, RatingLevel, Span, Story
from bot.text.dates import read_date

_NO_WARNING = "none"


def split_part(story: Story, part: int, paragraph: int) -> Story:
    """The story with a part (from 1) divided before one of its paragraphs (from 0, not the first).

    Raises ValueError where there is no such paragraph.
    """
    whole = story.parts[part - 1]
    if not 0 < paragraph < len(whole.blocks):
        raise ValueError(f"part {part} cannot be divided before its paragraph {paragraph}")
    rest = whole.blocks[paragraph:]
    date = read_date(rest[0].text.split("\n", 1)[0])
    halves = (
        replace(whole, blocks=whole.blocks[:paragraph], end=None),
        Part(0, rest, Break(BreakKind.SOFT), whole.chapter, date, None, whole.end),
    )
    return _numbered(story, (*story.parts[: part - 1], *halves, *story.parts[part:]))


def join_parts(story: Story, part: int) -> Story:
    """The story with a part (from 2) joined to the one before it; a sign printed between them stays, as a paragraph.

    Raises ValueError for a part that opens the story or a chapter.
    """
    if not 2 <= part <= len(story.parts) or not is_joinable(story.parts[part - 2], story.parts[part - 1]):
        raise ValueError(f"part {part} cannot be joined to the one before it")
    before, after = story.parts[part - 2 : part]
    blocks = (*before.blocks, *_sign(after), *after.blocks)
    return _numbered(
        story, (*story.parts[: part - 2], replace(before, blocks=blocks, end=after.end), *story.parts[part:])
    )


def is_joinable(before: Part, after: Part) -> bool:
    """Whether a part may be joined to the one before it: nothing but a scene break stands between them."""
    return after.opening.kind in {BreakKind.SOFT, BreakKind.HARD} and before.chapter == after.chapter


def part_starts(story: Story) -> tuple[int, ...]:
    """The place of each part's first paragraph."""
    return tuple(accumulate((len(part.blocks) for part in story.parts[:-1]), initial=0))


def recut(story: Story, splits: Collection[int], joins: Collection[int]) -> Story:
    """The story broken before these places too, and not broken before those; both are places in `story` as it is.

    A place where that cannot be is passed over.
    """
    starts = {start: number for number, start in enumerate(part_starts(story), start=1)}
    # From the end, so that what is still to be done keeps its place and its part's number.
    for place in sorted({*splits, *joins}, reverse=True):
        number = starts.get(place)
        if number is None:
            first = max((start for start in starts if start < place), default=0)
            inside = place - first
            if place in splits and 0 < inside < len(story.parts[starts[first] - 1].blocks):
                story = split_part(story, starts[first], inside)
        elif place in joins and number > 1 and is_joinable(story.parts[number - 2], story.parts[number - 1]):
            story = join_parts(story, number)
    return story


def cut_places(story: Story, splits: Collection[int], joins: Collection[int]) -> tuple[int, ...]:
    """The places in `story` at which the parts of `recut` begin."""
    starts = part_starts(story)
    count = sum(len(part.blocks) for part in story.parts)
    joined = {
        place
        for place, before, after in zip(starts[1:], story.parts, story.parts[1:], strict=False)
        if place in joins and is_joinable(before, after)
    }
    return tuple(sorted({*starts, *(place for place in splits if 0 < place < count)} - joined))


def running_text(story: Story) -> Iterator[str]:
    """The text of a story as it runs through its parts: each paragraph, and each sign printed between scenes."""
    for part in story.parts:
        for block in (*_sign(part), *part.blocks):
            yield block.text


def join_stories(stories: Sequence[Story]) -> Story:
    """Stories, at least one, as parts of one work in their order: a new file begins a new part, with a drawn rule.

    What is said of the work is taken from the first that says it; of ratings the highest, of warnings all.
    """
    if len(stories) == 1:
        return stories[0]
    parts: list[Part] = []
    chapters: list[Chapter] = []
    for story in stories:
        before = len(chapters)
        for number, part in enumerate(story.parts):
            opening = part.opening
            if number == 0 and parts and opening.kind is not BreakKind.CHAPTER:
                opening = Break(BreakKind.HARD)
            chapter = None if part.chapter is None else part.chapter + before
            # Offsets are places in one file, and there are several.
            parts.append(replace(part, opening=opening, chapter=chapter, start=None, end=None))
        chapters += story.chapters
    metadata = _one_metadata([story.metadata for story in stories])
    return _numbered(Story(metadata, (), tuple(chapters), stories[0].encoding), parts)


def _sign(part: Part) -> tuple[Block, ...]:
    marker = part.opening.marker
    return (Block((Span(marker),)),) if marker and part.opening.kind is BreakKind.HARD else ()


def _numbered(story: Story, parts: Sequence[Part]) -> Story:
    numbered = tuple(replace(part, number=number) for number, part in enumerate(parts, start=1))
    within: dict[int | None, list[int]] = {}
    for part in numbered:
        within.setdefault(part.chapter, []).append(part.number)
    chapters = (
        replace(chapter, parts=tuple(within.get(number, ()))) for number, chapter in enumerate(story.chapters, start=1)
    )
    return replace(story, parts=numbered, chapters=tuple(chapters))


def _one_metadata(said: Sequence[Metadata]) -> Metadata:
    """What several files say of one work."""
    named = [one for one in said if one.title and one.title_from != "filename"] or list(said)
    values = {
        field.name: next((value for one in said if (value := getattr(one, field.name)) not in (None, ())), None)
        for field in fields(Metadata)
    }
    warnings = dict.fromkeys(warning for one in said for warning in one.warnings)
    if len(warnings) > 1:
        warnings.pop(_NO_WARNING, None)
    values |= {
        "title": named[0].title,
        "title_from": named[0].title_from,
        "rating": max((one.rating for one in said), key=_height),
        "warnings": tuple(warnings),
        # The last file alone tells whether the work ends there.
        "complete": said[-1].complete,
    }
    return replace(said[0], **{name: value for name, value in values.items() if value is not None})


def _height(rating: Rating) -> int:
    if rating.level is None:
        return -1 if rating.raw is None else len(RatingLevel)
    return list(RatingLevel).index(rating.level)
