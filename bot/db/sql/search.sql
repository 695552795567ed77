-- name: find_by_prefix
SELECT
    stories.id, stories.title_sort, stories.title_key, stories.author_key, series.name_key AS series_key,
    stories.fandom_keys
FROM stories
LEFT JOIN series ON series.id = stories.series_id
WHERE stories.title_sort >= :first AND stories.title_sort < :last AND stories.hidden_at IS NULL
    AND CAST(:gates AS TEXT) LIKE '%|' || stories.gate || '|%'
ORDER BY stories.title_sort, stories.id
LIMIT :limit;
