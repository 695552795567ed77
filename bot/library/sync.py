"""The operator's story folder brought into the database: what is new, changed, gone or broken."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import re
import stat
import string
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from bot.clock import Clock, system_clock
from bot.db.files import FileRecord, list_files, remove_file, save_file
from bot.db.stories import hide_story, move_story, save_story
from bot.db.work import Database, Work
from bot.errors import CliffhangerError, OperatorError, StoryFileError, TooLargeError
from bot.models import Limits
from bot.text import IMPORTER_VERSION, check_size, read_story

log = logging.getLogger(__name__)

STORY_SUFFIXES = frozenset(
    {".txt", ".md", ".markdown", ".html", ".htm", ".xhtml", ".epub", ".docx", ".odt", ".rtf", ".fb2", ".eml"}
)
SOURCE_PREFIX = "library:"
# A file changed so lately may be changed again without looking other.
_RESTLESS_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What a sync did, by file name relative to the folder; `problems` pairs a name with one sentence."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)


async def sync_folder(
    database: Database,
    folder: Path,
    now: Clock,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> SyncReport:
    """Read every new or changed story file of a folder and its subfolders, and hide the stories whose file is gone.

    One file never stops the others: what is wrong with it stands in the report. A file that was a story and is now
    broken leaves the story as it was. Raises OperatorError where the folder itself is not there.
    """
    if not await asyncio.to_thread(_is_folder, folder):
        raise OperatorError(
            f"There is no story folder {folder}.", "Make it, or set STORIES_DIR to the folder of your stories."
        )
    report = SyncReport()
    records = {record.path: record for record in await database.run(list_files())}
    listing = await asyncio.to_thread(_list_files, folder)
    report.problems.extend(listing.problems)
    gone = {
        r.path: r for r in records.values() if r.path not in listing.files and not r.path.startswith(listing.unread)
    }
    for name, stamp in sorted(listing.files.items()):
        record = records.get(name)
        if record and stamp and (record.stamp, record.importer_version) == (stamp, IMPORTER_VERSION):
            _report_known(record, report)
        else:
            await _sync_file(_File(name, listing.root / name, record, stamp, limits), gone, database, now, report)
    for record in gone.values():
        await database.run(_remove(record, now))
        if record.story_id is not None:
            report.hidden.append(record.path)
    return report


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a folder above it may not be looked into
        return False


# --- the folder -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Listing:
    root: Path
    files: dict[str, str]  # stamps by name
    unread: tuple[str, ...]  # folders that could not be listed: what was in them is not gone
    problems: list[tuple[str, str]]


def _list_files(folder: Path) -> _Listing:
    root = folder.resolve()
    found: dict[str, str] = {}
    settled = system_clock().timestamp() - _RESTLESS_SECONDS
    closed: list[OSError] = []
    for where, folders, names in os.walk(root, onerror=closed.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        inside = "" if where == str(root) else Path(where).relative_to(root).as_posix() + "/"
        for name in filter(is_story_name, names):
            if (stamp := _stamp(f"{where}{os.sep}{name}", root, settled)) is not None:
                found[inside + name] = stamp
    closed_names = [Path(error.filename).relative_to(root).as_posix() for error in closed]
    return _Listing(
        root=root,
        files=found,
        unread=tuple("" if name == "." else f"{name}/" for name in closed_names),
        problems=[
            (_printable(name), f"The folder cannot be read ({error.strerror}).")
            for name, error in zip(closed_names, closed, strict=True)
        ],
    )


def _stamp(path: str, root: Path, settled: float) -> str | None:
    """A file's size and time of change; empty where that is since `settled`, None for what is no file of this folder."""
    # A link to somewhere else could show readers what was never meant for them; a pipe would be waited on for ever.
    try:
        found = os.lstat(path)
        if stat.S_ISLNK(found.st_mode):
            link = Path(path)
            if not link.is_file() or not link.resolve().is_relative_to(root):
                return None
            found = link.stat()
    except OSError:
        return ""  # reading it will say what is wrong
    if not stat.S_ISREG(found.st_mode):
        return None
    # Within the resolution of a file system's clock a file may change twice and look the same.
    return f"{found.st_size}:{found.st_mtime_ns}" if found.st_mtime < settled else ""


def _report_known(record: FileRecord, report: SyncReport) -> None:
    if record.problem is None:
        report.unchanged.append(record.path)
    else:
        report.problems.append((record.path, record.problem))


