"""A text by its letters and digits alone, by which a title is known again however it is set."""

from __future__ import annotations


def fold(text: str) -> str:
    """The text in lower case without spaces and signs.

    >>> fold("The Lamp -- Part II") == fold("THE LAMP, part ii")
    True
    """
    return "".join(sign for sign in text.casefold() if sign.isalnum())
