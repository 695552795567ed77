-- name: note_erasure
INSERT INTO erasures (at) VALUES (:now);

-- name: last_erasure
SELECT MAX(id) AS id FROM erasures;

-- name: forget_erasures
DELETE FROM erasures WHERE id <= :up_to;

-- name: erase_strays
DELETE FROM deliveries
WHERE kind = 'dm' AND state IN ('done', 'dropped') AND NOT EXISTS (SELECT 1 FROM readers WHERE readers.id = deliveries.target);

-- name: list_authored
SELECT id, title FROM stories WHERE author_id = :reader_id ORDER BY id;

-- name: delete_story
DELETE FROM stories WHERE id = :story_id;

-- name: unlink_author
-- The source of a published story may hold its author's id.
UPDATE stories
SET author_id = NULL, rights_note = NULL,
    source = 'server:' || CAST(COALESCE(server_id, 0) AS TEXT) || ':kept:' || CAST(id AS TEXT)
WHERE id = :story_id;

-- name: get_named
SELECT stories.title, stories.author, stories.metadata, series.id AS series_id, series.name, series.name_key
FROM stories
LEFT JOIN series ON series.id = stories.series_id
WHERE stories.id = :story_id;

-- name: unname_story
UPDATE stories SET author = NULL, author_key = '', series_id = :series_id, metadata = :metadata WHERE id = :story_id;

-- name: drop_empty_series
DELETE FROM series WHERE id = :series_id AND NOT EXISTS (SELECT 1 FROM stories WHERE stories.series_id = series.id);

-- name: count_searched
SELECT COUNT(*) AS trigrams FROM story_trigrams WHERE story_id = :story_id;
