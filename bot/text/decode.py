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
# Inside a word these bytes are accented letters of DOS (0x82 is an acute e); in cp1252 they are quotes and daggers there,
# or capitals between small letters. The DOS code pages 437 and 850 have the same letters in these places.
_DOS_LETTER = re.compile(rb"[a-z][\x81-\x84\x87-\x8d\x93\x94\xa1-\xa4](?=[a-z])")
_DOS_QUOTES = re.compile(rb"[a-z][\x93\x94](?=[a-z])")
# Inside a word these are letters of Central Europe in cp1250; in cp1252 they are fractions, powers and Spanish signs.
_CP1250_LETTER = re.compile(rb"[A-Za-z\xc0-\xff][\xb3\xb9\xbe\xbf](?=[a-z\xc0-\xff])")
_CP1252_LETTER = re.compile(rb"[A-Za-z][\xc0-\xff](?=[a-z])|[a-z][\xe0-\xff]\b")
# Letters of a Macintosh in a word, in a file whose lines end as only its programs end them.
_MAC_LETTER = re.compile(rb"[A-Za-z][\x87-\x9f](?=[a-z])|[a-z]\x8e")
_FEW_LETTERS = 20
_FEW_SIGNS = 2
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
# In these encodings control characters are the bytes of the same number, which are counted much quicker than characters.
_SAME_CONTROLS = {"utf-8", "utf-8+bom", "cp1252", "cp1250", "mac_roman", "cp437"}
_CONTROL_BYTES = bytes((*range(0x09), *range(0x0E, 0x20)))
_HIGH_BYTES = bytes(range(0x80, 0x100))


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
    if decoded.encoding in _SAME_CONTROLS:
        controls = _count(_CONTROL_BYTES, data)
    else:
        controls = len(_CONTROLS.findall(decoded.text))
    if controls > len(decoded.text) // 500:
        raise UnknownFormatError("This file is not text.", "Send the story as a .txt or .md file.")
    return decoded


def _count(wanted: bytes, data: bytes) -> int:
    return len(data) - len(data.translate(None, wanted))


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
    high = _count(_HIGH_BYTES, data) - len(_CP1252_SIGNS.findall(data))
    mac, windows = len(_MAC_APOSTROPHE.findall(data)), len(_CP1252_SIGNS.findall(data))
    if b"\r" in data and b"\n" not in data:
        mac += len(_MAC_LETTER.findall(data))
    if mac > windows:
        return Decoded(data.decode("mac_roman"), "mac_roman")
    dos = len(_DOS_LETTER.findall(data))
    if dos > len(_CP1252_LETTER.findall(data)) + windows - len(_DOS_QUOTES.findall(data)):
        return Decoded(data.decode("cp437"), "cp437")
    if len(_CP1250_LETTER.findall(data)) >= _FEW_SIGNS:
        return Decoded(data.decode("cp1250", "replace"), "cp1250")
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
