-- name: list_progress
SELECT * FROM progress WHERE story_id = :story_id AND edition_id = :edition_id ORDER BY reader_id;

-- name: move_progress
UPDATE progress SET
    edition_id = :edition_id, part = :part, paragraph = :paragraph, text_offset = :text_offset,
    fingerprint = :fingerprint, next_part = :next_part, next_paragraph = :next_paragraph, next_offset = :next_offset,
    next_fingerprint = :next_fingerprint, furthest_part = :furthest_part, furthest_paragraph = :furthest_paragraph,
    furthest_offset = :furthest_offset, by_command = :by_command, finished = :finished, moved = :moved
WHERE reader_id = :reader_id AND story_id = :story_id;

-- name: list_bookmarked
SELECT id, part, paragraph, text_offset, moved FROM bookmarks
WHERE story_id = :story_id AND edition_id = :edition_id ORDER BY id;

-- name: move_bookmark
UPDATE bookmarks SET
    edition_id = :edition_id, part = :part, paragraph = :paragraph, text_offset = :text_offset,
    fingerprint = :fingerprint, moved = :moved
WHERE id = :id;
