"""Which stories belong together: whether a title is the one another story names, by whom, and who follows in a series."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import pairwise
from math import ceil, floor

from bot.db.keys import fold, title_key
from bot.models import PointerKind
from bot.text.numerals import read_numeral

_LONGEST = 300
_TRAILING_ARTICLE = re.compile(r"^(.+?), (the|an?)(?=$|\s*[:;(–—-])", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*(?::(?=\s|$)|;|—|\s[-–/|]+(?=\s)|[()\[\]])\s*")
_KIND = r"(?:part|book|volume|vol|story|episode|chapter|instal?lment|number|no|nr|teil|band|buch|tome|partie|livre|parte|tomo)"
_NUMBER = r"(?:the )?(?P<number>\d{1,4}(?:st|nd|rd|th)?|[a-z]+(?: [a-z]+)?)"
_DESIGNATION = re.compile(rf"(?:the )?{_KIND} {_NUMBER}|(?P<bare>\d{{1,4}}|[a-z]+)")
_NUMBERED_END = re.compile(rf"(?P<stem>.+?) (?:the )?{_KIND} {_NUMBER}|(?P<before>.+) (?P<bare>\d{{1,4}}|[a-z]+)")
_ARTICLE = re.compile(r"^(?:the|an?) (?=.)")


class Likeness(IntEnum):
    """How much alike two titles are: `FORM` differs in the form of the numeral alone, `SUBTITLE` in a missing subtitle."""

    NONE = 0
    SUBTITLE = 1
    FORM = 2
    SAME = 3


@dataclass(frozen=True, slots=True)
class TitleForm:
    """A title taken apart; what is compared is folded, without articles in front.

    `stem` is what the titles of one series have in common, `number` the place the title states.
    """

    key: str
    stem: str
    number: int | None = None
    subtitle: str = ""

    @property
    def place_key(self) -> str:
        """What all titles have in common that may mean the same story, but for those whose `key` is the same."""
        return f"{self.stem} {self.number or 1}"


def series_place_key(series_key: str | None, index: float | None) -> str:
    """The `place_key` of a title such as "Tides IV" for the fourth of the series Tides; empty where there is none."""
    return f"{_bare(series_key)} {int(index)}" if series_key and index is not None and index == index // 1 else ""


def read_title_form(title: str) -> TitleForm:
    """A title taken apart into stem, number and subtitle, in whatever form the number stands.

    >>> read_title_form("The Storm: Part Two")
    TitleForm(key='the storm part 2', stem='storm', number=2, subtitle='')
    """
    key = title_key(title)
    plain = _TRAILING_ARTICLE.sub(r"\2 \1", " ".join(title[:_LONGEST].split()))
    head, *rest = [piece for piece in _SEPARATOR.split(plain) if fold(piece)] or [plain]
    name, comma, last = head.rpartition(", ")
    if comma and name and _number(_DESIGNATION.fullmatch(fold(last))) is not None:
        head, rest = name, [last, *rest]
    # "Part Two" alone is a title like any other.
    whole = _number(_DESIGNATION.fullmatch(fold(head))) is not None
    stem, number = (fold(head), None) if whole else _without_number(fold(head))
    if number is None and rest:
        number = _number(_DESIGNATION.fullmatch(fold(rest[0])))
        rest = rest[1:] if number is not None else rest
    stem = _bare(stem)
    if not stem or (whole and number is None):
        return TitleForm(key, key)
    return TitleForm(key, stem, number, _bare(" ".join(rest)))


def _without_number(head: str) -> tuple[str, int | None]:
    found = _NUMBERED_END.fullmatch(head)
    number = _number(found)
    if found is None or number is None:
        return head, None
    return found["stem"] or found["before"], number


def _number(found: re.Match[str] | None) -> int | None:
    if found is None:
        return None
    if found["number"]:
        return read_numeral(re.sub(r"(?<=\d)(?:st|nd|rd|th)$", "", found["number"])) or None
    # "The Chosen One" is not the first of anything, and words such as "mix" are numerals to nobody.
    value = title_key(found["bare"])
    return int(value) or None if value.isdecimal() and found["bare"] != "one" else None


def _bare(text: str) -> str:
    return _ARTICLE.sub("", title_key(text))


def compare_titles(named: TitleForm, found: TitleForm, *, namer: TitleForm | None = None) -> Likeness:
    """How much `found` is like the title that the story `namer` names; another number is always another title.

    The first of a series may state no number. A missing subtitle is forgiven, but where no number tells the stories of
    one stem apart and `namer` is one of them: of "Tales: Ebb" and "Tales: Flow", neither is "Tales".
    """
    if named.key == found.key:
        return Likeness.SAME
    if named.stem != found.stem or (named.number or 1) != (found.number or 1):
        return Likeness.NONE
    if named.subtitle == found.subtitle:
        return Likeness.FORM if named.number == found.number else Likeness.SUBTITLE
    if named.subtitle and found.subtitle:
        return Likeness.NONE
    told_apart = named.number is not None or found.number is not None or namer is None or namer.stem != named.stem
    return Likeness.SUBTITLE if told_apart else Likeness.NONE


# --- who is meant ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Known:
    """What matching asks of a story; keys are folded, and empty where nothing is stated.

    `names` are the titles it names as the stories before and after it. `server_id` is the server it was published in.
    """

    story_id: int
    title: TitleForm
    author_key: str = ""
    series_key: str = ""
    series_index: float | None = None
    server_id: int | None = None
    names: Mapping[PointerKind, TitleForm] = field(default_factory=dict)


def find_named(story: Known, kind: PointerKind, found: Iterable[Known]) -> int | None:
    """The one of these stories that `story` names as its prequel or sequel; None where none fits, or two fit equally.

    Titles are enough within one author's stories. Otherwise there must be evidence: each names the other, or both are of
    one series and the very title is named, but for a subtitle where neither tells its author. Of several, the same
    author's goes first, then the better title.
    """
    ranked: dict[tuple[bool, ...], list[int]] = {}
    for other in found:
        rank = _rank(story, kind, other)
        if rank is not None:
            ranked.setdefault(rank, []).append(other.story_id)
    best = ranked[max(ranked)] if ranked else []
    return best[0] if len(best) == 1 else None


def _rank(story: Known, kind: PointerKind, other: Known) -> tuple[bool, ...] | None:
    named = story.names[kind]
    likeness = max(compare_titles(named, other.title, namer=story.title), _compare_place(named, other))
    if likeness is Likeness.NONE or other.story_id == story.story_id:
        return None
    same_author = bool(story.author_key) and story.author_key == other.author_key
    if story.server_id != other.server_id and not (same_author and None in {story.server_id, other.server_id}):
        return None
    back = other.names.get(kind.opposite)
    mutual = back is not None and compare_titles(back, story.title, namer=other.title) is not Likeness.NONE
    in_series = _in_one_series(story, kind, other)
    very_title = likeness >= Likeness.FORM
    both_unnamed = not story.author_key and not other.author_key
    if not (same_author or mutual or (in_series and (very_title or both_unnamed))):
        return None
    same_place = story.server_id == other.server_id
    return (same_author, same_place, likeness is Likeness.SAME, very_title, mutual, in_series)


def _compare_place(named: TitleForm, found: Known) -> Likeness:
    """Whether the title names a place in a series that `found` has under a title of its own: "Tides IV" or "Tides IV: Ebb"."""
    place = bool(found.series_key) and (_bare(found.series_key), found.series_index) == (named.stem, named.number)
    return Likeness.FORM if place and named.subtitle in {"", _bare(found.title.key)} else Likeness.NONE


def _in_one_series(story: Known, kind: PointerKind, other: Known) -> bool:
    """Whether both are of one series, and in the right order.

    Two authors may well choose one title, so a series whose name stands in the title proves nothing between them.
    """
    step = 1 if kind is PointerKind.SEQUEL else -1
    strangers = bool(story.author_key) and bool(other.author_key) and story.author_key != other.author_key
    if story.series_key and story.series_key == other.series_key:
        here, there = story.series_index, other.series_index
        fits = here is None or there is None or (there - here) * step > 0
        return fits and not (strangers and _bare(story.series_key) == other.title.stem)
    if strangers or story.title.stem != other.title.stem:
        return False
    return (other.title.number or 1) - (story.title.number or 1) == step


# --- who follows in a series ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Member:
    """A story as its series knows it."""

    story_id: int
    index: float | None
    server_id: int | None = None


def find_neighbours(members: Sequence[Member], *, one_author: bool = True) -> set[tuple[int, int]]:
    """The pairs (earlier, later) of one author's series: next to each other, with no whole number missing between.

    A number that stands twice tells nothing of which is meant. A server's stories follow on the operator's where the
    series is known to be `one_author`'s.
    """
    servers = {member.server_id for member in members}
    pairs: set[tuple[int, int]] = set()
    for server_id in servers:
        seen = {server_id, None} if one_author else {server_id}
        pairs |= _chain([member for member in members if member.server_id in seen])
    return pairs


def _chain(members: Sequence[Member]) -> set[tuple[int, int]]:
    placed: dict[float, list[int]] = {}
    for member in members:
        if member.index is not None:
            placed.setdefault(member.index, []).append(member.story_id)
    return {
        (placed[here][0], placed[there][0])
        for here, there in pairwise(sorted(placed))
        if len(placed[here]) == len(placed[there]) == 1 and ceil(there) <= floor(here) + 1
    }
