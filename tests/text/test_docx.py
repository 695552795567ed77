from __future__ import annotations

import io

import docx as word
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH

from bot.models import BlockKind, BreakKind, Style
from tests.text.documents import WORD, docx, paragraphs, story, styled, texts


def saved(document):
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def run(text, properties=""):
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def test_a_document_made_by_a_word_processor_is_read_whole():
    document = word.Document()
    document.core_properties.title = "Document1"
    document.core_properties.author = "python-docx"
    for line in ("Title: The Lamp", "Author: A. Keeper", "Rating: PG"):
        document.add_paragraph(line)
    document.add_heading("Chapter 1", 1)
    first = document.add_paragraph("She said ")
    first.add_run("no").italic = True
    first.add_run(".")
    document.add_paragraph("* * *").alignment = WD_ALIGN_PARAGRAPH.CENTER
    verse = document.add_paragraph("O the river")
    verse.add_run().add_break()
    verse.add_run("runs home.")
    document.add_heading("Chapter 2", 1)
    document.add_paragraph("Rain fell.")
    document.add_paragraph("The End")
    read = story(saved(document), "lamp.docx")
    assert (read.metadata.title, read.metadata.author, read.metadata.rating.raw) == ("The Lamp", "A. Keeper", "PG")
    assert [chapter.title for chapter in read.chapters] == ["Chapter 1", "Chapter 2"]
    assert texts(read) == [["She said no."], ["O the river\nruns home."], ["Rain fell."]]
    assert styled(read.parts[0].blocks[0]) == [("She said ", 0), ("no", 1), (".", 0)]
    assert read.parts[1].blocks[0].kind is BlockKind.VERSE
    assert (read.parts[1].opening.kind, read.parts[1].opening.marker) == (BreakKind.HARD, "* * *")
    assert read.parts[0].start is None


def test_the_files_own_properties_count_where_nothing_is_typed():
    document = word.Document()
    document.core_properties.title, document.core_properties.author = "Salt", "Ines Farrow"
    document.core_properties.keywords = "sea, mules"
    document.add_paragraph("They crossed the flats.")
    read = story(saved(document), "a.docx").metadata
    assert (read.title, read.author, read.tags) == ("Salt", "Ines Farrow", ("sea", "mules"))


def test_a_title_and_a_byline_set_as_such_are_no_prose():
    document = word.Document()
    document.add_paragraph("The Lamp", style="Title")
    document.add_paragraph("by A. Keeper")
    document.add_paragraph("It went round.")
    read = story(saved(document), "a.docx")
    assert (read.metadata.title, read.metadata.author, texts(read)) == ("The Lamp", "A. Keeper", [["It went round."]])


def test_deletions_and_hidden_text_go_and_insertions_stay():
    body = (
        f"<w:p>{run('The ')}<w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:ins>{run('new')}</w:ins>"
        f"<w:moveFrom>{run('gone')}</w:moveFrom>{run(' lamp')}{run('secret', '<w:vanish/>')}{run('.')}</w:p>"
    )
    assert texts(story(docx(body), "a.docx")) == [["The new lamp."]]


def test_styles_of_paragraph_and_characters_are_followed_to_their_parents():
    styles = (
        f"<w:styles {WORD}>"
        "<w:style w:styleId='Base'><w:rPr><w:i/></w:rPr></w:style>"
        "<w:style w:styleId='Letter'><w:basedOn w:val='Base'/></w:style>"
        "<w:style w:styleId='Em'><w:rPr><w:i/></w:rPr></w:style>"
        "<w:style w:styleId='berschrift1'><w:name w:val='heading 1'/></w:style></w:styles>"
    )
    em, bold = "<w:rStyle w:val='Em'/>", "<w:b/><w:i w:val='0'/>"
    body = (
        "<w:p><w:pPr><w:pStyle w:val='berschrift1'/></w:pPr><w:r><w:t>Ebb</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:pStyle w:val='berschrift1'/></w:pPr><w:r><w:t>Flood</w:t></w:r></w:p>"
        f"<w:p><w:pPr><w:pStyle w:val='Letter'/></w:pPr>{run('Dear ')}{run('you', em)}"
        f"{run(' all', bold)}{run(' caps', '<w:smallCaps/>')}</w:p>"
    )
    read = story(docx(body, styles=styles), "a.docx")
    assert [chapter.title for chapter in read.chapters] == ["Flood"]
    assert read.metadata.title == "Ebb"
    assert styled(read.parts[0].blocks[0]) == [
        ("Dear ", Style.EMPHASIS), ("you", 0), (" all", Style.STRONG), (" CAPS", Style.EMPHASIS),
    ]  # fmt: skip


