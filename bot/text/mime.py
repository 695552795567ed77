"""A mail as its program stores it (EML, mbox) to a draft: transfer encodings undone, the first plain-text part taken.

By RFC 2045 and 2046. A mail without any encoding is plain text and keeps its offsets; another has none.
"""

from __future__ import annotations

import binascii
import quopri
import re
from dataclasses import replace

from bot.errors import StoryFileError
from bot.models import Limits
from bot.text.bounds import check_text
from bot.text.decode import Decoded, decode
from bot.text.draft import Draft
from bot.text.pastes import read_paste

_BLANK_LINE = re.compile(rb"\r?\n[ \t]*\r?\n")
_FOLDED = re.compile(rb"\r?\n[ \t]+")
_FIELD = re.compile(rb"^([A-Za-z][A-Za-z-]*):[ \t]*(.*?)\r?$", re.MULTILINE)
_PARAMETER = r'\b%s="?([^";\s]+)'
_WORD = re.compile(rb"=\?([A-Za-z0-9._-]+)\?([BbQq])\?([^?\s]*)\?=(?:[ \t]+(?==\?))?")
_DEEPEST = 5
_MOST_PARTS = 50


def read_mail(data: bytes, limits: Limits) -> Draft:
    """The draft of a mail; StoryFileError where it holds no plain text."""
    head, _, _ = _split(data)
    fields = _fields(head)
    coded = fields.get("content-transfer-encoding", "").casefold() in {"quoted-printable", "base64"}
    charset = _parameter(fields.get("content-type", ""), "charset")
    if not (coded or fields.get("content-type", "").casefold().startswith(("multipart/", "text/html"))):
        found = _decode(data, charset)
        check_text(found.text, limits)
        return replace(read_paste(found.text), encoding=found.encoding)
    found = _text_of(data, _DEEPEST)
    check_text(found.text, limits)
    shown = _WORD.sub(_decode_word, _FOLDED.sub(b" ", head))
    draft = read_paste(_kept_lines(shown.decode("utf-8", "replace")) + "\n\n" + found.text)
    return replace(draft, encoding=found.encoding, items=[one._replace(start=None, end=None) for one in draft.items])


def _split(data: bytes) -> tuple[bytes, bytes, int]:
    """A mail's or a part's header and body."""
    found = _BLANK_LINE.search(data)
    return (data[: found.start()], data[found.end() :], found.end()) if found else (data, b"", len(data))


def _fields(head: bytes) -> dict[str, str]:
    unfolded = _FOLDED.sub(b" ", head)
    return {
        name.decode("ascii").casefold(): value.decode("latin-1").strip() for name, value in _FIELD.findall(unfolded)
    }


def _parameter(value: str, name: str) -> str | None:
    found = re.search(_PARAMETER % name, value, re.IGNORECASE)
    return found[1] if found else None


def _text_of(data: bytes, depth: int) -> Decoded:
    """The first part that is plain text; parts may hold parts."""
    head, body, _ = _split(data)
    fields = _fields(head)
    kind = fields.get("content-type", "text/plain")
    boundary = _parameter(kind, "boundary")
    if kind.casefold().startswith("multipart/") and boundary and depth:
        mark = b"--" + boundary.encode("latin-1", "replace")
        for part in body.split(mark)[1 : _MOST_PARTS + 1]:
            if part.startswith(b"--"):
                break
            try:
                return _text_of(part.lstrip(b"\r\n") if part[:2].strip() == b"" else part, depth - 1)
            except StoryFileError:
                continue
    elif kind.casefold().startswith("text/plain"):
        return _decode(_uncoded(body, fields.get("content-transfer-encoding", "")), _parameter(kind, "charset"))
    raise StoryFileError("This mail holds no plain text.", "Copy the story into a .txt file and send that.")


def _uncoded(body: bytes, encoding: str) -> bytes:
    if encoding.casefold() == "quoted-printable":
        return quopri.decodestring(body)
    if encoding.casefold() == "base64":
        try:
            return binascii.a2b_base64(body)
        except binascii.Error as error:
            raise StoryFileError("This mail is damaged or incomplete.", "Save it anew and send it again.") from error
    return body


def _decode(data: bytes, charset: str | None) -> Decoded:
    """The text in the charset a mail states, where its bytes agree; else as any other file's."""
    name = (charset or "").casefold()
    if name and name not in {"us-ascii", "iso-8859-1", "latin1", "utf-8"}:
        try:
            return Decoded(data.decode(name), name)
        except (LookupError, UnicodeDecodeError, ValueError):
            pass
    return decode(data)


def _decode_word(found: re.Match[bytes]) -> bytes:
    """An encoded word of a header line (RFC 2047) as UTF-8; one that cannot be read stays as it is."""
    try:
        raw = binascii.a2b_base64(found[3]) if found[2] in b"Bb" else quopri.decodestring(found[3], header=True)
        return raw.decode(found[1].decode("ascii")).encode()
    except (binascii.Error, LookupError, ValueError):
        return found[0]


def _kept_lines(head: str) -> str:
    """The header lines that say something of a story, and one that shows that they are a mail's."""
    kept = [line for line in head.splitlines() if line.casefold().startswith(("from:", "subject:", "date:"))]
    return "\n".join(["MIME-Version: 1.0", *kept])
