"""Each site's page, and each download program's, as it is built; all words are invented."""

from __future__ import annotations

from bot.cli import inspection
from bot.text import read_story

PROSE = "<p>The lamp went out at nine.</p><hr/><p>Nobody <em>had</em> touched it.</p>"
TEXTS = ["The lamp went out at nine.", "Nobody had touched it."]


def read(body, head=""):
    story = read_story(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(), "saved.html")
    return inspection(story), [" / ".join(block.text for block in part.blocks) for part in story.parts]


def has(found, **wanted):
    assert {key: found[key] for key in wanted} == wanted


def tags(name, *values):
    links = "".join(f'<li><a class="tag" href="/tags/x">{value}</a></li>' for value in values)
    return f'<dt class="{name} tags">{name}:</dt><dd class="{name} tags"><ul class="commas">{links}</ul></dd>'


WORK = (
    '<div id="header"><h1 class="heading"><a href="/">Archive</a></h1></div><div id="main" class="works-show region">'
    '<ul class="work navigation actions"><li><a href="/x">Next Chapter</a></li></ul><dl class="work meta group">'
    + tags("rating", "Teen And Up Audiences") + tags("warning", "Graphic Depictions Of Violence")
    + tags("fandom", "Lamp Oil") + tags("relationship", "Wick/Tallow", "Tallow &amp; Snuff") + tags("freeform", "Lamps, lit")
    + '<dt class="language">Language:</dt><dd class="language">English</dd><dt class="series">Series:</dt><dd class="series">'
    '<span class="position">Part 2 of <a href="/series/1">Lamps</a></span></dd><dt class="stats">Stats:</dt><dd class="stats">'
    '<dl class="stats"><dt class="published">Published:</dt><dd class="published">2020-03-04</dd>'
    '<dt class="chapters">Chapters:</dt><dd class="chapters"><a href="/y">2</a>/3</dd></dl></dd></dl>'
    '<div id="workskin"><div class="preface group"><h2 class="title heading"> Low Lamps </h2>'
    '<h3 class="byline heading"><a rel="author" href="/u">wick</a></h3><div class="summary module"><h3 class="heading">Summary:</h3>'
    '<blockquote class="userstuff"><p>A lamp goes out.</p></blockquote></div></div>{chapters}'
    '<div id="work_endnotes" class="end notes module"><h3 class="heading">Notes:</h3><blockquote class="userstuff"><p>Thanks!</p>'
    '</blockquote></div></div><div id="feedback"><h3>Comments</h3><p>So good</p></div></div>'
)  # fmt: skip


def test_a_work_saved_from_the_archives_site_keeps_its_chapters_and_nothing_of_the_site():
    chapters = (
        '<div id="chapters" role="article"><div class="chapter" id="chapter-1"><div class="chapter preface group">'
        '<h3 class="title"><a href="/c1">Chapter 1</a>: Dusk</h3><div id="notes" class="notes module"><h3>Notes:</h3>'
        '<blockquote class="userstuff"><p>Beware of the dark.</p></blockquote></div></div><div class="userstuff module" '
        f'role="article"><h3 class="landmark heading" id="work">Chapter Text</h3>{PROSE}</div></div>'
        '<div class="chapter" id="chapter-2"><div class="chapter preface group"><h3 class="title"><a href="/c2">Chapter 2</a></h3>'
        '</div><div class="userstuff module" role="article"><p>Day came.</p></div></div></div>'
    )
    found, texts = read(WORK.replace("{chapters}", chapters))
    assert texts == [*TEXTS, "Day came."]
    has(
        found, title="Low Lamps", author="wick", rating={"level": "teen", "raw": "Teen And Up Audiences"}, fandoms=["Lamp Oil"],
        warnings=["violence"], relationships=["Wick/Tallow", "Tallow & Snuff"], tags=["Lamps, lit"], series="Lamps", series_index=2,
        published="2020-03-04", summary="A lamp goes out.", notes="Thanks!", chapters_planned=3, complete=False,
    )  # fmt: skip
    assert [(one["title"], one["notes"]) for one in found["chapters"]] == [
        ("Dusk", "Beware of the dark."),
        ("Chapter 2", None),
    ]


