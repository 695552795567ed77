"""Whether something takes time that grows with its input and no faster, whatever else the machine does meanwhile."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

TIMES_LARGER = 8
# Eight times the input takes eight times the time where that is linear, sixty-four times where it is quadratic.
MOST_TIMES_LONGER = 26
TOO_SHORT_TO_TELL = 0.02
# What is slow for a while (a busy machine, its caches) is over in one of these; what is not linear is not in any.
MOST_TRIES = 5


def assert_linear(work: Callable[[int], object], size: int) -> None:
    """Runs `work` on `size` and on eight times as much, by turns; the least processor time that each took is compared."""
    work(size // TIMES_LARGER)  # whatever is only done once is done now
    short = long = float("inf")
    for _ in range(MOST_TRIES):
        short, long = min(short, _seconds(work, size)), min(long, _seconds(work, size * TIMES_LARGER))
        if long < max(short, TOO_SHORT_TO_TELL) * MOST_TIMES_LONGER:
            return
    raise AssertionError(f"{short:.3f} s became {long:.3f} s")


def _seconds(work: Callable[[int], object], size: int) -> float:
    # A full collection looks through whatever the tests before have left, at any moment: that is not the work's own cost.
    gc.disable()
    try:
        began = time.process_time()
        work(size)
        return time.process_time() - began
    finally:
        gc.enable()
