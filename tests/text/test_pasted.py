from __future__ import annotations

import pytest

from bot.models import BreakKind
from bot.text import read_story
from tests.text.documents import story, styled, texts

PROSE = (
    "The keeper of the lamp had gone ashore in March for oil and had not\n"
    "written since to say why he did not come back, and so his daughter\n"
    "climbed the ladder every night and trimmed the wick herself, and the\n"
    "ships went by as they had always gone, and he did not come back.\n"
)


def places(text, name="a.txt"):
    """Every part as the stretch of the file that its offsets name."""
    return [text[part.start : part.end + 1] for part in story(text, name).parts]


# --- Project Gutenberg ----------------------------------------------------------------------------------------------


def gutenberg(
    body,
    start="*** START OF THE PROJECT GUTENBERG EBOOK SALT ***",
    end="*** END OF THE PROJECT GUTENBERG EBOOK SALT ***",
):
    head = (
        "The Project Gutenberg eBook of Salt\n\nTitle: Salt\n        and Mules\n\nAuthor: Ines Farrow\n\n"
        "Release date: March 3, 2021 [eBook #1]\n\nLanguage: English\n\nOriginal publication: London, 1911\n\n"
    )
    return f"{head}\n{start}\n\n\n{body}\n\n\n{end}\n\nUpdated editions will replace the previous one.\n"


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("*** START OF THE PROJECT GUTENBERG EBOOK SALT ***", "*** END OF THE PROJECT GUTENBERG EBOOK SALT ***"),
        ("***START OF THIS PROJECT GUTENBERG EBOOK SALT***", "End of Project Gutenberg's Salt, by Ines Farrow"),
        ("*** START OF THIS PROJECT GUTENBERG EBOOK SALT\nAND MULES ***", "End of the Project Gutenberg EBook of Salt"),
        ("***START OF THE PROJECT GUTENBERG EBOOK SALT***", "***END OF THE PROJECT GUTENBERG EBOOK SALT***"),
    ],
)
def test_gutenbergs_own_lines_are_no_story(start, end):
    read = story(gutenberg("Produced by A Team\n\n\nSALT\n\nby Ines Farrow\n\n\n" + PROSE, start, end), "pg1.txt")
    assert texts(read) == [[" ".join(PROSE.split())]]
    said = read.metadata
    assert (said.title, said.author, said.language, said.published) == ("Salt and Mules", "Ines Farrow", "en", "1911")


def test_books_from_before_2003_end_their_small_print():
    text = (
        "******The Project Gutenberg Etext of Salt, by Ines Farrow******\n#2 in our series\n\nPlease take a look at the header.\n\n"
        "***START**THE SMALL PRINT!**FOR PUBLIC DOMAIN ETEXTS**START***\nWhy is this here?\n"
        "*END*THE SMALL PRINT! FOR PUBLIC DOMAIN ETEXTS*Ver.04.29.93*END*\n\n\n\n"
        f"{PROSE}\n\nEnd of The Project Gutenberg Etext of Salt\n"
    )
    read = story(text, "salt10.txt")
    assert texts(read) == [[" ".join(PROSE.split())]]
    assert (read.metadata.title, read.metadata.author) == ("Salt", "Ines Farrow")


def test_contents_pictures_and_transcribers_notes_are_no_story_and_offsets_stay():
    body = (
        "Transcriber's Note: Spelling was kept.\n\n\nSALT\n\nNEW YORK\n1911\n\n\nCONTENTS\n\n  I. The Flats   3\n  II. The Marker   9\n\n\n\n"
        f"CHAPTER I\n\nTHE FLATS\n\n\n{PROSE}\n[Illustration]\n\nShe _sang_ to the mules.\n\n\n\n"
        f"CHAPTER II\n\nTHE MARKER\n\n\n{PROSE}\n\n\nTranscriber's Notes\n\nTwo commas were put in.\n"
    )
    text = gutenberg(body).replace("\n", "\r\n")
    read = story(text, "pg1.txt")
    assert [block[-1].split()[-1] for block in texts(read)] == ["mules.", "back."]
    assert [place.split()[0] for place in places(text)] == [block[0].split()[0] for block in texts(read)]
    assert len(read.parts) == 2


