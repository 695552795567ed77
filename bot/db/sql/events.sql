-- name: any_subscription
SELECT 1 AS found FROM subscriptions LIMIT 1;

-- name: any_subscriber
SELECT 1 AS found FROM subscriptions WHERE kind = :kind AND target = :target LIMIT 1;

-- name: get_news_story
SELECT id, author_key, series_id, parts, gate, metadata FROM stories
WHERE id = :story_id AND hidden_at IS NULL AND edition_id IS NOT NULL;

-- name: list_waited_for
-- What a story is the sequel, the prequel or the awaited title of.
SELECT 'sequel' AS kind, earlier_id AS id FROM story_links WHERE later_id = :story_id
UNION
SELECT 'awaited', story_links.awaited_id FROM story_links
JOIN awaited ON awaited.id = story_links.awaited_id
WHERE story_links.later_id = :story_id AND awaited.kind = 'sequel'
    OR story_links.earlier_id = :story_id AND awaited.kind = 'prequel';

-- name: get_pointer_kind
SELECT kind FROM awaited WHERE id = :awaited_id;

-- name: keep_event
-- A story that arrived may be found to be more than was known then: those who wait for that are told too.
INSERT INTO events (what, kind, story_id, first_part, last_part, happened_at, told)
VALUES (:what, :kind, :story_id, :first_part, :last_part, :now, 0)
ON CONFLICT (what) DO UPDATE SET told = 0
RETURNING id;

-- name: add_event_target
INSERT INTO event_targets (event_id, kind, target, for_every, for_complete)
VALUES (:event_id, :kind, :target, :for_every, :for_complete)
ON CONFLICT (event_id, kind, target) DO NOTHING;

-- name: next_event
SELECT id, happened_at FROM events WHERE told = 0 ORDER BY id LIMIT 1;

-- name: mark_told
UPDATE events SET told = 1 WHERE id = :event_id;

-- name: fan_out
-- A notice for each reader who waits for an event, one however many of her subscriptions it fits: due when all of them that
-- are snoozed are, parked where her DMs are known to be closed.
INSERT INTO deliveries (
    key, cause, cause_id, kind, pace, lane, target, content, state, due_at, created_at, reason
)
SELECT
    'notice:' || waiting.reader_id || ':' || events.what, 'notice', events.id, 'dm',
    CASE WHEN readers.dm_channel IS NULL THEN 'new-dm' ELSE 'dm' END,
    'reader:' || waiting.reader_id, waiting.reader_id, '{}',
    CASE WHEN closed_dms.closed = 1 THEN 'parked' ELSE 'waiting' END,
    CASE WHEN waiting.snoozed_until > CAST(:due_at AS BIGINT) THEN waiting.snoozed_until ELSE CAST(:due_at AS BIGINT) END,
    CAST(:now AS BIGINT),
    CASE WHEN closed_dms.closed = 1 THEN 'dm-closed' END
FROM (
    SELECT subscriptions.reader_id, MIN(COALESCE(subscriptions.snoozed_until, 0)) AS snoozed_until
    FROM event_targets
    JOIN subscriptions ON subscriptions.kind = event_targets.kind AND subscriptions.target = event_targets.target
    WHERE event_targets.event_id = :event_id AND event_targets.id > subscriptions.told_to AND (
        subscriptions.rhythm = 'every' AND event_targets.for_every = 1
        OR subscriptions.rhythm = 'complete' AND event_targets.for_complete = 1
    )
    GROUP BY subscriptions.reader_id
) AS waiting
JOIN events ON events.id = :event_id
JOIN readers ON readers.id = waiting.reader_id
LEFT JOIN closed_dms ON closed_dms.reader_id = waiting.reader_id
WHERE readers.notices = 1
ON CONFLICT (key) DO NOTHING;

-- name: fan_out_digests
-- A digest for each reader of a zone for whom something has happened since her last one.
INSERT INTO deliveries (
    key, cause, cause_id, kind, pace, lane, target, content, state, due_at, created_at, reason
)
SELECT
    'digest:' || readers.id || ':' || CAST(:week AS TEXT), 'digest', CAST(:until AS BIGINT), 'dm',
    CASE WHEN readers.dm_channel IS NULL THEN 'new-dm' ELSE 'dm' END,
    'reader:' || readers.id, readers.id, '{}',
    CASE WHEN closed_dms.closed = 1 THEN 'parked' ELSE 'waiting' END,
    CAST(:now AS BIGINT), CAST(:now AS BIGINT),
    CASE WHEN closed_dms.closed = 1 THEN 'dm-closed' END
