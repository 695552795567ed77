"""The files of the operator's folder as last read, so that an unchanged one need not be read as a story again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.db.instants import to_microseconds
from bot.db.shapes import storable_or_none
from bot.db.work import Work, every, sql


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file by its path in the folder; `problem` is the sentence that told why it could not be read as a story.

    `stamp` tells its size and when it was changed; empty where that would not tell one version from the next.
    """

    path: str
    content_hash: str
    importer_version: int
    story_id: int | None = None
    problem: str | None = None
    stamp: str = ""


def list_files() -> Work[list[FileRecord]]:
    """Every file on record, by path."""
    rows = yield from every(sql("list_files"))
    return [
        FileRecord(
            row["path"], row["content_hash"], row["importer_version"], row["story_id"], row["problem"], row["stamp"]
        )
        for row in rows
    ]


def save_file(record: FileRecord, now: datetime) -> Work[None]:
    """Keep what a file was last read as."""
    yield sql(
        "save_file",
        path=record.path,
        content_hash=record.content_hash,
        importer_version=record.importer_version,
        story_id=record.story_id,
        problem=storable_or_none(record.problem),
        stamp=record.stamp,
        now=to_microseconds(now),
    )


def remove_file(path: str) -> Work[None]:
    """Forget a file that is gone."""
    yield sql("remove_file", path=path)
