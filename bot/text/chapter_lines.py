"""Warnings and author's notes that stand inside a chapter, told from the story's own words."""

from __future__ import annotations

import re

from bot.text.labels import read_label

# Where lines were joined to a paragraph, a further label of the same kind begins a line of its own.
_FURTHER = re.compile(
    r"(?<=\S)(?<![Aa]uthor['’]s)(?<!Content)(?<!Trigger)(?<!Chapter)(?<!\bEnd)\s+(?=[*_]{0,2}(?:A/N|AN|A(?:uthor['’]s|UTHOR['’]S) [Nn](?:otes?|OTES?)|N(?:otes?|OTES?)"
    r"|(?:(?:C(?:ontent|ONTENT)|T(?:rigger|RIGGER)|C(?:hapter|HAPTER)) )?[Ww](?:arnings?|ARNINGS?)|[TC]W|R(?:ating|ated|ATING|ATED)|D(?:isclaimer|ISCLAIMER)"
    r"|S(?:ummary|UMMARY|poilers|POILERS))\s?:)"
)
_DOUBTFUL = {
    "note",
    "warning",
    "content",
    "thanks",
    "dedication",
    "comments",
    "triggers",
    "summary",
    "description",
    "notes",
}
_OTHERS = {"rating", "disclaimer", "summary", "spoilers", "author", "title"}
_FOOT = {
    "a/n", "an", "author's note", "author's notes", "authors note", "authors notes", "author note", "author notes", "end note",
    "end notes", "author's note(s)", "chapter end notes",
}  # fmt: skip
_END_NOTE = re.compile(r"(?P<label>(?:chapter )?end notes?)\s*:\s*(?P<value>\S.*)", re.IGNORECASE | re.DOTALL)
_LONGEST = 3000


def read_chapter_lines(text: str, *, emphasised: bool) -> list[tuple[str, str]] | None:
    """What a paragraph under a chapter's heading says apart from the story: (`warnings` or `notes`, value) each; None for prose.

    A lone `Note:` or `Warning:` may be the story's own words, so those count only where the whole paragraph is set off by
    emphasis or other labels stand beside them. A chapter's own rating or disclaimer is kept among its notes, label and all.
    """
    if ":" not in text[:60] or len(text) > _LONGEST:
        return None
    found: list[tuple[str, str]] = []
    sure = emphasised
    for line in _FURTHER.split(text):
        label = read_label(line)
        if label is None or label.key not in {"warnings", "notes", *_OTHERS} or not label.value:
            return None
        plain = label.label.casefold().replace("’", "'")
        sure = sure or plain not in _DOUBTFUL
        if label.key in _OTHERS:
            found.append(("notes", line.strip("*_ ")))
        else:
            found.append((label.key, label.value))
    return found if sure else None


def read_foot_note(text: str, *, apart: bool) -> str | None:
    """The author's note that a chapter's last paragraph is; None for prose.

    Only labels that no story uses for its own words count, and `Notes:` where an ornament sets it `apart`.
    """
    if ":" not in text[:60] or len(text) > _LONGEST:
        return None
    end = _END_NOTE.fullmatch(text.strip())
    if end:
        return end["value"]
    label = read_label(text)
    if label is None or label.key != "notes" or not label.value:
        return None
    plain = re.sub(r"\s*\d+$", "", label.label.casefold().replace("’", "'"))
    return label.value if plain in _FOOT or (apart and plain in {"notes", "note"}) else None
