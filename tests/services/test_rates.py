"""Rates: so often and no more, for each reader and for a server, forgotten as time passes, in bounded memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import LimitError
from bot.models import Reader, Visit
from bot.services import rates
from bot.services.rates import Costly, Rate, Rates
from tests.services.conftest import ADA, DM, NOON, SERVER

MINUTE = timedelta(minutes=1)
HERE = replace(SERVER, server_id=1)


def limited(most: int = 2, per_server: int = 2) -> Rates:
    return Rates({Costly.SEARCH: Rate(most, MINUTE, per_server)})


def test_a_reader_may_ask_so_often_in_a_minute_and_is_told_when_she_may_again():
    used = limited()
    for _ in range(2):
        used.use(Costly.SEARCH, Visit(ADA, DM), NOON)
    with pytest.raises(LimitError, match=rf"<t:{int((NOON + MINUTE).timestamp()) + 1}:R>"):
        used.use(Costly.SEARCH, Visit(ADA, DM), NOON + MINUTE / 2)
    used.use(Costly.SEARCH, Visit(ADA, DM), NOON + MINUTE)


def test_a_refused_use_does_not_count():
    used = limited()
    for second in range(60):
        try:
            used.use(Costly.SEARCH, Visit(ADA, DM), NOON + timedelta(seconds=second))
        except LimitError:
            continue
    used.use(Costly.SEARCH, Visit(ADA, DM), NOON + MINUTE + timedelta(seconds=2))


def test_a_server_bounds_its_readers_together_and_nobody_elsewhere():
    used = limited()
    for number in range(4):
        used.use(Costly.SEARCH, Visit(Reader(number), HERE), NOON)
    with pytest.raises(LimitError, match="in this server"):
        used.use(Costly.SEARCH, Visit(Reader(99), HERE), NOON)
    used.use(Costly.SEARCH, Visit(Reader(99), DM), NOON)


def test_each_costly_thing_counts_by_itself_and_what_has_no_rate_is_free():
    used = limited(most=1)
    used.use(Costly.SEARCH, Visit(ADA, DM), NOON)
    for _ in range(100):
        used.use(Costly.EXPORT, Visit(ADA, DM), NOON)


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rates, "_MOST_KEPT", 10)
    used = limited()
    for number in range(100):
        used.use(Costly.SEARCH, Visit(Reader(number), DM), NOON)
    assert len(used._uses) == 10
