"""Attachments are fetched from Discord alone, bounded while they are read; a server on this machine stands in for it."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator, Callable
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from discord.http import HTTPClient

from bot.errors import StoryFileError, TooLargeError
from bot.models import Limits
from bot.text import check_size
from cogs.ui.uploads import fetch_all, is_discords, read_bounded

MOST = 200_000


def bounded(most: int = MOST) -> Callable[[int], None]:
    return lambda size: check_size(size, Limits(bytes=most))


class FileServer:
    """Serves whatever a test wants at `/attachments/...` and counts what it was asked for and what it sent."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.sent = 0
        self.url = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        name = request.path.rpartition("/")[2]
        if name == "moved.txt":
            raise web.HTTPFound(f"{self.url}/attachments/story.txt")
        if name == "gone.txt":
            raise web.HTTPNotFound
        if name == "packed.txt":
            body = gzip.compress(b"a" * 10_000_000)
            return web.Response(body=body, headers={"Content-Encoding": "gzip"})
        if name != "endless.txt":
            return web.Response(body=b"Once upon a time.")
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(b"more " * 2000)
                self.sent += 10_000
        except ConnectionError:
            return response


@pytest.fixture
async def file_server() -> AsyncIterator[FileServer]:
    ours = FileServer()
    app = web.Application()
    app.router.add_get("/{path:.*}", ours.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    ours.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield ours
    await runner.cleanup()


def attachment(url: str, size: int = 17) -> Any:
    return SimpleNamespace(url=url, filename=url.rpartition("/")[2], size=size)


@pytest.fixture
async def http() -> Any:
    import asyncio  # noqa: PLC0415

    return HTTPClient(asyncio.get_running_loop())


async def test_a_file_is_fetched_from_the_stand_in_that_the_settings_name(http: Any, file_server: FileServer):
    url = f"{file_server.url}/attachments/story.txt"
    (upload,) = await fetch_all(http, [attachment(url)], bounded(), file_server.url)
    assert (upload.name, upload.data) == ("story.txt", b"Once upon a time.")


async def test_another_address_is_not_asked_at_all(http: Any, file_server: FileServer):
    url = f"{file_server.url}/attachments/story.txt"
    for cdn_url in (None, "https://cdn.example.org", file_server.url[:-1]):
        with pytest.raises(StoryFileError, match="does not come from Discord"):
            await fetch_all(http, [attachment(url)], bounded(), cdn_url)
    assert not file_server.asked


async def test_a_file_that_never_ends_is_let_go_at_the_bound(http: Any, file_server: FileServer):
    url = f"{file_server.url}/attachments/endless.txt"
    with pytest.raises(TooLargeError):
        await fetch_all(http, [attachment(url)], bounded(), file_server.url)
    assert file_server.sent < 50 * MOST


async def test_what_a_file_claims_is_asked_before_it_is_fetched(http: Any, file_server: FileServer):
    url = f"{file_server.url}/attachments/story.txt"
    with pytest.raises(TooLargeError):
        await fetch_all(http, [attachment(url, MOST // 2), attachment(url, MOST)], bounded(), file_server.url)
    assert not file_server.asked


async def test_the_files_of_one_work_are_bounded_together(http: Any, file_server: FileServer):
    files = [attachment(f"{file_server.url}/attachments/story.txt", 1) for _ in range(3)]
    assert len(await fetch_all(http, files, bounded(51), file_server.url)) == 3
    with pytest.raises(TooLargeError):
        await fetch_all(http, files, bounded(50), file_server.url)


@pytest.mark.parametrize("name", ["moved.txt", "gone.txt"])
async def test_a_file_that_is_not_there_or_has_moved_is_told_of_and_not_followed(
    http: Any, file_server: FileServer, name: str
):
    with pytest.raises(StoryFileError, match="cannot be fetched"):
        await fetch_all(http, [attachment(f"{file_server.url}/attachments/{name}")], bounded(), file_server.url)
    assert file_server.asked == [f"/attachments/{name}"]


async def test_nothing_is_unpacked_on_the_way(file_server: FileServer):
    data = await read_bounded(f"{file_server.url}/attachments/packed.txt", bounded())
    assert data.startswith(b"\x1f\x8b")
    assert len(data) < MOST


async def test_a_server_that_does_not_answer_is_told_of(http: Any, file_server: FileServer, unused_tcp_port: int):
    nobody = f"http://127.0.0.1:{unused_tcp_port}"
    with pytest.raises(StoryFileError, match="cannot be fetched"):
        await fetch_all(http, [attachment(f"{nobody}/attachments/story.txt")], bounded(), nobody)
    with pytest.raises(aiohttp.ClientError):
        await read_bounded(f"{nobody}/story.txt", bounded())


@pytest.mark.parametrize(
    "url",
    [
        "https://cdn.discordapp.com/attachments/1/2/a.txt?ex=1&is=2&hm=3",
        "https://media.discordapp.net/attachments/1/2/a.txt",
    ],
)
def test_discords_own_addresses_are_known(url: str):
    assert is_discords(url, None)
    assert is_discords(url, "http://127.0.0.1:9")


@pytest.mark.parametrize(
    "url",
    [
        "http://cdn.discordapp.com/attachments/1/2/a.txt",
        "https://cdn.discordapp.com.example.org/a.txt",
        "https://cdn.discordapp.com@example.org/a.txt",
        "https://user:pass@cdn.discordapp.com/a.txt",
        "https://cdn.discordapp.com:8443/a.txt",
        "https://example.org/https://cdn.discordapp.com/a.txt",
        "https://169.254.169.254/latest",
        "file:///etc/passwd",
        "https://[broken/a.txt",
        "",
    ],
)
def test_addresses_that_only_look_like_discords_are_not(url: str):
    assert not is_discords(url, None)
    assert not is_discords(url, "https://cdn.stand.in")
