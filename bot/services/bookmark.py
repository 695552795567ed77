"""Bookmarking: places a reader keeps with a note, shown with as much of their story as the place she asks from allows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.db import bookmarks, deliveries, parts, places, progress, readers, stories
from bot.db.deliveries import Pace
from bot.db.keys import fold
from bot.errors import LimitError, NotFoundError
from bot.messenger import StepKind
from bot.models import Reader, Surface, Visit, Where
from bot.services import read
from bot.services.cause import Cause, Drop, Send
from bot.services.caution import list_cautions
from bot.services.notify import note_reached
from bot.services.pagination import fit
from bot.services.scope import enter, enter_and_keep, require_story
from bot.services.serials.ahead import is_ahead, lock_for
from bot.text import fingerprint

if TYPE_CHECKING:
    from bot.db import Work
    from bot.db.bookmarks import Bookmark
    from bot.db.deliveries import Delivery
    from bot.models import Position, StoredPart
    from bot.services.cause import Composed
    from bot.services.caution import Caution
    from bot.services.engine import Engine
    from bot.services.scope import Scope

DM_CAUSE = "bookmark"
BOOKMARKS_PAGE = 8
LONGEST_NOTE = 200
# Code points of the text at a bookmark that are shown to know it again by.
_FIRST_WORDS = 160


@dataclass(frozen=True, slots=True)
class BookmarkView:
    """A bookmark as it may be shown here.

    `title` is None where the story may not be shown here, and `words`, what the text says there, too where she avoids
    what it warns of. `hidden`: the story is not in the library any more, `withdrawn` because it was taken back.
    `elsewhere`: it is a story of another server. `moved`: the words she bookmarked are gone.
    """

    id: int
    story_id: int
    part: int
    parts: int
    note: str | None
    title: str | None
    chapter: str | None
    words: str | None
    hidden: bool
    withdrawn: bool
    elsewhere: bool
    moved: bool


@dataclass(frozen=True, slots=True)
class BookmarkPage:
    """At most eight of a reader's bookmarks, the latest first: page `number` of `pages`, `total` in all."""

    bookmarks: tuple[BookmarkView, ...]
    number: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A reader's bookmark; `new` where she had none there, and `delivery` the step that brings it to her DMs, if any."""

    view: BookmarkView
    new: bool
    delivery: int | None


async def keep(engine: Engine, visit: Visit, note: str | None = None, place: Position | None = None) -> Kept:
    """Her bookmark at a page, or where she is in the story she read last.

    One that she has at that place is kept, its note renewed. A new one is brought to her DMs, unless she is there.

    Raises NotFoundError, NotHereError, and LimitError where she keeps as many as the operator lets her.
    """
    kept = await engine.run(visit, _keep(engine, visit, (note or "").strip()[:LONGEST_NOTE] or None, place))
    if kept.delivery is not None:
        engine.bell.ring()
    return kept


async def list_page(engine: Engine, visit: Visit, number: int) -> BookmarkPage:
    """Page `number`, from 1, of her bookmarks."""
    return await engine.read(visit, _list(engine, visit, number))


async def look(engine: Engine, visit: Visit, bookmark_id: int) -> BookmarkView:
    """One of her bookmarks, as it may be shown there. Raises NotFoundError."""
    return await engine.read(visit, _look(engine, visit, bookmark_id))


async def suggest(engine: Engine, visit: Visit, typed: str, limit: int = 25) -> list[BookmarkView]:
    """Her bookmarks whose title or note holds what was typed, the latest first."""
    return await engine.read(visit, _suggest(engine, visit, fold(typed), limit))


async def resume(engine: Engine, visit: Visit, bookmark_id: int) -> read.PageView | Caution:
    """The page at one of her bookmarks. Raises NotFoundError and NotHereError."""
    found = await engine.database.read(_find(visit, bookmark_id))
    shown = await read.turn(engine, visit, found.place)
    if not found.moved or not isinstance(shown, read.PageView):
        return shown
    # Only now is she told: the page might have been refused, or asked about first.
    await engine.database.run(bookmarks.note_told(visit.reader.id, bookmark_id))
    return replace(shown, moved=True)


