"""Forwarded mail and Usenet posts among plain text: header lines, quoting marks and dash escapes taken off, read first.

Subject lines follow the usage of alt.startrek.creative (`NEW: TNG "Title" 1/2 [PG] P/C`) and of mailing lists
(`[fic] Title [1/?]`). Sender and subject are no more than a fallback for what the story says of itself.
"""

from __future__ import annotations

import re

from bot.text.draft import Fields
from bot.text.lines import Line, Lines
from bot.text.wrappers import Outer

_HEADER = re.compile(r"(?P<name>[A-Za-z][A-Za-z-]{1,40}):(?:\s+(?P<value>.*))?$")
_BOX = re.compile(r"From \S+\s+(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b.*\d{4}")
_FORWARDED = re.compile(
    r"[-\s>]*(?:original message|forwarded message|forwarded by .*|begin forwarded message)[-:\s]*", re.IGNORECASE
)
# Header names that nobody writes over a letter in a story.
_MACHINE = {
    "message-id", "newsgroups", "path", "received", "mime-version", "content-type", "references", "xref", "organization",
    "nntp-posting-host", "return-path", "in-reply-to", "delivered-to", "content-transfer-encoding", "lines", "x-mailer",
    "mailing-list", "list-id", "sender", "x-newsreader", "approved", "distribution",
}  # fmt: skip
_SIMPLE = {"from", "to", "subject", "date", "sent", "cc", "reply-to", "bcc"}
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*")
_SENDER = re.compile(r'^"?(?P<first>[^"<(@]*?)"?\s*<[^>]*>$|^\S+@\S+\s*\((?P<second>[^)]+)\)$')
_DAY = re.compile(r"(\d{1,2})\s+([A-Z][a-z]{2,8})\.?,?\s+(\d{4})|([A-Z][a-z]{2,8})\s+(\d{1,2}),\s+(\d{4})")
_QUOTED = re.compile(r" ?>(?: (?=\S)|(?=[>\s])|$|(?=\S))")
_MOST_QUOTED = 0.9
_MOST_LEVELS = 8
_LONGEST_VALUE = 500
_LOOKED_AT = 5

_REPLY = re.compile(r"(?:re|fw|fwd|aw|wg)(?:\[\d+\])?:\s*", re.IGNORECASE)
_POSTING = re.compile(
    r"\[?(?:NEW|REPOST|REP|REV|REVISED|WIP|FIC|FICLET|fic|Fic|STORY|Story|COMPLETE|UPDATE)\]?\b[:,]?\s*"
)
_SHOW = re.compile(r"(?:TOS|TNG|VOY|DS9|ENT|DSC|LD|SNW|AOS)(?=[\s,:])[,:]?\s*")
_RATING = re.compile(r"[\[(]\s*((?:NC-?17|PG-?1[35]|PG|MA|NR|K\+?|[GRXTM])(?:\s?-\s?[A-Z0-9]+)?)\s*[\])]")
_PART = re.compile(
    r"[\[(]?\s*(?:(?:part|pt|ch(?:apter)?)\.?\s*)?(\d{1,3}[a-z]?)\s*(?:/|of)\s*(\d{1,3}|\?)\s*[\])]?", re.IGNORECASE
)
_BYLINE = re.compile(r"by\s+(?P<author>\S.{0,50})", re.IGNORECASE)
_LIST = re.compile(r"\[[\w .:&'-]{1,30}\]\s*")


def take_mail(lines: Lines) -> Outer:
    """The story's own lines without a mail's header and marks; the same lines where no mail is round them."""
    lines = _unquoted(lines)
    first = next((number for number, content in enumerate(lines.contents) if content), len(lines))
    forwarded = False
    while first < len(lines) and (_BOX.match(lines[first].text) or _FORWARDED.fullmatch(lines[first].content)):
        forwarded = True
        first += 1
    values, end = _header(lines, first)
    if not values or not (forwarded or _is_mail(values)):
        return Outer(lines)
    return Outer(_unescaped(_unquoted(lines[end:])), fallback=_fallback(values))