# --- mail -----------------------------------------------------------------------------------------------------------

HEAD = "From: Ines <ines@invalid.example>\nNewsgroups: alt.x\nSubject: {}\nDate: 14 May 1998 21:03:11 GMT\nMessage-ID: <1@x>\n\n"


def test_a_post_says_by_its_subject_what_the_story_does_not():
    text = HEAD.format('NEW: TNG "Soup" 1/2 [PG] P/C') + PROSE + "\n-- \nInes\nhttp://invalid.example\n"
    said = story(text, "a.txt").metadata
    assert (said.title, said.author, said.rating.raw, said.published) == ("Soup", "Ines", "PG", "1998-05-14")
    assert (said.fandoms, said.relationships) == (("Star Trek: The Next Generation",), ("P/C",))
    assert places(text) == [PROSE.strip()]


def test_labels_in_the_story_win_over_the_mail_round_it():
    said = story(
        HEAD.format("[fic] Rope [1/?]") + "Title: Soup\nAuthor: T. Veldkamp\nRating: G\n\n" + PROSE, "a.txt"
    ).metadata
    assert (said.title, said.author) == ("Soup", "T. Veldkamp")


def test_forwarded_quoted_mail_loses_its_marks_and_keeps_its_places():
    quoted = "".join(f"> > {line}\n" if line else "> >\n" for line in (HEAD.format("Fwd: Salt") + PROSE).splitlines())
    read = story(quoted, "a.txt")
    assert texts(read) == [[" ".join(PROSE.split())]]
    assert (read.metadata.title, quoted[read.parts[0].start :].startswith("The keeper")) == ("Salt", True)


def test_a_letter_in_a_story_is_no_mail():
    text = "From: Ines\nTo: Corrin\nSubject: the lamp\n\nIt went out.\n\nI am sorry.\n"
    assert story(text, "a.txt").words == 13


@pytest.mark.parametrize(
    ("coding", "body"),
    [("quoted-printable", "The caf=C3=A9 was =\r\nshut."), ("base64", "VGhlIGNhZsOpIHdhcyBzaHV0Lg==")],
)
def test_encoded_mail_is_decoded(coding, body):
    data = (
        "From: =?utf-8?B?Wm/Dqw==?= <z@invalid.example>\r\nSubject: =?utf-8?Q?Caf=C3=A9?=\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/alternative;\r\n boundary="xx"\r\n\r\n--xx\r\nContent-Type: text/plain; charset=utf-8\r\n'
        f"Content-Transfer-Encoding: {coding}\r\n\r\n{body}\r\n--xx\r\nContent-Type: text/html\r\n\r\n<p>No</p>\r\n--xx--\r\n"
    )
    read = story(data, "a.eml")
    assert (read.metadata.title, read.metadata.author, texts(read)) == ("Café", "Zoë", [["The café was shut."]])
    assert read.parts[0].start is None


# --- forums and sites -----------------------------------------------------------------------------------------------


def test_forum_marks_become_styles_rules_and_nothing_else():
    text = (
        "[b]Title:[/b] Salt\n[b]Rating:[/b] PG\n\n[center][b]Chapter 1[/b][/center]\n\nShe [i]said[/i] [color=red]no[/color] [sic].\n\n"
        "[hr][/hr]\n\n[spoiler=Ending]The [i]lamp[/i] went out.[/spoiler]\n[img]http://x.invalid/a.png[/img]\n"
    )
    read = story(text, "a.txt")
    assert (read.metadata.title, read.metadata.rating.raw) == ("Salt", "PG")
    assert [chapter.title for chapter in read.chapters] == ["Chapter 1"]
    assert styled(read.parts[0].blocks[0]) == [("She ", 0), ("said", 1), (" no [sic].", 0)]
    assert texts(read)[1] == ["The lamp went out."]
    assert read.parts[1].opening.kind is BreakKind.HARD
    assert places(text)[0].startswith("She [i]said")
    assert places(text)[1].endswith("went out.")


