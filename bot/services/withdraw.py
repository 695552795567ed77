"""Withdrawing a story: hidden everywhere at once, its serials and messages stopped; undone within a week, then erased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.db import deliveries, posted, serials, servers, stories, withdrawals
from bot.db.keys import title_key
from bot.db.posted import PageState
from bot.errors import NotAllowedError, NotFoundError
from bot.services.removal import delete_pages, leave_pages
from bot.services.scope import enter
from bot.services.serials.control import stop_of_story

if TYPE_CHECKING:
    from datetime import datetime

    from bot.db import Work
    from bot.db.posted import PublicPage
    from bot.db.withdrawals import Owned
    from bot.models import Visit
    from bot.services.engine import Engine

UNDO_WITHIN = timedelta(days=7)
# An autocomplete list and a menu hold as many (Discord).
CHOICES = 25
LISTED = 15
# Stands for whoever uses the command line.
OPERATOR_ID = 0


class Authority(StrEnum):
    """As whom somebody withdraws a story; what one withdrew, the ones before her cannot bring back."""

    AUTHOR = "author"
    MODERATOR = "moderator"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class WithdrawalView:
    """A story that may be withdrawn, or is: `until` when it can be brought back (None: it is not withdrawn, or erased).

    Before, `serials` and `messages` count what would be stopped and cancelled. `pages` counts its public pages by how they
    stand, `left` lists those that cannot be deleted, the first of them. `may_undo`: whoever asks can bring it back.
    """

    story_id: int
    title: str
    withdrawn: bool
    until: datetime | None
    may_undo: bool
    withdrawn_as: Authority | None
    serials: int
    messages: int
    pages: dict[PageState, int]
    left: tuple[PublicPage, ...]


async def suggest(engine: Engine, visit: Visit, typed: str, *, operator: bool) -> list[Owned]:
    """At most 25 stories that whoever asks may withdraw or bring back, those still shown first."""
    return await engine.read(visit, _suggest(visit, typed, operator=operator))


async def resolve(engine: Engine, visit: Visit, typed: str, *, operator: bool) -> int | list[Owned]:
    """The id of the story that was typed by its id or a title that one alone has, else those it may mean.

    Raises NotFoundError where whoever asks may withdraw none like that, and NotAllowedError for one that she can read.
    """
    return await engine.read(visit, _resolve(engine, visit, typed, operator=operator))


async def look(engine: Engine, visit: Visit, story_id: int, *, operator: bool) -> WithdrawalView:
    """How a story stands, for whoever may withdraw it. Raises NotFoundError and NotAllowedError."""
    return await engine.read(visit, _look(engine, visit, story_id, operator=operator))


async def withdraw(engine: Engine, visit: Visit, story_id: int, *, operator: bool) -> WithdrawalView:
    """Withdraw a story; one that is withdrawn already stays so. Raises NotFoundError and NotAllowedError."""
    seen = await engine.run(visit, _withdraw(engine, visit, story_id, operator=operator))
    engine.bell.ring()
    return seen


async def bring_back(engine: Engine, visit: Visit, story_id: int, *, operator: bool) -> WithdrawalView:
    """Show a withdrawn story again; what was stopped and cancelled stays so.

    Raises NotFoundError, and NotAllowedError where it was withdrawn by somebody with more authority, or is erased.
    """
    seen = await engine.run(visit, _bring_back(engine, visit, story_id, operator=operator))
    engine.bell.ring()
    return seen


async def remove_posted(engine: Engine, visit: Visit, story_id: int, *, operator: bool) -> WithdrawalView:
    """Begin to delete every public page of a withdrawn story. Raises NotFoundError and NotAllowedError."""
    seen = await engine.run(visit, _remove_posted(engine, visit, story_id, operator=operator))
    engine.bell.ring()
    return seen


# --- who may --------------------------------------------------------------------------------------------------------


def authority_over(story: Owned, visit: Visit, *, operator: bool) -> Authority | None:
    """As whom somebody may withdraw a story, if at all: her own first, then her server's, then as the operator any."""
    if story.author_id is not None and story.author_id == visit.reader.id:
        return Authority.AUTHOR
    if story.server_id is not None and story.server_id == visit.where.server_id and visit.moderator:
        return Authority.MODERATOR
    return Authority.OPERATOR if operator else None


def _may_undo(story: Owned, visit: Visit, *, operator: bool) -> bool:
    """Authors bring back what they withdrew, moderators what they did, the operator everything but an author's own."""
    if not story.withdrawn or story.erased:
        return False
    own = authority_over(story, visit, operator=operator)
    if story.withdrawn_as == Authority.AUTHOR:
        return own is Authority.AUTHOR
    moderates = story.server_id is not None and story.server_id == visit.where.server_id and visit.moderator
    return operator or (moderates and story.withdrawn_as == Authority.MODERATOR)


