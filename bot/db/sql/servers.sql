-- name: keep_server
INSERT INTO servers (id, locale, joined_at) VALUES (:server_id, :locale, :now)
ON CONFLICT (id) DO UPDATE SET locale = excluded.locale, left_at = NULL;

-- name: know_server
INSERT INTO servers (id, joined_at) VALUES (:server_id, :now) ON CONFLICT (id) DO NOTHING;

-- name: get_server
SELECT * FROM servers WHERE id = :server_id;

-- name: list_servers
SELECT id, left_at FROM servers ORDER BY id;

-- name: leave_server
UPDATE servers SET left_at = :now WHERE id = :server_id AND left_at IS NULL;

-- name: forget_left
-- Locked by this before anything else of theirs is erased: one that the bot is back in by then is not among them.
DELETE FROM servers WHERE left_at < :before RETURNING id;

-- name: forget_server_stories
DELETE FROM stories WHERE server_id = :server_id;

-- name: forget_visits
DELETE FROM visited_servers WHERE server_id = :server_id;

-- name: forget_memberships
DELETE FROM memberships WHERE server_id = :server_id;

-- name: set_server_ceiling
UPDATE servers SET ceiling = :value WHERE id = :server_id;

-- name: set_server_author_role
UPDATE servers SET author_role = :value WHERE id = :server_id;

-- name: set_server_notice_channel
UPDATE servers SET notice_channel = :value WHERE id = :server_id;

-- name: set_server_zone
UPDATE servers SET zone = :value WHERE id = :server_id;

-- name: set_server_shares
UPDATE servers SET shares = :value WHERE id = :server_id;

-- name: set_server_commons
UPDATE servers SET commons = :value WHERE id = :server_id;

-- name: set_server_serials
UPDATE servers SET serials = :value WHERE id = :server_id;

-- name: set_server_ahead
UPDATE servers SET ahead = :value WHERE id = :server_id;

-- name: set_server_pings
UPDATE servers SET pings = :value WHERE id = :server_id;

-- name: add_to_server_log
INSERT INTO server_log (server_id, at, actor_id, action, detail, told)
VALUES (:server_id, :now, :actor_id, :action, :detail, 0);

-- name: list_server_log
SELECT id, server_id, at, actor_id, action, detail FROM server_log
WHERE server_id = :server_id ORDER BY at DESC, id DESC LIMIT :limit;

-- name: get_action
SELECT id, server_id, at, actor_id, action, detail FROM server_log WHERE id = :action_id;

-- name: list_untold
SELECT
    server_log.id, server_log.server_id, server_log.at, server_log.actor_id, server_log.action, server_log.detail,
    CASE WHEN servers.left_at IS NULL THEN servers.notice_channel END AS notice_channel
FROM server_log
JOIN servers ON servers.id = server_log.server_id
WHERE server_log.told = 0
ORDER BY server_log.id
LIMIT :limit;

-- name: note_action_told
UPDATE server_log SET told = 1 WHERE id = :action_id;

-- name: keep_visit
INSERT INTO visited_servers (reader_id, server_id, seen_at) VALUES (:reader_id, :server_id, :now)
ON CONFLICT (reader_id, server_id) DO UPDATE SET seen_at = excluded.seen_at;

-- name: get_membership
SELECT member, asked_at FROM memberships WHERE reader_id = :reader_id AND server_id = :server_id;

-- name: keep_membership
-- Nothing is kept of a reader who was erased while Discord was asked.
INSERT INTO memberships (reader_id, server_id, member, asked_at)
SELECT CAST(:reader_id AS BIGINT), CAST(:server_id AS BIGINT), CAST(:member AS BIGINT), CAST(:now AS BIGINT)
WHERE EXISTS (SELECT 1 FROM readers WHERE readers.id = :reader_id)
ON CONFLICT (reader_id, server_id) DO UPDATE SET member = excluded.member, asked_at = excluded.asked_at;

-- name: list_visits
-- Servers whose stories she read there, and when it was last asked whether she is a member still.
SELECT visited_servers.server_id, memberships.asked_at
FROM visited_servers
JOIN servers ON servers.id = visited_servers.server_id AND servers.left_at IS NULL
LEFT JOIN memberships ON memberships.reader_id = visited_servers.reader_id
    AND memberships.server_id = visited_servers.server_id
WHERE visited_servers.reader_id = :reader_id
ORDER BY visited_servers.seen_at DESC, visited_servers.server_id
LIMIT :limit;

-- name: list_member_servers
-- Servers whose stories she read there, and of which she is a member for all that is known.
SELECT servers.id, servers.ceiling
FROM visited_servers
JOIN servers ON servers.id = visited_servers.server_id AND servers.left_at IS NULL
JOIN memberships ON memberships.reader_id = visited_servers.reader_id
    AND memberships.server_id = visited_servers.server_id
WHERE visited_servers.reader_id = :reader_id AND memberships.member = 1 AND memberships.asked_at >= :before
ORDER BY visited_servers.seen_at DESC, servers.id
LIMIT :limit;

-- name: forget_server_pages
DELETE FROM public_pages WHERE server_id = :server_id;

-- name: forget_server_reports
DELETE FROM reports WHERE server_id = :server_id;

-- name: forget_server
DELETE FROM servers WHERE id = :server_id RETURNING id;
