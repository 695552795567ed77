"""Stories in the database: saving a new one or its next edition, hiding one, lists and cards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.db.cards import get_card
from bot.db.condition import EVERYTHING, condition, in_sight
from bot.db.events import is_complete, note_arrival, note_completion, note_growth
from bot.db.instants import to_microseconds
from bot.db.keys import title_key
from bot.db.links import get_matched, link_story, lock_links, match_story
from bot.db.places import move_places
from bot.db.rows import StoryRows, rows_of_story
from bot.db.serials import rouse
from bot.db.shapes import entry_from_row, metadata_from_json, storable_or_none, to_json
from bot.db.work import Row, Work, batch, every, one, sql
from bot.models import Label, LabelKind, LibraryEntry, LibraryFilter, LibraryOrder, Metadata, Story
from bot.servers import Publication, Visibility

NOBODY = 0

__all__ = [
    "bring_back_story",
    "count_entries",
    "find_by_title",
    "get_card",
    "get_entries",
    "get_entry",
    "get_metadata",
    "get_publication",
    "hide_story",
    "list_entries",
    "list_labels",
    "move_story",
    "save_story",
    "withdraw_story",
]


# --- saving ---------------------------------------------------------------------------------------------------------


def save_story(
    source: str,
    story: Story,
    *,
    content_hash: str,
    importer_version: int,
    title: str,
    now: datetime,
    published: Publication | None = None,
) -> Work[int]:
    """The story's id, the story saved and visible: a new one, or the next edition of the one with that `source`.

    The same content hash makes a next edition only where a newer importer reads the same bytes differently. Readers'
    places are carried over to it; then the text of the edition before is dropped, and its fingerprints stay. Stories that
    belong before or after it are linked (`bot.db.links`). `title` is
    what lists show, also where the metadata have none. All costly work that asks nothing of the database is done in this
    call, before the unit of work runs. `published` tells a server's story from the operator's; one that is withdrawn
    stays hidden.
    """
    texts = [[block.text for block in part.blocks] for part in story.parts]
    rows = rows_of_story(story, title)
    owned: dict[str, object] = {
        "server_id": published and published.server_id,
        "author_id": published and published.author_id,
        "rights": published and published.rights,
        "rights_note": published and storable_or_none(published.rights_note),
    }
    return _save(source, rows, texts, content_hash, owned, importer_version=importer_version, now=to_microseconds(now))


def _save(
    source: str,
    rows: StoryRows,
    texts: Sequence[Sequence[str]],
    content_hash: str,
    owned: dict[str, object],
    *,
    importer_version: int,
    now: int,
) -> Work[int]:
    yield from lock_links()
    (claimed,) = yield sql("claim_story", source=source, now=now, **owned)
    story_id: int = claimed["id"]
    if claimed["edition_id"] is None and claimed["withdrawn_at"] is not None:
        return story_id  # withdrawn and erased: the file may be there still, its text is not kept again
    formerly = yield from get_matched(story_id)
    number = 1
    edition: Row | None = None
    before: int | None = claimed["edition_id"]
    if before is not None:
        edition = yield from one(sql("get_edition", edition_id=before))
        if edition is None:
            raise LookupError(f"story {story_id} names an edition that is not there")
        if edition["content_hash"] == content_hash and (
            importer_version <= edition["importer_version"] or (yield from _reads_the_same(claimed, rows))
        ):
            yield sql("renew_edition", edition_id=edition["id"], importer_version=importer_version)
            renewed = {name: rows.story[name] for name in ("gate", "level", "warnings", "search_text", "place_key")}
            yield sql("renew_story", story_id=story_id, **renewed)
            yield from _keep_labels(story_id, rows.labels)
            yield from _unhide(story_id, claimed, rows, now)
            yield from link_story(story_id, rows.pointers, formerly, now)
            return story_id
        number = edition["number"] + 1
    (added,) = yield sql(
        "add_edition",
        story_id=story_id,
        number=number,
        content_hash=content_hash,
        importer_version=importer_version,
        now=now,
        words=rows.story["words"],
        parts=rows.story["parts"],
        encoding=rows.encoding,
    )
    edition_id = added["id"]
    yield batch("add_chapter", [{"edition_id": edition_id, **chapter} for chapter in rows.chapters])
    yield batch("add_part", [{"edition_id": edition_id, **part} for part in rows.parts])
    series_id = yield from _keep_series(rows)
    yield sql("update_story", story_id=story_id, edition_id=edition_id, series_id=series_id, now=now, **rows.story)
    yield from rouse()
    if before is not None:
        yield from move_places(story_id, before, edition_id, texts)
        yield sql("supersede_parts", edition_id=before)
        yield sql("supersede_chapters", edition_id=before)
    yield from _keep_trigrams(story_id, rows.trigrams)
    yield from _keep_labels(story_id, rows.labels)
    yield from link_story(story_id, rows.pointers, formerly, now)
    if before is None:
        yield from note_arrival(story_id, now)
    elif edition is not None and edition["content_hash"] != content_hash:
        yield from _note_changes(claimed, edition, edition_id, rows, now)
    return story_id


def _note_changes(claimed: Row, edition: Row, edition_id: int, rows: StoryRows, now: int) -> Work[None]:
    """Tell of what an author added; parts that are only divided otherwise are nothing new."""
    if all(int(str(rows.story[name])) > edition[name] for name in ("parts", "words")):
        yield from note_growth(claimed["id"], edition_id, edition["parts"], now)
    if is_complete(str(rows.story["metadata"])) and not is_complete(claimed["metadata"]):
        yield from note_completion(claimed["id"], now)


def _reads_the_same(claimed: Row, rows: StoryRows) -> Work[bool]:
    if claimed["title"] != rows.story["title"] or claimed["metadata"] != rows.story["metadata"]:
        return False
    parts = yield from every(sql("list_part_rows", edition_id=claimed["edition_id"]))
    chapters = yield from every(sql("list_chapters", edition_id=claimed["edition_id"]))
    return _agree(parts, rows.parts) and _agree(chapters, rows.chapters)


def _agree(stored: Sequence[Row], fresh: Sequence[dict[str, object]]) -> bool:
    return len(stored) == len(fresh) and all(
        old[name] == value for old, new in zip(stored, fresh, strict=True) for name, value in new.items()
    )


def _keep_series(rows: StoryRows) -> Work[int | None]:
    if rows.series is None:
        return None
    (series,) = yield sql("keep_series", **rows.series)
    series_id: int = series["id"]
    return series_id


def _keep_trigrams(story_id: int, weights: dict[str, int]) -> Work[None]:
    yield sql("remove_trigrams", story_id=story_id)
    yield batch(
        "add_trigram",
        [{"trigram": trigram, "story_id": story_id, "weight": weight} for trigram, weight in sorted(weights.items())],
    )


def _keep_labels(story_id: int, labels: Sequence[dict[str, str]]) -> Work[None]:
    yield sql("remove_labels", story_id=story_id)
    yield batch("add_label", [{"story_id": story_id, **label} for label in labels])


def _unhide(story_id: int, claimed: Row, rows: StoryRows, now: int) -> Work[None]:
    if claimed["hidden_at"] is not None:
        yield sql("unhide_story", story_id=story_id, now=now)
        yield from rouse()
        yield from _keep_trigrams(story_id, rows.trigrams)


def move_story(story_id: int, source: str) -> Work[bool]:
    """Give a story another source; False, and nothing done, where another story has that one."""
    return (yield from one(sql("move_story", story_id=story_id, source=source))) is not None


def hide_story(story_id: int, now: datetime) -> Work[None]:
    """Take a story out of every list, card, link and search; its text and its readers' places stay."""
    at = to_microseconds(now)
    yield from lock_links()
    yield sql("hide_story", story_id=story_id, now=at)
    yield sql("remove_trigrams", story_id=story_id)
    yield from match_story(story_id, at)


