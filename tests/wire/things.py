"""What there is on Discord: users, roles, servers, channels and messages, as the stand-in keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any

from tests.wire.permissions import Overwrite
from tests.wire.refusals import RefusalError

HIDDEN = 64  # the flag of a message that one user alone sees


class Kind(IntEnum):
    """Discord's channel types."""

    TEXT = 0
    DM = 1
    ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    THREAD = 11
    FORUM = 15


THREADS = frozenset({Kind.ANNOUNCEMENT_THREAD, Kind.THREAD})


@dataclass(eq=False, slots=True)
class User:
    """Somebody; `refuses` is what sending her a DM is answered with, opening one too where `unreachable`."""

    id: int
    name: str
    bot: bool = False
    locale: str = "en-US"
    refuses: RefusalError | None = None
    unreachable: bool = False


@dataclass(eq=False, slots=True)
class Role:
    """A role of a guild; everyone's has the guild's own id."""

    id: int
    name: str
    permissions: int = 0
    position: int = 0


@dataclass(eq=False, slots=True)
class Message:
    """A message as it was carried out. One that was deleted stays on record."""

    id: int
    channel: Channel
    author: User
    at: datetime
    content: str = ""
    components: list[dict[str, Any]] = field(default_factory=list)
    embeds: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    flags: int = 0
    nonce: str | None = None
    reference: dict[str, Any] | None = None
    edited_at: datetime | None = None
    deleted: bool = False
    edits: int = 0

    @property
    def text(self) -> str:
        """All words a reader sees: the content, then the texts and labels of its components."""
        found = (part.get(name) for part in walk(self.components) for name in ("content", "label"))
        return "\n".join(filter(None, (self.content, *found)))

    @property
    def custom_ids(self) -> list[str]:
        """The custom_ids of its buttons and menus, in order."""
        return [part["custom_id"] for part in walk(self.components) if part.get("custom_id") is not None]

    @property
    def place(self) -> int:
        """Where it was posted, as whoever posted named it: the channel, and of a forum's post the forum."""
        parent = self.channel.parent
        return parent.id if parent is not None and parent.kind is Kind.FORUM else self.channel.id


@dataclass(eq=False, slots=True)
class Channel:
    """A channel, DM or thread; `messages` holds all that ever stood in it, by id."""

    id: int
    kind: Kind
    name: str = ""
    guild: Guild | None = None
    parent: Channel | None = None
    owner: User | None = None
    recipient: User | None = None
    nsfw: bool = False
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    tags: dict[int, str] = field(default_factory=dict)
    tag_required: bool = False
    applied_tags: list[int] = field(default_factory=list)
    archived: bool = False
    locked: bool = False
    archived_at: datetime | None = None
    messages: dict[int, Message] = field(default_factory=dict)

    @property
    def is_thread(self) -> bool:
        return self.kind in THREADS

    @property
    def existing(self) -> list[Message]:
        """Its messages that are not deleted, oldest first."""
        return [message for message in self.messages.values() if not message.deleted]


@dataclass(eq=False, slots=True)
class Guild:
    """A server; `members` holds the ids of each member's roles."""

    id: int
    name: str
    owner_id: int
    roles: dict[int, Role]
    members: dict[int, list[int]] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    locale: str = "en-US"
    most_active_threads: int = 1000

    @property
    def active_threads(self) -> list[Channel]:
        return [channel for channel in self.channels.values() if channel.is_thread and not channel.archived]


def walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every component, nested ones behind those that hold them."""
    for one in components:
        yield one
        yield from walk(one.get("components") or [])
        yield from walk([one[name] for name in ("accessory", "component") if one.get(name)])
