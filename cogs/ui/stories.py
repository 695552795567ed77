"""A story's card, its content warnings and its contents, as readers see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.errors import Phrase
from bot.proofs import Rights
from cogs.ui.actions import button, select
from cogs.ui.cards import Card, line, row, text
from cogs.ui.language import _, aside, ngettext, number
from cogs.ui.words import (
    fact,
    part_count,
    rating_words,
    reading_time,
    rights_words,
    safe,
    safe_prose,
    shorten,
    warned_line,
    warning_words,
    word_count,
)

if TYPE_CHECKING:
    from bot.models import Neighbour, PartEntry, StoryCard
    from bot.serials import Lock
    from bot.services.audience import Audience
    from bot.services.describe import StoryContents, TopicAnswer, Warnings
    from cogs.ui.actions import ActionButton
    from cogs.ui.cards import Item

# Warnings that tell how a story ends are shown behind a spoiler bar.
_SPOILING = frozenset({"character-death", "major-character-death", "animal-death", "suicide", "pregnancy-loss"})
# How many code points of each longer field a card shows. With the facts, at most about 1,600, they stay under the
# 4,000 that Discord lets a message hold.
_LONG_FIELDS = (
    (Phrase("Summary"), "summary", 1000),
    (Phrase("Notes"), "notes", 600),
    (Phrase("Disclaimer"), "disclaimer", 300),
)
_MENU = 25
# What the lines of a warnings card may take together, code points.
_WARNINGS_ROOM = 3600


@aside()
def story_card(card: StoryCard, audience: Audience | None = None, *, editable: bool = False) -> Card:
    """Everything a story says of itself but its warnings, of which it tells only that there are some.

    `audience` is for its author's eyes alone. Whoever may change its links (`editable`) gets a button for them.
    """
    said = card.metadata
    lines = [f"### {safe(card.title, 120)}"]
    if said.author:
        lines.append(_("by {author}", author=safe(said.author, 80)))
    lines.append(f"-# {_size(card)}")
    items = [text("\n".join(lines)), line(), text("\n".join(_facts(card)))]
    # What its author is told needs room, and she knows the rest.
    if long := _said(card, share=1 if audience is None else 2):
        items += [line(), text("\n".join(long))]
    if audience:
        items += [line(), text(_audience(audience))]
    buttons = _story_buttons(card.story_id)
    if editable:
        buttons.append(button(_("Links"), "links", card.story_id))
    return Card(*items, row(*buttons), private=audience is not None)


def _audience(audience: Audience) -> str:
    """What an author is told of her readers."""
    if audience.begun is None:
        told = [_("For you as its author: fewer than five readers have begun this story so far.")]
    else:
        told = [
            _("For you as its author:"),
            fact(_("Began it"), number(audience.begun)),
            fact(_("Read it to the end"), _few(audience.finished)),
            fact(_("Bookmarked it"), _few(audience.bookmarked)),
            fact(_("Subscribed"), _few(audience.subscribed)),
        ]
    if audience.stops:
        stops = [
            ngettext("part {part} ({count} reader)", "part {part} ({count} readers)", readers, part=part)
            for part, readers in audience.stops
        ]
        told.append(fact(_("Where readers are who have not finished"), ", ".join(stops)))
    if audience.channels:
        told.append(fact(_("Posted as a serial in"), ", ".join(f"<#{channel}>" for channel in audience.channels)))
    return "\n".join(f"-# {words}" for words in told)


def _few(count: int | None) -> str:
    return _("fewer than five") if count is None else number(count)


def _story_buttons(story_id: int) -> list[ActionButton]:
    return [
        button(_("Read"), "resume", story_id, style=discord.ButtonStyle.primary),
        button(_("Contents"), "contents", story_id),
        button(_("Warnings"), "warnings", story_id),
        button(_("Subscribe"), "subscribe", story_id),
    ]


def _size(card: StoryCard) -> str:
    parts = [word_count(card.words), part_count(card.parts)]
    if card.chapters:
        parts.append(ngettext("{count} chapter", "{count} chapters", card.chapters))
    parts.append(_("{time} to read", time=reading_time(card.words)))
    return " · ".join(parts)


def _said(card: StoryCard, share: int) -> list[str]:
    fields = ((label, getattr(card.metadata, name), limit // share) for label, name, limit in _LONG_FIELDS)
    return [fact(_(label), safe_prose(value.strip(), limit)) for label, value, limit in fields if value]


def _facts(card: StoryCard) -> list[str]:
    said = card.metadata
    facts = [
        (_("Rating"), rating_words(said.rating)),
        (_("Warnings"), warned_line(card.warnings)),
        (_("Series"), _series(card)),
        (_("Fandom"), _list(said.fandoms)),
        (_("Pairing"), _list(said.relationships)),
        (_("Characters"), _list(said.characters)),
        (_("Genre"), safe(said.genre, 100) if said.genre else ""),
        (_("Tags"), _list(said.tags)),
        (_("Spoilers for"), safe(said.spoilers, 150) if said.spoilers else ""),
        (_("Published"), safe(said.published, 20) if said.published else ""),
        (_("Finished"), _finished(complete=said.complete)),
        (_("Rights"), _rights(card)),
        (_("Before this"), _neighbour(card.prequel)),
        (_("After this"), _neighbour(card.sequel)),
    ]
    return [fact(label, value) for label, value in facts if value]


def _rights(card: StoryCard) -> str:
    """By what right a story was published, as its author said; else what its file says."""
    said, note = safe(card.metadata.rights or "", 100), safe(card.rights_note or "", 60)
    if card.rights is None or card.rights not in set(Rights):
        return said
    words = rights_words(Rights(card.rights), note)
    return f"{words} ({said})" if said and not note else words


def _series(card: StoryCard) -> str:
    said = card.metadata
    if not said.series or said.series_index is None:
        return safe(said.series or "", 80)
    return _("{series}, number {number}", series=safe(said.series, 80), number=said.series_index)


def _finished(*, complete: bool | None) -> str:
    if complete is None:
        return ""
    return _("yes") if complete else _("not yet")


def _list(values: tuple[str, ...]) -> str:
    return safe(", ".join(values), 180)


def _neighbour(story: Neighbour | None) -> str:
    if story is None:
        return ""
    title = safe(story.title, 100)
    if story.story_id is not None:
        return title
    return _("{title} (not for this place)", title=title) if story.barred else _("{title} (awaited)", title=title)


def warnings_card(warnings: Warnings) -> Card:
    """The content warnings a story's author gave; what would spoil is behind a spoiler bar."""
    card = warnings.card
    lines = ["### " + _("Warnings: {title}", title=safe(card.title, 100))]
    lines.append(fact(_("Rating"), rating_words(card.metadata.rating)))
    if warnings.listed:
        lines.append(fact(_("For the whole story"), _warned(warnings.listed)))
    lines += _by_chapter(warnings, room=_WARNINGS_ROOM - sum(map(len, lines)))
    lines.append(f"-# {_silence(warnings)}")
    return Card(text("\n".join(lines)), row(*_story_buttons(card.story_id)[:2]))


