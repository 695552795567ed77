"""The real bot as a process of its own against a stand-in: started, waited for, killed, and what it logged.

A kill in the middle of a request, and a new start on the same database:

    async with StandIn() as discord, BotProcess(discord, database_url=..., stories_dir=...) as bot:
        moment = discord.moments.at("create_message", Phase.AFTER, bot.kill)
        await moment                    # the message exists, and nobody was told
        await bot.ended()
        await discord.gateway.until_gone()
        await bot.start()
        ...
        assert discord.world.repeated() == []
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.wire.stand_in import StandIn

ROOT = Path(__file__).resolve().parents[2]
READY = "Connected as"  # what the bot logs once it is ready


class BotProcess:
    """`python -m bot` with these settings; `async with` kills it at the end if nobody did before.

    `lines` are what it wrote to its log so far. Of several processes each has a `name`, which its requests carry
    (`Call.caller`). `program` is what is run instead of `bot`.
    """

    def __init__(
        self,
        stand_in: StandIn,
        *,
        database_url: str,
        stories_dir: Path,
        name: str = "",
        program: tuple[str, ...] = ("bot",),
        **settings: Any,
    ) -> None:
        self._stand_in = stand_in
        self.name = name
        self._program = program
        self._settings = {
            "DATABASE_URL": database_url,
            "STORIES_DIR": str(stories_dir.resolve()),
            "DISCORD_API_URL": stand_in.api_url_for(name),
            **settings,
        }
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._news = asyncio.Event()
        self.lines: list[str] = []

    async def start(self) -> Self:
        """Starts it, again after its end too; the database keeps what it had."""
        assert not self.running, "it runs already"
        clean = {key: value for key, value in os.environ.items() if not key.startswith(("DISCORD_", "DATABASE_"))}
        self.lines = []
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            *self._program,
            cwd=tempfile.gettempdir(),  # whoever runs the tests may have a .env of her own
            env={**clean, "PYTHONPATH": str(ROOT), **self._stand_in.environment(**self._settings)},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            limit=1 << 22,
        )
        self._reader = asyncio.create_task(self._read())
        return self

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    @property
    def log(self) -> str:
        return "\n".join(self.lines)

    async def said(self, words: str, seconds: float = 30) -> str:
        """Waits for a line of the log with these words; raises RuntimeError with the log if the bot ends before."""
        try:
            async with asyncio.timeout(seconds):
                while True:
                    found = next((line for line in self.lines if words in line), None)
                    if found is not None:
                        return found
                    if self._reader is None or self._reader.done():
                        raise RuntimeError(f"the bot ended before it said {words!r}:\n{self.log}")
                    await self._news.wait()
        except TimeoutError:
            raise TimeoutError(f"the bot did not say {words!r} in {seconds} s:\n{self.log}") from None

    async def ready(self, seconds: float = 30) -> Self:
        """Waits until it is connected and knows its servers (discord.py waits two seconds for more of them)."""
        await self.said(READY, seconds)
        return self

    def kill(self, _why: object = None) -> None:
        """SIGKILL, at once; to be given to `Moments.at` as it is."""
        self._signal(signal.SIGKILL)

    def hang(self) -> None:
        """SIGSTOP: it stands still, with its connections open."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """SIGCONT: it goes on where it was."""
        self._signal(signal.SIGCONT)

    async def killed(self) -> int:
        """Kills it and waits for its end: the exit code."""
        self.kill()
        return await self.ended()

    async def stopped(self, number: int = signal.SIGTERM) -> int:
        """Asks it to end (by SIGTERM, or SIGINT as Ctrl-C does) and waits for its end: the exit code."""
        self._signal(number)
        return await self.ended()

    async def ended(self, seconds: float = 30) -> int:
        """Waits for its end: the exit code, below zero where a signal ended it."""
        assert self._process is not None
        assert self._reader is not None
        async with asyncio.timeout(seconds):
            code = await self._process.wait()
            await self._reader
        return code

    def _signal(self, number: int) -> None:
        if self.running:
            assert self._process is not None
            with suppress(ProcessLookupError):
                self._process.send_signal(number)

    async def _read(self) -> None:
        assert self._process is not None
        assert self._process.stderr is not None
        async for line in self._process.stderr:
            self.lines.append(line.decode(errors="replace").rstrip("\n"))
            self._tell()
        self._tell()

    def _tell(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            await self.killed()
