"""What the engine asks of Discord; the client answers, and tests answer in its stead."""

from __future__ import annotations

from typing import Protocol


class Messenger(Protocol):
    """The engine's only way to Discord."""

    async def is_member(self, server_id: int, reader_id: int) -> bool:
        """Whether a reader is a member of a server; False too where Discord does not say. It raises nothing."""
        ...
