"""Readers: their Discord ids and the locale Discord last reported."""

from __future__ import annotations

from datetime import datetime

from bot.db.instants import to_microseconds
from bot.db.work import Work, one, sql
from bot.models import Reader


def touch_reader(reader: Reader, now: datetime) -> Work[None]:
    """Keep a reader, her locale and that she was here."""
    yield sql("touch_reader", reader_id=reader.id, locale=reader.locale, now=to_microseconds(now))


def get_reader(reader_id: int) -> Work[Reader | None]:
    """A reader as last seen; None where the bot holds nothing about her."""
    row = yield from one(sql("get_reader", reader_id=reader_id))
    return None if row is None else Reader(row["id"], row["locale"])
