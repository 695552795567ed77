"""Publishing in Discord: a file, a proof that only its author sees, and a story of the server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from simcord import ChannelHandle

from bot.db import stories
from bot.models import Gate, LibraryEntry, RatingLevel
from bot.servers import Visibility
from bot.services import servers
from tests.db.samples import ask
from tests.simulated import DiscordWorld, Person, Reply
from tests.text.attacks import _word

SHELF = Path(__file__).resolve().parents[1] / "shelf"
SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples" / "files"

FERRY = """\
Title: The Ferry at Marl
Author: Ines Marl
Rating: PG-13
Warnings: violence
Summary: A ferry, twice.

The ferry left at six, as it did every day of the year.

Nobody was on it but Tomas and a crate of oranges.

* * *

The next morning the crate was gone, and Tomas with it.

They looked for both until the light went.
"""


@pytest.fixture
def stories_dir() -> Path:
    return SHELF


async def publish(
    world: DiscordWorld,
    *files: tuple[str, bytes | str],
    by: Person | None = None,
    place: ChannelHandle | None = None,
    rights: str = "mine",
    **options: Any,
) -> Reply:
    """`/publish` with these files; the librarian, who may manage the server, where nobody else is named."""
    sent = [(name, data.encode() if isinstance(data, str) else data) for name, data in files]
    named = {"file" if n == 0 else f"file{n + 1}": one for n, one in enumerate(sent)}
    return await world.slash(
        by or world.librarian, place or world.library, "publish", rights=rights, **named, **options
    )


async def author(world: DiscordWorld, name: str = "author") -> Person:
    """Somebody with the server's author role, who is no moderator."""
    role = world.guild.create_role(f"Authors like {name}")
    await servers.set_author_role(world.client.engine, world.guild.id, world.librarian.id, role.id)
    return world.add_person(name, role)


async def stories_here(world: DiscordWorld) -> list[LibraryEntry]:
    """What is published in the server, however it is rated."""
    sight = Visibility(tuple(Gate), {world.guild.id: RatingLevel.EXPLICIT})
    return await world.client.engine.database.read(stories.list_entries(visibility=sight))


async def fill_in(world: DiscordWorld, form: Reply, **typed: str) -> Reply:
    """Send a proof's form as it was shown, but for what is typed: `title`, `author`, `series`, `warnings`, `note`."""
    assert form.modal is not None
    shown = [component["component"] for component in form.modal["components"]]
    names = ("title", "author", "series", "warnings", "note")
    values = {
        field["custom_id"]: typed.get(name, field.get("value", "")) for name, field in zip(names, shown, strict=True)
    }
    return await world.submit(form, **values)


async def test_a_proof_shows_only_its_author_what_was_understood(discord_world: DiscordWorld):
    proof = await publish(discord_world, ("ferry.txt", FERRY))
    assert proof.ephemeral
    for words in (
        "The Ferry at Marl",
        "Ines Marl",
        "PG-13",
        "violence",
        "the author's own work",
        "2 parts",
        "The ferry left at six",
        "The next morning the crate",
        "exactly your text: yes (43 words)",
        "letter by letter",
        "have read one of its stories here",
        "none of this title",
    ):
        assert words in proof.text, words
    assert {"Publish", "Change", "Cancel"} <= set(proof.buttons)
    assert await stories_here(discord_world) == []


# --- publishing -----------------------------------------------------------------------------------------------------


async def test_publish_makes_a_story_of_the_server_that_reads_as_its_author_wrote_it(discord_world: DiscordWorld):
    world = discord_world
    done = await world.press(await publish(world, ("ferry.txt", FERRY)), "Publish")
    assert "**The Ferry at Marl** is published, in 2 parts." in done.text
    page = await world.slash(world.reader, world.library, "read", story="The Ferry at Marl")
    assert "Nobody was on it but Tomas and a crate of oranges." in page.text
    card = await world.slash(world.reader, world.library, "story", story="The Ferry at Marl")
    assert "**Rights:** the author's own work" in card.text
    (entry,) = await stories_here(world)
    assert (entry.server_id, entry.parts) == (world.guild.id, 2)


