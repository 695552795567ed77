"""Things of the world as Discord writes them in JSON, complete enough for discord.py to parse."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.wire.things import Channel, Guild, Message, Role, User

JOINED = "2026-01-01T00:00:00+00:00"
REQUIRE_TAG = 1 << 4
APPLICATION_FIELDS = {
    "name": "cliffhanger", "icon": None, "description": "", "summary": "", "bot_public": True,
    "bot_require_code_grant": False, "verify_key": "", "flags": 0, "team": None,
    "owner": {"id": "2", "username": "owner", "discriminator": "0", "avatar": None, "global_name": None},
}  # fmt: skip


def user_fields(user_id: int, name: str, *, bot: bool = False) -> dict[str, Any]:
    """A user."""
    return {
        "id": str(user_id), "username": name, "discriminator": "0", "avatar": None, "bot": bot,
        "global_name": None if bot else name.title(), "public_flags": 0, "flags": 0, "primary_guild": None,
    }  # fmt: skip


def user(one: User) -> dict[str, Any]:
    return user_fields(one.id, one.name, bot=one.bot)


def application(bot_id: int) -> dict[str, Any]:
    """The bot's own application, whose id is the bot's."""
    return {"id": str(bot_id), **APPLICATION_FIELDS}


def callback(interaction_id: int, kind: int, message_id: int, answer: int, shown: Any = None) -> dict[str, Any]:
    """What Discord says to the first answer to an interaction of this kind."""
    told = {
        "id": str(interaction_id), "type": kind, "response_message_id": str(message_id),
        "response_message_loading": answer == 5, "response_message_ephemeral": bool(shown and shown["flags"] & 64),
    }  # fmt: skip
    return {"interaction": told, "resource": {"type": answer} | ({"message": shown} if shown else {})}


def role(one: Role) -> dict[str, Any]:
    return {
        "id": str(one.id), "name": one.name, "permissions": str(int(one.permissions)), "position": one.position,
        "color": 0, "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None}, "hoist": False,
        "icon": None, "unicode_emoji": None, "managed": False, "mentionable": False, "flags": 0,
    }  # fmt: skip


def member(guild: Guild, one: User) -> dict[str, Any]:
    return {
        "user": user(one), "roles": [str(role_id) for role_id in guild.members[one.id]], "nick": None, "avatar": None,
        "joined_at": JOINED, "premium_since": None, "deaf": False, "mute": False, "pending": False, "flags": 0,
        "communication_disabled_until": None,
    }  # fmt: skip


# What GUILD_CREATE has beyond the server itself.
GATEWAY_ONLY = frozenset(
    {
        "joined_at", "large", "unavailable", "member_count", "members", "channels", "threads", "presences",
        "voice_states", "stage_instances", "guild_scheduled_events", "soundboard_sounds",
    }
)  # fmt: skip


def guild(one: Guild, bot: User) -> dict[str, Any]:
    """A server as GUILD_CREATE shows it to a bot without the members intent: of the members, the bot alone."""
    channels = [channel(c) for c in one.channels.values() if not c.is_thread]
    return {
        "id": str(one.id), "name": one.name, "icon": None, "splash": None, "banner": None, "description": None,
        "owner_id": str(one.owner_id), "roles": [role(r) for r in one.roles.values()], "emojis": [], "stickers": [],
        "features": [], "verification_level": 0, "default_message_notifications": 1, "explicit_content_filter": 0,
        "mfa_level": 0, "nsfw_level": 0, "premium_tier": 0, "premium_progress_bar_enabled": False, "afk_timeout": 300,
        "afk_channel_id": None, "system_channel_id": None, "system_channel_flags": 0, "rules_channel_id": None,
        "public_updates_channel_id": None, "safety_alerts_channel_id": None, "vanity_url_code": None,
        "preferred_locale": one.locale, "member_count": len(one.members), "large": len(one.members) > 250,
        "unavailable": False, "joined_at": JOINED, "channels": channels,
        "threads": [channel(thread) for thread in one.active_threads], "members": [member(one, bot)],
        "presences": [], "voice_states": [], "stage_instances": [], "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }  # fmt: skip


def channel(one: Channel) -> dict[str, Any]:
    """A channel, DM or thread."""
    found: dict[str, Any] = {"id": str(one.id), "type": int(one.kind), "flags": 0, "last_message_id": _last(one)}
    if one.guild is None:
        return found | {"recipients": [user(one.recipient)] if one.recipient else []}
    found |= {"guild_id": str(one.guild.id), "name": one.name, "rate_limit_per_user": 0}
    if one.is_thread:
        return found | _thread(one)
    overwrites = [
        {"id": str(key), "type": int(o.member), "allow": str(int(o.allow)), "deny": str(int(o.deny))}
        for key, o in one.overwrites.items()
    ]
    tags = [
        {"id": str(key), "name": name, "moderated": False, "emoji_id": None, "emoji_name": None}
        for key, name in one.tags.items()
    ]
    return found | {
        "position": 0, "parent_id": None, "topic": None, "nsfw": one.nsfw, "permission_overwrites": overwrites,
        "available_tags": tags, "default_reaction_emoji": None, "default_sort_order": None, "default_forum_layout": 0,
        "default_auto_archive_duration": 1440, "flags": REQUIRE_TAG if one.tag_required else 0,
    }  # fmt: skip


def _thread(one: Channel) -> dict[str, Any]:
    assert one.parent is not None
    assert one.owner is not None
    archived_at = one.archived_at.isoformat() if one.archived_at else JOINED
    return {
        "parent_id": str(one.parent.id), "owner_id": str(one.owner.id), "member_count": 1,
        "message_count": len(one.existing), "total_message_sent": len(one.messages),
        "applied_tags": [str(tag) for tag in one.applied_tags],
        "thread_metadata": {
            "archived": one.archived, "locked": one.locked, "auto_archive_duration": 1440,
            "archive_timestamp": archived_at, "create_timestamp": JOINED,
        },
    }  # fmt: skip


def _last(one: Channel) -> str | None:
    return str(next(reversed(one.messages))) if one.messages else None


def message(one: Message) -> dict[str, Any]:
    """A message with its components as they were sent. Its nonce is told to whoever created it, and nobody else."""
    thread = one.channel.guild.channels.get(one.id) if one.channel.guild else None
    found = {
        "id": str(one.id), "channel_id": str(one.channel.id), "author": user(one.author), "content": one.content,
        "timestamp": one.at.isoformat(), "edited_timestamp": _time(one.edited_at), "tts": False,
        "mention_everyone": False, "mentions": [], "mention_roles": [], "mention_channels": [],
        "attachments": one.attachments, "embeds": one.embeds, "pinned": False, "type": 0, "flags": one.flags,
        "components": one.components,
    }  # fmt: skip
    if one.reference:
        found["message_reference"] = one.reference
    if thread is not None and thread is not one.channel:
        found["thread"] = channel(thread)
    return found


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
