"""A ZIP archive's members as bytes, bounded in number, size and ratio, read from memory alone.

Uploads come from strangers: no size that an archive states is believed, and nothing is ever unpacked to a file.
"""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

from bot.errors import StoryFileError, TooLargeError
from bot.models import Limits

_SMALL_MEMBER = 1024 * 1024  # bytes; up to here no ratio counts
_RECORD = b"PK\x01\x02"  # opens one member's record in the table of contents (PKWARE APPNOTE 4.3.12)
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, KeyError)


class Archive:
    """The members of one archive by name; every read counts against what one archive may hold."""

    def __init__(self, zipped: zipfile.ZipFile, limits: Limits) -> None:
        self._zipped = zipped
        self._ratio = limits.ratio
        self._members = {info.filename: info for info in zipped.infolist() if not info.is_dir()}
        self._left = limits.bytes

    def __contains__(self, name: str) -> bool:
        return name in self._members

    @property
    def names(self) -> list[str]:
        """Every member's name as stored, in the archive's order; none of them is a path to be written to."""
        return list(self._members)

    def read(self, name: str) -> bytes:
        """A member's bytes; b"" where there is no such member. Raises StoryFileError for a damaged or a huge one."""
        info = self._members.get(name)
        if info is None:
            return b""
        limit = min(self._left, max(info.compress_size * self._ratio, _SMALL_MEMBER))
        try:
            with self._zipped.open(info) as member:
                data = member.read(limit + 1)
        except _DAMAGE as error:
            raise _damaged() from error
        if len(data) > limit:
            raise TooLargeError(
                "This archive unpacks to far more than a story needs.", "Send the story without pictures."
            )
        self._left -= len(data)
        return data


def open_archive(data: bytes, limits: Limits) -> Archive:
    """The archive in these bytes; StoryFileError where it is damaged, locked with a password or has too many members."""
    # Counted before the table is read: zipfile keeps an object for each record, however many there are.
    if data.count(_RECORD) > limits.members:
        raise TooLargeError("This archive holds more files than a story needs.", "Send the story alone.")
    try:
        zipped = zipfile.ZipFile(BytesIO(data))
    except _DAMAGE as error:
        raise _damaged() from error
    return Archive(zipped, limits)


def _damaged() -> StoryFileError:
    return StoryFileError("This archive is damaged, incomplete or locked.", "Save the story anew and send it again.")
