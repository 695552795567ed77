-- What readers prefer and avoid, the bookmarks they keep, and more to find stories by.

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

-- Labels are listed by kind, under the name an author wrote. Files are read again, which fills all that is new here.
DROP TABLE story_labels;

CREATE TABLE story_labels (
    kind TEXT {bytewise} NOT NULL,
    label TEXT {bytewise} NOT NULL,
    story_id BIGINT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    PRIMARY KEY (kind, label, story_id)
) {clustered};

CREATE INDEX story_labels_by_label ON story_labels (label, story_id);
CREATE INDEX story_labels_by_story ON story_labels (story_id);

-- Tags, names and summary, folded: searched when titles and names do not answer.
ALTER TABLE stories ADD COLUMN search_text TEXT NOT NULL DEFAULT '';

DROP VIEW library;

-- What a list shows of every story that is not hidden.
CREATE VIEW library AS
SELECT
    stories.id, stories.edition_id, stories.title, stories.title_sort, stories.author, stories.author_key,
    series.name AS series, series.name_key AS series_key, stories.series_index, stories.rating_level,
    stories.rating_raw, stories.gate, stories.warnings, stories.fandoms, stories.words, stories.parts, stories.added_at
FROM stories
LEFT JOIN series ON series.id = stories.series_id
WHERE stories.hidden_at IS NULL AND stories.edition_id IS NOT NULL;

UPDATE files SET importer_version = 0;

-- Size and time of change, so that a file that was not touched need not be read to know that.
ALTER TABLE files ADD COLUMN stamp TEXT NOT NULL DEFAULT '';
