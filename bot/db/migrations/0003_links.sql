-- Stories that belong together, the titles they name, and the matches that somebody undid.

DROP INDEX stories_by_prequel;
DROP INDEX stories_by_sequel;
ALTER TABLE stories DROP COLUMN prequel_key;
ALTER TABLE stories DROP COLUMN sequel_key;

-- What the titles have in common that may mean one story: without article, form of the numeral and subtitle.
ALTER TABLE stories ADD COLUMN place_key TEXT {bytewise} NOT NULL DEFAULT '';

CREATE INDEX stories_by_place ON stories (place_key);

-- The title that a story names as its prequel or sequel. It is awaited while no row of story_links has its id; while a
-- new edition names none, it is not `stated`.
CREATE TABLE awaited (
    id {identity},
    story_id BIGINT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    title_key TEXT {bytewise} NOT NULL,
    place_key TEXT {bytewise} NOT NULL,
    search_text TEXT NOT NULL,
    stated BIGINT NOT NULL,
    UNIQUE (story_id, kind)
);

CREATE INDEX awaited_by_title_key ON awaited (title_key);
CREATE INDEX awaited_by_place ON awaited (place_key);

-- One row for each way in which two visible stories found each other: `origin` is sequel, prequel or series, with the
-- title or the series that says so.
CREATE TABLE story_links (
    earlier_id BIGINT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    later_id BIGINT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    origin TEXT {bytewise} NOT NULL,
    awaited_id BIGINT REFERENCES awaited (id) ON DELETE CASCADE,
    series_id BIGINT REFERENCES series (id) ON DELETE CASCADE,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (earlier_id, later_id, origin)
) {clustered};

CREATE INDEX story_links_by_later ON story_links (later_id);
CREATE INDEX story_links_by_awaited ON story_links (awaited_id);
CREATE INDEX story_links_by_series ON story_links (series_id);

-- Wrong matches, never to be made again.
CREATE TABLE unlinked (
    earlier_id BIGINT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    later_id BIGINT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    undone_by BIGINT NOT NULL,
    undone_at BIGINT NOT NULL,
    PRIMARY KEY (earlier_id, later_id)
) {clustered};

CREATE INDEX unlinked_by_later ON unlinked (later_id);

-- One row for each pair that ever found each other, so that those who await it are told once; `awaited_id` is the title
-- that was awaited, NULL where a series alone tells.
CREATE TABLE link_events (
    id {identity},
    awaited_id BIGINT REFERENCES awaited (id) ON DELETE CASCADE,
    earlier_id BIGINT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    later_id BIGINT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    UNIQUE (earlier_id, later_id)
);

-- What matching asks of each visible story.
CREATE VIEW matchable AS
SELECT
    stories.id, stories.title, stories.title_key, stories.place_key, stories.author_key, stories.server_id,
    stories.series_id, stories.series_index, series.name_key AS series_key, before_it.title AS prequel,
    after_it.title AS sequel
FROM stories
LEFT JOIN series ON series.id = stories.series_id
LEFT JOIN awaited AS before_it
    ON before_it.story_id = stories.id AND before_it.kind = 'prequel' AND before_it.stated = 1
LEFT JOIN awaited AS after_it ON after_it.story_id = stories.id AND after_it.kind = 'sequel' AND after_it.stated = 1
WHERE stories.hidden_at IS NULL AND stories.edition_id IS NOT NULL;

-- Files are read again, which fills all that is new here.
UPDATE files SET importer_version = 0;
