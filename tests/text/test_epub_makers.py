"""EPUBs as the programs build them from which readers get their stories; all words are invented."""

from __future__ import annotations

from bot.cli import inspection
from bot.text import read_story
from tests.text.books import epub, page

PROSE = "<p>The lamp went out at nine.</p><hr/><p>Nobody had touched it.</p>"
TEXTS = ["The lamp went out at nine.", "Nobody had touched it."]


def read(pages, others=None, **stated):
    story = read_story(epub(pages, others, **stated), "book.epub")
    return inspection(story), [" / ".join(block.text for block in part.blocks) for part in story.parts]


def has(found, **wanted):
    assert {key: found[key] for key in wanted} == wanted


def titles(found):
    return [chapter["title"] for chapter in found["chapters"]]


def contents(pages):
    """A table of contents as EPUB 2 has it: path -> title."""
    points = "".join(
        f'<navPoint><navLabel><text>{title}</text></navLabel><content src="{path}"/></navPoint>'
        for path, title in pages.items()
    )
    ncx = f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>{points}</navMap></ncx>'
    item = '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    return {"OEBPS/toc.ncx": ncx}, item


def test_webtoepub_keeps_a_series_and_the_source_of_each_page():
    pages = {
        "Text/0000_Information.xhtml": page("<h1>Information</h1><p>Title: Low Lamps</p><p>Author: wick</p>"),
        "Text/0001_Dusk.xhtml": page(f"<h1>Dusk</h1>{PROSE}"),
        "Text/0002_Day.xhtml": page("<p>Day came.</p>"),
    }
    others, item = contents(
        {"Text/0000_Information.xhtml": "Information", "Text/0001_Dusk.xhtml": "Dusk", "Text/0002_Day.xhtml": "Day"}
    )
    found, texts = read(
        pages, others, extra=item,
        metadata='<dc:title>Low Lamps</dc:title><dc:language>en</dc:language><dc:creator opf:file-as="wick" opf:role="aut">wick</dc:creator>'
        '<dc:source id="id.xhtml0001">https://example.org/1</dc:source><meta name="calibre:series" content="Lamps"/>'
        '<meta name="calibre:series_index" content="2"/><meta content="cover" name="cover"/>',
    )  # fmt: skip
    assert texts == [*TEXTS, "Day came."]
    has(found, title="Low Lamps", author="wick", series="Lamps", series_index=2)
    assert titles(found) == ["Dusk", "Day"]


def test_fichub_tells_all_in_its_introduction():
    introduction = (
        "<h1>Low Lamps</h1><p>By: wick</p><div><p>A lamp goes out.</p></div><p>Status: complete<br/>Published: 2020-03-04<br/>"
        "Updated: 2020-03-05<br/>Words: 9<br/>Chapters: 2</p><p>Rated: Fiction T - English - Mystery - id: 5</p>"
        "<p>Original source: <a href='u'>u</a></p><p>Exported with the assistance of <a href='f'>FicHub.net</a></p>"
    )
    nav = page(
        "<nav epub:type='toc'><ol><li><a href='introduction.xhtml'>Introduction</a></li><li><a href='chap_1.xhtml'>1. Dusk</a></li>"
        "<li><a href='chap_2.xhtml'>2. Day</a></li></ol></nav>"
    )
    found, texts = read(
        {"introduction.xhtml": page(introduction), "chap_1.xhtml": page(f"<h2>1. Dusk</h2>{PROSE}"), "chap_2.xhtml": page("<h2>2. Day</h2><p>Day came.</p>")},
        {"OEBPS/nav.xhtml": nav},
        extra='<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>',
        metadata="<dc:title>Low Lamps</dc:title><dc:creator>wick</dc:creator><dc:description>A lamp goes out.</dc:description>",
    )  # fmt: skip
    assert texts == [*TEXTS, "Day came."]
    has(
        found,
        title="Low Lamps",
        author="wick",
        complete=True,
        published="2020-03-04",
        rating={"level": "teen", "raw": "T"},
    )
    assert titles(found) == ["1. Dusk", "2. Day"]


def test_fanficfare_tells_all_on_its_title_page_and_lists_its_chapters_on_another():
    front = (
        "<h3><a id='title' href='u'>Low Lamps</a> by <a class='authorlink' href='w'>wick</a></h3><div><b>Category:</b> Lamp Oil<br/>"
        "<b>Genre:</b> Mystery<br/><b>Series:</b> Lamps [2]<br/><b>Rating:</b> T<br/><b>Status:</b> Completed<br/>"
        "<b>Summary:</b><br/>A lamp goes out.</div>"
    )
    found, texts = read(
        {
            "OEBPS/title_page.xhtml": page(front, 'class="fff_titlepage"'),
            "OEBPS/toc_page.xhtml": page("<div><h3>Table of Contents</h3><a href='file0001.xhtml'>1. Dusk</a></div>", 'class="fff_tocpage"'),
            "OEBPS/file0001.xhtml": page(f"<h3 class='fff_chapter_title'>1. Dusk</h3>{PROSE}", 'class="fff_chapter"'),
            "OEBPS/log_page.xhtml": page("<h3>Update Log</h3><p>Updated once.</p>", 'class="fff_logpage"'),
        },
        metadata='<dc:title>Low Lamps</dc:title><dc:creator opf:role="aut">wick</dc:creator><dc:contributor opf:role="bkp">FanFicFare</dc:contributor>'
        '<dc:date opf:event="publication">2020-03-04</dc:date><dc:date opf:event="creation">2024-01-01</dc:date>'
        "<dc:subject>FanFiction</dc:subject><dc:subject>Last Update Year/Month: 2024/01</dc:subject>",
    )  # fmt: skip
    assert texts == TEXTS
    has(found, title="Low Lamps", author="wick", fandoms=["Lamp Oil"], series="Lamps", series_index=2, published="2020-03-04", tags=[],
        complete=True, summary="A lamp goes out.")  # fmt: skip
    assert titles(found) == ["1. Dusk"]


