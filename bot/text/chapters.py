"""A plain-text story's chapter headings, each taken out of the lines it stands in."""

from __future__ import annotations

from itertools import pairwise

from bot.text.bare_titles import bare_titles, is_paragraph_each, looks_like_bare_title, titles_under_numbers
from bot.text.draft import Item, ItemKind
from bot.text.headings import Heading, is_capitalised, looks_like_title, read_heading, undecorated
from bot.text.lines import Group
from bot.text.lone_numbers import chapter_numbers, usual_group_gap

_LONGEST = 100
_ENDS = '.?!"”’…*_'


def take_headings(groups: list[Group], contents: set[str]) -> tuple[dict[int, Item], list[Group]]:
    """The groups with each heading in a group of its own, and the headings by the number of their group."""
    split: list[Group] = []
    headings: dict[int, Item] = {}
    whole, groups = groups, []
    for group in whole:
        if len(group.texts) == 1:
            groups.append(group)
        else:
            groups += _at_headings(group)
    numbers = chapter_numbers(groups)
    found = _sure_headings(groups)
    titles = _titles(groups, found, numbers)
    known = {place for place, heading in enumerate(found) if heading}
    listed = {place for place, group in enumerate(groups) if group.texts[0] in contents} if contents else set()
    at = 0
    for place in sorted(known | numbers | titles | listed):
        split += groups[at:place]
        at = place + 1
        group, heading = groups[place], found[place]
        first = group.texts[0]
        if heading is None:
            text = undecorated(first)
            headings[len(split)] = Item(ItemKind.HEADING, text=text, level=3 if place in numbers else 2)
            taken = 1 + (place in numbers and _has_title(group, groups[place + 1 : place + 2]))
        elif _stands_as_heading(group):
            headings[len(split)] = Item(ItemKind.HEADING, text=heading.title, level=heading.level)
            taken = 1 + (not heading.complete and _has_title(group, groups[place + 1 : place + 2]))
        else:
            split.append(group)
            continue
        if taken == 2:
            item = headings[len(split)]
            title = undecorated(group.texts[1])
            headings[len(split)] = Item(ItemKind.HEADING, text=f"{item.text}: {title}", level=item.level)
        split.append(group.piece(0, taken, group.gap))
        if taken < len(group.texts):
            split.append(group.piece(taken, len(group.texts), 0))
    return headings, split + groups[at:]


def _titles(groups: list[Group], found: list[Heading | None], numbers: set[int]) -> set[int]:
    """The places of titles without a number of their own.

    Where the file names its chapters, a bare line is none of them: it is the head of a letter, a journal or a notice. Not
    so where the numbers begin anew, as in a collection of stories.
    """
    named = [heading is not None and not heading.doubtful and heading.level < 3 for heading in found]
    bare = [
        len(group.texts) == 1 and (place in numbers or (heading is not None and one and not heading.complete))
        for place, (group, heading, one) in enumerate(zip(groups, found, named, strict=True))
    ]
    titles = titles_under_numbers(groups, bare)
    numbered = [heading.number for heading, one in zip(found, named, strict=True) if heading and one and heading.number]
    anew = any(after <= before for before, after in pairwise(numbered))
    if sum(named) < 2 or anew:
        known = [heading is not None or place in numbers for place, heading in enumerate(found)]
        titles |= bare_titles(groups, known, ornaments=any(group.ornament for group in groups))
    return titles


def _sure_headings(groups: list[Group]) -> list[Heading | None]:
    """Each group's heading, if its first line is one; a doubtful one needs company, or more space than usual before it.

    Right under an ornament a doubtful one is the caption of a scene, and stays with it.
    """
    found = [None if group.ornament else read_heading(group.texts[0]) for group in groups]
    if not any(found):
        return found
    usual = usual_group_gap(groups)
    after_ornament = [place > 0 and groups[place - 1].ornament for place in range(len(groups))]
    often = sum(heading is not None and heading.doubtful for heading in found) > 1
    return [
        heading if heading and (not heading.doubtful or ((often or group.gap > usual) and not captioned)) else None
        for heading, group, captioned in zip(found, groups, after_ornament, strict=True)
    ]


def _at_headings(group: Group) -> list[Group]:
    """A group divided before each heading inside it: a text without any blank lines has its chapters there.

    Where each line is a paragraph, what looks like a title stands in a group of its own for now.
    """
    texts = group.texts
    edges = set()
    if group.gap and len(texts) > 5 and is_paragraph_each(texts[1:8]) and looks_like_bare_title(texts[0]):
        edges.add(1)
    # Few lines follow the end of a sentence; asking that first is what keeps a long file quick.
    for number in [number for number, above in enumerate(texts[:-1], start=1) if above[-1] in _ENDS]:
        text = texts[number]
        if len(text) > _LONGEST or not is_capitalised(text):
            continue
        if text[-1] not in ".,;?!" and read_heading(text):
            edges.add(number)
        elif looks_like_bare_title(text) and is_paragraph_each(texts[max(number - 6, 0) : number + 7]):
            edges.update((number, number + 1))
    edges -= {0, len(texts)}
    if not edges:
        return [group]
    places = [0, *sorted(edges), len(texts)]
    return [
        group.piece(start, end, group.gap if start == 0 else 0, ornament=group.ornament)
        for start, end in pairwise(places)
    ]


def _stands_as_heading(group: Group) -> bool:
    """Whether a heading's line is one and no sentence: it ends without a full stop, or stands alone in its group."""
    text = group.texts[0]
    return len(group.texts) == 1 or text[-1] not in ".,;?!" or len(text.split()) <= 2


def _has_title(group: Group, following: list[Group]) -> bool:
    """Whether the line right under a heading is its title and not the story's first line."""
    if len(group.texts) < 2:
        return False
    text = group.texts[1]
    if not looks_like_title(text) or text[-1] in '.?!"”':
        return False
    return is_capitalised(text) or (len(group.texts) == 2 and bool(following))
