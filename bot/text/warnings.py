"""Content warnings as slugs: known topics by their one name, anything else in the author's own words.

The topics and their synonyms are those of archive warnings and common fan usage. How strong or how near a topic is
(mentioned, implied, past, graphic) is not kept: a reader who avoids it wants to know either way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.text.genre import divide

CHOOSE_NOT_TO_WARN = "choose-not-to-warn"
NONE = "none"

_SYNONYMS = {
    CHOOSE_NOT_TO_WARN: (
        "creator chose not to use archive warnings; choose not to use archive warnings; author chose not to warn; "
        "author chooses not to warn; choose not to warn; chose not to warn; cntw; no warnings used; choose not to use warnings; "
        "chooses not to warn; i choose not to warn; i chose not to warn; author chose not to use warnings; creator chose not to warn; "
        "author chose not to use archive warnings; author has chosen not to warn; i do not warn; i don't warn; choosing not to warn"
    ),
    NONE: (
        "none; n/a; na; no; nil; no warnings; no warning; no archive warnings apply; no warnings apply; nawa; none apply; "
        "none needed; none necessary; no warnings needed; no warnings necessary; none at all; none really; none whatsoever; nope; "
        "nothing; none that i can think of; none i can think of; nothing to warn for; nothing to warn about; not applicable"
    ),
    "violence": "violence; graphic violence; graphic depictions of violence; gdov; canon-typical violence; violent scenes",
    "gore": "gore; blood; blood and gore; body horror; mutilation; bloody; gory",
    "major-character-death": "major character death; mcd; main character death; death of a major character; death of a main character",
    "character-death": "character death; death; deathfic; cd; death of a character; character deaths; deaths; dead characters",
    "rape-noncon": "rape; rape/non-con; rape/noncon; non-con; noncon; nc; sexual assault; sa; non-consensual sex; non con; noncon sex; nonconsensual sex; non-consensual; nonconsensual; sexual violence",
    "dubcon": "dubcon; dub-con; dub con; dubious consent; dubiously consensual sex; questionable consent",
    "underage": "underage; underage sex; chan",
    "child-abuse": "child abuse; abuse of a child",
    "domestic-abuse": "domestic abuse; domestic violence; dv; spousal abuse",
    "abuse": "abuse; emotional abuse; physical abuse",
    "self-harm": "self-harm; self harm; sh; self-injury; self injury; self-mutilation; cutting",
    "suicide": "suicide; suicidal ideation; suicide attempt; suicidal thoughts; attempted suicide; suicidal; suicide attempts",
    "sexual-content": "sexual content; sex; smut; lemon; lime; pwp; nsfw; sexual situations; sex scenes; sex scene; sexual themes; adult content",
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
    "drug-use": "drug use; drugs; substance abuse; substance use; addiction; drug abuse; drug addiction; recreational drug use",
    "alcohol": "alcohol; drinking; alcoholism; alcohol use",
    "eating-disorder": "eating disorder; eating disorders; ed",
    "mental-illness": "mental illness; mental health issues",
    "panic": "panic; panic attack; panic attacks; anxiety; anxiety attacks",
    "language": "language; swearing; cursing; profanity; strong language; bad language; foul language; coarse language; adult language; bad words; swear words; swears; cussing",
    "racism": "racism; racial slurs; racist language",
    "homophobia": "homophobia; homophobic slurs; homophobic language",
    "transphobia": "transphobia",
    "sexism": "sexism; misogyny",
    "pregnancy-loss": "pregnancy loss; miscarriage; abortion; stillbirth",
    "sensitive-content": "sensitive content",
    "traumatising-content": "traumatising content; traumatizing content",
}
WARNING_TOPICS = tuple(slug for slug in _SYNONYMS if slug not in {NONE, CHOOSE_NOT_TO_WARN})
"""The slugs of all known topics."""

_SLUG_OF = {word: slug for slug, words in _SYNONYMS.items() for word in (*(w.strip() for w in words.split(";")), slug)}
# How strong, how near, how sure: none of it changes the topic.
_QUALIFIER = re.compile(
    r"^(?:(?:very|some|a (?:little|bit of|lot of)|lots of|brief|briefly|mild|mildly|minor|moderate|major|severe|intense|extreme|past|"
    r"implied|implications? of|mentions?(?: of)?|mentioned|references?(?: to)?|discussions?(?: of)?|discussed|allusions? to|heavy|light|slight|"
    r"vague|possible|potential|threats? of|threatened|canon(?:ical)?(?:[- ]typical)?|descriptions? of|depictions? of|graphic|explicit|"
    r"non-?graphic|non-?explicit|occasional|frequent|offscreen|off-?(?:page|screen|camera)|historical|period-typical|near|attempted|"
    r"contains?|includes?|including|warning for|warnings for|there (?:is|are|will be)|for|some mild|m/m|f/f|m/f|het|slash|gay)\s+)+"
)
_QUALIFIED = re.compile(
    r"\s*(?:[-–—:,(]\s*|\s)(?:mentioned|implied|past|brief|briefly|off-?(?:page|screen)|graphic|minor|moderate|mild|discussed|referenced|"
    r"mentions|non-?graphic|in the past|not graphic|mention)\)?$"
)
_LEVELS = re.compile(
    r"(?:^|[.;,\n])\s*(?:graphic|moderate|minor|major|mild|severe|explicit|mentioned|implied)\s*:\s*", re.IGNORECASE
)
_HEDGE = re.compile(
    r"(?:unless|except|but|just|only|really|i |that i|though|well|if|maybe|so far|yet|all|not even|honest|for (?:this|now))\b"
)
_LONGEST = 200
_MOST_HALVES = 8
_ASIDE = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*")


def is_known_warning(text: str) -> bool:
    """Whether a text is the name of a known topic, a qualifier left out."""
    return name_warning(text) in _SYNONYMS


def known_warnings(texts: Iterable[str]) -> tuple[str, ...]:
    """The slugs of those texts (tags, for instance) that name a known topic, each once.

    >>> known_warnings(["Slow Burn", "Minor Character Death", "graphic violence"])
    ('character-death', 'violence')
    """
    named = dict.fromkeys(map(name_warning, texts))
    return tuple(name for name in named if name in _SYNONYMS and name not in {NONE, CHOOSE_NOT_TO_WARN})


def split_warnings(text: str) -> tuple[str, ...]:
    """A header's value as warnings, in its order and each once; commas inside brackets do not divide.

    >>> split_warnings("character death (not this part), Spiders")
    ('character-death', 'spiders')
    """
    pieces: list[str] = []
    text = _LEVELS.sub(", ", text)
    if name_warning(text) in {NONE, CHOOSE_NOT_TO_WARN}:
        return (name_warning(text),)
    for piece in map(str.strip, divide(text, ",;|&\n")):
        pieces.extend([piece] if name_warning(piece) in _SYNONYMS else _halves(piece))
    named = name_warnings(pieces)
    if NONE in named:
        # "None, unless you fear tomatoes" denies; "none. spiders" does not.
        return tuple(one for one in named if one == NONE or not _HEDGE.match(one))
    return named


def _halves(piece: str) -> list[str]:
    """What `and`, a slash or a full stop joins, divided only where every half is a known topic."""
    for sign in (r"\s+and\s+|^and\s+", r"\s*/\s*", r"\.\s+"):
        halves = [half for half in re.split(sign, piece) if half]
        if len(halves) < _MOST_HALVES and halves != [piece] and all(name_warning(half) in _SYNONYMS for half in halves):
            return halves
    return [piece]


def name_warnings(pieces: list[str]) -> tuple[str, ...]:
    """Warnings already divided, as slugs or lower-case words, each once."""
    return tuple(dict.fromkeys(filter(None, map(name_warning, pieces))))


def name_warning(text: str) -> str:
    """One warning's slug, or its words in lower case where it is no known topic; empty for empty text."""
    plain = " ".join(text.casefold().replace("’", "'").split()).strip(" .!*_…")
    if plain in _SLUG_OF:
        return _SLUG_OF[plain]
    if len(plain) > _LONGEST:
        return plain
    bare = _ASIDE.sub(" ", plain).strip(" .!")
    for form in (
        bare,
        _QUALIFIER.sub("", bare),
        _QUALIFIED.sub("", bare),
        _QUALIFIER.sub("", _QUALIFIED.sub("", bare)),
    ):
        if form in _SLUG_OF:
            return _SLUG_OF[form]
    return plain
