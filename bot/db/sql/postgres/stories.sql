-- name: get_entries
SELECT library.*
FROM json_array_elements_text(CAST(:ids AS json)) WITH ORDINALITY AS wanted (id, place)
JOIN library ON library.id = CAST(wanted.id AS BIGINT)
WHERE CAST(:gates AS TEXT) LIKE '%|' || library.gate || '|%'
    AND (CAST(:rating AS TEXT) IS NULL OR library.rating_level = :rating)
    AND (CAST(:label AS TEXT) IS NULL OR library.id IN (SELECT story_id FROM story_labels WHERE label = :label))
ORDER BY wanted.place;
