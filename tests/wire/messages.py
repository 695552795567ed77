"""Routes about messages: posting once for each nonce, changing, deleting, reading back, and opening DMs."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.wire import payloads
from tests.wire.calls import Call, need, route
from tests.wire.permissions import Permission
from tests.wire.refusals import RefusalError, refusal
from tests.wire.things import Channel, Kind, Message, walk

if TYPE_CHECKING:
    from tests.wire.stand_in import StandIn
    from tests.wire.things import User

LONGEST = 2000  # characters of content


def channel_of(stand_in: StandIn, call: Call) -> Channel:
    """The channel in the path, which the bot must be able to see."""
    channel: Channel = need(stand_in.world.channels.get(call.id("channel")), 10003)
    if channel.guild is not None and stand_in.world.bot.id not in channel.guild.members:
        raise refusal(50001)
    if not stand_in.world.may(channel, Permission.VIEW_CHANNEL):
        raise refusal(50001)
    return channel


def demand(stand_in: StandIn, channel: Channel, permission: Permission) -> None:
    """Refuses what the bot has no permission for."""
    if not stand_in.world.may(channel, permission):
        raise refusal(50013)


def message_of(stand_in: StandIn, call: Call, channel: Channel) -> Message:
    message: Message | None = channel.messages.get(call.id("message"))
    if message is None or message.deleted:
        raise refusal(10008)
    return message


def new_message(stand_in: StandIn, channel: Channel, call: Call, body: Any, message_id: int | None = None) -> Message:
    """A message of the bot's with this body, not yet put anywhere."""
    world = stand_in.world
    message = Message(message_id or world.new_id(), channel, world.bot, world.now(), nonce=_nonce(body))
    write(message, body, call.files)
    if not (message.content or message.components or message.embeds or message.attachments):
        raise refusal(50006)
    return message


def write(message: Message, body: Any, files: list[str]) -> None:
    """Gives a message what a body says, and each component an id where the body gave it none, as Discord does."""
    message.content = body.get("content", message.content) or ""
    if len(message.content) > LONGEST:
        raise refusal(50035)
    message.embeds = body.get("embeds", message.embeds) or []
    message.flags = body.get("flags", message.flags) or 0
    message.reference = body.get("message_reference", message.reference)
    if "components" in body:
        message.components = deepcopy(body["components"] or [])
        taken = {part["id"] for part in walk(message.components) if part.get("id")}
        numbers = (number for number in range(1, 10_000) if number not in taken)
        for part in walk(message.components):
            part["id"] = part.get("id") or next(numbers)
    message.attachments = message.attachments + [
        {"id": str(message.id + place), "filename": name, "size": 1, "url": f"http://files/{name}", "proxy_url": ""}
        for place, name in enumerate(files, 1)
    ]


def _nonce(body: Any) -> str | None:
    nonce = body.get("nonce")
    if nonce is None:
        return None
    if len(str(nonce)) > 25:
        raise refusal(50035)
    return str(nonce)


@route("POST", "/channels/{channel}/messages", "create_message")
def create_message(stand_in: StandIn, call: Call) -> Any:
    """Posts; a nonce that came here within the window gives the message that it made then."""
    channel, world = channel_of(stand_in, call), stand_in.world
    if channel.kind is Kind.FORUM:
        raise refusal(50008)
    demand(stand_in, channel, Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permission.SEND_MESSAGES)
    if channel.locked and channel.archived and not world.may(channel, Permission.MANAGE_THREADS):
        raise refusal(160005)
    if channel.recipient is not None and channel.recipient.refuses is not None:
        raise channel.recipient.refuses.again()
    message = new_message(stand_in, channel, call, call.body)
    if call.body.get("enforce_nonce") and message.nonce is not None:
        first = _first_of(stand_in, channel, message.nonce)
        if first is not None and first.deleted:
            raise refusal(10008)
        message = first or message
    if message.id not in channel.messages:
        world.keep_message(message)
    return payloads.message(message) | ({"nonce": call.body["nonce"]} if message.nonce else {})


