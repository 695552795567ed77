-- name: add_report
INSERT INTO reports (server_id, story_id, part, reporter_id, reason, channel_id, message_id, made_at)
VALUES (:server_id, :story_id, :part, :reporter_id, :reason, :channel_id, :message_id, :now)
RETURNING id;

-- name: get_report
SELECT reports.*, stories.title FROM reports JOIN stories ON stories.id = reports.story_id WHERE reports.id = :report_id;

-- name: list_report_times
-- The latest of a reader's.
SELECT made_at FROM reports WHERE reporter_id = :reporter_id AND made_at > :since ORDER BY made_at DESC LIMIT :limit;

-- name: list_reports
SELECT reports.*, stories.title FROM reports JOIN stories ON stories.id = reports.story_id
ORDER BY reports.id DESC LIMIT :limit;

-- name: note_report_told
UPDATE reports SET told = 1 WHERE id = :report_id;
