"""Which lone lines are chapter titles by their look and place alone, without a number or the word "chapter"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from bot.text.evidence import opens_with_day
from bot.text.headings import is_capitalised
from bot.text.lines import Group
from bot.text.lone_numbers import usual_group_gap
from bot.text.numerals import read_roman

_LONGEST = 70
_MOST_WORDS = 12
_SHORT = 45
_SAMPLE = 40
_QUOTES = "\"“‘'—"
_SENTENCE_ENDS = '.?!…"”’»*_)]'
_NO_TITLE_ENDS = _SENTENCE_ENDS + ",;:-–—"
# Chapters are this long at least, in characters; captions of scenes and signs on doors stand closer.
_LEAST_CHAPTER = 3000
_CENTRED = 8
_INITIALS = re.compile(r"\b[A-Z]\.[A-Z]\.$")
_CAPPED = re.compile(r"\W*(?:[A-Z]{2,}|[AIO] [A-Z]{2,})\b")
# What heads a document inside a story is part of it.
_DOCUMENT = re.compile(r"\b(?:letter|telegram|journal|diary|memorandum|log|report|cutting|note)\b", re.IGNORECASE)
_LETTER = re.compile(
    r"(?:love|yours?|sincerely|thanks|regards|best|dear|from|to|re|subject|kisses|signed|ps|pps|cheers|note|the end|end"
    r"|fin|finis|tbc)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A line that looks like a title, `at` characters from the start.

    `wider`: more space than usual before it; `set_off`: so, or centred; `clearly`: as nothing but a title is. `wordy`: of
    several words, or above a paragraph whose first words are in capitals as at a chapter's head.
    """

    place: int
    at: int
    text: str
    wider: bool
    set_off: bool
    clearly: bool
    wordy: bool


def bare_titles(groups: Sequence[Group], known: Sequence[bool], *, ornaments: bool) -> set[int]:
    """The places of groups that are nothing but a title; `known` tells which groups begin with headings anyway.

    One alone must be set off clearly (in a file with `ornaments` by any space more than usual); several must differ and
    stand a chapter's length apart.
    """
    found = list(_candidates(groups, known))
    repeated = {text for text, count in Counter(one.text for one in found).items() if count > 1}
    found = [one for one in found if one.text not in repeated]
    titles = {one.place for one in found if one.clearly or (one.wider and ornaments and one.wordy)}
    for set_off in (True, False):
        alike = [one for one in found if one.set_off is set_off]
        apart = all(after.at - before.at >= _LEAST_CHAPTER for before, after in pairwise(alike))
        if len(alike) > 1 and apart and (set_off or sum(one.wordy for one in alike) >= len(alike) / 2):
            titles.update(one.place for one in alike)
    if titles and not known[0] and _opens(groups):
        titles.add(0)
    return titles


def titles_under_numbers(groups: Sequence[Group], bare: Sequence[bool]) -> set[int]:
    """The places of titles that stand in a group of their own under a number; `bare` tells the groups that hold only one.

    Only where nearly every number in the file has one, each another: what stands under some alone begins the story.
    """
    below = [place + 1 for place, one in enumerate(bare[:-2]) if one]
    texts = {
        place: groups[place].texts[0]
        for place in below
        if len(groups[place].texts) == 1
        and not groups[place].ornament
        and not bare[place]
        and looks_like_bare_title(groups[place].texts[0])
        and _begins(groups[place + 1], known=bare[place + 1])
    }
    most = 0.8 * len(below)
    return set(texts) if len(below) > 1 and len(texts) >= most and len(set(texts.values())) >= most else set()


def looks_like_bare_title(text: str) -> bool:
    """Whether a whole line could be a title: short, capitals where titles have them, no end of a sentence.

    >>> [looks_like_bare_title(line) for line in ("The Hour of Battle", "CLAY", "He went home", "Love, Mum", "NO, NEVER!")]
    [True, True, False, False, False]
    """
    if (
        not 3 <= len(text) <= _LONGEST
        or (text[-1] in _NO_TITLE_ENDS and not _INITIALS.search(text))
        or not text[0].isupper()
    ):
        return False
    if len(text.split()) > _MOST_WORDS or not is_capitalised(text) or _LETTER.match(text) or _DOCUMENT.search(text):
        return False
    return (
        sum(map(str.isalpha, text)) > 0.5 * len(text)
        and " STOP" not in text
        and not opens_with_day(text)
        and read_roman(text) is None
    )


def _candidates(groups: Sequence[Group], known: Sequence[bool]) -> Iterator[_Candidate]:
    lone = [
        place
        for place, group in enumerate(groups[1:-1], start=1)
        if len(group.texts) == 1 and looks_like_bare_title(group.texts[0])
    ]
    if not lone:
        return
    longest = max((group.texts for group in groups), key=len) if groups else []
    # Paragraphs without blank lines between them make few groups; a line between blank ones is set off there.
    tight = sum(len(group.texts) for group in groups) > 3 * len(groups) and is_paragraph_each(longest[:_SAMPLE])
    usual = 0 if tight else usual_group_gap(groups)
    indents: Counter[int] = Counter()
    for group in groups:
        indents[group.indent(len(group.texts) // 2)] += len(group.texts)
    indent = indents.most_common(1)[0][0] if indents else 0
    starts = list(accumulate((group.size for group in groups), initial=0))
    for place in lone:
        above, group, below = groups[place - 1 : place + 2]
        text, own = group.texts[0], group.indent()
        centred = own >= indent + _CENTRED and group.gap >= max(usual, 1)
        outdented = own == 0 < indent
        wordy = " " in text or _CAPPED.match(below.texts[0]) is not None
        wider = group.gap > usual and (group.gap >= 2 or usual == 0)
        widest = group.gap >= usual + 2
        clearly = group.gap >= usual and (
            below.gap > max(usual, 1) or widest or (text.isupper() and wider) or outdented
        )
        fits = (_ends(above) or widest) and _begins(below, known=known[place + 1])
        if fits and not (group.ornament or known[place] or known[place - 1]):
            set_off = wider or centred or outdented or clearly
            yield _Candidate(place, starts[place], text, wider, set_off, clearly, wordy)


def is_paragraph_each(texts: Sequence[str]) -> bool:
    """Whether nearly all of these lines end a sentence, as those of wrapped prose and verse do not."""
    return len(texts) > 4 and sum([text[-1] in _SENTENCE_ENDS for text in texts]) >= 0.8 * (len(texts) - 1)


def _opens(groups: Sequence[Group]) -> bool:
    """Whether the first group of all is a title too, where others have been found."""
    text = groups[0].texts[0]
    lone = len(groups[0].texts) == 1 and not groups[0].ornament
    return lone and looks_like_bare_title(text) and _begins(groups[1], known=False)


def _ends(group: Group) -> bool:
    """Whether what stands above a title has come to its end."""
    return group.ornament or group.texts[-1][-1] in _SENTENCE_ENDS


def _begins(group: Group, *, known: bool) -> bool:
    """Whether what stands under a title may be a chapter's beginning, and no second short line of a sign or letter."""
    text = group.texts[0]
    least = _LONGEST if len(group.texts) == 1 else _SHORT
    short = len(text) < least and text[-1] not in _SENTENCE_ENDS and text[0] not in _QUOTES
    return known or not (group.ornament or short)
