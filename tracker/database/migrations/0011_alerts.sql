-- Alerts: what should be told to whom, what was told, and what became of it. The log knows
-- which alerts were raised (due_soon_flagged, overdue_flagged); who was told stands here.

-- How far the items were looked at: all marks up to that day, all events up to that position.
create table alert_sweep (
  single boolean primary key default true check (single),
  swept_on date not null,
  position bigint not null,
  swept_at timestamptz not null
);

-- What alert_sweep said each time. So it can be asked whether the scheduler looked at a past day,
-- how late, and with which knowledge.
create table alert_swept (
  sweep_no bigint generated always as identity primary key,
  swept_on date not null,
  -- It knew all events up to the one, and none after the other.
  position bigint not null,
  head bigint not null,
  swept_at timestamptz not null
);
create index alert_swept_on on alert_swept (swept_on);
create function keep_sweep() returns trigger language plpgsql
set search_path = tracker, pg_temp as $$
begin
  insert into alert_swept (swept_on, position, head, swept_at)
  select new.swept_on, new.position, coalesce(max(e.position), 0), new.swept_at from event e;
  return null;
end $$;
create trigger alert_sweep_is_kept after insert or update on alert_sweep
  for each row execute function keep_sweep();
create trigger alert_swept_is_append_only before update or delete or truncate on alert_swept
  for each statement execute function refuse_edit();

-- Who is told what, when and how, as one document (tracker/alerts/rules/policy.py). Only added to:
-- what should have been told on a past day is asked of the policy of that day.
create table alert_policy (
  policy_no integer generated always as identity primary key,
  policy jsonb not null,
  set_at timestamptz not null,
  set_by text not null
);
create trigger alert_policy_is_append_only before update or delete or truncate on alert_policy
  for each statement execute function refuse_edit();

-- Programs that are told: a webhook, or a gateway that sends short texts to telephones.
create table alert_endpoint (
  endpoint_id uuid primary key,
  channel text not null check (channel in ('webhook', 'text')),
  -- Null: the whole installation; else the unit and those below it.
  unit text,
  label text not null,
  url text not null,
  -- It must be readable, for both sides sign with it.
  secret text not null,
  phones text[] not null default '{}',
  added_by text not null,
  added_at timestamptz not null,
  ended_at timestamptz
);

-- What a person does not want; absent: the person wants it.
create table alert_unwanted (
  account_id uuid not null,
  channel text not null check (channel = 'email'),
  since timestamptz not null,
  primary key (account_id, channel)
);

-- By which a mail can be unsubscribed from without signing in; it opens nothing else. Each mail
-- has a secret of its own, for of those before it only the hashes are kept.
create table alert_unsubscribe (
  secret_hash bytea primary key,
  account_id uuid not null,
  made_at timestamptz not null
);
create index alert_unsubscribe_made on alert_unsubscribe (made_at);

-- One digest to one recipient by one channel.
create table alert_delivery (
  delivery_id uuid primary key,
  -- An account, or an endpoint.
  recipient uuid not null,
  channel text not null check (channel in ('inbox', 'email', 'webhook', 'text')),
  made_on date not null,
  made_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'empty', 'dead')),
  attempts smallint not null default 0,
  next_try_at timestamptz not null,
  problem text,
  settled_at timestamptz,
  -- Where it went, and what it said (tracker/alerts/telling/digests.py).
  address text,
  told jsonb,
  read_at timestamptz
);
-- One at a time is on its way to a recipient; what is raised meanwhile joins it.
create unique index alert_delivery_waiting on alert_delivery (recipient, channel)
  where state = 'waiting';
create index alert_delivery_next on alert_delivery (next_try_at) where state = 'waiting';
create index alert_delivery_recipient on alert_delivery (recipient, channel, made_on);
-- How many notices somebody has not read is asked with every page.
create index alert_delivery_unread on alert_delivery (recipient)
  where channel = 'inbox' and state = 'sent' and read_at is null;
create index alert_delivery_settled on alert_delivery (settled_at);
create index alert_delivery_dead on alert_delivery (made_at) where state = 'dead';

-- The ledger: one row is one alert for one recipient by one channel, once and never again.
create table alert (
  alert_id bigint generated always as identity primary key,
  -- `kind:ref` of the item; of a closing period its name.
  subject text not null,
  -- The stream of the item; null for a period.
  stream uuid,
  occasion text not null
    check (occasion in ('due_soon', 'overdue', 'waiting', 'silent', 'period')),
  -- Days from the day it is about: -7 a week before, 1 the first day after.
  level smallint not null,
  -- The deadline; of what waits for confirmation the day of completion; the closing day.
  about_on date not null,
  recipient uuid not null,
  channel text not null check (channel in ('inbox', 'email', 'webhook', 'text')),
  -- The unit that led when it was raised.
  unit text not null,
  fired_on date not null,
  raised_at timestamptz not null,
  state text not null default 'pending' check (state in ('pending', 'sent', 'dropped')),
  -- Why it was dropped.
  why text,
  settled_at timestamptz,
  delivery_id uuid references alert_delivery,
  constraint alert_once unique (subject, occasion, level, about_on, recipient, channel)
);
create index alert_pending on alert (recipient, channel) where state = 'pending';
create index alert_of_delivery on alert (delivery_id);
create index alert_fired on alert (fired_on);

-- Addresses of calendar feeds; of a secret only the SHA-256 is kept.
create table calendar_feed (
  feed_id uuid primary key,
  secret_hash bytea not null unique,
  account_id uuid not null,
  -- Null: what concerns the person.
  unit text,
  made_at timestamptz not null,
  ended_at timestamptz,
  read_at timestamptz
);
create index calendar_feed_account on calendar_feed (account_id);

-- The standing jobs: when each runs next, and how it went.
create table job (
  name text primary key,
  next_run_at timestamptz
);
create table job_run (
  run_no bigint generated always as identity primary key,
  name text not null,
  begun_at timestamptz not null,
  -- Null while it runs, and for ever when the scheduler died with it.
  ended_at timestamptz,
  outcome text check (outcome in ('done', 'stopped', 'failed', 'alarm')),
  -- What it came to, in numbers.
  told jsonb,
  problem text,
  -- It found nothing to do; only the last such run of a job is kept.
  idle boolean not null default false
);
create index job_run_name on job_run (name, run_no desc);
create index job_run_idle on job_run (name) where idle;

revoke all on alert_sweep, alert_swept, alert_policy, alert_endpoint, alert_unwanted,
  alert_unsubscribe, alert_delivery, alert, calendar_feed, job, job_run from public;
grant select, insert on alert_swept, alert_policy to tracker_app;
grant select, insert, update on alert_sweep, alert_endpoint, alert_delivery, alert,
  calendar_feed to tracker_app;
grant select, insert, delete on alert_unsubscribe to tracker_app;
grant select, insert, update, delete on alert_unwanted, job, job_run to tracker_app;
