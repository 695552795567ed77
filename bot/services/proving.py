"""What a proof shows: the story as it would be published, what changes in an edition, and what stands in the way."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.db.rows import judge
from bot.db.shapes import metadata_to_json, to_json
from bot.errors import LimitError, NotAllowedError, NotFoundError, NotHereError, StoryFileError
from bot.gate import level_of
from bot.models import Gate, Rating
from bot.proofs import loosened
from bot.servers import rank
from bot.text import fingerprint, lay_out
from bot.text.parting import cut_places, recut, running_text
from bot.text.reassembly import Reassembly

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.db.proofs import Earlier
    from bot.errors import CliffhangerError
    from bot.models import Chapter, Metadata, Quotas, RatingLevel, Story
    from bot.proofs import Decisions, Loosened, Proof
    from bot.servers import ServerSettings
    from bot.text.doubts import Doubt
    from bot.text.proof import Reading

# A part counts as rewritten, not as another, if this share of its paragraphs was in the old one.
_KIN = 0.25


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes in which server, at this very moment: her roles there, and whether she may manage it.

    `adults`: the place where the proof is shown is age-restricted.
    """

    id: int
    server_id: int
    roles: frozenset[int] = frozenset()
    moderator: bool = False
    adults: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """What a new edition changes: numbers of its parts that are `added` or `rewritten`, of the old one's `removed`."""

    added: tuple[int, ...]
    rewritten: tuple[int, ...]
    removed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DoubtView:
    """A doubtful place with the part it is in now, and the last words before it and the first ones behind it."""

    doubt: Doubt
    part: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ProofView:
    """A proof as its author sees it.

    `story` is what would be published. `starts` are the places of its parts' first
    paragraphs in the story as read. `obstacles` are what publishing would be refused with. `changes` is None for a new
    story. `ceiling` is the server's where the story is rated higher. `shows_words` is False where the place is none for
    this story. `pages` tells how many pages a part has, for those that are listed.
    """

    proof: Proof
    story: Story
    starts: tuple[int, ...]
    reassembly: Reassembly
    gate: Gate
    doubts: tuple[DoubtView, ...]
    obstacles: tuple[CliffhangerError, ...]
    changes: Changes | None
    earlier: Earlier | None
    content_hash: str
    loosened: Loosened
    ceiling: RatingLevel | None
    shows_words: bool
    pages: Mapping[int, int] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The title it would be published under."""
        return self.story.metadata.title or ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a proof would be published into: a server with so many stories, so many by this author, one of them `earlier`."""

    settings: ServerSettings
    stories: int
    authors_stories: int
    earlier: Earlier | None
    quotas: Quotas


def draw_up(proof: Proof, reading: Reading, shelf: Shelf, publisher: Publisher) -> ProofView:
    """The proof with all that is to be said of it; the same for the same files, decisions and library."""
    said, earlier = proof.said, shelf.earlier
    if earlier and said.rating == Rating():
        said = replace(said, rating=earlier.rating)
    decisions = proof.decisions
    cut = recut(reading.story, decisions.splits, decisions.joins)
    starts = cut_places(reading.story, decisions.splits, decisions.joins)
    whole = list(running_text(cut)) == list(running_text(reading.story))
    reassembly = reading.reassembly if whole else Reassembly.BROKEN
    gate = Gate.HELD if is_held(proof.stated, said, cut.chapters) else judge(said, cut.chapters)[1]
    level = level_of(said.rating, gate)
    story = replace(cut, metadata=said)
    prints = [tuple(fingerprint(block.text) for block in part.blocks) for part in story.parts]
    view = ProofView(
        proof=proof,
        story=story,
        starts=starts,
        reassembly=reassembly,
        gate=gate,
        doubts=_doubts(reading, decisions, starts),
        obstacles=(),
        changes=None if earlier is None else compare(earlier.fingerprints, prints),
        earlier=earlier,
        content_hash=_hash(proof, said),
        loosened=loosened(proof.stated, said),
        ceiling=shelf.settings.ceiling if level and rank(level) > rank(shelf.settings.ceiling) else None,
        shows_words=gate in {Gate.OPEN, Gate.UNSTATED} or (gate is Gate.ADULT and publisher.adults),
    )
    return replace(view, obstacles=tuple(_obstacles(view, shelf, publisher)))


def count_pages(view: ProofView, first: int, count: int) -> ProofView:
    """The view with the number of pages of so many parts from number `first` on; a long part takes its time."""
    parts = view.story.parts[first - 1 : first - 1 + count]
    return replace(view, pages={part.number: len(lay_out(part)) for part in parts})


def check_publisher(settings: ServerSettings, publisher: Publisher) -> None:
    """Raises NotAllowedError for somebody who may not publish in that server."""
    if publisher.moderator or settings.author_role in publisher.roles:
        return
    if settings.author_role is None:
        raise NotAllowedError(
            "Only those who may manage this server can publish here.",
            "They can choose a role for authors with `/server settings`.",
        )
    raise NotAllowedError(
        "Only those with this server's author role can publish here.", "Ask one of its moderators for it."
    )


