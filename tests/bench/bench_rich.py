"""What the readers of rich formats cost beside lxml's own parse of the same bytes; nothing here is a pass or a fail.

Each round runs all steps of one file one after another, in processor time, so that whatever else the machine does meets them
alike.
"""

from __future__ import annotations

import random
import statistics
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from lxml import etree
from lxml import html as lxml_html

from bot.models import Limits
from bot.text import read_story
from bot.text.docx import read_docx
from bot.text.epub import read_epub
from bot.text.fb2 import read_fb2
from bot.text.html import read_html
from bot.text.odt import read_odt
from bot.text.rtf import read_rtf
from tests.text.books import epub, page
from tests.text.documents import docx, fb2, odt

CHAPTERS = 50
PARAGRAPHS = 240  # of a chapter: 2 MB in all
ROUNDS = 7
MARKS = {
    "html": ("<em>", "</em>"),
    "fb2": ("<emphasis>", "</emphasis>"),
    "docx": ("</w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>", '</w:t></w:r><w:r><w:t xml:space="preserve">'),
    "odt": ('<text:span text:style-name="T1">', "</text:span>"),
    "rtf": ("{\\i ", "}"),
}
_rng = random.Random(7)
_ENDINGS = ["ka", "lo", "mi", "ren", "sal", "tor", "vi", "nesh", "ard", "el", "um", "pe", "dri", "fo", "zan"]
WORDS = ["".join(_rng.choices(_ENDINGS, k=_rng.choice((1, 1, 2, 2, 3)))) for _ in range(4_000)]


