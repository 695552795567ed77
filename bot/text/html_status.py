"""The line in which fanfiction.net tells all of a story: `Rated: Fiction T - English - Humor - A. B. - Chapters: 2 - ...`.

Any field of it may be missing, so fields are known by what they hold and never by their place. Source:
JimmXinu/FanFicFare, adapters/adapter_fanfictionnet.py.
"""

from __future__ import annotations

import re

from bot.text.html_sheet import Sheet, add_labelled

_GENRES = {
    "adventure", "angst", "crime", "drama", "family", "fantasy", "friendship", "general", "horror", "humor", "hurt",
    "comfort", "mystery", "parody", "poetry", "romance", "sci-fi", "spiritual", "supernatural", "suspense", "tragedy",
    "western",
}  # fmt: skip
_LANGUAGES = {
    "english", "spanish", "français", "french", "deutsch", "german", "italian", "português", "portuguese", "polski", "polish",
    "nederlands", "dutch", "русский", "svenska", "suomi", "norsk", "dansk", "česky", "magyar", "bahasa indonesia", "中文",
    "latin", "türkçe", "esperanto",
}  # fmt: skip
_COUNTS = {
    "chapters",
    "words",
    "reviews",
    "favs",
    "follows",
    "published",
    "updated",
    "status",
    "id",
    "rated",
    "packaged",
}
_PAIR = re.compile(r"\[([^\[\]]+)\]")


def read_status_line(text: str, sheet: Sheet) -> None:
    """Adds what such a line states to a sheet."""
    for piece in re.split(r"\s+-\s+", " ".join(text.split())):
        label, mark, value = piece.partition(":")
        if mark and label.casefold().strip() in _COUNTS:
            if label.casefold() not in {"words", "reviews", "favs", "follows", "id"}:
                add_labelled(sheet, label, value.strip().removeprefix("Fiction").strip())
        elif piece.casefold() in _LANGUAGES:
            add_labelled(sheet, "language", piece)
        elif all(one.casefold() in _GENRES for one in piece.split("/")):
            sheet.add("genre", piece)
        elif piece.casefold() in {"complete", "completed"}:
            sheet.add("status", "Complete")
        elif piece:
            _read_characters(piece, sheet)


def _read_characters(piece: str, sheet: Sheet) -> None:
    """Adds characters, those of a pairing in brackets (`[A. B., C. D.] E. F.`) also as that pairing."""
    for pair in _PAIR.findall(piece):
        sheet.add("relationship list", "/".join(name.strip() for name in pair.split(",")))
    names = re.sub(r"[\[\]]", ",", piece).split(",")
    sheet.add("character list", *names)