async def test_a_second_press_on_publish_finds_no_proof(discord_world: DiscordWorld):
    world = discord_world
    proof = await publish(world, ("ferry.txt", FERRY))
    again = proof.custom_ids["Publish"]
    await world.press(proof, "Publish")
    told = await world.press_forged(world.librarian, world.library, again)
    assert "not there any more" in told.text
    assert len(await stories_here(world)) == 1


async def test_a_cancelled_proof_is_erased_and_nothing_published(discord_world: DiscordWorld):
    world = discord_world
    proof = await publish(world, ("ferry.txt", FERRY))
    again = proof.custom_ids["Publish"]
    assert "Nothing was published" in (await world.press(proof, "Cancel")).text
    assert "not there any more" in (await world.press_forged(world.librarian, world.library, again)).text
    assert await kept_files(world) == 0
    assert await stories_here(world) == []


async def kept_files(world: DiscordWorld) -> int:
    (row,) = await ask(world.client.engine.database, "SELECT COUNT(*) AS files FROM proof_files")
    return int(row["files"])


async def test_a_rating_is_asked_for_before_a_story_can_be_published(discord_world: DiscordWorld):
    world = discord_world
    proof = await publish(world, ("ferry.txt", FERRY.replace("Rating: PG-13\n", "")))
    assert "no rating yet" in proof.text
    refused = await world.press_forged(world.librarian, world.library, proof.custom_ids["Publish"])
    assert "no rating yet" in refused.text
    rated = await world.choose(proof, "Teen")
    assert "no rating yet" not in rated.text
    assert "is published" in (await world.press(rated, "Publish")).text


async def test_a_permission_and_an_open_licence_need_to_be_named_and_stand_on_the_card(discord_world: DiscordWorld):
    world = discord_world
    proof = await publish(world, ("ferry.txt", FERRY), rights="permission")
    assert "whose permission" in proof.text
    form = await world.press(proof, "Change")
    named = await fill_in(world, form, note="Ada Marl, by letter")
    await world.press(named, "Publish")
    card = await world.slash(world.reader, world.library, "story", story="The Ferry at Marl")
    assert "with the permission of Ada Marl, by letter" in card.text


async def test_several_files_are_the_parts_of_one_work_in_order(discord_world: DiscordWorld):
    world = discord_world
    second = "Nobody saw the oranges again, but the gulls grew fat that winter."
    proof = await publish(world, ("ferry.txt", FERRY), ("more.txt", second), ("last.md", "And then it snowed."))
    assert "The 4 parts together are exactly your text: yes" in proof.text
    await world.press(proof, "Publish")
    page = await world.slash(world.reader, world.library, "read", story="The Ferry at Marl", part=4)
    assert "And then it snowed." in page.text


async def test_a_form_mends_what_the_file_says(discord_world: DiscordWorld):
    world = discord_world
    form = await world.press(await publish(world, ("ferry.txt", FERRY)), "Change")
    typed = {"title": "The Crate", "author": "I. Marl", "series": "Ferries #2", "warnings": "violence, Clowns"}
    proof = await fill_in(world, form, **typed)
    for words in ("### The Crate", "I. Marl", "Ferries #2", "violence, clowns"):
        assert words in proof.text, words
    await world.press(proof, "Publish")
    (entry,) = await stories_here(world)
    assert (entry.title, entry.series, entry.series_index, entry.warnings) == (
        "The Crate",
        "Ferries",
        2,
        ("violence", "clowns"),
    )


async def test_a_form_sent_back_as_it_was_changes_nothing(discord_world: DiscordWorld):
    world = discord_world
    text = FERRY.replace("violence", "Spiders (many, hairy), violence, none of it graphic")
    proof = await publish(world, ("ferry.txt", text), series="Ferries #2")
    form = await world.press(proof, "Change")
    assert (await fill_in(world, form)).text == proof.text


