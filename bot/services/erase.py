"""Erasing a reader: after one confirmation nothing in the database, nor in its file, tells that she was ever here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.db import authorship, deliveries, personal
from bot.db.links import lock_links
from bot.services import bookmark, logbook, removal, report
from bot.services.serials.control import stop_of_story

if TYPE_CHECKING:
    from bot.db import Work
    from bot.models import Visit
    from bot.services.engine import Engine

NOBODY = 0
# A file of this size is rewritten within half a second; a larger one waits for the night.
SWEPT_AT_ONCE = 64 * 1024 * 1024


# What was sent is remembered for so long; causes that need it for longer see to it themselves.
SENT_KEPT = timedelta(days=30)
_FORGOTTEN = (bookmark.DM_CAUSE, logbook.NAME, report.NAME, removal.NAME)


class StoriesFate(StrEnum):
    """What becomes of the stories that a reader published, when she is erased."""

    WITHDRAW = "withdraw"  # deleted, with their text
    KEEP = "keep"  # they stay as they are, and nobody is known to have published them
    UNNAME = "unname"  # they stay, and name no author either


@dataclass(frozen=True, slots=True)
class Asked:
    """What she has to know before she confirms: the titles of the stories that she published."""

    stories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Erased:
    """She is erased; `anything` was held of her, and `stories` is what became of those she published, if any."""

    anything: bool
    stories: StoriesFate | None


async def ask(engine: Engine, visit: Visit) -> Asked:
    """What to confirm. Nothing is written down for her asking."""
    return await engine.database.read(_ask(visit.reader.id))


async def erase(engine: Engine, visit: Visit, stories: StoriesFate | None) -> Erased | Asked:
    """Erase all that is held of her; `Asked`, and nothing done, where she has stories and said nothing of them.

    What is on its way to her at that moment may still arrive.
    """
    done = await engine.database.run(_erase(engine, visit.reader.id, stories))
    if isinstance(done, Asked):
        return done
    engine.members_known.pop(visit.reader.id, None)
    if not await sweep(engine, SWEPT_AT_ONCE):
        engine.broom.ring()
    return done


async def forget_sent(engine: Engine) -> None:
    """Forget what came to its end long ago and would not be decided again: bookmarks sent, entries of notice channels."""
    for cause in _FORGOTTEN:
        await engine.database.run(deliveries.purge(cause, engine.now() - SENT_KEPT))


async def sweep(engine: Engine, most_bytes: int | None = None) -> bool:
    """Have what was erased leave the database's file too, if that is not larger; False where it must be asked again."""
    latest = await engine.database.run(_last_erasure())
    if latest is None:
        return True
    if not await engine.database.sweep(most_bytes):
        return False
    await engine.database.run(personal.forget_erasures(latest))
    return True


def _ask(reader_id: int) -> Work[Asked]:
    return Asked(tuple(title for _id, title in (yield from authorship.list_authored(reader_id))))


def _erase(engine: Engine, reader_id: int, stories: StoriesFate | None) -> Work[Erased | Asked]:
    asked = yield from _ask(reader_id)
    if asked.stories and stories is None:
        return asked
    if asked.stories:
        yield from lock_links()
    # Asked again: one may have been published while the lock was waited for.
    for story_id, _title in (yield from authorship.list_authored(reader_id)):
        yield from _let_go(engine, story_id, stories or StoriesFate.KEEP)
    anything = yield from personal.erase_held(reader_id, engine.now())
    return Erased(anything or bool(asked.stories), stories if asked.stories else None)


def _let_go(engine: Engine, story_id: int, fate: StoriesFate) -> Work[None]:
    if fate is StoriesFate.WITHDRAW:
        yield from stop_of_story(engine, story_id, NOBODY)
        yield from authorship.delete_story(story_id, engine.now())
        return
    if fate is StoriesFate.UNNAME:
        yield from authorship.unname_author(story_id, engine.now())
    yield from authorship.unlink_author(story_id)


def _last_erasure() -> Work[int | None]:
    yield from personal.erase_strays()
    return (yield from personal.last_erasure())
