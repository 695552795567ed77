-- When readers had themselves erased, until the file is rid of what deleting leaves in it.
CREATE TABLE erasures (
    id {identity},
    at BIGINT NOT NULL
);
