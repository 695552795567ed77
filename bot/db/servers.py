"""Servers: what their moderators set and did, which readers opened a story there, and whether they are members still."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from bot.db.instants import from_microseconds, to_microseconds
from bot.db.shapes import storable
from bot.db.work import Row, Work, batch, every, one, sql
from bot.models import RatingLevel
from bot.servers import Feature, LoggedAction, ServerSettings

# What Discord says of a member is believed for so long.
MEMBERSHIP_KEPT = timedelta(hours=1)
_VISIT_KEPT = timedelta(minutes=30)
# A reader's DMs show the stories of so many servers at most, those she read in last.
MOST_SERVERS = 25


# --- settings -------------------------------------------------------------------------------------------------------


def get_server(server_id: int) -> Work[ServerSettings]:
    """A server's settings; the defaults for one that is not known."""
    row = yield from one(sql("get_server", server_id=server_id))
    return ServerSettings(server_id) if row is None else _settings(row)


def keep_servers(locales: Mapping[int, str], now: datetime) -> Work[None]:
    """Keep servers that the bot is in, with their languages; what was set before the bot left one is valid again."""
    at = to_microseconds(now)
    yield batch(
        "keep_server", [{"server_id": key, "locale": value, "now": at} for key, value in sorted(locales.items())]
    )


def know_server(server_id: int, now: datetime) -> Work[None]:
    """Make sure that a server has a row, without changing one it has."""
    yield sql("know_server", server_id=server_id, now=to_microseconds(now))


def set_ceiling(server_id: int, ceiling: RatingLevel) -> Work[None]:
    """The highest rating that is shown there."""
    yield sql("set_server_ceiling", server_id=server_id, value=ceiling.value)


def set_author_role(server_id: int, role_id: int | None) -> Work[None]:
    """The role that may publish there."""
    yield sql("set_server_author_role", server_id=server_id, value=role_id)


def set_notice_channel(server_id: int, channel_id: int | None) -> Work[None]:
    """The channel that is told what moderators do."""
    yield sql("set_server_notice_channel", server_id=server_id, value=channel_id)


def set_zone(server_id: int, zone: str | None) -> Work[None]:
    """The time zone, an IANA name, that its times are in."""
    yield sql("set_server_zone", server_id=server_id, value=zone)


def set_shares(server_id: int, *, shares: bool) -> Work[None]:
    """Whether `/read` shows its pages to everybody where the reader chose nothing."""
    yield sql("set_server_shares", server_id=server_id, value=int(shares))


def set_commons(server_id: int, *, commons: bool) -> Work[None]:
    """Whether the operator's stories can be read there."""
    yield sql("set_server_commons", server_id=server_id, value=int(commons))


def set_feature(server_id: int, feature: Feature, *, on: bool) -> Work[None]:
    """Whether serials may do that there."""
    yield sql(f"set_server_{feature.value}", server_id=server_id, value=int(on))


def _settings(row: Row) -> ServerSettings:
    return ServerSettings(
        id=row["id"],
        locale=row["locale"],
        ceiling=RatingLevel(row["ceiling"]),
        author_role=row["author_role"],
        notice_channel=row["notice_channel"],
        zone=row["zone"],
        shares=bool(row["shares"]),
        commons=bool(row["commons"]),
        features=frozenset(feature for feature in Feature if row[feature.value]),
    )


# --- what moderators did --------------------------------------------------------------------------------------------


def note_action(server_id: int, actor_id: int, action: str, detail: str, now: datetime) -> Work[None]:
    """Write down what a moderator did; the server's notice channel, if it has one, is still to be told."""
    yield from know_server(server_id, now)
    yield sql(
        "add_to_server_log",
        server_id=server_id,
        actor_id=actor_id,
        action=action,
        detail=storable(detail),
        now=to_microseconds(now),
    )


def list_actions(server_id: int, limit: int) -> Work[list[LoggedAction]]:
    """What moderators did last, the latest first."""
    rows = yield from every(sql("list_server_log", server_id=server_id, limit=limit))
    return [_action(row) for row in rows]


