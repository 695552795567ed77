"""Erasing and handing over: what the bot can hold of a reader, all of it, on both databases, and in the file itself.

`pytest tests/services/test_erase.py -rP` prints how many tables were searched and how many traces were found.
"""

from __future__ import annotations

import json
import random
import re
import sqlite3
import struct
from pathlib import Path

import pytest

from bot.db import Database, Work, bookmarks, deliveries, events, links, open_database, personal, readers
from bot.db.deliveries import State
from bot.db.personal import HOLDINGS
from bot.errors import NotFoundError
from bot.messenger import Reason, Refused, Sent, StepKind
from bot.models import PageLength, Position, Rating, RatingLevel, Reader, Spot, Surface, Visit, Where
from bot.serials import Channel, ChannelKind, Wish
from bot.servers import Publication
from bot.services import bookmark, prefer, read, report, servers
from bot.services import erase as erasing
from bot.services.bookmark import BOOKMARK_DMS
from bot.services.deliver import Dispatcher, Paces
from bot.services.engine import Engine
from bot.services.erase import Asked, Erased, StoriesFate, ask, erase, sweep
from bot.services.export import export
from bot.services.report import Complaint
from bot.services.serials import plan
from tests.db.everything import columns_of, traces_of
from tests.db.samples import ask as query
from tests.services.conftest import NOON, Shelf, part, story_of
from tests.services.test_deliver import Recorder, Time

ADA, BO = Reader(1122334455667788991, "pt-BR"), Reader(1122334455667788992, "en-US")
LIBRARY = 998877665544332211
NOTE, TOPIC, RIGHTS, ZONE = "where the heron stood", "hollow reeds", "my own night shifts", "Europe/Lisbon"
NOTICE = (Path(__file__).resolve().parents[2] / "PRIVACY.md").read_text(encoding="utf-8")
MARKS = [str(ADA.id), ADA.locale, NOTE, TOPIC, RIGHTS]
HERE, DM = Where(Surface.SERVER, server_id=LIBRARY), Where(Surface.BOT_DM)
TEEN = Rating(RatingLevel.TEEN, "T")


# Tables that hold nothing of any reader: stories, what belongs to them, servers, and the program's own.
IMPERSONAL = frozenset(
    {
        "awaited",
        "chapters",
        "command_sets",
        "editions",
        "digest_zones",
        "erasures",
        "event_targets",
        "events",
        "files",
        "installation",
        "leases",
        "link_events",
        "migrations",
        "parts",
        "public_pages",
        "searches",
        "series",
        "servers",
        "story_labels",
        "story_links",
        "story_trigrams",
    }
)


