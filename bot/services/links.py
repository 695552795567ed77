"""A story's links for those who may change them: what was found, how, and what was undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.db import links, stories
from bot.errors import NotAllowedError
from bot.services.scope import enter, enter_and_keep, require_story

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.db import Work
    from bot.models import AwaitedTitle, LibraryEntry, LinkedStory, LinkOrigin, Visit
    from bot.services.engine import Engine
    from bot.services.scope import Scope


@dataclass(frozen=True, slots=True)
class LinkLine:
    """One story before or after another; `title` is None where it may not be shown. `origins`: how they were found."""

    story_id: int
    title: str | None
    later: bool
    origins: tuple[LinkOrigin, ...]


@dataclass(frozen=True, slots=True)
class LinksView:
    """A story's links, the titles it awaits, and the matches that were undone."""

    entry: LibraryEntry
    links: tuple[LinkLine, ...]
    undone: tuple[LinkLine, ...]
    awaited: tuple[AwaitedTitle, ...]


def may_edit(author_id: int | None, visit: Visit, *, operator: bool) -> bool:
    """Whether whoever asks may change what is linked with a story of that author; `operator` says that she runs the bot."""
    return operator or (author_id is not None and author_id == visit.reader.id)


async def show_links(engine: Engine, visit: Visit, story_id: int, *, operator: bool) -> LinksView:
    """A story's links. Raises NotFoundError, NotHereError and NotAllowedError."""
    return await engine.read(visit, _show(engine, visit, story_id, operator=operator))


async def undo_link(engine: Engine, visit: Visit, story_id: int, pair: tuple[int, int], *, operator: bool) -> LinksView:
    """The story's links once the link of `pair`, earlier and later, is undone, which is remembered.

    Raises NotFoundError, NotHereError and NotAllowedError.
    """
    return await engine.run(visit, _undo(engine, visit, story_id, pair, operator=operator))


async def restore_link(
    engine: Engine, visit: Visit, story_id: int, pair: tuple[int, int], *, operator: bool
) -> LinksView:
    """The story's links once `pair`, earlier and later, may find each other again.

    Raises NotFoundError, NotHereError and NotAllowedError.
    """
    return await engine.run(visit, _restore(engine, visit, story_id, pair, operator=operator))


def _show(engine: Engine, visit: Visit, story_id: int, *, operator: bool) -> Work[LinksView]:
    scope = yield from enter(engine, visit)
    return (yield from _view(scope, story_id, operator=operator))


def _undo(engine: Engine, visit: Visit, story_id: int, pair: tuple[int, int], *, operator: bool) -> Work[LinksView]:
    scope = yield from enter_and_keep(engine, visit)
    view = yield from _view(scope, story_id, operator=operator)
    if pair not in _pairs(story_id, view.links):
        return view
    yield from links.unlink(*pair, visit.reader.id, engine.now())
    return (yield from _view(scope, story_id, operator=operator))


def _restore(engine: Engine, visit: Visit, story_id: int, pair: tuple[int, int], *, operator: bool) -> Work[LinksView]:
    scope = yield from enter_and_keep(engine, visit)
    view = yield from _view(scope, story_id, operator=operator)
    if pair not in _pairs(story_id, view.undone):
        return view
    yield from links.relink(*pair, engine.now())
    return (yield from _view(scope, story_id, operator=operator))


def _pairs(story_id: int, lines: Sequence[LinkLine]) -> set[tuple[int, int]]:
    return {(story_id, line.story_id) if line.later else (line.story_id, story_id) for line in lines}


def _view(scope: Scope, story_id: int, *, operator: bool) -> Work[LinksView]:
    entry = yield from require_story(scope, story_id)
    publication = yield from stories.get_publication(story_id)
    if not may_edit(publication.author_id if publication else None, scope.visit, operator=operator):
        raise NotAllowedError("Only the story’s author and whoever runs the bot can change its links.")
    found = yield from links.get_links(story_id)
    undone = yield from links.list_unlinked(story_id)
    return LinksView(
        entry,
        tuple(_lines(scope, found.earlier, found.later)),
        tuple(_lines(scope, *undone)),
        found.awaited,
    )


def _lines(scope: Scope, earlier: Sequence[LinkedStory], later: Sequence[LinkedStory]) -> Iterator[LinkLine]:
    for stories_there, is_later in ((earlier, False), (later, True)):
        for story in filter(scope.visibility.reaches, stories_there):
            title = story.title if scope.visibility.admits(story) else None
            yield LinkLine(story.story_id, title, is_later, story.origins)
