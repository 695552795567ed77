"""How much of what story files say of themselves is read rightly: a table by field of precision and recall.

`python -m tests.samples` compares every file of ../shared/samples with the values expected there; `python -m tests.samples
cases` the files in tests/cases/headers that say "nothing else". Only fields that a file states, or that we claim to have
found, count: a field that is rightly left empty earns nothing. Exit code 1 under the floor.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.cli import inspection
from bot.errors import UnknownFormatError
from bot.text import read_story

SAMPLES = Path(__file__).parents[2] / "shared" / "samples"
CASES = Path(__file__).parent / "cases" / "headers"
FLOOR = 0.98
SAMPLE_FIELDS = (
    "title", "author", "series", "series_index", "rating", "warnings", "fandoms", "relationships", "summary",
    "spoilers", "notes", "disclaimer", "language", "published", "prequel", "sequel",
)  # fmt: skip
# `inspect --json` tells these too, but only our own cases state them.
CASE_FIELDS = (*SAMPLE_FIELDS, "characters", "tags", "genre", "rights", "complete", "chapters_planned")
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")
_NOTHING: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True, slots=True)
class Sample:
    """One file with the values that are right for each field: the expected one first; an empty one may be left out."""

    path: Path
    right: dict[str, list[Any]]


@dataclass(slots=True)
class Tally:
    """Fields counted: stated by the files, found by us, and right of either."""

    stated: int = 0
    recalled: int = 0
    found: int = 0
    precise: int = 0

    @property
    def precision(self) -> float:
        """The share of what we found that is right."""
        return self.precise / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of what is stated that we found rightly."""
        return self.recalled / self.stated if self.stated else 1.0

    def add(self, right: list[Any], found: Any) -> bool:
        """Counts one field of one file and tells whether it is right."""
        wanted, good = right[0], found in right
        self.stated += wanted not in _NOTHING
        self.recalled += wanted not in _NOTHING and good
        self.found += found not in _NOTHING
        self.precise += found not in _NOTHING and good
        return good


@dataclass(slots=True)
class Report:
    """All tallies by field, what went wrong in words, and the files no reader takes."""

    fields: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    wrong: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    files: int = 0
    files_right: int = 0

    @property
    def total(self) -> Tally:
        """Every field together."""
        names = ("stated", "recalled", "found", "precise")
        return Tally(*(sum(getattr(tally, name) for tally in self.fields.values()) for name in names))


def samples() -> Iterator[Sample]:
    """The format samples beside this checkout."""
    described = json.loads((SAMPLES / "expected.json").read_text("utf-8"))["samples"]
    for name, sample in described.items():
        right = {
            key: [fold(sample["expected"][key]), *map(fold, sample["accept"].get(key, []))] for key in SAMPLE_FIELDS
        }
        yield Sample(SAMPLES / "files" / name, right)


def cases() -> Iterator[Sample]:
    """Our own header cases that describe all that their files say."""
    for expected in sorted(CASES.glob("*.expected")):
        wanted = json.loads(expected.read_text("utf-8"))
        if not wanted.get("nothing else"):
            continue
        path = next(path for path in CASES.glob(f"{expected.stem}.*") if path.suffix != ".expected")
        wanted["rating"] = wanted.get("rating", {"level": None})["level"]
        yield Sample(path, {key: [fold(wanted.get(key))] for key in CASE_FIELDS})


def fold(value: Any) -> Any:
    """A value as the samples compare it: spaces folded, quotes straight, no emphasis; nothing at all is always None."""
    if isinstance(value, str):
        value = " ".join(value.translate(_STRAIGHT).split()).replace("_", "").replace("*", "")
        return value.casefold()
    if isinstance(value, (list, tuple)):
        return [fold(one) for one in value] or None
    return value


def measure(wanted: Iterator[Sample]) -> Report:
    """Reads every sample and counts its fields."""
    report = Report()
    for sample in wanted:
        try:
            shown = inspection(read_story(sample.path.read_bytes(), sample.path.name))
        except UnknownFormatError:
            report.refused.append(sample.path.name)
            continue
        shown["rating"] = shown["rating"]["level"]
        report.files += 1
        before = len(report.wrong)
        for key, right in sample.right.items():
            found = fold(shown[key])
            if key == "title" and shown["title_from"] == "filename" and found not in right:
                found = None
            if not report.fields[key].add(right, found):
                report.wrong.append(f"{sample.path.name}: {key} is {found!r}, should be {right[0]!r}")
        report.files_right += before == len(report.wrong)
    return report


def table(report: Report) -> str:
    """The report as lines of text."""
    lines = [f"{'field':18}{'stated':>8}{'right':>8}{'precision':>11}{'recall':>9}"]
    for name, tally in [*report.fields.items(), ("all", report.total)]:
        lines.append(f"{name:18}{tally.stated:8}{tally.recalled:8}{tally.precision:11.1%}{tally.recall:9.1%}")
    lines.append(f"{report.files_right} of {report.files} files wholly right")
    if report.refused:
        lines.append(f"read by no reader: {', '.join(report.refused)}")
    return "\n".join([*report.wrong, *lines])


def main(which: str = "samples") -> int:
    """Prints the table of the samples or of our cases; 1 where it falls below the floor, 0 where there is none to measure."""
    sources: dict[str, Callable[[], Iterator[Sample]]] = {"samples": samples, "cases": cases}
    if which == "samples" and not SAMPLES.is_dir():
        sys.stdout.write("There are no format samples in ../shared/samples; nothing was measured.\n")
        return 0
    report = measure(sources[which]())
    sys.stdout.write(table(report) + "\n")
    return int(min(report.total.precision, report.total.recall) < FLOOR)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
