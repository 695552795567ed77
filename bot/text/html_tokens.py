"""The tokens of a page's markup: runs of plain paragraphs, paragraphs with the usual tags, and all else one by one.

The greater part of every story is plain paragraphs; taken by the run they cost a tenth of what each tag for itself does.
"""

from __future__ import annotations

import re

from bot.text.html_looks import PLAIN, Looks
from bot.text.html_rows import EDGES, NO_CANDIDATE_IN_MARKUP

# A paragraph of text, or of text in the four usual tags, needs no closer look where nothing of it is to be collapsed, cut
# off or replaced, and where it cannot be an ornament or a heading.
_EDGE = f"[{re.escape(EDGES)}]"
ODD = ("&", "\n", "\t", "\r", "\f", "  ")
_SIMPLE = "(?:em|i|b|strong)>"
SIMPLE_TAG = re.compile(f"<(/?{_SIMPLE})")
_BEGINS = f"(?!{_EDGE}){NO_CANDIDATE_IN_MARKUP}"
BETWEEN = re.compile(r"</p>[ \t\r\n]+")
_LONGEST_RUN = 1_000  # each is copied several times while it is taken apart
_ONE_BY_ONE = r"([^<]+)|<(/?)([^\s/>]+)([^>]*?)(/?)>"
# Well-formed markup without comments: a run of paragraphs of text, or one with simple tags, or text, or a tag.
TOKEN = re.compile(
    rf"((?:<p>{_BEGINS}[^<]*+(?<!{_EDGE})</p>[ \t\r\n]*+){{1,{_LONGEST_RUN}}})"
    rf"|<p>((?:<{_SIMPLE})*+{_BEGINS}[^<]*+(?:</?{_SIMPLE}[^<]*+)*+)</p>"
    rf"|{_ONE_BY_ONE}"
)
CLOSE_LOOK = re.compile(rf"(?!)()()|{_ONE_BY_ONE}")
RUN, SIMPLE, TEXT, TAG = 1, 2, 3, 7
_MOST_KINDS = 200


def without_attributes(source: bytes, looks: Looks) -> bytes:
    """The markup with those paragraphs bare whose attributes set nothing, and without spans where none sets anything."""
    if b"<p " in source:
        tags = set(re.findall(rb"<p( [^<>]*[^/<>])>", source))
        for tag in tags if len(tags) <= _MOST_KINDS else ():
            if looks.of(tag.decode()) is PLAIN:
                source = source.replace(b"<p%b>" % tag, b"<p>")
    for name in (b"span", b"font"):
        if b"<" + name in source:
            tags = set(re.findall(rb"<%b( [^<>]*)?>" % name, source))
            if len(tags) <= _MOST_KINDS and all(not tag or looks.of(tag.decode()) is PLAIN for tag in tags):
                source = re.sub(rb"</?%b(?: [^<>]*)?/?>" % name, b"", source)
    return source