async def set_note(engine: Engine, visit: Visit, bookmark_id: int, note: str) -> BookmarkView:
    """One of her bookmarks with another note; blank text takes the note away. Raises NotFoundError."""
    return await engine.run(visit, _set_note(engine, visit, bookmark_id, note.strip()[:LONGEST_NOTE] or None))


async def remove(engine: Engine, visit: Visit, bookmark_id: int) -> None:
    """Remove one of her bookmarks. Raises NotFoundError."""
    await engine.database.run(_remove(visit, bookmark_id))


def _keep(engine: Engine, visit: Visit, note: str | None, place: Position | None) -> Work[Kept]:
    scope = yield from enter_and_keep(engine, visit)
    if place is None:
        place = yield from _last_place(scope)
    entry = yield from require_story(scope, place.story_id)
    there = yield from places.find_place(place)
    found = None if there is None else there.position
    stored = None if found is None else (yield from parts.get_part(entry.edition_id, found.part))
    if found is None or stored is None or found.spot.paragraph >= len(stored.part.blocks):
        raise NotFoundError("That page is not in the library any more.", "`/library` shows what is.")
    text = stored.part.blocks[found.spot.paragraph].text
    spot = replace(found.spot, offset=min(found.spot.offset, len(text)))
    found = replace(found, spot=spot, fingerprint=fingerprint(text))
    kept, new = yield from bookmarks.keep_bookmark(scope.reader.id, found, note, engine.now())
    if new and (yield from bookmarks.count_bookmarks(scope.reader.id)) > engine.most_bookmarks:
        raise LimitError(
            "You have {most} bookmarks, which is the most I can keep.",
            "Delete one that you no longer need: `/bookmark list` shows them.",
            most=engine.most_bookmarks,
        )
    delivery = None
    if new and visit.where.surface is not Surface.BOT_DM:
        delivery = yield from deliveries.add_delivery(
            f"bookmark:{kept}",
            DM_CAUSE,
            kept,
            StepKind.DM,
            {},
            target=scope.reader.id,
            due=engine.now(),
            now=engine.now(),
            pace=Pace.DM,  # she asks for it, so it is nothing that Discord would take for spam
        )
    return Kept((yield from _look(engine, visit, kept)), new, delivery)


# --- bringing it to her DMs -----------------------------------------------------------------------------------------


def _compose(engine: Engine, delivery: Delivery) -> Work[Composed]:
    locale = yield from readers.get_locale(delivery.target)
    visit = Visit(Reader(delivery.target, locale), Where(Surface.BOT_DM))
    bookmark = yield from bookmarks.get_bookmark(delivery.target, delivery.cause_id)
    if bookmark is None:
        return Drop("deleted")
    scope = yield from enter(engine, visit)
    return Send((yield from _view(scope, bookmark)), locale)


BOOKMARK_DMS = Cause(DM_CAUSE, _compose, sent=note_reached)


def _last_place(scope: Scope) -> Work[Position]:
    story_id = yield from progress.latest_story(scope.reader.id, scope.visibility)
    so_far = None if story_id is None else (yield from progress.get_progress(scope.reader.id, story_id))
    if so_far is None:
        raise NotFoundError(
            "You have not begun a story here yet, so there is nothing to bookmark.", "`/read` opens one."
        )
    return so_far.place


def _list(engine: Engine, visit: Visit, number: int) -> Work[BookmarkPage]:
    scope = yield from enter(engine, visit)
    total = yield from bookmarks.count_bookmarks(scope.reader.id)
    number, pages = fit(number, total, BOOKMARKS_PAGE)
    kept = yield from bookmarks.list_bookmarks(scope.reader.id, (number - 1) * BOOKMARKS_PAGE, BOOKMARKS_PAGE)
    views: tuple[BookmarkView, ...] = ()
    for bookmark in kept:
        views += ((yield from _view(scope, bookmark)),)
    return BookmarkPage(views, number, pages, total)


