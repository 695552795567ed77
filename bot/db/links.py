"""Links between stories: made whenever one is saved, hidden or comes back, asked for by cards, undone by hand.

Which stories belong together is decided in `bot.db.matching`. Links are a function of the stories that are visible and of
what was undone, whatever the order in which the stories came.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.db.events import note_link
from bot.db.instants import to_microseconds
from bot.db.keys import fold, title_key
from bot.db.matching import Known, Member, find_named, find_neighbours, read_title_form, series_place_key
from bot.db.shapes import text_list
from bot.db.work import Row, Work, every, one, sql
from bot.models import AwaitedTitle, Gate, LinkedStory, LinkOrigin, Links, PointerKind, RatingLevel
from bot.servers import Visibility

__all__ = [
    "get_awaited",
    "get_links",
    "get_matched",
    "link_story",
    "list_awaited",
    "list_linked",
    "list_unlinked",
    "lock_links",
    "match_story",
    "relink",
    "unlink",
]

Pair = tuple[int, int]

# Which finding goes first where several stories are before or after one: its own word, its series, another's word.
_OWN = {"earlier": LinkOrigin.PREQUEL, "later": LinkOrigin.SEQUEL}


# --- making them ----------------------------------------------------------------------------------------------------


def lock_links() -> Work[None]:
    """Wait until no other transaction makes links: of two stories saved at once, the second must see the first."""
    yield sql("lock_links")


def get_matched(story_id: int) -> Work[Row | None]:
    """What a story is found by as it is kept now; ask before it is changed."""
    return (yield from one(sql("get_matched", story_id=story_id)))


def link_story(
    story_id: int, pointers: Mapping[PointerKind, Mapping[str, object]], formerly: Row | None, now: int
) -> Work[None]:
    """Keep the titles that a story names, and link it; until now it was found by what `formerly` holds.

    Pairs that are new stand in `link_events` afterwards, in the same transaction.
    """
    for kind in PointerKind:
        if kind in pointers:
            yield sql("keep_awaited", story_id=story_id, kind=kind.value, **pointers[kind])
        else:
            yield sql("withdraw_awaited", story_id=story_id, kind=kind.value)
    yield from match_story(story_id, now, formerly)


def match_story(story_id: int, now: int, formerly: Row | None = None) -> Work[None]:
    """Match again all that may have to do with a story: the titles it names, those that may mean it, and its series."""
    known = [each for each in (formerly, (yield from get_matched(story_id))) if each is not None]
    pointers: dict[int, Row] = {}
    for each in known:
        series_place = series_place_key(each["series_key"], each["series_index"])
        keys = {"title_key": each["title_key"], "place_key": each["place_key"], "series_place": series_place}
        found = yield from every(sql("list_pointers", story_id=story_id, **keys))
        pointers |= {pointer["awaited_id"]: pointer for pointer in found}
    # What others await is told as such, before what the story itself names.
    for pointer in sorted(pointers.values(), key=lambda each: (each["story_id"] == story_id, each["awaited_id"])):
        yield from _match_pointer(pointer, now)
    for series_id in dict.fromkeys(each["series_id"] for each in known if each["series_id"] is not None):
        yield from _match_series(series_id, now)


def _match_pointer(pointer: Row, now: int) -> Work[None]:
    kind = PointerKind(pointer["kind"])
    wanted: set[Pair] = set()
    if pointer["id"] is not None and pointer["stated"]:
        story = _known(pointer)
        named = story.names[kind]
        keys = {"title_key": named.key, "place_key": named.place_key}
        place = {"series_id": pointer["series_id"], "number": named.number}
        rows = yield from every(sql("list_fitting", story_id=story.story_id, kind=kind.value, **keys, **place))
        found = find_named(story, kind, map(_known, rows))
        if found is not None:
            pair = (story.story_id, found)
            wanted.add(pair if kind is PointerKind.SEQUEL else pair[::-1])
    yield from _make(wanted, LinkOrigin(kind.value), pointer["awaited_id"], None, now)


def _match_series(series_id: int, now: int) -> Work[None]:
    rows = {row["id"]: row for row in (yield from every(sql("list_members", series_id=series_id)))}
    undone = {_pair(row) for row in (yield from every(sql("list_unlinked_pairs", series_id=series_id)))}
    members = [Member(row["id"], row["series_index"], row["server_id"]) for row in rows.values()]
    one_author = all(row["author_key"] for row in rows.values())
    # What an author names goes before what the numbers tell.
    wanted = {
        (earlier, later)
        for earlier, later in find_neighbours(members, one_author=one_author) - undone
        if rows[earlier]["sequel"] is None and rows[later]["prequel"] is None
    }
    yield from _make(wanted, LinkOrigin.SERIES, None, series_id, now)


def _make(wanted: set[Pair], origin: LinkOrigin, awaited_id: int | None, series_id: int | None, now: int) -> Work[None]:
    """Bring the links that one title or one series has made into line with those wanted."""
    made = {_pair(row) for row in (yield from every(sql("list_made", awaited_id=awaited_id, series_id=series_id)))}
    for earlier, later in sorted(made - wanted):
        yield sql("drop_link", earlier_id=earlier, later_id=later, origin=origin.value)
    for earlier, later in sorted(wanted - made):
        pair = {"earlier_id": earlier, "later_id": later, "awaited_id": awaited_id, "now": now}
        yield sql("make_link", origin=origin.value, series_id=series_id, **pair)
        if (yield from one(sql("add_link_event", **pair))) is not None:
            yield from note_link(earlier, later, awaited_id, now)


def _pair(row: Row) -> Pair:
    return (row["earlier_id"], row["later_id"])


def _known(row: Row) -> Known:
    named = {kind: read_title_form(row[kind.value]) for kind in PointerKind if row[kind.value] is not None}
    return Known(
        row["id"],
        read_title_form(row["title"]),
        row["author_key"],
        row["series_key"] or "",
        row["series_index"],
        row["server_id"],
        named,
    )


# --- asking for them ------------------------------------------------------------------------------------------------


def get_links(story_id: int) -> Work[Links]:
    """The visible stories before and after a story, and the titles it awaits; which of them may be shown is asked later."""
    earlier, later = yield from list_linked(story_id)
    awaited = yield from every(sql("list_awaited_of", story_id=story_id))
    return Links(earlier, later, tuple(map(_awaited, awaited)))


def list_linked(story_id: int) -> Work[tuple[tuple[LinkedStory, ...], tuple[LinkedStory, ...]]]:
    """The visible stories before a story and those after it, the likeliest first.

    What the story itself names goes before its neighbour in the series, and that before a story that names this one.
    """
    rows = yield from every(sql("list_linked", story_id=story_id))
    return _linked(rows, "earlier"), _linked(rows, "later")


def _linked(rows: list[Row], side: str) -> tuple[LinkedStory, ...]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        if bool(row["later"]) == (side == "later"):
            found.setdefault(row["id"], []).append(row)
    own = _OWN[side]

    def order(group: list[Row]) -> tuple[bool, bool, float, int]:
        origins, index = {row["origin"] for row in group}, group[0]["series_index"]
        distance = 0.0 if index is None else index if side == "later" else -index
        return (own not in origins, LinkOrigin.SERIES not in origins, distance, group[0]["id"])

    return tuple(
        _linked_story(group[0], sorted(LinkOrigin(row["origin"]) for row in group))
        for group in sorted(found.values(), key=order)
    )


def _linked_story(row: Row, origins: Sequence[LinkOrigin]) -> LinkedStory:
    level = RatingLevel(row["level"]) if row["level"] else None
    return LinkedStory(row["id"], row["title"], Gate(row["gate"]), row["server_id"], level, tuple(origins))


def list_awaited(search: str, visibility: Visibility, limit: int) -> Work[list[AwaitedTitle]]:
    """The titles with these words that stories let through await, those first that begin so; all where none is given."""
    words = {"words": fold(search), "key": title_key(search)}
    rows = yield from every(sql("list_awaited", shelves=text_list(visibility.shelves()), limit=limit, **words))
    return [_awaited(row) for row in rows]


def get_awaited(awaited_id: int, visibility: Visibility) -> Work[AwaitedTitle | None]:
    """The title of that id, here by now or not; None where its story is hidden, unknown or not let through."""
    row = yield from one(sql("get_awaited", awaited_id=awaited_id, shelves=text_list(visibility.shelves())))
    return None if row is None else _awaited(row)


def _awaited(row: Row) -> AwaitedTitle:
    return AwaitedTitle(row["id"], row["story_id"], row["author"], PointerKind(row["kind"]), row["title"])


# --- undoing them ---------------------------------------------------------------------------------------------------


def unlink(earlier_id: int, later_id: int, by: int, now: datetime) -> Work[None]:
    """Take a wrong link away for good; `by` is the id of whoever says so. The next best match may take its place."""
    yield from lock_links()
    at = to_microseconds(now)
    yield sql("unlink", earlier_id=earlier_id, later_id=later_id, by=by, now=at)
    yield from match_story(earlier_id, at)
    yield from match_story(later_id, at)


def relink(earlier_id: int, later_id: int, now: datetime) -> Work[None]:
    """Let two stories find each other again."""
    yield from lock_links()
    at = to_microseconds(now)
    yield sql("relink", earlier_id=earlier_id, later_id=later_id)
    yield from match_story(earlier_id, at)
    yield from match_story(later_id, at)


def list_unlinked(story_id: int) -> Work[tuple[tuple[LinkedStory, ...], tuple[LinkedStory, ...]]]:
    """The visible stories that were wrongly taken for those before a story, and for those after it."""
    rows = yield from every(sql("list_unlinked", story_id=story_id))
    found = [(row["later"], _linked_story(row, ())) for row in rows]
    return tuple(story for later, story in found if not later), tuple(story for later, story in found if later)
