"""A plain-text file's lines as the story's own, whatever archive, mail program or web site it was copied from."""

from __future__ import annotations

from bot.text.gutenberg import take_gutenberg
from bot.text.lines import Lines
from bot.text.mail import take_mail
from bot.text.tumblr import take_tumblr_post
from bot.text.wrappers import Outer


def unwrap(lines: Lines) -> Outer:
    """The story's own lines, each with its place in the file, and what stood round them."""
    whole = Outer(lines)
    for take in (take_gutenberg, take_mail, take_tumblr_post):
        found = take(whole.lines)
        whole.lines = found.lines
        for mine, more in ((whole.fields, found.fields), (whole.fallback, found.fallback)):
            for key, values in more.items():
                mine.setdefault(key, []).extend(values)
    return whole
