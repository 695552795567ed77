-- name: make_migrations
CREATE TABLE IF NOT EXISTS migrations (
    number BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    applied_at BIGINT NOT NULL
);

-- name: list_migrations
SELECT number FROM migrations ORDER BY number;

-- name: record_migration
INSERT INTO migrations (number, name, applied_at) VALUES (:number, :name, :applied_at);
