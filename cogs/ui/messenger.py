"""Discord as the engine asks for it (bot/messenger.py): sends a step once, or looks for what an earlier try has sent."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

import aiohttp
import discord

from bot.messenger import Absent, Busy, Reason, Refused, Sent, StepKind, Unanswered
from cogs.ui.actions import components_of
from cogs.ui.language import speaking
from cogs.ui.outgoing import draw

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from bot.messenger import Outcome, Step
    from cogs.ui.outgoing import Drawn

_log = logging.getLogger(__name__)

# The clocks of Discord and of this machine may differ by as much.
_CLOCK_DIFFERENCE = timedelta(minutes=15)
_ARCHIVED_POSTS = 50
_ONE_WEEK: Literal[10080] = 10080  # minutes, the longest after which Discord archives a quiet thread

# Discord's error codes (its documentation, "Opcodes and Status Codes").
_REASONS = {
    10003: Reason.CHANNEL_GONE,
    10004: Reason.CHANNEL_GONE,
    10013: Reason.DM_CLOSED,
    40003: Reason.ANTI_SPAM,
    20026: Reason.ANTI_SPAM,
    40067: Reason.TAG_REQUIRED,
    50001: Reason.NO_PERMISSION,
    50007: Reason.DM_CLOSED,
    50013: Reason.NO_PERMISSION,
    50083: Reason.THREAD_CLOSED,
    50278: Reason.DM_CLOSED,
    160005: Reason.THREAD_CLOSED,
}
_UNKNOWN_MESSAGE = 10008
# The message, or the channel that it was in.
_GONE = frozenset({10003, _UNKNOWN_MESSAGE})
_THREAD_EXISTS = 160004
# Slow mode, writing too much to a channel or server, too many active threads: it passes.
_BUSY_SECONDS = {20016: 60.0, 20022: 60.0, 20028: 60.0, 20029: 60.0, 160006: 3600.0, 160007: 3600.0}

_once: ContextVar[bool] = ContextVar("once", default=False)


class _NoAnswerError(Exception):
    """Discord answered that something went wrong on its side; what was asked for may have been done."""


def request_trace() -> aiohttp.TraceConfig:
    """For `discord.Client(http_trace=...)`: what this module sends is not repeated by discord.py itself.

    It repeats a request after a server error, though that may have been carried out; harmless where there is a nonce, but
    a forum's post has none. And its pauses are longer than a lease may wait.
    """
    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(_stop_repeating)
    trace.on_request_exception.append(_stop_after_failure)
    return trace


async def _stop_repeating(_session: Any, _context: Any, ended: aiohttp.TraceRequestEndParams) -> None:
    if _once.get() and ended.response.status >= 500:
        ended.response.close()
        raise _NoAnswerError


async def _stop_after_failure(_session: Any, _context: Any, failed: aiohttp.TraceRequestExceptionParams) -> None:
    if _once.get() and isinstance(failed.exception, Exception):  # not where the task is cancelled
        raise _NoAnswerError from failed.exception


@contextmanager
def _no_repeats() -> Iterator[None]:
    token = _once.set(True)
    try:
        yield
    finally:
        _once.reset(token)


class DiscordMessenger:
    """A `Messenger` that uses the bot's client."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def send(self, step: Step) -> Outcome:
        """Carries out a step; what goes wrong is part of the answer."""
        try:
            with _no_repeats():
                if step.kind is StepKind.DELETE:
                    return await self._delete(step)
                drawn = _drawn(step)
                return drawn if isinstance(drawn, Refused) else await self._send(step, drawn)
        except discord.HTTPException as error:
            return _outcome_of(error, step)
        except discord.RateLimited as limited:
            return Busy(limited.retry_after)
        except (TimeoutError, _NoAnswerError, aiohttp.ClientError, OSError):
            return Unanswered()

    async def _send(self, step: Step, drawn: Drawn) -> Outcome:
        if step.adult and step.kind is not StepKind.DM and not await self._is_age_restricted(step):
            return Refused(Reason.NOT_AGE_RESTRICTED)
        if step.kind is StepKind.FORUM_POST:
            return await self._open_post(step, drawn)
        if step.kind is StepKind.THREAD:
            return await self._open_thread(step, drawn)
        if step.kind is StepKind.DM:
            channel = await self._dm(step)
        else:
            channel = self._client.get_partial_messageable(step.target, guild_id=step.server_id)
        sent = await channel.send(view=drawn.card, nonce=step.marker, allowed_mentions=_mentions(drawn))
        return Sent(sent.channel.id, sent.id)

    async def _open_post(self, step: Step, drawn: Drawn) -> Outcome:
        forum = await self._channel(step)
        if not isinstance(forum, discord.ForumChannel) or drawn.card is None:
            return Refused(Reason.CHANNEL_GONE)
        tags = [tag for tag in forum.available_tags if tag.name in drawn.tags]
        opened = await forum.create_thread(
            name=drawn.name,
            view=drawn.card,
            applied_tags=tags,
            allowed_mentions=_mentions(drawn),
            auto_archive_duration=_ONE_WEEK,
        )
        return Sent(opened.thread.id, opened.message.id)

    async def _open_thread(self, step: Step, drawn: Drawn) -> Outcome:
        channel = await self._channel(step)
        if not isinstance(channel, discord.TextChannel) or step.message_id is None:
            return Refused(Reason.CHANNEL_GONE)
        message = channel.get_partial_message(step.message_id)
        thread = await message.create_thread(name=drawn.name, auto_archive_duration=_ONE_WEEK)
        return Sent(thread.id, step.message_id)

    async def _delete(self, step: Step) -> Outcome:
        channel = self._client.get_partial_messageable(step.target, guild_id=step.server_id)
        await channel.get_partial_message(step.message_id or 0).delete()
        return Sent(step.target, step.message_id or 0)

    # --- looking ----------------------------------------------------------------------------------------------------

    async def look(self, step: Step) -> Outcome | Absent:
        """The step's message, wherever an earlier try would have left it."""
        try:
            return await self._look(step)
        except discord.HTTPException as error:
            found = _outcome_of(error, step)
            return found if isinstance(found, Busy | Unanswered) else Refused(Reason.CANNOT_LOOK, error.text)
        except (TimeoutError, aiohttp.ClientError, OSError):
            return Unanswered()

    async def _look(self, step: Step) -> Outcome | Absent:
        if step.kind in {StepKind.THREAD, StepKind.DELETE}:
            return Absent()  # Discord itself refuses a second thread on a message, and a second deletion
        if step.kind is StepKind.DM:
            channel: Any = await self._dm(step)
        else:
            channel = await self._channel(step)
            # Without the permission Discord answers with an empty list, which would look like "not there".
            if not await self._may_read(channel):
                return Refused(Reason.CANNOT_LOOK)
        since = (step.since or discord.utils.utcnow()) - _CLOCK_DIFFERENCE
        messages = _first_messages(channel, since) if step.kind is StepKind.FORUM_POST else _history(channel, since)
        async for message in messages:
            if message.author == self._client.user and _carries(message, step.marker):
                return Sent(message.channel.id, message.id)
        return Absent()

    async def _may_read(self, channel: Any) -> bool:
        guild = channel.guild
        me = guild.me or await guild.fetch_member(self._client.user.id)  # type: ignore[union-attr]
        allowed = (await _ruling(channel)).permissions_for(me)
        return bool(allowed.view_channel and allowed.read_message_history)

    # --- places -----------------------------------------------------------------------------------------------------

    async def _dm(self, step: Step) -> Any:
        if step.dm_channel is not None:
            return self._client.get_partial_messageable(step.dm_channel)
        return await self._client.create_dm(discord.Object(step.target))

    async def _channel(self, step: Step) -> Any:
        """The channel or thread of a step with its server, also where another process has that server's shard."""
        known = self._client.get_channel(step.target)
        if known is not None:
            return known
        guild = self._client.get_guild(step.server_id or 0)
        if guild is None and step.server_id is not None:
            guild = await self._client.fetch_guild(step.server_id)
        if guild is None:
            return await self._client.fetch_channel(step.target)
        return await guild.fetch_channel(step.target)

    async def _is_age_restricted(self, step: Step) -> bool:
        channel = await _ruling(await self._channel(step))
        return bool(hasattr(channel, "is_nsfw") and channel.is_nsfw())

    async def is_member(self, server_id: int, reader_id: int) -> bool:
        """Whether somebody is a member of a server for certain."""
        try:
            await self._client.http.get_member(server_id, reader_id)
        except (TimeoutError, discord.HTTPException, aiohttp.ClientError, OSError):
            return False
        return True


