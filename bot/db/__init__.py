"""The database: one unit of work at a time, on SQLite or PostgreSQL."""
