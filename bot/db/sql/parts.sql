-- name: add_part
INSERT INTO parts (
    edition_id, number, chapter, date, words, words_before, break_kind, marker, start_offset, end_offset, first_words,
    fingerprints, body
) VALUES (
    :edition_id, :number, :chapter, :date, :words, :words_before, :break_kind, :marker, :start_offset, :end_offset,
    :first_words, :fingerprints, :body
);

-- name: add_chapter
INSERT INTO chapters (edition_id, number, title, warnings, notes, first_part, last_part)
VALUES (:edition_id, :number, :title, :warnings, :notes, :first_part, :last_part);

-- name: list_part_rows
SELECT
    number, chapter, date, words, words_before, break_kind, marker, start_offset, end_offset, first_words,
    fingerprints, body
FROM parts WHERE edition_id = :edition_id ORDER BY number;

-- name: list_chapters
SELECT number, title, warnings, notes, first_part, last_part
FROM chapters WHERE edition_id = :edition_id ORDER BY number;

-- name: supersede_parts
UPDATE parts SET body = NULL, first_words = '', marker = NULL WHERE edition_id = :edition_id;

-- name: supersede_chapters
DELETE FROM chapters WHERE edition_id = :edition_id;

-- name: get_part
SELECT
    parts.number, parts.chapter, parts.date, parts.break_kind, parts.marker, parts.start_offset, parts.end_offset,
    parts.body, parts.words_before, chapters.title AS chapter_title, chapters.first_part,
    chapters.notes AS chapter_notes, chapters.warnings AS chapter_warnings
FROM parts
LEFT JOIN chapters ON chapters.edition_id = parts.edition_id AND chapters.number = parts.chapter
WHERE parts.edition_id = :edition_id AND parts.number = :number AND parts.body IS NOT NULL;

-- name: list_parts
SELECT parts.number, parts.chapter, parts.date, parts.words, parts.first_words
FROM parts
JOIN stories ON stories.edition_id = parts.edition_id
WHERE parts.edition_id = :edition_id AND parts.number >= :first
ORDER BY parts.number
LIMIT :limit;

-- name: current_edition
SELECT edition_id FROM stories WHERE id = :story_id AND hidden_at IS NULL;

-- name: list_fingerprints
SELECT number, fingerprints FROM parts WHERE edition_id = :edition_id ORDER BY number;

-- name: get_body
SELECT body FROM parts WHERE edition_id = :edition_id AND number = :number AND body IS NOT NULL;
