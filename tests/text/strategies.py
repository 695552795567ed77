"""Stories, parts and nasty strings for Hypothesis to grow."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.models import Block, BlockKind, Part, Span, Style
from bot.text.links import target_of

FRAGMENTS = (
    "*", "**", "***", "_", "__", "~", "~~", "|", "||", "`", "```", "\\", "\\\\", ">", ">>>", "> ", "#", "# ", "## ",
    "-# ", "- ", "-", "+ ", "1. ", "12) ", "[", "](", ")", "(", "<", "<@123>", "<#1>", "<t:0:R>", "</read:1>", "<:x:1>",
    "@everyone", "@here", "@", ":smile:", ":", "12:30:45", "https://example.org/a_b_c", "http://x.y/*z*", "http://_a_",
    "steam://run/1", "word", "Don’t", "she said.", " ", "  ", "é", "👩‍👩‍👧", "e\u0301", "🇩🇪", "—", "“", "”", "\u00a0", "\t",
)  # fmt: skip

nasty_lines = st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join)
nasty_texts = st.lists(nasty_lines, max_size=4).map("\n".join)
any_texts = st.one_of(nasty_texts, st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))

WORDS = ("the", "gull", "sat", "on", "every", "lamp", "and", "would", "not", "be", "moved;", "“Well,”", "it", "said.")
prose = st.lists(st.sampled_from(WORDS), min_size=4, max_size=40).map(lambda words: " ".join(words) + " so.")

styles = st.sampled_from(
    (Style.PLAIN, Style.EMPHASIS, Style.STRONG, Style.STRIKE, Style.UNDERLINE, Style.EMPHASIS | Style.STRONG)
)


# Short enough to be shown on the shortest page.
ADDRESSES = ("http://a.io/_b_", "http://a.io/~~b~~", "http://b.io/*)", "http://c.io:80/d#e", "http://d.io/@here")
targets = st.one_of(st.just(""), st.just(""), st.sampled_from([target_of(address) for address in ADDRESSES]))


def _block(spans: list[Span], kind: BlockKind) -> Block:
    """A block as readers make them: no white space round it, no line breaks in a paragraph, no empty spans."""
    if kind is BlockKind.PARAGRAPH:
        spans = [span._replace(text=span.text.replace("\n", " ")) for span in spans]
    return Block((Span("A "), *(span for span in spans if span.text), Span(" z.")), kind)


blocks = st.builds(
    _block,
    st.lists(st.builds(Span, st.one_of(nasty_texts, prose), styles, targets), max_size=5),
    st.sampled_from(BlockKind),
)
nasty_parts = st.builds(Part, st.just(1), st.lists(blocks, min_size=1, max_size=12).map(tuple))
prose_parts = st.builds(
    Part, st.just(1), st.lists(prose.map(lambda text: Block((Span(text),))), min_size=1, max_size=30).map(tuple)
)
styled_parts = st.builds(
    Part,
    st.just(1),
    st.lists(
        st.lists(st.builds(Span, prose.map(lambda text: f"{text} "), styles, targets), max_size=3).map(
            lambda spans: Block((*spans, Span("So.")))
        ),
        min_size=1,
        max_size=5,
    ).map(tuple),
)