def is_story_name(name: str) -> bool:
    """Whether a file of that name is read as a story: README and LICENSE are not, nor dotfiles and other endings."""
    name = name.lower()
    known = name[name.rfind(".") :] in STORY_SUFFIXES or name.endswith(".fb2.zip")
    return known and not name.startswith((".", "readme", "license", "licence"))


def _printable(name: str) -> str:
    return name.encode("utf-8", "replace").decode()


# --- one file -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    path: Path
    record: FileRecord | None
    stamp: str
    limits: Limits


async def _sync_file(
    file: _File, gone: dict[str, FileRecord], database: Database, now: Clock, report: SyncReport
) -> None:
    name, record = file.name, file.record
    try:
        data, digest = await asyncio.to_thread(_read, file)
        if record is None:
            record = await _find_moved(name, digest, gone, database, now)
        fresh = FileRecord(name, digest, IMPORTER_VERSION, record.story_id if record else None, stamp=file.stamp)
        if record and replace(record, problem=None, stamp=file.stamp) == fresh:
            if record.stamp != file.stamp:
                await database.run(save_file(replace(record, stamp=file.stamp), now()))
            _report_known(record, report)
            return
        try:
            saving = await asyncio.to_thread(_prepare, data, fresh, file.limits, now)
        except TooLargeError:
            raise  # and not kept: other settings may let the same bytes in
        except CliffhangerError as error:
            # Kept with the file's hash: the same bytes are not tried again, but are reported again.
            await database.run(save_file(replace(fresh, problem=error.sentence), now()))
            raise
        await database.run(_keep(saving, fresh, now))
    except CliffhangerError as error:
        report.problems.append((_printable(name), error.sentence))
    except OSError as error:
        report.problems.append((_printable(name), f"The file cannot be read ({error.strerror or error})."))
    except Exception as error:  # whatever a file does to the importer, the others must still be read
        log.exception("Reading the story file %s failed", _printable(name))
        report.problems.append((_printable(name), f"The importer failed on it: {type(error).__name__} (see the log)."))
    else:
        (report.added if fresh.story_id is None else report.updated).append(name)


async def _find_moved(
    name: str, digest: str, gone: dict[str, FileRecord], database: Database, now: Clock
) -> FileRecord | None:
    """The record of a file that was renamed or moved, under its new name, so that readers keep their places."""
    old = next((record for record in gone.values() if record.content_hash == digest and record.story_id), None)
    if old is None or not await database.run(_move(old, name, now)):
        return None
    del gone[old.path]
    return replace(old, path=name)


def _move(old: FileRecord, name: str, now: Clock) -> Work[bool]:
    assert old.story_id is not None  # noqa: S101 - its caller looked
    moved = yield from move_story(old.story_id, f"{SOURCE_PREFIX}{name}")
    if moved:
        yield from remove_file(old.path)
        yield from save_file(replace(old, path=name), now())
    return moved


def _read(file: _File) -> tuple[bytes, str]:
    """A file's bytes and their hash."""
    if _printable(file.name) != file.name:
        raise StoryFileError("The file's name is not UTF-8.", "Rename it.")
    # Asked before it is read.
    check_size(file.path.stat().st_size, file.limits)
    data = file.path.read_bytes()
    return data, hashlib.sha256(data).hexdigest()


def _prepare(data: bytes, record: FileRecord, limits: Limits, now: Clock) -> Work[int]:
    story = read_story(data, PurePosixPath(record.path).name, limits)
    return save_story(
        f"{SOURCE_PREFIX}{record.path}",
        story,
        content_hash=record.content_hash,
        importer_version=record.importer_version,
        title=story.metadata.title or title_from_name(record.path),
        now=now(),
    )


def title_from_name(name: str) -> str:
    """A title made of a file's name.

    >>> title_from_name("tales/the_long-night.txt")
    'The Long Night'
    """
    stem = PurePosixPath(name).stem
    if " " in stem:
        return stem
    words = re.sub(r"[-_]+", " ", stem).strip() or stem
    return string.capwords(words) if words.islower() else words


def _keep(saving: Work[int], record: FileRecord, now: Clock) -> Work[None]:
    story_id = yield from saving
    yield from save_file(replace(record, story_id=story_id), now())


def _remove(record: FileRecord, now: Clock) -> Work[None]:
    if record.story_id is not None:
        yield from hide_story(record.story_id, now())
    yield from remove_file(record.path)
