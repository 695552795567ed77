"""Subscribing: what a reader wants to hear of and when, listed, put to rest and ended; nobody reaches another's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.db import servers, stories, subscriptions
from bot.db.cards import get_card
from bot.db.keys import title_key
from bot.db.links import get_awaited, list_awaited
from bot.errors import LimitError, NotFoundError
from bot.gate import admitted
from bot.library.search import search
from bot.models import PointerKind, Rhythm, Surface, Where, Wish
from bot.services import find
from bot.services.pagination import fit
from bot.services.scope import enter, enter_and_keep
from bot.services.zones import DEFAULT_ZONE, next_digest

if TYPE_CHECKING:
    from bot.db import Work
    from bot.db.subscriptions import Subscription
    from bot.models import AwaitedTitle, LibraryEntry, StoryCard, Visit
    from bot.services.engine import Engine
    from bot.services.scope import Scope

SUBSCRIPTIONS_PAGE = 5
SNOOZE_DAYS = 7
LONGEST_SNOOZE_DAYS = 90
# Of the suggestions, so many may be titles that are not here yet.
_MOST_AWAITED = 10


@dataclass(frozen=True, slots=True)
class SubscriptionView:
    """A subscription as it may be shown here.

    `title` is that of the story she chose it at, `name` what a series, an author or an awaited title is called; both are
    None where that story may not be shown here. `withdrawn`: it is not in the library any more.
    """

    id: int
    wish: Wish
    rhythm: Rhythm
    story_id: int
    title: str | None
    name: str | None
    withdrawn: bool
    snoozed_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class SubscriptionPage:
    """At most five of a reader's subscriptions, the latest first: page `number` of `pages`, `total` in all."""

    subscriptions: tuple[SubscriptionView, ...]
    number: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Choice:
    """What one can subscribe to at a story, with the names of its series and author, and of a sequel that is awaited."""

    story_id: int
    title: str
    wishes: tuple[Wish, ...]
    series: str | None
    author: str | None
    sequel: str | None


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A subscription that was made, or, not `new`, was there and has another rhythm now.

    `by_dm` tells whether notices of such a story may come to her DMs, `notices` whether she lets any come.
    """

    view: SubscriptionView
    new: bool
    by_dm: bool
    notices: bool


@dataclass(frozen=True, slots=True)
class AlreadyHere:
    """What she wanted to hear of is here, and may be read."""

    entry: LibraryEntry


async def suggest(engine: Engine, visit: Visit, text: str) -> list[LibraryEntry | AwaitedTitle]:
    """At most 25 stories and awaited titles that fit what was typed so far and may be named here."""
    return await engine.read(visit, _suggest(engine, visit, text))


async def resolve(
    engine: Engine, visit: Visit, text: str
) -> LibraryEntry | AwaitedTitle | list[LibraryEntry | AwaitedTitle]:
    """The story or awaited title that was typed or chosen, else the likely ones to choose from.

    An awaited title is chosen by `awaited:` and its id. Raises NotFoundError and NotHereError.
    """
    kind, colon, number = text.partition(":")
    if colon and kind == Wish.AWAITED and number.isascii() and number.isdigit() and len(number) < 19:
        return await engine.read(visit, _awaited(engine, visit, int(number)))
    titles = await engine.read(visit, _find_awaited(engine, visit, text))
    same = [title for title in titles if title_key(title.title) == title_key(text)]
    try:
        found = await find.resolve(engine, visit, text)
    except NotFoundError:
        if not titles:
            raise
        return titles[0] if len(titles) == 1 else list(titles)
    if not isinstance(found, list):
        return found
    several: list[LibraryEntry | AwaitedTitle] = [*same, *found]
    return same[0] if len(same) == 1 else several[: find.CHOICES]


async def list_choice(engine: Engine, visit: Visit, story_id: int) -> Choice:
    """What she can subscribe to at a story. Raises NotFoundError and NotHereError."""
    return await engine.read(visit, _choice(engine, visit, story_id))


async def subscribe(
    engine: Engine, visit: Visit, story_id: int, wish: Wish, rhythm: Rhythm
) -> Subscribed | AlreadyHere:
    """Her subscription to a story's new parts, its sequel, its series or its author.

    Raises NotFoundError, NotHereError, and LimitError where she has as many as the operator lets her.
    """
    return await engine.run(visit, _subscribe(engine, visit, story_id, wish, rhythm))


async def subscribe_to_title(engine: Engine, visit: Visit, awaited_id: int, rhythm: Rhythm) -> Subscribed | AlreadyHere:
    """Her subscription to an awaited title. Raises NotFoundError and LimitError."""
    return await engine.run(visit, _subscribe_to_title(engine, visit, awaited_id, rhythm))


async def list_page(engine: Engine, visit: Visit, number: int) -> SubscriptionPage:
    """Page `number`, from 1, of her subscriptions."""
    return await engine.read(visit, _list(engine, visit, number))


async def look(engine: Engine, visit: Visit, subscription_id: int) -> SubscriptionView:
    """One of her subscriptions. Raises NotFoundError."""
    return await engine.read(visit, _look(engine, visit, subscription_id))


async def end(engine: Engine, visit: Visit, subscription_id: int) -> SubscriptionView:
    """End one of her subscriptions; how it was. Raises NotFoundError."""
    return await engine.run(visit, _end(engine, visit, subscription_id))


async def snooze(engine: Engine, visit: Visit, subscription_id: int, days: int = SNOOZE_DAYS) -> SubscriptionView:
    """Let one of her subscriptions rest for so many days; with 0 it is awake. Raises NotFoundError."""
    view = await engine.run(visit, _snooze(engine, visit, subscription_id, days))
    engine.bell.ring()
    return view


def view_of(scope: Scope, subscription: Subscription) -> SubscriptionView:
    """A subscription as it may be shown in that scope."""
    shown = scope.visibility.admits(subscription)
    return SubscriptionView(
        id=subscription.id,
        wish=subscription.wish,
        rhythm=subscription.rhythm,
        story_id=subscription.story_id,
        title=subscription.title if shown else None,
        name=subscription.name if shown else None,
        withdrawn=subscription.hidden,
        snoozed_until=subscription.snoozed_until,
    )


def _suggest(engine: Engine, visit: Visit, text: str) -> Work[list[LibraryEntry | AwaitedTitle]]:
    scope = yield from enter(engine, visit)
    titles = yield from list_awaited(text, scope.visibility, _MOST_AWAITED)
    entries = yield from search(text, visibility=scope.visibility, limit=find.CHOICES)
    return [*entries[: find.CHOICES - len(titles)], *titles]


def _awaited(engine: Engine, visit: Visit, awaited_id: int) -> Work[AwaitedTitle]:
    scope = yield from enter(engine, visit)
    title = yield from get_awaited(awaited_id, scope.visibility)
    if title is None:
        raise NotFoundError("Nobody awaits that title any more.", "Type a story's title and pick from the list.")
    return title


def _find_awaited(engine: Engine, visit: Visit, text: str) -> Work[list[AwaitedTitle]]:
    scope = yield from enter(engine, visit)
    return (yield from list_awaited(text, scope.visibility, find.CHOICES))


def _card(scope: Scope, story_id: int) -> Work[StoryCard]:
    scope.require((yield from stories.get_entry(story_id)))
    card = yield from get_card(story_id, scope.visibility)
    assert card is not None  # noqa: S101 - the entry was there in this very transaction
    return card


def _choice(engine: Engine, visit: Visit, story_id: int) -> Work[Choice]:
    scope = yield from enter(engine, visit)
    card = yield from _card(scope, story_id)
    followed = yield from subscriptions.get_followed(story_id)
    wishes = [Wish.SEQUEL, Wish.STORY, *(wish for wish in (Wish.SERIES, Wish.AUTHOR) if wish in followed)]
    awaited = card.sequel.title if card.sequel and card.sequel.story_id is None and not card.sequel.barred else None
    return Choice(
        story_id=story_id,
        title=card.title,
        wishes=tuple(wishes),
        series=followed[Wish.SERIES][1] if Wish.SERIES in followed else None,
        author=followed[Wish.AUTHOR][1] if Wish.AUTHOR in followed else None,
        sequel=awaited,
    )


def _subscribe(
    engine: Engine, visit: Visit, story_id: int, wish: Wish, rhythm: Rhythm
) -> Work[Subscribed | AlreadyHere]:
    scope = yield from enter_and_keep(engine, visit)
    card = yield from _card(scope, story_id)
    target, name = str(story_id), ""
    if wish is Wish.SEQUEL and card.sequel is not None and card.sequel.story_id is not None:
        return (yield from _already_here(scope, card.sequel.story_id))
    if wish is Wish.STORY and rhythm is Rhythm.COMPLETE and card.metadata.complete:
        raise NotFoundError("That story is complete already.", "`/read` opens it.")
    if wish in {Wish.SERIES, Wish.AUTHOR}:
        followed = yield from subscriptions.get_followed(story_id)
        if wish not in followed:
            raise _nothing_to_follow(wish)
        target, name = followed[wish]
    return (yield from _keep(engine, scope, wish, rhythm, target=target, story_id=story_id, name=name))


def _subscribe_to_title(
    engine: Engine, visit: Visit, awaited_id: int, rhythm: Rhythm
) -> Work[Subscribed | AlreadyHere]:
    title = yield from _awaited(engine, visit, awaited_id)
    scope = yield from enter_and_keep(engine, visit)
    card = yield from _card(scope, title.story_id)
    neighbour = card.sequel if title.kind is PointerKind.SEQUEL else card.prequel
    if neighbour is not None and neighbour.story_id is not None:
        return (yield from _already_here(scope, neighbour.story_id))
    return (
        yield from _keep(
            engine, scope, Wish.AWAITED, rhythm, target=str(awaited_id), story_id=title.story_id, name=title.title
        )
    )


def _already_here(scope: Scope, story_id: int) -> Work[AlreadyHere]:
    return AlreadyHere(scope.require((yield from stories.get_entry(story_id))))


def _nothing_to_follow(wish: Wish) -> NotFoundError:
    if wish is Wish.SERIES:
        return NotFoundError("That story names no series.", "With `to:` you can choose its author or its sequel.")
    return NotFoundError("That story names no author.", "With `to:` you can choose its sequel or its new chapters.")


def _keep(
    engine: Engine, scope: Scope, wish: Wish, rhythm: Rhythm, *, target: str, story_id: int, name: str
) -> Work[Subscribed]:
    reader_id, now = scope.reader.id, engine.now()
    kept, new = yield from subscriptions.keep_subscription(
        reader_id, wish, target, rhythm=rhythm, story_id=story_id, name=name, now=now
    )
    if new and (yield from subscriptions.count_subscriptions(reader_id)) > engine.most_subscriptions:
        raise LimitError(
            "You have {most} subscriptions, which is the most I can keep.",
            "End one that you no longer need: `/subscriptions` shows them.",
            most=engine.most_subscriptions,
        )
    if rhythm is Rhythm.WEEKLY:
        zone = scope.preferences.zone
        yield from subscriptions.keep_digest_zone(zone or DEFAULT_ZONE, next_digest(zone, now))
    found = yield from subscriptions.get_subscription(reader_id, kept)
    assert found is not None  # noqa: S101 - it was kept in this very transaction
    if found.server_id is not None and found.server_id == scope.where.server_id:
        # Notices of this server's stories may come to her DMs as long as she is a member.
        yield from servers.keep_visit(reader_id, found.server_id, now)
    in_dm = admitted(Where(Surface.BOT_DM), engine.no_rating_means, adult=scope.preferences.adult)
    return Subscribed(view_of(scope, found), new, found.gate in in_dm, scope.preferences.notices)


def _list(engine: Engine, visit: Visit, number: int) -> Work[SubscriptionPage]:
    scope = yield from enter(engine, visit)
    total = yield from subscriptions.count_subscriptions(scope.reader.id)
    number, pages = fit(number, total, SUBSCRIPTIONS_PAGE)
    offset = (number - 1) * SUBSCRIPTIONS_PAGE
    kept = yield from subscriptions.list_subscriptions(scope.reader.id, offset, SUBSCRIPTIONS_PAGE)
    now = engine.now()
    return SubscriptionPage(tuple(_awake(view_of(scope, each), now) for each in kept), number, pages, total)


def _awake(view: SubscriptionView, now: datetime) -> SubscriptionView:
    """The same without a snooze that is over."""
    over = view.snoozed_until is not None and view.snoozed_until <= now
    return replace(view, snoozed_until=None) if over else view


def _look(engine: Engine, visit: Visit, subscription_id: int) -> Work[SubscriptionView]:
    scope = yield from enter(engine, visit)
    found = yield from subscriptions.get_subscription(visit.reader.id, subscription_id)
    if found is None:
        raise NotFoundError("You have no such subscription any more.", "`/subscriptions` shows those you have.")
    return _awake(view_of(scope, found), engine.now())


def _end(engine: Engine, visit: Visit, subscription_id: int) -> Work[SubscriptionView]:
    view = yield from _look(engine, visit, subscription_id)
    yield from subscriptions.remove_subscription(visit.reader.id, subscription_id)
    return view


def _snooze(engine: Engine, visit: Visit, subscription_id: int, days: int) -> Work[SubscriptionView]:
    now = engine.now()
    until = now + timedelta(days=min(days, LONGEST_SNOOZE_DAYS)) if days else None
    yield from subscriptions.snooze_subscription(visit.reader.id, subscription_id, until, now)
    return (yield from _look(engine, visit, subscription_id))
