from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import EmptyStoryError, StoryFileError, UnknownFormatError
from bot.models import BlockKind, BreakKind, Style
from bot.text import IMPORTER_VERSION, read_story
from tests.growth import assert_linear
from tests.text.strategies import prose

paragraph_lists = st.lists(prose, min_size=1, max_size=25)
separators = st.sampled_from(("\n\n", "\n\n", "\n\n", "\n\n\n", "\n\n* * *\n\n", "\n\n\n\n"))


def story(text, name="a.txt"):
    return read_story(text.encode(), name)


def plain(part):
    return " ".join(block.text for block in part.blocks)


@st.composite
def texts(draw):
    paragraphs = draw(paragraph_lists)
    text = paragraphs[0]
    for paragraph in paragraphs[1:]:
        text += draw(separators) + paragraph
    return text + "\n", " ".join(paragraphs).split()


@given(texts(), st.sampled_from(("a.txt", "a.md")))
def test_the_splitter_loses_adds_and_reorders_no_word(made, name):
    text, words = made
    assert [word for part in story(text, name).parts for word in plain(part).split()] == words


@given(texts(), st.sampled_from(("\n", "\r\n", "\r")), st.booleans())
def test_offsets_name_each_parts_first_and_last_character(made, line_end, bom):
    text = ("\ufeff" if bom else "") + made[0].replace("\n", line_end)
    for part in story(text).parts:
        assert text[part.start : part.end + 1].split() == plain(part).split()


@given(texts())
def test_reading_twice_gives_the_same_story(made):
    assert story(made[0]) == story(made[0])


@given(paragraph_lists)
def test_without_any_break_there_is_one_part(paragraphs):
    assert len(story("\n\n".join(paragraphs)).parts) == 1


@given(st.binary(max_size=400), st.sampled_from(("a.txt", "a.md", "a", "a.bin")))
def test_any_bytes_give_a_story_or_a_plain_error(data, name):
    with suppress(StoryFileError):
        assert read_story(data, name).parts


@given(st.text(max_size=300), st.sampled_from(("a.txt", "a.md")))
def test_any_text_gives_a_story_or_a_plain_error(text, name):
    with suppress(StoryFileError):
        assert story(text.encode("utf-8", "replace").decode(), name).parts


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"%PDF-1.7 ...", "tide.txt"),
        (b"PK\x03\x04....", "tide.zip"),
        (b"<?xml version='1.0'?><opml/>", "tide.txt"),
        (b"plain words", "tide.docx"),
        (bytes(range(32)) * 40, "tide.txt"),
    ],
)
def test_a_format_nobody_reads_is_refused_and_the_accepted_ones_are_named(data, name):
    with pytest.raises(UnknownFormatError, match=r"\.md"):
        read_story(data, name)


@pytest.mark.parametrize(
    "text", ["", "\ufeff", "  \n\n\t\n", "Title: The Lamp\nAuthor: A. Keeper\n", "***\n\n* * *\n", "Chapter 1\n"]
)
def test_a_file_without_story_text_is_refused(text):
    with pytest.raises(EmptyStoryError, match="no story text"):
        story(text)


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        ("“Ebb”".encode(), "utf-8", "“Ebb”"),
        (b"\xef\xbb\xbf\xe2\x80\x94 so", "utf-8+bom", "— so"),
        ("“Ebb”".encode("utf-16"), "utf-16-le+bom", "“Ebb”"),
        ("\ufeffEbb".encode("utf-16-be"), "utf-16-be+bom", "Ebb"),
        ("Ebb and flood.".encode("utf-16-le"), "utf-16-le", "Ebb and flood."),
        ("“Ebb” — café…".encode("cp1252"), "cp1252", "“Ebb” — café…"),
        ("She didn’t say “no”.".encode("mac_roman"), "mac_roman", "She didn’t say “no”."),
    ],
)
def test_every_usual_encoding_is_read_and_named_and_quotes_stay_curly(data, encoding, text):
    read = read_story(data, "a.txt")
    assert (read.encoding, plain(read.parts[0])) == (encoding, text)


def test_hard_wrapped_lines_are_joined_and_verse_is_not():
    text = (
        "The keeper of the lamp had gone ashore in March for oil and had not\n"
        "written since to say why he did not come back, and so his daughter\n"
        "climbed the ladder every night and trimmed the wick herself.\n\n"
        "  O the river runs down,\n    and the river runs home,\n  and the lamp goes round.\n\n"
        "Nobody on the shore could tell the difference, and after a while she\n"
        "could not have told them either, had they asked her.\n"
    )
    blocks = story(text).parts[0].blocks
    assert [block.kind for block in blocks] == [BlockKind.PARAGRAPH, BlockKind.VERSE, BlockKind.PARAGRAPH]
    assert blocks[1].text == "O the river runs down,\n  and the river runs home,\nand the lamp goes round."
    assert "\n" not in blocks[0].text


def test_a_song_between_long_lines_is_verse():
    text = "She sang, as she did when the oil ran low and the wick began to smoke.\n\nO the river\nruns down\n\nIt did not help."
    assert story(text).parts[0].blocks[1].text == "O the river\nruns down"


def test_underscores_round_words_are_emphasis_and_others_stay():
    (block,) = story("It was _very_ late, said lamp_keeper_2, and *sighed*.").parts[0].blocks
    assert [(span.text, span.style) for span in block.spans] == [
        ("It was ", Style.PLAIN),
        ("very", Style.EMPHASIS),
        (" late, said lamp_keeper_2, and *sighed*.", Style.PLAIN),
    ] or block.text == "It was _very_ late, said lamp_keeper_2, and *sighed*."


