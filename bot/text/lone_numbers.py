"""Which numerals that stand alone in a line count chapters or sections, and which are only part of the story."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from bot.text.headings import LONGEST_NUMBER, read_lone_number
from bot.text.lines import Group

# Between two counted chapters lies at least this much text, in characters; a countdown or a list of digits has none.
_LEAST_BETWEEN = 250
# A numeral that more lines follow without a blank one is this long at most, decoration and all.
_BARE = 8


def chapter_numbers(groups: list[Group]) -> set[int]:
    """The places of those groups whose first line is a counting numeral.

    They count upwards one by one with text between, or begin anew under a heading; a single numeral counts only at the
    very start of the body or where more space than usual sets it off.
    """
    numbers = {
        place: number
        for place, group in enumerate(groups)
        if len(group.texts[0]) <= (LONGEST_NUMBER if len(group.texts) == 1 else _BARE)
        and not group.ornament
        and (number := read_lone_number(group.texts[0])) is not None
    }
    if not numbers:
        return set()
    *starts, at = accumulate((group.size for group in groups), initial=0)
    found = [(place, number, starts[place]) for place, number in numbers.items()]
    spaced = [one for i, one in enumerate(found) if _has_text_around(found, i, at)]
    runs = [
        place
        for i, (place, number, _) in enumerate(spaced)
        if (i and spaced[i - 1][1] == number - 1) or (i + 1 < len(spaced) and spaced[i + 1][1] == number + 1)
    ]
    usual = usual_group_gap(groups)
    alone = [place for place, _, _ in spaced if place == 0 or _is_set_off(groups, place, usual)]
    return {*runs, *alone}


def _is_set_off(groups: list[Group], place: int, usual: int) -> bool:
    """Whether a numeral has more space than usual before it, or as much as usual before and more after it."""
    group = groups[place]
    below = groups[place + 1].gap if len(group.texts) == 1 and place + 1 < len(groups) else 0
    return group.gap > usual or (group.gap == usual and below > usual and not groups[place - 1].ornament)


def _has_text_around(found: list[tuple[int, int, int]], i: int, total: int) -> bool:
    after = found[i + 1][2] if i + 1 < len(found) else total
    before = found[i - 1][2] if i else -_LEAST_BETWEEN
    return after - found[i][2] >= _LEAST_BETWEEN and found[i][2] - before >= _LEAST_BETWEEN


def usual_group_gap(groups: Sequence[Group]) -> int:
    """The blank lines that stand before a group in the middle of all, headings and ornaments included."""
    gaps = sorted(group.gap for group in groups[1:])
    return gaps[len(gaps) // 2] if gaps else 0