async def test_options_of_the_command_win_over_the_file(discord_world: DiscordWorld):
    proof = await publish(discord_world, ("ferry.txt", FERRY), title="The Oranges", series="Ferries, 3")
    assert "### The Oranges" in proof.text
    assert "Ferries #3" in proof.text


# --- ratings and warnings -------------------------------------------------------------------------------------------


async def test_an_author_may_raise_a_rating_and_add_warnings_but_not_take_them_back(discord_world: DiscordWorld):
    world = discord_world
    ines = await author(world)
    proof = await publish(world, ("ferry.txt", FERRY), by=ines)
    higher = await world.choose(proof, "Mature")
    assert "Mature" in higher.text
    assert "age-restricted" in higher.text
    refused = await world.choose(higher, "General")
    assert "Only those who may manage this server" in refused.text
    form = await world.press(higher, "Change")
    assert "Only those who may manage this server" in (await fill_in(world, form, warnings="")).text


async def test_a_moderator_may_take_them_back_and_it_is_written_down(discord_world: DiscordWorld):
    world = discord_world
    proof = await world.choose(await publish(world, ("ferry.txt", FERRY)), "General")
    assert "will be written down" in proof.text
    form = await world.press(proof, "Change")
    proof = await fill_in(world, form, warnings="")
    await world.press(proof, "Publish")
    settings = await world.slash(world.librarian, world.library, "server settings")
    assert "The Ferry at Marl: general" in settings.text
    assert "The Ferry at Marl: violence" in settings.text


async def test_a_story_that_is_held_says_so_and_cannot_be_published_even_by_a_moderator(discord_world: DiscordWorld):
    world = discord_world
    held = FERRY.replace("violence", "underage").replace("PG-13", "Explicit")
    proof = await publish(world, ("ferry.txt", held), place=world.after_dark)
    assert "will not be served anywhere" in proof.text
    assert "Tomas" not in proof.text
    for milder in ("General", "Teen"):
        proof = await world.choose(proof, milder)
        assert "will not be served anywhere" in proof.text
    form = await world.press(proof, "Change")
    proof = await fill_in(world, form, warnings="")
    refused = await world.press_forged(world.librarian, world.library, proof.custom_ids["Publish"])
    assert "will not be served anywhere" in refused.text
    assert await stories_here(world) == []


async def test_words_of_a_story_for_adults_are_shown_in_age_restricted_channels_alone(discord_world: DiscordWorld):
    world = discord_world
    adult = FERRY.replace("PG-13", "Explicit")
    assert "Tomas" not in (await publish(world, ("ferry.txt", adult))).text
    assert "The ferry left" in (await publish(world, ("ferry.txt", adult), place=world.after_dark)).text


async def test_a_story_above_the_servers_ceiling_is_told_to_be_shown_nowhere(discord_world: DiscordWorld):
    world = discord_world
    await servers.set_ceiling(world.client.engine, world.guild.id, 1, RatingLevel.PARENTAL)
    proof = await publish(world, ("ferry.txt", FERRY))
    assert "nowhere, as long as this server's rating ceiling is Parental guidance" in proof.text


# --- editions -------------------------------------------------------------------------------------------------------


async def test_the_same_title_is_a_new_edition_whose_proof_tells_what_changed(discord_world: DiscordWorld):
    world = discord_world
    await world.press(await publish(world, ("ferry.txt", FERRY)), "Publish")
    page = await world.slash(world.reader, world.library, "read", story="The Ferry at Marl")
    await world.press(page, "Next")
    changed = FERRY.replace("light went", "light was gone") + "\n* * *\n\nIn spring a crate came back.\n"
    proof = await publish(world, ("again.txt", changed))
    assert "1 part added (3), 1 part rewritten (2)" in proof.text
    assert "new edition" in (await world.press(proof, "Publish")).text
    (entry,) = await stories_here(world)
    assert entry.parts == 3
    on = await world.slash(world.reader, world.library, "read", story="The Ferry at Marl")
    assert "The next morning the crate was gone" in on.text


