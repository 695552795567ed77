"""Public pages: kept when they are posted, deleted when their story is withdrawn; and the erasing of withdrawn texts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.db import deliveries, posted, withdrawals
from bot.db.posted import PageState, PublicPage
from bot.messenger import StepKind
from bot.services.cause import Cause, Drop, Send, Verdict

if TYPE_CHECKING:
    from datetime import datetime

    from bot.db import Work
    from bot.db.deliveries import Delivery
    from bot.messenger import Reason, Sent
    from bot.services.cause import Composed
    from bot.services.engine import Engine

NAME = "removal"
NO_BOT = "no-bot"
"""Why a page cannot be deleted where the bot is only what a reader brought along."""

# Two a second, so that serials and notices are not kept waiting; Discord is stricter with old messages yet.
_EVERY = timedelta(seconds=0.5)
_MOST = 100_000
_BATCH = 10


async def keep_page(engine: Engine, story_id: int, page: PublicPage) -> None:
    """Keep that a message shows text of a story to others than its reader."""
    await engine.database.run(posted.keep_page(page, story_id, engine.now()))


def delete_pages(engine: Engine, story_id: int) -> Work[int]:
    """Decide to delete every public page of a story, also those that could not be deleted before; how many are tried."""
    now, asked = engine.now(), 0
    for state in (PageState.THERE, PageState.STUCK):
        for page in (yield from posted.list_pages(story_id, state, _MOST)):
            if page.server_id is None:
                yield from posted.mark_page(page.channel_id, page.message_id, PageState.STUCK, NO_BOT)
                continue
            yield from posted.mark_page(page.channel_id, page.message_id, PageState.ASKED)
            yield from deliveries.add_delivery(
                f"removal:{page.channel_id}:{page.message_id}:{int(now.timestamp() * 1000)}",
                NAME,
                story_id,
                StepKind.DELETE,
                {"message_id": page.message_id},
                target=page.channel_id,
                server_id=page.server_id,
                due=now + asked * _EVERY,
                now=now,
            )
            asked += 1
    return asked


def leave_pages(engine: Engine, story_id: int) -> Work[None]:
    """Leave the pages that have not been deleted yet: the story is shown again."""
    yield from deliveries.drop_cause(NAME, story_id, "brought back", engine.now())
    yield from posted.keep_asked(story_id)


def _compose(_engine: Engine, delivery: Delivery) -> Work[Composed]:
    story = yield from withdrawals.get_ownership(delivery.cause_id)
    # A story that is not there at all was erased, with its server.
    if story is not None and not story.withdrawn:
        return Drop("brought back")
    return Send(None, "en-US")


def _refused(_engine: Engine, delivery: Delivery, reason: Reason) -> Work[Verdict]:
    yield from posted.mark_page(delivery.target, delivery.content["message_id"], PageState.STUCK, reason.value)
    return Verdict.DROP


def _sent(_engine: Engine, delivery: Delivery, _sent: Sent) -> Work[None]:
    yield from posted.mark_page(delivery.target, delivery.content["message_id"], PageState.GONE)


def _decide(engine: Engine) -> Work[bool]:
    """Erase the texts whose time has come."""
    due = yield from withdrawals.list_to_erase(engine.now(), _BATCH)
    for story_id in due:
        yield from withdrawals.erase_text(story_id, engine.now())
    return len(due) == _BATCH


def _next_decision(_engine: Engine) -> Work[datetime | None]:
    return (yield from withdrawals.next_erasure())


REMOVAL = Cause(NAME, _compose, _refused, _sent, decide=_decide, next_decision=_next_decision)