def withdraw_story(
    story_id: int, now: datetime, *, withdrawn_as: str | None = None, erase: datetime | None = None
) -> Work[bool]:
    """Hide a story until it is brought back, whatever is saved of it meanwhile; False where it is withdrawn already.

    `withdrawn_as` tells as whom somebody did it; its text is to be erased at the moment `erase`, if one is given.
    """
    at = to_microseconds(now)
    yield from lock_links()
    erase_at = None if erase is None else to_microseconds(erase)
    withdrawn = yield from one(
        sql("withdraw_story", story_id=story_id, now=at, withdrawn_as=withdrawn_as, erase_at=erase_at)
    )
    yield sql("remove_trigrams", story_id=story_id)
    yield from match_story(story_id, at)
    return withdrawn is not None


def bring_back_story(story_id: int) -> Work[bool]:
    """Let the next saving show a withdrawn story again; False where it is not withdrawn."""
    return (yield from one(sql("bring_back_story", story_id=story_id))) is not None


def get_publication(story_id: int) -> Work[Publication | None]:
    """Who published a story, where and by what right; None for the operator's."""
    row = yield from one(sql("get_publication", story_id=story_id))
    if row is None or row["server_id"] is None:
        return None
    withdrawn = row["withdrawn_at"] is not None
    return Publication(row["server_id"], row["author_id"], row["rights"], row["rights_note"], withdrawn)


