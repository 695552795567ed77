-- name: claim_story
-- The story's row, made if it is new and locked either way, so that two processes cannot save it at once.
INSERT INTO stories (source, server_id, author_id, rights, rights_note, added_at, updated_at)
VALUES (:source, :server_id, :author_id, :rights, :rights_note, :now, :now)
ON CONFLICT (source) DO UPDATE SET rights = excluded.rights, rights_note = excluded.rights_note
RETURNING id, edition_id, title, metadata, hidden_at, withdrawn_at;

-- name: keep_series
INSERT INTO series (name, name_key, author_key) VALUES (:name, :name_key, :author_key)
ON CONFLICT (name_key, author_key) DO UPDATE SET name = series.name
RETURNING id;

-- name: update_story
UPDATE stories SET
    title = :title, title_key = :title_key, title_sort = :title_sort, author = :author, author_key = :author_key,
    series_id = :series_id, series_index = :series_index, place_key = :place_key,
    rating_level = :rating_level, rating_raw = :rating_raw, gate = :gate, level = :level, warnings = :warnings, fandoms = :fandoms,
    fandom_keys = :fandom_keys, search_text = :search_text, words = :words, parts = :parts, chapters = :chapters, edition_id = :edition_id,
    updated_at = :now, hidden_at = CASE WHEN withdrawn_at IS NULL THEN NULL ELSE hidden_at END, metadata = :metadata
WHERE id = :story_id;

-- name: withdraw_story
UPDATE stories SET
    withdrawn_at = :now, hidden_at = COALESCE(hidden_at, :now), withdrawn_as = :withdrawn_as, erase_at = :erase_at,
    updated_at = :now
WHERE id = :story_id AND withdrawn_at IS NULL
RETURNING id;

-- name: bring_back_story
UPDATE stories SET withdrawn_at = NULL, withdrawn_as = NULL, erase_at = NULL
WHERE id = :story_id AND withdrawn_at IS NOT NULL RETURNING id;

-- name: get_publication
SELECT server_id, author_id, rights, rights_note, withdrawn_at FROM stories WHERE id = :story_id;

-- name: unhide_story
UPDATE stories SET hidden_at = NULL, updated_at = :now WHERE id = :story_id AND withdrawn_at IS NULL;

-- name: move_story
UPDATE stories SET source = :source
WHERE id = :story_id AND NOT EXISTS (SELECT 1 FROM stories AS other WHERE other.source = :source)
RETURNING id;

-- name: hide_story
UPDATE stories SET hidden_at = :now, updated_at = :now WHERE id = :story_id AND hidden_at IS NULL;

-- name: remove_trigrams
DELETE FROM story_trigrams WHERE story_id = :story_id;

-- name: add_trigram
INSERT INTO story_trigrams (trigram, story_id, weight) VALUES (:trigram, :story_id, :weight);

-- name: remove_labels
DELETE FROM story_labels WHERE story_id = :story_id;

-- name: add_label
INSERT INTO story_labels (kind, label, story_id, name) VALUES (:kind, :label, :story_id, :name);

-- name: get_edition
SELECT id, number, content_hash, importer_version, words, parts FROM editions WHERE id = :edition_id;

-- name: add_edition
INSERT INTO editions (story_id, number, content_hash, importer_version, created_at, words, parts, encoding)
VALUES (:story_id, :number, :content_hash, :importer_version, :now, :words, :parts, :encoding)
RETURNING id;

-- name: renew_edition
UPDATE editions SET importer_version = :importer_version WHERE id = :edition_id;

-- name: renew_story
-- What is derived from a file by rules that may have changed with the program while the text did not.
UPDATE stories SET gate = :gate, level = :level, warnings = :warnings, search_text = :search_text,
    place_key = :place_key
WHERE id = :story_id;

-- name: get_entry
SELECT * FROM library WHERE id = :story_id;

-- name: get_metadata
SELECT metadata FROM stories WHERE id = :story_id;

