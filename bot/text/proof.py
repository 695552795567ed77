"""A file read as for publishing: its story, how far the parts were found to be its text, and where to look twice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate

from bot.models import Limits, Story
from bot.text.bounds import check_words
from bot.text.collector import collector_paused
from bot.text.decode import decode
from bot.text.doubts import MOST_DOUBTS, Doubt, doubtful_places
from bot.text.parting import join_stories
from bot.text.reassembly import Reassembly, line_up, reassemble
from bot.text.story import read_draft, story_of


@dataclass(frozen=True, slots=True)
class Reading:
    """A story as read, with what is to be said of the reading."""

    story: Story
    reassembly: Reassembly
    doubts: tuple[Doubt, ...]


def read_closely(data: bytes, name: str, limits: Limits = Limits()) -> Reading:  # noqa: B008 - frozen
    """The reading of a file. Raises what `bot.text.story.read_story` raises."""
    with collector_paused():
        draft = read_draft(data, name, limits)
        story = story_of(draft, name)
        # Formats that are no text have no offsets: their paragraphs are compared instead.
        source = decode(data).text if story.parts[0].start is not None else None
        found = reassemble(story, draft, source)
        doubts = doubtful_places(story, line_up(story, draft), source)
        del draft
        return Reading(story, found, doubts)


def read_work(files: list[tuple[str, bytes]], limits: Limits) -> Reading:
    """The reading of files, at least one, that are the parts of one work in order.

    Raises what `read_closely` raises, and TooLargeError for more words than the settings allow.
    """
    readings = [read_closely(data, name, limits) for name, data in files]
    if len(readings) == 1:
        return readings[0]
    story = join_stories([reading.story for reading in readings])
    check_words(story.words, limits)
    sizes = (sum(len(part.blocks) for part in reading.story.parts) for reading in readings[:-1])
    firsts = accumulate(sizes, initial=0)
    doubts = [
        replace(doubt, place=doubt.place + first)
        for first, reading in zip(firsts, readings, strict=True)
        for doubt in reading.doubts
    ]
    worst = max((reading.reassembly for reading in readings), key=list(Reassembly).index)
    return Reading(story, worst, tuple(doubts[:MOST_DOUBTS]))
