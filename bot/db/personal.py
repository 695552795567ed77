"""Everything that is held of a reader: where it stands, handed over as rows, and erased.

`HOLDINGS` is the one list of it, and the statements are made from that list, so that what is erased and what is handed
over cannot differ. A table that it does not name fails a test, unless that knows the table to hold nothing of anybody.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from bot.db.instants import from_microseconds, to_microseconds
from bot.db.queries import DIALECTS, Query, translate
from bot.db.work import Row, Statement, Work, every, sql


class Fate(StrEnum):
    """What becomes of a row when its reader is erased."""

    DELETED = "deleted"
    CLEARED = "cleared"  # the row stays, for it is a server's or a story's too, and names nobody any more
    ASKED = "asked"  # she says what becomes of it (bot/db/authorship.py)


@dataclass(frozen=True, slots=True)
class Holding:
    """One column that holds readers' ids; `where` finds a reader's rows by it, `cleared` is what it holds instead.

    `named` are other columns whose text may hold her id. `by_way`: the column names a row of hers, not her.
    """

    table: str
    column: str
    fate: Fate = Fate.DELETED
    where: str = ""
    cleared: str = "0"
    named: tuple[str, ...] = ()
    by_way: bool = False

    @property
    def condition(self) -> str:
        """The condition of SQL that her rows fulfil."""
        return self.where or f"{self.column} = :reader_id"


# In the order in which rows are locked (bot/db/work.py); whatever refers to a reader's row goes before it.
HOLDINGS = (
    Holding(
        "deliveries",
        "target",
        where="lane = 'reader:' || CAST(CAST(:reader_id AS BIGINT) AS TEXT)",
        named=("key", "lane"),
    ),
    Holding("subscriptions", "reader_id"),
    Holding("closed_dms", "reader_id"),
    Holding("unlinked", "undone_by", Fate.CLEARED),
    Holding(
        "proof_files", "proof_id", where="proof_id IN (SELECT id FROM proofs WHERE author_id = :reader_id)", by_way=True
    ),
    Holding("proofs", "author_id"),
    Holding("stories", "author_id", Fate.ASKED, named=("source",)),
    Holding("progress", "reader_id"),
    Holding("bookmarks", "reader_id"),
    Holding("avoided_topics", "reader_id"),
    Holding("agreed_topics", "reader_id"),
    Holding("server_log", "actor_id", Fate.CLEARED),
    Holding("serials", "started_by", Fate.CLEARED),
    Holding("reports", "reporter_id"),
    Holding("visited_servers", "reader_id"),
    Holding("memberships", "reader_id"),
    Holding("readers", "id"),
)

_MOMENTS = {"at", "dated", "next_slot", "fired", "snoozed_until"}
_DISCORD_IDS = {holding.column for holding in HOLDINGS if not holding.by_way} - {"id"} | {
    "channel_id",
    "dm_channel",
    "message_id",
    "role_id",
    "server_id",
}
_FLAGS = {
    "by_command",
    "closed",
    "discuss",
    "finished",
    "goes_on",
    "locked",
    "look",
    "member",
    "moved",
    "names_topics",
    "notices",
    "shares",
    "told",
}
_JSON = {"content", "decisions", "fandoms", "metadata", "stated", "tags", "warnings"}


# --- handing over ---------------------------------------------------------------------------------------------------


def list_held(reader_id: int) -> Work[dict[str, list[dict[str, Any]]]]:
    """Every row that is held of a reader, by table, each as JSON can hold it: its columns by name, ids of Discord as text.

    Instants are ISO 8601 in UTC.
    """
    held: dict[str, list[dict[str, Any]]] = {}
    for holding in HOLDINGS:
        text = f"SELECT * FROM {holding.table} WHERE {holding.condition} ORDER BY 1, 2"  # noqa: S608 - all of it is ours
        rows = yield from every(_statement(text, reader_id))
        held[holding.table] = [_readable(holding, row) for row in rows]
    return held


def _readable(holding: Holding, row: Row) -> dict[str, Any]:
    values = dict(cast("Mapping[str, Any]", row))
    return {name: _value(holding, name, value) for name, value in values.items()}


def _value(holding: Holding, name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _DISCORD_IDS or (holding.table, name) == ("readers", "id"):
        return str(value)
    if name in _MOMENTS or name.endswith("_at"):
        return from_microseconds(value).isoformat().replace("+00:00", "Z")
    if name in _FLAGS:
        return bool(value)
    if isinstance(value, bytes):
        return {"bytes": len(value)}
    if name in _JSON and isinstance(value, str) and value[:1] in {"[", "{"}:
        return json.loads(value)
    return value


# --- erasing --------------------------------------------------------------------------------------------------------


def erase_held(reader_id: int, now: datetime) -> Work[bool]:
    """Erase all that is held of a reader; False where there was nothing.

    Her stories come first (bot/db/authorship.py): this leaves what she is to be asked about.
    """
    found = False
    for holding in HOLDINGS:
        if holding.fate is Fate.DELETED:
            text = f"DELETE FROM {holding.table} WHERE {holding.condition} RETURNING 1"  # noqa: S608
        elif holding.fate is Fate.CLEARED:
            text = (
                f"UPDATE {holding.table} SET {holding.column} = {holding.cleared} WHERE {holding.condition} RETURNING 1"  # noqa: S608
            )
        else:
            continue
        found |= bool((yield from every(_statement(text, reader_id))))
    if found:
        yield sql("note_erasure", now=to_microseconds(now))
    return found


def erase_strays() -> Work[None]:
    """Erase what was written for a reader while she was being erased, and has come to its end since."""
    yield sql("erase_strays")


def last_erasure() -> Work[int | None]:
    """The number of the latest erasure whose remains may still be in the file; None where there is none."""
    (row,) = yield sql("last_erasure")
    number: int | None = row["id"]
    return number


def forget_erasures(up_to: int) -> Work[None]:
    """Note that nothing remains in the file of those erasures."""
    yield sql("forget_erasures", up_to=up_to)


def _statement(text: str, reader_id: int) -> Statement:
    return Statement(
        Query("personal", {dialect: translate(text, dialect) for dialect in DIALECTS}), ({"reader_id": reader_id},)
    )
