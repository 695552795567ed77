-- name: keep_public_page
-- Nothing is kept where the story was erased meanwhile, with its server.
INSERT INTO public_pages (channel_id, message_id, server_id, story_id, posted_at, state)
SELECT CAST(:channel_id AS BIGINT), CAST(:message_id AS BIGINT), CAST(:server_id AS BIGINT), stories.id,
    CAST(:now AS BIGINT), 'there'
FROM stories WHERE stories.id = :story_id
ON CONFLICT (channel_id, message_id) DO NOTHING;

-- name: get_public_page
SELECT story_id FROM public_pages WHERE channel_id = :channel_id AND message_id = :message_id;

-- name: count_public_pages
SELECT state, COUNT(*) AS pages FROM public_pages WHERE story_id = :story_id GROUP BY state;

-- name: list_public_pages
SELECT channel_id, message_id, server_id, state, reason FROM public_pages
WHERE story_id = :story_id AND state = :state
ORDER BY posted_at, channel_id, message_id LIMIT :limit;

-- name: mark_public_page
UPDATE public_pages SET state = :state, reason = :reason
WHERE channel_id = :channel_id AND message_id = :message_id;

-- name: keep_asked_pages
UPDATE public_pages SET state = 'there' WHERE story_id = :story_id AND state = 'asked';
