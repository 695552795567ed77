from __future__ import annotations

import html
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import StoryFileError
from bot.models import BlockKind, BreakKind, Style
from bot.text import read_story
from tests.text.strategies import prose


def story(body, name="a.html", head=""):
    return read_story(f"<html><head>{head}</head><body>{body}</body></html>".encode(), name)


def blocks(*args, **kwargs):
    return [block for part in story(*args, **kwargs).parts for block in part.blocks]


def texts(*args, **kwargs):
    return [block.text for block in blocks(*args, **kwargs)]


paragraphs = st.lists(prose, min_size=1, max_size=20)
wrappers = st.sampled_from(
    ("<p>{}</p>", "<div>{}</div>", '<p class="c1">{}</p>', "<p><em>{}</em></p>", "<p>\n{}\n", "<div><p>{}</p></div>",
     "<blockquote><p>{}</p></blockquote>", "<li>{}</li>", "{}<br><br>", "<p>{}<br></p>")
)  # fmt: skip


@given(paragraphs, st.lists(wrappers, min_size=20, max_size=20))
def test_a_page_loses_adds_and_reorders_no_word(words, shapes):
    body = "\n".join(shape.format(html.escape(text)) for text, shape in zip(words, shapes, strict=False))
    found = [word for text in texts(body) for word in text.split()]
    assert found == [word for text in words for word in text.split()]


@pytest.mark.parametrize(
    ("markup", "style"),
    [
        ("<em>x</em>", Style.EMPHASIS),
        ("<i>x</i>", Style.EMPHASIS),
        ("<b>x</b>", Style.STRONG),
        ("<strong><em>x</em></strong>", Style.STRONG | Style.EMPHASIS),
        ("<del>x</del>", Style.STRIKE),
        ("<u>x</u>", Style.UNDERLINE),
        ('<span style="font-style: italic">x</span>', Style.EMPHASIS),
        ('<span class="it">x</span>', Style.EMPHASIS),
        ('<b style="font-weight:normal">x</b>', Style.PLAIN),
        ('<em class="plain">x</em>', Style.PLAIN),
    ],
)
def test_each_way_to_set_a_word_off_is_kept(markup, style):
    css = "<style>/* c */ .it, p.q { font-style: italic } .plain{font-style:normal}</style>"
    (block,) = blocks(f"<p>It was {markup} again.</p>", head=css)
    assert block.text == "It was x again."
    assert Style(next((span.style for span in block.spans if "x" in span.text), 0)) == style


def test_small_capitals_become_capitals():
    assert texts('<p>They saw <span style="font-variant: small-caps">no entry</span> there.</p>') == [
        "They saw NO ENTRY there."
    ]


def test_what_a_browser_hides_is_no_story():
    body = (
        '<script>var a = "<p>no</p>";</script><nav><p>no</p></nav><!-- no --><p style="display:none">no</p><p hidden>no</p>'
        '<p class="thief"><b>no</b> no</p><template><p>no</p></template><p>Yes<span class="thief">no</span>.</p>'
    )
    assert texts(body, head="<style>.thief{display:none}</style><style>p>b{color:red}</style>") == ["Yes."]


def test_white_space_collapses_and_no_break_spaces_stay():
    assert texts("<p>\n  One\n  two\t three&nbsp;&nbsp;four \n</p>") == ["One two three\u00a0\u00a0four"]


def test_short_lines_in_one_paragraph_are_verse_and_long_ones_paragraphs():
    verse, first, second = blocks(
        "<p>The tide is late,<br>the tide is <i>low</i>,<br/>it will not wait.</p>"
        "<p>This line is far too long to be a line of verse, and so it is a paragraph of its own.<br>This one as well.</p>"
    )
    assert (verse.kind, verse.text) == (BlockKind.VERSE, "The tide is late,\nthe tide is low,\nit will not wait.")
    assert [first.kind, second.kind] == [BlockKind.PARAGRAPH] * 2


def test_poems_keep_their_lines_whatever_their_length_and_pre_its_indentation():
    poem, pre = blocks(
        '<div class="poem"><p>A line that is a good deal longer than what is usually taken for a line of verse at all<br>two'
        "</p></div><p>Then this came:</p><pre>  one\n    two</pre>"
    )[::2]
    assert poem.kind is BlockKind.VERSE
    assert poem.text.count("\n") == 1
    assert pre.text == "  one\n    two"


def test_a_picture_is_its_description_and_one_that_recurs_alone_is_a_break():
    body = (
        '<p>A <img src="k.png" alt="key"> lay there.</p>'
        + '<p><img src="d.png" alt="fleuron"></p><p>Later it did not.</p>' * 2
    )
    parts = story(body).parts
    assert parts[0].blocks[0].text == "A [key] lay there."
    assert [part.opening.kind for part in parts] == [BreakKind.START, BreakKind.HARD, BreakKind.HARD]
    assert [part.opening.marker for part in parts] == [None] * 3


def test_kisses_under_a_letter_are_no_break():
    body = "<p>Write soon, and send the ladder when you can.</p><p>Love, Bea</p><p>xxx</p><p>He folded it.</p>"
    assert len(story(body).parts) == 1


def test_the_space_round_a_quotation_is_no_break():
    body = "<p>It said:</p><p>&nbsp;</p><blockquote><p>Gone to sea.</p></blockquote><p>&nbsp;</p><p>He had.</p>"
    assert len(story(body).parts) == 1


