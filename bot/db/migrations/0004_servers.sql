-- Servers: what their moderators set, and which stories are seen where.

CREATE TABLE servers (
    id BIGINT PRIMARY KEY,
    locale TEXT NOT NULL DEFAULT 'en-US',
    ceiling TEXT NOT NULL DEFAULT 'explicit',
    author_role BIGINT,
    notice_channel BIGINT,
    zone TEXT,
    shares BIGINT NOT NULL DEFAULT 0,
    commons BIGINT NOT NULL DEFAULT 1,
    serials BIGINT NOT NULL DEFAULT 1,
    ahead BIGINT NOT NULL DEFAULT 1,
    pings BIGINT NOT NULL DEFAULT 1,
    joined_at BIGINT NOT NULL,
    left_at BIGINT
);

CREATE INDEX servers_by_leaving ON servers (left_at);

-- What moderators did. `told` is 0 until the server's notice channel has it.
CREATE TABLE server_log (
    id {identity},
    server_id BIGINT NOT NULL REFERENCES servers (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    actor_id BIGINT NOT NULL,
    action TEXT NOT NULL,
    detail TEXT NOT NULL,
    told BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX server_log_by_server ON server_log (server_id, at, id);
CREATE INDEX server_log_untold ON server_log (told, id);

-- Where a reader opened a story of the server's own, so that she finds those in her DMs too.
CREATE TABLE visited_servers (
    reader_id BIGINT NOT NULL REFERENCES readers (id) ON DELETE CASCADE,
    server_id BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (reader_id, server_id)
) {clustered};

CREATE INDEX visited_servers_by_server ON visited_servers (server_id);

-- What Discord last said of whether a reader is a member; worth nothing after an hour.
CREATE TABLE memberships (
    reader_id BIGINT NOT NULL REFERENCES readers (id) ON DELETE CASCADE,
    server_id BIGINT NOT NULL,
    member BIGINT NOT NULL,
    asked_at BIGINT NOT NULL,
    PRIMARY KEY (reader_id, server_id)
) {clustered};

CREATE INDEX memberships_by_server ON memberships (server_id);

-- Who published a story and by what right; NULL for the operator's. A withdrawn one is hidden as well.
ALTER TABLE stories ADD COLUMN author_id BIGINT;
ALTER TABLE stories ADD COLUMN rights TEXT;
ALTER TABLE stories ADD COLUMN rights_note TEXT;
ALTER TABLE stories ADD COLUMN withdrawn_at BIGINT;

CREATE INDEX stories_by_server ON stories (server_id, author_id);

-- The rating that a server's ceiling is compared with (bot/gate.py); empty where none is stated. Files are read again,
-- which fills it.
ALTER TABLE stories ADD COLUMN level TEXT NOT NULL DEFAULT 'explicit';
UPDATE files SET importer_version = 0;

-- Whose story it is and who may see it, in one text that a query compares: `open:0:teen`, 0 being the operator.
ALTER TABLE stories ADD COLUMN shelf TEXT {bytewise} GENERATED ALWAYS AS (
    gate || ':' || CAST(COALESCE(server_id, 0) AS TEXT) || ':' || level
) {computed};

DROP VIEW library;

-- What a list shows of every story that is not hidden.
CREATE VIEW library AS
SELECT
    stories.id, stories.edition_id, stories.title, stories.title_sort, stories.author, stories.author_key,
    series.name AS series, series.name_key AS series_key, stories.series_index, stories.rating_level,
    stories.rating_raw, stories.gate, stories.warnings, stories.fandoms, stories.words, stories.parts, stories.added_at,
    stories.server_id, stories.level, stories.shelf
FROM stories
LEFT JOIN series ON series.id = stories.series_id
WHERE stories.hidden_at IS NULL AND stories.edition_id IS NOT NULL;

-- Empty for a reader who never chose: then the server she is in decides.
ALTER TABLE readers RENAME COLUMN shares TO shared;
ALTER TABLE readers ADD COLUMN shares BIGINT;
UPDATE readers SET shares = 1 WHERE shared = 1;
ALTER TABLE readers DROP COLUMN shared;
