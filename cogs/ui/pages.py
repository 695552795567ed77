"""A page of a story as readers see it, and the card at the end of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from cogs.ui.actions import button
from cogs.ui.cards import MESSAGE_LIMIT, Card, line, row, text
from cogs.ui.words import bar, minutes, rating_words, safe, safe_prose, warned_line

if TYPE_CHECKING:
    from bot.models import Ending, Position
    from bot.services.read import Finished, PageView
    from cogs.ui.actions import ActionButton
    from cogs.ui.cards import Item

_NOTE_LABEL = len("**Author’s note:** ")
_SMALLEST_NOTE = 60
_MOVED = "\n-# The author changed the text where you were; this is the nearest place that is left."


def page_card(view: PageView) -> Card:
    """One page: where it stands, the author's text, what is left, and the buttons to go on."""
    head, above, foot = _head(view), _above(view), _foot(view)
    note = _note(view, room=MESSAGE_LIMIT - len(head) - len(above) - len(foot) - len(view.page.text))
    items: list[Item] = [text(head), line()]
    items += [text(words) for words in (above, note, view.page.text) if words]
    items += [line(), text(foot), row(*_turning(view))]
    if view.following is None:
        items += _sequel_row(view.ending)
    return Card(*items)


def finished_card(finished: Finished) -> Card:
    """What follows when a reader asks for more of a story that she has read to its end."""
    story_id = finished.entry.story_id
    buttons = [button("Read again", "part", story_id, 1), button("Library", "library", 1, "", "", "")]
    words = f"You have read **{safe(finished.entry.title, 80)}** to its end."
    items = [text(f"{words}\n{_ending(finished.ending)}"), *_sequel_row(finished.ending), row(*buttons)]
    return Card(*items, private=True)


def _position_fields(place: Position) -> tuple[int, int, int, int, int]:
    """A position as a page button carries it: story, edition, part, paragraph, offset."""
    return (place.story_id, place.edition_id, place.part, place.spot.paragraph, place.spot.offset)


def _head(view: PageView) -> str:
    where = [f"Part {view.place.part} of {view.entry.parts}"]
    if view.pages > 1:
        where.append(f"page {view.page.number} of {view.pages}")
    if view.stored.chapter_title and not view.chapter_opens:
        where.append(safe(view.stored.chapter_title, 50))
    head = f"### {safe(view.entry.title, 80)}\n-# {' · '.join(where)}"
    if view.place.part == 1 and view.first_in_part:
        author = f"by {safe(view.entry.author, 40)} · " if view.entry.author else ""
        head += f"\n-# {author}{rating_words(view.entry.rating)} · {warned_line(view.entry.warnings)}"
    return head + (_MOVED if view.moved else "")


def _above(view: PageView) -> str:
    """What stands above the text where a part begins: its chapter's title, or the ornament of a printed break."""
    if view.chapter_opens:
        warned = "\n-# This chapter has content warnings: `/warnings`" if view.stored.chapter_warned else ""
        title = view.stored.chapter_title
        return (f"## {safe(title, 80)}" if title else "") + warned
    marker = view.stored.part.opening.marker
    return f"-# {safe(marker, 20)}" if marker and view.first_in_part else ""


def _note(view: PageView, room: int) -> str:
    """The author's note to a chapter, apart from the text; what does not fit on a full page is told to be missing."""
    notes = view.stored.chapter_notes
    if not notes or not view.chapter_opens or room < _SMALLEST_NOTE:
        return ""
    return f"**Author’s note:** {safe_prose(notes, room - _NOTE_LABEL)}"


def _foot(view: PageView) -> str:
    if view.following is not None:
        return f"-# {bar(view.percent)} {view.percent}% · {minutes(view.minutes_left)} left"
    return f"{_ending(view.ending)}\n-# {bar(100)} 100%"


def _ending(ending: Ending) -> str:
    sequel = ending.sequel
    if sequel is None:
        return "That is all there is so far." if ending.unfinished else "**The End**"
    there = "which cannot be read here" if sequel.barred else "which is not here yet"
    return f"Continued in **{safe(sequel.title, 70)}**" + (f", {there}." if sequel.story_id is None else ".")


def _turning(view: PageView) -> list[ActionButton]:
    here, following = _position_fields(view.place), _position_fields(view.following or view.place)
    more = view.following is not None
    return [
        button("Back", "back", *here, disabled=not view.has_back),
        # Next carries the place where the next page begins: whatever an edit did meanwhile, no words are passed over.
        button("Next", "next", *following, style=discord.ButtonStyle.primary, disabled=not more),
        button("Contents", "contents", view.place.story_id),
        button("More", "more", view.place.story_id),
    ]


def _sequel_row(ending: Ending) -> list[Item]:
    if ending.sequel is None or ending.sequel.story_id is None:
        return []
    return [row(button("Read the sequel", "resume", ending.sequel.story_id, style=discord.ButtonStyle.primary))]
