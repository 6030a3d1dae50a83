-- name: begin
with forgotten as (
  delete from openid_attempt where expires_at <= %(now)s
)
insert into openid_attempt (
  secret_hash, state, nonce, verifier, return_to, linking, expires_at
) values (
  %(secret_hash)s, %(state)s, %(nonce)s, %(verifier)s, %(return_to)s, %(linking)s, %(expires_at)s
)

-- name: take
delete from openid_attempt where secret_hash = %s
returning state, nonce, verifier, return_to, linking, expires_at
