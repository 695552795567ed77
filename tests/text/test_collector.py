from __future__ import annotations

import gc
import threading

import pytest

from bot.errors import StoryFileError
from bot.text import read_story
from bot.text.collector import collector_paused


@pytest.fixture(autouse=True)
def collector():
    gc.enable()
    yield
    gc.enable()


def test_the_collector_is_on_again_after_a_story_whether_it_could_be_read_or_not():
    read_story(b"The lamp went round.", "a.txt")
    assert gc.isenabled()
    with pytest.raises(StoryFileError):
        read_story(b"", "a.txt")
    assert gc.isenabled()


def test_the_last_of_several_that_overlap_turns_it_on():
    inside, leave = threading.Event(), threading.Event()

    def other():
        with collector_paused():
            inside.set()
            leave.wait(10)

    thread = threading.Thread(target=other)
    thread.start()
    assert inside.wait(10)
    with collector_paused():
        pass
    assert not gc.isenabled()
    leave.set()
    thread.join()
    assert gc.isenabled()


def test_it_stays_off_where_it_was_off():
    gc.disable()
    with collector_paused():
        pass
    assert not gc.isenabled()
