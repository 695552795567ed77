"""Whether a warning is about a topic: the same, a narrower one, or the author's own words for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Who asks for the one is told of the others too.
_NARROWER = {
    "abuse": {"child-abuse", "domestic-abuse"},
    "animal-cruelty": {"animal-death"},
    "character-death": {"major-character-death"},
    "major-character-death": {"character-death"},
    "sexual-content": {"dubcon", "rape-noncon"},
    "violence": {"domestic-abuse", "gore", "torture"},
}


def is_about(topic: str, warning: str, asked: str | None = None) -> bool:
    """Whether a warning (slug or words) is about a topic; `asked` is the topic as typed, where that differs."""
    if warning == topic or warning in _NARROWER.get(topic, ()):
        return True
    words = f" {warning.replace('-', ' ').casefold()} "
    return f" {(asked or topic).replace('-', ' ').casefold().strip()} " in words


def avoided_among(avoided: Iterable[str], warnings: Iterable[str]) -> tuple[str, ...]:
    """Those of the avoided topics that any of the warnings is about."""
    listed = tuple(warnings)
    return tuple(topic for topic in avoided if any(is_about(topic, warning) for warning in listed))