def test_markdown_styles_become_spans_and_escapes_plain_signs():
    (block,) = story(r"A *slow* **hard** ~~dry~~ ***wet*** \*day\*, 1 < 2 &amp; `code`.", "a.md").parts[0].blocks
    assert block.text == "A slow hard dry wet *day*, 1 < 2 & `code`."
    styles = {span.text: span.style for span in block.spans}
    assert styles["slow"] is Style.EMPHASIS
    assert styles["hard"] is Style.STRONG
    assert styles["dry"] is Style.STRIKE
    assert styles["wet"] == Style.EMPHASIS | Style.STRONG


@pytest.mark.parametrize(
    "text",
    [
        "- Good morning, said the clerk.",
        "1. The lamp is not to be touched.",
        "<b>Not bold</b> at all.",
        "    An indented line is prose.",
        "[Note]: the ladder is gone.",
        "`Not` code, ~~~ and ``` neither.",
    ],
)
def test_markdown_that_takes_prose_apart_is_left_as_text(text):
    assert plain(story(text, "a.md").parts[0]) == text.strip()


def test_markdown_verse_keeps_hard_breaks_and_indentation():
    text = "Before.\n\nO the river  \n    runs down\\\nand home.\n\n> The lamp\n> goes round.\n"
    blocks = story(text, "a.md").parts[0].blocks
    assert blocks[1].kind is BlockKind.VERSE
    assert blocks[1].text == "O the river\n    runs down\nand home."
    assert (blocks[2].kind, blocks[2].text) == (BlockKind.VERSE, "The lamp\ngoes round.")


def test_diary_entries_carry_their_dates_and_keep_the_date_lines():
    text = "3 May 1893\n\nRain.\n\nMore rain.\n\n\nMay 4th, 1893\n\nA letter came.\n\nNo rain.\n"
    parts = story(text).parts
    assert [part.date for part in parts] == ["1893-05-03", "1893-05-04"]
    assert parts[0].blocks[0].text == "3 May 1893"


def test_prose_before_the_first_heading_has_no_chapter():
    read = story("It began so, with a lamp.\n\nAnd a ladder.\n\nChapter 1\n\nThen it rained.\n")
    assert [part.chapter for part in read.parts] == [None, 1]
    assert read.chapters[0].parts == (2,)
    assert read.parts[1].opening.kind is BreakKind.CHAPTER


def test_a_broken_front_matter_stays_text_rather_than_vanish():
    read = story("---\n: [unclosed\n---\n\nThe lamp went round.\n", "a.md")
    assert "The lamp went round." in plain(read.parts[-1])


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@pytest.mark.parametrize(
    "unit",
    ["*\n", "* ", "_a", "[a](b) | ", "<!-- x -->", "Warnings: a, a, a, ", "\n\n\nx", "> ", "The End\n\n", "Title: x\n", "a@b",
     "I\n\n", "# a\n", "**a** ", "`", "((((", "\r", "| - ", "Note: a\nb\n", "\u0301", "1. a\n", "&amp;", "\\\\", "[" ],
)  # fmt: skip
def test_hostile_files_are_read_in_time_that_grows_with_their_length(unit, name):
    def read(size: int) -> None:
        with suppress(StoryFileError):
            read_story((unit * (size // len(unit)) + " x").encode(), name)

    assert_linear(read, 6_000)


def test_front_matter_that_grows_when_printed_is_harmless():
    lines = [
        "a0: &a0 [x, x]",
        *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]" for n in range(1, 30)),
        "title: [*a29]",
    ]
    assert story("---\n" + "\n".join(lines) + "\n---\n\nThe lamp went round.\n", "a.md").words == 4


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@pytest.mark.parametrize("sign", ["\u2028", "\u200b", "\u200b\u2028\ufeff", "\x85"])
def test_lines_of_nothing_visible_break_no_reader(sign, name):
    wrapped = "The lamp went round and round over the dark water of the bay,\nand nobody came.\n" * 9
    for text in (f"{wrapped}{sign}\n{wrapped}", f"Rain\n{sign}\nby Ada\n\n{wrapped}", f"{wrapped}\nx\n{sign}\nThe End"):
        assert any("and nobody came." in plain(part) for part in story(text, name).parts)


def test_a_letter_at_the_start_is_no_header():
    read = story("From: Ada\nTo: Bea\nDate: the third of May\n\nThe lamp went round.\n\nLove.\n")
    assert plain(read.parts[0]).startswith("From: Ada")


def test_the_importer_has_a_version():
    assert IMPORTER_VERSION >= 1


@pytest.mark.parametrize(
    "last",
    [
        "Next Tuesday, then.",
        "Followed by Death.",
        "Finished.",
        "30",
        "Copyright is theft, she said, and burned it all.",
    ],
)
def test_a_storys_own_last_words_are_not_taken_for_a_trailer(last):
    read = story(f"The lamp went round and nobody came.\n\nIt was dark by then.\n\n{last}\n")
    assert plain(read.parts[-1]).endswith(last)


@pytest.mark.parametrize("label", ["Title: The Lamp", "Rating: PG", "Author: A. Keeper"])
def test_the_first_words_of_a_story_are_not_taken_for_more_of_a_short_value(label):
    read = story(f"{label}\nIt was a dark night on the rock.\n\nNobody came.\n")
    assert plain(read.parts[0]).startswith("It was a dark night")
