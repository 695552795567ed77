"""Every error Cliffhanger raises: each says in one sentence what is wrong and, where there is one, the next step.

CliffhangerError
├── OperatorError           met by who runs the bot alone, and told in English
│   ├── SettingsError       the environment: all mistakes together
│   ├── DatabaseError       the database cannot be opened, or is newer than this program
│   └── DemoError           the simulated Discord cannot start
├── StoryFileError          a file cannot be read as a story
│   ├── UnknownFormatError  no reader knows it
│   ├── TooLargeError       it is larger than the settings allow
│   └── EmptyStoryError     there is no story text in it
├── NotFoundError           what was asked for is not in the library
├── NotHereError            the story may not be shown in this place
├── NotAllowedError         somebody else may do this, not she
├── LimitError              one more than there may be
├── SerialError             a serial cannot be started or cannot do that as things are
├── CadenceError            a schedule that cannot be read, or that a story cannot follow
└── ClosedDmError           the bot may not write to her
"""

from __future__ import annotations


class Phrase(str):
    """Words of ours that stand in a table or are a value of an error's sentence: whoever shows them translates them."""

    __slots__ = ()


class CliffhangerError(Exception):
    """An expected failure: `sentence` for the person, `next_step` what she can do about it (or None), in English.

    Both are given as templates with their values, `NotFoundError("There is no part {part}.", part=9)`, and kept so in
    `templates` and `values`: who raises an error does not know which language its reader speaks.
    """

    def __init__(self, sentence: str, next_step: str | None = None, /, **values: object) -> None:
        self.templates = (sentence, next_step)
        self.values = values
        self.sentence = sentence.format_map(values) if values else sentence
        self.next_step = next_step.format_map(values) if values and next_step else next_step
        super().__init__(self.sentence if self.next_step is None else f"{self.sentence} {self.next_step}")


class OperatorError(CliffhangerError):
    """A failure that only whoever runs the bot can meet; it is told in English."""


class SettingsError(OperatorError):
    """Wrong settings; `problems` holds one sentence for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems), "Mend them in .env or in the environment; .env.example explains each.")
        self.problems = tuple(problems)


class StoryFileError(CliffhangerError):
    """A file that cannot be read as a story."""


class UnknownFormatError(StoryFileError):
    """A file in a format that no reader knows."""


class TooLargeError(StoryFileError):
    """A file that is larger than the settings allow; with other settings it may be read."""


class EmptyStoryError(StoryFileError):
    """A file without any story text."""


class NotFoundError(CliffhangerError):
    """A story, part or page that is not in the library, or not any more."""


class NotHereError(CliffhangerError):
    """A story that may not be shown in this place."""


class NotAllowedError(CliffhangerError):
    """Something that only others may do."""


class LimitError(CliffhangerError):
    """One more of something than the operator lets a person have."""


class SerialError(CliffhangerError):
    """A serial that cannot be started, or cannot do what it was told, as things are."""


class CadenceError(CliffhangerError):
    """A schedule that cannot be read as one, or that this story cannot follow."""


class ClosedDmError(CliffhangerError):
    """A DM that Discord does not let the bot send."""


class DatabaseError(OperatorError):
    """A database that cannot be opened or used."""


class DemoError(OperatorError):
    """A demo that cannot start."""
