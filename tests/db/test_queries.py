"""The reader of named SQL."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.db.queries import DIALECTS, read_queries, split_queries, translate
from bot.db.work import QUERIES

NAMES = st.text(string.ascii_lowercase, min_size=1, max_size=6)
INERT = st.one_of(
    st.text("ab:x' ", max_size=10).map(lambda text: "'" + text.replace("'", "''") + "'"),
    st.text("ab:x", max_size=10).map(lambda text: f'"{text}"'),
    st.text("ab:x'", max_size=10).map(lambda text: f"-- {text}\n"),
    st.text("ab:x'", max_size=10).map(lambda text: f"/* {text} */"),
    st.sampled_from(["::text", "a::bigint[]", "SELECT", "(1 + 2)", "9:9"]),
)


@given(st.lists(st.one_of(INERT, NAMES.map(lambda name: f":{name}"))))
def test_only_parameters_are_translated_and_all_else_stays_as_written(pieces) -> None:
    wanted = [piece[1:] for piece in pieces if re.fullmatch(r":[a-z]+", piece)]
    text = " ".join(pieces)
    for_sqlite, names = translate(text, "sqlite")
    assert list(names) == wanted
    assert for_sqlite == " ".join("?" if re.fullmatch(r":[a-z]+", piece) else piece for piece in pieces)
    for_postgres, names = translate(text, "postgres")
    assert list(names) == list(dict.fromkeys(wanted))
    back = [f"${names.index(piece[1:]) + 1}" if re.fullmatch(r":[a-z]+", piece) else piece for piece in pieces]
    assert for_postgres == " ".join(back)


def test_a_parameter_used_twice_is_passed_twice_to_sqlite_and_once_to_postgres() -> None:
    assert translate("a = :x OR b = :y OR c = :x", "sqlite") == ("a = ? OR b = ? OR c = ?", ("x", "y", "x"))
    assert translate("a = :x OR b = :y OR c = :x", "postgres") == ("a = $1 OR b = $2 OR c = $1", ("x", "y"))


def test_each_query_ends_where_the_next_begins() -> None:
    text = "-- a heading\n-- name: first\nSELECT 1;\n\n-- name: second\n-- why\nSELECT 2\n"
    assert split_queries(text) == {"first": "SELECT 1", "second": "-- why\nSELECT 2"}


def test_a_name_that_stands_twice_in_a_file_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        split_queries("-- name: same\nSELECT 1;\n-- name: same\nSELECT 2;\n")


def test_a_name_that_stands_twice_in_a_folder_is_refused(tmp_path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.sql").write_text("-- name: same\nSELECT 1;\n")
    with pytest.raises(ValueError, match="same stands twice"):
        read_queries(tmp_path)


def test_a_query_may_have_a_form_for_each_dialect(tmp_path) -> None:
    for dialect in DIALECTS:
        (tmp_path / dialect).mkdir()
        (tmp_path / dialect / "own.sql").write_text(f"-- name: own\nSELECT '{dialect}', :x;\n")
    own = read_queries(tmp_path)["own"]
    assert own.forms == {
        "sqlite": ("SELECT 'sqlite', ?", ("x",)),
        "postgres": ("SELECT 'postgres', $1", ("x",)),
    }


def test_every_query_has_a_form_for_both_dialects_with_the_same_parameters() -> None:
    for query in QUERIES.values():
        assert set(query.forms) == set(DIALECTS), query.name
        assert len({frozenset(names) for _, names in query.forms.values()}) == 1, query.name