def _first_of(stand_in: StandIn, channel: Channel, nonce: str) -> Message | None:
    since = stand_in.world.now() - timedelta(seconds=stand_in.nonce_seconds)
    for message in reversed(channel.messages.values()):
        if message.at <= since:
            return None
        if message.nonce == nonce and message.author is stand_in.world.bot:
            return message
    return None


@route("PATCH", "/channels/{channel}/messages/{message}", "update_message")
def update_message(stand_in: StandIn, call: Call) -> Any:
    channel = channel_of(stand_in, call)
    message = message_of(stand_in, call, channel)
    if message.author is not stand_in.world.bot:
        raise refusal(50005)
    if channel.archived:
        raise refusal(50083)
    write(message, call.body, call.files)
    message.edited_at, message.edits = stand_in.world.now(), message.edits + 1
    return payloads.message(message)


@route("DELETE", "/channels/{channel}/messages/{message}", "delete_message")
def delete_message(stand_in: StandIn, call: Call) -> Any:
    channel = channel_of(stand_in, call)
    message = message_of(stand_in, call, channel)
    if message.author is not stand_in.world.bot:
        demand(stand_in, channel, Permission.MANAGE_MESSAGES)
    if channel.archived:
        raise refusal(50083)
    message.deleted = True


@route("GET", "/channels/{channel}/messages/{message}", "get_message")
def get_message(stand_in: StandIn, call: Call) -> Any:
    channel = channel_of(stand_in, call)
    if not stand_in.world.may(channel, Permission.READ_MESSAGE_HISTORY):
        raise refusal(50001)
    return payloads.message(message_of(stand_in, call, channel))


@route("GET", "/channels/{channel}/messages", "list_messages")
def list_messages(stand_in: StandIn, call: Call) -> Any:
    """A channel's messages, newest first; none at all for a bot that may not read the history."""
    channel = channel_of(stand_in, call)
    if not stand_in.world.may(channel, Permission.READ_MESSAGE_HISTORY):
        return []
    limit = int(call.query.get("limit", 50))
    if not 1 <= limit <= 100:
        raise refusal(50035)
    found = channel.existing
    if "before" in call.query:
        found = [message for message in found if message.id < int(call.query["before"])]
    if "after" in call.query:
        found = [message for message in found if message.id > int(call.query["after"])][:limit]
    elif "around" in call.query:
        middle = int(call.query["around"])
        earlier = [message for message in found if message.id < middle][-(limit // 2) :]
        found = (earlier + [message for message in found if message.id >= middle])[:limit]
    return [payloads.message(message) for message in reversed(found[-limit:])]


@route("POST", "/channels/{channel}/messages/{message}/crosspost", "crosspost_message")
def crosspost_message(stand_in: StandIn, call: Call) -> Any:
    channel = channel_of(stand_in, call)
    if channel.kind is not Kind.ANNOUNCEMENT:
        raise refusal(50024)
    demand(stand_in, channel, Permission.SEND_MESSAGES)
    message = message_of(stand_in, call, channel)
    if message.flags & 1:
        raise refusal(40033)
    message.flags |= 1
    return payloads.message(message)


@route("POST", "/channels/{channel}/typing", "trigger_typing_indicator")
def trigger_typing(stand_in: StandIn, call: Call) -> Any:
    channel_of(stand_in, call)


@route("POST", "/users/@me/channels", "create_dm")
def create_dm(stand_in: StandIn, call: Call) -> Any:
    """The DM with somebody, the same one each time; new ones faster than the stand-in allows are refused."""
    world = stand_in.world
    user: User = need(world.users.get(int(call.body["recipient_id"])), 50033)
    found = world.dm(user)
    if found is None:
        if user.refuses is not None and user.unreachable:
            raise RefusalError(400, user.refuses.code, user.refuses.message)
        code = stand_in.new_dms.count()
        if code is not None:
            raise refusal(code)
        found = world.open_dm(user)
    return payloads.channel(found)
