-- name: add_lease
INSERT INTO leases (name, holder, presence, epoch, expires_at, beat_at) VALUES (:name, '', 0, 0, 0, :now)
ON CONFLICT DO NOTHING;

-- name: get_lease
SELECT holder, epoch, beat_at FROM leases WHERE name = :name;

-- name: note_beat
UPDATE leases SET beat_at = :now WHERE name = :name AND holder = :holder AND epoch = :epoch;
