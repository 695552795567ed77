-- name: lock_links
SELECT 1;
