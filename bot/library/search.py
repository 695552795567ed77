"""Finding stories by what somebody half remembers: title, author, series or fandom, misspelled or begun."""

from __future__ import annotations

from rapidfuzz import fuzz

from bot.db.condition import EVERYTHING
from bot.db.keys import fold, title_key, trigrams
from bot.db.search import Candidate, find_by_prefix, find_candidates, find_in_text
from bot.db.stories import get_entries, list_entries
from bot.db.work import Work
from bot.models import LibraryEntry, LibraryFilter
from bot.servers import Visibility

CANDIDATES = 200
LONGEST_QUERY = 100  # a longer one is a pasted text; its beginning tells enough

# Scores: 100 is "the same but for spelling"; what stands letter for letter counts more, and titles count most.
_SAME, _BEGINS, _HAS_WORD = 130.0, 120.0, 110.0
_SERIES, _AUTHOR, _FANDOM, _TOGETHER = 0.9, 0.85, 0.8, 0.85
_PIECE = 0.95
_LEAST = 58.0  # below it a candidate shares little more than a few letters


def search(
    text: str,
    *,
    visibility: Visibility,
    wanted: LibraryFilter = EVERYTHING,
    limit: int = 25,
    thorough: bool = False,
) -> Work[list[LibraryEntry]]:
    """The stories in sight and wanted that the text may mean, best first; for an empty text the first by title.

    A story whose title begins with the text is always found. Titles count most, then series, authors and fandoms; a
    `thorough` search looks into tags, names and summaries too, which takes longer than a suggestion may.
    """
    text = text[:LONGEST_QUERY]
    if not fold(text):
        return (yield from list_entries(visibility=visibility, wanted=wanted, limit=limit))
    begun = yield from find_by_prefix(text, visibility, wanted, CANDIDATES)
    alike: list[Candidate] = []
    if len(begun) < limit:  # what begins like that comes before all that is only like it
        alike = yield from find_candidates(sorted(trigrams(text)), visibility, wanted, CANDIDATES)
    found = yield from get_entries(_rank(text, [*begun, *alike])[:limit])
    if thorough and len(found) < limit:
        known = {entry.story_id for entry in found}
        held = yield from find_in_text(text, visibility, wanted, limit)
        found += [entry for entry in held if entry.story_id not in known][: limit - len(found)]
    return found


def _rank(text: str, candidates: list[Candidate]) -> list[int]:
    folded, key = fold(text), title_key(text)
    scores: dict[int, tuple[float, int, str, int]] = {}
    for candidate in candidates:
        if candidate.story_id in scores:
            continue
        score = _score(folded, key, candidate)
        if score >= _LEAST:
            # Of equals the shorter title is the nearer one; title and id make the order certain.
            scores[candidate.story_id] = (-score, len(candidate.title), candidate.title, candidate.story_id)
    return sorted(scores, key=scores.__getitem__)


def _score(folded: str, key: str, candidate: Candidate) -> float:
    """How well a candidate fits; anything below the least that counts where it does not."""
    score = _likeness(folded, candidate.title, _LEAST)
    if (key, candidate.title_key) != (folded, candidate.title):
        score = max(score, _likeness(key, candidate.title_key, score))
    if score >= _HAS_WORD:
        return score
    fields = [(_AUTHOR, folded, candidate.author), (_SERIES, key, candidate.series)]
    fields += [(_FANDOM, key, fandom) for fandom in candidate.fandoms]
    for weight, wanted, text in fields:
        score = max(score, weight * _likeness(wanted, text, max(score, _LEAST) / weight))
    if " " in key and score < 100 * _TOGETHER:
        # "austen pride": words of several fields in any order
        together = " ".join((candidate.title_key, candidate.author, candidate.series, *candidate.fandoms))
        score = max(score, _TOGETHER * fuzz.token_set_ratio(key, together, score_cutoff=score / _TOGETHER))
    return score


def _likeness(wanted: str, text: str, least: float) -> float:
    """How like the wanted text another is; 0 where that is below `least`, which is then found out sooner."""
    if not text:
        return 0.0
    if text.startswith(wanted):
        return _SAME if len(text) == len(wanted) else _BEGINS
    if f" {wanted}" in text:
        return _HAS_WORD
    whole = fuzz.ratio(wanted, text, score_cutoff=least)
    if not 3 < len(wanted) < len(text):  # one or two letters alone would be like anything
        return whole
    # A misspelled piece of a longer title.
    return max(whole, _PIECE * fuzz.partial_ratio(wanted, text, score_cutoff=max(whole, least) / _PIECE))
