"""Labelled fields, as a header, front matter and a trailer state them, brought to one Metadata."""

from __future__ import annotations

import re

from bot.models import Metadata, Rating
from bot.text.completeness import read_completeness
from bot.text.dates import read_date
from bot.text.draft import Draft, Fields
from bot.text.genre import divide, is_nothing
from bot.text.info_lines import read_subject, split_show
from bot.text.kinds import read_kinds
from bot.text.labels import MIXED
from bot.text.languages import read_language
from bot.text.pointers import Pointers, read_pointers
from bot.text.ratings import read_rating
from bot.text.series import SeriesPlace, before_in_series, read_index, read_series, read_title_place
from bot.text.titles import read_author, read_title, without_markup
from bot.text.warnings import NONE, name_warnings, split_warnings

_SERIES_POINTER = re.compile(
    r"\s*[.;,(–—-]?\s*\b(?:this is )?(?:a |the )?(?:direct )?(?:sequel|prequel|follow-?up|companion) (?:of sorts )?to\b.*",
    re.IGNORECASE | re.DOTALL,
)
_SPOILERS = re.compile(r"\bspoil(?:s|ers?)\b", re.IGNORECASE)
_COPYRIGHT_YEAR = re.compile(r"(?:\(c\)|©|copyright\b)\D{0,40}((?:19|20)\d\d)\b", re.IGNORECASE)
# Under `Sequel:` these tell of no title yet.
_UNTITLED = re.compile(
    r"(?:(?:none|no|not|nothing)\b(?:,? (?:yet|planned|so far|at present|at the moment|as yet|written|available|started|likely|currently|known))*|maybe|possibly|perhaps|probably"
    r"|(?:coming )?soon|tba|tbd|yes|in (?:progress|the works)|unlikely|planned|to come|pending|being written|untitled|to be (?:announced|written|determined|titled)|depends on (?:feedback|reviews))\W*",
    re.IGNORECASE,
)
_DATED = re.compile(r"[;(,/]|\s[-–—]\s")


def read_metadata(draft: Draft, name: str) -> Metadata:
    """All that a draft says of its story; `name` is the file's, the last resort for a title."""
    fields = {key: [*draft.front.get(key, []), *draft.fields.get(key, [])] for key in {**draft.front, **draft.fields}}
    _read_subjects(fields)
    told = _told(fields)
    sequel = _other_title(fields, "sequel") or told.sequel
    title, title_from = read_title(
        draft.fields, draft.front, fields.get("subject title", []), plain=draft.title, sequel=sequel, name=name
    )
    kinds = read_kinds(fields)
    place = _place(fields, told, title, title_from, sequel)
    planned, complete = read_completeness(fields)
    return Metadata(
        title=title,
        title_from=title_from,
        author=read_author(fields),
        series=place.name,
        series_index=place.index,
        rating=_rating(fields),
        warnings=_warnings(fields),
        fandoms=tuple(dict.fromkeys(kinds.fandoms)),
        relationships=tuple(dict.fromkeys(kinds.relationships)),
        characters=tuple(dict.fromkeys(kinds.characters)),
        tags=tuple(dict.fromkeys(kinds.tags)),
        genre=kinds.genre,
        summary=_joined(fields.get("summary", [])),
        spoilers=_joined([*fields.get("spoilers", []), *filter(_SPOILERS.search, fields.get("warnings", []))]),
        notes=_joined(fields.get("notes", [])),
        disclaimer=_joined(fields.get("disclaimer", [])),
        language=next(filter(None, map(read_language, fields.get("language", ()))), None),
        published=_published(fields),
        prequel=_other_title(fields, "prequel") or told.prequel,
        sequel=sequel,
        rights=next((value.strip() for value in fields.get("rights", ()) if value.strip()), None),
        complete=complete,
        chapters_planned=planned,
    )


def _read_subjects(fields: Fields) -> None:
    """Adds what subject lines and the brackets of titles say, where no label says it."""
    for key in ("title", "subject"):
        for value in list(fields.get(key, ())):
            subject = read_subject(without_markup(value))
            if subject is None:
                continue
            if key == "subject" and subject.marked:
                fields.setdefault("subject title", []).append(subject.title)
            for other, more in subject.fields.items():
                if other != "relationships" or "keywords" not in fields:
                    fields.setdefault(other, more)