def _by_chapter(warnings: Warnings, room: int) -> list[str]:
    """A line for each chapter with warnings; those that find no room are counted, not passed over."""
    lines: list[str] = []
    for done, (place, title, slugs) in enumerate(warnings.by_chapter):
        line = fact(_chapter(place, title), _warned(slugs))
        room -= len(line) + 1
        if room < 0:
            left = len(warnings.by_chapter) - done
            lines.append(
                ngettext(
                    "… and {count} more chapter with warnings.", "… and {count} more chapters with warnings.", left
                )
            )
            break
        lines.append(line)
    return lines


def topic_card(answer: TopicAnswer) -> Card:
    """Whether the author warns of one topic; silence is never called safe."""
    title, topic = safe(answer.warnings.card.title, 100), warning_words(answer.topic)
    if answer.chapters and answer.whole:
        words = _(
            "warned for the whole story, and of these chapters above all: {chapters}.",
            chapters=_chapters(answer.chapters),
        )
    elif answer.chapters:
        words = _("warned: {chapters}.", chapters=_chapters(answer.chapters))
    elif answer.whole:
        words = _("warned, for the whole story.")
    elif answer.warnings.declined:
        words = _("the author chose not to warn, so it may be there.")
    else:
        words = _("not mentioned, which does not mean absent.")
    story_id = answer.warnings.card.story_id
    return Card(text(f"### {title}\n{fact(topic, words)}"), row(button(_("Warnings"), "warnings", story_id)))


