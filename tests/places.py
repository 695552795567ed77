"""How surely readers' places survive an edition: random edits of real stories, and where places land (`make places`).

Every edit keeps a record of where each character of the old text went, so that what is right is known and not guessed. The
texts are the sample stories, and the scene-break corpus where it lies beside the checkout (`../shared/corpus`).
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from time import perf_counter

from bot.errors import CliffhangerError
from bot.models import Spot
from bot.text import fingerprint, read_story
from bot.text.places import PlaceMap

ROOT = Path(__file__).parents[1]
STORIES = sorted((ROOT / "stories").glob("[!L]*.*"))
CORPUS = ROOT.parent / "shared" / "corpus" / "dev"
COMMON = ("“Yes.”", "“No.”", "“What?”", "She nodded.", "He said nothing.", "“I know.”", "...")


@dataclass
class Paragraph:
    """Text of the new edition, and its runs of old characters: (old paragraph, place there, place here, length)."""

    text: str
    runs: list[tuple[int, int, int, int]] = field(default_factory=list)

    def cut(self, at: int) -> tuple[Paragraph, Paragraph]:
        """The paragraph split there, white space at the cut dropped."""
        rest = len(self.text) - len(self.text[at:].lstrip())
        return self._piece(0, len(self.text[:at].rstrip())), self._piece(rest, len(self.text))

    def _piece(self, start: int, end: int) -> Paragraph:
        runs = []
        for old, there, here, length in self.runs:
            first, last = max(here, start), min(here + length, end)
            if first < last:
                runs.append((old, there + first - here, first - start, last - first))
        return Paragraph(self.text[start:end], runs)

    def joined(self, other: Paragraph) -> Paragraph:
        """Both as one paragraph."""
        shift = len(self.text) + 1
        return Paragraph(
            f"{self.text} {other.text}",
            self.runs + [(old, there, here + shift, n) for old, there, here, n in other.runs],
        )

    def put(self, at: int, drop: int, text: str) -> Paragraph:
        """`drop` characters from `at` on replaced with that text."""
        head, tail = self._piece(0, at), self._piece(at + drop, len(self.text))
        shift = len(head.text) + len(text)
        return Paragraph(
            head.text + text + tail.text,
            head.runs + [(old, there, here + shift, n) for old, there, here, n in tail.runs],
        )


Parts = list[list[Paragraph]]


def paragraphs_of(path):
    """A story's parts as lists of texts; None for a file that is no story."""
    try:
        story = read_story(path.read_bytes(), path.name)
    except CliffhangerError:
        return None
    return [[block.text for block in part.blocks] for part in story.parts]


# --- edits ----------------------------------------------------------------------------------------------------------


def insert(rng, parts: Parts, strange):
    """Paragraphs, and sometimes whole scenes, put in anywhere."""
    for part in parts:
        for _ in range(rng.randint(0, 3)):
            part.insert(rng.randint(0, len(part)), Paragraph(strange(rng)))
    for _ in range(rng.randint(1, 3)):
        scene = [Paragraph(strange(rng)) for _ in range(rng.randint(3, 30))]
        parts.insert(rng.randint(0, len(parts)), scene)


def delete(rng, parts: Parts, strange):
    """A tenth of the paragraphs, and sometimes a scene, taken out."""
    if len(parts) > 3:
        del parts[rng.randrange(len(parts))]
    for part in parts:
        part[:] = [paragraph for paragraph in part if rng.random() > 0.1]


def rewrite(rng, parts: Parts, strange):
    """Every eighth paragraph replaced with another, and sometimes a scene."""
    for part in parts:
        part[:] = [Paragraph(strange(rng)) if rng.random() < 0.125 else paragraph for paragraph in part]
    if len(parts) > 3:
        parts[rng.randrange(len(parts))][:] = [Paragraph(strange(rng)) for _ in range(rng.randint(3, 30))]


def reorder(rng, parts: Parts, strange):
    """Scenes moved, and paragraphs moved within theirs."""
    for _ in range(rng.randint(1, 3)):
        parts.insert(rng.randrange(len(parts)), parts.pop(rng.randrange(len(parts))))
    for part in parts:
        if len(part) > 4 and rng.random() < 0.5:
            part.insert(rng.randrange(len(part)), part.pop(rng.randrange(len(part))))


def resplit(rng, parts: Parts, strange):
    """Parts divided otherwise."""
    whole = [paragraph for part in parts for paragraph in part]
    cuts = sorted(rng.sample(range(1, len(whole)), min(len(parts), len(whole) - 1)))
    parts[:] = [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)], strict=True)]


