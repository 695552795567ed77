"""Broken, joined and swollen copies of small files of every format, for the fuzz test and for `make fuzz`.

`python -m tests.fuzz [MINUTES]` tries inputs until the time is over. Whatever is neither a sentence nor a lawful story, or
takes too long or too much memory, is kept in tests/cases/crashers, where the tests find it.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import re
import signal
import sys
import time
import traceback
import zipfile
from collections.abc import Callable
from pathlib import Path

from bot.cli import inspection, page_list
from bot.errors import StoryFileError
from bot.models import Story
from bot.text import lay_out, read_story
from bot.text.pages import PAGE_LIMIT
from tests.text import books, documents

CRASHERS = Path(__file__).parent / "cases" / "crashers"
SLOW_SECONDS = 10
MOST_MEMORY = 1024**3
LONGEST = 60_000

TEXT = b"""Title: The Lamp
Author: Osier
Rating: PG
Warnings: none
Summary: A lamp goes out, and *nobody* minds.

Chapter 1: Dusk

It went out. "Well," she said.

* * *

    O the lamp,
    the lamp!


Later it burned. _Truly._

Chapter 2

1998-04-01

The End
"""
MARKDOWN = (
    b"---\ntitle: The Lamp\ntags: [lamps, oil]\nauthor: {name: Osier}\n---\n\n# The Lamp\n\n## Dusk\n\nIt *went* **out**.\n\n---\n\n"
    b"> O the lamp,  \n> ~~the lamp~~\n\n- one\n- two [a](http://b)\n\n## Dawn &amp; after\n\nSequel: *The Wick*\n"
)
PAGE = (
    b"<!DOCTYPE html><html><head><title>The Lamp by Osier</title><style>.c{font-style:italic} p.x{display:none}</style></head><body>"
    b"<h1>The Lamp</h1><h2>Dusk</h2><p>It <i>went</i> <span class='c' style='font-weight:bold'>out</span>.<br>Truly.</p><hr>"
    b"<p align=center>* * *</p><blockquote><pre>O the\n  lamp</pre></blockquote><p class=x>no</p><img alt='a lamp' src=l.png>"
    b"<ul><li>one<li>two</ul><p>&nbsp;</p><p>It &amp; that&hellip; &#8220;so&#8221;</p><h2>Dawn</h2><p>Well.</p></body></html>"
)
ARCHIVE_PAGE = (
    b"<html><body><div id='preface'><p class='message'><b>The Lamp</b><br>Posted originally on the Archive</p><div class='meta'>"
    b"<dl class='tags'><dt>Rating:</dt><dd>Teen</dd><dt>Archive Warning:</dt><dd>None</dd></dl><h1>The Lamp</h1><div class='byline'>"
    b"by Osier</div><p>Summary</p><blockquote class='userstuff'><p>A lamp.</p></blockquote></div></div><div id='chapters'>"
    b"<h2 class='heading'>Chapter 1: Dusk</h2><div class='userstuff'><p>It went out.</p></div></div></body></html>"
)
RTF = (
    b"{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset204 Lamp;}}{\\stylesheet{\\s1 heading 1;}}{\\info{\\title Lamp}}\\pard\\s1 Dusk"
    b"\\par\\pard It {\\i went} \\b out\\b0 \\'97 so \\u8220?well\\u-10240?{\\footnote a note}.\\par\\qc * * *\\par{\\*\\x skip}\\f0\\'c0\\page"
    b" Dawn\\line broke\\par{\\pict 00ff}\\bin3 abc}"
)
MAIL = (
    b"From: osier@lamps.example\nSubject: =?utf-8?Q?NEW=3A_The_Lamp?= [PG] (1/2)\nDate: Thu, 2 Apr 1998 10:00:00\nMIME-Version: 1.0\n"
    b'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain; charset=utf-8\n'
    b"Content-Transfer-Encoding: quoted-printable\n\nIt went =\nout =E2=80=94 so.\n\n> quoted\n--b--\n"
)
FORUM = b"[center][b]The Lamp[/b][/center]\n\n[i]It went out.[/i]\n[hr][/hr]\n[quote=Osier]Well.[/quote] [url=http://a]b[/url]\n[spoiler]so[/spoiler]\n"
GUTENBERG = (
    b"The Project Gutenberg EBook of The Lamp, by Osier\n\nTitle: The Lamp\n\n*** START OF THE PROJECT GUTENBERG EBOOK THE LAMP ***\n\n"
    b"Contents\n\nI. Dusk\nII. Dawn\n\n\nI. Dusk\n\nIt went out.[1]\n\n[Illustration: A lamp]\n\nII. Dawn\n\n_Well._\n\n"
    b"*** END OF THE PROJECT GUTENBERG EBOOK THE LAMP ***\n\nEnd of Project Gutenberg\n"
)


def _seeds() -> dict[str, bytes]:
    word = (
        "<w:p><w:pPr><w:pStyle w:val='Heading1'/><w:jc w:val='center'/></w:pPr><w:r><w:t>Dusk</w:t></w:r></w:p><w:p><w:r><w:rPr><w:i/>"
        "</w:rPr><w:t>It went</w:t><w:br/><w:t xml:space='preserve'> out.</w:t></w:r><w:footnoteReference w:id='1'/></w:p>"
        "<w:p><w:r><w:br w:type='page'/><w:t>* * *</w:t></w:r></w:p><w:p><w:hyperlink><w:r><w:t>Well.</w:t></w:r></w:hyperlink></w:p>"
    )
    styles = f"<w:styles {documents.WORD}><w:style w:styleId='Heading1' w:type='paragraph'><w:name w:val='heading 1'/></w:style></w:styles>"
    notes = f"<w:footnotes {documents.WORD}><w:footnote w:id='1'>{documents.paragraphs('a note')}</w:footnote></w:footnotes>"
    text = (
        "<text:h text:outline-level='1'>Dusk</text:h><text:p text:style-name='P1'>It <text:span text:style-name='T1'>went</text:span>"
        "<text:s text:c='3'/>out<text:line-break/>so<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>a note"
        "</text:p></text:note-body></text:note>.</text:p><text:p/><text:p>* * *</text:p><text:p>Well.</text:p>"
    )
    book = (
        "<section id='a'><title><p>Dusk</p></title><p>It <emphasis>went</emphasis> out<a l:href='#n'>1</a>.</p><empty-line/><poem>"
        "<stanza><v>O the lamp</v><v>the lamp</v></stanza></poem><subtitle>* * *</subtitle><cite><p>Well.</p></cite></section>"
    )
    more = (
        "<body name='notes'><section id='n'><title><p>1</p></title><p>a note</p></section></body><binary>YQ==</binary>"
    )
    nav = '<item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/><item id="s" href="s.css" media-type="text/css"/>'
    fb2 = documents.fb2(book, more=more)
    return {
        "a.txt": TEXT,
        "b.txt": TEXT.decode().replace("\n", "\r\n").encode("utf-16"),
        "c.txt": FORUM,
        "d.txt": GUTENBERG,
        "a.md": MARKDOWN,
        "b.md": b'{"title": "The Lamp", "tags": ["a", 1]}\n\nIt went out.\n',
        "c.md": b'+++\ntitle = "The Lamp"\ndate = 1998-04-01\n[params]\nseries = "Lamps"\n+++\n\nIt went out.\n',
        "a.html": PAGE,
        "b.html": ARCHIVE_PAGE,
        "a.rtf": RTF,
        "a.eml": MAIL,
        "a.fb2": fb2,
        "a.fb2.zip": documents.archive({"a.fb2": fb2}),
        "a.docx": documents.docx(word, styles=styles, footnotes=notes),
        "a.odt": documents.odt(text, styles="<style:style style:name='T1' style:family='text'><style:text-properties fo:font-style='italic'/></style:style>"),
        "a.epub": books.epub(
            {"c1.xhtml": books.page("<h2>Dusk</h2><p>It <i>went</i> out.</p><hr/>"), "c2.xhtml": books.page("<p class='c'>Well.</p>")},
            {"OEBPS/nav.xhtml": books.page("<nav epub:type='toc'><a href='c1.xhtml#x'>Dusk</a></nav>"), "OEBPS/s.css": ".c{font-style:italic}"},
            extra=nav,
        ),
    }  # fmt: skip


SEEDS = _seeds()
# What formats give a meaning to, and what is known to hurt.
_TOKENS = re.compile(
    rb"<[^<>]{0,80}>|\\[a-z]+-?\d*|&#?\w+;|\[/?\w+[^\]\n]{0,20}\]|[A-Za-z]+:|\w+|\s+|[^\w\s]", re.ASCII
)
_HURTFUL = (
    b"\0", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc2", b"\xf4\x90\x80\x80", b"\x1a", b"\x0b", b"\x0c", b"\r", b"\n\n\n", b"\xc2\x85",
    "\u2028".encode(), "\u200b".encode(), "\u202e".encode(), "\u0301".encode() * 9, "\U0001f468\u200d\U0001f469".encode(), "\u2060".encode(), "\u00ad".encode(),
    b"&#0;", b"&#xD800;", b"&#x110000;", b"&lt;", b"&", b"<![CDATA[", b"<!--", b"-->", b"<?", b"]]>", b"<!DOCTYPE x [", b"%n", b"${x}",
    b"\\u-1?", b"\\'", b"\\bin99999", b"\\uc9", b"{\\*\\x", b"}", b"\\ansicpg65001", b"\\fcharset128", b"-99999999999", b"999999999999999999999", b"1e999", b"NaN",
    "\u00b2".encode(), "\u0663".encode(), "\u2167".encode(), "\u2460".encode(), b"99/99/9999", b"0000-00-00", b"Title:", b"Part 0", b"Chapter " + b"9" * 40, b"=?x?Q?=", b"!!int x", b"*a", b"&a",
    b"<b>", b"</p>", b"<br>", b"<table><tr><td>", b"<script>", b"<pre>", b"<h1>", b"***", b"---", b"* * *", b"(((", b"[[", b"](", b"```", b"> ", b"|", b"~~", b":", b";", b", ", b" / ", b'"', b"'",
)  # fmt: skip


def mutated(rng: random.Random, name: str | None = None) -> tuple[str, bytes]:
    """A file's name and bytes, made by a few changes from a sound one; an archive's changes are mostly inside its members."""
    name = name or rng.choice(sorted(SEEDS))
    data = SEEDS[name]
    if data.startswith(b"PK") and rng.random() < 0.75:
        return name, _inside(rng, data)
    return name, _changed(rng, data, name)


def _changed(rng: random.Random, data: bytes, name: str) -> bytes:
    for _ in range(rng.choice((1, 1, 2, 3, 5, 9))):
        data = rng.choice(_CHANGES)(rng, data)[:LONGEST]
    return _spliced(rng, data, name) if rng.random() < 0.1 else data


def _inside(rng: random.Random, data: bytes) -> bytes:
    """An archive with one or two members changed, and packed anew."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        members = {info.filename: source.read(info) for info in source.infolist()}
    for name in rng.choices(sorted(members), k=rng.choice((1, 1, 2))):
        members[name] = _changed(rng, members[name], name)
    if rng.random() < 0.1:
        members.pop(rng.choice(sorted(members)))
    return documents.archive(members)


