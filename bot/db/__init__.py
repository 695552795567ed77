"""The database: one unit of work at a time, on SQLite or PostgreSQL."""

from bot.db.opening import open_database
from bot.db.work import Database, Row, Statement, Work, batch, every, one, sql

__all__ = ["Database", "Row", "Statement", "Work", "batch", "every", "one", "open_database", "sql"]
