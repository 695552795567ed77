"""Bytes to stories to pages: pure functions that know no disk, network, database or Discord."""

from __future__ import annotations

from bot.text.bounds import check_size
from bot.text.escape import escape
from bot.text.fingerprint import fingerprint
from bot.text.pages import PAGE_LIMIT, SMALLEST_LIMIT, cut_pages, lay_out
from bot.text.story import IMPORTER_VERSION, read_story
from bot.text.warnings import WARNING_TOPICS, known_warnings, name_warning

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
]
