"""Asking first: a page whose story or chapter is warned of for something the reader avoids waits for her word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.db import parts, readers, stories
from bot.services.topics import avoided_among
from bot.text import known_warnings

if TYPE_CHECKING:
    from bot.db import Work
    from bot.models import LibraryEntry, Position
    from bot.services.scope import Scope

# The number that stands for the whole story where a reader agreed to go on.
_WHOLE_STORY = 0


@dataclass(frozen=True, slots=True)
class Caution:
    """A page that was asked for and is not shown yet.

    `place` is where that page begins. `topics` are to be told only where she wants them `named`; `chapter` (from 1) is
    the one that is warned for, None where it is the whole story, and `beyond` the first part after it, if there is one.
    """

    entry: LibraryEntry
    place: Position
    topics: tuple[str, ...]
    named: bool
    chapter: int | None = None
    beyond: int | None = None


def list_cautions(scope: Scope, entry: LibraryEntry, place: Position, chapter: int | None) -> Work[list[Caution]]:
    """What she has to be asked before the page at `place`, which is in that chapter: once for the story, once for it."""
    preferences = scope.preferences
    if not avoided_among(preferences.avoided, entry.warnings):
        return []
    agreed = yield from readers.list_agreed(scope.reader.id, entry.story_id)
    stated = yield from stories.get_metadata(entry.story_id)
    found = []
    topics = avoided_among(preferences.avoided, (*stated.warnings, *known_warnings(stated.tags)))
    if not agreed.issuperset((_WHOLE_STORY, topic) for topic in topics):
        found.append(Caution(entry, place, topics, preferences.names_topics))
    if chapter is not None:
        here = (yield from parts.list_chapters(entry.edition_id))[chapter - 1]
        topics = avoided_among(preferences.avoided, here.warnings)
        if not agreed.issuperset((chapter, topic) for topic in topics):
            after = max(here.parts, default=entry.parts) + 1
            beyond = after if after <= entry.parts else None
            found.append(Caution(entry, place, topics, preferences.names_topics, chapter, beyond))
    return found


def agree_to(scope: Scope, caution: Caution) -> Work[None]:
    """Note that she goes on, so that she is not asked again for that chapter or story."""
    chapter = caution.chapter or _WHOLE_STORY
    yield from readers.agree(scope.reader.id, caution.entry.story_id, chapter, caution.topics)
