"""What a text may hold at most: words by the settings; lines, marks and one paragraph's length by what stories need.

A character costs next to nothing, what it may mark costs a thousand times as much. So marks are counted before anything is
made of them, and a file of a million of them is refused within milliseconds.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.errors import StoryFileError, TooLargeError
from bot.models import Block, Limits, Span

# Two million words in lines of seventy characters are 170,000 lines and about as many blank ones.
_MOST_LINES = 500_000
# Brackets, stars and the like, and a page's tags; a novel of a million words has some 100,000.
_MOST_MARKS = 400_000
# Pages are cut from a whole paragraph at every page turn. This is a long novel without a single line end.
_LONGEST_PARAGRAPH = 2_000_000
_MOST_SPANS = 20_000
_MOST_VERSES = 100_000
_MOST_LINKS = 20_000  # each may add an address to the text
_SLICE = 1_000_000
_BLOCKS = 2_000
_WORD = 8  # characters that a word takes at most, over a whole story, the space behind it among them


def check_size(size: int, limits: Limits) -> None:
    """TooLargeError for a file of more bytes than the settings allow."""
    if size > limits.bytes:
        next_step = "Send the story in parts, or without pictures."
        if limits.bytes < 2**20:
            raise TooLargeError("The file is larger than {bytes} bytes.", next_step, bytes=limits.bytes)
        mebibytes = round(limits.bytes / 2**20, 1)
        whole = int(mebibytes) if mebibytes.is_integer() else mebibytes
        raise TooLargeError("The file is larger than {size} MiB.", next_step, size=whole)


def check_words(words: int, limits: Limits) -> None:
    """TooLargeError for a story of more words than the settings allow."""
    if words > limits.words:
        raise TooLargeError("This story has more than {words} words.", "Send it in parts.", words=limits.words)


def check_characters(characters: int, limits: Limits) -> None:
    """TooLargeError for more characters than the words that the settings allow can have."""
    if characters > limits.words * _WORD:
        raise TooLargeError("This file holds more text than {words} words.", "Send it in parts.", words=limits.words)


def check_text(text: str, limits: Limits) -> None:
    """StoryFileError for a text of more words, more lines or a longer line than a story has."""
    check_characters(len(text), limits)
    check_lines(text.count("\n") + text.count("\r"))
    # A line that is too long fills at least one whole slice, half as long as it.
    if any(text.find("\n", at, at + _SLICE) < 0 for at in range(0, len(text) - _SLICE, _SLICE)):
        check_length(max(map(len, text.splitlines()), default=0))
    if len(text) > 2 * limits.words and _most_words(text) > limits.words:
        # In slices: a list of all words of a file takes ten times its size.
        starts = range(0, len(text), _SLICE)
        check_words(sum(len(text[at : at + _SLICE].split()) for at in starts) - len(starts), limits)


def check_blocks(blocks: Sequence[Block], limits: Limits) -> None:
    """StoryFileError for a story of more words than the settings allow, or with a paragraph as `check_spans` refuses it."""
    for block in blocks:
        if len(block.spans) != 1 or len(block.spans[0].text) > _MOST_VERSES:
            check_spans(block.spans)
    check_links(sum(1 for block in blocks for span in block.spans if span.target))
    texts = [block.text for block in blocks]
    if sum(map(len, texts)) + len(texts) <= 2 * limits.words:
        return
    # Some at a time: all of them as one text would be the story once more.
    some = ("\n".join(texts[at : at + _BLOCKS]) for at in range(0, len(texts), _BLOCKS))
    if sum(map(_most_words, some)) > limits.words:
        check_words(sum(len(text.split()) for text in texts), limits)


def _most_words(text: str) -> int:
    """How many words a text may have by its white space, which is counted much quicker than words are made."""
    return sum(text.count(sign) for sign in _SPACES if sign in text) - text.count("\r\n") + 1


_SPACES = [sign for sign in map(chr, range(0x3001)) if sign.isspace()]


def check_pages(pages: Collection[bytes], limits: Limits) -> None:
    """StoryFileError for a web page, or the pages of a book, of more tags, lines or text than a story has."""
    check_marks(sum(page.count(b"<") for page in pages))
    check_lines(sum(page.count(b"\n") + page.count(b"\r") for page in pages))
    if sum(map(len, pages)) > limits.words * _WORD:
        # Pictures may stand inside tags.
        texts = (len(piece) - piece.rfind(b">") - 1 for page in pages for piece in page.split(b"<"))
        check_characters(sum(texts), limits)


def check_lines(lines: int) -> None:
    """StoryFileError for more lines than a story has."""
    if lines > _MOST_LINES:
        raise StoryFileError("This file holds far more lines than a story needs.", "Send it in parts.")


def check_marks(marks: int) -> None:
    """StoryFileError for more tags, or signs that may be Markdown, than a story has."""
    if marks > _MOST_MARKS:
        raise StoryFileError("This file holds far more markup than a story needs.", "Send the story as plain text.")


def check_links(links: int) -> None:
    """StoryFileError for more links than a story has."""
    if links > _MOST_LINKS:
        raise StoryFileError("This file holds far more links than a story needs.", "Send the story as plain text.")


def check_spans(spans: Sequence[Span]) -> None:
    """StoryFileError for a paragraph that is longer, or has more lines or changes of style, than any has."""
    check_length(sum(len(span.text) for span in spans))
    if len(spans) > _MOST_SPANS or sum(span.text.count("\n") for span in spans) > _MOST_VERSES:
        raise StoryFileError("A paragraph of this story has thousands of styles or lines.", "Send it as plain text.")


def check_length(length: int) -> None:
    """StoryFileError for a paragraph or line of more characters than any has."""
    if length > _LONGEST_PARAGRAPH:
        raise StoryFileError("A paragraph of this story is as long as a book.", "Divide it into paragraphs.")
