-- What readers prefer and avoid, the bookmarks they keep, and searches too long for a button.

ALTER TABLE readers ADD COLUMN shares BIGINT NOT NULL DEFAULT 0;
ALTER TABLE readers ADD COLUMN page_length TEXT NOT NULL DEFAULT 'long';
ALTER TABLE readers ADD COLUMN zone TEXT;
ALTER TABLE readers ADD COLUMN notices BIGINT NOT NULL DEFAULT 1;
ALTER TABLE readers ADD COLUMN names_topics BIGINT NOT NULL DEFAULT 0;
ALTER TABLE readers ADD COLUMN adult_at BIGINT;

CREATE TABLE avoided_topics (
    reader_id BIGINT NOT NULL REFERENCES readers (id) ON DELETE CASCADE,
    topic TEXT {bytewise} NOT NULL,
    PRIMARY KEY (reader_id, topic)
) {clustered};

-- Where a reader said "go on" though a topic she avoids is there; chapter 0 stands for the whole story.
CREATE TABLE agreed_topics (
    reader_id BIGINT NOT NULL REFERENCES readers (id) ON DELETE CASCADE,
    story_id BIGINT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    chapter BIGINT NOT NULL,
    topic TEXT {bytewise} NOT NULL,
    PRIMARY KEY (reader_id, story_id, chapter, topic)
) {clustered};

-- Set while the words at her place are gone from a new edition and she has not been told.
ALTER TABLE progress ADD COLUMN moved BIGINT NOT NULL DEFAULT 0;

CREATE TABLE bookmarks (
    id {identity},
    reader_id BIGINT NOT NULL REFERENCES readers (id) ON DELETE CASCADE,
    story_id BIGINT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    edition_id BIGINT NOT NULL,
    part BIGINT NOT NULL,
    paragraph BIGINT NOT NULL,
    text_offset BIGINT NOT NULL,
    fingerprint TEXT NOT NULL,
    note TEXT,
    moved BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL
);

CREATE INDEX bookmarks_by_reader ON bookmarks (reader_id, created_at, id);
CREATE INDEX bookmarks_by_story ON bookmarks (story_id);

-- What a library's buttons ask for where that is too long for a custom_id.
CREATE TABLE searches (
    id TEXT {bytewise} PRIMARY KEY,
    wanted TEXT NOT NULL,
    used_at BIGINT NOT NULL
);

CREATE INDEX searches_by_time ON searches (used_at);