def test_a_work_of_one_chapter_saved_from_the_archives_site_has_no_chapters():
    chapters = f'<div id="chapters" role="article"><h3 class="landmark heading" id="work">Work Text:</h3><div class="userstuff">{PROSE}</div></div>'
    found, texts = read(WORK.replace("{chapters}", chapters))
    assert texts == TEXTS
    assert found["chapters"] == []


def test_an_archive_download_tells_its_preface_from_its_chapters():
    found, texts = read(
        '<div id="preface"><p class="message"><b>Low Lamps</b><br/>Posted originally on the <a href="http://x">Archive</a>.</p>'
        '<div class="meta"><dl class="tags"><dt>Rating:</dt><dd><a href="r">Mature</a></dd></dl><h1>Low Lamps</h1>'
        '<div class="byline">by <a rel="author" href="u">wick</a></div></div></div><div id="chapters">'
        f'<div class="meta group"><h2 class="heading">Chapter 1: Dusk</h2></div><div class="userstuff">{PROSE}</div>'
        '<div class="meta group"><h2 class="heading">Chapter 2</h2></div><div class="userstuff"><p>Day came.</p></div></div>'
        '<div id="afterword"><p class="message">Please drop by the archive and comment.</p></div>'
    )
    assert texts == [*TEXTS, "Day came."]
    has(found, title="Low Lamps", author="wick", rating={"level": "mature", "raw": "Mature"})
    assert [one["title"] for one in found["chapters"]] == ["Dusk", "Chapter 2"]


def test_a_royal_road_chapter_leaves_out_what_its_style_hides():
    found, texts = read(
        '<div class="fic-header"><h2><a href="/fiction/1/lamps">Low Lamps</a></h2><h1>Dusk</h1>'
        '<h3>by <a href="/profile/2">wick</a></h3></div><div class="chapter-inner chapter-content">'
        '<p>The lamp went out at nine.</p><p class="cnZk">Stolen: read this on the right site.</p><hr/>'
        '<p>Nobody <em>had</em> touched it.</p><span class="cnZk">Report it.</span></div>'
        '<div class="portlet author-note-portlet"><div class="portlet-title"><span class="caption">A note from wick</span></div>'
        '<div class="author-note"><p>More on Friday.</p></div></div><div class="comments"><p>First!</p></div>',
        "<style>.cnZk{ display: none; speak: never; }</style>",
    )
    assert texts == TEXTS
    has(found, title="Low Lamps", author="wick")
    assert [(one["title"], one["notes"]) for one in found["chapters"]] == [("Dusk", "More on Friday.")]


def test_a_chapter_of_fanfiction_net_tells_its_fields_in_one_line():
    found, texts = read(
        '<div id="pre_story_links"><a href="/book/">Books</a><a href="/book/Lamp-Oil/">Lamp Oil</a></div><div id="profile_top">'
        '<b class="xcontrast_txt">Low Lamps</b> By: <a class="xcontrast_txt" href="/u/2/wick">wick</a>'
        '<div style="margin-top:2px" class="xcontrast_txt">A lamp goes out.</div><span class="xgray xcontrast_txt">Rated: '
        'Fiction T - English - Mystery - W. Tallow - Chapters: 2 - Words: 9 - Published: <span data-xutime="1583280000">3/4/2020'
        '</span> - id: 5</span></div><select id="chap_select"><option value="1" selected>1. Dusk</option></select>'
        f'<div role="main"><div class="storytext xcontrast_txt nocopy" id="storytext">{PROSE}</div></div>'
        '<div id="review"><p>The author would like to thank you.</p></div>'
    )
    assert texts == TEXTS
    has(found, title="Low Lamps", author="wick", fandoms=["Lamp Oil"], genre="Mystery", characters=["W. Tallow"], summary="A lamp goes out.",
        rating={"level": "teen", "raw": "T"}, language="en")  # fmt: skip
    assert [one["title"] for one in found["chapters"]] == ["1. Dusk"]