class Life:
    """All that the program can hold of a reader, made by the services themselves wherever they make it."""

    def __init__(self, database: Database) -> None:
        self.time, self.discord = Time(NOON), Recorder()
        self.engine = Engine(database, self.time, RatingLevel.TEEN, messenger=self.discord)
        self.database = database
        self.shelf = Shelf(self.engine)
        self.dispatcher = Dispatcher(self.engine, self.discord, [BOOKMARK_DMS], Paces(request_seconds=2.0))

    async def of(self, reader: Reader, *, note: str = NOTE, topic: str = TOPIC) -> None:
        """She reads, prefers, keeps, publishes, moderates and is written to."""
        visit, engine = Visit(reader, HERE, moderator=True), self.engine
        ferry = await self.shelf.put(
            story_of("The Ferry", part(1, "One."), part(2, "Two."), rating=TEEN, sequel="Weir")
        )
        weir = await self.shelf.put(story_of("Weir", part(1, "One."), rating=TEEN, prequel="The Ferry"))
        source = f"server:{LIBRARY}:author:{reader.id}:reeds"
        tale = story_of(
            "Reeds", part(1, "Mine."), rating=TEEN, author="Ada Author", series="Low Water", series_index=1.0
        )
        hers = await self.shelf.put(tale, source, published=Publication(LIBRARY, reader.id, "mine", RIGHTS))
        self.ferry, self.hers = ferry, hers
        await read.resume(engine, visit, ferry)
        await read.resume(engine, visit, hers)
        await bookmark.keep(engine, visit, note)
        for change in (
            prefer.share_pages(engine, visit, shares=True),
            prefer.set_page_length(engine, visit, PageLength.SHORT),
            prefer.set_zone(engine, visit, ZONE),
            prefer.allow_notices(engine, visit, notices=True),
            prefer.name_topics(engine, visit, named=True),
            prefer.avoid(engine, visit, [topic]),
        ):
            await change
        await self.database.run(readers.agree(reader.id, ferry, 0, [topic]))
        await bookmark.list_page(engine, Visit(reader, DM), 1)  # which asks whether she is a member still
        await servers.set_zone(engine, LIBRARY, reader.id, ZONE)
        await self.database.run(links.unlink(ferry, weir, reader.id, NOON))
        channel = Channel(70, ChannelKind.TEXT)
        wish = Wish(story_id=ferry, every="daily", at="18:00", timezone="UTC")
        planned = await plan.plan(engine, visit, channel, wish)
        await plan.start(engine, visit, planned.serial.id, channel)
        await report.report(engine, visit, Complaint(ferry, 1, "Not what it says it is."))
        await self.database.run(events.note_closed_dm(reader.id))
        await query(
            self.database,
            "INSERT INTO subscriptions (reader_id, kind, target, rhythm, story_id, name, told_to, made_at) "
            "VALUES (:reader, 'story', '1', 'every', :story, 'Reeds', 0, 1)",
            reader=reader.id,
            story=hers,
        )
        (proof,) = await query(
            self.database,
            "INSERT INTO proofs (server_id, author_id, stated, decisions, created_at) "
            "VALUES (:server, :reader, '{}', '{}', 1) RETURNING id",
            server=LIBRARY,
            reader=reader.id,
        )
        await query(
            self.database,
            "INSERT INTO proof_files (proof_id, number, name, body) VALUES (:proof, 1, :name, :body)",
            proof=proof["id"],
            name=RIGHTS,
            body=NOTE.encode(),
        )
        for state in (State.WAITING, State.SENDING, State.PARKED, State.DONE):
            await self.deliver(reader, state)

    async def deliver(self, reader: Reader, state: State) -> int:
        """Something that is to be said to her, so far on its way."""
        key = f"notice:{reader.id}:{state}"
        adding = deliveries.add_delivery(
            key, "bookmark", 1, StepKind.DM, {"words": NOTE}, target=reader.id, due=self.time(), now=self.time()
        )
        number = await self.database.run(adding)
        assert number is not None
        if not self.dispatcher.lease.left:
            await self.dispatcher.begin()
        epoch = self.dispatcher.lease.epoch

        def on_its_way() -> Work[None]:
            found = yield from deliveries.get_delivery(number)
            assert found is not None
            yield from deliveries.mark_sending(found, epoch, self.time())
            if state is State.PARKED:
                yield from deliveries.park(found, epoch, "dm-closed")
            if state is State.DONE:
                yield from deliveries.finish(found, epoch, Sent(887766554433, 887766554434), self.time())

        if state is not State.WAITING:
            await self.database.run(on_its_way())
        return number

    async def erase(self, reader: Reader, fate: StoriesFate | None = StoriesFate.KEEP) -> Erased | Asked:
        return await erase(self.engine, Visit(reader, HERE), fate)

    async def traces(self, *texts: str) -> list[str]:
        return await traces_of(self.database, list(texts))


@pytest.fixture
def life(database: Database) -> Life:
    return Life(database)


# --- the list of all that is held -----------------------------------------------------------------------------------


