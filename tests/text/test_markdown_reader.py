"""Pages show exactly what was written, as judged by a Markdown parser that is not ours (npm's discord-markdown-parser).

The parser is installed once, into .venv/node. It reads each page whole and then line by line, so that no line's start is
lost on it behind what stands before.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.errors import CliffhangerError
from bot.models import Block, BlockKind, Part, Span, Style
from bot.text import escape, lay_out, read_story
from bot.text.pages import PAGE_LIMIT
from bot.text.render import WORD_JOINER
from tests import corpus
from tests.text.strategies import nasty_lines, nasty_parts, prose_parts, styles, targets
from tests.text.test_pages import BACK, NAMES

ROOT = Path(__file__).parents[2]
READER = Path(__file__).with_suffix("").with_name("markdown_reader.cjs")
NAME, VERSION = "discord-markdown-parser", "1.3.1"
PREFIX = ROOT / ".venv" / "node"
PACKAGE = PREFIX / "node_modules" / NAME
INSTALL_SECONDS = 120
STORIES = sorted(path for path in (ROOT / "stories").iterdir() if path.suffix in {".md", ".txt"})
CASES = sorted((ROOT / "tests" / "cases" / "escapes").glob("*.txt"))
PARTS = 300
TEXTS = 15

_ID = "123456789012345678"
# What only the other parser may find: were it blind to one of these, its silence about pages would tell nothing. It knows
# neither `:smile:` nor `<id:guide>`, so both are left to tests/text/shown.py.
STRANGE = {
    "One.\n- two": "list",
    "One.\n\n12. two": "list",
    "One.\n\n# two": "heading",
    "-# one": "subtext",
    "One.\n> two": "blockQuote",
    "`one`": "inlineCode",
    "```\none\n```": "codeBlock",
    "||one||": "spoiler",
    "[one](https://example.org)": "link",
    "<https://example.org>": "autolink",
    f"<@{_ID}>": "user",
    f"<@&{_ID}>": "role",
    f"<#{_ID}>": "channel",
    f"<:one:{_ID}>": "emoji",
    f"</one:{_ID}>": "slashCommand",
    f"<{_ID}:guide>": "guildNavigation",
    "<t:0:R>": "timestamp",
    "@everyone": "everyone",
    "@here": "here",
}

# Blocks that begin and end with signs, as hardly any story's do.
ADDRESSES = ("https://example.org/a__b__c", "https://example.org/~~a~~", "https://example.org/**a**")
strange_lines = st.sampled_from([*(sign for message in STRANGE for sign in message.split("\n") if sign), *ADDRESSES])
raw_spans = st.lists(
    st.builds(Span, st.one_of(nasty_lines.filter(bool), strange_lines), styles, targets), min_size=1, max_size=4
)
raw_blocks = raw_spans.map(lambda spans: Block(tuple(spans))).filter(lambda block: block.text.strip())
raw_parts = st.lists(raw_blocks, min_size=1, max_size=6).map(lambda blocks: Part(1, tuple(blocks)))


def without(reason):
    """Gives up: under CI that is a failure, elsewhere the test is skipped."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


def installed():
    about = PACKAGE / "package.json"
    return about.is_file() and json.loads(about.read_text("utf-8"))["version"] == VERSION