def test_calibre_makes_a_book_of_an_archive_download_and_numbers_its_classes():
    preface = (
        '<div id="preface" class="calibre"><p class="message"><b class="calibre1">Low Lamps</b></p><div class="meta">'
        '<dl class="tags"><dt class="calibre2">Rating:</dt><dd class="calibre3"><a href="r">Explicit</a></dd>'
        '<dt class="calibre2">Fandoms:</dt><dd class="calibre3"><a href="f">Lamp Oil, Vol. 2</a>, <a href="g">Wax</a></dd></dl>'
        '<h1 class="calibre4">Low Lamps</h1><div class="byline1">by <a rel="author" href="w">wick</a></div></div></div>'
    )
    plain = PROSE.replace("<p>", '<p class="calibre5">')
    found, texts = read(
        {
            "Low_Lamps_split_000.xhtml": page(preface, 'class="calibre"'),
            "Low_Lamps_split_001.xhtml": page(f'<div id="chapters" class="calibre"><div class="meta1"><h2 class="heading">Chapter 1: Dusk</h2></div><div class="userstuff2">{plain}</div></div>'),
            "Low_Lamps_split_002.xhtml": page('<div class="meta1"><h2 class="heading">Chapter 2: Day</h2></div><div class="userstuff2"><p class="calibre5">Day came.</p></div>'),
            "Low_Lamps_split_003.xhtml": page('<div id="afterword" class="calibre"><p class="message">Please drop by and comment.</p></div>'),
        },
        {"OEBPS/stylesheet.css": ".calibre5 {display: block; margin: 1em 0} .calibre1 {font-weight: bold}"},
        extra='<item id="css" href="stylesheet.css" media-type="text/css"/>',
        metadata="<dc:title>Low Lamps</dc:title><dc:creator>wick</dc:creator><dc:subject>Fanworks</dc:subject><dc:subject>Wax</dc:subject>"
        '<dc:date>2024-01-01T00:00:00+00:00</dc:date><meta name="calibre:timestamp" content="2024"/>',
    )  # fmt: skip
    assert texts == [*TEXTS, "Day came."]
    has(
        found,
        title="Low Lamps",
        author="wick",
        rating={"level": "explicit", "raw": "Explicit"},
        fandoms=["Lamp Oil, Vol. 2", "Wax"],
        tags=[],
    )
    assert titles(found) == ["Dusk", "Day"]


def test_standard_ebooks_sets_front_and_back_matter_round_its_chapters():
    def section(kind, body):
        return page(f'<section id="{kind.split()[-1]}" epub:type="{kind}">{body}</section>', 'epub:type="frontmatter"')

    found, texts = read(
        {
            "text/titlepage.xhtml": section("titlepage", "<h1 epub:type='title'>Low Lamps</h1><p>By <b epub:type='z3998:author'>A. Wick</b>.</p>"),
            "text/imprint.xhtml": section("imprint", "<p>This ebook is the product of many hours.</p>"),
            "text/dedication.xhtml": section("dedication", "<p>To Tallow</p>"),
            "text/halftitlepage.xhtml": section("halftitlepage", "<h2 epub:type='fulltitle'>Low Lamps</h2>"),
            "text/chapter-1.xhtml": page(f'<section epub:type="chapter"><hgroup><h2 epub:type="ordinal z3998:roman">I</h2><p epub:type="title">Dusk</p></hgroup>{PROSE}</section>', 'epub:type="bodymatter z3998:fiction"'),
            "text/colophon.xhtml": section("colophon", "<p>Low Lamps was published in 1901.</p>"),
            "text/uncopyright.xhtml": section("imprint", "<p>May you do good and not evil.</p>"),
        },
        metadata='<dc:title id="title">Low Lamps</dc:title><dc:creator id="author">A. Wick</dc:creator><dc:description>A lamp goes out.</dc:description>'
        '<meta property="se:word-count">9</meta><meta property="schema:genre">Mystery</meta><dc:date>2024-01-01T00:00:00Z</dc:date>',
    )  # fmt: skip
    assert texts == TEXTS
    has(
        found,
        title="Low Lamps",
        author="A. Wick",
        genre="Mystery",
        published=None,
        summary="A lamp goes out.",
        notes="To Tallow",
    )
    assert titles(found) == ["I: Dusk"]