def _look(engine: Engine, visit: Visit, bookmark_id: int) -> Work[BookmarkView]:
    scope = yield from enter(engine, visit)
    return (yield from _view(scope, (yield from _get(visit, bookmark_id))))


def _set_note(engine: Engine, visit: Visit, bookmark_id: int, note: str | None) -> Work[BookmarkView]:
    yield from bookmarks.set_note(visit.reader.id, bookmark_id, note)
    return (yield from _look(engine, visit, bookmark_id))


def _suggest(engine: Engine, visit: Visit, wanted: str, limit: int) -> Work[list[BookmarkView]]:
    scope = yield from enter(engine, visit)
    kept = yield from bookmarks.list_bookmarks(scope.reader.id, 0, engine.most_bookmarks)
    shown = [_bare(scope, bookmark) for bookmark in kept]
    return [view for view in shown if wanted in fold(f"{view.title or ''} {view.note or ''}")][:limit]


def _find(visit: Visit, bookmark_id: int) -> Work[Bookmark]:
    bookmark = yield from _get(visit, bookmark_id)
    if bookmark.hidden:
        raise NotFoundError("That story is not in the library any more.", "Your bookmark stays, in case it returns.")
    return bookmark


def _remove(visit: Visit, bookmark_id: int) -> Work[None]:
    if not (yield from bookmarks.remove_bookmark(visit.reader.id, bookmark_id)):
        raise _unknown()


def _get(visit: Visit, bookmark_id: int) -> Work[Bookmark]:
    bookmark = yield from bookmarks.get_bookmark(visit.reader.id, bookmark_id)
    if bookmark is None:
        raise _unknown()
    return bookmark


def _unknown() -> NotFoundError:
    return NotFoundError("You have no such bookmark.", "`/bookmark list` shows those you have.")


def _view(scope: Scope, bookmark: Bookmark) -> Work[BookmarkView]:
    """A bookmark with its chapter's title and its words, as far as they may be shown here."""
    bare = _bare(scope, bookmark)
    if bare.title is None or bare.hidden:
        return bare
    entry = yield from stories.get_entry(bookmark.place.story_id)
    found = yield from places.find_place(bookmark.place)
    place = None if found is None else found.position
    stored = None if entry is None or place is None else (yield from parts.get_part(place.edition_id, place.part))
    if entry is None or place is None or stored is None:
        return bare
    cautions = yield from list_cautions(scope, entry, place, stored.part.chapter)
    lock = yield from lock_for(scope.visit, entry.story_id)
    words = None if cautions or is_ahead(lock, place.part, place.spot) else _words(stored, place)
    return replace(bare, part=place.part, chapter=stored.chapter_title, words=words)


def _bare(scope: Scope, bookmark: Bookmark) -> BookmarkView:
    return BookmarkView(
        id=bookmark.id,
        story_id=bookmark.place.story_id,
        part=bookmark.place.part,
        parts=bookmark.parts,
        note=bookmark.note,
        # The title goes with the text of a story that was withdrawn.
        title=(bookmark.title or None) if scope.visibility.admits(bookmark) else None,
        chapter=None,
        words=None,
        hidden=bookmark.hidden,
        withdrawn=bookmark.withdrawn,
        elsewhere=not scope.visibility.reaches(bookmark),
        moved=bookmark.moved,
    )


def _words(stored: StoredPart, place: Position) -> str | None:
    blocks = stored.part.blocks[place.spot.paragraph :]
    text = " ".join(block.text for block in blocks[:3])[place.spot.offset :]
    return " ".join(text[: 2 * _FIRST_WORDS].split()) or None
