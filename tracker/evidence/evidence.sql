-- name: of_hashes
select sha256, size, media_type, stored_at, uploaded_by, name
from evidence where sha256 = any(%s)

-- name: after_hash
-- All records, page by page in the order of their hashes.
select sha256, size, media_type, stored_at, uploaded_by, name
from evidence where sha256 > %s order by sha256 limit %s

-- name: keep
-- The first upload of a file is the one that is recorded.
insert into evidence (sha256, size, media_type, stored_at, uploaded_by, name)
values (%s, %s, %s, %s, %s, %s)
on conflict do nothing
returning sha256

-- name: report
insert into evidence_damage (sha256, found, first_found_at, last_found_at)
values (%(sha256)s, %(found)s, %(at)s, %(at)s)
on conflict (sha256, found)
do update set last_found_at = excluded.last_found_at, mended_at = null

-- name: mend
update evidence_damage set mended_at = %(at)s where sha256 = %(sha256)s and mended_at is null

-- name: damaged
select distinct sha256 from evidence_damage where sha256 = any(%s) and mended_at is null

-- name: brought_before
select sha256 from evidence where stored_at < %s

-- name: last_position
select coalesce(max(position), 0) from event

-- name: with_attachments
-- States of events that may name files; the sign that opens a key stands in no text unescaped.
select state from event
where position > %s and position <= %s and position('"attachments":'::bytea in state) > 0
