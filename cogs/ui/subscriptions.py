"""Subscriptions as readers see them: the card to choose one, the answer to it, the list with Unsubscribe and Snooze."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.models import AwaitedTitle, Rhythm, Wish
from bot.services.subscribe import LONGEST_SNOOZE_DAYS, SNOOZE_DAYS
from cogs.ui.actions import button, select
from cogs.ui.cards import Card, line, row, text
from cogs.ui.language import _, aside, ngettext
from cogs.ui.library import suggestion
from cogs.ui.words import safe, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.models import LibraryEntry
    from bot.services.subscribe import AlreadyHere, Choice, Subscribed, SubscriptionPage, SubscriptionView
    from cogs.ui.cards import Item

_SNOOZES = (1, 3, SNOOZE_DAYS, 14, 30, LONGEST_SNOOZE_DAYS)


def wish_label(wish: Wish) -> str:
    """What one can subscribe to, as a menu names it."""
    return {
        Wish.SEQUEL: _("Sequel"),
        Wish.STORY: _("New chapters"),
        Wish.SERIES: _("Series"),
        Wish.AUTHOR: _("Author"),
        Wish.AWAITED: _("Awaited title"),
    }[wish]


def rhythm_label(rhythm: Rhythm) -> str:
    """When one wants to hear of it, as a menu names it."""
    return {
        Rhythm.EVERY: _("Every part, as it comes"),
        Rhythm.COMPLETE: _("Only when it is complete"),
        Rhythm.WEEKLY: _("In a weekly digest"),
    }[rhythm]


def subscription_words(view: SubscriptionView) -> str:
    """A subscription in one line, without what may not be told here."""
    named = view.title if view.wish in {Wish.SEQUEL, Wish.STORY} else view.name
    words = f"**{safe(named, 70)}**" if named is not None else _("a story for adults")
    return _("{what}: {which}", what=wish_label(view.wish), which=words)


def suggested(found: LibraryEntry | AwaitedTitle) -> tuple[str, str]:
    """A story or an awaited title as one line of a list, at most 100 characters (Discord), and its value."""
    if isinstance(found, AwaitedTitle):
        title = shorten(found.title, 60)
        return shorten(_("{title} (awaited)", title=title), 100), f"{Wish.AWAITED}:{found.id}"
    return suggestion(found), str(found.story_id)


@aside()
def pick_title_card(found: Sequence[LibraryEntry | AwaitedTitle], wish: Wish, rhythm: Rhythm) -> Card:
    """A menu of likely stories and awaited titles for what was typed."""
    options = [discord.SelectOption(label=label, value=value) for label, value in map(suggested, found)]
    menu = select("picksub", wish.value, rhythm.value, placeholder=_("Pick a story…"), options=options)
    return Card(text(_("Which story do you mean?")), row(menu), private=True)


@aside()
def choice_card(choice: Choice, wish: Wish, rhythm: Rhythm) -> Card:
    """What one can subscribe to at a story, and when to hear of it, with the button that does."""
    head = _("Subscribe: {title}", title=safe(choice.title, 100))
    words = _("I write to you by DM, and only of what you choose here.")
    wishes = [
        discord.SelectOption(
            label=wish_label(each),
            value=each.value,
            description=_about(each, choice),
            default=each is wish,
        )
        for each in choice.wishes
    ]
    rhythms = [
        discord.SelectOption(label=rhythm_label(each), value=each.value, default=each is rhythm) for each in Rhythm
    ]
    story_id = choice.story_id
    return Card(
        text(f"### {head}\n{words}"),
        row(select("wish", story_id, rhythm.value, placeholder=_("To what?"), options=wishes)),
        row(select("rhythm", story_id, wish.value, placeholder=_("When?"), options=rhythms)),
        row(
            button(_("Subscribe"), "follow", story_id, wish, rhythm, style=discord.ButtonStyle.primary),
            button(_("Details"), "details", story_id),
        ),
        private=True,
    )


def _about(wish: Wish, choice: Choice) -> str | None:
    named = {Wish.SEQUEL: choice.sequel, Wish.SERIES: choice.series, Wish.AUTHOR: choice.author}.get(wish)
    return shorten(named, 100) if named else None


@aside()
def subscribed_card(done: Subscribed) -> Card:
    """The answer to whoever subscribed."""
    head = _("Subscribed") if done.new else _("You had that subscription already; it is set to this now.")
    words = [f"### {head}", subscription_words(done.view), f"-# {rhythm_label(done.view.rhythm)}"]
    if not done.notices:
        words.append(_("You have turned notices off: `/preferences` turns them on again."))
    elif not done.by_dm:
        words.append(
            _(
                "Stories for adults are told of in your DMs once you have confirmed in an age-restricted channel that you "
                "are an adult: `/preferences`."
            )
        )
    return Card(
        text("\n".join(words)), row(button(_("Unsubscribe"), "unsubscribe", done.view.id), _all()), private=True
    )


@aside()
def already_here_card(found: AlreadyHere) -> Card:
    """The answer where what she wanted to hear of is here."""
    words = _("**{title}** is here already.", title=safe(found.entry.title, 100))
    story_id = found.entry.story_id
    buttons = [
        button(_("Read"), "resume", story_id, style=discord.ButtonStyle.primary),
        button(_("Subscribe"), "subscribe", story_id),
    ]
    return Card(text(words), row(*buttons), private=True)


@aside()
def ended_card(view: SubscriptionView) -> Card:
    """What is left where a subscription was."""
    words = _("You will hear no more of it.")
    return Card(text(f"{subscription_words(view)}\n{words}"), row(_all()), private=True)


@aside()
def snooze_card(view: SubscriptionView) -> Card:
    """A subscription that rests, and a menu to let it rest longer or shorter."""
    if view.snoozed_until is None:
        words = _("It is awake again.")
    else:
        words = _("It rests until {date}. What happens until then comes in one message.", date=_date(view))
    options = [
        discord.SelectOption(label=ngettext("{count} day", "{count} days", days), value=str(days)) for days in _SNOOZES
    ]
    menu = select("snoozefor", view.id, placeholder=_("Another time…"), options=options)
    buttons = [_all()] if view.snoozed_until is None else [button(_("Wake up"), "snooze", view.id, 0), _all()]
    return Card(text(f"{subscription_words(view)}\n{words}"), row(menu), row(*buttons), private=True)


@aside()
def subscriptions_card(page: SubscriptionPage, waiting: int) -> Card:
    """A reader's subscriptions, the latest first, each with Unsubscribe and Snooze, and how many notices wait for her."""
    head = _("Your subscriptions")
    items: list[Item] = []
    if not page.total:
        words = _("You have none. `/subscribe` makes one, and so does the button **Subscribe** on a story's card.")
        items = [text(f"### {head}\n{words}")]
    else:
        total = ngettext("{count} subscription", "{count} subscriptions", page.total)
        items = [text(f"### {head}\n-# {total}"), line()]
    for view in page.subscriptions:
        items += [text(f"{subscription_words(view)}\n-# {_state(view)}"), row(*_buttons(view, page.number))]
    if page.pages > 1:
        items.append(
            row(
                button(_("Back"), "subs", page.number - 1, disabled=page.number <= 1),
                button(_("Next"), "subs", page.number + 1, disabled=page.number >= page.pages),
            )
        )
    if waiting:
        words = ngettext("{count} notice waits for you here.", "{count} notices wait for you here.", waiting)
        items += [line(), text(words), row(button(_("Show them"), "waiting"))]
    return Card(*items, private=True)


def _buttons(view: SubscriptionView, page: int) -> list[Item]:
    end = button(_("Unsubscribe"), "endsub", view.id, page)
    if view.snoozed_until is not None:
        return [end, button(_("Wake up"), "snooze", view.id, 0)]
    return [end, button(_("Snooze"), "snooze", view.id, SNOOZE_DAYS)]


def _state(view: SubscriptionView) -> str:
    said = [rhythm_label(view.rhythm)]
    if view.snoozed_until is not None:
        said.append(_("rests until {date}", date=_date(view)))
    if view.withdrawn:
        said.append(_("not in the library any more"))
    return " · ".join(said)


def _date(view: SubscriptionView) -> str:
    assert view.snoozed_until is not None  # noqa: S101 - its callers looked
    return discord.utils.format_dt(view.snoozed_until, "D")


def _all() -> Item:
    return button(_("All subscriptions"), "subs", 1)