# --- lists ----------------------------------------------------------------------------------------------------------


def get_entry(story_id: int) -> Work[LibraryEntry | None]:
    """One story of any library as a list shows it; None where it is hidden or unknown. Who shows it asks `Scope.require`."""
    row = yield from one(sql("get_entry", story_id=story_id))
    return None if row is None else entry_from_row(row)


def get_metadata(story_id: int) -> Work[Metadata]:
    """What a story's file says of it; nothing where the story is unknown."""
    row = yield from one(sql("get_metadata", story_id=story_id))
    return Metadata() if row is None else metadata_from_json(row["metadata"])


def get_entries(ids: Sequence[int]) -> Work[list[LibraryEntry]]:
    """The visible ones of these stories, in the order of `ids`."""
    rows = yield from every(sql("get_entries", ids=to_json(list(ids))))
    return [entry_from_row(row) for row in rows]


def list_entries(
    *,
    visibility: Visibility,
    wanted: LibraryFilter = EVERYTHING,
    reader_id: int = NOBODY,
    offset: int = 0,
    limit: int = 25,
) -> Work[list[LibraryEntry]]:
    """Stories that are in sight and wanted, in the order wanted; `wanted.search` is not asked.

    `wanted.status` is that reader's.
    """
    asked = condition(visibility, wanted)
    if wanted.status is None and wanted.order is LibraryOrder.TITLE:
        rows = yield from every(sql("list_entries", offset=offset, limit=limit, **asked))
    else:
        asked |= {"reader_id": reader_id, "status": wanted.status, "order": wanted.order.value}
        rows = yield from every(sql("list_entries_ordered", offset=offset, limit=limit, **asked))
    return [entry_from_row(row) for row in rows]


def count_entries(*, visibility: Visibility, wanted: LibraryFilter = EVERYTHING, reader_id: int = NOBODY) -> Work[int]:
    """How many stories `list_entries` would give in all."""
    (row,) = yield sql("count_entries", reader_id=reader_id, status=wanted.status, **condition(visibility, wanted))
    entries: int = row["entries"]
    return entries


def list_labels(kind: LabelKind, visibility: Visibility, offset: int, limit: int) -> Work[list[Label]]:
    """The labels of that kind that stories in sight have, the commonest first."""
    rows = yield from every(
        sql("list_labels", kind=kind.value, shelves=in_sight(visibility), offset=offset, limit=limit)
    )
    return [Label(row["name"], row["stories"]) for row in rows]


def find_by_title(text: str) -> Work[list[LibraryEntry]]:
    """The stories of any library of exactly that title; case, accents, punctuation and the form of numerals do not count."""
    rows = yield from every(sql("find_by_title", title_key=title_key(text)))
    return [entry_from_row(row) for row in rows]
