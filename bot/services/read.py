"""Reading: the next page for a reader, a page turned, a part opened; each keeps her place in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.db import parts, progress, readers, stories
from bot.errors import NotFoundError
from bot.gate import gate_of
from bot.models import Position, Progress, Spot
from bot.text import fingerprint, lay_out

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.db import Work
    from bot.models import LibraryEntry, Neighbour, Page, Reader, StoredPart, Where
    from bot.services.engine import Engine

# Silent reading of English fiction, words a minute: M. Brysbaert, "How many words do we read per minute?" (2019).
WORDS_A_MINUTE = 260


@dataclass(frozen=True, slots=True)
class PageView:
    """One page and all that its card says: where it stands, what is left, and what follows the last one."""

    entry: LibraryEntry
    place: Position
    page: Page
    pages: int
    chapter_title: str | None
    chapter_opens: bool
    percent: int
    minutes_left: int
    has_back: bool
    has_next: bool
    sequel: Neighbour | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """The reader has read the story to its end and asked for more of it."""

    entry: LibraryEntry
    sequel: Neighbour | None


async def read(
    engine: Engine, reader: Reader, where: Where, *, story_id: int | None = None, part: int | None = None
) -> PageView | Finished | None:
    """What `/read` serves: the next page of that story, or of the last one read that may be shown here.

    A page that `/read` itself showed is followed by the next; one reached with a button is where she stopped, and is
    shown again. `part` (from 1) opens that part instead. None means that no story was named and none was begun.
    Raises NotFoundError and NotHereError.
    """
    return await engine.database.run(_read(engine, reader, where, story_id, part))


async def resume(engine: Engine, reader: Reader, where: Where, story_id: int) -> PageView:
    """The page where she stopped in this story, or its first. Raises NotFoundError and NotHereError."""
    return await engine.database.run(_resume(engine, reader, where, story_id))


async def open_part(engine: Engine, reader: Reader, where: Where, story_id: int, part: int) -> PageView:
    """The first page of a part, counted from 1, reached with a button. Raises NotFoundError and NotHereError."""
    return await engine.database.run(_open_part(engine, reader, where, story_id, part))


async def turn(engine: Engine, reader: Reader, where: Where, place: Position, step: int) -> PageView:
    """The page `step` (-1, 0 or 1) away from the one that shows `place`, in the story's current edition.

    At the very end or start of the story it is the same page again. Raises NotFoundError and NotHereError.
    """
    return await engine.database.run(_turn(engine, reader, where, place, step))


def _read(
    engine: Engine, reader: Reader, where: Where, story_id: int | None, part: int | None
) -> Work[PageView | Finished | None]:
    desk = _Desk(engine, reader, engine.now())
    if story_id is None:
        story_id = yield from _last_story(engine, reader, where)
        if story_id is None:
            return None
    entry = engine.require_admitted((yield from stories.get_entry(story_id)), where)
    if part is not None:
        return (yield from desk.show_first(entry, part, by_command=True))
    so_far = yield from progress.get_progress(reader.id, story_id)
    if so_far is None:
        return (yield from desk.show_first(entry, 1, by_command=True))
    place = yield from _current_place(so_far.place)
    if not so_far.by_command:
        return (yield from desk.show_at(entry, place, 0, by_command=True))
    view = yield from desk.find(entry, place, 1)
    if view.page.start == place.spot and view.place.part == place.part:  # nothing follows
        return Finished(entry, view.sequel)
    return (yield from desk.keep(view, by_command=True))


def _resume(engine: Engine, reader: Reader, where: Where, story_id: int) -> Work[PageView]:
    entry = engine.require_admitted((yield from stories.get_entry(story_id)), where)
    desk = _Desk(engine, reader, engine.now())
    so_far = yield from progress.get_progress(reader.id, story_id)
    if so_far is None:
        return (yield from desk.show_first(entry, 1, by_command=False))
    place = yield from _current_place(so_far.place)
    return (yield from desk.show_at(entry, place, 0, by_command=False))


def _open_part(engine: Engine, reader: Reader, where: Where, story_id: int, part: int) -> Work[PageView]:
    entry = engine.require_admitted((yield from stories.get_entry(story_id)), where)
    return (yield from _Desk(engine, reader, engine.now()).show_first(entry, part, by_command=False))


def _turn(engine: Engine, reader: Reader, where: Where, place: Position, step: int) -> Work[PageView]:
    entry = engine.require_admitted((yield from stories.get_entry(place.story_id)), where)
    place = yield from _current_place(place)
    return (yield from _Desk(engine, reader, engine.now()).show_at(entry, place, step, by_command=False))


def _last_story(engine: Engine, reader: Reader, where: Where) -> Work[int | None]:
    """The story this reader was last in, of those that may be shown here."""
    gates = engine.gates(where)
    for begun in (yield from progress.latest_progress(reader.id)):
        entry = yield from stories.get_entry(begun.place.story_id)
        if entry is not None and gate_of(entry.rating, entry.warnings) in gates:
            return entry.story_id
    return None


def _current_place(place: Position) -> Work[Position]:
    moved = yield from parts.find_place(place)
    if moved is None:
        raise NotFoundError("That page is not in the library any more.", "`/library` shows what is.")
    return moved


@dataclass(frozen=True, slots=True)
class _Desk:
    """Finds pages for one reader at one moment, and keeps her place."""

    engine: Engine
    reader: Reader
    now: datetime

    def show_first(self, entry: LibraryEntry, part: int, *, by_command: bool) -> Work[PageView]:
        edition_id = yield from parts.current_edition(entry.story_id)
        if edition_id is None or not 1 <= part <= entry.parts:
            raise NotFoundError(f"There is no part {part}: this story has {entry.parts}.", "`/contents` lists them.")
        place = Position(entry.story_id, edition_id, part)
        return (yield from self.show_at(entry, place, 0, by_command=by_command))

    def show_at(self, entry: LibraryEntry, place: Position, step: int, *, by_command: bool) -> Work[PageView]:
        view = yield from self.find(entry, place, step)
        return (yield from self.keep(view, by_command=by_command))

    def find(self, entry: LibraryEntry, place: Position, step: int) -> Work[PageView]:
        """The page `step` away from `place`, which is of the current edition; her place is not kept yet."""
        stored = yield from self._part(place, place.part)
        pages = lay_out(stored.part)
        index = page_index(pages, place.spot) + step
        if index < 0 and place.part > 1:
            stored = yield from self._part(place, place.part - 1)
            pages = lay_out(stored.part)
            index = len(pages) - 1
        elif index >= len(pages) and place.part < entry.parts:
            stored = yield from self._part(place, place.part + 1)
            pages = lay_out(stored.part)
            index = 0
        view = _view(entry, place, stored, pages, min(max(index, 0), len(pages) - 1))
        if view.has_next:
            return view
        card = yield from stories.get_card(entry.story_id)
        return replace(view, sequel=card.sequel if card else None)

    def _part(self, place: Position, number: int) -> Work[StoredPart]:
        stored = yield from parts.get_part(place.edition_id, number)
        if stored is None:
            raise NotFoundError("That part is not in the library any more.", "`/contents` lists what is.")
        return stored

    def keep(self, view: PageView, *, by_command: bool) -> Work[PageView]:
        """The same view, with the reader's place now at its start."""
        yield from readers.touch_reader(self.reader, self.now)
        place = view.place
        state = Progress(place, place.part, place.spot, by_command, finished=not view.has_next)
        yield from progress.save_progress(self.reader.id, state, self.now)
        return view


def page_index(pages: Sequence[Page], spot: Spot) -> int:
    """The index of the page that shows `spot`: the last one that starts at or before it."""
    return max((i for i, page in enumerate(pages) if page.start <= spot), default=0)


def _view(entry: LibraryEntry, place: Position, stored: StoredPart, pages: Sequence[Page], index: int) -> PageView:
    part, page = stored.part, pages[index]
    read = stored.words_before + round(part.words * (index + 1) / len(pages))
    is_last = part.number == entry.parts and index == len(pages) - 1
    words = fingerprint(part.blocks[page.start.paragraph].text) if part.blocks else ""
    return PageView(
        entry=entry,
        place=Position(place.story_id, place.edition_id, part.number, page.start, words),
        page=page,
        pages=len(pages),
        chapter_title=stored.chapter_title,
        chapter_opens=stored.chapter_opens and index == 0,
        percent=100 if is_last else min(99, 100 * read // max(entry.words, 1)),
        minutes_left=0 if is_last else max(1, round((entry.words - read) / WORDS_A_MINUTE)),
        has_back=part.number > 1 or index > 0,
        has_next=not is_last,
    )
