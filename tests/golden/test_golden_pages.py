"""The sample stories as readers get them: every page as sent and why it ends there, in files reviewed by eye."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli import preview
from bot.text import read_story

HERE = Path(__file__).parent
STORIES = sorted((HERE.parents[1] / "stories").glob("*.[tm][xd]*"))


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_the_pages_of_a_sample_story_are_as_reviewed(path: Path, request: pytest.FixtureRequest):
    golden = HERE / f"{path.stem}.pages.txt"
    made = preview(read_story(path.read_bytes(), path.name))
    if request.config.getoption("--update-golden"):
        golden.write_text(made, encoding="utf-8")
    assert golden.exists(), f"no reviewed pages yet: run pytest {HERE.name} --update-golden and read the file"
    assert made == golden.read_text(encoding="utf-8")


def test_no_reviewed_pages_are_left_of_stories_that_are_gone():
    assert {path.name.removesuffix(".pages.txt") for path in HERE.glob("*.pages.txt")} == {p.stem for p in STORIES}
