"""A story's card, its content warnings and its contents, as readers see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from cogs.ui.actions import button, select
from cogs.ui.cards import Card, line, row, text
from cogs.ui.words import count, rating_words, reading_time, safe, safe_prose, shorten, warned_line, warning_words

if TYPE_CHECKING:
    from bot.models import Neighbour, PartEntry, StoryCard
    from bot.services.describe import StoryContents, TopicAnswer, Warnings
    from cogs.ui.actions import ActionButton

# Warnings that tell how a story ends are shown behind a spoiler bar.
_SPOILING = frozenset({"character-death", "major-character-death", "animal-death", "suicide", "pregnancy-loss"})
# How many code points of each longer field a card shows. With the facts, at most about 1,600, they stay under the
# 4,000 that Discord lets a message hold.
_LONG_FIELDS = (("Summary", "summary", 1000), ("Notes", "notes", 600), ("Disclaimer", "disclaimer", 300))
_MENU = 25
# What the lines of a warnings card may take together, code points.
_WARNINGS_ROOM = 3600


def story_card(card: StoryCard) -> Card:
    """Everything a story says of itself but its warnings, of which it tells only that there are some."""
    said = card.metadata
    lines = [f"### {safe(card.title, 120)}"]
    if said.author:
        lines.append(f"by {safe(said.author, 80)}")
    lines.append(f"-# {_size(card)}")
    items = [text("\n".join(lines)), line(), text("\n".join(_facts(card)))]
    long = [f"**{label}:** {safe_prose(value.strip(), limit)}" for label, value, limit in _said(card)]
    if long:
        items += [line(), text("\n".join(long))]
    return Card(*items, row(*_story_buttons(card.story_id)))


def _story_buttons(story_id: int) -> list[ActionButton]:
    return [
        button("Read", "resume", story_id, style=discord.ButtonStyle.primary),
        button("Contents", "contents", story_id),
        button("Warnings", "warnings", story_id),
    ]


def _size(card: StoryCard) -> str:
    parts = [count(card.words, "word"), count(card.parts, "part")]
    if card.chapters:
        parts.append(count(card.chapters, "chapter"))
    parts.append(f"{reading_time(card.words)} to read")
    return " · ".join(parts)


def _said(card: StoryCard) -> list[tuple[str, str, int]]:
    fields = ((label, getattr(card.metadata, name), limit) for label, name, limit in _LONG_FIELDS)
    return [(label, value, limit) for label, value, limit in fields if value]


def _facts(card: StoryCard) -> list[str]:
    said = card.metadata
    facts = [
        ("Rating", rating_words(said.rating)),
        ("Warnings", warned_line(card.warnings)),
        ("Series", _series(card)),
        ("Fandom", _list(said.fandoms)),
        ("Pairing", _list(said.relationships)),
        ("Characters", _list(said.characters)),
        ("Genre", safe(said.genre, 100) if said.genre else ""),
        ("Tags", _list(said.tags)),
        ("Spoilers for", safe(said.spoilers, 150) if said.spoilers else ""),
        ("Published", safe(said.published, 20) if said.published else ""),
        ("Finished", {True: "yes", False: "not yet", None: ""}[said.complete]),
        ("Rights", safe(said.rights, 100) if said.rights else ""),
        ("Before this", _neighbour(card.prequel)),
        ("After this", _neighbour(card.sequel)),
    ]
    return [f"**{label}:** {value}" for label, value in facts if value]


def _series(card: StoryCard) -> str:
    said = card.metadata
    if not said.series:
        return ""
    return safe(said.series, 80) + (f", number {said.series_index}" if said.series_index is not None else "")


def _list(values: tuple[str, ...]) -> str:
    return safe(", ".join(values), 180)


def _neighbour(story: Neighbour | None) -> str:
    if story is None:
        return ""
    state = "" if story.story_id is not None else " (not for this place)" if story.barred else " (awaited)"
    return safe(story.title, 100) + state


def warnings_card(warnings: Warnings) -> Card:
    """The content warnings a story's author gave; what would spoil is behind a spoiler bar."""
    card = warnings.card
    lines = [f"### Warnings: {safe(card.title, 100)}", f"**Rating:** {rating_words(card.metadata.rating)}"]
    if warnings.listed:
        lines.append(f"**For the whole story:** {_warned(warnings.listed)}")
    lines += _by_chapter(warnings, room=_WARNINGS_ROOM - sum(map(len, lines)))
    lines.append(f"-# {_silence(warnings)}")
    return Card(text("\n".join(lines)), row(*_story_buttons(card.story_id)[:2]))


