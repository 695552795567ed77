"""Uploads come from strangers: whatever they send is a sentence or a story, soon, in little memory, touching nothing."""

from __future__ import annotations

import re
import socket
import sys

import pytest

from bot.models import Limits
from tests.text.attacks import ATTACKS, Traps
from tests.text.confined import MOST_MEMORY, MOST_SECONDS, Reader

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and resource limits")
SECRET = "the ninth lamp is false"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("empty")


@pytest.fixture(scope="module")
def reader(folder):
    reader = Reader(folder)
    yield reader
    reader.close()


@pytest.fixture(scope="module")
def listener():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


@pytest.fixture(scope="module")
def traps(tmp_path_factory, listener):
    secret = tmp_path_factory.mktemp("secret") / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    return Traps(secret.as_uri(), f"http://127.0.0.1:{listener.getsockname()[1]}/")


@pytest.mark.parametrize("label", ATTACKS)
def test_an_attack_is_a_sentence_or_a_story_within_bounds_and_touches_nothing(label, reader, folder, listener, traps):
    attack = ATTACKS[label]
    found = reader.read(attack.make(traps), attack.name)
    assert found.breach is None
    assert found.seconds < MOST_SECONDS
    assert found.memory < MOST_MEMORY
    assert list(folder.iterdir()) == []
    with pytest.raises(BlockingIOError):
        listener.accept()
    assert SECRET not in found.text
    if attack.refused:
        assert re.search(attack.refused, found.error or "")
        assert re.fullmatch(r"[^\n]+\.", found.error)
    else:
        assert (found.error, found.words > 0) == (None, True)


def test_the_process_that_reads_tells_what_must_not_happen(reader, folder, monkeypatch):
    # The promises above hold only if this one does.
    for limits, breach in ((None, "AttributeError"), (Writing(), "open"), (Calling(), "socket"), (Hungry(), "Memory")):
        assert breach in reader.read(b"It rained.", "a.txt", limits).breach
    assert list(folder.iterdir()) == []


class Writing:
    """Limits that write a file when they are asked."""

    @property
    def bytes(self):
        return open("evil.txt", "w")  # noqa: PTH123


class Calling:
    """Limits that call home."""

    @property
    def bytes(self):
        return socket.create_connection(("127.0.0.1", 9))


class Hungry:
    """Limits that take all memory there is."""

    @property
    def bytes(self):
        return len(bytearray(2**36))


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        (Limits(bytes=100), "larger than 100 bytes"),
        (Limits(members=1), "more files"),
        (Limits(words=5), "more text than 5 words"),
    ],
)
def test_every_limit_is_a_setting(reader, limits, sentence):
    book = ATTACKS["path tricks"].make(Traps()) if limits.members == 1 else b"It rained on the island all day. " * 8
    name = "a.epub" if limits.members == 1 else "a.txt"
    assert reader.read(book, name).error is None
    assert sentence in reader.read(book, name, limits).error


def test_a_higher_ratio_and_more_bytes_let_a_bomb_through(reader):
    attack = ATTACKS["a zip bomb"]
    found = reader.read(attack.make(Traps()), attack.name, Limits(ratio=100_000))
    assert found.error == "There is no story text in a.docx."