async def _ruling(channel: Any) -> Any:
    """Of a thread the channel above it, whose permissions and age restriction are the thread's, also on another shard."""
    if not isinstance(channel, discord.Thread):
        return channel
    return channel.parent or await channel.guild.fetch_channel(channel.parent_id)


def _drawn(step: Step) -> Drawn | Refused:
    try:
        with speaking(step.locale):
            return draw(step.content, step.marker)
    except Exception as error:  # noqa: BLE001 - logged
        # A mistake of ours: trying again will not help, and whoever waits for it must hear of that.
        _log.exception("%s cannot be drawn", type(step.content).__name__)
        return Refused(Reason.REJECTED, str(error))


def _mentions(drawn: Drawn) -> discord.AllowedMentions:
    roles = [discord.Object(drawn.role)] if drawn.role else False
    return discord.AllowedMentions(everyone=False, users=False, roles=roles, replied_user=False)


def _outcome_of(error: discord.HTTPException, step: Step) -> Outcome:
    """What an answer of Discord's means for a step."""
    if step.kind is StepKind.DELETE and error.code in _GONE:
        return Sent(step.target, step.message_id or 0)
    if error.code == _UNKNOWN_MESSAGE and step.kind in {StepKind.MESSAGE, StepKind.DM}:
        return Sent(step.target, 0)  # its nonce was seen: it was sent, and deleted since
    if error.code == _THREAD_EXISTS and step.message_id is not None:
        return Sent(step.message_id, step.message_id)  # a thread has its message's id
    if error.code in _REASONS:
        return Refused(_REASONS[error.code], error.text)
    if error.code in _BUSY_SECONDS:
        return Busy(_BUSY_SECONDS[error.code])
    if error.status >= 500:
        return Unanswered()
    if error.status == 429:
        return Busy(30.0)
    if step.kind is StepKind.DM and error.status in {400, 403}:
        return Refused(Reason.DM_CLOSED, error.text)
    if error.status in {401, 403}:
        return Refused(Reason.NO_PERMISSION, error.text)
    return Refused(Reason.CHANNEL_GONE if error.status == 404 else Reason.REJECTED, error.text)


async def _history(channel: Any, since: datetime) -> AsyncIterator[discord.Message]:
    async for message in channel.history(limit=None, after=since, oldest_first=True):
        yield message


async def _first_messages(forum: discord.ForumChannel, since: datetime) -> AsyncIterator[discord.Message]:
    """The messages that posts of a forum open with, of those made since then."""
    posts = [thread for thread in await forum.guild.active_threads() if thread.parent_id == forum.id]
    posts += [thread async for thread in forum.archived_threads(limit=_ARCHIVED_POSTS)]
    for post in posts:
        if discord.utils.snowflake_time(post.id) >= since:
            try:
                yield await post.fetch_message(post.id)
            except discord.NotFound:
                continue  # deleted since


def _carries(message: discord.Message, marker: str) -> bool:
    custom_ids = (getattr(component, "custom_id", None) or "" for component in components_of(message))
    return any(custom_id.endswith(f":{marker}") for custom_id in custom_ids)
