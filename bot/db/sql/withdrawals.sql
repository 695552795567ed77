-- name: get_ownership
SELECT id, title, server_id, author_id, edition_id, hidden_at, withdrawn_at, withdrawn_as, erase_at
FROM stories WHERE id = :story_id;

-- name: list_owned
-- `:titled` begins, or holds after a space, what was typed; empty for all. Erased ones have no edition.
SELECT id, title, server_id, author_id, edition_id, hidden_at, withdrawn_at, withdrawn_as, erase_at
FROM stories
WHERE edition_id IS NOT NULL AND (hidden_at IS NULL OR withdrawn_at IS NOT NULL)
    AND (CAST(:operator AS BIGINT) = 1 OR author_id = :reader_id
        OR (CAST(:moderated AS BIGINT) IS NOT NULL AND server_id = :moderated))
    AND (CAST(:titled AS TEXT) = '' OR ' ' || title_key LIKE '% ' || CAST(:titled AS TEXT) || '%')
ORDER BY CASE WHEN withdrawn_at IS NULL THEN 0 ELSE 1 END, title_sort, id
LIMIT :limit;

-- name: list_story_causes
-- What was decided to be sent because of a story: each cause of deliveries with its id.
SELECT 'serial' AS cause, id AS cause_id FROM serials WHERE story_id = :story_id
UNION ALL SELECT 'notice', id FROM events WHERE story_id = :story_id
ORDER BY 1, 2;

-- name: show_again
-- What another reason hides stays hidden.
UPDATE stories
SET hidden_at = CASE WHEN hidden_at = withdrawn_at THEN NULL ELSE hidden_at END,
    withdrawn_at = NULL, withdrawn_as = NULL, erase_at = NULL, updated_at = :now
WHERE id = :story_id AND withdrawn_at IS NOT NULL AND edition_id IS NOT NULL
RETURNING id;

-- name: list_to_erase
SELECT id FROM stories WHERE erase_at <= :now ORDER BY erase_at, id LIMIT :limit;

-- name: next_erasure
SELECT MIN(erase_at) AS erase_at FROM stories WHERE erase_at IS NOT NULL;

-- name: erase_story
-- A server's author may publish under that title anew; an operator's file is known by its source, and stays away.
UPDATE stories SET
    source = CASE WHEN server_id IS NULL THEN source ELSE 'erased:' || CAST(id AS TEXT) END,
    title = '', title_key = '', title_sort = '', author = NULL, author_key = '', series_id = NULL, series_index = NULL,
    place_key = '', rating_raw = NULL, warnings = '[]', fandoms = '[]', fandom_keys = '', search_text = '', words = 0,
    parts = 0, chapters = 0, edition_id = NULL, metadata = '{}', author_id = NULL, rights = NULL, rights_note = NULL,
    withdrawn_at = COALESCE(withdrawn_at, :now), hidden_at = COALESCE(hidden_at, :now), erase_at = NULL, updated_at = :now
WHERE id = :story_id;

-- name: erase_editions
DELETE FROM editions WHERE story_id = :story_id;

-- name: erase_labels
DELETE FROM story_labels WHERE story_id = :story_id;

-- name: erase_awaited
DELETE FROM awaited WHERE story_id = :story_id;

-- name: erase_progress
DELETE FROM progress WHERE story_id = :story_id;

-- name: erase_agreed
DELETE FROM agreed_topics WHERE story_id = :story_id;

-- name: erase_serials
DELETE FROM serials WHERE story_id = :story_id;

-- name: forget_gone_pages
DELETE FROM public_pages WHERE story_id = :story_id AND state = 'gone';

-- name: list_server_stories
SELECT id FROM stories WHERE server_id = :server_id ORDER BY id;

-- name: list_all_stories
SELECT stories.id, stories.title, stories.author, stories.server_id, stories.author_id, stories.hidden_at,
    stories.withdrawn_at, stories.withdrawn_as, stories.erase_at, stories.edition_id, stories.parts, stories.source
FROM stories WHERE stories.id > :after ORDER BY stories.id LIMIT :limit;

-- name: list_all_servers
SELECT servers.id, servers.left_at, servers.joined_at,
    (SELECT COUNT(*) FROM stories WHERE stories.server_id = servers.id) AS stories,
    (SELECT COUNT(*) FROM serials WHERE serials.server_id = servers.id AND state IN ('running', 'paused', 'waiting'))
        AS serials
FROM servers ORDER BY servers.id;
