"""Who may do what where: Discord's permission bits, and how roles and a channel's overwrites add up to them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.wire.things import Channel, Guild


class Permission(IntFlag):
    """The permissions that the stand-in enforces."""

    NONE = 0
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    SEND_MESSAGES_IN_THREADS = 1 << 38


READ = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY
WRITE = Permission.SEND_MESSAGES | Permission.SEND_MESSAGES_IN_THREADS | Permission.CREATE_PUBLIC_THREADS
EVERYTHING = (1 << 53) - 1


@dataclass(frozen=True, slots=True)
class Overwrite:
    """What a channel allows and denies to a role or, where `member`, to one member."""

    allow: int = 0
    deny: int = 0
    member: bool = False


def permissions_of(guild: Guild, user_id: int, channel: Channel | None = None) -> int:
    """The bits a member has in a guild, or in one of its channels; a thread has those of its parent.

    Order: everyone, roles, and of the channel everyone's overwrite, the roles' together, the member's
    (Discord's documentation, topics/permissions).
    """
    held = guild.members.get(user_id, [])
    bits = guild.roles[guild.id].permissions
    for role_id in held:
        bits |= guild.roles[role_id].permissions
    if user_id == guild.owner_id or bits & Permission.ADMINISTRATOR:
        return EVERYTHING
    if channel is None:
        return bits
    overwrites = (channel.parent or channel).overwrites
    everyone = overwrites.get(guild.id, Overwrite())
    bits = bits & ~everyone.deny | everyone.allow
    of_roles = [overwrites[role_id] for role_id in held if role_id in overwrites]
    for one in of_roles:
        bits &= ~one.deny
    for one in of_roles:
        bits |= one.allow
    own = overwrites.get(user_id, Overwrite())
    return bits & ~own.deny | own.allow
