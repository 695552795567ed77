-- name: get_installation
SELECT id FROM installation WHERE one = 1;

-- name: add_installation
INSERT INTO installation (one, id) VALUES (1, :id) ON CONFLICT DO NOTHING;

-- name: add_delivery
-- No row comes back where the step was decided before.
INSERT INTO deliveries (
    key, cause, cause_id, kind, pace, lane, server_id, target, within_id, after_id, content, state, due_at, created_at
)
VALUES (
    :key, :cause, :cause_id, :kind,
    CASE WHEN :pace = 'new-dm' AND EXISTS (SELECT 1 FROM readers WHERE readers.id = :target AND dm_channel IS NOT NULL)
        THEN 'dm' ELSE :pace END,
    :lane, :server_id, :target, :within_id, :after_id, :content,
    CASE WHEN EXISTS (SELECT 1 FROM deliveries AS before WHERE before.id = :after_id AND before.state <> 'done')
        THEN 'blocked' ELSE 'waiting' END,
    :due_at, :now
)
ON CONFLICT (key) DO NOTHING
RETURNING id;

-- name: get_delivery
SELECT
    deliveries.*, maker.channel_id AS made_channel, maker.message_id AS made_message, readers.dm_channel AS dm_channel
FROM deliveries
LEFT JOIN deliveries AS maker ON maker.id = deliveries.within_id
LEFT JOIN readers ON deliveries.kind = 'dm' AND readers.id = deliveries.target
WHERE deliveries.id = :delivery_id;

-- name: list_due
-- `:busy` is a list of lanes such as `|channel:1|reader:2|`, in which something is under way.
SELECT
    deliveries.*, maker.channel_id AS made_channel, maker.message_id AS made_message, readers.dm_channel AS dm_channel
FROM deliveries
LEFT JOIN deliveries AS maker ON maker.id = deliveries.within_id
LEFT JOIN readers ON deliveries.kind = 'dm' AND readers.id = deliveries.target
WHERE deliveries.state = 'waiting' AND deliveries.pace = :pace AND deliveries.due_at <= :now
    AND CAST(:busy AS TEXT) NOT LIKE '%|' || deliveries.lane || '|%'
ORDER BY deliveries.due_at, deliveries.id
LIMIT :limit;

-- name: next_due
SELECT MIN(due_at) AS due_at FROM deliveries
WHERE state = 'waiting' AND pace = :pace AND CAST(:busy AS TEXT) NOT LIKE '%|' || lane || '|%';

-- name: mark_sending
-- A process that hung while its lease ended has its last word here: its epoch is not the lease's any more.
UPDATE deliveries
SET state = 'sending', epoch = :epoch, attempts = attempts + 1, tried_at = COALESCE(tried_at, CAST(:now AS BIGINT))
WHERE id = :delivery_id AND state = 'waiting'
    AND EXISTS (SELECT 1 FROM leases WHERE name = 'dispatcher' AND leases.epoch = :epoch)
RETURNING id;

-- name: lock_sending
-- The row is locked until the transaction ends, on either engine.
UPDATE deliveries SET attempts = attempts WHERE id = :delivery_id AND state = 'sending' AND epoch = :epoch RETURNING id;

-- name: note_failure
UPDATE deliveries SET due_at = :due_at, reason = :reason, attempts = attempts + 1
WHERE id = :delivery_id AND state = 'waiting';

-- name: postpone_delivery
UPDATE deliveries SET due_at = :due_at WHERE id = :delivery_id AND state = 'waiting';

-- name: carry_delivery
UPDATE deliveries SET state = 'carried', carrier_id = :carrier_id
WHERE id = :delivery_id AND state = 'waiting' AND id <> :carrier_id;

-- name: finish_delivery
UPDATE deliveries
SET state = 'done', channel_id = :channel_id, message_id = :message_id, done_at = :now, reason = NULL, content = ''
WHERE id = :delivery_id AND state = 'sending' AND epoch = :epoch
RETURNING id;

-- name: finish_carried
UPDATE deliveries
SET state = 'done', channel_id = :channel_id, message_id = :message_id, done_at = :now, reason = NULL, content = ''
WHERE carrier_id = :delivery_id AND state = 'carried';

