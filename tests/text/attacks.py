"""Files made to harm whoever reads them: each as its name and its bytes, and the words it is refused with (None: it is read).

`python -m tests.text.attacks` reads every one, the heavier ones too, and prints its time and memory.
"""

from __future__ import annotations

import random
import stat
import struct
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from bot.models import Limits
from tests.text import books, documents
from tests.text.confined import Reader

MIB = 1024 * 1024
PROSE = b"The gull sat on the lamp and would not be moved, whatever it said. "
FB2_HEAD = b'<?xml version="1.0"?><FictionBook><body><section>'
FB2_END = b"</section></body></FictionBook>"


@dataclass(frozen=True)
class Traps:
    """What no reader may touch: a file and an address, as a file's text names them."""

    file: str = "file:///etc/hostname"
    address: str = "http://127.0.0.1:9/"


@dataclass(frozen=True)
class Attack:
    """One file: its name, what makes its bytes, and a part of the sentence that refuses it."""

    name: str
    make: Callable[[Traps], bytes]
    refused: str | None = None


def _zip(members: list[tuple[str | zipfile.ZipInfo, bytes]], packed: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", packed) as target, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a second member of one name is what is wanted here
        for name, data in members:
            target.writestr(name, data, packed)
    return made.getvalue()


def _book(pages: list[bytes], more: tuple[tuple[str | zipfile.ZipInfo, bytes], ...] = ()) -> bytes:
    names = [f"c{number}.xhtml" for number in range(len(pages))]
    files = [
        (f"OEBPS/{name}", books.page("@").encode().replace(b"@", page)) for name, page in zip(names, pages, strict=True)
    ]
    frame = [("META-INF/container.xml", books.CONTAINER.encode()), ("OEBPS/book.opf", books.package(names).encode())]
    return _zip([("mimetype", b"application/epub+zip"), *frame, *files, *more])


def _word(body: bytes, head: bytes = b"", more: tuple[tuple[str | zipfile.ZipInfo, bytes], ...] = ()) -> bytes:
    return _zip([("word/document.xml", _word_document(body, head)), *more])


def _word_document(body: bytes, head: bytes = b"") -> bytes:
    return head + f"<w:document {documents.WORD}><w:body>".encode() + body + b"</w:body></w:document>"


def _word_paragraph(text: bytes) -> bytes:
    return b"<w:p><w:r><w:t>" + text + b"</w:t></w:r></w:p>"


def _text(body: bytes) -> bytes:
    head = f"<office:document-content {documents.ODT}><office:body><office:text>".encode()
    end = b"</office:text></office:body></office:document-content>"
    return _zip([("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", head + body + end)])


def _html(body: bytes) -> bytes:
    return b"<!DOCTYPE html><html><body>" + body


def _rtf(body: bytes) -> bytes:
    return b"{\\rtf1\\ansi " + body + b"}"


def _fb2(body: bytes, head: bytes = b"") -> bytes:
    return FB2_HEAD.replace(b"?>", b"?>" + head, 1) + body + FB2_END


def _front(body: str, end: str = "---\n\nIt rained on the island.\n") -> bytes:
    return f"---\n{body}\n{end}".encode()


def _overlapping(count: int) -> bytes:
    """An archive whose table of contents names one member's bytes again and again (D. Fifield, "A better zip bomb")."""
    whole = bytearray(_book([b"<p>" + b"a " * 400_000 + b"</p>"]))
    end = whole.rindex(b"PK\x05\x06")
    _, _, _, _, _, size, start, _ = struct.unpack("<4s4H2LH", whole[end : end + 22])
    table = bytes(whole[start : start + size])
    last = table[table.rindex(b"PK\x01\x02") :]
    records = table + b"".join(last.replace(b"c0.xhtml", b"%07d0" % number) for number in range(count))
    total = records.count(b"PK\x01\x02")
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, total, total, len(records), start, 0)
    return bytes(whole[:start]) + records + tail


def _nested(depth: int) -> bytes:
    inner = b"\0" * MIB
    for _ in range(depth):
        inner = _zip([(f"{number}.zip", inner) for number in range(4)])
    return inner


