"""A long list's pages: how many there are, and a page's number brought within them."""

from __future__ import annotations


def fit(number: int, total: int, size: int) -> tuple[int, int]:
    """The nearest page to `number` (from 1) of `total` things in pages of `size`, and how many pages these are: one at least.

    >>> fit(9, 21, 10), fit(0, 0, 10)
    ((3, 3), (1, 1))
    """
    pages = max(1, -(-total // size))
    return min(max(number, 1), pages), pages
