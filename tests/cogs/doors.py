"""Every door to a story: each command, option, suggestion, button, menu and form, and what it shows of a story.

A command, option or action that stands in no table here fails `test_gate_matrix.py`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simcord import ChannelHandle

from bot.db import Statement, Work, events, subscriptions
from bot.db.instants import to_microseconds
from bot.db.queries import Query
from bot.models import PageLength, Rhythm, Wish
from tests.simulated import DiscordWorld, Person, Reply, Seen
from tests.tales import Tale

NOTHING: frozenset[str] = frozenset()
TITLE = frozenset({"title"})
PAGE = frozenset({"title", "text"})
CARD = frozenset(
    {"title", "summary", "tag", "fandom", "pairing", "character", "genre", "spoilers", "notes", "disclaimer"}
)
CONTENTS = frozenset({"title", "chapter", "landing"})


@dataclass(frozen=True)
class Stand:
    """One person in one place, and whether design.md lets stories for adults be served to her there."""

    name: str
    by: Person
    place: ChannelHandle
    adults: bool
    careful: bool = False


@dataclass
class Walk:
    """One story at one stand: what a door needs to be opened, and short verbs to open it."""

    world: DiscordWorld
    stand: Stand
    board: Seen
    tale: Tale
    story: int
    old_edition: int
    edition: int
    bookmark: int = 0
    subscription: int = 0

    @property
    def here(self) -> str:
        """Where the story's first page is now, as a button carries it."""
        return f"{self.story}:{self.edition}:1:0:0"

    @property
    def was(self) -> str:
        """Where it was when the story was still rated General."""
        return f"{self.story}:{self.old_edition}:1:0:0"

    async def press(self, custom_id: str, *values: str) -> Reply:
        return await self.world.send_press(self.stand.by, self.stand.place, self.board, custom_id, values)

    async def fill_in(self, custom_id: str, typed: str) -> Reply:
        return await self.world.send_press(self.stand.by, self.stand.place, self.board, custom_id, typed=typed)

    async def slash(self, command: str, **options: Any) -> Reply:
        return await self.world.slash(self.stand.by, self.stand.place, command, **options)

    async def complete(self, command: str, option: str, typed: str) -> None:
        await self.world.complete(self.stand.by, self.stand.place, command, option, typed)

    async def withdraw(self, typed: str, *, only_typing: bool = False) -> None:
        """`/withdraw` where Discord offers it, in servers with the bot; its button elsewhere."""
        guild = self.stand.place.guild
        if guild is None or self.world.client.get_guild(guild.id) is None:
            await self.press(f"withdrawal:{self.story}")
        elif only_typing:
            await self.complete("withdraw", "story", typed)
        else:
            await self.slash("withdraw", story=typed)

    async def menu(self, command: str, custom_id: str) -> Reply:
        return await self.world.send_menu(self.stand.by, self.stand.place, command, self.board, custom_id)


@dataclass(frozen=True)
class Door:
    """One way to ask for a story; `shows` are the words that must come where it may be shown, `echoes` what she typed.

    `hers`: it goes by where she is and what she keeps. `whole`: it asks for no story in particular.
    """

    open: Callable[[Walk], Awaitable[object]]
    shows: frozenset[str] = NOTHING
    echoes: frozenset[str] = NOTHING
    hers: bool = False
    whole: bool = False


