"""Small EPUBs for tests, built in memory."""

from __future__ import annotations

import io
import zipfile

CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def page(body, attributes="", head=""):
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops"><head><title/>{head}</head><body {attributes}>{body}</body></html>'
    )


def package(names, metadata="<dc:title>The Sluice</dc:title>", extra="", guide=""):
    items = "".join(
        f'<item id="i{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(names)
    )
    spine = "".join(f'<itemref idref="i{n}"/>' for n in range(len(names)))
    return (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">'
        f"{metadata}</metadata><manifest>{items}{extra}</manifest><spine>{spine}</spine><guide>{guide}</guide></package>"
    )


def archive(files):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in {"mimetype": "application/epub+zip", **files}.items():
            book.writestr(name, content)
    return made.getvalue()


def epub(pages, others=None, **stated):
    """An EPUB of these pages (path -> markup) in this order; `stated` goes to the package document."""
    return archive(
        {
            "META-INF/container.xml": CONTAINER,
            "OEBPS/book.opf": package(list(pages), **stated),
            **{f"OEBPS/{name}": markup for name, markup in pages.items()},
            **(others or {}),
        }
    )
