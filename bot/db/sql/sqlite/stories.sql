-- name: get_entries
SELECT library.*
FROM json_each(:ids) AS wanted
JOIN library ON library.id = wanted.value
WHERE CAST(:gates AS TEXT) LIKE '%|' || library.gate || '|%'
    AND (CAST(:rating AS TEXT) IS NULL OR library.rating_level = :rating)
    AND (CAST(:label AS TEXT) IS NULL OR library.id IN (SELECT story_id FROM story_labels WHERE label = :label))
ORDER BY wanted.key;