async def test_every_table_is_known_to_hold_something_of_readers_or_nothing(database: Database):
    tables = {column.table for column in await columns_of(database)}
    assert tables == {holding.table for holding in HOLDINGS} | IMPERSONAL
    assert not {holding.table for holding in HOLDINGS} & IMPERSONAL


async def test_every_column_that_names_somebody_is_known(database: Database):
    somebody = re.compile(r"(reader|actor|author|user|person|reporter|owner|moderator|sender)_id$|_by$")
    known = {(holding.table, holding.column) for holding in HOLDINGS}
    named = {(c.table, c.name) for c in await columns_of(database) if c.whole and somebody.search(c.name)}
    assert named <= known, f"bot/db/personal.py does not know {sorted(named - known)}"
    if database.dialect == "sqlite":
        asked = 'SELECT m.name, f."from" AS own FROM sqlite_master AS m, pragma_foreign_key_list(m.name) AS f '
        referring = await query(database, asked + "WHERE m.type = 'table' AND f.\"table\" = 'readers'")
        assert referring
        assert {(row["name"], row["own"]) for row in referring} <= known


async def test_the_life_that_is_erased_below_fills_every_column_that_is_known(life: Life):
    await life.of(ADA)
    places = {trace.split(": ")[0] for trace in await life.traces(str(ADA.id))}
    assert places == {
        f"{held.table}.{column}" for held in HOLDINGS if not held.by_way for column in (held.column, *held.named)
    }


# --- erasing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fate", StoriesFate)
async def test_after_an_erasure_no_table_holds_any_trace_of_her(life: Life, fate: StoriesFate):
    await life.of(ADA)
    before = await life.traces(*MARKS)
    assert {mark for mark in MARKS if any(mark in trace for trace in before)} == set(MARKS)
    assert await life.erase(ADA, fate) == Erased(anything=True, stories=fate)
    columns = await columns_of(life.database)
    after = await life.traces(*MARKS)
    tables = len({column.table for column in columns})
    print(  # noqa: T201 - `-rP` shows it
        f"Erasure, {life.database.dialect}, {fate}: {tables} tables, {len(columns)} columns searched; "
        f"{len(before)} traces before, {len(after)} after."
    )
    assert after == []


async def test_others_keep_everything(life: Life):
    await life.of(ADA)
    visit = Visit(BO, HERE)
    await read.resume(life.engine, visit, life.ferry)
    await bookmark.keep(life.engine, visit, "Bo's note")
    kept = await life.traces(str(BO.id), "Bo's note")
    await life.erase(ADA)
    assert await life.traces(str(BO.id), "Bo's note") == kept
    assert await life.traces("Ada Author")  # what the story itself states stays, as she chose


async def test_what_becomes_of_her_stories_is_asked_before_anything_is_done(life: Life):
    await life.of(ADA)
    before = await life.traces(*MARKS)
    assert await life.erase(ADA, None) == Asked(("Reeds",))
    assert await ask(life.engine, Visit(ADA, HERE)) == Asked(("Reeds",))
    assert await life.traces(*MARKS) == before


async def test_withdrawn_stories_go_with_their_text_and_their_serials(life: Life):
    await life.of(ADA)
    await life.erase(ADA, StoriesFate.WITHDRAW)
    assert not await life.traces("Mine.", "Reeds", "Ada Author", "ada author")
    with pytest.raises(NotFoundError):
        await read.resume(life.engine, Visit(BO, HERE), life.hers)


async def test_a_story_without_its_authors_name_keeps_its_place_in_its_series(life: Life):
    await life.of(ADA)
    sequel = story_of(
        "More Reeds", part(1, "More."), rating=TEEN, author="Ada Author", series="Low Water", series_index=2.0
    )
    published = Publication(LIBRARY, ADA.id, "mine")
    await life.shelf.put(sequel, f"server:{LIBRARY}:author:{ADA.id}:more", published=published)
    linked = await query(life.database, "SELECT earlier_id, later_id, origin FROM story_links ORDER BY 1, 2")
    assert linked
    await life.erase(ADA, StoriesFate.UNNAME)
    assert not await life.traces("Ada Author", "ada author")
    assert [tuple(row) for row in linked] == [  # type: ignore[arg-type]
        tuple(row)  # type: ignore[arg-type]
        for row in await query(life.database, "SELECT earlier_id, later_id, origin FROM story_links ORDER BY 1, 2")
    ]


