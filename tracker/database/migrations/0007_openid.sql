-- Attempts to sign in at an OpenID provider that have not come back yet. Each is used once and
-- for ten minutes; the browser that began it holds the secret of which the SHA-256 stands here.
create table openid_attempt (
  secret_hash bytea primary key,
  state text not null,
  nonce text not null,
  verifier text not null,
  -- The page to go to afterwards.
  return_to text not null,
  -- Who began it to link the own account; null: somebody signs in.
  linking text,
  expires_at timestamptz not null
);
create index openid_attempt_expiry on openid_attempt (expires_at);

revoke all on openid_attempt from public;
grant select, insert, delete on openid_attempt to tracker_app;
