"""The labels that story headers put before their values, and what each of them means."""

from __future__ import annotations

import re
from dataclasses import dataclass

# The key of a label for ratings and warnings together.
MIXED = "rating and warnings"
# One canonical key each; `ignore` is a label we know and keep nothing of.
_LABELS = {
    "title": "title; name; story title; fic; story; name of story",
    "subject": "subject",
    "author": "author; by; creator; author name; written by; authors; author(s); writer; pen name; penname",
    "from": "from",
    "rating": "rating; rated; ratings; content rating; rating(s)",
    "fandom": "fandom; fandoms; source; fandom(s); show",
    "relationships": (
        "pairing; pairings; pairing(s); relationship; relationships; relationship(s); ship; ships; couple; romantic pairing"
    ),
    "characters": "characters; character; character(s)",
    "tags": "tags; classification; type; freeform tags; additional tags; additional tag; tag; freeform; trope; tropes",
    "keywords": "keywords; codes; keyword; code",
    "category": "category; categories",
    "genre": "genre; genres; genre(s)",
    "warnings": (
        "warning; warnings; warning(s); content warning; content warnings; content; content/notes; content(s); tw; cw; cws; tws; "
        "trigger warning; trigger warnings; archive warning; archive warnings; content note; content notes; tw/cw; cw/tw; "
        "content advisory; triggers"
    ),
    "spoilers": "spoilers; spoiler; spoiler warning; spoiler warnings; spoiler(s); setting; timeline",
    "summary": "summary; teaser; description; synopsis; excerpt; blurb; abstract",
    MIXED: "rating/warnings; content/rating; ratings/warnings; warnings/rating; rating and warnings",
    "notes": (
        "note; notes; note(s); a/n; an; author's note; author's notes; authors note; authors notes; author note; "
        "author notes; author's note(s); comments; dedication; thanks; thanks to; acknowledgements; acknowledgments; "
        "beginning notes; story notes; author's comments; notes/comments; note to readers; nb; n.b."
    ),
    "disclaimer": "disclaimer; disclaimers; standard disclaimer; disclaimer(s); disclaimer/claimer; legal",
    "language": "language",
    "published": "published; date; posted; date posted; date published; publication date; first published; first posted",
    "written": "written; date written; finished; date finished",
    "completed": "completed; complete; date completed",
    "updated": "updated; last updated; packaged; last modified; modified; lastmod",
    "series": "series; series title; series/sequel; series/wip; sequel/series; series/part; saga; series name; collection; universe",
    "part": "part; parts; book; volume; episode; number in series; series index; installment; instalment",
    "status": "status; story status; completion status",
    "chapters": "chapters; chapter count",
    "sequel": "sequel; sequels; next; prequel to; continues in; next fic; next book; sequel title; followed by; next story; next in series; next part; continued in",
    "prequel": (
        "prequel; prequels; sequel to; previous; prev; previous part; previous fic; previous book; continuation of; follow up to; follows; previous story; prior; previous in series; follow-up to; preceded by"
    ),
    "rights": "copyright; rights; license; licence; copyright notice; licensed under",
    "original": "original publication",
    "ignore": (
        "word count; words; length; beta; beta reader; betas; betaed by; beta'd by; prompt; challenge; point of view; pov; "
        "year; time; symbols; e-mail; email; e-mail address; email address; contact; website; author's website; url; "
        "homepage; archive; archived; archives; archiving; distribution; circuit archive; feedback; r&r; reviews; "
        "betas; stats; work text; chapter text; newsgroups; message-id; reply-to; to; organization; lines; story url; series url; author url; publisher; "
        "release date; posting date; credits; character set encoding; editor; illustrator; translator; "
        "most recently updated; permission; feedback to; beta by; edited by; edited; improv; recipient; for; artist; format; post to; web page; home page; webpage"
    ),
}
# The commonest of them in German, French, Spanish and Russian archives.
_FOREIGN = {
    "title": "titel; titre; título; titulo; название", "author": "autor; autorin; autor/in; auteur; auteure; autora; автор",
    "rating": "altersfreigabe; freigabe; altersempfehlung; clasificación; clasificacion; classement; рейтинг",
    "fandom": "фандом", "relationships": "paar; paare; couples; pareja; parejas; пейринг; пэйринг; пейринг и персонажи",
    "characters": "figuren; charaktere; personnages; personajes; персонажи", "genre": "género; genero; жанр; жанры",
    "warnings": "warnung; warnungen; avertissement; avertissements; advertencia; advertencias; предупреждение; предупреждения",
    "summary": "inhalt; zusammenfassung; kurzbeschreibung; résumé; resume; resumen; sumario; саммари; описание; краткое содержание",
    "notes": "anmerkung; anmerkungen; anmerkung des autors; note de l'auteur; notes de l'auteur; notas; notas de autor; notas de la autora; "
    "от автора; примечание; примечания; примечание автора; примечания автора; посвящение",
    "disclaimer": "haftungsausschluss; дисклеймер; отказ от прав", "language": "sprache; langue; idioma; язык",
    "status": "estado; статус", "published": "veröffentlicht; publié; publicado; datum; fecha; дата", "series": "serie; série; серия; цикл",
    "ignore": "wörter; kapitel; beta-leser; бета; размер; размещение",
}  # fmt: skip
for _key, _labels in _FOREIGN.items():
    _LABELS[_key] += f"; {_labels}"
