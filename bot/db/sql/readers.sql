-- name: touch_reader
INSERT INTO readers (id, locale, created_at, seen_at) VALUES (:reader_id, :locale, :now, :now)
ON CONFLICT (id) DO UPDATE SET locale = excluded.locale, seen_at = excluded.seen_at;

-- name: get_reader
-- One row for each topic she avoids, or one without a topic.
SELECT
    readers.locale, readers.seen_at, readers.shares, readers.page_length, readers.zone, readers.notices,
    readers.names_topics, readers.adult_at, avoided_topics.topic
FROM readers
LEFT JOIN avoided_topics ON avoided_topics.reader_id = readers.id
WHERE readers.id = :reader_id
ORDER BY avoided_topics.topic;

-- name: set_shares
UPDATE readers SET shares = :shares WHERE id = :reader_id;

-- name: set_page_length
UPDATE readers SET page_length = :page_length WHERE id = :reader_id;

-- name: set_zone
UPDATE readers SET zone = :zone WHERE id = :reader_id;

-- name: set_notices
UPDATE readers SET notices = :notices WHERE id = :reader_id;

-- name: set_names_topics
UPDATE readers SET names_topics = :names_topics WHERE id = :reader_id;

-- name: set_adult
UPDATE readers SET adult_at = :adult_at WHERE id = :reader_id;

-- name: add_avoided
INSERT INTO avoided_topics (reader_id, topic) VALUES (:reader_id, :topic) ON CONFLICT DO NOTHING;

-- name: remove_avoided
DELETE FROM avoided_topics WHERE reader_id = :reader_id AND topic = :topic;

-- name: add_agreed
INSERT INTO agreed_topics (reader_id, story_id, chapter, topic) VALUES (:reader_id, :story_id, :chapter, :topic)
ON CONFLICT DO NOTHING;

-- name: list_agreed
SELECT chapter, topic FROM agreed_topics WHERE reader_id = :reader_id AND story_id = :story_id;