-- name: list_entries
-- `:shelves` is a list such as `|open:0:teen|adult:0:mature|`, which both engines can look into.
SELECT * FROM library
WHERE CAST(:shelves AS TEXT) LIKE '%|' || library.shelf || '|%'
    AND (CAST(:rating AS TEXT) IS NULL OR rating_level = :rating)
    AND (CAST(:label AS TEXT) IS NULL OR library.id IN (SELECT story_id FROM story_labels WHERE label = :label))
ORDER BY title_sort, id LIMIT :limit OFFSET :offset;

-- name: list_entries_ordered
-- The same in another order, or only those that a reader has not begun, is reading, or has finished.
SELECT library.*
FROM library
LEFT JOIN progress ON progress.story_id = library.id AND progress.reader_id = :reader_id
WHERE CAST(:shelves AS TEXT) LIKE '%|' || library.shelf || '|%'
    AND (CAST(:rating AS TEXT) IS NULL OR rating_level = :rating)
    AND (CAST(:label AS TEXT) IS NULL OR library.id IN (SELECT story_id FROM story_labels WHERE label = :label))
    AND (CAST(:status AS TEXT) IS NULL OR :status = CASE
        WHEN progress.story_id IS NULL THEN 'unread'
        WHEN progress.finished = 1 AND progress.furthest_part >= library.parts THEN 'finished'
        ELSE 'reading' END)
ORDER BY
    CASE CAST(:order AS TEXT)
        WHEN 'recent' THEN -added_at
        WHEN 'shortest' THEN words
        WHEN 'longest' THEN -words
        WHEN 'author' THEN CASE author_key WHEN '' THEN 1 ELSE 0 END
        WHEN 'series' THEN CASE WHEN series_key IS NULL THEN 1 ELSE 0 END
        WHEN 'rating' THEN CASE rating_level
            WHEN 'general' THEN 0 WHEN 'parental' THEN 1 WHEN 'teen' THEN 2 WHEN 'mature' THEN 3 WHEN 'explicit' THEN 4
            WHEN 'unrated' THEN 5 ELSE 6 END
        ELSE 0 END,
    CASE CAST(:order AS TEXT) WHEN 'author' THEN author_key WHEN 'series' THEN series_key ELSE '' END,
    CASE CAST(:order AS TEXT) WHEN 'series' THEN series_index ELSE 0 END,
    title_sort, library.id
LIMIT :limit OFFSET :offset;

-- name: count_entries
SELECT COUNT(*) AS entries
FROM library
LEFT JOIN progress ON progress.story_id = library.id AND progress.reader_id = :reader_id
WHERE CAST(:shelves AS TEXT) LIKE '%|' || library.shelf || '|%'
    AND (CAST(:rating AS TEXT) IS NULL OR rating_level = :rating)
    AND (CAST(:label AS TEXT) IS NULL OR library.id IN (SELECT story_id FROM story_labels WHERE label = :label))
    AND (CAST(:status AS TEXT) IS NULL OR :status = CASE
        WHEN progress.story_id IS NULL THEN 'unread'
        WHEN progress.finished = 1 AND progress.furthest_part >= library.parts THEN 'finished'
        ELSE 'reading' END);

-- name: list_labels
SELECT MIN(story_labels.name) AS name, COUNT(*) AS stories
FROM story_labels
JOIN library ON library.id = story_labels.story_id
WHERE story_labels.kind = :kind AND CAST(:shelves AS TEXT) LIKE '%|' || library.shelf || '|%'
GROUP BY story_labels.label
ORDER BY COUNT(*) DESC, story_labels.label
LIMIT :limit OFFSET :offset;

-- name: find_by_title
SELECT library.* FROM stories JOIN library ON library.id = stories.id
WHERE stories.title_key = :title_key
ORDER BY stories.title_sort, stories.id;

-- name: get_card
SELECT id, edition_id, title, warnings, words, parts, chapters, metadata, author_id, rights, rights_note
FROM stories
WHERE id = :story_id AND hidden_at IS NULL AND edition_id IS NOT NULL;