KEY_OF = {label: key for key, labels in _LABELS.items() for label in (one.strip() for one in labels.split(";"))}

# Labels that also open ordinary sentences, letters and lists; without a clearer one beside them they make no header.
_WEAK_WORDS = (
    "name; thanks to; edited; improv; paar; paare; serie; inhalt; datum; fecha; notas; resume; figuren; note; "
    "warning; from; to; subject; date; next; time; year; part; parts; content; thanks; for; comments; tag; type; "
    "category; setting; source; show; characters; character; language; posted; status; previous; follows; book; "
    "volume; episode; completed; modified; written; updated; story; length; words; contact; website; lines; artist; "
    "prompt; symbols; couple; ship; ships; code; codes; keyword; triggers; legal; saga; excerpt; description; "
    "dedication; permission; recipient; feedback; reviews; url; timeline; universe; collection; prior; creator; "
    "writer; chapters; an; format; editor; archive; archived; published; distribution; title page; message; chapter "
    "text; work text; stats; beginning; credits"
)
_WEAK = frozenset(_WEAK_WORDS.split("; "))
# Labels that lead no sentence even where no mark follows them, if several such lines stand together.
_UNMARKED = (
    "title|author|fandom|rating|rated|pairings?|summary|spoilers?|disclaimers?|warnings?|genre|category|classification|keywords|"
    "series|archive|distribution|feedback|e-?mail|author['’]s notes?|notes?|a/n|date|status|sequel|characters"
)

