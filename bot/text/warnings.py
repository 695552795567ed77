"""Content warnings as slugs: known topics by their one name, anything else in the author's own words.

The topics and their synonyms are those of archive warnings and common fan usage. How strong or how near a topic is
(mentioned, implied, past, graphic) is not kept: a reader who avoids it wants to know either way.
"""

from __future__ import annotations

import re

from bot.text.genre import divide

CHOOSE_NOT_TO_WARN = "choose-not-to-warn"
NONE = "none"

_SYNONYMS = {
    CHOOSE_NOT_TO_WARN: (
        "creator chose not to use archive warnings; choose not to use archive warnings; author chose not to warn; "
        "author chooses not to warn; choose not to warn; chose not to warn; cntw; no warnings used"
    ),
    NONE: "none; n/a; na; no; nil; no warnings; no warning; no archive warnings apply; nawa; none apply; none needed",
    "violence": "violence; graphic violence; graphic depictions of violence; gdov; canon-typical violence; fighting",
    "gore": "gore; blood; blood and gore; body horror; mutilation",
    "major-character-death": "major character death; mcd; main character death",
    "character-death": "character death; death; deathfic; cd; minor character death; death of a character",
    "rape-noncon": "rape; rape/non-con; rape/noncon; non-con; noncon; nc; sexual assault; sa; non-consensual sex",
    "dubcon": "dubcon; dub-con; dubious consent",
    "underage": "underage; underage sex; chan",
    "child-abuse": "child abuse; abuse of a child",
    "domestic-abuse": "domestic abuse; domestic violence; dv",
    "abuse": "abuse; emotional abuse; physical abuse",
    "self-harm": "self-harm; self harm; sh; self-injury; cutting",
    "suicide": "suicide; suicidal ideation; suicide attempt; suicidal thoughts; attempted suicide",
    "sexual-content": "sexual content; sex; smut; lemon; lime; pwp; nsfw; explicit sex; sexual situations",
    "incest": "incest",
    "bdsm": "bdsm",
    "torture": "torture",
    "kidnapping": "kidnapping; abduction",
    "slavery": "slavery",
    "drowning": "drowning",
    "fire": "fire",
    "claustrophobia": "claustrophobia; enclosed spaces; confined spaces",
    "medical": "medical; hospitals; medical procedures; needles",
    "grief": "grief; mourning; loss of a parent",
    "war": "war",
    "animal-death": "animal death; dog dies; pet death; death of an animal; dead dog; the dog dies",
    "animal-cruelty": "animal cruelty; animal abuse; cruelty to animals",
    "drug-use": "drug use; drugs; substance abuse; addiction; drug abuse",
    "alcohol": "alcohol; drinking; alcoholism; alcohol use",
    "eating-disorder": "eating disorder; eating disorders; ed",
    "mental-illness": "mental illness",
    "panic": "panic; panic attack; panic attacks; anxiety",
    "language": "language; swearing; cursing; profanity; strong language; bad language",
    "racism": "racism; racial slurs",
    "homophobia": "homophobia; homophobic slurs",
    "transphobia": "transphobia",
    "sexism": "sexism; misogyny",
    "pregnancy-loss": "pregnancy loss; miscarriage; abortion; stillbirth",
    "sensitive-content": "sensitive content",
    "traumatising-content": "traumatising content; traumatizing content",
}
_SLUG_OF = {word: slug for slug, words in _SYNONYMS.items() for word in (*(w.strip() for w in words.split(";")), slug)}
_QUALIFIER = re.compile(
    r"^(?:very |some |brief |briefly |mild |minor |moderate |major |past |implied |mentions? of |mentioned |references? to "
    r"|discussions? of |off-?(?:page|screen) |heavy |light |slight |vague |possible |canon-?typical |descriptions? of )+",
)
_ASIDE = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*")


def split_warnings(text: str) -> tuple[str, ...]:
    """A header's value as warnings, in its order and each once; commas inside brackets do not divide.

    >>> split_warnings("character death (not this part), Spiders")
    ('character-death', 'spiders')
    """
    pieces: list[str] = []
    for piece in map(str.strip, divide(text, ",;|&\n")):
        halves = re.split(r"\s+and\s+", piece)
        known = all(name_warning(half) in _SYNONYMS for half in halves)
        pieces.extend(halves if known and piece.casefold() not in _SLUG_OF else [piece])
    return name_warnings(pieces)


def name_warnings(pieces: list[str]) -> tuple[str, ...]:
    """Warnings already divided, as slugs or lower-case words, each once."""
    return tuple(dict.fromkeys(filter(None, map(name_warning, pieces))))


def name_warning(text: str) -> str:
    """One warning's slug, or its words in lower case where it is no known topic; empty for empty text."""
    plain = " ".join(text.casefold().replace("’", "'").split()).strip(" .!*_")
    if plain in _SLUG_OF:
        return _SLUG_OF[plain]
    bare = _ASIDE.sub(" ", plain).strip(" .!")
    bare = (_SLUG_OF.get(bare) and bare) or _QUALIFIER.sub("", bare)
    return _SLUG_OF.get(bare, plain)
