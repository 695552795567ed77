-- name: lock_migrations
SELECT 1;
