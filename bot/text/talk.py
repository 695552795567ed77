"""Where a page may well end: what a reader loses by a cut between two paragraphs.

Talk is read across its lines, a letter with the line that announces it; a paragraph of narration can end a page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.models import Block, BlockKind, Cut
from bot.text.evidence import runs_on

# Looked up once: an enumeration's own lookup is slow.
_VERSE = BlockKind.VERSE
_NARRATION, _STANZA, _AFTER_TALK, _TALK, _LEADS_ON = Cut.NARRATION, Cut.STANZA, Cut.AFTER_TALK, Cut.TALK, Cut.LEADS_ON

# A quote or a dash opens speech, in most languages' fashions; a straight single quote only where it is closed again,
# since 'tis an apostrophe too.
_OPENS = re.compile(
    r"[\"“”„«»‹‚「『—–]|``|--|- |‘(?!(?:tis|twas|em|cause)\b)|'(?=[^\n]{0,400}?[.,!?…—-]')", re.IGNORECASE
)
_CLOSES = re.compile(r"[.,!?…—–-](?:[\"”“»›’」』]|'{1,2})$")
# What these begin and end with; asked first, since most paragraphs do not.
_OPENERS, _CLOSERS = frozenset("\"“”„«»‹‚「『—–`-‘'"), frozenset("\"”“»›’」』'\n")
_QUOTED = re.compile(r"“[^”]*|\"[^\"]*\"?|«[^»]*|„[^“”]*|‘[^’]*(?:’\w[^’]*)*|[「『][^」』]*")
# A paragraph longer than a beat, of which less than this is spoken, is narration in which something is said.
_SPOKEN_SHARE = 0.3
# A paragraph as short as this between two lines of talk is a beat of it: "He shrugged."
_BEAT = 120
# A line as short as this without a stop is a heading, a date or one of a list: what follows belongs to it.
_LABEL = 60
_STOPS = ".!?…:;,\"”»’'—–-)]"


def cuts_between(blocks: Sequence[Block], texts: Sequence[str]) -> list[Cut]:
    """What a cut before each block would be, for blocks that all show something; `texts` are theirs.

    >>> texts = ["It rained.", "“So?”", "“So nothing.”", "She left."]
    >>> from bot.models import Span
    >>> [cut.name for cut in cuts_between([Block((Span(text),)) for text in texts], texts)]
    ['END', 'NARRATION', 'TALK', 'AFTER_TALK']
    """
    verses = [block.kind is _VERSE for block in blocks]
    spoken = [not verse and _is_spoken(text) for verse, text in zip(verses, texts, strict=True)]
    talk = [
        here or (before and after and len(text) <= _BEAT)
        for before, here, after, text in zip([False, *spoken], spoken, [*spoken[1:], False], texts, strict=False)
    ]
    cuts = [Cut.END]
    for before, after, verse, said, answered in zip(texts, texts[1:], verses, talk, talk[1:], strict=False):
        if runs_on(before, after) or (not verse and not said and _is_label(before)):
            cuts.append(_LEADS_ON)
        elif verse:
            cuts.append(_STANZA)
        elif said:
            cuts.append(_TALK if answered else _AFTER_TALK)
        else:
            cuts.append(_NARRATION)
    return cuts


def _is_spoken(text: str) -> bool:
    first, last = text[:1], text[-1:]
    if not (first in _OPENERS and _OPENS.match(text)) and not (
        last in _CLOSERS and _CLOSES.search(text, max(len(text) - 3, 0))
    ):
        return False
    quoted = sum(map(len, _QUOTED.findall(text))) if len(text) > _BEAT else 0
    return not quoted or quoted >= len(text) * _SPOKEN_SHARE


def _is_label(text: str) -> bool:
    return len(text) <= _LABEL and text[-1] not in _STOPS