# By the action of a button, menu or form. Whatever actions the loaded cogs have must stand here.
ACTIONS: dict[str, list[Door]] = {
    "next": [Door(lambda w: w.press(f"next:{w.here}"), PAGE), Door(lambda w: w.press(f"next:{w.was}"), PAGE)],
    "back": [Door(lambda w: w.press(f"back:{w.here}"), PAGE), Door(lambda w: w.press(f"back:{w.was}"), PAGE)],
    "page": [Door(lambda w: w.press(f"page:{w.here}"), PAGE), Door(lambda w: w.press(f"page:{w.was}"), PAGE)],
    "share": [Door(lambda w: w.press(f"share:{w.here}"), PAGE), Door(lambda w: w.press(f"share:{w.was}"), PAGE)],
    "goon": [Door(lambda w: w.press(f"goon:{w.here}"), PAGE), Door(lambda w: w.press(f"goon:{w.was}"), PAGE)],
    "more": [Door(lambda w: w.press(f"more:{w.here}"), TITLE), Door(lambda w: w.press(f"more:{w.was}"), TITLE)],
    "length": [Door(lambda w: w.press(f"length:{w.was}", PageLength.NORMAL.value), PAGE)],
    "resume": [Door(lambda w: w.press(f"resume:{w.story}"), PAGE)],
    "part": [Door(lambda w: w.press(f"part:{w.story}:3"), PAGE)],
    "jump": [
        Door(lambda w: w.press(f"jump:{w.story}", "2"), PAGE),
        Door(lambda w: w.fill_in(f"jump:{w.story}", "2"), PAGE),
    ],
    "askpart": [Door(lambda w: w.press(f"askpart:{w.story}"))],
    "pickread": [
        Door(lambda w: w.press("pickread:0:0", str(w.story)), PAGE),
        Door(lambda w: w.press("pickread:2:1", str(w.story)), PAGE),
    ],
    "story": [Door(lambda w: w.press("story", str(w.story)), CARD)],
    "details": [Door(lambda w: w.press(f"details:{w.story}"), CARD)],
    "warnings": [Door(lambda w: w.press(f"warnings:{w.story}"), TITLE)],
    "pickwarnings": [
        Door(lambda w: w.press("pickwarnings:", str(w.story)), TITLE),
        Door(lambda w: w.press("pickwarnings:violence", str(w.story)), TITLE),
    ],
    "contents": [
        Door(lambda w: w.press(f"contents:{w.story}"), CONTENTS),
        Door(lambda w: w.press(f"contents:{w.story}:1:later"), CONTENTS),
    ],
    # Whoever runs the bot has a test of her own (test_links.py); nobody else is told anything.
    "links": [Door(lambda w: w.press(f"links:{w.story}"))],
    "unlink": [Door(lambda w: w.press(f"unlink:{w.story}", f"later={w.story}"))],
    "relink": [Door(lambda w: w.press(f"relink:{w.story}", f"earlier={w.story}"))],
    # Whoever wrote a story or moderates its server has a test of her own (test_withdrawing.py); nobody else is told anything.
    "withdraw": [Door(lambda w: w.press("withdraw", str(w.story)))],
    "withdrawal": [Door(lambda w: w.press(f"withdrawal:{w.story}"))],
    "dowithdraw": [Door(lambda w: w.press(f"dowithdraw:{w.story}"))],
    "keepstory": [Door(lambda w: w.press(f"keepstory:{w.story}"))],
    "undowithdraw": [Door(lambda w: w.press(f"undowithdraw:{w.story}"))],
    "unpost": [Door(lambda w: w.press(f"unpost:{w.story}"))],
    "askreport": [Door(lambda w: w.press(f"askreport:{w.story}:1:0"))],
    "report": [
        Door(lambda w: w.fill_in(f"report:{w.story}:1:0", "It is copied.")),
        Door(lambda w: w.fill_in(f"report:{w.story}:1:{w.board.message.id}", "It is copied.")),
    ],
    "pickcontents": [Door(lambda w: w.press("pickcontents", str(w.story)), CONTENTS)],
    "bookmark": [
        Door(lambda w: w.press(f"bookmark:{w.story}:{w.edition}:2:0:0"), TITLE, hers=True),
        Door(lambda w: w.press(f"bookmark:{w.story}:{w.old_edition}:3:0:0"), TITLE, hers=True),
    ],
    "showmark": [Door(lambda w: w.press("showmark", str(w.bookmark)), PAGE)],
    "mark": [Door(lambda w: w.press(f"mark:{w.bookmark}"), PAGE, hers=True)],
    "marks": [Door(lambda w: w.press("marks:1"), PAGE, hers=True)],
    "asknote": [Door(lambda w: w.press(f"asknote:{w.bookmark}"), hers=True)],
    "savenote": [Door(lambda w: w.fill_in(f"savenote:{w.bookmark}", "mine"), PAGE, hers=True)],
    "unmark": [Door(lambda w: w.press(f"unmark:{w.bookmark}"), hers=True)],
    "subscribe": [Door(lambda w: w.press(f"subscribe:{w.story}"), TITLE)],
    "wish": [Door(lambda w: w.press(f"wish:{w.story}:every", "story"), TITLE)],
    "rhythm": [Door(lambda w: w.press(f"rhythm:{w.story}:sequel", "weekly"), TITLE)],
    "follow": [
        Door(lambda w: w.press(f"follow:{w.story}:story:every"), TITLE),
        Door(lambda w: w.press(f"follow:{w.story}:story:complete:beside"), TITLE),
        # The sequel of each of these is here, and is told of instead where it may be.
        Door(lambda w: w.press(f"follow:{w.story}:sequel:every")),
    ],
    "picksub": [Door(lambda w: w.press("picksub:story:every", str(w.story)), TITLE)],
    "subs": [Door(lambda w: w.press("subs:1"), TITLE, hers=True)],
    "endsub": [Door(lambda w: w.press(f"endsub:{w.subscription}:1"), hers=True)],
    "unsubscribe": [
        Door(lambda w: w.press(f"unsubscribe:{w.subscription}"), TITLE, hers=True),
        Door(lambda w: w.press(f"unsubscribe:{w.subscription}:{w.story}:MARKER"), TITLE, hers=True),
    ],
    "snooze": [Door(lambda w: w.press(f"snooze:{w.subscription}:7"), TITLE, hers=True)],
    "snoozefor": [Door(lambda w: w.press(f"snoozefor:{w.subscription}", "0"), TITLE, hers=True)],
    "news": [Door(lambda w: w.press(f"news:{w.story}:MARKER"), PAGE)],
    "waiting": [Door(lambda w: w.press("waiting"), TITLE, hers=True)],
    # What waited goes to her DMs then, as far as it may.
    "tryagain": [Door(lambda w: w.press("tryagain"), hers=True)],
    "library": [
        Door(lambda w: w.press("library:1:~~title~~"), whole=True),
        Door(lambda w: w.press("library:2:~~title~~"), whole=True),
        Door(lambda w: w.press(f"library:1:~~title~{w.tale.word('tag')}~"), TITLE, frozenset({"tag"})),
        Door(lambda w: w.press(f"library:1:~~title~~{w.tale.word('summary')}"), TITLE, frozenset({"summary"})),
    ],
    "browse": [
        Door(lambda w: w.press("browse:~~title~~", "order=recent"), whole=True),
        Door(lambda w: w.press("browse:~~title~~", "order=rating"), whole=True),
        Door(lambda w: w.press("browse:~~title~~", "status=reading"), whole=True),
        Door(lambda w: w.press("browse:~~title~~", "labels=fandom"), frozenset({"fandom"}), whole=True),
        Door(lambda w: w.press("browse:~~title~~", f"tag={w.tale.word('fandom')}"), TITLE, frozenset({"fandom"})),
    ],
    "labels": [
        Door(lambda w: w.press("labels:tag:1"), frozenset({"tag"}), whole=True),
        Door(lambda w: w.press("labels:pairing:1"), frozenset({"pairing"}), whole=True),
        Door(lambda w: w.press("labels:character:1"), frozenset({"character"}), whole=True),
        Door(lambda w: w.press("labels:genre:1"), frozenset({"genre"}), whole=True),
    ],
}

