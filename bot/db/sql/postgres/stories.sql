-- name: get_entries
SELECT library.*
FROM json_array_elements_text(CAST(:ids AS json)) WITH ORDINALITY AS wanted (id, place)
JOIN library ON library.id = CAST(wanted.id AS BIGINT)
ORDER BY wanted.place;
