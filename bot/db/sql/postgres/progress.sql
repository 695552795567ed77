-- name: lock_edition
-- Waits for a next edition that is being saved, and has one that comes wait: places are carried over once, all of them.
SELECT edition_id FROM stories WHERE id = :story_id FOR SHARE;