def _require(engine: Engine, visit: Visit, story_id: int, *, operator: bool) -> Work[tuple[Owned, Authority]]:
    story = yield from withdrawals.get_ownership(story_id)
    authority = None if story is None else authority_over(story, visit, operator=operator)
    if story is not None and authority is not None:
        return story, authority
    scope = yield from enter(engine, visit)
    entry = yield from stories.get_entry(story_id)
    if entry is not None and scope.visibility.reaches(entry):
        raise NotAllowedError(
            "Only its author, a moderator of its server or whoever runs the bot can withdraw that story.",
            "**Report**, under **More** on each page, tells them what is wrong with it.",
        )
    raise NotFoundError("There is no such story that you could withdraw.", "`/withdraw` suggests those there are.")


def _suggest(visit: Visit, typed: str, *, operator: bool) -> Work[list[Owned]]:
    moderated = visit.where.server_id if visit.moderator else None
    return (
        yield from withdrawals.list_owned(
            typed, reader_id=visit.reader.id, moderated=moderated, operator=operator, limit=CHOICES
        )
    )


def _resolve(engine: Engine, visit: Visit, typed: str, *, operator: bool) -> Work[int | list[Owned]]:
    if typed.isascii() and typed.isdigit() and len(typed) < 19:
        story, _authority = yield from _require(engine, visit, int(typed), operator=operator)
        return story.story_id
    found = yield from _suggest(visit, typed, operator=operator)
    if not found:
        raise NotFoundError("There is no such story that you could withdraw.", "`/withdraw` suggests those there are.")
    named = [story for story in found if title_key(story.title) == title_key(typed)] or found
    return named[0].story_id if len(named) == 1 else named


# --- units of work --------------------------------------------------------------------------------------------------


def _look(engine: Engine, visit: Visit, story_id: int, *, operator: bool) -> Work[WithdrawalView]:
    story, _authority = yield from _require(engine, visit, story_id, operator=operator)
    return (yield from _view(story, may_undo=_may_undo(story, visit, operator=operator)))


def _withdraw(engine: Engine, visit: Visit, story_id: int, *, operator: bool) -> Work[WithdrawalView]:
    story, authority = yield from _require(engine, visit, story_id, operator=operator)
    if not story.withdrawn:
        yield from carry_out(engine, story, authority, visit.reader.id)
    return (yield from _look(engine, visit, story_id, operator=operator))


def carry_out(engine: Engine, story: Owned, authority: Authority, actor_id: int) -> Work[None]:
    """Withdraw a story that is not withdrawn yet, in the name of whoever may."""
    now = engine.now()
    yield from stories.withdraw_story(story.story_id, now, withdrawn_as=authority.value, erase=now + UNDO_WITHIN)
    for cause, cause_id in (yield from withdrawals.list_causes(story.story_id)):
        yield from deliveries.drop_cause(cause, cause_id, "withdrawn", now)
    yield from stop_of_story(engine, story.story_id, actor_id)
    if story.server_id is not None:
        yield from servers.note_action(story.server_id, actor_id, "story-withdrawn", story.title, now)


def _bring_back(engine: Engine, visit: Visit, story_id: int, *, operator: bool) -> Work[WithdrawalView]:
    story, _authority = yield from _require(engine, visit, story_id, operator=operator)
    if story.erased:
        raise NotAllowedError("The text of that story is erased.", "Its author can publish it again.")
    if story.withdrawn and not _may_undo(story, visit, operator=operator):
        raise _not_yours(story)
    if story.withdrawn and (yield from withdrawals.show_again(story_id, engine.now())):
        yield from leave_pages(engine, story_id)
        if story.server_id is not None:
            yield from servers.note_action(
                story.server_id, visit.reader.id, "story-brought-back", story.title, engine.now()
            )
    return (yield from _look(engine, visit, story_id, operator=operator))


def _not_yours(story: Owned) -> NotAllowedError:
    if story.withdrawn_as == Authority.AUTHOR:
        return NotAllowedError("Its author withdrew that story, and she alone can bring it back.")
    if story.withdrawn_as == Authority.MODERATOR:
        return NotAllowedError("A moderator withdrew that story.", "A moderator of its server can bring it back.")
    return NotAllowedError("Whoever runs the bot withdrew that story, and alone can bring it back.")


def _remove_posted(engine: Engine, visit: Visit, story_id: int, *, operator: bool) -> Work[WithdrawalView]:
    story, _authority = yield from _require(engine, visit, story_id, operator=operator)
    if not story.withdrawn:
        raise NotFoundError("That story is not withdrawn.", "`/withdraw` withdraws it.")
    yield from delete_pages(engine, story_id)
    return (yield from _look(engine, visit, story_id, operator=operator))


def _view(story: Owned, *, may_undo: bool) -> Work[WithdrawalView]:
    messages = 0
    for cause, cause_id in (yield from withdrawals.list_causes(story.story_id)):
        messages += yield from deliveries.count_pending(cause, cause_id)
    running = yield from serials.list_of_story(story.story_id)
    withdrawn_as = story.withdrawn_as
    return WithdrawalView(
        story_id=story.story_id,
        title=story.title,
        withdrawn=story.withdrawn,
        until=story.erase_at,
        may_undo=may_undo,
        withdrawn_as=Authority(withdrawn_as) if withdrawn_as else None,
        serials=len(running),
        messages=messages,
        pages=(yield from posted.count_pages(story.story_id)),
        left=tuple((yield from posted.list_pages(story.story_id, PageState.STUCK, LISTED))),
    )
