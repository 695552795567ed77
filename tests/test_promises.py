"""What the project promises of itself: documented commands and settings, cogs that load and unload, one version."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import discord
import pytest
from discord import app_commands
from discord.ext import commands

from bot import __version__
from bot.config import Settings
from cogs import EXTENSIONS
from cogs.ui.help import TOPICS

ROOT = Path(__file__).resolve().parents[1]
STEERING = ("show", "pause", "resume", "skip", "post-now", "stop")
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture
async def bot() -> Any:
    client: Any = commands.AutoShardedBot("!", intents=discord.Intents.none(), help_command=None, shard_count=1)
    client.engine = SimpleNamespace()
    client.actions = {}
    async with client:
        yield client


async def test_every_cog_loads_and_unloads_leaving_nothing_behind(bot: Any):
    for extension in EXTENSIONS:
        await bot.load_extension(extension)
    assert bot.tree.get_commands()
    assert bot.actions
    for extension in EXTENSIONS:
        await bot.unload_extension(extension)
    assert not bot.tree.get_commands()
    assert not bot.actions


async def test_every_module_in_cogs_is_loaded(bot: Any):
    assert {f"cogs.{path.stem}" for path in (ROOT / "cogs").glob("*.py")} - {"cogs.__init__"} == set(EXTENSIONS)


def test_the_layers_that_are_checked_name_every_cog():
    layers = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (line,) = [
        layer
        for contract in layers
        for layer in contract.get("layers", [])
        if layer.startswith("cogs.") and "|" in layer
    ]
    assert set(line.split(" | ")) == set(EXTENSIONS)


def test_no_sql_stands_outside_the_database_layer():
    verbs = re.compile(r"\b(?:SELECT .+ FROM|INSERT INTO|DELETE FROM|UPDATE \w+ SET|CREATE TABLE)\b")
    elsewhere = [p for folder in ("bot", "cogs") for p in (ROOT / folder).rglob("*.py") if "db" not in p.parts]
    assert not [p.name for p in elsewhere if verbs.search(p.read_text())]


async def loaded_commands(bot: Any) -> list[app_commands.Command[Any, ..., Any]]:
    for extension in EXTENSIONS:
        await bot.load_extension(extension)
    return [c for c in bot.tree.walk_commands() if isinstance(c, app_commands.Command)]


async def test_every_command_and_option_is_described_for_readers(bot: Any):
    for command in await loaded_commands(bot):
        assert len(command.description) > 15, command.qualified_name
        for option in command.parameters:
            assert len(str(option.description)) > 8, (command.qualified_name, option.name)


async def test_every_command_and_option_stands_in_the_readme_and_every_command_in_the_help(bot: Any):
    helped = " ".join(words for topic in TOPICS.values() for words in topic.paragraphs)
    for command in await loaded_commands(bot):
        row = re.search(rf"^\| `/{command.qualified_name}( [^`]*)?`", README, flags=re.MULTILINE)
        assert row, f"/{command.qualified_name} is not in the table of commands"
        assert set((row[1] or "").split()) == {option.name for option in command.parameters}
        assert command.qualified_name == "help" or f"`/{command.qualified_name}`" in helped


async def test_names_and_options_of_commands_are_the_promised_ones(bot: Any):
    promised = {
        "read": ["story", "part", "share"],
        "library": ["search", "rating", "tag"],
        "story": ["story"],
        "warnings": ["story", "topic"],
        "contents": ["story"],
        "bookmark add": ["note"],
        "bookmark list": [],
        "bookmark remove": ["bookmark"],
        "subscribe": ["story", "to", "when"],
        "subscriptions": [],
        # The promise has no option; this one is there for its autocomplete, and may be left out.
        "preferences": ["timezone"],
        "mydata export": [],
        "mydata erase": [],
        "publish": [
            "file",
            "rights",
            "file2",
            "file3",
            "file4",
            "file5",
            "title",
            "series",
            "rights_note",
        ],
        "server settings": [],
        "serial start": [
            "story",
            "channel",
            "every",
            "at",
            "timezone",
            "from_part",
            "starts",
            "pace",
            "role",
            "tags",
            "discuss",
            "ahead",
            "missed",
            "goes_on",
        ],
        "serial list": [],
        **{f"serial {verb}": ["serial"] for verb in STEERING},
        "withdraw": ["story"],
        "help": ["topic"],
    }
    found = await loaded_commands(bot)
    required = {(c.qualified_name, o.name) for c in found for o in c.parameters if o.required}
    assert {c.qualified_name: [o.name for o in c.parameters] for c in found} == promised
    menus = {menu.name for menu in bot.tree.get_commands(type=discord.AppCommandType.message)}
    assert menus == {"Bookmark this part", "Publish this file"}
    assert required == {
        ("story", "story"),
        ("warnings", "story"),
        ("contents", "story"),
        ("bookmark remove", "bookmark"),
        ("subscribe", "story"),
        *(("serial start", option) for option in ("story", "channel", "every", "at")),
        *((f"serial {verb}", "serial") for verb in STEERING),
        ("publish", "file"),
        ("publish", "rights"),
        ("withdraw", "story"),
    }


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "DECISIONS.md", "PRIVACY.md", "LICENSE"]
)
def test_the_documents_are_there(name: str):
    assert (ROOT / name).stat().st_size > 400


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "DECISIONS.md", "PRIVACY.md"])
def test_links_in_the_documents_lead_somewhere(page: str):
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / page).read_text(encoding="utf-8"))
    missing = [link for link in links if not (ROOT / link).exists()]
    assert not missing


def test_the_version_is_the_same_everywhere():
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == __version__
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_lock_files_are_exact_hashed_and_name_no_server():
    for lock in ("requirements.lock", "requirements-demo.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text()
        pins = re.findall(r"^[a-z0-9].*$", text, flags=re.MULTILINE)
        assert pins
        assert all("==" in pin for pin in pins)
        assert text.count("--hash=sha256:") >= len(pins)
        assert "://" not in text
        assert "--index" not in text
        assert "--find-links" not in text


def test_every_setting_is_used_by_the_program():
    # Settings only declares them, except that it makes one value of all limits.
    program = "".join(p.read_text() for p in (ROOT / "bot").rglob("*.py"))
    unused = [s.name for s in fields(Settings) if f".{s.name}" not in program]
    assert ".limits" in program.replace("self.limits", "")
    assert not unused


def test_the_makefile_lists_the_promised_targets():
    listed = set(re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    assert {"run", "demo", "test", "check", "fix", "bench", "preview", "migrate", "lock"} <= listed