async def test_erasing_twice_finds_nothing_the_second_time(life: Life):
    await life.of(ADA)
    await life.erase(ADA)
    assert await life.erase(ADA, None) == Erased(anything=False, stories=None)


async def test_asking_for_a_file_or_for_erasure_makes_nobody_known(life: Life):
    visit = Visit(ADA, HERE)
    await export(life.engine, visit)
    await ask(life.engine, visit)
    await life.erase(ADA, None)
    assert not await life.traces(str(ADA.id))


# --- while something is on its way ----------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [None, Refused(Reason.DM_CLOSED), "lost"])
async def test_what_is_being_sent_to_her_at_that_moment_brings_nothing_back(life: Life, answer: object):
    visit = Visit(ADA, HERE)
    ferry = await life.shelf.put(story_of("The Ferry", part(1, "One."), rating=TEEN))
    await read.resume(life.engine, visit, ferry)
    await bookmark.keep(life.engine, visit, NOTE)
    send = life.discord.send
    if answer is not None:
        life.discord.answers[ADA.id].append(answer)  # type: ignore[arg-type]

    async def send_while_erasing(step):
        await life.erase(ADA, None)
        return await send(step)

    life.discord.send = send_while_erasing  # type: ignore[method-assign]
    await life.dispatcher._turn()
    for task in list(life.dispatcher._busy.values()):
        await task
    assert len(life.discord.requests) == 1
    assert life.dispatcher.lease.left > 0  # nothing went wrong
    assert not await life.traces(*MARKS)


async def test_what_was_decided_for_her_meanwhile_goes_once_it_came_to_its_end(life: Life):
    await life.of(ADA)
    await life.erase(ADA)
    number = await life.deliver(ADA, State.WAITING)  # another process had not heard of it yet
    found = await life.database.read(deliveries.get_delivery(number))
    assert found is not None
    await life.database.run(deliveries.drop(found, "erased", life.time()))
    await sweep(life.engine)
    assert not await life.traces(str(ADA.id))


async def test_an_answer_about_her_membership_that_comes_late_is_not_kept(life: Life):
    await life.of(ADA)
    is_member = life.discord.is_member

    async def erase_meanwhile(server_id: int, reader_id: int) -> bool:
        await life.erase(ADA)
        return await is_member(server_id, reader_id)

    life.discord.is_member = erase_meanwhile  # type: ignore[method-assign]
    life.time.move(7200)
    life.engine.members_known.clear()
    await bookmark.list_page(life.engine, Visit(ADA, DM), 1)
    assert not await life.traces(str(ADA.id))


# --- handing over ---------------------------------------------------------------------------------------------------


async def held_of(life: Life, reader: Reader, where: Where = HERE) -> dict[str, list[dict[str, object]]]:
    found = json.loads((await export(life.engine, Visit(reader, where))).body)
    held: dict[str, list[dict[str, object]]] = found["held"]
    return held


async def test_the_file_holds_every_row_and_every_column_that_is_erased(life: Life):
    await life.of(ADA)
    held = await held_of(life, ADA)
    assert set(held) == {holding.table for holding in HOLDINGS}
    columns = await columns_of(life.database)
    for holding in HOLDINGS:
        rows = held[holding.table]
        traces = await traces_of(life.database, [str(ADA.id)])
        assert holding.by_way or len(rows) == traces.count(f"{holding.table}.{holding.column}: {ADA.id}"), holding
        whole = {column.name for column in columns if column.table == holding.table}
        assert all(set(row) - {"story_title"} == whole for row in rows), holding
    text = json.dumps(held, ensure_ascii=False)
    assert all(mark in text for mark in (*MARKS, ZONE))


