"""What archives and downloaders print round a plain-text story, taken off, with the labels that stand in it."""

from __future__ import annotations

import re

from bot.text.draft import Fields
from bot.text.header import is_label_block, read_labels
from bot.text.lines import Line, split_groups

_START = re.compile(r"\*\*\*\s*START OF (?:THE|THIS) PROJECT GUTENBERG", re.IGNORECASE)
_END = re.compile(r"\*\*\*\s*END OF (?:THE|THIS) PROJECT GUTENBERG|End of (?:the )?Project Gutenberg", re.IGNORECASE)
_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")
_MARK_LINES = 400


def unwrap(lines: list[Line]) -> tuple[list[Line], Fields]:
    """The story's own lines, and the fields of a Project Gutenberg header where there is one."""
    start = next((n for n, line in enumerate(lines[:_MARK_LINES]) if _START.match(line.content)), None)
    end = next((n for n in range(len(lines) - 1, -1, -1) if _END.match(lines[n].content)), None)
    end = len(lines) if end is None or (start is not None and end <= start) else end
    if start is None:
        return lines[:end], {}
    fields: Fields = {}
    for group in split_groups(lines[:start]):
        first = group.texts[0].casefold()
        if not group.ornament and (is_label_block(group, 1) or first.startswith(("original", "language:"))):
            read_labels(group, fields)
    # The release is the e-book's; the work's year is that of its original publication.
    fields.pop("published", None)
    year = _YEAR.search(" ".join(fields.get("original", ())))
    if year:
        fields["published"] = [year.group()]
    while start < end and "***" not in lines[start].content[3:]:
        start += 1
    return lines[start + 1 : end], fields