def get_action(action_id: int) -> Work[LoggedAction | None]:
    """One thing that was written down; None where it is not there any more."""
    row = yield from one(sql("get_action", action_id=action_id))
    return None if row is None else _action(row)


def list_untold(limit: int) -> Work[list[tuple[LoggedAction, int | None]]]:
    """What no notice channel has been told, the oldest first, each with its server's notice channel, if it has one."""
    rows = yield from every(sql("list_untold", limit=limit))
    return [(_action(row), row["notice_channel"]) for row in rows]


def note_told(action_id: int) -> Work[None]:
    """Note that the notice channel is told, or that there is none."""
    yield sql("note_action_told", action_id=action_id)


def _action(row: Row) -> LoggedAction:
    return LoggedAction(
        row["id"], row["server_id"], from_microseconds(row["at"]), row["actor_id"], row["action"], row["detail"]
    )


# --- coming and going -----------------------------------------------------------------------------------------------


def leave_server(server_id: int, now: datetime) -> Work[None]:
    """Note that the bot is not there any more; what is kept of the server waits for `erase_left`."""
    yield sql("leave_server", server_id=server_id, now=to_microseconds(now))


def list_known() -> Work[dict[int, bool]]:
    """Every server that is known, and whether the bot is there."""
    rows = yield from every(sql("list_servers"))
    return {row["id"]: row["left_at"] is None for row in rows}


def erase_left(before: datetime) -> Work[list[int]]:
    """Erase all that is kept of servers which the bot left before that: settings, log, serials, stories, visits; their ids."""
    rows = yield from every(sql("forget_left", before=to_microseconds(before)))
    erased = sorted(row["id"] for row in rows)
    for server_id in erased:
        yield from _forget(server_id)
    return erased


def erase_server(server_id: int) -> Work[bool]:
    """The same for one server, whether the bot is there or not; False where it is not known."""
    known = yield from one(sql("forget_server", server_id=server_id))
    yield from _forget(server_id)
    return known is not None


def _forget(server_id: int) -> Work[None]:
    for query in (
        "forget_server_serials",
        "forget_server_stories",
        "forget_visits",
        "forget_memberships",
        "forget_server_pages",
        "forget_server_reports",
    ):
        yield sql(query, server_id=server_id)


# --- readers who are members ----------------------------------------------------------------------------------------


def keep_visit(reader_id: int, server_id: int, now: datetime) -> Work[None]:
    """Note that a reader opened a story of that server there, which she could only as a member."""
    known = yield from one(sql("get_membership", reader_id=reader_id, server_id=server_id))
    if known and known["member"] and known["asked_at"] >= to_microseconds(now - _VISIT_KEPT):
        return  # every page turn would otherwise write it anew
    yield from know_server(server_id, now)
    yield sql("keep_visit", reader_id=reader_id, server_id=server_id, now=to_microseconds(now))
    yield from keep_memberships(reader_id, [(server_id, True)], now)


def keep_memberships(reader_id: int, answers: Collection[tuple[int, bool]], now: datetime) -> Work[None]:
    """Keep whether she is a member of those servers, as Discord just said."""
    yield batch(
        "keep_membership",
        [
            {"reader_id": reader_id, "server_id": server_id, "member": int(member), "now": to_microseconds(now)}
            for server_id, member in sorted(answers)
        ],
    )


def list_visits(reader_id: int) -> Work[dict[int, datetime | None]]:
    """The servers she opened a story in, and when it was last asked whether she is a member (None: never)."""
    rows = yield from every(sql("list_visits", reader_id=reader_id, limit=MOST_SERVERS))
    return {row["server_id"]: row["asked_at"] and from_microseconds(row["asked_at"]) for row in rows}


def list_ceilings(reader_id: int, now: datetime) -> Work[dict[int, RatingLevel]]:
    """The servers whose stories she may read in her DMs, each with its ceiling: she read there and is a member."""
    before = to_microseconds(now - MEMBERSHIP_KEPT)
    rows = yield from every(sql("list_member_servers", reader_id=reader_id, before=before, limit=MOST_SERVERS))
    return {row["id"]: RatingLevel(row["ceiling"]) for row in rows}
