"""Withdrawn stories: whose a story is, bringing one back, erasing its text; and what the operator lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.db.instants import from_microseconds, to_microseconds
from bot.db.keys import title_key, weigh_trigrams
from bot.db.links import lock_links, match_story
from bot.db.serials import rouse
from bot.db.stories import get_entry
from bot.db.work import Row, Work, batch, every, one, sql


@dataclass(frozen=True, slots=True)
class Owned:
    """Whose a story is, and how it stands: `server_id` is None for the operator's.

    `withdrawn_as` says as whom somebody withdrew it (None also where that is not known), `erase_at` when its text is
    erased. An `erased` one has no title either.
    """

    story_id: int
    title: str
    server_id: int | None
    author_id: int | None
    hidden: bool
    withdrawn_at: datetime | None
    withdrawn_as: str | None
    erase_at: datetime | None
    erased: bool

    @property
    def withdrawn(self) -> bool:
        """Whether somebody took it back."""
        return self.withdrawn_at is not None


@dataclass(frozen=True, slots=True)
class KnownServer:
    """A server as the operator sees it: how many stories and serials it has, and since when the bot is gone from it."""

    id: int
    stories: int
    serials: int
    left_at: datetime | None


def get_ownership(story_id: int) -> Work[Owned | None]:
    """Whose a story is, of any library and hidden or not; None where there is none of that id."""
    row = yield from one(sql("get_ownership", story_id=story_id))
    return None if row is None else _owned(row)


def list_owned(typed: str, *, reader_id: int, moderated: int | None, operator: bool, limit: int) -> Work[list[Owned]]:
    """Stories whose title has a word that begins with what was typed, the withdrawn ones last; erased ones are left out.

    Those that this reader wrote, those of the server that she moderates, if any, and for the operator all.
    """
    asked = {"titled": title_key(typed), "reader_id": reader_id, "moderated": moderated, "operator": int(operator)}
    rows = yield from every(sql("list_owned", limit=limit, **asked))
    return [_owned(row) for row in rows]


def list_causes(story_id: int) -> Work[list[tuple[str, int]]]:
    """The causes of deliveries, each by name and id, that there are because of a story."""
    rows = yield from every(sql("list_story_causes", story_id=story_id))
    return [(row["cause"], row["cause_id"]) for row in rows]


def show_again(story_id: int, now: datetime) -> Work[bool]:
    """Show a withdrawn story again, listed, found and linked as before; False where it is not withdrawn, or erased."""
    at = to_microseconds(now)
    yield from lock_links()
    if (yield from one(sql("show_again", story_id=story_id, now=at))) is None:
        return False
    entry = yield from get_entry(story_id)
    if entry is not None:
        weights = weigh_trigrams(entry.title, entry.author, [entry.series, *entry.fandoms])
        yield sql("remove_trigrams", story_id=story_id)
        yield batch(
            "add_trigram",
            [{"trigram": trigram, "story_id": story_id, "weight": weight} for trigram, weight in weights.items()],
        )
    yield from match_story(story_id, at)
    yield from rouse()
    return True


def erase_text(story_id: int, now: datetime) -> Work[None]:
    """Erase a story but for what readers' bookmarks need: that there was one, and whose library it was in."""
    at = to_microseconds(now)
    yield from lock_links()
    yield sql("remove_trigrams", story_id=story_id)
    yield sql("erase_labels", story_id=story_id)
    yield sql("erase_awaited", story_id=story_id)
    yield sql("erase_story", story_id=story_id, now=at)
    yield from match_story(story_id, at)
    for query in ("erase_editions", "erase_progress", "erase_agreed", "erase_serials", "forget_gone_pages"):
        yield sql(query, story_id=story_id)


def list_to_erase(now: datetime, limit: int) -> Work[list[int]]:
    """Withdrawn stories whose time has come."""
    rows = yield from every(sql("list_to_erase", now=to_microseconds(now), limit=limit))
    return [row["id"] for row in rows]


def next_erasure() -> Work[datetime | None]:
    """When the next withdrawn story is to be erased."""
    (row,) = yield sql("next_erasure")
    return None if row["erase_at"] is None else from_microseconds(row["erase_at"])


# --- for the operator -----------------------------------------------------------------------------------------------


def list_stories(after: int, limit: int) -> Work[list[tuple[Owned, str | None, int, str]]]:
    """Every story by its id, from behind `after`: whose it is, the author's name, its parts and its source."""
    rows = yield from every(sql("list_all_stories", after=after, limit=limit))
    return [(_owned(row), row["author"], row["parts"], row["source"]) for row in rows]


def list_stories_of(server_id: int) -> Work[list[int]]:
    """The ids of a server's stories, hidden or not."""
    rows = yield from every(sql("list_server_stories", server_id=server_id))
    return [row["id"] for row in rows]


def list_servers() -> Work[list[KnownServer]]:
    """Every server that is known."""
    rows = yield from every(sql("list_all_servers"))
    return [KnownServer(row["id"], row["stories"], row["serials"], _instant(row["left_at"])) for row in rows]


def _owned(row: Row) -> Owned:
    return Owned(
        story_id=row["id"],
        title=row["title"],
        server_id=row["server_id"],
        author_id=row["author_id"],
        hidden=row["hidden_at"] is not None,
        withdrawn_at=_instant(row["withdrawn_at"]),
        withdrawn_as=row["withdrawn_as"],
        erase_at=_instant(row["erase_at"]),
        erased=row["edition_id"] is None,
    )


def _instant(value: int | None) -> datetime | None:
    return None if value is None else from_microseconds(value)
