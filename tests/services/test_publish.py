"""Publishing on both engines: whose proof it is, what becomes an edition, and what nobody can reach."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.db import proofs, stories
from bot.db.proofs import decisions_from_json, decisions_to_json
from bot.errors import LimitError, NotAllowedError, NotFoundError, TooLargeError
from bot.models import Gate, Metadata, Quotas, Rating, RatingLevel, Surface, Visit, Where
from bot.proofs import Decisions, Loosened, Rights, Upload, decided, loosened, series_text
from bot.servers import Visibility
from bot.services import describe, publish, read, servers
from bot.services.engine import Engine
from bot.services.proving import Changes, Publisher, compare, is_held
from tests.db.samples import ask
from tests.services.conftest import ADA, BO, NOON, Shelf

SERVER, OTHER, ROLE = 7, 8, 70
HERE = Where(Surface.SERVER, age_restricted=True, server_id=SERVER)
INES = Publisher(1, SERVER, frozenset({ROLE}))
MODERATOR = Publisher(2, SERVER, moderator=True)
MINE = Decisions(rights=Rights.MINE)

FERRY = "Title: The Ferry\nRating: Teen\n\nThe ferry left at six.\n\n* * *\n\nThe next day it rained.\n"


def upload(text: str = FERRY, name: str = "ferry.txt") -> tuple[Upload, ...]:
    return (Upload(name, text.encode()),)


@pytest.fixture
async def authors(engine: Engine) -> Engine:
    """The engine, its server's author role set."""
    for server in (SERVER, OTHER):
        await servers.set_author_role(engine, server, 2, ROLE)
    return engine


async def put(engine: Engine, publisher: Publisher = INES, text: str = FERRY, **decided: object) -> publish.Published:
    view = await publish.prove(engine, publisher, upload(text), replace(MINE, **decided))  # type: ignore[arg-type]
    return await publish.publish(engine, publisher, view.proof.id)


async def test_a_published_story_knows_its_server_its_author_and_its_rights(authors: Engine):
    done = await put(authors, rights=Rights.OPEN_LICENCE, rights_note="CC BY 4.0")
    assert (done.new, done.parts, done.title) == (True, 2, "The Ferry")
    publication = await authors.database.read(stories.get_publication(done.story_id))
    assert publication is not None
    assert (publication.server_id, publication.author_id) == (SERVER, INES.id)
    assert (publication.rights, publication.rights_note) == ("open licence", "CC BY 4.0")


async def test_the_same_title_of_another_author_or_server_or_of_the_operator_is_left_alone(
    authors: Engine, shelf: Shelf, ferry: int
):
    first = await put(authors)
    others = [
        await put(authors, MODERATOR),
        await put(authors, replace(INES, server_id=OTHER)),
    ]
    assert len({first.story_id, ferry, *(other.story_id for other in others)}) == 4
    assert all(other.new for other in others)
    operators = await authors.database.read(stories.get_entry(ferry))
    assert operators is not None
    assert (operators.server_id, operators.parts) == (None, 3)


async def test_a_new_edition_keeps_the_story_and_its_readers_places(authors: Engine):
    first = await put(authors)
    visit = Visit(ADA, HERE)
    page = await read.open_part(authors, visit, first.story_id, 2)
    assert isinstance(page, read.PageView)
    longer = FERRY.replace("\n\nThe ferry", "\n\nIt was cold.\n\n* * *\n\nThe ferry")
    view = await publish.prove(authors, INES, upload(longer), MINE)
    assert view.changes == Changes(added=(1,), rewritten=(), removed=())
    second = await publish.publish(authors, INES, view.proof.id)
    assert (second.story_id, second.new, second.parts) == (first.story_id, False, 3)
    again = await read.resume(authors, visit, first.story_id)
    assert isinstance(again, read.PageView)
    assert again.place.part == 3


