"""Passages of any rich format to a draft: title page, header and trailer apart, chapters and scene breaks found.

What the format states by itself (heading styles, rules, a file's properties) counts beside what the author typed. A
document's properties are often a machine's or a template's, so typed labels and a title page win over them.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.models import Block, BlockKind, Span
from bot.text.draft import Draft, Fields, Item, ItemKind
from bot.text.fold import fold
from bot.text.habits import Habits
from bot.text.header import Header, take_header
from bot.text.headings import is_capitalised, looks_like_title, read_heading, undecorated
from bot.text.labels import read_label
from bot.text.lines import Group, Line
from bot.text.lone_numbers import chapter_numbers
from bot.text.ornaments import bare_ornament, is_ornament
from bot.text.paragraphs import Paragraph
from bot.text.passages import Passage, Role, Unit, cut_lines, to_units
from bot.text.scenes import Neighbour, break_ornaments, space_breaks
from bot.text.title_page import BYLINE
from bot.text.trailer import take_trailer

_HABIT = 2
# Of a file's last units so many are looked at, of its first so many may be a header, and this share has space before it.
_LOOKED_AT = 400
_HEAD_UNITS = 60
_SPACED = 0.25
_RULE_SIGN = "---"


def draft_of(passages: Iterable[Passage], stated: Fields | None = None) -> Draft:
    """The draft of a document; `stated` holds what the file's own properties say, which gives way to what is typed."""
    units = to_units(passages)
    title, units = _take_title(units, (stated or {}).get("title", []))
    clusters = _clusters(units)
    groups = [_group(cluster) for cluster in clusters]
    headings = (number for number, one in enumerate(clusters) if one[0].passage.role is Role.HEADING)
    header = take_header(groups[: next(headings, len(groups))])
    if title and not header.fields:
        header = _byline(groups)
    fields: Fields = dict(header.fields)
    if header.author:
        fields.setdefault("author", []).append(header.author)
    body = _after(clusters[header.group :], header.line)
    trailer = take_trailer([_group(cluster) for cluster in body] if header.line else groups[header.group :])
    for key, values in trailer.fields.items():
        fields.setdefault(key, []).extend(values)
    kept = [unit for cluster in _before(body, trailer.groups, trailer.lines) for unit in cluster]
    front = {key: values for key, values in (stated or {}).items() if key not in fields}
    shown = title or header.title
    if shown:
        front.pop("title", None)
    signs = [group.texts[0] for group in groups if group.ornament]
    return Draft(_items(kept, signs), fields, front, shown)


# --- the parts of a document ----------------------------------------------------------------------------------------


def _take_title(units: list[Unit], stated: list[str]) -> tuple[str | None, list[Unit]]:
    """The title from a passage set as one, or from a first heading that heads no text of its own."""
    titles = [number for number, unit in enumerate(units[:6]) if unit.passage.role is Role.TITLE]
    if titles:
        rest = [unit for number, unit in enumerate(units) if number != titles[0]]
        return units[titles[0]].text, rest
    at = next((number for number, unit in enumerate(units[:20]) if not _is_labelled(unit)), None)
    if at is None or units[at].passage.role is not Role.HEADING:
        return None, units
    first = units[at]
    if read_heading(first.text) or is_ornament(first.text):
        return None, units
    others = [unit for unit in units[at + 1 :] if unit.passage.role is Role.HEADING]
    above = all(unit.passage.level > first.passage.level for unit in others)
    following = units[at + 1] if at + 1 < len(units) else first
    alone = following.passage.role is Role.HEADING and following.passage.level == first.passage.level
    if any(fold(first.text) == fold(title) for title in stated) or above or alone:
        return first.text, [*units[:at], *units[at + 1 :]]
    return None, units


def _clusters(units: list[Unit]) -> list[list[Unit]]:
    """Units as the header's reader sees them: neighbouring label lines together, a label and its value below it too.

    Where blank paragraphs stand between the story's own, as in a text that was pasted, they alone divide the first lines.
    """
    clusters: list[list[Unit]] = []
    spaced = sum(unit.gap > 0 for unit in units[-_LOOKED_AT:]) >= _SPACED * len(units[-_LOOKED_AT:])
    for number, unit in enumerate(units):
        before = clusters[-1][-1] if clusters else None
        near = before is not None and not unit.gap
        if (near and spaced and number < _HEAD_UNITS and _is_line(before) and _is_line(unit)) or (
            near and before and _is_labelled(before) and (_is_labelled(unit) or _wants_value(before, unit))
        ):
            clusters[-1].append(unit)
        else:
            clusters.append([unit])
    return clusters


def _is_line(unit: Unit | None) -> bool:
    return unit is not None and unit.passage.role is Role.TEXT and not unit.ornament


def _is_labelled(unit: Unit) -> bool:
    label = read_label(unit.lines[0].content) if unit.passage.role is Role.TEXT and unit.lines else None
    return label is not None and label.key is not None


def _wants_value(before: Unit, unit: Unit) -> bool:
    label = read_label(before.text)
    return unit.passage.role is Role.TEXT and label is not None and not label.value and label.strong


def _group(cluster: list[Unit]) -> Group:
    first = cluster[0]
    if first.passage.role in {Role.RULE, Role.PAUSE}:
        return Group((Line(_RULE_SIGN, 0),), first.gap, ornament=True)
    if first.passage.role is not Role.TEXT:
        # A heading is led by no label, and is neither prose nor fence.
        return Group((Line("#", 0),), first.gap)
    lines = first.lines if len(cluster) == 1 else tuple([line for unit in cluster for line in unit.lines])
    return Group(lines, first.gap, ornament=len(lines) == 1 and first.ornament)


