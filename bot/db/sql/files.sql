-- name: list_files
SELECT path, content_hash, importer_version, story_id, problem, stamp FROM files ORDER BY path;

-- name: save_file
INSERT INTO files (path, content_hash, importer_version, story_id, problem, stamp, read_at)
VALUES (:path, :content_hash, :importer_version, :story_id, :problem, :stamp, :now)
ON CONFLICT (path) DO UPDATE SET
    content_hash = excluded.content_hash,
    importer_version = excluded.importer_version,
    story_id = excluded.story_id,
    problem = excluded.problem,
    stamp = excluded.stamp,
    read_at = excluded.read_at;

-- name: remove_file
DELETE FROM files WHERE path = :path;
