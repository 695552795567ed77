from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import StoryFileError
from bot.models import BlockKind, BreakKind, Style
from bot.text.rtf import read_rtf
from tests.text.documents import story, styled, texts

PIECES = (
    b"{", b"}", b"\\par ", b"\\line ", b"\\u8217?", b"\\u-10179", b"\\uc0 ", b"\\uc2 ", b"\\'e9", b"\\'8", b"\\*", b"\\b ", b"\\b0 ",
    b"\\i", b"\\ul ", b"\\plain ", b"\\pard", b"\\f1 ", b"\\fcharset204 ", b"{\\fonttbl", b"{\\stylesheet{\\s1 heading 1;}}",
    b"\\s1 ", b"{\\info{\\title ", b"{\\footnote ", b"{\\*\\foo ", b"\\bin3 ", b"\\bin99999999 ", b"\\\\", b"\\{", b"\\~", b"\\",
    b"word", b"\xe9", b"\r\n", b"\x00", b"\\ansicpg1251 ", b"\\ansicpg99999 ", b"\\v ", b"\\page ", b"\\brdrb ", b"\\'", b"\\u",
)  # fmt: skip


def rtf(body, head=rb"\ansi\ansicpg1252"):
    return b"{\\rtf1" + head + b" " + body + b"}"


def test_characters_are_read_however_they_are_written():
    body = rb"caf\'e9 \u8217? \ldblquote x\rdblquote  a\emdash b \u-10179?\u-8704? \uc2\u12354\'82\'a0\uc1 \{\\\}"
    assert texts(story(rtf(body), "a.rtf")) == [["café ’ “x” a—b 😀 あ{\\}"]]


def test_code_pages_of_document_and_fonts_are_followed():
    body = b"{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset204 B;}}\\f0 caf\\'e9 {\\f1 \\'cc\\'e8\\'f0}"
    assert texts(story(rtf(body), "a.rtf")) == [["café Мир"]]
    assert texts(story(rtf(b"caf\\'8e", rb"\mac"), "a.rtf")) == [["café"]]


def test_styles_end_with_their_group_and_at_plain():
    body = rb"a {\i b {\b c}} d \ul e\ulnone\strike  f\plain  g"
    assert styled(story(rtf(body), "a.rtf").parts[0].blocks[0]) == [
        ("a ", 0), ("b ", Style.EMPHASIS), ("c", Style.EMPHASIS | Style.STRONG), (" d ", 0), ("e", Style.UNDERLINE),
        (" f", Style.STRIKE), (" g", 0),
    ]  # fmt: skip


def test_what_is_no_text_is_left_out():
    body = (
        rb"{\*\generator X;}{\pict 89504e47}{\header H}{\field{\*\fldinst HYPERLINK x}{\fldrslt link}} "
        rb"{\v hidden}{\deleted gone}{\listtext\tab}kept{\footnote A {\i ship}.}"
    )
    assert texts(story(rtf(body), "a.rtf")) == [["link kept [A ship.]"]]


def test_headings_rules_pages_and_line_breaks_are_told():
    body = (
        rb"{\stylesheet{\s1 heading 1;}}\pard\s1 Ebb\par\pard One.\par\pard\brdrb\par\pard Two.\par\page Three.\par"
        rb"\pard\s1 Flood\par\pard O the river\line runs home"
    )
    read = story(rtf(body), "a.rtf")
    assert [chapter.title for chapter in read.chapters] == ["Ebb", "Flood"]
    assert texts(read) == [["One."], ["Two."], ["Three."], ["O the river\nruns home"]]
    assert [part.opening.kind for part in read.parts] == [
        BreakKind.CHAPTER, BreakKind.HARD, BreakKind.SOFT, BreakKind.CHAPTER,
    ]  # fmt: skip
    assert read.parts[3].blocks[0].kind is BlockKind.VERSE


def test_the_info_group_tells_what_no_label_does():
    info = rb"{\info{\title Salt}{\author Ines}{\subject x}{\creatim\yr2005}}"
    read = story(rtf(info + rb"They crossed."), "a.rtf").metadata
    assert (read.title, read.author) == ("Salt", "Ines")
    read = story(rtf(info + rb"Title: Road\par Rating: G\par They crossed."), "a.rtf").metadata
    assert (read.title, read.author) == ("Road", "Ines")


def test_nesting_beyond_reason_is_refused_in_a_sentence():
    with pytest.raises(StoryFileError, match="nested"):
        read_rtf(b"{\\rtf1 " + b"{" * 50_000)


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=6)), max_size=60).map(b"".join))
def test_any_tokens_give_a_draft_or_a_plain_error(body):
    with suppress(StoryFileError):
        for item in read_rtf(b"{\\rtf1" + body).items:
            assert item.block is None or "\x00" not in item.block.text


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp", "Cf"]), min_size=1, max_size=60))
def test_every_character_comes_back(text):
    raw = text.encode("utf-16-le")
    units = [int.from_bytes(raw[at : at + 2], "little", signed=True) for at in range(0, len(raw), 2)]
    coded = "".join(f"\\u{unit}?" for unit in units)
    shown = texts(story(rtf(b"So: x" + coded.encode() + b"x."), "a.rtf"))
    assert shown == [[f"So: x{text}x."]]
