"""Blocks of a header's lines: which of them labels lead, and which carry on what was said above."""

from __future__ import annotations

import re
from itertools import pairwise, repeat

from bot.text.headings import read_heading
from bot.text.info_lines import read_details
from bot.text.labels import mark_labels, read_label
from bot.text.lines import Group, Line
from bot.text.ornaments import is_ornament
from bot.text.title_page import BYLINE

_FREE_TEXT = {"summary", "notes", "disclaimer", "spoilers", "warnings"}
_MULTIPLE = {"summary", "notes", "disclaimer"}
# Where a page copied from an archive says that the story itself begins.
TEXT_BEGINS = {"work text", "chapter text"}
_SECTIONS = {
    "summary",
    "notes",
    "chapter summary",
    "chapter notes",
    "author's note",
    "author's notes",
    "beginning notes",
}
_PLEA = re.compile(
    r"[*_~<>\s(-]*(?:and |so |now,? |anyways?,? |please,? |well,? |okay,? |ok,? |i )*(?:(?:please )?(?:enjoy|r ?& ?r|read and review|read & review|review|happy reading|read on|don['’]t forget to (?:vote|review|comment)|"
    r"(?:let me know|tell me) what you (?:think|thought)|vote (?:and|&) comment|comments? (?:and|&) (?:kudos|votes)|hope you(?:['’]ll)? (?:all )?(?:like|enjoy)|feedback is|reviews are|comments are|concrit)\b[^.!?\n]{0,50}"
    r"|(?:on(?:ward)? with|here(?:['’]s| is)|let['’]s (?:get on|begin|start))\b[^.!?\n]{0,8}\b(?:story|fic|chapter|show|tale|ficlet)\b[^.!?\n]{0,10})[.!?:)~*_<>\s-]*",
    re.IGNORECASE,
)
_SPOILER_SPACE = {"spoiler", "spoilers", "space", "spoilerspace", "spoilersspace", "spoilerspoiler"}
_FEWEST_BOXED = 3
_SHORTEST_FENCE = 3
_FRAMES = "*|#=+~:!"
_SECTION_GROUPS = 16
_DIVIDED_GROUPS = 12
_LEADING_LINES = 6
_LEADING_LINE = 90
_SUMMARY_LINE = 600
_MORE_GROUPS = 3
_MORE_WORDS = 150
_FENCED_GROUPS = 2
_FENCED_WORDS = 80
_RULE = 8


def divided(groups: list[Group]) -> tuple[list[Group], list[tuple[int, int]]]:
    """The groups with fences and a title right above its labels apart, and where each begins: (group, line) as given."""
    blocks: list[Group] = []
    origins: list[tuple[int, int]] = []
    for number, group in enumerate(groups[:_DIVIDED_GROUPS]):
        for start, piece in _at_fences(group):
            block = _unboxed(piece)
            cut = _lines_before_labels(block)
            if cut:
                blocks.append(block.piece(0, cut, block.gap))
                origins.append((number, start))
            blocks.append(block.piece(cut, len(block.texts), 0, ornament=block.ornament) if cut else block)
            origins.append((number, start + cut))
    blocks += groups[_DIVIDED_GROUPS:]
    origins += zip(range(_DIVIDED_GROUPS, len(groups)), repeat(0))
    return blocks, origins


def _at_fences(group: Group) -> list[tuple[int, Group]]:
    """A group's pieces and where they begin, each fence inside it a piece of its own: on a web page one paragraph may hold both."""
    if group.ornament or len(group.lines) < 2:
        return [(0, group)]
    fences = [
        number
        for number, text in enumerate(group.texts)
        if len(text) >= _SHORTEST_FENCE and "|" not in text and is_ornament(text)
    ]
    edges = sorted({0, len(group.lines), *fences, *(number + 1 for number in fences)})
    return [
        (start, Group(group.lines[start:end], 0 if start else group.gap, ornament=start in fences))
        for start, end in pairwise(edges)
    ]


def _unboxed(group: Group) -> Group:
    """A group without the frame that is drawn round its lines (`* Title: x    *`)."""
    if len(group.lines) < _FEWEST_BOXED or group.ornament:
        return group
    frame = group.texts[0][0]
    if frame not in _FRAMES or not all(text[0] == text[-1] == frame and len(text) > 2 for text in group.texts):
        return group
    inside = [text.strip(frame).strip() for text in group.texts]
    return Group(tuple(Line(text, 0) for text in inside if text), group.gap) if all(inside) else group


def _lines_before_labels(group: Group) -> int:
    """How many lines of title, byline and the like stand in a group before its first label; 0 where none do."""
    texts = group.texts[: _LEADING_LINES + 1]
    if group.ornament or len(texts) < 2 or _is_labelled(texts[0]) or mark_labels(group.texts):
        return 0
    for number, text in enumerate(texts[1:], start=1):
        if not _leads(text):
            continue
        details = read_details(text) is not None
        rest = group.piece(number, len(group.texts), 0)
        short = all(len(above) <= (_SUMMARY_LINE if details else _LEADING_LINE) for above in texts[:number])
        least = 1 if any(BYLINE.fullmatch(above) for above in texts[1:number]) else 2
        ends = not details and any(above[-1] in ".,;?!" and len(above.split()) > 3 for above in texts[:number])
        return number if short and not ends and (details or is_clear(rest, least)) and not read_heading(texts[0]) else 0
    return 0


def _is_labelled(text: str) -> bool:
    label = read_label(text)
    return _leads(text) or bool(label and label.key)


def _leads(text: str) -> bool:
    label = read_label(text)
    return read_details(text) is not None or bool(label and label.strong)