async def test_the_same_file_again_changes_nothing(discord_world: DiscordWorld):
    world = discord_world
    unrated = FERRY.replace("Rating: PG-13\n", "")
    first = await publish(world, ("ferry.txt", unrated))
    await world.press(await world.choose(first, "Teen"), "Publish")
    proof = await publish(world, ("ferry.txt", unrated))
    assert "all parts are as they were" in proof.text
    assert "**Rating:** Teen" in proof.text
    (before,) = await stories_here(world)
    await world.press(proof, "Publish")
    assert await stories_here(world) == [before]


async def test_another_authors_same_title_is_another_story(discord_world: DiscordWorld):
    world = discord_world
    await world.press(await publish(world, ("ferry.txt", FERRY)), "Publish")
    proof = await publish(world, ("ferry.txt", FERRY + "\nAnd more.\n"), by=await author(world))
    assert "you have published none of this title" in proof.text
    await world.press(proof, "Publish")
    assert [entry.words for entry in await stories_here(world)] == [43, 45]


async def test_a_withdrawn_story_is_published_again_by_a_moderator_alone(discord_world: DiscordWorld):
    world = discord_world
    ines = await author(world)
    await world.press(await publish(world, ("ferry.txt", FERRY), by=ines), "Publish")
    (entry,) = await stories_here(world)
    engine = world.client.engine
    await engine.database.run(stories.withdraw_story(entry.story_id, engine.now()))
    proof = await publish(world, ("ferry.txt", FERRY), by=ines)
    assert "was withdrawn from this server" in proof.text
    assert "was withdrawn" in (await world.press_forged(ines, world.library, proof.custom_ids["Publish"])).text
    assert await stories_here(world) == []


async def test_its_author_alone_sees_how_a_story_is_read(discord_world: DiscordWorld):
    world = discord_world
    await world.press(await publish(world, ("ferry.txt", FERRY)), "Publish")
    hers = await world.slash(world.librarian, world.library, "story", story="The Ferry at Marl")
    assert hers.ephemeral
    assert "fewer than five readers" in hers.text
    assert (
        "as its author" not in (await world.slash(world.reader, world.library, "story", story="The Ferry at Marl")).text
    )


# --- who may, and whose proof it is ---------------------------------------------------------------------------------


async def test_only_the_author_role_and_moderators_may_publish(discord_world: DiscordWorld):
    world = discord_world
    refused = await publish(world, ("ferry.txt", FERRY), by=world.reader)
    assert "Only those who may manage this server can publish here." in refused.text
    ines = await author(world)
    assert "author role" in (await publish(world, ("ferry.txt", FERRY), by=world.reader)).text
    assert "The Ferry at Marl" in (await publish(world, ("ferry.txt", FERRY), by=ines)).text


async def test_a_role_taken_away_ends_publishing_at_once(discord_world: DiscordWorld):
    world = discord_world
    ines = await author(world)
    proof = await publish(world, ("ferry.txt", FERRY), by=ines)
    await servers.set_author_role(world.client.engine, world.guild.id, world.librarian.id, None)
    assert "Only those who may manage" in (await world.press(proof, "Publish")).text
    assert await stories_here(world) == []


