"""Cards as such: limits kept and text shown as written, whatever stories and people call themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cadence import Missed, from_text, read_cadence, to_text
from bot.db.posted import PageState, PublicPage
from bot.db.reports import Report
from bot.db.withdrawals import Owned
from bot.errors import CliffhangerError, LimitError, NotAllowedError, NotHereError, SerialError
from bot.models import (
    AwaitedTitle,
    Block,
    Break,
    BreakKind,
    Chapter,
    Ending,
    Gate,
    Label,
    LabelKind,
    LibraryEntry,
    LibraryFilter,
    LinkOrigin,
    Metadata,
    Neighbour,
    Page,
    PageLength,
    Part,
    PartEntry,
    PointerKind,
    Position,
    Preferences,
    Progress,
    Rating,
    RatingLevel,
    ReadingStatus,
    Rhythm,
    Span,
    Spot,
    StoredPart,
    Story,
    StoryCard,
    Wish,
)
from bot.proofs import Decisions, Loosened, Proof, Rights, Upload
from bot.serials import Channel, ChannelKind, Lock, Pace, PostLine, Section, Serial, SerialPage, SerialState, SerialView
from bot.servers import LoggedAction, ServerSettings
from bot.services.audience import Audience
from bot.services.bookmark import BookmarkPage, BookmarkView
from bot.services.browse import LIBRARY_PAGE, LabelPage, LibraryLine, LibraryPage
from bot.services.caution import Caution
from bot.services.describe import StoryContents, TopicAnswer, Warnings
from bot.services.erase import Asked, Erased, StoriesFate
from bot.services.export import Export
from bot.services.links import LinkLine, LinksView
from bot.services.notify import MOST_ITEMS, Notice, NoticeItem, Occasion
from bot.services.prefer import Chosen
from bot.services.proving import Changes, DoubtView, ProofView
from bot.services.publish import Published
from bot.services.read import Finished, PageView
from bot.services.report import Reported
from bot.services.serials.plan import Plan
from bot.services.serials.show import SerialsPage
from bot.services.servers import ServerView
from bot.services.subscribe import AlreadyHere, Choice, Subscribed, SubscriptionPage, SubscriptionView
from bot.services.wanted import LONGEST_KEY
from bot.services.withdraw import LISTED, Authority, WithdrawalView
from bot.text import WARNING_TOPICS
from bot.text.doubts import Doubt, Reason
from bot.text.reassembly import Reassembly
from cogs.ui.bookmarks import bookmark_card, bookmarks_card, kept_card
from cogs.ui.cards import Card
from cogs.ui.help import TOPICS, help_card
from cogs.ui.language import LANGUAGES, speaking
from cogs.ui.library import labels_card, library_card, pick_card, suggestion
from cogs.ui.links import links_card
from cogs.ui.mydata import erase_card, erased_card, export_card
from cogs.ui.notices import nothing_waits_card, notice_card, trying_card, waiting_card
from cogs.ui.outgoing import draw
from cogs.ui.pages import caution_card, finished_card, more_card, page_card
from cogs.ui.posts import post_card
from cogs.ui.preferences import preferences_card, topics_card
from cogs.ui.proofs import cancelled_card, doubts_card, parts_card, proof_card, published_card, warnings_typed
from cogs.ui.serials import plan_card, serial_card, serials_card
from cogs.ui.servers import settings_card
from cogs.ui.stories import contents_card, story_card, topic_card, warnings_card
from cogs.ui.subscriptions import (
    already_here_card,
    choice_card,
    ended_card,
    pick_title_card,
    snooze_card,
    subscribed_card,
    subscriptions_card,
)
from cogs.ui.withdrawing import (
    ask_card,
    brought_back_card,
    kept_story_card,
    pick_owned_card,
    reported_card,
    withdrawn_card,
)
from cogs.ui.words import bar, minutes, part_count, rating_words, safe, shorten, warning_words, word_count
from tests.openapi import problems_of
from tests.services.conftest import NOON

WILD = "*_`~|<@123>[x](http://y)#:smile:\\" * 400
HUGE = 10**18


def entry(text: str = WILD) -> LibraryEntry:
    return LibraryEntry(
        HUGE, HUGE, Gate.OPEN, text, text, text, 10.5, Rating(RatingLevel.PARENTAL, text), (text,), (text,), HUGE, 10**5
    )


def card_of(text: str = WILD) -> StoryCard:
    said = Metadata(
        title=text,
        author=text,
        series=text,
        series_index=10.5,
        rating=Rating(RatingLevel.PARENTAL, text),
        warnings=(text,) * 40,
        fandoms=(text,) * 40,
        relationships=(text,) * 40,
        characters=(text,) * 40,
        tags=(text,) * 40,
        genre=text,
        summary=text,
        spoilers=text,
        notes=text,
        disclaimer=text,
        published=text,
        rights=text,
        complete=False,
    )
    return StoryCard(HUGE, HUGE, said, text, (text,) * 40, HUGE, 100_000, 500, Neighbour(text), Neighbour(text, HUGE))


def page_of(text: str, notes: str | None = None) -> PageView:
    place = Position(HUGE, HUGE, 99_999, Spot(10**9, 10**9), "f" * 12)
    part = Part(99_999, (), Break(BreakKind.CHAPTER, WILD))
    return PageView(
        entry=entry(),
        place=place,
        following=None,
        page=Page(1, text, Spot(), Spot()),
        pages=12,
        stored=StoredPart(part, WILD, chapter_opens=True, chapter_notes=notes, chapter_warned=True, words_before=0),
        percent=100,
        minutes_left=0,
        ending=Ending(Neighbour(WILD)),
    )


def contents_of(text: str = WILD) -> StoryContents:
    parts = tuple(PartEntry(n, 1 + n % 30, None, HUGE, text[:100]) for n in range(1, 61))
    return StoryContents(card_of(text), tuple(Chapter(text, (1,)) for _ in range(30)), parts[25:50], 26, 30, 60, 60)


def links_of(count: int) -> LinksView:
    lines = tuple(LinkLine(HUGE + n, WILD, n % 2 == 0, tuple(LinkOrigin)) for n in range(count))
    awaited = tuple(AwaitedTitle(HUGE, HUGE, WILD, kind, WILD) for kind in PointerKind if count)
    return LinksView(entry(), lines, lines, awaited)


def warnings_of(text: str = WILD) -> Warnings:
    chapters = tuple((n, text, (text,) * 40) for n in range(1, 41))
    return Warnings(card_of(text), (text,) * 40, chapters, declined=False, denied=False)


def place_far() -> Position:
    return Position(HUGE, HUGE, 99_999, Spot(10**9, 10**9), "f" * 12)


def shelf(count: int, wanted: LibraryFilter) -> LibraryPage:
    way = Progress(place_far(), None, 90_000, Spot(), by_command=False, finished=True)
    lines = tuple(LibraryLine(replace(entry(), story_id=n), way, (WILD,) * 20) for n in range(count))
    return LibraryPage(lines, 500_000, 10**6, HUGE, wanted, "k" * LONGEST_KEY, named=True)


def bookmark_of(number: int) -> BookmarkView:
    return BookmarkView(
        HUGE + number,
        HUGE,
        99_999,
        10**5,
        WILD,
        WILD,
        WILD,
        WILD,
        hidden=False,
        withdrawn=False,
        elsewhere=False,
        moved=True,
    )


def post_of(*texts: str, first: int = 99_000, page: int = 1, pages: int = 1, **said: Any) -> SerialPage:
    sections = tuple(
        Section(first + n, words, chapter_title=WILD, chapter_opens=not n, notes=WILD, warned=True, marker=WILD)
        for n, words in enumerate(texts)
    )
    return SerialPage(
        serial_id=HUGE,
        story_id=HUGE,
        post=99_999,
        page=page,
        pages=pages,
        title=WILD,
        author=WILD,
        rating=Rating(RatingLevel.PARENTAL, WILD),
        warnings=(WILD,),
        first_part=first,
        last_part=first + len(texts) - 1,
        parts=100_000,
        place=place_far(),
        sections=sections,
        **{"role_id": HUGE, "tags": (WILD,), "coming": NOON} | said,
    )


MARKER = "M" * 24
SERIAL = Serial(
    id=HUGE,
    server_id=HUGE,
    channel_id=HUGE,
    channel_kind=ChannelKind.FORUM,
    story_id=HUGE,
    state=SerialState.PAUSED,
    schedule=to_text(read_cadence("mon,tue,wed,thu,fri,sat", "18:00", "America/Argentina/ComodRivadavia", None, NOON)),
    missed=Missed.ALL,
    pace=Pace(20_000),
    role_id=HUGE,
    tags=(WILD,) * 5,
    discuss=True,
    locked=True,
    goes_on=True,
    edition_id=HUGE,
    place=place_far(),
    shown=place_far(),
    next_slot=NOON,
    fired=None,
    dated=None,
    story_date=None,
    posts=99_999,
    delivery_id=None,
    started_by=HUGE,
    created_at=NOON,
    reason="no-permission",
    title=WILD,
    parts=100_000,
)
CHANNEL = Channel(HUGE, ChannelKind.FORUM)


def plan_of(*refusals: CliffhangerError) -> Plan:
    return Plan(SERIAL, entry(), from_text(SERIAL.schedule), (NOON,) * 5, NOON, HUGE, HUGE, refusals)


def view_of(state: SerialState) -> SerialView:
    lines = tuple(PostLine(99_999, NOON, HUGE, HUGE) for _ in range(5))
    return SerialView(replace(SERIAL, state=state), (NOON,) * 5, lines, 99_999, 99_999)


def proof_of(*, doubts: int = 30, parts: int = 60) -> ProofView:
    """A proof of which everything is to be said, and of everything too much."""
    blocks = (Block((Span(WILD),)),)
    signs = ["* * *", None, WILD, "~", "#", "+++", "o"]
    cut = tuple(
        Part(n, blocks, Break(BreakKind.HARD, signs[n % 7]) if n % 9 else Break(BreakKind.CHAPTER), 1 + n // 9)
        for n in range(1, parts + 1)
    )
    chapters = tuple(Chapter(WILD, (1,), (WILD,) * 20, WILD) for _ in range(parts))
    said = replace(card_of().metadata, title_from="filename", author=WILD, rating=Rating(RatingLevel.EXPLICIT, WILD))
    decisions = Decisions(rights=Rights.OPEN_LICENCE, rights_note=WILD, splits=(1,))
    refused = [NotHereError(words) for words in ("a" * 120, "b" * 120, "c" * 120)]
    doubtful = tuple(DoubtView(Doubt(HUGE + n, n % 2 == 0, Reason.LONG), 10**5, WILD, WILD) for n in range(doubts))
    return ProofView(
        proof=Proof(HUGE, HUGE, HUGE, (Upload(WILD, b""),), said, decisions, NOON),
        story=Story(said, cut, chapters),
        starts=tuple(range(HUGE, HUGE + parts)),
        reassembly=Reassembly.PARAGRAPHS,
        gate=Gate.ADULT,
        doubts=doubtful,
        obstacles=(
            *refused,
            NotAllowedError("Only those who may manage this server can lower a rating.", "You can raise the rating."),
            LimitError("You have published {count} stories here.", "Withdraw one.", count=HUGE),
        ),
        changes=Changes(tuple(range(10**5, 10**5 + 99)), tuple(range(10**5, 10**5 + 99)), tuple(range(99))),
        earlier=None,
        content_hash="",
        loosened=Loosened(rating=True, warnings=()),
        ceiling=None,
        shows_words=True,
    )


PREFERRED = Preferences(
    zone="America/Argentina/ComodRivadavia", avoided=(*WARNING_TOPICS, *(f"{n}{WILD}"[:60] for n in range(30)))
)

GOVERNED = ServerSettings(HUGE, author_role=HUGE, notice_channel=HUGE, zone=PREFERRED.zone, features=frozenset())


def logged(action: str, detail: str) -> LoggedAction:
    return LoggedAction(1, HUGE, NOON, HUGE, action, detail)


def subscription_of(number: int, wish: Wish = Wish.SERIES) -> SubscriptionView:
    return SubscriptionView(
        HUGE + number, wish, Rhythm.COMPLETE, HUGE, WILD, WILD, withdrawn=True, snoozed_until=NOON.replace(year=9998)
    )


def notice_of(occasion: Occasion, stories: int = MOST_ITEMS) -> Notice:
    items = tuple(
        NoticeItem(
            entry=replace(entry(), story_id=HUGE + number),
            why=subscription_of(1),
            arrived=number % 2 == 0,
            new_parts=(99_999, 10**5),
            completed=True,
            avoided=(WILD,) * 50,
            named=True,
        )
        for number in range(stories)
    )
    return Notice(occasion, items, (WILD,) * 50, withheld=HUGE)


CHOICE = Choice(HUGE, WILD, (Wish.SEQUEL, Wish.STORY, Wish.SERIES, Wish.AUTHOR), WILD, WILD, WILD)


def withdrawal(withdrawn: bool) -> WithdrawalView:
    left = tuple(PublicPage(HUGE + n, HUGE, HUGE, "no-permission") for n in range(LISTED))
    pages = dict.fromkeys(PageState, HUGE)
    return WithdrawalView(HUGE, WILD, withdrawn, NOON, True, Authority.AUTHOR, HUGE, HUGE, pages, left)


WORST = {
    **{
        f"notice {occasion}": lambda occasion=occasion: notice_card(notice_of(occasion), "M" * 24)
        for occasion in Occasion
    },
    "waiting": lambda: waiting_card(notice_of(Occasion.DM_CLOSED)),
    "nothing waits": nothing_waits_card,
    "trying": trying_card,
    "choice": lambda: choice_card(CHOICE, Wish.AUTHOR, Rhythm.COMPLETE),
    "subscribed": lambda: subscribed_card(Subscribed(subscription_of(1), new=True, by_dm=False, notices=True)),
    "already here": lambda: already_here_card(AlreadyHere(entry())),
    "ended": lambda: ended_card(subscription_of(1)),
    "snoozed": lambda: snooze_card(subscription_of(1)),
    "subscriptions": lambda: subscriptions_card(
        SubscriptionPage(tuple(subscription_of(n) for n in range(5)), 500, 1000, HUGE), waiting=HUGE
    ),
    "no subscriptions": lambda: subscriptions_card(SubscriptionPage((), 1, 1, 0), waiting=0),
    "pick a title": lambda: pick_title_card(
        [AwaitedTitle(HUGE, HUGE, WILD, PointerKind.SEQUEL, WILD), entry()], Wish.SEQUEL, Rhythm.EVERY
    ),
    "page": lambda: page_card(page_of("x" * 3500)),
    "page that moved": lambda: page_card(replace(page_of("x" * 3500), moved=True)),
    "page with a note": lambda: page_card(page_of("x" * 2000, WILD)),
    "full page with a note": lambda: page_card(page_of("x" * 3500, WILD)),
    "finished": lambda: finished_card(Finished(entry(), Ending(Neighbour(WILD, HUGE)))),
    "story": lambda: story_card(card_of()),
    "story to be edited": lambda: story_card(card_of(), editable=True),
    "links": lambda: links_card(links_of(20)),
    "no links": lambda: links_card(links_of(0)),
    "warnings": lambda: warnings_card(warnings_of()),
    "topic": lambda: topic_card(TopicAnswer(warnings_of(), WILD, True, tuple((n, WILD) for n in range(1, 41)))),
    "contents": lambda: contents_card(contents_of()),
    "contents of which nothing is shown yet": lambda: contents_card(
        replace(contents_of(), parts=(), last=0, lock=Lock(1, HUGE, place_far()))
    ),
    "library": lambda: library_card(shelf(1, LibraryFilter("s" * 100, RatingLevel.PARENTAL, "t" * 100))),
    "library of ten": lambda: library_card(shelf(LIBRARY_PAGE, LibraryFilter(WILD[:100], tag=WILD[:100]))),
    "library of none": lambda: library_card(shelf(0, LibraryFilter(WILD[:100], status=ReadingStatus.READING))),
    **{
        f"labels {count}": lambda count=count: labels_card(
            LabelPage(LabelKind.TAG, tuple(Label(f"{n}{WILD}", HUGE) for n in range(count)), 2, True)
        )
        for count in (0, 25)
    },
    "caution": lambda: caution_card(Caution(entry(), place_far(), (WILD,) * 50, True, 5, HUGE)),
    "more": lambda: more_card(card_of(), place_far(), PageLength.SHORT, alone=False),
    "bookmark": lambda: bookmark_card(bookmark_of(1), above=WILD[:300]),
    "bookmark barred": lambda: bookmark_card(
        replace(bookmark_of(1), title=None, words=None, hidden=True, elsewhere=True)
    ),
    "kept": lambda: kept_card(bookmark_of(1), new=True),
    "bookmarks": lambda: bookmarks_card(BookmarkPage(tuple(map(bookmark_of, range(8))), 2, 3, 24)),
    "no bookmarks": lambda: bookmarks_card(BookmarkPage((), 1, 1, 0)),
    "preferences": lambda: preferences_card(Chosen(PREFERRED, may_confirm=True), NOON),
    "topics": lambda: topics_card(PREFERRED),
    "post": lambda: post_card(post_of("x" * 3500, ending=Ending(Neighbour(WILD))), MARKER),
    "post with a sequel": lambda: post_card(
        post_of("x" * 3500, ending=Ending(Neighbour(WILD, HUGE)), goes_on=True), MARKER
    ),
    "post with a note": lambda: post_card(post_of("x" * 2000), MARKER),
    "post that waits": lambda: post_card(
        post_of("x" * 3500, ending=Ending(unfinished=True), waits=True, coming=None), MARKER
    ),
    "post of many scenes": lambda: post_card(post_of(*["x" * 290] * 10), MARKER),
    "middle of a post": lambda: post_card(post_of("x" * 3500, page=98_999, pages=99_999, role_id=None), MARKER),
    "plan": lambda: plan_card(plan_of(), CHANNEL),
    "plan refused": lambda: plan_card(plan_of(*[SerialError("{words}", "{words}", words="w" * 200)] * 6), CHANNEL),
    **{
        f"serial {state}": lambda state=state: serial_card(view_of(state), HUGE, "Started.", NOON)
        for state in SerialState
    },
    "serials": lambda: serials_card(SerialsPage((SERIAL,) * 1, 2, 3, 10**6), lambda _channel: WILD),
    "server": lambda: settings_card(ServerView(GOVERNED, (logged("zone", WILD), logged("made up", WILD)) * 2), NOON),
    "server as it was": lambda: settings_card(ServerView(ServerSettings(1), ()), None),
    "export": lambda: export_card(Export("mydata.json", b"{}", HUGE, 12)),
    "erase": lambda: erase_card(Asked((WILD,) * 40), HUGE, StoriesFate.UNNAME),
    "erased": lambda: erased_card(Erased(True, StoriesFate.KEEP)),
    "proof": lambda: proof_card(proof_of()),
    "proof of little": lambda: proof_card(proof_of(doubts=0, parts=1)),
    "proof's parts": lambda: parts_card(proof_of(), 3),
    "proof's doubts": lambda: doubts_card(proof_of(), 2),
    "proof without doubts": lambda: doubts_card(proof_of(doubts=0), 1),
    "published": lambda: published_card(Published(HUGE, WILD, new=False, parts=HUGE, words=HUGE)),
    "cancelled": cancelled_card,
    "published story": lambda: story_card(replace(card_of(), rights="permission", rights_note=WILD, author_id=HUGE)),
    "story for its author": lambda: story_card(
        replace(card_of(), rights="permission", rights_note=WILD, author_id=HUGE),
        Audience(HUGE, HUGE, None, HUGE, tuple((10**5, HUGE) for _ in range(5)), (HUGE,) * 10),
    ),
    "withdraw?": lambda: ask_card(withdrawal(False)),
    "withdrawn": lambda: withdrawn_card(withdrawal(True)),
    "erased story": lambda: withdrawn_card(replace(withdrawal(True), title="", until=None)),
    "not withdrawn": lambda: kept_story_card(withdrawal(False)),
    "brought back": lambda: brought_back_card(withdrawal(False)),
    "pick what to withdraw": lambda: pick_owned_card(
        [Owned(HUGE + n, WILD, HUGE, HUGE, True, NOON, "author", NOON, False) for n in range(25)]
    ),
    "report": lambda: draw(Report(HUGE, HUGE, 99_999, HUGE, WILD[:500], NOON, HUGE, HUGE, HUGE, WILD), "M" * 24).card,
    **{f"reported {to}": lambda to=to: reported_card(Reported(1, to)) for to in (True, False)},
    "server where a story was withdrawn": lambda: settings_card(
        ServerView(GOVERNED, tuple(logged(action, WILD) for action in ("story-withdrawn", "story-brought-back"))), NOON
    ),
    "pick": lambda: pick_card([entry()], "pickread", 100_000, 1),
    **{f"help {topic}": lambda topic=topic: help_card(topic) for topic in TOPICS},
}


def texts(card: Card) -> list[str]:
    return [item.content for item in card.walk_children() if hasattr(item, "content")]


@pytest.mark.parametrize("name", WORST)
async def test_no_story_however_long_and_wild_breaks_discords_limits(name: str):
    card = WORST[name]()
    assert card.content_length() <= 4000
    message = {"flags": 32768, "components": card.to_components(), "allowed_mentions": {"parse": []}}
    assert problems_of("POST", "/channels/1/messages", message) == []


async def test_the_words_round_a_page_stay_under_500_characters_whatever_they_hold():
    assert sum(map(len, texts(page_card(replace(page_of("x" * 3500), moved=True))))) - 3500 < 500


async def test_a_page_tells_that_it_is_only_the_nearest_to_where_the_reader_was():
    told = "The author changed the text where you were"
    assert told in texts(page_card(replace(page_of("x"), moved=True)))[0]
    assert told not in "".join(texts(page_card(page_of("x"))))


async def test_the_words_round_a_full_post_stay_under_500_characters_in_every_language():
    for locale in LANGUAGES:
        with speaking(locale):
            for ending in (None, Ending(Neighbour(WILD)), Ending(Neighbour(WILD, HUGE)), Ending(unfinished=True)):
                page = post_of("x" * 3500, ending=ending, goes_on=True, waits=bool(ending and ending.unfinished))
                assert sum(map(len, texts(post_card(page, MARKER)))) - 3500 <= 500


async def test_a_post_shows_its_scenes_untouched_and_in_order():
    shown = texts(post_card(post_of("once * upon", "a  time"), MARKER))
    assert [words for words in shown if words in {"once * upon", "a  time"}] == ["once * upon", "a  time"]


async def test_scenes_that_share_a_post_stay_apart():
    page = post_of("one", "two", "three")
    scenes = [replace(section, chapter_opens=False, notes=None, warned=False) for section in page.sections]
    page = replace(page, sections=(scenes[0], replace(scenes[1], marker="~"), replace(scenes[2], marker=None)))
    (container,) = post_card(page, MARKER).children
    said = [getattr(item, "content", type(item).__name__) for item in container.walk_children()]
    assert said[said.index("one") :][:5] == ["one", "-# \\~", "two", "Separator", "three"]


async def test_a_page_shows_its_text_untouched():
    assert "once * upon" in texts(page_card(page_of("once * upon")))


@given(st.text(max_size=300), st.integers(10, 200))
def test_names_are_cut_to_their_limit_as_sent_and_stay_on_one_line(text: str, limit: int):
    shown = safe(text, limit)
    assert len(shown) <= limit
    assert "\n" not in shown


def test_a_name_cannot_turn_the_direction_of_what_stands_beside_it():
    assert safe("\u202eevil\u2066 שלום", 40) == "evil שלום"


def test_a_short_name_is_shown_whole():
    assert safe("The Ferry", 20) == "The Ferry"
    assert safe("*Stars*", 20) == "\\*Stars\\*"


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [("one two three", 9, "one two…"), ("onetwothree", 6, "onetw…"), ("one", 3, "one"), ("one, two", 6, "one…")],
)
def test_long_text_is_cut_after_a_word(text: str, limit: int, short: str):
    assert shorten(text, limit) == short


@pytest.mark.parametrize(
    ("rating", "words"),
    [
        (Rating(), "no rating stated"),
        (Rating(RatingLevel.TEEN), "Teen"),
        (Rating(RatingLevel.TEEN, "Teen And Up Audiences"), "Teen And Up Audiences"),
        (Rating(RatingLevel.TEEN, "PG-13"), "Teen (PG-13)"),
        (Rating(RatingLevel.TEEN, "teen"), "Teen"),
        (Rating(RatingLevel.UNRATED, "NR"), "Not rated (NR)"),
    ],
)
def test_a_rating_is_told_in_our_words_and_the_authors(rating: Rating, words: str):
    assert rating_words(rating) == words


def test_small_phrases_read_well():
    assert part_count(1) == "1 part"
    assert word_count(2345) == "2,345 words"
    assert [minutes(5), minutes(60), minutes(125)] == ["5 min", "1 h", "2 h 5 min"]
    assert warning_words("animal-death") == "animal death"
    assert warning_words("Clowns, many-headed") == "Clowns, many-headed"
    assert bar(0) == "▱" * 10
    assert bar(100) == "▰" * 10
    assert len(suggestion(entry())) <= 100


@pytest.mark.parametrize(
    ("warnings", "says"),
    [
        ((), "warnings not stated"),
        (("none",), "no warnings apply, says the author"),
        (("choose-not-to-warn",), "the author chose not to warn"),
        (("gore",), "has content warnings"),
        (("none", "gore"), "has content warnings"),
    ],
)
async def test_the_first_page_tells_whether_there_are_warnings(warnings: tuple[str, ...], says: str):
    view = page_of("x")
    first = replace(view, entry=replace(view.entry, warnings=warnings), place=Position(1, 1, 1))
    assert says in texts(page_card(first))[0]


async def test_a_proof_and_its_parts_have_room_for_each_button_on_a_phone():
    for card in (proof_card(proof_of()), parts_card(proof_of(), 3), doubts_card(proof_of(), 2)):
        assert card.total_children_count <= 40
        assert card.private


@pytest.mark.parametrize(
    ("typed", "known", "read"),
    [
        ("violence, Clowns", ("violence",), ("violence", "clowns")),
        ("Clowns; death, violence", ("violence", "death"), ("violence", "death", "clowns")),
        ("", ("violence",), ()),
        ("none", (), ("none",)),
        ("none, gore", ("none",), ("gore",)),
        ("spiders (many, hairy)", ("spiders (many, hairy)",), ("spiders (many, hairy)",)),
        ("violent death", ("death",), ("violent death",)),
    ],
)
def test_warnings_typed_into_a_form_keep_the_form_they_had(typed: str, known: tuple[str, ...], read: tuple[str, ...]):
    assert warnings_typed(typed, known) == read


def test_warnings_are_typed_in_the_authors_language():
    with speaking("de"):
        assert warnings_typed(warning_words("violence"), ()) == ("violence",)