def _byline(groups: list[Group]) -> Header:
    """The byline right under a title, which nothing else may tell from a story's first words."""
    found = BYLINE.fullmatch(groups[0].texts[0]) if groups and len(groups[0].texts) == 1 else None
    return Header(author=found["author"], group=1) if found else Header()


def _after(clusters: list[list[Unit]], lines: int) -> list[list[Unit]]:
    """The clusters without the first lines of the first one."""
    if not lines or not clusters:
        return clusters
    rest: list[Unit] = []
    for unit in clusters[0]:
        if len(unit.lines) > lines:
            rest.append(unit if lines <= 0 else Unit(cut_lines(unit.passage, lines, len(unit.lines)), unit.gap))
        lines -= len(unit.lines)
    return [rest, *clusters[1:]] if rest else clusters[1:]


def _before(clusters: list[list[Unit]], count: int, lines: int | None) -> list[list[Unit]]:
    """The first clusters; of the last of them its first lines, where the trailer stands right under the last words."""
    kept = clusters[:count]
    if lines is None or not kept:
        return kept
    last: list[Unit] = []
    for unit in kept[-1]:
        if lines > 0:
            last.append(unit if len(unit.lines) <= lines else Unit(cut_lines(unit.passage, 0, lines), unit.gap))
        lines -= len(unit.lines)
    return [*kept[:-1], last]


# --- the body -------------------------------------------------------------------------------------------------------


def _items(units: list[Unit], signs: list[str]) -> list[Item]:
    headings = _headings(units)
    row: list[tuple[Neighbour, Item]] = []
    skip = False
    for number, unit in enumerate(units):
        if skip:
            skip = False
            continue
        passage = unit.passage
        if number in headings:
            text, level = headings[number], passage.level or 2
            following = units[number + 1] if number + 1 < len(units) else None
            if following and passage.role is Role.TEXT and _is_title_of(unit, following):
                text, skip = f"{text}: {undecorated(following.text)}", True
            row.append((Neighbour(None, unit.gap), Item(ItemKind.HEADING, text=text, level=level, start=passage.start)))
        elif passage.role is Role.PAUSE:
            row.append((Neighbour(None, unit.gap), Item(ItemKind.SPACE, start=passage.start)))
        elif passage.role is Role.RULE or unit.ornament:
            sign = _RULE_SIGN if passage.role is Role.RULE else unit.text
            item = Item(ItemKind.ORNAMENT, text=bare_ornament(sign), start=passage.start, end=passage.end)
            row.append((Neighbour(None, unit.gap, sign), item))
        else:
            row.append((Neighbour(_paragraph(unit), unit.gap), _prose(passage)))
    return _with_breaks(row, signs)


def _headings(units: list[Unit]) -> dict[int, str]:
    """The headings by their number: those set as such, those that say so, and those made by hand again and again."""
    found: dict[int, str] = {}
    by_hand: dict[int, str] = {}
    numerals = chapter_numbers([_group([unit]) for unit in units])
    doubtful: dict[int, str] = {}
    for number, unit in enumerate(units):
        text = unit.text
        if unit.passage.role in {Role.HEADING, Role.TITLE} and not unit.ornament:
            found[number] = text
        if unit.passage.role is not Role.TEXT or unit.ornament or len(unit.lines) > 2:
            continue
        heading = read_heading(text)
        if heading:
            stands = text[-1] not in ".,;?!" or len(text.split()) <= 2 or unit.passage.centred
            (doubtful if heading.doubtful or not stands else found)[number] = heading.title
        elif number in numerals:
            found[number] = undecorated(text)
        elif unit.passage.centred and unit.passage.emphasised and looks_like_title(text) and is_capitalised(text):
            by_hand[number] = text
    for few in (doubtful, by_hand):
        if len(few) >= _HABIT:
            found |= few
    return found


def _is_title_of(heading: Unit, following: Unit) -> bool:
    """Whether the line under a typed heading (`Chapter 3`) is its title: short, and set as the heading is."""
    read = read_heading(heading.text)
    if following.passage.role is not Role.TEXT or (read and read.complete) or following.gap > 1:
        return False
    set_alike = following.passage.centred or (following.passage.emphasised and heading.passage.emphasised)
    text = following.text
    return set_alike and looks_like_title(text) and is_capitalised(text) and not is_ornament(text)


def _paragraph(unit: Unit) -> Paragraph:
    verse = "\n" in unit.passage.text
    return Paragraph(Group((Line(unit.text, 0),), 0), unit.gap, verse=verse, inset=verse or unit.passage.inset)


def _prose(passage: Passage) -> Item:
    kind = BlockKind.VERSE if "\n" in passage.text else BlockKind.PARAGRAPH
    return Item(ItemKind.PROSE, Block(passage.spans, kind), start=passage.start, end=passage.end)


def _with_breaks(row: list[tuple[Neighbour, Item]], signs: list[str]) -> list[Item]:
    gaps = sorted(one.gap for one, _ in row[1:])
    habits = Habits(None, tight=not gaps or gaps[len(gaps) // 2] == 0, indented=False)
    real = break_ornaments([one for one, _ in row], habits, signs)
    row = [pair if pair[0].ornament is None or place in real else _as_prose(*pair) for place, pair in enumerate(row)]
    spaces = space_breaks([one for one, _ in row], habits, ornaments=bool(real))
    items: list[Item] = []
    for place, (_, item) in enumerate(row):
        if place in spaces:
            items.append(Item(ItemKind.SPACE))
        items.append(item)
    return items


def _as_prose(one: Neighbour, item: Item) -> tuple[Neighbour, Item]:
    """An ornament that is none after all (kisses under a letter): text as it stands."""
    passage = Passage((Span(item.text),), start=item.start, end=item.end)
    return Neighbour(Paragraph(Group((Line(item.text, 0),), 0), one.gap), one.gap), _prose(passage)
