-- name: get_commands_hash
SELECT hash FROM command_sets WHERE application_id = :application_id;

-- name: save_commands_hash
INSERT INTO command_sets (application_id, hash) VALUES (:application_id, :hash)
ON CONFLICT (application_id) DO UPDATE SET hash = excluded.hash;
