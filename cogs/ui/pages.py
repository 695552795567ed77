"""A page of a story as readers see it, and the card at the end of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.models import PageLength, Rhythm, Wish
from bot.services.read import PageView
from bot.services.wanted import START
from cogs.ui.actions import button, select
from cogs.ui.cards import MESSAGE_LIMIT, Card, line, row, text
from cogs.ui.language import _, aside
from cogs.ui.words import bar, fact, minutes, rating_words, safe, safe_prose, warned_line, warning_words

if TYPE_CHECKING:
    from bot.models import Ending, Position, StoryCard
    from bot.services.caution import Caution
    from bot.services.read import Finished
    from cogs.ui.actions import ActionButton
    from cogs.ui.cards import Item

_SMALLEST_NOTE = 60


def reading_card(shown: PageView | Caution) -> Card:
    """A page, or the question that comes before it."""
    return page_card(shown) if isinstance(shown, PageView) else caution_card(shown)


@aside()
def caution_card(caution: Caution) -> Card:
    """The question before a page whose author warns of something the reader avoids; named where she wants that."""
    topics = ", ".join(warning_words(topic) for topic in caution.topics)
    if caution.chapter is None:
        words = _("**{title}** has a warning of something you avoid.", title=safe(caution.entry.title, 80))
    else:
        words = _("This chapter has a warning of something you avoid.")
    if caution.named:
        words += f"\n{topics}"
    story_id = caution.place.story_id
    buttons = [button(_("Read on"), "goon", *position_fields(caution.place))]
    if caution.beyond is not None:
        buttons.append(button(_("Skip this chapter"), "part", story_id, caution.beyond))
    if caution.chapter is not None:
        buttons.append(button(_("Back to where I was"), "resume", story_id))
    buttons += [button(_("Warnings"), "warnings", story_id), button(_("Library"), "library", 1, START)]
    head = _("Before you read on")
    return Card(text(f"### {head}\n{words}"), row(*buttons), private=True)


@aside()
def more_card(
    card: StoryCard, place: Position, length: PageLength, *, alone: bool, message_id: int | None = None
) -> Card:
    """What else can be done with a page; in a DM, where the reader is `alone`, there is nobody to share it with.

    `message_id` is the page's message where others see it too.
    """
    where = _("Part {part} of {parts}", part=place.part, parts=card.parts)
    here = position_fields(place)
    buttons = [
        button(_("Read"), "page", *here, style=discord.ButtonStyle.primary),
        button(_("Details"), "details", place.story_id),
        button(_("Warnings"), "warnings", place.story_id),
        button(_("Subscribe"), "subscribe", place.story_id),
    ]
    if not alone:
        buttons.append(button(_("Share this page"), "share", *here))
    return Card(
        text(f"### {safe(card.title, 80)}\n-# {where}"),
        row(*buttons),
        row(select("length", *here, placeholder=_("Page length"), options=length_options(length))),
        row(button(_("Report"), "askreport", place.story_id, place.part, message_id or 0)),
        private=True,
    )


def length_options(current: PageLength) -> list[discord.SelectOption]:
    """The lengths a page can have, the reader's marked."""
    said = {
        PageLength.SHORT: (_("Short pages"), _("About a phone screen")),
        PageLength.NORMAL: (_("Normal pages"), _("About two phone screens")),
        PageLength.LONG: (_("Long pages"), _("As much as a message holds")),
    }
    return [
        discord.SelectOption(label=label, value=length.value, description=about, default=length is current)
        for length, (label, about) in said.items()
    ]


def page_card(view: PageView) -> Card:
    """One page: where it stands, the author's text, what is left, and the buttons to go on."""
    head, above, foot = _head(view), _above(view), _foot(view)
    note = _note(view, room=MESSAGE_LIMIT - len(head) - len(above) - len(foot) - len(view.page.text))
    items: list[Item] = [text(head), line()]
    items += [text(words) for words in (above, note, view.page.text) if words]
    items += [line(), text(foot), row(*_turning(view))]
    if view.following is None:
        items += sequel_row(view.ending, view.place.story_id)
    return Card(*items, shows=view.entry.story_id)


@aside()
def finished_card(finished: Finished) -> Card:
    """What follows when a reader asks for more of a story that she has read to its end."""
    story_id = finished.entry.story_id
    buttons = [button(_("Read again"), "part", story_id, 1), button(_("Library"), "library", 1, START)]
    words = _("You have read **{title}** to its end.", title=safe(finished.entry.title, 80))
    items = [text(f"{words}\n{ending_words(finished.ending)}"), *sequel_row(finished.ending, story_id), row(*buttons)]
    return Card(*items, private=True)


