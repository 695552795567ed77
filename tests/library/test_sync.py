"""The story folder brought into the database."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

import bot.library.sync as sync_module
from bot.db import Database
from bot.db.files import list_files
from bot.db.links import get_links
from bot.db.progress import get_progress
from bot.db.stories import find_by_title, get_card, get_entry, list_entries
from bot.errors import CliffhangerError
from bot.library.sync import SyncReport, is_story_name, sync_folder, title_from_name
from bot.models import Limits, PointerKind
from bot.text import read_story
from tests.db.samples import EVERY_STORY, NOON, keep_way, place, way

SEEDS = sorted((Path(__file__).parents[2].parent / "shared" / "seed").glob("*.txt"))
STORM = "Title: The Storm\n\nIt rained.\n\nIt rained on.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "stories"
    path.mkdir()
    return path


async def _sync(database: Database, folder: Path, limits: Limits = Limits()) -> SyncReport:  # noqa: B008
    return await sync_folder(database, folder, lambda: NOON, limits)


async def _titles(database: Database) -> list[str]:
    return [entry.title for entry in await database.run(list_entries(visibility=EVERY_STORY))]


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


async def test_every_story_file_of_the_folder_and_its_subfolders_is_added(database: Database, folder: Path) -> None:
    _write(folder, {"storm.txt": STORM, "sea/tide.md": "Title: Tide\n\nIt rose.\n", "sea/deep/fish.MARKDOWN": "Blub."})
    report = await _sync(database, folder)
    assert report == SyncReport(added=["sea/deep/fish.MARKDOWN", "sea/tide.md", "storm.txt"])
    assert len(await _titles(database)) == 3


async def test_what_is_no_story_is_left_alone(database: Database, folder: Path) -> None:
    names = ["LICENSE", "LICENSE.txt", "README.md", "readme", ".hidden.txt", ".git/x.txt", "cover.png", "notes.txt~"]
    _write(folder, dict.fromkeys(names, STORM))
    assert await _sync(database, folder) == SyncReport()


async def test_an_unchanged_file_is_not_read_as_a_story_again(database: Database, folder: Path, monkeypatch) -> None:
    _write(folder, {"storm.txt": STORM})
    await _sync(database, folder)
    monkeypatch.setattr(sync_module, "read_story", None)
    assert await _sync(database, folder) == SyncReport(unchanged=["storm.txt"])


async def test_a_newer_importer_reads_every_file_again(database: Database, folder: Path, monkeypatch) -> None:
    _write(folder, {"storm.txt": STORM})
    await _sync(database, folder)
    monkeypatch.setattr(sync_module, "IMPORTER_VERSION", sync_module.IMPORTER_VERSION + 1)
    assert await _sync(database, folder) == SyncReport(updated=["storm.txt"])
    assert await _sync(database, folder) == SyncReport(unchanged=["storm.txt"])


async def test_a_changed_file_is_the_next_edition_of_its_story(database: Database, folder: Path) -> None:
    _write(folder, {"storm.txt": STORM})
    await _sync(database, folder)
    (before,) = await database.run(find_by_title("The Storm"))
    _write(folder, {"storm.txt": STORM + "\nIt stopped.\n"})
    assert await _sync(database, folder) == SyncReport(updated=["storm.txt"])
    (after,) = await database.run(find_by_title("The Storm"))
    assert after.story_id == before.story_id
    assert after.words > before.words


async def test_a_removed_file_hides_its_story_and_a_returning_one_brings_it_back(
    database: Database, folder: Path
) -> None:
    _write(folder, {"storm.txt": STORM})
    await _sync(database, folder)
    (entry,) = await database.run(list_entries(visibility=EVERY_STORY))
    card = await database.run(get_card(entry.story_id, EVERY_STORY))
    assert card is not None
    progress = way(place(entry.story_id, card.edition_id, 1))
    await database.run(keep_way(7, progress, NOON))
    (folder / "storm.txt").unlink()
    assert await _sync(database, folder) == SyncReport(hidden=["storm.txt"])
    assert await _sync(database, folder) == SyncReport()
    assert await _titles(database) == []
    assert await database.run(get_progress(7, entry.story_id)) == progress
    _write(folder, {"storm.txt": STORM})
    assert await _sync(database, folder) == SyncReport(added=["storm.txt"])
    assert await database.run(get_entry(entry.story_id)) == entry


async def test_one_bad_file_is_named_with_its_reason_and_the_others_are_read(database: Database, folder: Path) -> None:
    _write(folder, {"a.txt": "", "b.txt": STORM, "c.md": "   \n"})
    report = await _sync(database, folder)
    assert report.added == ["b.txt"]
    assert [name for name, _ in report.problems] == ["a.txt", "c.md"]
    assert all(sentence for _, sentence in report.problems)
    # Not tried again, but told again.
    assert await _sync(database, folder) == SyncReport(unchanged=["b.txt"], problems=report.problems)


async def test_a_bad_file_that_is_mended_is_added(database: Database, folder: Path) -> None:
    _write(folder, {"a.txt": ""})
    await _sync(database, folder)
    _write(folder, {"a.txt": STORM})
    assert await _sync(database, folder) == SyncReport(added=["a.txt"])


async def test_a_story_whose_file_goes_bad_stays_as_it_was_until_the_file_is_removed(
    database: Database, folder: Path
) -> None:
    _write(folder, {"storm.txt": STORM})
    await _sync(database, folder)
    _write(folder, {"storm.txt": ""})
    assert [name for name, _ in (await _sync(database, folder)).problems] == ["storm.txt"]
    assert await _titles(database) == ["The Storm"]
    (folder / "storm.txt").unlink()
    assert await _sync(database, folder) == SyncReport(hidden=["storm.txt"])
    assert await _titles(database) == []


async def test_a_file_that_makes_the_importer_fail_is_logged_and_tried_again(
    database: Database, folder: Path, monkeypatch, caplog
) -> None:
    def failing(data: bytes, name: str, _limits: Limits):
        if name == "bad.txt":
            raise ZeroDivisionError
        return read_story(data, name)

    monkeypatch.setattr(sync_module, "read_story", failing)
    _write(folder, {"bad.txt": STORM, "good.txt": STORM})
    with caplog.at_level(logging.ERROR):
        report = await _sync(database, folder)
    assert report.added == ["good.txt"]
    assert report.problems == [("bad.txt", "The importer failed on it: ZeroDivisionError (see the log).")]
    assert "Traceback" in caplog.text
    monkeypatch.undo()
    assert (await _sync(database, folder)).added == ["bad.txt"]


async def test_a_file_that_cannot_be_read_is_a_problem_and_its_story_stays(
    database: Database, folder: Path, monkeypatch
) -> None:
    _write(folder, {"storm.txt": STORM, "tide.txt": "Title: Tide\n\nIt rose.\n"})
    await _sync(database, folder)
    original = Path.read_bytes

    def refusing(path: Path) -> bytes:
        if path.name == "storm.txt":
            raise PermissionError(13, "Permission denied")
        return original(path)

    monkeypatch.setattr(Path, "read_bytes", refusing)
    report = await _sync(database, folder)
    assert report == SyncReport(
        unchanged=["tide.txt"], problems=[("storm.txt", "The file cannot be read (Permission denied).")]
    )
    assert "The Storm" in await _titles(database)


async def test_a_folder_that_cannot_be_listed_is_a_problem_and_its_stories_stay(
    database: Database, folder: Path, monkeypatch
) -> None:
    _write(folder, {"closed/storm.txt": STORM, "tide.txt": "Title: Tide\n\nIt rose.\n"})
    await _sync(database, folder)
    original = os.scandir

    def refusing(path):
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return original(path)

    monkeypatch.setattr(os, "scandir", refusing)
    report = await _sync(database, folder)
    assert report.hidden == []
    assert report.problems == [("closed", "The folder cannot be read (Permission denied).")]
    assert len(await _titles(database)) == 2


@pytest.mark.parametrize("limits", [Limits(bytes=10), Limits(words=3)])
async def test_a_file_too_large_is_a_problem_until_the_settings_allow_it(
    database: Database, folder: Path, limits: Limits
) -> None:
    _write(folder, {"storm.txt": STORM})
    for _ in range(2):
        report = await _sync(database, folder, limits)
        assert [name for name, _ in report.problems] == ["storm.txt"]
    assert (await _sync(database, folder)).added == ["storm.txt"]


@pytest.mark.skipif(os.name == "nt", reason="such names cannot be made there")
async def test_a_name_that_is_not_utf8_is_a_problem(database: Database, folder: Path) -> None:
    _write(folder, {os.fsdecode(b"caf\xe9.txt"): STORM})
    report = await _sync(database, folder)
    assert report.problems == [("caf?.txt", "The file's name is not UTF-8.")]


async def test_links_out_of_the_folder_are_not_followed(database: Database, folder: Path, tmp_path: Path) -> None:
    _write(tmp_path, {"outside.txt": STORM, "elsewhere/secret.txt": STORM})
    _write(folder, {"inside.txt": STORM})
    (folder / "link.txt").symlink_to(tmp_path / "outside.txt")
    (folder / "linked").symlink_to(tmp_path / "elsewhere")
    (folder / "dangling.txt").symlink_to(folder / "nothing.txt")
    (folder / "twin.txt").symlink_to(folder / "inside.txt")
    assert await _sync(database, folder) == SyncReport(added=["inside.txt", "twin.txt"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
async def test_a_pipe_is_not_waited_for(database: Database, folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    assert await _sync(database, folder) == SyncReport()


async def test_a_missing_folder_is_told_in_words(database: Database, tmp_path: Path) -> None:
    with pytest.raises(CliffhangerError, match=r"no story folder .*nowhere"):
        await _sync(database, tmp_path / "nowhere")


async def test_a_story_without_a_title_is_shown_under_its_files_name(
    database: Database, folder: Path, monkeypatch
) -> None:
    from dataclasses import replace  # noqa: PLC0415

    def untitled(data: bytes, name: str, _limits: Limits):
        story = read_story(data, name)
        return replace(story, metadata=replace(story.metadata, title=None))

    monkeypatch.setattr(sync_module, "read_story", untitled)
    _write(folder, {"the_long-night.txt": "It was dark.\n"})
    await _sync(database, folder)
    assert await _titles(database) == ["The Long Night"]


async def test_the_record_names_each_file_with_its_story(database: Database, folder: Path) -> None:
    _write(folder, {"storm.txt": STORM, "empty.txt": ""})
    await _sync(database, folder)
    empty, storm = await database.run(list_files())
    assert (empty.path, empty.story_id, bool(empty.problem)) == ("empty.txt", None, True)
    assert (storm.path, storm.story_id is None, storm.problem) == ("storm.txt", False, None)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("a/the_long-night.txt", "The Long Night"),
        ("McKay's Tale.md", "McKay's Tale"),
        ("HMS-Terror.txt", "HMS Terror"),
        ("---.txt", "---"),
    ],
)
def test_a_files_name_becomes_a_title(name: str, title: str) -> None:
    assert title_from_name(name) == title


def test_only_story_endings_count() -> None:
    assert is_story_name("a.TXT")
    assert is_story_name("a.docx")
    assert is_story_name("a.fb2.zip")
    assert not is_story_name("a.zip")
    assert not is_story_name("a.doc")
    assert not is_story_name("Readme-first.md")


async def test_a_renamed_file_stays_the_same_story_and_readers_keep_their_places(
    database: Database, folder: Path
) -> None:
    _write(folder, {"storm.txt": STORM})
    await _sync(database, folder)
    (before,) = await database.run(list_entries(visibility=EVERY_STORY))
    (folder / "sea").mkdir()
    (folder / "storm.txt").rename(folder / "sea" / "the-storm.txt")
    assert await _sync(database, folder) == SyncReport(unchanged=["sea/the-storm.txt"])
    assert await database.run(list_entries(visibility=EVERY_STORY)) == [before]
    assert await _sync(database, folder) == SyncReport(unchanged=["sea/the-storm.txt"])


async def test_a_copy_of_a_file_is_a_story_of_its_own(database: Database, folder: Path) -> None:
    _write(folder, {"storm.txt": STORM})
    await _sync(database, folder)
    _write(folder, {"again.txt": STORM})
    assert await _sync(database, folder) == SyncReport(added=["again.txt"], unchanged=["storm.txt"])


async def test_a_file_nobody_touched_is_not_read_again_and_a_touched_one_is(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lamp.txt"
    path.write_text("Title: Lamp\n\n\nThe lamp was lit.\n", encoding="utf-8")
    os.utime(path, (1_000_000, 1_000_000))
    await sync_folder(database, tmp_path, lambda: NOON)
    read: list[str] = []
    true_read = sync_module._read
    monkeypatch.setattr(sync_module, "_read", lambda file: read.append(file.name) or true_read(file))
    assert (await sync_folder(database, tmp_path, lambda: NOON)).unchanged == ["lamp.txt"]
    assert read == []
    os.utime(path, (1_000_001, 1_000_001))
    assert (await sync_folder(database, tmp_path, lambda: NOON)).unchanged == ["lamp.txt"]
    assert read == ["lamp.txt"]
    assert (await sync_folder(database, tmp_path, lambda: NOON)).unchanged == ["lamp.txt"]
    assert read == ["lamp.txt"]


async def test_a_file_changed_a_moment_ago_is_read_again_though_it_looks_the_same(
    database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "lamp.txt"
    path.write_text("Title: Lamp\n\n\nThe lamp was lit.\n", encoding="utf-8")
    before = path.stat()
    await sync_folder(database, tmp_path, lambda: NOON)
    path.write_text("Title: Lamp\n\n\nThe lamp was lost\n", encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (await sync_folder(database, tmp_path, lambda: NOON)).updated == ["lamp.txt"]


# --- links ----------------------------------------------------------------------------------------------------------

FIFTH = "Rating: PG\n\nThe harbour was closed.\n\nNobody rowed.\n\nContinued in Close Harbour VI: The Plan\n"
ARRIVALS = {
    "the very title": "Title: Close Harbour VI: The Plan\n\nThey met.\n",
    "the number in another form": "Title: close harbour 6 - the plan\n\nThey met.\n",
    "its title without the subtitle, and the series": "Title: Close Harbour VI\nSeries: Close Harbour\n\nThey met.\n",
    "its place in the series": "Title: The Plan\nSeries: Close Harbour [6]\n\nThey met.\n",
    "a pointer back": "Title: Close Harbour Six\nSummary: Sequel to Close Harbour V.\n\nThey met.\n",
    "an author, the very title and the series": (
        "Title: Close Harbour VI: The Plan\nAuthor: Ann\nSeries: Close Harbour\n\nThey met.\n"
    ),
}


async def _linked_by(database: Database, folder: Path, title: str, name: str, text: str) -> list[str]:
    """The stories after the one of that title once a file arrives."""
    await _sync(database, folder)
    (first,) = await database.run(find_by_title(title))
    before = await database.run(get_links(first.story_id))
    assert [title.kind for title in before.awaited] == [PointerKind.SEQUEL]
    _write(folder, {name: text})
    await _sync(database, folder)
    found = await database.run(get_links(first.story_id))
    assert bool(found.later) != bool(found.awaited)
    for story in found.later:
        assert [s.story_id for s in (await database.run(get_links(story.story_id))).earlier] == [first.story_id]
    return [story.title for story in found.later]


@pytest.mark.parametrize("arrival", ARRIVALS)
async def test_the_sequel_of_a_story_by_nobody_is_told_by(database: Database, folder: Path, arrival: str) -> None:
    _write(folder, {"five.txt": FIFTH})
    assert await _linked_by(database, folder, "Close Harbour V", "new.txt", ARRIVALS[arrival])


@pytest.mark.parametrize(
    "text",
    [
        "Title: Close Harbour VII: The Plan\n\nThey met.\n",
        "Title: The Plan\n\nThey met.\n",
        "Title: Close Harbour VI\nAuthor: Ann\n\nThey met.\n",
        "Title: Close Harbour VI: The Trap\n\nThey met.\n",
    ],
)
async def test_the_sequel_of_a_story_by_nobody_is_not(database: Database, folder: Path, text: str) -> None:
    _write(folder, {"five.txt": FIFTH})
    assert not await _linked_by(database, folder, "Close Harbour V", "new.txt", text)


@pytest.mark.skipif(not SEEDS, reason="the seed is not beside this checkout (../shared/seed)")
async def test_the_sequel_of_the_seed_is_linked_when_it_arrives(database: Database, folder: Path) -> None:
    (folder / SEEDS[0].name).write_bytes(SEEDS[0].read_bytes())
    text = "Title: Close Quarters 6 - The Plan\nSummary: Sequel to Close Quarters V\n\nSomebody had one.\n"
    assert await _linked_by(database, folder, "Close Quarters V", "new.txt", text) == ["Close Quarters 6 - The Plan"]


async def test_a_renamed_file_keeps_its_links_and_a_removed_one_comes_back_to_them(
    database: Database, folder: Path
) -> None:
    _write(folder, {"ebb.txt": "Title: Ebb\nAuthor: Ann\nSequel: Flow\n\nLow.\n"})
    flow = "Title: Flow\nAuthor: Ann\n\nHigh.\n"
    assert await _linked_by(database, folder, "Ebb", "flow.txt", flow) == ["Flow"]
    (ebb,) = await database.run(find_by_title("Ebb"))

    async def later() -> list[str]:
        return [story.title for story in (await database.run(get_links(ebb.story_id))).later]

    (folder / "flow.txt").rename(folder / "two.txt")
    await _sync(database, folder)
    assert await later() == ["Flow"]
    (folder / "two.txt").unlink()
    await _sync(database, folder)
    assert await later() == []
    _write(folder, {"two.txt": flow})
    await _sync(database, folder)
    assert await later() == ["Flow"]