def sentence(rng: random.Random, marks: tuple[str, str]) -> str:
    """Invented words as prose sets them: some in italics, with dashes, apostrophes and an ampersand now and then."""
    words = rng.choices(WORDS, k=rng.randint(3, 22))
    words[0] = words[0].capitalize()
    if rng.random() < 0.04:
        at = rng.randrange(len(words))
        words[at] = f"{marks[0]}{words[at]}{marks[1]}"
    if rng.random() < 0.15:
        words.insert(len(words) // 2, rng.choice(("\u2014", "don\u2019t", "\u2013", "\u00e9l\u00e8ve")))
    text = " ".join(words) + rng.choice("....?!")
    return f"\u201c{text}\u201d" if rng.random() < 0.3 else text


def chapter(seed: int, form: str) -> list[str]:
    """The paragraphs of one chapter, four sentences each on the average; every sixtieth is a scene break."""
    rng = random.Random(seed)
    marks = MARKS[form]
    made = [" ".join(sentence(rng, marks) for _ in range(rng.randint(1, 4))) for _ in range(PARAGRAPHS)]
    return ["* * *" if number % 60 == 59 else text for number, text in enumerate(made)]


def html_chapter(seed: int) -> str:
    """A chapter as writers set it: plain paragraphs, a few with classes, line breaks, spans and spaces that do not break."""
    rng = random.Random(seed)
    lines = []
    for text in chapter(seed, "html"):
        chance = rng.random()
        if text == "* * *":
            lines.append(rng.choice(("<hr/>", '<p class="center">* * *</p>', "<p>* * *</p>")))
        elif chance < 0.03:
            lines.append(f'<p class="c{rng.randint(1, 3)}"><span style="font-weight: 400">{text}</span></p>')
        elif chance < 0.04:
            lines.append(f"<p>{text[:40].partition('<')[0]}<br/>{text[:30].partition('<')[0]}</p>")
        elif chance < 0.05:
            lines.append(f"<p>{text}&#160;&amp; so on.</p>")
        else:
            lines.append(f"<p>{text}</p>")
    return "\n".join(lines)


def ao3_page() -> bytes:
    """A page set as the Archive of Our Own's downloads are."""
    tags = "".join(
        f'<dt>{name}:</dt><dd><a href="http://x/tags/{name}">{value}</a></dd>'
        for name, value in (("Rating", "General Audiences"), ("Fandom", "Lamp Oil"), ("Additional Tags", "Lamps"))
    )
    chapters = "".join(
        f'<div class="meta group"><h2 class="heading">Chapter {n}: {WORDS[n].title()}</h2></div><!--chapter content-->'
        f'<div class="userstuff">{html_chapter(n)}</div><!--/chapter content-->'
        for n in range(1, CHAPTERS + 1)
    )
    return (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">'
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"/>'
        '<title>Low Lamps - wick - Lamp Oil</title><style type="text/css">.center {text-align: center}</style></head><body>'
        f'<div id="preface"><div class="meta"><dl class="tags">{tags}</dl><h1>Low Lamps</h1><div class="byline">by '
        f'<a rel="author" href="http://x">wick</a></div></div></div><div id="chapters">{chapters}</div>'
        '<div id="afterword"><p class="message">Please drop by the archive.</p></div></body></html>'
    ).encode()


def plain_page() -> bytes:
    """A page of no site that is known."""
    body = "".join(f"<h2>Chapter {n}</h2>{html_chapter(n)}" for n in range(1, CHAPTERS + 1))
    return f"<html><head><title>Low Lamps</title></head><body>{body}</body></html>".encode()


def a_book() -> bytes:
    """An EPUB of fifty chapters with a style sheet."""
    pages = {f"c{n}.xhtml": page(f"<h2>{WORDS[n].title()}</h2>{html_chapter(n)}") for n in range(1, CHAPTERS + 1)}
    sheet = '<item id="s" href="s.css" media-type="text/css"/>'
    return epub(pages, {"OEBPS/s.css": ".c1 {text-indent: 1em} .center {text-align: center}"}, extra=sheet)


def documents(form: str) -> bytes:
    """The same story as a written document."""
    texts = [text for n in range(1, CHAPTERS + 1) for text in (f"Chapter {n}", *chapter(n, form))]
    if form == "docx":
        rows = (
            f'<w:p><w:pPr><w:spacing w:after="0"/></w:pPr><w:r><w:t xml:space="preserve">{one}</w:t></w:r></w:p>'
            for one in texts
        )
        return docx("".join(rows))
    if form == "odt":
        style = '<style:style style:name="T1" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>'
        return odt("".join(f'<text:p text:style-name="P1">{one}</text:p>' for one in texts), style)
    if form == "fb2":
        return fb2("<section>" + "".join(f"<p>{one}</p>" for one in texts) + "</section>")
    rows = ("".join(one if ord(one) < 128 else f"\\u{ord(one)}?" for one in text) for text in texts)
    return ("{\\rtf1\\ansi\\ansicpg1252 " + "".join(f"\\pard\\plain\\f0 {one}\\par\r\n" for one in rows) + "}").encode()


def members(data: bytes, endings: tuple[str, ...]) -> list[bytes]:
    """An archive's texts, unpacked."""
    with zipfile.ZipFile(BytesIO(data)) as book:
        return [book.read(name) for name in book.namelist() if name.endswith(endings)]


def within_limits(read: Callable[[bytes, Limits], object]) -> Callable[[bytes], object]:
    """A reader with the limits a file has by default."""
    return lambda data: read(data, Limits())


CASES: dict[str, tuple[Callable[[], bytes], Callable[[bytes], object], Callable[[bytes], object], tuple[str, ...]]] = {
    "ao3.html": (ao3_page, lxml_html.document_fromstring, within_limits(read_html), ()),
    "plain.html": (plain_page, lxml_html.document_fromstring, within_limits(read_html), ()),
    "book.epub": (a_book, etree.fromstring, within_limits(read_epub), ("html",)),
    "a.docx": (lambda: documents("docx"), etree.fromstring, within_limits(read_docx), ("document.xml",)),
    "a.odt": (lambda: documents("odt"), etree.fromstring, within_limits(read_odt), ("content.xml",)),
    "a.fb2": (lambda: documents("fb2"), etree.fromstring, within_limits(read_fb2), ()),
    "a.rtf": (lambda: documents("rtf"), lambda data: data.decode("ascii"), read_rtf, ()),
}


@pytest.mark.benchmark(group="rich formats: all steps of one file together; the table of steps stands above")
@pytest.mark.parametrize("name", CASES)
def test_rich_format(benchmark: Any, capsys: pytest.CaptureFixture[str], name: str):
    make, parse, read, inside = CASES[name]
    data = make()
    sources = members(data, inside) if inside else [data]
    size = sum(map(len, sources)) / 1e6
    steps: dict[str, Callable[[], object]] = {
        "parse": lambda: [parse(source) for source in sources],
        "blocks": lambda: read(data),
        "story": lambda: read_story(data, name),
    }
    if inside:
        steps = {"unpack": lambda: members(data, inside), **steps}
    taken: dict[str, list[float]] = {step: [] for step in steps}

    def one_round() -> None:
        for step, work in steps.items():
            begun = time.process_time()
            work()
            taken[step].append(time.process_time() - begun)

    benchmark.pedantic(one_round, rounds=ROUNDS, warmup_rounds=1)
    medians = {step: statistics.median(times) for step, times in taken.items()}
    floor = medians["parse"]
    figures = "  ".join(f"{step} {value * 1e3:6.1f} ms ({value / floor:4.1f}x)" for step, value in medians.items())
    with capsys.disabled():
        print(f"\n{name:10} {size:4.1f} MB  {figures}  {size / medians['blocks']:5.1f} MB/s")
