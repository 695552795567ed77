from __future__ import annotations

import pytest

from bot.errors import StoryFileError
from bot.models import BlockKind, BreakKind
from tests.text.documents import archive, fb2, story, styled, texts

INFO = (
    "<genre>prose</genre><author><first-name>Ines</first-name><last-name>Farrow</last-name></author>"
    "<author><nickname>salty</nickname></author><book-title>Salt</book-title>"
    "<annotation><p>Mules.</p><p>And <emphasis>salt</emphasis>.</p></annotation>"
    "<date value='2001-02-03'>then</date><lang>en</lang><sequence name='Roads' number='2'/>"
)


def test_title_info_is_the_header():
    read = story(fb2("<section><p>They crossed.</p></section>", INFO), "a.fb2").metadata
    assert (read.title, read.author, read.series, read.series_index) == ("Salt", "Ines Farrow & salty", "Roads", 2)
    assert (read.summary, read.published, read.language) == ("Mules.\n\nAnd salt.", "2001-02-03", "en")


def test_sections_are_chapters_and_the_bodys_own_title_is_no_text():
    body = (
        "<title><p>Ines Farrow</p><p>Salt</p></title>"
        "<section><title><p>Chapter 1</p><p>The Flats</p></title><p>One.</p><subtitle>* * *</subtitle><p>Two.</p></section>"
        "<section><title><p>Chapter 2</p></title><p>Three <strong>and</strong> four.</p></section>"
    )
    read = story(fb2(body), "a.fb2")
    assert [chapter.title for chapter in read.chapters] == ["Chapter 1: The Flats", "Chapter 2"]
    assert texts(read) == [["One."], ["Two."], ["Three and four."]]
    assert styled(read.parts[2].blocks[0]) == [("Three ", 0), ("and", 2), (" four.", 0)]


def test_empty_lines_and_captions_break_scenes():
    body = (
        "<section>"
        + "<p>One.</p><p>Two.</p>" * 3
        + "<empty-line/><p>Three.</p><subtitle>Moscow</subtitle><p>Four.</p></section>"
    )
    read = story(fb2(body), "a.fb2")
    assert texts(read)[1:] == [["Three."], ["Moscow", "Four."]]
    assert read.parts[2].opening.kind is BreakKind.SOFT


def test_poems_are_verse_and_notes_stand_in_brackets():
    body = (
        "<section><poem><stanza><v>O the river</v><v>runs home</v></stanza></poem>"
        "<p>A sloop<a l:href='#n1' type='note'>[1]</a> sank.</p></section>"
    )
    notes = "<body name='notes'><section id='n1'><title><p>1</p></title><p>A ship.</p></section></body>"
    blocks = story(fb2(body, more=notes), "a.fb2").parts[0].blocks
    assert (blocks[0].text, blocks[0].kind) == ("O the river\nruns home", BlockKind.VERSE)
    assert blocks[1].text == "A sloop [A ship.] sank."


def test_names_that_only_html_knows_and_zipped_books_are_read():
    data = fb2("<section><p>a&nbsp;&mdash; b &amp; c</p></section>")
    assert texts(story(data, "a.fb2")) == [["a\xa0— b & c"]]
    assert texts(story(archive({"book.fb2": data}), "a.fb2.zip")) == [["a\xa0— b & c"]]


def test_old_code_pages_are_read():
    text = '<?xml version="1.0" encoding="windows-1251"?><FictionBook><body><section><p>Мир.</p></section></body></FictionBook>'
    assert texts(story(text.encode("cp1251"), "a.fb2")) == [["Мир."]]


def test_a_broken_book_is_refused_in_a_sentence():
    with pytest.raises(StoryFileError, match="damaged"):
        story(fb2("<section><p>They</section>"), "a.fb2")