async def test_another_authors_proof_is_not_there(discord_world: DiscordWorld):
    world = discord_world
    ines = await author(world)
    proof = await publish(world, ("ferry.txt", FERRY))
    number = proof.custom_ids["Publish"].split(":")[1]
    for forged in (
        f"publish:{number}",
        f"proof:{number}",
        f"parts:{number}:1",
        f"doubts:{number}:1",
        f"splithere:{number}:1:0",
        f"joinhere:{number}:2:0",
        f"uncutproof:{number}",
        f"changeproof:{number}",
    ):
        told = await world.press_forged(ines, world.library, forged)
        assert "not there any more" in told.text, forged
    for forged, value in (("rateproof", "explicit"), ("rightsproof", "mine"), ("joinpart", "2")):
        told = await world.send_press(ines, world.library, proof, f"{forged}:{number}:1", [value])
        assert "not there any more" in told.text, forged
    typed = await world.send_press(ines, world.library, proof, f"saveproof:{number}", typed="Mine now")
    assert "not there any more" in typed.text
    await world.press_forged(ines, world.library, f"cancelproof:{number}")
    assert "is published" in (await world.press(proof, "Publish")).text


async def test_nothing_is_published_where_the_bot_is_not_installed(discord_world: DiscordWorld):
    world = discord_world
    (away,) = await world.add_server_without_the_bot("away")
    board = await world.slash(world.librarian, away, "help")
    assert "in a server that I am in" in (await world.send_press(world.librarian, away, board, "publish:1")).text
    board = await world.slash(world.librarian, world.librarian.dm, "help")
    told = await world.send_press(world.librarian, world.librarian.dm, board, "publish:1")
    assert "in a server that I am in" in told.text
    assert not {"publish", "Publish this file"} & set(world.offered_privately())


# --- time -----------------------------------------------------------------------------------------------------------


async def test_a_proof_survives_a_restart(discord_world: DiscordWorld):
    world = discord_world
    proof = await publish(world, ("ferry.txt", FERRY))
    form = await world.press(proof, "Change")
    await world.restart()
    mended = await fill_in(world, form, title="The Crate")
    assert "### The Crate" in mended.text
    await world.restart()
    assert "**The Crate** is published" in (await world.press(mended, "Publish")).text


async def test_a_proof_is_gone_after_a_day_and_its_file_with_it(discord_world: DiscordWorld):
    world = discord_world
    proof = await publish(world, ("ferry.txt", FERRY))
    await world.pass_time(86_340)
    proof = await world.choose(proof, "Mature")
    assert "**Rating:** Mature" in proof.text
    await world.pass_time(120)
    assert "kept for a day" in (await world.press(proof, "Publish")).text
    await world.pass_time(86_400)
    assert await kept_files(world) == 0


# --- parts by hand --------------------------------------------------------------------------------------------------

GAPS = """Title: Gaps
Rating: General

The boat was late and nobody minded.

Ines sat on the wall and counted the gulls.


The next morning there were none.

She counted the waves instead, and lost count.
"""


async def test_doubtful_places_are_listed_with_what_to_do_and_it_is_done(discord_world: DiscordWorld):
    world = discord_world
    proof = await publish(world, ("gaps.txt", GAPS))
    label, undone = ("Join here", "Split here") if "Join here" in proof.buttons else ("Split here", "Join here")
    assert "The next morning there were none." in proof.text
    parts = "1 part" if label == "Join here" else "2 parts"
    changed = await world.press(proof, label)
    assert parts in changed.text
    assert "exactly your text: yes" in changed.text
    assert undone not in changed.buttons
    await world.press(changed, "Publish")
    (entry,) = await stories_here(world)
    assert entry.parts == int(parts[0])


async def test_parts_are_joined_in_the_list_of_all_and_that_is_undone(discord_world: DiscordWorld):
    world = discord_world
    proof = await publish(world, ("ferry.txt", FERRY))
    listed = await world.press(proof, "Parts…")
    joined = await world.choose(listed, "Part 2")
    assert "1 part" in joined.text
    proof = await world.press(joined, "Back to the proof")
    assert "The 1 part is exactly your text: yes" in proof.text
    await world.press(proof, "Publish")
    page = await world.slash(world.reader, world.library, "read", story="The Ferry at Marl")
    assert "oranges.\n\n\\* \\* \\*\n\nThe next morning" in page.text


# --- the message menu -----------------------------------------------------------------------------------------------


