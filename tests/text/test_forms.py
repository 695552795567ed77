"""What is set apart in a story comes out in one form, whichever format it is written in (DECISIONS 14)."""

from __future__ import annotations

import pytest

from bot.models import BlockKind, Style
from bot.text import read_story
from tests.text.books import epub, page
from tests.text.documents import docx, fb2, odt

BEFORE, AFTER = "The lamp went out at nine.", "Nobody had touched it."
SPACES = (
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink"'
)
ODT_STYLES = (
    '<style:style style:name="S" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>'
    '<style:style style:name="C" style:family="text"><style:text-properties fo:font-variant="small-caps"/></style:style>'
    '<style:style style:name="M" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/></style:style>'
)


def in_html(body):
    return f"<html><body><p>{BEFORE}</p>{body}<p>{AFTER}</p></body></html>".encode()


def in_epub(body):
    return epub({"c.xhtml": page(f"<p>{BEFORE}</p>{body}<p>{AFTER}</p>")})


def in_markdown(body):
    return f"{BEFORE}\n\n{body}\n\n{AFTER}\n".encode()


def word(text, setting=""):
    return f'<w:r><w:rPr>{setting}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def in_docx(*runs, setting=""):
    rows = (word(BEFORE), "".join(runs), word(AFTER))
    return docx("".join(f"<w:p><w:pPr>{setting if n == 1 else ''}</w:pPr>{row}</w:p>" for n, row in enumerate(rows)))


def in_odt(body):
    return odt(f"<text:p>{BEFORE}</text:p>{body}<text:p>{AFTER}</text:p>", ODT_STYLES)


def in_fb2(body):
    return fb2(f"<section><p>{BEFORE}</p>{body}<p>{AFTER}</p></section>")


def in_rtf(body):
    return f"{{\\rtf1 {BEFORE}\\par {body}\\par\\pard {AFTER}\\par}}".encode()


RAISED = "<p>The 2<sup>nd</sup> of H<sub>2</sub>O.</p>"
SMALL = '<p>It said <span style="font-variant: small-caps">no entry</span>.</p>'
LINK = '<p>See <a href="http://example.org/a">the <em>map</em></a> there.</p>'
PICTURE = '<p>A <img src="k.png" alt="key"/> lay there.</p>'
CENTRED = '<p style="text-align: center">No entry</p>'
VERSE = "<p>The tide is late,<br/>the tide is low.</p>"
LETTER = "<blockquote><p>Dear Ann,</p><p>I am well.</p></blockquote>"

# What comes out between the two sentences: the texts of blocks, verse with its line breaks.
FORMS = {
    "raised and lowered": (["The 2nd of H2O."], {
        "html": in_html(RAISED), "epub": in_epub(RAISED), "fb2": in_fb2(RAISED),
        "docx": in_docx(word("The 2"), word("nd", '<w:vertAlign w:val="superscript"/>'), word(" of H"),
                        word("2", '<w:vertAlign w:val="subscript"/>'), word("O.")),
        "odt": in_odt('<text:p>The 2<text:span text:style-name="S">nd</text:span> of H2O.</text:p>'),
        "rtf": in_rtf("The 2{\\super nd} of H{\\sub 2}O."),
    }),
    "small capitals": (["It said NO ENTRY."], {
        "html": in_html(SMALL), "epub": in_epub(SMALL),
        "docx": in_docx(word("It said "), word("no entry", "<w:smallCaps/>"), word(".")),
        "odt": in_odt('<text:p>It said <text:span text:style-name="C">no entry</text:span>.</text:p>'),
        "rtf": in_rtf("It said {\\scaps no entry}."),
    }),
    "link": (["See the map there."], {
        "html": in_html(LINK), "epub": in_epub(LINK), "md": in_markdown("See [the *map*](http://example.org/a) there."),
        "docx": in_docx(word("See "), f"<w:hyperlink>{word('the ')}{word('map', '<w:i/>')}</w:hyperlink>", word(" there.")),
        "odt": in_odt(f'<text:p {SPACES}>See <text:a xlink:href="http://example.org/a">the map</text:a> there.</text:p>'),
        "fb2": in_fb2('<p>See <a l:href="http://example.org/a">the <emphasis>map</emphasis></a> there.</p>'),
        "rtf": in_rtf('See {\\field{\\*\\fldinst HYPERLINK "http://example.org/a"}{\\fldrslt the {\\i map}}} there.'),
    }),
    "picture": (["A [key] lay there."], {
        "html": in_html(PICTURE), "epub": in_epub(PICTURE), "md": in_markdown("A ![key](k.png) lay there."),
        "docx": in_docx(word("A "), '<w:r><w:drawing><wp:docPr xmlns:wp="wp" id="1" descr="key"/></w:drawing></w:r>', word(" lay there.")),
        "odt": in_odt(f"<text:p {SPACES}>A <draw:frame><draw:image/><svg:title>k</svg:title><svg:desc>key</svg:desc></draw:frame> lay there.</text:p>"),
        "fb2": in_fb2('<p>A <image l:href="#k" alt="key"/> lay there.</p>'),
    }),
    "centred line": (["No entry"], {
        "html": in_html(CENTRED), "epub": in_epub(CENTRED), "docx": in_docx(word("No entry"), setting='<w:jc w:val="center"/>'),
        "odt": in_odt('<text:p text:style-name="M">No entry</text:p>'), "rtf": in_rtf("\\qc No entry"),
    }),
    "verse": (["The tide is late,\nthe tide is low."], {
        "html": in_html(VERSE), "epub": in_epub(VERSE), "md": in_markdown("The tide is late,  \nthe tide is low."),
        "docx": in_docx(word("The tide is late,"), "<w:r><w:br/></w:r>", word("the tide is low.")),
        "odt": in_odt("<text:p>The tide is late,<text:line-break/>the tide is low.</text:p>"),
        "fb2": in_fb2("<poem><stanza><v>The tide is late,</v><v>the tide is low.</v></stanza></poem>"),
        "rtf": in_rtf("The tide is late,\\line the tide is low."),
    }),
    "letter": (["Dear Ann,", "I am well."], {
        "html": in_html(LETTER), "epub": in_epub(LETTER), "md": in_markdown("> Dear Ann,\n>\n> I am well."),
        "docx": in_docx(word("Dear Ann,"), "</w:p><w:p><w:pPr><w:pStyle w:val='Quote'/></w:pPr>", word("I am well.")),
        "odt": in_odt('<text:p text:style-name="Quotations">Dear Ann,</text:p><text:p text:style-name="Quotations">I am well.</text:p>'),
        "fb2": in_fb2("<cite><p>Dear Ann,</p><p>I am well.</p></cite>"), "rtf": in_rtf("\\li720 Dear Ann,\\par I am well."),
    }),
}  # fmt: skip


@pytest.mark.parametrize(("form", "kind"), [(form, kind) for form, (_, files) in FORMS.items() for kind in files])
def test_what_is_set_apart_has_one_form_in_every_format(form, kind):
    expected, files = FORMS[form]
    (part,) = read_story(files[kind], f"a.{kind}").parts
    assert [block.text for block in part.blocks] == [BEFORE, *expected, AFTER]
    assert [block.kind for block in part.blocks if "\n" in block.text] == [BlockKind.VERSE] * (form == "verse")


@pytest.mark.parametrize("kind", ["html", "epub", "md", "docx", "fb2", "rtf"])
def test_emphasis_inside_a_link_is_kept(kind):
    (part,) = read_story(FORMS["link"][1][kind], f"a.{kind}").parts
    assert [span.text for span in part.blocks[1].spans if span.style is Style.EMPHASIS] == ["map"]
