"""Public pages: every message with a story's text that others than its reader can see, so that it can be deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.db.instants import to_microseconds
from bot.db.work import Work, every, one, sql


class PageState(StrEnum):
    """How a public page stands (bot/db/migrations/0009_withdrawing.sql says what each means)."""

    THERE = "there"
    ASKED = "asked"
    GONE = "gone"
    STUCK = "stuck"


@dataclass(frozen=True, slots=True)
class PublicPage:
    """One message; `server_id` is None where the bot is not, `reason` why it could not be deleted."""

    channel_id: int
    message_id: int
    server_id: int | None
    reason: str | None = None


def keep_page(page: PublicPage, story_id: int, now: datetime) -> Work[None]:
    """Keep that a message shows text of a story; one that is kept already stays as it is."""
    yield sql(
        "keep_public_page",
        channel_id=page.channel_id,
        message_id=page.message_id,
        server_id=page.server_id,
        story_id=story_id,
        now=to_microseconds(now),
    )


def shows_story(channel_id: int, message_id: int, story_id: int) -> Work[bool]:
    """Whether a message is known to show text of that story."""
    row = yield from one(sql("get_public_page", channel_id=channel_id, message_id=message_id))
    return row is not None and row["story_id"] == story_id


def count_pages(story_id: int) -> Work[dict[PageState, int]]:
    """How many of a story's public pages stand how."""
    rows = yield from every(sql("count_public_pages", story_id=story_id))
    counted = {PageState(row["state"]): row["pages"] for row in rows}
    return {state: counted.get(state, 0) for state in PageState}


def list_pages(story_id: int, state: PageState, limit: int) -> Work[list[PublicPage]]:
    """A story's public pages that stand so, in the order in which they were posted."""
    rows = yield from every(sql("list_public_pages", story_id=story_id, state=state.value, limit=limit))
    return [PublicPage(row["channel_id"], row["message_id"], row["server_id"], row["reason"]) for row in rows]


def mark_page(channel_id: int, message_id: int, state: PageState, reason: str | None = None) -> Work[None]:
    """Keep how a public page stands now."""
    yield sql("mark_public_page", channel_id=channel_id, message_id=message_id, state=state.value, reason=reason)


def keep_asked(story_id: int) -> Work[None]:
    """Leave the pages that were still to be deleted."""
    yield sql("keep_asked_pages", story_id=story_id)
