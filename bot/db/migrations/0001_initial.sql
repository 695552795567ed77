-- Stories and their text, readers and where they are. `{identity}`, `{bytewise}` and `{clustered}` stand for what the
-- two engines spell differently (bot/db/migrate.py). Instants are microseconds since 1970 in UTC.

CREATE TABLE series (
    id {identity},
    name TEXT NOT NULL,
    name_key TEXT {bytewise} NOT NULL,
    author_key TEXT {bytewise} NOT NULL,
    UNIQUE (name_key, author_key)
);

-- edition_id names the current row of editions; it is no foreign key, since the two tables would need each other first.
CREATE TABLE stories (
    id {identity},
    source TEXT NOT NULL UNIQUE,
    server_id BIGINT,
    title TEXT NOT NULL DEFAULT '',
    title_key TEXT {bytewise} NOT NULL DEFAULT '',
    title_sort TEXT {bytewise} NOT NULL DEFAULT '',
    author TEXT,
    author_key TEXT {bytewise} NOT NULL DEFAULT '',
    series_id BIGINT REFERENCES series (id),
    series_index DOUBLE PRECISION,
    prequel_key TEXT {bytewise},
    sequel_key TEXT {bytewise},
    rating_level TEXT,
    rating_raw TEXT,
    gate TEXT NOT NULL DEFAULT 'held',
    warnings TEXT NOT NULL DEFAULT '[]',
    fandoms TEXT NOT NULL DEFAULT '[]',
    fandom_keys TEXT NOT NULL DEFAULT '',
    words BIGINT NOT NULL DEFAULT 0,
    parts BIGINT NOT NULL DEFAULT 0,
    chapters BIGINT NOT NULL DEFAULT 0,
    edition_id BIGINT,
    added_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    hidden_at BIGINT,
    metadata TEXT NOT NULL DEFAULT '{}'
);

CREATE INDEX stories_by_title ON stories (title_sort, id);
CREATE INDEX stories_by_title_key ON stories (title_key);
CREATE INDEX stories_by_series ON stories (series_id, series_index);
CREATE INDEX stories_by_prequel ON stories (prequel_key);
CREATE INDEX stories_by_sequel ON stories (sequel_key);
CREATE INDEX stories_by_arrival ON stories (added_at, id);

-- What a list shows of every story that is not hidden.
CREATE VIEW library AS
SELECT
    stories.id, stories.edition_id, stories.title, stories.title_sort, stories.author, series.name AS series,
    stories.series_index, stories.rating_level, stories.rating_raw, stories.gate, stories.warnings, stories.fandoms,
    stories.words, stories.parts, stories.added_at
FROM stories
LEFT JOIN series ON series.id = stories.series_id
WHERE stories.hidden_at IS NULL AND stories.edition_id IS NOT NULL;

-- What the library's tag filter looks for: tags, fandoms, pairings, characters and genre, as they are matched.
CREATE TABLE story_labels (
    label TEXT {bytewise} NOT NULL,
    story_id BIGINT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    PRIMARY KEY (label, story_id)
) {clustered};

CREATE INDEX story_labels_by_story ON story_labels (story_id);

CREATE TABLE editions (
    id {identity},
    story_id BIGINT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    content_hash TEXT NOT NULL,
    importer_version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    words BIGINT NOT NULL,
    parts BIGINT NOT NULL,
    encoding TEXT NOT NULL,
    UNIQUE (story_id, number)
);

CREATE TABLE chapters (
    edition_id BIGINT NOT NULL REFERENCES editions (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    title TEXT,
    warnings TEXT NOT NULL,
    notes TEXT,
    first_part BIGINT,
    last_part BIGINT,
    PRIMARY KEY (edition_id, number)
);

-- The body comes last: SQLite need not read past what a query asks for. It is NULL once the edition is superseded.
CREATE TABLE parts (
    edition_id BIGINT NOT NULL REFERENCES editions (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    chapter BIGINT,
    date TEXT,
    words BIGINT NOT NULL,
    words_before BIGINT NOT NULL,
    break_kind TEXT NOT NULL,
    marker TEXT,
    start_offset BIGINT,
    end_offset BIGINT,
    first_words TEXT NOT NULL,
    fingerprints TEXT NOT NULL,
    body TEXT,
    PRIMARY KEY (edition_id, number)
);

CREATE TABLE story_trigrams (
    trigram TEXT {bytewise} NOT NULL,
    story_id BIGINT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    weight BIGINT NOT NULL,
    PRIMARY KEY (trigram, story_id)
) {clustered};

CREATE INDEX story_trigrams_by_story ON story_trigrams (story_id);

CREATE TABLE files (
    path TEXT {bytewise} PRIMARY KEY,
    content_hash TEXT NOT NULL,
    importer_version BIGINT NOT NULL,
    story_id BIGINT REFERENCES stories (id) ON DELETE SET NULL,
    problem TEXT,
    read_at BIGINT NOT NULL
);

CREATE TABLE readers (
    id BIGINT PRIMARY KEY,
    locale TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL
);

-- Whatever belongs to a reader goes with her row.
CREATE TABLE progress (
    reader_id BIGINT NOT NULL REFERENCES readers (id) ON DELETE CASCADE,
    story_id BIGINT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    edition_id BIGINT NOT NULL,
    part BIGINT NOT NULL,
    paragraph BIGINT NOT NULL,
    text_offset BIGINT NOT NULL,
    fingerprint TEXT NOT NULL,
    next_part BIGINT,
    next_paragraph BIGINT,
    next_offset BIGINT,
    next_fingerprint TEXT,
    furthest_part BIGINT NOT NULL,
    furthest_paragraph BIGINT NOT NULL,
    furthest_offset BIGINT NOT NULL,
    by_command BIGINT NOT NULL,
    finished BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (reader_id, story_id)
);

CREATE INDEX progress_by_story ON progress (story_id);
CREATE INDEX progress_by_time ON progress (reader_id, updated_at);

CREATE TABLE command_sets (
    application_id BIGINT PRIMARY KEY,
    hash TEXT NOT NULL
);
