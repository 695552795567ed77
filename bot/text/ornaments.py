"""Which lines are printed ornaments: short, without words, one repeated or mirrored unit."""

from __future__ import annotations

import re
import string
import unicodedata

_LONGEST = 100
_TAGS = re.compile(r"</?(?:center|p|div|span|b|i|strong|em|font)\b[^<>]*>|\[/?center\]", re.IGNORECASE)
_RULE_TAG = re.compile(r"<hr\b[^<>]*>|\[hr\]", re.IGNORECASE)
_SPACER = re.compile(
    r"(?:<(?:p|div)\b[^<>]*>)?\s*(?:(?:&nbsp;|&#160;)\s*)+(?:</(?:p|div)>)?|(?:<br\s*/?>\s*){2,}|<(?:p|div)\b[^<>]*>\s*</(?:p|div)>",
    re.IGNORECASE,
)
# Signs that belong to sentences, sums and prices rather than to ornaments.
_SPEECH = set("\"“”„«»‘’'()[]{}?!,;:%&$£€@…")
_BRACKETED = re.compile(r"\[[-*~=+ ]+\]|\([-*~=+ ]+\)|(?:% ?)+|(?::: ?)+|(?:@ ?)+")
# Words that typists and sites put where a break belongs; never prose, since they name the break itself.
_WORDED = re.compile(
    r"[\W_]*(?:(?:scene|section|page|line|chapter|story|time|pov)[ -]?(?:break|change|skip|divider)|break|linebreak|time ?skip"
    r"|scene ?change)[\W_]*",
    re.IGNORECASE,
)
# How nearly every line of prose begins, which saves looking at it closely: a word with a letter that no ornament has.
_PROSE = re.compile(r"""["“‘'_*]?[oxOX0]*[^\W_oxOX0][^<>&]*\Z""")
# The commonest of such beginnings, a letter that no ornament has or a quotation mark: not even this question is needed then.
PROSE_OPENERS = frozenset({*string.ascii_letters, *string.digits, *"\"“‘'"} - {*"oxOX0"})
_MIRRORED = str.maketrans("<>/\\()«»‹›❧☙", "><\\/)(»«›‹☙❧")
_LETTERS = set("oxOX0")
# Whether a sign is drawn as text or as a coloured picture, which phones write behind it.
_WITHOUT_LOOKS = str.maketrans("", "", "\ufe0e\ufe0f")


def bare_ornament(line: str) -> str:
    """A line without the tags that centre it and without spaces of any width round it."""
    return _TAGS.sub("", line).strip().strip("\u200b\u2060\ufeff\u00a0 ")


def is_ornament(line: str) -> bool:
    """Whether a line, taken for itself, is an ornament.

    `xXx` counts; `...` does not, since it is also an answer, nor does Morse. A reader of a whole file may know better.

    >>> [is_ornament(line) for line in ("* * *", "~x~", "oOo", "✳\ufe0e", "(scene break)", "...", "?!", "f***")]
    [True, True, True, True, True, False, False, False]
    """
    if len(line) > _LONGEST + 60 or _PROSE.match(line):
        return False
    if _RULE_TAG.fullmatch(line.strip()) or is_spacer(line):
        return True
    bare = bare_ornament(line).strip("\\")
    if not bare or len(bare) > _LONGEST:
        return False
    signs = "".join(bare.replace("\\*", "*").translate(_WITHOUT_LOOKS).split())
    if _BRACKETED.fullmatch(bare) or _is_worded(bare):
        return True
    if signs in {"...", "…", "''", "``"} or any(sign in _SPEECH for sign in signs):
        return False
    if any(sign.isalnum() and sign not in _LETTERS for sign in signs):
        return False
    if set(signs) == {".", "-"} or _is_combining_noise(signs):
        return False
    if all(sign in _LETTERS for sign in signs):
        return len(signs) >= 3 and signs != "000" and _is_patterned(signs.casefold().replace("0", "o"))
    return _is_patterned(signs.casefold())


def _is_worded(bare: str) -> bool:
    """Whether a line says that it is a break (`(scene break)`, `--- page break ---`), between signs as no prose stands."""
    return (
        len(bare) < 40
        and not bare[0].isalnum()
        and not bare[-1].isalnum()
        and _WORDED.fullmatch(bare) is not None
        and bare[0] not in "\"“‘'"
    )


def is_spacer(line: str) -> bool:
    """Whether a line is blank space written in HTML: `&nbsp;`, an empty paragraph, two or more `<br>`.

    >>> [is_spacer(line) for line in ("<p>&nbsp;</p>", "<br><br />", "<br>", "")]
    [True, True, False, False]
    """
    return line[:1] in {"&", "<"} and _SPACER.fullmatch(line) is not None


def is_doubtful(line: str) -> bool:
    """Whether an ornament may be something else: `xxx` and `ooo` also kisses, `--` also a mail signature's rule.

    Nobody signs with letters of both sizes (`xXx`, `oOo`).
    """
    signs = "".join(bare_ornament(line).split())
    return signs == "--" or (all(sign in _LETTERS for sign in signs) and (signs.islower() or signs.isupper()))


def _is_combining_noise(signs: str) -> bool:
    return all(unicodedata.category(sign)[0] in "MCZ" for sign in signs)


def _is_patterned(signs: str) -> bool:
    """One unit repeated, or the same read backwards, brackets and slashes turned round."""
    if signs in {signs[::-1], signs[::-1].translate(_MIRRORED)}:
        return True
    size = (signs + signs).find(signs, 1)
    return size < len(signs) and len(signs) % size == 0
