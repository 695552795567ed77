-- name: get_entries
SELECT library.*
FROM json_each(:ids) AS wanted
JOIN library ON library.id = wanted.value
ORDER BY wanted.key;
