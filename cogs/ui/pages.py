"""A page of a story as readers see it, and the card at the end of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from cogs.ui.actions import button
from cogs.ui.cards import Card, line, row, text
from cogs.ui.words import bar, minutes, rating_words, safe

if TYPE_CHECKING:
    from bot.models import Neighbour, Position
    from bot.services.read import Finished, PageView
    from cogs.ui.actions import ActionButton
    from cogs.ui.cards import Item


def page_card(view: PageView) -> Card:
    """One page: where it stands, the author's text, what is left, and the buttons to go on."""
    items: list[Item] = [text(_head(view)), line()]
    if view.chapter_opens and view.chapter_title:
        items.append(text(f"## {safe(view.chapter_title, 80)}"))
    items.append(text(view.page.text))
    items += [line(), text(_foot(view))]
    items.append(row(*_turning(view)))
    if not view.has_next and view.sequel and view.sequel.story_id is not None:
        items.append(row(_sequel_button(view.sequel.story_id)))
    return Card(*items)


def finished_card(finished: Finished) -> Card:
    """What follows when a reader asks for more of a story that she has read to its end."""
    story_id = finished.entry.story_id
    buttons = [button("Read again", "part", story_id, 1), button("Library", "library", 1, "", "", "")]
    if finished.sequel and finished.sequel.story_id is not None:
        buttons.insert(0, _sequel_button(finished.sequel.story_id))
    words = f"You have read **{safe(finished.entry.title, 80)}** to its end."
    return Card(text(f"{words}\n{_ending(finished.sequel)}"), row(*buttons), private=True)


def place_fields(place: Position) -> tuple[int, int, int, int, int]:
    """A position as a page button carries it: story, edition, part, paragraph, offset."""
    return (place.story_id, place.edition_id, place.part, place.spot.paragraph, place.spot.offset)


def _head(view: PageView) -> str:
    where = [f"Part {view.place.part} of {view.entry.parts}"]
    if view.pages > 1:
        where.append(f"page {view.page.number} of {view.pages}")
    if view.chapter_title and not view.chapter_opens:
        where.append(safe(view.chapter_title, 50))
    head = f"### {safe(view.entry.title, 80)}\n-# {' · '.join(where)}"
    if view.place.part == 1 and view.page.number == 1:
        head += f"\n-# {_notice(view)}"
    return head


def _notice(view: PageView) -> str:
    """The first page's line on rating and warnings: that there are some, not what they are."""
    author = f"by {safe(view.entry.author, 40)} · " if view.entry.author else ""
    said = set(view.entry.warnings)
    if "choose-not-to-warn" in said:
        warned = "the author chose not to warn"
    elif said - {"none"}:
        warned = "has content warnings: `/warnings`"
    else:
        warned = "no warnings apply, says the author" if said else "warnings not stated"
    return f"{author}{rating_words(view.entry.rating)} · {warned}"


def _foot(view: PageView) -> str:
    if view.has_next:
        return f"-# {bar(view.percent)} {view.percent}% · {minutes(view.minutes_left)} left"
    return f"{_ending(view.sequel)}\n-# {bar(100)} 100%"


def _ending(sequel: Neighbour | None) -> str:
    if sequel is None:
        return "**The End**"
    title = safe(sequel.title, 70)
    return f"Continued in **{title}**" + (", which is not here yet." if sequel.story_id is None else ".")


def _turning(view: PageView) -> list[ActionButton]:
    place = place_fields(view.place)
    return [
        button("Back", "back", *place, disabled=not view.has_back),
        button("Next", "next", *place, style=discord.ButtonStyle.primary, disabled=not view.has_next),
        button("Contents", "contents", view.place.story_id, 0),
        button("More", "more", view.place.story_id),
    ]


def _sequel_button(story_id: int) -> ActionButton:
    return button("Read the sequel", "resume", story_id, style=discord.ButtonStyle.primary)
