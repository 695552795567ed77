from __future__ import annotations

import re

import pytest

from bot.text import fingerprint


@pytest.mark.parametrize(
    "changed",
    [
        '"Don\'t," she said, "not  yet..."',
        "“DON’T,” she said — “not yet…”",
        "“Don’t” she said. “Not yet.”\n",
        "_“Don’t,”_ she said, “not yet”",
    ],
)
def test_a_fingerprint_survives_changed_quotes_punctuation_case_and_spacing(changed):
    assert fingerprint(changed) == fingerprint("“Don’t,” she said, “not yet …”")


def test_a_fingerprint_changes_with_any_word():
    assert fingerprint("The gull left.") != fingerprint("The gulls left.")
    assert fingerprint("The gull left.") != fingerprint("The left gull.")


@pytest.mark.parametrize("text", ["", "* * *", "Ünï cödé", "\ud800"])
def test_a_fingerprint_is_always_twelve_hex_characters(text):
    assert re.fullmatch(r"[0-9a-f]{12}", fingerprint(text))


def test_paragraphs_without_words_still_differ():
    assert fingerprint("?!") != fingerprint("...")
