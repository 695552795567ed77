"""A serial's posts as everybody in their channel sees them: the author's text, what stands round it, and its buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.serials import Discussion, SerialPage
from cogs.ui.actions import button
from cogs.ui.cards import MESSAGE_LIMIT, Card, gap, line, row, text
from cogs.ui.language import _
from cogs.ui.outgoing import Drawn, draw
from cogs.ui.pages import ending_words, position_fields, sequel_row
from cogs.ui.words import fact, level_words, rating_words, safe, safe_prose, shorten, warned_line

if TYPE_CHECKING:
    from bot.serials import Section
    from cogs.ui.cards import Item

_THREAD_NAME = 100  # Discord's limit
# How long names in the frame may be: the first at which the message is not too long.
_ROOMS = (80, 40, 20, 10)
_SMALLEST_NOTE = 60


@draw.register
def _draw_page(page: SerialPage, marker: str) -> Drawn:
    # How far a post of several messages reaches, its first message does not know.
    last = page.last_part if page.pages == 1 else page.first_part
    name = _name(page.title, page.first_part, last, page.sections[0].chapter_title)
    return Drawn(post_card(page, marker), name=name, tags=page.tags, role=page.role_id)


@draw.register
def _draw_discussion(discussion: Discussion, _marker: str) -> Drawn:
    name = _name(discussion.title, discussion.first_part, discussion.last_part, discussion.chapter_title)
    return Drawn(None, name=name)


def post_card(page: SerialPage, marker: str) -> Card:
    """One message of a post; the marker stands in a button."""
    for room in _ROOMS:
        head, sections, foot = (
            _head(page, room),
            [_above(section, room) for section in page.sections],
            _foot(page, room),
        )
        taken = sum(map(len, (head, foot, *sections, *(section.text for section in page.sections))))
        if taken <= MESSAGE_LIMIT:
            break
    items: list[Item] = [text(head), line()]
    left = MESSAGE_LIMIT - taken
    for section, above in zip(page.sections, sections, strict=True):
        note = _note(section, left)
        left -= len(note)
        if section is not page.sections[0] and not above:
            items.append(gap())  # a break that is blank space in the story
        items += [text(words) for words in (above, note, section.text) if words]
    items += [line(), text(foot), row(*_buttons(page, marker))]
    if page.ending and page.ending.sequel and page.ending.sequel.story_id is not None:
        items += sequel_row(page.ending, page.story_id)
    return Card(*items)


def part_words(first: int, last: int, parts: int) -> str:
    """Which of a story's parts: "Part 3 of 12", "Parts 3 to 5 of 12"."""
    if first == last:
        return _("Part {part} of {parts}", part=first, parts=parts)
    return _("Parts {first} to {last} of {parts}", first=first, last=last, parts=parts)


def _name(title: str, first: int, last: int, chapter: str | None) -> str:
    """The name of a thread, which Discord shows as it is: title, part and chapter."""
    title = shorten(" ".join(title.split()), 60)
    if first == last:
        name = _("{title}, part {part}", title=title, part=first)
    else:
        name = _("{title}, parts {first} to {last}", title=title, first=first, last=last)
    chapter = " ".join((chapter or "").split())
    return shorten(f"{name} · {chapter}" if chapter else name, _THREAD_NAME)


def _head(page: SerialPage, room: int) -> str:
    words = [f"<@&{page.role_id}>"] if page.role_id is not None else []
    words.append(f"### {safe(page.title, room)}")
    if page.is_first:
        # The author's own words for it, where there is room for them.
        rating = rating_words(page.rating) if room > _ROOMS[1] else level_words(page.rating.level)
        facts = [_("by {author}", author=safe(page.author, room // 2))] if page.author else []
        words.append("-# " + " · ".join([*facts, rating, warned_line(page.warnings)]))
    where = part_words(page.first_part, page.last_part, page.parts)
    if page.pages > 1:
        where += " · " + _("page {page} of {pages}", page=page.page, pages=page.pages)
    return "\n".join([*words, f"-# {where}"])


def _above(section: Section, room: int) -> str:
    """What stands above a section's text: its chapter's title, or the ornament of a printed break."""
    if section.chapter_opens:
        said = [f"## {safe(section.chapter_title, room)}"] if section.chapter_title else []
        said += ["-# " + _("This chapter has content warnings: `/warnings`")] if section.warned else []
        return "\n".join(said)
    return f"-# {safe(section.marker, 20)}" if section.marker and section.opens else ""


def _note(section: Section, room: int) -> str:
    """The author's note, apart from the text, as far as there is room for it."""
    if not section.notes or room < _SMALLEST_NOTE:
        return ""
    label = _("Author’s note")
    return fact(label, safe_prose(section.notes, room - len(fact(label, ""))))


def _foot(page: SerialPage, room: int) -> str:
    """Where in the story this is, and when it goes on; at its end, what follows, and thanks."""
    if not page.is_last:
        return "-# " + _("This part goes on in the next message.")
    where = part_words(page.first_part, page.last_part, page.parts)
    if page.coming is not None:
        where = _("{parts} · next part {when}", parts=where, when=discord.utils.format_dt(page.coming, "R"))
    return "\n".join([*_end_words(page, room), f"-# {where}"])


def _end_words(page: SerialPage, room: int) -> list[str]:
    if page.ending is None:
        return []
    if page.waits:
        return [_("That is all there is so far. I post on when the author adds more.")]
    said = [_("**The End**")]
    said += [] if page.ending.sequel is None else [ending_words(page.ending, room)]
    if page.goes_on:
        said.append(_("The sequel follows here."))
    # Translators: said at the end of a story that was posted as a serial.
    thanks = _("Thank you for this story, {author}!", author=safe(page.author, room // 2)) if page.author else None
    return [*said, thanks or _("Thanks to the author of this story!")]


def _buttons(page: SerialPage, marker: str) -> list[Item]:
    return [
        button(_("Read"), "part", page.story_id, 1, style=discord.ButtonStyle.primary),
        # By the marker the message is found again after a crash; it has to stand last.
        button(_("Catch up"), "resume", page.story_id, marker),
        button(_("Bookmark"), "bookmark", *position_fields(page.place)),
        button(_("Subscribe"), "subscribe", page.story_id),
    ]
