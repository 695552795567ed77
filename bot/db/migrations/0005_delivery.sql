-- The outbox: every step that must happen exactly once at Discord, one row each, written with the decision that causes it.

CREATE TABLE installation (
    one BIGINT PRIMARY KEY,
    id TEXT NOT NULL
);

-- Whoever holds a lease does its work alone. `presence` is what tells at once that its holder has died (bot/db/leases.py);
-- expires_at is by the database's clock, beat_at by the bot's.
CREATE TABLE leases (
    name TEXT {bytewise} PRIMARY KEY,
    holder TEXT NOT NULL,
    presence BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    beat_at BIGINT NOT NULL
);

-- blocked: the step `after_id` comes first. waiting: goes out when due. sending: given to Discord by that epoch.
-- carried: goes with the message of `carrier_id`. parked: until somebody mends its reason. done, dropped: the end.
CREATE TABLE deliveries (
    id {identity},
    key TEXT {bytewise} NOT NULL UNIQUE,
    cause TEXT {bytewise} NOT NULL,
    cause_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    pace TEXT {bytewise} NOT NULL,
    lane TEXT {bytewise} NOT NULL,
    server_id BIGINT,
    target BIGINT,
    within_id BIGINT,
    after_id BIGINT,
    carrier_id BIGINT,
    content TEXT NOT NULL,
    state TEXT {bytewise} NOT NULL,
    due_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    epoch BIGINT,
    tried_at BIGINT,
    look BIGINT NOT NULL DEFAULT 0,
    attempts BIGINT NOT NULL DEFAULT 0,
    channel_id BIGINT,
    message_id BIGINT,
    done_at BIGINT,
    reason TEXT
);

CREATE INDEX deliveries_due ON deliveries (pace, due_at, id) WHERE state = 'waiting';
CREATE INDEX deliveries_sending ON deliveries (epoch) WHERE state = 'sending';
CREATE INDEX deliveries_after ON deliveries (after_id) WHERE state = 'blocked';
CREATE INDEX deliveries_carried ON deliveries (carrier_id) WHERE state = 'carried';
CREATE INDEX deliveries_by_cause ON deliveries (cause, cause_id, id);
CREATE INDEX deliveries_by_lane ON deliveries (lane, state);

-- The DM channel that Discord opened for a reader: writing there is not "opening a DM", which Discord counts strictly.
ALTER TABLE readers ADD COLUMN dm_channel BIGINT;