async def test_rights_of_a_new_edition_replace_the_old_ones_without_another_edition(authors: Engine):
    first = await put(authors)
    before = await authors.database.read(stories.get_entry(first.story_id))
    await put(authors, rights=Rights.PUBLIC_DOMAIN)
    publication = await authors.database.read(stories.get_publication(first.story_id))
    assert publication is not None
    assert publication.rights == "public domain"
    assert await authors.database.read(stories.get_entry(first.story_id)) == before


async def test_two_presses_at_once_publish_once(authors: Engine):
    view = await publish.prove(authors, INES, upload(), MINE)
    both = await asyncio.gather(
        *(publish.publish(authors, INES, view.proof.id) for _ in range(2)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in both) == ["NotFoundError", "Published"]


async def test_a_proof_is_its_authors_in_its_server_alone(authors: Engine):
    view = await publish.prove(authors, INES, upload(), MINE)
    strangers = (MODERATOR, replace(INES, id=3), replace(INES, server_id=OTHER))
    for stranger in strangers:
        for attempt in (publish.look, publish.publish, publish.uncut):
            with pytest.raises(NotFoundError):
                await attempt(authors, stranger, view.proof.id)
        await publish.cancel(authors, stranger, view.proof.id)
    assert (await publish.look(authors, INES, view.proof.id)).proof == view.proof


async def test_the_proof_of_a_member_without_the_role_is_refused_at_every_step(authors: Engine):
    view = await publish.prove(authors, INES, upload(), MINE)
    outside = replace(INES, roles=frozenset())
    for attempt in (publish.look, publish.publish):
        with pytest.raises(NotAllowedError):
            await attempt(authors, outside, view.proof.id)
    with pytest.raises(NotAllowedError):
        await publish.prove(authors, outside, upload(), MINE)


async def test_the_oldest_of_too_many_proofs_gives_way(authors: Engine):
    views = [await publish.prove(authors, INES, upload(), MINE) for _ in range(publish.PROOFS_KEPT + 1)]
    with pytest.raises(NotFoundError):
        await publish.look(authors, INES, views[0].proof.id)
    assert (await publish.look(authors, INES, views[1].proof.id)).title == "The Ferry"
    (row,) = await ask(authors.database, "SELECT COUNT(*) AS files FROM proof_files")
    assert row["files"] == publish.PROOFS_KEPT


async def test_the_bytes_of_a_proof_come_back_as_they_were(authors: Engine):
    odd = Upload("odd.txt", "Title: Odd\nRating: G\n\nCafé — “so”.\r\n".encode("cp1252"))
    view = await publish.prove(authors, INES, (odd, *upload()), MINE)
    assert (await publish.get_proof(authors, INES, view.proof.id)).uploads == (odd, *upload())


async def test_a_change_that_came_in_between_is_not_overwritten(authors: Engine):
    view = await publish.prove(authors, INES, upload(), MINE)
    await publish.rate(authors, INES, view.proof.id, RatingLevel.MATURE)
    assert not await authors.database.run(proofs.decide(view.proof, Decisions(title="Late")))
    assert (await publish.look(authors, INES, view.proof.id)).title == "The Ferry"


async def test_expired_proofs_are_erased_with_their_files(authors: Engine):
    await publish.prove(authors, INES, upload(), MINE)
    await authors.database.run(proofs.remove_expired(NOON + timedelta(hours=23)))
    (row,) = await ask(authors.database, "SELECT COUNT(*) AS files FROM proof_files")
    assert row["files"] == 1
    await authors.database.run(proofs.remove_expired(NOON + timedelta(hours=25)))
    (row,) = await ask(authors.database, "SELECT COUNT(*) AS files FROM proof_files")
    assert row["files"] == 0


async def test_a_form_shows_long_names_cut_and_leaves_them_whole(authors: Engine):
    long = f"{'A very  long ' * 30}title"
    view = await publish.prove(authors, INES, upload(FERRY.replace("The Ferry", long)), MINE)
    shown = publish.one_line(view.title)
    assert len(shown) <= publish.LONGEST_NAME
    said = await publish.say(authors, INES, view.proof.id, publish.Words(shown, "", "", (), ""))
    assert said.proof.decisions == MINE
    mended = await publish.say(
        authors, INES, view.proof.id, publish.Words("", " I.\nMarl ", "Tides #2", ("gore",), "So")
    )
    assert mended.title == view.title
    assert mended.proof.decisions == replace(
        MINE, author="I. Marl", series="Tides #2", warnings=("gore",), rights_note="So"
    )


# --- quotas ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quotas", "told"), [(Quotas(author_stories=1), "one author may"), (Quotas(server_stories=1), "as many as it may")]
)
async def test_a_story_too_many_is_refused_and_a_new_edition_is_not(authors: Engine, quotas: Quotas, told: str):
    engine = replace(authors, quotas=quotas)
    await put(engine)
    with pytest.raises(LimitError, match=told):
        await put(engine, title="Another")
    assert not (await put(engine, text=FERRY + "\nAnd then it snowed.\n")).new


