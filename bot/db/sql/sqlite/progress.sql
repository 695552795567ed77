-- name: lock_edition
SELECT edition_id FROM stories WHERE id = :story_id;
