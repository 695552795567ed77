"""Which lone lines are chapter titles by their look and place alone, without a number or the word "chapter"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.text.dates import read_date
from bot.text.headings import is_capitalised
from bot.text.lines import Group
from bot.text.lone_numbers import usual_group_gap

_LONGEST = 70
_MOST_WORDS = 12
_SENTENCE_ENDS = '.?!…"”’»*_)]'
_NO_TITLE_ENDS = _SENTENCE_ENDS + ",;:-–—"
# Chapters are this long at least, in characters; captions of scenes and signs on doors stand closer.
_LEAST_CHAPTER = 3000
_CENTRED = 8
_LETTER = re.compile(
    r"(?:love|yours?|sincerely|thanks|regards|best|dear|from|to|re|subject|kisses|signed|ps|pps|cheers|note|the end|end"
    r"|fin|finis|tbc)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A line that looks like a title; `set_off` by more space than usual on one side, `clearly` where nothing else is."""

    place: int
    at: int
    text: str
    set_off: bool
    clearly: bool


def bare_titles(groups: Sequence[Group], known: Sequence[bool]) -> set[int]:
    """The places of groups whose only or first line is a title; `known` tells which groups are headings anyway.

    One alone must be set off clearly; several must differ, and stand a chapter's length apart.
    """
    found = list(_candidates(groups, known))
    repeated = {text for text, count in Counter(one.text for one in found).items() if count > 1}
    found = [one for one in found if one.text not in repeated]
    clear = {one.place for one in found if one.clearly}
    for wanted in (True, False):
        alike = [one for one in found if one.set_off is wanted or one.clearly]
        apart = all(after.at - before.at >= _LEAST_CHAPTER for before, after in pairwise(alike))
        if len(alike) > 1 and apart:
            clear.update(one.place for one in alike)
    return clear


def looks_like_bare_title(text: str) -> bool:
    """Whether a whole line could be a title: short, capitals where titles have them, no end of a sentence.

    >>> [looks_like_bare_title(line) for line in ("The Hour of Battle", "CLAY", "He went home", "Love, Mum", "NO, NEVER!")]
    [True, True, False, False, False]
    """
    if not 3 <= len(text) <= _LONGEST or text[-1] in _NO_TITLE_ENDS or not text[0].isupper():
        return False
    if len(text.split()) > _MOST_WORDS or not is_capitalised(text) or _LETTER.match(text):
        return False
    return sum(map(str.isalpha, text)) > 0.6 * len(text) and " STOP " not in text and read_date(text) is None


def _candidates(groups: Sequence[Group], known: Sequence[bool]) -> list[_Candidate]:
    usual = usual_group_gap(groups)
    indents = Counter(group.lines[0].indent for group in groups)
    indent = indents.most_common(1)[0][0] if indents else 0
    found: list[_Candidate] = []
    at = 0
    for place, group in enumerate(groups):
        line = group.lines[0]
        text = line.content
        if (
            0 < place < len(groups) - 1
            and len(group.lines) == 1
            and not group.ornament
            and not known[place]
            and looks_like_bare_title(text)
            and _ends(groups[place - 1], known=known[place - 1])
            and _begins(groups[place + 1], known=known[place + 1])
        ):
            below = groups[place + 1].gap
            centred = line.indent >= indent + _CENTRED and group.gap >= usual
            wider = group.gap > usual and group.gap >= 2
            clearly = group.gap >= usual and (
                below > max(usual, 1) or group.gap >= usual + 2 or (text.isupper() and wider) or centred
            )
            found.append(_Candidate(place, at, text, wider or centred or clearly, clearly))
        at += sum(len(one.text) for one in group.lines)
    return found


def _ends(group: Group, *, known: bool) -> bool:
    """Whether what stands above a title has come to its end."""
    text = group.lines[-1].content
    return known or group.ornament or text[-1] in _SENTENCE_ENDS


def _begins(group: Group, *, known: bool) -> bool:
    """Whether what stands under a title may be a chapter's beginning, and no second short line of a sign or letter."""
    text = group.lines[0].content
    short = len(group.lines) == 1 and len(text) < _LONGEST and text[-1] not in _SENTENCE_ENDS
    return known or not (group.ornament or short)
