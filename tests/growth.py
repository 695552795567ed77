"""Whether something takes time that grows with its input and no faster, whatever else the machine does meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable

TIMES_LARGER = 8
# Eight times the input takes eight times the time where that is linear, sixty-four times where it is quadratic.
MOST_TIMES_LONGER = 26
TOO_SHORT_TO_TELL = 0.02


def assert_linear(work: Callable[[int], object], size: int) -> None:
    """Runs `work` on `size` and on eight times as much; processor time is compared, the shorter of two tries each."""
    work(size // TIMES_LARGER)  # whatever is only done once is done now
    short, long = _seconds(work, size), _seconds(work, size * TIMES_LARGER)
    assert long < max(short, TOO_SHORT_TO_TELL) * MOST_TIMES_LONGER, f"{short:.3f} s became {long:.3f} s"


def _seconds(work: Callable[[int], object], size: int) -> float:
    tries = []
    for _ in range(2):
        began = time.process_time()
        work(size)
        tries.append(time.process_time() - began)
    return min(tries)