async def test_ids_are_text_and_moments_are_iso_8601_in_utc(life: Life):
    await life.of(ADA)
    held = await held_of(life, ADA)
    (reader,) = held["readers"]
    assert reader["id"] == str(ADA.id)
    assert reader["created_at"] == "2026-01-01T12:00:00Z"
    assert reader["notices"] is True
    moment = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
    for rows in held.values():
        for row in rows:
            for name, value in row.items():
                # JSON's numbers lose digits beyond 2**53 in many programs.
                assert not isinstance(value, int) or value < 2**53, name
                assert value is None or not name.endswith("_at") or moment.fullmatch(str(value)), (name, value)
    assert held["visited_servers"][0]["server_id"] == str(LIBRARY)


async def test_a_title_that_may_not_be_shown_there_is_left_out_and_the_row_stays(life: Life):
    await life.of(ADA)
    here = {row["story_id"]: row["story_title"] for row in (await held_of(life, ADA))["progress"]}
    away = {
        row["story_id"]: row["story_title"] for row in (await held_of(life, ADA, Where(Surface.PRIVATE)))["progress"]
    }
    assert set(here.values()) == {"The Ferry", "Reeds"}
    assert set(away.values()) == {"The Ferry", None}
    assert set(here) == set(away)


async def test_a_reader_of_a_thousand_stories_gets_them_all(life: Life):
    visit = Visit(ADA, HERE)
    for number in range(1000):
        story = await life.shelf.put(story_of(f"Story {number}", part(1, "Once."), rating=TEEN))
        await read.resume(life.engine, visit, story)
        if number < 200:
            await bookmark.keep(life.engine, visit, NOTE)
    file = await export(life.engine, visit)
    held = json.loads(file.body)["held"]
    assert (len(held["progress"]), len(held["bookmarks"])) == (1000, 200)
    assert {row["story_title"] for row in held["progress"]} == {f"Story {number}" for number in range(1000)}
    assert file.name == "mydata.json"


async def test_the_notice_tells_every_field_of_the_file(database: Database):
    told = {}
    for table, fields in re.findall(r"^\| `(\w+)` \|[^|]*\| ([^|]*) \|$", NOTICE, flags=re.MULTILINE):
        told[table] = set(re.findall(r"`(\w+)`", fields)) - {"story_title"}
    columns = await columns_of(database)
    assert told == {
        holding.table: {column.name for column in columns if column.table == holding.table} for holding in HOLDINGS
    }


# --- the file itself ------------------------------------------------------------------------------------------------


def forms_of(reader: Reader) -> list[bytes]:
    """How SQLite may write an id: as text, as the eight bytes of a whole number, as a row's own number."""
    varint = b""
    rest = reader.id >> 8
    for _ in range(8):
        varint = bytes([rest & 0x7F | 0x80]) + varint
        rest >>= 7
    return [str(reader.id).encode(), struct.pack(">q", reader.id), varint + bytes([reader.id & 0xFF])]


