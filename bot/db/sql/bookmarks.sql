-- name: add_bookmark
INSERT INTO bookmarks (
    reader_id, story_id, edition_id, part, paragraph, text_offset, fingerprint, note, created_at
) VALUES (
    :reader_id, :story_id, :edition_id, :part, :paragraph, :text_offset, :fingerprint, :note, :now
)
RETURNING id;

-- name: find_bookmark
-- The one she has at that very place, if any.
SELECT id FROM bookmarks
WHERE reader_id = :reader_id AND story_id = :story_id AND edition_id = :edition_id AND part = :part
    AND paragraph = :paragraph AND text_offset = :text_offset
ORDER BY id LIMIT 1;

-- name: set_bookmark_note
UPDATE bookmarks SET note = :note WHERE id = :bookmark_id AND reader_id = :reader_id;

-- name: note_told
UPDATE bookmarks SET moved = 0 WHERE id = :bookmark_id AND reader_id = :reader_id;

-- name: count_bookmarks
SELECT COUNT(*) AS bookmarks FROM bookmarks WHERE reader_id = :reader_id;

-- name: get_bookmark
SELECT
    bookmarks.*, stories.title, stories.gate, stories.parts, stories.edition_id AS current_edition,
    stories.hidden_at, stories.server_id, stories.level, stories.withdrawn_at
FROM bookmarks
JOIN stories ON stories.id = bookmarks.story_id
WHERE bookmarks.id = :bookmark_id AND bookmarks.reader_id = :reader_id;

-- name: list_bookmarks
SELECT
    bookmarks.*, stories.title, stories.gate, stories.parts, stories.edition_id AS current_edition,
    stories.hidden_at, stories.server_id, stories.level, stories.withdrawn_at
FROM bookmarks
JOIN stories ON stories.id = bookmarks.story_id
WHERE bookmarks.reader_id = :reader_id
ORDER BY bookmarks.created_at DESC, bookmarks.id DESC
LIMIT :limit OFFSET :offset;

-- name: remove_bookmark
DELETE FROM bookmarks WHERE id = :bookmark_id AND reader_id = :reader_id RETURNING id;
