"""A real file of an old archive must come out exactly; it lies beside the project, not in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli import inspection
from bot.models import BreakKind
from bot.text import cut_pages, lay_out, read_story

SHARED = Path(__file__).parents[2].parent / "shared"
SEEDS = sorted((SHARED / "seed").glob("*.txt"))
SAMPLES = SHARED / "samples"

needs_seed = pytest.mark.skipif(not SEEDS, reason="the seed is not beside this checkout (../shared/seed)")
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="there are no format samples in ../shared/samples")


@pytest.fixture
def seed():
    return read_story(SEEDS[0].read_bytes(), SEEDS[0].name)


@needs_seed
def test_the_seed_tells_its_own_place_in_its_series(seed):
    shown = inspection(seed)
    wanted = {
        "title": "Close Quarters V",
        "title_from": "sequel",
        "author": None,
        "series": "Close Quarters",
        "series_index": 5,
        "rating": {"level": "teen", "raw": "PG-13"},
        "fandoms": ["Smallville"],
        "relationships": ["Lana/Lex"],
        "tags": ["Lana POV"],
        "genre": None,
        "spoilers": "Jitters",
        "published": "2002-11-15",
        "sequel": "Close Quarters VI: The Plan",
        "chapters": [],
    }
    assert {key: shown[key] for key in wanted} == wanted


@needs_seed
@pytest.mark.parametrize("key", ["summary", "notes", "disclaimer"])
def test_the_seed_keeps_each_header_value_whole(seed, key):
    value = inspection(seed)[key]
    assert f"{key.capitalize()}: {value}\n" in SEEDS[0].read_text(encoding="utf-8")


@needs_seed
def test_the_seed_has_four_parts_at_its_wide_gaps(seed):
    assert [part.words for part in seed.parts[:3]] == [190, 533, 660]
    assert 860 <= seed.parts[3].words <= 880
    assert [part.opening.kind for part in seed.parts] == [BreakKind.START, *[BreakKind.SOFT] * 3]
    assert all(part.opening.marker is None for part in seed.parts)


@needs_seed
def test_the_seed_has_one_page_a_part_and_two_even_ones_for_the_last(seed):
    assert [len(cut_pages(part)) for part in seed.parts] == [1, 1, 1, 2]
    first, second = (len(page.text) for page in lay_out(seed.parts[3]))
    assert abs(first - second) < 300


@needs_seed
def test_the_seeds_offsets_name_the_first_and_last_character_of_each_part(seed):
    text = SEEDS[0].read_bytes().decode("utf-8")
    for part in seed.parts:
        stretch = text[part.start : part.end + 1]
        assert stretch.split() == " ".join(block.text for block in part.blocks).split()


def fold(value):
    if isinstance(value, str):
        for curly, straight in zip("“”‘’", "\"\"''", strict=True):
            value = value.replace(curly, straight)
        return " ".join(value.split()).replace("_", "").replace("*", "")
    return [fold(one) for one in value] if isinstance(value, (list, tuple)) else value


# Formats whose metadata has no labels; their own readers are still to come.
LATER = {"ffn_copy.txt", "tumblr_post.txt"}
EXPECTED = json.loads((SAMPLES / "expected.json").read_text("utf-8"))["samples"] if SAMPLES.is_dir() else {}
KEYS = ("title", "author", "series", "series_index", "rating", "warnings", "fandoms", "relationships", "summary",
        "spoilers", "notes", "disclaimer", "language", "published", "prequel", "sequel")  # fmt: skip


@needs_samples
@pytest.mark.parametrize(
    "name", [name for name in EXPECTED if name.endswith((".txt", ".md", ".html", ".epub")) and name not in LATER]
)
def test_a_format_sample_comes_out_as_described(name):
    story = read_story((SAMPLES / "files" / name).read_bytes(), name)
    sample = EXPECTED[name]
    shown = inspection(story)
    shown["rating"] = shown["rating"]["level"]
    wrong = {}
    for key in KEYS:
        right = [fold(sample["expected"][key]), *map(fold, sample["accept"].get(key, []))]
        found = fold(shown[key])
        if found not in right and str(found).casefold() not in [str(one).casefold() for one in right]:
            wrong[key] = (found, right)
    assert wrong == {}
    assert len(story.parts) == sample["expected"]["scene_count"]
    words = [word for part in story.parts for block in part.blocks for word in block.text.split()]
    bare = ["".join(sign for sign in word.casefold() if sign.isalnum()) for word in words]
    bare = [word for word in bare if word]
    assert bare[:3] == ["".join(c for c in w if c.isalnum()) for w in sample["extra"]["body_first_words"][:3]]
    assert bare[-3:] == ["".join(c for c in w if c.isalnum()) for w in sample["extra"]["body_last_words"][-3:]]
    assert story.encoding == sample["extra"]["encoding"]
