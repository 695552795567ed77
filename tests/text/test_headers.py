"""Headers as a whole: nothing of the prose is lost, no text breaks the reader, and its time grows with the text alone."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import StoryFileError
from bot.text import read_story
from bot.text.chapter_lines import read_chapter_lines, read_foot_note
from bot.text.completeness import read_completeness
from bot.text.info_lines import read_bare_rating, read_details, read_subject
from bot.text.labels import KEY_OF, key_of, mark_labels, split_labels
from bot.text.languages import read_language
from bot.text.pointers import Pointers, read_pointers
from bot.text.titles import read_author
from tests.text.strategies import prose

# Where these stand the story begins, whatever follows.
LABELS = sorted(KEY_OF.keys() - {"work text", "chapter text"})
FORMS = (
    "{}: {}",
    "{} : {}",
    "{} - {}",
    "**{}:** {}",
    "**{}**: {}",
    "*{}: {}*",
    "[b]{}:[/b] {}",
    "<b>{}:</b> {}<br>",
    "{}:\t{}",
)
value = st.text("abcdefgh ijklm,;/&()[]'\"!?.-*_0123456789", max_size=60)
header_line = st.builds(
    lambda form, label, text: form.format(label, text),
    st.sampled_from(FORMS),
    st.sampled_from(LABELS).map(str.title),
    value,
)
headers = st.lists(header_line, max_size=12).map("\n".join)


def story(text, name="a.txt"):
    return read_story(text.encode(), name)


def words(told):
    return [word for part in told.parts for block in part.blocks for word in block.text.split()]


@given(headers, st.sampled_from(("\n\n", "\n\n\n", "\n\n* * *\n\n")), st.lists(prose, min_size=2, max_size=8))
def test_whatever_a_header_says_the_story_behind_its_rule_is_whole(header, gap, paragraphs):
    header = "Title: The Lamp\nAuthor: Ada\nRating: PG\n" + header + "\nLanguage: English"
    told = story(header + gap + "\n\n".join(paragraphs) + "\n")
    assert words(told) == " ".join(paragraphs).split()


@given(
    st.lists(st.one_of(header_line, prose, st.text(max_size=40)), max_size=12),
    st.sampled_from(("\n", "\n\n", "\r\n\r\n")),
)
def test_no_mixture_of_labels_and_prose_breaks_the_reader(lines, gap):
    with suppress(StoryFileError):
        story(gap.join(lines).encode("utf-8", "replace").decode(), "a.txt")


@given(st.text(max_size=200))
def test_no_line_breaks_a_reader_of_lines(text):
    for read in (read_details, read_subject, read_bare_rating, read_language, read_pointers, key_of, split_labels):
        read(text)
    read_chapter_lines(text, emphasised=True)
    read_foot_note(text, apart=True)
    read_author({"author": [text], "labels": ["authors"]})


@pytest.mark.parametrize(
    "header",
    [
        "\n".join(f"Label {number}: value" for number in range(10_000)),
        "\n".join("Notes: value" for _ in range(10_000)),
        "Title: x\nNotes: " + "word " * 200_000,
        "Title: x\nWarnings: " + "blood and " * 100_000,
        "Title: x\nAuthor: " + "a@" * 500_000,
        "Title: x\nSeries: " + "Part of " * 120_000,
        "Title: x\nRating: " + "PG-" * 300_000,
        "Title: x\nPairing: " + "a/" * 400_000,
        "Title: " + "*" * 1_000_000,
        "Title: x\nDate: " + "1/" * 400_000,
        "Rated: T - " + "a - " * 250_000,
        "Title: x\nSummary: sequel to " + "A " * 400_000,
        "NEW: " + "[PG] " * 150_000,
        "Title: x\nRating: G\n\nNotes: x\n\n" + "\n\n".join("* * *" for _ in range(20_000)),
        "Title: x | Author: y | " + "Rating: PG | " * 60_000,
        "Title: x\nAuthor: y\n" + "\n".join(f"Rati{number}g: value" for number in range(5_000)),
        "Title: x\nRating" + "." * 500_000 + ": PG",
        "Title: x\nWarnings: " + "graphic mentions of " * 50_000,
        "Title: x\nRating: " + "+1" * 400_000,
        "Title: x\nSequel: " + "none yet " * 100_000,
        "[Title] " * 100_000,
        "\n".join("* Title: x *" for _ in range(20_000)),
    ],
)  # fmt: skip
def test_a_hostile_header_takes_time_in_proportion(header):
    start = time.perf_counter()
    with suppress(StoryFileError):
        story(header + "\n\n\nThe lamp went round.\n\nNobody came.\n")
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Spoilers/Timeline", "spoilers"), ("Overall Rating", "rating"), ("Warnings (if any)", "warnings"), ("Archive?", "ignore"),
        ("Characters/Pairings", "people"), ("Rating & Warnings", "rating and warnings"), ("He said", None), ("Title and Bread", None),
    ],
)  # fmt: skip
def test_a_label_is_known_by_its_words(label, key):
    assert key_of(label) == key


def test_labels_without_a_mark_count_only_in_company():
    assert mark_labels(["Title The Lamp", "Author Ada", "Rating PG"]) == [
        "Title: The Lamp",
        "Author: Ada",
        "Rating: PG",
    ]
    assert mark_labels(["Title fights are dull", "said Ada.", "Rating them is worse."]) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Sequel to Four Excuses.", Pointers(prequel="Four Excuses")),
        ("A sequel to this will come.", Pointers()),
        ("Prequel of sorts to “The Ladder”.", Pointers(sequel="The Ladder")),
        ("The second book in a three book series.", Pointers(series_index=2)),
        ("Part four of the Low Lamps series", Pointers(series="Low Lamps", series_index=4)),
        ("The story is continued in _The Ebb_.", Pointers(sequel="The Ebb")),
        ("One of the best in the series", Pointers()),
    ],
)
def test_sentences_that_name_other_stories_are_pointers(text, told):
    assert read_pointers(text) == told


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"chapters": ["3/?"]}, (None, False)), ({"chapters": ["5/5"]}, (5, True)), ({"status": ["In-Progress"]}, (None, False)),
        ({"status": ["Complete"], "chapters": ["3/5"]}, (5, True)), ({"part": ["2/5"]}, (5, False)), ({"part": ["2"]}, (None, None)),
        ({"completed": ["No"]}, (None, False)), ({"ends": ["yes"]}, (None, True)), ({"ends": ["no"]}, (None, False)),
        ({"ends": ["no"], "sequel": ["The Ebb"]}, (None, None)), ({}, (None, None)),
    ],
)  # fmt: skip
def test_completeness_is_told_by_whatever_says_it(fields, said):
    assert read_completeness(fields) == said


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Content warning: fire A/N: Late again!", [("warnings", "fire"), ("notes", "Late again!")]),
        ("Author's Note: Sorry.", [("notes", "Sorry.")]),
        ("Disclaimer: still not mine.", [("notes", "Disclaimer: still not mine.")]),
        ("Note: the clock is fast.", None),
        ("Warning: do not look.", None),
        ("Nobody came.", None),
    ],
)
def test_a_chapters_first_lines_are_told_from_its_story(text, read):
    assert read_chapter_lines(text, emphasised=False) == read


def test_a_note_at_a_chapters_foot_stays_with_the_chapter():
    told = story(
        "Chapter One\n\nThe lamp went round.\n\nNobody came.\n\nA/N: Review!\n\nChapter Two\n\nThen it stopped.\n"
    )
    assert [chapter.notes for chapter in told.chapters] == ["Review!", None]
    assert "Review!" not in words(told)
