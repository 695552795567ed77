"""Whether a story's parts together are exactly the text of its file: compared, not taken for granted."""

from __future__ import annotations

from enum import StrEnum

from bot.models import Part, Story
from bot.text.chapter_lines import read_chapter_lines, read_foot_note
from bot.text.draft import Draft, Item, ItemKind


class Reassembly(StrEnum):
    """How far the parts together were found to be the file's text; the later the worse."""

    LETTERS = "letters"  # every letter and digit of the file between a part's two ends, in its order
    PARAGRAPHS = "paragraphs"  # every paragraph that the format's reader found, in its order
    BROKEN = "broken"  # something is missing, or not in its place


def reassemble(story: Story, draft: Draft, source: str | None) -> Reassembly:
    """How far the parts of a story are the text of the draft it was made of, and of `source`, the file's characters.

    Signs and spaces are not compared with the source: there they are also the format's own (`_so_`, wrapped lines).
    """
    if line_up(story, draft) is None:
        return Reassembly.BROKEN
    if source is not None and all(_is_in(source, part) for part in story.parts):
        return Reassembly.LETTERS
    return Reassembly.PARAGRAPHS


def line_up(story: Story, draft: Draft) -> list[Item] | None:
    """The draft's items that are the story's paragraphs, in order; None where these are not all and nothing else.

    A line that stands with its chapter instead, as a warning or note, is left out.
    """
    paragraphs = [block.text for part in story.parts for block in part.blocks]
    kept: list[Item] = []
    for item in draft.items:
        if item.kind is not ItemKind.PROSE or item.block is None or not item.block.text.strip():
            continue
        text = item.block.text
        if len(kept) < len(paragraphs) and paragraphs[len(kept)] == text:
            kept.append(item)
        elif not _stands_with_chapter(text, story):
            return None
    return kept if len(kept) == len(paragraphs) else None


def _stands_with_chapter(text: str, story: Story) -> bool:
    kept = "\n\n".join(chapter.notes or "" for chapter in story.chapters)
    note = read_foot_note(text, apart=True)
    if note is not None and note in kept:
        return True
    said = read_chapter_lines(text, emphasised=True)
    return said is not None and all(key == "warnings" or value in kept for key, value in said)


def _is_in(source: str, part: Part) -> bool:
    if part.start is None or part.end is None:
        return False
    there = source[part.start : part.end + 1]
    return _letters(there) == _letters("".join(block.text for block in part.blocks))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))
