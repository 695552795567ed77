"""Proofs in the database: kept until they are published, cancelled or a day old; and what they would become editions of."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from bot.db.instants import from_microseconds, to_microseconds
from bot.db.keys import title_key
from bot.db.shapes import metadata_from_json, metadata_to_json, storable, to_json
from bot.db.work import Work, batch, every, one, sql
from bot.models import Metadata, Rating, RatingLevel
from bot.proofs import PROOF_KEPT, Decisions, Proof, Rights, Upload


@dataclass(frozen=True, slots=True)
class Earlier:
    """A story of the same author and title in the same server; `fingerprints` are those of its parts in order."""

    story_id: int
    content_hash: str
    rating: Rating
    withdrawn: bool
    fingerprints: tuple[tuple[str, ...], ...]


def add_proof(
    author: tuple[int, int],
    uploads: tuple[Upload, ...],
    stated: Metadata,
    decisions: Decisions,
    now: datetime,
    *,
    kept: int,
) -> Work[Proof]:
    """A new proof of an author (server and user). Of her proofs in that server the latest are `kept`."""
    server_id, author_id = author
    (row,) = yield sql(
        "add_proof",
        server_id=server_id,
        author_id=author_id,
        stated=metadata_to_json(stated),
        decisions=decisions_to_json(decisions),
        now=to_microseconds(now),
    )
    proof_id: int = row["id"]
    files = [
        {"proof_id": proof_id, "number": number, "name": storable(upload.name), "body": upload.data}
        for number, upload in enumerate(uploads, start=1)
    ]
    yield batch("add_proof_file", files)
    yield sql("remove_older_proofs", server_id=server_id, author_id=author_id, kept=kept)
    return Proof(proof_id, server_id, author_id, uploads, stated, decisions, now)


def get_proof(proof_id: int, server_id: int, author_id: int, now: datetime) -> Work[Proof | None]:
    """An author's proof in a server; None for one that is somebody else's, of another server, or a day old."""
    since = to_microseconds(now - PROOF_KEPT)
    row = yield from one(sql("get_proof", proof_id=proof_id, server_id=server_id, author_id=author_id, since=since))
    if row is None:
        return None
    files = yield from every(sql("list_proof_files", proof_id=proof_id))
    if not files:
        return None  # another process erased it between the two statements
    uploads = tuple(Upload(file["name"], bytes(file["body"])) for file in files)
    stated, decisions = metadata_from_json(row["stated"]), decisions_from_json(row["decisions"])
    return Proof(row["id"], server_id, author_id, uploads, stated, decisions, from_microseconds(row["created_at"]))


def decide(proof: Proof, decisions: Decisions) -> Work[bool]:
    """Keep what was decided instead of `proof.decisions`; False where the proof is gone or was changed meanwhile."""
    row = yield from one(
        sql(
            "decide_proof",
            proof_id=proof.id,
            server_id=proof.server_id,
            author_id=proof.author_id,
            before=decisions_to_json(proof.decisions),
            decisions=decisions_to_json(decisions),
        )
    )
    return row is not None


def remove_proof(proof_id: int, server_id: int, author_id: int) -> Work[Decisions | None]:
    """Erase a proof and its files; what was decided of it, None where it is gone already."""
    row = yield from one(sql("remove_proof", proof_id=proof_id, server_id=server_id, author_id=author_id))
    return None if row is None else decisions_from_json(row["decisions"])


def remove_expired(now: datetime) -> Work[None]:
    """Erase every proof that is a day old."""
    yield sql("remove_proofs_before", since=to_microseconds(now - PROOF_KEPT))


def source_of(server_id: int, author_id: int, title: str) -> str:
    """The source of a published story: the same author's same title in the same server is the same story."""
    return f"server:{server_id}:author:{author_id}:{title_key(storable(title))}"


def find_earlier(source: str) -> Work[Earlier | None]:
    """The story with that source, visible or withdrawn."""
    row = yield from one(sql("find_source", source=source))
    if row is None or row["edition_id"] is None:
        return None
    parts = yield from every(sql("list_fingerprints", edition_id=row["edition_id"]))
    level = RatingLevel(row["rating_level"]) if row["rating_level"] else None
    return Earlier(
        row["id"],
        row["content_hash"],
        Rating(level, row["rating_raw"]),
        row["withdrawn_at"] is not None,
        tuple(tuple(part["fingerprints"].split()) for part in parts),
    )


def count_published(server_id: int, author_id: int) -> Work[tuple[int, int]]:
    """How many stories are published in a server, by everybody and by that author."""
    (row,) = yield sql("count_published", server_id=server_id, author_id=author_id)
    return int(row["here"]), int(row["hers"])


def decisions_to_json(decisions: Decisions) -> str:
    """What was decided, as JSON; what was not is left out."""
    values = {field.name: getattr(decisions, field.name) for field in fields(decisions)}
    empty: dict[str, object] = {"splits": (), "joins": ()}
    return to_json({name: value for name, value in values.items() if value is not None and value != empty.get(name)})


def decisions_from_json(text: str) -> Decisions:
    """What was decided, exactly as it was."""
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in json.loads(text).items()
    }
    if "rating" in values:
        values["rating"] = RatingLevel(values["rating"])
    if "rights" in values:
        values["rights"] = Rights(values["rights"])
    return Decisions(**values)
