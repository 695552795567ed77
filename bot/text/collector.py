"""A stretch of work without Python's search for reference cycles, which a story's many small objects never form.

Each of a novel's paragraphs is a few objects that stay. The collector would look through all of them again and again while
more are made, for about a fifth of the time of an import; what is no longer used is freed without it.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_running = 0
_was_on = False


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keeps the collector off meanwhile, for all threads; the last of several that overlap turns it on again."""
    global _running, _was_on  # noqa: PLW0603 - the collector is one for the whole process
    with _lock:
        if not _running:
            _was_on = gc.isenabled()
            gc.disable()
        _running += 1
    try:
        yield
    finally:
        with _lock:
            _running -= 1
            if _was_on and not _running:
                gc.enable()
