from __future__ import annotations

import random
from contextlib import suppress

import pytest

from bot.cli import inspection
from bot.errors import StoryFileError
from bot.text import read_story
from tests.text.books import CONTAINER, archive, epub, package, page

ONE = {"c1.xhtml": page("<p>It was a long way down to the water.</p>")}


def read(*args, **kwargs):
    return read_story(epub(*args, **kwargs), "book.epub")


def shown(*args, **kwargs):
    return inspection(read(*args, **kwargs))


def texts(story):
    return [" / ".join(block.text for block in part.blocks) for part in story.parts]


def test_pages_come_in_reading_order_with_front_and_back_matter_left_out():
    story = read(
        {
            "cover.xhtml": page("<img src='c.jpg' alt='Cover'/>"),
            "titlepage.xhtml": page("<h1>The Sluice</h1><p>by Osier</p>"),
            "imprint.xhtml": page("<section epub:type='imprint'><p>Printed by nobody.</p></section>"),
            "legal.xhtml": page("<p>Copyright © 2020. All rights reserved.</p>"),
            "for.xhtml": page("<p>For Tam</p>", "epub:type='dedication'"),
            "two.xhtml": page("<h2>Two</h2><p>First in order.</p>"),
            "one.xhtml": page("<h2>One</h2><p>Second&nbsp;in order&hellip;</p>"),
            "end.xhtml": page("<section epub:type='colophon'><p>Set in type.</p></section>"),
            "toc.xhtml": page("<h1>Table of Contents</h1><p><a href='two.xhtml'>Two</a></p>"),
        }
    )
    assert texts(story) == ["First in order.", "Second\u00a0in order…"]
    assert [chapter.title for chapter in story.chapters] == ["Two", "One"]
    assert story.metadata.notes == "For Tam"


def test_a_page_without_heading_takes_its_title_from_the_contents():
    nav = page(
        "<nav epub:type='toc'><ol><li><a href='a.xhtml'>Ebb</a></li><li><a href='b.xhtml#x'>Flow</a></li></ol></nav>"
    )
    story = read(
        {
            "a.xhtml": page("<p>Out it went.</p>"),
            "b.xhtml": page("<p>In it came.</p>"),
            "c.xhtml": page("<p>And stayed.</p>"),
        },
        {"OEBPS/nav.xhtml": nav},
        extra='<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>',
    )
    assert [(chapter.title, chapter.parts) for chapter in story.chapters] == [("Ebb", (1,)), ("Flow", (2,))]
    assert texts(story)[1] == "In it came. / And stayed."


def test_an_older_books_contents_and_guide_are_read():
    ncx = (
        '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap><navPoint><navLabel><text>Ebb</text></navLabel>'
        '<content src="a.xhtml"/></navPoint></navMap></ncx>'
    )
    story = read(
        {"x.xhtml": page("<p>Some words about the press that made this.</p>"), "a.xhtml": page("<p>Out it went.</p>")},
        {"OEBPS/toc.ncx": ncx},
        extra='<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>',
        guide='<reference type="copyright-page" href="x.xhtml"/>',
    )
    assert [chapter.title for chapter in story.chapters] == ["Ebb"]
    assert texts(story) == ["Out it went."]


def test_parts_and_chapters_of_a_set_book_join_their_titles():
    story = read(
        {
            "p1.xhtml": page("<section epub:type='part'><h2>Part I</h2></section>"),
            "c1.xhtml": page(
                "<section epub:type='chapter'><hgroup><h3 epub:type='ordinal z3998:roman'>I</h3><p epub:type='title'>The Rope</p>"
                "</hgroup><p>It held.</p><hr/><p>It frayed.</p></section>"
            ),
        }
    )
    assert story.chapters[0].title == "Part I — I: The Rope"
    assert texts(story) == ["It held.", "It frayed."]


def test_the_package_tells_title_authors_series_and_dates():
    found = shown(
        ONE,
        metadata=(
            '<dc:title id="s">A Sub</dc:title><meta refines="#s" property="title-type">subtitle</meta>'
            '<dc:title id="m">The Sluice</dc:title><meta refines="#m" property="title-type">main</meta>'
            '<dc:creator id="a">Osier</dc:creator><meta refines="#a" property="role">aut</meta>'
            '<dc:creator opf:role="ill">Pen</dc:creator><dc:creator opf:role="aut">Reed</dc:creator>'
            '<meta id="c1" property="belongs-to-collection">Classics</meta><meta refines="#c1" property="collection-type">set</meta>'
            '<meta id="c2" property="belongs-to-collection">Rivers</meta><meta refines="#c2" property="collection-type">series</meta>'
            '<meta refines="#c2" property="group-position">2.5</meta><dc:language>en-GB</dc:language>'
            '<dc:date opf:event="modification">2022-01-01</dc:date><dc:date opf:event="publication">2001-05</dc:date>'
            "<dc:description>&lt;p&gt;Water.&lt;/p&gt;&lt;p&gt;More.&lt;/p&gt;</dc:description><dc:subject>tides</dc:subject>"
        ),
    )
    assert found | {
        "title": "The Sluice", "title_from": "front-matter", "author": "Osier & Reed", "series": "Rivers", "series_index": 2.5,
        "language": "en-GB", "published": "2001-05", "summary": "Water.\n\nMore.", "tags": ["tides"], "encoding": None,
    } == found  # fmt: skip


