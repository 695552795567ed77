"""Plain text to a draft: header and trailer apart, lines joined to paragraphs, headings and scene breaks found."""

from __future__ import annotations

from bot.text.chapters import take_headings
from bot.text.draft import Draft, Fields, Item, ItemKind
from bot.text.habits import Habits, read_habits
from bot.text.header import take_header
from bot.text.lines import Group, Line, Lines, split_groups, split_lines
from bot.text.ornaments import bare_ornament, is_spacer
from bot.text.paragraphs import Paragraph, to_paragraphs
from bot.text.scenes import Neighbour, break_ornaments, space_breaks
from bot.text.surroundings import unwrap
from bot.text.trailer import take_trailer

_MOST_SPACERS = 0.25
_PROSE = ItemKind.PROSE  # looked up once: an enumeration's own lookup is slow


def read_plain_text(text: str) -> Draft:
    """The draft of a plain-text story; offsets count code points of `text`, line ends as they are."""
    outer = unwrap(split_lines(text))
    del text  # the lines hold it once more
    lines, fields = outer.lines, outer.fields
    groups = split_groups(_without_layout(lines))
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
    signs = [group.texts[0] for group in groups if group.ornament]
    return Draft(_items(body, contents, signs), fields, title=title)


def _without_layout(lines: Lines) -> Lines:
    """The lines with spacers written in HTML made blank, where so many stand that they only keep paragraphs apart."""
    odd = map(lines.contents.__getitem__, lines.odd())
    spacers = sum(1 for content in odd if content and content[0] in "&<" and is_spacer(content))
    if not spacers or spacers <= _MOST_SPACERS * sum(map(bool, lines.contents)):
        return lines
    return Lines.of(Line("", line.start) if is_spacer(line.content) else line for line in lines)


def _merge(fields: Fields, more: Fields) -> None:
    for key, values in more.items():
        fields.setdefault(key, []).extend(values)


def _rest(groups: list[Group], group: int, line: int) -> list[Group]:
    """The groups after a header that ends in the middle of one."""
    rest = groups[group:]
    if line and rest:
        rest[0] = rest[0].piece(line, len(rest[0].texts), 0, ornament=rest[0].ornament)
    return rest


def _cut(groups: list[Group], count: int, lines: int | None) -> list[Group]:
    kept = groups[:count]
    if lines is not None and kept:
        kept[-1] = kept[-1].piece(0, lines, kept[-1].gap, ornament=kept[-1].ornament)
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
            for place, entry in enumerate(groups[at].texts):
                if at == number and place == 0:
                    continue
                if entries and entry.casefold() == entries[0].casefold():
                    rest = [groups[at].piece(place, len(groups[at].texts), groups[at].gap), *groups[at + 1 :]]
                    return [*groups[:number], *rest], set(entries)
                entries.append(entry)
    return groups, set()


def _items(groups: list[Group], contents: set[str], signs: list[str]) -> list[Item]:
    headings, groups = take_headings(groups, contents)
    body = [group for number, group in enumerate(groups) if number not in headings]
    habits = read_habits(body)
    row: list[tuple[Neighbour, Item | None]] = []
    for number, group in enumerate(groups):
        if number in headings:
            row.append((Neighbour(None, group.gap), headings[number]))
        elif group.ornament:
            marker = group.texts[0]
            row.append((Neighbour(None, group.gap, marker), _ornament(group)))
        else:
            row += [(Neighbour(one, one.gap), None) for one in to_paragraphs(group, habits)]
    return _with_breaks(row, habits, signs)


def _with_breaks(row: list[tuple[Neighbour, Item | None]], habits: Habits, signs: list[str]) -> list[Item]:
    """The items with the space that breaks scenes among them; `signs` are the ornaments of the whole file."""
    real = break_ornaments([one for one, _ in row], habits, signs)
    for place, pair in enumerate(row):
        if pair[0].ornament is not None and place not in real:
            row[place] = _as_prose(pair)
    spaces = space_breaks([one for one, _ in row], habits, ornaments=bool(real))
    items: list[Item] = []
    for place, (one, item) in enumerate(row):
        if place in spaces:
            items.append(Item(ItemKind.SPACE))
        paragraph = one.paragraph
        if paragraph is not None:
            items.append(_prose(paragraph))
        elif item is not None:
            items.append(item)
    return items


def _as_prose(pair: tuple[Neighbour, Item | None]) -> tuple[Neighbour, Item | None]:
    """An ornament that is none after all (kisses under a letter): text as it stands."""
    one, item = pair
    if item is None:
        return pair
    return Neighbour(Paragraph(Group((Line(item.text, item.start or 0),), 0), one.gap), one.gap), None


def _prose(paragraph: Paragraph) -> Item:
    group = paragraph.group
    return Item(_PROSE, paragraph.block(), "", 0, group.start, group.end)


def _ornament(group: Group) -> Item:
    sign = group.texts[0]
    if is_spacer(sign):
        return Item(ItemKind.SPACE, start=group.start)
    return Item(ItemKind.ORNAMENT, text=bare_ornament(sign), start=group.start)
