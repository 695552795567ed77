"""Bytes to text: which encoding a file is in, and its characters with byte order mark and line ends left as they are.

Strict UTF-8 first, then UTF-16 by its mark or its zero bytes, then the single-byte encodings of old desktop programs.
Quotes and dashes are never straightened.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from bot.errors import UnknownFormatError

# Inside a word, 0xD5 is the Mac's apostrophe; in cp1252 it would be a capital O with tilde between small letters.
_MAC_APOSTROPHE = re.compile(rb"[A-Za-z]\xd5[a-z]|\xd2[A-Za-z]|[.,!?]\xd3")
_CP1252_SIGNS = re.compile(rb"[\x85\x91-\x97]")
_FEW_LETTERS = 20
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's characters, a leading byte order mark kept as one, and the encoding's name (`utf-16-le+bom`)."""

    text: str
    encoding: str


def decode(data: bytes) -> Decoded:
    r"""The text of a file; UnknownFormatError where the bytes are no text at all.

    >>> decode("Caf\u00e9".encode("cp1252")).encoding
    'cp1252'
    """
    decoded = _unicode(data) or _single_byte(data)
    if len(_CONTROLS.findall(decoded.text)) > len(decoded.text) // 500:
        raise UnknownFormatError("This file is not text.", "Send the story as a .txt or .md file.")
    return decoded


def _unicode(data: bytes) -> Decoded | None:
    for mark, codec in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return Decoded(data.decode(codec, "replace"), f"{codec}+bom")
    sample = data[:4000]
    for offset, codec in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros = sample[offset::2].count(0)
        if len(sample) >= 4 and zeros > len(sample) * 0.35 and sample[1 - offset :: 2].count(0) < zeros // 10 + 1:
            return Decoded(data.decode(codec, "replace"), codec)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return None


def _single_byte(data: bytes) -> Decoded:
    high = sum(byte >= 0x80 for byte in data) - len(_CP1252_SIGNS.findall(data))
    if len(_MAC_APOSTROPHE.findall(data)) > len(_CP1252_SIGNS.findall(data)):
        return Decoded(data.decode("mac_roman"), "mac_roman")
    if high > len(data) * 0.3 and high > _FEW_LETTERS:
        # Mostly letters beyond ASCII: another script, which only statistics can tell.
        guess = from_bytes(data).best()
        if guess is not None:
            return Decoded(str(guess), guess.encoding.replace("_", "-"))
    try:
        return Decoded(data.decode("cp1252"), "cp1252")
    except UnicodeDecodeError:
        guess = from_bytes(data).best()
    if guess is None:
        return Decoded(data.decode("cp1252", "replace"), "cp1252")
    return Decoded(str(guess), guess.encoding.replace("_", "-"))
