-- Serials: stories posted to a channel on a schedule.

-- `place` (part, paragraph, text_offset) is where the next post begins, `shown` where that begins which nobody has been
-- shown; empty where the story is all posted, or shown. next_slot 0: still to be reckoned. `delivery_id` is the last step of
-- the post under way. What each state means, and the rest: bot/serials.py.
CREATE TABLE serials (
    id {identity},
    server_id BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    channel_kind TEXT NOT NULL,
    story_id BIGINT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    state TEXT {bytewise} NOT NULL,
    schedule TEXT NOT NULL,
    missed TEXT NOT NULL,
    pace TEXT NOT NULL,
    role_id BIGINT,
    tags TEXT NOT NULL DEFAULT '[]',
    discuss BIGINT NOT NULL DEFAULT 0,
    locked BIGINT NOT NULL DEFAULT 0,
    goes_on BIGINT NOT NULL DEFAULT 0,
    edition_id BIGINT NOT NULL,
    part BIGINT,
    paragraph BIGINT,
    text_offset BIGINT,
    fingerprint TEXT,
    shown_part BIGINT,
    shown_paragraph BIGINT,
    shown_offset BIGINT,
    shown_fingerprint TEXT,
    next_slot BIGINT,
    fired BIGINT,
    dated BIGINT,
    story_date TEXT,
    posts BIGINT NOT NULL DEFAULT 0,
    delivery_id BIGINT,
    started_by BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    reason TEXT
);

-- What a round of the dispatcher looks into, so that serials which are not due cost nothing.
CREATE INDEX serials_due ON serials (next_slot, id) WHERE state = 'running' AND delivery_id IS NULL;
CREATE INDEX serials_posting ON serials (delivery_id) WHERE delivery_id IS NOT NULL AND state = 'running';
CREATE INDEX serials_wanting ON serials (id) WHERE state = 'waiting' AND goes_on = 1;
CREATE INDEX serials_drafted ON serials (created_at) WHERE state = 'draft';
-- What a page turn looks into.
CREATE INDEX serials_locking ON serials (story_id, server_id) WHERE locked = 1;
CREATE INDEX serials_by_server ON serials (server_id, state);
CREATE INDEX serials_by_story ON serials (story_id, state);
