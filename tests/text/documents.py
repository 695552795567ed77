"""Small documents of each format, built in memory."""

from __future__ import annotations

import io
import zipfile

from bot.text import read_story

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def archive(members):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members.items():
            target.writestr(name, data)
    return made.getvalue()


def docx(body, **more):
    members = {"word/document.xml": f"<w:document {WORD}><w:body>{body}</w:body></w:document>"}
    places = {"core": "docProps/core.xml", "relationships": "word/_rels/document.xml.rels"}
    for name, text in more.items():
        members[places.get(name, f"word/{name}.xml")] = text
    return archive(members)


def paragraphs(*texts):
    return "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)


ODT = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in (
        ("office", "office"), ("text", "text"), ("style", "style"), ("fo", "xsl-fo-compatible"), ("meta", "meta"),
    )
)  # fmt: skip


def odt(body, styles="", meta=""):
    content = (
        f"<office:document-content {ODT}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    members = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}
    if meta:
        dublin = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
        members["meta.xml"] = (
            f"<office:document-meta {ODT} {dublin}><office:meta>{meta}</office:meta></office:document-meta>"
        )
    return archive(members)


def fb2(body, info="<book-title>The Lamp</book-title>", more=""):
    return (
        '<?xml version="1.0" encoding="UTF-8"?><FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0" '
        'xmlns:l="http://www.w3.org/1999/xlink"><description><title-info>'
        f"{info}</title-info></description><body>{body}</body>{more}</FictionBook>"
    ).encode()


def story(data, name):
    return read_story(data.encode() if isinstance(data, str) else data, name)


def texts(read):
    """Every part as the texts of its blocks."""
    return [[block.text for block in part.blocks] for part in read.parts]


def styled(block):
    return [(span.text, int(span.style)) for span in block.spans]