-- name: unblock_after
UPDATE deliveries SET state = 'waiting' WHERE after_id = :delivery_id AND state = 'blocked';

-- name: note_dm_channel
UPDATE readers SET dm_channel = :channel_id WHERE id = :reader_id;

-- name: quicken_lane
UPDATE deliveries SET pace = 'dm' WHERE lane = :lane AND pace = 'new-dm' AND state IN ('waiting', 'blocked', 'parked');

-- name: retry_delivery
-- `look` is set for good once an answer stayed out; a row that is certain not to be there forgets when it was tried.
UPDATE deliveries
SET state = 'waiting', due_at = :due_at, reason = :reason,
    look = CASE WHEN :unanswered = 1 THEN 1 ELSE look END,
    tried_at = CASE WHEN :unanswered = 1 OR look = 1 THEN tried_at ELSE NULL END
WHERE id = :delivery_id AND state = 'sending' AND epoch = :epoch;

-- name: park_delivery
UPDATE deliveries
SET state = 'parked', reason = :reason, tried_at = CASE WHEN look = 1 THEN tried_at ELSE NULL END
WHERE id = :delivery_id AND state = 'sending' AND epoch = :epoch;

-- name: drop_delivery
UPDATE deliveries SET state = 'dropped', reason = :reason, done_at = :now, content = ''
WHERE (id = :delivery_id AND state IN ('sending', 'waiting')) OR (carrier_id = :delivery_id AND state = 'carried');

-- name: drop_blocked
-- What was to follow a step that will never be done.
WITH RECURSIVE following (id) AS (
    SELECT deliveries.id FROM deliveries WHERE after_id = :delivery_id AND state = 'blocked'
    UNION
    SELECT deliveries.id FROM deliveries JOIN following ON deliveries.after_id = following.id
    WHERE deliveries.state = 'blocked'
)
UPDATE deliveries SET state = 'dropped', reason = :reason, done_at = :now, content = ''
WHERE id IN (SELECT id FROM following);

-- name: drop_cause
-- What may have been sent, for all that is known, is looked for first; its cause ends it where it is not there.
UPDATE deliveries SET state = 'dropped', reason = :reason, done_at = :now, content = ''
WHERE cause = :cause AND cause_id = :cause_id
    AND (state IN ('blocked', 'parked', 'carried') OR (state = 'waiting' AND look = 0));

-- name: unpark_cause
UPDATE deliveries SET state = 'waiting', due_at = :now, reason = NULL
WHERE cause = :cause AND cause_id = :cause_id AND state = 'parked';

-- name: unpark_lane
UPDATE deliveries SET state = 'waiting', due_at = :now, reason = NULL WHERE lane = :lane AND state = 'parked';

-- name: recover_sending
-- What an earlier epoch gave to Discord and nobody knows of. A request may be on its way still, so looking waits for it.
UPDATE deliveries SET state = 'waiting', look = 1, due_at = CAST(:now AS BIGINT) + CAST(:grace AS BIGINT)
WHERE state = 'sending' AND epoch < :epoch;

-- name: list_cause
SELECT deliveries.*, NULL AS made_channel, NULL AS made_message, NULL AS dm_channel FROM deliveries
WHERE cause = :cause AND cause_id = :cause_id
ORDER BY id DESC LIMIT :limit;

-- name: count_pending
SELECT COUNT(*) AS pending FROM deliveries
WHERE cause = :cause AND cause_id = :cause_id AND state IN ('blocked', 'waiting', 'sending', 'parked', 'carried');

-- name: purge_deliveries
DELETE FROM deliveries WHERE state IN ('done', 'dropped') AND cause = :cause AND done_at < :before;

-- name: count_late
SELECT COUNT(*) AS late FROM deliveries WHERE state IN ('waiting', 'sending') AND due_at < :before;

-- name: count_parked
SELECT cause, COALESCE(reason, '') AS reason, COUNT(*) AS steps FROM deliveries WHERE state = 'parked'
GROUP BY cause, reason ORDER BY cause, reason;
