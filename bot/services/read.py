"""Reading: the next page for a reader, a page turned, a part opened; each keeps her place in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from bot.db import parts, places, progress, servers
from bot.db.cards import get_ending
from bot.errors import NotFoundError
from bot.models import Ending, PageLength, Position, Progress, Spot
from bot.services.caution import agree_to, list_cautions
from bot.services.laid_out import lay_out_stored
from bot.services.scope import enter_and_keep, require_story
from bot.services.serials.ahead import lock_for, require_shown
from bot.text import PAGE_LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.db import Work
    from bot.models import LibraryEntry, Page, Reader, StoredPart, Visit
    from bot.serials import Lock
    from bot.services.caution import Caution
    from bot.services.engine import Engine
    from bot.services.laid_out import LaidOut, LaidOutParts
    from bot.services.scope import Scope

T = TypeVar("T")

# Silent reading of English fiction, words a minute: M. Brysbaert, "How many words do we read per minute?" (2019).
WORDS_A_MINUTE = 260

# The longest page of each length, in code points as sent.
PAGE_LIMITS = {PageLength.SHORT: 1200, PageLength.NORMAL: 2200, PageLength.LONG: PAGE_LIMIT}


@dataclass(frozen=True, slots=True)
class PageView:
    """One page and all that its card says: where it stands, what is left, and what follows the last one.

    `following` is where the next page begins, None on the last; `ending` is told on the last alone. `first_in_part`
    and `chapter_opens` say what stands above the text: the ornament, the chapter's title, notes and warnings. `moved`:
    the words where she was are gone from the story, and this page is the nearest to them; it is told once.
    """

    entry: LibraryEntry
    place: Position
    following: Position | None
    page: Page
    pages: int
    stored: StoredPart
    percent: int
    minutes_left: int
    ending: Ending = field(default_factory=Ending)
    moved: bool = False

    @property
    def has_back(self) -> bool:
        """Whether a page stands before this one."""
        return self.place.part > 1 or self.page.number > 1

    @property
    def first_in_part(self) -> bool:
        """Whether the part begins on this page."""
        return self.page.number == 1

    @property
    def chapter_opens(self) -> bool:
        """Whether a chapter begins on this page."""
        return self.first_in_part and self.stored.chapter_opens


@dataclass(frozen=True, slots=True)
class Finished:
    """The reader has read the story to its end and asked for more of it."""

    entry: LibraryEntry
    ending: Ending


class _MovedError(Exception):
    """A new edition came between two statements of one unit of work; the unit is run again."""


async def read(
    engine: Engine, visit: Visit, *, story_id: int | None = None, part: int | None = None
) -> PageView | Caution | Finished | None:
    """What `/read` serves: the next page of that story, or of the last one read that may be shown here.

    A page that `/read` itself showed is followed by the next; one reached with a button is where she stopped, and is
    shown again. `part` (from 1) opens that part instead. None means that no story was named and none was begun.
    Call `mark_shown` once the page is sent. Raises NotFoundError and NotHereError.
    """
    return await _run(engine, visit, lambda: _read(engine, visit, story_id, part))


async def mark_shown(engine: Engine, reader: Reader, view: PageView) -> None:
    """Note that `/read` showed this page, so that the next `/read` goes on after it.

    Until then the page counts as where she stopped: one that could not be sent is served again.
    """
    await engine.database.run(progress.mark_shown(reader.id, view.place), durable=False)


async def resume(engine: Engine, visit: Visit, story_id: int) -> PageView | Caution:
    """The page where she stopped in this story, or its first. Raises NotFoundError and NotHereError."""
    return await _run(engine, visit, lambda: _resume(engine, visit, story_id))


async def catch_up(engine: Engine, visit: Visit, story_id: int) -> PageView | Caution:
    """The first page that was added to a story since she read it to its end, else the page that `resume` shows.

    Raises NotFoundError and NotHereError.
    """
    return await _run(engine, visit, lambda: _catch_up(engine, visit, story_id))


async def open_part(engine: Engine, visit: Visit, story_id: int, part: int) -> PageView | Caution:
    """The first page of a part, counted from 1. Raises NotFoundError and NotHereError."""
    return await _run(engine, visit, lambda: _open_part(engine, visit, story_id, part))


async def turn(engine: Engine, visit: Visit, place: Position, step: int = 0) -> PageView | Caution:
    """The page that shows `place` in the story's current edition, or the one `step` pages away.

    Beyond the very end or start of the story it is the last or first page. Raises NotFoundError and NotHereError.
    """
    return await _run(engine, visit, lambda: _turn(engine, visit, place, step))


async def agree(engine: Engine, visit: Visit, place: Position) -> PageView | Caution:
    """The page that shows `place`, though a caution stood before it; that chapter or story is not asked for again."""
    return await _run(engine, visit, lambda: _turn(engine, visit, place, 0, agreed=True))


async def go_on(engine: Engine, visit: Visit, following: Position) -> PageView | Caution:
    """The page after one whose `following` this was, perhaps in an older edition: nothing inserted since is passed over.

    Raises NotFoundError and NotHereError.
    """
    return await _run(engine, visit, lambda: _go_on(engine, visit, following))


async def _run(engine: Engine, visit: Visit, work: Callable[[], Work[T]]) -> T:
    """Runs a unit of work, and once more where the story got a new edition in the middle of it."""
    try:
        return await engine.run(visit, work(), durable=False)
    except _MovedError:
        return await engine.run(visit, work(), durable=False)


def _read(
    engine: Engine, visit: Visit, story_id: int | None, part: int | None
) -> Work[PageView | Caution | Finished | None]:
    scope = yield from enter_and_keep(engine, visit)
    if story_id is None:
        story_id = yield from progress.latest_story(visit.reader.id, scope.visibility)
        if story_id is None:
            return None
    desk = yield from _open_desk(engine, scope, story_id)
    if part is not None:
        return (yield from desk.show_first(part))
    so_far = yield from progress.get_progress(visit.reader.id, story_id)
    if so_far is None:
        return (yield from desk.show_first(1))
    if so_far.by_command and so_far.following is None:
        return Finished(desk.entry, (yield from get_ending(story_id, scope.visibility)))
    place = so_far.following if so_far.by_command and so_far.following else so_far.place
    return (yield from desk.show(place, moved=so_far.moved))


def _resume(engine: Engine, visit: Visit, story_id: int) -> Work[PageView | Caution]:
    desk = yield from _open_desk(engine, (yield from enter_and_keep(engine, visit)), story_id)
    so_far = yield from progress.get_progress(visit.reader.id, story_id)
    return (yield from desk.show(so_far.place, moved=so_far.moved) if so_far else desk.show_first(1))


def _catch_up(engine: Engine, visit: Visit, story_id: int) -> Work[PageView | Caution]:
    desk = yield from _open_desk(engine, (yield from enter_and_keep(engine, visit)), story_id)
    so_far = yield from progress.get_progress(visit.reader.id, story_id)
    if so_far is None:
        return (yield from desk.show_first(1))
    place = so_far.following if so_far.finished and so_far.following else so_far.place
    return (yield from desk.show(place, moved=so_far.moved))


def _open_part(engine: Engine, visit: Visit, story_id: int, part: int) -> Work[PageView | Caution]:
    desk = yield from _open_desk(engine, (yield from enter_and_keep(engine, visit)), story_id)
    return (yield from desk.show_first(part))


def _turn(
    engine: Engine, visit: Visit, place: Position, step: int, *, agreed: bool = False
) -> Work[PageView | Caution]:
    desk = yield from _open_desk(engine, (yield from enter_and_keep(engine, visit)), place.story_id)
    found = yield from desk.current(place, places.find_place)
    return (yield from desk.show(found.position, step, agreed=agreed, moved=found.lost))


def _go_on(engine: Engine, visit: Visit, following: Position) -> Work[PageView | Caution]:
    desk = yield from _open_desk(engine, (yield from enter_and_keep(engine, visit)), following.story_id)
    found = yield from desk.current(following, places.find_following)
    return (yield from desk.show(found.position, moved=found.lost))


def _open_desk(engine: Engine, scope: Scope, story_id: int) -> Work[_Desk]:
    entry = yield from require_story(scope, story_id)
    return _Desk(engine.laid_out, scope, entry, engine.now(), (yield from lock_for(scope.visit, story_id)))


@dataclass(frozen=True, slots=True)
class _Desk:
    """Finds pages of one story, which may be shown, for one reader at one moment, and keeps her place."""

    kept: LaidOutParts
    scope: Scope
    entry: LibraryEntry
    now: datetime
    lock: Lock | None

    def show_first(self, part: int) -> Work[PageView | Caution]:
        entry = self.entry
        if not 1 <= part <= entry.parts:
            raise NotFoundError(
                "There is no part {part}: this story has {parts}.",
                "`/contents` lists them.",
                part=part,
                parts=entry.parts,
            )
        return (yield from self.show(Position(entry.story_id, entry.edition_id, part)))

    def show(
        self, place: Position, step: int = 0, *, agreed: bool = False, moved: bool = False
    ) -> Work[PageView | Caution]:
        """The page `step` away from the one that shows `place`, of the current edition; her place is now there.

        Where something she avoids is warned of, that is said first, and her place stays, unless she `agreed`.
        """
        if place.edition_id != self.entry.edition_id:
            raise _MovedError
        view = yield from self.find(place, step)
        require_shown(self.lock, view.place)
        for caution in (yield from list_cautions(self.scope, self.entry, view.place, view.stored.part.chapter)):
            if not agreed:
                return caution
            yield from agree_to(self.scope, caution)
        state = Progress(
            view.place,
            view.following,
            view.place.part,
            view.place.spot,
            by_command=False,
            finished=view.following is None,
        )
        if not (yield from progress.save_progress(self.scope.reader.id, state, self.now)):
            raise _MovedError
        if self.entry.server_id is not None and self.entry.server_id == self.scope.where.server_id:
            yield from servers.keep_visit(self.scope.reader.id, self.entry.server_id, self.now)
        return replace(view, moved=True) if moved else view

    def current(self, place: Position, find: Callable[[Position], Work[places.Found | None]]) -> Work[places.Found]:
        """A place that a button carried, in the current edition."""
        if place.edition_id == self.entry.edition_id:
            return places.Found(place)
        found = yield from find(place)
        if found is None:
            raise NotFoundError("That page is not in the library any more.", "`/library` shows what is.")
        return found

    def find(self, place: Position, step: int) -> Work[PageView]:
        """The page `step` away from `place`, which is of the current edition; her place stays where it was."""
        number = min(max(place.part, 1), self.entry.parts)
        laid_out = yield from self._load(number)
        index = page_index(laid_out.pages, place.spot) + step
        while not 0 <= index < len(laid_out.pages):
            beyond = number - 1 if index < 0 else number + 1
            if not 1 <= beyond <= self.entry.parts:
                break
            number = beyond
            laid_out = yield from self._load(number)
            index = len(laid_out.pages) - 1 if index < 0 else 0
        if not laid_out.pages:
            raise NotFoundError("There is no text on that page.", "`/contents` lists the parts.")
        view = _view(self.entry, laid_out, min(max(index, 0), len(laid_out.pages) - 1))
        if view.following is not None:
            return view
        return replace(view, ending=(yield from get_ending(self.entry.story_id, self.scope.visibility)))

    def _load(self, number: int) -> Work[LaidOut]:
        limit = PAGE_LIMITS[self.scope.preferences.page_length]
        key = (self.entry.edition_id, number, limit)
        kept = self.kept.get(key)
        if kept is None:
            stored = yield from parts.get_part(self.entry.edition_id, number)
            if stored is None:
                raise _MovedError
            kept = lay_out_stored(stored, limit)
            self.kept.put(key, kept)
        return kept


def page_index(pages: Sequence[Page], spot: Spot) -> int:
    """The index of the page that shows `spot`: the last one that starts at or before it."""
    return max((i for i, page in enumerate(pages) if page.start <= spot), default=0)


def _view(entry: LibraryEntry, laid_out: LaidOut, index: int) -> PageView:
    number, pages = laid_out.stored.part.number, laid_out.pages
    read_words = laid_out.stored.words_before + round(laid_out.words * (index + 1) / len(pages))
    following: Position | None = None
    if index + 1 < len(pages):
        following = _position(entry, laid_out, index + 1)
    elif number < entry.parts:
        following = Position(entry.story_id, entry.edition_id, number + 1)
    return PageView(
        entry=entry,
        place=_position(entry, laid_out, index),
        following=following,
        page=pages[index],
        pages=len(pages),
        stored=laid_out.stored,
        percent=min(99, 100 * read_words // max(entry.words, 1)) if following else 100,
        minutes_left=max(1, round((entry.words - read_words) / WORDS_A_MINUTE)) if following else 0,
    )


def _position(entry: LibraryEntry, laid_out: LaidOut, index: int) -> Position:
    """Where the page of that index begins."""
    part, spot = laid_out.stored.part.number, laid_out.pages[index].start
    return Position(entry.story_id, entry.edition_id, part, spot, laid_out.fingerprints[index])
