"""`python -m bot` as somebody at a terminal meets it."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from bot import __version__
from bot.__main__ import main
from bot.client import create_client
from bot.config import Settings
from bot.errors import CliffhangerError

ROOT = Path(__file__).resolve().parents[1]


def run(*arguments: str, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("DISCORD_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=cwd or tempfile.gettempdir(),  # whoever runs the tests may have a .env of her own
        env={**clean, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_wrong_settings_are_all_told_on_lines_of_their_own_and_end_with_2():
    done = run("migrate", LOG_LEVEL="LOUD", DATABASE_URL="nonsense")
    assert done.returncode == 2
    lines = done.stderr.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("error: ") for line in lines)
    assert "LOG_LEVEL" in done.stderr
    assert "DATABASE_URL" in done.stderr


def test_an_unknown_command_is_wrong_usage():
    done = run("frobnicate")
    assert done.returncode == 2
    assert "frobnicate" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_missing_file_is_one_line_and_ends_with_1():
    done = run("inspect", "no-such-story.txt")
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert len(done.stderr.splitlines()) == 1


def test_migrate_makes_the_database(tmp_path: Path):
    done = run("migrate", DATABASE_URL=f"sqlite:///{tmp_path / 'library.db'}")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "library.db").exists()


def test_a_database_that_cannot_be_opened_is_said_in_words(tmp_path: Path):
    (tmp_path / "not-a-database").write_text("once upon a time, there was no header here" * 100)
    done = run("migrate", DATABASE_URL=f"sqlite:///{tmp_path / 'not-a-database'}")
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr


def test_a_token_that_discord_refuses_is_said_in_words(tmp_path: Path):
    # Nothing listens on the discard port, so this is "cannot be reached"; the token must not be in what is said.
    done = run(
        DISCORD_TOKEN="MTk.secret.token",
        DISCORD_API_URL="http://127.0.0.1:9/api/v10",
        DATABASE_URL=f"sqlite:///{tmp_path / 'library.db'}",
    )
    assert done.returncode == 1
    assert "error: Discord cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr + done.stdout


def test_settings_come_from_a_dotenv_file_and_the_environment_overrules_it(tmp_path: Path):
    (tmp_path / ".env").write_text("LOG_LEVEL=LOUD\n")
    assert run("migrate", cwd=tmp_path).returncode == 2
    assert run("migrate", cwd=tmp_path, LOG_LEVEL="INFO").returncode == 0
    assert (tmp_path / "cliffhanger.db").exists()


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as caught:
        main(["--version"])
    assert caught.value.code == 0
    assert __version__ in capsys.readouterr().out


@pytest.mark.parametrize("port", ["99999", "0", "x", "-1"])
def test_a_port_must_be_one(capsys: pytest.CaptureFixture[str], port: str):
    with pytest.raises(SystemExit) as caught:
        main(["demo", f"--port={port}"])
    assert caught.value.code == 2
    assert "65535" in capsys.readouterr().err


def test_who_reads_only_the_beginning_of_the_output_sees_no_traceback():
    story = ROOT / "stories" / "left-standing.md"
    done = subprocess.run(  # noqa: S602 - a pipe that closes early is what is tested
        f"{sys.executable} -m bot pages {story} | head -1",
        shell=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith("=== part 1")
    assert done.stderr == ""


def test_output_is_utf_8_whatever_the_terminal_says():
    done = run("inspect", str(ROOT / "stories" / "the-laminator.md"), "--json", PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr


def test_a_dotenv_file_that_is_no_text_is_said_in_words(tmp_path: Path):
    (tmp_path / ".env").write_bytes(b"LOG_LEVEL=\xff\xfe\xfa")
    done = run("migrate", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")


def test_a_missing_story_folder_is_not_blamed_on_discord(tmp_path: Path):
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'x.db'}", stories_dir=tmp_path / "none")
    with pytest.raises(CliffhangerError, match="story folder"):
        asyncio.run(_set_up(settings))


async def _set_up(settings: Settings) -> None:
    async with create_client(settings) as client:
        await client.setup_hook()