def is_clear(group: Group, least: int = 1) -> bool:
    """Whether a group is led by a label and holds at least `least` labels that hardly ever open a sentence."""
    if group.ornament:
        return False
    texts = mark_labels(group.texts) or group.texts
    if read_details(texts[0]):
        return True
    first = read_label(texts[0])
    return (
        bool(first and first.key) and sum(1 for text in texts if (label := read_label(text)) and label.strong) >= least
    )


def count_labels(group: Group) -> int:
    """How many of a group's lines a known label leads."""
    return sum(1 for text in mark_labels(group.texts) or group.texts if (label := read_label(text)) and label.key)


def goes_on(group: Group) -> bool:
    """Whether a further group still belongs to the header; after a longer gap a weak label alone does not."""
    if group.ornament:
        return False
    if read_details(group.texts[0]):
        return True
    label = read_label((mark_labels(group.texts) or group.texts)[0])
    if label is None:
        return False
    if label.strong:
        return True
    labels = [one for text in group.texts if (one := read_label(text))]
    if len(labels) > 1 and any(one.key is None for one in labels) and not any(one.strong for one in labels):
        return False  # a form inside the story
    if len(group.lines) == 1 and ": " in label.value and label.value[-1] in ".?!":
        return False  # sentences with colons
    return count_labels(group) >= 2 or (label.key is not None and group.gap <= 1)


def leads_header(groups: list[Group], number: int) -> bool:
    """Whether a weak label at the very start is a header after all: more labels or a fence follow."""
    following = groups[number + 1 : number + 2]
    return bool(following and (following[0].ornament or goes_on(following[0])))


def carries_on(groups: list[Group], first: int, at: int, fields: dict[str, list[str]]) -> int:
    """How many groups from `at` on are further paragraphs of the note or summary above; 0 in doubt.

    They are where the header goes on behind them with labels not stated yet, or where a rule that is no scene break closes
    it. An empty value takes the indented block under it, as in text copied from a web page.
    """
    keys = fields.get("keys", [])
    key = keys[-1] if keys else None
    if key not in _FREE_TEXT:
        return 0
    if not fields[key][-1] and _is_set_in(groups, at):
        return 1
    if key not in _MULTIPLE:
        return 0
    usual = max((group.gap for group in groups[first + 1 : at]), default=1)
    words = 0
    for number in range(at, min(at + _MORE_GROUPS + 1, len(groups))):
        group = groups[number]
        if group.ornament:
            return number - at if number > at and _closes(groups, at, number, words) else 0
        if number > at and _is_more_header(group, keys):
            return number - at
        words += sum(len(text.split()) for text in group.texts)
        if group.gap > max(usual, 1) or words > _MORE_WORDS or read_heading(group.texts[0]) or _is_speech(group):
            return 0
    return 0


def section_value(groups: list[Group], at: int) -> int:
    """How many groups a heading like `Summary` on a copied page speaks for; 0 where `at` is no such heading, or in doubt.

    What it says is indented, or stands above a line `Work Text:` or a further heading that leads there.
    """
    if at >= len(groups) or len(groups[at].texts) != 1 or groups[at].texts[0].rstrip(":").casefold() not in _SECTIONS:
        return 0
    if at + 2 < len(groups) and _is_set_in(groups, at + 1):
        return 1
    ends = 0
    for number in range(at + 1, min(at + _SECTION_GROUPS, len(groups))):
        text = groups[number].texts[0].rstrip(":").casefold()
        ends = ends or (number if text in _SECTIONS else 0)
        if text in TEXT_BEGINS:
            return (ends or number) - at - 1
    return 0


def is_spoiler_space(group: Group) -> bool:
    """Whether a block is the word "spoiler" or "space" down the page, a letter a line, which keeps a screen's first lines empty."""
    letters = "".join(group.texts).casefold()
    return all(len(text) == 1 for text in group.texts) and letters in _SPOILER_SPACE


def is_plea(group: Group) -> bool:
    """Whether a block under a header is the author's call to begin or to answer (`Enjoy!`, `Please review`, `On with the fic`)."""
    return not group.ornament and len(group.texts) <= 2 and all(_PLEA.fullmatch(text) for text in group.texts)


def _is_set_in(groups: list[Group], at: int) -> bool:
    """Whether a block is indented as a whole and the one after it is not."""
    following = groups[at + 1 : at + 2]
    return all(indent >= 2 for indent in groups[at].indents) and bool(following) and following[0].indent() == 0


def _is_more_header(group: Group, keys: list[str]) -> bool:
    """Whether clear labels follow of which none was stated yet; a memo in the story would state its title again."""
    if not is_clear(group):
        return False
    labels = [label for text in group.texts if (label := read_label(text)) and label.strong]
    return not any(label.key in keys and label.key not in _MULTIPLE for label in labels)


def _is_speech(group: Group) -> bool:
    return group.texts[0][0] in "\"“‘'«—–"


def _closes(groups: list[Group], at: int, fence: int, words: int) -> bool:
    """Whether an ornament is the rule under a header: it stood above it too, or is a long one that never comes again.

    What it closes must be short, and short beside the story behind it, whose first scene it could be otherwise.
    """
    marker = groups[fence].texts[0]
    if any(group.ornament and group.texts[0] == marker for group in groups[:at]):
        return True
    if fence - at > _FENCED_GROUPS or words > _FENCED_WORDS or len(marker.replace(" ", "")) < _RULE:
        return False
    behind = groups[fence + 1 :]
    told = sum(len(text.split()) for group in behind for text in group.texts)
    return (
        len(behind) > fence - at
        and told >= words
        and not any(group.ornament and group.texts[0] == marker for group in behind)
    )