# Buttons of a serial's post stand above; these steer serials, and there are none while the doors are opened.
SERIAL_ACTIONS = {
    "startserial": Door(lambda w: w.press(f"startserial:1:{w.stand.place.id}:0:0"), whole=True),
    "dropserial": Door(lambda w: w.press("dropserial"), whole=True),
    "serials": Door(lambda w: w.press("serials:1"), whole=True),
    "showserial": Door(lambda w: w.press("showserial", "1"), whole=True),
    "pauseserial": Door(lambda w: w.press("pauseserial:1"), whole=True),
    "resumeserial": Door(lambda w: w.press("resumeserial:1"), whole=True),
    "skipserial": Door(lambda w: w.press("skipserial:1"), whole=True),
    "postserial": Door(lambda w: w.press("postserial:1"), whole=True),
}

# Those that have to do with no story, or with a proof, which is its author's alone (test_publishing.py); `setadult` has a test
# of its own.
ABOUT_NO_STORY = {
    "help": Door(lambda w: w.press("help", "start"), whole=True),
    "preferences": Door(lambda w: w.press("preferences"), whole=True),
    "setshares": Door(lambda w: w.press("setshares", "0"), whole=True),
    "setlength": Door(lambda w: w.press("setlength", PageLength.NORMAL.value), whole=True),
    "setnotices": Door(lambda w: w.press("setnotices:1"), whole=True),
    "nametopics": Door(lambda w: w.press("nametopics:0"), whole=True),
    "setadult": Door(lambda w: w.press("preferences"), whole=True),
    "topics": Door(lambda w: w.press("topics"), whole=True),
    "settopics": Door(lambda w: w.press("settopics:0", "violence"), whole=True),
    "dropown": Door(lambda w: w.press("dropown", "violence"), whole=True),
    "asktopic": Door(lambda w: w.press("asktopic"), whole=True),
    "savetopic": Door(lambda w: w.fill_in("savetopic", "violence"), whole=True),
    "askzone": Door(lambda w: w.press("askzone"), whole=True),
    "savezone": Door(lambda w: w.fill_in("savezone", "Europe/Lisbon"), whole=True),
    # Somebody else's: whoever confirms her own has tests of her own (test_mydata.py).
    "erase": Door(lambda w: w.press("erase:1:none"), whole=True),
    "erasechoice": Door(lambda w: w.press("erasechoice:1", "withdraw"), whole=True),
    "erasenot": Door(lambda w: w.press("erasenot"), whole=True),
    "publish": Door(lambda w: w.press("publish:1"), whole=True),
    "proof": Door(lambda w: w.press("proof:1"), whole=True),
    "parts": Door(lambda w: w.press("parts:1:1"), whole=True),
    "doubts": Door(lambda w: w.press("doubts:1:1"), whole=True),
    "rateproof": Door(lambda w: w.press("rateproof:1", "teen"), whole=True),
    "rightsproof": Door(lambda w: w.press("rightsproof:1", "mine"), whole=True),
    "splithere": Door(lambda w: w.press("splithere:1:1:1"), whole=True),
    "joinhere": Door(lambda w: w.press("joinhere:1:1:1"), whole=True),
    "joinpart": Door(lambda w: w.press("joinpart:1:1", "1"), whole=True),
    "uncutproof": Door(lambda w: w.press("uncutproof:1"), whole=True),
    "changeproof": Door(lambda w: w.press("changeproof:1"), whole=True),
    "saveproof": Door(lambda w: w.fill_in("saveproof:1", "A title"), whole=True),
    "cancelproof": Door(lambda w: w.press("cancelproof:1"), whole=True),
    "server": Door(lambda w: w.press("server"), whole=True),
    "setceiling": Door(lambda w: w.press("setceiling", "explicit"), whole=True),
    "setauthors": Door(lambda w: w.press("setauthors", "1"), whole=True),
    "setnoticechannel": Door(lambda w: w.press("setnoticechannel", "1"), whole=True),
    "setserver": Door(lambda w: w.press("setserver:commons:1"), whole=True),
    "askserverzone": Door(lambda w: w.press("askserverzone"), whole=True),
    "saveserverzone": Door(lambda w: w.fill_in("saveserverzone", "Europe/Lisbon"), whole=True),
    **SERIAL_ACTIONS,
}

