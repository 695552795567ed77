-- name: touch_reader
INSERT INTO readers (id, locale, created_at, seen_at) VALUES (:reader_id, :locale, :now, :now)
ON CONFLICT (id) DO UPDATE SET locale = excluded.locale, seen_at = excluded.seen_at;

-- name: keep_reader
INSERT INTO readers (id, locale, created_at, seen_at) VALUES (:reader_id, :locale, :now, :now)
ON CONFLICT (id) DO NOTHING;
