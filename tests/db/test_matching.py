"""Which stories belong together, told by their titles, authors and series alone."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.db.keys import fold, title_key
from bot.db.matching import Known, Likeness, Member, compare_titles, find_named, find_neighbours, read_title_form
from bot.models import PointerKind
from bot.text.numerals import to_roman

CASES = Path(__file__).parents[1] / "cases" / "titles"
SAID = {
    Likeness.SAME: "same",
    Likeness.FORM: "same",
    Likeness.SUBTITLE: "alike",
    Likeness.NONE: "another",
}
WORDS = st.sampled_from(["ebb", "Lamp", "the", "of", "Quay", "II", "2", "one", "Part", "mix", "Storm"])
TITLES = st.lists(st.one_of(WORDS, st.sampled_from([":", " - ", ", ", "(", ")"])), max_size=7).map(" ".join)


def cases() -> list[tuple[str, ...]]:
    lines = [line for path in sorted(CASES.glob("*.txt")) for line in path.read_text("utf-8").splitlines()]
    return [tuple(piece.strip() for piece in line.split("|")) for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("case", cases(), ids=" | ".join)
def test_a_title_is_matched_as_its_file_expects(case: tuple[str, ...]) -> None:
    expected, named, found, *namer = case
    form = read_title_form(namer[0]) if namer else None
    assert SAID[compare_titles(read_title_form(named), read_title_form(found), namer=form)] == expected
    if not namer:
        assert SAID[compare_titles(read_title_form(found), read_title_form(named))] == expected


@given(st.one_of(st.text(max_size=60), TITLES))
def test_every_title_is_its_own_in_whatever_case_and_has_a_stem(title: str) -> None:
    form = read_title_form(title)
    assert compare_titles(form, read_title_form(title.upper())) is Likeness.SAME
    assert compare_titles(form, form) is Likeness.SAME
    assert bool(form.stem) == bool(fold(title))


@given(TITLES, TITLES)
def test_likeness_asks_for_no_order(one: str, other: str) -> None:
    forms = read_title_form(one), read_title_form(other)
    assert compare_titles(*forms) is compare_titles(*forms[::-1])


@given(st.sampled_from(["The Storm", "Low Water", "Tide"]), st.integers(1, 30), st.integers(1, 30), st.booleans())
def test_two_numbers_are_never_one_story(name: str, one: int, other: int, subtitled: bool) -> None:
    forms = [f"{name} {one}" + ": Ebb" * subtitled, f"{name}, Part {to_roman(other)}"]
    likeness = compare_titles(*map(read_title_form, forms))
    assert (likeness is not Likeness.NONE) == (one == other)


def known(story_id: int, title: str, author: str = "", **said: object) -> Known:
    series = said.pop("series", "")
    names = {PointerKind(kind): read_title_form(str(said.pop(kind))) for kind in ("prequel", "sequel") if kind in said}
    return Known(story_id, read_title_form(title), fold(author), title_key(str(series)), names=names, **said)  # type: ignore[arg-type]


def sequel(story: Known, *found: Known) -> int | None:
    answers = {find_named(story, PointerKind.SEQUEL, order) for order in permutations(found)}
    assert len(answers) == 1
    return answers.pop()


def test_one_authors_titles_are_enough() -> None:
    assert sequel(known(1, "Ebb", "Ann", sequel="Flow"), known(2, "Flow", "ann")) == 2
    assert sequel(known(1, "Ebb", "Ann", sequel="Flow"), known(2, "Flow: A Tale", "Ann")) == 2


def test_another_authors_title_is_not_enough() -> None:
    assert sequel(known(1, "Ebb", "Ann", sequel="Flow"), known(2, "Flow", "Ben")) is None
    assert sequel(known(1, "Ebb", "Ann", sequel="Flow"), known(2, "Flow")) is None
    assert sequel(known(1, "Ebb", sequel="Flow"), known(2, "Flow")) is None


def test_two_that_name_each_other_belong_together_whoever_wrote_them() -> None:
    assert sequel(known(1, "Ebb", "Ann", sequel="Flow"), known(2, "Flow", "Ben", prequel="Ebb")) == 2
    assert sequel(known(1, "Ebb", sequel="Flow II"), known(2, "Flow II: Up", prequel="ebb!")) == 2
    assert sequel(known(1, "Ebb", "Ann", sequel="Flow"), known(2, "Flow", "Ben", prequel="Ebb II")) is None


def test_without_an_author_the_very_title_and_the_series_are_needed() -> None:
    first = known(1, "Close Harbour V", sequel="Close Harbour VI: The Plan", series="Close Harbour", series_index=5)
    assert sequel(first, known(2, "Close Harbour 6: The Plan", series="close harbour", series_index=6)) == 2
    assert sequel(first, known(2, "Close Harbour 6: The Plan", "Ann", series="Close Harbour")) == 2
    assert sequel(first, known(2, "Close Harbour VI", series="Close Harbour")) == 2
    assert sequel(first, known(2, "Close Harbour VI", "Ann", series="Close Harbour")) is None
    assert sequel(first, known(2, "Close Harbour VI: The Trap", series="Close Harbour")) is None
    assert sequel(first, known(2, "Close Harbour VI: The Plan", series="Close Harbour", series_index=4)) is None
    # The titles themselves may tell the series.
    assert sequel(known(1, "Tide I", sequel="Tide II"), known(2, "Tide, Part 2")) == 2
    assert sequel(known(1, "Tide I", sequel="Tide III"), known(2, "Tide III")) is None


def test_a_place_in_a_series_names_the_story_that_has_it_whatever_its_title() -> None:
    wick, fuse = (
        known(1, "Wick", "Ann", sequel="Low Lamps II"),
        known(2, "Fuse", "Ann", series="The Low Lamps", series_index=2),
    )
    assert sequel(wick, fuse) == 2
    assert sequel(known(1, "Wick", "Ann", sequel="The Low Lamps, Part Two: Fuse"), fuse) == 2
    assert sequel(known(1, "Wick", "Ann", sequel="Low Lamps II: Smoke"), fuse) is None
    assert sequel(known(1, "Wick", "Ann", sequel="Low Lamps III"), fuse) is None


def test_a_series_called_as_its_titles_proves_nothing_between_two_authors() -> None:
    first = known(1, "The Storm I", "Ann", series="The Storm", series_index=1, sequel="The Storm II")
    assert sequel(first, known(2, "The Storm II", "Ben", series="The Storm", series_index=2)) is None
    robin = known(1, "Ebb", "Ann", series="Round Robin", sequel="Flow")
    assert sequel(robin, known(2, "Flow", "Ben", series="Round Robin")) == 2


def test_of_several_the_better_match_is_meant_and_of_equals_none() -> None:
    first = known(1, "Ebb", "Ann", sequel="Flow II")
    exact, subtitled = known(2, "Flow 2", "Ann"), known(3, "Flow II: Up", "Ann")
    assert sequel(first, exact, subtitled) == 2
    assert sequel(first, subtitled) == 3
    assert sequel(first, exact, subtitled, known(4, "Flow II", "Ann")) is None
    assert sequel(first, subtitled, known(4, "Flow II: Down", "Ann")) is None
    assert sequel(first, exact, known(4, "Flow II", "Ben", prequel="Ebb")) == 2


def test_two_servers_stories_never_belong_together_and_the_operators_only_by_author() -> None:
    def flow(server_id: int | None, author: str = "Ann") -> Known:
        return known(2, "Flow", author, server_id=server_id, prequel="Ebb")

    operators, servers = known(1, "Ebb", "Ann", sequel="Flow"), known(1, "Ebb", "Ann", sequel="Flow", server_id=7)
    assert sequel(operators, flow(7)) == 2
    assert sequel(operators, flow(7, "Ben")) is None
    assert sequel(servers, flow(7, "Ben")) == 2
    assert sequel(servers, flow(None)) == 2
    assert sequel(servers, flow(8)) is None
    assert sequel(servers, flow(7), known(3, "Flow", "Ann")) == 2


def test_a_story_is_never_its_own_neighbour() -> None:
    story = known(1, "Ouroboros", "Ann", sequel="Ouroboros")
    assert sequel(story, story) is None


# --- series ---------------------------------------------------------------------------------------------------------


def in_series(*places: float) -> list[Member]:
    return [Member(n, place) for n, place in enumerate(places, start=1)]


@pytest.mark.parametrize(
    ("places", "pairs"),
    [
        ((1, 2, 3), {(1, 2), (2, 3)}),
        ((3, 1, 2), {(2, 3), (3, 1)}),
        ((1, 1.5, 2), {(1, 2), (2, 3)}),
        ((1, 1.2, 1.7, 2), {(1, 2), (2, 3), (3, 4)}),
        ((1, 3), set()),
        ((1.5, 2.5), set()),
        ((0.5, 1), {(1, 2)}),
        ((1, 2, 2, 3), set()),
    ],
)
def test_neighbours_in_a_series_have_no_whole_number_between_them(
    places: tuple[float, ...], pairs: set[tuple[int, int]]
) -> None:
    assert find_neighbours(in_series(*places)) == pairs


def test_a_story_without_a_number_has_no_neighbours_in_its_series() -> None:
    assert find_neighbours([Member(1, None), Member(2, 1)]) == set()


def test_a_servers_story_follows_on_the_operators_where_the_author_is_known() -> None:
    mixed = [Member(1, 1), Member(2, 2, server_id=7), Member(3, 2)]
    assert find_neighbours(mixed) == {(1, 3)}
    assert find_neighbours(mixed[:2]) == {(1, 2)}
    assert find_neighbours(mixed[:2], one_author=False) == set()
    assert find_neighbours([Member(1, 1, server_id=1), Member(2, 2, server_id=2)]) == set()


@given(st.permutations(in_series(1, 1.5, 2, 2, 3, 4, 6)))
def test_neighbours_do_not_depend_on_the_order_of_arrival(members: list[Member]) -> None:
    assert find_neighbours(members) == {(1, 2), (5, 6)}
