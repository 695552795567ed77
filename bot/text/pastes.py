"""The draft of a text file however it came about: typed, saved from a program, or pasted with a forum's marks."""

from __future__ import annotations

from bot.text.bbcode import is_bbcode, read_bbcode
from bot.text.draft import Draft
from bot.text.mend import mend, with_origins
from bot.text.plaintext import read_plain_text


def read_paste(text: str) -> Draft:
    """The draft of a text; offsets count code points of `text` as it is, before anything in it was mended."""
    steps = mend(text)
    texts = [steps[-1].text if steps else text]
    del text  # handed on, so that its reader can let go of it once it has the lines
    draft = read_bbcode(texts.pop()) if is_bbcode(texts[0]) else read_plain_text(texts.pop())
    return with_origins(draft, steps)
