"""Whether a story is complete and how many chapters it is to have, from status, chapters, part and closing words."""

from __future__ import annotations

import re

from bot.text.dates import read_date
from bot.text.draft import Fields

_OF = re.compile(r"(\d{1,5})\s*(?:/|of|out of)\s*(\d{1,5}|\?+|x)", re.IGNORECASE)
_PLANNED = re.compile(r"(\d{1,5})")
_FINISHED = re.compile(
    r"(?:now\s+)?(?:complete|completed|finished|done|yes|true|y|concluded"
    r"|fertiggestellt|fertig|abgeschlossen|beendet|komplett|vollständig|terminée?|compl[eè]te?|finie?|complet[ao]|terminad[ao]|finalizad[ao]|conclus[ao]"
    r"|completat[ao]|terminat[ao]|conclu[ií]d[ao]|ja|oui|sí|si|sim|voltooid|compleet|zakończone|завершен[ао]?|завершён|законче[нл][ао]?)\b",
    re.IGNORECASE,
)
_UNFINISHED = re.compile(
    r"(?:a\s+)?(?:wip\b|in[ -]progress|work in progress|work-in-progress|ongoing|on-going|incomplete|not complete|unfinished|(?:on )?hiatus"
    r"|updating|false|no\b|n\b|stub|dropped|abandoned|discontinued|to be continued|tbc\b|in bearbeitung|in arbeit|laufend|pausiert|unvollendet|abgebrochen|en cours|en pause|abandonn[ée]+|inachevée?|en proceso|en progreso"
    r"|en curso|en pausa|abandonad[ao]|inconclus[ao]|incomplet[ao]|in corso|sospesa|interrott[ao]|em andamento|em progresso|nein\b|non\b|в процессе|заморожен|paused|on pause|updating|unterbrochen)",
    re.IGNORECASE,
)
_IN_SERIES_LABEL = re.compile(r"\b(?:wip|work in progress)\b", re.IGNORECASE)


def read_completeness(fields: Fields) -> tuple[int | None, bool | None]:
    """Chapters planned and whether the story is complete; None for what nothing tells.

    A status counts before chapters (`3/5`), those before the part that was posted (`2/5`), that before `The End`.
    """
    planned: int | None = None
    complete: bool | None = None
    for key in ("planned", "chapters", "part", "posting"):
        if key == "part" and fields.get("series") and not _names_no_series(fields):
            continue
        for value in fields.get(key, ()):
            if found := _OF.search(value[:200]):
                planned = planned or (int(found[2]) if found[2].isdigit() else None)
                complete = found[1] == found[2] if complete is None else complete
            elif key == "planned" and (number := _PLANNED.search(value)):
                planned = planned or int(number[1])
    stated = _stated(fields)
    complete = complete if stated is None else stated
    ends = fields.get("ends", [])
    if complete is None and "yes" in ends:
        complete = True
    elif complete is None and ends.count("no") > len(fields.get("sequel", [])):
        # Continued, and not only in a story of another name.
        complete = False
    return planned, complete


def _stated(fields: Fields) -> bool | None:
    for value in (*fields.get("status", ()), *fields.get("completed", ())):
        if _UNFINISHED.match(value.strip()):
            return False
        if _FINISHED.match(value.strip()):
            return True
    if any(read_date(value) for value in fields.get("completed", ())):
        return True
    return False if any(_IN_SERIES_LABEL.search(value[:200]) for value in fields.get("series", ())) else None


def _names_no_series(fields: Fields) -> bool:
    return "posting" in fields or not any(len(value) > 4 for value in fields["series"])
