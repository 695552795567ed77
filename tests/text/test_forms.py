"""What is set apart in a story comes out in one form, whichever format it is written in (DECISIONS 16)."""

from __future__ import annotations

import pytest

from bot.models import BlockKind
from bot.text import cut_pages, read_story
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
    '<style:style style:name="I" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>'
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


def in_docx(*runs, setting="", target=""):
    rows = (word(BEFORE), "".join(runs), word(AFTER))
    body = "".join(f"<w:p><w:pPr>{setting if n == 1 else ''}</w:pPr>{row}</w:p>" for n, row in enumerate(rows))
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    relationship = f'<Relationship Id="r1" Type="{kind}" Target="{target}" TargetMode="External"/>'
    return docx(body, relationships=f"<Relationships>{relationship}</Relationships>")


def in_odt(body):
    return odt(f"<text:p>{BEFORE}</text:p>{body}<text:p>{AFTER}</text:p>", ODT_STYLES)


def in_fb2(body):
    return fb2(f"<section><p>{BEFORE}</p>{body}<p>{AFTER}</p></section>")


def in_bbcode(body):
    return f"{BEFORE}\n\n{body}\n\n[i]{AFTER}[/i]\n".encode()


def docx_field(instruction, *runs):
    turns = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    said = f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
    return "".join((turns[0], said, turns[1], *runs, turns[2]))


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
        "docx": in_docx(word("See "), f'<w:hyperlink w:id="r1">{word("the ")}{word("map", "<w:i/>")}</w:hyperlink>', word(" there."),
                        target="http://example.org/a"),
        "odt": in_odt(f'<text:p {SPACES}>See <text:a xlink:href="http://example.org/a">the <text:span text:style-name="I">map'
                      '</text:span></text:a> there.</text:p>'),
        "txt": in_bbcode("See [url=http://example.org/a]the [i]map[/i][/url] there."),
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


def shown(data, kind):
    """The paragraph between the two sentences as a page shows it, with the rest of the page made sure of."""
    (part,) = read_story(data, f"a.{kind}").parts
    before, *between, after = cut_pages(part)[0].split("\n\n")
    assert (before, after.strip("*")) == (BEFORE, AFTER)
    return "\n\n".join(between)


@pytest.mark.parametrize("kind", FORMS["link"][1])
def test_a_link_shows_its_words_with_their_styles_and_then_where_it_leads(kind):
    assert shown(FORMS["link"][1][kind], kind) == "See the *map* (<http://example.org/a>) there."


OTHER_FORMS = {
    "docx field": ("docx", in_docx(word("See "), docx_field(' HYPERLINK "http://example.org/a" \\o "Map"', word("the map")), word("."))),
    "docx simple field": ("docx", in_docx(word("See "), f"<w:fldSimple w:instr='HYPERLINK http://example.org/a'>{word('the map')}</w:fldSimple>", word("."))),
    "docx underlined": ("docx", in_docx(word("See "), docx_field("HYPERLINK http://example.org/a", word("the map", '<w:u w:val="single"/>')), word("."))),
    "rtf underlined": ("rtf", in_rtf('See {\\field{\\*\\fldinst {\\f0 HYPERLINK "http://example.org/a"}}{\\fldrslt {\\ul the map}}}.')),
    "md reference": ("md", in_markdown("See [the map][M].\n\n[m]: http://example.org/a 'A map'")),
    "md short reference": ("md", in_markdown("See [the map].\n\n[the map]: <http://example.org/a>")),
    "html quoted": ("html", in_html("<p>See <a class='x' href=' http://example.org/a\n' rel=\"nofollow\">the map</a>.</p>")),
    "bbcode quoted": ("txt", in_bbcode("See [URL='http://example.org/a']the [b][/b]map[/URL].")),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "data"), OTHER_FORMS.values(), ids=OTHER_FORMS)
def test_every_way_of_a_format_to_say_a_link_is_known(kind, data):
    assert shown(data, kind) == "See the map (<http://example.org/a>)."


def linked(address, words):
    """A paragraph that is a link and a full stop, in every format."""
    return {
        "html": in_html(f'<p><a href="{address}">{words}</a>.</p>'),
        "epub": in_epub(f'<p><a href="{address}">{words}</a>.</p>'),
        "md": in_markdown(f"[{words}](<{address}>)."),
        "docx": in_docx(f'<w:hyperlink w:id="r1">{word(words)}</w:hyperlink>', word("."), target=address),
        "odt": in_odt(f'<text:p {SPACES}><text:a xlink:href="{address}">{words}</text:a>.</text:p>'),
        "fb2": in_fb2(f'<p><a l:href="{address}">{words}</a>.</p>'),
        "rtf": in_rtf(f'{{\\field{{\\*\\fldinst HYPERLINK "{address}"}}{{\\fldrslt {words}}}}}.'),
        "txt": in_bbcode(f"[url={address}]{words}[/url]."),
    }


