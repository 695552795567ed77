"""Publishing from Discord: a file becomes a proof, which its author mends, and then a story of her server or its next edition."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.db import proofs, servers, stories
from bot.db.proofs import source_of
from bot.errors import LimitError, NotFoundError
from bot.library.sync import title_from_name
from bot.models import Reader, Surface, Visit, Where
from bot.proofs import decided, series_text
from bot.servers import Publication
from bot.services.proving import Shelf, check_loosening, check_publisher, check_room, draw_up
from bot.services.rates import Costly
from bot.text import IMPORTER_VERSION, check_size, read_work
from bot.text.parting import part_starts

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.db import Work
    from bot.models import Metadata, RatingLevel
    from bot.proofs import Decisions, Proof, Rights, Upload
    from bot.services.engine import Engine
    from bot.services.proving import ProofView, Publisher
    from bot.text.proof import Reading

# An author's open proofs in one server; of more, the oldest is erased.
PROOFS_KEPT = 3
LONGEST_NAME = 200
LONGEST_WARNINGS = 4000
# So many places may be decided by hand; beyond it the file is to be mended.
_MOST_CUTS = 200


@dataclass(frozen=True, slots=True)
class Words:
    """What a form says of a story; None leaves a thing as it is, and an empty text takes it away (but for the title)."""

    title: str | None = None
    author: str | None = None
    series: str | None = None
    warnings: tuple[str, ...] | None = None
    rights_note: str | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """What became of a proof: the story, whether it is a `new` one, and what it holds now."""

    story_id: int
    title: str
    new: bool
    parts: int
    words: int


async def check_allowed(engine: Engine, publisher: Publisher) -> None:
    """Raises NotAllowedError unless she may publish in that server: ask before anything is fetched."""
    check_publisher(await engine.database.read(servers.get_server(publisher.server_id)), publisher)


async def prove(engine: Engine, publisher: Publisher, uploads: tuple[Upload, ...], decisions: Decisions) -> ProofView:
    """The proof of a work whose parts are these files in order; it is kept for a day.

    Raises NotAllowedError, LimitError where she has done so very often, and StoryFileError for files that cannot be read
    as a story.
    """
    await check_allowed(engine, publisher)
    here = Where(Surface.SERVER, server_id=publisher.server_id)
    engine.rates.use(Costly.PUBLISH, Visit(Reader(publisher.id), here), engine.now())
    check_upload(engine, sum(len(upload.data) for upload in uploads))
    reading = await _read(engine, uploads)
    stated = reading.story.metadata
    if stated.title is None:
        stated = replace(stated, title=title_from_name(uploads[0].name), title_from="filename")
    proof = await engine.database.run(_add(engine, publisher, uploads, stated, decisions))
    return await _view(engine, publisher, proof, reading)


def check_upload(engine: Engine, size: int) -> None:
    """Raises TooLargeError for more bytes than one upload may have, all its files together."""
    check_size(size, replace(engine.limits, bytes=engine.quotas.upload_bytes))


async def look(engine: Engine, publisher: Publisher, proof_id: int) -> ProofView:
    """One of her proofs in this server. Raises NotFoundError where it is gone, and NotAllowedError."""
    proof = await get_proof(engine, publisher, proof_id)
    return await _view(engine, publisher, proof, await _read(engine, proof.uploads))


async def get_proof(engine: Engine, publisher: Publisher, proof_id: int) -> Proof:
    """The same without reading its files, for a form, which Discord wants within three seconds."""
    await check_allowed(engine, publisher)
    found = proofs.get_proof(proof_id, publisher.server_id, publisher.id, engine.now())
    return _known(await engine.database.read(found))


async def say(engine: Engine, publisher: Publisher, proof_id: int, words: Words) -> ProofView:
    """The proof with other words for what is said of the story. Raises NotAllowedError for a warning taken back."""

    def change(proof: Proof, _: Reading) -> Decisions:
        decisions, said = proof.decisions, proof.said
        # What the form says as it was already stays as the file says it.
        if (title := _new(words.title, said.title)) is not None:
            decisions = replace(decisions, title=title or decisions.title)
        if (author := _new(words.author, said.author)) is not None:
            decisions = replace(decisions, author=author)
        if (series := _new(words.series, series_text(said))) is not None:
            decisions = replace(decisions, series=series)
        if words.warnings is not None and words.warnings != said.warnings:
            decisions = replace(decisions, warnings=words.warnings)
        if (note := _new(words.rights_note, decisions.rights_note)) is not None:
            decisions = replace(decisions, rights_note=note or None)
        return decisions

    return await _change(engine, publisher, proof_id, change)


async def rate(engine: Engine, publisher: Publisher, proof_id: int, level: RatingLevel) -> ProofView:
    """The proof with another rating. Raises NotAllowedError for a lower one than the file states."""
    return await _change(engine, publisher, proof_id, lambda proof, _: replace(proof.decisions, rating=level))


async def set_rights(engine: Engine, publisher: Publisher, proof_id: int, rights: Rights) -> ProofView:
    """The proof with the right by which it is published."""
    return await _change(engine, publisher, proof_id, lambda proof, _: replace(proof.decisions, rights=rights))


async def split(engine: Engine, publisher: Publisher, proof_id: int, place: int) -> ProofView:
    """The proof with a part beginning at that place of the story as read."""
    return await _change(
        engine, publisher, proof_id, lambda proof, reading: _cut(proof.decisions, reading, place, breaks=True)
    )


async def join(engine: Engine, publisher: Publisher, proof_id: int, place: int) -> ProofView:
    """The proof with no part beginning at that place."""
    return await _change(
        engine, publisher, proof_id, lambda proof, reading: _cut(proof.decisions, reading, place, breaks=False)
    )


async def uncut(engine: Engine, publisher: Publisher, proof_id: int) -> ProofView:
    """The proof with its parts as they were read."""
    return await _change(engine, publisher, proof_id, lambda proof, _: replace(proof.decisions, splits=(), joins=()))


async def cancel(engine: Engine, publisher: Publisher, proof_id: int) -> None:
    """Erase one of her proofs; one that is gone already is none the less gone."""
    await engine.database.run(proofs.remove_proof(proof_id, publisher.server_id, publisher.id))


async def publish(engine: Engine, publisher: Publisher, proof_id: int) -> Published:
    """Publish a proof and erase it. Raises the first of its obstacles, and NotFoundError where it is gone."""
    view = await look(engine, publisher, proof_id)
    if view.obstacles:
        raise view.obstacles[0]
    return await engine.database.run(await asyncio.to_thread(_publish, engine, publisher, view))


async def remove_expired(engine: Engine) -> None:
    """Erase all proofs that are a day old."""
    await engine.database.run(proofs.remove_expired(engine.now()))


# --- within ---------------------------------------------------------------------------------------------------------


def one_line(text: str | None) -> str:
    """Words as a form shows and takes them: on one line, and no more than it holds."""
    return " ".join((text or "").split())[:LONGEST_NAME].rstrip()


def _new(typed: str | None, known: str | None) -> str | None:
    """What was typed into a form; None where nothing was, or only what it showed."""
    return None if typed is None or one_line(typed) == one_line(known) else one_line(typed)


async def _read(engine: Engine, uploads: tuple[Upload, ...]) -> Reading:
    files = [(upload.name, upload.data) for upload in uploads]
    # One at a time: a hostile file may take the memory of a hundred honest ones.
    async with engine.reading:
        return await asyncio.to_thread(read_work, files, engine.limits)


def _known(proof: Proof | None) -> Proof:
    if proof is None:
        raise NotFoundError(
            "That proof is not there any more: proofs are kept for a day.", "Send the file again with `/publish`."
        )
    return proof


async def _view(engine: Engine, publisher: Publisher, proof: Proof, reading: Reading) -> ProofView:
    source = source_of(publisher.server_id, publisher.id, proof.said.title or "")
    shelf = await engine.database.read(_shelf(engine, publisher, source))
    return await asyncio.to_thread(draw_up, proof, reading, shelf, publisher)


def _shelf(engine: Engine, publisher: Publisher, source: str) -> Work[Shelf]:
    earlier = yield from proofs.find_earlier(source)
    settings = yield from servers.get_server(publisher.server_id)
    here, hers = yield from proofs.count_published(publisher.server_id, publisher.id)
    return Shelf(settings, here, hers, earlier, engine.quotas)


def _add(
    engine: Engine, publisher: Publisher, uploads: tuple[Upload, ...], stated: Metadata, decisions: Decisions
) -> Work[Proof]:
    now = engine.now()
    yield from proofs.remove_expired(now)
    author = publisher.server_id, publisher.id
    return (yield from proofs.add_proof(author, uploads, stated, decisions, now, kept=PROOFS_KEPT))


async def _change(
    engine: Engine, publisher: Publisher, proof_id: int, change: Callable[[Proof, Reading], Decisions]
) -> ProofView:
    proof = await get_proof(engine, publisher, proof_id)
    reading = await _read(engine, proof.uploads)
    decisions = change(proof, reading)
    check_loosening(proof.stated, decided(proof.stated, decisions), publisher)
    if not await engine.database.run(proofs.decide(proof, decisions)):
        raise NotFoundError("The proof was changed or erased meanwhile.", "Look at it again.")
    return await _view(engine, publisher, replace(proof, decisions=decisions), reading)


def _cut(decisions: Decisions, reading: Reading, place: int, *, breaks: bool) -> Decisions:
    """The decisions with a break at a place or without; what the story as read has there anyway is none."""
    splits, joins = set(decisions.splits) - {place}, set(decisions.joins) - {place}
    if breaks and place not in part_starts(reading.story):
        splits.add(place)
    elif not breaks and place in part_starts(reading.story):
        joins.add(place)
    if len(splits) + len(joins) > _MOST_CUTS:
        raise LimitError("That is as much as can be set by hand.", "Change the file and send it again.")
    return replace(decisions, splits=tuple(sorted(splits)), joins=tuple(sorted(joins)))


def _publish(engine: Engine, publisher: Publisher, view: ProofView) -> Work[Published]:
    """The unit of work that publishes a proof, all costly work done."""
    decisions = view.proof.decisions
    saving = stories.save_story(
        source_of(publisher.server_id, publisher.id, view.title),
        view.story,
        content_hash=view.content_hash,
        importer_version=IMPORTER_VERSION,
        title=view.title,
        now=engine.now(),
        published=Publication(publisher.server_id, publisher.id, decisions.rights, decisions.rights_note),
    )
    return _keep(engine, publisher, view, saving)


def _keep(engine: Engine, publisher: Publisher, view: ProofView, saving: Work[int]) -> Work[Published]:
    now = engine.now()
    # Whoever presses twice finds nothing the second time.
    if (yield from proofs.remove_proof(view.proof.id, publisher.server_id, publisher.id)) != view.proof.decisions:
        _known(None)
    if view.earlier is None or view.earlier.withdrawn:
        source = source_of(publisher.server_id, publisher.id, view.title)
        check_room((yield from _shelf(engine, publisher, source)))
    if view.earlier and view.earlier.withdrawn:
        yield from stories.bring_back_story(view.earlier.story_id)
    yield from servers.know_server(publisher.server_id, now)
    story_id = yield from saving
    said = view.story.metadata
    if view.loosened.rating and said.rating.level:
        detail = f"{view.title}: {said.rating.level.value}"
        yield from servers.note_action(publisher.server_id, publisher.id, "story_rating", detail, now)
    if view.loosened.warnings:
        detail = f"{view.title}: {', '.join(view.loosened.warnings)}"
        yield from servers.note_action(publisher.server_id, publisher.id, "story_warnings", detail, now)
    return Published(story_id, view.title, view.earlier is None, len(view.story.parts), view.story.words)
