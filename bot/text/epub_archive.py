"""An EPUB's members as bytes, read in memory within fixed bounds: a hostile archive gives one sentence, never its bomb."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from urllib.parse import unquote, urlsplit

from bot.errors import StoryFileError

MOST_MEMBERS = 5_000
LARGEST_MEMBER = 32 * 1024 * 1024  # bytes; the text of a dozen novels
LARGEST_WHOLE = 96 * 1024 * 1024  # bytes of all members that were read; pictures and fonts never are
MOST_RATIO = 200  # prose packs to a third or a fifth, filler to a thousandth
_RATIO_COUNTS_FROM = 1024 * 1024
_SEND_AGAIN = "Make the file anew, or send the story as a text or HTML file."


class Archive:
    """The members of a ZIP archive by path; nothing is ever written to disk."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, IndexError, OverflowError) as error:
            raise StoryFileError("This book's archive is broken or incomplete.", _SEND_AGAIN) from error
        if len(entries) > MOST_MEMBERS:
            raise StoryFileError(f"This archive holds more than {MOST_MEMBERS} files.", _SEND_AGAIN)
        self._entries = {entry.filename: entry for entry in entries}
        self._folded = {name.casefold(): name for name in self._entries}
        self._read = 0

    def __contains__(self, path: str) -> bool:
        return path in self._entries

    @property
    def names(self) -> list[str]:
        """All paths, in the archive's order."""
        return list(self._entries)

    def read(self, path: str) -> bytes:
        """A member's bytes; StoryFileError where it is missing, protected, damaged or too large unpacked."""
        entry = self._entries.get(path) or self._entries.get(self._folded.get(path.casefold(), ""))
        if entry is None:
            raise StoryFileError("A file that this book names is not in it.", _SEND_AGAIN)
        if entry.flag_bits & 1:
            raise StoryFileError("This book is protected with a password.", "Send it without.")
        ratio = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > LARGEST_MEMBER or (entry.file_size > _RATIO_COUNTS_FROM and ratio > MOST_RATIO):
            raise StoryFileError("A file in this archive is far too large unpacked.", _SEND_AGAIN)
        try:
            with self._zip.open(entry) as member:
                # What the directory says of sizes may be a lie, so the reading itself is bounded too.
                data = member.read(LARGEST_MEMBER + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            ValueError,
            OSError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise StoryFileError("A file in this archive is damaged.", _SEND_AGAIN) from error
        self._read += len(data)
        if len(data) > LARGEST_MEMBER or self._read > LARGEST_WHOLE:
            raise StoryFileError("The files of this archive are far too large unpacked.", _SEND_AGAIN)
        return data


def resolve(base: str, href: str) -> str:
    """The path a link leads to from the member `base`, as the archive names it; the fragment is left out.

    >>> resolve("OEBPS/content.opf", "Text/a%20b.xhtml#x")
    'OEBPS/Text/a b.xhtml'
    """
    try:
        path = unquote(urlsplit(href).path)
    except ValueError:
        return ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), path)).lstrip("/")
