-- name: lock_links
SELECT pg_advisory_xact_lock(7165046300411202);
