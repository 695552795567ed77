"""Rich Text Format files to a draft, by the RTF 1.9.1 specification: characters, styles, paragraphs and the info group.

Everything is read in one pass, each byte once. Deleted and hidden text is left out; footnotes stand in brackets where
their number stood.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bot.errors import StoryFileError
from bot.models import Style
from bot.text.document import draft_of
from bot.text.draft import Draft, Fields
from bot.text.links import field_target
from bot.text.passages import Passage, Passages, Role, Spans
from bot.text.properties import believable
from bot.text.rtf_state import INFO_KEYS, CodePages, Destination, State, destination_of

# One token: a control word with its number and the space that ends it, bytes in hexadecimal, a control sign, a brace,
# line ends (which mean nothing), or plain characters.
_TOKEN = re.compile(
    rb"((?:\\'[0-9A-Fa-f]{2})+)|\\(?:([A-Za-z]{1,32})(-?\d{1,10})? ?|([^A-Za-z']))|([{}])|[\r\n\x00]+|([^\\{}\r\n\x00]+)|\\",
    re.DOTALL,
)
_BYTES, _WORD, _NUMBER, _SIGN, _BRACE, _TEXT = range(1, 7)
_DEEPEST = 1000
_MOST_MARKS = 2_000_000  # control words and groups; a long novel has about 100,000
_MOST_SKIPPED = 100
_SIGNS = {
    "tab": "\t", "emdash": "\u2014", "endash": "\u2013", "lquote": "\u2018", "rquote": "\u2019", "ldblquote": "\u201c",
    "rdblquote": "\u201d", "bullet": "\u2022", "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005", "line": "\n",
    "lbr": "\n", "cell": "\t", "zwj": "\u200d", "zwnj": "\u200c",
}  # fmt: skip
_STYLES: dict[str, int] = {
    "b": Style.STRONG, "i": Style.EMPHASIS, "ul": Style.UNDERLINE, "uld": Style.UNDERLINE, "uldb": Style.UNDERLINE,
    "ulw": Style.UNDERLINE, "ulwave": Style.UNDERLINE, "uldash": Style.UNDERLINE, "ulth": Style.UNDERLINE,
    "strike": Style.STRIKE, "striked": Style.STRIKE,
}  # fmt: skip
_STYLES = {word: int(style) for word, style in _STYLES.items()}
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f]")
_UNDERLINE = int(Style.UNDERLINE)
_BY_VALUE = [Style(value) for value in range(16)]
_ENDS = {"par", "sect", "page", "row", "nestrow"}
_HEADING = re.compile(r"heading\s*([1-9])|(title)", re.IGNORECASE)


def read_rtf(data: bytes) -> Draft:
    """The draft of an RTF document; StoryFileError where it has more marks or nested groups than a story has."""
    if data.count(b"\\") - data.count(b"\\'") + data.count(b"{") + data.count(b"}") > _MOST_MARKS:
        raise StoryFileError("This RTF file holds far more marks than a story needs.", "Send the story as plain text.")
    reader = _Reader()
    reader.read(data)
    draft = draft_of(reader.passages, believable(reader.info))
    return replace(draft, encoding=f"rtf-ansi-{reader.pages.page}")


class _Reader:
    def __init__(self) -> None:
        self.passages = Passages()
        self.info: Fields = {}
        self.pages = CodePages()
        self._state = State()
        self._stack: list[State] = []
        self._spans = Spans()
        self._bytes = bytearray()  # not decoded yet: a character may take several
        self._units: list[int] = []  # UTF-16 code units, likewise
        self._collected: list[str] = []
        self._to_skip = 0
        self._starred = self._fresh = False
        self._centred = self._ruled = self._boxed = False
        self._named = 0
        self._outline: int | None = None
        self._styles: dict[int, str] = {}
        self._style_number = 0
        self._field = ""  # the target of the field whose words come next
        self._words: dict[str, Callable[[int | None], None]] = {
            "plain": self._plain, "pard": self._pard, "ansicpg": self.pages.set_page, "f": self._font,
            "fcharset": self._charset, "u": self._unicode, "s": self._style, "v": self._hide, "deleted": self._hide,
            "outlinelevel": self._set_outline, "qc": self._center, "brdrb": self._rule, "brdrt": self._box, "brdrl": self._box, "box": self._box, "deff": self.pages.set_default,
            "caps": self._capitals, "scaps": self._capitals, "uc": self._set_uc, "ulnone": self._no_underline,
            "mac": lambda _: self.pages.set_page(10000), "pc": lambda _: self.pages.set_page(437),
            "field": self._open_field, "fldrslt": self._show_field, "pca": lambda _: self.pages.set_page(850),
        }  # fmt: skip

    def read(self, data: bytes) -> None:
        """Reads a whole file; what follows the last brace is no part of it."""
        at = 0
        names: dict[bytes, str] = {}
        match = _TOKEN.match
        while (found := match(data, at)) is not None:
            at = found.end()
            kind = found.lastindex
            if kind == _TEXT:
                self._text(found[_TEXT])
            elif kind in {_WORD, _NUMBER}:
                name = found[_WORD]
                word = names.get(name) or names.setdefault(name, name.decode("ascii"))
                number = int(found[_NUMBER]) if kind == _NUMBER else None
                if word == "bin":
                    at += max(number or 0, 0)
                else:
                    self._word(word, number)
            elif kind == _BRACE:
                self._brace(opens=found[_BRACE] == b"{")
            elif kind == _BYTES:
                self._text(bytes.fromhex(found[_BYTES].replace(b"\\'", b"").decode("ascii")))
            elif kind == _SIGN:
                self._sign(found[_SIGN])
        self._end_paragraph()

    # --- groups ---------------------------------------------------------------------------------------------------

    def _brace(self, *, opens: bool) -> None:
        self._flush()
        self._to_skip = 0
        if opens:
            if len(self._stack) >= _DEEPEST:
                raise StoryFileError("This RTF file is nested too deeply to be a story.", "Save it anew as plain text.")
            self._stack.append(self._state)
            self._fresh, self._starred = True, False
            return
        ended = self._state
        self._state = self._stack.pop() if self._stack else State()
        self._fresh = False
        changed = (ended.destination, ended.key) != (self._state.destination, self._state.key)
        if changed or ended.destination is Destination.STYLES:
            self._leave(ended)

    def _leave(self, ended: State) -> None:
        """The end of a destination: what was collected there is a property, a style's name or a footnote."""
        text = " ".join("".join(self._collected).split())
        if ended.destination is Destination.INFO and ended.key and text:
            self.info.setdefault(ended.key, []).append(text)
        elif ended.destination is Destination.STYLES and text:
            self._styles[self._style_number] = text.rstrip("; ")
        elif ended.destination is Destination.NOTE and text:
            self._spans.add(f" [{text}]", _BY_VALUE[self._state.style])
        elif ended.destination is Destination.FIELD:
            self._field = field_target(text)
        if ended.destination is not Destination.SKIP:
            self._collected = []

    # --- control words --------------------------------------------------------------------------------------------

    def _word(self, word: str, number: int | None) -> None:
        if self._to_skip and word not in {"u", "uc"}:
            self._to_skip -= 1
            return
        if self._bytes:
            self._flush_bytes()
        if self._fresh:
            self._fresh = False
            entered = destination_of(word, starred=self._starred, inside=self._state.destination)
            if entered is not None:
                self._state = self._state._replace(destination=entered, key=INFO_KEYS.get(word))
                if entered is Destination.STYLES:
                    self._style_number = 0
        if self._state.destination is Destination.SKIP:
            return
        flag = _STYLES.get(word)
        if flag is not None:
            style = self._state.style & ~flag if number == 0 else self._state.style | flag
            if style != self._state.style:
                self._flush()
                self._state = self._state._replace(style=style)
        elif (handler := self._words.get(word)) is not None:
            handler(number)
        elif word in _SIGNS:
            self._add(_SIGNS[word])
        elif word in _ENDS:
            self._flush()
            if self._state.destination is Destination.BODY:
                self._end_paragraph()
                if word in {"page", "sect"}:
                    self.passages.append(Passage(role=Role.PAUSE))
            else:
                self._collected.append(" ")

    def _sign(self, sign: bytes) -> None:
        if self._to_skip:
            self._to_skip -= 1
        elif sign == b"*":
            self._starred, self._fresh = True, True
        elif sign in {b"\r", b"\n"}:
            self._word("par", None)
        elif sign in {b"\\", b"{", b"}"}:
            self._text(sign, single=True)
        elif sign in {b"~", b"_"}:
            self._flush_bytes()
            self._add("\u00a0" if sign == b"~" else "\u2011")

    def _plain(self, _number: int | None) -> None:
        self._flush()
        state = self._state
        if state.style or state.capitals or state.hidden or state.font is not None:
            self._state = state._replace(style=0, capitals=False, hidden=False, font=None)

    def _pard(self, _number: int | None) -> None:
        self._centred = self._ruled = self._boxed = False
        self._named, self._outline = 0, None

    def _font(self, number: int | None) -> None:
        self._flush()
        if self._state.font != number:
            self._state = self._state._replace(font=number)

    def _charset(self, number: int | None) -> None:
        if self._state.destination is Destination.FONTS:
            self.pages.set_charset(self._state.font, number)

    def _style(self, number: int | None) -> None:
        if self._state.destination is Destination.STYLES:
            self._style_number = number or 0
        else:
            self._named = number or 0

    def _hide(self, number: int | None) -> None:
        self._flush()
        self._state = self._state._replace(hidden=number != 0)

    def _capitals(self, number: int | None) -> None:
        self._flush()
        self._state = self._state._replace(capitals=number != 0)

    def _no_underline(self, _number: int | None) -> None:
        self._flush()
        self._state = self._state._replace(style=self._state.style & ~Style.UNDERLINE.value)

    def _set_outline(self, number: int | None) -> None:
        self._outline = number

    def _center(self, _number: int | None) -> None:
        self._centred = True

    def _rule(self, _number: int | None) -> None:
        self._ruled = True

    def _box(self, _number: int | None) -> None:
        self._boxed = True

    def _open_field(self, _number: int | None) -> None:
        self._field = ""

    def _show_field(self, _number: int | None) -> None:
        self._flush()
        if self._field:
            self._state = self._state._replace(target=self._field)

    def _set_uc(self, number: int | None) -> None:
        self._state = self._state._replace(after_unicode=min(max(number or 0, 0), _MOST_SKIPPED))

    def _unicode(self, number: int | None) -> None:
        self._units.append((number or 0) & 0xFFFF)
        self._to_skip = self._state.after_unicode

    # --- characters -----------------------------------------------------------------------------------------------

    def _text(self, data: bytes, *, single: bool = False) -> None:
        self._fresh = False
        if self._to_skip:
            skipped = 1 if single else min(self._to_skip, len(data))
            self._to_skip -= skipped
            data = data[skipped:]
        if data:
            if self._units:
                self._flush_units()
            self._bytes += data

    def _flush(self) -> None:
        self._flush_bytes()
        self._flush_units()

    def _flush_bytes(self) -> None:
        if self._bytes:
            data, self._bytes = bytes(self._bytes), bytearray()
            self._put(data.decode(self.pages.codec(self._state.font), "replace"))

    def _flush_units(self) -> None:
        if self._units:
            units, self._units = self._units, []
            if len(units) == 1 and not 0xD800 <= units[0] < 0xE000:
                self._put(chr(units[0]))
                return
            data = b"".join(unit.to_bytes(2, "little") for unit in units)
            self._put(data.decode("utf-16-le", "replace"))

    def _add(self, text: str) -> None:
        self._flush_units()
        self._put(text)

    def _put(self, text: str) -> None:
        state = self._state
        if state.destination is Destination.SKIP or state.destination is Destination.FONTS or state.hidden:
            return
        if not text.isprintable():
            text = _CONTROLS.sub("", text)
        if state.destination is Destination.BODY:
            # The line that is drawn under a link is none of the author's.
            style = state.style & ~_UNDERLINE if state.target else state.style
            self._spans.add(text.upper() if state.capitals else text, _BY_VALUE[style], state.target)
        else:
            self._collected.append(text)

    def _end_paragraph(self) -> None:
        self._flush()
        if self._state.target:
            self._state = self._state._replace(target="")
        spans = self._spans.take()
        blank = not any(span.text.strip() for span in spans)
        ruled = self._ruled and not self._boxed
        named = _HEADING.fullmatch(self._styles.get(self._named, ""))
        level = int(named[1] or 0) if named else None
        if self._outline is not None and self._outline < 9:
            level = self._outline + 1
        role = Role.TEXT if level is None or blank else Role.HEADING if level else Role.TITLE
        if not (ruled and blank):
            self.passages.append(Passage(spans, role, level or 0, self._centred))
        if ruled:
            # Word draws the line that is typed as `---` under the paragraph above it.
            self.passages.append(Passage(role=Role.RULE))
