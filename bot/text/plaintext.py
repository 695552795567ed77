"""Plain text to a draft: header and trailer apart, lines joined to paragraphs, headings and scene breaks found."""

from __future__ import annotations

from itertools import pairwise

from bot.text.draft import Draft, Fields, Item, ItemKind
from bot.text.habits import Habits, read_habits
from bot.text.header import take_header
from bot.text.headings import Heading, is_capitalised, looks_like_title, read_heading, undecorated
from bot.text.lines import Group, Line, split_groups, split_lines
from bot.text.lone_numbers import chapter_numbers, usual_group_gap
from bot.text.ornaments import bare_ornament
from bot.text.paragraphs import Paragraph, to_paragraphs
from bot.text.scenes import Neighbour, space_rule, true_ornaments
from bot.text.surroundings import unwrap
from bot.text.trailer import take_trailer


def read_plain_text(text: str) -> Draft:
    """The draft of a plain-text story; offsets count code points of `text`, line ends as they are."""
    outer = unwrap(split_lines(text))
    lines, fields = outer.lines, outer.fields
    groups = split_groups(lines)
    header = take_header(groups)
    _merge(fields, header.fields)
    if header.author and "author" not in outer.fields:
        fields.setdefault("author", []).append(header.author)
    body = _rest(groups, header.group, header.line)
    body, contents = _without_contents(body)
    trailer = take_trailer(body)
    _merge(fields, trailer.fields)
    body = _cut(body, trailer.groups, trailer.lines)
    fields |= {key: values for key, values in outer.fallback.items() if key not in fields}
    title = None if fields.get("title") else header.title
    signs = [group.lines[0].content for group in groups if group.ornament]
    return Draft(_items(body, contents, signs), fields, title=title)


def _merge(fields: Fields, more: Fields) -> None:
    for key, values in more.items():
        fields.setdefault(key, []).extend(values)


def _rest(groups: list[Group], group: int, line: int) -> list[Group]:
    """The groups after a header that ends in the middle of one."""
    rest = groups[group:]
    if line and rest:
        rest[0] = Group(rest[0].lines[line:], 0, rest[0].ornament)
    return rest


def _cut(groups: list[Group], count: int, lines: int | None) -> list[Group]:
    kept = groups[:count]
    if lines is not None and kept:
        kept[-1] = Group(kept[-1].lines[:lines], kept[-1].gap, kept[-1].ornament)
    return kept


def _without_contents(groups: list[Group]) -> tuple[list[Group], set[str]]:
    """The groups without a table of contents before the story, and the titles it lists.

    A table ends where its first entry is printed again; without that it is left alone.
    """
    for number, group in enumerate(groups[:6]):
        if group.texts[0].casefold().strip(":*_ ") not in {"contents", "table of contents"}:
            continue
        entries: list[str] = []
        for at in range(number, min(number + 200, len(groups))):
            for place, line in enumerate(groups[at].lines):
                if at == number and place == 0:
                    continue
                entry = line.content
                if entries and entry.casefold() == entries[0].casefold():
                    rest = [Group(groups[at].lines[place:], groups[at].gap), *groups[at + 1 :]]
                    return [*groups[:number], *rest], set(entries)
                entries.append(entry)
    return groups, set()


def _items(groups: list[Group], contents: set[str], signs: list[str]) -> list[Item]:
    headings, groups = _take_headings(groups, contents)
    body = [group for number, group in enumerate(groups) if number not in headings]
    habits = read_habits(body)
    row: list[tuple[Neighbour, Item | None]] = []
    for number, group in enumerate(groups):
        if number in headings:
            row.append((Neighbour(None, group.gap), headings[number]))
        elif group.ornament:
            marker = group.lines[0].content
            row.append((Neighbour(None, group.gap, marker), _ornament(group.lines[0])))
        else:
            row.extend((Neighbour(one, one.gap), None) for one in to_paragraphs(group, habits))
    return _with_breaks(row, habits, signs)


