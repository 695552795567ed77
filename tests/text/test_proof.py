"""A file read for publishing: whether its parts are found to be its text, and which places are doubtful."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import EmptyStoryError, TooLargeError
from bot.models import Block, Limits, Span
from bot.text.doubts import MOST_DOUBTS, Reason
from bot.text.proof import read_closely, read_work
from bot.text.reassembly import Reassembly, reassemble
from bot.text.story import read_draft, story_of

ROOT = Path(__file__).resolve().parents[2]
FERRY = "The ferry left at six.\n\nNobody was _on_ it but Tomas.\n\n* * *\n\nThe next day it rained.\n"
PARAGRAPH = "He walked along the wall and counted the gulls until there were none left to count. "


def test_parts_of_a_text_are_compared_with_the_file_letter_by_letter():
    assert read_closely(FERRY.encode(), "a.txt").reassembly is Reassembly.LETTERS
    wrapped = FERRY.replace("Nobody was", "Nobody\r\nwas")
    assert read_closely(wrapped.encode("utf-16"), "a.txt").reassembly is Reassembly.LETTERS
    assert read_closely(b"# One\n\nShe *ran*.\n\n---\n\nShe fell.\n", "a.md").reassembly is Reassembly.LETTERS


def test_parts_of_a_page_are_compared_with_its_paragraphs():
    page = b"<html><body><p>One.</p><hr><p>Two.</p></body></html>"
    assert read_closely(page, "a.html").reassembly is Reassembly.PARAGRAPHS


def test_a_note_that_stands_with_its_chapter_is_not_missed_in_the_text():
    text = "Chapter 1: Gulls\n\nA/N: For Ada.\n\nOne gull.\n\nChapter 2: Terns\n\nOne tern.\n\nA/N: Thank you all.\n"
    reading = read_closely(text.encode(), "a.txt")
    assert reading.story.chapters[0].notes
    assert reading.reassembly is Reassembly.LETTERS


@pytest.mark.parametrize("harm", ["lost", "added", "exchanged", "altered", "moved"])
def test_a_paragraph_that_is_missing_or_not_in_its_place_is_noticed(harm: str):
    draft = read_draft(FERRY.encode(), "a.txt", Limits())
    story = story_of(draft, "a.txt")
    first, second = story.parts
    one, two = first.blocks
    other = Block((Span("The ferry left at seven."),))
    parts = {
        "lost": (replace(first, blocks=(one,)), second),
        "added": (replace(first, blocks=(one, two, other)), second),
        "exchanged": (replace(first, blocks=(two, one)), second),
        "altered": (replace(first, blocks=(other, two)), second),
        "moved": (second, first),
    }[harm]
    assert reassemble(story, draft, FERRY) is Reassembly.LETTERS
    assert reassemble(replace(story, parts=parts), draft, FERRY) is Reassembly.BROKEN


def test_letters_that_are_not_those_of_the_file_are_noticed():
    draft = read_draft(FERRY.encode(), "a.txt", Limits())
    story = story_of(draft, "a.txt")
    assert reassemble(story, draft, FERRY.replace("Tomas", "Tobias")) is Reassembly.PARAGRAPHS


@pytest.mark.parametrize("path", sorted((ROOT / "stories").glob("*.md")), ids=lambda path: path.stem)
def test_our_own_stories_are_found_to_be_their_files(path):
    assert read_closely(path.read_bytes(), path.name).reassembly is Reassembly.LETTERS


# --- doubtful places ------------------------------------------------------------------------------------------------


def reasons(text: str) -> list[tuple[str, bool, Reason]]:
    """The paragraph at each doubtful place, whether a part begins there, and why it is doubtful."""
    reading = read_closely(text.encode(), "a.txt")
    texts = [block.text for part in reading.story.parts for block in part.blocks]
    return [(texts[doubt.place][:20], doubt.breaks, doubt.reason) for doubt in reading.doubts]


def test_a_story_with_printed_breaks_alone_has_no_doubtful_place():
    assert reasons("\n\n* * *\n\n".join([f"{PARAGRAPH}\n\n{PARAGRAPH}"] * 4)) == []


def test_blank_space_that_breaks_scenes_beside_printed_signs_is_doubtful():
    scene = "\n\n".join([PARAGRAPH] * 6)
    text = f"{scene}\n\n* * *\n\n{scene}\n\n\n\nThe next morning the wall was gone.\n\n{scene}\n"
    assert reasons(text) == [("The next morning the", True, Reason.SPACE)]


def test_space_that_broke_no_scene_is_doubtful():
    scene = "\n\n".join([PARAGRAPH] * 6)
    text = f"{scene}\n\n* * *\n\n{scene}\n\n\n“No,” he said.\n\n{scene}\n"
    assert reasons(text) == [("“No,” he said.", False, Reason.GAP)]


def test_signs_that_were_read_as_text_are_doubtful():
    text = f"{PARAGRAPH}\n\nWith love,\n\nxxx\n\nMarta put the letter down.\n\n{PARAGRAPH}\n"
    assert ("Marta put the letter", False, Reason.SIGNS) in reasons(text)


def test_a_part_of_few_words_among_long_ones_is_doubtful():
    scene = "\n\n".join([PARAGRAPH] * 20)
    assert reasons(f"{scene}\n\n* * *\n\nHe slept.\n\n* * *\n\n{scene}\n") == [("He slept.", True, Reason.SHORT)]


def test_a_very_long_part_tells_where_it_would_break():
    scene = "\n\n".join([PARAGRAPH * 4] * 60)
    text = f"{scene}\n\nThe next morning Marta came back to the harbour with a crate of oranges.\n\n{scene}\n"
    assert ("The next morning Mar", False, Reason.LONG) in reasons(text)


def test_there_are_no_more_doubtful_places_than_an_author_looks_at():
    scene = "\n\n".join([PARAGRAPH] * 20)
    assert (
        len(reasons(f"{scene}\n\n* * *\n\n" + "\n\n* * *\n\n".join([f"He slept.\n\n* * *\n\n{scene}"] * 40)))
        == MOST_DOUBTS
    )


# --- several files --------------------------------------------------------------------------------------------------


def test_doubtful_places_of_several_files_are_counted_over_all_of_them():
    letter = f"{PARAGRAPH}\n\nWith love,\n\nxxx\n\nMarta put it down.\n\n{PARAGRAPH}\n".encode()
    reading = read_work([("a.txt", FERRY.encode()), ("b.txt", letter)], Limits())
    texts = [block.text for part in reading.story.parts for block in part.blocks]
    assert [texts[doubt.place] for doubt in reading.doubts if doubt.reason is Reason.SIGNS] == ["Marta put it down."]


def test_one_bad_file_refuses_the_whole_work():
    with pytest.raises(EmptyStoryError):
        read_work([("a.txt", FERRY.encode()), ("b.txt", b"")], Limits())


def test_the_words_of_all_files_are_counted_together():
    with pytest.raises(TooLargeError, match="more than 20 words"):
        read_work([("a.txt", FERRY.encode())] * 2, Limits(words=20))