KINDS = sorted(linked("", ""))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "address",
    ["#note1", "javascript:alert(1)", "data:text/html,a", "file:///etc/passwd", "b.html", "mailto:a@b.org", ""],
)
def test_a_link_that_leads_nowhere_on_the_web_is_its_words(kind, address):
    assert shown(linked(address, "the map")[kind], kind) == "the map."


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("words", ["http://example.org/a", "example.org/a", "https://example.org/a/"])
def test_a_link_whose_words_are_its_own_address_shows_it_once(kind, words):
    assert shown(linked("http://example.org/a", words)[kind], kind) == f"{words}."


@pytest.mark.parametrize("kind", KINDS)
def test_words_that_name_another_address_are_told_apart_from_it(kind):
    data = linked("http://example.net/", "https://example.org")[kind]
    assert shown(data, kind) == "https://example.org (<http://example.net/>)."


ROWS = "<p>Author: <a href='http://example.org/a'>Ann Orr</a></p><p>Rating: <a href='http://example.org/t'>Teen</a></p>"
IN_RTF = "{{\\field{{\\*\\fldinst HYPERLINK http://example.org/a}}{{\\fldrslt {}}}}}\\par "
LABELLED = {
    "html": f"<html><body>{ROWS}<p>{BEFORE}</p><p>{AFTER}</p></body></html>".encode(),
    "md": f"Author: [Ann Orr](http://example.org/a)\n\nRating: [Teen](http://example.org/t)\n\n{BEFORE}\n".encode(),
    "docx": docx("".join(f"<w:p>{row}</w:p>" for row in (
        word("Author: ") + docx_field("HYPERLINK http://example.org/a", word("Ann Orr")),
        word("Rating: ") + docx_field("HYPERLINK http://example.org/t", word("Teen")), word(BEFORE),
    ))),
    "odt": odt(ROWS.replace("<p", f"<text:p {SPACES}").replace("</p", "</text:p").replace("<a href", "<text:a xlink:href")
               .replace("</a", "</text:a") + f"<text:p>{BEFORE}</text:p>"),
    "rtf": f"{{\\rtf1 Author: {IN_RTF.format('Ann Orr')}Rating: {IN_RTF.format('Teen')}{BEFORE}\\par}}".encode(),
}  # fmt: skip


@pytest.mark.parametrize("kind", LABELLED)
def test_labels_are_read_from_a_links_words_alone(kind):
    said = read_story(LABELLED[kind], f"a.{kind}").metadata
    assert (said.author, said.rating.raw) == ("Ann Orr", "Teen")


@pytest.mark.parametrize("line", ["[Hall]: quiet.", "[1]: http://example.org/a", "<sarcasm:on> Yes.", '[x]: y\n"Hm,"'])
def test_lines_of_markdown_that_define_no_link_in_use_stay_story(line):
    assert read_story(in_markdown(line), "a.md").parts[0].blocks[1].text == line.replace("\n", " ")


def test_a_forum_link_that_is_never_closed_leads_nowhere():
    assert (
        shown(in_bbcode("See [url=http://example.org/a]the [b]map[/b].\n\nAnd on."), "txt")
        == "See the **map**.\n\nAnd on."
    )


def test_a_link_round_whole_paragraphs_is_none_of_the_words():
    assert shown(in_html('<a href="http://example.org/"><p>See.</p><p>Or not.</p></a>'), "html") == "See.\n\nOr not."


def test_a_field_that_is_never_closed_ends_with_its_paragraph():
    body = docx_field("HYPERLINK http://example.org/a", word("A map")).rpartition("<w:r>")[0]
    assert shown(in_docx(body, "</w:p><w:p>", word("More.")), "docx") == "A map (<http://example.org/a>)\n\nMore."


def test_a_footnote_inside_a_field_and_a_field_inside_a_footnote_lose_nothing():
    body = 'A{\\footnote See {\\field{\\*\\fldinst HYPERLINK "http://example.org/a"}{\\fldrslt the map}}.} b.'
    assert read_story(in_rtf(body), "a.rtf").parts[0].blocks[1].text == "A [See the map.] b."
    body = '{\\field{\\*\\fldinst HYPERLINK "http://example.org/a"}{\\fldrslt the{\\footnote Old.} map}}.'
    assert read_story(in_rtf(body), "a.rtf").parts[0].blocks[1].text == "the [Old.] map."
