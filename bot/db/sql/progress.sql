-- name: get_progress
SELECT * FROM progress WHERE reader_id = :reader_id AND story_id = :story_id;

-- name: latest_story
SELECT progress.story_id
FROM progress
JOIN library ON library.id = progress.story_id
WHERE progress.reader_id = :reader_id AND CAST(:shelves AS TEXT) LIKE '%|' || library.shelf || '|%'
ORDER BY progress.updated_at DESC, progress.story_id DESC
LIMIT 1;

-- name: mark_shown
UPDATE progress SET by_command = 1
WHERE reader_id = :reader_id AND story_id = :story_id AND edition_id = :edition_id AND part = :part
    AND paragraph = :paragraph AND text_offset = :text_offset;

-- name: save_progress
-- The furthest place is the greater of the two, compared here so that no race can lower it. Both are of the story's
-- current edition: its caller holds lock_edition, and a next edition carries every row over.
INSERT INTO progress (
    reader_id, story_id, edition_id, part, paragraph, text_offset, fingerprint, next_part, next_paragraph, next_offset,
    next_fingerprint, furthest_part, furthest_paragraph, furthest_offset, by_command, finished, moved, updated_at
) VALUES (
    :reader_id, :story_id, :edition_id, :part, :paragraph, :text_offset, :fingerprint, :next_part, :next_paragraph,
    :next_offset, :next_fingerprint, :furthest_part, :furthest_paragraph, :furthest_offset, :by_command, :finished,
    :moved, :now
)
ON CONFLICT (reader_id, story_id) DO UPDATE SET
    edition_id = excluded.edition_id,
    part = excluded.part,
    paragraph = excluded.paragraph,
    text_offset = excluded.text_offset,
    fingerprint = excluded.fingerprint,
    next_part = excluded.next_part,
    next_paragraph = excluded.next_paragraph,
    next_offset = excluded.next_offset,
    next_fingerprint = excluded.next_fingerprint,
    furthest_part = CASE
        WHEN (excluded.furthest_part, excluded.furthest_paragraph, excluded.furthest_offset)
            > (progress.furthest_part, progress.furthest_paragraph, progress.furthest_offset)
        THEN excluded.furthest_part ELSE progress.furthest_part END,
    furthest_paragraph = CASE
        WHEN (excluded.furthest_part, excluded.furthest_paragraph, excluded.furthest_offset)
            > (progress.furthest_part, progress.furthest_paragraph, progress.furthest_offset)
        THEN excluded.furthest_paragraph ELSE progress.furthest_paragraph END,
    furthest_offset = CASE
        WHEN (excluded.furthest_part, excluded.furthest_paragraph, excluded.furthest_offset)
            > (progress.furthest_part, progress.furthest_paragraph, progress.furthest_offset)
        THEN excluded.furthest_offset ELSE progress.furthest_offset END,
    by_command = excluded.by_command,
    finished = CASE WHEN excluded.finished > progress.finished THEN excluded.finished ELSE progress.finished END,
    moved = excluded.moved,
    updated_at = excluded.updated_at;
