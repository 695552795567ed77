"""Cards as such: limits kept and text shown as written, whatever stories and people call themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.db.posted import PageState, PublicPage
from bot.db.reports import Report
from bot.db.withdrawals import Owned
from bot.models import (
    AwaitedTitle,
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
    Spot,
    StoredPart,
    StoryCard,
)
from bot.servers import LoggedAction, ServerSettings
from bot.services.bookmark import BookmarkPage, BookmarkView
from bot.services.browse import LIBRARY_PAGE, LabelPage, LibraryLine, LibraryPage
from bot.services.caution import Caution
from bot.services.describe import StoryContents, TopicAnswer, Warnings
from bot.services.links import LinkLine, LinksView
from bot.services.prefer import Chosen
from bot.services.read import Finished, PageView
from bot.services.report import Reported
from bot.services.servers import ServerView
from bot.services.wanted import LONGEST_KEY
from bot.services.withdraw import LISTED, Authority, WithdrawalView
from bot.text import WARNING_TOPICS
from cogs.ui.bookmarks import bookmark_card, bookmarks_card, kept_card
from cogs.ui.cards import Card
from cogs.ui.help import TOPICS, help_card
from cogs.ui.library import labels_card, library_card, pick_card, suggestion
from cogs.ui.links import links_card
from cogs.ui.outgoing import draw
from cogs.ui.pages import caution_card, finished_card, more_card, page_card
from cogs.ui.preferences import preferences_card, topics_card
from cogs.ui.servers import settings_card
from cogs.ui.stories import contents_card, story_card, topic_card, warnings_card
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
    return StoryContents(card_of(text), tuple(Chapter(text, (1,)) for _ in range(30)), parts[25:50], 26, 30, 60)


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


PREFERRED = Preferences(
    zone="America/Argentina/ComodRivadavia", avoided=(*WARNING_TOPICS, *(f"{n}{WILD}"[:60] for n in range(30)))
)

GOVERNED = ServerSettings(HUGE, author_role=HUGE, notice_channel=HUGE, zone=PREFERRED.zone, features=frozenset())


def logged(action: str, detail: str) -> LoggedAction:
    return LoggedAction(1, HUGE, NOON, HUGE, action, detail)


def withdrawal(withdrawn: bool) -> WithdrawalView:
    left = tuple(PublicPage(HUGE + n, HUGE, HUGE, "no-permission") for n in range(LISTED))
    pages = dict.fromkeys(PageState, HUGE)
    return WithdrawalView(HUGE, WILD, withdrawn, NOON, True, Authority.AUTHOR, HUGE, HUGE, pages, left)


WORST = {
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
    "server": lambda: settings_card(ServerView(GOVERNED, (logged("zone", WILD), logged("made up", WILD)) * 2), NOON),
    "server as it was": lambda: settings_card(ServerView(ServerSettings(1), ()), None),
    "withdraw?": lambda: ask_card(withdrawal(False)),
    "withdrawn": lambda: withdrawn_card(withdrawal(True)),
    "erased": lambda: withdrawn_card(replace(withdrawal(True), title="", until=None)),
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
