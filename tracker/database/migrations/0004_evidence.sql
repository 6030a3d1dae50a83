-- Evidence files by content. The bytes lie in the store under their address (the SHA-256);
-- what is known of them stands here and is written once they do.

create table evidence (
  sha256 text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
  size bigint not null check (size > 0),
  media_type text not null,
  stored_at timestamptz not null,
  -- Of the first upload; the same file uploaded again is the same row.
  uploaded_by text not null,
  name text not null
);

-- What was found wrong with stored files: one row a file and finding.
create table evidence_damage (
  sha256 text not null references evidence,
  -- 'missing', or the SHA-256 of the bytes that lay there instead.
  found text not null check (found ~ '^(missing|[0-9a-f]{64})$'),
  first_found_at timestamptz not null,
  last_found_at timestamptz not null,
  -- Since when the right bytes lie there again.
  mended_at timestamptz,
  primary key (sha256, found)
);

revoke all on evidence, evidence_damage from public;
grant select, insert on evidence to tracker_app;
grant select, insert on evidence_damage to tracker_app;
grant update (last_found_at, mended_at) on evidence_damage to tracker_app;
