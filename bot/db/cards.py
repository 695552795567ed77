"""A story's card: all that is said of it, and the stories before and after it as far as they are here."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bot.db.links import list_linked
from bot.db.shapes import metadata_from_json
from bot.db.work import Work, one, sql
from bot.models import Ending, LinkedStory, LinkOrigin, Neighbour, StoryCard
from bot.servers import Visibility


def get_card(story_id: int, visibility: Visibility) -> Work[StoryCard | None]:
    """A visible story's card; None where it is hidden or unknown.

    A prequel or sequel is the likeliest of the stories linked with it (`bot.db.links`) that `visibility` lets through. A title
    that the story names and that is not here is awaited. One that is here but may not be shown is told of only where
    this story itself names it, without its id.
    """
    row = yield from one(sql("get_card", story_id=story_id))
    if row is None:
        return None
    metadata = metadata_from_json(row["metadata"])
    earlier, later = yield from list_linked(story_id)
    return StoryCard(
        story_id=row["id"],
        edition_id=row["edition_id"],
        metadata=metadata,
        title=row["title"],
        warnings=tuple(json.loads(row["warnings"])),
        words=row["words"],
        parts=row["parts"],
        chapters=row["chapters"],
        prequel=_neighbour(metadata.prequel, LinkOrigin.PREQUEL, earlier, visibility),
        sequel=_neighbour(metadata.sequel, LinkOrigin.SEQUEL, later, visibility),
        author_id=row["author_id"],
        rights=row["rights"],
        rights_note=row["rights_note"],
    )


def get_ending(story_id: int, visibility: Visibility) -> Work[Ending]:
    """What follows a story's last page, its sequel found as for the card."""
    row = yield from one(sql("get_card", story_id=story_id))
    if row is None:
        return Ending()
    metadata = metadata_from_json(row["metadata"])
    _earlier, later = yield from list_linked(story_id)
    sequel = _neighbour(metadata.sequel, LinkOrigin.SEQUEL, later, visibility)
    return Ending(sequel, unfinished=metadata.complete is False)


def _neighbour(
    named: str | None, by_name: LinkOrigin, linked: Sequence[LinkedStory], visibility: Visibility
) -> Neighbour | None:
    for story in linked:
        if not visibility.reaches(story):
            continue  # of another library: as if it were not there
        if visibility.admits(story):
            return Neighbour(story.title, story.story_id)
        if named and by_name in story.origins:
            return Neighbour(named, barred=True)
    return Neighbour(named) if named else None
