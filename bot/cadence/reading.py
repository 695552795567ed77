"""Schedules as people type them: how often, at what time, from which day, in English, German, French or Spanish."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.cadence.rhythm import Cadence, Kind, Rhythm, counted_rhythm, on_weekdays
from bot.errors import CadenceError

_LONGEST = 100
_MOST_DAYS = 366
_MOST_MONTHS = 12
_YEARS_AWAY = 10

# Names of each day of the week, Monday first; three letters or more of a name are enough where they mean one day alone.
_DAY_NAMES = (
    ("monday", "montag", "lundi", "lunes"),
    ("tuesday", "dienstag", "mardi", "martes"),
    ("wednesday", "weds", "mittwoch", "mercredi", "miercoles"),
    ("thursday", "donnerstag", "jeudi", "jueves"),
    ("friday", "freitag", "vendredi", "viernes"),
    ("saturday", "samstag", "sonnabend", "samedi", "sabado"),
    ("sunday", "sonntag", "dimanche", "domingo"),
)
# Two letters: those of English and German calendars, which agree where they meet.
_SHORT = (("mo",), ("tu", "di"), ("we", "mi"), ("th", "do"), ("fr",), ("sa",), ("su", "so"))
_NOISE = frozenset(
    [
        "every",
        "each",
        "on",
        "and",
        "the",
        "jeden",
        "jede",
        "jedes",
        "alle",
        "und",
        "am",
        "tous",
        "toutes",
        "les",
        "le",
        "la",
        "chaque",
        "et",
        "cada",
        "todos",
        "todas",
        "los",
        "las",
        "el",
        "y",
        "e",
    ]
)
_UNTIL = frozenset(["-", "to", "bis", "a", "au", "hasta", "through"])
_UNITS = {
    **dict.fromkeys(
        ["daily", "day", "days", "taglich", "tag", "tage", "quotidien", "jour", "jours", "diario", "dia", "dias"],
        "days",
    ),
    **dict.fromkeys(
        [
            "weekly",
            "week",
            "weeks",
            "wochentlich",
            "woche",
            "wochen",
            "hebdomadaire",
            "semaine",
            "semaines",
            "semanal",
            "semana",
            "semanas",
        ],
        "weeks",
    ),
    **dict.fromkeys(
        ["monthly", "month", "months", "monatlich", "monat", "monate", "mois", "mensuel", "mensual", "mes", "meses"],
        "months",
    ),
}
_COUNTS = {
    **dict.fromkeys(["other", "second", "two", "zwei", "zweiten", "zweite", "deux", "dos"], 2),
    **dict.fromkeys(["third", "three", "drei", "dritten", "dritte", "trois", "tres"], 3),
}
_WORKDAYS = on_weekdays({0, 1, 2, 3, 4})
_WEEKEND = on_weekdays({5, 6})
_STORY = Rhythm(Kind.STORY)
_PHRASES = {
    **dict.fromkeys(
        ("weekdays", "weekday", "workdays", "wochentags", "werktags", "jours ouvres", "dias laborables"), _WORKDAYS
    ),
    **dict.fromkeys(("weekends", "weekend", "wochenende", "week ends", "fin de semana", "fines de semana"), _WEEKEND),
    **dict.fromkeys(("story dates", "story date", "dates", "dates de l histoire", "fechas de historia"), _STORY),
    **dict.fromkeys(("daten der geschichte", "tage der geschichte"), _STORY),
    **dict.fromkeys(("fortnightly", "fortnight"), counted_rhythm(2, "weeks")),
}
_CLOCK = re.compile(
    r"(?:(?:at|um|a las|a la|a) )?(?P<hour>[0-9]{1,2})"
    r"(?: ?[:.] ?(?P<minute>[0-9]{2})| ?(?:uhr|heures?|h)(?: ?(?P<after>[0-9]{2}))?)?"
    r" ?(?:(?P<half>[ap])\.?m?\.?|uhr|h)?"
)
_FOUR_DIGITS = re.compile(r"(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})")
_NAMED_TIMES = {
    **dict.fromkeys(("noon", "midday", "mittag", "mittags", "midi", "mediodia"), time(12)),
    **dict.fromkeys(("midnight", "mitternacht", "minuit", "medianoche"), time(0)),
}
_NAMED_DAYS = {
    **dict.fromkeys(("today", "now", "heute", "aujourd'hui", "hoy"), timedelta(0)),
    **dict.fromkeys(("tomorrow", "morgen", "demain", "manana"), timedelta(days=1)),
}
_ISO = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}")


def read_cadence(every: str, at: str, zone: str, starts: str | None, now: datetime) -> Cadence:
    """The schedule that was typed, in a zone by its IANA name; it starts today (there) where nothing is said.

    Raises CadenceError, for the option that cannot be read.
    """
    today = now.astimezone(ZoneInfo(zone)).date()
    return Cadence(read_every(every), read_at(at), zone, read_start(starts, today) if starts else today)


def read_every(typed: str) -> Rhythm:
    """How often: `daily`, `weekdays`, `mon,wed,fri`, `Monday to Thursday`, `2 days`, `weekly`, `monthly`, `story dates`.

    Raises CadenceError.
    """
    words = [word for word in re.findall(r"[0-9]+|[a-z]+|-", _folded(typed)) if word not in _NOISE]
    rhythm = _PHRASES.get(" ".join(words).replace(" - ", " ")) or _counted(words) or _listed(words)
    if rhythm is None:
        raise CadenceError(
            "I cannot tell from that how often to post.",
            "Choose `every:` from the list, or write it like `daily`, `mon,wed,fri`, `2 days` or `monthly`.",
        )
    return rhythm


def _counted(words: list[str]) -> Rhythm | None:
    if not words or words[-1] not in _UNITS or len(words) > 2:
        return None
    count = words[0] if len(words) == 2 else "1"
    number = int(count) if count.isdecimal() else _COUNTS.get(count, 0)
    if number == 0:
        return None
    rhythm = counted_rhythm(number, _UNITS[words[-1]])
    if rhythm.interval > (_MOST_MONTHS if rhythm.kind is Kind.MONTHS else _MOST_DAYS):
        raise CadenceError("A serial posts at least once a year.", "Choose a shorter `every:`.")
    return rhythm


def _listed(words: list[str]) -> Rhythm | None:
    days: list[int] = []
    until = False
    for word in words:
        if word in _UNTIL:
            if until or not days:
                return None
            until = True
            continue
        day = weekday_named(word)
        if day is None:
            return None
        if until:
            first, until = days[-1], False
            days += [(first + step) % 7 for step in range(1, (day - first) % 7)]
        days.append(day)
    return on_weekdays(set(days)) if days and not until else None


def weekday_named(word: str) -> int | None:
    """The day of the week (0 is Monday) that a folded word means, in any of the four languages."""
    for form in (word, word.removesuffix("s")):
        meant = weekdays_begun(form) if len(form) > 2 else {n for n, short in enumerate(_SHORT) if form in short}
        if len(meant) == 1:
            return meant.pop()
    return None


def weekdays_begun(word: str) -> set[int]:
    """Every day of the week whose name begins so, in any of the four languages."""
    return {number for number, names in enumerate(_DAY_NAMES) if any(name.startswith(word) for name in names)}


def read_at(typed: str) -> time:
    """The time: `18:00`, `6pm`, `6:30 pm`, `18h`, `18.30`, `18 Uhr`, `noon`. Raises CadenceError.

    A bare hour up to twelve is refused: it may be either half of the day.
    """
    text = _folded(typed)
    if text in _NAMED_TIMES:
        return _NAMED_TIMES[text]
    found = _FOUR_DIGITS.fullmatch(text) or _CLOCK.fullmatch(text)
    if found is None:
        raise _no_time()
    said = {"half": None, "after": None} | found.groupdict()
    hour, minute = int(said["hour"] or 0), int(said["minute"] or said["after"] or 0)
    if found.end("hour") == len(text) and 1 <= hour <= 12:
        raise CadenceError(
            "That time could be in the morning or in the evening.", "Write `at:` like `6am`, `6pm` or `18:00`."
        )
    if said["half"]:
        if not 1 <= hour <= 12:
            raise _no_time()
        hour = hour % 12 + (12 if said["half"] == "p" else 0)
    if hour > 23 or minute > 59:
        raise _no_time()
    return time(hour, minute)


def _no_time() -> CadenceError:
    return CadenceError(
        "I cannot read that time of day.", "Choose `at:` from the list, or write it like `18:00` or `6pm`."
    )


def read_start(typed: str, today: date) -> date:
    """The first day: `2026-12-01`, `today` or `tomorrow`; a past one sets the beat all the same. Raises CadenceError."""
    text = _folded(typed)
    if text in _NAMED_DAYS:
        return today + _NAMED_DAYS[text]
    try:
        found = _ISO.fullmatch(text)
        day = date(*map(int, text.split("-"))) if found else None
    except ValueError:
        day = None
    if day is None:
        raise CadenceError("I cannot read that day.", "Write `starts:` like `2026-12-01`, or `tomorrow`.")
    if abs(day.year - today.year) > _YEARS_AWAY:
        raise CadenceError("That day is more than {years} years away.", "Choose a nearer `starts:`.", years=_YEARS_AWAY)
    return day


def _folded(typed: str) -> str:
    """What was typed without case and accents, with plain spaces, hyphens and apostrophes."""
    letters = unicodedata.normalize("NFKD", typed[:_LONGEST].casefold())
    plain = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return " ".join(plain.replace("–", "-").replace("—", "-").replace("’", "'").split())
