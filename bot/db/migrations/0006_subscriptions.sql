-- What readers wish to hear of, what happened that they may be told, and whose DMs are closed.

-- `target` is the id of a story (kinds story and sequel), a series or an awaited title, or an author's key. `story_id` is the
-- story she chose it at: where that may not be shown, neither may `name`, the series', author's or awaited title's. She is
-- told of nothing up to `told_to`, an id of event_targets.
CREATE TABLE subscriptions (
    id {identity},
    reader_id BIGINT NOT NULL REFERENCES readers (id) ON DELETE CASCADE,
    kind TEXT {bytewise} NOT NULL,
    target TEXT {bytewise} NOT NULL,
    rhythm TEXT {bytewise} NOT NULL,
    story_id BIGINT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    told_to BIGINT NOT NULL,
    snoozed_until BIGINT,
    made_at BIGINT NOT NULL,
    UNIQUE (kind, target, reader_id)
);

CREATE INDEX subscriptions_by_reader ON subscriptions (reader_id, id);
CREATE INDEX subscriptions_by_story ON subscriptions (story_id);
CREATE INDEX subscriptions_weekly ON subscriptions (reader_id, id) WHERE rhythm = 'weekly';

-- One row for what happened to a story, `what` once and for all: `arrived:1`, `grew:7` (an edition), `completed:1`. Only
-- what somebody waits for is noted. It is `told` once those who wait have their deliveries.
CREATE TABLE events (
    id {identity},
    what TEXT {bytewise} NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    story_id BIGINT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    first_part BIGINT NOT NULL,
    last_part BIGINT NOT NULL,
    happened_at BIGINT NOT NULL,
    told BIGINT NOT NULL
);

CREATE INDEX events_untold ON events (id) WHERE told = 0;
CREATE INDEX events_by_story ON events (story_id);

-- Whose subscribers an event is for: those who want every part, those who wait until the story is complete.
CREATE TABLE event_targets (
    id {identity},
    event_id BIGINT NOT NULL REFERENCES events (id) ON DELETE CASCADE,
    kind TEXT {bytewise} NOT NULL,
    target TEXT {bytewise} NOT NULL,
    for_every BIGINT NOT NULL,
    for_complete BIGINT NOT NULL,
    UNIQUE (event_id, kind, target)
);

CREATE INDEX event_targets_by_target ON event_targets (kind, target, id);

-- When the next weekly digests of each time zone are due.
CREATE TABLE digest_zones (
    zone TEXT {bytewise} PRIMARY KEY,
    due_at BIGINT NOT NULL
);

-- Readers whom the bot could not write to; `told_to` is the last delivery that they were told of where they used it.
CREATE TABLE closed_dms (
    reader_id BIGINT PRIMARY KEY REFERENCES readers (id) ON DELETE CASCADE,
    closed BIGINT NOT NULL,
    told_to BIGINT NOT NULL
);