def test_a_livejournal_entry_has_its_labels_in_its_text():
    found, texts = read(
        '<div class="sidebar"><p>Friends</p></div><article class="b-singlepost"><h1 class="b-singlepost-title">Fic: Low Lamps</h1>'
        '<span class="ljuser" lj:user="wick"><b>wick</b></span><article class="b-singlepost-body entry-content">'
        "<b>Title:</b> Low Lamps<br/><b>Author:</b> wick<br/><b>Rating:</b> PG-13<br/><br/>The lamp went out at nine.<br/><br/><hr/>"
        'Nobody <em>had</em> touched it.</article><div class="b-singlepost-tags ljtags">Tags: <a href="t">lamps</a></div></article>'
        '<div id="comments"><p>Lovely</p></div>'
    )
    assert texts == TEXTS
    has(found, title="Low Lamps", author="wick", rating={"level": "teen", "raw": "PG-13"}, tags=["lamps"])


def test_a_dreamwidth_entry_has_its_labels_in_its_text():
    found, texts = read(
        '<div class="entry-wrapper"><div class="entry"><h3 class="entry-title">Low Lamps</h3><span class="poster">'
        '<span class="ljuser">wick</span></span><div class="contents"><div class="entry-content"><p><b>Author:</b> wick<br/>'
        f'<b>Rating:</b> G<br/><b>Summary:</b> A lamp goes out.</p>{PROSE}</div></div><div class="tag"><span>Tags: </span><ul>'
        '<li><a href="t">lamps</a></li></ul></div></div></div><div id="comments"><p>Lovely</p></div>'
    )
    assert texts == TEXTS
    has(
        found,
        title="Low Lamps",
        author="wick",
        rating={"level": "general", "raw": "G"},
        summary="A lamp goes out.",
        tags=["lamps"],
    )


def test_a_fichub_page_tells_its_introduction_from_its_chapters():
    found, texts = read(
        '<h1><span class="title">Low Lamps</span> by <span class="author">wick</span></h1><div><p>A lamp goes out.</p></div>'
        "<p>Status: ongoing</p><p>Published: 2020-03-04</p><p>Rated: Fiction T - English - Mystery - id: 5</p>"
        "<p>Original source: <a href='u'>u</a></p><p>Exported with the assistance of <a href='f'>FicHub.net</a></p>"
        '<nav><ol id="contents-list"><li><a href="#chap_1">1. Dusk</a></li></ol></nav>'
        f'<div id="chap_1"><div class="chapter_nav"><a href="#contents-list">contents</a></div><h2>1. Dusk</h2>{PROSE}</div>'
    )
    assert texts == TEXTS
    has(
        found,
        title="Low Lamps",
        author="wick",
        summary="A lamp goes out.",
        complete=False,
        rating={"level": "teen", "raw": "T"},
    )
    assert [one["title"] for one in found["chapters"]] == ["1. Dusk"]


def test_a_fanficfare_page_tells_its_table_from_its_chapters():
    rows = "".join(
        f"<tr><td><b>{label}:</b></td><td>{value}</td></tr>"
        for label, value in (
            ("Category", "Lamp Oil"),
            ("Rating", "T"),
            ("Status", "Completed"),
            ("Summary", "A lamp goes out."),
        )
    )
    found, texts = read(
        '<h1><a href="u">Low Lamps</a> by <a class="authorlink" href="w">wick</a></h1>'
        f'<table class="full">{rows}</table><a name="TOCTOP"><h2>Table of Contents</h2></a><p><a href="#section0001">1. Dusk</a><br/></p>'
        f'<a name="section0001"><h2>1. Dusk</h2></a><p>The lamp went out at nine.</p><div class="center">* * *</div>'
        "<p>Nobody <em>had</em> touched it.</p>"
    )
    assert texts == TEXTS
    has(found, title="Low Lamps", author="wick", fandoms=["Lamp Oil"], complete=True, summary="A lamp goes out.")
    assert [one["title"] for one in found["chapters"]] == ["1. Dusk"]