def _by_chapter(warnings: Warnings, room: int) -> list[str]:
    """A line for each chapter with warnings; those that find no room are counted, not passed over."""
    lines: list[str] = []
    for done, (number, title, slugs) in enumerate(warnings.by_chapter):
        line = f"**{_chapter(number, title)}:** {_warned(slugs)}"
        room -= len(line) + 1
        if room < 0:
            lines.append(f"… and {count(len(warnings.by_chapter) - done, 'more chapter')} with warnings.")
            break
        lines.append(line)
    return lines


def topic_card(answer: TopicAnswer) -> Card:
    """Whether the author warns of one topic; silence is never called safe."""
    title, topic = safe(answer.warnings.card.title, 100), warning_words(answer.topic)
    if answer.chapters and answer.whole:
        words = "warned for the whole story, and of these chapters above all: " + _chapters(answer.chapters)
    elif answer.chapters:
        words = "warned: " + _chapters(answer.chapters)
    elif answer.whole:
        words = "warned, for the whole story"
    elif answer.warnings.declined:
        words = "the author chose not to warn, so it may be there"
    else:
        words = "not mentioned, which does not mean absent"
    story_id = answer.warnings.card.story_id
    return Card(text(f"### {title}\n**{topic}:** {words}."), row(button("Warnings", "warnings", story_id)))


def _chapters(chapters: tuple[tuple[int, str | None], ...]) -> str:
    named = [_chapter(number, title) for number, title in chapters[:_MENU]]
    if len(chapters) > _MENU:
        named.append(f"and {count(len(chapters) - _MENU, 'more chapter')}")
    return ", ".join(named)


def _warned(slugs: tuple[str, ...]) -> str:
    shown = [f"||{warning_words(slug)}||" if slug in _SPOILING else warning_words(slug) for slug in slugs[:_MENU]]
    if len(slugs) > _MENU:
        shown.append(f"and {len(slugs) - _MENU} more")
    return ", ".join(shown)


def _silence(warnings: Warnings) -> str:
    if warnings.declined:
        return "The author chose not to warn: anything may be there."
    if warnings.listed or warnings.by_chapter:
        return "These are the author's own. What is not mentioned may still be there."
    if warnings.denied:
        return "The author says that no warnings apply."
    return "The author does not say, which does not mean that there is nothing."


def _chapter(number: int, title: str | None) -> str:
    return safe(title, 50) if title else f"Chapter {number}"


def contents_card(contents: StoryContents) -> Card:
    """Up to 25 parts of a story with a menu to jump to one of them, and buttons to the parts before and after."""
    head = f"### {safe(contents.card.title, 100)}\n-# {_size(contents.card)}"
    options = [_option(entry, contents) for entry in contents.parts]
    items = [text(head), line(), text("\n".join(_lines(contents)))]
    story_id = contents.card.story_id
    items.append(row(select("jump", story_id, placeholder="Go to a part…", options=options)))
    buttons = [button("Read", "resume", story_id, style=discord.ButtonStyle.primary)]
    if contents.card.parts > _MENU:
        before, after = max(1, contents.first - _MENU), contents.first + _MENU
        buttons += [
            button("Earlier", "contents", story_id, before, "earlier", disabled=contents.first == 1),
            button("Later", "contents", story_id, after, "later", disabled=after > contents.card.parts),
            button("Go to part…", "askpart", story_id),
        ]
    return Card(*items, row(*buttons))


def _lines(contents: StoryContents) -> list[str]:
    lines: list[str] = []
    chapter: int | None = None
    for entry in contents.parts:
        if entry.chapter is not None and entry.chapter != chapter:
            chapter = entry.chapter
            lines.append(f"**{_chapter(chapter, contents.chapters[chapter - 1].title)}**")
        mark = " ← here" if entry.number == contents.here else ""
        opening = f"{safe(entry.first_words, 40)} · " if entry.number <= contents.furthest else ""
        lines.append(f"**{entry.number}**\u2002{opening}{count(entry.words, 'word')}{mark}")
    return lines


def _option(entry: PartEntry, contents: StoryContents) -> discord.SelectOption:
    label = f"Part {entry.number}"
    title = contents.chapters[entry.chapter - 1].title if entry.chapter is not None else None
    about = entry.first_words if entry.number <= contents.furthest else reading_time(entry.words)
    if title:
        label += f" · {title}"
    # A menu shows its words as they are: no Markdown there, so nothing is escaped. None is chosen beforehand: Discord
    # tells the bot nothing when somebody picks what is chosen already.
    return discord.SelectOption(
        label=shorten(label, 100), value=str(entry.number), description=shorten(about, 100) or None
    )
