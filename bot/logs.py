"""The log as it is written: without ids of Discord, and without what a database quotes of its rows."""

from __future__ import annotations

import logging
import re

# Ids of people, channels and messages alike; a library's warning may hold one in an address. PostgreSQL adds to an error
# the row that it is about.
_ID = re.compile(r"(?<!\d)\d{17,20}(?!\d)")
_QUOTED_ROW = re.compile(r"^(\s*DETAIL:).*$", re.MULTILINE)


_LINE = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"


class DiscreetFormatter(logging.Formatter):
    """Lines with the time, the level and the logger; nothing in them tells who somebody is."""

    def __init__(self) -> None:
        super().__init__(_LINE)

    def format(self, record: logging.LogRecord) -> str:
        """One record with its traceback, if it has one."""
        return _QUOTED_ROW.sub(r"\1 (left out)", _ID.sub("#", super().format(record)))


def set_up_log(level: str) -> None:
    """Write the log to standard error; at DEBUG all of it as it is."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(_LINE) if level == "DEBUG" else DiscreetFormatter())
    logging.basicConfig(level=level, handlers=[handler])
