"""Enough of Discord over loopback HTTP for a bot to log in and answer interactions, in a process of its own.

It does as little as possible for each request; tests/wire is the stand-in that knows what it does.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

from tests.wire import payloads

_STARTS_WITHIN_SECONDS = 30
_CALLBACK = payloads.callback(1, 3, 10, 7)
_ANSWERS = {
    "GET /users/@me": payloads.user_fields(1, "bot", bot=True),
    "GET /oauth2/applications/@me": payloads.application(1),
}


@contextmanager
def stand_in() -> Iterator[str]:
    """The address of a running stand-in."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    theirs.close()  # so that either end learns when the other is gone
    try:
        if not ours.poll(_STARTS_WITHIN_SECONDS):
            raise TimeoutError("the stand-in for Discord does not start")
        yield f"http://127.0.0.1:{ours.recv()}"
    finally:
        process.kill()
        process.join()


def _serve(started: Connection) -> None:
    asyncio.run(_run(started))


async def _run(started: Connection) -> None:
    server = await asyncio.start_server(_answer, "127.0.0.1", 0)
    started.send(server.sockets[0].getsockname()[1])
    gone = asyncio.Event()
    asyncio.get_running_loop().add_reader(started.fileno(), gone.set)
    await gone.wait()
    server.close()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers the requests of one connection, as little as possible for each."""
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            length = next(
                (int(line[15:]) for line in head.split("\r\n") if line.lower().startswith("content-length")), 0
            )
            if length:
                await reader.readexactly(length)
            method, path, _ = head.split(" ", 2)
            writer.write(_response(method, path.partition("?")[0]))
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


def _response(method: str, path: str) -> bytes:
    value: Any = _ANSWERS.get(f"{method} {path}", _CALLBACK if path.endswith("/callback") else [])
    body = json.dumps(value).encode()
    return b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body)