def test_parts_of_a_page_have_no_offsets_and_a_rule_no_marker():
    parts = story("<p>One.</p><hr/><p>Two.</p>").parts
    assert [(part.start, part.end, part.opening.marker) for part in parts] == [(None, None, None)] * 2


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("<html><p>Caf\u00e9 \u201cx\u201d".encode(), "utf-8"),
        ("\ufeff<html><p>Caf\u00e9 \u201cx\u201d".encode(), "utf-8+bom"),
        ("\ufeff<html><p>Caf\u00e9 \u201cx\u201d".encode("utf-16-le"), "utf-16-le+bom"),
        ('<html><meta charset="iso-8859-1"><p>Caf\u00e9 \u201cx\u201d'.encode("cp1252"), "cp1252"),
        ('<html><meta charset="utf-8"><p>Caf\u00e9 \u201cx\u201d'.encode("cp1252"), "cp1252"),
        ('<html><meta http-equiv="Content-Type" content="text/html; charset=macintosh"><p>Caf\u00e9 \u201cx\u201d'.encode("mac_roman"),
         "mac_roman"),
    ],
)  # fmt: skip
def test_a_pages_encoding_is_found(data, encoding):
    read = read_story(data, "a.html")
    assert read.parts[0].blocks[0].text == "Caf\u00e9 \u201cx\u201d"
    assert read.encoding == encoding


@pytest.mark.parametrize("name", ["a.txt", "a", "a.html", "a.xhtml", "a.HTM"])
@pytest.mark.parametrize(
    "start", ["<!DOCTYPE html>\n<html>", "\n<HTML>", '<?xml version="1.0"?><!-- c --><html>', "<body>"]
)
def test_a_page_is_known_by_its_beginning_whatever_its_name(name, start):
    assert read_story(f"{start}<p>One <i>word</i>.".encode(), name).parts[0].blocks[0].text == "One word."


def test_a_text_of_paragraph_tags_is_a_page_and_one_with_a_tag_is_not():
    assert read_story(b"<p>One.</p>\n<p>Two.</p>\n<hr>\n<p>Three.</p>", "a.txt").parts[1].blocks[0].text == "Three."
    assert (
        read_story(b"<b>Bold</b> words.\n\nAnd more.\n\nAnd more yet.\n", "a.txt")
        .parts[0]
        .blocks[0]
        .text.startswith("<b>")
    )


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 3000 + "x",
        "<p><font>x " * 2000,
        "<p " + " ".join(f"a{n}=1" for n in range(9000)) + ">x</p>",
        "<p " + " ".join(f"a{n}='<>'" for n in range(9000)) + ">x</p>",
        "<p><a b='<'" + "c" * 2000 + " d" * 9000 + ">x</a>",
        f"<p {'a b c d ' * 100}>x" * 6000,
        f"<p b='<' {'a c d ' * 100}>x" * 8000,
        "<p>x" * 1_000_001,
    ],
    ids=[
        "divisions",
        "fonts",
        "attributes",
        "hidden by angles",
        "hidden by one angle",
        "in all",
        "in all and hidden",
        "tags",
    ],
)
def test_a_page_beyond_reason_is_refused_in_a_sentence(body):
    with pytest.raises(StoryFileError, match="plain text"):
        story(body)


@pytest.mark.parametrize(
    "body",
    ["<p>a</p><hr>" * 20_000, "<br>" * 100_000 + "a", "a<br>" * 50_000, "<p>" + "word " * 300_000, "<" * 100_000 + "p>a",
     "<p>x</p>" + "<!--" * 50_000, "<p>&amp;&#x110000;&#xD800;&nosuch;</p>" * 5_000, "<div><a href='#x'>y</a>" * 900 + "<p>And all of them led back to the same place."],
    ids=["rules", "breaks", "lines", "one line", "angles", "comments", "entities", "links"],
)  # fmt: skip
def test_a_monstrous_page_is_read_within_seconds(body):
    begun = time.monotonic()
    story(body)
    assert time.monotonic() - begun < 10


def test_a_long_value_a_script_and_a_comment_are_no_heaps_of_attributes():
    words = "if a b c d e < f g h i " * 400
    picture = f"<img alt='a < b > c' src='data:image/png;base64,{'A' * 30_000}'>"
    body = f"<script>var a<b {words}</script><!-- <a {words} --><p>{picture} It went on.</p>"
    assert texts(body) == ["[a < b > c] It went on."]


def test_broken_markup_hides_no_wrong_characters():
    body = "<p>x</b></i></u></p>" * 200
    read = read_story(f"<html><body>{body}<p>Caf\u00e9</p>".encode("cp1252"), "a.html")
    assert read.parts[0].blocks[-1].text == "Caf\u00e9"


@given(st.binary(max_size=300))
def test_any_bytes_in_a_page_give_a_story_or_a_plain_error(data):
    with suppress(StoryFileError):
        read_story(b"<html>" + data, "a.html")


markup = st.lists(
    st.sampled_from(("<p>", "</p>", "<br>", "<hr/>", "<em>", "</em>", "<h2>", "</h2>", "<blockquote>", "<pre>", "</pre>", "a",
                     "Title: x", "***", "&nbsp;", "<dl class='tags'>", "<dt>Rating:</dt>", "<dd>G</dd>", "<table class='full'>",
                     "<a name='section01'>", "<div class='chapter-content'>", "<div class='author-note'>", "<div id='storytext'>",
                     "<div id='profile_top'>", "<span class='ljuser'>", "<div class='entry'>", "<div id='preface'>", "\n", "1",
                     "<p>Original source FicHub</p>", "<img src='a' alt='b'>", "</div>", "<div id='afterword'>", "<hgroup>"))
)  # fmt: skip


@given(markup)
def test_any_heap_of_tags_gives_a_story_or_a_plain_error(pieces):
    with suppress(StoryFileError):
        read_story(("<html><body>" + "".join(pieces)).encode(), "a.html")