# By command: every option and every autocomplete that the tree has must stand here.
OPTIONS: dict[str, set[str]] = {
    "read": {"story", "part", "share"},
    "library": {"search", "rating", "tag"},
    "story": {"story"},
    "warnings": {"story", "topic"},
    "contents": {"story"},
    "bookmark add": {"note"},
    "bookmark list": set(),
    "bookmark remove": {"bookmark"},
    "subscribe": {"story", "to", "when"},
    "subscriptions": set(),
    "preferences": {"timezone"},
    "mydata export": set(),
    "mydata erase": set(),
    "publish": {"file", "file2", "file3", "file4", "file5", "title", "series", "rights", "rights_note"},
    "server settings": set(),
    "serial start": {
        "story",
        "channel",
        "every",
        "at",
        "timezone",
        "from_part",
        "starts",
        "pace",
        "role",
        "tags",
        "discuss",
        "ahead",
        "missed",
        "goes_on",
    },
    "serial list": set(),
    **{f"serial {verb}": {"serial"} for verb in ("show", "pause", "resume", "skip", "post-now", "stop")},
    "withdraw": {"story"},
    "help": {"topic"},
    "Bookmark this part": set(),
    "Publish this file": set(),
}
SUGGESTING = {
    ("read", "story"),
    ("story", "story"),
    ("warnings", "story"),
    ("contents", "story"),
    ("bookmark remove", "bookmark"),
    ("subscribe", "story"),
    ("withdraw", "story"),
    ("preferences", "timezone"),
    *(("serial start", option) for option in ("story", "every", "at", "timezone")),
    *((f"serial {verb}", "serial") for verb in ("show", "pause", "resume", "skip", "post-now", "stop")),
}
COMMANDS: dict[str, Door] = {
    "/read": Door(lambda w: w.slash("read"), PAGE, hers=True),
    "/read part": Door(lambda w: w.slash("read", part=2), PAGE, hers=True),
    "/read story (its id)": Door(lambda w: w.slash("read", story=str(w.story)), PAGE, hers=True),
    "/read story (its title)": Door(lambda w: w.slash("read", story=w.tale.title), PAGE, TITLE, hers=True),
    "/read story (nearly its title)": Door(lambda w: w.slash("read", story=w.tale.title[3:]), TITLE),
    "/read story part share": Door(lambda w: w.slash("read", story=str(w.story), part=3, share=True), PAGE),
    "/story (its id)": Door(lambda w: w.slash("story", story=str(w.story)), CARD),
    "/story (its title)": Door(lambda w: w.slash("story", story=w.tale.title), CARD),
    "/warnings (its id)": Door(lambda w: w.slash("warnings", story=str(w.story)), TITLE),
    "/warnings (its title) topic": Door(lambda w: w.slash("warnings", story=w.tale.title, topic="violence"), TITLE),
    "/contents (its id)": Door(lambda w: w.slash("contents", story=str(w.story)), CONTENTS),
    "/contents (its title)": Door(lambda w: w.slash("contents", story=w.tale.title), CONTENTS),
    "/library": Door(lambda w: w.slash("library"), whole=True),
    "/library search": Door(lambda w: w.slash("library", search=w.tale.word("title")), TITLE, TITLE),
    "/library search (in its summary)": Door(
        lambda w: w.slash("library", search=w.tale.word("summary")), TITLE, frozenset({"summary"})
    ),
    "/library tag": Door(lambda w: w.slash("library", tag=w.tale.word("pairing")), TITLE, frozenset({"pairing"})),
    "/library rating": Door(lambda w: w.slash("library", rating="explicit"), whole=True),
    "/bookmark add": Door(lambda w: w.slash("bookmark add", note="mine"), TITLE, hers=True),
    "/bookmark list": Door(lambda w: w.slash("bookmark list"), PAGE, hers=True),
    "/bookmark remove": Door(lambda w: w.slash("bookmark remove", bookmark=str(w.bookmark)), hers=True),
    "/mydata export": Door(lambda w: w.slash("mydata export"), TITLE, hers=True),
    "/mydata erase": Door(lambda w: w.slash("mydata erase"), hers=True),
    "Bookmark this part": Door(
        lambda w: w.menu("Bookmark this part", f"bookmark:{w.story}:{w.old_edition}:2:0:0"), TITLE, hers=True
    ),
    "/subscribe (its id)": Door(lambda w: w.slash("subscribe", story=str(w.story))),
    "/subscribe (its id) to": Door(lambda w: w.slash("subscribe", story=str(w.story), to="story"), TITLE),
    "/subscribe (its title)": Door(lambda w: w.slash("subscribe", story=w.tale.title, to="story"), TITLE),
    # With what waits for her, which she is told of after any command.
    "/subscriptions": Door(lambda w: w.slash("subscriptions"), TITLE, hers=True),
    "typing into /subscribe": Door(lambda w: w.complete("subscribe", "story", w.tale.title), TITLE),
    "/withdraw (its id)": Door(lambda w: w.withdraw(str(w.story))),
    "/withdraw (its title)": Door(lambda w: w.withdraw(w.tale.title)),
    "typing into /withdraw": Door(lambda w: w.withdraw(w.tale.title, only_typing=True)),
    "typing into /read": Door(lambda w: w.complete("read", "story", w.tale.title), TITLE),
    "typing nothing into /read": Door(lambda w: w.complete("read", "story", ""), TITLE, whole=True),
    "typing into /story": Door(lambda w: w.complete("story", "story", w.tale.word("title")), TITLE),
    "typing into /warnings": Door(lambda w: w.complete("warnings", "story", w.tale.word("fandom")), TITLE),
    "typing into /contents": Door(lambda w: w.complete("contents", "story", w.tale.title[:-1]), TITLE),
    "typing into /bookmark remove": Door(lambda w: w.complete("bookmark remove", "bookmark", ""), TITLE, hers=True),
    "typing a title into /bookmark remove": Door(
        lambda w: w.complete("bookmark remove", "bookmark", w.tale.title), TITLE, hers=True
    ),
    "typing into /preferences": Door(lambda w: w.complete("preferences", "timezone", "lisb"), whole=True),
}


