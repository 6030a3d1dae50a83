-- name: of_hashes
select sha256, size, media_type, stored_at, uploaded_by, name
from evidence where sha256 = any(%s)
