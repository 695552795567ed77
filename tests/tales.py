"""Stories of a few words for tests of the gate: one for each kind of rating and warning, every field a word of its own.

The word tells the story's number and the field, `q09summary`: whatever the bot sends, it shows which story got where.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.models import Gate, RatingLevel

# Every story warns of it, in the whole and in no words of another field, so that a careful reader is asked first.
WARNED_OF = "clowns"
WORD = re.compile(r"q(\d\d)([a-z]+)")


@dataclass(frozen=True)
class Tale:
    """One story and what design.md ("Content warnings and ratings") says of it, written down here by hand."""

    number: int
    kind: str
    gate: Gate
    rating: str | None = None
    warnings: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    in_a_chapter: tuple[str, ...] = ()
    genre: str | None = None

    def word(self, name: str) -> str:
        """The word that stands in that field of this story and nowhere else."""
        return f"q{self.number:02}{name}"

    @property
    def title(self) -> str:
        return f"Step {self.word('title')}"

    def may_be_shown(self, *, adults: bool, no_rating_means: RatingLevel) -> bool:
        """Whether design.md lets it be shown in a place for adults or another."""
        unstated_is_mild = no_rating_means in {RatingLevel.GENERAL, RatingLevel.PARENTAL, RatingLevel.TEEN}
        return {
            Gate.OPEN: True,
            Gate.UNSTATED: adults or unstated_is_mild,
            Gate.ADULT: adults,
            Gate.HELD: False,
        }[self.gate]


TALES = tuple(
    Tale(number, *given)
    for number, given in enumerate(
        [
            ("general", Gate.OPEN, "General Audiences"),
            ("parental", Gate.OPEN, "PG"),
            ("teen", Gate.OPEN, "Teen And Up Audiences"),
            ("mature", Gate.ADULT, "Mature"),
            ("explicit", Gate.ADULT, "Explicit"),
            ("unrated", Gate.ADULT, "Not Rated"),
            ("no rating stated", Gate.UNSTATED),
            ("a rating that is not understood", Gate.ADULT, "Mauve"),
            ("teen, sexual content", Gate.ADULT, "Teen", ("sexual content",)),
            ("general, rape", Gate.ADULT, "General Audiences", ("Rape/Non-Con",)),
            ("no rating stated, sexual content", Gate.ADULT, None, ("sexual content",)),
            ("teen, a chapter warns", Gate.ADULT, "Teen", (), (), ("sexual content",)),
            ("teen, tagged as smut", Gate.ADULT, "Teen", (), ("smut",)),
            ("mature, underage", Gate.HELD, "Mature", ("underage",)),
            ("no rating stated, underage", Gate.HELD, None, ("underage",)),
            ("teen, underage and sexual content", Gate.HELD, "Teen", ("underage", "sexual content")),
            ("teen, underage", Gate.OPEN, "Teen", ("underage",)),
            ("teen, underage in a chapter tagged as smut", Gate.HELD, "Teen", (), ("smut",), ("underage",)),
            ("teen, its genre is smut", Gate.ADULT, "Teen", (), (), (), "smut"),
        ],
        start=1,
    )
)


def write_tales(folder: Path, *, mild: bool = False) -> None:
    """Write every story's file; `mild` ones are rated General and warn of nothing that counts."""
    folder.mkdir(exist_ok=True)
    for tale in TALES:
        (folder / f"tale-{tale.number:02}.md").write_text(text_of(tale, mild=mild), encoding="utf-8")


def words_in(text: str) -> set[tuple[int, str]]:
    """The stories' words in a text: pairs of a story's number and a field."""
    return {(int(number), name) for number, name in WORD.findall(text)}


def text_of(tale: Tale, *, mild: bool = False) -> str:
    """A story's file."""
    word = tale.word
    rating = "General Audiences" if mild else tale.rating
    warnings = [WARNED_OF, *(() if mild else tale.warnings)]
    tags = [word("tag"), *(() if mild else tale.tags)]
    genre = f"{word('genre')} {tale.genre}" if tale.genre and not mild else word("genre")
    chapter = _emphasised("Content warnings", () if mild else tale.in_a_chapter)
    head = [
        "---",
        f"title: {tale.title}",
        "author: The Stepmakers",
        "series: The Staircase",
        f"series_index: {tale.number}",
        *([f"rating: {rating}"] if rating else []),
        f"warnings: [{', '.join(warnings)}]",
        f"fandom: {word('fandom')}",
        f"relationships: [{word('pairing')}]",
        f"characters: [{word('character')}]",
        f"tags: [{', '.join(tags)}]",
        f"genre: {genre}",
        f"summary: {word('summary')} {'climbs' if mild else 'climbed'}.",
        f"spoilers: {word('spoilers')}",
        f"notes: {word('notes')}",
        f"disclaimer: {word('disclaimer')}",
        "---",
    ]
    body = [
        f"## {word('chapter')}",
        f"*Author's note: {word('remark')}*",
        f"{word('text')} was the first stair.",
        "* * *",
        f"{word('text')} was the second stair.",
        f"## {word('landing')}",
        *chapter,
        f"{word('text')} was the landing.",
    ]
    return "\n".join(head) + "\n\n" + "\n\n".join(body) + "\n"


def _emphasised(label: str, values: Iterable[str]) -> list[str]:
    said = ", ".join(values)
    return [f"*{label}: {said}*"] if said else []
