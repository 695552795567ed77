"""Bytes to stories to pages: pure functions that know no disk, network, database or Discord."""

from __future__ import annotations

from bot.text.escape import escape
from bot.text.fingerprint import fingerprint
from bot.text.pages import cut_pages, lay_out
from bot.text.story import IMPORTER_VERSION, read_story
from bot.text.warnings import WARNING_TOPICS, known_warnings, name_warning

__all__ = [
    "IMPORTER_VERSION",
    "WARNING_TOPICS",
    "cut_pages",
    "escape",
    "fingerprint",
    "known_warnings",
    "lay_out",
    "name_warning",
    "read_story",
]