def _chapters(chapters: tuple[tuple[int, str | None], ...]) -> str:
    named = [_chapter(place, title) for place, title in chapters[:_MENU]]
    if len(chapters) > _MENU:
        left = len(chapters) - _MENU
        named.append(ngettext("and {count} more chapter", "and {count} more chapters", left))
    return ", ".join(named)


def _warned(slugs: tuple[str, ...]) -> str:
    shown = [f"||{warning_words(slug)}||" if slug in _SPOILING else warning_words(slug) for slug in slugs[:_MENU]]
    if len(slugs) > _MENU:
        shown.append(_("and {count} more", count=len(slugs) - _MENU))
    return ", ".join(shown)


def _silence(warnings: Warnings) -> str:
    if warnings.declined:
        return _("The author chose not to warn: anything may be there.")
    if warnings.listed or warnings.by_chapter:
        return _("These are the author's own. What is not mentioned may still be there.")
    if warnings.denied:
        return _("The author says that no warnings apply.")
    return _("The author does not say, which does not mean that there is nothing.")


def _chapter(place: int, title: str | None) -> str:
    return safe(title, 50) if title else _("Chapter {number}", number=place)


def contents_card(contents: StoryContents) -> Card:
    """Up to 25 parts of a story with a menu to jump to one of them, and buttons to the parts before and after."""
    head = f"### {safe(contents.card.title, 100)}\n-# {_size(contents.card)}"
    options = [_option(entry, contents) for entry in contents.parts]
    lines = _lines(contents) + ([_lock_words(contents.lock)] if contents.lock else [])
    items: list[Item] = [text(head), line(), text("\n".join(lines))]
    story_id = contents.card.story_id
    if options:
        items.append(row(select("jump", story_id, placeholder=_("Go to a part…"), options=options)))
    buttons = [button(_("Read"), "resume", story_id, style=discord.ButtonStyle.primary)]
    if contents.last > _MENU:
        before, after = max(1, contents.first - _MENU), contents.first + _MENU
        buttons += [
            button(_("Earlier"), "contents", story_id, before, "earlier", disabled=contents.first == 1),
            button(_("Later"), "contents", story_id, after, "later", disabled=after > contents.last),
            button(_("Go to part…"), "askpart", story_id),
        ]
    return Card(*items, row(*buttons))


def _lock_words(lock: Lock) -> str:
    """Why the rest is not listed, in the words of the refusal to open it (bot/services/serials/ahead.py)."""
    channel = str(lock.channel_id)
    if lock.coming is None:
        return "-# " + _(
            "This story is being posted here, in <#{channel}>, and has not come further yet.", channel=channel
        )
    when = discord.utils.format_dt(lock.coming, "R")
    said = _(
        "This story is being posted here, in <#{channel}>; the next part comes {when}.", channel=channel, when=when
    )
    return f"-# {said}"


def _lines(contents: StoryContents) -> list[str]:
    lines: list[str] = []
    chapter: int | None = None
    for entry in contents.parts:
        if entry.chapter is not None and entry.chapter != chapter:
            chapter = entry.chapter
            lines.append(f"**{_chapter(chapter, contents.chapters[chapter - 1].title)}**")
        mark = " ← " + _("here") if entry.number == contents.here else ""
        opening = f"{safe(entry.first_words, 40)} · " if entry.number <= contents.furthest else ""
        lines.append(f"**{number(entry.number)}**\u2002{opening}{word_count(entry.words)}{mark}")
    return lines


def _option(entry: PartEntry, contents: StoryContents) -> discord.SelectOption:
    label = _("Part {part}", part=entry.number)
    title = contents.chapters[entry.chapter - 1].title if entry.chapter is not None else None
    about = entry.first_words if entry.number <= contents.furthest else reading_time(entry.words)
    if title:
        label += f" · {title}"
    # A menu shows its words as they are: no Markdown there, so nothing is escaped. None is chosen beforehand: Discord
    # tells the bot nothing when somebody picks what is chosen already.
    return discord.SelectOption(
        label=shorten(label, 100), value=str(entry.number), description=shorten(about, 100) or None
    )
