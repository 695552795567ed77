"""Named SQL from `.sql` files, translated once to what each engine's driver understands."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

DIALECTS = ("sqlite", "postgres")

_NAME = re.compile(r"^-- name: (\w+)[ \t]*$", re.MULTILINE)

# What may hold a colon that is no parameter comes first: strings, quoted names, comments, casts.
_TOKEN = re.compile(
    r"""'(?:[^']|'')*' | "[^"]*" | --[^\n]* | /\*.*?\*/ | :: | :([a-z_][a-z0-9_]*)""", re.VERBOSE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Query:
    """One named query: for each dialect its text and the names its placeholders take, in order.

    `takes` are the names of its values, the same for every dialect (a test holds that).
    """

    name: str
    forms: dict[str, tuple[str, tuple[str, ...]]]
    takes: frozenset[str] = frozenset()

    def check(self, given: AbstractSet[str]) -> None:
        """Raise TypeError unless exactly this query's values are given."""
        if given != self.takes:
            raise TypeError(f"query {self.name} takes {sorted(self.takes)}, not {sorted(given)}")


def translate(text: str, dialect: str) -> tuple[str, tuple[str, ...]]:
    """SQL with `:name` parameters as `?` or `$n`, and the names in the order in which their values are passed."""
    names: list[str] = []

    def placeholder(match: re.Match[str]) -> str:
        name = match[1]
        if name is None:
            return match[0]
        if dialect == "sqlite" or name not in names:
            names.append(name)
        return "?" if dialect == "sqlite" else f"${names.index(name) + 1}"

    return _TOKEN.sub(placeholder, text), tuple(names)


def split_queries(text: str) -> dict[str, str]:
    """The queries of one file by name: each begins with a line `-- name: get_part` and ends where the next begins."""
    _, *pieces = _NAME.split(text)
    names, bodies = pieces[::2], pieces[1::2]
    if len(set(names)) < len(names):
        raise ValueError(f"a query name stands twice: {sorted(names)}")
    return {name: body.strip().removesuffix(";") for name, body in zip(names, bodies, strict=True)}


def read_queries(folder: Path) -> dict[str, Query]:
    """Every query under a folder; one in `sqlite/` or `postgres/` is that dialect's own variant."""
    forms: dict[str, dict[str, tuple[str, tuple[str, ...]]]] = {}
    for own in (None, *DIALECTS):
        for path in sorted((folder / (own or "")).glob("*.sql")):
            for name, text in split_queries(path.read_text(encoding="utf-8")).items():
                for dialect in [own] if own else DIALECTS:
                    if dialect in forms.setdefault(name, {}):
                        raise ValueError(f"the query {name} stands twice for {dialect}")
                    forms[name][dialect] = translate(text, dialect)
    return {
        name: Query(name, by_dialect, frozenset().union(*(names for _, names in by_dialect.values())))
        for name, by_dialect in forms.items()
    }
