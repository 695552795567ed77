"""The bot's own small phrases: ratings, counts, times and warnings in words, user text made safe to show."""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.errors import Phrase
from bot.models import Rating, RatingLevel
from bot.proofs import Rights
from bot.services.read import WORDS_A_MINUTE
from bot.text import WARNING_TOPICS, escape
from cogs.ui.language import _, ngettext, pgettext

_LEVELS = {
    RatingLevel.GENERAL: Phrase("General"),
    RatingLevel.PARENTAL: Phrase("Parental guidance"),
    RatingLevel.TEEN: Phrase("Teen"),
    RatingLevel.MATURE: Phrase("Mature"),
    RatingLevel.EXPLICIT: Phrase("Explicit"),
    RatingLevel.UNRATED: Phrase("Not rated"),
}
RIGHTS = {
    Rights.MINE: Phrase("the author's own work"),
    Rights.PERMISSION: Phrase("with permission"),
    Rights.PUBLIC_DOMAIN: Phrase("public domain"),
    Rights.OPEN_LICENCE: Phrase("open licence"),
}
"""By what right a story is published."""
_BAR_CELLS = 10
# Embeddings, overrides and isolates (Unicode, UAX 9); letters have a direction of their own without them.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def safe(text: str, limit: int) -> str:
    """Text from a story or a person on one line, shown as it was written, at most `limit` characters as sent.

    Signs that turn the direction of writing are left out: they would turn our own words beside it as well.
    """
    return safe_prose(" ".join(_TURNING.sub("", text).split()), limit)


def safe_prose(text: str, limit: int) -> str:
    """Text of any number of lines, shown as it was written, at most `limit` characters as sent."""
    # Nothing is sent shorter than it is, so what lies far beyond the limit need not be looked at.
    text = text[: limit + 1]
    shown = escape(text)
    keep = limit
    while len(shown) > limit:
        # Escaping at most doubles a text: each round takes away what is too much, or more where a word is cut.
        keep -= max(1, (len(shown) - limit) // 2)
        shown = escape(shorten(text, keep))
    return shown


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut after a word where there is one, with an ellipsis where something is missing."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    if not (text[limit - 1].isspace() or head[-1:].isspace()) and " " in head:
        head = head.rsplit(None, 1)[0]
    return head.rstrip(",;:.- ") + "…"


def word_count(number: int) -> str:
    """So many words."""
    return ngettext("{count} word", "{count} words", number)


def part_count(number: int) -> str:
    """So many parts."""
    return ngettext("{count} part", "{count} parts", number)


def minutes(number: int) -> str:
    """A span of reading time: `7 min`, `2 h 5 min`."""
    hours, rest = divmod(number, 60)
    if not hours:
        return _("{minutes} min", minutes=rest)
    return _("{hours} h {minutes} min", hours=hours, minutes=rest) if rest else _("{hours} h", hours=hours)


def reading_time(words: int) -> str:
    """How long that many words take, at the pace the progress line reckons with."""
    return minutes(max(1, round(words / WORDS_A_MINUTE)))


def level_words(level: RatingLevel | None) -> str:
    """A rating on our scale alone."""
    return _("no rating stated") if level is None else _(_LEVELS[level])


def rating_words(rating: Rating) -> str:
    """A rating as readers see it: our level with the author's own words where those differ; `no rating stated`."""
    level = level_words(rating.level)
    if rating.level is None or rating.raw is None:
        return level
    raw = safe(rating.raw, 30)
    return raw[:1].upper() + raw[1:] if raw.casefold().startswith(level.casefold()) else f"{level} ({raw})"


def rights_words(rights: Rights, note: str) -> str:
    """By what right a story is published, with whose permission or which licence it is."""
    if rights is Rights.PERMISSION and note:
        return _("with the permission of {owner}", owner=note)
    if rights is Rights.OPEN_LICENCE and note:
        return _("open licence: {licence}", licence=note)
    words = _(RIGHTS[rights])
    return f"{words} ({note})" if note else words


def warning_words(slug: str) -> str:
    """A warning as readers see it: a known topic in their language, other text as the author wrote it."""
    if slug in WARNING_TOPICS:
        return pgettext("warning", slug.replace("-", " "))
    return safe(slug.replace("-", " ") if slug.isascii() and slug.islower() and " " not in slug else slug, 60)


def topic_asked(typed: str) -> str:
    """What a reader typed as a topic, or the topic's English name where she named it as she sees it."""
    asked = typed.strip().casefold()
    return next((topic for topic in WARNING_TOPICS if warning_words(topic).casefold() == asked), typed)


def warned_line(warnings: Collection[str]) -> str:
    """Whether an author warns at all, not of what; silence is never called safe."""
    if "choose-not-to-warn" in warnings:
        return _("the author chose not to warn")
    if set(warnings) - {"none"}:
        return _("has content warnings: `/warnings`")
    return _("no warnings apply, says the author") if warnings else _("warnings not stated")


def fact(label: str, words: str) -> str:
    """One line of a card: what it tells, in bold, and the words."""
    return _("**{label}:** {words}", label=label, words=words)


def bar(percent: int) -> str:
    """A progress bar of ten cells."""
    full = min(_BAR_CELLS, max(0, round(_BAR_CELLS * percent / 100)))
    return "▰" * full + "▱" * (_BAR_CELLS - full)
