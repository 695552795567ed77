"""Readers: their Discord ids and the locale Discord last reported."""

from __future__ import annotations

from datetime import datetime

from bot.db.instants import to_microseconds
from bot.db.work import Work, sql
from bot.models import Reader


def touch_reader(reader: Reader, now: datetime) -> Work[None]:
    """Keep a reader, her locale and that she was here."""
    yield sql("touch_reader", reader_id=reader.id, locale=reader.locale, now=to_microseconds(now))
