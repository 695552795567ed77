"""Bytes to stories to pages: pure functions that know no disk, network, database or Discord."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.models import Limits, Story
from bot.text.bounds import check_size
from bot.text.escape import escape
from bot.text.fingerprint import fingerprint
from bot.text.pages import PAGE_LIMIT, SMALLEST_LIMIT, cut_pages, lay_out
from bot.text.warnings import WARNING_TOPICS, known_warnings, name_warning

if TYPE_CHECKING:
    from bot.text.proof import Reading

__all__ = [
    "IMPORTER_VERSION",
    "PAGE_LIMIT",
    "SMALLEST_LIMIT",
    "WARNING_TOPICS",
    "check_size",
    "cut_pages",
    "escape",
    "fingerprint",
    "known_warnings",
    "lay_out",
    "name_warning",
    "read_story",
    "read_work",
]

# Raised whenever the same bytes may give other parts, so that the library knows to read its files again.
IMPORTER_VERSION = 6


def read_story(data: bytes, name: str, limits: Limits = Limits()) -> Story:  # noqa: B008 - frozen
    """The story in a file, as `bot.text.story.read_story` reads it."""
    # The readers of all formats take 20 MB and half a second to load; a bot whose stories did not change needs none.
    from bot.text.story import read_story as read  # noqa: PLC0415

    return read(data, name, limits)


def read_work(files: list[tuple[str, bytes]], limits: Limits) -> Reading:
    """One work in several files (names and bytes), as `bot.text.proof.read_work` reads it."""
    from bot.text.proof import read_work as read  # noqa: PLC0415  as above

    return read(files, limits)
