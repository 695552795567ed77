from __future__ import annotations

import re
from itertools import accumulate, combinations, groupby, pairwise
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.models import Block, BlockKind, Cut, Page, Part, Span, Spot, Style
from bot.text import cut_pages, lay_out
from bot.text.links import LONGEST_TARGET
from bot.text.pages import COSTS, PAGE_LIMIT
from bot.text.render import INDENT, WORD_JOINER, render_block
from bot.text.talk import cuts_between
from tests.growth import assert_linear
from tests.text.shown import PLAIN, shown
from tests.text.strategies import nasty_parts, prose, prose_parts, styled_parts

limits = st.sampled_from((100, 120, 200, 500, 1200, 2200, 3500))
SENTENCE = "Mr. Pell wound the clock, and it did not thank him. "
BACK = {after: chr(before) for before, after in INDENT.items()}
NAMES = {Style.EMPHASIS: "emphasis", Style.STRONG: "strong", Style.STRIKE: "strike", Style.UNDERLINE: "underline"}


def paragraphs(*texts, kind=BlockKind.PARAGRAPH):
    return Part(1, tuple(Block((Span(text),), kind) for text in texts))


def covered(part: Part, page: Page) -> list[str]:
    """The stretches of the part's blocks that a page says it covers."""
    return [
        block.text[
            page.start.offset if n == page.start.paragraph else 0 : page.end.offset if n == page.end.paragraph else None
        ]
        for n, block in enumerate(part.blocks)
        if page.start.paragraph <= n <= page.end.paragraph
    ]


def visible(text: str) -> str:
    return "".join(text.split())


def styled_signs(part: Part) -> list[tuple[str, frozenset[str]]]:
    """A part's signs, each with its styles, and behind each link's last one where it leads."""
    out: list[tuple[str, frozenset[str]]] = []
    for block in part.blocks:
        for target, run in groupby(block.spans, lambda span: span.target):
            signs = [
                (sign, frozenset(name for style, name in NAMES.items() if style in span.style))
                for span in run
                for sign in span.text
                if not sign.isspace()
            ]
            address = (("(", PLAIN), (f"<{target}>", frozenset({"special"})), (")", PLAIN))
            out += [*signs, *(address if target and signs else ())]
    return out


@given(nasty_parts, limits)
@settings(max_examples=60)
def test_no_page_exceeds_its_limit(part, limit):
    assert all(0 < len(text) <= limit for text in cut_pages(part, limit))


@given(nasty_parts, limits)
@settings(max_examples=60)
def test_the_places_of_all_pages_cover_every_character_once(part, limit):
    pages = lay_out(part, limit)
    assert pages[0].start == Spot(0, 0)
    assert pages[-1].end == Spot(len(part.blocks) - 1, len(part.blocks[-1].text))
    for before, after in pairwise(pages):
        whole = len(part.blocks[before.end.paragraph].text)
        assert after.start in {before.end, Spot(before.end.paragraph + 1, 0)}
        assert after.start == before.end or before.end.offset == whole
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))


@given(nasty_parts, limits)
@settings(max_examples=60)
def test_each_page_shows_exactly_the_characters_and_styles_it_covers(part, limit):
    pages = lay_out(part, limit)
    signs = [
        (one.text, one.styles)
        for page in pages
        for one in shown(page.text)
        if not one.text.isspace() and one.text != WORD_JOINER
    ]
    assert signs == styled_signs(part)


@given(prose_parts, limits)
def test_plain_pages_rejoin_to_the_exact_text(part, limit):
    for page in lay_out(part, limit):
        assert page.text == "\n\n".join(filter(None, (text.strip() for text in covered(part, page))))


def text_between(part: Part, start: tuple[int, int], end: tuple[int, int]) -> str:
    """What a page from one place to another would be."""
    texts = [
        render_block(block, start[1] if number == start[0] else 0, end[1] if number == end[0] else None)
        for number, block in enumerate(part.blocks)
        if start[0] <= number < end[0] or (number == end[0] and end[1])
    ]
    return "\n\n".join(filter(None, texts))


