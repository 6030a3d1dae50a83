-- People: a log of their own beside the log of the work, so that signing in neither waits
-- for its lock nor stands on its knowledge axis or in history files.

create table account_event (
  position bigint generated always as identity primary key,
  originator_id uuid not null,
  originator_version integer not null check (originator_version > 0),
  topic text not null check (topic ~ '^account\.[a-z_]+$'),
  state bytea not null,
  effective_on date not null,
  recorded_at timestamptz not null,
  unique (originator_id, originator_version),
  constraint account_event_not_dated_ahead check (
    effective_on <= (recorded_at at time zone interval '7 hours')::date
  )
);

create trigger account_event_is_append_only before update or delete or truncate on account_event
  for each statement execute function refuse_edit();

-- Nobody follows this log, so nobody is notified; all else is as in 0001.
create function next_account_recorded_at() returns timestamptz language sql stable
set search_path = tracker, pg_temp as $$
  select greatest(
    clock_timestamp(), (select recorded_at from account_event order by position desc limit 1)
  )
$$;

create function append_account_events(
  ids uuid[], versions integer[], topics text[], states bytea[], days date[]
) returns setof bigint language plpgsql security definer
set search_path = tracker, pg_temp as $$
declare
  learned timestamptz;
begin
  lock table account_event in exclusive mode;
  learned := next_account_recorded_at();
  return query
    insert into account_event (
      originator_id, originator_version, topic, state, effective_on, recorded_at
    )
    select new.id, new.version, new.topic, new.state, new.day, learned
    from unnest(ids, versions, topics, states, days) with ordinality
      as new (id, version, topic, state, day, ord)
    order by new.ord
    returning account_event.position;
end $$;

revoke all on account_event from public;
revoke execute on function
  append_account_events(uuid[], integer[], text[], bytea[], date[]) from public;
grant select on account_event to tracker_app;
grant execute on function
  append_account_events(uuid[], integer[], text[], bytea[], date[]) to tracker_app;

-- What the events come to; written in the transaction of the event, and made anew from
-- the events by tracker/people/readmodel.py.

create table account (
  account_id uuid primary key,
  name text not null unique,
  full_name text not null,
  email text,
  version integer not null,
  disabled boolean not null default false,
  second_factor boolean not null default false,
  registered_on date not null
);

create table account_grant (
  account_id uuid not null,
  -- The version of the event that granted it.
  grant_no integer not null,
  role text not null,
  unit text,
  since date not null,
  until date,
  revoked_on date,
  revoked_no integer,
  primary key (account_id, grant_no)
);
create index account_grant_unit on account_grant (unit, role);

-- When an account could do nothing, whatever it was granted. Within a day, the versions
-- tell what came first.
create table account_disabling (
  account_id uuid not null,
  disabled_no integer not null,
  disabled_on date not null,
  enabled_no integer,
  enabled_on date,
  primary key (account_id, disabled_no)
);

-- Secrets and what is only of the moment. They are no history: what is replaced is gone.
-- Of what we made ourselves only the SHA-256 is kept. No foreign keys lead to the tables
-- above, which are emptied and filled anew.

create table account_password (
  account_id uuid primary key,
  -- Argon2id, in the PHC string format.
  hash text not null,
  set_at timestamptz not null
);

create table account_second_factor (
  account_id uuid primary key,
  -- Base32; it must be readable, for both sides count codes from it.
  secret text not null,
  begun_at timestamptz not null,
  confirmed boolean not null default false,
  -- The last half-minute of which a code was accepted: no code is accepted twice.
  last_step bigint not null default 0
);

-- One a person: a new link takes the place of the old one.
create table account_link (
  account_id uuid primary key,
  secret_hash bytea not null unique,
  expires_at timestamptz not null
);

create table account_session (
  session_id uuid primary key,
  secret_hash bytea not null unique,
  account_id uuid not null,
  signed_in_at timestamptz not null,
  seen_at timestamptz not null,
  -- Without a request for so long it ends, and at ends_at whatever happens.
  idle interval not null,
  ends_at timestamptz not null,
  signed_in_by text not null,
  address text not null,
  agent text not null
);
create index account_session_account on account_session (account_id);

create table account_token (
  token_id uuid primary key,
  secret_hash bytea not null unique,
  account_id uuid not null,
  label text not null,
  -- Null: not narrowed.
  roles text[],
  unit text,
  issued_on date not null,
  -- The last day, inclusive.
  expires_on date not null,
  used_at timestamptz
);
create index account_token_account on account_token (account_id);

-- Who an OpenID provider says somebody is.
create table account_identity (
  issuer text not null,
  subject text not null,
  account_id uuid not null,
  primary key (issuer, subject)
);

-- Failed attempts to sign in, of a name (known or not) and from an address, by the SHA-256
-- of either: people type passwords where names belong.
create table sign_in_count (
  sort text not null check (sort in ('name', 'address')),
  key bytea not null,
  failures integer not null,
  failed_at timestamptz not null,
  blocked_until timestamptz,
  primary key (sort, key)
);

revoke all on account, account_grant, account_disabling, account_password,
  account_second_factor, account_link, account_session, account_token, account_identity,
  sign_in_count from public;
grant select, insert, update, delete on account, account_grant, account_disabling,
  account_password, account_second_factor, account_link, account_session, account_token,
  account_identity, sign_in_count to tracker_app;
