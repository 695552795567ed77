"""Where a plain-text story breaks: its printed ornaments, and the blank space wider than this file's paragraphs keep.

Judged against the file's own habits, never a fixed rule; in doubt there is no break.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.text.evidence import JUST_BEFORE, NEVER, opens_letter, opens_with_day, runs_on, weight
from bot.text.habits import Habits, usual_gap
from bot.text.markers import Marker, scene_markers
from bot.text.paragraphs import Paragraph

# If a larger share of the gaps is that wide, it is the file's layout; scenes of two paragraphs each are no habit.
_MOST_BREAKS = 0.34
_MOST_BREAKS_TIGHT = 0.5
_FEW_GAPS = 8
_ASIDE_LENGTH = 60
_QUOTES = "\"“„«‘'"
_CLOSING = "\"”’'»*_ "
_SENTENCE_ENDS = ".?!…—–-"
# Which share of a file's slightly wider gaps may be breaks, and how likely each share is before the words are read:
# mostly all or none, since authors have habits; where ornaments break the scenes, or wider gaps do, rather none.
_SHARES = (0.005, 0.1, 0.3, 0.5, 0.7, 0.9, 0.995)
_BARE = (0.70, 0.01, 0.01, 0.01, 0.01, 0.01, 0.25)
_BESIDE_WIDER = (0.30, 0.01, 0.01, 0.01, 0.01, 0.01, 0.65)
_BESIDE_ORNAMENTS = (0.97, 0.01, 0.002, 0.002, 0.002, 0.002, 0.012)
# A hand slips now and then, not all the time: up to so often in any text, each in as many paragraphs, and once more in so
# many of a long one; in a few paragraphs it hardly does.
_SLIPS = 3
_PARAGRAPHS_A_FIRST_SLIP = 40
_PARAGRAPHS_A_SLIP = 200
_FEW_PARAGRAPHS = 20
# So many gaps too many are no slips, and a chance must not become zero.
_CERTAIN = 50
# One odd gap must not decide for all of a file's.
_LOUDEST = 2.0
_NEARLY_EVEN = 0.45


@dataclass(slots=True, eq=False)
class Neighbour:
    """What stands on either side of a gap: prose (a paragraph), an ornament or a heading."""

    paragraph: Paragraph | None
    gap: int
    ornament: str | None = None


def break_ornaments(row: Sequence[Neighbour], habits: Habits, signs: Sequence[str]) -> set[int]:
    """The places in `row` of those ornaments that break scenes; `signs` are all ornaments of the file.

    A sign that fences the header too is an ornament of this file, even where it breaks only once.
    """
    places = [place for place, one in enumerate(row) if one.ornament is not None]
    markers = []
    for place in places:
        above = row[place - 1].paragraph if place else None
        below = row[place + 1] if place + 1 < len(row) else None
        markers.append(
            Marker(
                row[place].ornament or "",
                above.group.texts[-1] if above else None,
                below.paragraph.group.texts[0] if below and below.paragraph else None,
                close=row[place].gap == 0 or (below is not None and below.gap == 0),
                at=above.group.end if above else 0,
            )
        )
    real = scene_markers(markers, signs, tight=habits.tight)
    return {place for number, place in enumerate(places) if number in real}


def space_breaks(row: Sequence[Neighbour], habits: Habits, *, ornaments: bool) -> set[int]:
    """The places in `row` before which the blank space is a break.

    Gaps two lines wider than the usual one always are. Those one line wider may be slips of the hand: the words on both
    sides of them all decide together, and against the odds where the file has a sign for its breaks (`ornaments`).
    """
    paragraphs = [one.paragraph for one in row]
    gaps = [
        after.gap for before, after in pairwise(paragraphs) if before and after and not (before.inset and after.inset)
    ]
    usual = usual_gap(gaps)
    if usual is None:
        return set()
    least = _least_break(gaps, usual, habits)
    wide = [
        (place, before, after)
        for place, (before, after) in enumerate(pairwise(paragraphs), start=1)
        if before and after and after.gap >= least
    ]
    wide = [gap for gap in wide if not runs_on(gap[1].text, gap[2].text)]
    if least == 1:
        wide = [gap for gap in wide if not _is_beside_aside(gap[1], gap[2], habits)]
        if not ornaments:
            # Nobody slips into the only blank lines of a text.
            return {place for place, _, _ in wide}
    sure = {place for place, _, after in wide if after.gap >= usual + 2}
    slight = [
        (place, weight(_texts(row[max(place - JUST_BEFORE, 0) : place]), after.text))
        for place, before, after in wide
        if place not in sure and (not _is_caption(before) or opens_letter(after.text))
    ]
    prior = list(_BESIDE_ORNAMENTS if ornaments else _BESIDE_WIDER if sure else _BARE)
    slips = min(_SLIPS, len(gaps) / _PARAGRAPHS_A_FIRST_SLIP) + len(gaps) / _PARAGRAPHS_A_SLIP
    more = min(_CERTAIN, max(0.0, len(slight) - slips))
    prior[0] *= min(1.0, len(gaps) / _FEW_PARAGRAPHS) * math.exp(-more)
    chances = _chances([weight for _, weight in slight], prior)
    # Where most gaps of one width are breaks, one that is nearly as likely is no slip.
    even = 0.5 if 2 * sum(chance > 0.5 for chance in chances) <= len(chances) else _NEARLY_EVEN
    return sure | {place for (place, _), chance in zip(slight, chances, strict=True) if chance > even}


def _texts(row: Sequence[Neighbour]) -> list[str]:
    return [one.paragraph.text for one in row if one.paragraph]


def _least_break(gaps: list[int], usual: int, habits: Habits) -> int:
    """The narrowest gap that may be a break, in blank lines; a width that is too common is the file's layout."""
    least = usual + 1
    most = _MOST_BREAKS_TIGHT if habits.tight else _MOST_BREAKS
    while sum(gap >= least for gap in gaps) > most * len(gaps) and len(gaps) > _FEW_GAPS:
        least += 1
    return least


