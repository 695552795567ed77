-- name: keep_awaited
-- The id stays where a new edition names another title: whoever waits, waits for the story after this one.
INSERT INTO awaited (story_id, kind, title, title_key, place_key, search_text, stated)
VALUES (:story_id, :kind, :title, :title_key, :place_key, :search_text, 1)
ON CONFLICT (story_id, kind) DO UPDATE SET
    title = excluded.title, title_key = excluded.title_key, place_key = excluded.place_key,
    search_text = excluded.search_text, stated = 1;

-- name: withdraw_awaited
UPDATE awaited SET stated = 0 WHERE story_id = :story_id AND kind = :kind;

-- name: get_matched
-- What others find a story by, as it is kept now.
SELECT
    stories.id, stories.title_key, stories.place_key, stories.series_id, stories.series_index,
    series.name_key AS series_key
FROM stories
LEFT JOIN series ON series.id = stories.series_id
WHERE stories.id = :story_id;

-- name: list_pointers
-- The titles that this story names, and those, whoever names them, that may mean a story of these keys. A hidden story
-- names nothing: its `id` is NULL.
SELECT awaited.id AS awaited_id, awaited.story_id, awaited.kind, awaited.stated, matchable.*
FROM awaited
LEFT JOIN matchable ON matchable.id = awaited.story_id
WHERE awaited.story_id = :story_id OR awaited.title_key = :title_key
    OR awaited.place_key = :place_key OR awaited.place_key = :series_place
ORDER BY awaited.id;

-- name: list_fitting
-- The stories that may be meant by a title, without those that were once found to be another.
SELECT * FROM matchable
WHERE (title_key = :title_key OR place_key = :place_key
        OR series_id = CAST(:series_id AS BIGINT) AND series_index = CAST(:number AS DOUBLE PRECISION))
    AND id <> :story_id
    AND NOT EXISTS (
        SELECT 1 FROM unlinked
        WHERE CAST(:kind AS TEXT) = 'sequel' AND unlinked.earlier_id = :story_id AND unlinked.later_id = matchable.id
            OR CAST(:kind AS TEXT) = 'prequel' AND unlinked.later_id = :story_id AND unlinked.earlier_id = matchable.id
    )
ORDER BY id;

-- name: list_members
SELECT * FROM matchable WHERE series_id = :series_id ORDER BY id;

-- name: list_made
-- The links that a title, or else a series, has made.
SELECT earlier_id, later_id FROM story_links
WHERE awaited_id = CAST(:awaited_id AS BIGINT) OR series_id = CAST(:series_id AS BIGINT);

-- name: make_link
INSERT INTO story_links (earlier_id, later_id, origin, awaited_id, series_id, made_at)
VALUES (:earlier_id, :later_id, :origin, :awaited_id, :series_id, :now)
ON CONFLICT (earlier_id, later_id, origin) DO UPDATE SET awaited_id = excluded.awaited_id, series_id = excluded.series_id;

-- name: drop_link
DELETE FROM story_links WHERE earlier_id = :earlier_id AND later_id = :later_id AND origin = :origin;

-- name: add_link_event
-- A row comes back where the two had never found each other.
INSERT INTO link_events (awaited_id, earlier_id, later_id, at) VALUES (:awaited_id, :earlier_id, :later_id, :now)
ON CONFLICT (earlier_id, later_id) DO NOTHING
RETURNING id;

-- name: list_unlinked_pairs
SELECT unlinked.earlier_id, unlinked.later_id FROM unlinked
JOIN stories ON stories.id = unlinked.earlier_id
WHERE stories.series_id = :series_id;

-- name: list_linked
-- The visible stories linked with this one, with `later` 1 for those after it.
SELECT
    stories.id, stories.title, stories.gate, stories.server_id, stories.level, stories.series_index, story_links.origin,
    CASE WHEN story_links.earlier_id = :story_id THEN 1 ELSE 0 END AS later
FROM story_links
JOIN stories ON stories.id = CASE
    WHEN story_links.earlier_id = :story_id THEN story_links.later_id ELSE story_links.earlier_id END
WHERE (story_links.earlier_id = :story_id OR story_links.later_id = :story_id) AND stories.hidden_at IS NULL
ORDER BY stories.id;

-- name: list_awaited_of
-- What a story names that is not here.
SELECT awaited.id, awaited.story_id, awaited.kind, awaited.title, library.author
FROM awaited
JOIN library ON library.id = awaited.story_id
WHERE awaited.story_id = :story_id AND awaited.stated = 1
    AND NOT EXISTS (SELECT 1 FROM story_links WHERE story_links.awaited_id = awaited.id)
ORDER BY awaited.kind;

-- name: get_awaited
SELECT awaited.id, awaited.story_id, awaited.kind, awaited.title, library.author
FROM awaited
JOIN library ON library.id = awaited.story_id
WHERE awaited.id = :awaited_id AND CAST(:shelves AS TEXT) LIKE '%|' || library.shelf || '|%';

-- name: list_awaited
-- Those that begin with what is searched for come first.
SELECT awaited.id, awaited.story_id, awaited.kind, awaited.title, library.author
FROM awaited
JOIN library ON library.id = awaited.story_id
WHERE awaited.stated = 1 AND CAST(:shelves AS TEXT) LIKE '%|' || library.shelf || '|%'
    AND NOT EXISTS (SELECT 1 FROM story_links WHERE story_links.awaited_id = awaited.id)
    AND (awaited.search_text LIKE '%' || CAST(:words AS TEXT) || '%'
        OR awaited.search_text LIKE '%' || CAST(:key AS TEXT) || '%')
ORDER BY CASE WHEN awaited.search_text LIKE ' ' || CAST(:words AS TEXT) || '%' THEN 0 ELSE 1 END,
    awaited.title_key, awaited.id
LIMIT :limit;

-- name: unlink
INSERT INTO unlinked (earlier_id, later_id, undone_by, undone_at) VALUES (:earlier_id, :later_id, :by, :now)
ON CONFLICT (earlier_id, later_id) DO NOTHING;

-- name: relink
DELETE FROM unlinked WHERE earlier_id = :earlier_id AND later_id = :later_id;

-- name: list_unlinked
-- The visible stories once found to be no neighbours of this one, with `later` 1 for those that were after it.
SELECT
    stories.id, stories.title, stories.gate, stories.server_id, stories.level,
    CASE WHEN unlinked.earlier_id = :story_id THEN 1 ELSE 0 END AS later
FROM unlinked
JOIN stories ON stories.id = CASE
    WHEN unlinked.earlier_id = :story_id THEN unlinked.later_id ELSE unlinked.earlier_id END
WHERE (unlinked.earlier_id = :story_id OR unlinked.later_id = :story_id) AND stories.hidden_at IS NULL
ORDER BY stories.id;