def typos(rng, parts: Parts, strange):
    """Letters mended in a third of the paragraphs, one in about a hundred characters."""
    for part in parts:
        for number, paragraph in enumerate(part):
            if rng.random() < 0.33:
                for _ in range(max(1, len(paragraph.text) // 100)):
                    paragraph = _mend(rng, paragraph)  # noqa: PLW2901
                part[number] = paragraph


def _mend(rng, paragraph):
    places = [at for at, sign in enumerate(paragraph.text) if sign.isalpha()]
    if len(places) < 4:
        return paragraph
    at = rng.choice(places)
    return paragraph.put(at, rng.randint(0, 1), rng.choice(["e", "n", "", "th"]))


def redivide(rng, parts: Parts, strange):
    """Paragraphs split at a sentence, or joined with the next."""
    for part in parts:
        at = 0
        while at < len(part):
            paragraph = part[at]
            ends = [
                n + 1 for n, sign in enumerate(paragraph.text[:-2]) if sign in ".!?" and paragraph.text[n + 1] == " "
            ]
            if ends and rng.random() < 0.15:
                part[at : at + 1] = paragraph.cut(rng.choice(ends))
            elif at + 1 < len(part) and rng.random() < 0.1:
                part[at : at + 2] = [paragraph.joined(part[at + 1])]
            at += 1


def rename(rng, parts: Parts, strange):
    """A frequent word exchanged everywhere, as when a character gets another name."""
    words = Counter(word for part in parts for p in part for word in p.text.split() if word.isalpha() and len(word) > 2)
    if not words:
        return
    word = rng.choice([word for word, _ in words.most_common(12)])
    for part in parts:
        for number, paragraph in enumerate(part):
            at = paragraph.text.find(word)
            while at >= 0:
                paragraph = paragraph.put(at, len(word), "Ottoline")  # noqa: PLW2901
                at = paragraph.text.find(word, at + 8)
            part[number] = paragraph


def marks(rng, parts: Parts, strange):
    """Every quote, dash and ellipsis set otherwise."""
    signs = {'"': "“", "--": "—", "...": "…", "'": "’", "“": '"', "—": "--", "…": "...", "’": "'"}
    for part in parts:
        for number, paragraph in enumerate(part):
            for sign, other in list(signs.items())[: 4 if '"' in paragraph.text else 8]:
                at = paragraph.text.find(sign)
                while at >= 0:
                    paragraph = paragraph.put(at, len(sign), other)  # noqa: PLW2901
                    at = paragraph.text.find(sign, at + len(other))
            part[number] = paragraph


def everything(rng, parts: Parts, strange):
    """All of it, one after another."""
    for edit in (insert, delete, rewrite, reorder, resplit, typos, redivide):
        edit(rng, parts, strange)


EDITS = (insert, delete, rewrite, reorder, resplit, typos, redivide, rename, marks, everything)
ORDERLY = (insert, delete, rewrite, resplit, typos, rename, marks)  # after these, what stood before still stands before


def edited(edit, rng, old, strange) -> Parts:
    """A story's parts after an edit; always some text is left."""
    whole = iter(range(sum(map(len, old))))
    parts = [[Paragraph(text, [(next(whole), 0, 0, len(text))]) for text in part] for part in old]
    edit(rng, parts, strange)
    parts = [part for part in parts if part]
    return parts or [[Paragraph("All is new.")]]


known_print = cache(fingerprint)


def stranger(stories, old):
    """Gives paragraphs of other stories that are not in this one too, and now and then one that stands everywhere."""
    known = {known_print(text) for part in old for text in part}
    texts = [text for story in stories for part in story for text in part if known_print(text) not in known]

    def strange(rng):
        return rng.choice(COMMON) if rng.random() < 0.15 else rng.choice(texts)

    return strange


# --- measuring ------------------------------------------------------------------------------------------------------


def mapped(old, parts: Parts, *, words=True) -> PlaceMap:
    """The map between an edition and the one made of it."""
    new = [[paragraph.text for paragraph in part] for part in parts]
    prints = ([[fingerprint(text) for text in part] for part in edition] for edition in (old, new))
    places = PlaceMap(*prints, new if words else ())
    if words:
        places.know(dict(enumerate(old, start=1)))
    return places


def landed(old, parts: Parts, *, rng, count, words=True):
    """Counts over random places: all, those whose paragraph survives, those that land on it, and to the very character.

    `exact` is out of `kept`: places whose own character survives. `unsaid`: gone, and the reader is not told.
    """
    places = mapped(old, parts, words=words)
    sums = Counter()
    flat = [(number, n, text) for number, part in enumerate(old, start=1) for n, text in enumerate(part)]
    new = [(number, n, paragraph) for number, part in enumerate(parts, start=1) for n, paragraph in enumerate(part)]
    homes: dict[int, list] = {}
    for number, n, paragraph in new:
        for old_index, there, here, length in paragraph.runs:
            homes.setdefault(old_index, []).append((number, n, there, here, length))
    for _ in range(count):
        index = rng.randrange(len(flat))
        part, paragraph, text = flat[index]
        offset = rng.choice([0, 0, rng.choice([0, *(n + 1 for n, sign in enumerate(text[:-1]) if sign == " ")])])
        found = places.place(part, Spot(paragraph, offset))
        here = (found.part, found.spot.paragraph)
        runs = homes.get(index, [])
        sums["places"] += 1
        if not runs:
            sums["unsaid"] += not found.lost
            continue
        sums["survived"] += 1
        exact = [(p, n, at + offset - there) for p, n, there, at, length in runs if there <= offset < there + length]
        if exact:
            sums["kept"] += 1
            sums["exact"] += (*here, found.spot.offset) == exact[0]
        sums["landed"] += here in ({exact[0][:2]} if exact else {(p, n) for p, n, *_ in runs})
    return sums


def passed_over(old, parts: Parts):
    """How many beginnings of the next page lie beyond words that were not read, and how many paragraphs are shown again.

    For edits that keep the order: what was read ends with the last surviving paragraph before.
    """
    places = mapped(old, parts)
    homes = {}
    numbers = [(number, n) for number, part in enumerate(parts, start=1) for n in range(len(part))]
    for index, paragraph in enumerate(paragraph for part in parts for paragraph in part):
        for old_index, *_ in paragraph.runs:
            homes[old_index] = max(index, homes.get(old_index, 0))
    sums = Counter()
    read = -1
    index = 0
    for number, part in enumerate(old, start=1):
        for n in range(len(part)):
            if index:
                found = places.following(number, Spot(n))
                at = numbers.index((found.part, found.spot.paragraph)) if found else len(numbers)
                sums["nexts"] += 1
                sums["over"] += at > read + 1
                sums["again"] += max(0, read + 1 - at)
            read = max(read, homes.get(index, -1))
            index += 1
    return sums


def measure(stories, count, rounds=1, edits=EDITS, *, words=True):
    """Sums for each kind of edit, over all stories, the same at every run."""
    for edit in edits:
        sums = Counter()
        for number, old in enumerate(stories):
            strange = stranger([story for story in stories if story is not old][:40], old)
            for turn in range(rounds):
                rng = random.Random(f"{edit.__name__} {number} {turn}")
                parts = edited(edit, rng, old, strange)
                sums += landed(old, parts, rng=rng, count=count, words=words)
                if edit in ORDERLY and words:
                    sums += passed_over(old, parts)
        yield edit.__name__, sums


def stories_of(paths):
    """The stories in these files, those of a few paragraphs left out."""
    stories = (paragraphs_of(path) for path in paths)
    return [story for story in stories if story and sum(map(len, story)) >= 20]


HEAD = f"{'edit':<12}{'places':>9}{'survived':>9}{'landed':>9}{'percent':>9}{'to the sign':>12}{'not told':>9}{'passed over':>12}{'again':>8}"


def row(name, sums):
    def percent(part, whole):
        return f"{100 * sums[part] / sums[whole]:.2f}" if sums[whole] else "-"

    over = f"{sums['over']}/{sums['nexts']}" if sums["nexts"] else "-"
    again = f"{sums['again'] / sums['nexts']:.3f}" if sums["nexts"] else "-"
    return (
        f"{name:<12}{sums['places']:>9}{sums['survived']:>9}{sums['landed']:>9}{percent('landed', 'survived'):>9}"
        f"{percent('exact', 'kept'):>12}{sums['unsaid']:>9}{over:>12}{again:>8}"
    )


def main():
    arguments = argparse.ArgumentParser(description="Edit stories at random and tell where readers' places land.")
    arguments.add_argument("--places", type=int, default=200, help="places for each story and edit")
    arguments.add_argument("--fingerprints", action="store_true", help="without the text, as for a button of long ago")
    wanted = arguments.parse_args()
    for name, paths in (("stories/", STORIES), ("../shared/corpus", sorted(CORPUS.glob("[ABC]/*.txt")))):
        start = perf_counter()
        stories = stories_of(paths)
        sys.stdout.write(f"\n{name}: {len(stories)} stories\n{HEAD}\n")
        total = Counter()
        for edit, sums in measure(stories, wanted.places, words=not wanted.fingerprints) if stories else ():
            total += sums
            sys.stdout.write(row(edit, sums) + "\n")
        sys.stdout.write(f"{row('TOTAL', total)}\n{perf_counter() - start:.0f} s\n")


if __name__ == "__main__":
    main()