def _header(lines: Lines, first: int) -> tuple[dict[str, str], int]:
    """The header lines from `first` to the next blank one, by name; nothing if any other line stands among them."""
    values: dict[str, str] = {}
    name = ""
    at = first
    while at < len(lines) and not lines[at].content:
        at += 1
    for at in range(at, len(lines)):  # noqa: B020 - goes on where the blank lines end
        text = lines[at].text
        if not lines[at].content:
            return values, at
        if text[0] in " \t" and name:
            values[name] = f"{values[name]} {lines[at].content}"[:_LONGEST_VALUE]
            continue
        found = _HEADER.match(text.rstrip())
        if not found or not (found["name"].casefold() in _MACHINE | _SIMPLE or found["name"].startswith("X-")):
            # Labels may follow without a blank line; a mail's own lines have come to their end.
            return (values, at) if values and _is_mail(values) else ({}, first)
        name = found["name"].casefold()
        values.setdefault(name, (found["value"] or "")[:_LONGEST_VALUE].strip())
    return values, len(lines)


def _is_mail(values: dict[str, str]) -> bool:
    """Whether these are a mail program's lines; a letter in a story has sender, date and subject too."""
    if len(_MACHINE & values.keys()) and {"from", "subject"} & values.keys():
        return True
    sent = values.get("date", values.get("sent", ""))
    return bool(_ADDRESS.search(values.get("from", "")) and "subject" in values and _DAY.search(sent))


def _unquoted(lines: Lines) -> Lines:
    """Lines without the `>` that a forwarding program puts before each of them, level by level."""
    opening = [line.text for line in lines[:_LOOKED_AT] if line.content]
    if not any(text.lstrip(" ")[:1] == ">" for text in opening):
        return lines
    for _ in range(_MOST_LEVELS):
        written = [line for line in lines if line.content]
        quoted = sum(line.text.lstrip(" ")[:1] == ">" for line in written)
        if len(written) < 2 or quoted < _MOST_QUOTED * len(written):
            break
        lines = Lines.of(map(_without_mark, lines))
    return lines


def _without_mark(line: Line) -> Line:
    found = _QUOTED.match(line.text)
    return Line(line.text[found.end() :], line.start + found.end()) if found else line


def _unescaped(lines: Lines) -> Lines:
    """Lines without the `- ` that signed digests put before a leading dash (RFC 934)."""
    if not any(text.startswith("- --") for text in lines.texts):
        return lines
    return Lines.of(Line(line.text[2:], line.start + 2) if line.text.startswith("- -") else line for line in lines)


def _fallback(values: dict[str, str]) -> Fields:
    fields = read_subject(values.get("subject", ""))
    sender = _SENDER.match(values.get("from", ""))
    name = (sender["first"] or sender["second"] or "").strip() if sender else ""
    if name and "@" not in name:
        fields.setdefault("author", [name])
    day = _DAY.search(values.get("date", values.get("sent", "")))
    if day:
        fields["published"] = [" ".join(filter(None, day.groups()[:3])) or f"{day[5]} {day[4]} {day[6]}"]
    return fields


def read_subject(subject: str) -> Fields:
    """What a subject line says, under the labels a header would use.

    >>> read_subject('NEW: TNG "Soup" 1/2 [PG] P/C')["title"]
    ['Soup']
    """
    fields: Fields = {}
    rest = subject.strip()
    before = None
    while before != rest:
        before = rest
        for prefix in (_REPLY, _POSTING, _LIST):
            if prefix is _LIST and (_RATING.match(rest) or _PART.match(rest)):
                continue
            rest = rest[found.end() :] if (found := prefix.match(rest)) else rest
        if show := _SHOW.match(rest):
            fields["series"] = [show.group().strip(" ,:")]
            rest = rest[show.end() :]
    rating, part = _RATING.search(rest), _PART.search(rest)
    if rating:
        fields["rating"] = [rating[1]]
    if part:
        fields["part"] = [f"{part[1]}/{part[2]}"]
    ends = [found.start() for found in (rating, part) if found]
    quoted = re.match(r'["“](?P<title>[^"”]{1,120})["”]', rest)
    title = quoted["title"] if quoted else rest[: min(ends, default=len(rest))]
    codes = rest[max((found.end() for found in (rating, part) if found), default=len(rest)) :].strip(" ,-()[]")
    if title.strip(" ,:-"):
        fields["title"] = [title.strip(" ,:-")]
    byline = _BYLINE.fullmatch(codes)
    if byline:
        fields["author"] = [byline["author"]]
    elif codes and len(codes) <= 60:
        fields["keywords"] = [codes]
    return fields
