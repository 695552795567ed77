"""Which set of slash commands each application was last given, so that start-up need not send it again."""

from __future__ import annotations

from bot.db.work import Work, one, sql


def get_commands_hash(application_id: int) -> Work[str | None]:
    """The hash of the commands last registered; None where none ever were."""
    row = yield from one(sql("get_commands_hash", application_id=application_id))
    return None if row is None else row["hash"]


def save_commands_hash(application_id: int, hash: str) -> Work[None]:  # noqa: A002  its name in the contract
    """Keep the hash of the commands just registered."""
    yield sql("save_commands_hash", application_id=application_id, hash=hash)
