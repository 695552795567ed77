"""Breaks that need more text than a case file should hold: titles a chapter apart, many slips, long files."""

from __future__ import annotations

import pytest

from bot.models import BreakKind
from bot.text import read_story
from bot.text.evidence import weight
from bot.text.lines import split_lines
from bot.text.markers import Marker, scene_markers

SENTENCES = (
    "The ferry had been late since the spring.",
    "Nobody minded much, because nothing waited for it.",
    "Old Marrable counted the posts of the landing, and there were as many as yesterday.",
    "A gull looked into the ticket window and went away again.",
    "They said that the river was lower than it had ever been.",
)


def paragraphs(count):
    """So many paragraphs of about 200 characters, each another."""
    return [f"{SENTENCES[n % 5]} {SENTENCES[(n + n // 5 + 1) % 5]} It was the {n}th hour." for n in range(count)]


def titles(*lines, between="\n\n"):
    """The chapters found in a story of which each line given stands above twenty-five paragraphs."""
    text = "Title: Ferry\nAuthor: A. Nobody\n\n" + "\n\n".join(between.join([line, *paragraphs(25)]) for line in lines)
    return [chapter.title for chapter in read_story(text.encode(), "ferry.txt").chapters]


def test_titles_without_any_space_of_their_own_are_told_by_recurring_a_chapter_apart():
    assert titles("The Late Ferry", "A Gull at the Window", "The Posts") == [
        "The Late Ferry",
        "A Gull at the Window",
        "The Posts",
    ]


@pytest.mark.parametrize(
    "line", ["Love, Mum", "MCMXII", "Monday, 4th March", "He went home", "NO, NEVER!", "Mina Harker's Journal"]
)
def test_other_short_lines_are_no_titles_however_often_they_recur(line):
    assert titles(line, "The Late Ferry", line) == []


def test_titles_are_found_between_paragraphs_without_blank_lines():
    lines = ["The Late Ferry", "A Gull at the Window", "The Posts"]
    assert titles(*lines, between="\n") == lines


def with_gaps(places, wide, *, count=60, ornament=None):
    """The opening kinds of a text with wider gaps before some of its paragraphs, and perhaps one ornament."""
    text = ""
    for number, paragraph in enumerate(paragraphs(count)):
        text += "\n" * (wide if number in places else 2 if number else 0)
        text += f"{ornament}\n\n" if ornament and number == count // 2 else ""
        text += paragraph
    return [part.opening.kind for part in read_story(text.encode(), "gaps.txt").parts[1:]]


def test_one_slip_beside_a_printed_break_is_no_break():
    assert with_gaps({7}, 3, ornament="* * *") == [BreakKind.HARD]


def test_gaps_as_frequent_as_no_hand_slips_are_breaks_beside_printed_ones_too():
    assert len(with_gaps({5, 9, 14, 20, 25, 36, 41, 47, 53}, 3, ornament="* * *")) == 10


def test_a_long_file_may_have_any_number_of_slightly_wider_gaps():
    assert len(with_gaps(set(range(3, 4000, 4)), 3, count=4000)) == 1000


def test_gaps_two_lines_wider_than_usual_are_breaks_whatever_the_words():
    assert len(with_gaps({7}, 4, ornament="* * *")) == 2


def test_a_scene_hardly_ever_ends_and_begins_with_speech():
    assert weight(["\u201cGo,\u201d she said. \u201cNow.\u201d"], "\u201cNo.\u201d") < -1


def test_a_time_and_a_name_that_is_new_speak_for_a_scene():
    above = ["Old Marrable counted the posts.", "He went home."]
    known, new, later = (
        weight(above, f"{words} the river was lower than anybody in the village had ever seen it.")
        for words in ("To Marrable", "To Tilda", "The next morning, to Tilda,")
    )
    assert known < new < later
    assert known < 1 < later


LONG = "The river was lower than it had ever been, and {} counted the posts of the landing without any hope for them."


def with_one_gap(below):
    """The opening kinds of a long story without other breaks, with one line more than usual before these words."""
    prose = [LONG.format("Marrable" if n % 2 else "his brother") for n in range(80)]
    text = "\n\n".join(prose[:40]) + "\n\n\n" + "\n\n".join([below, *prose[40:]])
    return [part.opening.kind for part in read_story(text.encode(), "gap.txt").parts[1:]]


def test_one_odd_gap_in_a_long_story_is_a_break_only_where_the_words_say_so():
    assert (
        with_one_gap("It was the same with the steps, of which there had been eleven, and were eleven, all wet.") == []
    )
    assert with_one_gap("The next morning Tilda came down the steps to see for herself.") == [BreakKind.SOFT]


@pytest.mark.parametrize("above", ["Thanks,", "Love, Ida"])
def test_kisses_and_rules_under_a_letter_break_nothing_even_where_they_recur(above):
    assert scene_markers([Marker("xxx", above, "He read it."), Marker("xxx", above, "He read that.")]) == set()


def test_the_same_sign_between_scenes_breaks_them():
    assert scene_markers([Marker("xxx", "She left.", "He came."), Marker("xxx", "He left.", "She came.")]) == {0, 1}


@pytest.mark.parametrize("text", ["", "\r", "\n", "a\r\nb", "a\rb\r\n\nc", "a\n\n", "\r\n\r\n", "a\r\r\nb"])
def test_lines_know_their_places_whatever_ends_them(text):
    lines = split_lines(text)
    assert all(text[line.start : line.start + len(line.text)] == line.text for line in lines)
    assert [line.text for line in lines] == text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split(
        "\n"
    ) or not any(line.text for line in lines)