def fewest(part: Part, places: list[tuple[int, int]], limit: int) -> float:
    """The fewest pages that any cuts at these places give, by trying all of them."""
    counts = {places[0]: 0.0}
    for at, end in enumerate(places[1:], start=1):
        counts[end] = inf
        for start in reversed(places[:at]):
            if len(text_between(part, start, end)) > limit:
                break
            counts[end] = min(counts[end], counts[start] + 1)
    return counts[places[-1]]


def word_places(part: Part) -> list[tuple[int, int]]:
    within = [
        (number, found.end())
        for number, block in enumerate(part.blocks)
        for found in re.finditer(r"\s+(?=\S)", block.text)
    ]
    return sorted([*within, *((number, 0) for number in range(len(part.blocks) + 1))])


@given(styled_parts, st.sampled_from((100, 120, 200)))
@settings(max_examples=30)
def test_there_are_as_few_pages_as_any_cuts_between_words_give(part, limit):
    assert len(cut_pages(part, limit)) == fewest(part, word_places(part), limit)


def cost(lengths: list[int], cuts: list[Cut], average: float) -> float:
    return sum((length / average - 1) ** 2 for length in lengths) + sum(COSTS[cut] for cut in cuts)


@given(st.lists(prose, min_size=6, max_size=13), st.sampled_from((2, 3, 4)), st.integers(20, 200))
@settings(max_examples=40)
def test_no_other_ends_between_paragraphs_are_better_for_so_few_pages(texts, count, room):
    part = paragraphs(*texts)
    limit = max(100, len("\n\n".join(texts)) // count + room)
    pages = lay_out(part, limit)
    ends = range(1, len(texts))
    before = dict(enumerate(cuts_between(part.blocks, texts)))
    average = len("\n\n".join(texts)) / len(pages)
    ours = cost([len(page.text) for page in pages], [page.cut for page in pages], average)
    for chosen in combinations(ends, len(pages) - 1):
        lengths = [len("\n\n".join(texts[first:end])) for first, end in pairwise([0, *chosen, len(texts)])]
        if max(lengths) <= limit:
            assert ours <= cost(lengths, [before[end] for end in chosen], average) + 1e-9


@given(st.one_of(nasty_parts, prose_parts), limits)
@settings(max_examples=60)
def test_each_page_tells_rightly_why_it_ends(part, limit):
    pages = lay_out(part, limit)
    assert [page.cut is Cut.END for page in pages] == [False] * (len(pages) - 1) + [True]
    for page in pages[:-1]:
        text, at = part.blocks[page.end.paragraph].text, page.end.offset
        assert (page.cut in {Cut.NARRATION, Cut.AFTER_TALK, Cut.TALK, Cut.LEADS_ON}) <= (at == len(text))
        assert (page.cut in {Cut.LINE, Cut.SENTENCE, Cut.WORD, Cut.SIGN}) <= (at < len(text))
        if page.cut in {Cut.SENTENCE, Cut.WORD}:
            assert text[at - 1].isspace()
        if page.cut is Cut.LINE:
            assert text[at - 1] == "\n"


@given(st.one_of(nasty_parts, prose_parts), limits)
@settings(max_examples=60)
def test_a_word_is_divided_only_where_no_page_can_hold_it(part, limit):
    for page in lay_out(part, limit):
        block, at = part.blocks[page.end.paragraph], page.end.offset
        if at < len(block.text) and not block.text[at - 1].isspace():
            word = next(found for found in re.finditer(r"\S+", block.text) if found.start() < at < found.end())
            assert len(render_block(block, *word.span())) > limit


SIGNS = ("e\u0301\u0302", "👩‍👩‍👧", "👍🏽", "🇩🇪", "ᄒ\u1161ᆫ", "क्ष", "กำ", "1\ufe0f\u20e3", "x", "*", "\\", "ガ")


@given(st.lists(st.sampled_from(SIGNS), min_size=150, max_size=400), st.sampled_from(list(Style)))
@settings(max_examples=40)
def test_no_cut_falls_inside_what_a_reader_sees_as_one_sign(signs, style):
    part = Part(1, (Block((Span("".join(signs), style),)),))
    bounds = set(accumulate(map(len, signs)))
    assert all(page.end.offset in bounds for page in lay_out(part, 100))


TALK = ["“Well?” said Ann.", "“Well nothing,” said Bert.", "“Oh,” said Ann."] * 6
NARRATION = ["The rain came down on the long roof of the shed and went on coming down until the gutters sang."] * 2


@pytest.mark.parametrize(
    ("texts", "ended"),
    [
        ([*TALK, *NARRATION, *TALK], NARRATION[-1]),
        ([*TALK[:12], NARRATION[0], *TALK[:15]], NARRATION[0]),
        (["“" + NARRATION[0] + "”"] * 6 + [NARRATION[0]] * 5, "“" + NARRATION[0] + "”"),
    ],
    ids=["after narration amid talk", "after a lone paragraph of it", "where talk ends"],
)
def test_a_page_does_not_end_between_two_lines_of_talk_for_a_little_evenness(texts, ended):
    part = paragraphs(*texts)
    limit = len("\n\n".join(texts)) * 2 // 3
    first, second = cut_pages(part, limit)
    assert first.endswith(ended)
    assert not (first.endswith("”") and second.startswith("“"))
    assert min(len(first), len(second)) > 0.7 * max(len(first), len(second))


def test_no_page_ends_where_a_letter_is_announced():
    texts = [*NARRATION, "It said:", *NARRATION]
    first, second = lay_out(paragraphs(*texts), 230)
    assert {first.cut, second.cut} == {Cut.NARRATION, Cut.END}
    assert not first.text.endswith("said:")


@pytest.mark.parametrize("first", [SENTENCE * 67 + "End.", "and on and on " * 249 + "on."], ids=["sentences", "words"])
def test_no_page_is_left_with_a_single_line(first):
    assert min(len(text) for text in cut_pages(paragraphs(first, "He went home."))) > 500


def test_a_part_that_fits_is_one_page():
    assert cut_pages(paragraphs("One.", "Two.")) == ["One.\n\nTwo."]


def test_pages_are_even_rather_than_full():
    part = paragraphs(*["word " * 19 + "end." for _ in range(50)])
    sizes = [len(text) for text in cut_pages(part)]
    assert len(sizes) == 2
    assert max(sizes) - min(sizes) < 150


def test_a_page_ends_between_paragraphs_where_that_costs_no_page():
    part = paragraphs(*["First one here. " * 20 + "Last." for _ in range(15)])
    assert all(page.end.offset == len(part.blocks[page.end.paragraph].text) for page in lay_out(part))


def test_a_long_paragraph_is_cut_between_sentences():
    part = paragraphs("Mr. Pell wound the clock, and it did not thank him. " * 100)
    pages = cut_pages(part)
    assert len(pages) == 2
    assert all(text.endswith("thank him.") and text.startswith("Mr. Pell") for text in pages)


def test_sentences_written_without_spaces_are_cut_between_them_too():
    pages = lay_out(paragraphs("雨が長い屋根に降っていた。" * 20), 100)
    assert {page.cut for page in pages} == {Cut.SENTENCE, Cut.END}
    assert all(page.text.endswith("。") for page in pages)


def test_a_sentence_longer_than_a_page_is_cut_between_words():
    part = paragraphs("and so on " * 600)
    assert visible("".join(cut_pages(part))) == visible(part.blocks[0].text)
    assert all(text[0] in "aso" and text.split()[-1] in {"and", "so", "on"} for text in cut_pages(part))


def test_a_word_longer_than_a_page_is_cut_but_never_inside_a_joined_emoji():
    family = "👩‍👩‍👧"
    for text in cut_pages(paragraphs(family * 300), 100):
        assert text.count(family) * len(family) == len(text)


def test_even_one_endless_sign_is_cut():
    part = paragraphs("a" + "\u0301" * 5000)
    assert "".join(cut_pages(part, 200)) == part.blocks[0].text


def test_a_style_is_closed_at_a_cut_and_opened_again():
    part = Part(1, (Block((Span("It rained again that day. " * 200, Style.EMPHASIS),)),))
    for text in cut_pages(part):
        assert text.startswith("*It")
        assert text.endswith("day.*")


def test_a_page_that_begins_with_a_list_sign_in_mid_paragraph_escapes_it():
    part = paragraphs("He counted them off slowly. " * 6 + "1. said the clerk. " * 3)
    assert not any(line.startswith("1. ") for text in cut_pages(part, 100) for line in text.split("\n"))


@pytest.mark.parametrize(
    ("spans", "text"),
    [
        ((Span("so "), Span(" very ", Style.EMPHASIS), Span("late")), "so  *very* late"),
        ((Span("a", Style.EMPHASIS | Style.STRONG),), "***a***"),
        ((Span("a", Style.EMPHASIS), Span("b", Style.STRONG)), f"*a*{WORD_JOINER}**b**"),
        ((Span("2*", Style.STRONG),), "**2\\***"),
        ((Span("x", Style.STRIKE), Span("!")), "~~x~~!"),
        ((Span("un"), Span("believ", Style.UNDERLINE), Span("able")), "un__believ__able"),
        ((Span(" ", Style.EMPHASIS), Span("x")), "x"),
    ],
)
def test_styles_come_out_as_marks(spans, text):
    assert cut_pages(Part(1, (Block(spans),))) == [text]


MAP = "https://example.org/map"


@pytest.mark.parametrize(
    ("spans", "text"),
    [
        ((Span("See "), Span("the map", target=MAP), Span(".")), f"See the map (<{MAP}>)."),
        ((Span("the ", target=MAP), Span("map", Style.EMPHASIS, MAP)), f"the *map* (<{MAP}>)"),
        ((Span("the ", target=MAP), Span("map ", Style.STRONG, MAP), Span("it")), f"the **map** (<{MAP}>) it"),
        ((Span("a", Style.STRONG, MAP), Span("b", Style.STRONG)), f"**a** (<{MAP}>)**b**"),
        ((Span("a", Style.STRONG), Span("b", Style.STRONG, MAP)), f"**ab** (<{MAP}>)"),
        ((Span("the map", target=MAP), Span(" ", target="http://b.org")), f"the map (<{MAP}>)"),
        ((Span("one", target=MAP), Span("two", target="http://b.org")), f"one (<{MAP}>)two (<http://b.org>)"),
        ((Span("#", target=MAP), Span("map")), f"\\# (<{MAP}>)map"),
        ((Span("-", target=MAP), Span("map")), f"\\- (<{MAP}>)map"),
        ((Span("1.", target=MAP), Span("map")), f"1\\. (<{MAP}>)map"),
    ],
)
def test_where_a_link_leads_stands_once_behind_its_last_word(spans, text):
    assert cut_pages(Part(1, (Block(spans),))) == [text]


def test_a_link_that_a_page_divides_tells_where_it_leads_where_it_ends():
    spans = (Span("See "), Span("the long way round. " * 30, target=MAP), Span("It is late."))
    part = Part(1, (Block(spans),))
    pages = cut_pages(part, 400)
    assert len(pages) == 2
    assert [text.count(MAP) for text in pages] == [0, 1]
    assert pages[1].endswith(f"round. (<{MAP}>) It is late.")


def test_the_longest_address_is_shown_on_a_page_and_left_out_where_it_would_take_more_than_a_quarter():
    target = "https://example.org/".ljust(LONGEST_TARGET, "x")
    part = Part(1, (Block((Span("the map", target=target),)),))
    assert cut_pages(part, PAGE_LIMIT) == [f"the map (<{target}>)"]
    assert cut_pages(part, 4 * len(f" (<{target}>)")) == [f"the map (<{target}>)"]
    assert cut_pages(part, 4 * len(f" (<{target}>)") - 1) == ["the map"]


@given(st.integers(100, 300), st.booleans())
def test_a_word_of_nothing_but_links_fits_on_pages(limit, one):
    targets = [f"http://a.io/{0 if one else number % 7}" for number in range(300)]
    part = Part(1, (Block(tuple(Span("x", Style(number % 16), target) for number, target in enumerate(targets))),))
    pages = cut_pages(part, limit)
    assert max(map(len, pages)) <= limit
    assert sum(text.count("http") for text in pages) == (1 if one else 300)


def test_verse_keeps_its_lines_and_its_indentation():
    verse = "    Ebb,\n  and flood,\n\tand ebb."
    (text,) = cut_pages(paragraphs(verse, kind=BlockKind.VERSE))
    assert text.startswith(WORD_JOINER)
    assert "".join(BACK.get(sign, sign) for sign in text.removeprefix(WORD_JOINER)) == verse
    assert text.strip() == text


def test_verse_is_cut_between_lines():
    part = paragraphs("\n".join(f"line {n} of a long song" for n in range(300)), kind=BlockKind.VERSE)
    for text in cut_pages(part):
        assert text.startswith("line")
        assert text.endswith("song")


@pytest.mark.parametrize("kind", list(BlockKind))
@pytest.mark.parametrize(
    "text", ["a" + " " * 5000 + "b", "a\n" + " " * 5000 + "b" + "\n" * 5000 + "c", " " * 5000 + "b"]
)
def test_a_desert_of_white_space_makes_no_empty_and_no_overlong_page(text, kind):
    pages = lay_out(paragraphs(text, kind=kind), 100)
    assert all(0 < len(page.text) <= 100 for page in pages)
    assert visible("".join(page.text for page in pages)).replace(WORD_JOINER, "") == visible(text)
    assert all(before.end == after.start for before, after in pairwise(pages))


@pytest.mark.parametrize("space", ["\u00a0", "\u2003", "\u3000"])
def test_a_wide_space_before_a_full_stop_is_cut_like_any_other(space):
    part = paragraphs(f"The lamp of M{space}. Orr went round{space}. " * 40)
    pages = lay_out(part, 200)
    assert "".join("".join(covered(part, page)) for page in pages) == part.blocks[0].text


def test_a_part_without_text_has_no_pages():
    assert cut_pages(Part(1, ())) == []
    assert cut_pages(paragraphs(" ")) == []


def test_a_limit_too_small_for_one_marked_letter_is_refused():
    with pytest.raises(ValueError, match="at least 100"):
        cut_pages(paragraphs("x"), 99)


@pytest.mark.parametrize(
    "grow",
    [
        lambda size: paragraphs(*["x"] * size),
        lambda size: paragraphs(*["“No.”"] * (size // 5)),
        lambda size: paragraphs("A cat. B. " * (size // 10)),
        lambda size: paragraphs("x" * size),
        lambda size: paragraphs(*[SENTENCE * 12] * (size // 600)),
        lambda size: Part(1, (Block((Span("plain "), Span("loud", Style.EMPHASIS), Span(". ")) * (size // 12)),)),
        lambda size: Part(1, (Block((Span("plain "), Span("map", Style.EMPHASIS, MAP), Span(". ")) * (size // 12)),)),
        lambda size: Part(1, (Block((Span("x" * size, target=MAP),)),)),
    ],
    ids=[
        "tiny paragraphs",
        "a talk",
        "tiny sentences",
        "one endless word",
        "a novel",
        "a paragraph full of emphasis",
        "a paragraph full of links",
        "a link of one endless word",
    ],
)
def test_pages_are_cut_in_time_that_grows_with_the_length_of_the_part(grow):
    assert_linear(lambda size: lay_out(grow(size)), 15_000)


def test_tiny_pieces_fill_pages_evenly():
    for part in (paragraphs(*["x"] * 20_000), paragraphs("A cat. B. " * 6_000), paragraphs("x" * 60_000)):
        lengths = [len(text) for text in cut_pages(part)]
        assert max(lengths) - min(lengths) < 400


def test_neighbouring_spans_of_one_style_are_runs_that_are_cut_alike():
    bold = Block(
        (Span("one two three four. " * 3, Style.STRONG), Span("five six seven. " * 5, Style.STRONG), Span("So."))
    )
    joined = Block((Span(bold.text[: -len("So.")], Style.STRONG), Span("So.")))
    apart, together = cut_pages(Part(1, (bold,)), 100), cut_pages(Part(1, (joined,)), 100)
    assert apart == together
    assert len(together) == 2
