-- name: claim
-- The row of the key, made if there is none; one that is too old is as good as none.
insert into idempotency as kept (account, key, request, command_id, since, created_at)
values (
  %(account)s, %(key)s, %(request)s, %(command_id)s,
  (select coalesce(max(position), 0) from event), %(now)s
)
on conflict (account, key) do update
set (request, command_id, since, status, headers, body, created_at) = (
  select valid.request, valid.command_id, valid.since, valid.status, valid.headers, valid.body,
    valid.created_at
  from (values
    (true, excluded.request, excluded.command_id, excluded.since, null, null, null,
      excluded.created_at),
    (false, kept.request, kept.command_id, kept.since, kept.status, kept.headers, kept.body,
      kept.created_at)
  ) as valid (is_new, request, command_id, since, status, headers, body, created_at)
  where valid.is_new = (kept.created_at <= %(oldest)s)
)
returning request, command_id, since, status, headers, body

-- name: keep
-- The answer, unless one is kept already; whoever comes second gives the first one's.
insert into idempotency as kept (
  account, key, request, command_id, since, created_at, status, headers, body
) values (
  %(account)s, %(key)s, %(request)s, %(command_id)s, %(since)s, %(now)s,
  %(status)s, %(headers)s, %(body)s
)
on conflict (account, key) do update
set status = coalesce(kept.status, excluded.status),
  headers = coalesce(kept.headers, excluded.headers),
  body = coalesce(kept.body, excluded.body)
where kept.command_id = excluded.command_id
returning status, headers, body

-- name: free
-- Nothing was recorded under the key, so it may be used for a corrected request.
delete from idempotency
where account = %(account)s and key = %(key)s and command_id = %(command_id)s and status is null

-- name: claimed
select key from idempotency
where account = %(account)s and key = any(%(keys)s) and created_at > %(oldest)s

-- name: forget
delete from idempotency where created_at <= %(oldest)s
