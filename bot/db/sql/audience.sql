-- name: count_readers
SELECT COUNT(*) AS begun, COALESCE(SUM(CASE WHEN finished = 1 THEN 1 ELSE 0 END), 0) AS finished
FROM progress WHERE story_id = :story_id AND reader_id <> :author_id;

-- name: count_bookmarkers
SELECT COUNT(DISTINCT reader_id) AS readers FROM bookmarks WHERE story_id = :story_id AND reader_id <> :author_id;

-- name: count_subscribers
SELECT COUNT(DISTINCT reader_id) AS readers FROM subscriptions WHERE story_id = :story_id AND reader_id <> :author_id;

-- name: list_posting_channels
SELECT DISTINCT channel_id FROM serials WHERE story_id = :story_id AND state IN ('running', 'paused', 'waiting')
ORDER BY channel_id LIMIT :limit;

-- name: count_stops
SELECT part, COUNT(*) AS readers FROM progress
WHERE story_id = :story_id AND reader_id <> :author_id AND finished = 0
GROUP BY part HAVING COUNT(*) >= :least
ORDER BY COUNT(*) DESC, part
LIMIT :limit;
