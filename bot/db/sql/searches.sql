-- name: find_in_text
-- Stories whose tags, names or summary hold all of these words; those with a label of just these words come first.
SELECT library.*
FROM library
JOIN stories ON stories.id = library.id
WHERE CAST(:shelves AS TEXT) LIKE '%|' || library.shelf || '|%'
    AND (CAST(:rating AS TEXT) IS NULL OR library.rating_level = :rating)
    AND (CAST(:label AS TEXT) IS NULL OR library.id IN (SELECT story_id FROM story_labels WHERE label = :label))
    AND stories.search_text LIKE '%' || CAST(:first AS TEXT) || '%'
    AND stories.search_text LIKE '%' || CAST(:second AS TEXT) || '%'
    AND stories.search_text LIKE '%' || CAST(:third AS TEXT) || '%'
ORDER BY
    CASE WHEN library.id IN (SELECT story_id FROM story_labels WHERE label = :wanted) THEN 0 ELSE 1 END,
    library.title_sort, library.id
LIMIT :limit;

-- name: keep_search
INSERT INTO searches (id, wanted, used_at) VALUES (:id, :wanted, :now)
ON CONFLICT (id) DO UPDATE SET used_at = excluded.used_at;

-- name: get_search
SELECT wanted FROM searches WHERE id = :id;

-- name: forget_searches
DELETE FROM searches WHERE used_at < :before;