def position_fields(place: Position) -> tuple[int, int, int, int, int]:
    """A position as a page button carries it: story, edition, part, paragraph, offset."""
    return (place.story_id, place.edition_id, place.part, place.spot.paragraph, place.spot.offset)


def _head(view: PageView) -> str:
    where = [_("Part {part} of {parts}", part=view.place.part, parts=view.entry.parts)]
    if view.pages > 1:
        where.append(_("page {page} of {pages}", page=view.page.number, pages=view.pages))
    if view.stored.chapter_title and not view.chapter_opens:
        where.append(safe(view.stored.chapter_title, 50))
    head = f"### {safe(view.entry.title, 80)}\n-# {' · '.join(where)}"
    if view.place.part == 1 and view.first_in_part:
        facts = [_("by {author}", author=safe(view.entry.author, 40))] if view.entry.author else []
        facts += [rating_words(view.entry.rating), warned_line(view.entry.warnings)]
        head += f"\n-# {' · '.join(facts)}"
    if view.moved:
        head += "\n-# " + _("The author changed the text where you were; this is the nearest place that is left.")
    return head


def _above(view: PageView) -> str:
    """What stands above the text where a part begins: its chapter's title, or the ornament of a printed break."""
    if view.chapter_opens:
        warned = "\n-# " + _("This chapter has content warnings: `/warnings`") if view.stored.chapter_warned else ""
        title = view.stored.chapter_title
        return (f"## {safe(title, 80)}" if title else "") + warned
    marker = view.stored.part.opening.marker
    return f"-# {safe(marker, 20)}" if marker and view.first_in_part else ""


def _note(view: PageView, room: int) -> str:
    """The author's note to a chapter, apart from the text; what does not fit on a full page is told to be missing."""
    notes = view.stored.chapter_notes
    if not notes or not view.chapter_opens or room < _SMALLEST_NOTE:
        return ""
    label = _("Author’s note")
    return fact(label, safe_prose(notes, room - len(fact(label, ""))))


def _foot(view: PageView) -> str:
    if view.following is not None:
        left = _("{time} left", time=minutes(view.minutes_left))
        return f"-# {bar(view.percent)} {_percent(view.percent)} · {left}"
    return f"{ending_words(view.ending)}\n-# {bar(100)} {_percent(100)}"


def _percent(number: int) -> str:
    return _("{number}%", number=number)


def ending_words(ending: Ending, room: int = 70) -> str:
    """What follows the end of a story; a sequel's title takes `room` characters at most."""
    sequel = ending.sequel
    if sequel is None:
        return _("That is all there is so far.") if ending.unfinished else _("**The End**")
    title = safe(sequel.title, room)
    if sequel.story_id is not None:
        return _("Continued in **{title}**.", title=title)
    if sequel.barred:
        return _("Continued in **{title}**, which cannot be read here.", title=title)
    return _("Continued in **{title}**, which is not here yet.", title=title)


def _turning(view: PageView) -> list[ActionButton]:
    here, following = position_fields(view.place), position_fields(view.following or view.place)
    more = view.following is not None
    return [
        button(_("Back"), "back", *here, disabled=not view.has_back),
        # Next carries the place where the next page begins: whatever an edit did meanwhile, no words are passed over.
        button(_("Next"), "next", *following, style=discord.ButtonStyle.primary, disabled=not more),
        button(_("Contents"), "contents", view.place.story_id),
        button(_("Bookmark"), "bookmark", *here),
        button(_("More"), "more", *here),
    ]


def sequel_row(ending: Ending, story_id: int) -> list[Item]:
    """What one can do at a story's end: read its sequel, or hear of it, or of more of the story, once that is here."""
    sequel = ending.sequel
    if sequel is not None and sequel.story_id is not None:
        return [row(button(_("Read the sequel"), "resume", sequel.story_id, style=discord.ButtonStyle.primary))]
    if sequel is not None and not sequel.barred:
        return [row(button(_("Subscribe"), "follow", story_id, Wish.SEQUEL, Rhythm.EVERY, "beside"))]
    if sequel is None and ending.unfinished:
        return [row(button(_("Subscribe"), "follow", story_id, Wish.STORY, Rhythm.EVERY, "beside"))]
    return []
