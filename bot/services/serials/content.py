"""What a serial's post shows, as a delivery keeps it and back."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bot.db.instants import from_microseconds, to_microseconds
from bot.db.serials import place_from_json, place_to_json
from bot.models import Ending, Neighbour, Rating, RatingLevel
from bot.serials import Discussion, Section, SerialPage

if TYPE_CHECKING:
    from bot.models import Position


def page_to_json(page: SerialPage, until: Position | None, *, last: bool) -> dict[str, Any]:
    """A page with where the text after it begins, and whether it is the last step of its post."""
    values = asdict(page)
    values["rating"] = [page.rating.level, page.rating.raw]
    values["place"] = place_to_json(page.place)
    values["coming"] = None if page.coming is None else to_microseconds(page.coming)
    return {"page": values, "until": place_to_json(until), "last": last}


def page_from_json(content: dict[str, Any]) -> SerialPage:
    """The page, exactly as it was."""
    values = dict(content["page"])
    level, raw = values["rating"]
    place = place_from_json(values["place"])
    assert place is not None  # noqa: S101 - a page begins somewhere
    ending = values["ending"]
    sequel = ending and ending["sequel"]
    return SerialPage(
        **values
        | {
            "rating": Rating(RatingLevel(level) if level else None, raw),
            "warnings": tuple(values["warnings"]),
            "place": place,
            "sections": tuple(Section(**section) for section in values["sections"]),
            "tags": tuple(values["tags"]),
            "ending": ending and Ending(sequel and Neighbour(**sequel), ending["unfinished"]),
            "coming": None if values["coming"] is None else from_microseconds(values["coming"]),
        }
    )


def discussion_to_json(discussion: Discussion, until: Position | None) -> dict[str, Any]:
    """A discussion thread; it is always the last step of its post."""
    return {"discussion": asdict(discussion), "until": place_to_json(until), "last": True}


def discussion_from_json(content: dict[str, Any]) -> Discussion:
    """The thread, exactly as it was."""
    return Discussion(**content["discussion"])
