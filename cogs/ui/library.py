"""The library's pages and the menus in which a reader picks a story."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.models import LabelKind, LibraryFilter, LibraryOrder, RatingLevel, ReadingStatus, Stage, reading_state
from bot.services.wanted import START
from cogs.ui.actions import button, select
from cogs.ui.cards import Card, line, row, text
from cogs.ui.language import _, aside, ngettext, number
from cogs.ui.words import level_words, part_count, reading_time, safe, shorten, warning_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.models import LibraryEntry, Progress
    from bot.services.browse import LabelPage, LibraryLine, LibraryPage


def library_card(page: LibraryPage) -> Card:
    """Ten stories with a menu to open one, a menu to list others, and buttons to the pages before and after."""
    head = f"### {_('Library')}"
    if asked := _asked(page.filter):
        head += f" · {asked}"
    browsing = row(select("browse", page.key, placeholder=_("Browse…"), options=_ways(page.filter)))
    if not page.lines:
        nothing = _("Nothing that can be read here fits.")
        return Card(text(f"{head}\n{nothing}\n-# {_advice(page.filter)}"), browsing)
    total = ngettext("{count} story", "{count} stories", page.total)
    items = [text(f"{head}\n-# {total}"), line(), text("\n".join(_lines(entry, page) for entry in page.lines))]
    options = [_option(one.entry) for one in page.lines]
    items += [row(select("story", placeholder=_("Open a story…"), options=options)), browsing]
    if page.pages > 1:
        items.append(
            row(
                button(_("Back"), "library", page.number - 1, page.key, disabled=page.number <= 1),
                button(_("Next"), "library", page.number + 1, page.key, disabled=page.number >= page.pages),
            )
        )
    return Card(*items)


def labels_card(page: LabelPage) -> Card:
    """Up to 25 fandoms or tags with the number of their stories, and a menu to list those of one."""
    head = _("Fandoms") if page.kind is LabelKind.FANDOM else _("Tags")
    leave = button(_("Library"), "library", 1, START)
    if not page.labels:
        return Card(text(f"### {head}\n" + _("No story here names any.")), row(leave))
    options = [
        discord.SelectOption(
            label=shorten(label.name, 100),
            # Discord holds a value to 100 characters, and to be the only one of its menu.
            value=f"tag={label.name}"[:100],
            description=ngettext("{count} story", "{count} stories", label.stories),
        )
        for label in {f"tag={label.name}"[:100]: label for label in page.labels}.values()
    ]
    buttons = [leave]
    if page.number > 1 or page.more:
        buttons = [
            button(_("Back"), "labels", page.kind, page.number - 1, disabled=page.number <= 1),
            button(_("Next"), "labels", page.kind, page.number + 1, disabled=not page.more),
            leave,
        ]
    menu = select("browse", START, placeholder=_("Pick one to see its stories…"), options=options)
    return Card(text(f"### {head}"), row(menu), row(*buttons))


def _asked(wanted: LibraryFilter) -> str:
    """What the list is narrowed to, and its order where that is not the usual one."""
    said = [_("“{words}”", words=safe(wanted.search, 40))] if wanted.search else []
    said += [level_words(wanted.rating)] if wanted.rating else []
    said += [safe(wanted.tag, 40)] if wanted.tag else []
    said += [_status_words(wanted.status)] if wanted.status else []
    if not wanted.search and wanted.order is not LibraryOrder.TITLE:
        said.append(_order_words(wanted.order))
    return " · ".join(said)


def _ways(wanted: LibraryFilter) -> list[discord.SelectOption]:
    """The ways to list the library; the present one can be chosen too, since Discord tells of no second choice."""
    orders = [(f"order={order.value}", _order_words(order)) for order in LibraryOrder]
    statuses = [(f"status={status.value}", _status_words(status)) for status in ReadingStatus]
    labels = [("labels=fandom", _("By fandom…")), ("labels=tag", _("By tag…"))]
    whole = [] if wanted == LibraryFilter() else [("all", _("Everything"))]
    return [discord.SelectOption(label=label, value=value) for value, label in [*whole, *orders, *labels, *statuses]]


def _order_words(order: LibraryOrder) -> str:
    return {
        LibraryOrder.TITLE: _("By title"),
        LibraryOrder.RECENT: _("Recently added"),
        LibraryOrder.AUTHOR: _("By author"),
        LibraryOrder.SERIES: _("By series"),
        LibraryOrder.RATING: _("By rating"),
        LibraryOrder.SHORTEST: _("Shortest first"),
        LibraryOrder.LONGEST: _("Longest first"),
    }[order]


def _status_words(status: ReadingStatus) -> str:
    return {
        ReadingStatus.UNREAD: _("Not begun"),
        ReadingStatus.READING: _("Begun"),
        ReadingStatus.FINISHED: _("Read to the end"),
    }[status]


@aside()
def pick_card(entries: Sequence[LibraryEntry], then: str, *fields: object) -> Card:
    """A menu of likely stories for what was typed; the action `then` runs with the fields and the chosen story."""
    options = [_option(entry) for entry in entries]
    return Card(
        text(_("Which story do you mean?") if len(entries) > 1 else _("Is this the one you mean?")),
        row(select(then, *fields, placeholder=_("Pick a story…"), options=options)),
        private=True,
    )


def suggestion(entry: LibraryEntry) -> str:
    """A story as one line of an autocomplete list, at most 100 characters (Discord)."""
    return shorten(f"{entry.title} · {entry.author}" if entry.author else entry.title, 100)


def _lines(one: LibraryLine, page: LibraryPage) -> str:
    entry = one.entry
    facts = [level_words(entry.rating.level), part_count(entry.parts), reading_time(entry.words)]
    if entry.series:
        index = "" if entry.series_index is None else f" {number(entry.series_index)}"
        facts.insert(0, safe(entry.series, 35) + index)
    if entry.author:
        facts.insert(0, safe(entry.author, 40))
    lines = [f"**{safe(entry.title, 80)}**", f"-# {' · '.join(facts)}"]
    marks = [_progress_words(one.so_far, entry.parts)] if one.so_far else []
    if one.avoided:
        topics = shorten(", ".join(warning_words(topic) for topic in one.avoided), 60)
        marks.append(_("warns of {topics}", topics=topics) if page.named else _("warns of something you avoid"))
    return "\n".join([*lines, *(["-# " + " · ".join(marks)] if marks else [])])


def _progress_words(so_far: Progress, parts: int) -> str:
    state = reading_state(so_far, parts)
    if state.stage is Stage.READING:
        return _("you are in part {part}", part=so_far.place.part)
    if state.stage is Stage.FINISHED:
        return _("read to the end")
    return ngettext("{count} new part", "{count} new parts", state.new_parts)


def _advice(wanted: LibraryFilter) -> str:
    if wanted.rating in {RatingLevel.MATURE, RatingLevel.EXPLICIT, RatingLevel.UNRATED}:
        return _("Stories of that rating are served in age-restricted channels alone.")
    return _("`/library` without options shows every story you can read here.")


def _option(entry: LibraryEntry) -> discord.SelectOption:
    about = " · ".join(filter(None, [entry.author, *entry.fandoms[:1], part_count(entry.parts)]))
    return discord.SelectOption(
        label=shorten(entry.title, 100), value=str(entry.story_id), description=shorten(about, 100)
    )
