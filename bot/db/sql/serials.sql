-- name: add_serial
INSERT INTO serials (
    server_id, channel_id, channel_kind, story_id, state, schedule, missed, pace, role_id, tags, discuss, locked, goes_on,
    edition_id, part, paragraph, text_offset, fingerprint, shown_part, shown_paragraph, shown_offset, shown_fingerprint,
    next_slot, fired, dated, story_date, posts, delivery_id, started_by, created_at, reason
) VALUES (
    :server_id, :channel_id, :channel_kind, :story_id, :state, :schedule, :missed, :pace, :role_id, :tags, :discuss, :locked,
    :goes_on, :edition_id, :part, :paragraph, :text_offset, :fingerprint, :shown_part, :shown_paragraph, :shown_offset,
    :shown_fingerprint, :next_slot, :fired, :dated, :story_date, :posts, :delivery_id, :started_by, :created_at, :reason
)
RETURNING id;

-- name: lock_serial
-- The row is locked until the transaction ends, on either engine.
UPDATE serials SET posts = posts WHERE id = :serial_id RETURNING id;

-- name: get_serial
SELECT serials.*, stories.title, stories.parts
FROM serials JOIN stories ON stories.id = serials.story_id
WHERE serials.id = :serial_id;

-- name: save_serial
UPDATE serials SET
    state = :state, story_id = :story_id, edition_id = :edition_id, part = :part, paragraph = :paragraph,
    text_offset = :text_offset, fingerprint = :fingerprint, shown_part = :shown_part, shown_paragraph = :shown_paragraph,
    shown_offset = :shown_offset, shown_fingerprint = :shown_fingerprint, next_slot = :next_slot, fired = :fired,
    dated = :dated, story_date = :story_date, posts = :posts, delivery_id = :delivery_id, created_at = :created_at,
    reason = :reason
WHERE id = :serial_id;

-- name: list_due_serials
SELECT id FROM serials
WHERE state = 'running' AND delivery_id IS NULL AND next_slot <= :now
ORDER BY next_slot, id LIMIT :limit;

-- name: next_serial_slot
SELECT MIN(next_slot) AS next_slot FROM serials WHERE state = 'running' AND delivery_id IS NULL;

-- name: list_broken_serials
-- A post one of whose steps was given up never comes to its end. The others do, so that it is soon among the oldest.
SELECT oldest.id
FROM (
    SELECT id, delivery_id FROM serials WHERE delivery_id > 0 AND state = 'running' ORDER BY delivery_id LIMIT 100
) AS oldest
LEFT JOIN deliveries ON deliveries.id = oldest.delivery_id
WHERE deliveries.id IS NULL OR deliveries.state = 'dropped'
ORDER BY oldest.id LIMIT :limit;

-- name: list_serials
SELECT serials.*, stories.title, stories.parts
FROM serials JOIN stories ON stories.id = serials.story_id
WHERE serials.server_id = :server_id AND serials.state <> 'draft'
    AND (CAST(:over AS BIGINT) = 1 OR serials.state NOT IN ('ended', 'stopped'))
ORDER BY CASE WHEN serials.state IN ('ended', 'stopped') THEN 1 ELSE 0 END, serials.id
LIMIT :limit OFFSET :offset;

-- name: count_serials
SELECT COUNT(*) AS serials FROM serials
WHERE server_id = :server_id AND state <> 'draft'
    AND (CAST(:over AS BIGINT) = 1 OR state NOT IN ('ended', 'stopped'));

-- name: list_serials_of_story
SELECT id FROM serials WHERE story_id = :story_id AND state IN ('running', 'paused', 'waiting') ORDER BY id;

-- name: list_locking_serials
SELECT serials.*, stories.title, stories.parts
FROM serials JOIN stories ON stories.id = serials.story_id
WHERE serials.story_id = :story_id AND serials.server_id = :server_id AND serials.locked = 1
    AND serials.state IN ('running', 'paused', 'waiting')
ORDER BY serials.id;

-- name: list_serial_places
SELECT id, part, paragraph, text_offset, shown_part, shown_paragraph, shown_offset
FROM serials
WHERE story_id = :story_id AND edition_id = :edition_id AND state IN ('running', 'paused', 'waiting')
ORDER BY id;

-- name: move_serial
-- One that waited goes on where something was added.
UPDATE serials SET
    edition_id = :edition_id, part = :part, paragraph = :paragraph, text_offset = :text_offset, fingerprint = :fingerprint,
    shown_part = :shown_part, shown_paragraph = :shown_paragraph, shown_offset = :shown_offset,
    shown_fingerprint = :shown_fingerprint,
    next_slot = CASE WHEN state = 'waiting' AND CAST(:part AS BIGINT) IS NOT NULL THEN 0 ELSE next_slot END,
    state = CASE WHEN state = 'waiting' AND CAST(:part AS BIGINT) IS NOT NULL THEN 'running' ELSE state END
WHERE id = :id;

-- name: rouse_serials
-- A story came: it may be the sequel that they wait for.
UPDATE serials SET state = 'running', next_slot = 0 WHERE state = 'waiting' AND goes_on = 1;

-- name: forget_drafts
DELETE FROM serials WHERE state = 'draft' AND created_at < :before;

-- name: forget_server_serials
DELETE FROM serials WHERE server_id = :server_id;

-- name: hasten_serial
UPDATE deliveries SET due_at = :now
WHERE cause = 'serial' AND cause_id = :serial_id AND state = 'waiting' AND due_at > :now;
