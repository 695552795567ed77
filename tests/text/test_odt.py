from __future__ import annotations

from bot.models import BlockKind, BreakKind, Style
from tests.text.documents import odt, story, styled, texts

STYLES = (
    '<style:style style:name="It" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>'
    '<style:style style:name="Off" style:family="text"><style:text-properties fo:font-style="normal"/></style:style>'
    '<style:style style:name="Sc" style:family="text"><style:text-properties fo:font-variant="small-caps"/></style:style>'
    '<style:style style:name="Let" style:family="paragraph"><style:text-properties fo:font-style="italic"/></style:style>'
    '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Let"/>'
    '<style:style style:name="P2" style:family="paragraph" style:parent-style-name="Horizontal_20_Line"/>'
    '<style:style style:name="P3" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/></style:style>'
)


def p(text, style="Standard"):
    return f'<text:p text:style-name="{style}">{text}</text:p>'


def test_paragraphs_headings_and_styles_are_read():
    body = (
        '<text:h text:outline-level="1">Ebb</text:h>'
        + p('She <text:span text:style-name="It">said</text:span>\n   no.')
        + '<text:h text:outline-level="1">Flood</text:h>'
        + p(
            'Dear <text:span text:style-name="Off">you</text:span> <text:span text:style-name="Sc">all</text:span>',
            "P1",
        )
    )
    read = story(odt(body, STYLES), "a.odt")
    assert [chapter.title for chapter in read.chapters] == ["Ebb", "Flood"]
    assert styled(read.parts[0].blocks[0]) == [("She ", 0), ("said", Style.EMPHASIS), (" no.", 0)]
    assert styled(read.parts[1].blocks[0]) == [("Dear ", 1), ("you", 0), (" ALL", 1)]


def test_spaces_tabs_and_line_breaks_of_the_author_stay():
    body = p("O the river<text:line-break/><text:s text:c='4'/>runs<text:tab/>home")
    block = story(odt(body), "a.odt").parts[0].blocks[0]
    assert (block.text, block.kind) == ("O the river\n    runs\thome", BlockKind.VERSE)


def test_deleted_text_comments_and_contents_lists_go_and_notes_stand_in_brackets():
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion>" + p("gone") + "</text:deletion></text:changed-region>"
        "</text:tracked-changes><text:table-of-content><text:index-body>" + p("Ebb 3") + "</text:index-body></text:table-of-content>"
        + p("A sloop<text:note><text:note-citation>1</text:note-citation><text:note-body>" + p("A ship.") + "</text:note-body></text:note> sank"
            "<office:annotation>" + p("why?") + "</office:annotation>.")
    )  # fmt: skip
    assert texts(story(odt(body), "a.odt")) == [["A sloop [A ship.] sank."]]


def test_rules_and_page_breaks_are_breaks_and_lists_are_paragraphs():
    body = (
        p("One.")
        + p("", "P2")
        + "<text:list><text:list-item>"
        + p("Two.")
        + "</text:list-item></text:list>"
        + p("Three.", "P3")
    )
    read = story(odt(body, STYLES), "a.odt")
    assert texts(read) == [["One."], ["Two."], ["Three."]]
    assert [part.opening.kind for part in read.parts] == [BreakKind.START, BreakKind.HARD, BreakKind.SOFT]


def test_labels_win_over_the_files_properties():
    meta = (
        "<dc:title>Draft</dc:title><meta:initial-creator>Ines</meta:initial-creator><dc:creator>DESKTOP-9</dc:creator>"
    )
    read = story(odt(p("Title: Salt") + p("Rating: PG") + p("They crossed."), meta=meta), "a.odt").metadata
    assert (read.title, read.author) == ("Salt", "Ines")