async def test_two_proofs_at_once_do_not_outrun_the_quota(authors: Engine):
    engine = replace(authors, quotas=Quotas(author_stories=1))
    first = await publish.prove(engine, INES, upload(), MINE)
    second = await publish.prove(engine, INES, upload(), replace(MINE, title="Another"))
    assert not first.obstacles
    assert not second.obstacles
    work = [publish._publish(engine, INES, view) for view in (first, second)]
    await engine.database.run(work[0])
    with pytest.raises(LimitError, match="one author may"):
        await engine.database.run(work[1])
    assert (await publish.get_proof(engine, INES, second.proof.id)).said.title == "Another"


async def test_a_withdrawn_story_makes_room(authors: Engine):
    engine = replace(authors, quotas=Quotas(author_stories=1))
    done = await put(engine)
    await engine.database.run(stories.withdraw_story(done.story_id, NOON))
    assert (await put(engine, title="Another")).new


async def test_files_larger_than_the_setting_are_refused(authors: Engine):
    engine = replace(authors, quotas=Quotas(upload_bytes=100))
    with pytest.raises(TooLargeError, match="larger than 100 bytes"):
        await publish.prove(engine, INES, (*upload("A. " * 20), *upload("B. " * 20)), MINE)


# --- ratings, warnings, the hold ------------------------------------------------------------------------------------


async def test_a_moderators_loosening_is_written_down_once_published(authors: Engine):
    view = await publish.prove(authors, MODERATOR, upload(), MINE)
    view = await publish.rate(authors, MODERATOR, view.proof.id, RatingLevel.GENERAL)
    assert view.loosened == Loosened(rating=True, warnings=())
    assert not [entry for entry in (await servers.get_settings(authors, SERVER)).log if entry.action == "story_rating"]
    await publish.publish(authors, MODERATOR, view.proof.id)
    (entry, *_) = (await servers.get_settings(authors, SERVER)).log
    assert (entry.action, entry.detail, entry.actor_id) == ("story_rating", "The Ferry: general", MODERATOR.id)


async def test_an_author_who_was_a_moderator_cannot_publish_what_she_loosened(authors: Engine):
    hers = replace(INES, moderator=True)
    view = await publish.prove(authors, hers, upload(), MINE)
    await publish.rate(authors, hers, view.proof.id, RatingLevel.GENERAL)
    with pytest.raises(NotAllowedError, match="lower a rating"):
        await publish.publish(authors, INES, view.proof.id)


