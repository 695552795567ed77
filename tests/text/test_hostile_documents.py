from __future__ import annotations

import io
import time
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import StoryFileError
from bot.models import Limits
from bot.text import read_story
from tests.text.documents import archive, docx, fb2, odt, paragraphs, story

WHOLE = {
    "a.docx": docx(paragraphs("Title: Salt", "They crossed.", "* * *", "Rain.")),
    "a.odt": odt("<text:p>They crossed.</text:p>"),
    "a.fb2.zip": archive({"a.fb2": fb2("<section><p>They crossed.</p></section>")}),
}
BOMB = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_a_damaged_archive_gives_a_story_or_a_plain_error(name, data):
    whole = bytearray(WHOLE[name])
    kept = data.draw(st.integers(0, len(whole)))
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=4)):
        whole[at] ^= data.draw(st.integers(1, 255))
    with suppress(StoryFileError):
        assert read_story(bytes(whole[:kept]), name).parts


@pytest.mark.parametrize("head", [BOMB, OUTSIDE])
def test_entities_of_a_documents_own_are_refused(head):
    body = f"{head}<w:document xmlns:w='http://x/wordprocessingml/2006/main'><w:body>&a;</w:body></w:document>"
    with pytest.raises(StoryFileError, match="entities"):
        story(archive({"word/document.xml": body}), "a.docx")
    with pytest.raises(StoryFileError, match="entities"):
        story(head.encode() + fb2("<section><p>&a;</p></section>").partition(b"?>")[2], "a.fb2")


@pytest.mark.parametrize(
    "members",
    [
        {"word/document.xml": b" " * (Limits().bytes + 1)},
        {"word/document.xml": b" " * (20 * 1024 * 1024)},
        {f"word/{number}.xml": b"" for number in range(Limits().members + 1)},
        {"word/styles.xml": b""},
        {"word/document.xml": "<a>" * 100_000},
        {"word/document.xml": "<w:document/>"[:5]},
    ],
)
def test_archives_that_are_none_or_too_much_are_refused_in_a_sentence(members):
    began = time.perf_counter()
    with pytest.raises(StoryFileError) as refused:
        story(archive(members), "a.docx")
    assert "\n" not in str(refused.value)
    assert time.perf_counter() - began < 20


def test_a_locked_archive_is_refused_in_a_sentence():
    locked = bytearray(WHOLE["a.docx"])
    # Bit 0 of the flags, in the member's own record and in the table's: encrypted (APPNOTE 4.4.4).
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(StoryFileError, match="locked"):
        story(bytes(locked), "a.docx")


def test_names_in_an_archive_are_never_paths(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as target:
        target.writestr("../../evil.txt", "x")
        target.writestr("word/document.xml", zipfile.ZipFile(io.BytesIO(WHOLE["a.docx"])).read("word/document.xml"))
    assert story(made.getvalue(), "a.docx").words == 3
    assert not list(tmp_path.parent.glob("**/evil.txt"))


def test_a_note_that_is_named_again_and_again_is_told_once():
    notes = f"<body name='notes'><section id='n'><p>{'salt ' * 100}</p></section></body>"
    body = "<section>" + "<p>x<a href='#n'>1</a></p>" * 50 + "</section>"
    assert story(fb2(body, more=notes), "a.fb2").words == 50 + 100


@pytest.mark.parametrize(
    "unit", [b"{", b"}", b"\\par ", b"\\'e9", b"\\u1?", b"\\i{", b"{\\*\\x ", b"x ", b"\\line ", b"{\\footnote a}"]
)
def test_rtf_takes_time_that_grows_with_its_length(unit):
    data = b"{\\rtf1 " + unit * (300_000 // len(unit)) + b" x}"
    began = time.perf_counter()
    with suppress(StoryFileError):
        story(data, "a.rtf")
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    "unit",
    ["[b]", "[/b]", "[b]x[/b]", "[hr]", "&amp;", "â€™", '\\"', "> ", ">", "From a ", "a | ", "Rated: Fiction T - ",
     "=?utf-8?Q?a?= ", "â€™\n", "[url=", "Subject: ", "From: a@b\n", "[Illustration]\n\n", "***START OF THE PROJECT GUTENBERG ",
     "End of Project Gutenberg\n", "Contents\n\n", "&nbsp;\n", " &nbsp;", "\u00e2\u20ac"],
)  # fmt: skip
def test_pasted_text_takes_time_that_grows_with_its_length(unit):
    for name in ("a.txt", "a.eml"):
        data = (unit * (60_000 // len(unit)) + " x").encode()
        began = time.perf_counter()
        with suppress(StoryFileError):
            story(data, name)
        assert time.perf_counter() - began < 5, name