def _linked(name: str, target: str) -> zipfile.ZipInfo:
    """A member that an unpacker would make a symbolic link of."""
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    info.comment = target.encode()
    return info


def _entities(count: int, each: int) -> bytes:
    """A billion laughs: each entity is made of several of the one before."""
    lines = ['<!ENTITY e0 "lol">']
    lines += [f'<!ENTITY e{number} "{f"&e{number - 1};" * each}">' for number in range(1, count)]
    return f"<!DOCTYPE x [{''.join(lines)}]>".encode()


QUADRATIC = b'<!DOCTYPE x [<!ENTITY a "' + b"lol " * 20_000 + b'">]>'
LAUGHS = _entities(10, 10)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="{}" TargetMode="External"/>'
    "</Relationships>"
)


def _outside(traps: Traps) -> bytes:
    return (
        f'<!DOCTYPE x SYSTEM "{traps.address}x.dtd" [<!ENTITY f SYSTEM "{traps.file}"><!ENTITY u SYSTEM "{traps.address}">'
        f'<!ENTITY % p SYSTEM "{traps.address}p">%p;]>'
    ).encode()


def _related(traps: Traps) -> bytes:
    fetched = f'<w:p><w:r><w:t>It rained.</w:t><w:pict r:link="r1" xmlns:r="{traps.address}"/></w:r></w:p>'.encode()
    included = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{traps.file}" parse="text"/>'.encode()
    rels = RELATIONS.format(traps.address).encode()
    return _word(fetched + included, more=(("word/_rels/document.xml.rels", rels), ("_rels/.rels", rels)))


def _fetching(traps: Traps) -> bytes:
    return _html(
        f'<link rel=stylesheet href="{traps.address}a.css"><img src="{traps.address}b.png"><iframe src="{traps.file}"></iframe>'
        f'<style>@import "{traps.address}c.css";</style><base href="{traps.address}"><object data="{traps.file}"></object>'
        f'<p>It rained.</p><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{traps.file}" parse="text"/>'.encode()
    )


def _path_tricks(traps: Traps) -> bytes:
    names = (
        "../../../../tmp/evil",
        "/etc/cliffhanger-evil",
        "C:\\evil.txt",
        "..\\..\\evil",
        "OEBPS/../../evil",
        "a\0b",
        "CON",
    )
    more = tuple((zipfile.ZipInfo(name), b"evil") for name in names)
    return _book([b"<p>It rained.</p><p><img src='../../../../etc/passwd' alt=''/></p>"], more)


def _twice(_: Traps) -> bytes:
    return _word(
        _word_paragraph(b"It"), more=(("word/document.xml", _word_document(_word_paragraph(b"It rained."))),) * 50
    )