@pytest.mark.parametrize(
    ("stated", "chosen", "lower"),
    [
        (Rating(), RatingLevel.GENERAL, False),
        (Rating(RatingLevel.TEEN, "T"), RatingLevel.TEEN, False),
        (Rating(RatingLevel.TEEN, "T"), RatingLevel.EXPLICIT, False),
        (Rating(RatingLevel.TEEN, "T"), RatingLevel.UNRATED, False),
        (Rating(RatingLevel.TEEN, "T"), RatingLevel.PARENTAL, True),
        (Rating(RatingLevel.UNRATED, "NR"), RatingLevel.MATURE, True),
        (Rating(None, "spicy"), RatingLevel.MATURE, True),
        (Rating(None, "spicy"), RatingLevel.EXPLICIT, False),
    ],
)
def test_a_form_may_tighten_a_rating_and_not_loosen_it(stated: Rating, chosen: RatingLevel, lower: bool):
    said = Metadata(rating=stated)
    assert loosened(said, decided(said, Decisions(rating=chosen))).rating is lower


@pytest.mark.parametrize(
    ("stated", "chosen", "gone"),
    [
        ((), ("gore",), ()),
        (("gore",), ("gore", "death"), ()),
        (("gore",), (), ("gore",)),
        (("none",), ("gore",), ()),
        (("choose-not-to-warn",), ("gore",), ("choose-not-to-warn",)),
    ],
)
def test_a_form_may_add_warnings_and_not_drop_any(
    stated: tuple[str, ...], chosen: tuple[str, ...], gone: tuple[str, ...]
):
    said = Metadata(warnings=stated)
    assert loosened(said, decided(said, Decisions(warnings=chosen))).warnings == gone


@pytest.mark.parametrize(
    ("rating", "warnings", "decisions", "held"),
    [
        (RatingLevel.EXPLICIT, ("underage",), Decisions(), True),
        (RatingLevel.EXPLICIT, ("underage",), Decisions(rating=RatingLevel.GENERAL), True),
        (RatingLevel.EXPLICIT, ("underage",), Decisions(rating=RatingLevel.GENERAL, warnings=()), True),
        (RatingLevel.TEEN, ("underage", "sexual-content"), Decisions(warnings=("underage",)), True),
        (RatingLevel.TEEN, ("underage",), Decisions(), False),
        (RatingLevel.TEEN, ("underage",), Decisions(rating=RatingLevel.MATURE), True),
        (RatingLevel.MATURE, (), Decisions(warnings=("underage",)), True),
        (None, ("underage",), Decisions(rating=RatingLevel.TEEN), False),
        (None, ("underage",), Decisions(rating=RatingLevel.MATURE), True),
        (None, ("underage",), Decisions(), True),
    ],
)
def test_no_form_lifts_the_hold(
    rating: RatingLevel | None, warnings: tuple[str, ...], decisions: Decisions, held: bool
):
    stated = Metadata(rating=Rating(rating), warnings=warnings)
    assert is_held(stated, decided(stated, decisions), ()) is held


@pytest.mark.parametrize(
    "said", ["Tags: Underage", "Tags: Underage Sex", "Genre: Smut\nTags: a minor", "Warnings: minors\nTags: smut"]
)
async def test_what_would_hold_a_story_in_the_library_holds_its_proof(authors: Engine, shelf: Shelf, said: str):
    text = FERRY.replace("Teen", f"Explicit\n{said}")
    view = await publish.prove(authors, MODERATOR, upload(text), MINE)
    entry = await authors.database.read(stories.get_entry(await shelf.put(view.story)))
    assert entry is not None
    assert entry.gate is view.gate is Gate.HELD


async def test_a_held_story_is_not_published(authors: Engine):
    held = FERRY.replace("Teen", "Explicit\nWarnings: underage")
    view = await publish.prove(authors, MODERATOR, upload(held), MINE)
    assert view.gate is Gate.HELD
    for milder in (RatingLevel.GENERAL, RatingLevel.TEEN):
        await publish.rate(authors, MODERATOR, view.proof.id, milder)
    await publish.say(authors, MODERATOR, view.proof.id, publish.Words(warnings=()))
    with pytest.raises(Exception, match="held"):
        await publish.publish(authors, MODERATOR, view.proof.id)
    sight = Visibility(tuple(Gate), {SERVER: RatingLevel.EXPLICIT})
    assert await authors.database.read(stories.count_entries(visibility=sight)) == 0