def _chances(weights: list[float], prior: Sequence[float]) -> list[float]:
    """How likely each of a file's slight gaps is a break, from all their weights (log-odds) together."""
    odds = [math.exp(max(NEVER, weight)) for weight in weights]
    heard = [math.exp(max(-_LOUDEST, min(_LOUDEST, weight))) for weight in weights]
    logs = [
        math.log(likely) + sum(math.log(share * one + 1 - share) for one in heard)
        for share, likely in zip(_SHARES, prior, strict=True)
    ]
    scaled = [math.exp(log - max(logs)) for log in logs]
    shares = [(share, one / sum(scaled)) for share, one in zip(_SHARES, scaled, strict=True)]
    return [sum(likely * share * one / (share * one + 1 - share) for share, likely in shares) for one in odds]


def _is_caption(paragraph: Paragraph) -> bool:
    """Whether a short line is a title, date, name or notice, which a gap may follow anyway: it ends no sentence.

    So does a letter's signature, behind which the next letter may begin: that is for `opens_letter` to tell.

    Speech that is cut off (`But you said—`) ends one; capitals with a full stop and words in brackets do not.
    """
    text = paragraph.text
    end = text.rstrip(_CLOSING)[-1:]
    return len(text) < _ASIDE_LENGTH and (
        end not in _SENTENCE_ENDS
        or (text.isupper() and end not in "!?" and text[0] not in _QUOTES)
        or (text[0] in "([" and text[-1] in ")]")
    )


def _is_beside_aside(before: Paragraph, after: Paragraph, habits: Habits) -> bool:
    """Whether a single blank line in a text without any stands at a letter, song or diary entry, which are set off so."""
    asides = before.inset or after.inset or _is_aside(before, habits) or _is_aside(after, habits)
    return asides or opens_with_day(after.text)


def _is_aside(paragraph: Paragraph, habits: Habits) -> bool:
    """In a text of indented paragraphs, a line that is not indented as they are (a letter, a song, a notice).

    One that is not indented at all may also be the first of a scene, as books set it; then it is a full paragraph.
    """
    indent = paragraph.group.indent()
    if not habits.indented or indent == habits.indent:
        return False
    return indent > 0 or len(paragraph.text) < _ASIDE_LENGTH
