-- name: hold_presence
SELECT pg_advisory_lock(:presence);

-- name: take_lease
-- A process that died has let its presence go: then nobody waits for the lease to end. Its holder may begin anew.
UPDATE leases
SET holder = :holder, presence = :presence, epoch = epoch + 1, beat_at = :now,
    expires_at = CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT) + CAST(:seconds AS BIGINT) * 1000000
WHERE name = :name AND (
    expires_at < CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)
    OR holder = :holder
    OR pg_try_advisory_xact_lock(presence)
)
RETURNING epoch;

-- name: renew_lease
UPDATE leases
SET expires_at = CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT) + CAST(:seconds AS BIGINT) * 1000000
WHERE name = :name AND holder = :holder AND epoch = :epoch
RETURNING epoch;
