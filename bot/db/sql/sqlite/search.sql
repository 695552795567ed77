-- name: find_by_prefix
SELECT
    stories.id, stories.title_sort, stories.title_key, stories.author_key, series.name_key AS series_key,
    stories.fandom_keys
FROM stories
LEFT JOIN series ON series.id = stories.series_id
WHERE stories.title_sort >= :first AND stories.title_sort < :last AND stories.hidden_at IS NULL
    AND CAST(:shelves AS TEXT) LIKE '%|' || stories.shelf || '|%'
    AND (CAST(:rating AS TEXT) IS NULL OR stories.rating_level = :rating)
    AND (CAST(:label AS TEXT) IS NULL
        OR stories.id IN (SELECT story_id FROM story_labels WHERE label = :label))
ORDER BY stories.title_sort, stories.id
LIMIT :limit;

-- name: count_trigrams
-- In how many stories each is, counted to a cap: what is in more has passed it at the story `reach`.
SELECT
    wanted.value AS trigram,
    (SELECT COUNT(*) FROM (SELECT 1 FROM story_trigrams WHERE trigram = wanted.value LIMIT :cap)) AS stories,
    (SELECT story_id FROM story_trigrams WHERE trigram = wanted.value ORDER BY story_id LIMIT 1 OFFSET :cap) AS reach,
    (SELECT MIN(id) FROM stories) AS oldest,
    (SELECT MAX(id) FROM stories) AS newest
FROM json_each(:trigrams) AS wanted;

-- name: find_candidates
SELECT
    stories.id, stories.title_sort, stories.title_key, stories.author_key, series.name_key AS series_key,
    stories.fandom_keys
FROM (
    SELECT shared.story_id
    FROM (
        SELECT story_id, SUM(weight) AS overlap
        FROM story_trigrams
        WHERE trigram IN (SELECT value FROM json_each(:trigrams))
        GROUP BY story_id
    ) AS shared
    JOIN stories ON stories.id = shared.story_id
    WHERE stories.hidden_at IS NULL AND CAST(:shelves AS TEXT) LIKE '%|' || stories.shelf || '|%'
    AND (CAST(:rating AS TEXT) IS NULL OR stories.rating_level = :rating)
    AND (CAST(:label AS TEXT) IS NULL
        OR stories.id IN (SELECT story_id FROM story_labels WHERE label = :label))
    ORDER BY shared.overlap DESC, shared.story_id
    LIMIT :limit
) AS found
JOIN stories ON stories.id = found.story_id
LEFT JOIN series ON series.id = stories.series_id;
