-- name: hold_presence
-- The file's lock shows that a bot lives; nothing is held here.
SELECT CAST(:presence AS INTEGER);

-- name: take_lease
-- The file's lock lets in one bot alone (bot/db/sqlite.py): whoever had the lease before is not there any more.
UPDATE leases SET holder = :holder, presence = :presence, epoch = epoch + 1, beat_at = :now
WHERE name = :name AND CAST(:seconds AS INTEGER) > 0
RETURNING epoch;

-- name: renew_lease
UPDATE leases SET expires_at = CAST(:seconds AS INTEGER)
WHERE name = :name AND holder = :holder AND epoch = :epoch
RETURNING epoch;
