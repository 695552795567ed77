-- name: add_proof
INSERT INTO proofs (server_id, author_id, stated, decisions, created_at)
VALUES (:server_id, :author_id, :stated, :decisions, :now)
RETURNING id;

-- name: add_proof_file
INSERT INTO proof_files (proof_id, number, name, body) VALUES (:proof_id, :number, :name, :body);

-- name: get_proof
SELECT id, server_id, author_id, stated, decisions, created_at FROM proofs
WHERE id = :proof_id AND server_id = :server_id AND author_id = :author_id AND created_at >= :since;

-- name: list_proof_files
SELECT name, body FROM proof_files WHERE proof_id = :proof_id ORDER BY number;

-- name: decide_proof
UPDATE proofs SET decisions = :decisions
WHERE id = :proof_id AND server_id = :server_id AND author_id = :author_id AND decisions = :before
RETURNING id;

-- name: remove_proof
DELETE FROM proofs WHERE id = :proof_id AND server_id = :server_id AND author_id = :author_id RETURNING decisions;

-- name: remove_proofs_before
DELETE FROM proofs WHERE created_at < :since;

-- name: remove_older_proofs
DELETE FROM proofs WHERE server_id = :server_id AND author_id = :author_id AND id NOT IN (
    SELECT id FROM proofs WHERE server_id = :server_id AND author_id = :author_id
    ORDER BY created_at DESC, id DESC LIMIT :kept
);

-- name: find_source
SELECT
    stories.id, stories.edition_id, stories.withdrawn_at, stories.parts, stories.rating_level, stories.rating_raw,
    editions.content_hash
FROM stories
LEFT JOIN editions ON editions.id = stories.edition_id
WHERE stories.source = :source;

-- name: count_published
SELECT
    COUNT(*) AS here,
    COALESCE(SUM(CASE WHEN author_id = :author_id THEN 1 ELSE 0 END), 0) AS hers
FROM stories WHERE server_id = :server_id AND withdrawn_at IS NULL;
