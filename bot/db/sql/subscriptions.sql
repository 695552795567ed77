-- name: keep_subscription
-- One that she has gets the new rhythm, and is awake again.
INSERT INTO subscriptions (reader_id, kind, target, rhythm, story_id, name, told_to, made_at)
VALUES (
    :reader_id, :kind, :target, :rhythm, :story_id, :name, (SELECT COALESCE(MAX(id), 0) FROM event_targets), :now
)
ON CONFLICT (kind, target, reader_id) DO UPDATE SET rhythm = excluded.rhythm, snoozed_until = NULL
RETURNING id;

-- name: count_subscriptions
SELECT COUNT(*) AS subscriptions FROM subscriptions WHERE reader_id = :reader_id;

-- name: get_subscription
SELECT
    subscriptions.*, stories.title, stories.gate, stories.server_id, stories.level,
    CASE WHEN stories.hidden_at IS NULL AND stories.edition_id IS NOT NULL THEN 0 ELSE 1 END AS hidden
FROM subscriptions
JOIN stories ON stories.id = subscriptions.story_id
WHERE subscriptions.reader_id = :reader_id AND subscriptions.id = :subscription_id;

-- name: find_subscription
SELECT id FROM subscriptions WHERE reader_id = :reader_id AND kind = :kind AND target = :target;

-- name: list_subscriptions
SELECT
    subscriptions.*, stories.title, stories.gate, stories.server_id, stories.level,
    CASE WHEN stories.hidden_at IS NULL AND stories.edition_id IS NOT NULL THEN 0 ELSE 1 END AS hidden
FROM subscriptions
JOIN stories ON stories.id = subscriptions.story_id
WHERE subscriptions.reader_id = :reader_id
ORDER BY subscriptions.made_at DESC, subscriptions.id DESC
LIMIT :limit OFFSET :offset;

-- name: remove_subscription
DELETE FROM subscriptions WHERE reader_id = :reader_id AND id = :subscription_id RETURNING id;

-- name: snooze_subscription
UPDATE subscriptions SET snoozed_until = CAST(:until AS BIGINT) WHERE reader_id = :reader_id AND id = :subscription_id
RETURNING id;

-- name: quicken_notices
-- Those that wait for the end of a snooze are looked at again.
UPDATE deliveries SET due_at = :due_at
WHERE lane = :lane AND state = 'waiting' AND cause = 'notice' AND attempts = 0 AND due_at > :due_at;

-- name: keep_digest_zone
INSERT INTO digest_zones (zone, due_at) VALUES (:zone, :due_at) ON CONFLICT (zone) DO NOTHING;

-- name: next_digest_zone
SELECT zone, due_at FROM digest_zones ORDER BY due_at, zone LIMIT 1;

-- name: put_off_digest_zone
UPDATE digest_zones SET due_at = :due_at WHERE zone = :zone;

-- name: get_followed
-- Whom and what one follows by a story's author or series.
SELECT stories.author, stories.author_key, stories.series_id, series.name AS series
FROM stories
LEFT JOIN series ON series.id = stories.series_id
WHERE stories.id = :story_id;
