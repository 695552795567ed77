"""The bot in a simulated Discord with a page in the browser: no token, no account, and nothing leaves this machine."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import logging
import os
import signal
import socket
import sys
import tempfile
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import discord

from bot.config import Settings
from bot.errors import DemoError

# Everything the `demo` extra brings: SimCord, and what its browser preview needs.
_NEEDED = ("simcord", "aiohttp", "markdown_it", "linkify_it", "regex", "PIL")


def run(settings: Settings, port: int) -> int:
    """Serve the demo until Ctrl-C or a termination signal; gives exit code 0.

    Raises DemoError when it cannot start: the `demo` extra is missing, or the port is taken.
    """
    # Where signals cannot be handled inside the loop (on Windows), Ctrl-C arrives as an exception instead.
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(run_demo(settings, port=port))
    return 0


async def run_demo(settings: Settings, *, port: int, open_browser: bool = True) -> None:
    """Serve the demo until SIGINT, SIGTERM or cancellation, with a database of its own that goes when it ends.

    Stories come from `settings.stories_dir`. The start page's address is printed, one line, once it answers, and opened
    in a browser where there is one. Raises DemoError as `run` does, and whatever error keeps the bot from starting.
    """
    _require_extra()
    with listen(port) as listener, tempfile.TemporaryDirectory(prefix="cliffhanger-demo-") as folder:
        own = replace(settings, discord_token=None, database_url=f"sqlite:///{Path(folder) / 'demo.db'}")
        await _serve(own, listener, open_browser=open_browser)


async def _serve(settings: Settings, listener: socket.socket, *, open_browser: bool) -> None:
    # Imported here, since a demo that cannot start need not load the bot.
    from bot.client import create_client  # noqa: PLC0415

    for name in ("discord", "bot.client"):  # what they tell of connecting is not so here
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
    stop = _stop_on_signals()
    async with served(create_client(settings), listener) as address:
        sys.stdout.write(f"The demo is at {address} (Ctrl-C ends it)\n")
        sys.stdout.flush()
        if open_browser and _has_browser():
            await asyncio.to_thread(_open_browser, address)
        await stop.wait()


@asynccontextmanager
async def served(client: discord.Client, listener: socket.socket) -> AsyncIterator[str]:
    """Serve the demo of `client` on a bound loopback socket; gives the start page's address once it answers."""
    # Imported here, since the `demo` extra may be missing.
    from aiohttp import web  # noqa: PLC0415

    from bot.demo.reading_room import furnish  # noqa: PLC0415
    from bot.demo.start_page import start_page  # noqa: PLC0415
    from bot.demo.world import simulated_discord  # noqa: PLC0415

    port = listener.getsockname()[1]
    address = f"http://127.0.0.1:{port}/"
    # Slow hardware must not look like a hanging bot.
    async with simulated_discord(client, settle_seconds=30) as world:
        runner = web.AppRunner(start_page(await furnish(world, address), port), access_log=None, shutdown_timeout=1)
        await runner.setup()
        try:
            await web.SockSite(runner, listener).start()
            yield address
        finally:
            await runner.cleanup()


def _require_extra() -> None:
    log = logging.getLogger("discord")
    level = log.level
    # SimCord tries a client of its own while it is imported, whose warnings would be taken for ours.
    log.setLevel(logging.ERROR)
    try:
        for name in _NEEDED:
            importlib.import_module(name)
    except ImportError:
        raise DemoError(
            "The simulated Discord is not installed.",
            'Run pip install "cliffhanger[demo]", or put DISCORD_TOKEN into .env to use the real one.',
        ) from None
    finally:
        log.setLevel(level)


def listen(port: int) -> socket.socket:
    """A socket bound to `port` (0: any free one) of this machine alone; raises DemoError where that cannot be."""
    try:
        return socket.create_server(("127.0.0.1", port))
    except OSError as error:
        raise DemoError(
            f"Port {port} cannot be used: {os.strerror(error.errno or 0).lower()}.",
            f"Choose another: --port {port + 1 if port < 65535 else 8765}, or PORT= with make.",
        ) from None


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError, RuntimeError):
            loop.add_signal_handler(number, stop.set)
    return stop


def _has_browser() -> bool:
    """Whether opening a browser would show one to somebody: not in CI, and not on Linux without a display."""
    if os.environ.get("CI"):
        return False
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _open_browser(address: str) -> None:
    with contextlib.suppress(webbrowser.Error, OSError):
        webbrowser.open(address)