def test_footnotes_stand_in_brackets_where_their_number_stood():
    notes = (
        f"<w:footnotes {WORD}><w:footnote w:type='separator' w:id='0'><w:p/></w:footnote>"
        f"<w:footnote w:id='2'>{paragraphs('A small ship.')}</w:footnote></w:footnotes>"
    )
    body = f"<w:p>{run('The sloop')}<w:r><w:footnoteReference w:id='2'/></w:r>{run(' sank.')}</w:p>"
    assert texts(story(docx(body, footnotes=notes), "a.docx")) == [["The sloop [A small ship.] sank."]]


def test_lines_drawn_and_pages_broken_are_scene_breaks():
    ruled = "<w:p><w:pPr><w:pBdr><w:bottom w:val='single'/></w:pBdr></w:pPr>{}</w:p>"
    body = (
        paragraphs("One.") + ruled.format("") + paragraphs("Two.") + ruled.format(run("Three.")) + paragraphs("Four.")
        + "<w:p><w:r><w:br w:type='page'/></w:r></w:p>" + paragraphs("Five.")
    )  # fmt: skip
    read = story(docx(body), "a.docx")
    assert texts(read) == [["One."], ["Two.", "Three."], ["Four."], ["Five."]]
    assert [part.opening.kind for part in read.parts] == [
        BreakKind.START, BreakKind.HARD, BreakKind.HARD, BreakKind.SOFT,
    ]  # fmt: skip


def test_an_empty_paragraph_is_a_break_where_paragraphs_have_none_between_them():
    body = paragraphs("One by one.", "Two by two.", "Three by three.", "", "Then none at all.", "Not one.")
    assert [len(part) for part in texts(story(docx(body), "a.docx"))] == [3, 2]


def test_paragraphs_parted_by_doubled_line_breaks_are_paragraphs():
    line = "<w:br/>"
    body = f"<w:p><w:r><w:t>One.</w:t>{line * 2}<w:t>Two.</w:t>{line * 2}<w:t>Three.</w:t>{line * 4}<w:t>Four.</w:t></w:r></w:p>"
    assert texts(story(docx(body), "a.docx")) == [["One.", "Two.", "Three."], ["Four."]]


def test_a_text_wrapped_by_hand_is_joined_again():
    lines = [
        "The keeper of the lamp had gone ashore in March for oil and had not",
        "written since to say why he did not come back, and so his daughter",
        "climbed the ladder every night and trimmed the wick herself.",
        "",
        "Nobody on the shore could tell the difference, and after a while she",
        "could not have told them either, had they asked her, which they did",
        "not, being busy.",
    ]
    assert texts(story(docx(paragraphs(*lines)), "a.docx")) == [[" ".join(lines[:3]), " ".join(lines[4:])]]


def test_second_versions_fields_and_contents_lists_are_no_text():
    shape = "xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"
    body = (
        f"<w:p><w:pPr><w:pStyle w:val='TOC1'/></w:pPr>{run('Chapter 1 ... 3')}</w:p>"
        f"<w:p><w:r><w:instrText>PAGE</w:instrText></w:r>{run('Kept.')}"
        f"<mc:AlternateContent {shape}><mc:Fallback>{run('Twice.')}</mc:Fallback></mc:AlternateContent></w:p>"
    )
    assert texts(story(docx(body), "a.docx")) == [["Kept."]]


@pytest.mark.parametrize("name", ["a.docx", "a.zip", "a"])
def test_a_document_is_known_by_its_content_whatever_it_is_called(name):
    assert story(docx(paragraphs("Rain.")), name).words == 1


def test_a_header_and_an_end_in_one_paragraph_with_the_story_are_taken_from_it():
    line = "<w:br/>"
    head = f"<w:p><w:r><w:t>Title: Salt</w:t>{line}<w:t>Rating: PG</w:t></w:r></w:p>"
    body = (
        f"<w:p><w:r><w:t>They crossed the flats.</w:t>{line}<w:t>They sang.</w:t>{line}<w:t>The End</w:t></w:r></w:p>"
    )
    read = story(docx(head + body), "a.docx")
    assert (read.metadata.title, texts(read)) == ("Salt", [["They crossed the flats.\nThey sang."]])
