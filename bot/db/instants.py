"""Instants as the database keeps them: whole microseconds since 1970 in UTC, alike on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_microseconds(instant: datetime) -> int:
    """An aware instant as microseconds. Raises ValueError for a naive one, whose zone nobody knows."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return (instant - _EPOCH) // _MICROSECOND


def from_microseconds(value: int) -> datetime:
    """The instant that a number of microseconds stands for."""
    return _EPOCH + value * _MICROSECOND
