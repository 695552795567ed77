"""`python -m bot`: starts the bot, or one of the subcommands that need no Discord."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
import os
import signal
import sys
from typing import TYPE_CHECKING, Any, NoReturn

from dotenv import dotenv_values

from bot import __version__, cli, operations
from bot.config import Settings
from bot.errors import CliffhangerError, OperatorError, SettingsError
from bot.logs import set_up_log

if TYPE_CHECKING:
    from collections.abc import Sequence

DEMO_PORT = 8765


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit code: 0 done, 1 an error, 2 wrong usage or wrong settings."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Stories hold what they hold, whatever the terminal's encoding is; JSON is always UTF-8.
            stream.reconfigure(encoding="utf-8", errors="replace")
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except BrokenPipeError:
        # Whoever read the output has seen enough, as with `| head`; Python must not try again when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except SettingsError as error:
        for problem in error.problems:
            _say_error(problem)
        return 2
    except CliffhangerError as error:
        _say_error(str(error))
        return 1
    except KeyboardInterrupt:
        return 130


def _say_error(sentence: str) -> None:
    sys.stderr.write(f"error: {' '.join(sentence.split())}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m bot",
        description="Cliffhanger serves stories in installments on Discord. Without a command it starts the bot; "
        "without DISCORD_TOKEN that is the demo, in a simulated Discord.",
    )
    parser.add_argument("--version", action="version", version=f"Cliffhanger {__version__}")
    parser.add_argument("--port", type=_port, default=DEMO_PORT, help="port of the demo's start page (%(default)s)")
    parser.set_defaults(run=_start)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    demo = commands.add_parser("demo", help="the real bot in a simulated Discord, in your browser")
    demo.add_argument("--port", type=_port, default=argparse.SUPPRESS, help="port of the start page")
    demo.set_defaults(run=_demo)
    migrate = commands.add_parser("migrate", help="bring the database to this version's schema")
    migrate.set_defaults(run=_migrate)
    cli.add_commands(commands, lambda: _settings().limits)
    operations.add_commands(commands, _settings)
    return parser


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, as all of ours are."""

    def error(self, message: str) -> NoReturn:
        """Ends with exit code 2."""
        _say_error(f"{message} (try --help)")
        raise SystemExit(2)


def _port(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return number


def _settings() -> Settings:
    """Settings from `.env`, overruled by the environment itself; sets up the log."""
    try:
        dotenv = {name: value for name, value in dotenv_values(".env").items() if value is not None}
    except (OSError, UnicodeDecodeError):
        raise SettingsError(["The file .env cannot be read as UTF-8 text."]) from None
    settings = Settings.from_env({**dotenv, **os.environ})
    set_up_log(settings.log_level)
    return settings


def _start(options: argparse.Namespace) -> int:
    settings = _settings()
    if settings.discord_token is None:
        return _run_demo(settings, options.port)
    sys.stdout.write("Connecting to Discord. Ctrl-C stops the bot.\n")
    sys.stdout.flush()
    _run(_serve(settings, settings.discord_token))
    return 0


def _demo(options: argparse.Namespace) -> int:
    return _run_demo(_settings(), options.port)


def _run_demo(settings: Settings, port: int) -> int:
    # The demo's own packages are an extra; whoever runs the bot alone need not have them.
    from bot import demo  # noqa: PLC0415

    return demo.run(settings, port)


def _migrate(_options: argparse.Namespace) -> int:
    settings = _settings()
    _run(_open_and_close(settings))
    sys.stdout.write("The database is up to date.\n")
    return 0


async def _open_and_close(settings: Settings) -> None:
    from bot.db import open_database  # noqa: PLC0415 - keeps `inspect` and `pages` free of the database

    database = await open_database(settings.database_url)
    await database.close()


async def _serve(settings: Settings, token: str) -> None:
    # A third of a second that the other commands need not spend.
    import aiohttp  # noqa: PLC0415
    import discord  # noqa: PLC0415
    from discord import app_commands  # noqa: PLC0415

    from bot.client import create_client  # noqa: PLC0415

    end = _end_at_sigterm()
    try:
        async with create_client(settings) as client:
            await client.start(token)
            if client.superseded:
                raise OperatorError(
                    "Another process became the bot while this one hung.", "Started again, it stands by."
                )
    except asyncio.CancelledError:
        if not end.is_set():
            raise
    except discord.LoginFailure:
        raise OperatorError(
            "Discord does not accept DISCORD_TOKEN.", "Copy the token again from the page Bot of your application."
        ) from None
    except app_commands.CommandSyncFailure as error:
        raise OperatorError("Discord refuses the bot's commands.", "The log says why.") from error
    except discord.PrivilegedIntentsRequired as error:
        raise OperatorError("Discord asks for intents that this bot does not use.", "Check the token.") from error
    except (discord.HTTPException, discord.GatewayNotFound, aiohttp.ClientError) as error:
        raise OperatorError(f"Discord cannot be reached: {type(error).__name__}.", "Try again later.") from error
    except discord.ConnectionClosed as error:
        raise OperatorError(f"Discord closed the connection (code {error.code}).", "Try again later.") from error


def _end_at_sigterm() -> asyncio.Event:
    """Has SIGTERM end this task as Ctrl-C does, wherever it is, also while it stands by; set once that was asked."""
    serving, asked = asyncio.current_task(), asyncio.Event()

    def end() -> None:
        if serving and not asked.is_set():  # asking again must not cut short what is seen to its end
            asked.set()
            serving.cancel()

    with contextlib.suppress(NotImplementedError):  # on Windows
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, end)
    return asked


def _run(work: Any) -> None:
    """Runs a coroutine on the faster loop where the extra `speed` is installed."""
    try:
        import uvloop  # noqa: PLC0415
    except ImportError:
        asyncio.run(work)
    else:
        uvloop.run(work)


if __name__ == "__main__":
    sys.exit(main())