def _noise(length: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(length)


def _on_one_line(name: str, head: bytes, end: bytes, unit: bytes = PROSE) -> Iterator[tuple[str, Attack]]:
    """200 MB on one line, and what is just under the longest paragraph that is read."""
    ending = name.rpartition(".")[2]
    much, few = 200 * MIB // len(unit), 1_990_000 // len(unit)
    yield f"200 MB on one line of {ending}", Attack(name, lambda _: head + unit * much + end, "larger than 64 MiB")
    yield (
        f"60 MB on one line of {ending}",
        Attack(name, lambda _: head + unit * (much * 3 // 10) + end, "as long as a book|more text"),
    )
    yield f"2 MB on one line of {ending}", Attack(name, lambda _: head + unit * few + end)


ATTACKS: dict[str, Attack] = {
    **dict(_on_one_line("a.txt", b"", b"")),
    **dict(_on_one_line("a.html", _html(b"<p>"), b"</p>")),
    **dict(_on_one_line("a.rtf", b"{\\rtf1 ", b"}")),
    **dict(_on_one_line("a.fb2", FB2_HEAD + b"<p>", b"</p>" + FB2_END)),
    "a million breaks": Attack("a.txt", lambda _: b"a.\n\n***\n\n" * 1_000_000, "more lines"),
    "a million breaks in Markdown": Attack("a.md", lambda _: b"a.\n\n***\n\n" * 1_000_000, "more lines"),
    "a million breaks in a page": Attack("a.html", lambda _: _html(b"<p>a</p><hr>" * 1_000_000), "more markup"),
    "a million breaks in a book": Attack("a.epub", lambda _: _book([b"<p>a</p><hr/>" * 60_000] * 17), "more markup"),
    "a million breaks in RTF": Attack("a.rtf", lambda _: _rtf(b"a\\par * * *\\par " * 1_000_000), "more"),
    "a million breaks in a Word document": Attack("a.docx", lambda _: _word(_word_paragraph(b"a") * 1_000_000), "more"),
    "a million line breaks in ODT": Attack("a.odt", lambda _: _text(b"<text:p>a" + b"<text:line-break/>" * 1_000_000 + b"</text:p>"), "more|thousands"),
    "divisions nested in a page": Attack("a.html", lambda _: _html(b"<div>" * 300_000), "nested"),
    "groups nested in RTF": Attack("a.rtf", lambda _: _rtf(b"{" * 300_000), "nested"),
    "quotes nested in Markdown": Attack("a.md", lambda _: b">" * 300_000 + b" a\n\nIt rained.\n"),
    "brackets nested in Markdown": Attack("a.md", lambda _: b"[" * 30_000 + b"a" + b"](b)" * 30_000),
    "stars in Markdown": Attack("a.md", lambda _: b"*a " * 600_000, "more markup"),
    "lists nested in Markdown": Attack("a.md", lambda _: b"".join(b" " * n + b"- a\n" for n in range(1_500))),
    "marks nested in forum text": Attack("a.txt", lambda _: b"[b][quote]a" * 50_000 + b"[/quote][/b]" * 2),
    "elements nested in XML": Attack("a.fb2", lambda _: _fb2(b"<section>" * 100_000), "damaged"),
    "elements nested in a Word document": Attack("a.docx", lambda _: _word(b"<w:p>" * 100_000), "damaged|far more"),
    "braces closed in RTF": Attack("a.rtf", lambda _: b"{\\rtf1 a" + b"}" * 60_000_000, "more marks"),
    "notes without end in RTF": Attack("a.rtf", lambda _: _rtf(b"a{\\footnote b}" * 30_000)),
    "zero bytes": Attack("a.txt", lambda _: b"\0" * 5_000_000, "not text"),
    "zero bytes in prose": Attack("a.txt", lambda _: (PROSE * 20 + b"\0") * 100),
    "zero bytes in a page": Attack("a.html", lambda _: _html(b"<p>" + PROSE * 50 + b"It rai\0ned\0.</p>")),
    "lone surrogates in UTF-16": Attack("a.txt", lambda _: b"\xff\xfe" + b"A\0\x00\xd8b\0\x00\xdc" * 1_000),
    "lone surrogates as bytes": Attack("a.txt", lambda _: b"It \xed\xa0\x80 rained \xed\xbf\xbf." * 1_000),
    "lone surrogates in a page": Attack("a.html", lambda _: _html(b"<p>It &#xD800; rained &#55357;\xed\xa0\x80.</p>")),
    "lone surrogates in RTF": Attack("a.rtf", lambda _: _rtf(b"It \\u-10240? rained\\u55357?." * 1_000)),
    "lone surrogates in JSON": Attack("a.md", lambda _: b'{"title": "\\ud800 \\udfff"}\n\nIt rained.\n'),
    "lone surrogates in YAML": Attack("a.md", lambda _: _front('title: "\\ud800"')),
    "random bytes": Attack("a.txt", lambda _: _noise(1_000_000), "not text"),
    "random bytes in a book": Attack("a.epub", lambda _: b"PK\x03\x04" + _noise(3_000_000), "damaged"),
    "random bytes in RTF": Attack("a.rtf", lambda _: b"{\\rtf" + _noise(300_000)),
    "random bytes in a page": Attack("a.html", lambda _: _html(_noise(300_000)), "not text"),
    "a truncated book": Attack("a.epub", lambda _: _book([PROSE] * 9)[:-400], "damaged"),
    "a truncated document": Attack("a.docx", lambda _: _word(_word_paragraph(PROSE))[:200], "damaged"),
    "a zip bomb": Attack("a.docx", lambda _: _word(b" " * 60_000_000), "far more"),
    "a zip bomb of many pages": Attack("a.epub", lambda _: _book([b"<p>" + b"a " * 500_000 + b"</p>"] * 300), "far more|words|book"),
    "a zip bomb of nested archives": Attack("a.zip", lambda _: _nested(5), "a ZIP archive"),
    "a zip bomb of nested books": Attack("a.fb2.zip", lambda _: _zip([("a.fb2", _nested(3))]), "damaged"),
    "a zip bomb of members that overlap": Attack("a.epub", lambda _: _overlapping(900)),
    "a zip bomb of a style sheet": Attack("a.docx", lambda _: _word(_word_paragraph(b"a"), more=(("word/styles.xml", b" " * 60_000_000),)), "far more"),
    "an archive of a million members": Attack("a.epub", lambda _: b"PK\x03\x04" + b"PK\x01\x02" * 1_000_000, "more files"),
    "path tricks": Attack("a.epub", _path_tricks),
    "a page that is a link": Attack("a.docx", lambda _: _zip([(_linked("word/document.xml", "/etc/passwd"), b"/etc/passwd")]), "damaged"),
    "members of one name": Attack("a.docx", _twice),
    "relations to elsewhere": Attack("a.docx", _related),
    "a page that fetches": Attack("a.html", _fetching),
    "a billion laughs in a Word document": Attack("a.docx", lambda _: _word(_word_paragraph(b"&e9;"), LAUGHS), "entities"),
    "a billion laughs in a book": Attack("a.epub", lambda _: _zip([("META-INF/container.xml", LAUGHS + b"<c>&e9;</c>"), ("a.opf", LAUGHS + b"<p>&e9;</p>")]), "reading order|cannot be read|no package"),
    "a billion laughs in a book's page": Attack("a.epub", lambda _: _book([b"<p>It rained.</p>"], (("OEBPS/c0.xhtml", LAUGHS + b"<html><body><p>It rained. &e9;</p></body></html>"),))),
    "a billion laughs in FictionBook": Attack("a.fb2", lambda _: _fb2(b"<p>&e9;</p>", LAUGHS), "entities"),
    "a billion laughs in a page": Attack("a.html", lambda _: LAUGHS + b"<html><body><p>It rained. &e9;</p>"),
    "quadratic entities": Attack("a.fb2", lambda _: _fb2(b"<p>" + b"&a;" * 20_000 + b"</p>", QUADRATIC), "entities"),
    "quadratic entities in a page": Attack("a.html", lambda _: QUADRATIC + b"<html><body><p>" + b"&a;" * 20_000),
    "entities from elsewhere in a Word document": Attack("a.docx", lambda traps: _word(_word_paragraph(b"&f;&u;"), _outside(traps)), "entities"),
    "entities from elsewhere in FictionBook": Attack("a.fb2", lambda traps: _fb2(b"<p>&f;&u;</p>", _outside(traps)), "entities"),
    "entities from elsewhere in a book": Attack("a.epub", lambda traps: _book([b"<p>x</p>"], (("OEBPS/c0.xhtml", _outside(traps) + b"<html><body><p>It rained. &f;&u;</p></body></html>"),))),
    "entities from elsewhere in a package": Attack("a.epub", lambda traps: _zip([("a.opf", _outside(traps) + b"<package><metadata>&f;&u;</metadata></package>")]), "reading order|cannot be read"),
    "a YAML bomb of lists": Attack("a.md", lambda _: _front("a: &a [x, x, x, x, x, x, x, x, x]\n" + "\n".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)) + "\ntags: *i"), None),
    "a YAML bomb of merged keys": Attack("a.md", lambda _: _front("a: &a {x: y}\n" + "\n".join(f"{b}: &{b} {{{', '.join([f'!!merge <<: *{a}'] * 9)}}}" for a, b in zip("abcdefgh", "bcdefghi", strict=True)))),
    "YAML of nested lists": Attack("a.md", lambda _: _front("title: " + "[" * 20_000)),
    "YAML of long numbers": Attack("a.md", lambda _: _front("title: !!int " + "9" * 100_000)),
    "JSON of long numbers": Attack("a.md", lambda _: b'{"title": ' + b"9" * 100_000 + b"}\n\nIt rained.\n"),
    "JSON of nested lists": Attack("a.md", lambda _: b'{"title": ' + b"[" * 20_000 + b"\n\nIt rained.\n"),
    "TOML of long numbers": Attack("a.md", lambda _: b"+++\ntitle = " + b"9" * 100_000 + b"\n+++\n\nIt rained.\n"),
    "TOML of nested lists": Attack("a.md", lambda _: b"+++\ntitle = " + b"[" * 20_000 + b"\n+++\n\nIt rained.\n"),
}  # fmt: skip

# What is just under a limit takes seconds; these are for the table alone.
HEAVY: dict[str, Attack] = {
    "450,000 lines of one letter": Attack("a.txt", lambda _: b"a\n" * 450_000),
    "120,000 breaks": Attack("a.txt", lambda _: b"a.\n\n***\n\n" * 120_000),
    "120,000 chapters": Attack("a.txt", lambda _: b"Chapter 1\n\nx\n\n" * 120_000),
    "390,000 lines of Markdown": Attack("a.md", lambda _: b"a\n\n" * 195_000),
    "390,000 stars": Attack("a.md", lambda _: b"*a " * 390_000),
    "390,000 brackets": Attack("a.md", lambda _: b"[" * 390_000),
    "130,000 breaks in a page": Attack("a.html", lambda _: _html(b"<p>a</p><hr>" * 130_000)),
    "190,000 headings": Attack("a.html", lambda _: _html(b"<h1>a</h1>x" * 190_000)),
    "95,000 lines of verse": Attack("a.html", lambda _: _html(b"<p>" + b"a<br>" * 95_000)),
    "190,000 paragraphs in Word": Attack("a.docx", lambda _: _zip([("word/document.xml", _word_document(_word_paragraph(b"a") * 190_000))], zipfile.ZIP_STORED)),
    "190,000 paragraphs in RTF": Attack("a.rtf", lambda _: _rtf(b"a\\par " * 190_000)),
    "190,000 paragraphs in FictionBook": Attack("a.fb2", lambda _: _fb2(b"<p>a</p>" * 190_000)),
    "60 MB of prose in Word": Attack("a.docx", lambda _: _zip([("word/document.xml", _word_document(_word_paragraph(PROSE * 8) * 105_000))], zipfile.ZIP_STORED), "more text"),
    "60 MB of prose in RTF": Attack("a.rtf", lambda _: _rtf((PROSE * 8 + b"\\par ") * 110_000), "more text"),
    "60 MB of prose in FictionBook": Attack("a.fb2", lambda _: _fb2((b"<p>" + PROSE * 8 + b"</p>") * 110_000), "more text"),
    "60 MB of tags in Word": Attack("a.docx", lambda _: _zip([("word/document.xml", _word_document(b"<w:r/>" * 7_900_000))], zipfile.ZIP_STORED), "no story text"),
    "1,900,000 words": Attack("a.txt", lambda _: (PROSE * 8 + b"\n\n") * (1_900_000 // 112)),
    "1,900,000 words in a page": Attack("a.html", lambda _: _html((b"<p>" + PROSE * 8 + b"</p>") * (1_900_000 // 112))),
}  # fmt: skip


def main() -> None:
    """Prints what becomes of every attack."""
    wanted = sys.argv[1:]
    print(f"{'attack':<44}{'MB':>7}{'CPU s':>8}{'MB peak':>9}  outcome")  # noqa: T201
    with tempfile.TemporaryDirectory() as folder:
        for label, attack in (ATTACKS | HEAVY).items():
            if wanted and not any(word in label for word in wanted):
                continue
            reader = Reader(Path(folder))
            data = attack.make(Traps())
            found = reader.read(data, attack.name, Limits())
            reader.close()
            told = found.breach or found.error or f"{found.words:,} words, {found.pages:,} pages"
            print(f"{label:<44}{len(data) / MIB:7.1f}{found.seconds:8.2f}{found.memory / MIB:9.0f}  {told}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
