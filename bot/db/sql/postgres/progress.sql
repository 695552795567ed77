-- name: lock_progress
SELECT * FROM progress WHERE reader_id = :reader_id AND story_id = :story_id FOR UPDATE;