def bytes_of(path: Path) -> bytes:
    files = [path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-journal")]
    return b"".join(file.read_bytes() for file in files if file.exists())


def left_in(path: Path, reader: Reader, *texts: str) -> list[bytes]:
    body = bytes_of(path)
    return [form for form in [*forms_of(reader), *(text.encode() for text in texts)] if form in body]


@pytest.fixture
async def filed(tmp_path: Path):
    """A life in a file, among those of others, whose rows have made each other move from page to page."""
    path = tmp_path / "cliffhanger.db"
    database = await open_database(f"sqlite:///{path}")
    life = Life(database)
    await life.of(ADA)
    await mingle(life)
    yield life, path
    await database.close()


async def mingle(life: Life) -> None:
    chance = random.Random(1)
    others = [Reader(chance.randrange(10**18, 2 * 10**18)) for _ in range(200)]
    (edition,) = await query(life.database, "SELECT edition_id FROM stories WHERE id = :id", id=life.ferry)

    def mingling() -> Work[None]:
        for number in range(3000):
            reader = chance.choice([*others, *[ADA] * 40])
            yield from readers.keep_reader(reader, NOON)
            place = Position(life.ferry, edition["edition_id"], 1, Spot(0, number))
            note = f"{NOTE} {number}" if reader == ADA else "x" * chance.randrange(150)
            kept, _new = yield from bookmarks.keep_bookmark(reader.id, place, note, NOON)
            if chance.random() < 0.3:
                yield from bookmarks.remove_bookmark(reader.id, kept)
            yield from readers.avoid(reader.id, [f"topic {chance.randrange(40)}"])

    await life.database.run(mingling())


@pytest.mark.parametrize("fate", StoriesFate)
async def test_after_an_erasure_the_file_and_its_log_hold_no_byte_of_her(filed, fate: StoriesFate):
    life, path = filed
    texts = [ADA.locale, NOTE, TOPIC, RIGHTS]
    assert left_in(path, ADA, *texts)[:2] == forms_of(ADA)[:2]
    await life.erase(ADA, fate)
    assert left_in(path, ADA, *texts) == []
    wal = path.with_name(path.name + "-wal")
    assert not wal.exists() or str(ADA.id).encode() not in wal.read_bytes()


async def test_a_note_that_she_changes_is_overwritten_without_any_erasure(tmp_path: Path):
    path = tmp_path / "cliffhanger.db"
    database = await open_database(f"sqlite:///{path}")
    life = Life(database)
    await life.of(ADA, note="a heron of her own")
    (kept,) = await database.read(bookmarks.list_bookmarks(ADA.id, 0, 5))
    assert b"a heron of her own" in bytes_of(path)
    await bookmark.set_note(life.engine, Visit(ADA, HERE), kept.id, "an egret")
    assert not await database.sweep(0)  # nothing is rewritten; the log alone is emptied
    assert b"a heron of her own" not in bytes_of(path)
    await database.close()


async def test_while_another_process_reads_the_erasure_is_done_and_the_file_follows(filed):
    life, path = filed
    rung = []
    life.engine.broom.listener = lambda: rung.append(True)
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN")
        other.execute("SELECT COUNT(*) FROM stories").fetchone()
        assert isinstance(await life.erase(ADA), Erased)
        assert not await life.traces(*MARKS)
        assert rung == [True]
        assert not await sweep(life.engine)
        other.execute("COMMIT")
    other.close()
    assert await sweep(life.engine)
    assert left_in(path, ADA, ADA.locale, NOTE, TOPIC) == []


async def erase_and_crash(life: Life) -> None:
    """All is erased, and the process dies before the file is swept."""
    await life.database.run(erasing._erase(life.engine, ADA.id, StoriesFate.KEEP))
    assert await life.database.read(personal.last_erasure()) is not None


async def test_what_a_crash_left_in_the_file_goes_at_the_next_start(filed):
    life, path = filed
    await erase_and_crash(life)
    assert await sweep(life.engine)
    assert left_in(path, ADA, ADA.locale, NOTE) == []
    assert await life.database.read(personal.last_erasure()) is None


async def test_a_large_file_is_not_rewritten_while_readers_wait(filed):
    life, _path = filed
    await erase_and_crash(life)
    assert not await sweep(life.engine, 4096)
    assert await life.database.read(personal.last_erasure()) is not None


async def test_what_was_sent_long_ago_is_forgotten(life: Life):
    await life.of(ADA)
    await life.deliver(BO, State.DONE)
    life.time.move(31 * 24 * 3600)
    await life.deliver(BO, State.SENDING)
    await erasing.forget_sent(life.engine)
    assert not await life.traces(f"{BO.id}:done")
    assert await life.traces(f"{BO.id}:sending")
