-- Requests that carry an Idempotency-Key: what was asked, and once it is done, what was answered.
create table idempotency (
  account uuid not null,
  key text not null check (char_length(key) between 1 and 200),
  -- SHA-256 over what was asked; the same key for something else is refused.
  request bytea not null,
  -- Whoever repeats the request gives the same command, and the event log knows it again.
  command_id uuid not null,
  -- The end of the log when the request came first: what it recorded stands after it.
  since bigint not null,
  status integer,
  headers jsonb,
  body bytea,
  created_at timestamptz not null,
  primary key (account, key),
  check ((status is null) = (body is null) and (status is null) = (headers is null))
);

revoke all on idempotency from public;
grant select, insert, update, delete on idempotency to tracker_app;
