"""Scene breaks and chapters on hundreds of real texts, both for the authors the rules were tuned on and for others."""

from __future__ import annotations

import pytest

from tests import corpus

pytestmark = pytest.mark.skipif(
    not corpus.present(), reason="the scene-break corpus is not beside this checkout (../shared/corpus)"
)

# Half, group -> the least scene precision, scene recall and chapter recall; slightly under what was reached.
FLOORS = {
    ("tuning", "A"): (0.99, 0.99, 0.97),
    ("tuning", "B"): (0.95, 0.99, 0.99),
    ("checking", "A"): (0.985, 0.99, 0.98),
    ("checking", "B"): (0.985, 0.99, 0.99),
    ("checking", "C"): (0.97, 0.975, 0.92),
}


@pytest.fixture(scope="module")
def sums():
    return corpus.judged()[0]


@pytest.mark.parametrize(("half", "group"), FLOORS)
def test_stories_break_where_their_authors_broke_them(sums, half, group):
    counts = sums[half, group, "TOTAL"]
    precision = counts["scene_tp"] / (counts["scene_tp"] + counts["fp"])
    recall = counts["scene_tp"] / counts["scene_n"]
    chapters = counts["chapter_tp"] / counts["chapter_n"]
    found = (precision, recall, chapters)
    assert all(one >= least for one, least in zip(found, FLOORS[half, group], strict=True)), found
