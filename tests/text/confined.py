"""A file read in a process of its own, in which nothing may be written, started or sent; its time and memory are measured.

The process that reads takes files from its input and forks for each, so that each starts from the same memory. It needs
Linux or macOS.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

from bot.errors import StoryFileError
from bot.models import Limits
from bot.text import lay_out
from bot.text.story import read_story  # loads every reader: the child may open no file

MOST_SECONDS = 20  # of processor time
MOST_MEMORY = 500 * 1024 * 1024
_HARD_MEMORY = 4 * 1024**3  # of address space: what runs wild must not take the machine along
ROOT = Path(__file__).parents[2]
_OWN_FOLDERS = tuple(str(Path(folder)) for folder in {sys.prefix, sys.base_prefix, ROOT})
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# What Python reports before it does it (sys.addaudithook), beside opening files.
_DEEDS = (
    "socket.", "subprocess.", "shutil.", "tempfile.", "urllib.", "http.", "os.exec", "os.fork", "os.posix_spawn", "os.system",
    "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.kill",
)  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """What became of a file: one sentence, or the words and pages of a story; `breach` is what it must never come to."""

    error: str | None = None
    words: int = 0
    pages: int = 0
    text: str = ""
    seconds: float = 0.0
    memory: int = 0
    breach: str | None = None


class Reader:
    """The process that reads; its working and temporary folder is `folder`, which stays empty."""

    def __init__(self, folder: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("COV", "PYTEST"))}
        places = {"TMPDIR": str(folder), "HOME": str(folder), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from tests.text.confined import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=folder,
            env=kept | places,
        )

    def read(self, data: bytes, name: str, limits: Limits = Limits()) -> Outcome:  # noqa: B008
        """What becomes of a file of this name."""
        pickle.dump((data, name, limits), self._process.stdin)
        self._process.stdin.flush()
        return pickle.load(self._process.stdout)  # noqa: S301 - from our own process

    def close(self) -> None:
        self._process.communicate()


def serve() -> None:
    """What the process that reads does until its input ends."""
    results = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while True:
        try:
            data, name, limits = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the tests
        except EOFError:
            return
        child = os.fork()
        if not child:
            pickle.dump(_try(data, name, limits), results)
            results.flush()
            os._exit(0)
        del data
        _, status = os.waitpid(child, 0)
        if status:
            breach = f"killed by signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else "ended without a word"
            pickle.dump(Outcome(breach=breach), results)
            results.flush()


def _try(data: bytes, name: str, limits: Limits) -> Outcome:
    import resource  # noqa: PLC0415 - not on Windows

    resource.setrlimit(resource.RLIMIT_AS, (_HARD_MEMORY, _HARD_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS + 10, MOST_SECONDS + 20))
    deeds: list[str] = []
    sealed = [True]

    def seal(event: str, args: tuple) -> None:
        if sealed and (event.startswith(_DEEDS) or (event == "open" and not _is_harmless(*args))):
            deeds.append(f"{event}{args!r:.200}")
            raise PermissionError(f"{event} is not for readers")

    sys.addaudithook(seal)
    began = time.process_time()
    found = Outcome()
    try:
        story = read_story(data, name, limits)
        pages = [page for part in story.parts for page in lay_out(part)]
        found = Outcome(words=story.words, pages=len(pages), text="\n".join(page.text for page in pages[:20]))
    except StoryFileError as error:
        found = Outcome(error=error.sentence)
    except BaseException as error:  # noqa: BLE001 - that is what is looked for
        deeds.append(f"{type(error).__name__}: {error!s:.200}")
    seconds = time.process_time() - began
    sealed.clear()
    return replace(found, seconds=seconds, memory=_peak(), breach="; ".join(deeds) or None)


def _is_harmless(path: object, _mode: object, flags: int) -> bool:
    """Whether a file is opened to be read, and is Python's, a library's or the project's own."""
    if flags & _WRITES:
        return False
    return isinstance(path, int) or os.path.realpath(os.fsdecode(path)).startswith(_OWN_FOLDERS)


def _peak() -> int:
    """The most memory this process has had, in bytes; getrusage would count what the one had that it was forked from."""
    import resource  # noqa: PLC0415 - not on Windows

    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM:"))
