"""Routes about channels themselves and threads: made from a message, in a channel, as a forum's post; found; closed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from tests.wire import payloads
from tests.wire.account import guild_of
from tests.wire.calls import Call, Reply, route
from tests.wire.messages import channel_of, demand, message_of, new_message
from tests.wire.permissions import Permission
from tests.wire.refusals import refusal
from tests.wire.things import Channel, Kind

if TYPE_CHECKING:
    from tests.wire.stand_in import StandIn


@route("GET", "/channels/{channel}", "get_channel")
def get_channel(stand_in: StandIn, call: Call) -> Any:
    return payloads.channel(channel_of(stand_in, call))


@route("PATCH", "/channels/{channel}", "update_channel")
def update_channel(stand_in: StandIn, call: Call) -> Any:
    """Renames, tags, archives or locks a thread; of other channels, renames."""
    channel, world = channel_of(stand_in, call), stand_in.world
    changes = call.body
    own = channel.is_thread and channel.owner is world.bot
    if not own or changes.get("locked", channel.locked) != channel.locked:
        demand(stand_in, channel, Permission.MANAGE_THREADS if channel.is_thread else Permission.MANAGE_CHANNELS)
    if channel.archived and changes.get("archived", True):
        raise refusal(50083)
    channel.name = changes.get("name", channel.name)
    channel.applied_tags = [int(tag) for tag in changes.get("applied_tags", channel.applied_tags)]
    archived, locked = changes.get("archived", channel.archived), changes.get("locked", channel.locked)
    if channel.is_thread:
        world.set_archived(channel, archived=archived, locked=locked)
    return payloads.channel(channel)


@route("DELETE", "/channels/{channel}", "delete_channel")
def delete_channel(stand_in: StandIn, call: Call) -> Any:
    channel = channel_of(stand_in, call)
    demand(stand_in, channel, Permission.MANAGE_THREADS if channel.is_thread else Permission.MANAGE_CHANNELS)
    told = payloads.channel(channel)
    stand_in.world.remove_channel(channel)
    return told


@route("POST", "/channels/{channel}/messages/{message}/threads", "create_thread_from_message")
def create_thread_from_message(stand_in: StandIn, call: Call) -> Any:
    """A thread that has its message's id; a message has one thread at most."""
    channel = channel_of(stand_in, call)
    if channel.kind not in {Kind.TEXT, Kind.ANNOUNCEMENT}:
        raise refusal(50024)
    demand(stand_in, channel, Permission.CREATE_PUBLIC_THREADS)
    message = message_of(stand_in, call, channel)
    if message.id in stand_in.world.channels:
        raise refusal(160004)
    thread = _new_thread(stand_in, channel, call.body, message.id)
    return Reply(201, payloads.channel(thread))


@route("POST", "/channels/{channel}/threads", "create_thread")
def create_thread(stand_in: StandIn, call: Call) -> Any:
    """A thread, or in a forum a post: a thread and its first message in one request, of one id and without a nonce."""
    channel, world = channel_of(stand_in, call), stand_in.world
    if channel.kind is not Kind.FORUM:
        if channel.kind not in {Kind.TEXT, Kind.ANNOUNCEMENT}:
            raise refusal(50024)
        demand(stand_in, channel, Permission.CREATE_PUBLIC_THREADS)
        return Reply(201, payloads.channel(_new_thread(stand_in, channel, call.body, world.new_id())))
    demand(stand_in, channel, Permission.SEND_MESSAGES)
    tags = [int(tag) for tag in call.body.get("applied_tags") or []]
    if channel.tag_required and not tags:
        raise refusal(40067)
    if len(tags) > 5 or not set(tags) <= channel.tags.keys() or "message" not in call.body:
        raise refusal(50035)
    post_id = world.new_id()
    draft = Channel(post_id, Kind.THREAD)
    message = new_message(stand_in, draft, call, call.body["message"], post_id)
    thread = message.channel = _new_thread(stand_in, channel, call.body, post_id)
    thread.applied_tags = tags
    world.keep_message(message)
    return Reply(201, payloads.channel(thread) | {"message": payloads.message(message)})


def _new_thread(stand_in: StandIn, parent: Channel, body: Any, thread_id: int) -> Channel:
    assert parent.guild is not None
    if not 1 <= len(body.get("name") or "") <= 100:
        raise refusal(50035)
    if len(parent.guild.active_threads) >= parent.guild.most_active_threads:
        raise refusal(160006)
    kind = Kind.ANNOUNCEMENT_THREAD if parent.kind is Kind.ANNOUNCEMENT else Kind.THREAD
    thread = Channel(thread_id, kind, body["name"], parent.guild, parent, stand_in.world.bot)
    stand_in.world.keep_channel(thread)
    stand_in.world.announce("THREAD_CREATE", payloads.channel(thread) | {"newly_created": True})
    return thread


@route("GET", "/guilds/{guild}/threads/active", "get_active_guild_threads")
def get_active_threads(stand_in: StandIn, call: Call) -> Any:
    threads = guild_of(stand_in, call).active_threads
    visible = [thread for thread in threads if stand_in.world.may(thread, Permission.VIEW_CHANNEL)]
    newest_first = sorted(visible, key=lambda thread: -thread.id)
    return {"threads": [payloads.channel(thread) for thread in newest_first], "members": []}


@route("GET", "/channels/{channel}/threads/archived/public", "list_public_archived_threads")
def list_archived_threads(stand_in: StandIn, call: Call) -> Any:
    """A channel's archived threads, the last one archived first."""
    channel = channel_of(stand_in, call)
    if not stand_in.world.may(channel, Permission.READ_MESSAGE_HISTORY):
        raise refusal(50013)
    limit = int(call.query.get("limit", 50))
    archived = [thread for thread in stand_in.world.threads(channel) if thread.archived]
    archived.sort(key=_archived_at, reverse=True)
    if "before" in call.query:
        before = datetime.fromisoformat(call.query["before"])
        archived = [thread for thread in archived if _archived_at(thread) < before]
    told = [payloads.channel(thread) for thread in archived[:limit]]
    return {"threads": told, "members": [], "has_more": len(archived) > limit}


def _archived_at(thread: Channel) -> datetime:
    assert thread.archived_at is not None
    return thread.archived_at


@route("PUT", "/channels/{channel}/thread-members/@me", "join_thread")
def join_thread(stand_in: StandIn, call: Call) -> Any:
    if channel_of(stand_in, call).archived:
        raise refusal(50083)
