"""Looking through a whole database, whatever tables it has: which columns there are, and where a text stands."""

from __future__ import annotations

from dataclasses import dataclass

from bot.db import Database
from tests.db.samples import ask

_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    "postgres": "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
}
_COLUMNS = {
    "sqlite": "SELECT name, type FROM pragma_table_xinfo('{table}') ORDER BY name",
    "postgres": "SELECT column_name AS name, data_type AS type FROM information_schema.columns "
    "WHERE table_schema = 'public' AND table_name = '{table}' ORDER BY column_name",
}


@dataclass(frozen=True)
class Column:
    """One column of one table; `whole` where it holds whole numbers."""

    table: str
    name: str
    whole: bool


async def columns_of(database: Database) -> list[Column]:
    """Every column of every table."""
    found = []
    for table in await ask(database, _TABLES[database.dialect]):
        for column in await ask(database, _COLUMNS[database.dialect].format(table=table["name"])):
            whole = column["type"].upper() in {"BIGINT", "INTEGER"}
            found.append(Column(table["name"], column["name"], whole))
    return found


async def traces_of(database: Database, wanted: list[str]) -> list[str]:
    """Where in the whole database any of these texts stands: `table.column: text`, once for each row."""
    found = []
    for column in await columns_of(database):
        shown = f'CAST("{column.name}" AS TEXT)'
        if database.dialect == "postgres":
            shown = f'"{column.name}"::TEXT'
        for text in wanted:
            query = f'SELECT 1 FROM "{column.table}" WHERE {shown} LIKE :wanted'  # noqa: S608
            rows = await ask(database, query, wanted=f"%{text}%")
            found += [f"{column.table}.{column.name}: {text}"] * len(rows)
    return found