def _told(fields: Fields) -> Pointers:
    """What notes, summary and the series label say of other stories, the first of them that says anything of each."""
    told = Pointers()
    for key in ("series", "notes", "summary", "status", "subtitle"):
        for value in fields.get(key, ()):
            more = read_pointers(value)
            told = Pointers(
                told.prequel or more.prequel,
                told.sequel or more.sequel,
                told.series or more.series,
                told.series_index or more.series_index,
            )
    return told


def _other_title(fields: Fields, key: str) -> str | None:
    """Another story's title as a label states it, without quotes and markup; `none` and bare addresses are none."""
    for value in fields.get(key, ()):
        plain = without_markup(value)
        if plain[:1] in '"“' and plain.rstrip(".,")[-1:] in '"”' and not set(plain.rstrip(".,")[1:-1]) & set('"“”'):
            plain = plain.rstrip(".,").strip('"“”').strip()
        if plain and not is_nothing(plain) and not _UNTITLED.fullmatch(plain) and "://" not in plain:
            return plain
    return None


def _joined(values: list[str]) -> str | None:
    """Every value stated, a blank line between them; `None` says nothing."""
    stated = [value.strip() for value in values if value.strip() and not is_nothing(value)]
    return "\n\n".join(dict.fromkeys(stated)) or None


def _place(
    fields: Fields, told: Pointers, title: str | None, title_from: str | None, sequel: str | None
) -> SeriesPlace:
    """The place in a series: stated by a label, told in a sentence, or shown by the title's or the sequel's number."""
    place = _labelled_place(fields, told)
    if place.name:
        return place
    if told.series:
        return SeriesPlace(told.series, told.series_index)
    before = before_in_series(sequel) if sequel else None
    if before and (title_from == "sequel" or before.is_titled(title)):
        return SeriesPlace(before.series, before.index)
    by_title = read_title_place(title) if title and title_from != "filename" else SeriesPlace(None, None)
    if by_title.name:
        return by_title
    return SeriesPlace(None, place.index or told.series_index)


def _labelled_place(fields: Fields, told: Pointers) -> SeriesPlace:
    place = SeriesPlace(None, None)
    for value in fields.get("series", ()):
        stated = split_show(_SERIES_POINTER.sub("", without_markup(value)).strip())[1]
        if not stated or is_nothing(stated):
            continue
        found = read_series(divide(stated, ";\n")[0])
        place = SeriesPlace(place.name or found.name, place.index or found.index)
    if "wip" in " ".join(fields.get("series", ())).casefold() and not place.name:
        return SeriesPlace(None, None)
    if place.name and told.series and told.series in place.name:
        return SeriesPlace(told.series, told.series_index)
    if place.name and place.index is None:
        return SeriesPlace(place.name, next(filter(None, map(read_index, fields.get("part", ()))), None))
    return place


def _rating(fields: Fields) -> Rating:
    """The first rating stated; one that stands before warnings (`Rating/Warnings: PG; violence`) counts too."""
    for value in (*fields.get("rating", ()), *_mixed(fields, ratings=True)):
        if value.strip():
            return read_rating(value)
    return Rating()


def _mixed(fields: Fields, *, ratings: bool) -> list[str]:
    """The ratings, or all but those, in the values of a label for both."""
    pieces = (piece.strip() for value in fields.get(MIXED, ()) for piece in divide(value))
    return [piece for piece in pieces if (read_rating(piece).level is not None and not piece.islower()) is ratings]


def _warnings(fields: Fields) -> tuple[str, ...]:
    """Every warning stated; of several values one that says `none` counts only where no other says more."""
    stated = [*fields.get("warnings", []), *_mixed(fields, ratings=False)]
    found = list(name_warnings(fields.get("warning list", [])))
    for value in (*stated, *fields.get("subject warnings", ())):
        if not _SPOILERS.search(value):
            found.extend(split_warnings(value))
    said = dict.fromkeys(found)
    if len(said) > 1:
        said.pop(NONE, None)
    return tuple(said)


def _published(fields: Fields) -> str | None:
    """The first date of publication that can be read, else of writing or completion, else a copyright's year."""
    for key in ("published", "written", "completed", "rights year"):
        for value in fields.get(key, ()):
            date = read_date(value) or read_date(_DATED.split(value[:200], maxsplit=1)[0])
            if date:
                return date
    return next((year[1] for value in fields.get("rights", ()) if (year := _COPYRIGHT_YEAR.match(value[:200]))), None)