def is_held(stated: Metadata, said: Metadata, chapters: Sequence[Chapter]) -> bool:
    """Whether a story may be served nowhere: as it is now said to be, or as its file states it, whatever is said since."""
    # A file without a rating states nothing that would hold it: then the author's is the first.
    own = stated if stated.rating != Rating() else replace(stated, rating=said.rating)
    return any(judge(one, chapters)[1] is Gate.HELD for one in (own, said))


def compare(old: Sequence[tuple[str, ...]], new: Sequence[tuple[str, ...]]) -> Changes:
    """What became of a story's parts, each given by its paragraphs' fingerprints.

    >>> compare([("a",), ("b", "c")], [("a",), ("b", "x"), ("y",)])
    Changes(added=(3,), rewritten=(2,), removed=())
    """
    left = Counter(old)
    numbers: dict[tuple[str, ...], list[int]] = {}
    for number, part in enumerate(old, start=1):
        numbers.setdefault(part, []).append(number)
    kept: set[int] = set()
    changed: list[int] = []
    for number, part in enumerate(new, start=1):
        if left[part] > 0:
            left[part] -= 1
            kept.add(numbers[part].pop(0))
        else:
            changed.append(number)
    owner = {name: number for number, part in enumerate(old, start=1) if number not in kept for name in part}
    added: list[int] = []
    rewritten: list[int] = []
    for number in changed:
        part = new[number - 1]
        votes = Counter(owner[name] for name in part if name in owner)
        (found, shared), *_ = votes.most_common(1) or [(0, 0)]
        if shared and shared >= _KIN * min(len(part), len(old[found - 1])):
            rewritten.append(number)
            kept.add(found)
        else:
            added.append(number)
    removed = tuple(number for number in range(1, len(old) + 1) if number not in kept)
    return Changes(tuple(added), tuple(rewritten), removed)


def _obstacles(view: ProofView, shelf: Shelf, publisher: Publisher) -> list[CliffhangerError]:
    found: list[CliffhangerError] = []
    decisions, rating = view.proof.decisions, view.story.metadata.rating
    if view.gate is Gate.HELD:
        found.append(
            NotHereError(
                "This story is held and will not be served anywhere: it warns of minors, and is rated above teen or warns of "
                "sexual content."
            )
        )
    if view.reassembly is Reassembly.BROKEN:
        found.append(
            StoryFileError(
                "The parts together are not exactly your text.", "Send it as plain text, and tell the operator of it."
            )
        )
    if rating == Rating():
        found.append(NotFoundError("The story has no rating yet.", "Choose one."))
    if decisions.rights is None:
        found.append(NotFoundError("It is not said yet by what right you publish this.", "Choose one."))
    elif decisions.rights.needs_note and not decisions.rights_note:
        found.append(
            NotFoundError("It is not said yet whose permission you have, or which licence it is.", "Press **Change**.")
        )
    if view.loosened and not publisher.moderator:
        found.append(_only_moderators())
    if view.earlier and view.earlier.withdrawn and not publisher.moderator:
        found.append(NotAllowedError("This story was withdrawn from this server.", "A moderator can publish it again."))
    if view.earlier is None or view.earlier.withdrawn:
        found += _quotas(shelf)
    return found


def check_room(shelf: Shelf) -> None:
    """Raises LimitError where no more stories fit into a server, or no more of that author's."""
    for refusal in _quotas(shelf):
        raise refusal


def _quotas(shelf: Shelf) -> list[CliffhangerError]:
    if shelf.authors_stories >= shelf.quotas.author_stories:
        return [
            LimitError(
                "You have published {count} stories here, which is as many as one author may.",
                "Withdraw one, or publish this as a new edition under its old title.",
                count=shelf.authors_stories,
            )
        ]
    if shelf.stories >= shelf.quotas.server_stories:
        return [LimitError("This server has {count} stories, which is as many as it may.", None, count=shelf.stories)]
    return []


def _only_moderators() -> NotAllowedError:
    return NotAllowedError(
        "Only those who may manage this server can lower a rating or drop a warning that the file states.",
        "You can raise the rating and add warnings, or change the file and send it again.",
    )


def check_loosening(stated: Metadata, said: Metadata, publisher: Publisher) -> None:
    """Raises NotAllowedError where what is said takes back what the file states, and she is no moderator."""
    if loosened(stated, said) and not publisher.moderator:
        raise _only_moderators()


def _doubts(reading: Reading, decisions: Decisions, starts: tuple[int, ...]) -> tuple[DoubtView, ...]:
    settled = {*decisions.splits, *decisions.joins}
    texts = [block.text for part in reading.story.parts for block in part.blocks]
    return tuple(
        DoubtView(
            doubt,
            bisect_right(starts, doubt.place),
            " ".join(texts[doubt.place - 1][-400:].split()),
            " ".join(texts[doubt.place][:400].split()),
        )
        for doubt in reading.doubts
        if doubt.place not in settled
    )


def _hash(proof: Proof, said: Metadata) -> str:
    """What tells one edition from another: the files, what is said of them, and where the parts were cut."""
    digest = hashlib.sha256()
    for upload in proof.uploads:
        digest.update(hashlib.sha256(upload.data).digest())
    digest.update(metadata_to_json(said).encode())
    digest.update(to_json([proof.decisions.splits, proof.decisions.joins]).encode())
    return digest.hexdigest()
