from __future__ import annotations

import pytest

from bot.models import Block, BlockKind, Cut, Span
from bot.text.talk import cuts_between
from tests.growth import assert_linear

RAIN = "The rain came down on the long roof."


def cuts(*texts, kinds=None):
    kinds = kinds or [BlockKind.PARAGRAPH] * len(texts)
    return cuts_between([Block((Span(text),), kind) for text, kind in zip(texts, kinds, strict=True)], texts)[1:]


@pytest.mark.parametrize(
    "line",
    ["“Well?”", '"Well?" said Ann.', "‘Well?’ said Ann.", "'Well?' said Ann.", "— Well?", "- Well?", "--Well?", "«Well?»",
     "„Well?“", "「Well?」", "Ann said, “Well?”", "``Well?''"],
)  # fmt: skip
def test_a_line_of_talk_is_known_by_its_marks(line):
    assert cuts(line, line) == [Cut.TALK]
    assert cuts(RAIN, line) == [Cut.NARRATION]
    assert cuts(line, RAIN) == [Cut.AFTER_TALK]


@pytest.mark.parametrize(
    "line",
    [RAIN, "’Tis late, and the lamp is out.", "'Twas late, and the lamp was out.", "They call it the “Old Lamp” here.",
     "“Well.” " + RAIN * 5],
    ids=["prose", "an apostrophe", "a straight one", "a word in quotes", "a long paragraph with a word said"],
)  # fmt: skip
def test_narration_is_no_talk(line):
    assert cuts(line, line) == [Cut.NARRATION]


def test_a_beat_between_two_lines_of_talk_is_part_of_it():
    assert cuts("“Well?”", "He shrugged.", "“No.”") == [Cut.TALK, Cut.TALK]
    assert cuts("“Well?”", RAIN * 5, "“No.”") == [Cut.AFTER_TALK, Cut.NARRATION]


@pytest.mark.parametrize("line", ["It read:", "Dear Ann,", "TO ALL PLOT HOLDERS", "3 May", "He said, and I quote,"])
def test_a_line_that_asks_for_the_next_leads_on(line):
    assert cuts(line, RAIN) == [Cut.LEADS_ON]


def test_verse_ends_in_stanzas_and_leads_on_where_it_is_announced():
    verse = [BlockKind.PARAGRAPH, BlockKind.VERSE, BlockKind.VERSE, BlockKind.PARAGRAPH]
    assert cuts("He sang:", "Ebb and flow.", "Flow and ebb.", RAIN, kinds=verse) == [
        Cut.LEADS_ON,
        Cut.STANZA,
        Cut.STANZA,
    ]


@pytest.mark.parametrize("unit", ["'", "“", "'a.", "‘a’", " ", "a "])
def test_hostile_lines_are_judged_in_time_that_grows_with_their_length(unit):
    assert_linear(
        lambda size: cuts(*["x" + unit * (size // len(unit)), unit.strip() + unit * (size // len(unit))]), 50_000
    )