def test_a_line_of_facts_between_bars_is_a_posts_header():
    text = "the lamp\nsalt | ines & corrin | rated t | 0.1k words | cw: fire\npart 3 of *roads* | prev: the flats | masterlist\n\nRain.\n\nkeep reading\n\nMore rain.\n"
    read = story(text, "a.txt")
    said = read.metadata
    assert (said.title, said.series, said.series_index, said.prequel) == ("the lamp", "roads", 3, "the flats")
    assert (said.fandoms, said.relationships, said.warnings) == (("salt",), ("ines & corrin",), ("fire",))
    assert texts(read) == [["Rain.", "More rain."]]


def test_a_sites_line_of_facts_is_a_header_with_what_stands_above_it():
    text = (
        "Books > Salt Roads\nThe Marker\nBy: ines\nMules. And salt.\n"
        "Rated: Fiction K+ - English - Hurt/Comfort/Drama - [Hanne, Corrin] Mule - Chapters: 2 - Words: 9 - "
        "Published: 4/2/2012 - Status: Complete - id: 1\n\nRain.\n"
    )
    read = story(text, "a.txt")
    said = read.metadata
    assert (said.title, said.author, said.fandoms, said.summary) == (
        "The Marker",
        "ines",
        ("Salt Roads",),
        "Mules. And salt.",
    )
    assert (said.relationships, said.characters) == (("Hanne/Corrin",), ("Hanne", "Corrin", "Mule"))
    assert (said.rating.raw, said.genre, said.published, said.complete) == (
        "Fiction K+",
        "Hurt/Comfort/Drama",
        "2012-04-02",
        True,
    )
    assert texts(read) == [["Rain."]]


# --- damage ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("damaged", "meant"),
    [
        ("â€œItâ€™s the cafÃ©,â€\x9d she said.", "“It’s the café,” she said."),
        ("&ldquo;Tom &amp; Ann&rdquo; &#8212; she said.", "“Tom & Ann” — she said."),
        ("Tom & Ann say &amp; mean it.", "Tom & Ann say &amp; mean it."),
        ("&amp;lt; is how she wrote it.", "&lt; is how she wrote it."),
        (r"\"It\'s late,\" she said.", '"It\'s late," she said.'),
        ("Lost \ufffd and ‘curly’ “quotes”.", "Lost \ufffd and ‘curly’ “quotes”."),
        (
            "A\x00 bell\x07 rang in the long and quiet night." + " x" * 500,
            "A bell rang in the long and quiet night." + " x" * 500,
        ),
    ],
)
def test_plain_damage_is_mended_once_and_nothing_is_straightened(damaged, meant):
    assert texts(story(damaged, "a.txt")) == [[meant]]


def test_offsets_count_the_file_as_it_was():
    text = "Title: A &amp; B\n\n&ldquo;One&rdquo; it was.\n\n* * *\n\nItâ€™s &quot;two&quot;.\n\nThree &amp; four.\n"
    assert places(text) == ["&ldquo;One&rdquo; it was.", "Itâ€™s &quot;two&quot;.\n\nThree &amp; four."]


@pytest.mark.parametrize(
    ("text", "codec", "named"),
    [
        ("ma chérie, elle est allée à la fenêtre", "cp437", "cp437"),
        ("Ça alors, où êtes-vous, mon général?", "cp850", "cp437"),
        ("She said ma chérie. In the café.\r", "mac_roman", "mac_roman"),
        ("Zażółć gęślą jaźń, rzekła żona.", "cp1250", "cp1250"),
        ("word–word and it…s ‘so’, naïve", "cp1252", "cp1252"),
        ("Ebb “and” flood", "utf-16-be", "utf-16-be"),
    ],
)
def test_old_encodings_are_told_apart_by_letters_inside_words(text, codec, named):
    read = read_story(text.encode(codec), "a.txt")
    shown = "\n".join(block for part in texts(read) for block in part)
    assert (read.encoding, shown) == (named, text.strip())
