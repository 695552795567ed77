"""The environment as one frozen Settings value; every mistake in it is reported at once, in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from bot.errors import SettingsError
from bot.models import Limits, Quotas, RatingLevel

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def _database_url(text: str) -> str:
    if re.match(r"sqlite:///.+", text) or re.match(r"postgres(ql)?://.+", text):
        return text
    raise ValueError("must be sqlite:///path/to/file or postgresql://user:password@host/name")


def _url(*schemes: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if re.match(rf"({'|'.join(schemes)})://[^/\s]", text):
            return text.rstrip("/")
        raise ValueError(f"must be an address that begins with {' or '.join(s + '://' for s in schemes)}")

    return parse


def _log_level(text: str) -> str:
    if text.upper() in LOG_LEVELS:
        return text.upper()
    raise ValueError(f"must be one of {', '.join(LOG_LEVELS)}")


def _level(text: str) -> RatingLevel:
    try:
        return RatingLevel(text.lower())
    except ValueError:
        raise ValueError(f"must be one of {', '.join(RatingLevel)}") from None


def _count(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
    if number:
        return number
    raise ValueError("must be a whole number from 1 up")


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if 0 < rate <= 1000:
        return rate
    raise ValueError("must be a number above 0, at most 1000")


def _request_seconds(text: str) -> float:
    seconds = _rate(text)
    if seconds <= 10:  # less than a lease, so that one process's request is over before another may take its place
        return seconds
    raise ValueError("must be at most 10")


def _shards(text: str) -> tuple[int, ...]:
    pieces = [piece.strip() for piece in text.split(",")]
    if all(piece.isascii() and piece.isdigit() for piece in pieces):
        return tuple(sorted({int(piece) for piece in pieces}))
    raise ValueError("must be numbers of shards, from 0 up, with commas between")


def _setting(default: Any, parse: Callable[[str], Any], *, secret: bool = False) -> Any:
    return field(default=default, repr=not secret, metadata={"parse": parse})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything the environment decides; the field `discord_token` is the variable `DISCORD_TOKEN`, and so on."""

    discord_token: str | None = _setting(None, str, secret=True)
    database_url: str = _setting("sqlite:///cliffhanger.db", _database_url, secret=True)
    stories_dir: Path = _setting(Path("stories"), Path)
    no_rating_means: RatingLevel = _setting(RatingLevel.TEEN, _level)
    bookmarks_per_reader: int = _setting(200, _count)
    subscriptions_per_reader: int = _setting(200, _count)
    serials_per_server: int = _setting(50, _count)
    reports_per_day: int = _setting(5, _count)
    searches_per_minute: int = _setting(20, _count)
    publications_per_hour: int = _setting(10, _count)
    exports_per_day: int = _setting(4, _count)
    serial_starts_per_hour: int = _setting(20, _count)
    server_rate_factor: int = _setting(10, _count)
    server_data_days: int = _setting(30, _count)
    privacy_url: str | None = _setting(None, _url("http", "https"))
    limit_bytes: int = _setting(Limits().bytes, _count)
    limit_members: int = _setting(Limits().members, _count)
    limit_ratio: int = _setting(Limits().ratio, _count)
    limit_words: int = _setting(Limits().words, _count)
    upload_bytes: int = _setting(Quotas().upload_bytes, _count)
    stories_per_author: int = _setting(Quotas().author_stories, _count)
    stories_per_server: int = _setting(Quotas().server_stories, _count)
    sends_per_second: float = _setting(40.0, _rate)
    dms_per_second: float = _setting(20.0, _rate)
    new_dms_per_second: float = _setting(1.0, _rate)
    request_seconds: float = _setting(8.0, _request_seconds)
    shard_count: int | None = _setting(None, _count)
    shard_ids: tuple[int, ...] = _setting((), _shards)
    log_level: str = _setting("INFO", _log_level)
    discord_api_url: str | None = _setting(None, _url("http", "https"))
    discord_gateway_url: str | None = _setting(None, _url("ws", "wss"))
    discord_cdn_url: str | None = _setting(None, _url("http", "https"))

    @property
    def limits(self) -> Limits:
        """How large a story file may be."""
        return Limits(self.limit_bytes, self.limit_members, self.limit_ratio, self.limit_words)

    @property
    def quotas(self) -> Quotas:
        """What may be published from Discord."""
        return Quotas(self.upload_bytes, self.stories_per_author, self.stories_per_server)

    @classmethod
    def from_env(cls, environment: Mapping[str, str]) -> Settings:
        """Settings from variables; one that is missing or blank has its default.

        Raises SettingsError with a sentence for every variable that is wrong. Values are not quoted in it: a token or
        a password that landed in the wrong variable must not reach a log.
        """
        values: dict[str, Any] = {}
        problems: list[str] = []
        for setting in fields(cls):
            name = setting.name.upper()
            text = environment.get(name, "").strip()
            if not text:
                continue
            try:
                values[setting.name] = setting.metadata["parse"](text)
            except ValueError as error:
                problems.append(f"{name} {error}.")
        count, ids = values.get("shard_count"), values.get("shard_ids", ())
        if ids and (count is None or ids[-1] >= count):
            problems.append("SHARD_IDS needs a SHARD_COUNT above each of its numbers.")
        if problems:
            raise SettingsError(problems)
        return cls(**values)
