"""Which ornament lines break scenes in one file, told from the rules of handbills, kisses and mail signatures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.text.ornaments import bare_ornament, is_doubtful

_SHORT = 60
_ENDS = '.?!…"”’»*_)]'
_RULE_SIGNS = set("-–—─━=_ ")
# The rules of one notice stand no further apart than this, in characters.
_NOTICE = 600


@dataclass(frozen=True, slots=True)
class Marker:
    """An ornament line and what stands next to it.

    `above` and `below` are the lines of text nearest to it, None where there is none (the file's edge, a heading, another
    ornament); `close` tells that one of them touches it without a blank line; `at` is its offset in code points.
    """

    sign: str
    above: str | None
    below: str | None
    close: bool = False
    at: int = 0


def scene_markers(markers: Sequence[Marker], all_signs: Sequence[str] = (), *, tight: bool = False) -> set[int]:
    """The places in `markers` of those that break scenes; `tight` texts have no blank lines at ornaments anyway.

    `all_signs` are all ornament lines of the file, those that fence its header and its end too.
    `xxx`, `ooo` and `--` break scenes only where they recur and do not sign a letter. Rules that touch the short lines of
    a notice belong to it, with all like them nearby.
    """
    signs = [bare_ornament(marker.sign) for marker in markers]
    able = [not (is_doubtful(marker.sign) and _signs_letter(marker.above)) for marker in markers]
    counts = Counter(sign for sign, one in zip(signs, able, strict=True) if one)
    counts += Counter(map(bare_ornament, all_signs)) - Counter(signs)
    notices = set() if tight else _of_notices(markers, signs)
    return {
        place
        for place, marker in enumerate(markers)
        if able[place] and place not in notices and (not is_doubtful(marker.sign) or counts[signs[place]] > 1)
    }


def _signs_letter(above: str | None) -> bool:
    """Whether the line above is a closing or a name (`Thanks,`, `Love, Mum`), under which kisses and rules stand."""
    return above is not None and len(above) < _SHORT and above[-1] not in _ENDS


def _of_notices(markers: Sequence[Marker], signs: list[str]) -> set[int]:
    found = {
        place
        for place, marker in enumerate(markers)
        if marker.close
        and set(signs[place]) <= _RULE_SIGNS
        and (_is_caption(marker.above) or _is_caption(marker.below))
    }
    order = list(range(len(markers)))
    for places in (order, order[::-1]):
        for one, other in pairwise(places):
            near = abs(markers[one].at - markers[other].at) <= _NOTICE
            if one in found and near and signs[one] == signs[other]:
                found.add(other)
    return found


def _is_caption(line: str | None) -> bool:
    return line is not None and len(line) < _SHORT and line[-1] not in _ENDS and line[:1].isupper()