def test_calibres_series_counts_where_no_collection_is_named():
    stated = '<meta name="calibre:series" content="Rivers"/><meta name="calibre:series_index" content="3.0"/>'
    found = shown(ONE, metadata=f"<dc:title>T</dc:title>{stated}")
    assert (found["series"], found["series_index"]) == ("Rivers", 3)


def test_a_downloaders_title_page_goes_before_the_package():
    front = page(
        "<h3><a id='title'>Low Lamps</a> by <a class='authorlink' href='u'>wick</a></h3><div><b>Category:</b> Lamp Oil<br/>"
        "<b>Series:</b> Lamps [2]<br/><b>Rating:</b> M<br/><b>Warnings:</b> Violence<br/><b>Status:</b> In-Progress<br/>"
        "<b>Summary:</b><br/>A lamp goes out.</div>",
        'class="fff_titlepage"',
    )
    found = shown(
        {
            "title_page.xhtml": front,
            "f1.xhtml": page("<h3 class='fff_chapter_title'>1. Dusk</h3><p>It went out.</p>", 'class="fff_chapter"'),
        },
        metadata="<dc:title>Low Lamps</dc:title><dc:creator>wick</dc:creator><dc:subject>FanFiction</dc:subject>",
    )
    assert found | {
        "title": "Low Lamps", "author": "wick", "series": "Lamps", "series_index": 2, "fandoms": ["Lamp Oil"], "tags": [],
        "rating": {"level": "mature", "raw": "M"}, "warnings": ["violence"], "complete": False, "summary": "A lamp goes out.",
    } == found  # fmt: skip
    assert [chapter["title"] for chapter in found["chapters"]] == ["1. Dusk"]


def test_a_books_style_sheet_tells_italics_and_what_is_hidden():
    story = read(
        {"a.xhtml": page("<p>She said <span class='c3'>no</span><span class='c4'>x</span>.</p>")},
        {"OEBPS/s.css": ".c3 { font-style: italic } .c4 { display: none }"},
        extra='<item id="s" href="s.css" media-type="text/css"/>',
    )
    assert [(span.text, int(span.style)) for span in story.parts[0].blocks[0].spans] == [
        ("She said ", 0),
        ("no", 1),
        (".", 0),
    ]


def book_with(name, content):
    return archive({"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": package(["c.xhtml"]), name: content})


ENTITIES = '<!DOCTYPE html [<!ENTITY a "lol"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (epub(ONE)[:200], "damaged, incomplete"),
        (epub(ONE)[:-30], "damaged, incomplete"),
        (b"PK\x03\x04", "damaged, incomplete"),
        (archive({"a.txt": "no book"}), "no package document"),
        (archive({"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": package(["../../../etc/passwd"])}), "reading order"),
        (archive({"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": package(["http://[x"])}), "reading order"),
        (archive({"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": ""}), "package document"),
        (book_with("OEBPS/c.xhtml", b"<p>" + b"a " * 40_000_000), "far more than a story needs"),
        (book_with("OEBPS/c.xhtml", b"<p>" + b"a " * 2_000_000), "far more than a story needs"),
        (book_with("OEBPS/c.xhtml", page("<div>" * 5000 + "x" + "</div>" * 5000)), "nested more deeply"),
        (epub(ONE, {f"x{number}": "" for number in range(10_001)}), "more files than a story needs"),
        (epub(ONE, {"META-INF/encryption.xml": "<e><EncryptionMethod Algorithm='aes'/></e>"}), "DRM"),
        (epub({"titlepage.xhtml": page("<p>x</p>")}), "no story"),
    ],
)  # fmt: skip
def test_a_hostile_or_broken_book_is_refused_in_a_sentence(data, sentence):
    with pytest.raises(StoryFileError, match=sentence):
        read_story(data, "book.epub")


def test_entities_of_a_books_own_are_never_expanded_nor_files_read():
    story = read({"c.xhtml": ENTITIES + page("<p>It was &b; and &f; here.</p>")})
    text = texts(story)[0]
    assert "lol" not in text
    assert text.startswith("It was ")
    assert text.endswith(" here.")


def test_scrambled_fonts_are_no_protection():
    method = "<e><EncryptionMethod Algorithm='http://www.idpf.org/2008/embedding'/></e>"
    assert len(read(ONE, {"META-INF/encryption.xml": method}).parts) == 1


def test_a_book_is_known_by_its_bytes_and_other_archives_are_refused():
    assert len(read_story(epub(ONE), "story.zip").parts) == 1
    with pytest.raises(StoryFileError, match=r"\.epub"):
        read_story(archive({}).replace(b"application/epub+zip", b"application/nothing!"), "story.zip")


def test_a_damaged_book_gives_a_story_or_a_plain_error():
    whole = epub(ONE)
    for seed in range(300):
        rng = random.Random(seed)
        data = bytearray(whole)
        for _ in range(6):
            data[rng.randrange(len(data))] = rng.randrange(256)
        with suppress(StoryFileError):
            read_story(bytes(data), "book.epub")