# --- parts ----------------------------------------------------------------------------------------------------------


async def test_parts_are_split_and_joined_and_that_is_what_is_published(authors: Engine):
    text = FERRY.replace("six.", "six.\n\nNobody was on it.")
    view = await publish.prove(authors, INES, upload(text), MINE)
    view = await publish.split(authors, INES, view.proof.id, 1)
    assert [len(part.blocks) for part in view.story.parts] == [1, 1, 1]
    view = await publish.join(authors, INES, view.proof.id, 2)
    assert [len(part.blocks) for part in view.story.parts] == [1, 3]
    assert view.starts == (0, 1)
    assert view.story.parts[1].blocks[1].text == "* * *"
    done = await publish.publish(authors, INES, view.proof.id)
    assert done.parts == 2


async def test_a_decision_taken_back_is_as_if_it_had_not_been(authors: Engine):
    view = await publish.prove(authors, INES, upload(), MINE)
    joined = await publish.join(authors, INES, view.proof.id, 1)
    assert len(joined.story.parts) == 1
    assert (await publish.split(authors, INES, view.proof.id, 1)).proof == view.proof
    await publish.join(authors, INES, view.proof.id, 1)
    assert (await publish.uncut(authors, INES, view.proof.id)).proof == view.proof


def test_what_changed_is_told_part_by_part():
    old = [("a", "b"), ("c", "d"), ("e",), ("f", "g", "h", "i")]
    new = [("x",), ("a", "b"), ("c", "y"), ("f", "g", "h", "i")]
    assert compare(old, new) == Changes(added=(1,), rewritten=(3,), removed=(3,))
    assert compare(old, old) == Changes((), (), ())
    assert compare([], [("a",)]) == Changes((1,), (), ())
    assert compare([("a",), ("a",)], [("a",)]) == Changes((), (), (2,))


def test_decisions_are_kept_exactly():
    every = Decisions("T", "", "S #2", RatingLevel.TEEN, (), Rights.PERMISSION, "\0 \ud800", (1, 5), (2,))
    for decisions in (Decisions(), MINE, every):
        assert decisions_from_json(decisions_to_json(decisions)) == decisions


@pytest.mark.parametrize("text", ["Tides", "Tides #2", "Tides #1.5", ""])
def test_a_series_reads_as_it_is_shown(text: str):
    assert series_text(decided(Metadata(), Decisions(series=text))) == text


# --- the author's page ----------------------------------------------------------------------------------------------


async def test_an_author_is_told_counts_of_five_and_more_alone(authors: Engine):
    story_id = (await put(authors)).story_id
    hers = Visit(replace(ADA, id=INES.id), HERE)
    for number in range(4):
        await read.open_part(authors, Visit(replace(BO, id=1000 + number), HERE), story_id, 1)
    await read.open_part(authors, hers, story_id, 1)
    _, few = await describe.describe_to(authors, hers, story_id)
    assert few is not None
    assert (few.begun, few.finished, few.bookmarked, few.stops) == (None, None, None, ())
    for number in range(4, 9):
        await read.open_part(authors, Visit(replace(BO, id=1000 + number), HERE), story_id, 2)
    await read.open_part(authors, Visit(replace(BO, id=1010), HERE), story_id, 1)
    _, many = await describe.describe_to(authors, hers, story_id)
    assert many is not None
    assert (many.begun, many.finished, many.bookmarked, many.stops) == (10, 5, None, ((1, 5),))


async def test_nobody_else_is_told_how_a_story_is_read(authors: Engine, ferry: int):
    story_id = (await put(authors)).story_id
    for reader in (ADA, BO):
        assert (await describe.describe_to(authors, Visit(reader, HERE), story_id))[1] is None
        assert (await describe.describe_to(authors, Visit(reader, HERE), ferry))[1] is None