def _with_breaks(row: list[tuple[Neighbour, Item | None]], habits: Habits, signs: list[str]) -> list[Item]:
    """The items with the space that breaks scenes among them; `signs` are the ornaments of the whole file.

    A sign that fences the header too is an ornament of this file, even where it breaks only once.
    """
    row_signs = [one.ornament for one, _ in row if one.ornament]
    real = true_ornaments(signs) & set(row_signs)
    rule = space_rule([one for one, _ in row], habits, ornaments=bool(real))
    items: list[Item] = []
    before: Paragraph | None = None
    for one, item in row:
        if one.paragraph is None and item is not None and (one.ornament is None or one.ornament in real):
            items.append(item)
            before = None
            continue
        paragraph = one.paragraph
        if paragraph is None:
            # An ornament that is none after all (kisses under a letter) is prose as it stands.
            if item is not None:
                items.append(_prose(Paragraph((Line(item.text, item.start or 0),), one.gap)))
            continue
        if before is not None and rule and rule.breaks(before, paragraph, habits):
            items.append(Item(ItemKind.SPACE))
        items.append(_prose(paragraph))
        before = paragraph
    return items


def _prose(paragraph: Paragraph) -> Item:
    return Item(ItemKind.PROSE, paragraph.block(), start=paragraph.start, end=paragraph.end)


def _ornament(line: Line) -> Item:
    if line.content == "&nbsp;":
        return Item(ItemKind.SPACE, start=line.first)
    return Item(ItemKind.ORNAMENT, text=bare_ornament(line.content), start=line.first)


def _take_headings(groups: list[Group], contents: set[str]) -> tuple[dict[int, Item], list[Group]]:
    """The groups with each heading in a group of its own, and the headings by the number of their group."""
    split: list[Group] = []
    headings: dict[int, Item] = {}
    groups = [piece for group in groups for piece in _at_headings(group)]
    numbers = chapter_numbers(groups)
    found = _sure_headings(groups)
    for place, group in enumerate(groups):
        first = group.lines[0]
        heading = found[place]
        if heading is None and (place in numbers or first.content in contents):
            text = undecorated(first.content)
            headings[len(split)] = Item(ItemKind.HEADING, text=text, level=3 if place in numbers else 2)
            taken = 1 + (place in numbers and _has_title(group, groups[place + 1 : place + 2]))
        elif heading is not None and _stands_as_heading(group):
            headings[len(split)] = Item(ItemKind.HEADING, text=heading.title, level=heading.level)
            taken = 1 + (not heading.complete and _has_title(group, groups[place + 1 : place + 2]))
        else:
            split.append(group)
            continue
        if taken == 2:
            item = headings[len(split)]
            title = undecorated(group.lines[1].content)
            headings[len(split)] = Item(ItemKind.HEADING, text=f"{item.text}: {title}", level=item.level)
        split.append(Group(group.lines[:taken], group.gap))
        if taken < len(group.lines):
            split.append(Group(group.lines[taken:], 0))
    return headings, split


def _sure_headings(groups: list[Group]) -> list[Heading | None]:
    """Each group's heading, if its first line is one; a doubtful one needs company, or more space than usual before it."""
    found = [None if group.ornament else read_heading(group.lines[0].content) for group in groups]
    usual = usual_group_gap(groups)
    often = sum(heading is not None and heading.doubtful for heading in found) > 1
    return [
        heading if heading and (often or not heading.doubtful or group.gap > usual) else None
        for heading, group in zip(found, groups, strict=True)
    ]


def _at_headings(group: Group) -> list[Group]:
    """A group divided before each heading inside it: a text without any blank lines has its chapters there."""
    starts = [
        number
        for number in range(1, len(group.lines))
        if read_heading(group.lines[number].content)
        and group.lines[number - 1].content[-1] in '.?!"”’…*_'
        and is_capitalised(group.lines[number].content)
        and group.lines[number].content[-1] not in ".,;?!"
    ]
    edges = [0, *starts, len(group.lines)]
    return [
        Group(group.lines[start:end], group.gap if start == 0 else 0, group.ornament) for start, end in pairwise(edges)
    ]


def _stands_as_heading(group: Group) -> bool:
    """Whether a heading's line is one and no sentence: it ends without a full stop, or stands alone in its group."""
    text = group.lines[0].content
    return len(group.lines) == 1 or text[-1] not in ".,;?!" or len(text.split()) <= 2


def _has_title(group: Group, following: list[Group]) -> bool:
    """Whether the line right under a heading is its title and not the story's first line."""
    if len(group.lines) < 2:
        return False
    text = group.lines[1].content
    if not looks_like_title(text) or text[-1] in '.?!"”':
        return False
    return is_capitalised(text) or (len(group.lines) == 2 and bool(following))
