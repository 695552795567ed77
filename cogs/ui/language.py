"""The bot's words in the language of whoever is spoken to: `_`, `ngettext` and `pgettext`, and numbers as it writes them.

Which language that is stands in a context variable, which the doors set (commands, buttons, forms) and tasks inherit.
Catalogs are gettext's, one folder a language in `locale/`; an English text is its own name in them. Values are filled in
by name, whole numbers and fractions as the language writes them.
"""

from __future__ import annotations

import gettext as catalogs
import re
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOLDER = Path(__file__).parent / "locale"
# Commands and options as our texts name them: `/read`, `/bookmark add`, `part:`.
_NAMED = re.compile(r"(?<=`)(?:/[a-z-]+(?: [a-z-]+)*|[a-z-]+:)(?=`)")
_NAME = re.compile(r"[a-z-]+(:?)")


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """One language: its catalog, and its signs for thousands (from `grouped_from` on) and fractions."""

    code: str
    catalog: catalogs.NullTranslations
    thousands: str = ","
    decimal: str = "."
    grouped_from: int = 1000

    def said(self, words: str) -> str:
        """Words from the catalog with the commands they name called as this language's readers see them."""
        if "`" not in words or self is _ENGLISH:
            return words
        return _NAMED.sub(lambda named: _NAME.sub(self._own_name, named[0]), words)

    def _own_name(self, name: re.Match[str]) -> str:
        if name[1]:
            return self.catalog.pgettext("option", name[0][:-1]) + ":"
        return self.catalog.pgettext("command", name[0])


def _catalog(code: str) -> catalogs.NullTranslations:
    # A language that is not compiled yet speaks English (`make words` compiles it).
    return catalogs.translation("cliffhanger", _FOLDER, [code], fallback=True)


_ENGLISH = Language("en", catalogs.NullTranslations())
# CLDR's signs; Spanish parts thousands from five digits on (RAE, Ortografía 2010). All spaces are unbreakable.
LANGUAGES = {
    "en": _ENGLISH,
    "de": Language("de", _catalog("de"), ".", ","),
    "fr": Language("fr", _catalog("fr"), "\u202f", ","),
    "es": Language("es", _catalog("es"), "\u00a0", ",", 10_000),
}
"""Every language the bot speaks, by its code."""

# What is spoken now, and the language of the person who asked or is written to.
_speech: ContextVar[tuple[Language, Language]] = ContextVar("speech", default=(_ENGLISH, _ENGLISH))


def language_of(locale: str) -> Language:
    """The language for one of Discord's locales (`de`, `es-419`); English for those the bot does not speak."""
    return LANGUAGES.get(locale.partition("-")[0], _ENGLISH)


def speak_to(locale: str) -> None:
    """From here on in this task, speaks the language of the person with this locale."""
    language = language_of(locale)
    _speech.set((language, language))


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Speaks the language of the person with this locale inside the block, as in a DM to her."""
    language = language_of(locale)
    with _switched(language, language):
        yield


@contextmanager
def publicly(locale: str) -> Iterator[None]:
    """Speaks the language of the server with this locale inside the block, for what everybody there sees."""
    with _switched(language_of(locale), _speech.get()[1]):
        yield


@contextmanager
def aside() -> Iterator[None]:
    """Speaks the reader's own language inside the block or function, for what she alone sees of a public answer."""
    own = _speech.get()[1]
    with _switched(own, own):
        yield


@contextmanager
def _switched(spoken: Language, own: Language) -> Iterator[None]:
    token = _speech.set((spoken, own))
    try:
        yield
    finally:
        _speech.reset(token)


def _(message: str, /, **values: object) -> str:
    """A message in the spoken language, its `{placeholders}` filled."""
    language = _speech.get()[0]
    words = language.said(language.catalog.gettext(message))
    return words.format_map(_written(values)) if values else str(words)


def pgettext(context: str, message: str, /, **values: object) -> str:
    """A message that means something else elsewhere: `context` tells translators which of its meanings is meant."""
    language = _speech.get()[0]
    words = language.said(language.catalog.pgettext(context, message))
    return words.format_map(_written(values)) if values else words


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """The form that fits a number, which fills `{count}`: `ngettext("{count} part", "{count} parts", 3)`."""
    language = _speech.get()[0]
    words = language.said(language.catalog.ngettext(one, many, count))
    return words.format_map(_written({"count": count, **values}))


def number(value: float) -> str:
    """A number as the spoken language writes it: `1,234.5`, `1.234,5`."""
    language = _speech.get()[0]
    written = f"{value:,}" if abs(value) >= language.grouped_from else str(value)
    if language is _ENGLISH:
        return written
    whole, point, fraction = written.partition(".")
    return whole.replace(",", language.thousands) + point.replace(".", language.decimal) + fraction


def _written(values: dict[str, object]) -> dict[str, object]:
    return {name: _value(value) for name, value in values.items()}


def _value(value: object) -> object:
    if isinstance(value, Phrase):
        return _(value)
    return number(value) if isinstance(value, int | float) else value
