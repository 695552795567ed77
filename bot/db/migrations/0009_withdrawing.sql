-- Stories taken back, the messages with story text that others can see, and what readers reported.

-- As whom somebody withdrew it (author, moderator, operator), and when its text is erased; NULL once it is.
ALTER TABLE stories ADD COLUMN withdrawn_as TEXT;
ALTER TABLE stories ADD COLUMN erase_at BIGINT;

CREATE INDEX stories_to_erase ON stories (erase_at) WHERE erase_at IS NOT NULL;

-- Every message of a story's text that more than its reader can see. `server_id` is NULL where the bot is not. there: as it
-- was posted. asked: to be deleted. gone: deleted. stuck: cannot be deleted, for this reason.
CREATE TABLE public_pages (
    channel_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    server_id BIGINT,
    story_id BIGINT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    posted_at BIGINT NOT NULL,
    state TEXT {bytewise} NOT NULL,
    reason TEXT,
    PRIMARY KEY (channel_id, message_id)
) {clustered};

CREATE INDEX public_pages_by_story ON public_pages (story_id, state);
CREATE INDEX public_pages_by_server ON public_pages (server_id);

-- `server_id` is the server whose moderators it is for, NULL where it is for the operator alone. The message is there where
-- it was reported on a public page. `told` is 1 once a notice channel has it.
CREATE TABLE reports (
    id {identity},
    server_id BIGINT,
    story_id BIGINT NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    part BIGINT NOT NULL,
    reporter_id BIGINT REFERENCES readers (id) ON DELETE SET NULL,
    reason TEXT NOT NULL,
    channel_id BIGINT,
    message_id BIGINT,
    made_at BIGINT NOT NULL,
    told BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX reports_by_reader ON reports (reporter_id, made_at);
CREATE INDEX reports_by_server ON reports (server_id, made_at);
CREATE INDEX reports_by_story ON reports (story_id);
