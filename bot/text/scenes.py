"""Where a plain-text story breaks: its printed ornaments, and the blank space wider than this file's paragraphs keep.

Judged against the file's own habits, never a fixed rule; in doubt there is no break.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.text.habits import Habits, usual_gap
from bot.text.ornaments import bare_ornament, is_doubtful
from bot.text.paragraphs import Paragraph

# If a larger share of the gaps is that wide, it is the file's layout; scenes of two paragraphs each are no habit.
_MOST_BREAKS = 0.34
_MOST_BREAKS_TIGHT = 0.5
_FEW_GAPS = 8
_OFTEN = 4
_HABIT = 2
_ASIDE_LENGTH = 60
_QUOTES = set("\"“”‘’'«»")


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What stands on either side of a gap: prose (a paragraph), an ornament or a heading."""

    paragraph: Paragraph | None
    gap: int
    ornament: str | None = None


@dataclass(frozen=True, slots=True)
class SpaceRule:
    """How wide a gap must be: from `least` blank lines on it may be a break, from `sure` on it is one."""

    least: int
    sure: int

    def breaks(self, before: Paragraph, after: Paragraph, habits: Habits) -> bool:
        """Whether the gap between two paragraphs is a break, not a slip of the hand or the space round an inset."""
        if after.gap < self.least:
            return False
        if self.least == 1:
            return not (before.inset or after.inset or _is_aside(before, habits) or _is_aside(after, habits))
        return after.gap >= self.sure or not _is_one_talk(before, after)


def space_rule(neighbours: Sequence[Neighbour], habits: Habits, *, ornaments: bool) -> SpaceRule | None:
    """The rule for blank space in one file; None where no two paragraphs stand together.

    With `ornaments` the file has a sign for its breaks, so a single blank line too many is a slip: it counts only where
    it happens several times and never in the middle of a talk.
    """
    pairs = [
        (before.paragraph, after.paragraph)
        for before, after in pairwise(neighbours)
        if before.paragraph and after.paragraph and not (before.paragraph.inset and after.paragraph.inset)
    ]
    gaps = [after.gap for _, after in pairs]
    usual = usual_gap(gaps)
    if usual is None:
        return None
    least = usual + 1
    most = _MOST_BREAKS_TIGHT if habits.tight else _MOST_BREAKS
    while sum(gap >= least for gap in gaps) > most * len(gaps) and len(gaps) > _FEW_GAPS:
        least += 1
    slight = [_is_one_talk(before, after) for before, after in pairs if after.gap == least]
    if ornaments and least > 1 and (any(slight) or len(slight) < _OFTEN):
        least += 1
    elif not ornaments and max(gaps) == least and slight.count(False) >= _HABIT:
        # This width is how the file breaks its scenes, so it does so between two speeches too.
        return SpaceRule(least, least)
    return SpaceRule(least, usual + 2)


def _is_one_talk(before: Paragraph, after: Paragraph) -> bool:
    """Whether speech stands on both sides: a scene seldom ends and begins so, a talk goes on so."""
    return before.text[-1] in _QUOTES and after.text[0] in _QUOTES


def _is_aside(paragraph: Paragraph, habits: Habits) -> bool:
    """In a text of indented paragraphs, a line that is not indented as they are (a letter, a song, a notice).

    One that is not indented at all may also be the first of a scene, as books set it; then it is a full paragraph.
    """
    indent = paragraph.lines[0].indent
    if not habits.indented or indent == habits.indent:
        return False
    return indent > 0 or len(paragraph.text) < _ASIDE_LENGTH


def true_ornaments(ornaments: Sequence[str]) -> set[str]:
    """Those ornament lines that break scenes in this file: of the doubtful ones only those that occur again."""
    counts = Counter(map(bare_ornament, ornaments))
    return {line for line in ornaments if not is_doubtful(line) or counts[bare_ornament(line)] > 1}