FROM readers
LEFT JOIN closed_dms ON closed_dms.reader_id = readers.id
WHERE COALESCE(readers.zone, 'UTC') = CAST(:zone AS TEXT) AND readers.notices = 1 AND readers.id IN (
    SELECT subscriptions.reader_id
    FROM subscriptions
    JOIN event_targets ON event_targets.kind = subscriptions.kind AND event_targets.target = subscriptions.target
    WHERE subscriptions.rhythm = 'weekly' AND event_targets.for_every = 1
        AND event_targets.id > subscriptions.told_to AND event_targets.id <= :until
        AND COALESCE(subscriptions.snoozed_until, 0) <= :now
)
ON CONFLICT (key) DO NOTHING;

-- name: forget_events
DELETE FROM events WHERE told = 1 AND happened_at < :before;

-- name: last_event_target
SELECT COALESCE(MAX(id), 0) AS id FROM event_targets;

-- name: list_news
-- What happened in an event, once for each of her subscriptions that it fits.
SELECT
    events.id AS event_id, events.kind AS event_kind, events.story_id AS news_id, events.first_part, events.last_part,
    events.happened_at, subscriptions.*, stories.title, stories.gate, stories.server_id, stories.level,
    CASE WHEN stories.hidden_at IS NULL AND stories.edition_id IS NOT NULL THEN 0 ELSE 1 END AS hidden
FROM event_targets
JOIN events ON events.id = event_targets.event_id
JOIN subscriptions ON subscriptions.kind = event_targets.kind AND subscriptions.target = event_targets.target
JOIN stories ON stories.id = subscriptions.story_id
WHERE event_targets.event_id = :event_id AND subscriptions.reader_id = :reader_id
    AND event_targets.id > subscriptions.told_to AND (
        subscriptions.rhythm = 'every' AND event_targets.for_every = 1
        OR subscriptions.rhythm = 'complete' AND event_targets.for_complete = 1
    )
ORDER BY subscriptions.id;

-- name: list_week
-- The same for all that happened since her last digest, without what she had a notice of.
SELECT
    events.id AS event_id, events.kind AS event_kind, events.story_id AS news_id, events.first_part, events.last_part,
    events.happened_at, subscriptions.*, stories.title, stories.gate, stories.server_id, stories.level,
    CASE WHEN stories.hidden_at IS NULL AND stories.edition_id IS NOT NULL THEN 0 ELSE 1 END AS hidden
FROM subscriptions
JOIN event_targets ON event_targets.kind = subscriptions.kind AND event_targets.target = subscriptions.target
JOIN events ON events.id = event_targets.event_id
JOIN stories ON stories.id = subscriptions.story_id
WHERE subscriptions.reader_id = :reader_id AND subscriptions.rhythm = 'weekly' AND event_targets.for_every = 1
    AND event_targets.id > subscriptions.told_to AND event_targets.id <= :until
    AND COALESCE(subscriptions.snoozed_until, 0) <= :now
    AND NOT EXISTS (
        SELECT 1 FROM deliveries
        WHERE deliveries.key = 'notice:' || subscriptions.reader_id || ':' || events.what AND deliveries.state <> 'dropped'
    )
ORDER BY event_targets.id, subscriptions.id;

-- name: end_week
UPDATE subscriptions SET told_to = :until
WHERE reader_id = :reader_id AND rhythm = 'weekly' AND told_to < :until AND COALESCE(snoozed_until, 0) <= :now;

-- name: list_companions
-- The notices that go with one that is about to be sent: those that go with it already, and those that were never tried.
SELECT id, cause_id, state FROM deliveries
WHERE carrier_id = :delivery_id AND state = 'carried'
    OR lane = :lane AND state = 'waiting' AND cause = 'notice' AND attempts = 0 AND look = 0 AND id <> :delivery_id
ORDER BY id LIMIT :limit;

-- name: list_parked
-- What could not be sent to a reader, and what was to go with it.
SELECT deliveries.id, deliveries.cause, deliveries.cause_id FROM deliveries
WHERE deliveries.lane = :lane AND deliveries.cause IN ('notice', 'digest') AND (
    deliveries.state = 'parked'
    OR deliveries.state = 'carried' AND EXISTS (
        SELECT 1 FROM deliveries AS carrier WHERE carrier.id = deliveries.carrier_id AND carrier.state = 'parked'
    )
)
ORDER BY deliveries.id LIMIT :limit;

-- name: get_closed_dm
SELECT closed, told_to FROM closed_dms WHERE reader_id = :reader_id;

-- name: note_closed_dm
INSERT INTO closed_dms (reader_id, closed, told_to) VALUES (:reader_id, 1, 0)
ON CONFLICT (reader_id) DO UPDATE SET closed = 1;

-- name: note_open_dm
UPDATE closed_dms SET closed = 0 WHERE reader_id = :reader_id AND closed = 1 RETURNING reader_id;

-- name: note_told_beside
UPDATE closed_dms SET told_to = :told_to WHERE reader_id = :reader_id;