def _flip(rng: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(min(len(data), rng.choice((1, 3, 20)))):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _cut(rng: random.Random, data: bytes) -> bytes:
    start, end = sorted(rng.choices(range(len(data) + 1), k=2))
    return data[:start] + data[end:] if rng.random() < 0.7 else data[:end]


def _double(rng: random.Random, data: bytes) -> bytes:
    start, end = sorted(rng.choices(range(len(data) + 1), k=2))
    return data[:end] + data[start:end] * rng.choice((1, 2, 30, 1000)) + data[end:]


def _insert(rng: random.Random, data: bytes) -> bytes:
    at = rng.randint(0, len(data))
    return data[:at] + rng.choice(_HURTFUL) * rng.choice((1, 1, 1, 2, 50, 3000)) + data[at:]


def _swap_tokens(rng: random.Random, data: bytes) -> bytes:
    """One of the format's own words left out, said again, or put elsewhere."""
    tokens = _TOKENS.findall(data)
    if not tokens:
        return data
    for _ in range(rng.choice((1, 2, 6))):
        one, other = rng.randrange(len(tokens)), rng.randrange(len(tokens))
        tokens[one] = rng.choice((b"", tokens[other], tokens[one] * rng.choice((2, 40, 2000)), rng.choice(_HURTFUL)))[
            :LONGEST
        ]
    return b"".join(tokens)


def _swap_lines(rng: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    rng.shuffle(lines)
    return rng.choice((b"\n", b"\r", b"\r\n", b"\n\n", b" ")).join(lines)


def _spliced(rng: random.Random, data: bytes, name: str) -> bytes:
    other = SEEDS[rng.choice([other for other in sorted(SEEDS) if other != name])]
    at, then = rng.randint(0, len(data)), rng.randint(0, len(other))
    return data[:at] + other[then:]


def _recode(rng: random.Random, data: bytes) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(
        rng.choice(("utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman", "cp437", "utf-7")), "replace"
    )


_CHANGES: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    _flip, _cut, _double, _insert, _insert, _swap_tokens, _swap_tokens, _swap_lines, _recode,
)  # fmt: skip


def check(data: bytes, name: str) -> Story | None:
    """Reads a file and asserts what holds for every story; None where it is refused as it should be."""
    try:
        story = read_story(data, name)
    except StoryFileError as error:
        return _refused(error)
    assert [part.number for part in story.parts] == list(range(1, len(story.parts) + 1))
    assert len(story.parts) > 0
    told = [number for chapter in story.chapters for number in chapter.parts]
    assert told == sorted(set(told))
    assert all(1 <= number <= len(story.parts) for number in told)
    for part in story.parts:
        assert part.words
        assert part.chapter is None or part.number in story.chapters[part.chapter - 1].parts
        assert (part.start is None) == (part.end is None)
        assert part.start is None or part.start <= part.end
        pages = lay_out(part)
        assert pages
        assert all(0 < len(page.text) <= PAGE_LIMIT for page in pages)
    # What cannot be encoded can be neither sent nor stored; no database keeps a zero.
    said = json.dumps([inspection(story), page_list(story)], ensure_ascii=False)
    assert "\\u0000" not in said.encode().decode()
    return story


def _refused(error: StoryFileError) -> None:
    assert error.sentence.endswith(".")
    assert "\n" not in error.sentence


# --- make fuzz ------------------------------------------------------------------------------------------------------


def main(minutes: float) -> int:
    """Tries inputs for so long; the number of crashers kept is the exit code, at most 1."""
    import resource  # noqa: PLC0415 - not on Windows

    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    signal.signal(signal.SIGPROF, _too_slow)
    end = time.monotonic() + minutes * 60
    seed = int.from_bytes(os.urandom(6), "big")
    tried = read = 0
    slowest = 0.0
    kept: dict[str, Path] = {}
    while time.monotonic() < end:
        name, data = mutated(random.Random(seed + tried))
        tried += 1
        signal.setitimer(signal.ITIMER_PROF, SLOW_SECONDS)
        began = time.process_time()
        try:
            read += check(data, name) is not None
        except Exception as error:  # noqa: BLE001 - all of them are wanted
            where = traceback.extract_tb(error.__traceback__)[-1]
            kind = f"{type(error).__name__} {Path(where.filename).name}:{where.lineno}"
            if kind not in kept:
                kept[kind] = _keep(name, data)
                print(f"{kind}: {error!s:.100} -> {kept[kind]}", flush=True)  # noqa: T201
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        slowest = max(slowest, time.process_time() - began)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told = (
        f"{tried:,} files tried, {read:,} read as stories, {len(kept)} kept; slowest {slowest:.1f} s, {peak} MB at most"
    )
    print(told)  # noqa: T201
    return min(len(kept), 1)


def _too_slow(*_: object) -> None:
    raise TimeoutError(f"more than {SLOW_SECONDS} s")


def _keep(name: str, data: bytes) -> Path:
    CRASHERS.mkdir(exist_ok=True)
    path = CRASHERS / f"{hashlib.sha256(data).hexdigest()[:10]}-{name}"
    path.write_bytes(data)
    return path


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 1))