async def test_a_file_in_a_message_is_published_from_its_menu(discord_world: DiscordWorld):
    world = discord_world
    ines = await author(world)
    await ines.member.send(world.library, "my story", attachments=[("ferry.txt", FERRY.encode()), ("a.png", b"x")])
    message = world.messages(world.library)[-1]
    refused = await world.menu(world.reader, world.library, "Publish this file", message)
    assert "author role" in refused.text
    proof = await world.menu(ines, world.library, "Publish this file", message)
    assert proof.ephemeral
    assert "by what right" in proof.text
    proof = await world.choose(proof, "the author's own work")
    assert "is published" in (await world.press(proof, "Publish")).text


async def test_a_message_without_a_file_has_nothing_to_publish(discord_world: DiscordWorld):
    world = discord_world
    await world.librarian.member.send(world.library, "no story")
    told = await world.menu(world.librarian, world.library, "Publish this file", world.messages(world.library)[-1])
    assert "no story file in that message" in told.text


# --- hostile and broken files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("bomb.docx", _word(b" " * 60_000_000), "far more"),
        ("program.txt", b"\x7fELF" + bytes(5000), "is a program"),
        ("story.pdf", b"%PDF-1.7\n", "is a PDF"),
        ("noise.txt", bytes(range(256)) * 50, "not text"),
        ("empty.txt", b"", "no story text"),
        ("header.txt", b"Title: Nothing\nAuthor: Nobody\n", "no story text"),
        ("broken.epub", b"PK\x03\x04broken", "damaged"),
    ],
)
async def test_what_is_no_story_is_refused_in_a_sentence(
    discord_world: DiscordWorld, name: str, data: bytes, told: str
):
    refused = await publish(discord_world, (name, data))
    assert refused.ephemeral
    assert told in refused.text
    assert "Publish" not in refused.buttons
    assert await kept_files(discord_world) == 0


async def test_text_in_an_old_encoding_is_read(discord_world: DiscordWorld):
    proof = await publish(discord_world, ("ferry.txt", FERRY.replace("Tomas", "Tomás").encode("cp1252")))
    assert "Tomás" in (await discord_world.press(proof, "Parts…")).text


async def test_a_file_that_claims_to_be_too_large_is_not_even_fetched(
    discord_world: DiscordWorld, monkeypatch: pytest.MonkeyPatch
):
    world = discord_world
    store = world.env.backend.cdn.store_attachment
    monkeypatch.setattr(world.env.backend.cdn, "store_attachment", lambda *given: store(*given) | {"size": 200 * 2**20})
    monkeypatch.setattr(world.env.backend.cdn, "get", lambda url: pytest.fail(f"{url} was fetched"))
    told = await publish(world, ("ferry.txt", FERRY))
    assert "larger than 25 MiB" in told.text


async def test_a_file_that_discord_does_not_give_is_told_of(
    discord_world: DiscordWorld, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(discord_world.env.backend.cdn, "get", lambda _url: None)
    assert "cannot be fetched" in (await publish(discord_world, ("ferry.txt", FERRY))).text


# --- the stories people really have ---------------------------------------------------------------------------------


@pytest.mark.skipif(not SAMPLES.exists(), reason="the sample files are not at hand")
async def test_every_sample_file_becomes_a_proof_and_then_a_story_that_can_be_read(discord_world: DiscordWorld):
    world = discord_world
    published = 0
    for path in sorted(SAMPLES.iterdir()):
        proof = await publish(world, (path.name, path.read_bytes()), place=world.after_dark)
        assert "exactly your text: yes" in proof.text, path.name
        assert len(proof.text) <= 4000
        if "no rating yet" in proof.text:
            proof = await world.choose(proof, "Teen")
        if "will not be served anywhere" in proof.text:
            continue
        done = await world.press(proof, "Publish")
        assert "is published" in done.text, (path.name, done.text)
        page = await world.press(done, "Read")
        assert "Part 1 of" in page.text, (path.name, page.text)
        published += 1
    assert published > 20
