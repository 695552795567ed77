"""Every error Cliffhanger raises: each says in one sentence what is wrong and, where there is one, the next step.

CliffhangerError
├── SettingsError           the environment: all mistakes together
├── StoryFileError          a file cannot be read as a story
│   ├── UnknownFormatError  no reader knows it
│   └── EmptyStoryError     there is no story text in it
├── NotFoundError           what was asked for is not in the library
├── NotHereError            the story may not be shown in this place
├── LimitError              one more than there may be
├── ClosedDmError           the bot may not write to her
├── DatabaseError           the database cannot be opened, or is newer than this program
└── DemoError               the simulated Discord cannot start
"""

from __future__ import annotations


class CliffhangerError(Exception):
    """An expected failure: `sentence` for the person, `next_step` what she can do about it (or None)."""

    def __init__(self, sentence: str, next_step: str | None = None) -> None:
        super().__init__(sentence if next_step is None else f"{sentence} {next_step}")
        self.sentence = sentence
        self.next_step = next_step


class SettingsError(CliffhangerError):
    """Wrong settings; `problems` holds one sentence for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems), "Mend them in .env or in the environment; .env.example explains each.")
        self.problems = tuple(problems)


class StoryFileError(CliffhangerError):
    """A file that cannot be read as a story."""


class UnknownFormatError(StoryFileError):
    """A file in a format that no reader knows."""


class EmptyStoryError(StoryFileError):
    """A file without any story text."""


class NotFoundError(CliffhangerError):
    """A story, part or page that is not in the library, or not any more."""


class NotHereError(CliffhangerError):
    """A story that may not be shown in this place."""


class LimitError(CliffhangerError):
    """One more of something than the operator lets a person have."""


class ClosedDmError(CliffhangerError):
    """A DM that Discord does not let the bot send."""


class DatabaseError(CliffhangerError):
    """A database that cannot be opened or used."""


class DemoError(CliffhangerError):
    """A demo that cannot start."""