def every_door() -> dict[str, Door]:
    pressed = {f"{name} {n}": door for name, doors in ACTIONS.items() for n, door in enumerate(doors, start=1)}
    return pressed | {f"{name} 1": door for name, door in ABOUT_NO_STORY.items()} | COMMANDS


def wait_for_news(reader_id: int, story_id: int, edition_id: int, now: datetime) -> Work[int]:
    """Her one subscription: to this story, which has grown, and whose notice could not be sent."""
    for kept in (yield from subscriptions.list_subscriptions(reader_id, 0, 100)):
        yield from subscriptions.remove_subscription(reader_id, kept.id)
    forget = Query("forget", {"sqlite": ("DELETE FROM deliveries WHERE cause = 'notice' AND target = ?", ("id",))})
    yield Statement(forget, ({"id": reader_id},))
    kept, _ = yield from subscriptions.keep_subscription(
        reader_id, Wish.STORY, str(story_id), rhythm=Rhythm.EVERY, story_id=story_id, name="", now=now
    )
    # As if she had never been further than its first part, and it had happened after she subscribed.
    back = Query("back", {"sqlite": ("UPDATE progress SET furthest_part = 1 WHERE reader_id = ?", ("id",))})
    yield Statement(back, ({"id": reader_id},))
    since = Query("since", {"sqlite": ("UPDATE subscriptions SET told_to = 0 WHERE id = ?", ("id",))})
    yield Statement(since, ({"id": kept},))
    yield from events.note_growth(story_id, edition_id, 1, to_microseconds(now))
    yield from events.note_closed_dm(reader_id)
    yield from events.note_told_beside(reader_id, 0)
    found = yield from events.next_event()
    if found is not None:
        yield from events.fan_out(found[0], now, now)
    return kept
