"""The sample stories as readers get them: every page exactly as sent, in files whose changes are reviewed by eye."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.text import lay_out, read_story

HERE = Path(__file__).parent
STORIES = sorted((HERE.parents[1] / "stories").glob("*.[tm][xd]*"))


def preview(path: Path) -> str:
    """All pages of a story, each under a line with its place, its length and how its part begins."""
    story = read_story(path.read_bytes(), path.name)
    out: list[str] = []
    for part in story.parts:
        pages = lay_out(part)
        for page in pages:
            facts = [f"part {part.number} of {len(story.parts)}", f"page {page.number} of {len(pages)}"]
            if part.chapter is not None:
                facts.append(f"chapter {part.chapter}: {story.chapters[part.chapter - 1].title}")
            facts += [f"after: {part.opening.kind} {part.opening.marker or ''}".strip(), f"{len(page.text)} characters"]
            out.append(f"=== {' | '.join(facts)} ===\n{page.text}\n")
    return "\n".join(out)


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_the_pages_of_a_sample_story_are_as_reviewed(path: Path, request: pytest.FixtureRequest):
    golden = HERE / f"{path.stem}.pages.txt"
    made = preview(path)
    if request.config.getoption("--update-golden"):
        golden.write_text(made, encoding="utf-8")
    assert golden.exists(), f"no reviewed pages yet: run pytest {HERE.name} --update-golden and read the file"
    assert made == golden.read_text(encoding="utf-8")


def test_no_reviewed_pages_are_left_of_stories_that_are_gone():
    assert {path.name.removesuffix(".pages.txt") for path in HERE.glob("*.pages.txt")} == {p.stem for p in STORIES}
