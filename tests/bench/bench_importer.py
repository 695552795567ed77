"""What reading a novel costs beside others' splitters and the bare floor, as one table (`make bench`).

Everything runs in this one process in interleaved rounds, and processor time is compared, so that whatever else the machine
does meanwhile falls on all alike. Memory is measured in processes of its own. Nothing here is a pass or a fail. What web
pages and books in archives cost beside the bare parse stands in bench_rich.py.
"""

from __future__ import annotations

import gc
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from discord.ext.commands import Paginator
from discord.utils import escape_markdown
from semantic_text_splitter import MarkdownSplitter, TextSplitter

from bot.text import lay_out, read_story
from bot.text.pages import PAGE_LIMIT
from tests.bench.bench_hot_paths import invented

NOVELS = Path(__file__).parents[3] / "shared" / "corpus" / "dev" / "B"
MEGABYTE = 1_000_000
ROUNDS = 5
TEXT_SPLITTER = "semantic-text-splitter TextSplitter, 10 MB"
LARGE, SMALL = "read_story and lay_out, 10 MB", "read_story and lay_out, 1 MB"
_LETTER = re.compile(r"\s*[^\W\d_]")
_ASTRAL = "\U0001f56f"


def novels(size: int) -> bytes:
    """So many bytes of real novels, the same share of each; of invented ones where the corpus is not there."""
    texts = [path.read_bytes() for path in sorted(NOVELS.glob("*.txt"))] or [_invented_novel(n) for n in range(20)]
    copies, share = divmod(size / sum(map(len, texts)), 1)
    return b"\n\n\n".join(text * int(copies) + text[: int(len(text) * share)].rpartition(b"\n")[0] for text in texts)


def _invented_novel(seed: int) -> bytes:
    """Chapters and scenes of paragraphs of uneven length, with talk, emphasis and stars."""
    rng = random.Random(seed)
    lines = []
    for number in range(1, 1200):
        text = invented(rng, rng.randint(3, 120)).capitalize()
        text = f"“{text}” she said." if rng.random() < 0.4 else text.replace(" ", " _so_ ", 1)
        lines.append(f"Chapter {number // 60 + 1}" if number % 60 == 0 else "* * *" if number % 25 == 0 else text)
    return "\n\n".join(lines).encode()


def import_novel(data: bytes) -> list[str]:
    return [page.text for part in read_story(data, "novel.txt").parts for page in lay_out(part)]


def paginate(text: str) -> list[str]:
    """What discord.py itself offers: lines filled into pages, nothing escaped, nothing balanced."""
    paginator = Paginator(prefix=None, suffix=None, max_size=PAGE_LIMIT)
    for line in text.splitlines():
        for at in range(0, len(line) or 1, PAGE_LIMIT - 1):
            paginator.add_line(line[at : at + PAGE_LIMIT - 1])
    return paginator.pages


def skeleton(data: bytes) -> str:
    """The least that an importer in Python does: decode, tell blank lines from prose, escape, join."""
    kept = []
    for line in data.decode().split("\n"):
        stripped = line.strip()
        if stripped:
            kept.append(re.sub(r"[\\*_~`|<\[@:]", r"\\\g<0>", stripped) if _LETTER.match(stripped) else stripped)
    return "\n".join(kept)


def subjects(large: bytes, small: bytes) -> dict[str, tuple[int, Callable[[], object]]]:
    """What is measured: how many bytes it reads, and the run itself."""
    text, small_text = large.decode(), small.decode()
    lines = text.split("\n")
    plain, markdown = TextSplitter(PAGE_LIMIT), MarkdownSplitter(PAGE_LIMIT)
    return {
        LARGE: (len(large), lambda: import_novel(large)),
        SMALL: (len(small), lambda: import_novel(small)),
        TEXT_SPLITTER: (len(large), lambda: plain.chunks(text)),
        "semantic-text-splitter MarkdownSplitter, 1 MB": (len(small), lambda: markdown.chunks(small_text)),
        "discord.py Paginator, 10 MB": (len(large), lambda: paginate(text)),
        "discord.py escape_markdown, 1 MB": (len(small), lambda: escape_markdown(small_text)),
        "floor: decode, classify, escape, join, 10 MB": (len(large), lambda: skeleton(large)),
        "floor: one regex a line, 10 MB": (len(large), lambda: [_LETTER.match(line) for line in lines]),
        "floor: str.splitlines, 10 MB": (len(large), text.splitlines),
        "floor: UTF-8 decode, 10 MB": (len(large), large.decode),
    }


def timed(run: Callable[[], object]) -> float:
    began = time.process_time()
    run()
    return time.process_time() - began


def memory(data: bytes) -> float:
    """Bytes of memory at the peak for each byte of text, the text itself counted, the program not."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        command = [sys.executable, "-m", "tests.bench.bench_importer", file.name]
        return int(subprocess.run(command, capture_output=True, check=True).stdout) / len(data)


def growth(path: Path) -> int:
    """How many bytes this process's peak grows by while it reads a file; story and pages are kept to the end."""
    import_novel(b"One.\n\n\nTwo.\n")
    before = _peak()
    story = read_story(path.read_bytes(), "novel.txt")
    pages = [lay_out(part) for part in story.parts]
    return (_peak() - before) * bool(pages)


def _peak() -> int:
    status = Path("/proc/self/status")
    if status.exists():  # Linux's ru_maxrss also knows what the starting process held
        return int(re.search(r"VmHWM:\s+(\d+) kB", status.read_text())[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def print_table() -> None:
    large, small = novels(10 * MEGABYTE), novels(MEGABYTE)
    measured = subjects(large, small)
    seconds: dict[str, list[float]] = {name: [] for name in measured}
    for _ in range(ROUNDS):
        for name, (_, run) in measured.items():
            seconds[name].append(timed(run))
    middle = {name: statistics.median(times) for name, times in seconds.items()}
    rate = {name: size / middle[name] / MEGABYTE for name, (size, _) in measured.items()}
    parts = read_story(large, "novel.txt").parts
    gc.collect()  # or the first part would pay for the look through all that the import has made
    cuts = sorted(timed(lambda part=part: lay_out(part)) * 1000 for part in parts)
    lit = large.decode().replace("\n\n", f"\n\n{_ASTRAL} ").encode()[: len(large)].decode("utf-8", "ignore").encode()
    rows = [
        f"the importer beside others: medians of {ROUNDS} interleaved rounds, processor time",
        f"  {'':48}{'MB/s':>10}{'x TextSplitter':>16}",
        *(f"  {name:48}{one:>10.2f}{one / rate[TEXT_SPLITTER]:>16.2f}" for name, one in rate.items()),
        f"  10 MB takes {middle[LARGE] / middle[SMALL]:.1f} times as long as 1 MB",
        f"  peak memory: {memory(large):.1f} times the text, {memory(lit):.1f} with signs beyond the BMP throughout",
        (
            f"  cutting one part into pages: median {statistics.median(cuts):.2f} ms, "
            f"95 of 100 within {cuts[len(cuts) * 95 // 100]:.2f} ms, longest {cuts[-1]:.2f} ms"
        ),
    ]
    sys.stdout.write("\n".join(rows) + "\n")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.stdout.write(f"{growth(Path(sys.argv[1]))}\n")
    else:
        print_table()
