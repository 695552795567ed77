"""Somebody opens the demo in a browser and reads: start page, #library, `/read`, Next."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Error, Page, expect, sync_playwright

from tests.test_demo import running_demo

# Debian's, or whatever else is at hand; `CHROMIUM` may name another.
CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "chromium"
)
QUIETLY = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STORY = """\
Title: The Night Ferry
Author: Nobody in Particular
Rating: General

The ferry left at ten, with one passenger and a crate that hummed.

* * *

By midnight the crate had stopped humming, and the passenger had started.
"""


@pytest.fixture
def browser() -> Iterator[BrowserContext]:
    """A fresh window of Debian's Chromium; without it the test is skipped, but under CI it fails."""
    with sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=QUIETLY)
        except Error as error:
            without = pytest.fail if os.environ.get("CI") else pytest.skip
            without(f"Chromium does not start from {CHROMIUM}: {error.message.splitlines()[0]}")
        yield chromium.new_context(viewport={"width": 1280, "height": 900})
        chromium.close()


def _open(browser: BrowserContext, address: str, place: str) -> Page:
    start = browser.new_page()
    start.goto(address)
    with browser.expect_page() as opened:
        start.get_by_role("button", name=place).click()
    return opened.value


def _command(discord: Page, command: str, option: str, typed: str, suggestion: str) -> None:
    """Type a command with one option into the composer, take the suggestion, and send it."""
    discord.get_by_label("Message", exact=True).press_sequentially(f"/{command}")
    discord.get_by_role("option", name=f"/{command}").click()
    discord.locator(f".command-suggestion[data-value='{option}']").click()
    discord.locator(f".command-option-input[data-option='{option}']").press_sequentially(typed)
    discord.locator(".command-suggestion", has_text=suggestion).click()
    discord.get_by_role("button", name="Send").click()


def test_a_story_can_be_read_page_by_page(browser, tmp_path):
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    (shelf / "the-night-ferry.txt").write_text(STORY, encoding="utf-8")
    with running_demo(tmp_path / "temporary", STORIES_DIR=str(shelf)) as (_process, address):
        discord = _open(browser, address, "#library")
        expect(discord.get_by_role("heading", name="Welcome to The Reading Room")).to_be_visible()
        _command(discord, "read", "story", "ferry", "The Night Ferry")
        shown = discord.get_by_role("log")
        expect(shown.get_by_text("one passenger and a crate")).to_be_visible()
        expect(shown.get_by_text("Part 1 of 2")).to_be_visible()
        shown.get_by_role("button", name="Next").click()
        expect(shown.get_by_text("the crate had stopped humming")).to_be_visible()
        expect(shown.get_by_text("Part 2 of 2")).to_be_visible()
        discord.screenshot(path=tmp_path / "second-page.png")