@pytest.fixture(scope="module")
def read():
    """Tells what each of many messages shows, with one process of node for all of them."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None:
        without("there is no node to run the other Markdown parser with")
    if not installed():
        if npm is None:
            without(f"there is no npm to install {NAME} {VERSION} with")
        PREFIX.mkdir(parents=True, exist_ok=True)
        options = [
            "--prefix",
            PREFIX,
            "--save-exact",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--fetch-retries=1",
        ]
        try:
            subprocess.run(
                [npm, "install", *options, f"{NAME}@{VERSION}"],
                check=True,
                capture_output=True,
                timeout=INSTALL_SECONDS,
            )
        except (subprocess.SubprocessError, OSError) as error:
            without(f"npm could not install {NAME} {VERSION} from its registry: {error}")

    def read_all(messages):
        lines = "".join(json.dumps(message) + "\n" for message in messages)
        done = subprocess.run(
            [node, READER, PACKAGE], input=lines, stdout=subprocess.PIPE, check=True, encoding="utf-8"
        )
        return [json.loads(line) for line in done.stdout.split("\n") if line]

    return read_all


def folded(signs):
    """Signs with their styles as both sides have them: space has no style, indentation is what the author typed.

    Like simple-markdown, on which the parser stands: a tab is four spaces, a form feed nothing, CR and CRLF are LF.
    """
    out, line_start, before = [], True, ""
    for sign, style in signs:
        if sign in {WORD_JOINER, "\f"} or (before, sign) == ("\r", "\n"):
            before = sign
            continue
        before = sign
        plain = BACK.get(sign, sign) if line_start else sign
        line_start = sign in "\r\n" or (line_start and plain in " \t")
        shown = {"\t": "    ", "\r": "\n"}.get(plain, plain)
        out += [(one, frozenset() if one.isspace() else frozenset(style)) for one in shown]
    return out


def written(block, start, end):
    """The author's signs of a stretch of a block, each with its styles, without the space round it.

    Behind the last one of a link stands its address, as one sign.
    """
    signs = []
    for target, run in groupby(block.spans, lambda span: span.target):
        words = [
            [(sign, {name for style, name in NAMES.items() if style in span.style})]
            for span in run
            for sign in span.text
        ]
        last = next((one for one in reversed(words) if not one[0][0].isspace()), None)
        if target and last:
            last += [(" ", ()), ("(", ()), (f"<{target}>", ()), (")", ())]
        signs += words
    signs = signs[start:end]
    text = "".join(one[0][0] for one in signs)
    verse = block.kind is BlockKind.VERSE
    first = len(text) - len(text.lstrip("\n" if verse else None))
    return [sign for one in signs[first : len(text.rstrip())] for sign in one]


def written_on(part, page):
    """What a page should show: the blocks it covers, a blank line apart."""
    out = []
    for number in range(page.start.paragraph, min(page.end.paragraph + 1, len(part.blocks))):
        start = page.start.offset if number == page.start.paragraph else 0
        end = page.end.offset if number == page.end.paragraph else None
        stretch = written(part.blocks[number], start, end)
        out += [("\n", ())] * 2 * bool(out and stretch) + stretch
    return out


def first_difference(shown, signs):
    at = next((at for at, (one, other) in enumerate(zip(shown, signs, strict=False)) if one != other), -1)
    return f"at {at} {shown[at : at + 5]}, not {signs[at : at + 5]}"


def check(read, wanted):
    """How many messages there were, each of which shows its signs and nothing else, read whole and line by line."""
    lines = [line for message, _ in wanted for line in message.split("\n")]
    of_links = [sum(len(sign) > 1 for sign, _ in signs) for _, signs in wanted]
    wanted = [(message, folded(signs)) for message, signs in wanted]
    found = read([message for message, _ in wanted] + lines)
    by_line = iter(found[len(wanted) :])
    assert len(found) == len(wanted) + len(lines)
    for (message, signs), links, whole in zip(wanted, of_links, found, strict=False):
        apart = [next(by_line) for _ in message.split("\n")]
        joined = [run for one in apart for run in (["\n", ()], *one["runs"])][1:]
        for runs in (whole["runs"], joined):
            shown = folded((sign, style) for text, style in runs for sign in text)
            if shown != signs:  # pytest would take minutes to compare them itself
                pytest.fail(
                    f"other signs are shown than were written, by {message!r}: {first_difference(shown, signs)}"
                )
        assert whole["strange"] == ["autolink"] * links, message
        assert [kind for one in apart for kind in one["strange"]] == ["autolink"] * links, message
    return len(wanted)


def check_parts(read, laid_out):
    """The same for all pages of parts, each with the length of page it is cut to; and no part may lose a sign to a cut."""
    wanted = []
    for part, limit in laid_out:
        pages = [(page.text, written_on(part, page)) for page in lay_out(part, limit)]
        whole = [sign for block in part.blocks for sign in written(block, 0, None)]
        assert [sign for _, signs in pages for sign in signs if not sign[0].isspace()] == [
            sign for sign in whole if not sign[0].isspace()
        ]
        wanted += pages
    return check(read, wanted)


@pytest.mark.parametrize(("message", "kind"), STRANGE.items())
def test_the_other_parser_knows_what_prose_must_not_hold(read, message, kind):
    assert read([message])[0]["strange"] == [kind]


def test_every_page_of_our_stories_shows_what_was_written(read):
    stories = [read_story(path.read_bytes(), path.name) for path in STORIES]
    assert len(stories) == 6
    laid_out = [(part, limit) for story in stories for part in story.parts for limit in (PAGE_LIMIT, 200)]
    assert check_parts(read, laid_out) > 300


def test_every_escape_case_shows_what_was_written(read):
    texts = [case.read_text(encoding="utf-8").removesuffix("\n") for case in CASES]
    assert check(read, [(escape(text), [(sign, ()) for sign in text]) for text in texts]) == len(CASES) > 0


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_in_any_style_shows_what_was_written(read, address):
    flags = [style for number in range(16) if (style := Style(number))]
    spans = [(Span("See "), Span(address, style), Span(" there.")) for style in [Style.PLAIN, *flags]]
    check_parts(read, [(Part(1, (Block(one),)), PAGE_LIMIT) for one in spans])


def test_the_worst_parts_show_what_was_written(read):
    laid_out = []

    @settings(
        max_examples=PARTS,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(st.one_of(nasty_parts, raw_parts, prose_parts), st.sampled_from((100, 500, PAGE_LIMIT)))
    def grow(part, limit):
        laid_out.append((part, limit))

    grow()
    assert check_parts(read, laid_out) > PARTS


@pytest.mark.skipif(not corpus.present(), reason="the corpus is not beside this checkout (../shared/corpus)")
def test_a_sample_of_the_corpus_shows_what_was_written(read):
    paths = sorted((corpus.CORPUS / "dev").glob("[ABC]/*.json"))
    truths = [json.loads(path.read_text("utf-8")) | {"path": path} for path in paths]
    tuning = [truth for truth in truths if corpus.half_of(truth["author"]) == "tuning"]
    laid_out = []
    chance = random.Random(3)
    for truth in chance.sample(tuning, TEXTS):
        name = "story.md" if truth["convention"] in {"j_markdown", "raw_md"} else "story.txt"
        try:
            story = read_story(truth["path"].with_suffix(".txt").read_bytes(), name)
        except CliffhangerError:
            continue
        laid_out += [(part, PAGE_LIMIT) for part in chance.sample(story.parts, min(len(story.parts), 3))]
    assert check_parts(read, laid_out) > TEXTS
