"""The demo serves this machine alone, switches places, moves the clock, and starts and stops cleanly."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from bot import demo
from bot.config import Settings
from bot.errors import DemoError
from tests.demo_day import fast_forward
from tests.probe import Probe

ROOT = Path(__file__).resolve().parent.parent


class StartPage:
    """The start page of a running demo, as a browser reaches it."""

    def __init__(self, session: aiohttp.ClientSession, address: str) -> None:
        self.address = address
        self._session = session

    async def get(self, **headers: str) -> tuple[int, str]:
        async with self._session.get(self.address, headers=headers) as answer:
            return answer.status, await answer.text()

    async def post(self, path: str, origin: str | None = "own", **fields: str) -> tuple[int, str]:
        headers = {} if origin is None else {"Origin": self.address.rstrip("/") if origin == "own" else origin}
        to = self.address + path
        async with self._session.post(to, data=fields, headers=headers, allow_redirects=False) as answer:
            return answer.status, answer.headers.get("Location", "")

    async def now(self) -> datetime:
        found = re.search(r'<time datetime="(.*?)"', (await self.get())[1])
        assert found
        return datetime.fromisoformat(found[1])

    async def answers(self, address: str) -> bool:
        try:
            async with self._session.get(address) as answer:
                return answer.status == 200
        except aiohttp.ClientConnectionError:
            return False


@pytest.fixture
async def page():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        async with demo.served(Probe(), listener) as address, aiohttp.ClientSession() as session:
            yield StartPage(session, address)


async def test_the_start_page_offers_every_place_and_the_clock(page):
    status, text = await page.get()
    assert status == 200
    for words in (
        "#library",
        "#after-dark",
        "#lounge",
        "DMs of Reader One",
        "DMs of Reader Two",
        "nothing leaves this machine",
    ):
        assert words in text
    assert "Thursday, 1 January 2026, 00:00 UTC" in text


async def test_a_foreign_host_is_refused(page):
    assert (await page.get(Host="rebound.example"))[0] == 403
    assert (await page.get(Host="rebound.example:" + page.address.split(":")[-1].rstrip("/")))[0] == 403


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", None])
async def test_a_post_from_elsewhere_is_refused(page, origin):
    before = await page.now()
    assert (await page.post("clock", origin, step="day"))[0] == 403
    assert (await page.post("open", origin, place="library"))[0] == 403
    assert await page.now() == before


@pytest.mark.parametrize("place", ["library", "after-dark", "lounge", "reader-1", "reader-2"])
async def test_every_place_opens(page, place):
    status, address = await page.post("open", place=place)
    assert (status, address.startswith("http://127.0.0.1:")) == (303, True)
    assert await page.answers(address)


async def test_opening_a_place_closes_the_one_before(page):
    _, first = await page.post("open", place="library")
    _, second = await page.post("open", place="reader-1")
    assert not await page.answers(first)
    assert await page.answers(second)
    assert "Reader One <span" in (await page.get())[1]


async def test_the_clock_moves_and_says_so_once(page):
    before = await page.now()
    assert await page.post("clock", step="day") == (303, "/")
    assert "1 day has passed." in (await page.get())[1]
    assert "has passed" not in (await page.get())[1]
    assert await page.now() == before + timedelta(days=1)


async def test_what_happens_at_once_happens_one_after_the_other(page):
    before = await page.now()
    steps = [page.post("clock", step="hour") for _ in range(3)]
    answers = await asyncio.gather(page.post("open", place="library"), *steps)
    assert [status for status, _ in answers] == [303] * 4
    assert await page.now() == before + timedelta(hours=3)


async def test_a_day_of_the_demo_brings_each_serial_its_post_at_its_time(tmp_path):
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'day.db'}", stories_dir=ROOT / "stories")
    posted = await fast_forward(settings)
    first = {one.where: f"{one.at:%H:%M}" for one in reversed(posted)}
    assert first["#serials"] == "18:00"
    assert first["#evening reading"] == "23:59"
    assert [f"{one.at:%H:%M}" for one in posted if one.where == "#library"] == ["08:00", "20:00"]
    assert any(f"{one.at:%H:%M}" == "09:30" for one in posted)


async def test_an_unknown_place_or_step_is_refused(page):
    assert (await page.post("open", place="nowhere"))[0] == 400
    assert (await page.post("clock", step="year"))[0] == 400


def test_the_page_listens_on_loopback_only():
    with demo.listen(0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


def test_a_port_in_use_is_named_with_the_way_out():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(DemoError, match=rf"Port {port} .* in use.*--port"):
            demo.listen(port)


@pytest.mark.parametrize("name", ["simcord", "linkify_it"])
def test_a_missing_extra_is_named_with_the_way_out(monkeypatch, name):
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(DemoError, match=r'pip install "cliffhanger\[demo\]".*DISCORD_TOKEN'):
        demo.run(Settings(), 0)


async def test_a_bot_that_does_not_start_says_why_and_leaves_the_loop_as_it_was():
    class Broken(Probe):
        async def setup_hook(self) -> None:
            raise DemoError("The library is on fire.")

    loop = asyncio.get_running_loop()
    before = loop.create_task
    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(DemoError, match="on fire"):
        async with demo.served(Broken(), listener):
            pass
    assert loop.create_task == before


@contextmanager
def running_demo(folder: Path, **settings: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`python -m bot demo` as a process of its own, with `folder` for its temporary files; gives its address too."""
    folder.mkdir(exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    without = ("DISPLAY", "WAYLAND_DISPLAY", "DISCORD_TOKEN", "DATABASE_URL")
    environment = {name: value for name, value in os.environ.items() if name not in without}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--port", str(port)],
        cwd=folder,  # whoever runs the tests may have a .env of her own
        env=environment
        | {"TMPDIR": str(folder), "PYTHONPATH": str(ROOT), "STORIES_DIR": str(ROOT / "stories")}
        | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        line = process.stdout.readline()
        if not line:
            pytest.fail(f"the demo did not start: {process.communicate()[1]}")
        yield process, f"http://127.0.0.1:{port}/"
        assert f"http://127.0.0.1:{port}/" in line
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_demo_ends_cleanly_and_leaves_nothing_behind(tmp_path, number):
    with running_demo(tmp_path) as (process, _address):
        assert list(tmp_path.glob("cliffhanger-demo-*/demo.db"))
        process.send_signal(number)
        _, errors = process.communicate(timeout=20)
        assert (process.returncode, "Traceback" in errors) == (0, False), errors
        assert list(tmp_path.iterdir()) == []
