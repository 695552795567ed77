"""A file's bytes to a Story: the reader for its format, then chapters, parts and metadata, the same for all formats."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.errors import EmptyStoryError, StoryFileError
from bot.models import Block, Break, BreakKind, Chapter, Limits, Part, Story, Style
from bot.text.bounds import check_blocks, check_size
from bot.text.chapter_lines import read_chapter_lines, read_foot_note
from bot.text.collector import collector_paused
from bot.text.dates import read_date
from bot.text.draft import Draft, Item, ItemKind
from bot.text.formats import reader_for
from bot.text.links import settle_links
from bot.text.metadata import read_metadata
from bot.text.warnings import split_warnings


def read_story(data: bytes, name: str, limits: Limits = Limits()) -> Story:  # noqa: B008 - frozen
    """The story in a file; `name` is the file's name, which tells the format and is a last resort for the title.

    Raises UnknownFormatError for a format no reader knows, EmptyStoryError where no story text is left, and any other
    StoryFileError for a file that is damaged or larger than `limits` allow.
    """
    with collector_paused():
        draft = read_draft(data, name, limits)
        story = story_of(draft, name)
        del draft  # or the collector would look through it too when it is let go on
        return story


def read_draft(data: bytes, name: str, limits: Limits) -> Draft:
    """What a file's reader found in it, as `read_story` goes on with it; raises what that raises."""
    check_size(len(data), limits)
    try:
        draft = reader_for(data, name, limits)(data, limits)
    except UnicodeDecodeError as error:
        # libxml2 mends damaged XML into text that is no text: half a surrogate pair, which only shows when it is asked for.
        raise StoryFileError("This document is damaged or incomplete.", "Save it anew and send it again.") from error
    check_blocks([item.block for item in draft.items if item.block], limits)
    return draft


def story_of(draft: Draft, name: str) -> Story:
    """The story in a draft. Raises EmptyStoryError where no story text is left."""
    chapters, parts = assemble(draft)
    if not parts:
        raise EmptyStoryError(
            "There is no story text in {name}.", "Check that the file holds more than a header.", name=name
        )
    return Story(read_metadata(draft, name), parts, chapters, draft.encoding)


@dataclass(slots=True)
class _Chapter:
    title: str
    parts: list[int] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Assembly:
    """The parts so far, the one that is growing, and what stands before the next."""

    parts: list[Part] = field(default_factory=list)
    chapters: list[_Chapter] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    opening: Break = field(default_factory=lambda: Break(BreakKind.START))

    def close(self) -> None:
        """Ends the growing part, if it holds anything."""
        if not self.items:
            return
        number = len(self.parts) + 1
        blocks = tuple([settle_links(item.block) for item in self.items if item.block])
        chapter = self.chapters[-1] if self.chapters else None
        date = _date_of(blocks[0]) or (read_date(chapter.title) if chapter and not chapter.parts else None)
        chapter_number = len(self.chapters) or None
        first, last = self.items[0].start, self.items[-1].end
        self.parts.append(Part(number, blocks, self.opening, chapter_number, date, first, last))
        if chapter:
            chapter.parts.append(number)
        self.items = []


def assemble(draft: Draft) -> tuple[tuple[Chapter, ...], tuple[Part, ...]]:
    """A draft's chapters and parts; a chapter without text of its own gives its title to the next one, if there is one."""
    whole = _Assembly()
    prose = ItemKind.PROSE
    for item in draft.items:
        if item.kind is prose:
            if item.block is None or not item.block.text.strip():
                continue  # nothing of it would be seen
            if whole.items or not _takes_chapter_line(whole, item):
                whole.items.append(item)
            continue
        if item.kind is ItemKind.NOTE:
            if whole.chapters:
                whole.chapters[-1].notes.append(item.text)
            continue
        if item.kind is ItemKind.HEADING:
            _take_foot_note(whole)
        whole.close()
        if item.kind is ItemKind.HEADING:
            _open_chapter(whole, item)
        elif whole.opening.kind is not BreakKind.CHAPTER or _has_begun(whole):
            whole.opening = _break(item, whole)
    _take_foot_note(whole)
    whole.close()
    chapters = [
        Chapter(c.title, tuple(c.parts), tuple(c.warnings), "\n\n".join(c.notes) or None) for c in whole.chapters
    ]
    return tuple(chapters), tuple(whole.parts)


def _has_begun(whole: _Assembly) -> bool:
    """Whether text stands under the latest heading; an ornament right under a heading is part of its look."""
    return bool(whole.chapters and whole.chapters[-1].parts)


def _break(item: Item, whole: _Assembly) -> Break:
    """The break before the next part; of several in a row a printed one is kept, and at the start there is none."""
    if not whole.parts:
        return Break(BreakKind.START)
    if item.kind is ItemKind.ORNAMENT:
        return Break(BreakKind.HARD, item.text or None)
    return Break(BreakKind.SOFT)


def _open_chapter(whole: _Assembly, item: Item) -> None:
    if whole.chapters and not whole.chapters[-1].parts:
        whole.chapters[-1].title = f"{whole.chapters[-1].title} — {item.text}"
    else:
        whole.chapters.append(_Chapter(item.text))
    whole.opening = Break(BreakKind.CHAPTER)


def _takes_chapter_line(whole: _Assembly, item: Item) -> bool:
    """Moves a warning or author's note at a part's head to the chapter it opens; False leaves the line in the story."""
    chapter = whole.chapters[-1] if whole.chapters else None
    if chapter is None or chapter.parts or item.block is None:
        return False
    emphasised = all(span.style is not Style.PLAIN for span in item.block.spans if span.text.strip())
    found = read_chapter_lines(item.block.text, emphasised=emphasised)
    for key, value in found or ():
        if key == "warnings":
            chapter.warnings.extend(w for w in split_warnings(value) if w not in chapter.warnings)
        else:
            chapter.notes.append(value)
    return found is not None


def _take_foot_note(whole: _Assembly) -> None:
    """Moves an author's note at the end of a chapter to the chapter; a note that is all of a part takes its break along."""
    chapter = whole.chapters[-1] if whole.chapters else None
    last = whole.items[-1] if whole.items else None
    if chapter is None or last is None or last.block is None or (len(whole.items) == 1 and not chapter.parts):
        return
    note = read_foot_note(last.block.text, apart=len(whole.items) == 1)
    if note is not None:
        chapter.notes.append(note)
        whole.items.pop()


def _date_of(block: Block) -> str | None:
    """The date a part opens with, if its whole first line is one."""
    return read_date(block.text.split("\n", 1)[0])