_ASIDE = re.compile(r"\s*\([^()]*\)?$")
_BULLET = re.compile(r"^\s*(?:[>#•·-]{1,3}\s+)+(?=\S)")
_LINE_END_TAG = re.compile(
    r"^<(?:p|div|br)\b[^<>]{0,60}>\s*|\s*(?:<br\b[^<>]{0,40}>|</(?:p|div|span)>)$", re.IGNORECASE
)
_EPITHET = re.compile(
    r"^(?:story|fic|fanfic|overall|full|short|brief|main|standard|official|general|primary|original|my|chapter|part|current)\s+"
    r"|\s+(?:for this (?:part|chapter|story)|overall|so far|list|info|information|info\.|guide)$"
)
_JOINED = re.compile(r"\s*[/&+,]\s*|\s+and\s+")
_MARKUP = re.compile(r"</?(?:b|strong|i|em|u|font|span|p|div|br)\b[^<>]*>|[*_]{1,3}|\[/?[biu]\]", re.IGNORECASE)
_LABEL = re.compile(r"\s*(?P<label>[^\W\d_][^:\n]{0,30}?)\s*(?:#?\d{1,2})?\s*[:：]\s*(?P<value>.*)", re.DOTALL)
_LABEL_WITH_DASH = re.compile(r"\s*(?P<label>[^\W\d_][\w/'’() -]{0,24}?)\s+[-–—]\s+(?P<value>.*)", re.DOTALL)
_UNKNOWN = re.compile(r"[A-Z][\w'’/&-]*(?: [\w'’/&-]+){0,2}")
_LATER_LABELS = r"Rated|Rating|Category|Genre|Spoilers|Pairings?|Keywords|Completed|Chapters|Word [Cc]ount|Words|Fandom|Published|Updated|Status"
# Behind one space only labels that no sentence holds; behind a wider one or a bar, any that is written like one.
_SECOND_LABEL = re.compile(
    rf"(?<=\S)(?:\s+(?=(?:{_LATER_LABELS})\s?:\s)|(?:\s{{2,}}|\s+[|•·]\s+)(?=[*_]{{0,2}}(?P<label>[A-Z][A-Za-z'’/ ()-]{{1,24}})\s?:))"
)
_UNMARKED_LINE = re.compile(rf"(?P<label>{_UNMARKED})\s+(?P<value>[^\s:–—-].*)", re.IGNORECASE)
_LONGEST_UNMARKED = 400
_MOST_UNMARKED = 60
_FREE_TEXT = {"summary", "notes", "disclaimer"}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A line that a label leads: the canonical key (None where the label is unknown) and what follows it."""

    key: str | None
    label: str
    value: str

    @property
    def strong(self) -> bool:
        """Whether this label is hardly ever the start of a sentence."""
        return self.key not in {None, "ignore"} and _fold(self.label) not in _WEAK


def key_of(label: str) -> str | None:
    """The canonical key of a label as printed; `Spoilers/Timeline`, `Overall Rating` and `Warnings (if any)` count too.

    >>> key_of("Spoilers/Timeline"), key_of("Story Summary"), key_of("Pairings & Characters"), key_of("He said")
    ('spoilers', 'summary', 'people', None)
    """
    folded = _fold(label)
    if found := KEY_OF.get(folded):
        return found
    bare = _ASIDE.sub("", folded).strip(" ?")
    if found := KEY_OF.get(bare) or KEY_OF.get(_EPITHET.sub("", bare)):
        return found
    keys = [KEY_OF.get(part) for part in _JOINED.split(bare)]
    if len(keys) < 2 or None in keys:
        return None
    if {"rating", "warnings"} <= set(keys):
        return MIXED
    if set(keys) == {"relationships", "characters"}:
        return "people"
    return next((key for key in keys if key != "ignore"), "ignore")


def read_label(line: str) -> Labelled | None:
    """The label that leads a line, with the markup round it taken away; None for a line without one.

    A label nobody knows counts too where it looks like one (`Betaed in haste by: ...`); whoever asks must judge by the
    lines around it.

    >>> read_label("**Rating:** PG").key
    'rating'
    """
    line = _BULLET.sub("", line[:8]) + line[8:]
    if ":" not in line[:80] and "：" not in line[:80]:
        return _with_dash(line)
    found = _LABEL.fullmatch(_strip_label_markup(line))
    if not found:
        return None
    label = found["label"]
    key = key_of(label)
    if key is None and not _UNKNOWN.fullmatch(label):
        return None
    return Labelled(key, label, found["value"].strip())


def split_labels(line: str) -> list[str]:
    """A line that holds several labels (`Rated: R Category: Romance`) as one line each.

    Inside a summary, a note or a disclaimer a further label counts only behind a wide space or the end of a sentence.
    """
    pieces: list[str] = []
    line = _BULLET.sub("", line[:8]) + line[8:]
    start = 0
    first = read_label(line) if ":" in line[:80] else None
    if first is None or first.key is None:
        return [line]
    for found in _SECOND_LABEL.finditer(line):
        if found["label"] is not None and _fold(found["label"]) not in KEY_OF:
            continue
        narrow = found["label"] is None and found.end() - found.start() == 1
        if narrow and first.key in _FREE_TEXT and line[found.start() - 1] not in '.!?)"”':
            continue
        pieces.append(line[start : found.start()])
        start = found.end()
    return [*pieces, line[start:]]


def mark_labels(lines: list[str]) -> list[str] | None:
    """The lines with a colon put behind labels that stand without one (`Title The Door`), or None where that is doubtful.

    It is clear only where at least three lines begin so, one of them with a title, author or rating, and nearly all others
    carry on a value.
    """
    if len(lines) > _MOST_UNMARKED:
        return None
    found = [_UNMARKED_LINE.fullmatch(line) if len(line) <= _LONGEST_UNMARKED else None for line in lines]
    keys = {KEY_OF.get(_fold(one["label"])) for one in found if one}
    if found[:1] == [None] or len(keys) < 3 or len(keys & {"title", "author", "rating"}) < 2:
        return None
    return [f"{one['label']}: {one['value']}" if one else line for one, line in zip(found, lines, strict=True)]


def _with_dash(line: str) -> Labelled | None:
    if not any(dash in line[:80] for dash in "-–—"):
        return None
    found = _LABEL_WITH_DASH.fullmatch(_strip_label_markup(line))
    key = key_of(found["label"]) if found else None
    if not found or key is None or not found["label"][0].isupper():
        return None
    return Labelled(key, found["label"], found["value"].strip())


def _strip_label_markup(line: str) -> str:
    """The line without markup about its label: `**Label:** value`, `<b>Label</b>: value`, `*Label: value*`."""
    line = _LINE_END_TAG.sub("", line.strip().lstrip("\ufeff\u200b"))
    head, mark, rest = line.partition(":")
    if not _MARKUP.search(head):
        return line
    opened = _MARKUP.match(head)
    rest = _MARKUP.sub("", rest, count=1) if _MARKUP.match(rest.lstrip()) else rest
    if opened and rest.rstrip().endswith(opened.group()) and not _MARKUP.search(head[opened.end() :]):
        rest = rest.rstrip().removesuffix(opened.group())
    return _MARKUP.sub("", head) + mark + rest


def _fold(label: str) -> str:
    folded = " ".join(label.casefold().replace("’", "'").split())
    return folded.strip("#*_ -")
