-- Proofs: what authors uploaded and have not published yet. They are erased when that is done, and after a day.

CREATE TABLE proofs (
    id {identity},
    server_id BIGINT NOT NULL,
    author_id BIGINT NOT NULL,
    stated TEXT NOT NULL,
    decisions TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE INDEX proofs_by_author ON proofs (server_id, author_id, created_at, id);
CREATE INDEX proofs_by_time ON proofs (created_at);

CREATE TABLE proof_files (
    proof_id BIGINT NOT NULL REFERENCES proofs (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    name TEXT NOT NULL,
    body {bytes} NOT NULL,
    PRIMARY KEY (proof_id, number)
);
