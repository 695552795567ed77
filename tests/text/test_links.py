"""Where links lead, and in which form it may stand in a message."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import StoryFileError
from bot.models import Block, Span, Style
from bot.text import read_story
from bot.text.links import LONGEST_TARGET, are_own_address, settle_links, target_of
from tests.text.strategies import any_texts

MAP = "https://example.org/map"
addresses = st.one_of(any_texts, st.text(max_size=80), st.sampled_from((MAP, "HTTP://x.org")))
webs = st.builds(
    "{}example.org{}{}".format,
    st.sampled_from(("http://", "https://", "\thttps://a.")),
    st.sampled_from("/?#"),
    addresses,
)


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("http://example.org", "http://example.org"),
        ("HTTPS://Example.ORG/A", "https://example.org/A"),
        (" https://example.org/a\n b ", "https://example.org/a%20b"),
        ("https://example.org:8080/~ann/a_b.html?c=d&e#f", "https://example.org:8080/~ann/a_b.html?c=d&e#f"),
        ("https://a_b.example.org/", "https://a_b.example.org/"),
        (
            'https://example.org/a(b)[c]*d*|e`f\\\\g>h<i"j',
            "https://example.org/a%28b%29%5Bc%5D%2Ad%2A%7Ce%60f%5C%5Cg%3Eh%3Ci%22j",
        ),
        ("https://example.org/@everyone/@Here/@ann", "https://example.org/%40everyone/%40Here/@ann"),
        ("https://example.org/%20/é", "https://example.org/%20/%C3%A9"),
        ("https://bücher.example.org/", "https://xn--bcher-kva.example.org/"),
        ("https://example.org/\u202ea\x07b", "https://example.org/%E2%80%AEab"),
    ],
)
def test_an_address_of_the_web_is_kept_in_safe_signs(address, target):
    assert target_of(address) == target


@pytest.mark.parametrize(
    "address",
    [
        "", "#note1", "b.html", "/b", "//example.org/a", "www.example.org", "javascript:alert(1)", "data:text/html,a",
        "file:///etc/passwd", "mailto:ann@example.org", "ftp://example.org/a", "http:example.org", "http://", "http://a",
        "http://localhost/a", "http://10.0.0.1/a", "http://[::1]/a", "http://2130706433/", "http://example.org:x/",
        "https://bank.example.org@example.net/", "http://exa mple.org/", "http://..org/", "http://example.org>/",
        "https://example.org/".ljust(LONGEST_TARGET + 1, "a"), "https://example.org/".ljust(400, "é"),
    ],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_dropped(address):
    assert target_of(address) == ""


@given(st.one_of(addresses, webs))
def test_no_sign_of_an_address_can_end_it_or_be_a_mark(address):
    target = target_of(address)
    assert re.fullmatch(r"(?:https?://[a-z0-9_.:-]+(?:[/?#][A-Za-z0-9._~/?#%:;=&+,$!'@-]*)?)?", target)
    assert len(target) <= LONGEST_TARGET
    assert not re.search("@(?:everyone|here)", target)
    assert target_of(target) == target


@pytest.mark.parametrize(
    "words", [MAP, "example.org/map", "http://example.org/map/", "<https://EXAMPLE.org/map>", "Example.org/map "]
)
def test_words_that_are_their_own_address_are_known(words):
    assert are_own_address(words, MAP)


@pytest.mark.parametrize("words", ["the map", "", "example.org", "https://example.net/map", "example.org/map2"])
def test_other_words_are_not(words):
    assert not are_own_address(words, MAP)


def test_a_link_of_nothing_visible_or_of_its_own_address_is_settled_as_plain_words():
    spans = (
        Span("See "),
        Span("example.org/", Style.PLAIN, MAP),
        Span("map", Style.PLAIN, MAP),
        Span(" ", Style.PLAIN, "http://b.org"),
        Span("."),
    )
    assert settle_links(Block(spans)) == Block((Span("See example.org/map ."),))


def test_a_file_of_nothing_but_links_is_refused():
    pages = ("<p>" + '<a href="https://example.org/a">x</a> y ' * 5_001 + "</p>") * 4
    with pytest.raises(StoryFileError, match="links"):
        read_story(pages.encode(), "a.html")
