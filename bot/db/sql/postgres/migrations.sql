-- name: lock_migrations
SELECT pg_advisory_xact_lock(7165046300411201);
