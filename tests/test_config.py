"""Settings: what the environment may say, and what is said of a mistake."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from bot.config import Settings
from bot.errors import SettingsError
from bot.models import Limits, RatingLevel

ROOT = Path(__file__).resolve().parents[1]


def test_an_empty_environment_gives_the_defaults():
    settings = Settings.from_env({})
    assert settings.discord_token is None
    assert settings.database_url == "sqlite:///cliffhanger.db"
    assert settings.stories_dir == Path("stories")
    assert settings.no_rating_means is RatingLevel.TEEN


def test_blank_values_count_as_not_set():
    assert Settings.from_env({"DISCORD_TOKEN": "  ", "LOG_LEVEL": ""}) == Settings()


def test_values_are_read_in_their_kind():
    settings = Settings.from_env(
        {
            "DISCORD_TOKEN": " a.b.c ",
            "DATABASE_URL": "postgresql://me:secret@localhost/stories",
            "STORIES_DIR": "shelf",
            "NO_RATING_MEANS": "Mature",
            "LIMIT_WORDS": "9000000",
            "LIMIT_RATIO": " 40 ",
            "LOG_LEVEL": "debug",
            "DISCORD_API_URL": "http://127.0.0.1:9/api/v10/",
            "DISCORD_GATEWAY_URL": "ws://127.0.0.1:9",
        }
    )
    assert settings.discord_token == "a.b.c"
    assert settings.stories_dir == Path("shelf")
    assert settings.no_rating_means is RatingLevel.MATURE
    assert settings.limits == Limits(ratio=40, words=9_000_000)
    assert settings.log_level == "DEBUG"
    assert settings.discord_api_url == "http://127.0.0.1:9/api/v10"
    assert settings.discord_gateway_url == "ws://127.0.0.1:9"


def test_all_wrong_settings_are_reported_together_in_words():
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(
            {
                "DATABASE_URL": "mysql://host/name",
                "NO_RATING_MEANS": "spicy",
                "LOG_LEVEL": "LOUD",
                "DISCORD_API_URL": "ftp://nowhere",
            }
        )
    told = " ".join(caught.value.problems)
    assert len(caught.value.problems) == 4
    for name in ("DATABASE_URL", "NO_RATING_MEANS", "LOG_LEVEL", "DISCORD_API_URL"):
        assert name in told


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "64M", "²", "many", "9" * 5_000])
def test_a_limit_is_a_whole_number_above_nothing(value):
    with pytest.raises(SettingsError, match="LIMIT_BYTES must be a whole number"):
        Settings.from_env({"LIMIT_BYTES": value})


def test_a_wrong_value_is_never_repeated_since_it_may_be_a_secret():
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({"DATABASE_URL": "hunter2", "LOG_LEVEL": "MTk.token"})
    assert "hunter2" not in str(caught.value)
    assert "MTk.token" not in str(caught.value)


def test_the_token_and_the_database_password_are_not_in_the_settings_own_words():
    settings = Settings(discord_token="MTk.token", database_url="postgresql://me:hunter2@host/name")
    assert "MTk.token" not in repr(settings)
    assert "hunter2" not in repr(settings)


def test_the_example_file_names_every_setting_with_a_comment_and_its_default():
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    entries = re.findall(r"^# (.+)\n([A-Z_]+)=(.*)$", example, flags=re.MULTILINE)
    assert [name for _, name, _ in entries] == [setting.name.upper() for setting in fields(Settings)]
    assert Settings.from_env({name: value for _, name, value in entries}) == Settings()
